"""The stream: the engine is asked before it is told, and told as late as is said."""

from __future__ import annotations

from collections import Counter

import msgspec
import numpy as np
import pytest
from small_data import plan

from penchant.domain import Event
from penchant.evaluate import crowd, data, lab, metrics, stream
from small_world import HOUR


def event(place: int, user: str = "u", item: str = "a", value: float | None = None, at: int = 0) -> Event:
    kind = "click" if value is None else "rating"
    return Event(
        event_id=f"e{place:03d}",
        user_id=user,
        item_id=item,
        event_type=kind,
        value=value,
        timestamp=at or place * 1000,
    )


class Spy:
    """A lab that writes down who asked, and what the engine was told by then."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.asked: list[tuple[str, tuple[str, ...], int]] = []
        self.engine = self

    def observe(self, *events):
        self.told += [e.event_id for e in events]

    def person(self, user_id, more=()):
        return tuple(e.event_id for e in more)

    def served(self, user_id, now, *, person, seen):
        assert seen == "allow"
        self.asked.append((user_id, person, len(self.told)))
        return lab.Served(ids=(), scores=(), sources={}, degraded=(), ms=0.0)


def flow(times):
    events = tuple(event(place, at=at) for place, at in enumerate(times))
    return stream.Stream(events=events, cut=0, asked=tuple(range(len(events))), seen="allow")


def asked(update, times=(1, 2, HOUR + 1, HOUR + 2, 3 * HOUR)):
    spy = Spy()
    stream.answers(spy, flow(times), stream.UPDATES[update], lab.unfollowed)
    return spy


def test_at_once_means_before_the_next_and_never_before_itself():
    assert [told for _, _, told in asked("event").asked] == [0, 1, 2, 3, 4]


def test_by_the_hour_is_told_at_the_full_hour():
    assert [told for _, _, told in asked("hour").asked] == [0, 0, 2, 2, 4]


def test_never_is_never():
    spy = asked("never")
    assert spy.told == []
    assert all(person == () for _, person, _ in spy.asked)


def test_a_fresh_person_over_yesterdays_sums():
    spy = asked("user")
    assert spy.told == []
    assert [len(person) for _, person, _ in spy.asked] == [0, 1, 2, 3, 4]


def test_the_cut_is_among_the_positives_and_low_ratings_are_not_asked_for():
    events = [event(k, value=5.0 if k % 2 else 2.0) for k in range(40)]
    made = stream.stream_of(events, "hide", None, 0)
    assert (made.asked, made.cut) == ((37, 39), 37)
    assert stream.stream_of(events, "hide", 1, 0).cut == 37


def test_past_events_are_counted_whatever_they_are():
    events = [event(0, value=1.0), event(1, value=5.0), event(2, user="v", value=5.0), event(3, value=5.0)]
    made = stream.Stream(events=tuple(events), cut=1, asked=(1, 2, 3), seen="hide")
    assert stream.past_events(made) == [1, 0, 2]


def test_what_the_user_had_is_hidden_also_from_an_engine_that_was_not_told():
    served = lab.Served(ids=("a", "b"), scores=(2.0, 1.0), sources={}, degraded=(), ms=0.0)
    events = (event(0, item="a"), event(1, item="b"))
    hide = stream.Stream(events=events, cut=1, asked=(1,), seen="hide")
    assert stream.ranks_of(hide, {1: served}) == [1.0]
    assert stream.ranks_of(msgspec.structs.replace(hide, seen="allow"), {1: served}) == [2.0]


def test_popularity_by_hand():
    events = [
        event(0, item="a"),
        event(1, item="a", user="v"),
        event(2, item="b"),
        event(3, item="b", user="w"),
    ]
    ranks = crowd.ranks(events, [2, 3], lambda _: True, hide=True, half_life=None)
    assert ranks == {2: 1.0, 3: 2.0}
    assert crowd.ranks(events, [3], lambda _: True, hide=True, half_life=1.0) == {3: 1.0}


def test_decayed_counts_survive_many_half_lives():
    counts = crowd.Counts(2, half_life=1.0)
    for moment in (0.0, 400.0, 900.0, 5000.0):
        counts.add(0, moment)
    assert np.isfinite(counts.held).all()
    counts.add(1, 5001.0)
    assert counts.held[1] == pytest.approx(2 * counts.held[0])


def test_a_run_on_the_engine(rated):
    updates = ("event", "hour", "never", "user")
    found = stream.run(plan(rated), updates=updates)
    events = data.events(rated)
    positives = [e for e in events if stream.positive(e)]
    assert found.cases == len(positives) - round(0.9 * len(positives))
    assert set(found.tables["freshness"]) == {*updates, "popularity", "recency popularity"}
    assert found.metrics["recall@10"] == pytest.approx(
        metrics.recall(list(found.ranks.values()), 10).mean(), abs=1e-6
    )
    assert found.degraded == {}
    assert "event - never" in found.differences
    assert found.tables["breadth"]["all"]["coverage@10"] > 0


def test_every_event_is_told_once(rated):
    made = stream.stream_of(data.events(rated), "hide", None, 0)
    with lab.opened(data.items(rated), lab.lab_settings("media", encoder="hashing")) as bench:
        bench.feed(made.events[: made.cut])
        stream.answers(bench, made, stream.UPDATES["event"], lab.unfollowed)
        told = Counter(e.event_id for e in bench.engine.all_events())
    assert told == Counter(e.event_id for e in made.events)
