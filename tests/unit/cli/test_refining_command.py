"""`penchant refine`: drains what waits, tells how far it is, and lists what was given up."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from penchant.cli import app, refining, session
from penchant.cli.show import ZH
from penchant.testing.readers import knowing, labelled
from penchant.testing.scripted import ScriptedModel
from small_world import ITEMS, NOW, build, said, small_settings

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "Wonderful, horror again, just what my evening needed."


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Runs the command over a store in which a text waits; `told.model` is the model."""
    url = f"sqlite:////{tmp_path / 'p.db'}"
    told = lambda *words: CliRunner().invoke(app, ["refine", "--store", url, *words])  # noqa: E731 - the fixture is this function
    told.model = knowing({TEXT: [labelled(TEXT, ("horror",), "dislike")]})
    opened = lambda *_, **__: build(url, settings=small_settings(), language_model=told.model)  # noqa: E731
    monkeypatch.setattr(session, "open_engine", opened)
    with build(url, settings=small_settings(), language_model=told.model) as engine:
        engine.put_items(ITEMS)
        engine.observe(said("ann", TEXT, NOW, event_id="e1"))
        engine.refiner.close()
    return told


def test_it_reads_what_waits_and_tells(told) -> None:
    before = json.loads(told("--show", "--json").stdout)
    assert (before["behind"], before["licence"], told.model.asked) == (1, None, [])
    after = json.loads(told("--json").stdout)
    assert (after["behind"], after["counts"]) == (0, {"refined": 1})
    assert after["licence"]["trials"]["en"]["wins"] > after["licence"]["trials"]["en"]["losses"]
    words = told("--show", "--language", "zh").stdout
    assert "再读后有改动" in words
    assert "Trusted" in told("--show").stdout


def test_dead_letters_are_listed(told) -> None:
    assert "No text was given up" in told("--dead").stdout
    with session.open_engine("", scenario=None) as engine:
        record = engine._store.history("ann", 1)
        for _ in range(5):
            letters = engine.refiner._queue.letters("unread_text")
            engine.refiner._queue.failed(record, letters, "it said no", NOW, counts=True)
    (letter,) = json.loads(told("--dead", "--json").stdout)
    assert (letter["event_id"], letter["user_id"], letter["error"]) == ("e1", "ann", "it said no")
    assert "it said no" in told("--dead").stdout
    assert json.loads(told("--again", "--json").stdout)["dead"] == 0


def test_without_a_model_or_with_one_that_is_down_it_says_so(told) -> None:
    told.model = ScriptedModel(lambda _: None)
    down = told()
    assert (down.exit_code, "gives no answer" in down.stderr) == (1, True)
    told.model = None
    none = told()
    assert (none.exit_code, "no language model is configured" in none.stderr) == (2, True)


def test_every_word_has_its_chinese() -> None:
    assert {*refining._OUTCOMES.values(), *refining._LANGUAGES.values()} <= ZH.keys()
