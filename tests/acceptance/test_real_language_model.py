"""Language models that are really there: llama.cpp over the small model, killed and started again; and a server that misbehaves.

What the small model says is mostly nonsense: that everything runs, is kept to its schema and counted is what is shown here, not how
well a model reads.
"""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager

import msgspec
import pytest

from llama_server import llama_server
from openai_server import fake_server
from penchant.build import build, with_scenario
from penchant.caller import Caller
from penchant.capture import gate, refine
from penchant.capture.licence import Licence, Trial
from penchant.domain import Event
from penchant.errors import InvalidAnswer, ModelUnavailable
from penchant.imagining import Imaginer
from penchant.language.http import HttpModel
from penchant.people import READING
from penchant.ports import Blob, Prompt
from penchant.rank import wording
from penchant.refining import queue, refiner
from penchant.refining.second import LICENCES
from penchant.settings import LanguageModelSettings
from penchant.testing.language_suite import SCHEMA, About
from small_world import ITEMS

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("llama")]
PATIENT = 120.0
"""Seconds for an answer on a machine where everything else runs too; alone it takes three to ten."""
SETTINGS = LanguageModelSettings(consent="assumed", timeout_seconds=PATIENT, user_tokens_a_day=0)
SAID = "I love quiet films about space"


@pytest.fixture(scope="module")
def process():
    with llama_server() as server:
        yield server


@pytest.fixture
def llama(process):
    if not process.is_running:
        process.start()
    return process


@pytest.fixture
def caller(llama):
    made = Caller(HttpModel("smollm2", llama.url), SETTINGS)
    yield made
    made.close()


def about(data: str, *, max_tokens: int = 96) -> Prompt:
    told = "Say in JSON what the text is about, and its mood."
    return Prompt(purpose="reading", instructions=told, data=data, schema=SCHEMA, max_tokens=max_tokens)


def of_purpose(caller: Caller, purpose: str):
    return next(cost for cost in caller.costs().by_purpose if cost.purpose == purpose)


def test_reading_from_the_prompt_to_what_is_believed(caller):
    said = "I love space films"
    asked = [refine.Asked(text=said)]
    answer = caller.ask(refine.prompt_of(asked), refine.Readings)
    found = refine.found_in(answer, asked)
    assert len(found) == 1
    assert all(aspect.quote in said for aspect in found[0].aspects)
    cost = of_purpose(caller, "reading")
    assert (cost.calls, cost.failures) == (1, {})
    assert cost.input_tokens > 100
    assert cost.output_tokens > 10


@contextmanager
def opened(llama, url: str, *purposes: str, **more):
    """An engine over the real server, everybody agreed."""
    chosen = msgspec.structs.replace(
        SETTINGS,
        model="http:smollm2",
        base_url=llama.url,
        purposes=purposes,
        **{"timeout_seconds": 20.0, "think_seconds": PATIENT, **more},
    )
    settings = msgspec.structs.replace(with_scenario("media"), language_model=chosen, encoder="hashing")
    with build(url, settings=settings) as engine:
        if not engine._state.catalogue.ids:
            engine.put_items(ITEMS)
        yield engine


def say(engine, user_id: str, text: str, event_id: str = "") -> None:
    engine.observe(Event(user_id=user_id, event_type="say", text=text, event_id=event_id))


def test_wording_decodes_and_each_sentence_is_accepted_or_counted_as_fallen_back(llama, caller):
    """The schema leaves no room to talk on: the answer decodes whatever the model says."""
    plain = [f"You said “{SAID}”", "Popular lately"]
    answer = caller.ask(wording.asked(plain, "en"), wording.Sentences)
    assert len(answer.sentences) == len(plain)
    assert all(0 < sentence.number <= len(plain) for sentence in answer.sentences)
    assert of_purpose(caller, "wording").failures == {}
    with opened(llama, "memory://", "wording") as engine:
        say(engine, "ann", "I love science fiction")
        slate = engine.recommend("ann", 3)
        told = engine.reworded(slate.slate_id)
        sentences = wording.sentences_of(slate)
        counts = told.trace["worded"]
        assert counts["accepted"] + counts["fallback"] == len(sentences) > 0
        assert told.degraded == slate.degraded, "it was answered"
        cost = next(cost for cost in engine.costs().by_purpose if cost.purpose == "wording")
        assert (cost.calls, cost.failures) == (1, {})
        for old, new in zip(reasons_of(slate), reasons_of(told), strict=True):
            assert new.contribution == old.contribution
            assert new.text == old.text or wording.accepted(old.text, new.text, "en")


def reasons_of(slate):
    return [reason for item in slate.items for reason in item.reasons]


def test_ideas_decode_and_are_held_against_the_catalogue(llama):
    """One item an answer, and one answer: the small model writes slowly. What it imagines may be dropped, by a named cause."""
    with opened(llama, "memory://", "ideas") as engine:
        engine._imaginer = Imaginer(engine._caller, engine._state, samples=1, count=1)
        say(engine, "ann", "I love science fiction")
        slate = engine.recommend("ann", 5, think=True)
        counts = engine._imaginer.counts()
        assert (counts.asked, counts.failed) == (1, 0)
        assert counts.kept + sum(counts.dropped.values()) == 1
        assert "broken" not in counts.dropped
        assert slate.degraded == ()
        assert len([idea for idea in slate.ideas if idea.author == "language"]) == counts.kept
        cost = next(cost for cost in engine.costs().by_purpose if cost.purpose == "ideas")
        assert (cost.calls, cost.failures) == (1, {})
        assert cost.output_tokens > 10


def test_a_server_killed_in_the_middle_is_counted_and_serves_again_when_it_is_back(llama, caller):
    assert caller.ask(about("I love space films."), About)
    threading.Timer(0.3, llama.kill).start()
    story = Prompt(purpose="chat", instructions="Tell a story.", data="Long.", max_tokens=1_500)
    with pytest.raises(ModelUnavailable):
        list(caller.stream(story))
    with pytest.raises(ModelUnavailable):
        caller.ask(about("I hate war films."), About)
    llama.start()
    deadline = time.monotonic() + PATIENT
    while True:  # a server that was gone is left alone for a little
        try:
            assert caller.ask(about("I hate war films."), About)
            break
        except ModelUnavailable:
            assert time.monotonic() < deadline
            time.sleep(0.2)
    assert of_purpose(caller, "chat").failures == {"unavailable": 1}
    reading = of_purpose(caller, "reading")
    assert reading.failures["unavailable"] >= 1
    assert reading.calls == 2 + reading.failures["unavailable"]


def test_what_is_said_while_the_server_is_killed_is_known_at_once_and_waits_to_be_read(llama, file_url):
    with opened(llama, file_url, "reading", timeout_seconds=5.0) as engine:
        say(engine, "ann", "Not that I hate horror, but my niece loves it")
        llama.kill()
        say(engine, "ann", "I love science fiction, never show me war films")
        assert "science fiction" in {interest.label.lower() for interest in engine.interests("ann")}
        assert engine.recommend("ann", 5).items
        status = engine.refiner.status()
        assert status.behind + status.waiting >= 1
        waiting = (status.behind, status.waiting)
    with opened(llama, file_url, "reading", timeout_seconds=5.0) as again:
        status = again.refiner.status()
        assert (status.behind, status.waiting) == waiting
        assert len([event for event in again.all_events() if event.user_id == "ann"]) == 2
    llama.start()


TEXTS = {
    "e1": "horror? not really",
    "e2": "great, war again",
    "e3": "no comedy, my wife",
}
"""Short, so that the schema's bounds end every answer."""


def test_the_queue_of_a_killed_server_drains_once_it_is_back(llama, file_url, monkeypatch):
    """The refiner's own thread, over the real server. The small model earns no licence (it reads no better than the rules), so
    one is granted: written where the product keeps those that were earned. And every text is let through the gate.
    """
    monkeypatch.setattr(gate, "is_worth_it", lambda *_: True)
    monkeypatch.setattr(queue, "DOWN_WAIT_MS", 200)
    monkeypatch.setattr(refiner, "LONGEST_REST", 0.5)
    with opened(llama, file_url, "reading", timeout_seconds=PATIENT) as engine:
        granted(engine)
        llama.kill()
        for event_id, text in TEXTS.items():
            say(engine, "ann" if event_id < "e3" else "bob", text, event_id)
        assert eventually(lambda: engine.refiner.status().counts.get("failed", 0) >= 1)
        assert readings_of(engine) == []
        llama.start()
        assert eventually(lambda: done(engine.refiner.status()) == len(TEXTS), 40.0), engine.refiner.status()
        status = engine.refiner.status()
        assert (status.behind, status.waiting, status.dead) == (0, 0, 0)
        assert set(status.counts) <= {"failed", "refined", "agreed"}
        read = [event.context["of"] for event in readings_of(engine)]
        assert len(read) == len(set(read)) == status.counts.get("refined", 0)
        assert set(read) <= TEXTS.keys()
        cost = next(cost for cost in engine.costs().by_purpose if cost.purpose == "reading")
        assert cost.failures["unavailable"] >= 1
        assert set(cost.failures) == {"unavailable"}, "each answer decodes"
        assert cost.calls - cost.failures["unavailable"] >= 2, "one for each person"
        assert {event.event_id for event in engine.all_events()} >= TEXTS.keys()


def granted(engine) -> None:
    second = engine.refiner._second
    passed = Trial(wins=9, labels=9, right=9)
    licence = Licence(
        reader=second.name, trials={"en": passed, "zh": passed}, behind=engine._caller.identity()
    )
    assert licence.behind, "llama.cpp tells what it serves"
    blob = Blob(key=second._licence_key(), data=msgspec.msgpack.encode(licence))
    engine._store.put_blobs(LICENCES, [blob])


def done(status) -> int:
    return sum(status.counts.get(outcome, 0) for outcome in ("refined", "agreed"))


def readings_of(engine) -> list[Event]:
    return [event for event in engine.all_events() if event.event_type == READING]


def eventually(is_so, seconds: float = PATIENT) -> bool:
    deadline = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


FAULTS = {
    "slow": "unavailable",
    "drip": "unavailable",
    "drip_headers": "unavailable",
    "truncated": "unavailable",
    "busy": "unavailable",
    "failing": "unavailable",
    "page": "unavailable",
    "locked": "unavailable",
    "half_document": "invalid",
    "cut_document": "invalid",
    "other_schema": "invalid",
}


def test_every_fault_is_an_error_of_its_kind_in_time_and_counted():
    counted: dict[str, int] = {}
    for wrong, kind in FAULTS.items():
        with fake_server(wrong) as server:
            caller = Caller(
                HttpModel("fake", server.url), msgspec.structs.replace(SETTINGS, timeout_seconds=0.6)
            )
            began = time.monotonic()
            with pytest.raises(ModelUnavailable if kind == "unavailable" else InvalidAnswer):
                caller.ask(about(SAID), About)
            assert time.monotonic() - began < 2.5
            assert of_purpose(caller, "reading").failures == {kind: 1}
            server.wrong("")
            if wrong not in {"busy", "failing"}:
                assert caller.ask(about(SAID), About) == About(about="space", mood="like")
            counted[kind] = counted.get(kind, 0) + 1
            caller.close()
    assert counted == {"unavailable": 8, "invalid": 3}
