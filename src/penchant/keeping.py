"""Where the snapshot of the sums stands in the store: in parts, each a write of its own, so that no event waits long for it.

The parts of a snapshot are written to one of two places in turn, and only when all are there a small blob says so; the one before
stands untouched until then, and what is half written is never read. Each part bears the mark of its snapshot, so that parts of two
are never taken for one. One process writes at a time.
"""

from __future__ import annotations

import secrets
import time
from typing import TYPE_CHECKING

import msgspec

from penchant.domain import Value
from penchant.ports import Blob

if TYPE_CHECKING:
    from collections.abc import Iterator

    from penchant.ports import BlobStore

KIND, KEY = "state", "sums"
_CLAIM = "sums:claim"
PART_BYTES = 4 * 1024 * 1024
"""Of a part: some 20 ms of a disk's time."""
CLAIM_MS = 120_000
"""A process that has not come to an end in this time is taken for dead."""
_MARK_BYTES = 16
_TOLD = b"parts:"
"""Before what tells of the parts; a small snapshot stands there itself."""


class _Parts(Value, frozen=True):
    """Where a snapshot of `size` bytes stands."""

    place: str
    mark: bytes
    parts: int
    size: int


def put(store: BlobStore, data: bytes, *, erasures: int) -> bool:
    """Keep a snapshot, while the store's erasure sequence is still that number; whether it was kept."""
    if len(data) <= PART_BYTES:
        return store.put_blobs(KIND, [Blob(key=KEY, data=data)], erasures=erasures)
    claim = _claim(store)
    if claim is None:
        return False  # another process is at it, and knows as much
    try:
        before = _told(store.get_blob(KIND, KEY))
        place = "b" if before is not None and before.place == "a" else "a"
        told = _Parts(
            place=place,
            mark=secrets.token_bytes(_MARK_BYTES),
            parts=-(-len(data) // PART_BYTES),
            size=len(data),
        )
        for part in _cut(data, told):
            if not store.put_blobs(KIND, [part], erasures=erasures):
                return False
        whole = Blob(key=KEY, data=_TOLD + msgspec.msgpack.encode(told))
        return store.put_blobs(KIND, [whole], erasures=erasures)
    finally:
        store.swap_blob(KIND, _CLAIM, claim, None)


def get(store: BlobStore) -> bytes | None:
    """The snapshot, or None where there is none that is whole."""
    data = store.get_blob(KIND, KEY)
    if data is None or not data.startswith(_TOLD):
        return data
    told = _told(data)
    if told is None:
        return None
    parts: list[bytes] = []
    for number in range(told.parts):
        part = store.get_blob(KIND, _key(told, number))
        if part is None or part[:_MARK_BYTES] != told.mark:
            return None
        parts.append(part[_MARK_BYTES:])
    whole = b"".join(parts)
    return whole if len(whole) == told.size else None


def _cut(data: bytes, told: _Parts) -> Iterator[Blob]:
    held = memoryview(data)
    for number in range(told.parts):
        part = held[number * PART_BYTES : (number + 1) * PART_BYTES]
        yield Blob(key=_key(told, number), data=told.mark + part)


def _key(told: _Parts, number: int) -> str:
    return f"{KEY}:{told.place}:{number}"


def _told(data: bytes | None) -> _Parts | None:
    if data is None or not data.startswith(_TOLD):
        return None
    try:
        return msgspec.msgpack.decode(data[len(_TOLD) :], type=_Parts)
    except msgspec.DecodeError:
        return None


def _claim(store: BlobStore) -> bytes | None:
    """The right to write, until it is given back or has run out; None where another has it."""
    now = time.time_ns() // 1_000_000
    held = store.get_blob(KIND, _CLAIM)
    if held is not None and held[:_MARK_BYTES].strip().isdigit() and int(held[:_MARK_BYTES]) > now:
        return None
    mine = f"{now + CLAIM_MS:{_MARK_BYTES}d}".encode() + secrets.token_bytes(_MARK_BYTES)
    return mine if store.swap_blob(KIND, _CLAIM, held, mine) else None
