"""Drift, reasons, ablation and breadth: on small data where the right answer is known."""

from __future__ import annotations

import random

import numpy as np
import pytest
from small_data import FUNNY, HORROR, plan

from penchant.domain import Item, Reason, SlateItem
from penchant.evaluate import ablation, breadth, drift, lab, loo, reasons, stream
from small_world import ITEMS


def test_half_the_list_is_counted_from_the_first_step():
    turn = drift.Turn(name="t", before="A", after="B", items=())
    kinds = {"b": ("B",), "ab": ("A", "B"), "a": ("A",)}
    lists = {1: ["a"] * 10, 2: ["ab"] * 10, 3: ["b"] * 4 + ["a"] * 6, 4: ["b"] * 5 + ["a"] * 5}
    assert drift.until_half(turn, 4, lists.__getitem__, kinds) == 4.0
    assert drift.until_half(turn, 3, lists.__getitem__, kinds) == float("inf")


def test_what_was_not_followed_counts_as_more():
    found = drift.figures([1.0, 2.0, 3.0, float("inf")])
    assert (found["followed"], found["p90"]) == (0.75, 4.0)
    assert drift.histogram([1.0, 3.0, float("inf")])["2"]["share"] == pytest.approx(1 / 3, abs=1e-6)


def test_turns_are_between_categories_with_items_enough_and_repeatable(monkeypatch):
    monkeypatch.setattr(drift, "MOST", 5)
    items = [Item(item_id=f"{c}{k}", categories=(c,)) for c in "AB" for k in range(20)]
    items += [Item(item_id=f"few{k}", categories=("C",)) for k in range(4)]
    made = drift.turns(items, {"A1": 50}, 10, 0)
    assert {(t.before, t.after) for t in made} == {("A", "B"), ("B", "A")}
    assert made == drift.turns(items, {"A1": 50}, 10, 0)
    for turn in made:
        assert len(set(turn.items)) == len(turn.items) == drift.BEFORE + 5
        assert {i[0] for i in turn.items[: drift.BEFORE]} == {turn.before}
        assert {i[0] for i in turn.items[drift.BEFORE :]} == {turn.after}


def test_what_is_chosen_often_is_drawn_often():
    often = sum(
        "x" in drift._drawn({"x", "a", "b", "c"}, 1, {"x": 20}, random.Random(seed)) for seed in range(200)
    )
    assert often > 140


def test_an_error_in_a_sum_is_seen():
    told = (
        Reason(kind="popular", contribution=0.5, text=""),
        Reason(kind="fresh", contribution=0.25, text=""),
    )
    right = SlateItem(item_id="a", title="", rank=1, score=0.75, sources={}, reasons=told)
    wrong = SlateItem(item_id="a", title="", rank=1, score=0.8, sources={}, reasons=told)
    assert reasons.error(right) < reasons.TOLERANCE < reasons.error(wrong)


def test_without_an_event_the_person_is_as_before_it(rated):
    with lab.opened(ITEMS, lab.lab_settings("media", encoder="hashing")) as bench:
        scene = reasons.scenes(bench, plan(rated), 1)[0]
        left = reasons.without(scene.person, 1)
        assert left.done.event_ids() == [e for k, e in enumerate(scene.person.done.event_ids()) if k != 1]
        assert len(bench.state.person(scene.user_id).done) == len(scene.person.done)


def test_reasons_hold_on_the_engine(rated):
    found = reasons.run(plan(rated))
    assert found.metrics["sums within 1e-6"] == 1.0
    assert found.metrics["fall without the top reason"] > found.metrics["fall without another event"]
    assert found.differences["top reason - another event"]["fall"]["difference"] > 0


def test_ablation_leaves_out_one_at_a_time_and_pairs(sequences):
    seen = []

    def measure(asked):
        seen.append((asked.settings.without, asked.settings.weights.diversity))
        return loo.run(asked)

    found = ablation.run(plan(sequences, "shop"), measure, ("transitions", "diversity"))
    assert seen[0][0] == ()
    assert seen[1] == (("transitions",), seen[0][1])
    assert seen[2] == ((), 0.0)
    worth = found.differences["with - without transitions"]
    assert worth["cases"] == found.cases
    assert (
        worth["recall@5"]["interval"][0]
        <= worth["recall@5"]["difference"]
        <= worth["recall@5"]["interval"][1]
    )


def test_a_channel_that_adds_nothing_is_named():
    above = {"recall@10": {"difference": 0.1, "interval": (0.01, 0.2)}, "cases": 9}
    across = {"recall@10": {"difference": 0.1, "interval": (-0.01, 0.2)}, "cases": 9}
    assert ablation.idle({"a": above, "b": across}) == ["b"]


def test_breadth_by_hand(items_file):
    with lab.opened(ITEMS, lab.lab_settings("media", encoder="hashing")) as bench:
        same = breadth.breadth(bench, [HORROR] * 3, [HORROR] * 3, {"alien": 9, "airplane": 5})
        apart = breadth.breadth(bench, [(HORROR[0], FUNNY[0], "everest")] * 3, [HORROR] * 3, {"alien": 9})
        one = [bench.state.index.take(np.array([bench.state.catalogue.row_of[i]]))[0] for i in HORROR[:2]]
        assert breadth.likeness(bench, HORROR[:2]) == pytest.approx(float(one[0] @ one[1]), abs=1e-5)
    assert same["coverage@10"] == pytest.approx(5 / len(ITEMS), abs=1e-6)
    assert same["calibration@10"] == pytest.approx(0.0, abs=1e-6)
    assert apart["calibration@10"] > 0.1
    assert same["long tail@10"] == pytest.approx(4 / 5, abs=1e-6)
    assert apart["categories@10"] > same["categories@10"] - 1


def test_gini_by_hand():
    assert breadth.gini(np.array([2, 2, 2, 2])) == 0.0
    assert breadth.gini(np.array([0, 0, 0, 4])) == 0.75
    assert breadth.gini(np.zeros(3, dtype=np.int64)) == 0.0


def test_seen_is_as_the_data_are(rated):
    assert stream.run(plan(rated), updates=("event",)).notes[2].endswith("hide")
