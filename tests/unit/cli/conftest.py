"""The command line over an engine of dictionaries."""

from __future__ import annotations

import gzip
import importlib.util
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from penchant.cli import app, session


def _load_fake() -> Any:
    spec = importlib.util.spec_from_file_location(
        "penchant_cli_fake_engine", Path(__file__).with_name("fake_engine.py")
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


FAKE = _load_fake()


class Shell:
    """Runs commands; `engine` keeps its content between them, as a store would."""

    def __init__(self) -> None:
        self.engine = FAKE.FakeEngine()
        self.opened: list[dict[str, Any]] = []

    def open(self, store: str, *, scenario: str | None, settings: Any = None) -> Any:
        self.opened.append({"store": store, "scenario": scenario, "settings": settings})
        if settings is not None:
            self.engine.settings = settings
        return FAKE.FakeEngine() if store == "memory://" else self.engine

    def __call__(self, *words: object, code: int = 0, text: str | None = None) -> Any:
        result = CliRunner().invoke(app, [str(word) for word in words], input=text)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == code, result.output
        return result

    def json(self, *words: object, code: int = 0) -> Any:
        lines = self(*words, "--json", code=code).stdout.splitlines()
        assert len(lines) == 1, lines
        return json.loads(lines[0])


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Shell:
    monkeypatch.chdir(tmp_path)
    for name in ("LC_ALL", "LC_MESSAGES", "PENCHANT_SCENARIO"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("PENCHANT_STORE", "fake://")
    made = Shell()
    monkeypatch.setattr(session, "open_engine", made.open)
    return made


@pytest.fixture
def stocked(shell: Shell) -> Shell:
    items = [("m1", "Alien"), ("m2", "Solaris"), ("007", "Dr. No")]
    shell.engine.put_items(FAKE.Item(item_id=key, title=title) for key, title in items)
    shell.engine.item_calls.clear()
    return shell


PACKERS = {"": lambda data: data, ".gz": gzip.compress}
ZSTD = shutil.which("zstd")


def pack(data: bytes, ending: str) -> bytes:
    """`data` as a file of that ending holds it."""
    if ending == ".zst":
        if ZSTD is None:
            pytest.skip("needs the zstd command to make a .zst file")
        return subprocess.run([ZSTD, "-q", "-c"], input=data, capture_output=True, check=True).stdout
    return PACKERS[ending](data)


@pytest.fixture(name="pack")
def pack_fixture() -> Any:
    return pack
