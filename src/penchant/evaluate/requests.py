"""Protocol Request: what was said and named so far in a dialogue, and the items that were recommended next.

The dialogues that are learned from are people of the store: their words, and each item that was named or recommended, in order.
A case is somebody the store has never seen: the earlier words of the dialogue, the items named so far as deeds, and the last
words as the request. Named items are barred. The list is made by the steps of `Engine.recommend`.

Where a folder has `requests_train.jsonl` it is learned from, and `requests_valid.jsonl` is asked (or, to choose anything, the train
file is asked by folds). Otherwise `requests.jsonl` is asked by folds over its dialogues: a dialogue's own words and items are never
in what it is asked of. The other party's words go with the answer to them, as `context["reply_to"]`.
"""

from __future__ import annotations

import random
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec
import numpy as np

from penchant.capture.evidence import said_weight
from penchant.domain import Event, Value
from penchant.errors import InvalidInput
from penchant.evaluate import blends, data, lab, result
from penchant.evaluate.result import Clock, Result
from penchant.intake import event_records

if TYPE_CHECKING:
    from collections.abc import Sequence

    from penchant.evaluate.data import Asked
    from penchant.evaluate.lab import Lab, Plan, Served
    from penchant.person import Person

NAMES = ("recall@1", "recall@10", "recall@50", "mrr@50")
FOLDS = 5
MINUTE = 60_000
OTHER = "system"
TRAIN, VALID = "train", "valid"
HISTORY = {"0": 0, "1": 1, "2-3": 3, "4+": 10**9}


class Part(Value, frozen=True):
    """Dialogues to learn from, and the requests asked of them."""

    learned: tuple[Asked, ...]
    asked: tuple[Asked, ...]


def parts(folder: Path, *, on: Literal["test", "validation"] = "test", seed: int = 0) -> tuple[Part, ...]:
    """What is learned and what is asked, by the protocol above. Raises InvalidFile, InvalidInput."""
    if not _has(folder, f"requests_{TRAIN}"):
        if on != "test":
            raise InvalidInput(
                f"{str(folder)!r} has no {TRAIN} file, and so no choice apart from the folds themselves",
                hint="choose on other folds (--seed), and say so.",
            )
        return folds(data.requests(folder), seed)
    train = data.requests(folder, TRAIN)
    return (
        folds(train, seed)
        if on == "validation"
        else (Part(learned=train, asked=data.requests(folder, VALID)),)
    )


def _has(folder: Path, name: str) -> bool:
    return any((folder / f"{name}{ending}").is_file() for ending in (".jsonl", ".jsonl.gz"))


def folds(requests: Sequence[Asked], seed: int, count: int = FOLDS) -> tuple[Part, ...]:
    """The dialogues dealt into `count` parts at random: each part is asked once, and learned from all other times."""
    dialogues = sorted({one.dialog_id for one in requests})
    random.Random(seed).shuffle(dialogues)  # noqa: S311 - chance, not secrecy
    fold_of = {dialog_id: place % count for place, dialog_id in enumerate(dialogues)}
    return tuple(
        Part(
            learned=tuple(one for one in requests if fold_of[one.dialog_id] != fold),
            asked=tuple(one for one in requests if fold_of[one.dialog_id] == fold),
        )
        for fold in range(count)
    )


def told(user_id: str, one: Asked) -> list[Event]:
    """A request as events: its turns a minute apart, the last of them what is asked for, a `search`; before it, the items named."""
    last = len(one.turns) - 1
    words = [_turn(user_id, one, place, asked=place == last) for place in _spoken(one)]
    begin = data.BEGIN + max(0, last - 1) * MINUTE + 1
    return words + [_deed(user_id, item_id, begin + k) for k, item_id in enumerate(one.mentioned)]


def learned_events(learned: Sequence[Asked]) -> list[Event]:
    """Each dialogue once, as events: its turns, and each item after the turn by which it was named or recommended."""
    dialogues: dict[str, list[Asked]] = defaultdict(list)
    for one in learned:
        dialogues[one.dialog_id].append(one)
    return [event for dialog_id, all_of in dialogues.items() for event in _dialogue(f"d{dialog_id}", all_of)]


def _dialogue(user_id: str, requests: Sequence[Asked]) -> list[Event]:
    requests = sorted(requests, key=lambda one: len(one.turns))
    longest = requests[-1]
    items: dict[str, int] = {}
    for one in requests:
        after = data.BEGIN + (len(one.turns) - 1) * MINUTE
        for k, item_id in enumerate(one.mentioned):
            items.setdefault(item_id, after - MINUTE + 1 + k)
        for k, item_id in enumerate(one.targets):
            items.setdefault(item_id, after + MINUTE // 2 + k)
    words = [_turn(user_id, longest, place, asked=False) for place in _spoken(longest)]
    return words + [_deed(user_id, item_id, timestamp) for item_id, timestamp in items.items()]


def _spoken(one: Asked) -> list[int]:
    """Places of the user's turns, and of the last one whoever spoke it: it is what is asked."""
    last = len(one.turns) - 1
    return [
        place
        for place, turn in enumerate(one.turns)
        if (turn.role != OTHER or place == last) and turn.text.strip()
    ]


def _turn(user_id: str, one: Asked, place: int, *, asked: bool) -> Event:
    return Event(
        event_id=f"{user_id}-s{place:03d}",
        user_id=user_id,
        event_type="search" if asked else "say",
        text=one.turns[place].text,
        timestamp=data.BEGIN + place * MINUTE,
        context=_answered(one, place),
    )


def _deed(user_id: str, item_id: str, timestamp: int) -> Event:
    return Event(
        event_id=f"{user_id}-{item_id}",
        user_id=user_id,
        event_type="like",
        item_id=item_id,
        timestamp=timestamp,
    )


def _answered(one: Asked, place: int) -> dict[str, str]:
    before = one.turns[place - 1] if place else None
    return {"reply_to": before.text} if before is not None and before.role == OTHER else {}


def fed(bench: Lab, learned: Sequence[Asked]) -> list[Event]:
    """The events of dialogues as a chat sends them: an item that the reader finds in the words is not sent once more."""
    events = learned_events(learned)
    named: dict[tuple[str, str | None], int] = {}
    for event in events:
        for item_id in _named(bench, event):
            named.setdefault((event.user_id, item_id), event.timestamp or 0)
    return [e for e in events if named.get((e.user_id, e.item_id), e.timestamp or 0) >= (e.timestamp or 0)]


def _named(bench: Lab, event: Event) -> dict[str, float]:
    """Items that the reader finds in an event's words, and how its words speak of them."""
    return {a.item_id: said_weight(a) for a in bench.state.read(event) if a.item_id and said_weight(a)}


def asker(bench: Lab, one: Asked) -> Person:
    """Who asks: a person with the words and the named items so far, none of which is in the sums."""
    events = told(f"q{one.request_id}", one)
    verdicts = {item_id: weight for event in events for item_id, weight in _named(bench, event).items()}
    known = [
        event for event in events if event.item_id is None or event.item_id in bench.state.catalogue.row_of
    ]
    signed = [_signed(event, verdicts) for event in known]
    records = event_records(signed, [bench.state.read(event) for event in signed], bench.state.encoder)
    people = bench.state.people
    person = people._extended(people._nobody(f"q{one.request_id}"), records)  # noqa: SLF001 - the lab looks inside
    rows = [bench.state.catalogue.row_of[event.item_id] for event in known if event.item_id is not None]
    twice = person.done.of_types(["say", "search"]) & np.isin(person.done.rows, rows)
    return msgspec.structs.replace(person, done=person.done.take(np.flatnonzero(~twice)))


def _signed(event: Event, verdicts: dict[str, float]) -> Event:
    """A named item counts for or against, as the words speak of it."""
    against = verdicts.get(event.item_id or "", 0.0) < 0
    return msgspec.structs.replace(event, event_type="dislike") if against else event


def ask(bench: Lab, one: Asked) -> Served:
    """The engine's list for a request, the items named so far barred."""
    now = data.BEGIN + len(one.turns) * MINUTE
    return bench.served(f"q{one.request_id}", now, person=asker(bench, one), seen="hide")


def ranks_of(cases: Sequence[Asked], found: Sequence[Served]) -> list[tuple[Asked, float]]:
    """The rank of each (request, target) pair, once a pair; a named item counts as not there."""
    return [
        (one, served.rank(target, one.mentioned))
        for one, served in zip(cases, found, strict=True)
        for target in dict.fromkeys(one.targets)
    ]


def run(plan: Plan, *, on: Literal["test", "validation"] = "test") -> Result:
    """Request on a folder with items and requests. Raises InvalidFile, InvalidInput."""
    clock = Clock()
    items = data.items(plan.folder)
    split = parts(plan.folder, on=on, seed=plan.seed)
    cases = [one for part in split for one in part.asked]
    kept = {cases[place].request_id for place in data.sample(cases, plan.sample, plan.seed)}
    clock.lap()
    ranks: list[tuple[Asked, float]] = []
    served: list[Served] = []
    fitted = 0.0
    with tempfile.TemporaryDirectory(prefix="penchant-lab-") as name:
        cache = plan.cache or Path(name) / "items.db"
        for part in split:
            with lab.opened(items, plan.settings, cache=cache) as bench:
                bench.feed(fed(bench, part.learned), plan.follow)
                clock.lap()
                blends.make_ready(bench, plan.blend)
                fitted += clock.lap()
                asked = [one for one in part.asked if one.request_id in kept]
                found = [ask(bench, one) for one in plan.follow(asked, "lists", len(asked))]
                clock.lap()
            ranks += ranks_of(asked, found)
            served += found
    return _result(plan, on, ranks, served, clock, fitted, len(split))


def _result(
    plan: Plan,
    on: str,
    ranks: Sequence[tuple[Asked, float]],
    served: Sequence[Served],
    clock: Clock,
    fitted: float,
    folds: int,
) -> Result:
    held = [rank for _, rank in ranks]
    means, bounds = result.summary(held, NAMES, plan.seed)
    named = [result.bucket(len(one.mentioned), HISTORY) for one, _ in ranks]
    how = f"{folds}-fold cross-validation by dialogue" if folds > 1 else "learned from the train file"
    return Result(
        protocol="Request" if on == "test" else "Request, validation",
        data=plan.folder.name,
        blend=plan.blend,
        metrics=means,
        intervals=bounds,
        cpu_seconds=clock.total(),
        command="",
        cases=len(ranks),
        seed=plan.seed,
        sample=plan.sample,
        costs={"fit_cpu_seconds": round(fitted, 3), **lab.milliseconds(served), "peak_mb": result.peak_mb()},
        tables={"by items named before": result.by_group(held, named, NAMES, list(HISTORY))},
        degraded=result.degraded(served),
        notes=(how,),
    )
