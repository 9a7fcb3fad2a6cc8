"""The engine: an event goes in at `observe`, a list comes out at `recommend`, and nothing is learned in between but sums.

observe    validate → read and encode what was said → store, durably → take the change into memory
recommend  take in what is new → capture → generate → retrieve → rank → slate
explain    the same steps again, asked why
forget     erase from the store, subtract from the sums
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import msgspec

from penchant.answers import answer, unmet, why_slate
from penchant.asking import now_ms
from penchant.capture import reading
from penchant.domain import Event, Item, Merged, Observed, Profile, Receipt, Request, to_plain
from penchant.errors import InvalidInput, UnknownInterest, UnknownSlate
from penchant.intake import event_records, filled, item_records, new_id, renamed, unknown_item
from penchant.lookup import event_page, followed, found_items, item_page
from penchant.people import EVERYTHING, INTEREST
from penchant.pipeline import Run, made
from penchant.ports import Cursor
from penchant.retrieve.warm import warm
from penchant.shelf import Shelf
from penchant.validate import checked_request, checked_user

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import Literal

    from penchant.domain import Check, Explanation, Interest, InterestEdit, Nearest, Slate, UnmetWant
    from penchant.lookup import EventPage, ItemPage
    from penchant.ports import BlobStore, Changes, Counts, Encoder, Store
    from penchant.settings import Settings
    from penchant.state import State


class Engine:
    """One catalogue and its people over one store. Thread-safe; close it, or use it as a context manager.

    >>> engine = Engine.open("memory://", scenario="media")                         # doctest: +SKIP
    >>> engine.put_items([Item(item_id="1", title="Solaris", categories=("Science Fiction",))])  # doctest: +SKIP
    >>> engine.observe(Event(user_id="ann", event_type="say", text="I love science fiction"))    # doctest: +SKIP
    >>> engine.recommend("ann").items[0].reasons[0].text                            # doctest: +SKIP
    'You said “I love science fiction”'
    """

    def __init__(self, store: Store, encoder: Encoder, state: State, settings: Settings) -> None:
        """Put together by `Engine.open` (or `penchant.build`) from the parts that settings name."""
        self.settings = settings
        self._store, self._encoder, self._state = store, encoder, state
        self._shelf = Shelf(store, settings.limits.slates_kept)
        self.watch: Callable[[str, float], None] | None = None
        """Told of each stage of a list by name, and the seconds it took."""

    @classmethod
    def open(
        cls,
        store: str = "sqlite:///penchant.db",
        *,
        scenario: str | None = None,
        settings: Settings | None = None,
    ) -> Engine:
        """The engine over a store: `sqlite:///path.db`, `sqlite:////absolute/path.db` or `memory://`.

        A store remembers the scenario it was first opened with; `media` is the first choice. Raises InvalidSetting, StoreError.
        """
        from penchant.build import build

        return build(store, scenario=scenario, settings=settings)

    # --- the catalogue

    def put_items(self, items: Iterable[Item]) -> int:
        """Insert or replace items by id, all or none; recommendable by the next request. How many. Raises InvalidItem."""
        records = item_records(items, self._store, self._encoder, self.settings.limits.item_text_characters)
        self._store.put_items(records)
        self._state.catch_up()
        return len(records)

    def hide_items(self, item_ids: Iterable[str], *, hidden: bool = True) -> int:
        """Keep items out of every list, or let them back in; how many changed. Raises UnknownItem."""
        items = [self.item(item_id) for item_id in item_ids]
        changed = [msgspec.structs.replace(i, available=not hidden) for i in items if i.available == hidden]
        return self.put_items(changed) if changed else 0

    def delete_items(self, item_ids: Iterable[str]) -> int:
        """Take items out of the catalogue; events on them stay. How many there were."""
        count = self._store.delete_items(list(item_ids))
        self._state.catch_up()
        return count

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

    # --- events

    def check_event(self, event: Event) -> Event:
        """The event with its defaults filled in, as `observe` would take it. Raises InvalidEvent or UnknownItem."""
        return filled(event, self._state)

    def observe(self, *events: Event) -> tuple[Observed, ...]:
        """Take events in, all or none: durable, and in the next list, when this returns.

        An `event_id` that is known counts once (`Observed.new` is False). Raises InvalidEvent or UnknownItem.
        """
        self._state.catch_up()
        checked = [filled(event, self._state) for event in events]
        aspects = [self._state.read(event) for event in checked]
        records = event_records(checked, aspects, self._encoder)
        new = self._store.append(records)
        self._state.catch_up()
        self._state.save_if_due()
        return tuple(
            Observed(event=event, new=is_new, aspects=found)
            for event, is_new, found in zip(checked, new, aspects, strict=True)
        )

    def holds(self, event_id: str) -> bool:
        """Whether the event is stored, by this process or another; if so, the next list counts it."""
        return self._store.place_of(event_id) is not None

    def events_of(
        self, user_id: str, *, before: tuple[int, str] | None = None, limit: int = 100
    ) -> EventPage:
        """A person's newest events, or the newest before `(timestamp, event_id)`, each with how it was read."""
        return event_page(self._store, user_id, before, limit)

    def follow(self, follower: Callable[[Changes], None]) -> None:
        """Have `follower` told of all that is taken in from now on, whoever wrote it. It must be quick: the lock is held."""
        self._state.followers.append(follower)

    def catch_up(self) -> None:
        """Take in what other processes have written; every other call does so first."""
        self._state.catch_up()

    # --- the list

    def recommend(
        self,
        user_id: str,
        n: int = 10,
        *,
        text: str | None = None,
        where: str | None = None,
        language: Literal["en", "zh"] | None = None,
        seen: Literal["hide", "demote", "allow"] | None = None,
        explore: float | None = None,
        exclude: Iterable[str] = (),
        context: Mapping[str, Any] | None = None,
        now: int | None = None,
    ) -> Slate:
        """The ranked list for a user, each item with its reasons.

        Args:
            user_id: who it is for; someone unknown gets what is popular and new.
            n: places, 1 to 1,000.
            text: what they ask for in this moment, in words; not kept as an event.
            where: a filter expression over item fields, see docs/where.md.
            language: of the sentences; by default that of the text, else of the person's last words.
            seen: whether items already seen are left out, put last, or allowed; by default as the scenario says.
            explore: share of places given to exploration, 0..1.
            exclude: ids of items to leave out this time; unknown ones do no harm.
            context: the caller's own notes on the request, plain JSON; kept with the slate, and read by no stage.
            now: answer as of this moment (ms), leaving later events out.

        Raises InvalidInput, InvalidExpression.
        """
        if text is not None and not text.strip():
            text = None
        request = Request(
            user_id=user_id,
            n=n,
            text=text,
            where=where,
            language=language,
            seen=seen,
            explore=explore,
            exclude=tuple(exclude),
            context=dict(context or {}),
        )
        checked_request(request, self.settings.limits.text_characters)
        self._state.catch_up()
        with self._state.lock:
            run = Run(self._state, request, now_ms() if now is None else now, past=now is not None)
            slate = made(run, new_id(run.now), self.watch)
            self._shelf.put(slate, self._state.cursor.erasures)
        return slate

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

    def explain(
        self, slate_id: str, item_id: str | None = None, *, without: str | None = None
    ) -> Explanation:
        """Why a list is as it is; why an item is or is not in it; how it would be `without` an interest.

        An item in the list is answered with every addend while they still sum to the score that was given, else as it was kept.
        The rest is worked out again as of the slate's moment, from the events and sums of today. Raises UnknownSlate,
        UnknownInterest.
        """
        slate = self.slate(slate_id)
        self._state.catch_up()
        with self._state.lock:
            if item_id is None and without is None:
                return why_slate(self._state, slate)
            return answer(self._state, slate, item_id, without)

    # --- interests

    def interests(
        self, user_id: str, *, history: bool = False, now: int | None = None
    ) -> tuple[Interest, ...]:
        """What the user wants and refuses, as of `now`; with `history` also what is over, faded or overruled."""
        return self.profile(user_id, history=history, now=now).interests

    def profile(self, user_id: str, *, history: bool = False, now: int | None = None) -> Profile:
        """The user's interests with their version and moment, as `interests` gives them. Raises InvalidInput."""
        checked_user(user_id)
        self._state.catch_up()
        with self._state.lock:
            moment = now_ms() if now is None else now
            run = Run(self._state, Request(user_id=user_id), moment, past=now is not None)
            wants = run.capture()
        return Profile(
            user_id=user_id,
            interests=wants.interests + (wants.history if history else ()),
            interest_version=run.version,
            as_of=moment,
            degraded=tuple(run.degraded),
        )

    def edit_interest(self, user_id: str, edit: InterestEdit) -> Observed:
        """The person's own hand on an interest; holds from the next request. Raises UnknownInterest, InvalidEvent."""
        if edit.action != "declare" and edit.interest_id not in {
            i.interest_id for i in self.interests(user_id, history=True)
        }:
            raise UnknownInterest(
                f"user {user_id!r} has no interest {edit.interest_id!r}",
                hint=f"`penchant interests {user_id}` lists them with their ids.",
            )
        # One after the other: the new name may be of the same interest, which the first of the two drops.
        now = now_ms()
        events = (
            Event(user_id=user_id, event_type=INTEREST, timestamp=now + place, context=msgspec.to_builtins(e))
            for place, e in enumerate(renamed(edit))
        )
        return self.observe(*events)[-1]

    def gaps(self, limit: int = 20) -> tuple[UnmetWant, ...]:
        """What people want and the catalogue does not have, by how many want it: from the newest slate of each user."""
        return unmet(self._shelf.newest_by_user(), limit)

    # --- the person's rights, and the owner's

    def forget(self, user_id: str) -> Receipt:
        """Erase a user: events, evidence, slates, and their share of every sum. After it all is as if they had never come."""
        self._shelf.flush()
        models = self._state.models.holding(user_id)
        removed = self._state.forget(user_id)
        self._shelf.drop(user_id)
        learned = self._state.online.learned.steps > 0
        return Receipt(
            user_id=user_id, forgotten_at=now_ms(), removed=removed, models=models, weights=learned
        )

    def merge(self, merged_from: str, user_id: str) -> Merged:
        """Make one user's events those of another, as when a visitor signs in: `user_id` then has done and said all of it.

        Events keep their ids and times, and slates of `merged_from` go. Called again it moves what came since. Raises InvalidInput.
        """
        checked_user(merged_from)
        checked_user(user_id)
        if merged_from == user_id:
            raise InvalidInput(f"user {user_id!r} cannot be merged with itself", hint="name two users.")
        self._shelf.flush()
        moved = self._state.merge(merged_from, user_id)
        self._shelf.drop(merged_from)
        return Merged(user_id=user_id, merged_from=merged_from, merged_at=now_ms(), events=moved)

    def warm_up(self) -> None:
        """Compile the kernels, make a list for whoever came last and let it go: the first event and list wait for neither."""
        warm()
        last = Cursor(events=max(0, self._state.cursor.events - 1), items=EVERYTHING, erasures=EVERYTHING)
        with self._state.lock:
            came = self._store.changes(last, 1).records
            user_id = came[0].event.user_id if came else new_id(now_ms())
            made(Run(self._state, Request(user_id=user_id, text="something new"), now_ms()), user_id)
            self._state.online.forget(user_id)

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

    def export_user(self, user_id: str) -> dict[str, Any]:
        """Everything held about a person, as plain JSON types."""
        self._shelf.flush()
        records = self._store.history(user_id, EVERYTHING)
        return {
            "user_id": user_id,
            "events": [to_plain(r.event) for r in records],
            "readings": [to_plain(reading.aspects_in(r.reading)) for r in records if r.reading],
            "interests": to_plain(self.interests(user_id, history=True)),
            "slates": [to_plain(slate) for slate in self._shelf.of_user(user_id)],
        }

    def all_items(self) -> Iterator[Item]:
        """The catalogue, in the order of its last changes."""
        for changes in self._changes(Cursor(events=EVERYTHING, erasures=EVERYTHING)):
            yield from (record.item for record in changes.items)

    def all_events(self) -> Iterator[Event]:
        """The log, in the order it was stored."""
        for changes in self._changes(Cursor(items=EVERYTHING, erasures=EVERYTHING)):
            yield from (record.event for record in changes.records)

    def doctor(self) -> tuple[Check, ...]:
        """Findings on the store and on whether the sums equal those of the log."""
        from penchant.health import checks

        return checks(self._state)

    def close(self) -> None:
        """Write what is pending and let the store go. Closing twice is harmless."""
        self._shelf.close()
        self._state.save()
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _changes(self, cursor: Cursor) -> Iterator[Changes]:
        more = True
        while more:
            changes = self._store.changes(cursor)
            cursor, more = changes.cursor, changes.more
            yield changes
