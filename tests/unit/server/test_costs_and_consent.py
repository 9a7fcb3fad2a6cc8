"""Costs and consent over HTTP, and the metrics of calls."""

from __future__ import annotations

from penchant.build import build
from penchant.domain import Value
from penchant.ports import Prompt
from penchant.testing.scripted import ScriptedModel
from small_server import serving
from small_world import ITEMS, small_settings


class Answer(Value):
    quote: str


def test_consent_is_read_and_changed(api):
    assert api.get("/v1/users/ann/consent").json()["said"] == {}
    found = api.patch("/v1/users/ann/consent", json={"reading": True, "chat": False}).json()
    assert found["said"] == {"reading": True, "chat": False}
    assert found["allowed"] == {"reading": True, "ideas": False, "wording": False, "chat": False}
    assert api.patch("/v1/users/ann/consent", json={}).json()["said"] == found["said"]
    assert api.patch("/v1/users/ann/consent", json={"reading": "yes"}).status_code in {400, 422}
    assert api.get("/v1/users/ann/export").json()["consent"]["said"] == found["said"]


def test_costs_and_metrics_tell_of_calls():
    model = ScriptedModel(lambda _: '{"quote": "a"}')
    engine = build("memory://", settings=small_settings(), language_model=model)
    engine.put_items(ITEMS)
    with serving(engine, open=True) as api:
        prompt = Prompt(purpose="reading", instructions="i", data="d", user_id="ann")
        for _ in range(3):
            engine._caller.ask(prompt, Answer)
        engine._caller.saved("reading", "gate")
        found = api.get("/v1/costs?days=2").json()
        assert (found["total"]["calls"], found["total"]["cached"], found["model"]) == (1, 2, "scripted")
        text = api.get("/metrics").text
        assert 'penchant_model_calls_total{outcome="answered",purpose="reading"} 1.0' in text
        assert 'penchant_model_calls_total{outcome="cached",purpose="reading"} 2.0' in text
        assert 'penchant_model_saved_total{purpose="reading",reason="gate"} 1.0' in text
        assert "ann" not in "".join(line for line in text.splitlines() if "model" in line)


def test_costs_are_for_administrators(guarded):
    client, *_ = guarded if isinstance(guarded, tuple) else (guarded,)
    assert client.get("/v1/costs").status_code in {401, 403}
