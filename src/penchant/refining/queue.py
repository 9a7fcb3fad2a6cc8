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
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

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
DOWN_WAIT_MS = 5_000
"""So long a text waits that failed for the model's sake, not for its own."""
SAVED_MS = 1_000
"""The place is kept so often at most: what is read again after a crash is read once all the same."""


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
        self._looked = self._saved = 0
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

    def save(self, now: int | None = None) -> None:
        """Keep the place; with `now` (ms) only if it was not kept a moment ago."""
        if now is not None and 0 <= now - self._saved < SAVED_MS:
            return
        if self.progress != self._kept:
            self._saved = now or 0
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

    def next(
        self, now: int, is_worth_it: Callable[[Record], bool], early: Collection[str] | None = None
    ) -> Batch | None:
        """Texts for one call: a letter that is due, alone, else texts of one person in the log's order; None where none are.

        With `early`, a letter whose text never failed for its own sake is due at once, but for those of these ids.
        """

        def is_due(letter: Letter) -> bool:
            return letter.due <= now or (
                early is not None and not letter.tries and letter.event_id not in early
            )

        due = next((letter for letter in self.letters(LATER)[::-1] if is_due(letter)), None)
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
        tries = {r.event.event_id: tried.get(r.event.event_id, 0) + counts for r in records}
        for kind, chosen in (
            (LATER, [e for e, t in tries.items() if t < TRIES]),
            (DEAD, [e for e, t in tries.items() if t >= TRIES]),
        ):
            self._put(kind, {event_id: tries[event_id] for event_id in chosen}, now, error)

    def _put(self, kind: str, tries: Mapping[str, int], now: int, error: str) -> None:
        """Keep letters, in one go, but for events that were erased: the person may have gone while the model was asked."""
        kept = not tries
        blobs: list[Blob] = []
        while not kept:
            erasures = erasures_of(self._store)
            found = [record_of(self._store, event_id) for event_id in tries]
            blobs = [_letter(r, tries[r.event.event_id], now, error) for r in found if r is not None]
            kept = not blobs or self._store.put_blobs(kind, blobs, erasures=erasures)
        for blob in blobs:
            self._drop(LATER if kind == DEAD else DEAD, blob.key)
        if kind == DEAD and blobs:
            self.count("dead", len(blobs))

    def settled(self, letters: Iterable[Letter]) -> None:
        """These were read, or need no more reading."""
        for letter in letters:
            self._drop(LATER, letter.event_id)

    def revive(self, now: int) -> int:
        """Try all dead letters again; how many."""
        dead = self.letters(DEAD)
        for letter in dead:
            self._put(LATER, {letter.event_id: 0}, now - DOWN_WAIT_MS, letter.error)
        return len(dead)

    def _drop(self, kind: str, event_id: str) -> None:
        data = self._store.get_blob(kind, event_id)
        if data is not None:
            self._store.swap_blob(kind, event_id, data, None)


def erasures_of(store: Store) -> int:
    """How many erasures the store has seen."""
    return store.changes(Cursor(events=EVERYTHING, items=EVERYTHING), 1).cursor.erasures


def _letter(record: Record, tries: int, now: int, error: str) -> Blob:
    event = record.event
    wait = min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (tries - 1)) if tries else DOWN_WAIT_MS
    letter = Letter(event_id=event.event_id, user_id=event.user_id, tries=tries, due=now + wait, error=error)
    return Blob(key=event.event_id, data=msgspec.msgpack.encode(letter), user_id=event.user_id)


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
