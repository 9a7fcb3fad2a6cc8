"""After a merge all is as if one person had done it."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from penchant.domain import Event, to_plain
from penchant.errors import InvalidInput
from penchant.health import compare
from small_world import HOUR, NOW, did, histories, open_world, said


def same(engine, other, user):
    """All that can be seen of the two: sums, interests, the list with its scores, the version."""
    assert compare(engine._state.transitions, other._state.transitions) is None
    assert to_plain(engine.profile(user, history=True, now=NOW)) == to_plain(
        other.profile(user, history=True, now=NOW)
    )
    lists = [one.recommend(user, n=8, now=NOW) for one in (engine, other)]
    assert [(i.item_id, i.score) for i in lists[0].items] == [(i.item_id, i.score) for i in lists[1].items]


@settings(max_examples=25)
@given(histories(), st.integers(0, 20))
def test_merged_is_as_if_one_had_done_it(events, split):
    events = [msgspec.structs.replace(e, event_id=e.event_id or f"e{n}") for n, e in enumerate(events)]
    with open_world() as engine, open_world() as other:
        for place, batch in enumerate((events[:split], events[split:])):
            if batch:
                engine.observe(*batch)
                other.observe(*(as_of(e, "ann", "bob") for e in batch))
            if place == 0:
                engine.recommend("ann")
        moved = engine.merge("ann", "bob").events
        assert moved == len({e.event_id for e in events if e.user_id == "ann"})
        same(engine, other, "bob")
        assert engine.interests("ann", history=True) == ()
        assert all(check.ok for check in engine.doctor() if check.name == "sums")


def as_of(event: Event, user: str, to: str) -> Event:
    return msgspec.structs.replace(event, user_id=to) if event.user_id == user else event


def test_another_process_sees_the_merge(file_url):
    with open_world(file_url) as engine, open_world(file_url) as other:
        engine.observe(said("visitor", "I love horror", NOW - HOUR), did("visitor", "like", "ring", NOW))
        slate = engine.recommend("visitor").slate_id
        assert other.interests("visitor")
        engine.merge("visitor", "ann")
        same(engine, other, "ann")
        assert other.interests("visitor") == ()
        for one in (engine, other):
            assert not one._shelf.of_user("visitor")
            assert one._store.get_blob("slate", slate) is None
        engine.observe(said("visitor", "I love comedy"))
        assert engine.merge("visitor", "ann").events == 1
        assert {i.label for i in other.interests("ann")} >= {"horror", "comedy"}


def test_forgetting_after_a_merge_leaves_nothing(world):
    world.observe(said("visitor", "I love zebrafinch"), did("visitor", "like", "ring"))
    world.merge("visitor", "ann")
    assert world.forget("ann").removed["events"] == 2
    with open_world() as fresh:
        assert compare(world._state.transitions, fresh._state.transitions) is None


def test_a_merge_of_nobody_changes_nothing_and_with_oneself_is_refused(world):
    world.observe(said("ann", "I love horror"))
    before = world.profile("ann", now=NOW).interest_version
    assert world.merge("nobody", "ann").events == 0
    assert world.profile("ann", now=NOW).interest_version == before
    for pair in (("ann", "ann"), ("", "ann"), ("ann", " ")):
        with pytest.raises(InvalidInput):
            world.merge(*pair)
