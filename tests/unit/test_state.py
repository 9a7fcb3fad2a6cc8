"""What is held in memory follows the store: bounds, rebuilding, saving, erasing."""

from __future__ import annotations

import threading

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from penchant import snapshot
from penchant.domain import Event, Item
from penchant.errors import StoreFull
from penchant.health import compare
from penchant.ports import Record
from small_world import (
    DAY,
    HOUR,
    ITEM_IDS,
    ITEMS,
    NOW,
    build,
    did,
    edited,
    histories,
    ids_of,
    open_world,
    said,
    small_settings,
)


def limits(**more):
    return msgspec.structs.replace(small_settings().limits, **more)


def person_of(engine, user: str = "ann"):
    return engine._state.person(user)


def test_a_person_holds_the_newest_events_in_order_of_time(world):
    world.observe(
        did("ann", "like", "hero", NOW, event_id="b"), did("ann", "view", "alien", NOW, event_id="a")
    )
    world.observe(did("ann", "like", "ring", NOW - DAY, event_id="z"))
    done = person_of(world).done
    assert done.event_ids() == ["z", "a", "b"]
    assert [world._state.catalogue.ids[row] for row in done.rows] == ["ring", "alien", "hero"]
    assert person_of(world).whole


@settings(max_examples=15)
@given(events=histories(("ann",), most=30), most=st.integers(1, 8))
def test_the_newest_are_kept_whatever_the_order_and_the_path(events, most):
    """In one go, one by one, and loaded again after another user took the only place."""
    with (
        open_world(limits=limits(events_per_user=most, cached_users=1)) as one,
        open_world(limits=limits(events_per_user=most)) as other,
    ):
        one.observe(*events)
        for event in reversed(events):
            other.observe(event)
        one.observe(did("bob", "view", "hero", NOW))
        a, b = person_of(one), person_of(other)
        assert a.done.ids == b.done.ids
        assert [(s.event_id, s.aspect) for s in a.said] == [(s.event_id, s.aspect) for s in b.said]
        assert sorted(e.event_id for e in a.edits) == sorted(e.event_id for e in b.edits)
        assert len(a.done) <= most
        assert len(a.said) <= most
        assert a.version == b.version


def test_cached_users_are_bounded(world):
    with open_world(limits=limits(cached_users=5)) as engine:
        engine.observe(*[did(f"u{n}", "like", "hero", NOW) for n in range(40)])
        for n in range(40):
            engine.recommend(f"u{n}", 3, now=NOW)
        assert len(engine._state.people.known) == 5
        assert next(c for c in engine.doctor() if c.name == "sums").ok


def test_the_cache_of_words_is_bounded():
    with open_world(limits=limits(cached_texts=10)) as engine:
        for n in range(30):
            engine.recommend("ann", 3, text=f"films about subject{n} and theme{n}", now=NOW)
        assert len(engine._state.stock.links) <= 10


@settings(max_examples=10)
@given(events=histories())
def test_the_sums_in_memory_are_those_of_the_log_and_of_a_rebuild(events):
    with open_world() as engine:
        for event in events:
            engine.observe(event)
        state = engine._state
        assert compare(state.transitions, state.sums_of_log()) is None
        before = state.transitions
        state.rebuild()
        assert compare(before, state.transitions) is None


def test_a_difference_of_the_sums_is_found_by_the_doctor(world):
    world.observe(*[did("ann", "like", item, NOW + n) for n, item in enumerate(["hero", "alien", "ring"])])
    assert all(c.ok for c in world.doctor())
    with open_world() as other:
        other.observe(did("ann", "like", "hero", NOW), did("ann", "like", "ring", NOW + 1))
        world._state.people.transitions = other._state.transitions
    bad = next(c for c in world.doctor() if c.name == "sums")
    assert not bad.ok
    assert "differ" in bad.detail


def test_saving_twice_writes_once(file_url):
    with open_world(file_url) as engine:
        engine.observe(did("ann", "like", "hero", NOW))
        assert engine._state.save()
        assert not engine._state.save()
        engine.observe(did("ann", "like", "ring", NOW))
        assert engine._state.save()


def test_no_event_waits_for_the_sums_to_be_kept(file_url, monkeypatch):
    monkeypatch.setattr("penchant.state.SAVE_EVERY", 3)
    monkeypatch.setattr("penchant.state.BYTES_AN_EVENT", 2**40)
    with open_world(file_url) as engine:
        wait, put = threading.Event(), engine._store.put_blobs

        def slow(kind, blobs, **more):
            if kind == "state":
                assert wait.wait(10)
            return put(kind, blobs, **more)

        monkeypatch.setattr(engine._store, "put_blobs", slow)
        items = ["hero", "alien", "ring", "solaris", "matrix", "stalker", "airplane"]
        for number, item in enumerate(items):
            engine.observe(did("ann", "like", item, NOW + number))  # returns, though nothing can be kept yet
        assert engine._store.get_blob("state", "sums") is None
        wait.set()
        engine._state._saver.join(10)
        cursor, _, _ = snapshot.load(engine._store.get_blob("state", "sums"), engine._state._fingerprint())
        assert cursor.events == 3  # as it was when it was due, not as it was when it was written
    with build(file_url, settings=small_settings()) as again:
        assert next(c for c in again.doctor() if c.name == "sums").ok


def test_a_store_that_takes_no_sums_does_not_fail_an_event(file_url, monkeypatch):
    monkeypatch.setattr("penchant.state.SAVE_EVERY", 1)
    with open_world(file_url) as engine:
        with monkeypatch.context() as patch:
            patch.setattr(
                engine._store, "put_blobs", lambda *_, **__: (_ for _ in ()).throw(StoreFull("full"))
            )
            engine.observe(did("ann", "like", "hero", NOW))
            engine._state._saver.join(10)
        assert engine.recommend("ann").items


def test_a_snapshot_of_before_an_erasure_is_never_kept(file_url):
    with open_world(file_url) as first, open_world(file_url) as second:
        first.observe(did("ann", "like", "hero", NOW), did("bob", "like", "hero", NOW))
        second.recommend("bob", now=NOW)
        first.forget("ann")
        second._state.save()  # has not looked at the store since
        with build(file_url, settings=small_settings()) as third:
            row = third._state.catalogue.row_of["hero"]
            assert third._state.transitions.support(np.array([row])).tolist() == [1.0]


@pytest.mark.parametrize("times", [1, 3])
def test_rebuilding_after_erasures_ends(world, times):
    world.observe(*[did(f"u{n}", "like", "hero", NOW) for n in range(5)])
    for n in range(times):
        world.forget(f"u{n}")
    world._state.rebuild()
    world.observe(did("ann", "like", "ring", NOW))
    world.forget("u4")
    assert next(c for c in world.doctor() if c.name == "sums").ok


def test_a_catalogue_that_grows_is_centred_anew_and_finds_the_same(world):
    with open_world(items=ITEMS[:2]) as grown:
        for item in ITEMS[2:]:
            grown.put_items([item])
        grown._state.rebuild()
        for user_text in ("horror films", "太空", "robots in space"):
            assert (
                ids_of(grown.recommend("ann", 5, text=user_text, now=NOW))[:1]
                == ids_of(world.recommend("ann", 5, text=user_text, now=NOW))[:1]
            )


def test_readings_of_another_encoder_are_encoded_anew(file_url):
    """A store that was written with one encoder opens with another: what was said keeps its meaning."""
    with open_world(file_url) as engine:
        engine.observe(said("ann", "I love horror", NOW - HOUR))
        store = engine._store
        (record,) = store.history("ann", 5)
        from penchant.capture.reading import Reading

        old = msgspec.msgpack.decode(record.reading, type=Reading)
        data = msgspec.msgpack.encode(
            msgspec.structs.replace(old, encoder="another", vectors=b"\x00\x00" * len(old.aspects) * 3)
        )
        event = msgspec.structs.replace(record.event, event_id="second", user_id="bob")
        store.append([Record(event=event, reading=data)])
        a, b = engine.recommend("ann", 4, now=NOW), engine.recommend("bob", 4, now=NOW)
        assert b.degraded == ()
        assert ids_of(a) == ids_of(b)


def test_titles_named_in_words_are_deeds_on_their_items(world):
    world.observe(said("ann", "I loved Solaris but I hated The Matrix", NOW))
    done = person_of(world).done
    found = {
        world._state.catalogue.ids[row]: weight for row, weight in zip(done.rows, done.weights, strict=True)
    }
    assert found["solaris"] > 0 > found["matrix"]
    assert all(-1 <= weight <= 1 for weight in found.values())
    world.observe(said("ann", "Is Alien any good?", NOW))
    assert "alien" not in {
        world._state.catalogue.ids[row]
        for row in person_of(world).done.rows[person_of(world).done.weights > 0]
    }


def test_the_version_of_a_person_changes_with_every_event_and_with_nothing_else(world):
    versions = [person_of(world).version]
    for event in (
        said("ann", "I love horror", NOW),
        did("ann", "like", "hero", NOW),
        edited("ann", "declare", label="space"),
    ):
        world.observe(event)
        versions.append(person_of(world).version)
    assert len(set(versions)) == 4
    world.recommend("ann", now=NOW)
    world.observe(did("bob", "like", "hero", NOW))
    world.put_items([Item(item_id="new", title="New")])
    assert person_of(world).version == versions[-1]


def test_many_threads_at_once_lose_nothing(world):
    failures = []

    def work(user: str) -> None:
        try:
            for n in range(12):
                world.observe(did(user, "like", ITEM_IDS[n], NOW - n, event_id=f"{user}-{n}"))
                world.recommend(user, 3, now=NOW)
            if user == "u0":
                world.forget("u0")
        except Exception as error:  # noqa: BLE001 - reported below
            failures.append(error)

    threads = [threading.Thread(target=work, args=(f"u{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(list(world.all_events())) == 36
    assert next(c for c in world.doctor() if c.name == "sums").ok


def test_a_deed_of_the_future_counts_as_of_now_but_not_for_the_past(world):
    world.observe(Event(user_id="ann", event_type="like", item_id="hero", timestamp=NOW + HOUR))
    assert world.interests("ann", now=NOW) == ()
    assert world.interests("ann", now=NOW + HOUR)
