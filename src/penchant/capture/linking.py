"""Words to the catalogue: which facets and which items a phrase names, in either language."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from penchant.capture.persons import Persons
from penchant.capture.titles import Titles
from penchant.catalogue import Named, title_key
from penchant.domain import Value
from penchant.text import fold, pieces, stem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from penchant.catalogue import Catalogue
    from penchant.domain import Vector
    from penchant.ports import Vectors

LONGEST_NAME = 6
"""Words of an English name, and characters of a Chinese one beyond which no name is looked for."""
LINK_SIMILARITY = 0.6
"""Cosine of phrase and facet from which the encoder alone may link them: few wrong links on the sets it was read off."""
_STOP_WORDS = frozenset(
    {
        "the",
        "a",
        "an",
        "and",
        "or",
        "of",
        "in",
        "to",
        "it",
        "new",
        "good",
        "best",
        "other",
        "great",
        "bad",
        "all",
    }
)
_CATEGORY = "categories"
_TOPICS = frozenset({_CATEGORY, "tags"})
_CJK = re.compile(r"[\u3400-\u9fff]")


class Links(Value, frozen=True):
    """What a phrase names: `terms` must all hold for the phrase to hold; `rows` are items named by title; `rest` other words."""

    terms: tuple[Named, ...] = ()
    rows: tuple[int, ...] = ()
    rest: tuple[str, ...] = ()


class Vocabulary:
    """The names of a catalogue's facets, with their synonyms in both languages, and of its items.

    Args:
        catalogue: whose facets and titles are named; `refresh` takes in what was added to it.
        groups: words for one thing, as in `Scenario.words`.
        nouns: words for "an item", which name nothing.
        encode: gives facet ids and their raw unit vectors `(n, d)`, asked once a catalogue, for phrases that no name matches.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        groups: Iterable[tuple[str, ...]],
        nouns: Iterable[str] = (),
        encode: Callable[[], tuple[list[int], Vectors]] | None = None,
    ) -> None:
        self._catalogue = catalogue
        self._nouns = {_key(noun) for noun in nouns}
        self._groups_of: dict[str, list[int]] = defaultdict(list)
        self._in_group: list[set[int]] = []
        self._own: dict[str, set[int]] = defaultdict(set)
        self._known = 0
        self._encode = encode
        self._encoded: tuple[list[int], Vectors] | None = None
        self._encoded_at = -1
        for number, group in enumerate(groups):
            self._in_group.append(set())
            for word in {_key(word) for word in group}:
                self._groups_of[word].append(number)
        self._titles = Titles(catalogue, lambda words: words in self._nouns or self._named(_key(words)))
        self._persons = Persons(self._items_named, self._titles.is_common)
        self.refresh()

    def _items_named(self, key: str) -> int:
        return sum(len(self._catalogue.rows_of(facet)) for facet in self._own.get(key, ()))

    def refresh(self) -> None:
        """Take in the facets and titles that the catalogue has gained."""
        self._titles.refresh()
        for facet in range(self._known, len(self._catalogue.facets)):
            held = self._catalogue.facets[facet]
            key = _key(held.value)
            if not _can_name(held.field, key):
                continue
            self._own[key].add(facet)
            if held.field not in _TOPICS:
                self._persons.take(key)
            for group in self._groups_of.get(key, ()):
                self._in_group[group].add(facet)
        self._known = len(self._catalogue.facets)

    def forget_encoded(self) -> None:
        """Ask for the facets' vectors anew: another encoder serves."""
        self._encoded = None

    def encoded(self) -> tuple[list[int], Vectors]:
        """Facet ids and their unit vectors `(n, d)`; none where no encoder was given."""
        if self._encoded is None or self._encoded_at != self._known:
            self._encoded = self._encode() if self._encode else ([], np.zeros((0, 0), dtype=np.float32))
            self._encoded_at = self._known
        return self._encoded

    def link(self, phrase: str, vector: Vector | None = None) -> Links:
        """The facets and items that `phrase` names. With its unit `vector`, the nearest facet where no name matches."""
        rows = self.titles(phrase)
        titles = {word for row in rows for word in title_key(self._catalogue.title(row)).split()}
        terms, rest = [], []
        for name, facets in self._names(phrase):
            if facets and not titles.issuperset(name.split()):
                terms.append(self._term(name, facets))
            elif name not in self._nouns and name not in titles:
                rest.append(name)
        for name, said in list(self._persons.found_in(rest, phrase)):
            terms.append(self._term(name, self._named(name)))
            rest = [word for word in rest if word not in said]
        if not terms and not rows and vector is not None:
            terms = self._nearest(phrase, vector)
        return Links(terms=tuple(terms), rows=rows, rest=tuple(rest))

    def titles(self, phrase: str) -> tuple[int, ...]:
        """Rows of the item that is named: by its title, a part of it that is no other's, or with a slip; see `Titles`."""
        return self._titles.found_in(phrase)

    def mentions(self, text: str) -> tuple[int, ...]:
        """Rows of all the items that a longer text names, in order: marked, or in capitals."""
        return self._titles.mentions(text)

    def _named(self, key: str) -> set[int]:
        """Facets of that name or of a name in one group with it."""
        return self._own.get(key, set()).union(
            *(self._in_group[group] for group in self._groups_of.get(key, ()))
        )

    def _names(self, phrase: str) -> Iterator[tuple[str, set[int]]]:
        """Longest names first from the left; what belongs to none comes as words without facets."""
        words: list[str] = []
        for piece in pieces(phrase):
            if _CJK.match(piece):
                yield from self._runs(words, " ")
                yield from self._runs(list(piece), "")
                words = []
            else:
                words.append(_stem(piece))
        yield from self._runs(words, " ")

    def _runs(self, units: list[str], joint: str) -> Iterator[tuple[str, set[int]]]:
        place, loose = 0, []
        while place < len(units):
            size, facets = self._longest(units[place : place + LONGEST_NAME], joint)
            if facets:
                yield joint.join(units[place : place + size]), facets
            else:
                loose.append(units[place])
            place += size
        yield from ((word, set()) for word in (loose if joint else ["".join(loose)] if loose else []))

    def _longest(self, units: list[str], joint: str) -> tuple[int, set[int]]:
        shortest = 1 if joint or len(units) == 1 else 2
        for size in range(len(units), shortest - 1, -1):
            key = joint.join(units[:size])
            if key not in self._nouns and (facets := self._named(key)):
                return size, facets
        return 1, set()

    def _term(self, name: str, facets: set[int]) -> Named:
        parts: list[Named] = []
        fields = {self._catalogue.facets[facet].field for facet in facets}
        if " " in name and _CATEGORY not in fields:
            named = [(word, self._named(word)) for word in name.split()]
            parts = [Named(word=word, facets=tuple(sorted(held))) for word, held in named if held]
            parts = parts if len(parts) == len(named) else []
        return Named(word=name, facets=tuple(sorted(facets)), parts=tuple(parts))

    def _nearest(self, phrase: str, vector: Vector) -> list[Named]:
        facets, vectors = self.encoded()
        if not facets:
            return []
        similarity = vectors @ vector
        best = int(np.argmax(similarity))
        if similarity[best] < LINK_SIMILARITY:
            return []
        return [Named(word=fold(phrase), facets=(facets[best],))]


def facets_to_encode(catalogue: Catalogue, limit: int) -> list[int]:
    """The facets worth a vector: categories, the commonest first."""
    categories = [
        i for i, facet in enumerate(catalogue.facets) if facet.field == _CATEGORY and catalogue.rows_of(i)
    ]
    return sorted(categories, key=lambda facet: (-len(catalogue.rows_of(facet)), facet))[:limit]


def _can_name(field: str, key: str) -> bool:
    """Names of people and the like count only whole: a one-word value of a free attribute is too often a common word."""
    if field in {_CATEGORY, "tags", "brand"}:
        return key not in _STOP_WORDS
    return " " in key or (bool(_CJK.match(key)) and len(key) > 1)


def _stem(piece: str) -> str:
    return stem(piece.replace("’", "'").removesuffix("'s"))


def _key(name: str) -> str:
    """A name as it is looked up: English stems joined by spaces; Chinese characters as they stand."""
    return " ".join(piece if _CJK.match(piece) else _stem(piece) for piece in pieces(name))
