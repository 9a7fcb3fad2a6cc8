"""`penchant encoder`, over a real store."""

from __future__ import annotations

import json

import msgspec
import pytest
from typer.testing import CliRunner

from penchant.cli import app, config
from penchant.reencoding import reencoder as module
from penchant.reencoding.reencoder import Encoding
from small_embedder import embedder
from small_world import open_world


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("PENCHANT_STORE", "sqlite:///world.db")
    for name in ("LC_ALL", "LC_MESSAGES", "PENCHANT_SCENARIO", "PENCHANT_ENCODER_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(module, "LINGER", 0.0)
    monkeypatch.setattr(module, "BATCH", 5)
    open_world("sqlite:///world.db").close()

    def called(*words: str, code: int = 0) -> str:
        done = CliRunner().invoke(app, words)
        assert done.exit_code == code, done.output
        return done.output

    return called


def test_it_says_what_serves(run):
    assert "The encoder hashing serves: hashing-1-256, 256 dimensions." in run("encoder", "show")
    assert "现在使用编码器 hashing：hashing-1-256，256 维。" in run("encoder", "show", "--language", "zh")
    found = json.loads(run("encoder", "show", "--json"))
    assert tuple(found) == Encoding.__struct_fields__
    assert found["phase"] == "serving"


def test_another_in_its_place_and_commands_go_on_with_it(run):
    assert "The encoder hashing:100 serves: hashing-1-100, 100 dimensions." in run(
        "encoder", "use", "hashing:100"
    )
    assert json.loads(run("encoder", "show", "--json"))["encoder"] == "hashing:100"
    checks = {c["name"]: c for c in json.loads(run("doctor", "--json"))}
    assert checks["vectors"]["ok"]
    assert "hashing-1-100" in checks["vectors"]["detail"]
    found = json.loads(run("encoder", "use", "hashing", "--json"))
    assert (found["encoder"], found["to"], found["stale"]) == ("hashing", "", 0)


def test_half_way_it_says_how_far(run):
    with open_world("sqlite:///world.db", items=()) as engine:
        engine.reencoder.want("hashing:100")
        engine.reencoder._step()
        engine.reencoder._step()
    assert "The encoder hashing:100 is to come: 10 of 22 items are encoded." in run("encoder", "show")


def test_a_name_that_is_not_known_changes_nothing(run):
    assert "encoder 'nonsense' is not known; known are 'use', 'hashing', 'onnx:FOLDER'" in run(
        "encoder", "use", "nonsense", code=2
    )
    assert json.loads(run("encoder", "show", "--json"))["to"] == ""


def test_a_file_that_names_another_is_not_worked_against(run, tmp_path):
    (tmp_path / "penchant.toml").write_text('encoder = "hashing"\n', encoding="utf-8")
    assert "penchant.toml names the encoder 'hashing'" in run("encoder", "use", "hashing:100", code=2)
    assert "serves" in run("encoder", "use", "hashing")


def test_one_at_a_server_by_the_file(run, tmp_path):
    with embedder() as server:
        (tmp_path / "penchant.toml").write_text(f'encoder_url = "{server.url}"\n', encoding="utf-8")
        assert "The encoder http:small serves: http-small-64" in run("encoder", "use", "http:small")
        assert "http-small-64" in run("doctor")
        server.status = 503
        assert json.loads(run("recommend", "ann", "--text", "space", "--json"))["degraded"] == ["encoder"]


def test_the_servers_key_is_a_variable(tmp_path):
    found = config.overrides(tmp_path / "none.toml", {"PENCHANT_ENCODER_KEY": "secret"})
    assert found == {"encoder_key": "secret"}
    plain = open_world("memory://", items=())
    with plain:
        assert config.merged(plain.settings, found) == msgspec.structs.replace(
            plain.settings, encoder_key="secret"
        )
