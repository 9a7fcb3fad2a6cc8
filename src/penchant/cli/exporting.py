"""`penchant export`: everything about a user, the catalogue, or the log, in the forms that `penchant import` reads."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer

from penchant.cli import options, show
from penchant.cli.session import opened, print_json
from penchant.cli.writing import plain_event, plain_item, write_document, write_rows, write_stream
from penchant.errors import InvalidFile

if TYPE_CHECKING:
    from collections.abc import Iterator

app = typer.Typer(
    no_args_is_help=True, help="Write out what is kept: a user's data, the catalogue, or all events."
)

Output = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="By its ending; otherwise JSON lines on standard output.",
        show_default=False,
    ),
]


@app.command("user")
def export_user(
    user: Annotated[str, typer.Argument(metavar="USER", help="The user's id.")],
    output: Output = None,
    store: options.Store = options.DEFAULT_STORE,
    as_json: options.Json = False,
    language: options.Language = None,
) -> None:
    """Write everything that is held about a user, as one JSON document."""
    with opened(store, as_json=as_json) as engine:
        held = engine.export_user(user)
        if output is None:
            print_json(held)
        else:
            write_document(output, held)
            _told(output, 1, as_json, language)


@app.command("items")
def export_items(
    output: Output = None,
    store: options.Store = options.DEFAULT_STORE,
    as_json: options.Json = False,
    language: options.Language = None,
) -> None:
    """Write the catalogue."""
    with opened(store, as_json=as_json) as engine:
        _export(map(plain_item, engine.all_items()), "items", output, as_json, language)


@app.command("events")
def export_events(
    output: Output = None,
    store: options.Store = options.DEFAULT_STORE,
    as_json: options.Json = False,
    language: options.Language = None,
) -> None:
    """Write all events, in the order they were stored."""
    with opened(store, as_json=as_json) as engine:
        _export(map(plain_event, engine.all_events()), "events", output, as_json, language)


def _export(
    rows: Iterator[dict[str, Any]],
    kind: str,
    output: Path | None,
    as_json: bool,
    language: options.Tongue | None,
) -> None:
    if output is None:
        write_stream(_standard_output(), rows)
    else:
        _told(output, write_rows(output, rows, kind), as_json, language)


def _standard_output() -> IO[bytes]:
    stream = getattr(sys.stdout, "buffer", None)
    if stream is None:
        raise InvalidFile("Standard output takes no bytes here", hint="Name a file with --output.")
    return stream  # type: ignore[no-any-return]


def _told(output: Path, rows: int, as_json: bool, language: options.Tongue | None) -> None:
    if as_json:
        print_json({"file": str(output), "rows": rows})
        return
    page = show.Page(show.language(language))
    page.line(page.t("{rows} rows written to {file}.", rows=f"{rows:,}", file=output))
