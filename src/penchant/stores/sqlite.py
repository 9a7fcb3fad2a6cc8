"""A store in one SQLite file: durable, found again by the next process, shared with others. No server to start."""

from __future__ import annotations

import threading
import time
import weakref
from typing import TYPE_CHECKING, TypeVar

from penchant.errors import StoreReadOnly
from penchant.ports import Blob, Changes, Counts, Cursor, ItemRecord, Record, Vectored
from penchant.stores.rules import searched
from penchant.stores.sqlite_file import Durability, Reader, closed, open_file, snapshot
from penchant.stores.sqlite_rows import (
    any_of,
    event_row,
    ids,
    item_record,
    item_row,
    queries,
    records,
    relabelled,
    word,
    words,
)
from penchant.stores.sqlite_writer import Writer

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

T = TypeVar("T")

_BLOB_PAGE = 100
"""Blobs read at a time while a caller goes through them."""

_END = 2**63 - 1
_FREQUENCIES_KEPT = 50_000
"""Token frequencies remembered between changes of the catalogue."""


class SqliteStore:
    """The `Store` protocol over the file at `path`, made if missing. Safe to call from threads; other processes may use the file.

    Every write returns after its commit; writers that wait at the same time share one. `durability` is SQLite's `synchronous`:
    `full` survives a power cut, `normal` may lose the last moments of one, `off` more; none loses anything when only the
    process dies. A file that may not be written is read, and every write raises `StoreReadOnly`.

    Args:
        path: the file; its folder must exist.
        durability: `full`, `normal` or `off`.
        busy_seconds: how long to wait while another process writes, before `StoreBusy`.

    Raises:
        StoreError: and its kinds `StoreReadOnly`, `StoreTooNew`, `StoreBusy`; any call may also raise `StoreFull`.
    """

    def __init__(
        self, path: str | Path, *, durability: Durability = "full", busy_seconds: float = 10.0
    ) -> None:
        self._file = open_file(path, durability, busy_seconds)
        self._sql = queries()
        self._closed = False
        self._readers: weakref.WeakSet[Reader] = weakref.WeakSet()
        self._readers_gate = threading.Lock()
        self._of_thread = threading.local()
        self._frequencies = _Frequencies(0, 0)
        self._writer = Writer(self._file) if self._file.access == "rwc" else None
        if self._writer is not None:
            weakref.finalize(self, self._writer.stop)

    def _read(self) -> Reader:
        """This thread's reader, to be entered."""
        reader: Reader | None = getattr(self._of_thread, "reader", None)
        if reader is None:
            with self._readers_gate:
                if self._closed:
                    raise closed(self._file.path)
                reader = self._of_thread.reader = Reader(self._file)
                self._readers.add(reader)
        return reader

    def _write(self, work: Callable[[sqlite3.Connection], T], *, erases: bool = False) -> T:
        if self._closed:
            raise closed(self._file.path)
        if self._writer is None:
            raise StoreReadOnly(
                f"store {str(self._file.path)!r} may not be written; it was opened for reading",
                hint="give this user the right to write the file and its folder, then open it again",
            )
        return self._writer.run(work, erases=erases)

    # --- the event log

    def append(self, records: Sequence[Record], *, erasures: int | None = None) -> tuple[bool, ...]:
        """As `EventLog.append`. Raises `InvalidEvent` for an event without id or time, or with what cannot be stored."""
        rows = [event_row(record) for record in records]
        sql = self._sql

        def work(connection: sqlite3.Connection) -> tuple[bool, ...]:
            if erasures is not None and connection.execute(sql["erasures"]).fetchone()[0] != erasures:
                return ()
            cursor = connection.cursor()
            return tuple([cursor.execute(sql["append"], row).rowcount > 0 for row in rows])

        return self._write(work)

    def history(
        self, user_id: str, limit: int, *, before: tuple[int, str] | None = None
    ) -> tuple[Record, ...]:
        """As `EventLog.history`."""
        sql = self._sql["history_before" if before else "history"]
        with self._read() as connection:
            rows = connection.execute(sql, (user_id, *(before or ()), max(0, limit))).fetchall()
        return records(reversed(rows))

    def met(self, user_ids: Sequence[str], upto: int) -> frozenset[str]:
        """As `EventLog.met`."""
        if not user_ids or upto <= 0:
            return frozenset()
        with self._read() as connection:
            rows = connection.execute(self._sql["met"], (ids(user_ids), upto)).fetchall()
        return frozenset(row[0] for row in rows)

    def users(self, after: str, limit: int) -> tuple[str, ...]:
        """As `EventLog.users`."""
        with self._read() as connection:
            rows = connection.execute(self._sql["users"], (after, max(0, limit))).fetchall()
        return tuple(row[0] for row in rows)

    def put_readings(self, records: Sequence[Record]) -> int:
        """As `EventLog.put_readings`."""
        rows = [(record.reading, record.seq) for record in records]
        sql = self._sql["put_reading"]
        return self._write(lambda connection: connection.executemany(sql, rows).rowcount if rows else 0)

    def changes(self, since: Cursor, limit: int = 10_000) -> Changes:
        """As `EventLog.changes`. A look that finds nothing new costs some microseconds."""
        with self._read() as connection:
            events, items, erasures = connection.execute(self._sql["heads"]).fetchone()
            if events <= since.events and items <= since.items and erasures <= since.erasures:
                return Changes(cursor=since)
            with snapshot(connection):
                event_rows = connection.execute(
                    self._sql["events_after"], (since.events, limit + 1)
                ).fetchall()
                item_rows = connection.execute(self._sql["items_after"], (since.items, limit + 1)).fetchall()
                erasures = connection.execute(self._sql["erasures"]).fetchone()[0]
        page = item_rows[:limit]
        new = records(event_rows[:limit])
        return Changes(
            cursor=Cursor(
                events=new[-1].seq if new else since.events,
                items=page[-1][0] if page else since.items,
                erasures=max(erasures, since.erasures),
            ),
            records=new,
            items=tuple(item_record(*row[2:]) for row in page if row[2] is not None),
            deleted=tuple(row[1] for row in page if row[2] is None),
            erased=max(0, erasures - since.erasures),
            more=len(event_rows) > limit or len(item_rows) > limit,
        )

    def place_of(self, event_id: str) -> int | None:
        """As `EventLog.place_of`."""
        with self._read() as connection:
            row = connection.execute(self._sql["place_of"], (event_id,)).fetchone()
        return row[0] if row else None

    def relabel(self, user_id: str, to: str) -> int:
        """As `EventLog.relabel`."""
        sql = self._sql

        def work(connection: sqlite3.Connection) -> int:
            rows = connection.execute(sql["events_of"], (user_id,)).fetchall()
            if not rows or user_id == to:
                return 0
            connection.execute(sql["erase_events"], (user_id,))
            connection.executemany(sql["append"], [relabelled(row, to) for row in rows])
            if user_id:
                connection.execute(sql["erase_blobs"], (user_id,))
            connection.execute(sql["erase_state"])
            connection.execute(sql["erased"], (time.time_ns() // 1_000_000,))
            return len(rows)

        return self._write(work, erases=True)

    def counts(self) -> Counts:
        """As `Store.counts`."""
        with self._read() as connection:
            events, users, items, size = connection.execute(self._sql["counts"]).fetchone()
        return Counts(events=events, users=users, items=items, size=size)

    def forget(self, user_id: str) -> dict[str, int]:
        """As `EventLog.forget`: `events`, `readings` (not empty) and, of each kind of blob the user had, `<kind>s`.

        The file is then rewritten (up to `SCRUB_UP_TO` bytes) and the log beside it emptied, so that the erased bytes leave
        the disk; while another connection reads, that waits for a later write.
        """
        sql = self._sql

        def work(connection: sqlite3.Connection) -> dict[str, int]:
            events, readings = connection.execute(sql["events_held"], (user_id,)).fetchone()
            counts = {"events": events, "readings": readings}
            connection.execute(sql["erase_events"], (user_id,))
            if user_id:
                counts.update(connection.execute(sql["blobs_held"], (user_id,)))
                connection.execute(sql["erase_blobs"], (user_id,))
            connection.execute(sql["erase_state"])
            connection.execute(sql["erased"], (time.time_ns() // 1_000_000,))
            return counts

        return self._write(work, erases=True)

    # --- the catalogue

    def put_items(self, records: Sequence[ItemRecord]) -> None:
        """As `ItemStore.put_items`; of two equal ids in one call the last wins. Raises `InvalidItem` for what cannot be stored."""
        last: dict[str, ItemRecord] = {}
        for record in records:
            last.pop(record.item.item_id, None)
            last[record.item.item_id] = record
        rows = [item_row(record) for record in last.values()]
        sql = self._sql

        def work(connection: sqlite3.Connection) -> None:
            self._take_out(connection, list(last))
            start = connection.execute(sql["items_head"]).fetchone()[0] + 1
            numbered = list(enumerate(rows, start))
            connection.executemany(sql["put_item"], ((seq, *row) for seq, row in numbered))
            connection.executemany(sql["put_words"], ((seq, words(row[2])) for seq, row in numbered))

        self._write(work)

    def put_vectors(self, vectors: Sequence[Vectored]) -> int:
        """As `ItemStore.put_vectors`."""
        rows = [(one.vector, one.digest, one.item_id, one.was) for one in vectors]
        sql = self._sql["put_vector"]
        return self._write(lambda connection: connection.executemany(sql, rows).rowcount if rows else 0)

    def delete_items(self, item_ids: Sequence[str]) -> int:
        """As `ItemStore.delete_items`."""
        sql = self._sql

        def work(connection: sqlite3.Connection) -> int:
            asked = list(dict.fromkeys(item_ids))
            rows = connection.execute(sql["item_rows"], (ids(asked),)).fetchall()
            there = {row[0] for row in rows if row[3]}
            gone = [item_id for item_id in asked if item_id in there]
            self._take_out(connection, gone)
            start = connection.execute(sql["items_head"]).fetchone()[0] + 1
            connection.executemany(sql["put_tombstone"], enumerate(gone, start))
            return len(gone)

        return self._write(work)

    def _take_out(self, connection: sqlite3.Connection, item_ids: list[str]) -> None:
        """Remove the rows of these ids, tombstones too, and their words."""
        rows = connection.execute(self._sql["item_rows"], (ids(item_ids),)).fetchall()
        held = ((seq, words(tokens)) for _, seq, tokens, there in rows if there)
        connection.executemany(self._sql["drop_words"], held)
        connection.executemany(self._sql["drop_item"], ((row[1],) for row in rows))

    def items(self, item_ids: Sequence[str]) -> dict[str, ItemRecord]:
        """As `ItemStore.items`, in the order asked."""
        with self._read() as connection:
            rows = connection.execute(self._sql["items"], (ids(item_ids),)).fetchall()
        found = {row[0]: item_record(*row[1:]) for row in rows}
        return {item_id: found[item_id] for item_id in item_ids if item_id in found}

    def match(self, tokens: Sequence[str], limit: int) -> list[tuple[str, float]]:
        """As `ItemStore.match`. Common tokens are left out beside rare ones (`rules.searched`)."""
        with self._read() as connection:
            known = self._known(connection)

            def frequency(token: str) -> int:
                if token not in known.of:
                    row = connection.execute(self._sql["frequency"], (word(token),)).fetchone()
                    known.of[token] = row[0] if row else 0
                return known.of[token]

            wanted = searched(tokens, frequency, known.items)
            if not wanted:
                return []
            return connection.execute(self._sql["match"], (any_of(wanted), max(0, limit))).fetchall()

    def _known(self, connection: sqlite3.Connection) -> _Frequencies:
        """The frequencies counted since the catalogue last changed."""
        last = connection.execute(self._sql["last_item"]).fetchone()[0]
        known = self._frequencies
        if known.last_item != last or len(known.of) > _FREQUENCIES_KEPT:
            known = self._frequencies = _Frequencies(*connection.execute(self._sql["items_there"]).fetchone())
        return known

    # --- the blobs

    def put_blobs(self, kind: str, blobs: Sequence[Blob], *, erasures: int | None = None) -> bool:
        """As `BlobStore.put_blobs`."""
        sql = self._sql

        def work(connection: sqlite3.Connection) -> bool:
            if erasures is not None and connection.execute(sql["erasures"]).fetchone()[0] != erasures:
                return False
            connection.executemany(
                sql["put_blob"], [(kind, blob.key, blob.user_id, blob.data) for blob in blobs]
            )
            return True

        return self._write(work)

    def swap_blob(
        self, kind: str, key: str, old: bytes | None, new: bytes | None, *, user_id: str = ""
    ) -> bool:
        """As `BlobStore.swap_blob`."""
        sql = self._sql

        def work(connection: sqlite3.Connection) -> bool:
            row = connection.execute(sql["get_blob"], (kind, key)).fetchone()
            if (row[0] if row else None) != old:
                return False
            if new is None:
                connection.execute(sql["drop_blob"], (kind, key))
            else:
                connection.execute(sql["put_blob"], (kind, key, user_id, new))
            return True

        return self._write(work)

    def get_blob(self, kind: str, key: str) -> bytes | None:
        """As `BlobStore.get_blob`."""
        with self._read() as connection:
            row = connection.execute(self._sql["get_blob"], (kind, key)).fetchone()
        return row[0] if row else None

    def blobs(self, kind: str, *, user_id: str = "", limit: int = 1000) -> Iterator[tuple[str, bytes]]:
        """As `BlobStore.blobs`; without `user_id`, of every user. Read in pages, so it holds few at a time."""
        sql = self._sql["blobs_of_user" if user_id else "blobs"]
        owner = (user_id,) if user_id else ()
        before = _END
        while limit > 0:
            size = min(limit, _BLOB_PAGE)
            with self._read() as connection:
                rows = connection.execute(sql, (kind, before, *owner, size)).fetchall()
            for before, key, data in rows:  # noqa: B007 - the last one's seq is where the next page begins
                yield key, data
            limit = limit - size if len(rows) == size else 0

    def trim_blobs(self, kind: str, keep: int) -> int:
        """As `BlobStore.trim_blobs`."""
        sql = self._sql["trim_blobs"]
        return self._write(lambda connection: connection.execute(sql, (kind, max(0, keep))).rowcount)

    # --- the end

    def close(self) -> None:
        """Do what is queued, then close every connection. Closing twice is harmless."""
        with self._readers_gate:
            self._closed = True
            readers = list(self._readers)
        for reader in readers:
            reader.close()
        if self._writer is not None:
            self._writer.stop()


class _Frequencies:
    """How many of `items` items hold each token asked about, as of the catalogue's change `last_item`."""

    def __init__(self, last_item: int, items: int) -> None:
        self.last_item = last_item
        self.items = items
        self.of: dict[str, int] = {}
