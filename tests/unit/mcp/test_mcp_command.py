"""`penchant mcp` before it serves: what it needs, said in words."""

from __future__ import annotations

import importlib.util

from typer.testing import CliRunner

from penchant.cli import app


def test_without_the_package_it_says_what_to_install(monkeypatch, tmp_path):
    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "mcp" else found(name))
    done = CliRunner().invoke(app, ["mcp", "--store", f"sqlite:///{tmp_path}/none.db"])
    assert done.exit_code == 1
    assert "pip install 'penchant[mcp]'" in done.stderr


def test_without_a_store_nothing_is_made(tmp_path):
    done = CliRunner().invoke(app, ["mcp", "--store", f"sqlite:///{tmp_path}/none.db", "--json"])
    assert done.exit_code == 2
    assert "There is no store" in done.stdout
    assert list(tmp_path.iterdir()) == []
