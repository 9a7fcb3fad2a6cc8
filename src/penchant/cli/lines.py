"""The lines of a text file as rows: CSV by its header, or JSON lines. What is wrong with a line is given in its place."""

from __future__ import annotations

import csv
from typing import IO, TYPE_CHECKING, Any

import msgspec

from penchant.errors import InvalidFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    Row = dict[str, Any]

LINE_BYTES = 16 * 1024 * 1024
"""The longest line that is read: a binary file without line ends must not fill the memory."""
QUOTED = 80
"""Characters of a bad value that a message shows."""
_BOM = "\ufeff"


class BadRow(Exception):
    """A row that cannot be used: the `field` at fault ("" for the whole row), what is wrong with it, and the next step."""

    def __init__(self, message: str, *, field: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.hint = hint


def quoted(value: object) -> str:
    """A value as a message quotes it: its `repr`, not longer than a line."""
    text = repr(value)
    return text if len(text) <= QUOTED else f"{text[: QUOTED - 1]}…"


class Lines:
    """The lines of a byte stream as text; goes on after a line that is not text. `number` is that of the last line given."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.number = 0
        self._readline = stream.readline

    def __iter__(self) -> Lines:
        return self

    def __next__(self) -> str:
        raw = self._readline(LINE_BYTES)
        if not raw:
            raise StopIteration
        self.number += 1
        if len(raw) == LINE_BYTES and not raw.endswith(b"\n"):
            while len(self._readline(LINE_BYTES)) == LINE_BYTES:
                pass
            raise BadRow(f"is longer than {LINE_BYTES:,} bytes", hint="Is this a text file with line ends?")
        return self._text(raw)

    def _text(self, raw: bytes) -> str:
        try:
            text = raw.decode()
        except UnicodeDecodeError as error:
            raise BadRow(
                f"is not UTF-8 text: byte {error.start + 1} is 0x{raw[error.start]:02x}",
                hint="Save the file as UTF-8, for example with `iconv -f GB18030 -t UTF-8`.",
            ) from error
        if "\0" in text:
            raise BadRow(
                "holds a zero byte, which no text has", hint="The file is binary or damaged; export it again."
            )
        return text.removeprefix(_BOM) if self.number == 1 else text


def header(path: Path, lines: Lines) -> tuple[str, ...]:
    """The columns' names, from the first line that is not blank.

    Raises:
        InvalidFile: there is none, or it cannot be a header.
    """
    cells: list[str] = []
    try:
        while not any(cells):
            cells = [cell.strip() for cell in next(csv.reader(lines, strict=True))]
    except StopIteration:
        raise InvalidFile(
            f"{str(path)!r} has no header line", hint="Its first line must name the columns."
        ) from None
    except (csv.Error, BadRow) as error:
        raise InvalidFile(
            f"{str(path)!r}, line {max(lines.number, 1)}: the header cannot be read: it {error}",
            hint=getattr(error, "hint", "") or "Its first line must name the columns.",
        ) from error
    _check_header(path, lines.number, cells)
    return tuple(cells)


def _check_header(path: Path, line: int, cells: list[str]) -> None:
    where = f"{str(path)!r}, line {line}"
    if cells[0].startswith("{"):
        raise InvalidFile(
            f"{where}: a JSON object stands where the header should", hint="Rename the file to .jsonl."
        )
    if len(cells) == 1 and any(mark in cells[0] for mark in ";\t"):
        raise InvalidFile(
            f"{where}: the columns are not parted by commas", hint="Save it as comma-separated CSV."
        )
    for number, cell in enumerate(cells, 1):
        if not cell:
            raise InvalidFile(
                f"{where}: column {number} has no name", hint="Name it in the header, or take it out."
            )
        if not cell.isprintable():
            raise InvalidFile(
                f"{where}: {cell!r} is no column's name", hint="Is this a text file? Export it again."
            )
        if cell in cells[: number - 1]:
            raise InvalidFile(
                f"{where}: two columns are named {cell!r}", hint="Give each column its own name."
            )


def csv_rows(lines: Lines, columns: tuple[str, ...]) -> Iterator[tuple[int, Row | BadRow]]:
    """`(line, row)` for each record after the header; blank lines are passed over."""
    reader = csv.reader(lines, strict=True)
    width = len(columns)
    while True:
        start = lines.number + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield start, _csv_fault(error)
            continue
        except BadRow as bad:
            yield lines.number, bad
            continue
        if not any(cells):
            continue
        if len(cells) == width:
            yield start, dict(zip(columns, cells, strict=True))
        elif any(cell.strip() for cell in cells):
            yield (
                start,
                BadRow(
                    f"has {len(cells)} values where the header names {width} columns",
                    hint='A value that holds a comma or a line end stands in quotes: "a, b".',
                ),
            )


def _csv_fault(error: csv.Error) -> BadRow:
    said = str(error)
    if "unexpected end" in said:
        return BadRow(
            "opens a quote that is never closed", hint='Close it, or write a quote inside a value as "".'
        )
    if "field limit" in said:
        return BadRow(
            f"has a value longer than {csv.field_size_limit():,} characters",
            hint="Is a quote left open here?",
        )
    if "new-line" in said:
        return BadRow(
            "has a bare carriage return in it",
            hint="End lines with LF or CR LF, and quote values with line ends.",
        )
    return BadRow(f"is not well-formed CSV: {said}", hint='Write a quote inside a quoted value as "".')


def json_rows(path: Path, lines: Lines, written: Sequence[str]) -> Iterator[tuple[int, Row | BadRow]]:
    """`(line, row)` for each line; numbers in the columns `written` as their text. Raises `InvalidFile` if there is no line."""
    decode = msgspec.json.Decoder().decode
    empty = True
    while True:
        try:
            text = next(lines)
        except StopIteration:
            break
        except BadRow as bad:
            empty = False
            yield lines.number, bad
            continue
        if not text.strip():
            continue
        empty = False
        yield lines.number, _json_row(text, decode, written)
    if empty:
        raise InvalidFile(f"{str(path)!r} holds no lines", hint="Each line is one JSON object.")


def _json_row(text: str, decode: Callable[[str], Any], written: Sequence[str]) -> Row | BadRow:
    try:
        row = decode(text)
        if isinstance(row, dict):
            for name in written:
                if type(row.get(name)) is float:
                    row[name] = bytes(msgspec.json.decode(text, type=dict[str, msgspec.Raw])[name]).decode()
            return row
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        return BadRow(
            f"is not JSON: {error}", hint="Each line is one JSON object, whole: was the file cut short?"
        )
    hint = (
        "One object a line: `jq -c '.[]' file.json > file.jsonl`."
        if text.startswith("[")
        else "Each line is one object."
    )
    return BadRow(f"is a JSON {type(row).__name__}, not an object", hint=hint)
