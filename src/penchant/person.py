"""One user's events in the shape the stages read, oldest first. Derived from the log, cached, never stored."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Self
from zlib import crc32

import msgspec
import numpy as np

from penchant.domain import Aspect, InterestEdit, Value
from penchant.ports import Permission  # noqa: TC001

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

    from penchant.domain import Vector


class Said(Value, frozen=True, eq=False, gc=False):
    """One aspect of one sentence, with its encoded words; `row` is the item it reviews, or -1.

    `read_by` is the language model that read it, where one has refined the reading made at once.
    """

    event_id: str
    event_type: str
    timestamp: int
    aspect: Aspect
    row: int = -1
    vector: Vector | None = None
    read_by: str = ""


class Heard(Value, frozen=True, gc=False):
    """A text as it was said, about no item, and the other party's turn that it answered."""

    event_id: str
    timestamp: int
    text: str
    reply_to: str = ""


class Edit(Value, frozen=True, gc=False):
    """A person's hand on an interest, and when."""

    event_id: str
    timestamp: int
    edit: InterestEdit


class Deed(Value, frozen=True, gc=False):
    """One event on an item, as it goes into the columns of `Done`; `slate_id` is "" where none was given."""

    row: int
    weight: float
    timestamp: int
    event_type: str
    event_id: str
    slate_id: str = ""


class Done(Value, frozen=True, eq=False, gc=False):
    """Item events as columns of equal length `(n,)`, in the order `(time, event_id)`.

    `rows` int32; `weights` float16, signed, before decay; `times` int64 ms; `types` uint8, places in `names`; `slates` uint32
    codes of slate ids, 0 for none; `ids` the event ids one a line, a third of the memory of a list of strings.
    """

    rows: NDArray[np.int32]
    weights: NDArray[np.float16]
    times: NDArray[np.int64]
    types: NDArray[np.uint8]
    slates: NDArray[np.uint32]
    ids: str
    names: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def nbytes(self) -> int:
        """Bytes held."""
        columns = (self.rows, self.weights, self.times, self.types, self.slates)
        return sum(column.nbytes for column in columns) + len(self.ids)

    def event_ids(self) -> list[str]:
        """The event ids, in order."""
        return self.ids.split("\n") if len(self) else []

    def of_types(self, names: Sequence[str]) -> NDArray[np.bool_]:
        """Which events are of one of these types, `(n,)`."""
        return np.array([name in names for name in self.names], dtype=np.bool_)[self.types]

    def take(self, places: NDArray[np.int64] | slice) -> Done:
        """The events at `places`, in their order."""
        ids = np.array(self.event_ids(), dtype=object)[places]
        return Done(
            rows=self.rows[places],
            weights=self.weights[places],
            times=self.times[places],
            types=self.types[places],
            slates=self.slates[places],
            ids="\n".join(ids),
            names=self.names,
        )

    def newest(self, count: int) -> Done:
        """The last `count` events, 1 at least; itself where there are no more."""
        extra = len(self) - count
        if extra <= 0:
            return self
        return Done(
            rows=self.rows[extra:].copy(),
            weights=self.weights[extra:].copy(),
            times=self.times[extra:].copy(),
            types=self.types[extra:].copy(),
            slates=self.slates[extra:].copy(),
            ids=self.ids.split("\n", extra)[-1],
            names=self.names,
        )

    def with_deeds(self, deeds: Sequence[Deed]) -> Done:
        """These and the new ones, in order."""
        if not deeds:
            return self
        new = Done.of(sorted(deeds, key=lambda d: (d.timestamp, d.event_id)), self.names)
        both = self._joined(new)
        if not len(self) or (int(self.times[-1]), self.ids.rpartition("\n")[2]) < (
            int(new.times[0]),
            new.ids.partition("\n")[0],
        ):
            return both
        ids = both.event_ids()
        return both.take(np.array(sorted(range(len(both)), key=lambda i: (int(both.times[i]), ids[i]))))

    def _joined(self, after: Done) -> Done:
        return Done(
            rows=np.concatenate([self.rows, after.rows]),
            weights=np.concatenate([self.weights, after.weights]),
            times=np.concatenate([self.times, after.times]),
            types=np.concatenate([self.types, after.types]),
            slates=np.concatenate([self.slates, after.slates]),
            ids=f"{self.ids}\n{after.ids}" if len(self) else after.ids,
            names=self.names,
        )

    @classmethod
    def of(cls, deeds: Sequence[Deed], names: tuple[str, ...]) -> Self:
        """The columns of deeds that are in order already; `names` are the event types there are."""
        kind = {name: place for place, name in enumerate(names)}
        return cls(
            rows=np.array([d.row for d in deeds], dtype=np.int32),
            weights=np.array([d.weight for d in deeds], dtype=np.float16),
            times=np.array([d.timestamp for d in deeds], dtype=np.int64),
            types=np.array([kind[d.event_type] for d in deeds], dtype=np.uint8),
            slates=np.array(
                [crc32(d.slate_id.encode()) if d.slate_id else 0 for d in deeds], dtype=np.uint32
            ),
            ids="\n".join(d.event_id for d in deeds),
            names=names,
        )


class Person(Value, frozen=True, eq=False, gc=False):
    """What the stages may know of a user: the newest events, within the limits. `whole` says whether that is all of them.

    `heard` are the very words of the newest few texts. `refined` are ids of events that a language model has read anew, and
    `awaited` those of them that have not come yet. `consents` are the words that hold on what language models may do.
    """

    user_id: str
    done: Done
    said: tuple[Said, ...] = ()
    edits: tuple[Edit, ...] = ()
    heard: tuple[Heard, ...] = ()
    whole: bool = True
    refined: frozenset[str] = frozenset()
    awaited: frozenset[str] = frozenset()
    consents: tuple[Permission, ...] = ()

    @property
    def version(self) -> str:
        """The same for the same set of events, however they arrived."""
        spoken = {f"{one.event_id} {one.read_by}".rstrip() for one in self.said}
        said = sorted(spoken | {edit.event_id for edit in self.edits})
        return hashlib.blake2b("\n".join([self.done.ids, *said]).encode(), digest_size=8).hexdigest()

    def unsaid(self, event_ids: Collection[str]) -> Person:
        """The same person without what events of those ids say."""
        said = tuple(one for one in self.said if one.event_id not in event_ids)
        return msgspec.structs.replace(self, said=said)

    def with_said(self, *said: Said) -> Person:
        """The same person having said more."""
        return msgspec.structs.replace(self, said=(*self.said, *said))
