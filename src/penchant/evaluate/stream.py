"""The stream: after one cut in time, event by event, the list is asked for before the engine learns of the event.

Asked for are positive events: ratings of 4 or more, and any event that is no rating. The cut is their 0.9 quantile by time. The
engine is told of every event, of low ratings too, in their order; with `positives_only` low ratings do not exist. How long it waits
before it is told is the freshness curve:

event   at once
hour    at the next full hour: the person and the sums alike
day     at the next full day
never   what it knew at the cut
user    the person's own events at once, the sums at the next full day

Items the user has had are hidden from the list where people rate (also from engines that were not told yet), and allowed where
they click. Popularity and recency popularity are counted beside it on the same cases, always up to date.
"""

from __future__ import annotations

import tempfile
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from penchant.domain import Value
from penchant.evaluate import blends, breadth, crowd, data, lab, metrics, result
from penchant.evaluate.lab import Served
from penchant.evaluate.result import Clock, Result

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from penchant.domain import Event
    from penchant.evaluate.lab import Lab, Plan

Seen = Literal["hide", "allow"]
NAMES = ("recall@10", "recall@20", "ndcg@10", "mrr@20")
CUT = 0.9
LIKED = 4.0
HOUR, DAY = 3_600_000, 86_400_000
PAST = {"0": 0, "1-5": 5, "6-20": 20, "21+": 10**9}


class Update(Value, frozen=True):
    """When the engine is told: `every` ms (0 for at once, None for never); the person's own events at once if `person`."""

    every: int | None
    person: bool = False


UPDATES = {
    "event": Update(every=0),
    "hour": Update(every=HOUR),
    "day": Update(every=DAY),
    "never": Update(every=None),
    "user": Update(every=DAY, person=True),
}


class Stream(Value, frozen=True):
    """Events by time, the place of the cut, and the places that are asked for."""

    events: tuple[Event, ...]
    cut: int
    asked: tuple[int, ...]
    seen: Seen


def positive(event: Event) -> bool:
    """Whether an event is one to be found: any but a rating below 4."""
    return event.event_type != "rating" or (event.value or 0.0) >= LIKED


def stream_of(events: Sequence[Event], seen: Seen, sample: int | None, seed: int) -> Stream:
    """The stream of all `events`, in their order, cut before the first positive event of the last tenth of them."""
    places = [place for place, event in enumerate(events) if positive(event)]
    asked = places[round(CUT * len(places)) :]
    cut = asked[0] if asked else len(events)
    chosen = tuple(asked[place] for place in data.sample(asked, sample, seed))
    return Stream(events=tuple(events), cut=cut, asked=chosen, seen=seen)


def answers(bench: Lab, flow: Stream, update: Update, follow: Callable[..., Any]) -> dict[int, Served]:
    """The engine's list at each place asked for; it is told of the events after the cut as `update` says."""
    found: dict[int, Served] = {}
    waiting: list[Event] = []
    asked, own = set(flow.asked), defaultdict[str, list["Event"]](list)
    places = range(flow.cut, len(flow.events))
    for place in follow(places, "lists", len(places)):
        event = flow.events[place]
        if update.every and waiting and _period(event, update) != _period(waiting[0], update):
            bench.engine.observe(*waiting)
            waiting.clear()
            own.clear()
        if place in asked:
            person = bench.person(event.user_id, own[event.user_id] if update.person else ())
            found[place] = bench.served(event.user_id, event.timestamp or 0, person=person, seen=flow.seen)
        if update.every == 0:
            bench.engine.observe(event)
        elif update.every:
            waiting.append(event)
            own[event.user_id].append(event)
    return found


def _period(event: Event, update: Update) -> int:
    return (event.timestamp or 0) // (update.every or 1)


def ranks_of(flow: Stream, found: dict[int, Served]) -> list[float]:
    """The rank of each asked event's item, without what the user has had where that is hidden."""
    had, ranks, asked = defaultdict[str, set[str]](set), [], set(flow.asked)
    for place, event in enumerate(flow.events):
        if place in asked:
            hidden = had[event.user_id] if flow.seen == "hide" else ()
            ranks.append(found[place].rank(event.item_id or "", hidden))
        had[event.user_id].add(event.item_id or "")
    return ranks


def past_events(flow: Stream) -> list[int]:
    """How many events the user of each asked event had before it."""
    counts: Counter[str] = Counter()
    asked, past = set(flow.asked), []
    for place, event in enumerate(flow.events):
        if place in asked:
            past.append(counts[event.user_id])
        counts[event.user_id] += 1
    return past


def run(
    plan: Plan,
    *,
    updates: Sequence[str] = tuple(UPDATES),
    seen: Seen | None = None,
    shuffle_seconds: bool = False,
    positives_only: bool = False,
) -> Result:
    """The stream protocol on a folder with events; `metrics` are of the first of `updates`. Raises InvalidFile."""
    clock = Clock()
    events = data.events(plan.folder, shuffle_seconds=plan.seed if shuffle_seconds else None)
    if positives_only:
        events = tuple(event for event in events if positive(event))
    rated = any(event.event_type == "rating" for event in events)
    flow = stream_of(events, seen or ("hide" if rated else "allow"), plan.sample, plan.seed)
    half_life = crowd.best_half_life(flow.events[: flow.cut], positive, hide=flow.seen == "hide")
    costs: dict[str, float] = {"read_cpu_seconds": clock.lap()}
    found, wide = answers_by_update(plan, flow, updates, costs)
    ranks = {update: ranks_of(flow, lists) for update, lists in found.items()}
    ranks |= beside(flow, half_life)
    means, bounds = result.summary(ranks[updates[0]], NAMES, plan.seed)
    return Result(
        protocol=title(shuffled=shuffle_seconds, positives_only=positives_only),
        data=plan.folder.name,
        blend=plan.blend,
        metrics=means,
        intervals=bounds,
        cpu_seconds=clock.total(),
        command="",
        cases=len(flow.asked),
        seed=plan.seed,
        sample=plan.sample,
        costs={**costs, **lab.milliseconds(list(found[updates[0]].values())), "peak_mb": result.peak_mb()},
        tables={
            **tables(flow, ranks, updates),
            "channels": result.channels(list(found[updates[0]].values())),
            "breadth": {"all": wide},
        },
        differences=differences(ranks, updates, plan.seed),
        degraded=result.degraded(one for lists in found.values() for one in lists.values()),
        notes=(
            f"metrics are of the engine told per {updates[0]}",
            f"recency popularity: half-life {half_life / DAY:.3g} days, chosen on the last tenth before the cut",
            f"items the user has had: {flow.seen}",
        ),
        ranks={flow.events[k].event_id: r for k, r in zip(flow.asked, ranks[updates[0]], strict=True)},
    )


def title(*, shuffled: bool, positives_only: bool) -> str:
    """The protocol's name as it is reported."""
    return ", ".join(["Stream", *["seconds shuffled"] * shuffled, *["without low ratings"] * positives_only])


def answers_by_update(
    plan: Plan, flow: Stream, updates: Sequence[str], costs: dict[str, float]
) -> tuple[dict[str, dict[int, Served]], dict[str, float]]:
    """The lists for each kind of update, each by an engine that begins at the cut, and the breadth of the first.

    What it took is put into `costs`.
    """
    clock, found, wide = Clock(), dict[str, dict[int, Served]](), dict[str, float]()
    with tempfile.TemporaryDirectory(prefix="penchant-stream-") as name:
        store = Path(name) / "cut.db"
        with lab.opened(data.items(plan.folder), plan.settings, cache=plan.cache) as bench:
            costs["items_cpu_seconds"] = clock.lap()
            bench.feed(flow.events[: flow.cut], plan.follow)
            bench.save_as(store)
            costs["observe_cpu_seconds"] = clock.lap()
        for update in updates:
            with lab.opened((), plan.settings, store=store) as bench:
                blends.make_ready(bench, plan.blend)
                costs["fit_cpu_seconds"] = clock.lap()
                found[update] = answers(bench, flow, UPDATES[update], plan.follow)
                costs[f"{update}_cpu_seconds"] = clock.lap()
                wide = wide or _breadth(bench, flow, found[update])
            clock.lap()
    return found, wide


def _breadth(bench: Lab, flow: Stream, found: dict[int, Served]) -> dict[str, float]:
    """Breadth of the lists, against all that each user had done before."""
    had, histories, asked = defaultdict[str, list[str]](list), [], set(flow.asked)
    support = Counter(event.item_id or "" for event in flow.events[: flow.cut] if positive(event))
    for place, event in enumerate(flow.events):
        if place in asked:
            histories.append(tuple(had[event.user_id]))
        if positive(event):
            had[event.user_id].append(event.item_id or "")
    return breadth.breadth(bench, [one.ids for one in found.values()], histories, support)


def beside(flow: Stream, half_life: float) -> dict[str, list[float]]:
    """The ranks by popularity and recency popularity."""
    hide = flow.seen == "hide"
    plain = crowd.ranks(flow.events, flow.asked, positive, hide=hide, half_life=None)
    recent = crowd.ranks(flow.events, flow.asked, positive, hide=hide, half_life=half_life)
    return {"popularity": list(plain.values()), "recency popularity": list(recent.values())}


def tables(
    flow: Stream, ranks: dict[str, list[float]], updates: Sequence[str]
) -> dict[str, dict[str, dict[str, float]]]:
    """Freshness, and accuracy by the number of past events."""
    everyone = ["all"] * len(flow.asked)
    past = past_events(flow)
    groups = [result.bucket(count, PAST) for count in past]
    known = ["1+" if count else "0" for count in past]
    first = ranks[updates[0]]
    by_past = result.by_group(first, groups, NAMES, list(PAST)) | result.by_group(first, known, NAMES, ["1+"])
    return {
        "freshness": {
            name: result.by_group(held, everyone, NAMES, ["all"])["all"] for name, held in ranks.items()
        },
        "by past events": by_past,
    }


def differences(
    ranks: dict[str, list[float]], updates: Sequence[str], seed: int
) -> dict[str, dict[str, Any]]:
    """The first kind of update against each other column, paired, for every metric."""
    own = ranks[updates[0]]
    return {
        f"{updates[0]} - {name}": {
            metric: result.difference(
                np.asarray(metrics.per_case(metric, own)), np.asarray(metrics.per_case(metric, held)), seed
            )
            for metric in NAMES
        }
        for name, held in ranks.items()
        if name != updates[0]
    }
