"""`penchant train` and `penchant models`, on a store in a file."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import numpy as np
import pytest
from training_world import walked
from typer.testing import CliRunner

from penchant.cli import app
from penchant.learn.adapter import Adapter, Judged
from penchant.models import Card, fingerprint
from penchant.training.trained import Outcome
from small_world import HOUR, NOW, open_world, said

pytest.importorskip("lightgbm")
DOCS = Path(__file__).parents[3] / "docs"


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    engine = walked("sqlite:///penchant.db")
    close = engine.close
    monkeypatch.setattr(engine, "close", lambda: None)
    monkeypatch.setattr("penchant.cli.session.open_engine", lambda *_, **__: engine)

    def call(*words: str) -> str:
        found = CliRunner().invoke(app, [*words, "--store", "sqlite:///penchant.db"], env={"COLUMNS": "200"})
        assert found.exit_code == 0, found.output
        return found.stdout

    yield call
    close()


def test_from_training_to_rollback(run):
    (outcome,) = msgspec.json.decode(run("train", "--json"))
    version = outcome["card"]["version"]
    assert outcome["promoted"]
    told = run("models", "list")
    assert version in told
    assert "serves" in told
    assert "No trained ranker serves now." in run("models", "rollback")
    assert not msgspec.json.decode(run("models", "list", "--json"))[0]["serves"]
    assert f"{version} serves now." in run("models", "promote", version)
    words = run("train", "--keep-champion")
    assert "kept and does not serve" in words
    assert "CPU seconds" in words
    assert "is gone" in run("models", "drop", version)


@pytest.mark.parametrize(("noun", "kind"), [("Card", Card), ("Outcome", Outcome)])
def test_the_keys_are_as_documented(noun, kind):
    text = (DOCS / "json.md").read_text(encoding="utf-8")
    found = re.search(rf"^## {noun}$(.*?)(?=^#|\Z)", text, flags=re.MULTILINE | re.DOTALL)
    assert found
    assert tuple(re.findall(r"^\| `(\w+)` \|", found[1], flags=re.MULTILINE)) == kind.__struct_fields__


def test_a_promoted_interest_model_imagines_in_the_lists_that_follow(tmp_path):
    """What `penchant models promote adapter-…` says is so: a running engine takes it up, and lets it go again."""
    with open_world() as engine:
        engine.observe(said("ann", "I love space films", NOW - HOUR))
        state, dim = engine._state, engine._state.encoder.dim
        card = Card(
            what="adapter",
            version="",
            made_at=NOW,
            fingerprint=fingerprint(engine.settings),
            events=1,
            erasures=0,
        )
        judged = Judged(before=0.1, after=0.2, interval=(0.05, 0.15), rounds=1, examples=1, people=1)
        nothing = np.zeros((dim, dim), np.float32)
        kept = state.models.keep(card, Adapter(nothing, nothing, judged).to_bytes())
        assert all(idea.author != "model" for idea in engine.recommend("ann", now=NOW).ideas)
        state.models.promote(kept.version)
        state.adapter._next = 0.0  # the look that is due within seconds
        slate = engine.recommend("ann", now=NOW)
        assert any(idea.author == "model" for idea in slate.ideas)
        assert any("model" in item.sources for item in slate.items)
        assert slate.degraded == ()
        state.models.rollback("adapter")
        state.adapter._next = 0.0
        assert all(idea.author != "model" for idea in engine.recommend("ann", now=NOW).ideas)
