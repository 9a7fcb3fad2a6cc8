"""The demo where nobody sits at a terminal: the story is played against a server that runs, and the command ends."""

from __future__ import annotations

import re
import socket

import pytest
import typer
from typer.testing import CliRunner

from penchant import scenarios
from penchant.cli.demo import demo

pytest.importorskip("litestar")
alone = typer.Typer()
alone.command()(demo)


def test_the_story_is_played_once_against_the_server_and_it_ends(tmp_path):
    result = CliRunner().invoke(
        alone, ["--store", f"sqlite:///{tmp_path / 'd.db'}", "--language", "en"], env={"COLUMNS": "100"}
    )
    assert result.exit_code == 0, result.output
    steps = re.findall(r"^\d+\. ", result.stdout, re.MULTILINE)
    assert len(steps) == len(scenarios.story("shop").step)
    addresses = re.findall(r"http://127\.0\.0\.1:(\d+)/console", result.stdout)
    assert len(set(addresses)) == 1
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", int(addresses[0]))) != 0, "the server still runs"


def test_without_the_server_it_is_told_in_the_terminal(tmp_path, monkeypatch):
    monkeypatch.setattr("penchant.cli.demo_served.find_spec", lambda name: None)
    result = CliRunner().invoke(
        alone, ["--store", f"sqlite:///{tmp_path / 'd.db'}", "--language", "en", "--fast"]
    )
    assert result.exit_code == 0, result.output
    assert "penchant[server,client]" in result.stdout
    assert len(re.findall(r"^\d+\. ", result.stdout, re.MULTILINE)) == len(scenarios.story("shop").step)
