"""The background of ideas: shared by like-minded people, never waited for unless asked to think, gone when someone is forgotten."""

from __future__ import annotations

import json
import threading
import time
from contextlib import contextmanager

import msgspec
import pytest

from penchant.asking import now_ms
from penchant.build import build
from penchant.errors import CallRefused
from penchant.imagining import BACK_OFF_SECONDS, GRACE_SECONDS, QUEUED, SAMPLES, STALE_SECONDS
from penchant.pipeline import FAINTLY
from penchant.testing.scripted import ScriptedModel
from small_world import DAY, ITEMS, SECRET, did, edited, said, small_settings

SOON = 5.0


def answer(*items):
    return json.dumps(
        {"items": [{"description": "", "facets": [], "serves": [1, 2, 3], **item} for item in items]}
    )


ORBIT = {
    "title": "Silent Orbit",
    "description": "An engineer hears a voice.",
    "facets": ["Science Fiction", "space"],
}
SCARY = {"title": "Scary Moon", "description": "Monsters wait.", "facets": ["Science Fiction", "Horror"]}
PARIS = {"title": "Two in Paris", "description": "They meet at dawn.", "facets": ["Romance", "Comedy"]}


@contextmanager
def opened(script, *, budget=20_000, consent="assumed", **more):
    """A world with a scripted model, everybody agreed unless told otherwise."""
    model = ScriptedModel(script, **more)
    settings = small_settings()
    language = msgspec.structs.replace(
        settings.language_model, consent=consent, purposes=("ideas",), user_tokens_a_day=budget
    )
    with build(
        "memory://", settings=msgspec.structs.replace(settings, language_model=language), language_model=model
    ) as engine:
        engine.put_items(ITEMS)
        yield engine, model


def says(engine, user, *sentences):
    now = now_ms()
    engine.observe(*(said(user, text, now - 1_000 * n) for n, text in enumerate(sentences, start=1)))


def imagined(slate):
    return [idea for idea in slate.ideas if idea.author == "language"]


def own_ideas(slate):
    return [idea for idea in slate.ideas if idea.author != "language"]


def settle(engine):
    """Wait until nothing is queued or under way."""
    imaginer = engine._imaginer
    with imaginer._changed:
        assert imaginer._changed.wait_for(lambda: not imaginer._queue and not imaginer._busy, timeout=SOON)


def test_the_first_list_does_not_wait_and_the_next_has_the_ideas():
    with opened(lambda _: answer(ORBIT, SCARY), seconds=0.2) as (engine, _):
        says(engine, "ann", "I love science fiction")
        first = engine.recommend("ann")
        assert len(engine._imaginer._queue) + len(engine._imaginer._busy) == 1
        assert imagined(first) == []
        assert first.degraded == ()
        settle(engine)
        second = engine.recommend("ann")
    ideas = imagined(second)
    assert ideas
    assert set(ideas[0].interests) <= {i for idea in own_ideas(second) for i in idea.interests}
    assert ideas[0].nearest
    assert second.trace["imagined"]["ideas"] == len(ideas)
    assert any(reason.idea == idea.text for item in second.items for reason in item.reasons for idea in ideas)


def test_scores_are_still_the_sum_of_their_reasons():
    with opened(lambda _: answer(ORBIT, PARIS)) as (engine, _):
        says(engine, "ann", "I love science fiction", "I like romantic comedies")
        slate = engine.recommend("ann", think=True)
        assert imagined(slate)
        for item in slate.items:
            assert item.score == pytest.approx(sum(r.contribution for r in item.reasons), abs=1e-6)
            assert item.score == pytest.approx(sum(item.sources.values()), abs=1e-5)


def test_thinking_waits_for_the_ideas():
    with opened(lambda _: answer(ORBIT), seconds=0.1) as (engine, _):
        says(engine, "ann", "I love science fiction")
        assert imagined(engine.recommend("ann", think=True))


def test_thinking_keeps_its_deadline_and_holds_no_lock():
    with opened(lambda _: answer(ORBIT), seconds=5.0) as (engine, _):
        quick = msgspec.structs.replace(engine.settings.language_model, think_seconds=0.6)
        engine.settings = msgspec.structs.replace(engine.settings, language_model=quick)
        says(engine, "ann", "I love science fiction")
        engine.observe(did("bob", "like", "solaris", now_ms() - 1_000))
        engine.recommend("bob")
        ended: dict[str, float] = {}

        def timed(name, work):
            work()
            ended[name] = time.perf_counter()

        start = time.perf_counter()
        thinking = threading.Thread(target=timed, args=("ann", lambda: engine.recommend("ann", think=True)))
        thinking.start()
        time.sleep(0.1)
        timed("bob", lambda: engine.recommend("bob"))
        timed("observe", lambda: engine.observe(did("bob", "like", "alien", now_ms())))
        thinking.join()
    assert 0.6 <= ended["ann"] - start < 3.0, "the model would have taken five seconds"
    assert max(ended["bob"], ended["observe"]) < ended["ann"]


def test_thinking_without_a_model_waits_for_nothing(world):
    says(world, "ann", "I love science fiction")
    start = time.perf_counter()
    assert imagined(world.recommend("ann", think=True)) == []
    assert time.perf_counter() - start < 0.5


def test_thinking_of_nothing_asks_nothing():
    with opened(lambda _: answer(ORBIT)) as (engine, model):
        engine.recommend("nobody", think=True)
        says(engine, "ann", "I hate horror")
        engine.recommend("ann", think=True)
        assert model.asked == []


def test_like_minded_people_share_the_calls_whatever_their_words_or_language():
    with opened(lambda _: answer(ORBIT)) as (engine, model):
        says(engine, "ann", "I love science fiction")
        engine.recommend("ann", think=True)
        assert len(model.asked) == SAMPLES
        says(engine, "bob", "I love sci-fi")
        says(engine, "用户/三", "我喜欢科幻电影")
        assert imagined(engine.recommend("bob"))
        assert imagined(engine.recommend("用户/三"))
        settle(engine)
        assert len(model.asked) == SAMPLES
        assert {prompt.user_id for prompt in model.asked} == {"ann"}


def test_what_was_said_does_not_go_out_where_the_catalogue_names_it():
    with opened(lambda _: answer(ORBIT)) as (engine, model):
        says(engine, "ann", "My divorce was in March. I love that science fiction!")
        engine.recommend("ann", think=True)
        assert model.asked
        assert not any("divorce" in prompt.data or "love" in prompt.data for prompt in model.asked)


def test_other_refusals_are_another_brief():
    with opened(lambda _: answer(ORBIT)) as (engine, model):
        says(engine, "ann", "I love science fiction")
        says(engine, "bob", "I love science fiction", "I hate horror")
        engine.recommend("ann", think=True)
        engine.recommend("bob", think=True)
        assert len(model.asked) == 2 * SAMPLES


@pytest.mark.parametrize(
    "refusal", ["No horror please", "I hate horror", "不要恐怖片", "Never show me scary films"]
)
def test_an_idea_of_what_was_refused_is_dropped(refusal):
    with opened(lambda _: answer(SCARY, ORBIT)) as (engine, _):
        says(engine, "ann", "I love science fiction", refusal)
        ideas = imagined(engine.recommend("ann", think=True))
        assert [idea.text.split(".")[0] for idea in ideas] == ["Silent Orbit"]
        assert engine._imaginer.counts().dropped["refused"] >= 1


def test_a_refusal_that_has_faded_still_holds_for_ideas():
    with opened(lambda _: answer(SCARY, ORBIT)) as (engine, _):
        now = now_ms()
        engine.observe(
            said("ann", "I don't like horror", now - 1_200 * DAY), said("ann", "I love science fiction", now)
        )
        faded = [i for i in engine.interests("ann") if i.polarity < 0]
        assert faded[0].strength < FAINTLY
        ideas = imagined(engine.recommend("ann", think=True))
        assert [idea.text.split(".")[0] for idea in ideas] == ["Silent Orbit"]


def test_what_was_only_mentioned_is_no_wish():
    with opened(lambda _: answer(ORBIT)) as (engine, model):
        says(engine, "ann", "Films with a lighthouse remind me of my sister")
        assert engine.interests("ann")
        engine.recommend("ann", think=True)
        assert model.asked == []


@pytest.mark.parametrize(
    "script", [lambda _: None, lambda _: "no JSON", lambda _: '{"items": [{"titel": 3}]}']
)
def test_a_failing_model_costs_a_list_its_ideas_and_nothing_else(script):
    with opened(script) as (engine, model):
        says(engine, "ann", "I love science fiction")
        plain = engine.recommend("ann")
        settle(engine)
        after = engine.recommend("ann")
        assert "generate.language" in after.degraded
        assert [i.item_id for i in after.items] == [i.item_id for i in plain.items]
        calls = len(model.asked)
        for _ in range(5):
            engine.recommend("ann")
        settle(engine)
        assert len(model.asked) == calls, "it is left alone for a while"
        assert engine._imaginer.counts().failed == 1


def test_a_spent_budget_is_told_to_those_it_stops_and_to_nobody_else():
    with opened(lambda _: answer(ORBIT), budget=2_250) as (engine, _):
        says(engine, "ann", "I love science fiction")
        assert imagined(engine.recommend("ann", think=True))
        says(engine, "ann", "I love documentaries about the sea")
        says(engine, "bob", "I love romance")
        assert "generate.language" in engine.recommend("ann", think=True).degraded
        assert engine.recommend("bob", think=True).degraded == ()
        assert engine._imaginer.counts().failed == 0, "the model did nothing wrong"


def test_who_did_not_agree_is_told_of_no_failure():
    with opened(lambda _: answer(ORBIT), local=False, consent="asked") as (engine, model):
        says(engine, "ann", "I love science fiction")
        assert engine.recommend("ann", think=True).degraded == ()
        assert model.asked == []


def test_after_a_failure_others_are_not_asked_for_at_once_either():
    with opened(lambda _: None) as (engine, model):
        for user, topic in (("ann", "science fiction"), ("bob", "romance"), ("cem", "war")):
            says(engine, user, f"I love {topic}")
        engine.recommend("ann", think=True)
        assert len(model.asked) == 1
        engine.recommend("bob")
        time.sleep(2 * GRACE_SECONDS)
        assert len(model.asked) == 1, "it rests"
        engine.recommend("cem", think=True)
        assert "cem" in {prompt.user_id for prompt in model.asked}, "who waits is asked for"


def test_after_a_while_a_failed_brief_is_asked_for_again():
    held = {"answer": None, "now": 0.0}
    with opened(lambda _: held["answer"]) as (engine, _):
        engine._imaginer._clock = lambda: held["now"]
        says(engine, "ann", "I love science fiction")
        engine.recommend("ann", think=True)
        held.update(answer=answer(ORBIT), now=BACK_OFF_SECONDS + 1)
        slate = engine.recommend("ann", think=True)
        assert imagined(slate)
        assert slate.degraded == ()


def test_old_ideas_serve_while_the_model_is_asked_anew():
    held = {"answer": answer(ORBIT), "now": 0.0}
    with opened(lambda _: held["answer"]) as (engine, model):
        engine._imaginer._clock = lambda: held["now"]
        says(engine, "ann", "I love science fiction")
        engine.recommend("ann", think=True)
        held.update(answer=answer({**ORBIT, "title": "Later Orbit"}), now=STALE_SECONDS + 1)
        engine._caller.clear()  # by then, its own copy of the answer is too old as well
        assert imagined(engine.recommend("ann"))[0].text.startswith("Silent Orbit")
        settle(engine)
        assert imagined(engine.recommend("ann"))[0].text.startswith("Later Orbit")
        assert len(model.asked) == 2 * SAMPLES


def test_someone_who_did_not_agree_keeps_nobody_from_asking():
    with opened(lambda _: answer(ORBIT)) as (engine, model):
        whole = engine._caller.ask

        def ask(prompt, kind):
            if prompt.user_id == "ann":
                raise CallRefused("not agreed", hint="this is part of a test.")
            return whole(prompt, kind)

        engine._caller.ask = ask
        says(engine, "ann", "I love science fiction")
        says(engine, "bob", "I love science fiction")
        slate = engine.recommend("ann", think=True)
        assert imagined(slate) == []
        assert slate.degraded == (), "a choice is no failure"
        assert imagined(engine.recommend("bob", think=True))
        assert {prompt.user_id for prompt in model.asked} == {"bob"}


def test_nothing_of_a_forgotten_person_is_left():
    release = threading.Event()

    def script(_):
        release.wait(SOON)
        return answer({**ORBIT, "description": f"A {SECRET} in orbit."})

    with opened(script) as (engine, _):
        says(engine, "ann", f"I love science fiction with a {SECRET}")
        engine.recommend("ann")
        engine.forget("ann")
        release.set()
        settle(engine)
        time.sleep(0.05)
        assert not engine._imaginer._kept
        says(engine, "bob", f"I love science fiction with a {SECRET}")
        assert imagined(engine.recommend("bob", think=True))
        engine.forget("bob")
        imaginer = engine._imaginer
        assert not imaginer._kept
        assert not imaginer._queue
        assert not imaginer._failed


def test_what_waits_is_bounded_and_the_oldest_goes():
    with opened(lambda _: answer(ORBIT), seconds=1.0) as (engine, model):
        for n in range(QUEUED + 10):
            says(engine, f"u{n}", f"I love stories about subject{n}")
            engine.recommend(f"u{n}")
        assert len(engine._imaginer._queue) <= QUEUED
        assert len(model.asked) <= 6


def test_asking_why_asks_the_model_nothing():
    with opened(lambda _: answer(ORBIT, PARIS)) as (engine, model):
        says(engine, "ann", "I love science fiction", "I like romantic comedies")
        slate = engine.recommend("ann", think=True)
        calls = len(model.asked)
        interest = imagined(slate)[0].interests[0]
        found = engine.explain(slate.slate_id, without=interest)
        engine.explain(slate.slate_id, slate.items[0].item_id)
        engine.recommend("ann", now=now_ms() - 1)
        settle(engine)
        assert len(model.asked) == calls
        assert found.before
        assert found.after


def test_an_interest_that_is_left_out_takes_its_ideas_along():
    with opened(lambda _: answer(ORBIT)) as (engine, _):
        says(engine, "ann", "I love science fiction", "I like romantic comedies")
        slate = engine.recommend("ann", think=True)
        served = imagined(slate)[0].interests[0]
        now = now_ms()
        engine.observe(edited("ann", "pause", now, interest_id=served))
        assert imagined(engine.recommend("ann")) == []


def test_ideas_take_no_place_from_those_of_the_person():
    with opened(lambda _: answer(ORBIT, PARIS)) as (engine, _):
        says(engine, "ann", "I love science fiction", "I like romantic comedies")
        before = engine.recommend("ann")
        after = engine.recommend("ann", think=True)
        assert imagined(after)
        assert [i.idea_id for i in own_ideas(before)] == [i.idea_id for i in own_ideas(after)]


def test_without_the_purpose_no_model_is_asked():
    settings = small_settings()
    language = msgspec.structs.replace(settings.language_model, purposes=("reading",), consent="assumed")
    model = ScriptedModel(lambda _: answer(ORBIT))
    with build(
        "memory://", settings=msgspec.structs.replace(settings, language_model=language), language_model=model
    ) as engine:
        engine.put_items(ITEMS)
        says(engine, "ann", "I love science fiction")
        engine.recommend("ann", think=True)
        assert model.asked == []


def test_vectors_of_another_encoder_do_not_serve():
    with opened(lambda _: answer(ORBIT)) as (engine, model):
        says(engine, "ann", "I love science fiction")
        engine.recommend("ann", think=True)
        (signature,) = engine._imaginer._kept
        kept = engine._imaginer._kept[signature]
        other = msgspec.structs.replace(kept.imagined, encoder="another")
        engine._imaginer._kept[signature] = msgspec.structs.replace(kept, imagined=other)
        calls = len(model.asked)
        assert imagined(engine.recommend("ann")) == []
        settle(engine)
        assert imagined(engine.recommend("ann"))
        assert len(model.asked) == calls, "only placed anew"
