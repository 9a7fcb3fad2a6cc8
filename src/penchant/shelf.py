"""Slates that were given out: in memory at once, in the store a moment later, so that no list waits for the disk."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

import msgspec

from penchant.domain import Slate
from penchant.ports import Blob

if TYPE_CHECKING:
    from collections.abc import Iterator

    from penchant.ports import Store

KIND = "slate"
AT_HAND = 1_000
"""Slates held in memory at most, because they wait for the disk or could not be written."""
WAITING = 200
"""Slates waiting for the disk at most: one more waits for them."""
LINGER = 0.02
"""Seconds that the first to wait waits for others, so that they share one transaction."""
TRIM_EVERY = 500
_DECODER = msgspec.msgpack.Decoder(Slate)


class Shelf:
    """Keeps the newest `keep` slates of a store. One background thread writes; `flush` waits for it.

    What is at hand is let go when the store's erasure sequence moves, by whichever process, and a slate that was made before an
    erasure is not written after it: a slate of an erased person is nowhere.
    """

    def __init__(self, store: Store, keep: int) -> None:
        self._store, self._keep = store, keep
        self._lock = threading.Lock()
        self._near: OrderedDict[str, Slate] = OrderedDict()
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="penchant-slates")
        self._waiting: list[Slate] = []
        self._pending: Future[None] | None = None
        self._count = 0
        self._erasures = 0
        self._closed = False

    def put(self, slate: Slate, erasures: int) -> None:
        """Keep a slate that was made when the store's erasure sequence was `erasures`."""
        with self._lock:
            self._let_go(erasures)
            self._near[slate.slate_id] = slate
            while len(self._near) > AT_HAND:
                self._near.popitem(last=False)
            self._waiting.append(slate)
            full = len(self._waiting) >= WAITING
            if self._pending is None or self._pending.done():
                self._pending = self._writer.submit(self._write_soon)
        if full:
            self.flush()

    def get(self, slate_id: str, erasures: int) -> Slate | None:
        """The slate, or None; `erasures` is the store's erasure sequence now."""
        with self._lock:
            self._let_go(erasures)
            near = self._near.get(slate_id)
        if near is not None:
            return near
        data = self._store.get_blob(KIND, slate_id)
        return _DECODER.decode(data) if data else None

    def of_user(self, user_id: str) -> list[Slate]:
        """A user's slates, newest first."""
        self.flush()
        return [
            _DECODER.decode(data) for _, data in self._store.blobs(KIND, user_id=user_id, limit=self._keep)
        ]

    def latest_of(self, user_id: str, limit: int, erasures: int) -> list[Slate]:
        """A user's newest slates, `limit` at most, newest first, with those that wait for the disk; `erasures` as in `get`."""
        with self._lock:
            self._let_go(erasures)
            near = {slate.slate_id: slate for slate in self._near.values() if slate.user_id == user_id}
        written = dict(self._store.blobs(KIND, user_id=user_id, limit=limit))
        newest = [*reversed(near), *(key for key in written if key not in near)][:limit]
        return [near[key] if key in near else _DECODER.decode(written[key]) for key in newest]

    def newest_of(self, user_id: str, but: str = "") -> Slate | None:
        """The user's newest slate in the store, unless it is the one named `but`; what waits for the disk is not looked at."""
        newest = next(self._store.blobs(KIND, user_id=user_id, limit=1), None)
        return None if newest is None or newest[0] == but else _DECODER.decode(newest[1])

    def newest_by_user(self) -> Iterator[Slate]:
        """The newest slate of each user."""
        self.flush()
        seen: set[str] = set()
        for _, data in self._store.blobs(KIND, limit=self._keep):
            slate = _DECODER.decode(data)
            if slate.user_id not in seen:
                seen.add(slate.user_id)
                yield slate

    def drop(self, user_id: str) -> None:
        """Let a user's slates go from memory."""
        with self._lock:
            for slate_id in [i for i, slate in self._near.items() if slate.user_id == user_id]:
                del self._near[slate_id]

    def flush(self) -> None:
        """Wait until all that was put is in the store; raises what went wrong in writing."""
        self._writer.submit(self._write).result()

    def close(self) -> None:
        """Write what waits and stop the writer. What cannot be written is lost: nobody waits for it. Closing twice is harmless."""
        if not self._closed:
            self._closed = True
            self._writer.submit(self._write)
            self._writer.shutdown(wait=True)

    def _let_go(self, erasures: int) -> None:
        if erasures != self._erasures:
            self._near.clear()
            self._waiting.clear()
            self._erasures = erasures

    def _write_soon(self) -> None:
        time.sleep(LINGER)
        self._write()

    def _write(self) -> None:
        """Everything that waits, in one transaction; the store refuses it if someone was erased since it was made."""
        with self._lock:
            slates, erasures = self._waiting, self._erasures
            self._waiting = []
        blobs = [
            Blob(key=s.slate_id, data=msgspec.msgpack.encode(s, enc_hook=lambda _: None), user_id=s.user_id)
            for s in slates
        ]
        if not blobs:
            return
        self._store.put_blobs(KIND, blobs, erasures=erasures)
        with self._lock:
            for slate in slates:
                self._near.pop(slate.slate_id, None)
        self._count += len(slates)
        if self._count >= TRIM_EVERY:
            self._count = 0
            self._store.trim_blobs(KIND, self._keep)
