"""Who may read: of all processes over a store one at a time, for as long as a call can take: so each text is called for once."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import msgspec

from penchant.domain import Value

if TYPE_CHECKING:
    from penchant.ports import BlobStore

PLACE = ("refining", "lease")
RENEWED_MS = 3_000
"""A lease that is younger is not written anew: each write is one that an event's may wait for."""


class Held(Value, frozen=True):
    """Who holds it, and until when (ms)."""

    holder: str
    until: int


class Lease:
    """One process's hold on the right to read. It ends by itself, so that a crash keeps nobody out for long.

    Args:
        store: where it is kept.
        ms: how long it holds from when it was last taken: longer than any call.
    """

    def __init__(self, store: BlobStore, ms: int) -> None:
        self._store, self._ms = store, ms
        self._name = secrets.token_hex(8)
        self._mine: bytes | None = None

    @property
    def is_ours(self) -> bool:
        """Whether it was taken and not let go; it may have ended since."""
        return self._mine is not None

    def take(self, now: int) -> bool:
        """Whether it is held by us from now on; renewed where it was, unless it is young."""
        found = self._store.get_blob(*PLACE)
        if found is not None:
            held = msgspec.msgpack.decode(found, type=Held)
            if found == self._mine:
                if now < held.until - self._ms + RENEWED_MS:
                    return True
            elif held.until > now and held.holder != self._name:
                return False
        wanted = msgspec.msgpack.encode(Held(holder=self._name, until=now + self._ms))
        if not self._store.swap_blob(*PLACE, found, wanted):
            return False
        self._mine = wanted
        return True

    def release(self) -> None:
        """Let the next one in, where it is still held by us."""
        mine, self._mine = self._mine, None
        if mine is not None:
            self._store.swap_blob(*PLACE, mine, None)
