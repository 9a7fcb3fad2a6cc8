"""`POST /v1/chat`: whole or as it comes, for whom it opens, and what is wrong said by a status."""

from __future__ import annotations

import json

import msgspec
import pytest

from penchant.domain import Observed, Question, Reply, Slate
from small_server import bearer

JSON = {"Accept": "application/json"}
KINDS = {"observed": Observed, "slate": Slate, "question": Question, "reply": Reply}


def streamed(answer):
    """The events of a stream: name and data."""
    blocks = [block.split("\n") for block in answer.text.strip().split("\n\n")]
    return [(name.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for name, data in blocks]


def test_a_turn_as_it_comes(api):
    answer = api.post("/v1/chat", json={"user_id": "c1", "text": "I want a film", "n": 2})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/event-stream")
    parts = streamed(answer)
    names = [name for name, _ in parts]
    assert names[:3] == ["observed", "slate", "text"]
    assert names[-2:] == ["question", "reply"]
    for name, data in parts:
        if name in KINDS:
            msgspec.convert(data, KINDS[name])
    whole = parts[-1][1]
    assert "".join(data["delta"] for name, data in parts if name == "text") == whole["text"]
    assert whole["slate"]["slate_id"] == parts[1][1]["slate_id"]
    assert answer.headers["penchant-interest-version"] == whole["slate"]["interest_version"]


def test_a_turn_as_one_document(api):
    answer = api.post("/v1/chat", json={"user_id": "c2", "text": "only before 1980"}, headers=JSON)
    reply = msgspec.json.decode(answer.content, type=Reply)
    assert [i.where for i in reply.steered] == ["year < 1980"]
    assert answer.headers["penchant-as-of"] == str(reply.slate.as_of)
    held = api.get("/v1/users/c2/interests").json()["interests"]
    assert [i["where"] for i in held] == ["year < 1980"]
    assert api.get(f"/v1/slates/{reply.slate.slate_id}").json()["slate_id"] == reply.slate.slate_id


def test_an_answer_is_chosen(api):
    first = api.post("/v1/chat", json={"user_id": "c3", "text": "I want a film", "n": 2}, headers=JSON).json()
    choice = first["question"]["choices"][0]
    again = api.post(
        "/v1/chat", json={"user_id": "c3", "choice": choice["edit"], "n": 2}, headers=JSON
    ).json()
    assert [i["label"] for i in again["steered"]] == [choice["label"]]


def test_a_turn_sent_again_counts_once(api):
    for _ in range(2):
        api.post("/v1/chat", json={"user_id": "c4", "text": "I love horror", "turn_id": "t"}, headers=JSON)
    events = api.get("/v1/users/c4/events").json()["events"]
    assert [one["event"]["event_id"] for one in events] == ["t-0"]


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        ({"user_id": "c5", "n": 0}, 422, None),
        ({"user_id": "", "text": "x"}, 422, "InvalidInput"),
        ({"text": "x"}, 422, None),
        ({"user_id": "c5", "choice": {"action": "drop", "interest_id": "nope"}}, 404, "UnknownInterest"),
        (
            {"user_id": "c5", "choice": {"action": "declare", "label": "x", "where": "((("}},
            422,
            "InvalidEvent",
        ),
    ],
)
@pytest.mark.parametrize("headers", [JSON, {}])
def test_what_is_wrong_is_said_by_a_status(api, body, status, kind, headers):
    answer = api.post("/v1/chat", json=body, headers=headers)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert kind is None or answer.json()["kind"] == kind


def test_a_filter_declared_over_http_filters(api):
    declared = {"label": "old", "where": "year < 1950"}
    assert api.post("/v1/users/c6/interests", json=declared).status_code == 200
    items = api.get("/v1/users/c6/recommendations").json()["items"]
    assert {item["item_id"] for item in items} == {"casablanca", "nosferatu"}


def test_it_is_counted_and_told_to_who_watches(api):
    api.post("/v1/chat", json={"user_id": "c7", "text": "I love horror"}, headers=JSON)
    metrics = api.get("/metrics").text
    assert 'penchant_http_requests_total{method="POST",route="/v1/chat",status="200"}' in metrics


def test_a_key_needs_both_scopes_and_a_token_its_own_user(guarded):
    body = {"user_id": "ann", "text": "I love horror"}
    for scope, status in (("read", 403), ("ingest", 403), ("tokens", 403), ("admin", 200)):
        answer = guarded.post("/v1/chat", json=body, headers={**JSON, **bearer(guarded.keys[scope])})
        assert answer.status_code == status, scope
    assert guarded.post("/v1/chat", json=body, headers=JSON).status_code == 401
    made = guarded.post("/v1/users/ann/tokens", json={}, headers=bearer(guarded.keys["tokens"]))
    token = bearer(made.json()["token"])
    assert guarded.post("/v1/chat", json=body, headers={**JSON, **token}).status_code == 200
    other = guarded.post("/v1/chat", json={**body, "user_id": "bob"}, headers={**JSON, **token})
    assert other.status_code == 403


def test_who_waits_for_a_models_words_hears_of_us(monkeypatch):
    from penchant.build import build
    from penchant.server.routes import chat
    from penchant.testing.scripted import ScriptedModel
    from small_server import serving
    from small_world import ITEMS, small_settings

    monkeypatch.setattr(chat, "PING", 0.05)
    model = ScriptedModel(lambda _: json.dumps({"text": "x"}), seconds=0.3)
    engine = build("memory://", settings=small_settings(), language_model=model)
    engine.put_items(ITEMS)
    with serving(engine, open=True, key_rate=0, user_rate=0) as client:
        answer = client.post("/v1/chat", json={"user_id": "c8", "text": "I love horror"})
    assert ":\n\n" in answer.text.replace(": \n", ":\n")
    assert "event: reply" in answer.text
