"""Leave-one-out over sequences: the last item of each user is to be found, with statistics that never saw the last two.

LOO-strict  statistics of `items[:-2]`; the query holds `items[:-1]`, the target is the last (or, for choices, the query
            `items[:-2]` and the target the one before the last).
LOO-refit   statistics of `items[:-1]`; a column of its own.
Cold        LOO-strict where the events of a random 5 % of the items are in no statistic; the pair of users whose target is one
            of them, and all others.

Sequences have no times: all end at one moment, the items before came a day apart, and a list is asked for the moment after the
query's last: so no statistic holds what is later than the question. Seen items are hidden, ties take their middle rank.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Literal

import numpy as np

from penchant.domain import Value
from penchant.evaluate import blends, breadth, data, lab, result
from penchant.evaluate.result import Clock, Result

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from penchant.domain import Event
    from penchant.evaluate.data import History
    from penchant.evaluate.lab import Lab, Plan, Served

NAMES = ("recall@5", "recall@10", "recall@20", "ndcg@5", "ndcg@10", "ndcg@20", "mrr@20")
COLD_SHARE = 0.05
SHORTEST = 3
"""Items a user needs: one to learn from, one for validation, one for test."""
MOMENT = 1_000
ACTIVITY = {"1-4": 4, "5-8": 8, "9-16": 16, "17-32": 32, "33+": 10**9}
SUPPORT = {"0": 0, "1-2": 2, "3-7": 7, "8-15": 15, "16-40": 40, "41+": 10**9}
HIDDEN = {"test": 1, "validation": 2}


class Case(Value, frozen=True):
    """One question: the list for `user_id`, who has done `query`, should hold `target`; the sums know the `fed` places of it."""

    user_id: str
    query: tuple[str, ...]
    target: str
    fed: frozenset[int]
    length: int
    """Items of the whole sequence, which ends for everybody at one moment."""

    @property
    def now(self) -> int:
        """The moment after the last deed of the query."""
        return data.at(len(self.query) - 1, self.length) + MOMENT

    @property
    def unfed(self) -> list[Event]:
        """The deeds of the query that are in no statistic."""
        held = enumerate(self.query)
        return [data.deed(self.user_id, k, i, of=self.length) for k, i in held if k not in self.fed]


class Split(Value, frozen=True):
    """What the engine learns from, and what it is asked."""

    events: tuple[Event, ...]
    cases: tuple[Case, ...]
    support: dict[str, int]
    """Events of each item that the engine learns from."""
    cold: frozenset[str] = frozenset()


def split(
    histories: Sequence[History],
    *,
    on: Literal["test", "validation"] = "test",
    refit: bool = False,
    cold: frozenset[str] = frozenset(),
) -> Split:
    """The events to learn from and the questions, by the protocol above."""
    events: list[Event] = []
    cases: list[Case] = []
    support: dict[str, int] = {}
    for user_id, items in histories:
        if len(items) < SHORTEST:
            continue
        learned = items[: -1 if refit else -2]
        fed = [k for k, item in enumerate(learned) if item not in cold]
        events += [data.deed(user_id, k, learned[k], of=len(items)) for k in fed]
        for k in fed:
            support[learned[k]] = support.get(learned[k], 0) + 1
        hidden = HIDDEN[on]
        cases.append(
            Case(
                user_id=user_id,
                query=items[:-hidden],
                target=items[-hidden],
                fed=frozenset(fed),
                length=len(items),
            )
        )
    return Split(events=tuple(events), cases=tuple(cases), support=support, cold=cold)


def cold_items(item_ids: Sequence[str], seed: int) -> frozenset[str]:
    """A random 5 % of the items."""
    chance = random.Random(seed)  # noqa: S311 - chance, not secrecy
    return frozenset(chance.sample(sorted(item_ids), round(COLD_SHARE * len(item_ids))))


def chosen_cases(parts: Split, sample: int | None, seed: int) -> list[Case]:
    """All cases, or a sample; of cold and of warm targets as many each."""
    groups = [[c for c in parts.cases if (c.target in parts.cold) == cold] for cold in (False, True)]
    return [group[place] for group in groups for place in data.sample(group, sample, seed)]


def ask(bench: Lab, case: Case) -> Served:
    """The engine's list for a case."""
    return bench.served(case.user_id, case.now, person=bench.person(case.user_id, case.unfed), seen="hide")


def answers(bench: Lab, cases: Sequence[Case], follow: Callable[..., Any]) -> list[Served]:
    """The engine's lists for all cases."""
    return [ask(bench, case) for case in follow(cases, "lists", len(cases))]


def ranks_of(cases: Sequence[Case], found: Sequence[Served]) -> list[float]:
    """The rank of each case's target."""
    return [one.rank(case.target) for case, one in zip(cases, found, strict=True)]


def run(
    plan: Plan, *, cold: bool = False, on: Literal["test", "validation"] = "test", refit: bool = False
) -> Result:
    """LOO-strict (or LOO-refit, or Cold) on a folder with items and sequences. Raises InvalidFile."""
    clock = Clock()
    items = data.items(plan.folder)
    chosen = cold_items([item.item_id for item in items], plan.seed) if cold else frozenset()
    parts = split(data.sequences(plan.folder), on=on, refit=refit, cold=chosen)
    cases = chosen_cases(parts, plan.sample, plan.seed)
    read = clock.lap()
    with lab.opened(items, plan.settings, cache=plan.cache) as bench:
        put = clock.lap()
        bench.feed(parts.events, plan.follow)
        fed = clock.lap()
        blends.make_ready(bench, plan.blend)
        fit = clock.lap()
        found = answers(bench, cases, plan.follow)
        answered = clock.lap()
        shown = [one.ids for one in found]
        wide = breadth.breadth(bench, shown, [case.query for case in cases], parts.support)
    ranks = ranks_of(cases, found)
    means, bounds = figures(parts, cases, ranks, plan.seed)
    return Result(
        protocol=title(cold=cold, on=on, refit=refit),
        data=plan.folder.name,
        blend=plan.blend,
        metrics=means,
        intervals=bounds,
        cpu_seconds=clock.total(),
        command="",
        cases=len(cases),
        seed=plan.seed,
        sample=plan.sample,
        costs={
            "read_cpu_seconds": read,
            "items_cpu_seconds": put,
            "observe_cpu_seconds": fed,
            "fit_cpu_seconds": fit,
            "lists_cpu_seconds": answered,
            **lab.milliseconds(found),
            "peak_mb": result.peak_mb(),
        },
        tables={
            **grouped(parts, cases, ranks),
            "channels": result.channels(found),
            "breadth": {"all": wide},
        },
        degraded=result.degraded(found),
        ranks={case.user_id: rank for case, rank in zip(cases, ranks, strict=True)},
    )


def figures(
    parts: Split, cases: Sequence[Case], ranks: Sequence[float], seed: int
) -> tuple[dict[str, float], dict[str, tuple[float, float]]]:
    """The metrics of all cases; where there are cold items, of the cold targets, and of the others with `warm` before the name."""
    if not parts.cold:
        return result.summary(ranks, NAMES, seed)
    held, cold = np.array(ranks), np.array([case.target in parts.cold for case in cases], dtype=np.bool_)
    means, bounds = result.summary(held[cold], NAMES, seed)
    warm, around = result.summary(held[~cold], NAMES, seed)
    means |= {f"warm {name}": value for name, value in warm.items()}
    bounds |= {f"warm {name}": value for name, value in around.items()}
    return means, bounds


def title(*, cold: bool, on: str, refit: bool) -> str:
    """The protocol's name as it is reported."""
    name = "Cold item" if cold else "LOO-refit" if refit else "LOO-strict"
    return name if on == "test" else f"{name}, validation"


def grouped(
    parts: Split, cases: Sequence[Case], ranks: Sequence[float]
) -> dict[str, dict[str, dict[str, float]]]:
    """Accuracy by how much the user has done, and by how often the target was chosen."""
    activity = [result.bucket(len(case.query), ACTIVITY) for case in cases]
    support = [result.bucket(parts.support.get(case.target, 0), SUPPORT) for case in cases]
    names = ("recall@10", "ndcg@10")
    return {
        "by events of the user": result.by_group(ranks, activity, names, list(ACTIVITY)),
        "by events of the wanted item": result.by_group(ranks, support, names, list(SUPPORT)),
    }
