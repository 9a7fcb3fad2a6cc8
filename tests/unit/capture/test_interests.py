"""Interests as a person meets them: said, done and edited, through the engine's own reading."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from penchant.domain import InterestEdit, Item
from small_world import (
    DAY,
    HOUR,
    ITEMS,
    MINUTE,
    NOW,
    did,
    edited,
    histories,
    ids_of,
    open_world,
    said,
    small_settings,
)

HORROR = {"shining", "ring", "exorcist", "nosferatu", "alien"}


def by_label(engine, user: str = "ann", now: int = NOW, *, history: bool = False):
    return {i.label: i for i in engine.interests(user, now=now, history=history)}


def on(engine, facet: str, now: int = NOW, *, history: bool = False):
    found = [i for i in engine.interests("ann", now=now, history=history) if facet in i.facets]
    return found[0] if found else None


def listed(engine, now: int = NOW, **asked) -> set[str]:
    return set(ids_of(engine.recommend("ann", 30, now=now, seen="allow", **asked)))


# --- said


def test_the_newest_explicit_word_wins_and_the_older_stays_as_history(world):
    world.observe(said("ann", "I love horror", NOW - 10 * DAY, event_id="then"))
    world.observe(said("ann", "I hate horror", NOW - DAY, event_id="now"))
    interest = on(world, "categories:Horror")
    assert (interest.polarity, interest.hardness, interest.source) == (-1, "never", "said")
    assert [(e.event_id, e.superseded) for e in interest.evidence] == [("now", False), ("then", True)]
    assert not HORROR & listed(world)


def test_changing_ones_mind_back_opens_it_again(world):
    world.observe(said("ann", "I hate horror", NOW - 10 * DAY), said("ann", "I love horror now", NOW - HOUR))
    interest = on(world, "categories:Horror")
    assert (interest.polarity, interest.hardness) == (1, "soft")
    assert HORROR & set(ids_of(world.recommend("ann", 5, now=NOW)))


def test_a_late_word_does_not_overrule_a_newer_one(world):
    world.observe(said("ann", "I hate horror", NOW - DAY))
    world.observe(said("ann", "I love horror", NOW - 10 * DAY))  # arrives later, was said earlier
    assert on(world, "categories:Horror").polarity == -1


def test_several_wants_of_one_sentence_stand_side_by_side(world):
    world.observe(said("ann", "I love comedies and war films, but no horror", NOW - HOUR))
    found = {facet: i.polarity for i in world.interests("ann", now=NOW) for facet in i.facets}
    assert found["categories:Comedy"] == found["categories:War"] == 1
    assert found["categories:Horror"] == -1


def test_two_languages_speak_of_one_interest(world):
    world.observe(
        said("ann", "I love science fiction", NOW - DAY), said("ann", "我不喜欢科幻电影", NOW - HOUR)
    )
    (interest,) = world.interests("ann", now=NOW)
    assert interest.polarity == -1
    assert set(interest.facets) == {"categories:Science Fiction", "categories:科幻"}


@pytest.mark.parametrize(
    "text", ["I'm tired of comedies, no more of them", "我不再喜欢喜剧了", "I don't like comedies any more"]
)
def test_what_is_over_is_refused_softly(world, text):
    world.observe(said("ann", "I love comedies", NOW - 30 * DAY), said("ann", text, NOW - HOUR))
    interest = on(world, "categories:Comedy")
    assert interest.polarity == -1
    assert interest.hardness == "soft"


def test_saying_it_again_makes_it_stronger_and_time_makes_it_weaker(world):
    world.observe(said("ann", "I like comedies", NOW - 300 * DAY))
    once = on(world, "categories:Comedy").strength
    earlier = on(world, "categories:Comedy", now=NOW - 299 * DAY).strength
    world.observe(said("ann", "I like comedies", NOW - DAY))
    assert once < earlier < on(world, "categories:Comedy").strength < 1


def test_what_is_wanted_now_is_of_the_session_and_ends(world):
    world.observe(said("ann", "Tonight I want something funny", NOW))
    interest = on(world, "categories:Comedy")
    assert (interest.horizon, interest.expires_at) == ("session", NOW + DAY)
    assert on(world, "categories:Comedy", now=NOW + DAY - 1) is not None
    assert on(world, "categories:Comedy", now=NOW + DAY) is None
    assert on(world, "categories:Comedy", now=NOW + DAY, history=True) is not None


def test_a_refusal_for_tonight_ends_with_the_night(world):
    world.observe(said("ann", "No horror please", NOW))
    assert not HORROR & listed(world)
    assert listed(world, now=NOW + 2 * DAY) >= HORROR


@pytest.mark.parametrize(
    ("tonight", "always"), [("No horror please", "I hate horror"), ("I want horror tonight", "I hate horror")]
)
def test_a_lasting_refusal_holds_again_when_the_night_is_over(world, tonight, always):
    world.observe(said("ann", always, NOW - 9 * DAY), said("ann", tonight, NOW))
    assert on(world, "categories:Horror", now=NOW + 2 * DAY).hardness == "never"
    assert not HORROR & listed(world, now=NOW + 2 * DAY)


@pytest.mark.parametrize("tonight", ["Tonight I want a comedy", "No comedies please"])
def test_a_lasting_love_holds_again_when_the_night_is_over(world, tonight):
    world.observe(said("ann", "I love comedies", NOW - 9 * DAY), said("ann", tonight, NOW))
    later = on(world, "categories:Comedy", now=NOW + 2 * DAY)
    assert (later.polarity, later.horizon, later.expires_at) == (1, "lasting", None)


def test_a_milder_word_takes_nothing_back_from_a_hard_one(world):
    world.observe(
        said("ann", "Never show me horror", NOW - 9 * DAY), said("ann", "I don't like horror much", NOW - DAY)
    )
    assert on(world, "categories:Horror").hardness == "never"
    assert not HORROR & listed(world)


@pytest.mark.parametrize(
    ("text", "horizon"),
    [("I love comedies", "lasting"), ("最近想看喜剧", "recent"), ("tonight I want a comedy", "session")],
)
def test_the_horizon_is_what_the_words_say(world, text, horizon):
    world.observe(said("ann", text, NOW - MINUTE))
    assert on(world, "categories:Comedy").horizon == horizon


def test_a_question_and_a_named_item_are_no_interests(world):
    world.observe(said("ann", "I loved Solaris", NOW - HOUR), said("ann", "What is a comedy?", NOW - HOUR))
    assert "Solaris" not in by_label(world)
    assert all(i.source == "did" for i in world.interests("ann", now=NOW))


@pytest.mark.parametrize("text", ["《三体》很好看", "我喜欢《三体》", "I loved 《三体》"])
def test_a_title_in_marks_names_its_item(world, text):
    """However short: nothing says more clearly that a title is meant."""
    (seen,) = world.observe(said("ann", text, NOW - HOUR))
    assert [a.item_id for a in seen.aspects if a.item_id] == ["santi"]
    assert "三体" not in by_label(world)


def test_praise_for_an_item_beside_blame_for_another_is_told_of_the_praised_one(world):
    world.observe(said("ann", "I enjoyed Casablanca but I hated The Matrix", NOW - HOUR))
    reasons = [
        r
        for i in world.recommend("ann", 30, now=NOW).items
        for r in i.reasons
        if r.kind in {"similar", "followed"}
    ]
    assert reasons
    assert all("Casablanca" in r.text and "Matrix" not in r.text for r in reasons)


# --- done


def test_deeds_show_what_they_share(world):
    world.observe(
        *[did("ann", "like", i, NOW - n * DAY) for n, i in enumerate(["shining", "ring", "exorcist"])]
    )
    interest = on(world, "categories:Horror")
    assert (interest.source, interest.polarity, interest.hardness) == ("did", 1, "soft")
    assert {e.item_id for e in interest.evidence} == {"shining", "ring", "exorcist"}


def test_two_dislikes_do_not_refuse_a_topic_and_three_do(world):
    world.observe(*[did("ann", "dislike", i, NOW - n) for n, i in enumerate(["shining", "ring"])])
    assert on(world, "categories:Horror") is None
    world.observe(did("ann", "dislike", "exorcist", NOW))
    interest = on(world, "categories:Horror")
    assert (interest.polarity, interest.hardness, interest.source) == (-1, "soft", "did")


def test_dislikes_beside_likes_refuse_nothing(world):
    world.observe(*[did("ann", "dislike", i, NOW - n) for n, i in enumerate(["shining", "ring", "exorcist"])])
    world.observe(*[did("ann", "like", i, NOW - n) for n, i in enumerate(["nosferatu", "alien"])])
    found = on(world, "categories:Horror")
    assert found is None or found.polarity > 0


def test_one_dislike_takes_out_the_item_and_not_its_topic(world):
    world.observe(said("ann", "I love horror", NOW - DAY), did("ann", "dislike", "shining", NOW - HOUR))
    assert on(world, "categories:Horror").polarity == 1
    assert "shining" not in ids_of(world.recommend("ann", 30, now=NOW))
    assert {"ring", "exorcist"} & set(ids_of(world.recommend("ann", 5, now=NOW)))


def test_a_deed_never_softens_a_hard_word(world):
    world.observe(said("ann", "I hate horror", NOW - DAY))
    world.observe(
        *[did("ann", "like", i, NOW - n) for n, i in enumerate(["shining", "ring", "exorcist", "alien"])]
    )
    interest = on(world, "categories:Horror")
    assert (interest.polarity, interest.hardness) == (-1, "never")
    assert not HORROR & listed(world)


def test_the_horizon_of_deeds_is_when_they_were_done():
    for ages, horizon in (
        ((0, 1, 2), "session"),
        ((DAY, 2 * DAY, 3 * DAY), "recent"),
        ((50 * DAY, 60 * DAY, 70 * DAY), "lasting"),
    ):
        with open_world() as engine:
            engine.observe(
                *[
                    did("ann", "like", i, NOW - age)
                    for i, age in zip(["shining", "ring", "exorcist"], ages, strict=True)
                ]
            )
            assert on(engine, "categories:Horror").horizon == horizon


# --- edited


def test_a_declaration_is_an_interest_at_once(world):
    world.observe(edited("ann", "declare", label="horror"))
    interest = on(world, "categories:Horror")
    assert (interest.source, interest.polarity, interest.hardness) == ("declared", 1, "soft")
    assert HORROR & set(ids_of(world.recommend("ann", 5, now=NOW)))


@pytest.mark.parametrize("fields", [{"polarity": -1, "hardness": "never"}, {"hardness": "never"}])
def test_declaring_never_refuses_with_or_without_a_sign(world, fields):
    world.observe(edited("ann", "declare", label="horror", **fields))
    interest = on(world, "categories:Horror")
    assert (interest.polarity, interest.hardness) == (-1, "never")
    assert not HORROR & listed(world)
    assert "planet" in listed(world)


def test_declaring_must_asks_for_nothing_else(world):
    world.observe(edited("ann", "declare", label="horror", hardness="must"))
    assert listed(world) == HORROR


def test_an_answer_for_a_day_binds_for_that_day_whatever_wish_of_its_name_comes_after_it(world):
    world.observe(edited("ann", "declare", label="horror", polarity=1, hardness="must", expires_at=NOW + DAY))
    world.observe(said("ann", "I love horror", NOW + 1))
    bound = on(world, "categories:Horror", NOW + 2)
    assert (bound.hardness, bound.expires_at) == ("must", NOW + DAY)
    assert listed(world) <= HORROR
    after = on(world, "categories:Horror", NOW + 2 * DAY)
    assert (after.hardness, after.expires_at, after.source) == ("soft", None, "said")
    world.observe(said("ann", "I only watch horror", NOW + HOUR))
    assert on(world, "categories:Horror", NOW + DAY + 1).hardness == "must", (
        "their own word has an end of its own"
    )


def test_turning_a_refusal_round_does_not_make_it_a_requirement(world):
    world.observe(said("ann", "I hate horror", NOW - DAY))
    interest = on(world, "categories:Horror")
    world.observe(edited("ann", "edit", interest_id=interest.interest_id, polarity=1))
    turned = on(world, "categories:Horror")
    assert (turned.polarity, turned.hardness) == (1, "soft")
    assert "planet" in listed(world)


def test_making_a_shown_interest_hard_bars_its_facet_itself(world):
    """One that only deeds show has no words: its facet is what is meant."""
    world.put_items([Item(item_id=f"show{n}", title=f"One {n}", categories=("Show",)) for n in range(3)])
    world.observe(*[did("ann", "dislike", f"show{n}", NOW - n) for n in range(3)])
    world.put_items([Item(item_id="more", title="Another", categories=("Show",))])
    interest = on(world, "categories:Show")
    world.observe(edited("ann", "edit", interest_id=interest.interest_id, hardness="never"))
    assert on(world, "categories:Show").hardness == "never"
    assert "more" not in listed(world)


def test_a_pinned_interest_stays_whatever_time_does(world):
    world.observe(said("ann", "I quite like comedies", NOW - 5 * DAY))
    interest = on(world, "categories:Comedy")
    world.observe(edited("ann", "pin", NOW - DAY, interest_id=interest.interest_id))
    pinned = on(world, "categories:Comedy", now=NOW + 4000 * DAY)
    assert pinned.pinned
    assert pinned.strength >= 0.9
    world.observe(edited("ann", "unpin", NOW, interest_id=interest.interest_id))
    assert on(world, "categories:Comedy", now=NOW + 4000 * DAY) is None


def test_a_paused_interest_is_shown_and_does_not_count(world):
    world.observe(said("ann", "I love horror", NOW - DAY))
    interest = on(world, "categories:Horror")
    with_it = world.recommend("ann", now=NOW)
    world.observe(edited("ann", "pause", NOW - 2, interest_id=interest.interest_id))
    assert on(world, "categories:Horror").paused
    assert all(r.interest_id is None for i in world.recommend("ann", now=NOW).items for r in i.reasons)
    world.observe(edited("ann", "resume", NOW - 1, interest_id=interest.interest_id))
    assert [i.score for i in world.recommend("ann", now=NOW).items] == [i.score for i in with_it.items]


def test_a_paused_refusal_bars_nothing(world):
    world.observe(said("ann", "I hate horror", NOW - DAY))
    world.observe(edited("ann", "pause", interest_id=on(world, "categories:Horror").interest_id))
    assert listed(world) >= HORROR


def test_an_interest_can_be_given_an_end(world):
    world.observe(said("ann", "I love horror", NOW - DAY))
    interest = on(world, "categories:Horror")
    world.observe(edited("ann", "expire", NOW - 2, interest_id=interest.interest_id, expires_at=NOW + DAY))
    assert on(world, "categories:Horror").expires_at == NOW + DAY
    assert on(world, "categories:Horror", now=NOW + DAY) is None
    world.observe(edited("ann", "expire", NOW - 1, interest_id=interest.interest_id))
    assert on(world, "categories:Horror") is None


def test_what_has_ended_begins_again_when_it_is_said_again(world):
    world.observe(said("ann", "I love horror", NOW - 3 * DAY))
    world.observe(
        edited("ann", "expire", NOW - 2 * DAY, interest_id=on(world, "categories:Horror").interest_id)
    )
    assert on(world, "categories:Horror") is None
    world.observe(said("ann", "I love horror", NOW - DAY))
    assert on(world, "categories:Horror") is not None


def test_a_dropped_interest_is_gone_until_there_is_new_evidence(world):
    world.observe(said("ann", "I love horror", NOW - 3 * DAY), did("ann", "like", "shining", NOW - 3 * DAY))
    world.observe(
        edited("ann", "drop", NOW - 2 * DAY, interest_id=on(world, "categories:Horror").interest_id)
    )
    assert on(world, "categories:Horror") is None
    world.observe(said("ann", "I love horror", NOW - DAY))
    assert on(world, "categories:Horror").polarity == 1


@pytest.mark.parametrize("text", [None, "I hate horror"])
def test_a_dropped_refusal_bars_nothing(world, text):
    """Whether it was said or declared."""
    first = (
        said("ann", text, NOW - 3 * DAY)
        if text
        else edited("ann", "declare", NOW - 3 * DAY, label="horror", polarity=-1, hardness="never")
    )
    world.observe(first)
    interest = on(world, "categories:Horror")
    assert not HORROR & listed(world)
    world.observe(edited("ann", "drop", NOW - DAY, interest_id=interest.interest_id))
    assert listed(world) >= HORROR
    assert on(world, "categories:Horror") is None


def test_a_newer_word_overrules_an_edit(world):
    world.observe(edited("ann", "declare", NOW - 3 * DAY, label="horror", polarity=-1, hardness="never"))
    world.observe(said("ann", "I love horror", NOW - DAY))
    interest = on(world, "categories:Horror")
    assert (interest.polarity, interest.hardness) == (1, "soft")


def test_a_newer_edit_overrules_a_word(world):
    world.observe(said("ann", "I love horror", NOW - 3 * DAY))
    interest = on(world, "categories:Horror")
    world.observe(
        edited("ann", "edit", NOW - DAY, interest_id=interest.interest_id, polarity=-1, strength=0.4)
    )
    found = on(world, "categories:Horror")
    assert (found.polarity, found.strength, found.source) == (-1, 0.4, "declared")


def test_the_engines_own_edit_takes_effect_at_once():
    with open_world() as engine:
        engine.edit_interest("ann", InterestEdit(action="declare", label="horror"))
        (interest,) = engine.interests("ann")
        engine.edit_interest("ann", InterestEdit(action="drop", interest_id=interest.interest_id))
        assert engine.interests("ann") == ()
        assert [i.interest_id for i in engine.interests("ann", history=True)] == [interest.interest_id]


@pytest.mark.parametrize(
    ("label", "facet"), [("comedies", "categories:Comedy"), ("scary films", "categories:Horror")]
)
def test_a_renamed_interest_wants_what_its_new_name_says(label, facet):
    with open_world() as engine:
        engine.observe(said("ann", "I love horror", NOW))
        (interest,) = engine.interests("ann")
        engine.edit_interest(
            "ann", InterestEdit(action="edit", interest_id=interest.interest_id, label=label)
        )
        (renamed,) = engine.interests("ann")
        assert renamed.label == label
        assert facet in renamed.facets


# --- bounds


def test_a_hard_word_and_a_refusal_are_never_crowded_out():
    limits = msgspec.structs.replace(small_settings().limits, interests_per_user=3)
    with open_world(limits=limits) as engine:
        words = ["comedies", "space movies", "robots", "paris", "london", "nature", "sea"]
        engine.observe(
            said("ann", "I hate horror", NOW - 9 * DAY), said("ann", "I don't like war films", NOW - 9 * DAY)
        )
        engine.observe(*[said("ann", f"I love {word}", NOW - n) for n, word in enumerate(words)])
        found = engine.interests("ann", now=NOW)
        assert len([i for i in found if i.polarity > 0]) == 3
        assert on(engine, "categories:Horror").polarity == -1
        assert on(engine, "categories:War").polarity == -1
        assert len(engine.interests("ann", now=NOW, history=True)) == len(words) + 2


def test_a_hard_word_outlives_any_number_of_later_deeds():
    """Also when the user is met anew: the newest events alone would not hold it."""
    limits = msgspec.structs.replace(small_settings().limits, events_per_user=10, cached_users=1)
    with open_world(limits=limits) as engine:
        engine.observe(said("ann", "I hate horror", NOW - 9 * DAY))
        engine.observe(*[did("ann", "view", ITEMS[n % 4].item_id, NOW - n) for n in range(40)])
        assert not HORROR & set(ids_of(engine.recommend("ann", 30, now=NOW)))
        engine.recommend("bob", now=NOW)
        assert not HORROR & set(ids_of(engine.recommend("ann", 30, now=NOW)))


@settings(max_examples=25)
@given(events=histories(("ann",)), ahead=st.sampled_from([0, HOUR, 30 * DAY, 3000 * DAY]))
def test_strengths_are_shares_labels_are_words_and_ids_are_distinct(events, ahead):
    with open_world() as engine:
        engine.observe(*events)
        found = engine.interests("ann", now=NOW + ahead, history=True)
        assert len({i.interest_id for i in found}) == len(found)
        for interest in found:
            assert 0 <= interest.strength <= 1
            assert 0 <= interest.confidence <= 1
            assert interest.label.strip()
            assert list(interest.evidence) == sorted(
                interest.evidence, key=lambda e: (e.timestamp, e.event_id), reverse=True
            )
            if interest.hardness == "never":
                assert interest.polarity < 0
            if interest.hardness == "must":
                assert interest.polarity > 0


def test_a_hard_word_outlives_any_number_of_later_words():
    with open_world(limits=msgspec.structs.replace(small_settings().limits, events_per_user=10)) as engine:
        engine.observe(said("ann", "I hate horror", NOW - 9 * DAY))
        engine.observe(*[said("ann", "I love comedies", NOW - n) for n in range(12)])
        assert not HORROR & listed(engine)
