"""Reading data files: CSV, JSON lines and Parquet, plain or compressed, as rows that know their line.

A row that cannot be read is handed over as a `BadRow` in its place, so that the caller may stop or go on; a file that cannot be
read at all raises `InvalidFile`. Memory is bounded by one line, or one block of a Parquet file.
"""

from __future__ import annotations

import gzip
import io
import sys
import zlib
from typing import IO, TYPE_CHECKING, Any, Literal, Self

from penchant.cli.lines import Lines, csv_rows, header, json_rows
from penchant.errors import InvalidFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from penchant.cli.lines import BadRow, Row

Format = Literal["csv", "jsonl", "parquet"]
Compression = Literal["", "gz", "zst"]

BLOCK_ROWS = 5_000
ALLOWED = ".csv, .jsonl, .ndjson (each also .gz or .zst) and .parquet"
_FORMATS: dict[str, Format] = {".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".parquet": "parquet"}
_COMPRESSIONS: dict[str, Compression] = {".gz": "gz", ".zst": "zst"}
_MAGIC = {b"\x1f\x8b": "gz", b"\x28\xb5\x2f\xfd": "zst", b"PAR1": "parquet"}
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_ZIP = b"PK\x03\x04"


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
        columns = header(path, lines) if kind == "csv" else None
        rows = csv_rows(lines, columns) if columns is not None else json_rows(path, lines, written)
    except BaseException:
        raw.close()
        raise
    share = (lambda: None) if compression == "zst" else (lambda: min(raw.tell() / size, 1.0))
    return Source(path, columns, rows, share, raw.close)


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
