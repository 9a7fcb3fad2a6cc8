"""An engine of dictionaries: what the command line needs of the real one, and nothing learnt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from penchant.domain import (
    Aspect,
    Check,
    Event,
    Evidence,
    Explanation,
    Gap,
    Idea,
    Interest,
    InterestEdit,
    Item,
    Nearest,
    Observed,
    Reason,
    Receipt,
    Request,
    Slate,
    SlateItem,
    UnmetWant,
    to_plain,
)
from penchant.errors import InvalidEvent, UnknownInterest, UnknownItem, UnknownSlate
from penchant.settings import EventRule, Scenario, Settings
from penchant.validate import checked_item

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

TYPES = ("say", "review", "rating", "view", "click", "impression", "interest")
NOW = 1_700_000_000_000


class FakeEngine:
    def __init__(self, scenario: str | None = None, settings: Settings | None = None) -> None:
        name = scenario or "media"
        rules = {kind: EventRule(weight=1.0) for kind in TYPES}
        self.settings = settings or Settings(scenario=Scenario(name=name, events=rules))
        self.catalogue: dict[str, Item] = {}
        self.log: dict[str, Event] = {}
        self.edits: list[tuple[str, InterestEdit]] = []
        self.asked: list[dict[str, Any]] = []
        self.closed = 0
        self.healthy = True
        self.item_calls: list[int] = []
        self.event_calls: list[int] = []
        self.interrupt_after: int | None = None

    def close(self) -> None:
        self.closed += 1

    def put_items(self, items: Iterable[Item]) -> int:
        items = list(items)
        self.item_calls.append(len(items))
        for item in items:
            checked_item(item)
        self.catalogue |= {item.item_id: item for item in items}
        return len(items)

    def hide_items(self, item_ids: Iterable[str], *, hidden: bool = True) -> int:
        found = [item_id for item_id in item_ids if item_id in self.catalogue]
        for item_id in found:
            self.catalogue[item_id] = msgspec.structs.replace(self.catalogue[item_id], available=not hidden)
        return len(found)

    def delete_items(self, item_ids: Iterable[str]) -> int:
        return sum(self.catalogue.pop(item_id, None) is not None for item_id in item_ids)

    def check_event(self, event: Event) -> Event:
        if event.event_type not in TYPES:
            raise InvalidEvent(f"There is no event type {event.event_type!r}", hint="Use rating.")
        if event.item_id is not None and event.item_id not in self.catalogue:
            raise UnknownItem(f"There is no item {event.item_id!r}", hint="Import it first.")
        filled = msgspec.structs.replace(
            event, event_id=event.event_id or f"e{len(self.log)}-{event.position}"
        )
        return filled if filled.timestamp is not None else msgspec.structs.replace(filled, timestamp=NOW)

    def observe(self, *events: Event) -> tuple[Observed, ...]:
        if self.interrupt_after is not None and len(self.event_calls) >= self.interrupt_after:
            raise KeyboardInterrupt
        filled = [self.check_event(event) for event in events]
        self.event_calls.append(len(events))
        answers = []
        for event in filled:
            new = event.event_id not in self.log
            self.log.setdefault(event.event_id, event)
            aspects = (_aspect(event.text),) if event.text and "hello" not in event.text else ()
            answers.append(Observed(event=event, new=new, aspects=aspects))
        return tuple(answers)

    def recommend(self, user_id: str, n: int = 10, **asked: Any) -> Slate:
        self.asked.append({"user_id": user_id, "n": n, **asked})
        near = (Nearest(item_id="m1", title="Alien", similarity=0.42),)
        return Slate(
            slate_id="s1",
            user_id=user_id,
            interest_version="v1",
            as_of=NOW,
            strategy="blend",
            degraded=("keyword",),
            items=tuple(_place(item, rank) for rank, item in enumerate(list(self.catalogue.values())[:n], 1)),
            ideas=(
                Idea(
                    idea_id="i1",
                    text="a film of the deep sea",
                    author="interest",
                    interests=("a",),
                    nearest=near,
                ),
            ),
            gaps=(
                Gap(
                    idea_id="i2",
                    text="an opera in orbit",
                    interests=("a",),
                    similarity=0.1,
                    threshold=0.3,
                ),
            ),
            notes=("Only a few items fit.",),
            request=Request(user_id=user_id, n=n),
        )

    def interests(
        self, user_id: str, *, history: bool = False, now: int | None = None
    ) -> tuple[Interest, ...]:
        if not any(event.user_id == user_id for event in self.log.values()):
            return ()
        said = Evidence(
            event_id="e0",
            event_type="say",
            weight=1.0,
            timestamp=NOW,
            half_life=1,
            quote="I love space films",
        )
        return (
            Interest(
                interest_id="a",
                label="space films",
                polarity=1,
                strength=0.8,
                confidence=0.6,
                hardness="soft",
                horizon="recent",
                source="said",
                pinned=True,
                expires_at=NOW,
                evidence=(said,),
            ),
        )

    def edit_interest(self, user_id: str, edit: InterestEdit) -> Observed:
        if edit.interest_id == "none":
            raise UnknownInterest("There is no interest 'none'", hint="See interests.")
        self.edits.append((user_id, edit))
        return self.observe(Event(user_id=user_id, event_type="interest", context=to_plain(edit)))[0]

    def explain(
        self, slate_id: str, item_id: str | None = None, *, without: str | None = None
    ) -> Explanation:
        if slate_id != "s1":
            raise UnknownSlate(f"There is no list {slate_id!r}", hint="Recommend first.")
        item = self.catalogue.get(item_id or "")
        return Explanation(
            slate_id=slate_id,
            user_id="u1",
            verdict="listed" if item else "slate",
            text="It is in the list.",
            item_id=item_id,
            item=_place(item, 1) if item else None,
            before=("m1", "m2") if without else (),
            after=("m2",) if without else (),
        )

    def similar(self, item_id: str, n: int = 10) -> tuple[Nearest, ...]:
        if item_id not in self.catalogue:
            raise UnknownItem(f"There is no item {item_id!r}", hint="Near ids: 'm1'.")
        others = [item for item in self.catalogue.values() if item.item_id != item_id]
        return tuple(Nearest(item_id=item.item_id, title=item.title, similarity=0.5) for item in others[:n])

    def gaps(self, limit: int = 20) -> tuple[UnmetWant, ...]:
        wants = [UnmetWant(text="an opera in orbit", users=3, similarity=0.1, threshold=0.3)]
        return tuple(wants[:limit]) if self.log else ()

    def forget(self, user_id: str) -> Receipt:
        gone = [key for key, event in self.log.items() if event.user_id == user_id]
        for key in gone:
            del self.log[key]
        return Receipt(user_id=user_id, forgotten_at=NOW, removed={"events": len(gone)})

    def export_user(self, user_id: str) -> dict[str, Any]:
        events = [to_plain(event) for event in self.log.values() if event.user_id == user_id]
        return {"user_id": user_id, "events": events}

    def all_items(self) -> Iterator[Item]:
        return iter(list(self.catalogue.values()))

    def all_events(self) -> Iterator[Event]:
        return iter(list(self.log.values()))

    def doctor(self) -> tuple[Check, ...]:
        return (Check(name="store", ok=self.healthy, detail="SQLite 3.45"),)


def _aspect(text: str) -> Aspect:
    return Aspect(quote=text, about="space films", polarity="like", end=len(text))


def _place(item: Item, rank: int) -> SlateItem:
    reasons = (
        Reason(kind="text", contribution=0.75, text="You said you love space films", interest_id="a"),
        Reason(kind="popular", contribution=0.25, text="Many people like it"),
        Reason(kind="fresh", contribution=0.125, text="It is new"),
        Reason(kind="refused", contribution=-0.0625, text="It has a ghost in it"),
    )
    return SlateItem(
        item_id=item.item_id,
        title=item.title,
        rank=rank,
        score=sum(reason.contribution for reason in reasons),
        sources={"text": 0.5},
        reasons=reasons,
    )
