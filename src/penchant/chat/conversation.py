"""A conversation, turn by turn: what was said steers or is observed, a list is made, and at most one question is asked back.

A conversation has no state of its own. What a person says are events, with the question that they answer as `context["reply_to"]`
and what it asked about as `context["asked"]`; what we said last is kept with the list that it came with, in its request's
`context["chat"]`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from penchant.asking import now_ms
from penchant.capture.reading import REPLY_TO
from penchant.chat.asking_back import asked_back
from penchant.chat.before import CHAT, heard_of, shown_of
from penchant.chat.wording import Told, sentences, worded
from penchant.converse.steering import About, steered
from penchant.domain import Event, Interest, InterestEdit, Observed, Question, Reply, Request, Slate, Value
from penchant.facts import KnownFacts
from penchant.intake import check_known, new_id, renamed
from penchant.people import INTEREST
from penchant.pipeline import Run, foresee
from penchant.text import fold, language
from penchant.validate import checked_request

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from penchant.caller import Caller
    from penchant.capture.interests import Wants
    from penchant.chat.before import Heard
    from penchant.chat.wording import Worded
    from penchant.shelf import Shelf
    from penchant.state import State

Part = Observed | Slate | str | Question | Reply
SAY = "say"
ASKED = "asked"
"""Key of an event's `context` that holds what our turn before it asked, and whether this answers it."""
EVENTS_READ = 50
"""Events looked through for answers to what was asked, the newest."""
REPLY_CHARACTERS = 1_000
_BOUND = re.compile(r"(?P<field>\S+) (?P<sign>[<>])=? (?P<value>[\d.]+)")


class Turn(Value, frozen=True):
    """What a person says or chooses, and how they are to be answered; see `Engine.chat`."""

    user_id: str
    text: str | None = None
    choice: InterestEdit | None = None
    n: int = 5
    language: Literal["en", "zh"] | None = None
    session_id: str | None = None
    turn_id: str = ""


class Said(Value, frozen=True):
    """A turn as it is understood: its events, whether it asks for another page, and the labels of what it lifts."""

    events: tuple[Event, ...] = ()
    more: bool = False
    lifted: tuple[str, ...] = ()


class Conversation:
    """Everyone's conversations with one engine. It holds nothing of them. Thread-safe; the state's lock is held for a list alone.

    Args:
        state: what the engine knows.
        shelf: the lists that were given out.
        observe: takes events in.
        caller: the way to a language model, if there is one.
        listed: told of each list's steps when the list is made.
    """

    def __init__(
        self,
        state: State,
        shelf: Shelf,
        observe: Callable[..., tuple[Observed, ...]],
        caller: Caller | None = None,
        listed: Callable[[Run], None] = lambda _: None,
    ) -> None:
        self._state, self._shelf, self._observe = state, shelf, observe
        self._caller, self._listed = caller, listed
        self._facts = KnownFacts(state)

    def turn(self, turn: Turn) -> Iterator[Part]:
        """What a turn leads to, as it comes: each `Observed`, the list, the words in parts, the question, and the whole `Reply`.

        Raises InvalidInput, UnknownInterest, InvalidEvent before the first part.
        """
        now = now_ms()
        request = Request(user_id=turn.user_id, n=turn.n, language=turn.language, text=turn.text)
        checked_request(request, self._state.settings.limits.text_characters)
        self._state.catch_up()
        heard = heard_of(self._shelf, turn.user_id, now, self._state.cursor.erasures)
        tongue = turn.language or _tongue(turn.text, heard)
        said = self._understood(turn, heard, now)
        observed = self._observe(*said.events) if said.events else ()
        yield from observed
        excluded = heard.shown if said.more else ()
        request = msgspec.structs.replace(request, text=None, language=tongue, exclude=excluded)
        foresee(self._state, request, now_ms())
        slate, run, wants, question = self._list(request, heard)
        self._listed(run)
        yield slate
        told = Told(slate=slate, steered=_steered_by(observed, wants), lifted=said.lifted, more=said.more)
        words = worded(self._caller, told, self._titles, run.language)
        slate = self._kept(slate, words, question)
        yield from sentences(words.text)
        if question is not None:
            yield question
        yield Reply(
            user_id=turn.user_id,
            text=words.text,
            slate=slate,
            question=question,
            observed=observed,
            steered=told.steered,
            worded_by=words.by,
        )

    def _understood(self, turn: Turn, heard: Heard, now: int) -> Said:
        """What a turn comes to: what it chooses and steers as edits, the rest of it as said. Raises UnknownInterest."""
        interests = self._interests(turn.user_id, now)
        text = (turn.text or "").strip()
        chosen = turn.choice or _chosen(text, heard.question)
        edits = [] if chosen is None else [chosen]
        more = False
        if chosen is not None and turn.choice is None:
            text = ""
        elif text:
            found = steered(text, self._about(heard, interests, now, language(text)))
            edits += found.edits
            text, more = found.rest, found.more
            if found.waved and heard.question is not None:
                edits.append(heard.question.choices[-1].edit)
        check_known(edits, interests, turn.user_id)
        edits = [part for edit in edits for part in renamed(edit)]
        edits = [*_opposed(edits, interests), *edits]
        dropped = {edit.interest_id for edit in edits if edit.action == "drop"}
        return Said(
            events=_events(turn, heard, edits, text, now),
            more=more,
            lifted=tuple(i.label for i in interests if i.interest_id in dropped),
        )

    def _interests(self, user_id: str, now: int) -> tuple[Interest, ...]:
        with self._state.lock:
            wants = Run(self._state, Request(user_id=user_id), now).capture()
        return wants.interests + wants.history

    def _about(self, heard: Heard, interests: Sequence[Interest], now: int, tongue: str) -> About:
        with self._state.lock:
            shown = shown_of(self._state, heard.last, tongue)
        standing = tuple(i for i in interests if i.expires_at is None or i.expires_at > now)
        return About(
            now=now,
            shown=shown,
            interests=standing,
            facts=self._facts,
            asked=heard.question is not None,
        )

    def _list(self, request: Request, heard: Heard) -> tuple[Slate, Run, Wants, Question | None]:
        with self._state.lock:
            run = Run(self._state, request, now_ms())
            wants = run.capture()
            candidates = run.retrieve(wants, run.generate(wants))
            slate = run.rank(wants, candidates, new_id(run.now))
            shown = [*request.exclude, *(item.item_id for item in slate.items)]
            waved = self._waved(request.user_id, heard)
            question = run.attempt(
                "chat.question", lambda: asked_back(run, wants, candidates, shown, waved, request.n)
            )
        return msgspec.structs.replace(slate, degraded=run.missing()), run, wants, question

    def _waved(self, user_id: str, heard: Heard) -> set[str]:
        """The fields that were asked about in this conversation and got no answer. What is of no matter is an interest."""
        events = [record.event for record in self._state.store.history(user_id, EVENTS_READ)]
        replies = [event.context.get(ASKED) for event in events]
        answered = {r.get("slate_id") for r in replies if isinstance(r, dict) and r.get("answered")}
        return {question.field for slate_id, question in heard.questions if slate_id not in answered}

    def _kept(self, slate: Slate, words: Worded, question: Question | None) -> Slate:
        """The list with what was said and asked beside it, as it is kept."""
        assert slate.request is not None  # noqa: S101 - every slate is made with its request
        own: dict[str, Any] = {"text": words.text}
        if question is not None:
            own["question"] = msgspec.to_builtins(question)
        request = msgspec.structs.replace(slate.request, context={**slate.request.context, CHAT: own})
        degraded = (*slate.degraded, "chat.wording") if words.failed else slate.degraded
        slate = msgspec.structs.replace(slate, request=request, degraded=degraded)
        self._shelf.put(slate, self._state.cursor.erasures)
        return slate

    def _titles(self, text: str) -> list[str]:
        """The titles of the catalogue that a text names."""
        with self._state.lock:
            stock = self._state.stock
            return [stock.catalogue.title(row) for row in stock.vocabulary.mentions(text)]


def _tongue(text: str | None, heard: Heard) -> Literal["en", "zh"] | None:
    """The language of a turn's words; of one without words, that of the turn before; None where there is none."""
    if text and any(character.isalpha() for character in text):
        return language(text)
    spoken = heard.last.trace.get("language") if heard.last is not None else None
    return "zh" if spoken == "zh" else "en" if spoken == "en" else None


def _chosen(text: str, question: Question | None) -> InterestEdit | None:
    """The choice whose words a text is."""
    words = fold(text).strip(" .!。！")
    choices = question.choices if question is not None and words else ()
    return next((choice.edit for choice in choices if fold(choice.label) == words), None)


def _opposed(edits: Sequence[InterestEdit], interests: Sequence[Interest]) -> list[InterestEdit]:
    """Drops the bounds that no item could meet together with a new one: who asks for newer things no longer asks for older."""
    found = []
    for edit in edits:
        new = _BOUND.fullmatch(edit.where or "")
        for interest in interests if new else ():
            old = _BOUND.fullmatch(interest.where or "")
            if new and old and old["field"] == new["field"] and old["sign"] != new["sign"]:
                low, high = (new, old) if new["sign"] == ">" else (old, new)
                if float(low["value"]) >= float(high["value"]):
                    found.append(InterestEdit(action="drop", interest_id=interest.interest_id))
    return found


def _events(
    turn: Turn, heard: Heard, edits: Sequence[InterestEdit], text: str, now: int
) -> tuple[Event, ...]:
    """A turn as events of one moment, each after the other: the edits, then what was said."""
    context = _context(heard, edits)
    plain = Event(user_id=turn.user_id, event_type=INTEREST, session_id=turn.session_id, context=context)
    replace = msgspec.structs.replace
    found = [
        replace(plain, context={**msgspec.to_builtins(edit), **context}, timestamp=now + place)
        for place, edit in enumerate(edits)
    ]
    if text:
        found.append(replace(plain, event_type=SAY, text=text, timestamp=now + len(edits)))
    if not turn.turn_id:
        return tuple(found)
    return tuple(replace(event, event_id=f"{turn.turn_id}-{place}") for place, event in enumerate(found))


def _context(heard: Heard, edits: Sequence[InterestEdit]) -> dict[str, Any]:
    """The question that an event answers. What we listed is no part of it: titles that we named are not what a person said."""
    asked = heard.question
    context: dict[str, Any] = {}
    if heard.last is not None and asked is not None:
        context[REPLY_TO] = asked.text[-REPLY_CHARACTERS:]
        answers = [choice.edit for choice in asked.choices]
        answered = any(_same(edit, answer) for edit in edits for answer in answers)
        context[ASKED] = {"field": asked.field, "slate_id": heard.last.slate_id, "answered": answered}
    return context


def _same(edit: InterestEdit, answer: InterestEdit) -> bool:
    """Whether an edit is that answer, whatever its end has become."""
    return (edit.action, edit.label, edit.where) == (answer.action, answer.label, answer.where)


def _steered_by(observed: Sequence[Observed], wants: Wants) -> tuple[Interest, ...]:
    """The interests that edits of this turn declared or changed, as they are listed now."""
    edits = [
        msgspec.convert(o.event.context, InterestEdit) for o in observed if o.event.event_type == INTEREST
    ]
    events = {o.event.event_id for o in observed if o.event.event_type == INTEREST}
    named = {edit.interest_id for edit in edits if edit.action not in {"declare", "drop"}}
    return tuple(
        i
        for i in wants.interests
        if i.interest_id in named or events.intersection(e.event_id for e in i.evidence)
    )
