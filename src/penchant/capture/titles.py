"""Which item a name means: whole titles, titles with a slip or a part left out, of several with one name that of the year."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from penchant.catalogue import title_key
from penchant.text import pieces, stem, tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from penchant.catalogue import Catalogue

LONGEST_TITLE = 12
MOST_SPOKEN = 8
"""Words of a title beyond which nobody says it by heart: of a longer one no part and no slip is known."""
SHORTEST_TITLE = 4
SHORTEST_PART = 5
"""Characters of a part of a title that stands for the whole."""
SHORTEST_SLIP, SHORTEST_SLIP_IN_NAME = 7, 5
"""Letters of a word in which a slip is looked for, and in a name of several words or with a capital."""
SAMPLED = 2_000
"""Items whose descriptions show which words are common."""
FEWEST_COMMON = 500
"""Common words from which they are taken as evidence."""
MOST_WORDS = 30_000
"""Distinct words of titles up to which slips are known: some 10 MB."""
MARKS = re.compile(r"《([^》]{1,80})》")
_YEAR = re.compile(r"[(（]((?:19|20)\d\d)[)）]")
_LOOSE_YEAR = re.compile(r"\b((?:19|20)\d\d)\b")
_NEWEST = re.compile(r"\b(?:new|newer|newest|latest|recent|remake|reboot)\b|新版|最新")
_OLDEST = re.compile(r"\b(?:old|older|oldest|original|classic|first)\b|老版|旧版|原版")
_CAPITALS = re.compile(
    r"\b(?:[A-Z][\w'’-]+|\d+)(?:(?:\s+|\s*[:&,]\s+)"
    r"(?:(?:of|the|and|in|for|to|a|an|at|on|with|from)\s+){0,2}(?:[A-Z][\w'’-]*|\d+\b))*"
)
_PARTS = re.compile(r"\s*[:：]\s*|\s+[-–—]\s+")
_LIKE = re.compile(
    r"\b(?:like|similar to|such as|saw|seen|watched|called|named|about)\s+"
    r"(?:the movie |the film |the book )?(?=\w)",
    re.IGNORECASE,
)
_LOWER = re.compile(r"(?<![\w'-])[a-z]{4,}(?![\w'-])")
_OPENERS = frozenset(
    [
        "sure",
        "yes",
        "yeah",
        "no",
        "ok",
        "okay",
        "oh",
        "well",
        "it",
        "its",
        "any",
        "also",
        "and",
        "or",
        "but",
        "so",
        "have",
        "has",
        "had",
        "i",
        "i've",
        "ive",
        "i'm",
        "did",
        "do",
        "was",
        "is",
        "are",
        "my",
        "we",
        "you",
        "he",
        "she",
        "they",
        "that",
        "this",
        "good",
        "great",
        "thanks",
        "love",
        "loved",
        "like",
        "liked",
        "similar",
        "maybe",
        "how",
        "what",
        "hi",
        "hello",
    ]
)
_CJK = re.compile(r"[\u3400-\u9fff]")
_ROMAN = {
    "ii": "2",
    "iii": "3",
    "iv": "4",
    "vi": "6",
    "vii": "7",
    "viii": "8",
    "two": "2",
    "three": "3",
    "four": "4",
}
_UNSAID = frozenset(["and", "the", "a", "an", "part", "chapter", "episode", "vol", "volume", "number", "no"])
"""Words of a title that people leave out."""
_CJK_PART = 0.6


class Titles:
    """The titles of a catalogue, looked up by the words people use for them.

    Args:
        catalogue: whose titles are named; what is added to it is taken in by `refresh`.
        named: whether words are a name of something else (a category, a tag), and so of no item.
    """

    def __init__(self, catalogue: Catalogue, named: Callable[[str], object]) -> None:
        self._catalogue, self._named = catalogue, named
        self._known = 0
        self._short: dict[str, set[str]] = defaultdict(set)
        self._parts: dict[str, set[str]] = defaultdict(set)
        self._with_word: dict[str, set[str]] = defaultdict(set)
        self._slips: dict[str, str] = {}
        self._common: set[str] = set()

    def refresh(self) -> None:
        """Take in the titles that the catalogue has gained."""
        by_title = self._catalogue.rows_by_title
        if len(by_title) == self._known:
            return
        for key in list(by_title)[self._known :]:
            self._take(key)
        for item in self._catalogue.items[self._known : SAMPLED]:
            self._common.update(_LOWER.findall(item.description) if item else ())
        self._known = len(by_title)

    def found_in(self, phrase: str) -> tuple[int, ...]:
        """Rows of the item that a phrase names, the surest reading first; several where several items are so called."""
        for key in self._keys(phrase):
            if (rows := self._catalogue.rows_by_title.get(key)) and (meant := self._meant(rows, phrase)):
                return tuple(meant)
        return ()

    def mentions(self, text: str) -> tuple[int, ...]:
        """Rows of all items that a longer text names, in order: marked, with a year, or in capitals."""
        marked = [(match.start(), match.group()) for match in MARKS.finditer(text)]
        runs = [(match.start(), _with_year(text, match)) for match in _CAPITALS.finditer(text)]
        found = [row for _, run in sorted(marked + runs) for row in self.found_in(run)[:1]]
        return tuple(dict.fromkeys(found))

    def _keys(self, phrase: str) -> Iterator[str]:
        """Keys that the phrase may name, the surest first."""
        yield from filter(None, map(title_key, MARKS.findall(phrase)))
        whole, words = title_key(phrase), tokens(_YEAR.sub("", phrase))
        if len(whole) >= SHORTEST_TITLE and not self._named(whole) and not self.is_common(phrase):
            yield whole
        yield from self._within(words)
        runs = [run for found in _CAPITALS.findall(phrase) for run in _without_openers(found)]
        after = _LIKE.search(phrase)
        if after and not self.is_common(phrase[after.end() :]):
            runs.append(phrase[after.end() :])
        yield from (
            key for run in runs if len(run) >= SHORTEST_TITLE and not self._named(key := title_key(run))
        )
        for run in dict.fromkeys([*runs, phrase]):
            yield from self._loosely(run, capital=run[:1].isupper())

    def _within(self, words: list[str]) -> Iterator[str]:
        """Whole titles of two words or more within the phrase, the longest first."""
        by_title = self._catalogue.rows_by_title
        for size in range(min(LONGEST_TITLE, len(words) - 1), 1, -1):
            for start in range(len(words) - size + 1):
                key = " ".join(words[start : start + size])
                if len(key) >= SHORTEST_TITLE and by_title.get(key) and not self._named(key):
                    yield key

    def _loosely(self, run: str, *, capital: bool) -> Iterator[str]:
        """Keys of the one title that a run of words names in part, with other small words, or with a slip in one word."""
        bare = (
            _LOOSE_YEAR.sub("", _NEWEST.sub("", _OLDEST.sub("", run)))
            if _LOOSE_YEAR.sub("", run).strip()
            else run
        )
        key = title_key(bare)
        if len(key) < SHORTEST_PART or self._named(key):
            return
        yield from _only(self._short.get(_short(key), ()))
        if _CJK.search(key):
            yield from _only(self._parts.get("".join(pieces(bare)), ()))
            return
        yield from self._part(key, capital=capital)
        words = key.split()
        least = SHORTEST_SLIP_IN_NAME if capital or len(words) > 1 else SHORTEST_SLIP
        mended = " ".join(self._mended(word, least) for word in words)
        if mended != key and not self._named(mended):
            yield mended
            yield from _only(self._short.get(_short(mended), ()))

    def _part(self, key: str, *, capital: bool) -> Iterator[str]:
        """A title of which the words are the beginning, or hold the one word that no other title has."""
        for title in _only(self._parts.get(key, ())):
            if capital or len(key.split()) > 2:
                yield title
        words = [word for word in key.split() if word not in _UNSAID]
        if not words or len(words) > 3:
            return
        holding = set.intersection(*(self._with_word.get(word, set()) for word in words))
        for title in _only(holding):
            if (capital and len(words) > 1) or (
                title.startswith(words[0]) and all(map(self._is_name, words))
            ):
                yield title

    def _is_name(self, word: str) -> bool:
        """Whether a title's word is no common word: descriptions, where there are enough, do not write it in lower case."""
        return (
            len(word) >= SHORTEST_SLIP - 1 and len(self._common) >= FEWEST_COMMON and not self.is_common(word)
        )

    def is_common(self, phrase: str) -> bool:
        """Whether a phrase is one lower-case word that descriptions use, or its plural: it is hardly meant as a name."""
        word = phrase.strip()
        if not _LOWER.fullmatch(word) or len(self._common) < FEWEST_COMMON:
            return False
        return word in self._common or stem(word) in self._common

    def _mended(self, word: str, least: int) -> str:
        """The word of a title that this is one slip away from; itself where it is a title's word or none is near."""
        if word in self._with_word or len(word) < least or word in self._common or self._named(word):
            return word
        near = {found for slip in (word, *_deletions(word)) if (found := self._slips.get(slip))}
        near = {found for found in near if found[0] == word[0] and abs(len(found) - len(word)) <= 1}
        return near.pop() if len(near) == 1 else word

    def _meant(self, rows: list[int], phrase: str) -> list[int]:
        """Of items with one title those of the year in the phrase; or the newest, or oldest, first where it says so."""
        years = {
            row: int(match.group(1)) if (match := _YEAR.search(self._catalogue.title(row))) else 0
            for row in rows
        }
        said = {int(year) for year in _LOOSE_YEAR.findall(phrase)}
        of_year = [row for row in rows if years[row] in said]
        if of_year:
            return of_year
        if _YEAR.search(phrase):
            return [row for row in rows if not years[row]]
        if len(rows) == 1:
            return rows
        if _NEWEST.search(phrase):
            return sorted(rows, key=lambda row: -years[row])[:1]
        return sorted(rows, key=lambda row: years[row])[:1] if _OLDEST.search(phrase) else rows

    def _take(self, key: str) -> None:
        words = key.split()
        if len(words) > MOST_SPOKEN and not _CJK.search(key):
            return
        self._short[_short(key)].add(key)
        for word in words:
            self._with_word[word].add(key)
            if len(word) >= SHORTEST_SLIP_IN_NAME and word.isascii() and len(self._with_word) <= MOST_WORDS:
                for slip in (word, *_deletions(word)):
                    self._slips[slip] = word
        for part in self._parts_of(key):
            self._parts[part].add(key)

    def _parts_of(self, key: str) -> Iterator[str]:
        """The halves of a title at its colon, its beginnings, and of a Chinese one its beginnings of three characters or more."""
        rows = self._catalogue.rows_by_title.get(key)
        title = self._catalogue.title(rows[0]) if rows else ""
        if _CJK.search(key):
            whole = "".join(pieces(title))
            shortest = max(3, int(len(whole) * _CJK_PART + 0.5))
            yield from (whole[:size] for size in range(shortest, len(whole)))
            return
        halves = _PARTS.split(_YEAR.sub("", title))
        if len(halves) > 1:
            yield from (half for half in map(title_key, halves) if len(half) >= SHORTEST_PART)
        words = key.split()
        yield from (" ".join(words[:size]) for size in range(2, len(words)) if words[size - 1] not in _UNSAID)


def _with_year(text: str, run: re.Match[str]) -> str:
    """A run of capitals with the year in brackets that follows it."""
    year = _YEAR.match(text, run.end() + (text[run.end() : run.end() + 1] == " "))
    return f"{run.group()} {year.group()}" if year else run.group()


def _without_openers(run: str) -> list[str]:
    """A run of capitals, and what is left of it without the words whose capital is that of a sentence."""
    words = run.split()
    start, end = 0, len(words)
    while start < end and words[start].lower().strip(",:") in _OPENERS:
        start += 1
    while end > start and words[end - 1].lower() in _OPENERS:
        end -= 1
    return [run] if (start, end) == (0, len(words)) else [run, " ".join(words[start:end])]


def _short(key: str) -> str:
    """A key without the words people leave out, numbers as digits: "godfather 2" for "The Godfather Part II"."""
    return " ".join(_ROMAN.get(word, word) for word in key.split() if word not in _UNSAID) or key


def _only(keys: Iterable[str]) -> list[str]:
    found = list(keys)
    return found if len(found) == 1 else []


def _deletions(word: str) -> Iterator[str]:
    return (word[:place] + word[place + 1 :] for place in range(1, len(word)))
