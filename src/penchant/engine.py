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
from penchant.domain import Event, Item, Observed, Receipt, Request, to_plain
from penchant.errors import UnknownInterest, UnknownSlate
from penchant.intake import event_records, filled, item_records, new_id, renamed, unknown_item
from penchant.people import EVERYTHING, INTEREST
from penchant.pipeline import Run
from penchant.ports import Cursor
from penchant.shelf import Shelf
from penchant.validate import checked_request

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Literal

    from penchant.domain import Check, Explanation, Interest, InterestEdit, Nearest, Slate, UnmetWant
    from penchant.ports import Changes, Encoder, Store
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
            now: answer as of this moment (ms), leaving later events out.

        Raises InvalidInput, InvalidExpression.
        """
        if text is not None and not text.strip():
            text = None
        request = Request(
            user_id=user_id, n=n, text=text, where=where, language=language, seen=seen, explore=explore
        )
        checked_request(request, self.settings.limits.text_characters)
        self._state.catch_up()
        with self._state.lock:
            run = Run(self._state, request, now_ms() if now is None else now, past=now is not None)
            wants = run.capture()
            ideas = run.generate(wants)
            candidates = run.retrieve(wants, ideas)
            slate = run.rank(wants, candidates, slate_id=new_id(run.now))
            self._shelf.put(slate, self._state.cursor.erasures)
        return slate

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
        self._state.catch_up()
        with self._state.lock:
            moment = now_ms() if now is None else now
            wants = Run(self._state, Request(user_id=user_id), moment, past=now is not None).capture()
        return wants.interests + (wants.history if history else ())

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
