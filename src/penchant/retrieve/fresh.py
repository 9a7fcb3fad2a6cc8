"""What came out lately."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from penchant.catalogue import Catalogue

SPARE = 4
"""Rows looked at for each one asked, since some are hidden."""
OLDEST = 6.0
"""Half-lives after which an item no longer counts as fresh."""


def fresh(catalogue: Catalogue, half_life: float, now: int, limit: int) -> NDArray[np.int64]:
    """Rows of the newest available items published within `OLDEST` half-lives (ms) before `now`, newest first."""
    rows = catalogue.published_between(math.floor(now - OLDEST * half_life), now, SPARE * limit)
    return rows[catalogue.available[rows]][:limit]


def freshness(
    catalogue: Catalogue, rows: NDArray[np.int64], half_life: float, now: int
) -> NDArray[np.float64]:
    """`2^-(age / half_life)` in 0..1, shape as `rows`; 0 where the date is unknown or to come."""
    published = catalogue.published[rows].astype(np.float64)
    age = now - published
    return np.where((age >= 0) & (age < OLDEST * half_life), np.exp2(-np.maximum(age, 0) / half_life), 0.0)
