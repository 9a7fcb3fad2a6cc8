"""What users' sequences contribute, pair by pair: plain functions that numba compiles on first use (see `kernels.compiled`)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]
    Group = tuple[Array, ...]

OLDEST_POWER = -1070
"""A factor of 2 to less than this is 0 in a float64."""


def power(time: int, half_life: int, landmark: int) -> float:
    """2 to the half-lives from the landmark (a whole number of them since 1970) to `time`; the same bits wherever it stands."""
    whole = time // half_life - landmark
    return math.ldexp(2.0 ** ((time % half_life) / half_life), whole) if whole > OLDEST_POWER else 0.0


def kept(
    rows: Array, weights: Array, times: Array, others: Array, masses: Array, moments: Array
) -> tuple[int, int, int, int]:
    """What two sequences share: lengths `(head, tail)` of the first and of the second whose inner pairs are unchanged.

    Either both share a head and a tail, or the second is the first moved on: its head is the other's tail.
    """
    n, m = len(rows), len(others)
    shorter = min(n, m)
    head = agreed(rows, weights, times, others, masses, moments, 0, 0, 1)
    tail = min(agreed(rows, weights, times, others, masses, moments, n - 1, m - 1, -1), shorter - head)
    if head + tail > 0 or shorter == 0:
        return head, tail, head, tail
    start = 0
    while start < n and not (
        rows[start] == others[0] and times[start] == moments[0] and weights[start] == masses[0]
    ):
        start += 1
    overlap = agreed(rows, weights, times, others, masses, moments, start, 0, 1)
    return (0, overlap, overlap, 0) if overlap == n - start else (0, 0, 0, 0)


def agreed(
    rows: Array,
    weights: Array,
    times: Array,
    others: Array,
    masses: Array,
    moments: Array,
    i: int,
    j: int,
    step: int,
) -> int:
    """How many events are the same from `i` and `j` on, going by `step`."""
    n = 0
    while 0 <= i < len(rows) and 0 <= j < len(others):
        if rows[i] != others[j] or times[i] != moments[j] or weights[i] != masses[j]:
            break
        i, j, n = i + step, j + step, n + 1
    return n


def contributions(
    sequences: Group, heads: Array, tails: Array, decays: Array, clock: Array, sign: int, made: Group
) -> int:
    """What the sequences `offsets[s]:offsets[s + 1]` contribute outside their heads and tails, into `made`; how many addends.

    `sequences` is rows, weights, times, offsets; `decays` `(3, window + 1)` is slow forward, slow backward, fast, by distance;
    `made` is row, id, units, fast. An id of -1 is the row's own support. `clock` is half-life, landmark, and takes the lowest row
    and the highest.
    """
    rows, weights, times, offsets = sequences
    row, col, units, fast = made
    window = decays.shape[1] - 1
    e = 0
    for s in range(len(offsets) - 1):
        begin, end = offsets[s], offsets[s + 1] - tails[s]
        for j in range(begin + heads[s], min(offsets[s + 1], end + window)):
            factor = power(times[j], clock[0], clock[1])
            weight = min(max(float(weights[j]), 0.0), 1.0)
            clock[2], clock[3] = min(clock[2], rows[j]), max(clock[3], rows[j])
            own = int(weight * decays[0, 1] + 0.5)
            if j < end and own > 0:
                row[e], col[e], units[e], fast[e] = rows[j], -1, sign * own, sign * weight * factor
                e += 1
            for i in range(max(begin, j - window), min(j, end)):
                both = min(max(float(weights[i]), 0.0), weight)
                forward = int(both * decays[0, j - i] + 0.5)
                backward = int(both * decays[1, j - i] + 0.5)
                clock[2], clock[3] = min(clock[2], rows[i]), max(clock[3], rows[i])
                if rows[i] != rows[j] and forward > 0:
                    row[e], col[e], units[e] = rows[i], rows[j], sign * forward
                    fast[e] = sign * both * decays[2, j - i] * factor
                    e += 1
                if rows[i] != rows[j] and backward > 0:
                    row[e], col[e], units[e], fast[e] = rows[j], rows[i], sign * backward, 0.0
                    e += 1
    return e
