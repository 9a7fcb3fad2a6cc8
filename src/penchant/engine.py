"""The engine: an event goes in at `observe`, a list comes out at `recommend`, and nothing is learned in between but sums.

observe    validate → read and encode what was said → store, durably → take the change into memory
recommend  take in what is new → capture → generate → retrieve → rank → slate
explain    the same steps again, asked why
forget     erase from the store, subtract from the sums
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import msgspec

from penchant.answers import answer, retold, reworded, why_slate
from penchant.asking import now_ms
from penchant.capture import reading
from penchant.chat.conversation import Conversation, Turn
from penchant.domain import Event, Item, Merged, Observed, Profile, Receipt, Reply, Request, to_plain
from penchant.errors import InvalidInput
from penchant.imagining import Imaginer
from penchant.intake import check_known, event_records, filled, item_records, new_id, renamed
from penchant.lookup import consent_of, spent_for
from penchant.people import EVERYTHING, INTEREST
from penchant.pipeline import Run, foresee, made
from penchant.ports import Cursor
from penchant.refining import Refiner
from penchant.retrieve.warm import warm
from penchant.validate import CONSENT, checked_request, checked_user
from penchant.views import Views

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import Literal

    from penchant.caller import Caller
    from penchant.chat.conversation import Part
    from penchant.domain import Consent, Explanation, Interest, InterestEdit, Slate
    from penchant.ports import LanguageModel, Store
    from penchant.reencoding.reencoder import Reencoder
    from penchant.settings import Settings
    from penchant.state import State


class Engine(Views):
    """One catalogue and its people over one store. Thread-safe; close it, or use it as a context manager.

    >>> engine = Engine.open("memory://", scenario="media")                         # doctest: +SKIP
    >>> engine.put_items([Item(item_id="1", title="Solaris", categories=("Science Fiction",))])  # doctest: +SKIP
    >>> engine.observe(Event(user_id="ann", event_type="say", text="I love science fiction"))    # doctest: +SKIP
    >>> engine.recommend("ann").items[0].reasons[0].text                            # doctest: +SKIP
    'You said “I love science fiction”'
    """

    def __init__(
        self,
        store: Store,
        state: State,
        settings: Settings,
        caller: Caller | None = None,
        reencoder: Reencoder | None = None,
    ) -> None:
        """Put together by `Engine.open` (or `penchant.build`) from the parts that settings name."""
        super().__init__(store, state, settings, caller)
        self.settings, self.reencoder = settings, reencoder
        self._imaginer = Imaginer.of(caller, state)
        self._conversation = Conversation(state, self._shelf, self.observe, caller, self._imagine_for)
        self.refiner = Refiner.of(store, state, caller)
        """Reads anew in the background, with a language model that may read; else None."""
        self.watch: Callable[[str, float], None] | None = None
        """Told of each stage of a list by name, and the seconds it took."""

    @classmethod
    def open(
        cls,
        store: str = "sqlite:///penchant.db",
        *,
        scenario: str | None = None,
        settings: Settings | None = None,
        language_model: LanguageModel | None = None,
    ) -> Engine:
        """The engine over a store: `sqlite:///path.db`, `sqlite:////absolute/path.db` or `memory://`.

        A store remembers the scenario it was first opened with; `media` is the first choice. `language_model` takes the place of
        the one that settings name. Raises InvalidSetting, StoreError, MissingExtra.
        """
        from penchant.build import build

        return build(store, scenario=scenario, settings=settings, language_model=language_model)

    # --- the catalogue

    def put_items(self, items: Iterable[Item]) -> int:
        """Insert or replace items by id, all or none; recommendable by the next request. How many. Raises InvalidItem."""
        records = item_records(
            items, self._store, self._state.encoder, self.settings.limits.item_text_characters
        )
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

    # --- events

    def observe(self, *events: Event) -> tuple[Observed, ...]:
        """Take events in, all or none: durable, and in the next list, when this returns.

        An `event_id` that is known counts once (`Observed.new` is False). Raises InvalidEvent or UnknownItem.
        """
        if any(event.text for event in events):
            self._state.catch_up()  # words may name what another process has put since
        checked = [filled(event, self._state) for event in events]
        aspects = [self._state.read(event) for event in checked]
        records = event_records(checked, aspects, self._state.encoder)
        new = self._store.append(records)
        self._state.catch_up()
        self._state.save_if_due()
        if self.refiner is not None and any(event.text for event in checked):
            self.refiner.wake()
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
        exclude: Iterable[str] = (),
        context: Mapping[str, Any] | None = None,
        now: int | None = None,
        think: bool = False,
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
            think: wait for a language model's ideas, at most `language_model.think_seconds`; without a model, for nothing.

        Raises InvalidInput, InvalidExpression.
        """
        request = Request(
            user_id=user_id,
            n=n,
            text=text if text and text.strip() else None,
            where=where,
            language=language,
            seen=seen,
            explore=explore,
            exclude=tuple(exclude),
            context=dict(context or {}),
        )
        self._make_ready(request, now_ms() if now is None else now, think=think)
        with self._state.lock:
            run = Run(self._state, request, now_ms() if now is None else now, past=now is not None)
            slate = made(run, new_id(run.now), self.watch)
            self._shelf.put(slate, self._state.cursor.erasures)
        self._imagine_for(run, now)
        return slate

    def _make_ready(self, request: Request, now: int, *, think: bool) -> None:
        """Take in what is new; wait for an encoder elsewhere, and for ideas if asked to, without the lock. Raises InvalidInput."""
        checked_request(request, self.settings.limits.text_characters)
        self._state.catch_up()
        foresee(self._state, request, now)
        if think and self._imaginer is not None:
            self._imaginer.think(request, self.settings.language_model.think_seconds)

    def _imagine_for(self, run: Run, past: int | None = None) -> None:
        """Have ideas imagined for the next list of a person, where a model may; a list of the past has no next."""
        if self._imaginer is not None and run.asked_for is not None and past is None:
            self._imaginer.want(run.asked_for, run.request.user_id)

    # --- conversation

    def chat(
        self,
        user_id: str,
        text: str | None = None,
        *,
        choice: InterestEdit | None = None,
        n: int = 5,
        language: Literal["en", "zh"] | None = None,
        session_id: str | None = None,
        turn_id: str = "",
    ) -> Reply:
        """One turn of a conversation: what is said steers or is observed, and is answered by a list and one question at most.

        Args:
            user_id: who speaks.
            text: what they say; without it and a choice, the conversation is begun.
            choice: an answer to the question of the turn before, or any other edit by hand.
            n: places of the list.
            language: of the answer; by default that of the text, else of the person's last words.
            session_id: kept with the events.
            turn_id: names the turn, so that its events count once however often it is sent.

        A language model, where there is one, words the answer, and where it fails a template does. Raises InvalidInput,
        InvalidEvent, UnknownInterest.
        """
        *_, reply = self.chat_parts(
            user_id, text, choice=choice, n=n, language=language, session_id=session_id, turn_id=turn_id
        )
        assert isinstance(reply, Reply)  # noqa: S101 - it comes last
        return reply

    def chat_parts(
        self,
        user_id: str,
        text: str | None = None,
        *,
        choice: InterestEdit | None = None,
        n: int = 5,
        language: Literal["en", "zh"] | None = None,
        session_id: str | None = None,
        turn_id: str = "",
    ) -> Iterator[Part]:
        """The same as it comes: each `Observed`, the `Slate`, words in parts, the `Question`, and the whole `Reply` last."""
        turn = Turn(
            user_id=user_id,
            text=text,
            choice=choice,
            n=n,
            language=language,
            session_id=session_id,
            turn_id=turn_id,
        )
        return self._conversation.turn(turn)

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

    def reworded(self, slate_id: str, language: Literal["en", "zh"] | None = None) -> Slate:
        """A list with its reasons in a language model's words, which is waited for; see `answers.reworded`. Raises UnknownSlate."""
        slate = self.slate(slate_id)
        if language is not None:
            with self._state.lock:
                slate = retold(self._state, slate, language)
        return reworded(self._caller, slate)

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
            degraded=run.missing(),
        )

    def edit_interest(self, user_id: str, edit: InterestEdit) -> Observed:
        """The person's own hand on an interest; holds from the next request. Raises UnknownInterest, InvalidEvent."""
        check_known([edit], self.interests(user_id, history=True), user_id)
        # One after the other: the new name may be of the same interest, which the first of the two drops.
        now = now_ms()
        events = (
            Event(user_id=user_id, event_type=INTEREST, timestamp=now + place, context=msgspec.to_builtins(e))
            for place, e in enumerate(renamed(edit))
        )
        return self.observe(*events)[-1]

    def consent(self, user_id: str, **purposes: bool) -> Consent:
        """What a person allows language models, once they have said what is given here, such as `reading=True`; or as it is.

        Raises InvalidEvent for a purpose that there is not.
        """
        checked_user(user_id)
        if purposes:
            self.observe(Event(user_id=user_id, event_type=CONSENT, context=purposes))
        return consent_of(self._state, self._caller, user_id, now_ms())

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
            "consent": to_plain(self.consent(user_id)),
            "model_costs": spent_for(self._store, self.settings, user_id),
        }

    def close(self) -> None:
        """Write what is pending and let the store go. Closing twice is harmless."""
        if self.reencoder is not None:
            self.reencoder.close()
        if self._imaginer is not None:
            self._imaginer.close()
        if self.refiner is not None:
            self.refiner.close()
        if self._caller is not None:
            self._caller.close()
        self._shelf.close()
        self._state.save()
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
