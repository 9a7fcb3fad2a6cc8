"""`penchant import items` and `penchant import events`."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

import msgspec
import typer

from penchant.cli import options
from penchant.cli.files import Source, check, open_source
from penchant.cli.intake import (
    DryEvents,
    DryItems,
    EventSink,
    Fault,
    Intake,
    ItemSink,
    Sink,
    Tally,
    first_columns,
    stop,
    unseen,
)
from penchant.cli.mapping import Mapping, parse_map
from penchant.cli.rows import EVENT_FIELDS, IDS, ITEM_FIELDS, EventReader, ItemReader
from penchant.cli.session import INPUT_EXIT, INTERRUPT_EXIT, answering, fail, opened, print_json
from penchant.cli.times import given, iso
from penchant.domain import to_plain
from penchant.errors import InvalidFile, PenchantError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from penchant.cli.show import Page

app = typer.Typer(no_args_is_help=True, help="Bring a catalogue, or what people did, in from files.")

Files = Annotated[
    list[Path],
    typer.Argument(metavar="FILE...", help="CSV, JSON lines or Parquet; .gz and .zst are unpacked."),
]
Map = Annotated[
    list[str],
    typer.Option(
        "--map",
        metavar="FIELD=COLUMN",
        help="Which column fills a field; FIELD:=VALUE is one value. Repeatable.",
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Check everything and write nothing.")]
OnError = Annotated[
    options.Policy,
    typer.Option("--on-error", metavar="stop|skip", help="At a bad row: end there, or import the rest."),
]
Rejects = Annotated[
    Path | None,
    typer.Option(
        "--rejects", metavar="FILE", help="Where the bad rows go, as JSON lines.", show_default=False
    ),
]
Scenario = Annotated[
    str | None,
    typer.Option(
        "--scenario",
        metavar="NAME",
        help="For a new store: social, education, shop or media.",
        show_default=False,
    ),
]
_PROGRESS_ROWS = 500


class Job(msgspec.Struct, kw_only=True):
    """One import as asked for; `tallies` grow while it runs."""

    kind: str
    paths: list[Path]
    mapping: Mapping
    reader: ItemReader | EventReader
    sink: Sink[Any]
    refuse: Callable[[Fault], None] | None
    page: Page
    dry_run: bool
    as_json: bool
    started: float
    tallies: list[Tally[Any]] = []
    at_now: int = 0


@app.command("items")
def import_items(
    files: Files,
    field_map: Map = [],  # noqa: B006 - Typer copies it
    dry_run: DryRun = False,
    on_error: OnError = options.Policy.STOP,
    rejects: Rejects = None,
    scenario: Scenario = None,
    store: options.Store = options.DEFAULT_STORE,
    as_json: options.Json = False,
    language: options.Language = None,
) -> None:
    """Put the items of files into the catalogue; an item that is there already is replaced."""
    with answering(as_json=as_json):
        mapping = parse_map(field_map, ITEM_FIELDS, "attributes")
        _check_files(files)
    with (
        opened(store, as_json=as_json, scenario=scenario, create=not dry_run, or_empty=dry_run) as engine,
        _rejects_file(rejects) as write,
    ):
        _run(
            Job(
                kind="items",
                paths=files,
                mapping=mapping,
                reader=ItemReader(mapping),
                sink=DryItems(engine) if dry_run else ItemSink(engine),
                refuse=None if on_error is options.Policy.STOP and not dry_run else write,
                page=_page(language),
                dry_run=dry_run,
                as_json=as_json,
                started=time.perf_counter(),
            ),
            strict=on_error is options.Policy.STOP,
        )


@app.command("events")
def import_events(
    files: Files,
    field_map: Map = [],  # noqa: B006 - Typer copies it
    at: options.At = None,
    dry_run: DryRun = False,
    on_error: OnError = options.Policy.STOP,
    rejects: Rejects = None,
    scenario: Scenario = None,
    store: options.Store = options.DEFAULT_STORE,
    as_json: options.Json = False,
    language: options.Language = None,
) -> None:
    """Take in what people did, said or were shown; an event that is there already changes nothing."""
    now = int(time.time() * 1000)
    with answering(as_json=as_json):
        mapping = parse_map(field_map, EVENT_FIELDS, "context")
        reader = EventReader(mapping, now=now, at=given(at, "--at", now=now))
        _check_files(files)
    with (
        opened(store, as_json=as_json, scenario=scenario, create=not dry_run, or_empty=dry_run) as engine,
        _rejects_file(rejects) as write,
    ):
        _run(
            Job(
                kind="events",
                paths=files,
                mapping=mapping,
                reader=reader,
                sink=DryEvents(engine) if dry_run else EventSink(engine),
                refuse=None if on_error is options.Policy.STOP and not dry_run else write,
                page=_page(language),
                dry_run=dry_run,
                as_json=as_json,
                started=time.perf_counter(),
                at_now=now,
            ),
            strict=on_error is options.Policy.STOP,
        )


def _page(language: options.Tongue | None) -> Page:
    from penchant.cli import show

    return show.Page(show.language(language))


def _check_files(paths: Sequence[Path]) -> None:
    for path in paths:  # all of them first: the tenth file's missing name must not wait for nine imports
        check(path)


def _run(job: Job, *, strict: bool) -> None:
    try:
        for path in job.paths:
            _one_file(job, path)
    except KeyboardInterrupt:
        _tell(job, interrupted=True)
        raise typer.Exit(INTERRUPT_EXIT) from None
    except PenchantError as error:
        if any(tally.imported for tally in job.tallies) and not job.as_json:
            _tell(job)
        fail(error, as_json=job.as_json, done=_summary(job))
    _tell(job)
    if strict and any(tally.rejected for tally in job.tallies):  # only a dry run gets here
        raise typer.Exit(INPUT_EXIT)


def _one_file(job: Job, path: Path) -> None:
    tally: Tally[Any] = Tally(str(path))
    job.tallies.append(tally)

    def keep(fault: Fault) -> None:
        tally.refuse(fault)
        if job.refuse is not None:
            job.refuse(fault)

    with open_source(path, written=[job.mapping.columns.get(name, name) for name in IDS]) as source:
        rows = iter(source)
        columns, ahead = (source.columns, []) if source.columns is not None else first_columns(rows)
        reader = _prepared(job, source, columns, tally)
        intake: Intake[Any] = Intake(reader, job.sink, tally, stop if job.refuse is None else keep)
        with _progress(job, source) as followed:
            intake.take(followed(chain(ahead, rows)))


def _prepared(
    job: Job, source: Source, columns: tuple[str, ...], tally: Tally[Any]
) -> ItemReader | EventReader:
    """The reader for this file, after its columns were looked at."""
    file, reader, t = str(source.path), job.reader, job.page.t
    if source.columns is not None:
        reader.check_columns(source.path, columns)
    elif missing := unseen(job.mapping, columns):
        tally.notes.append(
            t(
                "{file}: the first row has no {columns}, which --map names.",
                file=file,
                columns=", ".join(missing),
            )
        )
    if ignored := reader.ignored(columns):
        tally.notes.append(t("{file}: columns left out: {columns}.", file=file, columns=", ".join(ignored)))
    if isinstance(reader, EventReader) and not reader.has_time(columns):
        at = job.at_now if reader.at is None else reader.at
        tally.notes.append(t("{file} gives no times: its rows got {time}.", file=file, time=iso(at)))
        return EventReader(job.mapping, now=job.at_now, at=at)
    return reader


@contextmanager
def _rejects_file(path: Path | None) -> Iterator[Callable[[Fault], None]]:
    if path is None:
        yield lambda _: None
        return
    try:
        stream: IO[bytes] = path.open("wb")
    except OSError as error:
        raise InvalidFile(
            f"{str(path)!r} cannot be written: {error.strerror}", hint="Name another with --rejects."
        ) from error
    with stream:
        # JSON has no dates and no bytes: what a Parquet row holds is written as its text.
        encoder = msgspec.json.Encoder(enc_hook=str)

        def write(fault: Fault) -> None:
            stream.write(encoder.encode(fault) + b"\n")

        yield write


@contextmanager
def _progress(job: Job, source: Source) -> Iterator[Callable[[Any], Any]]:
    """A bar on standard error while rows go by, where someone can see it."""
    if job.as_json or not sys.stderr.isatty():
        yield lambda rows: rows
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.fields[rows]:,}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(source.path.name, total=1.0 if source.share() is not None else None, rows=0)

        def followed(rows: Any) -> Iterator[Any]:
            for count, row in enumerate(rows, 1):
                yield row
                if count % _PROGRESS_ROWS == 0:
                    bar.update(task, completed=source.share() or 0.0, rows=count)

        yield followed


def _summary(job: Job) -> dict[str, Any]:
    files = [
        {
            "file": tally.file,
            "rows": tally.rows,
            "imported": tally.imported,
            "new": tally.new,
            "rejected": tally.rejected,
            "rejects": [_without_row(fault) for fault in tally.faults],
            "first": [to_plain(noun) for noun in tally.first] if job.dry_run else [],
            "notes": tally.notes,
        }
        for tally in job.tallies
    ]
    totals = {key: sum(file[key] for file in files) for key in ("rows", "imported", "new", "rejected")}  # type: ignore[misc]
    seconds = round(time.perf_counter() - job.started, 3)
    return {"kind": job.kind, "dry_run": job.dry_run, **totals, "seconds": seconds, "files": files}


def _without_row(fault: Fault) -> dict[str, Any]:
    return {
        "file": fault.file,
        "line": fault.line,
        "field": fault.field,
        "message": fault.message,
        "hint": fault.hint,
    }


def _tell(job: Job, *, interrupted: bool = False) -> None:
    summary = _summary(job)
    if job.as_json:
        print_json({**summary, "interrupted": interrupted})
        return
    page, t = job.page, job.page.t
    done = "{imported} of {rows} rows imported in {seconds} s."
    would = "{imported} of {rows} rows could be imported; nothing was written."
    counts = {key: f"{summary[key]:,}" for key in ("imported", "rows")}
    page.line(t(would if job.dry_run else done, seconds=f"{summary['seconds']:.1f}", **counts))
    there = summary["imported"] - summary["new"]
    if there and job.kind == "events":
        page.line(t("{count} of them were already there.", count=f"{there:,}"))
    for tally in job.tallies:
        for note in tally.notes:
            page.line(note)
    _tell_faults(job, summary["rejected"])
    if job.dry_run:
        _tell_first(job)
    if interrupted:
        page.line(t("Stopped. Import again to go on: what is there already counts once."))


def _tell_faults(job: Job, rejected: int) -> None:
    if not rejected:
        return
    page, t = job.page, job.page.t
    faults = [fault for tally in job.tallies for fault in tally.faults]
    page.line(t("{count} rows could not be used.", count=f"{rejected:,}"))
    if rejected > len(faults):
        page.line(t("The first {count} of them:", count=len(faults)))
    rows = [(fault.file, fault.line, fault.field, fault.message, fault.hint) for fault in faults]
    page.table(("File", "Line", "Field", "Problem", "Hint"), rows)


def _tell_first(job: Job) -> None:
    page = job.page
    nouns = [noun for tally in job.tallies for noun in tally.first]
    if not nouns:
        return
    page.line(page.t("The first rows, as understood:"))
    for noun in nouns:
        plain = {key: value for key, value in to_plain(noun).items() if value not in (None, "", (), {})}
        if "timestamp" in plain:
            plain["timestamp"] = f"{plain['timestamp']} ({iso(plain['timestamp'])})"
        page.table(
            ("Field", "Value"),
            [(key, str(value) if isinstance(value, dict) else value) for key, value in plain.items()],
        )
