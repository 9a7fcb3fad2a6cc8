"""Every call goes one way: consent, redaction, cache, budget, the call, the check, restoring, counting."""

from __future__ import annotations

import threading
import time

import msgspec
import pytest

from penchant.caller import Caller, most_characters
from penchant.domain import Value
from penchant.errors import CallRefused, InvalidAnswer, ModelUnavailable
from penchant.ports import Completion, Prompt
from penchant.settings import LanguageModelSettings
from penchant.stores.memory import MemoryStore
from penchant.testing.scripted import ScriptedModel


class Answer(Value):
    quote: str


SETTINGS = LanguageModelSettings(consent="assumed", timeout_seconds=5.0)
TEXT = "My name is Sarah Whitfield, mail sarah@x.example"


def asking(data: str = TEXT, **more) -> Prompt:
    fields = {"purpose": "reading", "instructions": "Read.", "data": data, "user_id": "ann"}
    return Prompt(**{**fields, **more})


def echo(prompt: Prompt) -> str:
    return msgspec.json.encode(Answer(quote=prompt.data)).decode()


def remote(answer=echo, **more) -> ScriptedModel:
    return ScriptedModel(answer, local=False, **more)


def changed(**more) -> LanguageModelSettings:
    return msgspec.structs.replace(SETTINGS, **more)


def outcomes(caller: Caller, purpose: str = "reading") -> dict[str, int]:
    total = next(c for c in caller.costs().by_purpose if c.purpose == purpose)
    return {**total.failures, **total.refused, "calls": total.calls, "cached": total.cached}


# --- what leaves, and what comes back


def test_nothing_that_identifies_a_person_leaves_and_the_quote_comes_back_verbatim():
    model = remote()
    found = Caller(model, SETTINGS).ask(asking(), Answer)
    assert found.quote == TEXT
    sent = model.asked[0]
    assert "Sarah" not in sent.data
    assert "@" not in sent.data
    assert (sent.user_id, sent.tenant) == ("", "")


def test_what_leaves_is_the_same_for_two_people_of_different_names_and_each_gets_their_own_back():
    model = remote()
    caller = Caller(model, SETTINGS)
    other = TEXT.replace("Sarah Whitfield", "Thomas Becker").replace("sarah", "thomas")
    assert caller.ask(asking(), Answer).quote == TEXT
    assert caller.ask(asking(other, user_id="bob"), Answer).quote == other
    assert len(model.asked) == 1


def test_a_model_in_this_process_sees_the_words():
    model = ScriptedModel(echo)
    Caller(model, changed(consent="asked")).ask(asking(), Answer)
    assert model.asked[0].data == TEXT


def test_without_consent_no_call_is_made():
    model, said = remote(), {}
    caller = Caller(model, changed(consent="asked"), said_by=lambda _: said)
    with pytest.raises(CallRefused, match="not agreed"):
        caller.ask(asking(), Answer)
    assert model.asked == []
    said["reading"] = True
    assert caller.ask(asking(), Answer).quote == TEXT
    said["reading"] = False
    with pytest.raises(CallRefused):
        caller.ask(asking(), Answer)
    assert outcomes(caller) == {"consent": 2, "calls": 1, "cached": 0}


def test_a_no_holds_for_a_model_in_this_process_too():
    caller = Caller(ScriptedModel(echo), SETTINGS, said_by=lambda _: {"reading": False})
    with pytest.raises(CallRefused):
        caller.ask(asking(), Answer)


def test_a_purpose_that_is_off_is_refused():
    caller = Caller(remote(), changed(purposes=("chat",)))
    with pytest.raises(CallRefused, match="purposes"):
        caller.ask(asking(), Answer)
    assert outcomes(caller)["off"] == 1


# --- answers that are none


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "{",
        "null",
        "[]",
        '{"quote": 3}',
        '{"quote": "a"} and more',
        "[" * 100_000,
        '{"other": "a"}',
        "\ud800",
    ],
)
def test_what_does_not_follow_the_schema_is_an_invalid_answer_and_counted(answer):
    caller = Caller(remote(lambda _: answer), SETTINGS)
    with pytest.raises(InvalidAnswer):
        caller.ask(asking(), Answer)
    assert outcomes(caller) == {"invalid": 1, "calls": 1, "cached": 0}


def test_an_answer_far_longer_than_asked_for_is_not_read():
    prompt = asking(max_tokens=10)
    long = echo(asking("x" * most_characters(prompt)))
    with pytest.raises(InvalidAnswer, match="characters"):
        Caller(remote(lambda _: long), SETTINGS).ask(prompt, Answer)


class Cut(ScriptedModel):
    def complete(self, prompt, timeout):
        return Completion(text='{"quote": "a"}', output_tokens=3, finished=False)


class Broken(ScriptedModel):
    def complete(self, prompt, timeout):
        raise ZeroDivisionError


def test_a_cut_answer_and_a_model_that_breaks():
    caller = Caller(Cut(echo), SETTINGS)
    with pytest.raises(InvalidAnswer, match="cut short"):
        caller.ask(asking(), Answer)
    broken = Caller(Broken(echo), SETTINGS)
    with pytest.raises(ModelUnavailable, match="ZeroDivisionError"):
        broken.ask(asking(), Answer)
    assert outcomes(broken) == {"unavailable": 1, "calls": 1, "cached": 0}
    with pytest.raises(ModelUnavailable):  # its place is free again, and nothing is held
        Caller(Broken(echo), changed(calls_at_once=1)).ask(asking(), Answer)


def test_a_failure_is_not_kept():
    answers = iter(["{", '{"quote": "a"}'])
    caller = Caller(remote(lambda _: next(answers)), SETTINGS)
    with pytest.raises(InvalidAnswer):
        caller.ask(asking(), Answer)
    assert caller.ask(asking(), Answer).quote == "a"


# --- the cache


def test_the_same_question_is_asked_once_and_spaces_do_not_matter():
    model = remote()
    caller = Caller(model, SETTINGS)
    for data in ("I love it", "I  love it\n", "I love it"):
        caller.ask(asking(data), Answer)
    assert len(model.asked) == 1
    assert outcomes(caller)["cached"] == 2


@pytest.mark.parametrize(
    "more", [{"instructions": "Other."}, {"purpose": "chat"}, {"tenant": "t"}, {"schema": {"a": 1}}]
)
def test_another_prompt_is_another_question(more):
    model = remote()
    caller = Caller(model, SETTINGS)
    caller.ask(asking(), Answer)
    caller.ask(asking(**more), Answer)
    assert len(model.asked) == 2


def test_a_warm_answer_is_asked_again_but_for_ideas_which_say_which_try_they_are():
    model = remote()
    caller = Caller(model, SETTINGS)
    for purpose in ("wording", "wording", "ideas", "ideas"):
        caller.ask(asking(purpose=purpose, temperature=0.8), Answer)
    assert len(model.asked) == 3


def test_answers_outlive_the_process_and_are_gone_after_an_erasure():
    store = MemoryStore()
    first = Caller(remote(), SETTINGS, store=store)
    first.ask(asking(), Answer)
    first.close()
    model = remote()
    second = Caller(model, SETTINGS, store=store)
    second.ask(asking(), Answer)
    assert model.asked == []
    second.close()
    store.forget("somebody")
    third = Caller(model, SETTINGS, store=store)
    third.ask(asking(), Answer)
    assert len(model.asked) == 1
    store.forget("somebody else")  # and it is not written back
    third.close()
    assert store.get_blob("state", "answers") is None


def test_an_answer_on_its_way_while_someone_is_forgotten_is_not_kept():
    caller = Caller(remote(lambda p: (caller.clear(), echo(p))[1]), SETTINGS)
    caller.ask(asking(), Answer)
    caller.ask(asking(), Answer)
    assert outcomes(caller) == {"calls": 2, "cached": 0}


# --- streams


def test_a_stream_is_restored_and_counted():
    caller = Caller(remote(lambda _: "Hello [NAME_1],\nhere are films.\n"), SETTINGS)
    assert "".join(caller.stream(asking(purpose="chat"))) == "Hello Sarah Whitfield,\nhere are films.\n"
    assert outcomes(caller, "chat") == {"calls": 1, "cached": 0}
    assert "".join(caller.stream(asking(purpose="chat"))).startswith("Hello Sarah")
    assert outcomes(caller, "chat") == {"calls": 1, "cached": 1}


def test_a_stream_that_never_ends_is_cut_and_one_that_is_left_is_settled():
    class Endless(ScriptedModel):
        def stream(self, prompt, timeout):
            while True:
                yield "word "

    caller = Caller(Endless(echo), SETTINGS)
    prompt = asking(max_tokens=10)
    assert len("".join(caller.stream(prompt))) <= most_characters(prompt)
    parts = caller.stream(asking("other"))
    next(parts)
    parts.close()
    assert outcomes(caller) == {"calls": 2, "cached": 0}


def test_a_stream_that_breaks_is_an_unavailable_model():
    class Breaking(ScriptedModel):
        def stream(self, prompt, timeout):
            yield "word "
            raise OSError

    caller = Caller(Breaking(echo), SETTINGS)
    with pytest.raises(ModelUnavailable):
        list(caller.stream(asking()))
    assert outcomes(caller)["unavailable"] == 1


# --- bounds


def test_so_many_calls_at_once_and_no_more():
    at_once, most, lock = 0, 0, threading.Lock()

    def slow(prompt):
        nonlocal at_once, most
        with lock:
            at_once += 1
            most = max(most, at_once)
        time.sleep(0.02)
        with lock:
            at_once -= 1
        return echo(prompt)

    caller = Caller(remote(slow), changed(calls_at_once=2))
    threads = [threading.Thread(target=caller.ask, args=(asking(f"{n}"), Answer)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 2
    assert outcomes(caller)["calls"] == 8


def test_who_waits_too_long_for_a_place_is_told():
    caller = Caller(remote(seconds=0.3), changed(calls_at_once=1))
    thread = threading.Thread(target=caller.ask, args=(asking("a"), Answer))
    thread.start()
    time.sleep(0.05)
    with pytest.raises(ModelUnavailable, match="under way"):
        caller.ask(asking("b"), Answer, timeout=0.05)
    thread.join()


def test_the_watcher_hears_of_each_wish_and_the_ratio_is_calls_to_all():
    caller, heard = Caller(remote(), SETTINGS), []
    caller.watch = lambda purpose, outcome, tally: heard.append((purpose, outcome, tally.tokens > 0))
    caller.ask(asking(), Answer)
    caller.ask(asking(), Answer)
    caller.saved("reading", "gate", 6)
    assert heard == [("reading", "answered", True), ("reading", "cached", False), ("reading", "gate", False)]
    total = caller.costs().total
    assert (total.calls, total.cached, total.saved, total.ratio) == (1, 1, {"gate": 6}, 0.125)


def test_closing_twice_is_harmless():
    caller = Caller(remote(), SETTINGS)
    caller.close()
    caller.close()
