"""What can be seen of an engine: its catalogue, its log, its slates, its costs. Nothing here changes what it knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from penchant.answers import unmet
from penchant.asking import now_ms
from penchant.errors import InvalidInput, UnknownSlate
from penchant.intake import filled, unknown_item
from penchant.lookup import (
    costs_of,
    event_page,
    followed,
    found_items,
    item_page,
    observed_anew,
    user_page,
)
from penchant.people import EVERYTHING, is_read
from penchant.ports import Cursor
from penchant.shelf import Shelf

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from penchant.caller import Caller
    from penchant.costs import Costs
    from penchant.domain import Check, Event, Item, Nearest, Observed, Slate, UnmetWant
    from penchant.lookup import EventPage, ItemPage, UserPage
    from penchant.ports import BlobStore, Changes, Counts, Record, Store
    from penchant.settings import Settings
    from penchant.spending.tally import Tally
    from penchant.state import State


class Views:
    """The part of `Engine` that only looks.

    Args:
        store: the truth.
        state: what is held in memory.
        settings: bounds.
        caller: the way to a language model, where there is one.
    """

    def __init__(self, store: Store, state: State, settings: Settings, caller: Caller | None) -> None:
        self._store, self._state, self._caller = store, state, caller
        self._shelf = Shelf(store, settings.limits.slates_kept)

    def item(self, item_id: str) -> Item:
        """The item. Raises UnknownItem, naming ids that look like it."""
        self._state.catch_up()
        item = self._state.catalogue.get(item_id)
        if item is None:
            raise unknown_item(item_id, self._state.catalogue.row_of)
        return item

    def item_page(self, after: int = 0, limit: int = 100) -> ItemPage:
        """Some of the catalogue, in the order of its last changes, after the change `after`."""
        return item_page(self._store, after, limit)

    def find_items(self, text: str, limit: int = 20) -> ItemPage:
        """Items that hold the words of a text, then those of the nearest meaning. Raises InvalidInput."""
        if not text.strip():
            raise InvalidInput("there are no words to search for", hint="give some, or leave `q` out.")
        self._state.catch_up()
        self._state.encoder.encode(
            [text]
        )  # it is in the cache then: an encoder elsewhere is not waited for under the lock
        with self._state.lock:
            return found_items(self._state, text, limit)

    def followed(self, item_id: str, n: int = 10) -> tuple[Nearest, ...]:
        """What people went on to from an item, the most usual first. Raises UnknownItem."""
        self.item(item_id)
        with self._state.lock:
            return followed(self._state, item_id, n, now_ms())

    def similar(self, item_id: str, n: int = 10, *, by: str = "cosine") -> tuple[Nearest, ...]:
        """Items of the nearest meaning, best first, by `cosine`, `euclidean` or `pearson`. Raises UnknownItem, InvalidSetting."""
        self.item(item_id)
        with self._state.lock:
            return self._state.stock.nearest_items(item_id, n, by)

    def check_event(self, event: Event) -> Event:
        """The event with its defaults filled in, as `observe` would take it. Raises InvalidEvent or UnknownItem."""
        return filled(event, self._state)

    def holds(self, event_id: str) -> bool:
        """Whether the event is stored, by this process or another; if so, the next list counts it."""
        return self._store.place_of(event_id) is not None

    def user_page(self, after: str = "", limit: int = 100) -> UserPage:
        """Some of those who have done or said something, by their ids, those after `after`."""
        return user_page(self._store, after, limit)

    def events_of(
        self, user_id: str, *, before: tuple[int, str] | None = None, limit: int = 100
    ) -> EventPage:
        """A person's newest events, or the newest before `(timestamp, event_id)`, each with how it was read."""
        return event_page(self._store, user_id, before, limit)

    def observed_anew(self, reading: Record) -> Observed | None:
        """The event that a language model's reading is of, with what was read; None where it is not stored."""
        return observed_anew(self._store, reading)

    def follow(self, follower: Callable[[Changes], None]) -> None:
        """Have `follower` told of all that is taken in from now on, whoever wrote it. It must be quick: the lock is held."""
        self._state.followers.append(follower)

    def catch_up(self) -> None:
        """Take in what other processes have written; every other call does so first."""
        self._state.catch_up()

    def newest_slate(self, user_id: str, *, but: str = "") -> Slate | None:
        """The list last given to a user by any process, as far as it is on the disk; None where that is the slate `but`."""
        return self._shelf.newest_of(user_id, but)

    def slate(self, slate_id: str) -> Slate:
        """A list that was given out. Raises UnknownSlate."""
        self._state.catch_up()
        slate = self._shelf.get(slate_id, self._state.cursor.erasures)
        if slate is None:
            raise UnknownSlate(
                f"no slate {slate_id!r} is kept",
                hint="`recommend` prints the id of its slate; erased people's slates are gone.",
            )
        return slate

    def gaps(self, limit: int = 20) -> tuple[UnmetWant, ...]:
        """What people want and the catalogue does not have, by how many want it: from the newest slate of each user."""
        return unmet(self._shelf.newest_by_user(), limit)

    def serving(self) -> dict[str, str | None]:
        """Which blend makes the lists now, and why it is not the one that should, or None."""
        with self._state.lock:
            blend, failing = self._state.blend_at(now_ms())
        return {"blend": blend.name, "failing": failing or None}

    @property
    def blobs(self) -> BlobStore:
        """Where the doors keep what is theirs, such as keys; kinds of their own keep clear of the engine's."""
        return self._store

    def counts(self) -> Counts:
        """How many events, items and users the store holds, and its size in bytes."""
        return self._store.counts()

    def all_items(self) -> Iterator[Item]:
        """The catalogue, in the order of its last changes."""
        for changes in self._changes(Cursor(events=EVERYTHING, erasures=EVERYTHING)):
            yield from (record.item for record in changes.items)

    def all_events(self) -> Iterator[Event]:
        """The log, in the order it was stored, as the outside gave it: without what language models read in it."""
        for changes in self._changes(Cursor(items=EVERYTHING, erasures=EVERYTHING)):
            yield from (r.event for r in changes.records if not is_read(r.event))

    def costs(self, days: int = 1) -> Costs:
        """What language models cost in the last `days` with today (UTC), and what was saved."""
        self._state.catch_up()
        return costs_of(self._state, self._caller, days)

    def watch_calls(self, watch: Callable[[str, str, Tally], None]) -> None:
        """Have `watch` told of each wish to ask a model: its purpose, what became of it, what it took."""
        if self._caller is not None:
            self._caller.watch = watch

    def doctor(self) -> tuple[Check, ...]:
        """Findings on the store, on whether the sums equal those of the log, and on the language model where one is configured."""
        from penchant.health import checks, language_check

        found = checks(self._state)
        return found if self._caller is None else (*found, language_check(self._caller))

    def _changes(self, cursor: Cursor) -> Iterator[Changes]:
        more = True
        while more:
            changes = self._store.changes(cursor)
            cursor, more = changes.cursor, changes.more
            yield changes
