"""Which encoder serves and which is wanted, as all processes see it: two blobs of the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from penchant.domain import Value
from penchant.ports import Blob
from penchant.retrieve import kept

if TYPE_CHECKING:
    from penchant.ports import Store

SETTING = "setting"
SERVES, WANTED = "encoder", "encoder-wanted"
DROPPED_AT_ONCE = 2_000
MOST = 2**31 - 1


class Serves(Value, frozen=True):
    """The encoder that serves: its setting, its name, its dimensions.

    `readings` is how far in the log all readings are known to be by it; None where there never was another.
    """

    spec: str
    name: str
    dim: int
    readings: int | None = None


class Wanted(Value, frozen=True):
    """The encoder that is to serve next, and how far its vectors are: `items` is the last change of the catalogue it has seen.

    `worker` is at it, and gave its last sign of life at `seen_at` (ms).
    """

    spec: str
    name: str = ""
    items: int = 0
    done: int = 0
    total: int = 0
    worker: str = ""
    seen_at: int = 0
    error: str = ""


class Ledger:
    """The two blobs, and the prepared vectors. Not locked: a change is one write, and one of `wanted` only where nobody was faster.

    Args:
        store: where they are kept.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def serves(self) -> Serves | None:
        """What serves, None in a store that nobody has opened yet, or only an older program."""
        data = self._store.get_blob(SETTING, SERVES)
        return msgspec.json.decode(data, type=Serves) if data else None

    def put_serves(self, serves: Serves) -> None:
        """From now on this serves."""
        self._store.put_blobs(SETTING, [Blob(key=SERVES, data=msgspec.json.encode(serves))])

    def wanted(self) -> Wanted | None:
        """What is to serve next, None where nothing else is."""
        data = self._store.get_blob(SETTING, WANTED)
        return msgspec.json.decode(data, type=Wanted) if data else None

    def put_wanted(self, was: Wanted | None, wanted: Wanted | None) -> bool:
        """Put one wish in the place of another, or of none; whether it was still there."""
        old, new = (msgspec.json.encode(one) if one else None for one in (was, wanted))
        return self._store.swap_blob(SETTING, WANTED, old, new)

    def is_prepared(self, encoder: str) -> bool:
        """Whether vectors by the encoder of that name wait to be brought into their items."""
        return next(self._store.blobs(kept.kind_of(encoder), limit=1), None) is not None

    def drop_prepared(self, encoder: str) -> None:
        """Let the prepared vectors of an encoder go, some at a time: events wait for no long transaction."""
        kind = kept.kind_of(encoder)
        count = sum(1 for _ in self._store.blobs(kind, limit=MOST))
        while count > 0:
            count = max(0, count - DROPPED_AT_ONCE)
            self._store.trim_blobs(kind, count)
