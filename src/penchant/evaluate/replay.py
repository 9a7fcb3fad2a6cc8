"""Replay: what would today's settings have served then? Asked of a store's own log, from the moment `since` on.

The events before `since` are told to a fresh engine with today's settings and today's catalogue; then, event by event in time, the
list is asked for before each positive event on an item, ranked, and the event told. So no list knows its own future. With slates
kept in the store, outcomes are also weighed by the propensity with which the item was shown (inverse propensity scoring, Horvitz
& Thompson 1952): an estimate of outcomes a list, not of the likeness to what was done.

What is biased about it: people could only act on what they were shown, so what the old lists showed is found more easily than what
they did not; the catalogue is today's, so an item deleted since cannot be found, and its events are left out; words are read by
today's reader. Without exploration all propensities are 1, and the weighed estimate knows nothing of items never shown.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from penchant.domain import Value
from penchant.errors import InvalidInput, UnknownSlate
from penchant.evaluate import blends, intervals, lab, result
from penchant.evaluate.result import Clock, Result
from penchant.learn.reward import weight_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from penchant.domain import Event
    from penchant.engine import Engine
    from penchant.evaluate.lab import Lab, Served
    from penchant.settings import Scenario

NAMES = ("recall@10", "recall@20", "ndcg@10", "mrr@20")
CUT = 0.9
MOST_WEIGHT = 20.0
"""A propensity below a twentieth counts as one: a few rare showings must not decide the estimate."""


class Case(Value, frozen=True):
    """A positive event to be found; its place in the log; the propensity with which its item was shown, and in how long a list."""

    place: int
    event: Event
    propensity: float | None = None
    shown: int = 0


class Log(Value, frozen=True):
    """The events of a store that can be replayed, by time; how many come before the cut; and the cases after it."""

    events: tuple[Event, ...]
    cut: int
    cases: tuple[Case, ...]
    left_out: int
    again: int


def log_of(engine: Engine, since: int | None) -> Log:
    """The store's log from `since` (ms) on; the last tenth of its events for None. Raises InvalidInput where it is empty."""
    known = {item.item_id for item in engine.all_items()}
    every = sorted(engine.all_events(), key=lambda event: (event.timestamp or 0, event.event_id))
    events = [event for event in every if event.item_id is None or event.item_id in known]
    if not events:
        raise InvalidInput(
            "the store's log is empty", hint="there is nothing to replay yet; see `penchant import`."
        )
    cut = round(CUT * len(events))
    if since is not None:
        cut = sum((event.timestamp or 0) < since for event in events)
    cases, again = _cases(engine, events, cut)
    return Log(
        events=tuple(events), cut=cut, cases=tuple(cases), left_out=len(every) - len(events), again=again
    )


def _cases(engine: Engine, events: Sequence[Event], cut: int) -> tuple[list[Case], int]:
    """The positive events after the cut, but those on an item that the list would have hidden as seen; and how many those are."""
    scenario, had = engine.settings.scenario, set[tuple[str, str]]()
    cases, again = [], 0
    for place, event in enumerate(events):
        key = (event.user_id, event.item_id or "")
        if place >= cut and positive(event, scenario):
            if key in had and scenario.seen == "hide":
                again += 1
            else:
                cases.append(_case(engine, place, event))
        if event.item_id is not None and scenario.events[event.event_type].seen:
            had.add(key)
    return cases, again


def positive(event: Event, scenario: Scenario) -> bool:
    """Whether an event speaks for an item by itself; what its words say is not asked."""
    return event.item_id is not None and not event.text and weight_of(event, (), scenario) > 0


def _case(engine: Engine, place: int, event: Event) -> Case:
    """The event, with how its item was shown if its slate is kept."""
    if event.slate_id:
        try:
            slate = engine.slate(event.slate_id)
        except UnknownSlate:
            return Case(place=place, event=event)
        shown = {item.item_id: item.propensity for item in slate.items}
        if event.item_id in shown:
            return Case(place=place, event=event, propensity=shown[event.item_id], shown=len(slate.items))
    return Case(place=place, event=event)


def answers(bench: Lab, log: Log, follow: Callable[..., Any]) -> list[Served]:
    """The list before each case, by an engine that is told of each event after it."""
    asked, found = {case.place for case in log.cases}, []
    for place in follow(range(log.cut, len(log.events)), "lists", len(log.events) - log.cut):
        event = log.events[place]
        if place in asked:
            found.append(bench.served(event.user_id, event.timestamp or 0))
        bench.engine.observe(event)
    return found


def run(
    engine: Engine,
    *,
    since: int | None = None,
    blend: str = "sum",
    seed: int = 0,
    follow: Callable[..., Any] = lab.unfollowed,
) -> Result:
    """Replay the log of `engine` from `since` on, under its settings; its store is only read.

    Raises InvalidInput, InvalidSetting.
    """
    clock = Clock()
    log = log_of(engine, since)
    limits = msgspec.structs.replace(engine.settings.limits, **lab.LIMITS)
    settings = msgspec.structs.replace(engine.settings, limits=limits, durability="off")
    with lab.opened((), settings) as bench:
        bench.take_items(engine)
        bench.feed(log.events[: log.cut], follow)
        blends.make_ready(bench, blend)
        found = answers(bench, log, follow)
    ranks = [one.rank(case.event.item_id or "") for one, case in zip(found, log.cases, strict=True)]
    means, bounds = result.summary(ranks, NAMES, seed)
    weighed, reach = weighed_outcomes(log, ranks, seed)
    return Result(
        protocol="Replay",
        data="the store's log",
        blend=blend,
        metrics={**means, **weighed},
        intervals={**bounds, **reach},
        cpu_seconds=clock.total(),
        command="",
        cases=len(log.cases),
        seed=seed,
        costs={**lab.milliseconds(found), "peak_mb": result.peak_mb()},
        tables={"by kind of event": by_kind(log, ranks), "channels": result.channels(found)},
        degraded=result.degraded(found),
        notes=(
            f"{log.cut:,} events before, {len(log.events) - log.cut:,} after; {log.left_out:,} on items that are gone are left out",
            f"{log.again:,} positive events on items that the list hides as seen are no cases",
            "people could only act on what they were shown: what the old lists showed is found more easily",
        ),
    )


def by_kind(log: Log, ranks: Sequence[float]) -> dict[str, dict[str, float]]:
    """The metrics by event type, the most frequent first."""
    kinds = [case.event.event_type for case in log.cases]
    return result.by_group(ranks, kinds, NAMES, [kind for kind, _ in Counter(kinds).most_common()])


def weighed_outcomes(
    log: Log, ranks: Sequence[float], seed: int
) -> tuple[dict[str, float], dict[str, tuple[float, float]]]:
    """Outcomes a list, as they were and, weighed by propensity, as today's lists would have had them; nothing without slates."""
    known = [(case, rank) for case, rank in zip(log.cases, ranks, strict=True) if case.propensity]
    if not known:
        return {}, {}
    lists = sorted({event.slate_id for event in log.events[log.cut :] if event.slate_id})
    place = {slate_id: k for k, slate_id in enumerate(lists)}
    was, would = np.zeros(len(lists)), np.zeros(len(lists))
    for case, rank in known:
        was[place[case.event.slate_id or ""]] += 1.0
        weight = min(MOST_WEIGHT, 1.0 / (case.propensity or 1.0))
        would[place[case.event.slate_id or ""]] += weight * (rank <= case.shown)
    columns = {"outcomes a list, as it was": was, "outcomes a list, weighed": would}
    return {name: result.mean(column) for name, column in columns.items()}, intervals.intervals(
        columns, seed=seed
    )
