"""What was acknowledged survives a kill: the benchmark's own check, a few times."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "crash.py"


def test_nothing_acknowledged_is_lost_by_a_kill():
    done = subprocess.run(
        [sys.executable, SCRIPT, "--times", "5", "--seed", "1"],
        check=False, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "none lost" in done.stdout
    assert "5 kills: 0 events" not in done.stdout
