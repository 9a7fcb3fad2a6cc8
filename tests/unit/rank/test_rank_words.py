"""The sentences: in both languages the same kinds, nothing left open, nothing empty in them."""

from __future__ import annotations

import re
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from penchant.rank.explain import QUOTE_CHARACTERS
from penchant.rank.words import NOTES, REASONS, VERBS, WHY_NOT
from small_world import HOUR, NOW, USERS, did, histories, open_world, said, small_settings

BAD = re.compile(r"None|nan|“”|「」|\{|\}|  |“ |\(\)|, ,|: \.$")


def fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


@pytest.mark.parametrize(
    "table", [REASONS, VERBS, WHY_NOT, NOTES], ids=["reasons", "verbs", "why not", "notes"]
)
def test_both_languages_say_the_same_things(table):
    assert set(table) == {"en", "zh"}
    assert set(table["en"]) == set(table["zh"])
    for key, sentence in table["en"].items():
        assert fields(sentence) == fields(table["zh"][key]), key
        assert sentence.strip()
        assert table["zh"][key].strip()


def test_every_event_that_can_speak_for_an_item_has_a_verb():
    rules = small_settings().scenario.events
    silent = {"impression", "interest", "search"}
    assert {name for name in rules if name not in silent} <= set(VERBS["en"])


@settings(max_examples=20)
@given(
    events=histories(),
    language=st.sampled_from(["en", "zh"]),
    text=st.sampled_from([None, "space", "搞笑的"]),
)
def test_no_sentence_is_empty_or_has_a_hole(events, language, text):
    with open_world() as engine:
        engine.observe(*events)
        for user in (USERS[0], "nobody"):
            slate = engine.recommend(user, 20, language=language, text=text, now=NOW)
            sentences = [r.text for item in slate.items for r in item.reasons] + list(slate.notes)
            sentences += [idea.text for idea in slate.ideas]
            for item_id in ("hidden", "shining", "nothing-like-it"):
                sentences.append(engine.explain(slate.slate_id, item_id).text)
            sentences.append(engine.explain(slate.slate_id).text)
            for sentence in sentences:
                assert sentence.strip()
                assert not BAD.search(sentence), sentence


@pytest.mark.parametrize(("language", "start"), [("en", "You said “"), ("zh", "你说过“")])
def test_the_very_words_are_quoted_and_long_ones_shortened(world, language, start):
    long = "I love horror with " + "very " * 60 + "dark rooms"
    world.observe(said("ann", long, NOW - HOUR))
    texts = [
        r.text
        for i in world.recommend("ann", language=language, now=NOW).items
        for r in i.reasons
        if r.kind == "said"
    ]
    assert texts
    assert all(t.startswith(start) for t in texts)
    assert all(len(t) <= QUOTE_CHARACTERS + 12 for t in texts)


@pytest.mark.parametrize(
    ("event_type", "language", "words"),
    [
        ("purchase", "en", "you bought"),
        ("purchase", "zh", "买过"),
        ("play", "en", "you played"),
        ("complete", "zh", "看完"),
        ("like", "en", "you liked"),
    ],
)
def test_a_deed_is_told_with_its_own_verb_and_title(world, event_type, language, words):
    world.observe(did("ann", event_type, "solaris", NOW - HOUR))
    texts = [
        r.text
        for i in world.recommend("ann", language=language, now=NOW).items
        for r in i.reasons
        if r.kind == "similar"
    ]
    assert texts
    assert all("Solaris" in t and words in t for t in texts)


def test_braces_and_quotes_in_peoples_words_are_only_words(world):
    world.observe(said("ann", "I love {label} “horror” {0} %s films", NOW - HOUR))
    slate = world.recommend("ann", now=NOW)
    assert slate.degraded == ()
    assert any("{label}" in r.text or "%s" in r.text for i in slate.items for r in i.reasons)


def test_people_without_a_history_are_told_of_the_crowd(world):
    world.observe(*[did(f"u{n}", "like", "hero", NOW - HOUR - n) for n in range(5)])
    first = next(i for i in world.recommend("nobody", now=NOW).items if i.item_id != "fresh")
    assert first.item_id == "hero"
    assert {r.kind for r in first.reasons} == {"popular", "trending"}
    assert [r.text for r in first.reasons if r.kind == "popular"] == ["Popular with everyone"]
