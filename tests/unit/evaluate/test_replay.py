"""Replay: a store's own log, asked anew; nothing is written to it, and no list knows its future."""

from __future__ import annotations

import pytest

from penchant.domain import Event
from penchant.errors import InvalidInput
from penchant.evaluate import replay
from small_world import DAY, HOUR, NOW, did, open_world, said


@pytest.fixture
def store():
    with open_world() as engine:
        deeds = [
            did(f"u{k % 4}", "like", item, NOW - 20 * DAY + k * HOUR, event_id=f"d{k:02d}")
            for k, item in enumerate(["alien", "shining", "ring", "exorcist", "nosferatu"] * 4)
        ]
        engine.observe(*deeds, said("u0", "I love comedy", NOW - 10 * DAY, event_id="s0"))
        yield engine


def test_the_last_tenth_is_asked_unless_said_otherwise(store):
    assert replay.log_of(store, None).cut == 19
    log = replay.log_of(store, NOW - 20 * DAY + 10 * HOUR)
    assert log.cut == 10
    assert [case.event.event_id for case in log.cases] == [f"d{k}" for k in range(10, 20)]


def test_items_the_list_hides_as_seen_are_no_cases(store):
    store.observe(did("u0", "complete", "wukong", NOW - 9 * DAY), did("u0", "like", "wukong", NOW - 8 * DAY))
    log = replay.log_of(store, NOW - 9 * DAY)
    assert [case.event.event_type for case in log.cases] == ["complete"]
    assert log.again == 1


def test_events_of_items_that_are_gone_are_left_out(store):
    store.delete_items(["alien"])
    assert replay.log_of(store, None).left_out == 4


def test_a_run_reads_and_writes_nothing(store):
    before = [event.event_id for event in store.all_events()]
    found = replay.run(store, since=NOW - 20 * DAY + 10 * HOUR)
    assert [event.event_id for event in store.all_events()] == before
    assert found.cases == 10
    assert found.metrics["recall@20"] > 0
    assert found.degraded == {}
    assert "outcomes a list, weighed" not in found.metrics


def test_lists_do_not_know_what_comes_after(store):
    """The same log with another ending gives the same first ranks."""
    since = NOW - 20 * DAY + 15 * HOUR
    first = replay.run(store, since=since)
    store.observe(did("u1", "like", "hero", NOW - DAY), did("u2", "like", "hero", NOW - DAY))
    longer = replay.run(store, since=since)
    assert longer.tables["by kind of event"]["like"]["cases"] == first.cases + 2
    shorter = replay.log_of(store, since)
    assert [c.event.event_id for c in shorter.cases][: first.cases] == [f"d{k}" for k in range(15, 20)]


def test_outcomes_are_weighed_by_the_chance_of_having_been_shown(store):
    slates = [store.recommend(f"u{k}", 5, explore=0.5, now=NOW - 5 * DAY + k * HOUR) for k in range(4)]
    shown = [(slate, slate.items[k]) for k, slate in enumerate(slates)]
    store.observe(
        *(
            Event(
                user_id=slate.user_id,
                event_type="save",
                item_id=item.item_id,
                slate_id=slate.slate_id,
                timestamp=slate.as_of + 1,
            )
            for slate, item in shown
        )
    )
    log = replay.log_of(store, NOW - 6 * DAY)
    assert [case.propensity for case in log.cases] == [item.propensity for _, item in shown]
    assert [case.shown for case in log.cases] == [5] * 4
    weighed, reach = replay.weighed_outcomes(log, [1.0, 1.0, 9.0, 1.0], 0)
    kept = [min(replay.MOST_WEIGHT, 1 / item.propensity) for k, (_, item) in enumerate(shown) if k != 2]
    assert weighed["outcomes a list, weighed"] == pytest.approx(sum(kept) / 4, abs=1e-6)
    assert weighed["outcomes a list, as it was"] == 1.0
    assert set(reach) == set(weighed)


def test_an_empty_log_is_said():
    with open_world() as engine, pytest.raises(InvalidInput, match="empty"):
        replay.run(engine)
