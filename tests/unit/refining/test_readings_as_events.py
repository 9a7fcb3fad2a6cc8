"""A reading takes the place of what was read at once: whatever the order of arrival, and nothing is left of it after `forget`."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from penchant.capture import reading
from penchant.capture.refine import Found
from penchant.domain import Aspect, Event
from penchant.errors import InvalidEvent
from penchant.health import compare
from penchant.people import READING
from penchant.ports import Record
from penchant.refining.second import reading_event
from small_world import DAY, NOW, build, did, histories, ids_of, open_world, said, small_settings

READER, OTHER = "scripted/refine-1", "another/refine-1"


def aspect(about: str, polarity="dislike", **more) -> Aspect:
    return Aspect(quote=about, about=about, polarity=polarity, end=len(about), **more)


def refined(engine, original: Event, *aspects: Aspect, reader: str = READER, at: int = NOW) -> Record:
    """A reading as the refiner stores it."""
    encoder = engine._state.encoder
    data = reading.make([aspects], encoder.name, encoder.encode, reader=reader)[0]
    return Record(event=reading_event(original, Found(), reader, at), reading=data)


def stored(engine, *records: Record) -> None:
    engine._store.append(records)
    engine.catch_up()


def held(engine, user: str = "ann"):
    """All that is known of a person that reading changes."""
    person = engine._state.person(user)
    spoken = [(s.event_id, s.read_by, s.aspect, s.row) for s in person.said]
    deeds = list(
        zip(person.done.event_ids(), person.done.rows.tolist(), person.done.weights.tolist(), strict=True)
    )
    return person.version, spoken, deeds


def sums(engine) -> bool:
    return next(check for check in engine.doctor() if check.name == "sums").ok


def test_a_reading_takes_the_place_of_what_was_read_at_once(world):
    (first,) = world.observe(said("ann", "Wonderful, horror again", NOW, event_id="e1"))
    before = world.profile("ann", now=NOW)
    assert [(i.label, i.polarity) for i in before.interests] == [("horror", 1)]
    stored(world, refined(world, first.event, aspect("horror")))
    after = world.profile("ann", now=NOW)
    assert [(i.label, i.polarity) for i in after.interests] == [("horror", -1)]
    assert after.interest_version != before.interest_version
    (evidence,) = after.interests[0].evidence
    assert (evidence.event_id, evidence.quote, evidence.timestamp) == ("e1", "horror", NOW)
    assert sums(world)


def test_a_reading_that_finds_nothing_leaves_nothing(world):
    (first,) = world.observe(said("ann", "I loved Solaris", NOW, event_id="e1"))
    stored(world, refined(world, first.event))
    assert world._state.person("ann").said == ()
    assert len(world._state.person("ann").done) == 1  # the item that the rules saw named stays a deed
    assert sums(world)


def test_deeds_of_named_items_and_reviews_stay_as_the_rules_read_them(world):
    """They are in sums that everybody's lists count, which nobody may talk a model into moving."""
    texts = world.observe(
        said("ann", "I loved Solaris", NOW, event_id="e1"),
        Event(
            user_id="ann",
            event_type="review",
            item_id="ring",
            text="I loved it",
            timestamp=NOW,
            event_id="e2",
        ),
    )
    item = world._state.catalogue.row_of["ring"]
    assert world._state.transitions.support(np.array([item])).tolist() == [1.0]
    stored(
        world,
        refined(world, texts[0].event, aspect("Solaris", item_id="solaris")),
        refined(world, texts[1].event, aspect("it")),
    )
    weights = {event: weight for event, _, weight in held(world)[2]}
    assert weights["e1"] > 0
    assert weights["e2"] > 0
    assert world._state.transitions.support(np.array([item])).tolist() == [1.0]
    assert sums(world)


def test_the_latest_reading_counts_and_another_event_of_the_same_id_is_nothing(world):
    (first,) = world.observe(said("ann", "horror and comedy", NOW, event_id="e1"))
    newer = refined(world, first.event, aspect("comedy", "like"), reader=OTHER, at=NOW + 2)
    older = refined(world, first.event, aspect("horror"), at=NOW + 1)
    stored(world, newer)
    stored(world, older)
    stored(world, refined(world, first.event, aspect("nonsense"), at=NOW + 9))
    assert {(s.aspect.about, s.read_by) for s in world._state.person("ann").said} == {("comedy", OTHER)}
    assert len(world._store.history("ann", 9)) == 3


def test_a_reading_may_come_before_its_event_and_of_nobody_elses(world):
    event = said("ann", "Wonderful, horror again", NOW, event_id="late")
    stored(world, refined(world, event, aspect("horror")))
    assert held(world)[1] == []
    world.observe(event)
    assert [s.read_by for s in world._state.person("ann").said] == [READER]
    world.observe(said("bob", "I love horror", NOW, event_id="bobs"))
    foreign = refined(world, said("ann", "x", NOW, event_id="bobs"), aspect("horror"))
    stored(world, foreign)
    assert [s.aspect.polarity for s in world._state.person("bob").said] == ["like"]
    assert sums(world)


@st.composite
def logs(draw):
    """Events, readings of some of their texts, and two orders of arrival cut into batches."""
    events = draw(histories(("ann", "bob"), most=14))
    texts = [event for event in events if event.text]
    readings = []
    for event in texts:
        for reader in draw(st.sets(st.sampled_from([READER, OTHER]), max_size=2)):
            found = draw(
                st.lists(
                    st.sampled_from(
                        [
                            aspect("horror"),
                            aspect("comedy", "like"),
                            aspect("Solaris", "like", item_id="solaris"),
                            aspect("The Matrix", item_id="matrix"),
                            aspect("war", "never", hardness="never"),
                        ]
                    ),
                    max_size=3,
                )
            )
            readings.append((event, tuple(found), reader, draw(st.integers(0, 3))))
    return (
        events,
        readings,
        draw(st.permutations(range(len(events) + len(readings)))),
        draw(st.integers(1, 6)),
    )


@settings(max_examples=25, deadline=None)
@given(log=logs(), most=st.sampled_from([3, 500]))
def test_the_result_is_a_function_of_the_set_of_events(log, most):
    events, readings, order, size = log
    limits = msgspec.structs.replace(small_settings().limits, events_per_user=most)
    with open_world(limits=limits) as one, open_world(limits=limits) as other:
        encoder = one._state.encoder
        read = reading.make([one._state.read(event) for event in events], encoder.name, encoder.encode)
        records = [Record(event=event, reading=data) for event, data in zip(events, read, strict=True)]
        records += [
            refined(one, event, *found, reader=reader, at=(event.timestamp or 0) + later)
            for event, found, reader, later in readings
        ]
        stored(one, *records)
        mixed = [records[place] for place in order]
        for start in range(0, len(mixed), size):
            stored(other, *mixed[start : start + size])
        for user in ("ann", "bob"):
            assert held(one, user) == held(other, user)
        assert compare(one._state.transitions, other._state.transitions) is None
        assert sums(one)
        assert sums(other)
        one.forget("ann")
        with open_world(limits=limits) as never:
            stored(never, *[r for r in records if r.event.user_id != "ann"])
            assert compare(one._state.transitions, never._state.transitions) is None
            assert held(one, "bob") == held(never, "bob")
        assert one._store.history("ann", 99) == ()


def test_a_start_from_a_snapshot_takes_readings_in(file_url):
    with open_world(file_url) as engine:
        (first,) = engine.observe(said("ann", "I loved Solaris", NOW, event_id="e1"))
        engine._state.save()
        record = refined(engine, first.event, aspect("Solaris", item_id="solaris"))
        engine._store.append([record])
    with build(file_url, settings=small_settings()) as again:
        assert [s.aspect.polarity for s in again._state.person("ann").said] == ["dislike"]
        assert [weight > 0 for _, _, weight in held(again)[2]] == [True]
        assert sums(again)


def test_merging_takes_readings_along(world):
    (first,) = world.observe(said("visitor", "Wonderful, horror again", NOW, event_id="e1"))
    stored(world, refined(world, first.event, aspect("horror")))
    world.merge("visitor", "ann")
    assert [(s.aspect.polarity, s.read_by) for s in world._state.person("ann").said] == [("dislike", READER)]
    assert sums(world)


@pytest.mark.parametrize(
    "fields",
    [
        {"event_type": READING, "context": {"of": "e1", "read_by": "me"}},
        {"event_type": READING, "text": "I love it"},
        {"event_type": "say", "text": "I love it", "event_id": "reading:0123"},
    ],
)
def test_nobody_sends_readings(world, fields):
    with pytest.raises(InvalidEvent, match="kept for what a language model reads"):
        world.observe(Event(user_id="ann", timestamp=NOW, **fields))


def test_history_shows_texts_as_they_were_refined_and_no_readings(world):
    events = [said("ann", f"horror number {n}", NOW - DAY + n, event_id=f"e{n}") for n in range(7)]
    found = world.observe(*events, did("ann", "like", "hero", NOW - 5, event_id="deed"))
    stored(
        world, *[refined(world, one.event, aspect("horror"), at=NOW + n) for n, one in enumerate(found[:5])]
    )
    page = world.events_of("ann", limit=3)
    assert [one.event.event_id for one in page.events] == ["deed", "e6", "e5"]
    rest = world.events_of("ann", before=page.next_cursor, limit=3)
    assert [(one.event.event_id, one.read_by) for one in rest.events] == [
        (f"e{n}", READER) for n in (4, 3, 2)
    ]
    assert [a.polarity for a in rest.events[0].aspects] == ["dislike"]
    last = world.events_of("ann", before=rest.next_cursor, limit=3)
    assert [one.event.event_id for one in last.events] == ["e1", "e0"]
    assert last.next_cursor is None
    assert [event.event_type for event in world.all_events()].count(READING) == 0
    assert len(world.export_user("ann")["events"]) == 13


def test_lists_follow_what_was_read(world):
    (first,) = world.observe(said("ann", "Wonderful, horror again tonight", NOW, event_id="e1"))
    stored(world, refined(world, first.event, aspect("horror", "never", hardness="never", horizon="now")))
    shown = ids_of(world.recommend("ann", 20, now=NOW))
    assert not {"shining", "ring", "exorcist", "nosferatu", "alien"} & set(shown)
