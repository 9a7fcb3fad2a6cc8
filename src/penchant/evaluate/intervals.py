"""Bootstrap intervals: how far a mean, or a difference of two means over the same cases, could be off by the luck of the cases.

Percentile intervals of 10,000 resamples (Efron 1979). A resample of n cases counts each case by a multinomial draw; drawn for all
cases together that is n numbers a resample, so it is done over the *distinct* rows of the values instead: a metric that takes few
values (a hit or none, 1 / log2(rank + 1) of few ranks) needs few numbers, and the intervals of 22,000 cases take milliseconds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike, NDArray

    Column = NDArray[np.float64]

RESAMPLES = 10_000
LEVEL = 0.95
AT_ONCE = 4_000_000
"""Numbers drawn at once, so that memory stays bounded."""


def means(values: ArrayLike, *, seed: int = 0, resamples: int = RESAMPLES) -> Column:
    """The means of `resamples` bootstrap resamples of the cases: `(resamples,)` of values `(n,)`, `(resamples, m)` of `(n, m)`.

    Columns of one call share their resamples. Empty values give NaN.
    """
    held = np.asarray(values, dtype=np.float64)
    if not len(held):
        return np.full((resamples, *held.shape[1:]), np.nan)
    distinct, counts = np.unique(held, axis=0, return_counts=True)
    random, total = np.random.default_rng(seed), len(held)
    each = max(1, AT_ONCE // len(distinct))
    drawn = [
        random.multinomial(total, counts / total, size=min(each, resamples - start)) @ distinct
        for start in range(0, resamples, each)
    ]
    found: Column = np.concatenate(drawn) / total
    return found


def interval(values: ArrayLike, *, seed: int = 0, level: float = LEVEL) -> tuple[float, float]:
    """The bootstrap interval of the mean of `values` `(n,)`."""
    return _bounds(means(values, seed=seed), level)


def paired(
    after: ArrayLike, before: ArrayLike, *, seed: int = 0, level: float = LEVEL
) -> tuple[float, float]:
    """The bootstrap interval of `mean(after - before)` over the same cases `(n,)`."""
    difference = np.asarray(after, dtype=np.float64) - np.asarray(before, dtype=np.float64)
    return _bounds(means(difference, seed=seed), level)


def intervals(columns: Mapping[str, Column], *, seed: int = 0) -> dict[str, tuple[float, float]]:
    """The interval of each named column."""
    return {name: interval(column, seed=seed) for name, column in columns.items()}


def _bounds(found: Column, level: float) -> tuple[float, float]:
    low, high = np.quantile(found, [(1 - level) / 2, (1 + level) / 2])
    return round(float(low), 6), round(float(high), 6)
