"""Language models that are really there: llama.cpp over the small model, killed and started again; and a server that misbehaves.

What the small model says is mostly nonsense: that everything runs, is kept to its schema and counted is what is shown here, not how
well a model reads.
"""

from __future__ import annotations

import threading
import time

import msgspec
import pytest

from llama_server import llama_server
from openai_server import fake_server
from penchant.build import build, with_scenario
from penchant.caller import Caller
from penchant.capture import refine
from penchant.domain import Event, Value
from penchant.errors import InvalidAnswer, LanguageModelError, ModelUnavailable
from penchant.generate import language
from penchant.language.http import HttpModel
from penchant.ports import Prompt
from penchant.rank import wording
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
    asked = [refine.Asked(text=SAID)]
    answer = caller.ask(refine.prompt_of(asked), refine.Readings)
    found = refine.found_in(answer, asked)
    assert len(found) == 1
    assert all(aspect.quote in SAID for aspect in found[0].aspects)
    cost = of_purpose(caller, "reading")
    assert (cost.calls, cost.failures) == (1, {})
    assert cost.input_tokens > 100
    assert cost.output_tokens > 10


def test_ideas_and_wording_are_answers_or_counted_failures(caller):
    wishes = [language.Wish(wanted=True, facets=("Science Fiction",))]
    ideas = language.asked(wishes, ["Solaris (1972)", "Alien (1979)"], ["Science Fiction"], count=1, sample=1)
    outcomes = {
        "ideas": outcome(caller, msgspec.structs.replace(ideas, max_tokens=120), language.Drafts),
        "wording": outcome(caller, wording.asked([f"You said “{SAID}”"], "en"), wording.Sentences),
    }
    for purpose, came in outcomes.items():
        cost = of_purpose(caller, purpose)
        assert cost.calls == 1
        assert cost.failures == ({"invalid": 1} if isinstance(came, InvalidAnswer) else {})
        assert isinstance(came, InvalidAnswer | language.Drafts | wording.Sentences)


def outcome(caller: Caller, prompt: Prompt, answer: type[Value]) -> Value | LanguageModelError:
    try:
        return caller.ask(prompt, answer)
    except LanguageModelError as error:
        return error


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
    chosen = msgspec.structs.replace(
        SETTINGS, model="http:smollm2", base_url=llama.url, purposes=("reading",), timeout_seconds=5.0
    )
    settings = msgspec.structs.replace(with_scenario("media"), language_model=chosen, encoder="hashing")
    with build(file_url, settings=settings) as engine:
        engine.put_items(ITEMS)
        engine.observe(
            Event(user_id="ann", event_type="say", text="Not that I hate horror, but my niece loves it")
        )
        llama.kill()
        engine.observe(
            Event(user_id="ann", event_type="say", text="I love science fiction, never show me war films")
        )
        assert "science fiction" in {interest.label.lower() for interest in engine.interests("ann")}
        assert engine.recommend("ann", 5).items
        status = engine.refiner.status()
        assert status.behind + status.waiting >= 1
        waiting = (status.behind, status.waiting)
    with build(file_url, settings=settings) as again:
        status = again.refiner.status()
        assert (status.behind, status.waiting) == waiting
        assert len([event for event in again.all_events() if event.user_id == "ann"]) == 2
    llama.start()


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
