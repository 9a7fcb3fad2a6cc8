"""The order of the list: best first, each place a little dearer for what resembles the places above it.

Maximal marginal relevance (Carbonell & Goldstein 1998) with the penalty kept as an addend, and a cap so that no single deed
can fill the list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from penchant.domain import Value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Column = NDArray[np.float64]

LIKENESS_FREE = 0.3
"""Cosine between two items that costs nothing: items of one interest are alike by nature."""


class Chosen(Value, frozen=True):
    """A place in the list: which candidate, and what its likeness to the places above cost it (0 or less)."""

    place: int
    penalty: float


def arrange(
    scores: Column,
    vectors: NDArray[np.float32],
    owners: Sequence[str | None],
    n: int,
    weight: float,
    cap: int,
) -> list[Chosen]:
    """The `n` places, greedily.

    Args:
        scores: of the candidates, `(c,)`.
        vectors: their unit rows `(c, d)`.
        owners: the deed that carries most of each candidate's score, or None where no deed does.
        n: places to fill.
        weight: cost of a cosine of 1 with a place above.
        cap: places that one owner may carry while others have candidates left.
    """
    likeness = np.zeros(len(scores))
    free = np.ones(len(scores), dtype=np.bool_)
    carried: dict[str, int] = {}
    chosen: list[Chosen] = []
    while len(chosen) < n and free.any():
        current = np.where(free, scores - weight * likeness, -np.inf)
        place = _first_uncapped(current, owners, carried, cap)
        chosen.append(Chosen(place=place, penalty=-weight * float(likeness[place])))
        free[place] = False
        owner = owners[place]
        if owner is not None:
            carried[owner] = carried.get(owner, 0) + 1
        excess = np.maximum(vectors @ vectors[place] - LIKENESS_FREE, 0.0) / (1.0 - LIKENESS_FREE)
        likeness = np.maximum(likeness, excess)
    return chosen


def _first_uncapped(current: Column, owners: Sequence[str | None], carried: dict[str, int], cap: int) -> int:
    best = int(np.argmax(current))
    full = {owner for owner, count in carried.items() if count >= cap}
    if owners[best] not in full:
        return best
    open_ = np.array([owner not in full for owner in owners])
    allowed = np.where(open_, current, -np.inf)
    other = int(np.argmax(allowed))
    return other if np.isfinite(allowed[other]) else best
