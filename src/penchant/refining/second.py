"""One call: a person's texts to a model, its answer held against the texts, and what both readings come to as an event.

Texts of two people never stand in one call: what one writes could change what is read in the other's.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from penchant.capture import gate, reading, refine
from penchant.capture.licence import Licence, licence_of, lines
from penchant.capture.merging import merged
from penchant.capture.refine import Asked, Found, Readings, found_in, prompt_of
from penchant.capture.steered import READ_LIMIT
from penchant.converse.limits import limit_of
from penchant.domain import Event
from penchant.errors import InvalidAnswer
from penchant.facts import KnownFacts
from penchant.people import INTEREST, READING, record_of
from penchant.ports import Blob, Record
from penchant.refining.queue import BATCH, erasures_of
from penchant.text import language

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from penchant.caller import Caller
    from penchant.domain import Aspect, InterestEdit
    from penchant.ports import Store
    from penchant.state import State

LICENCES = "licence"
CHECKED_MS = 600_000
"""How long a model is taken for the same."""


class Anew(NamedTuple):
    """A text as both readings have it, and what the model's answer held beside aspects; `found` counts its aspects.

    `limits` are its limits as far as the catalogue can be asked for them: each filters lists for a day.
    """

    record: Record
    aspects: tuple[Aspect, ...]
    found: Found
    limits: tuple[InterestEdit, ...] = ()

    @property
    def says_more(self) -> bool:
        """Whether it differs from what was read at once."""
        return self.aspects != rules_of(self.record) or bool(self.limits)


class Second:
    """The second reader of a store's texts.

    Args:
        store: where readings and licences are kept.
        state: the encoder, and the catalogue, whose names are looked up under its lock; no call holds it.
        caller: the way to the model.
    """

    def __init__(self, store: Store, state: State, caller: Caller) -> None:
        self._store, self._state, self._caller = store, state, caller
        self.name = f"{caller.model.name}/{refine.VERSION}"
        self._licence: Licence | None = None
        self._facts = KnownFacts(state)
        self._behind, self._asked_who = "", -CHECKED_MS

    # --- what it may read

    def licence(self, now: int, renew: Callable[[], bool] = lambda: True) -> Licence:
        """What the model has earned; found out on first use, by some ten calls. Raises ModelUnavailable, CallRefused.

        It ends where other weights stand behind the model's name, as far as that can be known; that is asked now and then.
        `renew` is asked before each call and says whether to go on; where not, ModelUnavailable is raised by whoever ends it.
        """
        if now - self._asked_who >= CHECKED_MS:
            self._behind = self._caller.identity() or self._behind
            self._asked_who = now
        licence = self._licence or self.kept_licence()
        if licence is None or (self._behind and licence.behind != self._behind):
            self._licence = None
            licence = self._earned(now, renew)
        self._licence = licence
        return licence

    def doubt(self) -> None:
        """The model was away: what comes back may be another, and is asked who it is."""
        self._asked_who = -CHECKED_MS

    def kept_licence(self) -> Licence | None:
        """The licence that the store holds for this model, prompt and these rules."""
        data = self._store.get_blob(LICENCES, self._licence_key())
        return msgspec.msgpack.decode(data, type=Licence) if data else None

    def _licence_key(self) -> str:
        held = f"{self.name}\n{reading.reader_with(self._state.encoder.name)}"
        return hashlib.blake2b(held.encode(), digest_size=8).hexdigest()

    def _earned(self, now: int, renew: Callable[[], bool]) -> Licence:
        known = lines()
        says = [Event(user_id="calibration", event_type="say", text=line.text) for line in known]
        asked = [Asked(text=e.text or "", rules=reading.aspects_of(e, self._state.encoder)) for e in says]
        found: list[Found] = []
        for start in range(0, len(asked), BATCH):
            renew()
            found += self._answered(asked[start : start + BATCH])
        both = [merged(one.text, one.rules, f) for one, f in zip(asked, found, strict=True)]
        licence = licence_of(self.name, [one.rules for one in asked], both, now)
        licence = msgspec.structs.replace(licence, behind=self._behind)
        blob = Blob(key=self._licence_key(), data=msgspec.msgpack.encode(licence))
        self._store.put_blobs(LICENCES, [blob])
        return licence

    def _answered(self, asked: Sequence[Asked]) -> tuple[Found, ...]:
        """What of the set was read; nothing where the model does not follow the schema: it wins nothing so."""
        try:
            return found_in(self._caller.ask(prompt_of(asked), Readings), asked)
        except InvalidAnswer:
            return tuple(Found() for _ in asked)

    def is_trusted(self, record: Record) -> bool:
        """Whether the model's reading of a text would count. The licence must have been asked for."""
        return self._licence is not None and self._licence.trusts(language(record.event.text or ""))

    def is_read(self, record: Record) -> bool:
        """Whether this reader's reading of it is stored."""
        return self._store.place_of(reading_id(record.event.event_id, self.name)) is not None

    def is_worth_it(self, record: Record) -> bool:
        """Whether what was read at once may well be wrong."""
        return gate.is_worth_it(record.event, rules_of(record), self._state.encoder)

    # --- reading

    def read(self, records: Sequence[Record]) -> list[Anew]:
        """Texts of one person, read anew. Raises CallRefused, ModelUnavailable, InvalidAnswer."""
        asked = [
            Asked(
                text=record.event.text or "",
                kind=record.event.event_type,
                before=reading.replied_to(record.event),
                rules=rules_of(record),
            )
            for record in records
        ]
        answer = self._caller.ask(prompt_of(asked, records[0].event.user_id), Readings)
        found = found_in(answer, asked, self._is_name)
        both = [self._named(merged(one.text, one.rules, f)) for one, f in zip(asked, found, strict=True)]
        return [Anew(*row, self._limits(row[0], row[2])) for row in zip(records, both, found, strict=True)]

    def _limits(self, record: Record, found: Found) -> tuple[InterestEdit, ...]:
        """The limits of a text that says what is looked for; one on an item tells what that had, not what is wanted."""
        event = record.event
        if event.item_id is not None:
            return ()
        made = (
            limit_of(one.kind, one.quote, one.limit, event.timestamp or 0, self._facts)
            for one in found.constraints
        )
        return tuple(limit for limit in made if limit is not None)

    def _named(self, aspects: Sequence[Aspect]) -> tuple[Aspect, ...]:
        with self._state.lock:  # for one text at a time: a list may be waiting
            return tuple(self._state.stock.naming(aspect) for aspect in aspects)

    def _is_name(self, words: str) -> bool:
        """Whether words are, all of them, names of the catalogue."""
        with self._state.lock:
            links = self._state.stock.vocabulary.link(words)
        return bool(links.terms or links.rows) and not links.rest

    def keep(self, anew: Anew, now: int) -> bool:
        """Store a reading as its own event; False where the text was erased meanwhile. Stored again, it counts once."""
        encoder = self._state.encoder
        data = reading.make([anew.aspects], encoder.name, encoder.encode, reader=self.name)[0]
        while True:
            erasures = erasures_of(self._store)
            original = record_of(self._store, anew.record.event.event_id)
            if original is None:
                return False
            event = reading_event(original.event, anew.found, self.name, now)
            limits = [Record(event=one) for one in limit_events(original.event, anew.limits, self.name)]
            # Nobody may have been erased since `original` was seen: else it is looked for again.
            if self._store.append([Record(event=event, reading=data), *limits], erasures=erasures):
                return True


def rules_of(record: Record) -> tuple[Aspect, ...]:
    """How a text was read at once."""
    return reading.aspects_in(record.reading) if record.reading else ()


def reading_id(event_id: str, reader: str) -> str:
    """The id of a reader's reading of an event: the same however often it is made, and by whichever process."""
    return f"{READING}:{digest_of(event_id, reader)}"


def digest_of(event_id: str, reader: str) -> str:
    """A name for what a reader reads in an event."""
    return hashlib.blake2b(f"{event_id}\n{reader}".encode(), digest_size=16).hexdigest()


def limit_events(original: Event, limits: Sequence[InterestEdit], reader: str) -> list[Event]:
    """What was limited in a text as declarations of its person, a moment after it: what they say or undo later overrules it."""
    return [
        Event(
            user_id=original.user_id,
            event_type=INTEREST,
            event_id=f"{READ_LIMIT}{place}:{digest_of(original.event_id, reader)}",
            timestamp=(original.timestamp or 0) + 1,
            session_id=original.session_id,
            context=msgspec.to_builtins(limit) | {"of": original.event_id, "read_by": reader},
        )
        for place, limit in enumerate(limits)
    ]


def reading_event(original: Event, found: Found, reader: str, now: int) -> Event:
    """The event that a reading is: of the same person, and after the text in time. Its aspects are kept beside it."""
    context = {"of": original.event_id, "read_by": reader, "event_type": original.event_type}
    if original.item_id is not None:
        context["item_id"] = original.item_id
    if found.constraints:
        context["constraints"] = msgspec.to_builtins(found.constraints)
    return Event(
        user_id=original.user_id,
        event_type=READING,
        event_id=reading_id(original.event_id, reader),
        timestamp=max(now, (original.timestamp or 0) + 1),
        session_id=original.session_id,
        context=context,
    )
