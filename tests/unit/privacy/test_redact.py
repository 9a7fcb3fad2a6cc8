"""What identifies people does not leave, and comes back in its place."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from redaction_cases import cases, missed, recall

from penchant.errors import MissingExtra
from penchant.privacy.redact import Redacted, check_installed, identifiers, redact
from penchant.privacy.spans import joined

LEAST_RECALL = 0.98


def test_there_are_two_hundred_cases_in_two_languages_and_two_parts():
    assert len(cases()) >= 200
    assert all(len(cases(part, language)) >= 50 for part in ("seen", "apart") for language in ("en", "zh"))


def test_recall_on_the_suite():
    found, whole = recall(cases())
    assert whole > 250
    assert found / whole >= LEAST_RECALL, [words for case in cases() for words in missed(case)]


def test_a_miss_would_be_counted():
    case = cases("seen", "en")[0]._replace(marks=((0, 10, "NAME"),))
    assert missed(case)


@pytest.mark.parametrize("case", cases("seen")[::7], ids=lambda case: case.text[:24])
def test_the_answer_gets_the_words_back(case):
    redacted = redact(case.text)
    assert redacted.restored(redacted.text) == case.text
    assert all(words not in redacted.text for words in redacted.places.values() if len(words) > 3)


def test_the_same_words_have_the_same_place():
    redacted = redact(
        "My name is Sarah Whitfield. Sarah Whitfield likes films. Mail sarah@x.example or sarah@x.example"
    )
    assert redacted.text == "My name is [NAME_1]. [NAME_1] likes films. Mail [EMAIL_1] or [EMAIL_1]"


def test_a_place_that_stands_in_the_text_is_not_used():
    redacted = redact("[NAME_1] is what I wrote. My name is Sarah Whitfield")
    assert redacted.places == {"[NAME_2]": "Sarah Whitfield"}
    assert redacted.restored("[NAME_1] [NAME_2] [NAME_3]") == "[NAME_1] Sarah Whitfield [NAME_3]"


def test_names_of_the_catalogue_stay():
    text = "I can't stand Adam Sandler, says my friend Adam Smith"
    assert (
        redact(text, lambda name: name == "Adam Sandler").text
        == "I can't stand Adam Sandler, says my friend [NAME_1]"
    )
    assert "Sandler" not in redact(text).text


@pytest.mark.parametrize(
    "text",
    [
        "films directed by Denis Villeneuve",
        "anything starring Emma Stone",
        "周星驰演的喜剧",
        "我喜欢王家卫的电影",
        "《王小明的夏天》很好看",
        "2001: A Space Odyssey (1968) is slow",
        "I watched 3 seasons in 10 days",
        "预算300以内，2小时左右的电影",
        "Only documentaries please, in English",
        "周末想看喜剧，高清的",
    ],
)
def test_what_people_speak_of_stays(text):
    assert redact(text).text == text


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("4111 1111 1111 1111", "CARD"),
        ("4111 1111 1111 1112", "ACCOUNT"),
        ("11010519491231002X", "ID"),
        ("GB29 NWBK 6016 1331 9268 19", "ACCOUNT"),
        ("+86 138 0013 8000", "PHONE"),
        ("ann@example.com", "EMAIL"),
        ("京A·12345", "PLATE"),
        ("https://weibo.com/u/123", "URL"),
    ],
)
def test_kinds(text, kind):
    assert [span.kind for span in joined(identifiers(f"- {text} -"))] == [kind]


@given(st.text(max_size=200))
def test_any_text_comes_back_whole(text):
    redacted = redact(text)
    assert redacted.restored(redacted.text) == text


@given(
    st.lists(
        st.sampled_from(["[", "]", "[NAME_1]", "NAME_1", "a", "[NA", "ME_1]", "[EMAIL_1", " "]), max_size=12
    )
)
def test_an_answer_in_parts_is_restored_as_the_whole(parts):
    redacted = Redacted(text="", places={"[NAME_1]": "Sarah", "[EMAIL_1]": "s@x.example"})
    assert "".join(redacted.restored_parts(parts)) == redacted.restored("".join(parts))


def test_words_are_escaped_where_the_answer_is_json():
    redacted = redact('reach me: skype: "x" and mail a"b@x.example')
    answer = json.dumps({"quote": redacted.text})
    restored = redacted.restored(answer, lambda words: json.dumps(words)[1:-1])
    assert json.loads(restored)["quote"] == 'reach me: skype: "x" and mail a"b@x.example'


def test_what_is_missing_is_said_at_once(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(MissingExtra, match=r"penchant\[language\]"):
        check_installed()
