"""Turns: what is observed and steered, what is asked and not asked again, and whose words are used."""

from __future__ import annotations

import json
import threading

import pytest

from penchant.chat.conversation import ASKED
from penchant.domain import InterestEdit, Observed, Question, Reply, Slate
from penchant.errors import InvalidInput, UnknownInterest
from penchant.testing.scripted import ScriptedModel
from small_world import ids_of, open_world, small_settings


def events(world, user="ann"):
    return [one.event for one in world.events_of(user).events]


def asked(world, user="ann", text="I want a film"):
    """A turn that is answered with a question."""
    reply = world.chat(user, text, n=2)
    assert reply.question is not None
    return reply


def test_what_is_said_is_an_event_and_in_the_list(world):
    reply = world.chat("ann", "I love science fiction", n=3)
    (one,) = reply.observed
    assert (one.event.event_type, one.event.text, one.new) == ("say", "I love science fiction", True)
    assert set(ids_of(reply.slate)) <= {"solaris", "stalker", "matrix", "alien", "fresh", "santi"}
    assert (reply.worded_by, reply.slate.degraded) == ("template", ())
    assert all(item.title in reply.text for item in reply.slate.items)
    assert world.slate(reply.slate.slate_id) == reply.slate


def test_a_verb_is_an_interest_and_no_saying(world):
    world.chat("ann", "I love science fiction")
    reply = world.chat("ann", "only before 1980")
    (one,) = reply.steered
    assert (one.label, one.where, one.hardness) == ("only before 1980", "year < 1980", "must")
    assert one.expires_at is not None
    assert [o.event.event_type for o in reply.observed] == ["interest"]
    assert reply.text.startswith("Noted: only before 1980 (until tomorrow).")
    assert one in world.interests("ann")
    assert set(ids_of(reply.slate)) <= {"solaris", "stalker", "alien", "exorcist", "nosferatu", "casablanca"}


def test_a_turn_goes_with_what_it_answers(world):
    first = world.chat("ann", "I love science fiction")
    world.chat("ann", "I hated it")
    newest = events(world)[0]
    assert newest.context.get("reply_to") == (first.question.text if first.question else None)
    assert not any(item.title in str(newest.context) for item in first.slate.items)


def test_this_is_what_was_shown_last(world):
    world.chat("ann", "I love horror", n=3)
    reply = world.chat("ann", "less of this for a week", n=3)
    assert [(i.label, i.polarity) for i in reply.steered] == [("Horror", -1)]
    assert not set(ids_of(reply.slate)) & {"shining", "ring", "exorcist", "nosferatu"}


def test_one_bound_gives_way_to_its_opposite(world):
    world.chat("ann", "only before 1980")
    reply = world.chat("ann", "only after 1990")
    assert [i.label for i in world.interests("ann")] == ["only after 1990"]
    assert reply.slate.items
    assert "Lifted: only before 1980." in reply.text


def test_undoing_lifts_the_newest(world):
    world.chat("ann", "only before 1980")
    reply = world.chat("ann", "undo that")
    assert world.interests("ann") == ()
    assert "Lifted: only before 1980." in reply.text


def test_another_page_shows_what_was_not_shown(world):
    first = world.chat("ann", "hello", n=4)
    second = world.chat("ann", "show me more", n=4)
    third = world.chat("ann", "more please", n=4)
    pages = [set(ids_of(r.slate)) for r in (first, second, third)]
    assert not pages[0] & pages[1]
    assert not (pages[0] | pages[1]) & pages[2]
    assert second.observed == ()


def test_an_answer_is_a_declared_interest(world):
    first = asked(world)
    choice = first.question.choices[0]
    reply = world.chat("ann", choice=choice.edit, n=2)
    (one,) = reply.steered
    assert (one.label, one.source, one.horizon) == (choice.label, "declared", "session")
    context = events(world)[0].context
    assert context[ASKED] == {
        "field": first.question.field,
        "slate_id": first.slate.slate_id,
        "answered": True,
    }
    facet = f"{first.question.field}:{choice.label}".casefold()
    for item in reply.slate.items:
        held = world.item(item.item_id)
        assert facet in {f"categories:{c}".casefold() for c in held.categories} | {
            f"tags:{t}".casefold() for t in held.tags
        }


def test_an_answer_in_words_is_the_same(world):
    first = asked(world)
    label = first.question.choices[1].label
    reply = world.chat("ann", f" {label.upper()}. ", n=2)
    assert [i.label for i in reply.steered] == [label]
    assert [o.event.event_type for o in reply.observed] == ["interest"]


def test_none_of_these_keeps_them_out(world):
    first = asked(world)
    offered = {choice.label for choice in first.question.choices[:-2]}
    reply = world.chat("ann", "none of these", n=5)
    assert (reply.steered[0].where or "").startswith(f"not {first.question.field} in [")
    for item in reply.slate.items:
        held = world.item(item.item_id)
        assert not offered & ({*held.categories} if first.question.field == "categories" else {*held.tags})


@pytest.mark.parametrize("answer", ["No matter", "it doesn't matter", "I like old films"])
def test_a_field_that_was_waved_off_is_not_asked_again(world, answer):
    first = asked(world)
    fields = {first.question.field}
    for text in (answer, "show me more", "hm", "and?"):
        reply = world.chat("ann", text, n=2)
        assert reply.question is None or reply.question.field not in fields
        fields |= {reply.question.field} if reply.question else set()


def test_no_matter_is_listed_and_can_be_dropped(world):
    """While it is listed the field is not asked about; once it is dropped it may be."""
    first = asked(world)
    reply = world.chat("ann", "no matter", n=2)
    (one,) = reply.steered
    assert one.where == ""
    assert one.interest_id in {i.interest_id for i in world.interests("ann")}
    assert reply.question is None or reply.question.field != first.question.field
    again = world.chat("ann", choice=InterestEdit(action="drop", interest_id=one.interest_id), n=2)
    assert again.question is not None
    assert again.question.field == first.question.field


def test_the_parts_come_in_order(world):
    parts = list(world.chat_parts("ann", "I want a film", n=2))
    assert isinstance(parts[0], Observed)
    assert isinstance(parts[1], Slate)
    words = [part for part in parts if isinstance(part, str)]
    assert isinstance(parts[-2], Question)
    assert isinstance(parts[-1], Reply)
    assert "".join(words) == parts[-1].text


def test_the_language_is_that_of_the_turn(world):
    assert world.chat("ann", "我喜欢科幻电影").text.startswith("现在合适的有：")
    assert world.chat("ann", "I like comedies").text.startswith("Here is")
    assert world.chat("ann", "I like comedies", language="zh").text.startswith("现在合适的有：")


def test_a_turn_sent_again_counts_once(world):
    for _ in range(2):
        world.chat("ann", "only before 1980, I love horror", turn_id="t1")
    assert sorted(e.event_id for e in events(world)) == ["t1-0", "t1-1"]


def test_what_is_wrong_is_said_before_anything_is_stored(world):
    for wrong in ({"n": 0}, {"language": "fr"}):
        with pytest.raises(InvalidInput):
            world.chat("ann", "I love horror", **wrong)
    with pytest.raises(UnknownInterest):
        world.chat("ann", choice=InterestEdit(action="drop", interest_id="nope"))
    assert events(world) == []


def test_nothing_is_left_of_who_is_forgotten(world):
    asked(world)
    world.chat("ann", "only before 1980")
    world.forget("ann")
    assert world.export_user("ann")["events"] == []
    again = world.chat("ann", "hello")
    assert events(world)[0].context == {}
    assert again.steered == ()


def test_it_goes_on_after_a_restart(file_url):
    with open_world(file_url) as engine:
        first = asked(engine)
    with open_world(file_url) as engine:
        reply = engine.chat("ann", first.question.choices[0].label, n=2)
        assert [i.label for i in reply.steered] == [first.question.choices[0].label]


# --- a model's words


def talking(answer, **more):
    model = ScriptedModel(answer, **more)
    from penchant.build import build
    from small_world import ITEMS

    engine = build("memory://", settings=small_settings(), language_model=model)
    engine.put_items(ITEMS)
    return engine, model


def of_chat(prompt, text):
    return json.dumps({"text": text}) if prompt.purpose == "chat" else None


def first_title(prompt):
    return json.loads(prompt.data)["items"][0]["title"]


def test_a_model_words_the_reply_from_items_and_reasons_alone():
    engine, model = talking(
        lambda p: of_chat(p, f"You might enjoy “{first_title(p)}”.") if p.purpose == "chat" else None
    )
    with engine:
        reply = engine.chat("ann", "I love science fiction, my name is Zebrafinch", n=3)
        assert reply.worded_by == "language"
        assert reply.text == f"You might enjoy “{reply.slate.items[0].title}”."
        assert reply.slate.degraded == ()
    (prompt,) = [p for p in model.asked if p.purpose == "chat"]
    assert "Solaris" not in prompt.instructions
    assert set(json.loads(prompt.data)) == {"noted", "lifted", "items", "notes"}


@pytest.mark.parametrize(
    "text",
    [
        "Try “The Godfather”, a classic.",  # no such title on the list
        "“{title}” won 7 prizes.",  # a number from nowhere
        "Something for you!",  # names nothing
        "",
    ],
)
def test_words_that_claim_more_than_the_list_are_not_used(text):
    engine, _ = talking(
        lambda p: of_chat(p, text.format(title=first_title(p))) if p.purpose == "chat" else None
    )
    with engine:
        reply = engine.chat("ann", "I love science fiction", n=3)
        assert (reply.worded_by, reply.slate.degraded) == ("template", ())
        assert reply.text.startswith("Here is what fits now")


@pytest.mark.parametrize("answer", [lambda _: None, lambda _: "not json", lambda _: '{"words": 1}'])
def test_a_failing_model_fails_no_turn(answer):
    engine, _ = talking(answer)
    with engine:
        reply = engine.chat("ann", "I love science fiction", n=3)
        assert (reply.worded_by, reply.slate.degraded) == ("template", ("chat.wording",))
        assert reply.text.startswith("Here is what fits now")
        assert engine.slate(reply.slate.slate_id).degraded == ("chat.wording",)


def test_lists_do_not_wait_for_a_models_words():
    """While one turn is being worded, another person's list is made: the lock is not held during the call."""
    asked_, go = threading.Event(), threading.Event()

    def slow(prompt):
        if prompt.purpose == "chat":
            asked_.set()
            assert go.wait(10)
        return of_chat(prompt, "x")

    engine, _ = talking(slow)
    with engine:
        turn = threading.Thread(target=engine.chat, args=("ann", "I love science fiction"))
        turn.start()
        assert asked_.wait(10)
        assert engine.recommend("bob").items
        go.set()
        turn.join(10)
        assert not turn.is_alive()
