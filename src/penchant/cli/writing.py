"""Writing data files in the forms that `files.py` reads back unchanged."""

from __future__ import annotations

import csv
import gzip
import io
import os
from contextlib import contextmanager
from itertools import islice
from typing import IO, TYPE_CHECKING, Any

import msgspec

from penchant.cli.files import BLOCK_ROWS, format_of
from penchant.cli.rows import EVENT_FIELDS, ITEM_FIELDS, LIST_MARK
from penchant.cli.times import iso
from penchant.errors import InvalidFile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from penchant.domain import Event, Item

FIELDS = {"items": ITEM_FIELDS, "events": EVENT_FIELDS}
_WHOLE = ("timestamp", "position")
_LISTS = ("categories", "tags", "media")
_OBJECTS = ("attributes", "context")
_DOCUMENT_ENDINGS = (".json", ".jsonl")


def plain_item(item: Item) -> dict[str, Any]:
    """An item as a row; its date of publication as ISO 8601, since a number would be ambiguous before 1973."""
    plain: dict[str, Any] = msgspec.to_builtins(item)
    if item.published_at is not None:
        plain["published_at"] = iso(item.published_at)
    return plain


def plain_event(event: Event) -> dict[str, Any]:
    """An event as a row."""
    return msgspec.to_builtins(event)  # type: ignore[no-any-return]


def write_stream(stream: IO[bytes], rows: Iterator[dict[str, Any]]) -> int:
    """Write rows as JSON lines; how many there were."""
    encode = msgspec.json.encode
    count = 0
    for row in rows:
        stream.write(encode(row) + b"\n")
        count += 1
    stream.flush()
    return count


def write_document(path: Path, document: dict[str, Any]) -> None:
    """Write one JSON document.

    Raises:
        InvalidFile: the name does not end in .json or .jsonl, or the file cannot be written.
    """
    if path.suffix.lower() not in _DOCUMENT_ENDINGS:
        raise InvalidFile(
            f"{str(path)!r}: a user's data are one document with many parts, and no table",
            hint="Name a file that ends in .json.",
        )
    with _replacing(path) as part:
        part.write_bytes(msgspec.json.encode(document) + b"\n")


def write_rows(path: Path, rows: Iterator[dict[str, Any]], kind: str) -> int:
    """Write rows by the ending of the file's name; how many there were. An older file stays until the new one is whole.

    Args:
        path: the file: .csv, .jsonl or .ndjson (each also .gz), or .parquet.
        rows: plain items or events.
        kind: `items` or `events`, which says the columns.

    Raises:
        InvalidFile: the ending is unknown or the file cannot be written.
    """
    form, compression = format_of(path)
    if compression == "zst":
        raise InvalidFile(
            f"{str(path)!r}: .zst is read but not written", hint="Write .gz, or pack the file afterwards."
        )
    with _replacing(path) as part:
        if form == "parquet":
            return _write_parquet(part, rows, FIELDS[kind])
        opened: IO[bytes] = gzip.open(part, "wb") if compression else part.open("wb")  # type: ignore[assignment]  # noqa: SIM115 - below
        with opened as stream:
            return _write_csv(stream, rows, FIELDS[kind]) if form == "csv" else write_stream(stream, rows)


@contextmanager
def _replacing(path: Path) -> Iterator[Path]:
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        yield part
        part.replace(path)
    except OSError as error:
        raise InvalidFile(
            f"{str(path)!r} cannot be written: {error.strerror or error}", hint="Name another with --output."
        ) from error
    finally:
        part.unlink(missing_ok=True)


def _write_csv(stream: IO[bytes], rows: Iterator[dict[str, Any]], fields: tuple[str, ...]) -> int:
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(fields)
    count = 0
    for row in rows:
        writer.writerow([_cell(row[field], field) for field in fields])
        count += 1
    text.flush()
    text.detach()
    return count


def _cell(value: Any, field: str) -> str:
    if value is None or not (value or isinstance(value, int | float)):
        return ""
    if field in _OBJECTS:
        return msgspec.json.encode(value).decode()
    if isinstance(value, list | tuple):
        plain = (
            all(part == part.strip() and part and LIST_MARK not in part for part in value)
            and value[0][0] != "["
        )
        return LIST_MARK.join(value) if plain else msgspec.json.encode(value).decode()
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)


def _write_parquet(path: Path, rows: Iterator[dict[str, Any]], fields: tuple[str, ...]) -> int:
    """Block after block through Polars' streaming writer, so that memory holds one block."""
    import polars as pl
    from polars.io.plugins import register_io_source

    kinds: dict[str, Any] = dict.fromkeys(fields, pl.String)
    kinds |= {field: pl.List(pl.String) for field in _LISTS if field in kinds}
    kinds |= {field: pl.Int64 for field in _WHOLE if field in kinds}
    kinds |= {
        field: kind for field, kind in (("value", pl.Float64), ("available", pl.Boolean)) if field in kinds
    }
    schema = pl.Schema(kinds)
    count = 0

    def blocks(columns: Any, predicate: Any, n_rows: Any, batch: Any) -> Iterator[pl.DataFrame]:  # noqa: ARG001 - Polars' shape
        nonlocal count
        while block := list(islice(rows, BLOCK_ROWS)):
            count += len(block)
            yield pl.DataFrame([_flat(row) for row in block], schema=schema)

    register_io_source(blocks, schema=schema).sink_parquet(path)
    return count


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    return {
        key: msgspec.json.encode(value).decode() if key in _OBJECTS else value for key, value in row.items()
    }
