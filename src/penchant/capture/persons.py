"""People and brands by what they are called in talk: by surname where only one is meant, and with a slip in one word."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

SHORTEST_SURNAME = 4
SHORTEST_SLIP = 5
FEWEST_ITEMS = 5
"""Items on which a name must stand before its surname alone means it."""
SHORT_PHRASE = 3
"""Words of a phrase up to which a surname in lower case is taken for one."""
DOMINANT = 4
"""A surname means the one who stands on so many times more items than the next of that name."""
MOST_WORDS = 4
_BEFORE = re.compile(r"([\w.]+)\s+$")
_DATED = re.compile(r"\s*\((?:19|20)\d\d")
_LEADS = frozenset({"by", "with", "of", "starring", "from", "featuring"})
_TITLED = frozenset(
    [
        "mr",
        "mr.",
        "mrs",
        "mrs.",
        "ms",
        "ms.",
        "director",
        "actor",
        "actress",
        "by",
        "with",
        "the",
        "a",
        "and",
        "or",
        "any",
        "films",
        "movies",
    ]
)


class Persons:
    """The many-word names of a catalogue's attributes.

    Args:
        weight: how many items carry a name.
        is_common: whether a lower-case word is hardly meant as a name.
    """

    def __init__(self, weight: Callable[[str], int], is_common: Callable[[str], bool]) -> None:
        self._weight, self._is_common = weight, is_common
        self._by_last: dict[str, set[str]] = defaultdict(set)
        self._by_first: dict[str, set[str]] = defaultdict(set)

    def take(self, key: str) -> None:
        """Take in a name of two to four words, folded."""
        words = key.split()
        if 1 < len(words) <= MOST_WORDS and all(word.replace("'", "").isalpha() for word in words):
            self._by_last[words[-1]].add(key)
            self._by_first[words[0]].add(key)

    def found_in(self, words: Iterable[str], phrase: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        """`(name, the words that mean it)` for loose words of a phrase, in order."""
        loose = list(words)
        place = 0
        while place < len(loose):
            pair = loose[place : place + 2]
            if name := self._with_slip(pair):
                yield name, tuple(pair)
                place += 2
                continue
            if _is_called(pair[0], phrase) and (name := self._by_surname(pair[0])):
                yield name, (pair[0],)
            place += 1

    def _by_surname(self, word: str) -> str | None:
        if len(word) < SHORTEST_SURNAME or self._is_common(word):
            return None
        ranked = sorted(self._by_last.get(word, ()), key=lambda name: (-self._weight(name), name))
        if not ranked or self._weight(ranked[0]) < FEWEST_ITEMS:
            return None
        if len(ranked) > 1 and self._weight(ranked[0]) < DOMINANT * max(1, self._weight(ranked[1])):
            return None
        return ranked[0]

    def _with_slip(self, pair: list[str]) -> str | None:
        """A name of which one word is right and the other one slip away."""
        if len(pair) < 2:
            return None
        first, last = pair
        near = {n for n in self._by_last.get(last, ()) if is_slip(first, n.split()[0])}
        near |= {n for n in self._by_first.get(first, ()) if is_slip(last, n.split()[-1])}
        return near.pop() if len(near) == 1 else None


def _is_called(word: str, phrase: str) -> bool:
    """Whether a word stands in the phrase as a surname: with a capital and no year, after "by" or "with", or nearly alone."""
    for match in re.finditer(rf"(?<![\w'-]){re.escape(word)}\w{{0,2}}(?![\w-])", phrase, re.IGNORECASE):
        before = _BEFORE.search(phrase[: match.start()])
        anothers = before and before.group(1)[0].isupper() and before.group(1).lower() not in _TITLED
        if anothers or _DATED.match(phrase, match.end()):
            continue  # a title, or the name of somebody else
        if match.group()[0].isupper() or (before and before.group(1) in _LEADS):
            return True
        return len(phrase.split()) <= SHORT_PHRASE
    return False


def is_slip(word: str, right: str) -> bool:
    """Whether two words of five letters or more differ by one letter put in, left out, changed or swapped with its neighbour."""
    if word == right or min(len(word), len(right)) < SHORTEST_SLIP or abs(len(word) - len(right)) > 1:
        return False
    same = next(
        (i for i, (a, b) in enumerate(zip(word, right, strict=False)) if a != b), min(len(word), len(right))
    )
    one, other = word[same:], right[same:]
    if len(one) == len(other):
        return one[1:] == other[1:] or (one[:2] == other[1::-1] and one[2:] == other[2:])
    return one[1:] == other if len(one) > len(other) else one == other[1:]
