"""What the engine asks of the technologies below it: small protocols, batch first.

Each has a contract suite in `penchant.testing` that runs on every back end; the exact in-memory one is the oracle.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, Protocol, runtime_checkable

import msgspec

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
class Remote(Protocol):
    """An encoder that answers elsewhere, and may be out of reach: `encode` then gives rows of zeros, and waits for nothing long.

    `missed` counts the texts that got zeros for it since it was last set to 0.
    """

    missed: int

    @property
    def failing(self) -> str:
        """Why it is out of reach now; "" while it is not."""
        ...

    def knows(self, texts: Sequence[str]) -> bool:
        """Whether `encode` would answer at once, without asking anywhere."""
        ...

    def insist(self, texts: Sequence[str]) -> Vectors:
        """As `encode`, but raises EncoderUnavailable where it is out of reach: for what is to be kept."""
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


Purpose = Literal["reading", "ideas", "wording", "chat"]
"""What a language model is called for; consent and budgets are given for each."""


class Permission(Value, frozen=True):
    """What a person said of one purpose, and when; the later of two holds, by the id of its event where the times are equal."""

    purpose: str
    allowed: bool
    timestamp: int
    event_id: str


class Prompt(Value, frozen=True):
    """What a language model is asked, and for whom.

    `instructions` are ours alone; the words of people and of items stand in `data`, delimited, never in `instructions`. The answer
    is a JSON document of `schema`, or free text where that is empty.
    """

    purpose: Purpose
    instructions: str
    data: str
    schema: dict[str, Any] = msgspec.field(default_factory=dict)
    max_tokens: int = 512
    temperature: float = 0.0
    user_id: str = ""
    tenant: str = ""


class Completion(Value, frozen=True):
    """What a language model answered: `text`, and the tokens it read and wrote; `finished` is False where it was cut short."""

    text: str
    input_tokens: int = 0
    output_tokens: int = 0
    finished: bool = True


class LanguageModel(Protocol):
    """A prompt to an answer. Prices are in money per million tokens; `local` says that no text leaves this process."""

    name: str
    local: bool
    input_price: float
    output_price: float

    def complete(self, prompt: Prompt, timeout: float) -> Completion:
        """The answer, within `timeout` seconds. Raises ModelUnavailable. Safe to call from threads."""
        ...

    def stream(self, prompt: Prompt, timeout: float) -> Iterator[str]:
        """The answer in parts as they come, all within `timeout` seconds. Raises ModelUnavailable."""
        ...

    def close(self) -> None:
        """Let connections and memory go. Closing twice is harmless."""
        ...


@runtime_checkable
class Identified(Protocol):
    """A language model that can tell which weights stand behind its name: a name can be given to others."""

    def identity(self, timeout: float) -> str:
        """A digest that is another for other weights, as far as can be known within `timeout` seconds; "" where it cannot."""
        ...


class Record(Value, frozen=True, gc=False):
    """An event as it is kept: `reading` is what capture read in its text (opaque here), `seq` its place in the log."""

    event: Event
    reading: bytes = b""
    seq: int = 0


class ItemRecord(Value, frozen=True, gc=False):
    """An item as it is kept: its keyword `tokens`, its vector (`float16` bytes) and the `digest` of what was encoded."""

    item: Item
    tokens: str = ""
    vector: bytes = b""
    digest: str = ""


class Vectored(Value, frozen=True):
    """Another vector for an item as it is kept: its `digest`, and the digest it had when that was made."""

    item_id: str
    was: str
    vector: bytes
    digest: str


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

    def append(self, records: Sequence[Record], *, erasures: int | None = None) -> tuple[bool, ...]:
        """Store what is new, all or nothing, durably; True for each that was new, False where its `event_id` was there.

        Within one call the first of two equal ids wins. `seq` of the argument is ignored. With `erasures`, only while the store's
        erasure sequence is still that number; else nothing is stored, and `()` comes back.
        """
        ...

    def history(
        self, user_id: str, limit: int, *, before: tuple[int, str] | None = None
    ) -> tuple[Record, ...]:
        """The user's newest `limit` events, or the newest of those before `(timestamp, event_id)`; oldest first in that order."""
        ...

    def met(self, user_ids: Sequence[str], upto: int) -> frozenset[str]:
        """Those of the users who have events at places up to `upto` of the log."""
        ...

    def users(self, after: str, limit: int) -> tuple[str, ...]:
        """Ids of those who have events, the first `limit` that come after `after`, in the order of their characters' numbers."""
        ...

    def changes(self, since: Cursor, limit: int = 10_000) -> Changes:
        """At most `limit` events and at most `limit` items (put or deleted) after `since`, in the order they were stored."""
        ...

    def place_of(self, event_id: str) -> int | None:
        """Where in the log the event stands (its `seq`), or None where it is not stored."""
        ...

    def put_readings(self, records: Sequence[Record]) -> int:
        """Put each record's reading in place of that of the event at its `seq`, all or nothing; how many were there.

        For the same words encoded anew: nobody who follows the store is told.
        """
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

    def put_vectors(self, vectors: Sequence[Vectored]) -> int:
        """Put vector and digest in place of those of each item whose digest is still what it `was`; how many were.

        For the same text encoded anew: nobody who follows the store is told.
        """
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

    def swap_blob(
        self, kind: str, key: str, old: bytes | None, new: bytes | None, *, user_id: str = ""
    ) -> bool:
        """Put `new` in the place of `old` in one step, None being a blob that is not there; whether it was still `old`."""
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
