"""One SQLite file: how it is opened, brought to this version, read from threads, and how its errors read."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NoReturn

from penchant.domain import Value
from penchant.errors import StoreBusy, StoreError, StoreFull, StoreReadOnly, StoreTooNew
from penchant.stores.sqlite_rows import migrations

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

Durability = Literal["full", "normal", "off"]

_APPLICATION = 0x50454E43
"""`PENC`, in the header of every file of ours (`PRAGMA application_id`)."""

_WAL_KEPT = 64 * 1024 * 1024
"""Bytes the log beside the file may keep after a checkpoint."""

_CHECKPOINT_PAGES = 4000
"""Pages (of 4 KB) written to that log before it is copied into the file: a commit with `full` waits less often for that."""

_WRITER_CACHE_KB = 32_000
"""Memory for pages of the writing connection, so that a bulk append does not read the indexes again and again."""

_WAIT = 0.01
"""Seconds between tries to switch a new file to WAL, which SQLite does not wait for by itself."""


class StoreFile(Value, frozen=True):
    """Where the file is and how it may be opened; `access` is `ro` or `immutable` where it cannot be written."""

    path: Path
    durability: Durability = "full"
    busy_seconds: float = 10.0
    access: Literal["rwc", "ro", "immutable"] = "rwc"

    def connect(self) -> sqlite3.Connection:
        """A connection in autocommit, usable from any one thread at a time."""
        query = "mode=ro&immutable=1" if self.access == "immutable" else f"mode={self.access}"
        return sqlite3.connect(
            f"{self.path.as_uri()}?{query}",
            uri=True,
            timeout=self.busy_seconds,
            isolation_level=None,
            check_same_thread=False,
        )

    def refuse(self, error: sqlite3.Error) -> NoReturn:
        """Raise the store's error for the driver's, once."""
        kind, what, hint = _MEANINGS.get(_code(error), _UNKNOWN)
        raise kind(f"store {str(self.path)!r}: {what} ({error})", hint=hint) from error


def open_file(path: str | Path, durability: Durability, busy_seconds: float) -> StoreFile:
    """The file at `path`, made or brought to this version; read-only where it may not be written.

    Raises:
        StoreError: the folder is missing, or the file is no Penchant store.
        StoreTooNew: a newer Penchant wrote it.
        StoreReadOnly: it may not be written, and cannot be read as it is.
        StoreBusy: another process held it for `busy_seconds`.
    """
    file = StoreFile(path=Path(path).absolute(), durability=durability, busy_seconds=busy_seconds)
    if not file.path.parent.is_dir():
        raise StoreError(
            f"store {str(path)!r}: the folder {str(file.path.parent)!r} does not exist",
            hint="create the folder, or name a file in one that exists",
        )
    try:
        with contextlib.closing(file.connect()) as connection:
            _prepare(connection, file)
    except sqlite3.Error as error:
        if _code(error) in _NOT_WRITABLE and file.path.is_file():
            return _read_only(file, error)
        file.refuse(error)
    return file


def _prepare(connection: sqlite3.Connection, file: StoreFile) -> None:
    version = _version(connection, file)
    _probe(connection, file)
    _use_wal(connection, file)
    if version < len(migrations()):
        _migrate(connection, file)


def _probe(connection: sqlite3.Connection, file: StoreFile) -> None:
    """Raise the driver's error if the file may not be written; a lock held by another shows that it may."""
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("ROLLBACK")
    except sqlite3.OperationalError as error:
        if _code(error) != sqlite3.SQLITE_BUSY:
            raise
    finally:
        connection.execute(f"PRAGMA busy_timeout = {round(file.busy_seconds * 1000)}")


def _use_wal(connection: sqlite3.Connection, file: StoreFile) -> None:
    until = time.monotonic() + file.busy_seconds
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if _code(error) != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(_WAIT)
        else:
            return


def _version(connection: sqlite3.Connection, file: StoreFile) -> int:
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > len(migrations()):
        raise StoreTooNew(
            f"store {str(file.path)!r} has version {version}; this Penchant reads versions up to {len(migrations())}",
            hint="upgrade Penchant (pip install -U penchant), or open a copy made before the upgrade",
        )
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    if application != _APPLICATION and connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        raise StoreError(
            f"store {str(file.path)!r} is a SQLite file of another program",
            hint="name a new file for the store; this one was left as it was",
        )
    return version


def _migrate(connection: sqlite3.Connection, file: StoreFile) -> None:
    """Bring the file to the newest version in one transaction; another process may have done it meanwhile."""
    connection.execute("BEGIN IMMEDIATE")
    with _all_or_nothing(connection):
        for script in migrations()[_version(connection, file) :]:
            for statement in _statements(script):
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {_APPLICATION}")
        connection.execute(f"PRAGMA user_version = {len(migrations())}")


@contextlib.contextmanager
def _all_or_nothing(connection: sqlite3.Connection) -> Iterator[None]:
    try:
        yield
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _statements(script: str) -> Iterator[str]:
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _read_only(file: StoreFile, cause: sqlite3.Error) -> StoreFile:
    """The file as it can be read. `immutable` reads without the log beside it, so only where that log is empty."""
    log = file.path.with_name(file.path.name + "-wal")
    log_is_empty = not log.exists() or log.stat().st_size == 0
    for access in ("ro", "immutable") if log_is_empty else ("ro",):
        readable = StoreFile(
            path=file.path, durability=file.durability, busy_seconds=file.busy_seconds, access=access
        )
        with contextlib.suppress(sqlite3.Error), contextlib.closing(readable.connect()) as connection:
            if _version(connection, file) == len(migrations()):
                return readable
    raise StoreReadOnly(
        f"store {str(file.path)!r} may not be written, and cannot be read as it is ({cause})",
        hint="give this user the right to write the file and its folder, or open it once with a user who may",
    ) from cause


def open_writer(file: StoreFile) -> sqlite3.Connection:
    """The one connection that writes."""
    connection = file.connect()
    connection.execute(f"PRAGMA synchronous = {file.durability}")
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute(f"PRAGMA journal_size_limit = {_WAL_KEPT}")
    connection.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT_PAGES}")
    connection.execute(f"PRAGMA cache_size = -{_WRITER_CACHE_KB}")
    return connection


class Reader:
    """A thread's own connection for reading. As a context it keeps `close`, from another thread, out until the reading is done."""

    def __init__(self, file: StoreFile) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = file.connect()
        self._connection.execute("PRAGMA query_only = ON")

    def __enter__(self) -> sqlite3.Connection:
        self._lock.acquire()
        if self._connection is None:
            self._lock.release()
            raise closed(self._file.path)
        return self._connection

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._lock.release()
        if isinstance(error, sqlite3.Error):
            self._file.refuse(error)

    def close(self) -> None:
        """Close once the reading under way is done."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def __del__(self) -> None:
        """A thread that ended drops its reader, and with it the connection."""
        connection = getattr(self, "_connection", None)
        if connection is not None:
            connection.close()


@contextlib.contextmanager
def snapshot(connection: sqlite3.Connection) -> Iterator[None]:
    """All that is read inside is of one moment."""
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")


def closed(path: Path) -> StoreError:
    """The error for use after `close`."""
    return StoreError(f"store {str(path)!r} is closed", hint="open it again")


def _code(error: sqlite3.Error) -> int:
    """SQLite's primary result code; 0 for an error that is Python's own."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


_NOT_WRITABLE = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)
_UNKNOWN: tuple[type[StoreError], str, str] = (
    StoreError,
    "SQLite could not do this",
    "check the disk and the file's rights; what was acknowledged before is safe",
)
_MEANINGS: dict[int, tuple[type[StoreError], str, str]] = {
    sqlite3.SQLITE_READONLY: (
        StoreReadOnly,
        "it may not be written",
        "give this user the right to write the file and its folder",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        StoreReadOnly,
        "it cannot be opened or made there",
        "check that the path names a file, and that this user may write its folder",
    ),
    sqlite3.SQLITE_FULL: (
        StoreFull,
        "the disk is full; nothing of this call was stored",
        "free space and call again; the store goes on working",
    ),
    sqlite3.SQLITE_BUSY: (
        StoreBusy,
        "another process held its lock for too long; nothing of this call was stored",
        "call again, end the process that holds the file, or raise busy_seconds",
    ),
    sqlite3.SQLITE_NOTADB: (
        StoreError,
        "the file is not a SQLite database",
        "name a new file for the store; this one was left as it was",
    ),
    sqlite3.SQLITE_CORRUPT: (
        StoreError,
        "the file is damaged",
        "restore it from a copy, or rescue it with `sqlite3 FILE .recover`",
    ),
}
