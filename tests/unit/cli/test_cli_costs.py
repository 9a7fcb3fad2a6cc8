"""`penchant costs` and `penchant consent` over a real store."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from penchant.build import build
from penchant.cli import app
from penchant.domain import Value
from penchant.ports import Prompt
from penchant.testing.scripted import ScriptedModel
from small_world import ITEMS, open_world, said, small_settings


class Answer(Value):
    quote: str


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("LC_ALL", "LC_MESSAGES", "PENCHANT_SCENARIO"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")
    url = f"sqlite:///{tmp_path / 's.db'}"
    monkeypatch.setenv("PENCHANT_STORE", url)
    (tmp_path / "penchant.toml").write_text('encoder = "hashing"\n', encoding="utf-8")
    with open_world(url):
        pass
    return url


def run(*words: str, code: int = 0) -> str:
    done = CliRunner().invoke(app, list(words))
    assert done.exit_code == code, done.output
    return done.output


def test_without_a_model_it_says_what_one_would_be_asked(store):
    with open_world(store) as engine:
        engine.observe(
            said("ann", "I used to love horror, but not any more, it's for my niece"),
            said("bob", "I used to love horror, but not any more, it's for my niece"),
            said("bob", "I love comedies"),
        )
    out = run("costs")
    assert "No language model is configured." in out
    assert "nothing was asked" in out
    found = json.loads(run("costs", "--json"))
    assert found["total"]["calls"] == 0
    forecast = found["would_ask"]
    assert forecast["texts"] == 3
    assert forecast["gate"] + forecast["cached"] + forecast["calls"] == 3
    assert forecast["cached"] == 1
    assert forecast["ratio"] == pytest.approx(forecast["calls"] / 3, abs=1e-4)
    assert "没有配置语言模型" in run("costs", "--language", "zh")


def test_what_was_spent_is_shown_with_what_was_saved(store):
    with build(
        store, settings=small_settings(), language_model=ScriptedModel(lambda _: '{"quote": "a"}')
    ) as engine:
        engine.put_items(ITEMS)
        for _ in range(2):
            engine._caller.ask(Prompt(purpose="reading", instructions="i", data="d", user_id="ann"), Answer)
        engine._caller.saved("reading", "gate", 6)
    total = json.loads(run("costs", "--days", "2", "--json"))["total"]
    assert (total["calls"], total["cached"], total["saved"], total["ratio"]) == (1, 1, {"gate": 6}, 0.125)
    out = run("costs")
    assert "1 calls instead of 8: 12 % of what asking every time would have been." in out
    with build(store, settings=small_settings()) as engine:
        assert engine.export_user("ann")["model_costs"][0]["calls"] == 1
        engine.forget("ann")
        assert engine.export_user("ann")["model_costs"] == []
        assert engine.costs().total.calls == 1


def test_consent_is_noted_and_shown(store):
    assert json.loads(run("consent", "ann", "--allow", "reading", "--deny", "chat", "--json"))["said"] == {
        "chat": False,
        "reading": True,
    }
    out = run("consent", "ann")
    assert "reading" in out
    assert "assumed" in out
    assert (
        "allowed and denied"
        in CliRunner().invoke(app, ["consent", "ann", "--allow", "chat", "--deny", "chat"]).output
    )
