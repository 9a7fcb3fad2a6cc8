"""Rows of numbers of unequal length in one flat array: many rows are read in one step, and a row takes no object of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Ints = NDArray[np.int32]
    Rows = NDArray[np.int64]

T = TypeVar("T", bound=np.generic)
_ROOM = 1024
_GROWTH = 1.5
_WASTE = 0.5
"""Share of the flat array that rows replaced may leave behind before it is packed."""


class Ragged:
    """Rows of int32; a row that was never set is empty."""

    def __init__(self) -> None:
        self._flat = np.zeros(_ROOM, dtype=np.int32)
        self._start = np.zeros(_ROOM, dtype=np.int64)
        self._length = np.zeros(_ROOM, dtype=np.int64)
        self._end = self._held = 0

    def put(self, row: int, values: Sequence[int]) -> None:
        """Set a row."""
        if row >= len(self._start):
            self._start, self._length = (_longer(a, row + 1) for a in (self._start, self._length))
        self._held += len(values) - int(self._length[row])
        self._length[row] = 0
        if self._end + len(values) > len(self._flat):
            self._make_room(len(values))
        self._flat[self._end : self._end + len(values)] = values
        self._start[row], self._length[row] = self._end, len(values)
        self._end += len(values)

    def row(self, row: int) -> Ints:
        """The values of a row, not to be written to."""
        if row >= len(self._start):
            return self._flat[:0]
        start = int(self._start[row])
        return self._flat[start : start + int(self._length[row])]

    def at(self, rows: Rows) -> tuple[Ints, Rows]:
        """The values of `rows` one after the other, and for each the place in `rows` that it belongs to."""
        rows = np.asarray(rows, dtype=np.int64)
        if len(rows) and int(rows.max()) >= len(self._start):
            self._start, self._length = (_longer(a, int(rows.max()) + 1) for a in (self._start, self._length))
        length = self._length[rows]
        places = np.repeat(np.arange(len(rows)), length)
        before = np.cumsum(length) - length
        return self._flat[(self._start[rows] - before)[places] + np.arange(len(places))], places

    def _make_room(self, more: int) -> None:
        if self._held < (1 - _WASTE) * self._end:
            rows = np.flatnonzero(self._length)
            packed, _ = self.at(rows)
            self._start[rows] = np.cumsum(self._length[rows]) - self._length[rows]
            self._end = len(packed)
            flat = np.zeros(max(_ROOM, int(_GROWTH * (self._end + more))), dtype=np.int32)
            flat[: self._end] = packed
            self._flat = flat
        else:
            self._flat = _longer(self._flat, self._end + more)


def _longer(array: NDArray[T], least: int) -> NDArray[T]:
    made = np.zeros(max(least, int(_GROWTH * len(array))), dtype=array.dtype)
    made[: len(array)] = array
    return made
