"""The trained ranker: exact shares, absent signals add nothing, what training never saw counts as before."""

from __future__ import annotations

from itertools import combinations
from math import factorial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from penchant.learn.ranker import Ranker
from penchant.learn.trees import Trees
from penchant.rank.blend import Scene

FEATURES = ("forward", "profile", "transitions")


def grown(seed: int, features: int, count: int = 5, depth: int = 4) -> Trees:
    """Random trees, the same feature often twice on one path."""
    chance = np.random.default_rng(seed)
    nodes: list[tuple[int, float, int, int, float]] = []

    def put(level: int) -> int:
        place = len(nodes)
        nodes.append((-1, 0.0, 0, 0, float(chance.normal())))
        if level < depth and chance.random() < 0.9:
            left, right = put(level + 1), put(level + 1)
            nodes[place] = (
                int(chance.integers(features)),
                float(chance.choice([0.25, 0.5, 0.75])),
                left,
                right,
                0.0,
            )
        return place

    roots = [put(0) for _ in range(count)]
    feature, threshold, left, right, value = zip(*nodes, strict=True)
    return Trees(
        roots=np.array(roots, np.int32),
        feature=np.array(feature, np.int32),
        threshold=np.array(threshold),
        left=np.array(left, np.int32),
        right=np.array(right, np.int32),
        value=np.array(value),
    )


def walked(trees: Trees, x: np.ndarray) -> float:
    """The sum of the trees, in plain words."""
    total = 0.0
    for root in trees.roots:
        at = root
        while trees.feature[at] >= 0:
            at = trees.left[at] if x[trees.feature[at]] <= trees.threshold[at] else trees.right[at]
        total += trees.value[at]
    return total


def shapley(trees: Trees, x: np.ndarray, reference: np.ndarray) -> list[float]:
    """By the definition: a feature's mean difference over all orders in which features come to be known."""
    n = len(x)

    def known(places: set[int]) -> float:
        return walked(trees, np.where([place in places for place in range(n)], x, reference))

    return [
        sum(
            factorial(size) * factorial(n - 1 - size) / factorial(n) * (known({*held, f}) - known({*held}))
            for size in range(n)
            for held in combinations([g for g in range(n) if g != f], size)
        )
        for f in range(n)
    ]


def ranker(seed: int = 0, features: tuple[str, ...] = FEATURES, cap: float = 1.0) -> Ranker:
    return Ranker(features, np.full(len(features), cap), 2.0, grown(seed, len(features)))


def scene(values: np.ndarray, channels: tuple[str, ...] = FEATURES, deeds: int = 3) -> Scene:
    n = values.shape[1]
    return Scene(channels=channels, values=values, support=np.arange(n, dtype=np.float64), deeds=deeds)


@pytest.mark.parametrize("seed", range(8))
def test_shares_are_shapley_values(seed):
    trees, chance = grown(seed, 4), np.random.default_rng(seed)
    x, reference = chance.random((2, 3, 4))
    shares = trees.shares(x, reference)
    for row in range(3):
        assert shares[row] == pytest.approx(shapley(trees, x[row], reference[row]), abs=1e-9)
    assert trees.sums(x) == pytest.approx([walked(trees, row) for row in x])


@settings(deadline=None)
@given(seed=st.integers(0, 50), values=arrays(np.float64, (5, 7), elements=st.floats(0, 3)))
def test_contributions_sum_to_the_totals(seed, values):
    channels = ("text", *FEATURES, "refused")
    held = ranker(seed)
    here = scene(values, channels)
    places = np.array([0, 3, 6])
    made = held.contributions(here, places)
    assert made.shape == (6, 3)
    assert made.sum(axis=0) == pytest.approx(held.totals(here)[places], abs=1e-9)


@settings(deadline=None)
@given(seed=st.integers(0, 50), values=arrays(np.float64, (3, 4), elements=st.floats(0, 1)))
def test_a_signal_that_is_absent_adds_nothing(seed, values):
    values[1] = 0.0
    made = ranker(seed).contributions(scene(values), np.arange(4))
    assert not made[1].any()
    assert not made[-1].any()
    nothing = ranker(seed).totals(scene(np.zeros((3, 4))))
    assert nothing == pytest.approx(np.zeros(4))


def test_a_channel_missing_from_a_scene_counts_as_absent():
    values = np.random.default_rng(1).random((2, 5))
    held = ranker()
    there = scene(np.vstack([values, np.zeros((1, 5))]))
    assert held.totals(scene(values, FEATURES[:2])) == pytest.approx(held.totals(there))


def test_channels_that_training_never_saw_are_added_as_they_are():
    values = np.random.default_rng(2).random((5, 6))
    channels = (*FEATURES, "text", "seen")
    values[4] = -values[4]
    held, places = ranker(), np.arange(6)
    with_them, without = held.totals(scene(values, channels)), held.totals(scene(values[:3]))
    assert with_them == pytest.approx(without + values[3] + values[4])
    assert held.contributions(scene(values, channels), places)[3:5] == pytest.approx(values[3:5])


def test_beyond_what_training_saw_a_value_counts_as_in_the_sum():
    held = ranker(cap=0.6)
    values = np.zeros((3, 2))
    values[1] = [0.6, 2.6]
    totals = held.totals(scene(values))
    assert totals[1] - totals[0] == pytest.approx(2.0)


def test_a_ranker_survives_its_bytes():
    held = ranker(3)
    again = Ranker.from_bytes(held.to_bytes())
    values = np.random.default_rng(4).random((3, 9))
    assert again.totals(scene(values)) == pytest.approx(held.totals(scene(values)), abs=0)
    assert again.to_bytes() == held.to_bytes()


def _broken(**changes: object) -> Ranker:
    held = ranker()
    columns = {name: getattr(held.trees, name) for name in Trees.__struct_fields__} | changes
    return Ranker(held.features, held.caps, held.scale, Trees(**columns))


def test_damaged_bytes_are_refused_before_they_are_walked():
    good = ranker().trees
    circle, far, odd = good.left.copy(), good.right.copy(), good.feature.copy()
    circle[0], far[0], odd[0] = 0, 10_000, 3
    for broken in (
        _broken(left=circle),
        _broken(right=far),
        _broken(feature=odd),
        _broken(value=good.value[:-1]),
        _broken(roots=np.array([10_000], np.int32)),
    ):
        with pytest.raises(ValueError, match="tree"):
            Ranker.from_bytes(broken.to_bytes())
    with pytest.raises(Exception, match=r"."):
        Ranker.from_bytes(b"nonsense")
