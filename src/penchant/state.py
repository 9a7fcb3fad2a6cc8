"""What the engine holds in memory. All of it is derived from the store and can be dropped and rebuilt.

It follows the store by its change feed, the writer's own events included, so that one process and many see the same.
"""

from __future__ import annotations

import hashlib
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from penchant import keeping, snapshot
from penchant.capture import reading
from penchant.domain import InterestEdit
from penchant.errors import StoreError
from penchant.learn.adapter import Adapter
from penchant.learn.ranker import Ranker
from penchant.models import ADAPTER, RANKER, Fixed, Models, Serving, fingerprint
from penchant.online import Learner
from penchant.people import EVERYTHING, INTEREST, People
from penchant.ports import Changes, Cursor, Forgetful, Remote
from penchant.rank.blend import Sum
from penchant.retrieve.transitions import Transitions
from penchant.stock import CACHED_AT_ONCE, Stock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from penchant.catalogue import Catalogue
    from penchant.domain import Aspect, Event
    from penchant.generate.language import Imagination
    from penchant.person import Person
    from penchant.ports import Encoder, Store, VectorIndex, Vectors
    from penchant.rank.blend import Blend
    from penchant.settings import Settings

SAVE_EVERY = 50_000
"""Events after which the sums are kept again, so that a start after a crash reads no more of the log than that."""
BYTES_AN_EVENT = 2_000
"""Great sums are kept again after so many more that an event costs no more than this many bytes of them to be written."""


class State:
    """Stock and people as of `cursor`. Its `lock` guards all of it; callers hold it while they read.

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
        self.lock, self._saving = threading.RLock(), threading.RLock()
        self.cursor = self._saved = Cursor()
        self._saver = threading.Thread()
        self._erased_here = 0
        self.blend: Blend | None = None
        """Serves in place of the one that the settings name, where it is given."""
        self.imagination: Imagination | None = None
        """Where lists look up what a language model imagined, where there is one."""
        self.models = Models(store)
        self._serve_models()
        self.online = Learner(store, settings.weights)
        self.followers: list[Callable[[Changes], None]] = []
        """Told, under the lock, of what was taken in. A rebuild is told as one erasure, not event by event."""
        self.look: Callable[[], None] | None = None
        """Called whenever the store is looked at, before the lock is taken: must be quick."""
        self._rebuilding = False
        self._ahead = threading.local()
        self._make_index = make_index
        self.stock = self._fresh_stock()
        self.people = self._fresh_people()
        self._load()

    @property
    def catalogue(self) -> Catalogue:
        """The items by row."""
        return self.stock.catalogue

    @property
    def index(self) -> VectorIndex:
        """Their centred vectors by row."""
        return self.stock.index

    @property
    def transitions(self) -> Transitions:
        """The sums over everyone's deeds."""
        return self.people.transitions

    def catch_up(self) -> None:
        """Take in what the store has gained since the last call, from this process or another."""
        if self.look is not None:
            self.look()
        with self.lock:
            more = True
            while more:
                changes = self.store.changes(self.cursor)
                if changes.erased > self._erased_here and self.cursor.events:
                    self.rebuild()
                    return
                self._erased_here = max(0, self._erased_here - changes.erased)
                if changes.items or changes.deleted:
                    self.stock.take(changes.items, changes.deleted)
                if changes.records:
                    self.online.take(changes.records, self.people.deeds)
                    self.people.take(changes.records, self.cursor.events)
                self.cursor, more = changes.cursor, changes.more
                self._tell(changes)

    def rebuild(self) -> None:
        """Everything anew from the store."""
        with self.lock:
            self._erased_here, self.cursor = 0, Cursor()
            self.online.forget_lists()
            self.stock = self._fresh_stock()
            self.people = self._fresh_people()
            self._rebuilding = True
            try:
                self.catch_up()
            finally:
                self._rebuilding = False
            self._tell(Changes(cursor=self.cursor, erased=1))

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit rows of words that a list needs; while this thread looks ahead, zeros for those that a server would be asked for."""
        noted: set[str] | None = getattr(self._ahead, "noted", None)
        if noted is None or not isinstance(self.encoder, Remote) or self.encoder.knows(texts):
            return self.encoder.encode(texts)
        noted.update(texts)
        return np.zeros((len(texts), self.encoder.dim), dtype=np.float32)

    @contextmanager
    def looking_ahead(self) -> Iterator[set[str]]:
        """Have this thread note what `encode` would ask a remote encoder for, in place of asking."""
        self._ahead.noted = noted = set[str]()
        try:
            yield noted
        finally:
            self._ahead.noted = None

    def adopt(self, encoder: Encoder, spec: str) -> None:
        """Serve with another encoder from one moment on, laid out while the one before still serves. Raises EncoderUnavailable.

        The sums stay: they are of deeds, not of vectors. Nothing else that the encoder before has made does.
        """
        while not self._adopted(encoder, spec):
            pass  # an erasure by another process gave the rows other numbers meanwhile

    def _adopted(self, encoder: Encoder, spec: str) -> bool:
        with self.lock:
            self.catch_up()
            stock, since = self.stock, self.cursor
            ids, items = list(self.catalogue.ids), list(self.catalogue.items)
            names = stock.names_encoded()
        laid = stock.laid_out(encoder, ids, items)
        for start in range(0, len(names), CACHED_AT_ONCE):
            encoder.encode(
                names[start : start + CACHED_AT_ONCE]
            )  # so that they are in its cache under the lock
        with self.lock:
            self.catch_up()
            if self.stock is not stock:
                return False
            self.encoder, self.settings = encoder, msgspec.structs.replace(self.settings, encoder=spec)
            stock.take_over(laid)
            self._retake(since)
            sums, self.people = self.people.transitions, self._fresh_people()
            self.people.transitions = sums
            self._serve_models()
            return True

    def _retake(self, since: Cursor) -> None:
        """The vectors of items that were put after a cursor, and are taken in already."""
        cursor, more = msgspec.structs.replace(since, events=EVERYTHING, erasures=EVERYTHING), True
        while more:
            changes = self.store.changes(cursor)
            self.stock.retake(changes.items)
            cursor, more = changes.cursor, changes.more

    def save_if_due(self) -> None:
        """Keep the sums when many events have come since they were last kept, and the weights after many steps."""
        with self.lock:
            self.online.save_if_due()
        due = max(SAVE_EVERY, self.transitions.nbytes // BYTES_AN_EVENT)
        if self.cursor.events - self._saved.events >= due and not self._saver.is_alive():
            self._saver = threading.Thread(
                target=self._save_quietly, name="penchant-save"
            )  # no event waits for it
            self._saver.start()

    def _save_quietly(self) -> None:
        with suppress(StoreError):  # the log has it all
            self.save()

    def save(self) -> bool:
        """Keep the sums in the store, so that the next start need not read the whole log; whether anything was kept."""
        with self._saving:  # one at a time, and no list waits for the disk: the lock is held for a copy only
            with self.lock:
                self.online.save()
                if self.cursor == self._saved:
                    return False
                cursor, arrays, ids = self.cursor, self.transitions.frozen(), list(self.catalogue.ids)
                self._saved = cursor
            data = snapshot.dump(cursor, self._fingerprint(), ids, arrays())
            return keeping.put(self.store, data, erasures=cursor.erasures)

    def forget(self, user_id: str) -> dict[str, int]:
        """Erase a user: their share leaves every sum, exactly; how much of each kind went."""
        with self.lock:
            self.catch_up()
            subtract = self.people.forget(user_id, self.cursor.events)
            removed = self.store.forget(user_id)
            self.online.forget(user_id)
            self._erased_here += 1
            self.stock.forget_words()
            if isinstance(self.encoder, Forgetful):
                self.encoder.clear()
            if subtract():
                self.catch_up()
            else:
                self.rebuild()
            return removed

    def merge(self, user_id: str, to: str) -> int:
        """Make a user's events those of `to`: their share leaves the sums and comes back as that of `to`; how many events."""
        with self.lock:
            self.catch_up()
            subtract = self.people.forget(user_id, self.cursor.events)
            moved = self.store.relabel(user_id, to)
            if moved:
                self.online.forget(user_id)
                self._erased_here += 1
                if subtract():
                    self.catch_up()
                else:
                    self.rebuild()
            return moved

    def _tell(self, changes: Changes) -> None:
        if not self._rebuilding and (changes.records or changes.items or changes.deleted or changes.erased):
            for follower in self.followers:
                follower(changes)

    def blend_at(self, now: int) -> tuple[Blend, str]:
        """The blend that serves as of `now`, by the settings; and why it is not the one that should, or nothing."""
        wanted = self.settings.blend
        if self.blend is not None:
            return self.blend, ""
        if wanted == "sum":
            return Sum(), ""
        if wanted == "online":
            return self.online.blend, ""
        current = self.ranker.current(now)
        if current.model is not None:
            return current.model, ""
        reason = current.reason or ("none is promoted" if wanted == "ranker" else "")
        return (self.online.best(Sum()) if wanted == "auto" else Sum()), reason

    def person(self, user_id: str) -> Person:
        """The user as of the cursor; one without events if they are not known."""
        with self.lock:
            return self.people.person(user_id, self.cursor.events)

    def permitted(self, user_id: str) -> dict[str, bool]:
        """What a person said of what language models may do, by purpose; also what other processes heard of it."""
        self.catch_up()
        return {word.purpose: word.allowed for word in self.person(user_id).consents}

    def is_public(self, name: str) -> bool:
        """Whether a name stands in the catalogue as a title or a facet: it is what people speak of, and gives nobody away."""
        with self.lock:
            return self.catalogue.holds_name(name)

    def read(self, event: Event) -> tuple[Aspect, ...]:
        """How an event is read now, with the items it names; kept with the event, so that it stays so."""
        if event.event_type == INTEREST:
            return reading.declared(msgspec.convert(event.context, InterestEdit))
        if not event.text:
            return ()
        aspects = reading.aspects_of(event, self.encoder)
        with self.lock:
            return tuple(self.stock.naming(aspect) for aspect in aspects)

    def sums_of_log(self) -> Transitions:
        """The sums worked out anew from the store's log up to the cursor, to hold those in memory against."""
        return self.people.sums_of_log(self.cursor.events)

    @property
    def made_for(self) -> str:
        """What a trained model must have been made for. The name of a folder or a server may come to stand for another encoder."""
        spec = self.settings.encoder
        named = f"{spec} {self.encoder.name}" if ":" in spec else spec
        return fingerprint(msgspec.structs.replace(self.settings, encoder=named))

    def _serve_models(self) -> None:
        made_for, age = self.made_for, self.settings.model_age_days
        self.ranker = Serving(self.models, RANKER, Ranker.from_bytes, made_for, max_age_days=age)
        self.adapter: Serving[Adapter] | Fixed[Adapter] = Serving(
            self.models, ADAPTER, Adapter.from_bytes, made_for, max_age_days=age
        )

    def _fresh_stock(self) -> Stock:
        return Stock(self.store, self.encoder, self._make_index, self.settings)

    def _fresh_people(self) -> People:
        return People(self.store, self.encoder, self.stock.catalogue.row, self.settings)

    def _load(self) -> None:
        """The sums from their snapshot if there is one that fits, then the catalogue and what came after."""
        data = keeping.get(self.store)
        loaded = snapshot.load(data, self._fingerprint()) if data else None
        if loaded is not None:
            cursor, ids, arrays = loaded
            for item_id in ids:
                self.catalogue.row(item_id)
            self.people.transitions = Transitions.from_arrays(arrays)
            self.cursor = Cursor(events=cursor.events, erasures=cursor.erasures)
            self._saved = cursor
        self.catch_up()

    def _fingerprint(self) -> str:
        """What the sums depend on beside the events."""
        settings = self.settings
        held = (
            settings.scenario.events,
            settings.transitions_fast_half_life_days,
            settings.limits.neighbours_per_item,
        )
        return hashlib.blake2b(msgspec.json.encode(held, order="sorted"), digest_size=8).hexdigest()
