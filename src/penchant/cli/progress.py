"""Bars on standard error for long work, where someone can see them."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from rich.progress import Progress, TaskID


@contextmanager
def steps(*, quiet: bool) -> Iterator[Callable[[str, int, int], None]]:
    """A bar for each step of work that tells a step's title, how much is done, and of how much."""
    with _bars(quiet=quiet) as bar:
        tasks: dict[str, TaskID] = {}

        def told(title: str, done: int, total: int) -> None:
            if bar is None:
                return
            if title not in tasks:
                tasks[title] = bar.add_task(title, total=total)
            bar.update(tasks[title], completed=done, total=total)

        yield told


@contextmanager
def loops(*, quiet: bool) -> Iterator[Callable[..., Any]]:
    """A bar for each loop: `follow(things, title, total)` gives the things, and shows how many were taken."""
    with _bars(quiet=quiet) as bar:

        def followed(things: Iterable[Any], title: str, total: int) -> Iterable[Any]:
            if bar is None:
                yield from things
                return
            task = bar.add_task(title, total=total)
            for thing in things:
                yield thing
                bar.advance(task)
            bar.remove_task(task)

        yield followed


@contextmanager
def _bars(*, quiet: bool) -> Iterator[Progress | None]:
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield bar
