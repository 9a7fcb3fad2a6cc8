"""The hot loops of `transitions`, as plain functions that numba compiles on first use.

The arena they work on is described in `arena`. Nothing here checks bounds: `Transitions` does, before it calls.
"""

from __future__ import annotations

import functools
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np

from penchant.retrieve import pairs

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Array = NDArray[Any]
    Arena = tuple[Array, ...]

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
LOW = 2**32 - 1
"""The lower half of a key."""
SLOW_MAX = 2**31 - 1
"""A pair seen two million times stops counting there; its row is then marked lossy."""
HISTORY = 32
"""Latest history items that are read."""
SLOW_SUPPORT, FAST_SUPPORT = 0.5, 0.7
"""Exponents that divide by the support of the history item, by clock."""
FORWARD_AGE = 0.3
"""The fast clock's decay by age of the history item."""


def find(ids: Array, base: int, length: int, col: int) -> int:
    """Where `col` stands among a row's ids, -1 if nowhere; whole blocks first, since those compare side by side."""
    at, end = base, base + length
    while at + BLOCK <= end:
        hits = 0
        for e in range(at, at + BLOCK):
            hits += ids[e] == col
        if hits:
            break
        at += BLOCK
    for e in range(at, end):
        if ids[e] == col:
            return e
    return -1


def take(arena: Arena, level: int, size: int) -> int:
    """The block number of a free place of that level."""
    free, state = arena[FREE], arena[STATE]
    place = int(free[level])
    if place >= 0:
        free[level] = arena[IDS][place * BLOCK]
        return place
    place = int(state[USED])
    state[USED] += size // BLOCK
    return place


def give(arena: Arena, level: int, place: int) -> None:
    """Put a place back on the list of free ones of its level."""
    arena[IDS][place * BLOCK] = arena[FREE][level]
    arena[FREE][level] = place


def smallest(slow: Array, fast: Array, base: int, length: int) -> int:
    """The entry to evict: least in slow, then in fast."""
    least = base
    for e in range(base + 1, base + length):
        if slow[e] < slow[least] or (slow[e] == slow[least] and fast[e] < fast[least]):
            least = e
    return least


def pour(arena: Arena, cap: int, made: Arena, start: int, stop: int) -> int:
    """Add the contributions `start:stop` to the sums; where it stopped, which is before `stop` when the arena wants room."""
    ids, slow, fast, block, length = arena[IDS], arena[SLOW], arena[FAST], arena[PLACE], arena[LENGTH]
    rows, cols, units, forward = made
    widest = (cap + BLOCK - 1) // BLOCK
    for e in range(start, stop):
        row, col = rows[e], cols[e]
        if col < 0:
            count(arena, row, units[e], forward[e])
            continue
        at = find(ids, block[row] * BLOCK, length[row], col)
        if at >= 0:
            change(arena, row, at, units[e], forward[e])
        elif units[e] <= 0:
            arena[LOSSY][row] = True
            arena[STATE][INEXACT] += 1
        else:
            if arena[STATE][USED] + widest > len(ids) // BLOCK:
                return e
            at = opened(arena, row, cap)
            ids[at], slow[at], fast[at] = col, min(units[e], SLOW_MAX), forward[e]
    return stop


def count(arena: Arena, row: int, units: int, fast: float) -> None:
    """Add to a row's support by both clocks, and make its divisor anew."""
    support, recent = arena[SUPPORT], arena[RECENT]
    total = support[row] + units
    if total < 0:
        arena[STATE][INEXACT] += 1
    support[row] = max(total, 0)
    recent[row] = recent[row] + fast if total > 0 else 0.0
    arena[DAMP][row] = (support[row] / UNIT + 1.0) ** -POPULARITY


def change(arena: Arena, row: int, at: int, units: int, forward: float) -> None:
    """Add to an entry that is there; one that comes to nothing gives its place to the row's last."""
    ids, slow, fast, block, length = arena[IDS], arena[SLOW], arena[FAST], arena[PLACE], arena[LENGTH]
    total = np.int64(slow[at]) + units
    if total < 0 or total > SLOW_MAX:
        arena[LOSSY][row] = True
    if units < 0 and arena[LOSSY][row]:
        arena[STATE][INEXACT] += 1
    if total > 0:
        slow[at] = min(total, SLOW_MAX)
        fast[at] += forward
        return
    length[row] -= 1
    last = block[row] * BLOCK + length[row]
    ids[at], slow[at], fast[at] = ids[last], slow[last], fast[last]
    if length[row] == 0:
        give(arena, arena[LEVEL][row], block[row])
        block[row], arena[LEVEL][row] = -1, 0


def opened(arena: Arena, row: int, cap: int) -> int:
    """Where a new entry of the row may be written: at its end, in a place twice as large, or instead of its smallest."""
    block, length, level = arena[PLACE], arena[LENGTH], arena[LEVEL]
    n = length[row]
    if n >= cap:
        arena[LOSSY][row] = True
        return smallest(arena[SLOW], arena[FAST], block[row] * BLOCK, n)
    if n == 0:
        block[row] = take(arena, 0, BLOCK)
    elif n == BLOCK << level[row]:
        widest = (cap + BLOCK - 1) // BLOCK * BLOCK
        move(arena, row, take(arena, level[row] + 1, min(BLOCK << (level[row] + 1), widest)))
    length[row] = n + 1
    return int(block[row] * BLOCK + n)


def move(arena: Arena, row: int, place: int) -> None:
    """Carry a row's entries to a place of the next level, and free the old one."""
    ids, slow, fast = arena[IDS], arena[SLOW], arena[FAST]
    base, to = arena[PLACE][row] * BLOCK, place * BLOCK
    for e in range(arena[LENGTH][row]):
        ids[to + e], slow[to + e], fast[to + e] = ids[base + e], slow[base + e], fast[base + e]
    give(arena, arena[LEVEL][row], arena[PLACE][row])
    arena[PLACE][row] = place
    arena[LEVEL][row] += 1


def scales(
    support: Array, history: Array, weights: Array, age_decay: float, now_factor: float, factors: Array
) -> None:
    """What one unit of each history item counts, into `factors` `(h, 2)`: slow, fast; 0 stays for rows unknown or too old."""
    for p in range(max(0, len(history) - HISTORY), len(history)):
        if 0 <= history[p] < len(support):
            age = len(history) - 1 - p
            more = support[history[p]] / UNIT + 1.0
            factors[p, 0] = age_decay**age * weights[p] * more**-SLOW_SUPPORT / UNIT
            factors[p, 1] = FORWARD_AGE**age * weights[p] * more**-FAST_SUPPORT * now_factor


def collect(
    arena: Arena,
    scratch: Arena,
    stamp: int,
    query: Arena,
    age_decay: float,
    now_factor: float,
    allowed: Array,
    best: Array,
    made: Arena,
) -> int:
    """The best by slow, then those of the best by fast that are not among them, into `made` (rows, slow, fast); how many.

    `best` `(2, limit)` is room for their heaps of keys; an empty `allowed` allows every row.
    """
    stamps, sums, bits, touched = scratch
    history, weights, factors = query
    rows, a, f = made
    scales(arena[SUPPORT], history, weights, age_decay, now_factor, factors)
    n = gather(arena, stamps, sums, touched, stamp, history, factors)
    sizes = choose(arena[DAMP], sums, bits, touched, n, allowed, best)
    total = 0
    for clock in range(2):
        drain(best[clock], sizes[clock])
        for p in range(sizes[clock]):
            j = LOW - (best[clock, p] & LOW)
            if stamps[j] == stamp:
                rows[total], a[total], f[total] = j, sums[j, 0], sums[j, 1]
                total += 1
                stamps[j] = stamp - 1
    return total


def gather(
    arena: Arena, stamps: Array, sums: Array, touched: Array, stamp: int, history: Array, factors: Array
) -> int:
    """Sum the addends of every candidate into `sums`, where `stamps` is then `stamp`; how many, listed in `touched`."""
    ids, slow, fast, block, length = arena[IDS], arena[SLOW], arena[FAST], arena[PLACE], arena[LENGTH]
    n = 0
    for p in range(len(history)):
        a, f = factors[p, 0], factors[p, 1]
        if a + f == 0.0:
            continue
        base = block[history[p]] * BLOCK
        for e in range(base, base + length[history[p]]):
            j = ids[e]
            if stamps[j] != stamp:
                stamps[j] = stamp
                sums[j, 0], sums[j, 1] = 0.0, 0.0
                touched[n] = j
                n += 1
            sums[j, 0] += slow[e] * a
            sums[j, 1] += fast[e] * f
    return n


def choose(
    damp: Array, sums: Array, bits: Array, touched: Array, n: int, allowed: Array, best: Array
) -> tuple[int, int]:
    """Finish the sums of the candidates and keep the best of each clock in its heap; the heaps' sizes.

    A key is the score's bits above those of `LOW - row`: positive floats are ordered as their bits are, and equal scores go to the
    lower row, so that a list does not depend on the order of arrival. `bits` is the memory of `sums` read as integers.
    """
    by_slow, by_fast = 0, 0
    for t in range(n):
        j = touched[t]
        if len(allowed) == 0 or (j < len(allowed) and allowed[j]):
            sums[j, 0] *= damp[j]
            sums[j, 1] = max(sums[j, 1] * damp[j], np.float32(0))
            by_slow = offer(best[0], by_slow, (np.int64(bits[j, 0]) << 32) + LOW - j)
            by_fast = offer(best[1], by_fast, (np.int64(bits[j, 1]) << 32) + LOW - j)
    return by_slow, by_fast


def offer(keys: Array, size: int, key: int) -> int:
    """Put a key in the heap of the greatest (least first) if it is one, and of a score above 0; the heap's size."""
    if key <= LOW or len(keys) == 0:
        return size
    if size == len(keys):
        if key > keys[0]:
            sink(keys, size, key)
        return size
    at = size
    while at > 0 and key < keys[(at - 1) >> 1]:
        keys[at] = keys[(at - 1) >> 1]
        at = (at - 1) >> 1
    keys[at] = key
    return size + 1


def sink(keys: Array, size: int, key: int) -> None:
    """Replace the heap's head."""
    at, child = 0, 1
    while child < size:
        child += child + 1 < size and keys[child + 1] < keys[child]
        if keys[child] >= key:
            break
        keys[at] = keys[child]
        at, child = child, 2 * child + 1
    keys[at] = key


def drain(keys: Array, size: int) -> None:
    """Turn the heap into a list, greatest first."""
    for last in range(size - 1, 0, -1):
        least = keys[0]
        sink(keys, last, keys[last])
        keys[last] = least


def addends(
    arena: Arena,
    scratch: Arena,
    stamp: int,
    query: Arena,
    age_decay: float,
    now_factor: float,
    candidates: Array,
    a: Array,
    f: Array,
) -> None:
    """Each history item's share of each candidate's two scores, into `a` and `f` `(h, c)`, which hold 0."""
    ids, slow, fast, damp = arena[IDS], arena[SLOW], arena[FAST], arena[DAMP]
    stamps, places, _, _ = scratch
    history, weights, factors = query
    scales(arena[SUPPORT], history, weights, age_decay, now_factor, factors)
    for c in range(len(candidates)):
        j = candidates[c]
        if 0 <= j < len(stamps) and stamps[j] != stamp:
            stamps[j], places[j, 0] = stamp, c
    for p in range(len(history)):
        if factors[p, 0] + factors[p, 1] == 0.0:
            continue
        base = arena[PLACE][history[p]] * BLOCK
        for e in range(base, base + arena[LENGTH][history[p]]):
            j = ids[e]
            if stamps[j] == stamp:
                c = int(places[j, 0])
                a[p, c], f[p, c] = slow[e] * factors[p, 0] * damp[j], fast[e] * factors[p, 1] * damp[j]
        for c in range(len(candidates)):  # a candidate named twice
            if 0 <= candidates[c] < len(stamps):
                first = int(places[candidates[c], 0])
                a[p, c], f[p, c] = a[p, first], f[p, first]


_INNER: tuple[Callable[..., Any], ...] = (
    *(pairs.power, pairs.agreed, find, take, give, smallest, count, change, opened, move),
    *(scales, gather, choose, sink, offer, drain),
)
_OUTER: tuple[Callable[..., Any], ...] = (pairs.kept, pairs.contributions, pour, collect, addends)


@functools.cache
def compiled() -> SimpleNamespace:
    """The kernels under their names, compiled at their first call and kept on disk where a folder for it can be written.

    None of them allocates, so they are compiled without reference counts on the arrays they are lent (`_nrt=False`): with those,
    each inner call counts every array up and down, and an update takes twice as long. The files on disk are renewed when a module
    changes, not when one that it imports does: so a constant stands in the module that uses it.
    """
    import numba
    from numba.extending import register_jitable

    for function in _INNER:
        register_jitable(function)
    options: dict[str, Any] = {"nogil": True, "error_model": "numpy", "_nrt": False}
    try:
        made = {function.__name__: numba.njit(cache=True, **options)(function) for function in _OUTER}
    except RuntimeError:  # numba finds no folder to write its cache in
        made = {function.__name__: numba.njit(**options)(function) for function in _OUTER}
    return SimpleNamespace(**made)
