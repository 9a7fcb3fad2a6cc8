"""The second reader at work: once for each text, never in the way, and nothing lost or left."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import msgspec
import pytest

from penchant.errors import ModelUnavailable, StoreBusy
from penchant.people import READING
from penchant.refining import Refiner
from penchant.refining.queue import BATCH, DEAD, LATER, TRIES
from penchant.testing.readers import answer, knowing, labelled, reading_as, texts_in
from penchant.testing.scripted import ScriptedModel
from small_world import ITEMS, NOW, build, ids_of, said, small_settings

IRONY = "Wonderful, horror again, just what my evening needed."
NIECE = "给外甥女挑部动画片当礼物，我自己对动画片没感觉"
HARD = "I hated the slow start but my wife says the comedy gets better, so maybe tonight"
PLAIN = "I love science fiction"
KNOWN = {
    IRONY: [labelled(IRONY, ("horror",), "dislike", strength=3)],
    HARD: [labelled(HARD, ("comedy",), "never")],
    NIECE: [labelled(NIECE, ("动画片",), "like", for_whom="another", horizon="always")],
}


class Clock:
    """Milliseconds that only a test moves."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> int:
        return self.now


def opened(model, url: str = "memory://", **language_model):
    told = msgspec.structs.replace(
        small_settings(),
        language_model=msgspec.structs.replace(small_settings().language_model, **language_model),
    )
    engine = build(url, settings=told, language_model=model)
    if not engine._state.catalogue.ids:
        engine.put_items(ITEMS)
    return engine


def by_hand(engine, clock=None) -> Refiner:
    """The engine's refiner, without its thread: `drain` reads what waits."""
    engine.refiner = Refiner(engine._store, engine._state, engine._caller, clock=clock or Clock())
    engine.refiner.wake = lambda: None
    engine.refiner._queue.begin()
    return engine.refiner


def texts_asked(model) -> list[str]:
    """All texts of people that the model was asked about, in order."""
    return [text for prompt in model.asked if prompt.user_id for text in texts_in(prompt).values()]


def eventually(happens, seconds: float = 6.0):
    until = time.monotonic() + seconds
    while not (found := happens()):
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.01)
    return found


def refined(engine, user: str = "ann"):
    return {one.event.event_id: one for one in engine.events_of(user).events if one.read_by}


# --- what it does


def test_what_is_said_is_read_again_in_the_background():
    model = knowing(KNOWN)
    with opened(model) as engine:
        engine.observe(said("ann", IRONY, NOW, event_id="e1"))
        assert ("horror", 1) in {(i.label, i.polarity) for i in engine.interests("ann", now=NOW)}
        one = eventually(lambda: refined(engine).get("e1"))
        assert (one.read_by, one.aspects[0].polarity) == ("scripted/refine-1", "dislike")
        assert ("horror", -1) in {(i.label, i.polarity) for i in engine.interests("ann", now=NOW)}
        eventually(lambda: engine.refiner.status().counts.get("refined") == 1)
        assert next(check for check in engine.doctor() if check.name == "sums").ok


def test_nothing_runs_without_a_model_or_where_it_may_not_read():
    with build("memory://", settings=small_settings()) as engine:
        assert engine.refiner is None
    with opened(knowing({}), purposes=("ideas",)) as engine:
        assert engine.refiner is None


def test_what_is_said_for_another_is_no_interest_that_lasts():
    with opened(knowing(KNOWN)) as engine:
        refiner = by_hand(engine)
        engine.observe(said("ann", NIECE, NOW, event_id="e1"))
        refiner.drain()
        (aspect,) = refined(engine)["e1"].aspects
        assert (aspect.polarity, aspect.horizon, aspect.about) == ("neutral", "now", "动画片")


def test_a_plain_text_is_not_asked_about_and_counted_as_saved():
    model = knowing(KNOWN)
    with opened(model) as engine:
        refiner = by_hand(engine)
        engine.observe(said("ann", PLAIN, NOW), said("ann", HARD, NOW + 1))
        status = refiner.drain()
        assert texts_asked(model) == [HARD]
        assert status.counts["gate"] == 1
        saved = next(one for one in engine._caller.costs().by_purpose if one.purpose == "reading").saved
        assert saved == {"gate": 1}


def test_texts_of_one_person_share_a_call_and_those_of_two_never_do():
    model = knowing({})
    with opened(model) as engine:
        refiner = by_hand(engine)
        for n in range(11):
            for user in ("ann", "bob"):
                engine.observe(said(user, f"{HARD} {user} {n}", NOW + n))
        refiner.drain()
        asked = [prompt for prompt in model.asked if prompt.user_id]
        assert [len(texts_in(prompt)) for prompt in asked] == [BATCH, BATCH, 3, 3]
        for prompt in asked:
            assert all(prompt.user_id in text for text in texts_in(prompt).values())
        assert len(set(texts_asked(model))) == 22


def test_a_reading_that_agrees_is_no_event():
    with opened(knowing({})) as engine:
        refiner = by_hand(engine)
        engine.observe(said("ann", HARD, NOW))
        assert refiner.drain().counts == {"agreed": 1}
        assert len(engine._store.history("ann", 9)) == 1


# --- what a model must earn


@pytest.mark.parametrize(
    "model",
    [
        reading_as(lambda _: []),
        reading_as(lambda text: [{"quote": text, "about": text[:9], "polarity": "never"}]),
        ScriptedModel(lambda _: "I am a helpful assistant"),
        ScriptedModel(lambda _: '{"readings": [{"text": 1, "aspects": "all"}]}'),
    ],
    ids=["empty", "always never", "no JSON", "another schema"],
)
def test_a_model_that_is_no_better_than_the_rules_is_not_asked(model):
    with opened(model) as engine:
        refiner = by_hand(engine)
        engine.observe(said("ann", HARD, NOW), said("ann", IRONY, NOW))
        before = engine.profile("ann", now=NOW)
        status = refiner.drain()
        assert status.counts == {"untrusted": 2}
        assert not status.licence.trusts("en")
        assert not status.licence.trusts("zh")
        assert texts_asked(model) == []
        assert engine.profile("ann", now=NOW).interest_version == before.interest_version


def test_trust_is_earned_for_each_language():
    english = knowing({})

    def only_english(prompt):
        read = {n: [] for n in texts_in(prompt)}
        return english.complete(prompt, 1.0).text if prompt.data.isascii() else answer(read)

    model = ScriptedModel(only_english)
    with opened(model) as engine:
        refiner = by_hand(engine)
        engine.observe(said("ann", HARD, NOW), said("ann", NIECE, NOW))
        status = refiner.drain()
        assert [status.licence.trusts(language) for language in ("en", "zh")] == [True, False]
        assert texts_asked(model) == [HARD]
        assert status.counts["untrusted"] == 1


def test_a_licence_is_asked_for_once_a_store(file_url):
    first, second = knowing(KNOWN), knowing(KNOWN)
    with opened(first, file_url) as engine:
        refiner = by_hand(engine)
        engine.observe(said("ann", HARD, NOW))
        refiner.drain()
    assert sum(not prompt.user_id for prompt in first.asked) == 10
    with opened(second, file_url) as engine:
        refiner = by_hand(engine)
        engine.observe(said("ann", IRONY, NOW))
        refiner.drain()
        assert [bool(prompt.user_id) for prompt in second.asked] == [True]


class Swapped(ScriptedModel):
    """A server whose model can be another behind the same name."""

    behind = "first"

    def identity(self, timeout):
        return self.behind


def test_another_model_behind_the_same_name_must_earn_its_say(file_url):
    good = knowing(KNOWN)
    model = Swapped(lambda prompt: good.complete(prompt, 1.0).text)
    clock = Clock()
    with opened(model, file_url) as engine:
        refiner = by_hand(engine, clock)
        engine.observe(said("ann", HARD, NOW, event_id="e1"))
        assert refiner.drain().licence.behind == "first"
        model._answer = lambda prompt: answer({n: [] for n in texts_in(prompt)})
        model.behind = "second"
        engine.observe(said("ann", IRONY, NOW, event_id="e2"))
        clock.now += 601_000
        status = refiner.drain()
        assert status.licence.behind == "second"
        assert not status.licence.trusts("en")
        assert status.counts["untrusted"] == 1
        assert set(refined(engine)) == {"e1"}
    with opened(model, file_url) as engine:
        model.behind = ""
        refiner = by_hand(engine)
        asked = len(model.asked)
        assert refiner.drain().licence.behind == "second", "who cannot be told apart is taken for the same"
        assert len(model.asked) == asked


# --- once, whatever happens


def test_a_text_is_called_for_once(file_url):
    """Two engines over one file, both with their threads, and texts said to both."""
    models = [knowing(KNOWN), knowing(KNOWN)]
    with opened(models[0], file_url) as one, opened(models[1], file_url) as other:
        for n in range(6):
            one.observe(said(f"u{n % 3}", f"{HARD} here {n}", NOW + n))
            other.observe(said(f"u{n % 3}", f"{HARD} there {n}", NOW + n))

        def everything() -> bool:
            return sum(len(texts_asked(model)) for model in models) >= 12

        eventually(everything, 12.0)
        eventually(lambda: one.refiner.status().behind == 0)
        asked = texts_asked(models[0]) + texts_asked(models[1])
        assert len(asked) == len(set(asked)) == 12


def test_a_reading_that_is_made_twice_counts_once():
    with opened(knowing(KNOWN)) as engine:
        refiner = by_hand(engine)
        engine.observe(said("ann", IRONY, NOW, event_id="e1"))
        (record,) = engine._store.history("ann", 9)
        (anew,) = refiner._second.read([record])
        assert [refiner._second.keep(anew, NOW + n) for n in range(3)] == [True] * 3
        engine.catch_up()
        version = engine.profile("ann", now=NOW).interest_version
        assert len(engine._store.history("ann", 9)) == 2
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda n: refiner._second.keep(anew, NOW + n), range(8)))
        engine.catch_up()
        assert engine.profile("ann", now=NOW).interest_version == version
        assert len(engine._store.history("ann", 9)) == 2


def test_a_crash_loses_nothing_and_repeats_one_call_at_most(file_url):
    model = knowing(
        {text: [labelled(text, ("comedy",), "never")] for text in (f"{HARD} {n}" for n in range(20))}
    )
    with opened(model, file_url) as engine:
        refiner = by_hand(engine)
        engine.observe(*[said("ann", f"{HARD} {n}", NOW + n, event_id=f"e{n}") for n in range(20)])
        settle, calls = refiner._settle, []

        def crash(*args):
            calls.append(args)
            if len(calls) == 2:
                raise KeyboardInterrupt
            settle(*args)

        refiner._settle = crash
        refiner._let_go = lambda: None  # the process is gone: nothing is kept, and nobody lets the lease go
        with pytest.raises(KeyboardInterrupt):
            refiner.drain()
    clock = Clock()
    with opened(model, file_url) as engine:
        refiner = by_hand(engine, clock)
        with pytest.raises(StoreBusy):
            refiner.drain()
        clock.now += 60_000
        refiner.drain()
        assert set(texts_asked(model)) == {f"{HARD} {n}" for n in range(20)}
        assert len(texts_asked(model)) <= 20 + BATCH
        readings = [r.event for r in engine._store.history("ann", 99) if r.event.event_type == READING]
        assert sorted(event.context["of"] for event in readings) == sorted(f"e{n}" for n in range(20))


def test_closing_in_the_middle_of_a_call_takes_less_than_a_second_and_loses_nothing(file_url):
    slow = knowing(KNOWN)
    with opened(slow, file_url) as engine:
        by_hand(engine)._second.licence(NOW)
    begun = threading.Event()

    def hold(prompt):
        begun.set()
        time.sleep(3.0)
        return answer({1: KNOWN[HARD]})

    engine = opened(ScriptedModel(hold), file_url)
    engine.observe(said("ann", HARD, NOW, event_id="e1"))
    assert begun.wait(5.0)
    start = time.monotonic()
    engine.close()
    engine.refiner.close()
    assert time.monotonic() - start < 1.2
    with opened(slow, file_url) as engine:
        refiner = by_hand(engine)
        assert refiner.drain().counts["refined"] == 1
        assert set(refined(engine)) == {"e1"}


def test_an_engine_that_only_looks_moves_nothing(file_url):
    model = knowing(KNOWN)
    with opened(model, file_url) as engine:
        engine.observe(said("ann", HARD, NOW, event_id="e1"))
        engine.refiner.close()
    for _ in range(2):
        with opened(model, file_url) as engine:
            assert engine.refiner.dead() == ()
    with opened(model, file_url) as engine:
        assert engine.refiner.drain().counts == {"refined": 1}


def test_a_drain_says_why_it_goes_no_further():
    with opened(failing(9)) as engine:
        refiner = by_hand(engine)
        engine.observe(said("ann", HARD, NOW))
        with pytest.raises(ModelUnavailable, match="gives no answer"):
            refiner.drain()


def test_only_what_is_said_from_then_on_is_read_unless_the_past_is_asked_for(file_url):
    with build(file_url, settings=small_settings()) as engine:
        engine.put_items(ITEMS)
        engine.observe(said("ann", HARD, NOW))
    model = knowing(KNOWN)
    with opened(model, file_url) as engine:
        refiner = by_hand(engine)
        assert refiner.drain().counts == {}
        assert texts_asked(model) == []
        assert refiner.drain(past=True).counts == {"refined": 1}
        refiner.drain(past=True)
        assert texts_asked(model) == [HARD]


# --- when it fails


def failing(times: int, error=None):
    """A licensed model whose first `times` answers about people fail: it is out of reach, or answers nonsense."""
    good, left = knowing(KNOWN), [times]

    def script(prompt):
        if prompt.user_id and left[0]:
            left[0] -= 1
            return error
        return good.complete(prompt, 1.0).text

    return ScriptedModel(script)


@pytest.mark.parametrize("error", [None, "no JSON", '{"readings": 7}'])
def test_what_failed_is_tried_again_later(error):
    clock, model = Clock(), failing(1, error)
    with opened(model) as engine:
        refiner = by_hand(engine, clock)
        engine.observe(said("ann", HARD, NOW, event_id="e1"))
        with suppress(ModelUnavailable):
            refiner.drain()
        assert (refiner.status().waiting, refiner.status().counts["failed"]) == (1, 1)
        assert refined(engine) == {}
        if error is not None:
            refiner.drain()
            assert len(texts_asked(model)) == 1, "it failed for itself, and is not due yet"
            clock.now += 31_000
        status = refiner.drain()
        assert (status.waiting, status.dead, status.counts["refined"]) == (0, 0, 1)
        assert set(refined(engine)) == {"e1"}


def test_a_text_that_fails_for_itself_is_given_up_and_shown_and_may_be_revived():
    clock, model = Clock(), failing(TRIES, "no JSON")
    with opened(model) as engine:
        refiner = by_hand(engine, clock)
        engine.observe(said("ann", HARD, NOW, event_id="e1"))
        for _ in range(TRIES + 3):
            status = refiner.drain()
            clock.now += 3_600_000
        assert (status.waiting, status.dead, len(texts_asked(model))) == (0, 1, TRIES)
        (letter,) = refiner.dead()
        assert (letter.event_id, letter.user_id, letter.tries) == ("e1", "ann", TRIES)
        assert "does not follow the schema" in letter.error
        assert refiner.revive() == 1
        assert refiner.drain().counts["refined"] == 1
        assert refiner.dead() == ()


def test_a_model_that_is_down_costs_no_text_its_life():
    clock, model = Clock(), failing(3 * TRIES)
    with opened(model) as engine:
        refiner = by_hand(engine, clock)
        engine.observe(said("ann", HARD, NOW, event_id="e1"))
        for _ in range(3 * TRIES + 1):
            with suppress(ModelUnavailable):
                refiner.drain()
            clock.now += 3_600_000
        assert refiner.dead() == ()
        assert set(refined(engine)) == {"e1"}


def test_no_consent_and_no_budget_are_no_failures():
    remote = knowing(KNOWN, local=False)
    with opened(remote) as engine:
        refiner = by_hand(engine)
        engine.observe(said("ann", HARD, NOW))
        status = refiner.drain()
        assert (status.counts, status.waiting, status.dead) == ({"refused": 1}, 0, 0)
        assert texts_asked(remote) == []


# --- forgetting


def test_letters_and_readings_go_with_their_person():
    clock = Clock()
    with opened(failing(1, "no JSON")) as engine:
        refiner = by_hand(engine, clock)
        engine.observe(said("ann", HARD, NOW, event_id="secret-1"), said("ann", "ok thanks", NOW))
        refiner.drain()
        assert len(refiner._queue.letters(LATER)) == 1
        engine.forget("ann")
        assert refiner._queue.letters(LATER) == refiner._queue.letters(DEAD) == ()
        clock.now += 3_600_000
        refiner.drain()
        assert engine._store.history("ann", 9) == ()


def test_what_was_forgotten_during_the_call_is_dropped():
    holder = {}

    def script(prompt):
        if prompt.user_id:
            holder["engine"].forget("ann")
        return knowing(KNOWN).complete(prompt, 1.0).text

    with opened(ScriptedModel(script)) as engine:
        holder["engine"] = engine
        refiner = by_hand(engine)
        engine.observe(said("ann", HARD, NOW), said("bob", IRONY, NOW))
        assert refiner.drain().counts["erased"] >= 1
        assert engine._store.history("ann", 9) == ()
        assert engine.interests("ann", history=True) == ()


def test_who_became_another_during_the_call_keeps_what_was_read():
    holder, good = {}, knowing(KNOWN)

    def script(prompt):
        if prompt.user_id == "visitor":
            holder["engine"].merge("visitor", "ann")
        return good.complete(prompt, 1.0).text

    with opened(ScriptedModel(script)) as engine:
        holder["engine"] = engine
        refiner = by_hand(engine)
        engine.observe(said("visitor", HARD, NOW, event_id="e1"))
        refiner.drain()
        assert set(refined(engine, "ann")) == {"e1"}
        assert engine._store.history("visitor", 9) == ()


def test_no_reading_outlives_its_person_in_any_race(file_url):
    """People are forgotten by one engine while another reads what they say."""
    model = knowing({f"{HARD} {n}": [labelled(HARD, ("comedy",), "never")] for n in range(24)})
    with opened(model, file_url) as reader, opened(knowing({}), file_url) as other:
        refiner = by_hand(reader)
        other.refiner.close()
        refiner.drain()
        for n in range(24):
            reader.observe(said(f"u{n}", f"{HARD} {n}", NOW, event_id=f"e{n}"))
        with ThreadPoolExecutor(2) as pool:
            reading = pool.submit(refiner.drain)
            gone = pool.submit(lambda: [other.forget(f"u{n}") for n in range(0, 24, 2)])
            reading.result()
            gone.result()
        reader.catch_up()
        for n in range(0, 24, 2):
            assert reader._store.history(f"u{n}", 9) == ()
        assert len(refined(reader, "u1")) == 1
        assert next(check for check in reader.doctor() if check.name == "sums").ok


# --- in nobody's way


def test_no_list_and_no_event_waits_for_a_call():
    def hold(prompt):
        time.sleep(0.6)
        return knowing(KNOWN).complete(prompt, 1.0).text

    with opened(ScriptedModel(hold)) as engine:
        engine.recommend("ann", 5, now=NOW)
        engine.observe(said("ann", HARD, NOW))
        eventually(lambda: engine._caller.model.asked)
        start = time.monotonic()
        engine.observe(said("ann", PLAIN, NOW))
        assert ids_of(engine.recommend("ann", 5, now=NOW))
        assert time.monotonic() - start < 0.5


def test_one_at_a_time_may_read(file_url):
    with opened(knowing({}), file_url) as one, opened(knowing({}), file_url) as other:
        first, second = by_hand(one), by_hand(other)
        assert first._lease.take(NOW)
        assert not second._lease.take(NOW)
        assert first._lease.take(NOW + 1)
        with pytest.raises(StoreBusy, match="another process"):
            second.drain()
        assert second._lease.take(NOW + 3_600_000), "it ended by itself"
        first._lease.release()
        assert not first._lease.take(NOW + 3_600_000), "a lease that was lost is not let go for another"
        second._lease.release()
        assert first._lease.take(NOW)
