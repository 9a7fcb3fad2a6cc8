"""A model of a server, whatever the server does wrong."""

from __future__ import annotations

import logging
import time

import msgspec
import pytest

from openai_server import DOCUMENT, STORY, fake_server, free_port
from penchant.errors import InvalidSetting, ModelUnavailable
from penchant.language import http
from penchant.language.breaker import Breaker
from penchant.language.http import HttpModel
from penchant.language.messages import Spoken, disarmed, document, messages
from penchant.ports import Prompt

KEY = "sk-secret-1234567890"
FORMAL = Prompt(
    purpose="reading", instructions="As JSON.", data="my private words", schema={"type": "object"}
)
FREE = Prompt(purpose="chat", instructions="Be brief.", data="my private words")


@pytest.fixture
def server():
    with fake_server() as fake:
        yield fake


@pytest.fixture
def model(server, monkeypatch):
    monkeypatch.setattr(http, "_FIRST_PAUSE", 0.005)
    made = HttpModel("fake", server.url, key=KEY)
    yield made
    made.close()


def refused(model, prompt=FORMAL, timeout=5.0):
    with pytest.raises(ModelUnavailable) as caught:
        model.complete(prompt, timeout)
    assert KEY not in str(caught.value)
    assert "private words" not in str(caught.value)
    return str(caught.value)


def test_what_is_sent(server, model):
    model.complete(FORMAL, 5)
    asked = server.asked[0]
    assert server.paths == ["/v1/chat/completions"]
    assert server.headers[0]["authorization"] == f"Bearer {KEY}"
    assert asked["model"] == "fake"
    assert [m["role"] for m in asked["messages"]] == ["system", "user"]
    assert asked["messages"][0]["content"] == "As JSON."
    assert asked["messages"][1]["content"] == "my private words"
    assert asked["response_format"]["json_schema"]["schema"] == {"type": "object"}


def test_without_a_key_none_is_sent(server, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "of-another-service")
    bare = HttpModel("fake", server.url)
    bare.complete(FREE, 5)
    bare.close()
    assert "authorization" not in server.headers[0]


def test_extra_fields_are_sent_and_cannot_replace_the_messages(server):
    made = HttpModel("fake", server.url, extra={"enable_thinking": False, "messages": []})
    made.complete(FREE, 5)
    made.close()
    assert server.asked[0]["enable_thinking"] is False
    assert len(server.asked[0]["messages"]) == 2


@pytest.mark.parametrize("wrong", ["busy", "failing", "truncated", "page", "error_in_200"])
def test_a_passing_fault_is_tried_again(server, model, wrong):
    server.wrong(wrong, times=2)
    assert model.complete(FORMAL, 5).text == DOCUMENT
    assert len(server.asked) == 3


@pytest.mark.parametrize(
    ("wrong", "asked", "words"),
    [
        ("busy", 4, "429 (rate_limit_exceeded)"),
        ("failing", 4, "500"),
        ("truncated", 4, "hung up"),
        ("page", 4, "no JSON object"),
        ("error_in_200", 4, "upstream_gone"),
        ("locked", 1, "401 (invalid_api_key)"),
        ("missing", 1, "404 (model_not_found)"),
        ("moved", 1, "redirects are not followed"),
        ("too_long", 1, "context_length_exceeded"),
    ],
)
def test_a_lasting_fault_is_told_without_key_and_words(server, model, wrong, asked, words):
    server.wrong(wrong)
    assert words in refused(model)
    assert len(server.asked) == asked


def test_a_server_that_is_not_there_is_told(monkeypatch):
    monkeypatch.setattr(http, "_FIRST_PAUSE", 0.005)
    made = HttpModel("fake", f"http://127.0.0.1:{free_port()}/v1", key=KEY)
    assert "cannot be reached" in refused(made)
    made.close()


@pytest.mark.parametrize("wrong", ["slow", "drip", "drip_headers"])
def test_no_server_holds_a_call_past_its_time_out(server, model, wrong):
    server.wrong(wrong)
    for prompt_way in (lambda: model.complete(FREE, 0.4), lambda: list(model.stream(FREE, 0.4))):
        began = time.monotonic()
        with pytest.raises(ModelUnavailable, match=r"within 0\.4 s"):
            prompt_way()
        assert 0.35 < time.monotonic() - began < 1.0


def test_a_slow_stream_gives_what_came_and_ends_at_its_time_out(server, model):
    server.wrong("drip_words")
    began = time.monotonic()
    parts = model.stream(FREE, 0.7)
    came = next(parts)
    assert time.monotonic() - began < 0.6
    with pytest.raises(ModelUnavailable, match="within"):
        came += "".join(parts)
    assert time.monotonic() - began < 1.4
    assert STORY.startswith(came.strip())


def test_a_stream_that_ends_in_the_middle_is_no_answer(server, model):
    server.wrong("half_stream")
    with pytest.raises(ModelUnavailable, match="middle"):
        list(model.stream(FREE, 5))


def test_retry_after_is_kept(server, model):
    server.wrong("busy", times=1)
    server.retry_after = "0.3"
    began = time.monotonic()
    model.complete(FREE, 5)
    assert time.monotonic() - began >= 0.3


def test_a_wait_past_the_time_out_is_not_waited_for_and_calls_then_fail_at_once(server, model):
    server.wrong("busy")
    server.retry_after = "60"
    began = time.monotonic()
    refused(model, timeout=2)
    assert "left alone" in refused(model, timeout=2)
    assert time.monotonic() - began < 1.0
    assert len(server.asked) == 1


def test_a_failing_server_is_left_alone_then_tried_once(server, monkeypatch):
    monkeypatch.setattr(http, "_ATTEMPTS", 1)
    now = [0.0]
    made = HttpModel("fake", server.url, breaker=Breaker(failures=3, rest=10.0, clock=lambda: now[0]))
    server.wrong("failing")
    for _ in range(3):
        refused(made)
    assert "left alone for 10 s" in refused(made)
    assert len(server.asked) == 3
    now[0] = 11.0
    assert "500" in refused(made)  # the trial, which fails: the rest doubles
    now[0] = 25.0
    assert "left alone" in refused(made)
    now[0] = 32.0
    server.wrong("")
    assert made.complete(FREE, 5).text
    assert made.complete(FREE, 5).text
    assert len(server.asked) == 6
    made.close()


def test_requests_that_are_turned_down_do_not_open_the_breaker(server, model):
    server.wrong("too_long")
    for _ in range(8):
        assert "context_length_exceeded" in refused(model)


@pytest.mark.parametrize(
    ("wrong", "first", "forms"),
    [
        ("no_schemas", 2, ["json_schema", "json_object", "json_object"]),
        ("steady_in_words", 3, ["json_schema", "json_object", None, None]),
    ],
)
def test_what_a_server_turns_down_is_asked_otherwise_and_remembered(server, model, wrong, first, forms):
    server.wrong(wrong)
    assert model.complete(FORMAL, 5).text == DOCUMENT
    assert len(server.asked) == first
    assert model.complete(FORMAL, 5).text == DOCUMENT
    assert [asked.get("response_format", {}).get("type") for asked in server.asked] == forms
    assert "JSON schema" in server.asked[-1]["messages"][1]["content"]
    assert "JSON schema" not in server.asked[-1]["messages"][0]["content"]


def test_the_newest_names_of_fields_are_found_out(server, model):
    server.wrong("newest")
    assert model.complete(FREE, 5).text
    assert len(server.asked) == 3
    model.complete(FREE, 5)
    assert len(server.asked) == 4
    assert server.asked[-1]["max_completion_tokens"] == FREE.max_tokens
    assert server.asked[-1].keys().isdisjoint({"max_tokens", "temperature"})


def test_tokens_are_as_counted_by_the_server_else_estimated(server, model):
    assert model.complete(FREE, 5).input_tokens == 11
    server.wrong("no_usage")
    answer = model.complete(FREE, 5)
    assert answer.input_tokens >= 5
    assert answer.output_tokens >= len(STORY) // 5


def test_an_answer_cut_short_is_not_finished(server, model):
    server.wrong("cut_document")
    assert not model.complete(FORMAL, 5).finished


def test_neither_logs_nor_names_hold_the_key(server, model, caplog):
    with caplog.at_level(logging.DEBUG):
        model.complete(FREE, 5)
        server.wrong("locked")
        refused(model)
    assert KEY not in caplog.text
    assert KEY not in repr(model)


def test_a_closed_model_connects_anew(model):
    model.complete(FREE, 5)
    model.close()
    assert model.complete(FREE, 5).text


def test_closing_ends_a_call_under_way(server, model):
    import threading

    server.wrong("slow")
    threading.Timer(0.2, model.close).start()
    began = time.monotonic()
    refused(model, timeout=8)
    assert time.monotonic() - began < 3


@pytest.mark.parametrize(
    "url",
    [
        "",
        "localhost:8000",
        "ftp://host/v1",
        "http://",
        "http://a b/v1",
        "http://me:pass@host/v1",
        "http://host/v1?key=pass",
        "http://host:99999/v1",
    ],
)
def test_an_address_must_be_one_and_hold_no_secret(url):
    with pytest.raises(InvalidSetting) as caught:
        HttpModel("fake", url)
    assert "pass" not in caught.value.message


def test_a_key_with_a_line_end_is_refused_without_being_told():
    with pytest.raises(InvalidSetting) as caught:
        HttpModel("fake", "http://host/v1", key=f"{KEY}\n")
    assert KEY not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ('{"a": 1}', '{"a": 1}'),
        ('```json\n{"a": 1}\n```', '{"a": 1}'),
        ('Sure {here}: {"a": {"b": 2}} - more? {"c": 1}', '{"a": {"b": 2}}'),
        ('<think>{"no": 1}</think>\n{"a": 1}', '{"a": 1}'),
        ('{"a": "cut', '{"a": "cut'),
        ("no document", "no document"),
    ],
)
def test_the_document_in_an_answer_is_found(text, bare):
    assert document(text) == bare


@pytest.mark.parametrize(
    ("parts", "shown"),
    [
        (["<th", "ink>sec", "ret</thi", "nk>\n\nHello", " you"], "Hello you"),
        (["<", "b>bold"], "<b>bold"),
        (["Hello", " <think>"], "Hello <think>"),
        (["<think>never ends"], ""),
    ],
)
def test_thoughts_are_not_shown(parts, shown):
    spoken = Spoken()
    told = [text for part in parts for text in spoken.feed(part)] + list(spoken.rest())
    assert "".join(told) == shown


@pytest.mark.parametrize(
    "mark",
    [
        "<|im_start|>system",
        "<|eot_id|>",
        "</s>",
        "<s>",
        "[INST]",
        "[/INST]",
        "<<SYS>>",
        "<start_of_turn>model",
        "<｜User｜>",
        "</think>",
        "<|endoftext|>",
    ],
)
def test_marks_of_chat_templates_become_words(mark):
    prompt = Prompt(purpose="chat", instructions="Ours.", data=f"I like {mark} films")
    said = messages(prompt)[1]["content"]
    assert mark not in said
    assert said.replace(" ", "") == f"I like {mark} films".replace(" ", "")


@pytest.mark.parametrize(
    "text", ["I <3 films", "a < b > c", "[Drama] [1980s]", "《三体》<很好>", "<b>bold</b> <strong>"]
)
def test_plain_brackets_are_left_alone(text):
    assert disarmed(text) == text


def test_who_stands_behind_a_name_is_told_where_the_server_tells_it(server, model):
    told = {
        "id": "fake",
        "created": 1,
        "owned_by": "llamacpp",
        "meta": {"n_params": 135, "size": 9, "n_ctx": 2},
    }
    server.models = [{"id": "other"}, told]
    first = model.identity(5)
    server.models = [told | {"created": 2, "meta": {"n_params": 135, "size": 9, "n_ctx": 4}}]
    assert first
    assert model.identity(5) == first, "the moment and the context's size are not the weights"
    server.models = [told | {"meta": {"n_params": 360, "size": 9}}]
    assert model.identity(5) not in {first, ""}
    assert server.headers[-1]["authorization"] == f"Bearer {KEY}"
    for nothing in ([], [{"id": "fake"}], "no list"):
        server.models = nothing
        assert model.identity(5) == ""


def test_ollama_tells_a_file_by_its_time(server, model):
    server.models = [{"id": "fake", "created": 1, "owned_by": "library"}]
    first = model.identity(5)
    server.models[0]["created"] = 2
    assert model.identity(5) not in {first, ""}


def test_nobody_is_behind_a_server_that_is_not_there():
    made = HttpModel("fake", f"http://127.0.0.1:{free_port()}/v1")
    assert made.identity(1) == ""
    made.close()


BOUNDED = msgspec.structs.replace(
    FORMAL,
    schema={
        "type": "object",
        "properties": {
            "maxItems": {"type": "array", "maxItems": 2, "items": {"type": "string", "maxLength": 9}}
        },
    },
)


def test_a_server_that_takes_no_bounds_is_asked_without_them_before_it_is_asked_without_a_schema(
    server, model
):
    server.wrong("no_bounds")
    assert model.complete(BOUNDED, 5).text == DOCUMENT
    assert len(server.asked) == 2
    held = server.asked[-1]["response_format"]["json_schema"]["schema"]
    assert held["properties"]["maxItems"] == {"type": "array", "items": {"type": "string"}}
    assert "JSON schema" not in server.asked[-1]["messages"][1]["content"]
    model.complete(BOUNDED, 5)
    assert len(server.asked) == 3, "it is remembered"
