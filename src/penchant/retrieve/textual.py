"""What text follows what text: transitions between items carried over to their likeness, so that an untouched item has some.

A bilinear form `v_a M v_b` over whitened item vectors, fitted in closed form by ridge regression to the transition sums divided by
the support at both ends: `M = P (V' T V) P` with `P = (V'V / n + ridge I)^-1`. Derived from the sums, and fitted anew when they
have grown by half.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from penchant.ports import Vectors
    from penchant.retrieve.likeness import Likeness
    from penchant.retrieve.transitions import Transitions

    Rows = NDArray[np.int64]

FEWEST_EVENTS = 1_000
GROWTH = 1.5
"""Fitted anew when there are so many times the events of the last fit."""
MOST_ROWS = 20_000
"""Rows the fit is taken from at most, those of most support."""
RIDGE = 0.01
"""Of the mean variance of a component."""
SUPPORT_POWER = 0.5
PROBES = 256
AT_ONCE = 2_000


class TextTransition:
    """The fitted form `(k, k)`; nothing follows from anything before there is enough to fit it from."""

    def __init__(self) -> None:
        self._form: Vectors | None = None
        self._events = 0

    def is_due(self, events: int) -> bool:
        """Whether so many events call for a fit."""
        return events >= max(FEWEST_EVENTS, GROWTH * self._events)

    def fit(self, likeness: Likeness, sums: Transitions, events: int) -> None:
        """Fit to the sums as they are after `events` events; nothing while the catalogue is too small to be whitened."""
        self._events, self._form = events, None
        if likeness.fitted:
            self._form = _fitted(likeness, sums)

    def carried(self, vectors: Vectors) -> Vectors | None:
        """Where what follows each of `vectors` `(h, k)` lies, `(h, k)`; None before a fit.

        Its inner product with a candidate's vector says how much of its text follows: 1 is twice what the best candidate of a
        single item typically has.
        """
        if self._form is None:
            return None
        carried: Vectors = vectors @ self._form
        return carried


def _fitted(likeness: Likeness, sums: Transitions) -> Vectors | None:
    rows = sums.supported(MOST_ROWS)
    if not len(rows):
        return None
    vectors = likeness.take(rows)
    k = vectors.shape[1]
    spread = (vectors.T @ vectors).astype(np.float64) / len(rows)
    inverse = np.linalg.inv(spread + RIDGE * np.trace(spread) / k * np.eye(k))
    form: Vectors = (inverse @ _carried(sums, rows, vectors) @ inverse).astype(np.float32)
    probes = vectors[:: max(1, len(vectors) // PROBES)]
    best = float(np.median((probes @ form @ vectors.T).max(axis=1)))
    if best <= 0:
        return None
    scaled: Vectors = form / np.float32(2.0 * best)
    return scaled


def _carried(sums: Transitions, rows: Rows, vectors: Vectors) -> NDArray[np.float64]:
    """`V' T V` over the pairs within `rows`, ascending, each divided by the support at both ends."""
    damp = ((sums.support(rows) + 1.0) ** -SUPPORT_POWER).astype(np.float32)
    total = np.zeros((vectors.shape[1], vectors.shape[1]))
    for start in range(0, len(rows), AT_ONCE):
        part = slice(start, start + AT_ONCE)
        offsets, ids, slow = sums.pairs(rows[part])
        place = np.minimum(np.searchsorted(rows, ids), len(rows) - 1)
        mass = np.where(rows[place] == ids, slow * damp[place], 0.0).astype(np.float32)
        followed = np.zeros((len(offsets) - 1, vectors.shape[1]), dtype=np.float32)
        for at, (first, last) in enumerate(itertools.pairwise(offsets.tolist())):
            followed[at] = mass[first:last] @ vectors[place[first:last]]
        total += (vectors[part] * damp[part, None]).T @ followed
    return total
