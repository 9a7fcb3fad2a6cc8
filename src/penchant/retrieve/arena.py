"""Where the sums lie: flat arrays, each row's entries side by side, in a place that doubles when it is full.

A row's entries stand side by side in `ids`, `slow`, `fast`, from `place[row] * BLOCK` on, `length[row]` of them, in a
place for `BLOCK << level[row]` (at most the cap). A freed place keeps the number of the next free one of its level in its first id.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from penchant.errors import InvalidInput

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

IDS, SLOW, FAST, PLACE, LENGTH, LEVEL, LOSSY, SUPPORT, RECENT, DAMP, FREE, STATE = range(12)
"""What stands where in an arena: per entry; per row (`DAMP` is the candidate's divisor, ready made); per level; overall."""
BLOCK = 8
"""Entries of the smallest place; every place is a multiple of it, so that an int32 block number reaches 17 billion entries."""
UNIT = 1024
"""Integer units of one whole slow contribution."""
USED, INEXACT = 0, 1
"""Places in `state`: blocks of the arena taken so far; subtractions that could not be exact."""
POPULARITY = 0.2
"""Exponent that divides by the support of a candidate."""


def entries(size: int) -> tuple[Array, Array, Array]:
    return np.zeros(size, np.int32), np.zeros(size, np.int32), np.zeros(size, np.float64)


def rows(size: int) -> tuple[Array, ...]:
    """Per row: place, length, level, lossy, support, recent, damp; 30 bytes."""
    kinds = (np.int32, np.int32, np.int8, np.bool_, np.int64, np.float64, np.float32)
    return tuple(np.zeros(size, kind) for kind in kinds)


def cells(size: int) -> tuple[Array, Array, Array, Array]:
    """Per row, for one read at a time: stamp, two sums (also read as their bits), and the list of rows met; 16 bytes."""
    sums = np.zeros((size, 2), np.float32)
    return np.zeros(size, np.int32), sums, sums.view(np.int32), np.zeros(size, np.int32)


def grown(array: Array, size: int, like: Array | None = None) -> Array:
    grown = np.zeros(size, array.dtype if like is None else like.dtype)
    grown[: len(array)] = array
    return grown


def spread(offsets: Array, place: Array) -> Array:
    """Where each entry of a compact copy stands in the arena."""
    lengths = np.diff(offsets)
    return np.arange(offsets[-1]) + np.repeat(place.astype(np.int64) * BLOCK - offsets[:-1], lengths)


def contributions(arrays: dict[str, Array], row_map: Array, shift: int) -> tuple[Array, Array, Array, Array]:
    """A compact copy as contributions, its rows renamed and its fast sums moved by `shift` half-lives."""
    n = len(arrays["support"])
    if len(row_map) < n:
        raise InvalidInput(
            f"row_map names {len(row_map)} of {n} rows",
            hint="give one row, or -1, for each of the other's rows.",
        )
    row = np.concatenate([np.repeat(row_map[:n], np.diff(arrays["offsets"])), row_map[:n]])
    col = np.concatenate([row_map[arrays["ids"]], np.full(n, -1)])
    own = np.arange(len(row)) >= len(arrays["ids"])
    units = np.concatenate([arrays["slow"], arrays["support"]])
    fast = np.ldexp(np.concatenate([arrays["fast"], arrays["recent"]]), max(shift, -(2**30)))
    keep = (row >= 0) & (own | (col >= 0)) & (units != 0) & (own | (col != row))
    return row[keep].astype(np.int32), col[keep].astype(np.int32), units[keep], fast[keep]


def check(arrays: dict[str, Array]) -> None:
    names = {"offsets", "ids", "slow", "fast", "support", "recent", "lossy", "clock", "settings"}
    n, total = len(arrays.get("support", ())), len(arrays.get("ids", ()))
    fits = names <= arrays.keys() and len(arrays["settings"]) == 6 and len(arrays["clock"]) == 2
    fits = fits and len(arrays["offsets"]) == n + 1 and len(arrays["recent"]) == len(arrays["lossy"]) == n
    fits = fits and len(arrays["slow"]) == len(arrays["fast"]) == total == arrays["offsets"][-1]
    fits = fits and bool((np.diff(arrays["offsets"]) >= 0).all()) and arrays["offsets"][0] == 0
    fits = fits and bool((np.diff(arrays["offsets"]) <= arrays["settings"][0]).all())
    if not fits or (total and not 0 <= arrays["ids"].min() <= arrays["ids"].max() < n):
        raise InvalidInput(
            "a snapshot of transitions does not hold together", hint="drop it and rebuild from the log."
        )
