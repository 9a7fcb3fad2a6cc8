"""Reasons: do they add up, and are they the reasons?

Two questions about lists of ten that the engine made for real people of the data. Sum: the contributions of all reasons of an
item must equal its score within 1e-6. Deletion: the event behind the largest reason of an item is taken out of the person, and the
list asked for again; the item should fall further than when another of the person's latest positive events is taken out at random.
An item that leaves the list of 50 counts as fallen to place 51.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from penchant.asking import HISTORY
from penchant.domain import Value
from penchant.evaluate import blends, data, intervals, lab, loo, result, stream
from penchant.evaluate.result import Clock, Result

if TYPE_CHECKING:
    from penchant.domain import Slate, SlateItem
    from penchant.evaluate.lab import Lab, Plan
    from penchant.person import Person

SLATES = 1_000
FIRST = 10
TOLERANCE = 1e-6
TRIED = 3
"""Items of a list that are tried, from the top, of those whose largest reason is an event."""
FEWEST = 3
"""Positive events someone must have, so that there is another to take out."""


class Scene(Value, frozen=True, eq=False):
    """Someone at a moment."""

    user_id: str
    now: int
    person: Person


class Fall(Value, frozen=True):
    """How many places an item fell without its top reason's event, and without another."""

    without_reason: float
    without_other: float


def scenes(bench: Lab, plan: Plan, count: int) -> list[Scene]:
    """People of the data, each after all they have done, of which the engine is told."""
    events = data.everyone(plan.folder)
    bench.feed(events, plan.follow)
    last = {event.user_id: event.timestamp or 0 for event in events}
    able = [user for user in last if (bench.state.person(user).done.weights > 0).sum() >= FEWEST]
    chosen = [able[place] for place in data.sample(able, count, plan.seed)]
    return [Scene(user_id=u, now=last[u] + loo.MOMENT, person=bench.state.person(u)) for u in chosen]


def error(item: SlateItem) -> float:
    """How far the contributions of an item's reasons are from its score."""
    return abs(sum(reason.contribution for reason in item.reasons) - item.score)


def without(person: Person, place: int) -> Person:
    """The person without the event at a place."""
    left = np.delete(np.arange(len(person.done)), place)
    return msgspec.structs.replace(person, done=person.done.take(left))


def falls(bench: Lab, scene: Scene, slate: Slate, seen: stream.Seen, chance: random.Random) -> list[Fall]:
    """The falls of the first items whose largest reason is an event."""
    ids = scene.person.done.event_ids()
    latest = np.flatnonzero(scene.person.done.weights > 0)[-HISTORY:].tolist()
    found: list[Fall] = []
    for item in slate.items[:FIRST]:
        top = max(item.reasons, key=lambda reason: reason.contribution, default=None)
        if top is None or top.event_id not in ids or len(found) >= TRIED:
            continue
        others = [place for place in latest if ids[place] != top.event_id]
        if not others:
            continue
        places = (ids.index(top.event_id), chance.choice(others))
        ranks = [_rank(bench, scene, place, item.item_id, seen) for place in places]
        found.append(Fall(without_reason=ranks[0] - item.rank, without_other=ranks[1] - item.rank))
    return found


def _rank(bench: Lab, scene: Scene, place: int, item_id: str, seen: stream.Seen) -> float:
    left = without(scene.person, place)
    slate = bench.slate(scene.user_id, scene.now, person=left, seen=seen)
    found = [item.rank for item in slate.items if item.item_id == item_id]
    return float(found[0]) if found else lab.PLACES + 1.0


def run(plan: Plan) -> Result:
    """The two questions on a folder with events or sequences. Raises InvalidFile."""
    clock = Clock()
    chance = random.Random(plan.seed)  # noqa: S311 - chance, not secrecy
    seen: stream.Seen = "allow" if data.event_types(plan.folder) == {"click"} else "hide"
    errors: list[float] = []
    fallen: list[Fall] = []
    slates = []
    with lab.opened(data.items(plan.folder), plan.settings, cache=plan.cache) as bench:
        people = scenes(bench, plan, plan.sample or SLATES)
        blends.make_ready(bench, plan.blend)
        for scene in plan.follow(people, "lists", len(people)):
            slate = bench.slate(scene.user_id, scene.now, person=scene.person, seen=seen)
            slates.append(slate)
            errors += [error(item) for item in slate.items[:FIRST]]
            fallen += falls(bench, scene, slate, seen, chance)
    reason = np.array([fall.without_reason for fall in fallen])
    other = np.array([fall.without_other for fall in fallen])
    held = result.difference(reason, other, plan.seed) if fallen else {}
    return Result(
        protocol="Reasons",
        data=plan.folder.name,
        blend=plan.blend,
        metrics={
            "largest error of a sum": max(errors, default=0.0),
            "sums within 1e-6": result.mean([e <= TOLERANCE for e in errors]),
            "fall without the top reason": result.mean(reason),
            "fall without another event": result.mean(other),
            "top reason mattered more": result.mean(reason > other),
        },
        intervals={
            "fall without the top reason": intervals.interval(reason, seed=plan.seed),
            "fall without another event": intervals.interval(other, seed=plan.seed),
        },
        cpu_seconds=clock.total(),
        command="",
        cases=len(slates),
        seed=plan.seed,
        sample=plan.sample,
        differences={"top reason - another event": {"fall": held}} if held else {},
        degraded=result.count(stage for slate in slates for stage in slate.degraded),
        notes=(
            f"{len(slates):,} lists, {len(errors):,} items added up, {len(fallen):,} items tried without their reason",
        ),
    )
