"""A limit that a language model read in a text: a filter for a day, listed, revocable, and only over what the catalogue measures."""

from __future__ import annotations

import msgspec
import pytest

from penchant.converse.limits import limit_of
from penchant.converse.measures import Facts
from penchant.domain import Item
from penchant.refining import Refiner
from penchant.testing.readers import answer, knowing, texts_in
from penchant.testing.scripted import ScriptedModel
from small_world import DAY, NOW, build, edited, said, small_settings

FACTS = Facts(numbers={"runtime": 110.0, "price": 40.0}, words={"language": ("en", "zh", "French")})
LONG = "My niece is with me tonight, but great, nothing over 90 minutes please, she loves animation"


@pytest.mark.parametrize(
    ("kind", "quote", "limit", "where"),
    [
        ("length", "under 90 minutes", 90, "runtime <= 90"),
        ("length", "it has to be done in 2 hours", 2, "runtime <= 120"),
        ("length", "it has to be done in 2 hours", 120, "runtime <= 120"),
        ("length", "I want at least two hours of it", 2, "runtime >= 120"),
        ("length", "最好一个半小时以内", None, "runtime <= 90"),
        ("length", "片子别超过100分钟", 100, "runtime <= 100"),
        ("budget", "预算五十", 50, "price <= 50"),
        ("budget", "I can spend about 30 on it", 30, "price <= 30"),
        ("budget", "I have only twenty dollars left", 20, "price <= 20"),
        ("language", "she only understands French", None, 'language in ["French"]'),
        ("language", "要中文的，她不懂英文字幕也行", None, 'language in ["en", "zh"]'),
        ("language", "只看中文的", None, 'language in ["zh"]'),
        ("budget", "I can spend about 30 on it", 3_000, None),
        ("length", "it should not take long", 90, None),
        ("length", "after 9 in the evening", 9, None),
        ("language", "in plain words", None, None),
        ("age", "she is 9", 9, None),
        ("people", "for four people", 4, None),
        ("place", "near 30 Main Street", 30, None),
    ],
)
def test_what_a_limit_is_as_a_filter(kind, quote, limit, where):
    found = limit_of(kind, quote, limit, NOW, lambda: FACTS)
    assert (found.where if found else None) == where
    if found:
        assert (found.action, found.label, found.expires_at) == ("declare", quote, NOW + DAY)


def test_nothing_is_made_up_where_the_catalogue_measures_nothing():
    for kind, quote in (
        ("length", "under 90 minutes"),
        ("budget", "预算五十"),
        ("language", "only in French"),
    ):
        assert limit_of(kind, quote, None, NOW, Facts) is None


def items():
    return [
        Item(item_id=f"i{n}", title=f"Animation {n}", categories=("Animation",), attributes={"runtime": n})
        for n in (60, 80, 100, 120)
    ]


def limiting(quote, kind="length", limit=90.0):
    known = knowing({})

    def script(prompt):
        if not prompt.user_id:
            return known.complete(prompt, 1.0).text
        told = [{"kind": kind, "quote": quote, "limit": limit}]
        return answer({n: [] for n in texts_in(prompt)}, constraints=told)

    return ScriptedModel(script)


def opened(model):
    engine = build("memory://", settings=small_settings(), language_model=model)
    engine.put_items(items())
    engine.refiner = Refiner(engine._store, engine._state, engine._caller, clock=lambda: NOW)
    engine.refiner.wake = lambda: None
    engine.refiner._queue.begin()
    return engine


def lengths(engine, now=NOW + 10):
    return {int(item.item_id[1:]) for item in engine.recommend("ann", 9, now=now).items}


def test_a_limit_filters_lists_is_listed_and_ends():
    with opened(limiting("nothing over 90 minutes")) as engine:
        engine.observe(said("ann", LONG, NOW, event_id="e1"))
        assert lengths(engine) == {60, 80, 100, 120}
        assert engine.refiner.drain().counts["refined"] == 1
        assert lengths(engine) == {60, 80}
        (limit,) = [i for i in engine.interests("ann", now=NOW + 10) if i.where]
        assert (limit.label, limit.where, limit.source) == (
            "nothing over 90 minutes",
            "runtime <= 90",
            "said",
        )
        assert limit.expires_at == NOW + DAY
        assert lengths(engine, NOW + DAY + 10) == {60, 80, 100, 120}
        assert [event.event_id for event in engine.all_events()] == ["e1"], "nobody gave it from outside"
        assert [one.event.event_id for one in engine.events_of("ann").events] == ["e1"]
        engine.refiner._queue.rewind()
        engine.refiner.drain()
        assert len([i for i in engine.interests("ann", now=NOW + 10) if i.where]) == 1


def test_what_the_person_says_of_it_later_overrules_it():
    with opened(limiting("nothing over 90 minutes")) as engine:
        engine.observe(said("ann", LONG, NOW))
        engine.refiner.drain()
        (limit,) = [i for i in engine.interests("ann", now=NOW + 10) if i.where]
        engine.observe(edited("ann", "drop", NOW + 20, interest_id=limit.interest_id))
        assert lengths(engine, NOW + 30) == {60, 80, 100, 120}
        assert not [i for i in engine.interests("ann", now=NOW + 30) if i.where]


def test_a_review_limits_nothing_and_nobody_else_is_limited():
    with opened(limiting("nothing over 90 minutes")) as engine:
        review = msgspec.structs.replace(said("ann", LONG, NOW), event_type="review", item_id="i60")
        engine.observe(review, said("bob", "I love animation", NOW))
        engine.refiner.drain()
        assert not [i for i in engine.interests("ann", now=NOW + 10) if i.where]
        assert not [i for i in engine.interests("bob", now=NOW + 10) if i.where]


def test_a_limit_goes_with_its_person():
    with opened(limiting("nothing over 90 minutes")) as engine:
        engine.observe(said("ann", LONG, NOW))
        engine.refiner.drain()
        engine.forget("ann")
        assert engine._store.history("ann", 9) == ()
        assert lengths(engine) == {60, 80, 100, 120}
