"""Compiling the kernels before the first event needs them: some ten seconds where no compiled ones are kept."""

from __future__ import annotations

import numpy as np

from penchant.retrieve.transitions import Sequence, Transitions


def warm() -> None:
    """Add, read and take out a pair of events in sums that are thrown away."""
    sums = Transitions(fast_half_life=1)
    none = Sequence(rows=np.zeros(0, np.int32), weights=np.zeros(0, np.float32), times=np.zeros(0, np.int64))
    pair = Sequence(
        rows=np.array([0, 1], np.int32), weights=np.ones(2, np.float32), times=np.array([0, 1], np.int64)
    )
    sums.update(none, pair)
    sums.scores(pair.rows, now=1)
    sums.addends(pair.rows, pair.rows, now=1)
    sums.update(pair, none)
    sums.update_many(pair.rows, pair.weights, pair.times, np.array([0, 2], np.int64))
