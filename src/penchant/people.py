"""The people and the sums over what they did. Derived from the store's log."""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from penchant.arrivals import Arrival, add, comes_after, moment, people_after, steps
from penchant.capture import reading
from penchant.capture.evidence import said_weight
from penchant.domain import InterestEdit
from penchant.learn.reward import weight_of
from penchant.person import Deed, Done, Edit, Heard, Person, Said
from penchant.ports import Cursor
from penchant.privacy import consent
from penchant.retrieve.textual import TextTransition
from penchant.retrieve.transitions import Transitions
from penchant.settings import DAY
from penchant.text import fold
from penchant.validate import CONSENT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from penchant.domain import Event
    from penchant.ports import Encoder, Record, Store
    from penchant.retrieve.likeness import Likeness
    from penchant.settings import Settings

INTEREST = "interest"
"""The event type of a person's own hand on an interest."""
READING = "reading"
"""The event type of a language model's reading of another event of the same person, whose words it takes the place of.

Its `context` names that event in `of`, and who read it in `read_by`. The latest reading of an event counts.
"""
_OF_READINGS = f"{READING}:"
"""What the ids of those events begin with, and of nobody else's."""
_WORDS = frozenset({INTEREST, READING, CONSENT})
"""Events that say something whatever they are on."""
WINDOW = 10
"""Greatest distance of two events that count as a transition."""
EVERYTHING = 2**31 - 1
POPULAR_SLACK = 0.001
HEARD = 6
HEARD_CHARACTERS = 400
"""The newest few texts are kept in their own words, the end of each: a conversation goes on from there."""


class People:
    """The newest events of the people lately met, and the sums over everyone's. Not locked: the state that owns it is.

    Args:
        store: the log.
        encoder: for texts whose stored reading another encoder made.
        row: the catalogue row of an item id, a new one for an id not met before.
        settings: what events mean, and limits.
    """

    def __init__(self, store: Store, encoder: Encoder, row: Callable[[str], int], settings: Settings) -> None:
        self._store, self._encoder, self._row, self._settings = store, encoder, row, settings
        self._names = tuple(sorted(settings.scenario.events))
        self._nothing = Done.of([], self._names)
        self.known: OrderedDict[str, Person] = OrderedDict()
        self.transitions = self._no_sums()
        self.textual = TextTransition()
        self._popular: NDArray[np.int64] | None = None
        self._mass: float | None = None
        self._taken = self._since_popular = 0

    def person(self, user_id: str, upto: int) -> Person:
        """A user as of event `upto` of the log; one without events if they are not known."""
        found = self.known.get(user_id)
        if found is None:
            # All of it, then trimmed: the newest events alone might hold none of the words that still bind.
            found = self._trimmed(self._load(user_id, upto, EVERYTHING))
            self._keep(found)
        self.known.move_to_end(user_id)
        return found

    def popular(self, limit: int, now: int) -> NDArray[np.int64]:
        """Rows of most support and of most recent support. Looked up anew once the events have grown by a thousandth."""
        if self._popular is None or self._since_popular > POPULAR_SLACK * self._taken:
            self._popular = np.concatenate(self.transitions.top(limit, now)).astype(np.int64)
            self._since_popular = 0
        return self._popular

    def mass(self) -> float:
        """The support of all items together: how much has been done here at all."""
        if self._mass is None:
            self._mass = self.transitions.mass
        return self._mass

    def text_transition(self, likeness: Likeness, events: int) -> TextTransition:
        """What text follows what, fitted anew if the log's `events` have grown enough since, or someone was forgotten."""
        if self.textual.is_due(events):
            self.textual.fit(likeness, self.transitions, events)
        return self.textual

    def take(self, records: Sequence[Record], since: int) -> None:
        """Add new events to the people and the sums, which stood at event `since` of the log."""
        by_user: dict[str, list[Record]] = defaultdict(list)
        for record in records:
            by_user[record.event.user_id].append(record)
        strange = [user_id for user_id in by_user if user_id not in self.known]
        first_met = set(strange) - self._store.met(strange, since)
        waiting: list[Arrival] = []
        for user_id, new in by_user.items():
            before = self._nobody(user_id) if user_id in first_met else self.person(user_id, since)
            if self._only_adds(before, new):
                waiting.append(self._arrival(before, new))
            else:  # in their turn, so that the sums take all in the order they came in
                self._settle(waiting)
                self._keep(self._trimmed(self._changed(user_id, new, since)))
        self._settle(waiting)
        self._mass = None
        self._taken += len(records)
        self._since_popular += len(records)

    def forget(self, user_id: str, upto: int) -> Callable[[], bool]:
        """What takes a user's share out of the sums, to be called once the store has erased them; False where it cannot exactly."""
        done = self._load(user_id, upto, EVERYTHING).done

        def subtract() -> bool:
            self.known.pop(user_id, None)
            self._popular = self._mass = None
            self.textual = TextTransition()
            return self.transitions.update(steps(done), steps(self._nothing))

        return subtract

    def sums_of_log(self, upto: int) -> Transitions:
        """The sums worked out anew from the log, up to and with event `upto`."""
        by_user: dict[str, list[Record]] = defaultdict(list)
        cursor, more = Cursor(items=EVERYTHING, erasures=EVERYTHING), True
        while more:
            changes = self._store.changes(cursor)
            for record in changes.records:
                if record.seq <= upto:
                    by_user[record.event.user_id].append(record)
            cursor, more = changes.cursor, changes.more and changes.cursor.events < upto
        fresh = self._no_sums()
        done = [self._extended(self._nobody(user_id), by_user[user_id]).done for user_id in sorted(by_user)]
        add(fresh, [self._nothing] * len(done), done, WINDOW)
        return fresh

    def _only_adds(self, before: Person, new: Sequence[Record]) -> bool:
        """Whether what is new comes after all that is held of a person, and changes nothing of it."""
        if before.refined and not before.refined.isdisjoint(of_reading(r) or r.event.event_id for r in new):
            return False
        if not before.whole and any(r.event.event_type == READING for r in new):
            return False
        return comes_after(before.done, min(map(moment, new)), WINDOW, whole=before.whole)

    def _arrival(self, before: Person, new: Sequence[Record]) -> Arrival:
        if all(map(_is_plain, new)):
            return Arrival(before, plain=sorted(new, key=moment) if len(new) > 1 else new)
        return Arrival(before, after=self._extended(before, new))

    def _settle(self, waiting: list[Arrival]) -> None:
        """Put what waits into people and sums, and let it go."""
        if not waiting:
            return
        people = list(people_after(waiting, self._row, self._settings.scenario))
        add(self.transitions, [one.before.done for one in waiting], [one.done for one in people], WINDOW)
        for person in people:
            self._keep(self._trimmed(person))
        waiting.clear()

    def _changed(self, user_id: str, new: Sequence[Record], since: int) -> Person:
        before = self._before(user_id, new, since)
        again = before.refined & {of_reading(r) or r.event.event_id for r in new}
        upto = max(record.seq for record in new)
        after = self._load(user_id, upto, EVERYTHING) if again else self._extended(before, new)
        # A late event may meet a row that gave up pairs at its bound: such a row is marked, and an estimate until rebuilt.
        self.exchange(before, after)
        return after

    def exchange(self, before: Person, after: Person) -> None:
        """Put what a person has done since into the sums."""
        self.transitions.update(steps(before.done), steps(after.done))

    def _before(self, user_id: str, new: Sequence[Record], since: int) -> Person:
        """The user as the sums have them; with the whole history when an event is older than what is held."""
        known = self.person(user_id, since)
        if not known.whole and any(map(of_reading, new)):
            return self._load(user_id, since, EVERYTHING)
        if known.whole:
            return known
        earliest = min(record.event.timestamp or 0 for record in new)
        positive = known.done.times[known.done.weights > 0]
        if len(positive) > WINDOW and positive[WINDOW] <= earliest:
            return known
        return self._load(user_id, since, EVERYTHING)

    def _load(self, user_id: str, upto: int, limit: int) -> Person:
        records = self._store.history(user_id, limit)
        person = self._extended(self._nobody(user_id), [r for r in records if r.seq <= upto])
        return msgspec.structs.replace(person, whole=len(records) < limit)

    def _extended(self, person: Person, records: Sequence[Record]) -> Person:
        readings = latest_readings(records)
        own = [record for record in records if record.event.event_type != READING]
        met = {record.event.event_id for record in own}
        anew = self._originals(
            person.user_id, readings.keys() - met, max((r.seq for r in records), default=0)
        )
        person = person.unsaid({record.event.event_id for record in anew}) if anew else person
        deeds: list[Deed] = []
        said, edits, heard = list(person.said), list(person.edits), list(person.heard)
        agreed = list(person.consents)
        for record in own:
            event, refined = record.event, readings.get(record.event.event_id)
            if event.item_id is not None and not record.reading and refined is None:
                deeds.append(
                    _deed(event, self._row(event.item_id), weight_of(event, (), self._settings.scenario))
                )
                continue  # most of all events: there are no words to look at
            spoken = self._said(event, record.reading)
            said += spoken if refined is None else self._said_anew(event, refined)
            # As it was read at once: deeds are in everybody's sums, and nobody may talk a model into moving these.
            deeds += self._deeds(event, spoken)
        for record in anew:
            said += self._said_anew(record.event, readings[record.event.event_id])
        for event in (record.event for record in own):
            if event.event_type == INTEREST:
                edits.append(_edit(event))
            elif event.event_type == CONSENT:
                agreed += consent.words_of(event.context, event.timestamp or 0, event.event_id)
            elif event.text and event.item_id is None:
                heard.append(_heard(event))
        met |= {record.event.event_id for record in anew}
        heard.sort(key=lambda one: (one.timestamp, one.event_id))
        said.sort(key=lambda one: (one.timestamp, one.event_id, one.aspect.start))
        return msgspec.structs.replace(
            person,
            done=person.done.with_deeds(deeds),
            said=tuple(said),
            edits=tuple(edits),
            heard=tuple(heard[-HEARD:]),
            consents=consent.latest(agreed),
            refined=person.refined | readings.keys(),
            awaited=(person.awaited | readings.keys()) - met,
        )

    def _originals(self, user_id: str, event_ids: Iterable[str], upto: int) -> list[Record]:
        """The user's events of those ids, as far as they came up to event `upto` of the log."""
        found = (record_of(self._store, event_id) for event_id in sorted(event_ids))
        return [r for r in found if r is not None and r.seq <= upto and r.event.user_id == user_id]

    def _said_anew(self, event: Event, refined: Record) -> list[Said]:
        """What an event says as it was refined."""
        return self._said(event, refined.reading, read_by(refined))

    def _said(self, event: Event, data: bytes, read_by: str = "") -> list[Said]:
        """The aspects of an event with their raw vectors."""
        if not data or event.timestamp is None:
            return []
        aspects, vectors = reading.load(data, self._encoder.name, self._encoder.encode)
        row = -1 if event.item_id is None else self._row(event.item_id)
        return [
            Said(
                event_id=event.event_id,
                event_type=event.event_type,
                timestamp=event.timestamp,
                aspect=aspect,
                row=row,
                vector=vector,
                read_by=read_by,
            )
            for aspect, vector in zip(aspects, vectors, strict=True)
        ]

    def deeds(self, record: Record) -> list[Deed]:
        """A record's event as deeds on items, as it was read at once; none for a reading."""
        if record.event.event_type == READING:
            return []
        return self._deeds(record.event, self._said(record.event, record.reading))

    def _deeds(self, event: Event, spoken: Sequence[Said]) -> list[Deed]:
        """The event on its item; and each catalogue item named in its words, a deed on that item for or against it."""
        if event.item_id is not None:
            weight = weight_of(event, [one.aspect for one in spoken], self._settings.scenario)
            return [_deed(event, self._row(event.item_id), weight)]
        named = [(one.aspect.item_id, said_weight(one.aspect)) for one in spoken if one.aspect.item_id]
        return [
            _deed(event, self._row(item_id), max(-1.0, min(1.0, weight)))
            for item_id, weight in named
            if weight
        ]

    def _trimmed(self, person: Person) -> Person:
        limit = self._settings.limits.events_per_user
        if len(person.done) <= limit and len(person.said) <= limit:
            return person
        done = person.done.newest(limit)
        said = _latest_words(person.said, limit)
        return msgspec.structs.replace(person, done=done, said=said, whole=False, refined=person.awaited)

    def _keep(self, person: Person) -> None:
        self.known[person.user_id] = person
        self.known.move_to_end(person.user_id)
        while len(self.known) > self._settings.limits.cached_users:
            self.known.popitem(last=False)

    def _nobody(self, user_id: str) -> Person:
        return Person(user_id=user_id, done=self._nothing)

    def _no_sums(self) -> Transitions:
        return Transitions(
            neighbours=self._settings.limits.neighbours_per_item,
            window=WINDOW,
            fast_half_life=round(self._settings.transitions_fast_half_life_days * DAY),
        )


def _deed(event: Event, row: int, weight: float) -> Deed:
    return Deed(
        row=row,
        weight=weight,
        timestamp=event.timestamp or 0,
        event_type=event.event_type,
        event_id=event.event_id,
        slate_id=event.slate_id or "",
    )


def of_reading(record: Record) -> str:
    """The id of the event that a reading is of; "" for any other event."""
    event = record.event
    return str(event.context.get("of", "")) if event.event_type == READING else ""


def read_by(reading: Record) -> str:
    """Who made a reading: the language model's name and its prompt's version."""
    return str(reading.event.context.get("read_by", ""))


def record_of(store: Store, event_id: str) -> Record | None:
    """The event of that id as it is kept, or None."""
    place = store.place_of(event_id)
    if place is None:
        return None
    found = store.changes(Cursor(events=place - 1, items=EVERYTHING, erasures=EVERYTHING), 1).records
    return next((record for record in found if record.event.event_id == event_id), None)


def latest_readings(records: Iterable[Record]) -> dict[str, Record]:
    """By the event that it is of, the latest reading among records."""
    latest: dict[str, Record] = {}
    for record in records:
        of = of_reading(record)
        if of and (of not in latest or moment(latest[of]) < moment(record)):
            latest[of] = record
    return latest


def is_read(event: Event) -> bool:
    """Whether an event is what a language model read in another: such a reading, or a limit in it."""
    return event.event_type == READING or event.event_id.startswith(_OF_READINGS)


def _is_plain(record: Record) -> bool:
    """Whether an event is a deed on an item and nothing else."""
    event = record.event
    return event.item_id is not None and not record.reading and event.event_type not in _WORDS


def _edit(event: Event) -> Edit:
    edit = msgspec.convert(event.context, InterestEdit)
    return Edit(event_id=event.event_id, timestamp=event.timestamp or 0, edit=edit)


def _heard(event: Event) -> Heard:
    reply = event.context.get(reading.REPLY_TO)
    return Heard(
        event_id=event.event_id,
        timestamp=event.timestamp or 0,
        text=(event.text or "")[-HEARD_CHARACTERS:],
        reply_to=reply[-HEARD_CHARACTERS:] if isinstance(reply, str) else "",
    )


def _latest_words(said: Sequence[Said], limit: int) -> tuple[Said, ...]:
    """The newest `limit`, and of the older ones the newest on each thing where it is hard: it holds until taken back."""
    old, kept = said[:-limit], said[-limit:]
    newest = {fold(one.aspect.about): one for one in old}
    spoken = {fold(one.aspect.about) for one in kept}
    hard = [one for about, one in newest.items() if one.aspect.hardness != "soft" and about not in spoken]
    return (*hard, *kept)
