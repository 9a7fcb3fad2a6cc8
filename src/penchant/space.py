"""Centring: encoder vectors share a large common part that says nothing; subtracting each kind's mean lets the rest be compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from penchant.ports import Vectors

    Mean = NDArray[np.float32]

PRIOR = 32.0
"""A small catalogue's mean is pulled toward that of plain words by this many items: a mean of one item is that item."""


class Space:
    """The two means: of short phrases (words, wishes) and of items.

    Args:
        phrases: mean of short phrases `(d,)`, from the scenario's own words: no user's text has a share in it.
        items: mean of the catalogue's items `(d,)`.
        count: how many items that mean was taken over.
    """

    def __init__(self, phrases: Mean, items: Mean, count: int) -> None:
        self.phrases = phrases
        self.items = items
        self.count = count

    def phrase(self, raw: Vectors) -> Vectors:
        """Raw rows of phrases as centred unit rows; rows of zeros stay so."""
        return centred(raw, self.phrases)

    def item(self, raw: Vectors) -> Vectors:
        """Raw rows of items, or of item-like texts, as centred unit rows."""
        return centred(raw, self.items)


def mean_of(batches: Iterable[Vectors], prior: Mean) -> tuple[Mean, int]:
    """Mean of the rows that are not zeros, pulled toward `prior`, and their number."""
    total, count = PRIOR * prior.astype(np.float64), 0
    for batch in batches:
        total += batch.sum(axis=0, dtype=np.float64)
        count += int(np.count_nonzero(batch.any(axis=1)))
    return (total / (PRIOR + count)).astype(np.float32), count


def centred(raw: Vectors, mean: Mean) -> Vectors:
    """`(x - mean) / |x - mean|`, rows of zeros kept."""
    shifted = np.where(raw.any(axis=1, keepdims=True), raw - mean, 0.0).astype(np.float32)
    length = np.linalg.norm(shifted, axis=1, keepdims=True)
    unit: Vectors = np.divide(shifted, length, out=np.zeros_like(shifted), where=length > 0)
    return unit
