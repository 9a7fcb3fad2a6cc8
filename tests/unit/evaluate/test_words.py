"""Refusals and polarity: the judging, by hand, and the engine's own answers."""

from __future__ import annotations

import json

import pytest
from small_data import plan

from penchant.build import with_scenario
from penchant.domain import Aspect, Item, Slate, SlateItem
from penchant.errors import InvalidFile
from penchant.evaluate import polarity, refusals
from penchant.evaluate.polarity import Label, Utterance, Verdict
from small_world import ITEMS


def slate(*ids: str) -> Slate:
    items = tuple(
        SlateItem(item_id=i, title=i, rank=k, score=1.0, sources={}, reasons=()) for k, i in enumerate(ids, 1)
    )
    return Slate(slate_id="s", user_id="u", interest_version="", as_of=0, strategy="sum", items=items)


KINDS = {"a": ("X",), "b": ("X", "Y"), "c": ("Y",), "d": ()}


def test_places_are_judged_and_empty_ones_count_as_neither():
    case = refusals.Case(wanted="X", refused="Y", language="en", phrase="", text="")
    assert refusals.judge(slate("a", "b", "c", "d"), case, KINDS) == refusals.Outcome(
        violation=0.2, wanted=0.1
    )
    assert refusals.judge(slate(), case, KINDS) == refusals.Outcome(violation=0.0, wanted=0.0)
    eleven = slate(*["a"] * 10, "b")
    assert refusals.judge(eleven, case, KINDS) == refusals.Outcome(violation=0.0, wanted=1.0)


def test_pairs_need_items_of_both_and_of_one_alone(monkeypatch):
    monkeypatch.setattr(refusals, "FEWEST", 2)
    having = ["X", "X", "XY", "XY", "Y"]
    items = [Item(item_id=str(k), categories=tuple(names)) for k, names in enumerate(having)]
    assert refusals.pairs(items) == [("X", "Y")]


def test_categories_are_named_in_the_language_of_the_sentence():
    media = with_scenario("media").scenario
    assert refusals.named("Horror", "zh", media) == "恐怖"
    assert refusals.named("Horror", "en", media) == "horror"
    assert refusals.named("恐怖", "en", media) == "horror"
    assert refusals.named("a17", "zh", media) == "a17"


def test_the_engine_refuses(items_file, monkeypatch):
    monkeypatch.setattr(refusals, "FEWEST", 1)
    found = refusals.run(plan(items_file))
    assert found.cases == 2 * len(refusals.pairs(ITEMS))
    assert found.metrics["violation@10"] == 0.0
    assert {f"{lang}: {p}" for lang, ps in refusals.PHRASES.items() for p in ps} == set(
        found.tables["by phrase"]
    )


def test_a_list_that_shows_the_refused_is_caught(items_file, monkeypatch):
    """The same protocol over an engine that does not listen: asked for X only, it shows what is X and Y."""
    monkeypatch.setattr(refusals, "FEWEST", 1)
    monkeypatch.setattr(refusals, "PHRASES", {"en": ("{x} and {y}",)})
    assert refusals.run(plan(items_file)).metrics["violation@10"] > 0.1


def aspects(*read: tuple[str, str]) -> list[Aspect]:
    return [Aspect(quote=about, about=about, polarity=p, horizon="now") for about, p in read]


def judged(labels, read):
    utterance = Utterance(text="", language="en", aspects=tuple(labels))
    return list(polarity.judge(utterance, lambda _: read))


def test_the_last_aspect_that_holds_all_the_words_gives_the_verdict():
    label = Label(about=("slow", "horror"), polarity="dislike")
    read = aspects(("slow horror films", "like"), ("slow horror", "dislike"), ("horror", "like"))
    assert judged([label], read) == [Verdict("label", "dislike", "dislike"), Verdict("invented", "", "like")]


def test_missed_and_scope():
    labels = [
        Label(about=("opera",), polarity="like"),
        Label(about=("war",), polarity="never", hardness="never", horizon="now"),
    ]
    assert judged(labels, aspects(("war", "dislike"))) == [
        Verdict("label", "like", "missed"),
        Verdict("label", "never", "dislike"),
        Verdict("hardness", "never", "soft"),
        Verdict("horizon", "now", "now"),
    ]
    found = polarity.figures(judged(labels, aspects(("war", "dislike"))))
    assert (found["labels"], found["accuracy"], found["sign"], found["missed"]) == (2, 0.0, 0.5, 1)
    assert (found["hardness"], found["horizon"]) == (0.0, 1.0)


def test_a_verdict_on_the_item_at_hand_names_nothing():
    label = Label(about=(), polarity="dislike")
    other = Label(about=("cast",), polarity="like")
    assert judged([label, other], aspects(("cast", "like"), ("", "dislike"))) == [
        Verdict("label", "dislike", "dislike"),
        Verdict("label", "like", "like"),
    ]
    assert judged([label, other], aspects(("cast", "like")))[0] == Verdict("label", "dislike", "missed")


def test_a_set_is_scored_by_language_and_class(tmp_path):
    rows = [
        {
            "text": "I love opera",
            "language": "en",
            "kind": "comment",
            "aspects": [{"about": ["opera"], "polarity": "like"}],
        },
        {
            "text": "I hate opera",
            "language": "en",
            "kind": "comment",
            "aspects": [{"about": ["opera"], "polarity": "like"}],
        },
        {
            "text": "不要恐怖片",
            "language": "zh",
            "kind": "request",
            "aspects": [{"about": ["恐怖"], "polarity": "never"}],
        },
    ]
    (tmp_path / "utterances.jsonl").write_text("\n".join(json.dumps(r) for r in rows), encoding="utf-8")
    found = polarity.run(plan(tmp_path))
    assert found.metrics == {"accuracy en": 0.5, "accuracy zh": 1.0}
    assert found.tables["by class"]["en like"]["accuracy"] == 0.5
    assert found.tables["confusion"]["like"]["dislike"] == 1
    assert found.tables["requests, read as requests"]["zh"]["labels"] == 1


def test_no_set_is_said(tmp_path):
    with pytest.raises(InvalidFile, match=r"utterances.jsonl"):
        polarity.run(plan(tmp_path))
