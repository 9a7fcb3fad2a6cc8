"""The metrics against `ir-measures` (trec_eval), ranks by hand, and intervals that cover."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from penchant.evaluate import intervals, metrics


def test_middle_ranks_by_hand():
    scores = np.array([5.0, 3.0, 3.0, 3.0, 1.0])
    assert metrics.middle_ranks(scores, 0) == 1.0
    assert [metrics.middle_ranks(scores, row) for row in (1, 2, 3)] == [3.0, 3.0, 3.0]
    assert metrics.middle_ranks(scores, 4, [0, 1]) == 3.0
    assert metrics.middle_ranks(scores, 1, np.array([2])) == 2.5
    assert metrics.middle_ranks(scores, 1, [1]) == math.inf
    assert metrics.middle_ranks(np.array([1.0, -np.inf]), 1) == math.inf


def test_all_the_same_is_the_middle_and_not_the_top():
    """A model that says nothing must not be given rank 1."""
    assert metrics.middle_ranks(np.zeros(101), 7) == 51.0


def test_listed_ranks_by_hand():
    ids, scores = ("a", "b", "c", "d"), (3.0, 2.0, 2.0, 1.0)
    assert [metrics.listed_rank(ids, scores, i, 10) for i in ids] == [1.0, 2.5, 2.5, 4.0]
    assert metrics.listed_rank(ids, scores, "e", 10) == math.inf
    # A run of one score at the end of a full list may go on behind it.
    assert metrics.listed_rank(ids, (3.0, 2.0, 2.0, 2.0), "b", 4) == 4.0
    assert metrics.listed_rank(ids, (3.0, 2.0, 2.0, 2.0), "b", 5) == 3.0


@given(
    scores=st.lists(st.integers(0, 5), min_size=2, max_size=30),
    data=st.data(),
)
def test_the_middle_rank_is_the_mean_over_all_orders_of_ties(scores, data):
    target = data.draw(st.integers(0, len(scores) - 1))
    held = np.array(scores, dtype=np.float64)
    first = sum(held > held[target]) + 1
    last = sum(held >= held[target])
    assert metrics.middle_ranks(held, target) == (first + last) / 2


def test_metrics_equal_those_of_ir_measures():
    """Ranks without ties, as its own ranking breaks those by id."""
    ir_measures = pytest.importorskip("ir_measures")
    random = np.random.default_rng(0)
    n, cases = 60, 200
    ranks, judged, run = [], [], []
    for case in range(cases):
        scores, target = random.permutation(n).astype(np.float64), int(random.integers(n))
        ranks.append(metrics.middle_ranks(scores, target))
        judged.append(ir_measures.Qrel(str(case), str(target), 1))
        run += [ir_measures.ScoredDoc(str(case), str(row), float(scores[row])) for row in range(n)]
    named = {"recall": ir_measures.R, "ndcg": ir_measures.nDCG, "mrr": ir_measures.RR}
    wanted = {f"{name}@{k}": measure @ k for name, measure in named.items() for k in (1, 5, 10, 20, 50)}
    theirs = {
        str(m): value for m, value in ir_measures.calc_aggregate(list(wanted.values()), judged, run).items()
    }
    for name, measure in wanted.items():
        assert metrics.per_case(name, ranks).mean() == pytest.approx(theirs[str(measure)], abs=1e-9), name


def test_not_found_counts_as_nothing():
    ranks = [math.inf, 1.0, 3.0]
    assert metrics.recall(ranks, 2).tolist() == [0.0, 1.0, 0.0]
    assert metrics.ndcg(ranks, 3).tolist() == [0.0, 1.0, 0.5]
    assert metrics.mrr(ranks, 3).tolist() == [0.0, 1.0, pytest.approx(1 / 3)]


def test_the_interval_of_a_share_is_near_the_normal_one():
    hits = np.array([1.0] * 200 + [0.0] * 800)
    low, high = intervals.interval(hits)
    error = 1.96 * math.sqrt(0.2 * 0.8 / 1000)
    assert low == pytest.approx(0.2 - error, abs=0.002)
    assert high == pytest.approx(0.2 + error, abs=0.002)


def test_pairing_sees_what_two_separate_intervals_do_not():
    """A small gain on every fiftieth case: the intervals of the two overlap, that of the difference is above zero."""
    random = np.random.default_rng(1)
    before = (random.random(2000) < 0.2).astype(np.float64)
    after = before.copy()
    after[np.flatnonzero(before == 0)[::50]] = 1.0
    (low_a, _), (_, high_b) = intervals.interval(after), intervals.interval(before)
    assert low_a < high_b
    assert intervals.paired(after, before)[0] > 0
    assert intervals.paired(before, after)[1] < 0


def test_intervals_are_repeatable_and_cover_as_often_as_they_say():
    assert intervals.interval([0.0, 1.0, 1.0], seed=3) == intervals.interval([0.0, 1.0, 1.0], seed=3)
    random = np.random.default_rng(5)
    inside = 0
    for trial in range(200):
        low, high = intervals.interval((random.random(150) < 0.3).astype(float), seed=trial)
        inside += low <= 0.3 <= high
    assert 180 <= inside <= 199


def test_nothing_has_no_interval():
    assert all(math.isnan(end) for end in intervals.interval([]))
