"""`penchant weights` over a real store."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from penchant import Engine, Event, Item
from penchant.cli import app

if TYPE_CHECKING:
    from pathlib import Path

DAY = 86_400_000
BEGIN = 1_700_000_000_000


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    for name in ("LC_ALL", "LC_MESSAGES", "PENCHANT_SCENARIO"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")
    url = f"sqlite:///{tmp_path / 'w.db'}"
    monkeypatch.setenv("PENCHANT_STORE", url)
    (tmp_path / "penchant.toml").write_text('encoder = "hashing"\n', encoding="utf-8")
    run("items", "show", code=2)
    with _open(url) as engine:
        engine.put_items(
            Item(item_id=f"i{k}", title=f"Film {k}", categories=(f"kind {k % 3}",)) for k in range(12)
        )
        engine.observe(
            *(
                Event(
                    user_id=f"u{u}",
                    event_type="like",
                    item_id=f"i{(2 * u + k) % 12}",
                    timestamp=BEGIN + DAY * k,
                )
                for u in range(12)
                for k in range(4)
            )
        )
    return url


def _open(url: str) -> Engine:
    from penchant.cli.session import config, open_engine

    plain = open_engine("memory://", scenario="media")
    settings = config.merged(plain.settings, config.overrides())
    plain.close()
    return open_engine(url, scenario="media", settings=settings)


def run(*words: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, list(words), env={"COLUMNS": "200"})
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == code, result.output
    return result.output


def weights(*words: str) -> dict[str, Any]:
    return json.loads(run("weights", *words, "--json"))


def test_nothing_is_learned_at_first(store: str) -> None:
    assert weights("show")["channels"] == []
    assert "Nothing is learned yet" in run("weights", "show")


def test_learn_show_freeze_and_reset(store: str) -> None:
    learned = weights("learn", "--events", "20")
    assert learned["rehearsed"]["asked"] == 20
    assert learned["steps"] == learned["rehearsed"]["found"] > 10
    shown = weights("show")
    assert shown == {**learned, "rehearsed": None}
    transitions = next(one for one in shown["channels"] if one["channel"] == "transitions")
    assert transitions["prior"] > 0
    assert transitions["multiplier"] != 1
    assert list(transitions["by_deeds"]) == ["0", "1-2", "3-5", "6-10", "11-20", "21+"]
    assert BEGIN <= transitions["changed_at"] <= BEGIN + 4 * DAY
    assert weights("freeze")["frozen"] is True
    assert "Frozen" in run("weights", "show")
    assert weights("freeze", "--off")["frozen"] is False
    assert weights("show")["steps"] == learned["steps"]
    assert weights("reset", "--yes")["channels"] == []
    assert weights("show")["steps"] == 0


def test_the_table_names_every_channel_and_the_trial(store: str) -> None:
    shown = run("weights", "learn", "--events", "15")
    for words in ("transitions", "popular", "Prior", "Multiplier", "6-10", "NDCG@10", "not safely ahead"):
        assert words in shown
    assert "倍数" in run("weights", "show", "--language", "zh")


def test_a_dry_run_keeps_nothing(store: str) -> None:
    assert weights("learn", "--events", "10", "--dry-run")["steps"] > 0
    assert weights("show")["steps"] == 0


def test_a_reset_wants_to_be_confirmed(store: str) -> None:
    weights("learn", "--events", "10")
    told = json.loads(run("weights", "reset", "--json", code=2))
    assert told["error"]["kind"] == "InvalidInput"
    assert "--yes" in told["error"]["hint"]
    assert weights("show")["steps"] > 0
