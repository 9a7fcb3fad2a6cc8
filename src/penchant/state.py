"""What the engine holds in memory. All of it is derived from the store and can be dropped and rebuilt.

It follows the store by its change feed, the writer's own events included, so that one process and many see the same.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict, defaultdict
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from penchant import snapshot
from penchant.capture import reading
from penchant.capture.evidence import said_weight
from penchant.capture.linking import Vocabulary, facets_to_encode
from penchant.catalogue import Catalogue
from penchant.domain import InterestEdit, Item, Nearest
from penchant.learn.reward import weight_of
from penchant.person import Deed, Done, Edit, Person, Said
from penchant.ports import Cursor
from penchant.retrieve.transitions import Sequence as Steps
from penchant.retrieve.transitions import Transitions
from penchant.retrieve.where import ColumnIndex, parse
from penchant.settings import DAY
from penchant.space import Space, mean_of
from penchant.text import language

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from penchant.capture.linking import Links
    from penchant.domain import Aspect, Event
    from penchant.ports import Encoder, ItemRecord, Record, Store, VectorIndex, Vectors
    from penchant.settings import Settings

WINDOW = 10
"""Greatest distance of two events that count as a transition."""
EVERYTHING = 2**31 - 1
GAP_SIMILARITY = 0.3
GAP_QUANTILE = 0.1
FEWEST_CATEGORIES = 10
MOST_CATEGORIES = 200
RECENTRE = 2.0
"""The item mean is taken anew when the catalogue has grown by this factor."""
MATCHES_KEPT = 2_000
FACETS_ENCODED = 1_000
INTEREST = "interest"
_GROUPS_OF_PHRASES = 60
_SNAPSHOT = ("state", "sums")


class State:
    """Catalogue, index, sums and people, as of `cursor`. Its `lock` guards all of it; callers hold it while they read.

    Args:
        store: the truth.
        encoder: texts to raw vectors.
        make_index: an empty index.
        settings: scenario and limits.
    """

    def __init__(
        self, store: Store, encoder: Encoder, make_index: Callable[[], VectorIndex], settings: Settings
    ) -> None:
        self.store, self.encoder, self.settings = store, encoder, settings
        self.lock = threading.RLock()
        self._make_index = make_index
        self._names = tuple(sorted(settings.scenario.events))
        self._phrases = self._phrase_mean()
        self._erased_here = 0
        self._saved = Cursor()
        self._reset()
        self._load()

    def catch_up(self) -> None:
        """Take in what the store has gained since the last call, from this process or another."""
        with self.lock:
            more = True
            while more:
                changes = self.store.changes(self.cursor)
                if self.cursor == Cursor():  # nothing is held yet, so nothing of it can have been erased
                    self._erased_here = changes.erased
                if changes.erased > self._erased_here and self.cursor.events:
                    self.rebuild()
                    return
                self._erased_here = max(0, self._erased_here - changes.erased)
                if changes.items or changes.deleted:
                    self._take_items(changes.items, changes.deleted)
                if changes.records:
                    self._take_records(changes.records)
                self.cursor, more = changes.cursor, changes.more

    def rebuild(self) -> None:
        """Everything anew from the store."""
        with self.lock:
            self._erased_here = 0
            self._reset()
            self.catch_up()

    def save(self) -> bool:
        """Keep the sums in the store, so that the next start need not read the whole log; whether anything was to save."""
        with self.lock:
            if self.cursor == self._saved:
                return False
            data = snapshot.dump(
                self.cursor, self._fingerprint(), self.catalogue.ids, self.transitions.to_arrays()
            )
            self._saved = self.cursor
            return self.store.put_blob(*_SNAPSHOT, data, erasures=self.cursor.erasures)

    def forget(self, user_id: str) -> dict[str, int]:
        """Erase a user: their share leaves every sum, exactly; how much of each kind went."""
        with self.lock:
            self.catch_up()
            person = self._load_person(user_id, self.cursor.events, EVERYTHING)
            removed = self.store.forget(user_id)
            self._erased_here += 1
            self.people.pop(user_id, None)
            self.links.clear()
            self._matches.clear()
            if not self.transitions.update(_steps(person.done), _steps(_nothing(self._names))):
                self.rebuild()
            self.catch_up()
            return removed

    def person(self, user_id: str) -> Person:
        """The user as of the cursor; one without events if they are not known."""
        with self.lock:
            known = self.people.get(user_id)
            if known is None:
                known = self._load_person(user_id, self.cursor.events, self.settings.limits.events_per_user)
                self._keep(known)
            self.people.move_to_end(user_id)
            return known

    def link(self, said: Said) -> Links:
        """What an aspect's words name in this catalogue."""
        key = (said.aspect.about, self.catalogue.version)
        links = self.links.get(key)
        if links is None:
            links = self.links[key] = self.vocabulary.link(said.aspect.about, said.vector)
            while len(self.links) > self.settings.limits.cached_texts:
                self.links.popitem(last=False)
        return links

    def read(self, event: Event) -> tuple[Aspect, ...]:
        """How an event is read now, with the items it names; kept with the event, so that it stays so."""
        if event.event_type == INTEREST:
            return reading.declared(msgspec.convert(event.context, InterestEdit))
        return tuple(self._naming(aspect) for aspect in reading.aspects_of(event)) if event.text else ()

    def _naming(self, aspect: Aspect) -> Aspect:
        with self.lock:
            rows = self.vocabulary.titles(aspect.about) if aspect.about else ()
            present = [row for row in rows if self.catalogue.items[row] is not None]
            return (
                msgspec.structs.replace(aspect, item_id=self.catalogue.ids[present[0]]) if present else aspect
            )

    def nearest_items(self, item_id: str, n: int) -> tuple[Nearest, ...]:
        """Available items of the nearest meaning to an item, itself left out, best first."""
        row = self.catalogue.row_of[item_id]
        mask = self.catalogue.available.copy()
        mask[row] = False
        rows, similarity = self.index.search(self.index.take(np.array([row])), n, mask)
        return tuple(
            Nearest(
                item_id=self.catalogue.ids[r],
                title=self.catalogue.title(int(r)),
                similarity=round(float(s), 4),
            )
            for r, s in zip(rows[0], similarity[0], strict=True)
            if r >= 0
        )

    def item_direction(self, texts: Sequence[str]) -> Vectors:
        """Item-like texts as centred unit rows `(n, d)`."""
        return self.space.item(self.encoder.encode(texts))

    def phrase_direction(self, raw: Vectors) -> Vectors:
        """Raw rows of phrases as centred unit rows `(n, d)`."""
        return self.space.phrase(raw)

    def match(self, words: Sequence[str], limit: int) -> list[tuple[str, float]]:
        """The store's keyword search, its answers kept while the catalogue stays as it is."""
        key = (self.catalogue.version, limit, *words)
        found = self._matches.get(key)
        if found is None:
            found = self._matches[key] = self.store.match(words, limit)
            while len(self._matches) > MATCHES_KEPT:
                self._matches.popitem(last=False)
        return found

    def where(self, text: str) -> NDArray[np.bool_]:
        """Which rows an expression holds for, `(n,)`. Raises InvalidExpression."""
        if self._columns is None:
            self._columns = ColumnIndex([item or Item(item_id="") for item in self.catalogue.items])
        expression = parse(text)
        expression.check(self._columns)
        return expression.mask(self._columns)

    def gap_threshold(self) -> float:
        """The cosine below which a want counts as unmet: what nine of ten of the catalogue's own category names reach.

        A catalogue with few categories is given `GAP_SIMILARITY`.
        """
        if self._threshold is None:
            _, raw = self.vocabulary.encoded()
            self._threshold = GAP_SIMILARITY
            if len(raw) >= FEWEST_CATEGORIES:
                _, best = self.index.search(self.space.phrase(raw[:MOST_CATEGORIES]), 1)
                self._threshold = float(np.quantile(best[:, 0], GAP_QUANTILE))
        return self._threshold

    def said(self, event: Event, data: bytes) -> list[Said]:
        """The aspects of an event with their raw vectors."""
        if not data or event.timestamp is None:
            return []
        aspects, vectors = reading.load(data, self.encoder.name, self.encoder.encode)
        row = -1 if event.item_id is None else self.catalogue.row(event.item_id)
        return [
            Said(
                event_id=event.event_id,
                event_type=event.event_type,
                timestamp=event.timestamp,
                aspect=aspect,
                row=row,
                vector=vector,
            )
            for aspect, vector in zip(aspects, vectors, strict=True)
        ]

    # --- the catalogue

    def _take_items(self, items: Iterable[ItemRecord], deleted: Iterable[str]) -> None:
        items = list(items)
        rows = [self.catalogue.put(record.item) for record in items]
        gone = [row for item_id in deleted if (row := self.catalogue.delete(item_id)) is not None]
        self.vocabulary.refresh()
        self._columns = None
        if len(self.catalogue) > max(RECENTRE * self.space.count, 1):
            self._recentre()
            return
        vectors = [*(self._raw(record) for record in items), *(np.zeros(self.encoder.dim) for _ in gone)]
        if vectors:
            self.index.put(np.array([*rows, *gone]), self.space.item(np.array(vectors, dtype=np.float32)))

    def _recentre(self) -> None:
        """Mean and index anew from the stored vectors, twice through the catalogue so that memory holds them once."""
        raw = np.zeros((len(self.catalogue), self.encoder.dim), dtype=np.float32)
        for start in range(0, len(self.catalogue), 5_000):
            ids = self.catalogue.ids[start : start + 5_000]
            for record in self.store.items(ids).values():
                raw[self.catalogue.row_of[record.item.item_id]] = self._raw(record)
        mean, count = mean_of([raw], self._phrases)
        self.space = Space(self._phrases, mean, max(count, len(self.catalogue)))
        for start in range(0, len(raw), 5_000):
            raw[start : start + 5_000] = self.space.item(raw[start : start + 5_000])
        self.index = self._make_index()
        self.index.build(raw)
        self._threshold = None

    def _encoded_facets(self) -> tuple[list[int], Vectors]:
        facets = facets_to_encode(self.catalogue, FACETS_ENCODED)
        return facets, self.encoder.encode([self.catalogue.facets[f].value for f in facets])

    def _raw(self, record: ItemRecord) -> Vectors:
        vector = np.frombuffer(record.vector, dtype=np.float16).astype(np.float32)
        return vector if len(vector) == self.encoder.dim else np.zeros(self.encoder.dim, dtype=np.float32)

    def _phrase_mean(self) -> Vectors:
        """The mean of the scenario's own words in both languages."""
        groups = self.settings.scenario.words
        words = [word for group in groups[:_GROUPS_OF_PHRASES] for word in (group[0], group[-1])]
        return (
            self.encoder.encode(words).mean(axis=0) if words else np.zeros(self.encoder.dim, dtype=np.float32)
        )

    # --- people and sums

    def _take_records(self, records: Sequence[Record]) -> None:
        by_user: dict[str, list[Record]] = defaultdict(list)
        for record in records:
            by_user[record.event.user_id].append(record)
        if self.cursor.events == 0:
            self._take_first(by_user)
            return
        for user_id, new in by_user.items():
            before = self._before(user_id, new)
            after = self._extended(before, new)
            # A late event may meet a row that gave up pairs at its bound: such a row is marked, and an estimate until rebuilt.
            self.transitions.update(_steps(before.done), _steps(after.done))
            self._keep(self._trimmed(after))

    def _take_first(self, by_user: dict[str, list[Record]]) -> None:
        """The first batch of an empty state: nobody has a history yet, so all are added in one pass."""
        people = [self._extended(self._nobody(user_id), new) for user_id, new in by_user.items()]
        self._add_all(self.transitions, people)
        for person in people:
            self._keep(self._trimmed(person))

    def _before(self, user_id: str, new: Sequence[Record]) -> Person:
        """The user as the sums have them; with the whole history when an event is older than what is held."""
        limit = self.settings.limits.events_per_user
        known = self.people.get(user_id) or self._load_person(user_id, self.cursor.events, limit)
        earliest = min(record.event.timestamp or 0 for record in new)
        positive = known.done.times[known.done.weights > 0]
        if known.whole or (len(positive) > WINDOW and positive[WINDOW] <= earliest):
            return known
        return self._load_person(user_id, self.cursor.events, EVERYTHING)

    def _load_person(self, user_id: str, upto: int, limit: int) -> Person:
        records = self.store.history(user_id, limit)
        person = self._extended(self._nobody(user_id), [r for r in records if r.seq <= upto])
        return msgspec.structs.replace(person, whole=len(records) < limit)

    def _extended(self, person: Person, records: Sequence[Record]) -> Person:
        deeds: list[Deed] = []
        said, edits, tongue = list(person.said), list(person.edits), person.language
        for record in records:
            event = record.event
            spoken = self.said(event, record.reading)
            said += spoken
            if event.text:
                tongue = language(event.text)
            if event.event_type == INTEREST:
                edits.append(_edit(event))
            elif event.item_id is not None:
                weight = weight_of(event, [one.aspect for one in spoken], self.settings.scenario)
                deeds.append(_deed(event, self.catalogue.row(event.item_id), weight))
            deeds += self._mentions(spoken, event)
        return msgspec.structs.replace(
            person,
            done=person.done.with_deeds(deeds),
            said=tuple(sorted(said, key=lambda one: (one.timestamp, one.event_id, one.aspect.start))),
            edits=tuple(edits),
            language=tongue,
        )

    def _mentions(self, spoken: Sequence[Said], event: Event) -> list[Deed]:
        """A catalogue item named in what was said is a deed on that item, for or against it."""
        named = [
            (one.aspect.item_id, said_weight(one.aspect))
            for one in spoken
            if one.aspect.item_id and one.row < 0
        ]
        return [
            _deed(event, self.catalogue.row(item_id), max(-1.0, min(1.0, weight)))
            for item_id, weight in named
            if weight
        ]

    def _trimmed(self, person: Person) -> Person:
        limit = self.settings.limits.events_per_user
        if len(person.done) <= limit and len(person.said) <= limit:
            return person
        done = person.done.take(slice(-limit, None)) if len(person.done) > limit else person.done
        return msgspec.structs.replace(person, done=done, said=person.said[-limit:], whole=False)

    def _keep(self, person: Person) -> None:
        self.people[person.user_id] = person
        self.people.move_to_end(person.user_id)
        while len(self.people) > self.settings.limits.cached_users:
            self.people.popitem(last=False)

    def _nobody(self, user_id: str) -> Person:
        return Person(user_id=user_id, done=_nothing(self._names))

    def sums_of_log(self) -> Transitions:
        """The sums worked out anew from the store's log up to the cursor, to hold those in memory against."""
        return self._sums_of_all(self.cursor.events)

    def _sums_of_all(self, upto: int) -> Transitions:
        """The sums from the log, up to and with event `upto`."""
        fresh = self._no_sums()
        self._add_all(fresh, self._everyone(upto))
        return fresh

    def _everyone(self, upto: int) -> list[Person]:
        by_user: dict[str, list[Record]] = defaultdict(list)
        cursor, more = Cursor(items=EVERYTHING, erasures=EVERYTHING), True
        while more:
            changes = self.store.changes(cursor)
            for record in changes.records:
                if record.seq <= upto:
                    by_user[record.event.user_id].append(record)
            cursor, more = changes.cursor, changes.more and changes.cursor.events < upto
        return [self._extended(self._nobody(user_id), by_user[user_id]) for user_id in sorted(by_user)]

    def _add_all(self, sums: Transitions, people: Sequence[Person]) -> None:
        if not people:
            return
        steps = [_steps(person.done) for person in people]
        offsets = np.concatenate([[0], np.cumsum([len(s.rows) for s in steps])]).astype(np.int64)
        sums.update_many(
            np.concatenate([s.rows for s in steps]),
            np.concatenate([s.weights for s in steps]),
            np.concatenate([s.times for s in steps]),
            offsets,
        )

    def _no_sums(self) -> Transitions:
        return Transitions(
            neighbours=self.settings.limits.neighbours_per_item,
            window=WINDOW,
            fast_half_life=round(self.settings.transitions_fast_half_life_days * DAY),
        )

    # --- start

    def _reset(self) -> None:
        self.cursor = Cursor()
        self.catalogue = Catalogue()
        scenario = self.settings.scenario
        self.vocabulary = Vocabulary(self.catalogue, scenario.words, scenario.nouns, self._encoded_facets)
        self.space = Space(self._phrases, self._phrases, 0)
        self.index = self._make_index()
        self._threshold: float | None = None
        self._columns: ColumnIndex | None = None
        self.transitions = self._no_sums()
        self.people: OrderedDict[str, Person] = OrderedDict()
        self._matches: OrderedDict[tuple[object, ...], list[tuple[str, float]]] = OrderedDict()
        self.links: OrderedDict[tuple[str, int], Links] = OrderedDict()

    def _load(self) -> None:
        """The sums from their snapshot if there is one that fits, then the catalogue and what came after."""
        data = self.store.get_blob(*_SNAPSHOT)
        loaded = snapshot.load(data, self._fingerprint()) if data else None
        if loaded is not None:
            cursor, ids, arrays = loaded
            for item_id in ids:
                self.catalogue.row(item_id)
            self.transitions = Transitions.from_arrays(arrays)
            self.cursor = Cursor(events=cursor.events, erasures=cursor.erasures)
            self._saved = cursor
        self.catch_up()

    def _fingerprint(self) -> str:
        """What the sums depend on beside the events."""
        scenario = self.settings.scenario
        held = (
            scenario.events,
            self.settings.transitions_fast_half_life_days,
            self.settings.limits.neighbours_per_item,
        )
        return hashlib.blake2b(msgspec.json.encode(held, order="sorted"), digest_size=8).hexdigest()


def _deed(event: Event, row: int, weight: float) -> Deed:
    return Deed(
        row=row,
        weight=weight,
        timestamp=event.timestamp or 0,
        event_type=event.event_type,
        event_id=event.event_id,
        slate_id=event.slate_id or "",
    )


def _edit(event: Event) -> Edit:
    edit = msgspec.convert(event.context, InterestEdit)
    return Edit(event_id=event.event_id, timestamp=event.timestamp or 0, edit=edit)


def _nothing(names: tuple[str, ...]) -> Done:
    return Done.of([], names)


def _steps(done: Done) -> Steps:
    """The positive events as the transitions take them."""
    kept = done.weights > 0
    return Steps(rows=done.rows[kept], weights=np.minimum(done.weights[kept], 1.0), times=done.times[kept])
