"""The catalogue by column, for filters: each field's distinct values once, and which rows hold them."""

from __future__ import annotations

import contextlib
import math
import re
import unicodedata
from bisect import bisect_right
from functools import cached_property
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING, Protocol, cast

import numpy as np

from penchant.text import fold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from numpy.typing import NDArray

    from penchant.domain import Item

    Scalar = str | int | float | bool
    Cell = Scalar | Sequence[str] | None

FIELDS = ("item_id", "title", "description", "categories", "tags", "available", "published_at")
"""An item's own fields; any other name is an attribute, written `attributes.<name>` here."""
PREFIX = "attributes."
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:e[+-]?[0-9]+)?")
_SPACES = "".join(
    map(
        chr,
        (
            *range(9, 14),
            *range(28, 32),
            0x85,
            0xA0,
            0x1680,
            *range(0x2000, 0x200B),
            0x2028,
            0x2029,
            0x202F,
            0x205F,
            0x3000,
        ),
    )
)
"""White space, as `str.isspace` has it, but for the space itself."""
_DIVIDER = "\0"
"""Stands between texts that are folded or searched in one go; inside a text it counts as a space."""


class Columns(Protocol):
    """What a filter looks at: `n` rows, and by field a value, several values, or None where missing, for each row."""

    @property
    def n(self) -> int:
        """How many rows there are."""
        ...

    def names(self) -> Collection[str]:
        """The fields that some row has: those of `FIELDS`, and attributes with the prefix `attributes.`."""
        ...

    def values(self, field: str) -> Sequence[Cell]:
        """Of each row, in order."""
        ...


def plain(value: Scalar) -> str:
    """A value as the text that comparisons see: numbers in their shortest form (2017.0 is `2017`), folded otherwise."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value)
    return fold(value.replace(_DIVIDER, " ")) if isinstance(value, str) else str(value)


def number(text: str) -> float | None:
    """The number that a folded text writes in digits, None if it is anything else."""
    if not _NUMBER.fullmatch(text):
        return None
    value = float(text)
    return value if math.isfinite(value) else None


def cell(item: Item, field: str) -> tuple[Scalar, ...]:
    """An item's values of a field; none where it is missing or empty."""
    found = (
        item.attributes.get(field.removeprefix(PREFIX)) if field.startswith(PREFIX) else getattr(item, field)
    )
    if isinstance(found, (list, tuple)):
        return tuple(found)
    return () if found is None or found == "" else (found,)


def fold_all(texts: Iterable[str]) -> str:
    """Texts that hold no divider, folded as `fold` does but for spaces at the ends, in one string: much faster than one by one."""
    joined = unicodedata.normalize("NFKC", _DIVIDER.join(texts)).casefold()
    for space in _SPACES:
        joined = joined.replace(space, " ")
    while "  " in joined:
        joined = joined.replace("  ", " ")
    return joined


class Column:
    """One field: element e is the distinct value `codes[e]` in row `rows[e]`; a row holds none, one or several.

    Args:
        cells: one value, a tuple or list of values, or None for each row; "" and empty ones count as None.
    """

    def __init__(self, cells: Sequence[Cell]) -> None:
        self._n = len(cells)
        kinds = set(map(type, cells))
        flat: Sequence[Scalar | None]
        if kinds & {tuple, list}:
            held = [
                () if c is None else c if isinstance(c, (tuple, list)) else (c,) if c != "" else ()
                for c in cells
            ]
            flat = list(chain.from_iterable(held))
            self._rows = np.repeat(
                np.arange(self._n, dtype=np.int32), np.fromiter(map(len, held), np.int64, self._n)
            )
        else:
            scalars = cast("Sequence[Scalar | None]", cells)
            flat = [None if c == "" else c for c in scalars] if str in kinds else scalars
            self._rows = np.arange(self._n, dtype=np.int32)
        if bool in kinds:  # True and 1 are one key of a dict
            flat = [plain(value) if isinstance(value, bool) else value for value in flat]
        distinct = dict.fromkeys(flat)
        distinct.pop(None, None)
        codes: dict[Scalar | None, int] = {value: code for code, value in enumerate(distinct)}
        codes[None] = -1
        self._codes = np.fromiter(map(codes.__getitem__, flat), np.int32, len(flat))
        kept = self._codes >= 0
        self._codes, self._rows = self._codes[kept], self._rows[kept]
        self._distinct = cast("list[Scalar]", list(distinct))

    def __len__(self) -> int:
        return len(self._distinct)

    @cached_property
    def _joined(self) -> str:
        return fold_all(v.replace(_DIVIDER, " ") if isinstance(v, str) else plain(v) for v in self._distinct)

    @cached_property
    def texts(self) -> list[str]:
        """Of each distinct value, as `plain` gives it."""
        return [text.strip() for text in self._joined.split(_DIVIDER)] if self._distinct else []

    @cached_property
    def numbers(self) -> NDArray[np.float64]:
        """Of each distinct value, NaN where it is no number; shape `(distinct,)`."""
        if set(map(type, self._distinct)) <= {float, int}:
            with contextlib.suppress(OverflowError):
                values = np.array(self._distinct, np.float64)
                return np.where(np.isfinite(values), values, math.nan)
        found = (number(text) for text in self.texts)
        return np.array([math.nan if value is None else value for value in found], np.float64)

    @cached_property
    def _starts(self) -> list[int]:
        return np.cumsum([0, *(len(text) + 1 for text in self._joined.split(_DIVIDER))]).tolist()  # type: ignore[no-any-return]

    @cached_property
    def present(self) -> NDArray[np.bool_]:
        """Which rows have a value; shape `(n,)`."""
        mask = np.zeros(self._n, np.bool_)
        mask[self._rows] = True
        return mask

    def among(self, wanted: set[str]) -> NDArray[np.bool_]:
        """Which distinct values are, as text, one of those."""
        return np.array([text in wanted for text in self.texts], np.bool_)

    def holding(self, part: str) -> NDArray[np.bool_]:
        """Which distinct values have the folded text `part` in them."""
        hits = np.full(len(self), not part)
        at, found = self._joined.find(part) if part else -1, []
        while at >= 0:
            code = bisect_right(self._starts, at) - 1
            found.append(code)
            at = self._joined.find(part, self._starts[code + 1])
        hits[found] = True
        return hits

    def mask(self, hits: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """The rows that hold any of the distinct values that `hits` marks; shape `(n,)`."""
        mask = np.zeros(self._n, np.bool_)
        if len(self._rows):
            mask[self._rows[hits[self._codes]]] = True
        return mask


class ColumnIndex:
    """`Columns` of items in row order; a field is looked through when it is first asked for, and then kept."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._items = items
        self._columns: dict[str, Column] = {}

    @property
    def n(self) -> int:
        """How many items there are."""
        return len(self._items)

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset((*FIELDS, *_attribute_names(self._items)))

    def names(self) -> Collection[str]:
        """The items' own fields, whether or not one is filled, and the attributes that any item has."""
        return self._names

    def values(self, field: str) -> Sequence[Cell]:
        """The field's value of each item."""
        if field.startswith(PREFIX):
            name = field.removeprefix(PREFIX)
            return [item.attributes.get(name) for item in self._items]
        return list(map(attrgetter(field), self._items))

    def column(self, field: str) -> Column:
        """The field, kept from the first time on."""
        if field not in self._columns:
            self._columns[field] = Column(self.values(field))
        return self._columns[field]


def _attribute_names(items: Iterable[Item]) -> set[str]:
    names: set[str] = set()
    for item in items:
        names.update(item.attributes)
    return {PREFIX + name for name in names}
