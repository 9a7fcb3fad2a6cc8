"""Plain deeds go in as columns, many people's at once: what is then held is what one event after another, looked at with care, gives."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from penchant.arrivals import Arrival, comes_after, people_after
from penchant.people import WINDOW, People
from penchant.person import Deed, Done
from penchant.ports import Record
from small_world import (
    HOUR,
    ITEM_IDS,
    NOW,
    batches,
    did,
    histories,
    open_world,
    said,
    small_settings,
)

NAMES = tuple(sorted(small_settings().scenario.events))


def carefully(self, before, new):
    """In place of `People._only_adds`: nothing may take the short way."""
    return False


def held(engine):
    """All that is held of people, and the sums pair by pair, to the bit."""
    state = engine._state
    people = {user: state.person(user) for user in ("ann", "bob", "用户/三", "carol")}
    columns = {
        user: (
            p.version,
            p.done.ids,
            p.whole,
            p.refined,
            p.awaited,
            *(getattr(p.done, name).tolist() for name in ("rows", "weights", "times", "types", "slates")),
        )
        for user, p in people.items()
    }
    arrays = state.transitions.to_arrays()
    pairs = {}
    for row in range(len(arrays["support"])):
        part = slice(int(arrays["offsets"][row]), int(arrays["offsets"][row + 1]))
        for col, slow, fast in zip(*(arrays[n][part].tolist() for n in ("ids", "slow", "fast")), strict=True):
            pairs[row, col] = slow, fast
    factor = state.transitions._factor(NOW)
    return (
        columns,
        {k: (slow, pytest.approx(fast * factor, rel=1e-12)) for k, (slow, fast) in pairs.items()},
        arrays["support"].tolist(),
        arrays["lossy"].tolist(),
    )


@settings(max_examples=40, deadline=None)
@given(data=st.data(), events=histories(most=40), most=st.sampled_from([3, WINDOW + 2, 500]))
def test_the_short_way_leads_where_the_careful_one_does(data, events, most):
    limits = small_settings().limits.__class__(events_per_user=most)
    parts = data.draw(batches(events))
    with open_world(limits=limits) as quick, open_world(limits=limits) as slow:
        for part in parts:
            quick.observe(*part)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(People, "_only_adds", carefully)
            for part in parts:
                slow.observe(*part)
        assert held(quick) == held(slow)


def test_a_stream_in_order_of_time_takes_the_short_way(monkeypatch):
    """Views and clicks as they come, also of people met before whose events are no longer held: none is looked at with care."""
    chance = random.Random(3)
    stream = [
        did(
            chance.choice(["ann", "bob", "carol"]),
            chance.choice(["view", "click", "like"]),
            chance.choice(ITEM_IDS),
            NOW - HOUR + n,
        )
        for n in range(120)
    ]
    limits = small_settings().limits.__class__(events_per_user=WINDOW + 5, cached_users=2)
    with open_world(limits=limits) as quick, open_world(limits=limits) as slow:
        with monkeypatch.context() as patch:
            patch.setattr(People, "_only_adds", carefully)
            for event in stream:
                slow.observe(event)
        monkeypatch.setattr(People, "_changed", None)
        for start in range(0, len(stream), 7):
            quick.observe(*stream[start : start + 7])
        for one, other in zip(held(quick)[1:], held(slow)[1:], strict=True):
            assert one == other


def test_words_among_deeds_are_heard(world):
    world.observe(
        did("ann", "like", "alien", NOW - 2, event_id="a"),
        said("ann", "I love horror", NOW - 1, event_id="b"),
        did("ann", "like", "ring", NOW, event_id="c"),
    )
    person = world._state.person("ann")
    assert person.done.event_ids() == ["a", "c"]
    assert {one.event_id for one in person.said} == {"b"}
    assert [one.event_id for one in person.heard] == ["b"]


def done(*moments):
    return Done.of(
        [Deed(row=1, weight=1.0, timestamp=t, event_type="like", event_id=i) for t, i in moments], NAMES
    )


@pytest.mark.parametrize(
    ("before", "first", "whole", "wanted"),
    [
        ([], (5, "a"), True, True),
        ([(5, "a")], (5, "b"), True, True),
        ([(5, "b")], (5, "a"), True, False),
        ([(5, "a"), (7, "b")], (6, "c"), True, False),
        ([(5, "a")], (6, "b"), False, False),
        ([(n, f"{n}") for n in range(WINDOW + 1)], (99, "x"), False, True),
        ([(n, f"{n}") for n in range(WINDOW)], (99, "x"), False, False),
    ],
)
def test_what_comes_last_is_told(before, first, whole, wanted):
    assert comes_after(done(*before), first, WINDOW, whole=whole) is wanted


def test_nobody_keeps_the_columns_of_all():
    """A person's own arrays: a part of everybody's would hold all of them in memory."""
    events = [did(user, "like", "ring", NOW, event_id=user) for user in ("ann", "bob")]
    with open_world() as world:
        people = world._state.people
        made = list(
            people_after(
                [Arrival(people._nobody(e.user_id), plain=[Record(event=e)]) for e in events],
                people._row,
                world.settings.scenario,
            )
        )
    assert [person.user_id for person in made] == ["ann", "bob"]
    for person in made:
        assert person.done.rows.base is None
        assert person.done.ids == person.user_id
        assert np.array_equal(person.done.weights, done((NOW, "x")).weights) or len(person.done) == 1
