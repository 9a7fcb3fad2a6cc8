"""Answers: what "it" and "no thanks" speak of when the other party has just named something."""

from __future__ import annotations

import pytest

from penchant.capture.clauses import read
from penchant.capture.reading import aspects_of
from penchant.capture.replies import offers_in
from penchant.domain import Event

SEEN, HOW = "Have you seen Heat (1995)?", "How about Heat (1995)?"


def opinion(before: str, text: str, name: str) -> str:
    """The last judgement of a name in an answer, "" for none."""
    said = [a.polarity for a in read(text, before=before) if a.about == name]
    return next((one for one in reversed(said) if one not in ("neutral", "question")), "")


@pytest.mark.parametrize(
    ("before", "text", "expected"),
    [
        (SEEN, "Yes, I hated it", "dislike"),
        (SEEN, "I have, and it was terrible", "dislike"),
        (SEEN, "I didn't really like that one", "dislike"),
        (SEEN, "No, I haven't seen that one", ""),
        (SEEN, "No", ""),
        (SEEN, "no I didn't", ""),
        (SEEN, "No but it looks awesome", "like"),
        (SEEN, "loved it!", "like"),
        (HOW, "hard pass", "never"),
        (HOW, "No thanks", "never"),
        (HOW, "no", "dislike"),
        (HOW, "Not really what I'm looking for", "dislike"),
        (HOW, "I am not really into those movies", "dislike"),
        (HOW, "I don't think I like the sound of that one", "dislike"),
        (HOW, "What is it about?", ""),
        ("Did you like Heat (1995)?", "Not really", "dislike"),
        ("Did you like Heat (1995)?", "Yes", "like"),
    ],
)
def test_an_answer_speaks_of_what_was_named(before, text, expected):
    assert opinion(before, text, "Heat (1995)") == expected


@pytest.mark.parametrize(
    ("before", "text", "name", "expected"),
    [
        ("你看过《霸王别姬》吗?", "看过,不喜欢", "霸王别姬", "dislike"),
        ("推荐你看《霸王别姬》", "太闷了,看不下去", "霸王别姬", "dislike"),
        ("要不要看看《三体》?", "不了,没兴趣", "三体", "dislike"),
        ("你喜欢科幻片吗", "不喜欢", "科幻片", "dislike"),
        ("do you like westerns?", "not really", "westerns", "dislike"),
    ],
)
def test_answers_in_chinese_and_to_names_without_capitals(before, text, name, expected):
    assert opinion(before, text, name) == expected


def test_several_names_are_told_apart_by_number_and_place():
    before = "Have you seen Up (2009) or Coco (2017)?"
    both = [(a.about, a.polarity) for a in read("I didn't like either of them", before=before)]
    assert both == [("Up (2009)", "dislike"), ("Coco (2017)", "dislike")]
    assert opinion(before, "I hated the first one", "Up (2009)") == "dislike"


def test_what_the_text_names_itself_comes_before_what_the_other_named():
    said = read("I watched Casino (1995) and hated it", before=SEEN)
    assert {(a.about, a.polarity) for a in said} >= {("Casino (1995)", "dislike")}
    assert all(a.about != "Heat (1995)" for a in said)


def test_without_the_other_turn_nothing_is_spoken_of():
    assert [a.about for a in read("I hated it")] == [""]
    assert read("hard pass") == ()


@pytest.mark.parametrize(
    ("turn", "names"),
    [
        (
            "Have you seen Mean Girls (2004) or Bridesmaids (2011) ?",
            ("Mean Girls (2004)", "Bridesmaids (2011)"),
        ),
        ("How about The Descent?", ("The Descent",)),
        ("Yes, I, Robot (2004) with Will Smith", ("I, Robot (2004)",)),
        ("试试《三体》", ("三体",)),
        ("what do you like?", ()),
        ("", ()),
    ],
)
def test_names_of_a_turn(turn, names):
    assert offers_in(turn).names == names


def test_an_event_answers_the_turn_in_its_context():
    event = Event(user_id="a", event_type="say", text="I hated it", context={"reply_to": SEEN})
    assert [(a.about, a.polarity) for a in aspects_of(event)] == [("Heat (1995)", "dislike")]
    odd = Event(user_id="a", event_type="say", text="I hated it", context={"reply_to": 7})
    assert [a.about for a in aspects_of(odd)] == [""]
