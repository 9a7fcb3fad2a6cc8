"""Bad input: each kind is refused with a message that names it, says what is allowed and what to do; and nothing is stored."""

from __future__ import annotations

import math
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penchant.domain import Event, InterestEdit, Item
from penchant.errors import InvalidEvent, InvalidItem, PenchantError, UnknownInterest, UnknownItem
from penchant.intake import unknown_item
from penchant.validate import LONGEST_ID, LONGEST_TEXT, checked_event
from small_world import NOW, did, edited, said, small_settings

SCENARIO = small_settings().scenario
SECONDS = 1_760_000_000


def refused(world, *events: Event) -> InvalidEvent:
    with pytest.raises(InvalidEvent) as caught:
        world.observe(did("ann", "like", "solaris"), *events)
    assert caught.value.hint
    assert "Hint: " in str(caught.value)
    assert list(world.all_events()) == []
    return caught.value


@pytest.mark.parametrize(
    ("event_type", "hint"),
    [
        ("liek", "did you mean 'like'?"),
        ("Like", "did you mean 'like'?"),
        ("teleport", "scenario"),
        ("", "scenario"),
    ],
)
def test_an_unknown_type_names_those_known_and_the_nearest(world, event_type, hint):
    error = refused(world, did("ann", event_type, "solaris"))
    assert repr(event_type) in error.message
    assert "purchase" in error.message
    assert hint in error.hint


def test_an_unknown_item_names_its_neighbours_and_stores_nothing(world):
    with pytest.raises(UnknownItem, match=r"no item 'solarsi' is in the catalogue of \d+") as caught:
        world.observe(did("ann", "like", "solaris"), did("ann", "like", "solarsi"))
    assert "'solaris'" in caught.value.hint
    assert list(world.all_events()) == []
    with pytest.raises(UnknownItem) as caught:
        world.observe(did("ann", "like", "🦄"))
    assert "import" in caught.value.hint


def test_a_deleted_item_is_unknown_again(world):
    world.delete_items(["solaris"])
    with pytest.raises(UnknownItem):
        world.observe(did("ann", "like", "solaris"))


def test_the_neighbours_of_an_unknown_id_are_found_without_a_walk_through_all():
    known = {f"item-{n:06d}": n for n in range(50_000)}
    started = time.perf_counter()
    assert "'item-049999'" in unknown_item("item-0499999", known).hint
    assert time.perf_counter() - started < 0.7  # 1.5 s when all were compared


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\u3000"])
def test_an_empty_text_is_refused(world, text):
    assert "the text of user 'ann' is empty" in refused(world, said("ann", text)).message


def test_a_text_beyond_the_limit_is_refused_with_both_numbers(world):
    error = refused(world, said("ann", "x" * (LONGEST_TEXT + 1)))
    assert "100,001 characters" in error.message
    assert "100,000" in error.message
    assert world.observe(said("ann", "x" * LONGEST_TEXT))[0].new


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_value_that_is_no_number_is_refused(world, value):
    assert f"value {value!r}" in refused(world, did("ann", "rating", "solaris", value=value)).message


@pytest.mark.parametrize("timestamp", [0, -1, SECONDS, NOW * 1000, NOW + 40 * 366 * 86_400_000, 2**63, 2**70])
def test_an_absurd_time_is_refused_with_the_unit(world, timestamp):
    error = refused(world, did("ann", "like", "solaris", timestamp))
    assert f"timestamp {timestamp!r}" in error.message
    assert "milliseconds" in error.message
    assert "1000" in error.hint


def test_a_clock_that_is_a_little_ahead_is_not_refused(world):
    assert world.observe(did("ann", "like", "solaris", int(time.time() * 1000) + 3_600_000))[0].new


@pytest.mark.parametrize("bad", ["", "  ", "a\nb", "a\x00b", "x" * (LONGEST_ID + 1), "x" * 600, "\ud800"])
def test_an_id_that_cannot_be_one_is_refused(world, bad):
    user = refused(world, did(bad, "like", "solaris"))
    assert "user_id" in user.message
    assert len(user.message) < 400
    if bad:
        assert "event_id" in refused(world, did("ann", "like", "solaris", event_id=bad)).message
    assert "item_id" in refused(world, did("ann", "like", bad)).message
    with pytest.raises(InvalidItem, match="item_id"):
        world.put_items([Item(item_id="fine", title="Fine"), Item(item_id=bad, title="x")])
    with pytest.raises(UnknownItem):
        world.item("fine")


def test_an_event_of_nothing_is_refused(world):
    error = refused(world, Event(user_id="ann", event_type="like"))
    assert "neither an item nor a text" in error.message


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"text": "\ud800 broken"}, "text"),
        ({"text": 5}, "text"),
        ({"value": "5"}, "value"),
        ({"timestamp": "yesterday"}, "timestamp"),
        ({"timestamp": 1.5}, "timestamp"),
        ({"event_type": None}, "event_type"),
        ({"item_id": 5}, "item_id"),
        ({"session_id": 5}, "session_id"),
        ({"slate_id": b"x"}, "slate_id"),
        ({"context": {"a": object()}}, "context"),
        ({"context": "words"}, "context"),
        ({"position": "first"}, "position"),
    ],
)
def test_a_field_of_the_wrong_kind_is_named(world, fields, word):
    event = Event(**{"user_id": "ann", "event_type": "say", "text": "hello", "timestamp": NOW, **fields})
    assert word in refused(world, event).message


@pytest.mark.parametrize(
    ("item", "word"),
    [
        (Item(item_id="1", title="x" * 2_001), "title"),
        (Item(item_id="1", title="x", description="y" * 100_001), "description"),
        (Item(item_id="1", title="x", attributes={"year": math.nan}), "'year'"),
        (Item(item_id="1", title="x", attributes={"year": math.inf}), "'year'"),
        (Item(item_id="1", title=5), "title"),
        (Item(item_id="1", title="x", categories="Horror"), "categories"),
        (Item(item_id="1", title="x", tags=("a", 5)), "tags"),
        (Item(item_id="1", title="x", tags=None), "tags"),
        (Item(item_id="1", title="x", attributes={"a": {"b": "c"}}), "attributes"),
        (Item(item_id="1", title="x", published_at="2024"), "published_at"),
        (Item(item_id="1", title="\ud800"), "title"),
    ],
)
def test_an_item_that_cannot_be_kept_is_refused_and_none_of_its_batch_is_stored(world, item, word):
    with pytest.raises(InvalidItem) as caught:
        world.put_items([Item(item_id="good", title="Good"), item])
    assert word in caught.value.message
    assert caught.value.hint
    with pytest.raises(UnknownItem):
        world.item("good")


def test_an_item_of_an_id_alone_is_kept_and_lists_are_taken_for_tuples(world):
    world.put_items([Item(item_id="bare"), Item(item_id="lists", title="L", tags=["a", "b"])])
    assert world.item("bare").title == ""
    assert world.item("lists").tags == ("a", "b")


@pytest.mark.parametrize(
    ("edit", "word"),
    [
        ({"action": "declare"}, "label"),
        ({"action": "declare", "label": "  "}, "label"),
        ({"action": "explode"}, "explode"),
        ({}, "action"),
        ({"action": "declare", "label": "x", "strength": 0}, "strength 0"),
        ({"action": "declare", "label": "x", "strength": 1.5}, "strength 1.5"),
        ({"action": "declare", "label": "x", "strength": math.nan}, "strength nan"),
        ({"action": "declare", "label": "x", "polarity": 2}, "polarity"),
        ({"action": "declare", "label": "x", "hardness": "very"}, "hardness"),
        ({"action": "declare", "label": "x", "polarity": 1, "hardness": "never"}, "never"),
        ({"action": "declare", "label": "x", "polarity": -1, "hardness": "must"}, "must"),
        ({"action": "declare", "label": "x" * 100_001}, "label"),
    ],
)
def test_an_edit_that_makes_no_sense_is_refused(world, edit, word):
    event = Event(user_id="ann", event_type="interest", context=edit, timestamp=NOW)
    assert word in refused(world, event).message


def test_an_unknown_interest_cannot_be_edited(world):
    with pytest.raises(UnknownInterest, match="user 'ann' has no interest 'i000'") as caught:
        world.edit_interest("ann", InterestEdit(action="pin", interest_id="i000"))
    assert "penchant interests ann" in caught.value.hint
    assert world.observe(edited("ann", "pin", interest_id="i000"))[
        0
    ].new  # as an event of a log it is only without effect
    assert world.interests("ann", now=NOW) == ()


@given(
    fields=st.fixed_dictionaries(
        {"user_id": st.text(max_size=600), "event_type": st.sampled_from(["like", "say", "nothing"])},
        optional={
            "text": st.none() | st.text(max_size=50),
            "item_id": st.none() | st.text(max_size=5),
            "value": st.none() | st.floats(),
            "timestamp": st.integers(),
            "event_id": st.text(max_size=5),
        },
    )
)
def test_an_event_is_taken_as_it_is_or_refused_in_our_own_words(fields):
    event = Event(**fields)
    refusal = None
    try:
        assert checked_event(event, SCENARIO, NOW) is event
    except PenchantError as error:
        refusal = error
    assert refusal is None or (refusal.hint and refusal.message)
