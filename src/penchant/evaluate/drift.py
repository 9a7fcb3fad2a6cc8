"""Drift: how soon a changed taste fills half the list.

Someone who has acted on ten items of category A turns to B. After each deed on an item of B the list of ten is asked for; counted
is the number of deeds until five of its places are items of B and not of A. The same in words: after each sentence that asks for B.
Items of each category are drawn by how often they were chosen, without return, one an hour; what everyone else did is known to the
engine, what these people do is not in the sums.

Pairs are drawn at random (by the seed) from categories with items enough of the one and not the other.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import numpy as np

from penchant.domain import Event, Value
from penchant.evaluate import blends, data, intervals, lab, loo, refusals, result
from penchant.evaluate.result import Clock, Result

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from penchant.domain import Item
    from penchant.evaluate.lab import Lab, Plan

PAIRS = 300
BEFORE = 10
MOST = 25
"""Deeds on B after which the change counts as not followed."""
MOST_WORDS = 5
HALF = 5
FIRST = 10
HOUR = 3_600_000
DEED = "like"
SENTENCES = ("I want {y} now", "更想看{y}")


class Turn(Value, frozen=True):
    """Someone who turns from one category to another, and the items they act on, in order."""

    name: str
    before: str
    after: str
    items: tuple[str, ...]


def turns(items: Sequence[Item], support: Mapping[str, int], count: int, seed: int) -> list[Turn]:
    """`count` random turns, or fewer where the catalogue has not so many pairs."""
    having: dict[str, list[str]] = defaultdict(list)
    for item in items:
        for name in item.categories:
            having[name].append(item.item_id)
    enough = sorted(name for name, ids in having.items() if len(ids) >= BEFORE + MOST)
    pairs = [(a, b) for a in enough for b in enough if a != b]
    chance = random.Random(seed)  # noqa: S311 - chance, not secrecy
    chance.shuffle(pairs)
    found: list[Turn] = []
    for a, b in pairs:
        first, second = set(having[a]) - set(having[b]), set(having[b]) - set(having[a])
        if len(first) < BEFORE or len(second) < MOST + FIRST or len(found) >= count:
            continue
        drawn = (*_drawn(first, BEFORE, support, chance), *_drawn(second, MOST, support, chance))
        found.append(Turn(name=f"turn-{len(found):04d}", before=a, after=b, items=drawn))
    return found


def _drawn(ids: set[str], count: int, support: Mapping[str, int], chance: random.Random) -> list[str]:
    """`count` of `ids` without return, each with a chance by its support (Efraimidis & Spirakis 2006)."""
    keys = {item_id: chance.random() ** (1 / (1 + support.get(item_id, 0))) for item_id in sorted(ids)}
    return sorted(keys, key=keys.__getitem__, reverse=True)[:count]


def deeds(turn: Turn, start: int) -> list[Event]:
    """What they do, one an hour."""
    return [
        Event(
            event_id=f"{turn.name}-{place:03d}",
            user_id=turn.name,
            item_id=item_id,
            event_type=DEED,
            timestamp=start + place * HOUR,
        )
        for place, item_id in enumerate(turn.items)
    ]


def until_half(
    turn: Turn, most: int, answer: Callable[[int], Sequence[str]], kinds: Mapping[str, Sequence[str]]
) -> float:
    """How many steps until half of the list is of the new category alone; `inf` where `most` are not enough."""
    for step in range(1, most + 1):
        first = [kinds[item_id] for item_id in answer(step)]
        if sum(turn.after in held and turn.before not in held for held in first) >= HALF:
            return float(step)
    return float("inf")


def by_deeds(bench: Lab, turn: Turn, start: int, kinds: Mapping[str, Sequence[str]]) -> float:
    """Deeds until half."""
    events = deeds(turn, start)

    def answer(step: int) -> list[str]:
        done = events[: BEFORE + step]
        person = bench.person(turn.name, done)
        now = (done[-1].timestamp or 0) + loo.MOMENT
        return [item.item_id for item in bench.slate(turn.name, now, n=FIRST, person=person).items]

    return until_half(turn, MOST, answer, kinds)


def by_words(bench: Lab, turn: Turn, start: int, kinds: Mapping[str, Sequence[str]], phrase: str) -> float:
    """Sentences until half; the sentences are observed, the deeds before them are the person's."""
    user_id = f"{turn.name}-{SENTENCES.index(phrase)}"
    before = deeds(turn, start)[:BEFORE]
    language = ("en", "zh")[SENTENCES.index(phrase)]
    text = phrase.format(y=refusals.named(turn.after, language, bench.engine.settings.scenario))

    def answer(step: int) -> list[str]:
        now = start + (BEFORE + step) * HOUR
        said = Event(
            event_id=f"{user_id}-{step}", user_id=user_id, event_type="say", text=text, timestamp=now
        )
        bench.engine.observe(said)
        person = bench.person(user_id, before)
        return [item.item_id for item in bench.slate(user_id, now + loo.MOMENT, n=FIRST, person=person).items]

    return until_half(turn, MOST_WORDS, answer, kinds)


def run(plan: Plan) -> Result:
    """Drift on a folder with items of several categories. Raises InvalidFile."""
    clock = Clock()
    items, crowd = data.items(plan.folder), data.everyone(plan.folder)
    support = Counter(event.item_id or "" for event in crowd)
    changes = turns(items, support, plan.sample or PAIRS, plan.seed)
    kinds = {item.item_id: item.categories for item in items}
    start = max((event.timestamp or 0 for event in crowd), default=data.BEGIN) + HOUR
    found: dict[str, list[float]] = defaultdict(list)
    with lab.opened(items, plan.settings, cache=plan.cache) as bench:
        bench.feed(crowd, plan.follow)
        blends.make_ready(bench, plan.blend)
        for turn in plan.follow(changes, "turns", len(changes)):
            found["deeds"].append(by_deeds(bench, turn, start, kinds))
            for phrase, language in zip(SENTENCES, ("English", "Chinese"), strict=True):
                found[f"{language} sentences"].append(by_words(bench, turn, start, kinds, phrase))
    table = {name: figures(held) for name, held in found.items()}
    followed = {name: np.isfinite(held).astype(np.float64) for name, held in found.items()}
    return Result(
        protocol="Drift",
        data=plan.folder.name,
        blend=plan.blend,
        metrics={
            f"{name} {key}": value
            for name, row in table.items()
            for key, value in row.items()
            if key != "cases"
        },
        intervals={
            f"{name} followed": intervals.interval(held, seed=plan.seed) for name, held in followed.items()
        },
        cpu_seconds=clock.total(),
        command="",
        cases=len(changes),
        seed=plan.seed,
        sample=plan.sample,
        tables={"until half the list": table, "deeds needed": histogram(found["deeds"])},
        notes=(
            f"not followed after {MOST} deeds or {MOST_WORDS} sentences: the number is not known, and counts as more",
        ),
    )


def figures(held: Sequence[float]) -> dict[str, float]:
    """Median and p90 of the steps (one more than the most where that is not reached), and the share that was followed."""
    steps = np.array(held)
    if not len(steps):
        return {"cases": 0}
    most = float(steps[np.isfinite(steps)].max(initial=0.0)) + 1
    known = np.where(np.isfinite(steps), steps, most)
    return {
        "cases": len(steps),
        "median": float(np.quantile(known, 0.5, method="higher")),
        "p90": float(np.quantile(known, 0.9, method="higher")),
        "followed": result.mean(np.isfinite(steps)),
    }


def histogram(held: Sequence[float]) -> dict[str, dict[str, float]]:
    """The share of changes followed after so many deeds at most."""
    steps = np.array(held)
    return (
        {str(step): {"share": result.mean(steps <= step)} for step in range(1, MOST + 1)}
        if len(steps)
        else {}
    )
