"""The items in memory, as rows: what the stages look things up in. Derived from the store, rebuilt at will.

A row number is given to an item id once and never reused, so that statistics keyed by row survive deletion and return.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from penchant.domain import Attribute, Item, Value
from penchant.ragged import Ragged
from penchant.text import fold, tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    Rows = NDArray[np.int32]

_WORD = re.compile(r"[^\W\d_]{2}|[\u3040-\u9fff]")
_YEAR_SUFFIX = re.compile(r"\s*[(（]\d{4}[)）]\s*$")
LEAST_IDF = 0.1
MOST_RARITY = 4.0
"""A name so rare that it stands on one item in fifty says all that rarity can say."""
TOPIC_FIELDS = frozenset({"categories", "tags"})
NAMES_EACH = 3
"""Of each attribute, such as a film's cast, so many are encoded with the item."""
_STOP = ". "
_ARTICLES = frozenset({"the", "a", "an"})
_UNDATED = np.iinfo(np.int64).min


class Facet(Value, frozen=True):
    """A value that items share in one field, such as the category Horror; `name` is `field:value`."""

    field: str
    value: str

    @property
    def name(self) -> str:
        return f"{self.field}:{self.value}"


class Named(Value, frozen=True):
    """A name found in a phrase: any of its `facets` fulfils it, or all of its `parts` together ("romantic comedy")."""

    word: str
    facets: tuple[int, ...]
    parts: tuple[Named, ...] = ()


class _Dated(Value, frozen=True, eq=False):
    """Rows whose date is known, newest first, and their dates below zero, so that they ascend; of one version of the catalogue."""

    version: int
    rows: NDArray[np.int64]
    ages: NDArray[np.int64]


class Catalogue:
    """Items by row, their facets and titles, and whether each may be shown.

    `version` changes with every put or delete, for what is cached by it; `present` counts the items that are there.
    """

    def __init__(self) -> None:
        self.version = 0
        self.present = 0
        self.items: list[Item | None] = []
        self.ids: list[str] = []
        self.row_of: dict[str, int] = {}
        self.facets: list[Facet] = []
        self.facet_id: dict[tuple[str, str], int] = {}
        self._fields: set[str] = set()
        self.rows_by_title: dict[str, list[int]] = defaultdict(list)
        self._facets_of = Ragged()
        self._rows_of_facet: list[set[int]] = []
        self._arrays: dict[int, NDArray[np.int64]] = {}
        self._rows_with: dict[Named, NDArray[np.int64]] = {}
        self._cached_at = -1
        self._topics = np.zeros(0, dtype=np.bool_)
        self._categories = np.zeros(0, dtype=np.bool_)
        self._held_by = np.zeros(0, dtype=np.int64)
        self._newest = _Dated(version=-1, rows=np.zeros(0, dtype=np.int64), ages=np.zeros(0, dtype=np.int64))
        self._available = np.zeros(0, dtype=np.bool_)
        self._published = np.zeros(0, dtype=np.int64)

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def available(self) -> NDArray[np.bool_]:
        """Which rows may be shown: present and not hidden; shape `(n,)`, not to be written to."""
        return self._available[: len(self)]

    @property
    def published(self) -> NDArray[np.int64]:
        """`published_at` in ms by row; the smallest integer where unknown."""
        return self._published[: len(self)]

    def row(self, item_id: str) -> int:
        """The row of an item id, a new one if it has none yet."""
        row = self.row_of.get(item_id)
        if row is None:
            row = self.row_of[item_id] = len(self.ids)
            self.ids.append(item_id)
            self.items.append(None)
            self._grow()
        return row

    def put(self, item: Item) -> int:
        """Insert or replace one item; its row."""
        row = self.row(item.item_id)
        self._take_out(row)
        self.present += self.items[row] is None
        self.items[row] = item
        self._available[row] = item.available
        self._published[row] = _UNDATED if item.published_at is None else item.published_at
        held = sorted({self._facet(f) for f in facets_of(item)})
        self._facets_of.put(row, held)
        for facet in held:
            self._rows_of_facet[facet].add(row)
            self._held_by[facet] += 1
            self._arrays.pop(facet, None)
        self.rows_by_title[title_key(item.title)].append(row)
        self.version += 1
        return row

    def delete(self, item_id: str) -> int | None:
        """Take an item out; its row, which stays reserved for that id, or None if it was not there."""
        row = self.row_of.get(item_id)
        if row is None or self.items[row] is None:
            return None
        self._take_out(row)
        self.present -= 1
        self.items[row] = None
        self._available[row] = False
        self.version += 1
        return row

    def get(self, item_id: str) -> Item | None:
        """The item, or None."""
        row = self.row_of.get(item_id)
        return None if row is None else self.items[row]

    def holds_name(self, name: str) -> bool:
        """Whether a title or a facet of any field, such as an actor, is called so."""
        folded = fold(name)
        return any((field, folded) in self.facet_id for field in self._fields) or bool(
            self.rows_by_title.get(title_key(name))
        )

    def title(self, row: int) -> str:
        """The title, or the id where there is none."""
        item = self.items[row]
        return (item.title if item else "") or self.ids[row]

    def facets_of(self, row: int) -> Rows:
        """Facet ids of one row, ascending."""
        return self._facets_of.row(row)

    def facets_at(self, rows: NDArray[np.int64]) -> tuple[Rows, NDArray[np.int64]]:
        """Facet ids of rows one after the other, ascending within each, and for each the place in `rows` that it belongs to."""
        return self._facets_of.at(rows)

    def rows_of(self, facet: int) -> set[int]:
        """Rows that hold a facet; not to be written to."""
        return self._rows_of_facet[facet]

    def idf(self, facets: Rows) -> NDArray[np.float64]:
        """`log(N / df)` of facets in nats, shape as given; at least a little, so that a facet of every item still counts."""
        return np.maximum(LEAST_IDF, np.log(max(1, self.present) / np.maximum(1, self._held_by[facets])))

    def published_between(self, first: int, last: int, limit: int) -> NDArray[np.int64]:
        """The `limit` newest rows published after `first` and not after `last`, in ms; newest first."""
        if self._newest.version != self.version:
            dated = np.flatnonzero(self.published != _UNDATED)
            rows = dated[np.argsort(-self.published[dated], kind="stable")]
            self._newest = _Dated(version=self.version, rows=rows, ages=-self.published[rows])
        begin, end = np.searchsorted(self._newest.ages, [-last, -first])
        return self._newest.rows[begin : min(end, begin + limit)]

    def facets_named(self, names: Iterable[str]) -> tuple[Named, ...]:
        """The facets of these `field:value` names that are there, as one name that any of them fulfils."""
        keys = [(field, fold(value)) for field, _, value in (name.partition(":") for name in names)]
        found = tuple(self.facet_id[key] for key in keys if key in self.facet_id)
        return (Named(word=self.facets[found[0]].value, facets=found),) if found else ()

    def rows_with(self, name: Named) -> NDArray[np.int64]:
        """Rows that carry a name, ascending; not to be written to."""
        if self._cached_at != self.version:
            self._rows_with.clear()
            self._cached_at = self.version
        found = self._rows_with.get(name)
        if found is None:
            held = [self._array_of(facet) for facet in name.facets]
            found = np.unique(np.concatenate(held)) if held else np.zeros(0, dtype=np.int64)
            if name.parts:
                found = np.union1d(found, self._rows_with_all(name.parts))
            self._rows_with[name] = found
        return found

    def carries(self, name: Named, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which of `rows` carry a name; shape as `rows`."""
        held = self.rows_with(name)
        place = np.searchsorted(held, rows)
        inside = place < len(held)
        return inside & (held[np.where(inside, place, 0)] == rows) if len(held) else inside

    def holding(self, names: Iterable[Named]) -> NDArray[np.bool_]:
        """Rows that carry every one of `names`, `(n,)`; none for no names."""
        held = np.zeros(len(self), dtype=np.bool_)
        names = tuple(names)
        if names:
            held[self._rows_with_all(names)] = True
        return held

    def count(self, names: Sequence[Named]) -> int:
        """How many rows carry every one of `names`."""
        return len(self._rows_with_all(names))

    def rarity(self, name: Named) -> float:
        """`log(N / rows that carry it)` in nats, at most `MOST_RARITY`; 0 for a name that nothing carries."""
        held = len(self.rows_with(name))
        return min(MOST_RARITY, math.log(self.present / held)) if held else 0.0

    def is_category(self, name: Named) -> bool:
        """Whether a name stands for a category, and not only for tags or attributes."""
        return any(self.facets[facet].field == "categories" for facet in name.facets)

    def are_categories(self, facets: Rows) -> NDArray[np.bool_]:
        """Which facets are categories, shape as `facets`."""
        return self._categories[facets]

    def is_topic(self, facets: Rows) -> NDArray[np.bool_]:
        """Which facets are categories or tags, and so can be what someone is interested in."""
        return self._topics[facets]

    def _rows_with_all(self, names: Sequence[Named]) -> NDArray[np.int64]:
        rows = self.rows_with(names[0])
        for name in names[1:]:
            rows = rows[self.carries(name, rows)]
        return rows

    def _array_of(self, facet: int) -> NDArray[np.int64]:
        found = self._arrays.get(facet)
        if found is None:
            rows = self._rows_of_facet[facet]
            found = self._arrays[facet] = np.fromiter(rows, dtype=np.int64, count=len(rows))
        return found

    def _facet(self, facet: Facet) -> int:
        key = (facet.field, fold(facet.value))
        known = self.facet_id.get(key)
        if known is None:
            known = self.facet_id[key] = len(self.facets)
            self._fields.add(facet.field)
            self.facets.append(facet)
            if known >= len(self._topics):
                more = max(1024, known)
                self._topics = np.concatenate([self._topics, np.zeros(more, dtype=np.bool_)])
                self._categories = np.concatenate([self._categories, np.zeros(more, dtype=np.bool_)])
                self._held_by = np.concatenate([self._held_by, np.zeros(more, dtype=np.int64)])
            self._topics[known] = facet.field in TOPIC_FIELDS
            self._categories[known] = facet.field == "categories"
            self._rows_of_facet.append(set())
        return known

    def _take_out(self, row: int) -> None:
        item = self.items[row]
        if item is None:
            return
        for facet in self._facets_of.row(row).tolist():
            self._rows_of_facet[facet].discard(row)
            self._held_by[facet] -= 1
            self._arrays.pop(facet, None)
        self._facets_of.put(row, ())
        self.rows_by_title[title_key(item.title)].remove(row)

    def _grow(self) -> None:
        if len(self.ids) > len(self._available):
            extra = max(1024, len(self._available))
            self._available = np.concatenate([self._available, np.zeros(extra, dtype=np.bool_)])
            self._published = np.concatenate([self._published, np.full(extra, _UNDATED, dtype=np.int64)])


def facets_of(item: Item) -> Iterator[Facet]:
    """What an item can be wanted or refused by: its categories, tags, and attributes that are words."""
    for value in item.categories:
        yield Facet(field="categories", value=value)
    for value in item.tags:
        yield Facet(field="tags", value=value)
    for name, held in item.attributes.items():
        values: list[Attribute] = list(held) if isinstance(held, list) else [held]
        for word in values:
            if isinstance(word, str) and word and not _is_number(word):
                yield Facet(field=name, value=word)


def title_key(title: str) -> str:
    """A title as it is looked up: folded to its tokens, without a year in brackets or an article at either end."""
    words = tokens(_YEAR_SUFFIX.sub("", title))
    if len(words) > 1 and words[0] in _ARTICLES:
        words = words[1:]
    if len(words) > 1 and words[-1] in _ARTICLES:
        words = words[:-1]
    return " ".join(words)


def item_texts(item: Item, limit: int) -> tuple[str, ...]:
    """The one or two texts that stand for an item when it is encoded, each of `limit` characters at most.

    The first says what it is: title, brand, categories, tags. The second tells of it as well: the description, and names at the
    end; it is left out where there are neither. Both count alike, because in one long text the plot drowns the kind. A text without
    a word of two letters, such as the codes of categories that have no names, says nothing and is none.
    """
    brand = item.attributes.get("brand")
    parts = [_YEAR_SUFFIX.sub("", item.title), brand if isinstance(brand, str) else ""]
    head = _joined([*parts, ", ".join(item.categories), ", ".join(item.tags)])[:limit]
    names = ", ".join(_names_in(item))[: limit // 3]
    room = limit - len(head) - len(names) - 2 * len(_STOP)
    whole = _joined([head, item.description[: max(0, room)], names])[:limit]
    return tuple(dict.fromkeys(text for text in (head, whole) if _WORD.search(text)))


def _joined(parts: Iterable[str]) -> str:
    return _STOP.join(part for part in parts if part)


def _names_in(item: Item) -> Iterable[str]:
    """The first few words of each attribute but the brand, each once."""
    held: dict[str, list[str]] = {}
    for facet in facets_of(item):
        if facet.field not in TOPIC_FIELDS and facet.field != "brand":
            held.setdefault(facet.field, []).append(facet.value)
    return dict.fromkeys(name for names in held.values() for name in names[:NAMES_EACH])


def item_words(item: Item) -> str:
    """All words of an item, for keyword search."""
    held = [
        word for value in item.attributes.values() for word in (value if isinstance(value, list) else [value])
    ]
    words = (
        item.title,
        *item.categories,
        *item.tags,
        item.description,
        *(w for w in held if isinstance(w, str)),
    )
    return "\n".join(fold(word) for word in words)


def _is_number(value: str) -> bool:
    try:
        float(value)
    except ValueError:
        return False
    return True
