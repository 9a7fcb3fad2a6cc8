"""Interests that steer: listed, revocable, gone when their time is over; and what holds again after a word for a while."""

from __future__ import annotations

import msgspec
import pytest

from penchant.asking import now_ms
from penchant.domain import InterestEdit
from penchant.errors import InvalidEvent
from small_world import DAY, HOUR, NOW, did, edited, ids_of, open_world, said


def steering(world, now=NOW, user="ann"):
    return {i.label: i for i in world.interests(user, now=now) if i.steers}


def test_a_filter_is_an_interest_and_bars_what_does_not_fit(world):
    world.observe(edited("ann", "declare", label="only before 1980", where="year < 1980"))
    (one,) = world.interests("ann", now=NOW)
    assert (one.where, one.hardness, one.horizon, one.source) == (
        "year < 1980",
        "must",
        "lasting",
        "declared",
    )
    slate = world.recommend("ann", 22, now=NOW)
    assert set(ids_of(slate)) == {"solaris", "stalker", "alien", "exorcist", "nosferatu", "casablanca"}
    why = world.explain(slate.slate_id, "matrix")
    assert (why.verdict, why.text) == (
        "steered",
        "“The Matrix (1999)” is kept out because you asked for “only before 1980”.",
    )
    without = world.explain(slate.slate_id, without=one.interest_id)
    assert "matrix" in without.after


def test_its_label_draws_nothing(world):
    world.observe(edited("ann", "declare", label="horror", where="year < 2100"))
    assert {r.interest_id for i in world.recommend("ann", 22, now=NOW).items for r in i.reasons} == {None}


def test_what_no_item_has_is_noted_and_not_applied(world):
    world.observe(edited("ann", "declare", label="under 2 hours", where="runtime <= 120"))
    slate = world.recommend("ann", 5, now=NOW)
    assert len(slate.items) == 5
    assert slate.notes == (
        "“under 2 hours” could not be checked: no item here says anything of it. It was left out.",
    )
    zh = world.recommend("ann", 5, language="zh", now=NOW)
    assert "under 2 hours" in zh.notes[0]


def test_a_share_for_surprises(world):
    world.observe(edited("ann", "declare", label="surprise me", explore=0.5))
    surprised = world.recommend("ann", 5, now=NOW)
    assert surprised.strategy.endswith("+explore")
    assert {item.propensity for item in surprised.items} != {1.0}
    assert not world.recommend("ann", 5, explore=0.0, now=NOW).strategy.endswith("+explore")
    assert not world.recommend("bob", 5, now=NOW).strategy.endswith("+explore")


def test_it_vanishes_by_itself(world):
    world.observe(
        edited("ann", "declare", NOW - HOUR, label="old", where="year < 1950", expires_at=NOW + HOUR)
    )
    assert set(ids_of(world.recommend("ann", 22, now=NOW))) == {"casablanca", "nosferatu"}
    assert steering(world)["old"].horizon == "session"
    assert steering(world, NOW + 2 * HOUR) == {}
    assert len(world.recommend("ann", 10, now=NOW + 2 * HOUR).items) == 10
    ended = world.interests("ann", history=True, now=NOW + 2 * HOUR)
    assert [(i.label, i.where) for i in ended] == [("old", "year < 1950")]


@pytest.mark.parametrize("action", ["drop", "pause", "expire"])
def test_it_is_revocable_like_any_other(world, action):
    world.observe(edited("ann", "declare", NOW - HOUR, label="old", where="year < 1950"))
    (one,) = world.interests("ann", now=NOW)
    world.observe(edited("ann", action, NOW - 1, interest_id=one.interest_id))
    assert len(world.recommend("ann", 10, now=NOW).items) == 10


def test_a_newer_bound_takes_the_place_of_the_older_and_both_sides_stand(world):
    world.observe(edited("ann", "declare", NOW - 3, label="a", where="year < 1990"))
    world.observe(edited("ann", "declare", NOW - 2, label="b", where="year < 1950"))
    world.observe(edited("ann", "declare", NOW - 1, label="c", where="year > 1930"))
    assert set(steering(world)) == {"b", "c"}
    assert ids_of(world.recommend("ann", 22, now=NOW)) == ["casablanca"]


def test_two_sayings_of_none_of_these_stand_together(world):
    for place, name in enumerate(("Horror", "Comedy")):
        world.observe(
            edited(
                "ann", "declare", NOW - 2 + place, label=f"no {name}", where=f'not categories in ["{name}"]'
            )
        )
    assert set(steering(world)) == {"no Horror", "no Comedy"}


def test_forgetting_leaves_nothing(world):
    world.observe(edited("ann", "declare", label="old", where="year < 1950"))
    world.forget("ann")
    assert world.interests("ann", history=True) == ()


@pytest.mark.parametrize(
    ("fields", "part"),
    [
        ({"where": "year <"}, "cannot be read"),
        ({"where": "((("}, "cannot be read"),
        ({"explore": 1.5}, "1.5"),
    ],
)
def test_what_cannot_steer_is_refused_at_the_door(world, fields, part):
    with pytest.raises(InvalidEvent, match=part):
        world.edit_interest("ann", InterestEdit(action="declare", label="x", **fields))


# --- a word for a while


def test_after_a_week_what_was_said_before_holds_again(world):
    world.observe(said("ann", "I love horror", NOW - 9 * DAY))
    world.observe(edited("ann", "declare", NOW - 8 * DAY, label="horror", polarity=-1, expires_at=NOW - DAY))
    (then,) = world.interests("ann", now=NOW - 2 * DAY)
    assert (then.polarity, then.horizon, then.expires_at) == (-1, "recent", NOW - DAY)
    (now,) = world.interests("ann", now=NOW)
    assert (now.polarity, now.source, now.expires_at) == (1, "said", None)


def test_after_a_week_what_is_done_shows_again(world):
    world.observe(*(did("ann", "like", item, NOW - 9 * DAY) for item in ("shining", "ring", "exorcist")))
    world.observe(edited("ann", "declare", NOW - 8 * DAY, label="horror", polarity=-1, expires_at=NOW - DAY))
    liked = {i.label: i.polarity for i in world.interests("ann", now=NOW)}
    assert liked["Horror"] == 1
    assert {i.label: i.polarity for i in world.interests("ann", now=NOW - 2 * DAY)}["horror"] == -1


def test_what_was_declared_for_a_while_alone_is_history_afterwards(world):
    world.observe(edited("ann", "declare", NOW - 8 * DAY, label="horror", polarity=-1, expires_at=NOW - DAY))
    assert world.interests("ann", now=NOW) == ()
    assert [i.label for i in world.interests("ann", history=True, now=NOW)] == ["horror"]


def test_an_end_that_was_put_off_is_not_over(world):
    world.observe(edited("ann", "declare", NOW - 8 * DAY, label="horror", polarity=-1, expires_at=NOW - DAY))
    (one,) = world.interests("ann", now=NOW - 2 * DAY)
    world.observe(edited("ann", "expire", NOW - 2 * DAY, interest_id=one.interest_id, expires_at=NOW + DAY))
    assert [i.label for i in world.interests("ann", now=NOW)] == ["horror"]


def test_steering_does_not_depend_on_the_order_of_arrival():
    events = [
        edited("ann", "declare", NOW - 5, "e1", label="a", where="year < 1990"),
        edited("ann", "declare", NOW - 4, "e2", label="b", where="year < 1950"),
        edited("ann", "declare", NOW - 3, "e3", label="s", explore=0.2),
        edited("ann", "declare", NOW - 2, "e4", label="horror", polarity=-1, expires_at=NOW - 1),
        said("ann", "I love horror", NOW - 6, event_id="e5"),
    ]
    found = []
    for order in (events, events[::-1]):
        with open_world() as engine:
            for event in order:
                engine.observe(event)
            listed = engine.interests("ann", history=True, now=NOW)
            found.append([msgspec.structs.replace(i, vector=None, evidence=()) for i in listed])
    assert sorted(found[0], key=str) == sorted(found[1], key=str)
    assert {i.label for i in found[0]} >= {"b", "s", "horror"}


def test_the_clock_of_the_engine_is_that_of_the_wall(world):
    world.edit_interest(
        "ann", InterestEdit(action="declare", label="x", where="year > 1", expires_at=now_ms() - 1)
    )
    assert world.interests("ann") == ()
