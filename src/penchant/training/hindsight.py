"""The log as it stood before each user's last choice: what a ranker learns from, and is judged on.

Every user's last positive deed is hidden. One table of sums is made of all the rest, and each list is asked for as of the moment
before the hidden deed, by the same steps that serve: so what training sees is what serving will see.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, NamedTuple

import msgspec
import numpy as np

from penchant.domain import Value
from penchant.errors import InvalidInput
from penchant.models import Fixed
from penchant.people import EVERYTHING, READING, People
from penchant.ports import Cursor
from penchant.rank.blend import Sum

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from penchant.person import Deed, Person
    from penchant.ports import Changes, Record, Vectors
    from penchant.state import State


class Window(Value, frozen=True):
    """The part of the log that something was learned from: events up to `events`, times in ms; `erasures` when it was read."""

    events: int
    erasures: int
    count: int
    users: int
    first: int
    last: int


class Label(NamedTuple):
    """The deed that was hidden: of whom, on which row, how much it counts, when; its event leads the order of ties."""

    user_id: str
    row: int
    weight: float
    timestamp: int
    event_id: str


class Hindsight(Value, frozen=True, eq=False):
    """A state whose sums lack the hidden deeds, the deeds themselves, and who has done them as they were just before.

    `quiet` is the same state without an encoder. For people who never said a word it saves half of the time: the ideas that would
    be written from their deeds alone are left out, and their channel is worth next to nothing there.
    """

    state: State
    quiet: State
    window: Window
    labels: tuple[Label, ...]
    person: Callable[[Label], Person]


def hindsight(state: State, progress: Callable[[str, int, int], None]) -> Hindsight:
    """The log of `state`'s store up to its cursor, in hindsight. The state itself is not changed; its stock is shared.

    Takes some 200 bytes of memory an event.
    """
    with state.lock:
        state.catch_up()
        cursor = state.cursor
    people = _Earlier(state.store, state.encoder, state.catalogue.row, state.settings)
    window = people.read(cursor, progress)
    view = copy.copy(state)
    # An adapter may have learned from the very choices that are hidden here: its channel is left at the prior's weight.
    view.people, view.blend, view.adapter = people, Sum(), Fixed()
    quiet = copy.copy(view)
    quiet.encoder = _NoEncoder()
    return Hindsight(state=view, quiet=quiet, window=window, labels=people.hide(), person=people.before)


class _NoEncoder:
    """Stands where nothing is to be encoded: the stage that tries is left out, as any stage that fails."""

    name, dim = "none", 0

    def encode(self, texts: Sequence[str]) -> Vectors:
        raise InvalidInput(f"{len(texts)} texts of a list without words are not encoded")


class _Earlier(People):
    """People without their last positive deed."""

    def read(self, upto: Cursor, progress: Callable[[str, int, int], None]) -> Window:
        """Take in the positive deeds of the log."""
        self._upto = upto.events
        self._deeds_of: dict[str, list[Deed]] = {}
        count, first, last = 0, EVERYTHING << 20, 0
        for page in _pages(self._store.changes, upto.events):
            for record in page:
                self._note(record)
                moment = record.event.timestamp or 0
                first, last = min(first, moment), max(last, moment)
            count += len(page)
            progress("events", count, upto.events)
        return Window(
            events=upto.events,
            erasures=upto.erasures,
            count=count,
            users=len(self._deeds_of),
            first=first if count else 0,
            last=last,
        )

    def hide(self) -> tuple[Label, ...]:
        """Make the sums of all positive deeds but each user's last; those, by user.

        A user with a single one keeps it: it shows nothing of what leads to what.
        """
        labels, rows, weights, times, offsets = [], [], [], [], [0]
        for user_id in sorted(self._deeds_of):
            deeds = sorted(self._deeds_of[user_id], key=lambda deed: (deed.timestamp, deed.event_id))
            kept = deeds
            if len(deeds) > 1:
                last = deeds[-1]
                kept = [deed for deed in deeds if deed.event_id != last.event_id]
                labels.append(Label(user_id, last.row, last.weight, last.timestamp, last.event_id))
            rows += [deed.row for deed in kept]
            weights += [deed.weight for deed in kept]
            times += [deed.timestamp for deed in kept]
            offsets.append(len(rows))
        self._deeds_of = {}
        self.transitions.update_many(
            np.array(rows, dtype=np.int32),
            np.minimum(np.array(weights, dtype=np.float16).astype(np.float32), 1.0),
            np.array(times, dtype=np.int64),
            np.array(offsets, dtype=np.int64),
        )
        return tuple(labels)

    def before(self, label: Label) -> Person:
        """The user as they were known just before the hidden deed."""
        moment = (label.timestamp, label.event_id)
        records = [
            record
            for record in self._store.history(label.user_id, EVERYTHING)
            if record.seq <= self._upto
            and record.event.event_type != READING  # the sums were made of what was read at once
            and (record.event.timestamp or 0, record.event.event_id) < moment
        ]
        person = self._extended(self._nobody(label.user_id), records)
        return self._trimmed(msgspec.structs.replace(person, whole=True))

    def _note(self, record: Record) -> None:
        positive = [deed for deed in self.deeds(record) if deed.weight > 0]
        self._deeds_of.setdefault(record.event.user_id, []).extend(positive)


def _pages(changes: Callable[[Cursor], Changes], upto: int) -> Iterator[list[Record]]:
    cursor, more = Cursor(items=EVERYTHING, erasures=EVERYTHING), True
    while more:
        found = changes(cursor)
        yield [record for record in found.records if record.seq <= upto]
        cursor, more = found.cursor, found.more and found.cursor.events < upto
