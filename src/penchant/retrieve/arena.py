"""Where the sums lie: flat arrays, each row's entries side by side, in a place that doubles when it is full.

A row's entries stand side by side in `ids`, `slow`, `fast`, from `place[row] * BLOCK` on, `length[row]` of them, in a
place for `BLOCK << level[row]` (at most the cap). A freed place keeps the number of the next free one of its level in its first id.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from penchant.errors import InvalidInput
from penchant.retrieve.kernels import (
    BLOCK,
    DAMP,
    FAST,
    FREE,
    IDS,
    LENGTH,
    LEVEL,
    LOSSY,
    PLACE,
    POPULARITY,
    RECENT,
    SLOW,
    STATE,
    SUPPORT,
    UNIT,
    USED,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]
    Arena = tuple[Array, ...]

FIRST_ROWS = 64
"""Rows there is room for at least."""


def entries(size: int) -> tuple[Array, Array, Array]:
    """Per entry: id, slow, fast; 16 bytes."""
    return np.zeros(size, np.int32), np.zeros(size, np.int32), np.zeros(size, np.float64)


def rows(size: int) -> tuple[Array, ...]:
    """Per row: place, length, level, lossy, support, recent, damp; 30 bytes."""
    kinds = (np.int32, np.int32, np.int8, np.bool_, np.int64, np.float64, np.float32)
    return tuple(np.zeros(size, kind) for kind in kinds)


def cells(size: int) -> tuple[Array, Array, Array, Array]:
    """Per row, for one read at a time: stamp, two sums (also read as their bits), and the list of rows met; 16 bytes."""
    sums = np.zeros((size, 2), np.float32)
    return np.zeros(size, np.int32), sums, sums.view(np.int32), np.zeros(size, np.int32)


def empty(cap: int) -> Arena:
    """An arena of no rows, whose rows will hold at most `cap` entries."""
    levels = math.ceil(math.log2(max(cap / BLOCK, 1))) + 1
    return (*entries(0), *rows(0), np.full(levels, -1, np.int32), np.zeros(2, np.int64))


def wider(arena: Arena, cap: int) -> Arena:
    """Half as much room for entries again, and a full row more."""
    size = (len(arena[IDS]) * 3 // 2 + 2 * cap) // BLOCK * BLOCK + BLOCK
    return (*(_grown(old, new) for old, new in zip(arena, entries(size), strict=False)), *arena[PLACE:])


def longer(arena: Arena, n_items: int) -> Arena:
    """Room for at least that many rows, the new ones empty."""
    held = len(arena[PLACE])
    more = [
        _grown(old, new)
        for old, new in zip(arena[PLACE:FREE], rows(max(n_items, FIRST_ROWS, held * 5 // 4)), strict=True)
    ]
    more[PLACE - PLACE][held:] = -1
    more[DAMP - PLACE][held:] = 1.0
    return (*arena[:PLACE], *more, *arena[FREE:])


def _grown(old: Array, new: Array) -> Array:
    new[: len(old)] = old
    return new


def copied(arena: Arena, n: int) -> Arena:
    """The same as it is now, for `compact`: places in use of the entries, and the first `n` rows."""
    used = int(arena[STATE][USED]) * BLOCK
    parts = zip(arena, (used,) * PLACE + (n,) * (FREE - PLACE), strict=False)
    return (*(part[:size].copy() for part, size in parts), *arena[FREE:])


def compact(arena: Arena, n: int) -> dict[str, Array]:
    """A copy without gaps: row r's entries are `offsets[r]:offsets[r + 1]` of `ids`, `slow` and `fast`."""
    offsets = np.concatenate([[0], np.cumsum(arena[LENGTH][:n], dtype=np.int64)])
    at = spread(offsets, arena[PLACE][:n])
    held = {"offsets": offsets, "ids": arena[IDS][at], "slow": arena[SLOW][at], "fast": arena[FAST][at]}
    return held | {
        "support": arena[SUPPORT][:n].copy(),
        "recent": arena[RECENT][:n].copy(),
        "lossy": arena[LOSSY][:n].copy(),
    }


def restored(arrays: dict[str, Array], cap: int) -> Arena:
    """The arena of a compact copy."""
    n, lengths = len(arrays["support"]), np.diff(arrays["offsets"])
    level = np.ceil(np.log2(np.maximum(lengths / BLOCK, 1))).astype(np.int64)
    sizes = np.minimum(1 << level, -(-cap // BLOCK)) * (lengths > 0)
    place = np.where(lengths > 0, np.cumsum(sizes) - sizes, -1)
    arena = (*entries(int(sizes.sum()) * BLOCK), *empty(cap)[PLACE:])
    arena = longer(arena, n)
    arena[STATE][USED] = sizes.sum()
    at = spread(arrays["offsets"], place)
    arena[IDS][at], arena[SLOW][at], arena[FAST][at] = arrays["ids"], arrays["slow"], arrays["fast"]
    arena[PLACE][:n], arena[LENGTH][:n], arena[LEVEL][:n] = place, lengths, level
    arena[LOSSY][:n], arena[SUPPORT][:n], arena[RECENT][:n] = (
        arrays["lossy"],
        arrays["support"],
        arrays["recent"],
    )
    arena[DAMP][:n] = (arrays["support"] / UNIT + 1.0) ** -POPULARITY
    return arena


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
    """Raise InvalidInput when the arrays of a snapshot do not fit each other."""
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
