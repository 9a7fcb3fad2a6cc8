"""What is still to be read. The log is the queue: a place in it says how far reading has come, and letters hold what went wrong.

Nothing here holds words: a letter names its event, belongs to its person, and goes with them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from penchant.domain import Value
from penchant.people import EVERYTHING, record_of
from penchant.ports import Blob, Cursor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from penchant.ports import Record, Store

PLACE = ("refining", "progress")
LATER, DEAD = "unread_text", "dead_letter"
"""Kinds of letters: to be tried again, and given up."""
PAGE = 500
"""Events of the log looked at in one go."""
BATCH = 8
"""Texts of one person in one call at most."""
LETTERS = 1_000
TRIES = 5
"""So often a text is tried before it is a dead letter."""
FIRST_WAIT_MS, LONGEST_WAIT_MS = 30_000, 3_600_000


class Progress(Value, frozen=True):
    """How far reading has come: all up to event `at` of the log, and those `beyond` it; `counts` says what became of texts."""

    at: int
    beyond: tuple[int, ...] = ()
    counts: dict[str, int] = msgspec.field(default_factory=dict)


class Letter(Value, frozen=True):
    """A text that could not be read: whose, how often it was tried, when it is tried again (ms), and what went wrong last."""

    event_id: str
    user_id: str
    tries: int
    due: int
    error: str


class Batch(NamedTuple):
    """Texts of one person for one call; `letters` where they were tried before; `passed` places in the log that need no call."""

    records: tuple[Record, ...]
    letters: tuple[Letter, ...] = ()
    passed: tuple[int, ...] = ()


class Queue:
    """The texts of a store that no model has read. Used by the holder of the lease alone, but for `is_waiting`.

    Args:
        store: log and blobs.
        start: the place in the log where reading begins in a store that knows no reading yet.
    """

    def __init__(self, store: Store, start: int) -> None:
        self._store, self._start = store, start
        self._looked = 0
        self.progress = Progress(at=start)
        self._kept: Progress | None = None

    def begin(self) -> None:
        """Make the place known, once a store: what comes from now on is to be read, whoever reads it."""
        if self._store.get_blob(*PLACE) is None:
            self._store.swap_blob(*PLACE, None, msgspec.msgpack.encode(Progress(at=self._start)))

    def rewind(self) -> None:
        """Begin at the start of the log."""
        self.progress = Progress(at=0, counts=self.progress.counts)
        self.save()

    def refresh(self) -> None:
        """Go on from where whoever read last has come to."""
        data = self._store.get_blob(*PLACE)
        kept = msgspec.msgpack.decode(data, type=Progress) if data else Progress(at=self._start)
        if kept != self._kept:
            self.progress = self._kept = kept

    def save(self) -> None:
        """Keep the place."""
        if self.progress != self._kept:
            self._store.put_blobs(PLACE[0], [Blob(key=PLACE[1], data=msgspec.msgpack.encode(self.progress))])
            self._kept = self.progress

    # --- what to read next

    def is_waiting(self, now: int) -> bool:
        """Whether a text came that was not looked at, or a letter is due. Passes over events without text; writes nothing."""
        if any(letter.due <= now for letter in self.letters(LATER)):
            return True
        data = self._store.get_blob(*PLACE)
        kept = msgspec.msgpack.decode(data, type=Progress) if data else Progress(at=self._start)
        at, more = max(kept.at, self._looked), True
        while more:
            found = self._store.changes(_after(at), PAGE)
            for record in found.records:
                if record.event.text and record.seq not in kept.beyond:
                    return True
                at = record.seq
            more = found.more and bool(found.records)
            self._looked = at
        return False

    def ahead(self) -> int:
        """How many texts are still to be looked at."""
        at, more, count = self.progress.at, True, 0
        while more:
            found = self._store.changes(_after(at), PAGE)
            count += sum(bool(r.event.text) and r.seq not in self.progress.beyond for r in found.records)
            at, more = found.cursor.events, found.more and bool(found.records)
        return count

    def next(self, now: int, is_worth_it: Callable[[Record], bool]) -> Batch | None:
        """Texts for one call: a letter that is due, alone, else texts of one person in the log's order; None where none are."""
        due = next((letter for letter in self.letters(LATER)[::-1] if letter.due <= now), None)
        if due is not None:
            record = record_of(self._store, due.event_id)
            return Batch(records=(record,) if record else (), letters=(due,))
        while True:
            found = self._store.changes(_after(self.progress.at), PAGE).records
            new = [record for record in found if record.seq not in self.progress.beyond]
            batch = _batch(new, is_worth_it)
            if batch.records or not new:
                return batch if batch.records else None
            self.done(batch.passed)

    def done(self, places: Iterable[int]) -> None:
        """What stands at these places in the log needs no more reading."""
        beyond = {*self.progress.beyond, *places}
        at = self.progress.at
        for record in self._store.changes(_after(at), PAGE).records:
            if record.seq not in beyond:
                break
            at = record.seq
        beyond = {place for place in beyond if place > at}
        self.progress = msgspec.structs.replace(self.progress, at=at, beyond=tuple(sorted(beyond)))

    def count(self, outcome: str, by: int = 1) -> None:
        """Count what became of texts."""
        counts = {**self.progress.counts, outcome: self.progress.counts.get(outcome, 0) + by}
        self.progress = msgspec.structs.replace(self.progress, counts=counts)

    # --- letters

    def letters(self, kind: str) -> tuple[Letter, ...]:
        """The letters of a kind, newest first."""
        return tuple(
            msgspec.msgpack.decode(data, type=Letter) for _, data in self._store.blobs(kind, limit=LETTERS)
        )

    def failed(
        self, records: Sequence[Record], letters: Sequence[Letter], error: str, now: int, *, counts: bool
    ) -> None:
        """Put texts by until later, each time for twice as long; given up after `TRIES` failures of their own (`counts`)."""
        tried = {letter.event_id: letter.tries for letter in letters}
        for record in records:
            tries = tried.get(record.event.event_id, 0) + counts
            wait = min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** max(0, tries - 1))
            self._put(record.event.event_id, tries, now + wait, error)

    def _put(self, event_id: str, tries: int, due: int, error: str) -> None:
        """Keep a letter, unless its event was erased: the person may have gone while the model was asked."""
        kind, other = (DEAD, LATER) if tries >= TRIES else (LATER, DEAD)
        kept = False
        while not kept:
            erasures = erasures_of(self._store)
            record = record_of(self._store, event_id)
            if record is None:
                return
            letter = Letter(
                event_id=event_id, user_id=record.event.user_id, tries=tries, due=due, error=error
            )
            blob = Blob(key=event_id, data=msgspec.msgpack.encode(letter), user_id=record.event.user_id)
            kept = self._store.put_blobs(kind, [blob], erasures=erasures)
        self._drop(other, event_id)
        self.count("dead", int(kind == DEAD))

    def settled(self, letters: Iterable[Letter]) -> None:
        """These were read, or need no more reading."""
        for letter in letters:
            self._drop(LATER, letter.event_id)

    def revive(self, now: int) -> int:
        """Try all dead letters again; how many."""
        dead = self.letters(DEAD)
        for letter in dead:
            self._put(letter.event_id, 0, now, letter.error)
        return len(dead)

    def _drop(self, kind: str, event_id: str) -> None:
        data = self._store.get_blob(kind, event_id)
        if data is not None:
            self._store.swap_blob(kind, event_id, data, None)


def erasures_of(store: Store) -> int:
    """How many erasures the store has seen."""
    return store.changes(Cursor(events=EVERYTHING, items=EVERYTHING), 1).cursor.erasures


def _after(place: int) -> Cursor:
    return Cursor(events=place, items=EVERYTHING, erasures=EVERYTHING)


def _batch(new: Sequence[Record], is_worth_it: Callable[[Record], bool]) -> Batch:
    """The first text that is worth a call and the person's next ones; what was passed over on the way."""
    chosen: list[Record] = []
    passed: list[int] = []
    for record in new:
        event = record.event
        if not event.text:
            passed.append(record.seq)
        elif not chosen or event.user_id == chosen[0].event.user_id:
            if is_worth_it(record):
                chosen.append(record)
            else:
                passed.append(record.seq)
        if len(chosen) == BATCH:
            break
    return Batch(records=tuple(chosen), passed=tuple(passed))
