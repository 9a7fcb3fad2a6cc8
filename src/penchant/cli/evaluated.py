"""What the lab's commands show and write: progress, results as text, JSON, Markdown and HTML, and ranks to compare with."""

from __future__ import annotations

import math
import shlex
import sys
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from penchant.errors import InvalidFile

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from penchant.cli import show
    from penchant.evaluate.result import Result

T = TypeVar("T")


def write(path: Path, found: Result) -> None:
    """Write a result, without its ranks, as the ending of the file says. Raises InvalidFile."""
    from penchant.evaluate import report

    if path.suffix == ".md":
        _put(path, report.markdown(found).encode())
    elif path.suffix == ".json":
        _put(
            path,
            msgspec.json.format(msgspec.json.encode(msgspec.structs.replace(found, ranks={})), indent=1)
            + b"\n",
        )
    else:
        raise InvalidFile(
            f"{str(path)!r} ends in neither .json nor .md", hint="the page with plots is --report."
        )


def write_report(path: Path, results: Sequence[Result]) -> None:
    """Write the page with plots. Raises InvalidFile."""
    from penchant.evaluate import report

    _put(path, report.html(results).encode())


def write_ranks(path: Path, found: Result) -> None:
    """Write the rank of each case; null for what was not found. Raises InvalidFile."""
    _put(path, msgspec.json.encode(found.ranks) + b"\n")


def read(path: Path) -> Result:
    """A result that was written as JSON. Raises InvalidFile."""
    from penchant.evaluate.result import Result

    return _decoded(path, Result, "result", "make it with --out FILE.json.")


def ranks(path: Path) -> dict[str, float]:
    """The ranks of another run. Raises InvalidFile."""
    held = _decoded(path, dict[str, float | None], "ranks", "make them with --ranks in an earlier run.")
    return {case: math.inf if rank is None else rank for case, rank in held.items()}


def _decoded(path: Path, kind: type[T], what: str, hint: str) -> T:
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except (OSError, msgspec.MsgspecError) as error:
        raise InvalidFile(f"{str(path)!r} holds no {what}: {error}", hint=hint) from error


def _put(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise InvalidFile(
            f"{str(path)!r} cannot be written: {error.strerror}", hint="name another file."
        ) from error


def command() -> str:
    """The command line as it was typed."""
    return shlex.join(["penchant", *sys.argv[1:]])


def tell(found: Result, page: show.Page) -> None:
    """Print a result."""
    cases = f"{found.cases:,}"
    page.line(
        page.t(
            "{protocol} on {data}, blend {blend}, {cases} cases",
            protocol=found.protocol,
            data=found.data,
            blend=found.blend,
            cases=cases,
        )
    )
    if found.sample is not None:
        page.line(page.t("A sample of {count}: a quick look, no result.", count=f"{found.sample:,}"))
    rows = [
        (
            name,
            f"{value:.4f}",
            "{:.4f} - {:.4f}".format(*found.intervals[name]) if name in found.intervals else "",
        )
        for name, value in found.metrics.items()
    ]
    page.table(("Metric", "Value", "Interval"), rows)
    for title, table in found.tables.items():
        _tell_table(title, table, page)
    for title, compared in found.differences.items():
        _tell_difference(title, compared, page)
    page.line(", ".join(f"{name} {value:,.4g}" for name, value in found.costs.items()))
    for stage, count in found.degraded.items():
        page.line(page.t("{stage} failed in {count} lists.", stage=stage, count=count))
    for note in found.notes:
        page.line(note)


def _tell_difference(title: str, compared: dict[str, Any], page: show.Page) -> None:
    held = {name: one for name, one in compared.items() if isinstance(one, dict)}
    rows = [
        (name, f"{one['difference']:+.4f}", "{:+.4f} - {:+.4f}".format(*one["interval"]))
        for name, one in held.items()
    ]
    page.line(title)
    page.table(("Metric", "Difference", "Interval"), rows)


def _tell_table(title: str, table: dict[str, dict[str, float]], page: show.Page) -> None:
    columns = list(dict.fromkeys(name for row in table.values() for name in row))
    cells = [
        (name, *(f"{row[c]:,.4f}".removesuffix(".0000") if c in row else "" for c in columns))
        for name, row in table.items()
    ]
    page.line(title)
    page.table(("Group", *columns), cells)
