"""Reading data files: CSV, JSON lines and Parquet, plain or compressed, as rows that know their line.

A row that cannot be read is handed over as a `BadRow` in its place, so that the caller may stop or go on; a file that cannot be
read at all raises `InvalidFile`. Memory is bounded by one line, or one block of a Parquet file.
"""

from __future__ import annotations

import csv
import gzip
import io
import sys
import zlib
from typing import IO, TYPE_CHECKING, Any, Literal, Self

import msgspec

from penchant.errors import InvalidFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    Row = dict[str, Any]

Format = Literal["csv", "jsonl", "parquet"]
Compression = Literal["", "gz", "zst"]

LINE_BYTES = 16 * 1024 * 1024
"""The longest line that is read: a binary file without line ends must not fill the memory."""
BLOCK_ROWS = 5_000
QUOTED = 80
"""Characters of a bad value that a message shows."""
ALLOWED = ".csv, .jsonl, .ndjson (each also .gz or .zst) and .parquet"
_FORMATS: dict[str, Format] = {".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".parquet": "parquet"}
_COMPRESSIONS: dict[str, Compression] = {".gz": "gz", ".zst": "zst"}
_MAGIC = {b"\x1f\x8b": "gz", b"\x28\xb5\x2f\xfd": "zst", b"PAR1": "parquet"}
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_ZIP = b"PK\x03\x04"
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


def format_of(path: Path) -> tuple[Format, Compression]:
    """The format and compression that a file's name stands for.

    Raises:
        InvalidFile: the ending is none that can be read or written.
    """
    suffixes = [suffix.lower() for suffix in path.suffixes]
    compression = _COMPRESSIONS.get(suffixes.pop(), "") if suffixes and suffixes[-1] in _COMPRESSIONS else ""
    found = _FORMATS.get(suffixes[-1]) if suffixes else None
    if found is None or (found == "parquet" and compression):
        raise InvalidFile(
            f"{str(path)!r} has an ending that Penchant does not know; it knows {ALLOWED}",
            hint="Convert the file or rename it by what it holds; a .json array becomes lines with `jq -c '.[]'`.",
        )
    return found, compression


class Source:
    """An open data file. Iterating gives `(line, row)`, the row a dict, or a `BadRow` in the place of one.

    `columns` are the header's names (None for JSON lines, whose every row names its own); `line` is where the row begins, counted
    from 1 with the header, or the number of the row in a Parquet file. `written` names the columns whose JSON numbers are kept
    as the text that was written.
    """

    def __init__(
        self,
        path: Path,
        columns: tuple[str, ...] | None,
        rows: Iterator[tuple[int, Row | BadRow]],
        share: Callable[[], float | None],
        close: Callable[[], None],
    ) -> None:
        self.path = path
        self.columns = columns
        self.share = share
        self._rows = rows
        self._close = close

    def __iter__(self) -> Iterator[tuple[int, Row | BadRow]]:
        line = 0
        try:
            for line, row in self._rows:
                yield line, row
        except _unreadable() as error:
            raise _broken(self.path, error, line) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._close()


def open_source(path: Path, *, written: Sequence[str] = ()) -> Source:
    """Open a data file for reading; use it in a `with`.

    Raises:
        InvalidFile: there is no such file, its name and content disagree, or its beginning cannot be read.
    """
    kind, compression = format_of(path)
    check(path)
    try:
        if kind == "parquet":
            return _parquet(path)
        return _lined(path, kind, compression, written)
    except _unreadable() as error:
        raise _broken(path, error, 0) from error


def check(path: Path) -> None:
    """See that `path` is a file whose first bytes are what its name says.

    Raises:
        InvalidFile: it is missing, a folder, empty, not readable, or something else than its name says.
    """
    kind, compression = format_of(path)
    if path.is_dir():
        raise InvalidFile(
            f"{str(path)!r} is a folder, not a file", hint="Name the files in it, such as folder/*.csv."
        )
    try:
        with path.open("rb") as stream:
            head = stream.read(8)
    except FileNotFoundError as error:
        raise InvalidFile(
            f"There is no file {str(path)!r}", hint="Check the name and the current folder."
        ) from error
    except OSError as error:
        raise InvalidFile(
            f"{str(path)!r} cannot be read: {error.strerror}", hint="Check its permissions."
        ) from error
    if not head:
        raise InvalidFile(
            f"{str(path)!r} is empty", hint="Check how it was made: even a list of nothing has a header."
        )
    _check_head(path, head, compression or ("parquet" if kind == "parquet" else ""))


def _check_head(path: Path, head: bytes, named: str) -> None:
    if head.startswith(_UTF16):
        raise InvalidFile(f"{str(path)!r} is UTF-16 text; UTF-8 is needed", hint='Save it as "CSV UTF-8".')
    if head.startswith(_ZIP):
        raise InvalidFile(
            f"{str(path)!r} is a zip archive or an Excel workbook", hint="Unpack it, or save it as CSV."
        )
    found = next((kind for magic, kind in _MAGIC.items() if head.startswith(magic)), "")
    if found == named:
        return
    if found:
        raise InvalidFile(
            f"{str(path)!r} holds {found} data, which its name does not say",
            hint=f"Rename it so that it ends in .{found}, after .csv or .jsonl if it is compressed.",
        )
    raise InvalidFile(
        f"{str(path)!r} does not hold {named} data as its name says", hint="Rename it, or fetch it again."
    )


def _unreadable() -> tuple[type[Exception], ...]:
    errors: tuple[type[Exception], ...] = (OSError, EOFError, zlib.error)
    if "polars" in sys.modules:  # only then can it have raised; loading it takes a fifth of a second
        from polars.exceptions import PolarsError

        return (*errors, PolarsError)
    return errors


def _broken(path: Path, error: Exception, line: int) -> InvalidFile:
    where = f" after line {line}" if line else ""
    if isinstance(error, EOFError) or "incomplete frame" in str(error):
        what = f"breaks off{where}: its compressed data have no end"
    else:
        what = f"cannot be read{where}: {str(error).splitlines()[0] if str(error) else type(error).__name__}"
    return InvalidFile(
        f"{str(path)!r} {what}", hint="The file is damaged or was cut short; copy or download it again."
    )


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


class _PolarsLines(io.RawIOBase):
    """The bytes of a zst file, unpacked by Polars block after block."""

    def __init__(self, path: Path) -> None:
        import polars as pl

        self._blocks = iter(pl.scan_lines(path, glob=False).collect_batches(chunk_size=BLOCK_ROWS))
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._left:
            block = next(self._blocks, None)
            if block is None:
                return 0
            self._left = "".join(f"{line}\n" for line in block["line"].to_list()).encode()
        count = min(len(buffer), len(self._left))
        buffer[:count] = self._left[:count]
        self._left = self._left[count:]
        return count


def _lined(path: Path, kind: Format, compression: Compression, written: Sequence[str]) -> Source:
    size = path.stat().st_size
    raw = path.open("rb")
    try:
        stream: IO[bytes] = raw
        if compression == "gz":
            stream = io.BufferedReader(gzip.GzipFile(fileobj=raw))
        elif compression == "zst":
            stream = io.BufferedReader(_PolarsLines(path))
        lines = Lines(stream)
        columns = _header(path, lines) if kind == "csv" else None
        rows = _csv_rows(lines, columns) if columns is not None else _json_rows(path, lines, written)
    except BaseException:
        raw.close()
        raise
    share = (lambda: None) if compression == "zst" else (lambda: min(raw.tell() / size, 1.0))
    return Source(path, columns, rows, share, raw.close)


def _header(path: Path, lines: Lines) -> tuple[str, ...]:
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


def _csv_rows(lines: Lines, columns: tuple[str, ...]) -> Iterator[tuple[int, Row | BadRow]]:
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


def _json_rows(path: Path, lines: Lines, written: Sequence[str]) -> Iterator[tuple[int, Row | BadRow]]:
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


def _parquet(path: Path) -> Source:
    import polars as pl

    frame = pl.scan_parquet(path, glob=False)
    columns = tuple(frame.collect_schema().names())
    total = int(frame.select(pl.len()).collect().item())
    done = 0

    def rows() -> Iterator[tuple[int, Row | BadRow]]:
        nonlocal done
        for block in frame.collect_batches(chunk_size=BLOCK_ROWS, maintain_order=True):
            for row in block.iter_rows(named=True):
                done += 1
                yield done, row

    return Source(path, columns, rows(), lambda: done / max(total, 1), lambda: None)
