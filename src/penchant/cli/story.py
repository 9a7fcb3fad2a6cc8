"""A story, played step by step on a real engine; see `penchant.scenarios.stories`."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from penchant.domain import (
    Event,
    Explanation,
    Interest,
    InterestEdit,
    Observed,
    Receipt,
    Slate,
    UnmetWant,
    Value,
)
from penchant.errors import UnknownInterest
from penchant.scenarios.stories import HOUR, STEP, Act, Step, Story

if TYPE_CHECKING:
    from collections.abc import Iterator

    from penchant import Engine
    from penchant.client import Client

PLACES = 5
"""Items in each list."""


class Gone(Value, frozen=True):
    """An item that the list before had and this one has not, and why."""

    item_id: str
    title: str
    rank: int
    verdict: str
    text: str


class Played(Value, frozen=True):
    """What one step brought about; `before` holds the ranks of the person's list before it, `took` milliseconds by call."""

    number: int
    act: Act
    who: str
    note: str
    took: dict[str, float]
    observed: Observed | None = None
    acted_on: str | None = None
    interests: tuple[Interest, ...] = ()
    slate: Slate | None = None
    before: dict[str, int] | None = None
    gone: tuple[Gone, ...] = ()
    explanation: Explanation | None = None
    gaps: tuple[UnmetWant, ...] = ()
    receipt: Receipt | None = None
    held: dict[str, int] | None = None


def play(
    engine: Engine | Client, story: Story, *, start: int | None, language: Literal["en", "zh"]
) -> Iterator[tuple[Step, Played]]:
    """Do the steps one after the other, as if the first had happened at `start` (ms); without it, each at the moment it is done.

    `engine` may be one in this process, or a client of a server: they have the same verbs.
    """
    teller = _Teller(engine, language)
    now = start
    for number, step in enumerate(story.step, start=1):
        if now is not None:
            now += STEP + round(step.after_hours * HOUR)
        yield step, teller.tell(number, step, now)


class _Teller:
    """Holds what later steps refer to: each person's last list."""

    def __init__(self, engine: Engine | Client, language: Literal["en", "zh"]) -> None:
        self.engine, self.language = engine, language
        self.last: dict[str, Slate] = {}
        self.took: dict[str, float] = {}

    def tell(self, number: int, step: Step, now: int | None) -> Played:
        self.took = {}
        played = Played(
            number=number, act=step.act, who=step.who, note=step.note[self.language], took=self.took
        )
        if step.why_not:
            return self._why_not(step, played)
        if step.forget:
            return self._forget(step, played)
        event = self._event(number, step, now)
        if event is not None:
            (observed,) = self._timed("observe", self.engine.observe, event)
            played = msgspec.structs.replace(played, observed=observed, acted_on=self._title(event.item_id))
        return self._listed(step, played, now)

    def _listed(self, step: Step, played: Played, now: int | None) -> Played:
        before, then = self.last.get(step.who), _as_of(now)
        slate: Slate = self._timed(
            "recommend",
            self.engine.recommend,
            step.who,
            PLACES,
            text=step.recommend,
            language=self.language,
            **then,
        )
        if not step.recommend:
            self.last[step.who] = slate
        return msgspec.structs.replace(
            played,
            interests=self.engine.interests(step.who, **then),
            slate=slate,
            before=None if before is None else {item.item_id: item.rank for item in before.items},
            gone=() if before is None or step.recommend else self._gone(before, slate),
            gaps=self.engine.gaps() if "gaps" in step.show else (),
        )

    def _gone(self, before: Slate, slate: Slate) -> tuple[Gone, ...]:
        here = {item.item_id for item in slate.items}
        gone = []
        for item in before.items:
            if item.item_id not in here:
                why = self.engine.explain(slate.slate_id, item.item_id)
                gone.append(
                    Gone(
                        item_id=item.item_id,
                        title=item.title,
                        rank=item.rank,
                        verdict=why.verdict,
                        text=why.text,
                    )
                )
        return tuple(gone)

    def _why_not(self, step: Step, played: Played) -> Played:
        slate = self.last[step.who]
        found = self._timed("explain", self.engine.explain, slate.slate_id, step.why_not)
        return msgspec.structs.replace(played, explanation=found, acted_on=self._title(step.why_not))

    def _forget(self, step: Step, played: Played) -> Played:
        receipt = self._timed("forget", self.engine.forget, step.who)
        self.last.pop(step.who, None)
        held = {
            key: len(value)
            for key, value in self.engine.export_user(step.who).items()
            if isinstance(value, list)
        }
        return msgspec.structs.replace(played, receipt=receipt, held=held)

    def _event(self, number: int, step: Step, now: int | None) -> Event | None:
        """The event of a step; its id follows from the step's number alone."""
        made = Event(user_id=step.who, event_type="", event_id=f"demo-{step.who}-{number}", timestamp=now)
        if step.say:
            return msgspec.structs.replace(made, event_type="say", text=step.say)
        if step.did:
            slate = self.last[step.who]
            item = slate.items[step.place - 1]
            return msgspec.structs.replace(
                made, event_type=step.did, item_id=item.item_id, slate_id=slate.slate_id, position=item.rank
            )
        if step.edit:
            edit = InterestEdit(
                action=step.edit.action, interest_id=self._interest(step.who, step.edit.interest, now)
            )
            return msgspec.structs.replace(made, event_type="interest", context=msgspec.to_builtins(edit))
        return None

    def _interest(self, who: str, label: str, now: int | None) -> str:
        held = self.engine.interests(who, **_as_of(now))
        known = {interest.label: interest.interest_id for interest in held}
        if label not in known:
            raise UnknownInterest(
                f"{who!r} has no interest {label!r}; there are {sorted(known)}",
                hint="Mend the scenario's story.toml.",
            )
        return known[label]

    def _title(self, item_id: str | None) -> str | None:
        return None if item_id is None else self.engine.item(item_id).title

    def _timed(self, name: str, work: Any, *arguments: Any, **named: Any) -> Any:
        began = time.perf_counter()
        found = work(*arguments, **named)
        self.took[name] = round((time.perf_counter() - began) * 1000, 1)
        return found


def _as_of(now: int | None) -> dict[str, Any]:
    """The moment after a step, as an argument; a server is asked as of the moment it answers."""
    return {} if now is None else {"now": now + 1}
