"""`penchant train` and `penchant models`, on a store in a file."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest
from training_world import walked
from typer.testing import CliRunner

from penchant.cli import app
from penchant.models import Card
from penchant.training.trained import Outcome

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
