"""What the engine asks of the technologies below it: small protocols, batch first.

Each has a contract suite in `penchant.testing` that runs on every back end; the exact in-memory one is the oracle.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

from penchant.domain import Event, Item, Value

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]
    Rows = NDArray[np.int64]
    Mask = NDArray[np.bool_]


class Encoder(Protocol):
    """Texts to vectors. `name` identifies the model and its version: vectors of two names are never compared."""

    name: str
    dim: int

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit rows, shape `(len(texts), dim)`; an empty or unreadable text gives a row of zeros. Safe to call from threads."""
        ...


@runtime_checkable
class Forgetful(Protocol):
    """What keeps traces of texts in memory, and can let them go when a person is forgotten."""

    def clear(self) -> None:
        """Drop all that is kept."""
        ...


class VectorIndex(Protocol):
    """Nearest rows by inner product. `exact` says whether a search may miss a neighbour."""

    exact: bool

    def build(self, vectors: Vectors) -> None:
        """Hold `vectors` `(n, d)`; row i is found as i. Replaces what was held. Rows of zeros are never returned by `search`."""
        ...

    def put(self, rows: Rows, vectors: Vectors) -> None:
        """Set rows (appending those past the end): found by the next search. A row of zeros takes the row out."""
        ...

    def search(self, queries: Vectors, k: int, mask: Mask | None = None) -> tuple[Rows, Vectors]:
        """The `k` best rows of each query where `mask` `(n,)` is true: ids `(m, k)` and scores `(m, k)`, best first.

        Where fewer than `k` are found the rest are -1 with score -inf.
        """
        ...

    def take(self, rows: Rows) -> Vectors:
        """The vectors of rows, a copy `(len(rows), d)`; zeros for rows past the end."""
        ...


class Record(Value, frozen=True):
    """An event as it is kept: `reading` is what capture read in its text (opaque here), `seq` its place in the log."""

    event: Event
    reading: bytes = b""
    seq: int = 0


class ItemRecord(Value, frozen=True):
    """An item as it is kept: its keyword `tokens`, its vector (`float16` bytes) and the `digest` of what was encoded."""

    item: Item
    tokens: str = ""
    vector: bytes = b""
    digest: str = ""


class Cursor(Value, frozen=True):
    """How far a reader has followed a store's three sequences."""

    events: int = 0
    items: int = 0
    erasures: int = 0


class Blob(Value, frozen=True):
    """Bytes kept under a key, and whose they are: a user's go when the user is forgotten."""

    key: str
    data: bytes
    user_id: str = ""


class Changes(Value, frozen=True):
    """What came after a cursor, each in its own order; `cursor` is where to go on and `more` whether there is more already.

    `erased` counts erasures since the cursor: whose they were is not kept, so a reader that sees one rebuilds from the start.
    """

    cursor: Cursor
    records: tuple[Record, ...] = ()
    items: tuple[ItemRecord, ...] = ()
    deleted: tuple[str, ...] = ()
    erased: int = 0
    more: bool = False


class EventLog(Protocol):
    """The truth: every event, once."""

    def append(self, records: Sequence[Record]) -> tuple[bool, ...]:
        """Store what is new, all or nothing, durably; True for each that was new, False where its `event_id` was there.

        Within one call the first of two equal ids wins. `seq` of the argument is ignored.
        """
        ...

    def history(self, user_id: str, limit: int) -> tuple[Record, ...]:
        """The user's newest `limit` events, oldest first, in the order `(timestamp, event_id)`."""
        ...

    def changes(self, since: Cursor, limit: int = 10_000) -> Changes:
        """At most `limit` events and at most `limit` items (put or deleted) after `since`, in the order they were stored."""
        ...

    def place_of(self, event_id: str) -> int | None:
        """Where in the log the event stands (its `seq`), or None where it is not stored."""
        ...

    def relabel(self, user_id: str, to: str) -> int:
        """Make the user's events those of `to`, in one transaction; how many.

        They take new places in the log, the user's blobs and every blob of kind `state` go, and the sequence of erasures moves
        on, so that whoever follows the store builds anew. Where the user has no events, nothing changes.
        """
        ...

    def forget(self, user_id: str) -> dict[str, int]:
        """Erase the user's events and blobs, and every blob of kind `state`, in one transaction; how many of each kind."""
        ...


class ItemStore(Protocol):
    """The catalogue."""

    def put_items(self, records: Sequence[ItemRecord]) -> None:
        """Insert or replace by `item_id`, all or nothing, durably."""
        ...

    def delete_items(self, item_ids: Sequence[str]) -> int:
        """Delete those that are there; how many were."""
        ...

    def items(self, item_ids: Sequence[str]) -> dict[str, ItemRecord]:
        """Those of the named that are there."""
        ...

    def match(self, tokens: Sequence[str], limit: int) -> list[tuple[str, float]]:
        """Items whose tokens hold any of `tokens`, best BM25 first: `(item_id, score > 0)`."""
        ...


class BlobStore(Protocol):
    """Keyed bytes beside the log: slates, and snapshots of derived state."""

    def put_blobs(self, kind: str, blobs: Sequence[Blob], *, erasures: int | None = None) -> bool:
        """Keep blobs, all or none, each in place of one of its key; what is put again becomes the newest.

        With `erasures`, only while the store's erasure sequence is still that number; whether they were kept.
        """
        ...

    def get_blob(self, kind: str, key: str) -> bytes | None:
        """The bytes, or None."""
        ...

    def blobs(self, kind: str, *, user_id: str = "", limit: int = 1000) -> Iterator[tuple[str, bytes]]:
        """`(key, data)` of that kind (and user), newest first."""
        ...

    def trim_blobs(self, kind: str, keep: int) -> int:
        """Drop all but the newest `keep` of that kind; how many went."""
        ...


class Counts(Value, frozen=True):
    """How much a store holds; `size` in bytes on disk, 0 where there is none."""

    events: int
    items: int
    users: int
    size: int


class Store(EventLog, ItemStore, BlobStore, Protocol):
    """One place for all three, so that `forget` is one transaction."""

    def counts(self) -> Counts:
        """How much is held. It reads an index from end to end: not for every request."""
        ...

    def close(self) -> None:
        """Finish what is queued and release the store. Closing twice is harmless."""
        ...
