"""What went before a turn: the newest lists, on the disk or not yet, and what they asked."""

from __future__ import annotations

import msgspec

from penchant.chat.before import LASTS, Heard, heard_of, shown_of
from penchant.facts import facts_of
from small_world import ITEMS, open_world


def heard(world, user="ann", now=None):
    newest = world._shelf.latest_of(user, 1, world._state.cursor.erasures)
    moment = now if now is not None else newest[0].as_of if newest else 0
    return heard_of(world._shelf, user, moment, world._state.cursor.erasures)


def test_the_newest_lists_are_found_before_and_after_they_are_written(world):
    given = [world.recommend("ann", 2) for _ in range(5)]
    world.recommend("bob", 2)
    expected = [slate.slate_id for slate in given[::-1]]
    for _ in range(2):
        found = world._shelf.latest_of("ann", 3, world._state.cursor.erasures)
        assert [slate.slate_id for slate in found] == expected[:3]
        world._shelf.flush()


def test_a_list_that_was_asked_for_otherwise_is_no_turn(world):
    world.chat("ann", "I love horror")
    before = heard(world)
    world.recommend("ann", 3)
    assert heard(world).last == before.last


def test_after_a_rest_another_conversation_begins(world):
    reply = world.chat("ann", "I love horror")
    assert heard(world, now=reply.slate.as_of + LASTS - 1).text == reply.text
    assert heard(world, now=reply.slate.as_of + LASTS + 1) == Heard()


def test_nothing_is_heard_of_who_is_forgotten(world):
    world.chat("ann", "I love horror")
    world.forget("ann")
    assert heard(world, now=1) == Heard()


def test_this_is_what_a_list_has_in_common(world):
    slate = world.recommend("ann", 4, where="categories = Horror and year < 1985")
    shown = shown_of(world._state, slate, "en")
    assert {item.kinds[0] for item in shown} == {"Horror"}
    assert {item.year for item in shown} == {1973.0, 1979.0, 1980.0, 1922.0}
    assert shown_of(world._state, slate, "zh")[0].kinds[0] in {"恐怖", "恐怖片"}


def test_facts_are_the_attributes_that_measure_something():
    items = [
        msgspec.structs.replace(item, attributes={**item.attributes, "language": "en", "cast": ["A B"]})
        for item in ITEMS
    ]
    with open_world(items=items) as engine:
        facts = facts_of(engine._state.catalogue)
    assert set(facts.numbers) == {"year"}
    assert facts.numbers["year"] == 1994.5
    assert facts.words == {"language": ("en",)}
