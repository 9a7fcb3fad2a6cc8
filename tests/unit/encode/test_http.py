"""The encoder at a server: against a real one on this machine, and in all the ways that one can fail."""

from __future__ import annotations

import sys
import time

import numpy as np
import pytest

from penchant.build import encoder_of
from penchant.encode.hashing import HashingEncoder
from penchant.encode.http import BATCH, HttpEncoder
from penchant.errors import EncoderUnavailable, InvalidSetting, MissingExtra
from small_embedder import DIM, embedder


@pytest.fixture
def server():
    with embedder() as served:
        yield served


def encoder(server, **more) -> HttpEncoder:
    return HttpEncoder("small", server.url, **{"seconds": 0.5, **more})


def test_rows_come_in_the_order_asked_and_of_unit_length(server):
    texts = ["space opera", "", "a quiet film", "space opera"]
    assert encoder(server).encode(texts) == pytest.approx(HashingEncoder(DIM).encode(texts), abs=1e-6)


def test_its_name_holds_model_dimensions_and_prefix(server):
    assert encoder(server).name == f"http-small-{DIM}"
    asked = encoder(server, prefix="query: ")
    assert asked.name == f"http-small-{DIM}-query:"
    asked.encode(["space"])
    assert server.calls[-1] == ["query: space"]


def test_many_texts_go_in_batches_and_blank_ones_stay_here(server):
    asked, texts = encoder(server), [f"text {number}" for number in range(2 * BATCH + 1)]
    server.calls.clear()
    asked.encode([*texts, " "])
    assert [len(call) for call in server.calls] == [BATCH, BATCH, 1]
    server.calls.clear()
    assert not asked.encode([" ", "\u200b"]).any()
    assert asked.encode([]).shape == (0, DIM)
    assert server.calls == []


def test_the_key_is_sent_and_none_without_one(server):
    encoder(server, key="secret").encode(["space"])
    assert set(server.keys) == {"Bearer secret"}
    server.keys.clear()
    encoder(server)
    assert server.keys == [""]


def test_known_dimensions_need_no_server():
    assert HttpEncoder("small", "http://127.0.0.1:9/v1", dim=7).name == "http-small-7"


def test_a_busy_server_is_asked_again(server):
    asked = encoder(server, seconds=5.0)
    server.status, answer, tries = 503, server.answer, []

    def better(body):
        tries.append(body)
        server.status = 200 if len(tries) > 2 else 503
        return answer(body)

    server.answer = better
    assert asked.encode(["space"]).any()
    assert len(tries) == 3


@pytest.mark.parametrize("status", [400, 401, 404, 501])
def test_what_would_fail_again_is_not_asked_again(server, status):
    asked = encoder(server, seconds=5.0)
    server.status = status
    server.calls.clear()
    with pytest.raises(EncoderUnavailable, match=f"it answered {status}"):
        asked.encode(["space"])
    assert len(server.calls) == 1


def test_a_call_ends_in_time_whatever_the_server_does(server):
    asked = encoder(server, seconds=0.3)
    for set_up in ({"delay": 2.0}, {"delay": 0.0, "status": 503}):
        for name, value in set_up.items():
            setattr(server, name, value)
        begun = time.monotonic()
        with pytest.raises(EncoderUnavailable, match=r"within 0\.3 s"):
            asked.encode(["space"])
        assert time.monotonic() - begun < 1.0


def test_many_texts_may_take_longer_but_a_refusal_may_not(server):
    asked = encoder(server, seconds=0.2)
    server.delay = 0.5
    assert asked.encode([f"text {number}" for number in range(BATCH)]).any()
    server.delay, server.status = 0.0, 503
    begun = time.monotonic()
    with pytest.raises(EncoderUnavailable, match=r"within 0\.2 s"):
        asked.encode([f"text {number}" for number in range(5 * BATCH)])
    assert time.monotonic() - begun < 0.5


def test_a_server_that_is_not_there_is_said_so():
    with pytest.raises(
        EncoderUnavailable, match=r"'small' at 'http://127\.0\.0\.1:9/v1/embeddings'.*ConnectError"
    ):
        HttpEncoder("small", "http://127.0.0.1:9/v1", seconds=0.2)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda body: {"data": body["data"][:1]}, r"shape \(1, 64\), not \(2, 64\)"),
        (
            lambda body: {"data": [{**one, "embedding": one["embedding"][:5]} for one in body["data"]]},
            r"\(2, 5\)",
        ),
        (
            lambda body: {"data": [{**one, "embedding": [float("nan")] * DIM} for one in body["data"]]},
            "not a number",
        ),
        (
            lambda body: {"data": [{**one, "embedding": "AAAA"} for one in body["data"]]},
            "not one of embeddings",
        ),
        (lambda body: {"error": "none"}, "not one of embeddings"),
        (lambda body: b"<html>", "not one of embeddings"),
        (lambda body: [], "not one of embeddings"),
    ],
)
def test_an_answer_that_cannot_be_used_is_refused(server, change, complaint):
    asked = encoder(server)
    server.change = change
    with pytest.raises(EncoderUnavailable, match=complaint):
        asked.encode(["space", "opera"])


def test_by_its_setting(server):
    assert encoder_of("http:small", url=server.url).dim == DIM
    with pytest.raises(InvalidSetting, match="encoder_url"):
        encoder_of("http:small")


def test_without_httpx_it_is_said_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "httpx", None)
    with pytest.raises(MissingExtra, match=r"penchant\[client\]"):
        HttpEncoder("small", "http://127.0.0.1:9/v1")


def test_half_a_pair_of_surrogates_is_sent_as_a_question_mark(server):
    asked = encoder(server)
    assert np.isfinite(asked.encode(["half a pair \ud83d"])).all()
    assert server.calls[-1] == ["half a pair ?"]
