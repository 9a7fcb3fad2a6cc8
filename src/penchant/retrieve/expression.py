"""What a filter means: of a whole column at once, and of one item, which say the same."""

from __future__ import annotations

import difflib
import math
import unicodedata
from typing import TYPE_CHECKING, Literal, NoReturn

import numpy as np

from penchant.domain import Value
from penchant.errors import InvalidExpression
from penchant.retrieve.columns import FIELDS, PREFIX, Column, ColumnIndex, Columns, cell, number, plain
from penchant.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from penchant.domain import Item

    Mask = NDArray[np.bool_]

SHOWN = 60
"""Characters of the expression that an error shows on either side of the place."""
SUGGESTED, LISTED = 3, 20
"""Near names, or else fields, that an error names."""

Operator = Literal["=", "<", "<=", ">", ">=", "contains", "range"]


class Operand(Value, frozen=True):
    """What a field is compared with: folded text, and as a number the least and greatest it may mean (NaN if it is none).

    A day, month or year compared with `published_at` means all of its milliseconds.
    """

    text: str
    low: float = math.nan
    high: float = math.nan

    @property
    def numeric(self) -> bool:
        return not math.isnan(self.low)


class Exists(Value, frozen=True):
    """The item has the field."""

    field: str
    at: int


class Test(Value, frozen=True):
    """The item has the field, and a value of it compares so with any of `operands`; or, `negated`, has it and no value does.

    `range` lies between its two operands.
    """

    field: str
    operator: Operator
    operands: tuple[Operand, ...]
    at: int
    negated: bool = False


class Not(Value, frozen=True):
    """The other items."""

    inner: Node


class Several(Value, frozen=True):
    """All of the parts, or any."""

    word: Literal["and", "or"]
    parts: tuple[Node, ...]


Node = Exists | Test | Not | Several


class Expression(Value, frozen=True):
    """A filter that has been read."""

    text: str
    root: Node

    def mask(self, columns: Columns) -> Mask:
        """Which rows it lets through; shape `(n,)`. A field that nothing has is missing everywhere."""
        return _mask(self.root, columns)

    def matches(self, item: Item) -> bool:
        """Whether it lets this item through: the same as `mask`, one item at a time."""
        return _matches(self.root, item)

    def fields(self) -> tuple[str, ...]:
        """The fields it names, each once, in order; attributes as `attributes.<name>`."""
        return tuple(dict.fromkeys(node.field for node in _leaves(self.root)))

    def check(self, columns: Columns) -> None:
        """Raise InvalidExpression when a field is not in the catalogue, naming those that are near."""
        known = columns.names()
        for node in _leaves(self.root):
            if node.field not in known and node.field not in FIELDS:
                _unknown_field(self.text, node, sorted(name.removeprefix(PREFIX) for name in known))


# --- what it means, for a column and for one item


def _mask(node: Node, columns: Columns) -> Mask:
    if isinstance(node, Several):
        combine = np.logical_and if node.word == "and" else np.logical_or
        mask = _mask(node.parts[0], columns)
        for part in node.parts[1:]:
            mask = combine(mask, _mask(part, columns))
        return mask
    if isinstance(node, Not):
        return ~_mask(node.inner, columns)
    column = (
        columns.column(node.field) if isinstance(columns, ColumnIndex) else Column(columns.values(node.field))
    )
    if isinstance(node, Exists):
        return column.present.copy()
    found = column.mask(_hits(node, column))
    return column.present & ~found if node.negated else found


def _hits(test: Test, column: Column) -> Mask:
    """Which of the column's distinct values the comparison holds for."""
    first, last = test.operands[0], test.operands[-1]
    if test.operator == "contains":
        return column.holding(first.text)
    if test.operator == "=":
        return _equal_hits(test.operands, column)
    numbers = column.numbers
    if first.numeric:
        return _within(numbers, *_bounds(test.operator, first, last))
    texts = (
        math.isnan(n) and _ordered(test.operator, t, first.text, last.text)
        for n, t in zip(numbers, column.texts, strict=True)
    )
    return np.fromiter(texts, np.bool_, len(numbers))


def _equal_hits(operands: tuple[Operand, ...], column: Column) -> Mask:
    words = {operand.text for operand in operands if not operand.numeric}
    points = [operand.low for operand in operands if operand.low == operand.high]
    hits = column.among(words) if words else np.zeros(len(column), np.bool_)
    if points:
        hits |= np.isin(column.numbers, points)
    for operand in operands:
        if operand.low < operand.high:
            hits |= _within(column.numbers, operand.low, operand.high)
    return hits


def _within(numbers: NDArray[np.float64], low: float, high: float) -> Mask:
    mask: Mask = (numbers >= low) & (numbers <= high)
    return mask


def _bounds(operator: Operator, first: Operand, last: Operand) -> tuple[float, float]:
    """The closed interval of the numbers for which an ordering holds."""
    return {
        "<": (-math.inf, math.nextafter(first.low, -math.inf)),
        "<=": (-math.inf, first.high),
        ">": (math.nextafter(first.high, math.inf), math.inf),
        ">=": (first.low, math.inf),
        "range": (first.low, last.high),
    }[operator]


def _ordered(operator: Operator, value: str, first: str, last: str) -> bool:
    """The orderings of words: by character, as dates written year first are ordered."""
    if operator == "range":
        return first <= value <= last
    return {"<": value < first, "<=": value <= first, ">": value > first, ">=": value >= first}[operator]


def _matches(node: Node, item: Item) -> bool:
    if isinstance(node, Several):
        return (all if node.word == "and" else any)(_matches(part, item) for part in node.parts)
    if isinstance(node, Not):
        return not _matches(node.inner, item)
    held = cell(item, node.field)
    if not held or isinstance(node, Exists):
        return bool(held)
    return any(_holds(node, plain(value)) for value in held) != node.negated


def _holds(test: Test, value: str) -> bool:
    first, last = test.operands[0], test.operands[-1]
    figure = number(value)
    if test.operator == "contains":
        return first.text in value
    if test.operator == "=":
        return any(_equals(operand, value, figure) for operand in test.operands)
    if figure is None or not first.numeric:
        return figure is None and not first.numeric and _ordered(test.operator, value, first.text, last.text)
    if test.operator == "range":
        return first.low <= figure <= last.high
    orders = {
        "<": figure < first.low,
        "<=": figure <= first.high,
        ">": figure > first.high,
        ">=": figure >= first.low,
    }
    return orders[test.operator]


def _equals(operand: Operand, value: str, figure: float | None) -> bool:
    if figure is None or not operand.numeric:
        return figure is None and value == operand.text and not operand.numeric
    return operand.low <= figure <= operand.high


def _leaves(node: Node) -> Iterator[Exists | Test]:
    if isinstance(node, Several):
        for part in node.parts:
            yield from _leaves(part)
    elif isinstance(node, Not):
        yield from _leaves(node.inner)
    else:
        yield node


# --- what an error shows


def _unknown_field(text: str, node: Exists | Test, known: list[str]) -> NoReturn:
    name = node.field.removeprefix(PREFIX)
    folded = {fold(one): one for one in known}
    near = [folded[one] for one in difflib.get_close_matches(fold(name), folded, n=SUGGESTED)]
    what = (
        f"did you mean {' or '.join(near)}?"
        if near
        else f"the fields are {', '.join(known[:LISTED])}{' …' * (len(known) > LISTED)}."
    )
    refuse(text, node.at, f"no item has a field {name!r}", what)


def refuse(text: str, at: int, what: str, hint: str) -> NoReturn:
    """Raise InvalidExpression with the place drawn below the expression."""
    begin = max(0, at - SHOWN)
    line = "".join(" " if c.isspace() or not c.isprintable() else c for c in text[begin : at + SHOWN])
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in line[: at - begin])
    caret = " " * (at - begin + wide) + "^"
    raise InvalidExpression(f"cannot read the filter: {what}\n    {line}\n    {caret}", hint=hint)
