"""What many people have just done, put into their histories and everybody's sums at once.

The most common event by far is a plain deed: it is on an item, and holds no words to look at. And nearly all events come after
those that their person is known by. So plain deeds become columns in one go for all people, and the sums take what comes after,
of all of them, in one pass.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

import msgspec
import numpy as np

from penchant.learn.reward import weight_of
from penchant.person import Done
from penchant.retrieve.transitions import Sequence as Steps

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from penchant.person import Person
    from penchant.ports import Record
    from penchant.retrieve.transitions import Transitions
    from penchant.settings import Scenario

    Moment = tuple[int, str]

LOOKED_BACK = 4
"""So many windows' events of a person are looked at for those that a transition may begin with; where they do not do, all."""


class Arrival(NamedTuple):
    """A person as the sums have them, and what they did since: plain deeds, or the person as they are `after` it."""

    before: Person
    plain: Sequence[Record] = ()
    after: Person | None = None


class Columns(NamedTuple):
    """Plain deeds as the columns of `Done`, `ids` one by one."""

    done: Done
    ids: list[str]

    def added(self, to: Done, begin: int, end: int) -> Done:
        """Those from place `begin` to `end` at the end of what somebody has done."""
        new, part = self.done, slice(begin, end)
        ids = "\n".join(self.ids[part])
        return Done(
            rows=np.concatenate((to.rows, new.rows[part])),
            weights=np.concatenate((to.weights, new.weights[part])),
            times=np.concatenate((to.times, new.times[part])),
            types=np.concatenate((to.types, new.types[part])),
            slates=np.concatenate((to.slates, new.slates[part])),
            ids=f"{to.ids}\n{ids}" if len(to) else ids,
            names=to.names,
        )


def moment(record: Record) -> Moment:
    """What events are in the order of."""
    return record.event.timestamp or 0, record.event.event_id


def comes_after(before: Done, first: Moment, window: int, *, whole: bool) -> bool:
    """Whether events from `first` on only add to the sums: they come last, and those that pairs are made with are held."""
    if len(before) and (int(before.times[-1]), before.ids.rpartition("\n")[2]) >= first:
        return False
    return whole or int((before.weights > 0).sum()) > window


def columns(records: Sequence[Record], row: Callable[[str], int], done: Done, scenario: Scenario) -> Columns:
    """Plain deeds, in the order of the records; of `done` only the names of the types are read."""
    kinds = {name: place for place, name in enumerate(done.names)}
    weights = {name: kind.weight for name, kind in scenario.events.items()}
    events = [record.event for record in records]
    ids = [event.event_id for event in events]
    made = Done(
        rows=np.array([row(event.item_id or "") for event in events], dtype=np.int32),
        weights=np.array(
            [
                weights[event.event_type]
                if event.value is None and not event.text
                else weight_of(event, (), scenario)
                for event in events
            ],
            dtype=np.float16,
        ),
        times=np.array([event.timestamp or 0 for event in events], dtype=np.int64),
        types=np.array([kinds[event.event_type] for event in events], dtype=np.uint8),
        slates=np.array(
            [crc32(event.slate_id.encode()) if event.slate_id else 0 for event in events], dtype=np.uint32
        ),
        ids="",
        names=done.names,
    )
    return Columns(made, ids)


def people_after(
    arrivals: Sequence[Arrival], row: Callable[[str], int], scenario: Scenario
) -> Iterator[Person]:
    """Each person after what they did."""
    flat = [record for arrival in arrivals for record in arrival.plain]
    new = columns(flat, row, arrivals[0].before.done, scenario)
    begin = 0
    for before, plain, after in arrivals:
        if after is not None:
            yield after
            continue
        end = begin + len(plain)
        yield msgspec.structs.replace(before, done=new.added(before.done, begin, end))
        begin = end


def add(sums: Transitions, befores: Sequence[Done], afters: Sequence[Done], window: int) -> None:
    """What each has done since, which came after all before, into the sums."""
    if not befores:
        return
    begins = [_looked_at(before, window) for before in befores]
    held = [len(before) - begin for before, begin in zip(befores, begins, strict=True)]
    parts = list(zip(afters, begins, strict=True))
    weights = np.concatenate([after.weights[begin:] for after, begin in parts])
    kept = weights > 0
    counted = np.concatenate([[0], np.cumsum(kept)])
    ends = np.concatenate([[0], np.cumsum([len(after) - begin for after, begin in parts])]).astype(np.int64)
    offsets = counted[ends]
    sums.update_many(
        np.concatenate([after.rows[begin:] for after, begin in parts])[kept],
        np.minimum(weights[kept].astype(np.float32), 1.0),
        np.concatenate([after.times[begin:] for after, begin in parts])[kept],
        offsets,
        heads=counted[ends[:-1] + np.array(held)] - offsets[:-1],
    )


def steps(done: Done) -> Steps:
    """The positive events as the transitions take them."""
    kept = done.weights > 0
    return Steps(
        rows=done.rows[kept],
        weights=np.minimum(done.weights[kept].astype(np.float32), 1.0),
        times=done.times[kept],
    )


def _looked_at(before: Done, window: int) -> int:
    """From where on the last `window` positive events are."""
    begin = len(before) - LOOKED_BACK * window
    if begin <= 0 or int((before.weights[begin:] > 0).sum()) >= window:
        return max(0, begin)
    return 0
