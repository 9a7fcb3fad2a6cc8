"""A store in memory: exact and simple, the oracle the others are compared with. Gone when the process ends."""

from __future__ import annotations

import bisect
import math
import threading
from collections import Counter
from typing import TYPE_CHECKING

import msgspec

from penchant.errors import StoreError
from penchant.ports import Blob, Changes, Counts, Cursor, ItemRecord, Record, Vectored
from penchant.stores.rules import BM25_B, BM25_IDF_FLOOR, BM25_K1, check, searched

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from contextlib import AbstractContextManager


class MemoryStore:
    """The `Store` protocol over dictionaries, safe to call from threads.

    >>> store = MemoryStore()
    >>> store.append([Record(event=Event(user_id="ann", event_type="click", event_id="e1", timestamp=1))])
    (True,)
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._closed = False
        self._log: list[Record] = []
        self._event_ids: set[str] = set()
        self._of_user: dict[str, list[Record]] = {}
        self._items: dict[str, tuple[int, ItemRecord | None]] = {}
        self._words = _Words()
        self._blobs: dict[str, dict[str, tuple[str, bytes]]] = {}
        self._head = Cursor()

    # --- the event log

    def append(self, records: Sequence[Record], *, erasures: int | None = None) -> tuple[bool, ...]:
        """As `EventLog.append`. Raises `InvalidEvent` for an event without an id or a time."""
        for record in records:
            check(record)
        with self._open():
            if erasures is not None and erasures != self._head.erasures:
                return ()
            return tuple([self._append(record) for record in records])

    def _append(self, record: Record) -> bool:
        event = record.event
        if event.event_id in self._event_ids:
            return False
        self._head = msgspec.structs.replace(self._head, events=self._head.events + 1)
        kept = Record(event=event, reading=record.reading, seq=self._head.events)
        self._event_ids.add(event.event_id)
        self._log.append(kept)
        bisect.insort(self._of_user.setdefault(event.user_id, []), kept, key=_place)
        return True

    def history(
        self, user_id: str, limit: int, *, before: tuple[int, str] | None = None
    ) -> tuple[Record, ...]:
        """As `EventLog.history`."""
        with self._open():
            records = self._of_user.get(user_id, [])
            end = bisect.bisect_left(records, before, key=_place) if before else len(records)
            return tuple(records[max(0, end - max(0, limit)) : end])

    def met(self, user_ids: Sequence[str], upto: int) -> frozenset[str]:
        """As `EventLog.met`."""
        with self._open():
            return frozenset(
                user_id
                for user_id in user_ids
                if any(record.seq <= upto for record in self._of_user.get(user_id, ()))
            )

    def users(self, after: str, limit: int) -> tuple[str, ...]:
        """As `EventLog.users`."""
        with self._open():
            found = sorted(user_id for user_id, held in self._of_user.items() if held and user_id > after)
        return tuple(found[: max(0, limit)])

    def put_readings(self, records: Sequence[Record]) -> int:
        """As `EventLog.put_readings`."""
        with self._open():
            return sum([self._put_reading(record) for record in records])

    def _put_reading(self, record: Record) -> bool:
        place = bisect.bisect_left(self._log, record.seq, key=lambda one: one.seq)
        if place == len(self._log) or self._log[place].seq != record.seq:
            return False
        held = self._log[place]
        kept = self._log[place] = msgspec.structs.replace(held, reading=record.reading)
        own = self._of_user[held.event.user_id]
        own[bisect.bisect_left(own, _place(held), key=_place)] = kept
        return True

    def changes(self, since: Cursor, limit: int = 10_000) -> Changes:
        """As `EventLog.changes`."""
        with self._open():
            start = bisect.bisect_right(self._log, since.events, key=lambda record: record.seq)
            records = self._log[start : start + limit]
            rows = self._items_after(since.items)
            page = rows[:limit]
            cursor = Cursor(
                events=records[-1].seq if records else since.events,
                items=page[-1][1] if page else since.items,
                erasures=max(self._head.erasures, since.erasures),
            )
            return Changes(
                cursor=cursor,
                records=tuple(records),
                items=tuple(item for _, _, item in page if item is not None),
                deleted=tuple(item_id for item_id, _, item in page if item is None),
                erased=cursor.erasures - since.erasures,
                more=start + len(records) < len(self._log) or len(page) < len(rows),
            )

    def _items_after(self, seq: int) -> list[tuple[str, int, ItemRecord | None]]:
        """Newest entries stand last in the dictionary, so the look-up ends at the first that is old."""
        rows: list[tuple[str, int, ItemRecord | None]] = []
        for item_id, (place, record) in reversed(self._items.items()):
            if place <= seq:
                break
            rows.append((item_id, place, record))
        return rows[::-1]

    def place_of(self, event_id: str) -> int | None:
        """As `EventLog.place_of`."""
        with self._open():
            if event_id not in self._event_ids:
                return None
            return next(record.seq for record in reversed(self._log) if record.event.event_id == event_id)

    def relabel(self, user_id: str, to: str) -> int:
        """As `EventLog.relabel`."""
        with self._open():
            moved = sorted(self._of_user.get(user_id, []), key=lambda record: record.seq)
            if not moved or user_id == to:
                return 0
            self.forget(user_id)
            for record in moved:
                event = msgspec.structs.replace(record.event, user_id=to)
                self._append(msgspec.structs.replace(record, event=event))
            return len(moved)

    def counts(self) -> Counts:
        """As `Store.counts`."""
        with self._open():
            items = sum(record is not None for _, record in self._items.values())
            users = sum(bool(records) for records in self._of_user.values())
            return Counts(events=len(self._log), items=items, users=users, size=0)

    def forget(self, user_id: str) -> dict[str, int]:
        """As `EventLog.forget`: `events`, `readings` (not empty) and, of each kind of blob the user had, `<kind>s`."""
        with self._open():
            gone = self._of_user.pop(user_id, [])
            self._event_ids -= {record.event.event_id for record in gone}
            self._log = [record for record in self._log if record.event.user_id != user_id]
            counts = {"events": len(gone), "readings": sum(bool(record.reading) for record in gone)}
            self._blobs.pop("state", None)
            for kind, blobs in self._blobs.items():
                keys = [key for key, (owner, _) in blobs.items() if user_id and owner == user_id]
                for key in keys:
                    del blobs[key]
                if keys:
                    counts[f"{kind}s"] = len(keys)
            self._head = msgspec.structs.replace(self._head, erasures=self._head.erasures + 1)
            return counts

    # --- the catalogue

    def put_items(self, records: Sequence[ItemRecord]) -> None:
        """As `ItemStore.put_items`; of two equal ids in one call the last wins."""
        with self._open():
            for record in records:
                self._place_item(record.item.item_id, record)

    def put_vectors(self, vectors: Sequence[Vectored]) -> int:
        """As `ItemStore.put_vectors`."""
        with self._open():
            return sum([self._put_vector(one) for one in vectors])

    def _put_vector(self, one: Vectored) -> bool:
        place, held = self._items.get(one.item_id, (0, None))
        if held is None or held.digest != one.was:
            return False
        anew = msgspec.structs.replace(held, vector=one.vector, digest=one.digest)
        self._items[one.item_id] = (place, anew)
        return True

    def delete_items(self, item_ids: Sequence[str]) -> int:
        """As `ItemStore.delete_items`."""
        with self._open():
            there = [item_id for item_id in dict.fromkeys(item_ids) if self._item(item_id) is not None]
            for item_id in there:
                self._place_item(item_id, None)
            return len(there)

    def _item(self, item_id: str) -> ItemRecord | None:
        return self._items.get(item_id, (0, None))[1]

    def _place_item(self, item_id: str, record: ItemRecord | None) -> None:
        self._items.pop(item_id, None)
        self._head = msgspec.structs.replace(self._head, items=self._head.items + 1)
        self._items[item_id] = (self._head.items, record)
        self._words.put(item_id, None if record is None else record.tokens.split())

    def items(self, item_ids: Sequence[str]) -> dict[str, ItemRecord]:
        """As `ItemStore.items`, in the order asked."""
        with self._open():
            found = {item_id: self._item(item_id) for item_id in item_ids}
            return {item_id: record for item_id, record in found.items() if record is not None}

    def match(self, tokens: Sequence[str], limit: int) -> list[tuple[str, float]]:
        """As `ItemStore.match`; equal scores in order of id. Common tokens are left out beside rare ones (`rules.searched`)."""
        with self._open():
            scores = self._words.scores(tokens)
        return sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))[:limit]

    # --- the blobs

    def put_blobs(self, kind: str, blobs: Sequence[Blob], *, erasures: int | None = None) -> bool:
        """As `BlobStore.put_blobs`."""
        with self._open():
            if erasures is not None and erasures != self._head.erasures:
                return False
            held = self._blobs.setdefault(kind, {})
            for blob in blobs:
                held.pop(blob.key, None)
                held[blob.key] = (blob.user_id, blob.data)
            return True

    def swap_blob(
        self, kind: str, key: str, old: bytes | None, new: bytes | None, *, user_id: str = ""
    ) -> bool:
        """As `BlobStore.swap_blob`."""
        with self._open():
            held = self._blobs.setdefault(kind, {})
            if held.get(key, ("", None))[1] != old:
                return False
            held.pop(key, None)
            if new is not None:
                held[key] = (user_id, new)
            return True

    def get_blob(self, kind: str, key: str) -> bytes | None:
        """As `BlobStore.get_blob`."""
        with self._open():
            return self._blobs.get(kind, {}).get(key, ("", None))[1]

    def blobs(self, kind: str, *, user_id: str = "", limit: int = 1000) -> Iterator[tuple[str, bytes]]:
        """As `BlobStore.blobs`; without `user_id`, of every user."""
        with self._open():
            rows = reversed(self._blobs.get(kind, {}).items())
            pairs = [(key, data) for key, (owner, data) in rows if user_id in ("", owner)]
        return iter(pairs[:limit])

    def trim_blobs(self, kind: str, keep: int) -> int:
        """As `BlobStore.trim_blobs`."""
        with self._open():
            blobs = self._blobs.get(kind, {})
            oldest = list(blobs)[: max(0, len(blobs) - keep)]
            for key in oldest:
                del blobs[key]
            return len(oldest)

    # --- the end

    def close(self) -> None:
        """Let nothing more in or out. Closing twice is harmless."""
        with self._lock:
            self._closed = True

    def _open(self) -> AbstractContextManager[bool]:
        if self._closed:
            raise StoreError("the memory store is closed", hint="open a new one; what it held is gone")
        return self._lock


class _Words:
    """Which items hold which tokens how often."""

    def __init__(self) -> None:
        self._counts: dict[str, Counter[str]] = {}
        self._holders: dict[str, set[str]] = {}
        self._total = 0

    def put(self, item_id: str, tokens: list[str] | None) -> None:
        """Replace what the item holds; None takes it out."""
        for token in self._counts.get(item_id, ()):
            self._holders[token].discard(item_id)
        self._total -= self._counts.pop(item_id, Counter()).total()
        if tokens is not None:
            self._counts[item_id] = Counter(tokens)
            self._total += len(tokens)
            for token in tokens:
                self._holders.setdefault(token, set()).add(item_id)

    def scores(self, tokens: Sequence[str]) -> dict[str, float]:
        """BM25 of every item that holds a searched token (Robertson and Zaragoza 2009, with FTS5's floor under the idf)."""
        scores: dict[str, float] = {}
        for token in searched(tokens, lambda token: len(self._holders.get(token, ())), len(self._counts)):
            holders = self._holders[token]
            rest = len(self._counts) - len(holders) + 0.5
            idf = max(BM25_IDF_FLOOR, math.log(rest / (len(holders) + 0.5)))
            for item_id in holders:
                scores[item_id] = scores.get(item_id, 0.0) + idf * self._saturation(item_id, token)
        return scores

    def _saturation(self, item_id: str, token: str) -> float:
        counts = self._counts[item_id]
        length = counts.total() * len(self._counts) / self._total
        often = counts[token]
        return often * (BM25_K1 + 1) / (often + BM25_K1 * (1 - BM25_B + BM25_B * length))


def _place(record: Record) -> tuple[int, str]:
    return (record.event.timestamp or 0, record.event.event_id)
