"""`penchant keys` and what `penchant serve` refuses, on a real store."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from penchant.cli import app


@pytest.fixture
def run(file_url, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "penchant.toml").write_text('encoder = "hashing"\n', encoding="utf-8")
    return lambda *words: CliRunner().invoke(app, [*words, "--store", file_url])


def test_a_key_is_shown_once(run):
    made = json.loads(run("keys", "add", "web", "--scope", "ingest, read", "--json").stdout)
    assert made["scopes"] == ["ingest", "read"]
    assert made["key"].startswith(f"pk_{made['key_id']}_")
    words = run("keys", "list").stdout
    assert "web" in words
    assert made["key"].split("_")[2] not in words + run("keys", "list", "--json").stdout
    assert json.loads(run("keys", "revoke", "web", "--json").stdout)["revoked_at"]
    assert "opens nothing" not in run("keys", "revoke", "web").stdout


def test_keys_refuse_what_cannot_be(run):
    for words in (("add", "a b"), ("add", "web", "--scope", "fly"), ("revoke", "nobody")):
        done = run("keys", *words, "--json")
        assert done.exit_code == (1 if words[0] == "revoke" and "no store" in done.stdout else 2), done.stdout
        assert json.loads(done.stdout)["error"]["hint"]


def test_an_open_server_is_for_this_machine_only(run):
    done = run("serve", "--open", "--host", "0.0.0.0", "--json")
    assert done.exit_code == 2
    assert json.loads(done.stdout)["error"]["kind"] == "InvalidSetting"


def test_workers_need_a_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "penchant.toml").write_text('encoder = "hashing"\n', encoding="utf-8")
    done = CliRunner().invoke(app, ["serve", "--store", "memory://", "--workers", "2", "--json"])
    assert done.exit_code == 2, done.stdout
