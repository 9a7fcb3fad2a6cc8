"""Leave-one-out: who may know what, and when; on the engine's own lists."""

from __future__ import annotations

import math

import msgspec
import numpy as np
import pytest
from small_data import plan

from penchant.evaluate import data, lab, loo, metrics
from penchant.evaluate.data import History
from small_world import ITEMS

HISTORIES = (
    History("ann", ("alien", "shining", "ring", "exorcist")),
    History("bob", ("alien", "shining", "ring")),
    History("cy", ("amelie", "notting")),
)


def test_statistics_end_two_before_the_end_and_the_query_one():
    parts = loo.split(HISTORIES)
    assert [(e.user_id, e.item_id) for e in parts.events] == [
        ("ann", "alien"),
        ("ann", "shining"),
        ("bob", "alien"),
    ]
    ann, bob = parts.cases
    assert (ann.target, ann.query) == ("exorcist", ("alien", "shining", "ring"))
    assert [e.item_id for e in ann.unfed] == ["ring"]
    assert (bob.target, [e.item_id for e in bob.unfed]) == ("ring", ["shining"])
    assert ann.now > ann.unfed[-1].timestamp


def test_validation_looks_at_nothing_behind_it():
    ann = loo.split(HISTORIES, on="validation").cases[0]
    assert (ann.target, ann.query, ann.unfed) == ("ring", ("alien", "shining"), [])


def test_refit_learns_one_more():
    parts = loo.split(HISTORIES, refit=True)
    assert [e.item_id for e in parts.events] == ["alien", "shining", "ring", "alien", "shining"]
    assert parts.cases[0].unfed == []
    assert parts.cases[0].target == "exorcist"


def test_cold_items_are_in_no_statistic_and_still_in_the_query():
    parts = loo.split(HISTORIES, cold=frozenset({"shining"}))
    assert {e.item_id for e in parts.events} == {"alien"}
    assert parts.support == {"alien": 2}
    assert [e.item_id for e in parts.cases[0].unfed] == ["shining", "ring"]


def test_cold_items_are_a_twentieth_and_repeatable():
    ids = [str(k) for k in range(1000)]
    chosen = loo.cold_items(ids, 0)
    assert len(chosen) == 50
    assert chosen == loo.cold_items(ids[::-1], 0)
    assert chosen != loo.cold_items(ids, 1)


@pytest.fixture
def bench(sequences):
    settings = lab.lab_settings("shop", encoder="hashing")
    with lab.opened(ITEMS, settings) as opened:
        yield opened


def test_the_engine_asked_knows_the_query_and_its_sums_do_not(bench):
    parts = loo.split(HISTORIES)
    bench.feed(parts.events)
    ann = parts.cases[0]
    row = bench.state.catalogue.row_of
    support = bench.state.transitions.support(
        np.array([row[i] for i in ("alien", "shining", "ring", "exorcist")])
    )
    assert support.tolist() == [2.0, 1.0, 0.0, 0.0]
    person = bench.person("ann", ann.unfed)
    assert person.done.rows.tolist() == [row[i] for i in ann.query]
    before = bench.state.person("ann").done
    loo.ask(bench, ann)
    assert len(bench.state.person("ann").done) == len(before) == 2
    assert bench.state.transitions.support(np.array([row["ring"]])).tolist() == [0.0]


def test_lists_hide_the_query_and_are_those_of_recommend(bench):
    parts = loo.split(HISTORIES, on="validation")
    bench.feed(parts.events)
    for case in parts.cases:
        served = loo.ask(bench, case)
        assert not set(served.ids) & set(case.query)
        own = bench.engine.recommend(case.user_id, lab.PLACES, seen="hide", now=case.now)
        assert tuple(item.item_id for item in own.items) == served.ids
        assert tuple(item.score for item in own.items) == served.scores
        assert not served.degraded


def test_a_run_is_whole_repeatable_and_of_the_ranks_it_says(sequences):
    found = loo.run(plan(sequences, "shop"))
    assert found == msgspec.structs.replace(
        loo.run(plan(sequences, "shop")), cpu_seconds=found.cpu_seconds, costs=found.costs
    )
    assert found.cases == len(found.ranks) == len(data.sequences(sequences))
    assert found.metrics["recall@10"] == pytest.approx(
        metrics.recall(list(found.ranks.values()), 10).mean(), abs=1e-6
    )
    assert found.intervals["recall@10"][0] <= found.metrics["recall@10"] <= found.intervals["recall@10"][1]
    assert found.degraded == {}
    assert sum(row["cases"] for row in found.tables["by events of the user"].values()) == found.cases


def test_people_who_follow_each_other_are_found(sequences):
    """All go through the films in one order: what comes next is known, and found far better than by chance."""
    found = loo.run(plan(sequences, "shop"))
    assert found.metrics["recall@5"] > 2 * 5 / len(ITEMS)


def test_a_sample_is_marked(sequences):
    found = loo.run(plan(sequences, "shop", sample=3))
    assert (found.cases, found.sample) == (3, 3)


def test_cold_gives_the_pair(sequences, monkeypatch):
    monkeypatch.setattr(loo, "COLD_SHARE", 0.3)
    found = loo.run(plan(sequences, "shop"), cold=True)
    assert {"recall@10", "warm recall@10"} <= found.metrics.keys()
    assert found.protocol == "Cold item"


def test_items_left_in_the_cache_are_not_encoded_again(sequences, tmp_path, monkeypatch):
    cache = tmp_path / "cache" / "items.db"
    first = loo.run(plan(sequences, "shop", cache=cache))
    assert cache.is_file()
    from penchant.encode.hashing import HashingEncoder

    encoded = []
    whole = HashingEncoder.encode
    monkeypatch.setattr(
        HashingEncoder, "encode", lambda self, texts: encoded.extend(texts) or whole(self, texts)
    )
    second = loo.run(plan(sequences, "shop", cache=cache))
    assert not [text for text in encoded if "Solaris" in text]
    assert first.ranks == second.ranks


def test_hidden_items_give_places_to_the_others():
    served = lab.Served(ids=("a", "b", "c"), scores=(3.0, 2.0, 1.0), sources={}, degraded=(), ms=1.0)
    assert served.rank("c") == 3.0
    assert served.rank("c", {"a"}) == 2.0
    assert served.rank("a", {"a"}) == math.inf
