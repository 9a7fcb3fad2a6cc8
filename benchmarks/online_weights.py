"""The blend learned online against the plain sum: from the scenario's prior, and from a deliberately bad one (all weights 1).

    python benchmarks/online_weights.py beauty    [--data ../shared/data] [--users 4000] [--out benchmarks/results/online-weights]
    python benchmarks/online_weights.py movielens

All arms see the same candidates, made by the steps that serve; only the blend differs, before diversity.

beauty      LOO-strict, validation only: the blend is learned on each user's third-last item with the sums of `items[:-3]`, and
            judged on the one before the last with the sums of `items[:-2]`. Samples of the users, seeds 1 and 2. The test items
            are not looked at.
movielens   Stream: after the cut each event is ranked by every arm, then learned by those that learn, with the limits of serving
            (at most ten steps a person an hour): from nothing learned at the cut, or after a rehearsal of the 2,000 newest
            positive events before it. Nothing was chosen on what comes after the cut.
"""

from __future__ import annotations

import argparse
import copy
import json
import random
import time
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from penchant.domain import Request
from penchant.evaluate import data, intervals, lab, loo, metrics, result, stream
from penchant.learn.weights import Learned, Lesson, learn
from penchant.online import Learner, possible
from penchant.pipeline import Run
from penchant.ports import Record
from penchant.rank.blend import Scene, Sum
from penchant.rehearsal import rehearse
from penchant.settings import Weights
from penchant.stores.memory import MemoryStore

if TYPE_CHECKING:
    from penchant.evaluate.lab import Lab
    from penchant.scoring import Scored

NAMES = ("recall@10", "ndcg@10")
REHEARSED = 2_000
PAIRS = (
    ("online", "sum"),
    ("online from equal weights", "sum, equal weights"),
    ("online from equal weights", "sum"),
    ("online, rehearsed", "sum"),
    ("online from equal weights, rehearsed", "sum, equal weights"),
    ("online from equal weights, rehearsed", "sum"),
)


class Arms:
    """The ranks of each blend on the same scenes."""

    def __init__(self, settings: Any) -> None:
        self.weights = msgspec.structs.asdict(settings.weights)
        self.learners = {
            "online": Learner(MemoryStore(), settings.weights),
            "online from equal weights": Learner(MemoryStore(), settings.weights),
        }
        self.prior = settings.weights
        self.ranks: dict[str, list[float]] = defaultdict(list)
        self.step_us: list[float] = []
        self.remember_us: list[float] = []

    def add(self, name: str, learned: Learned) -> None:
        """One more learner, which begins with what was learned."""
        self.learners[name] = Learner(MemoryStore(), self.prior)
        self.learners[name].set(learned)

    def scenes(self, scene: Scene) -> dict[str, Scene]:
        """By prior; the equal one takes each channel's own weight out again."""
        prior = np.array([self.weights.get(name) or 1.0 for name in scene.channels])
        return {"": scene, "equal": msgspec.structs.replace(scene, values=scene.values / prior[:, None])}

    def judge(self, scored: Scored | None, row: int) -> None:
        """One more rank for each arm; infinite where the choice is no candidate."""
        at = np.flatnonzero(scored.rows == row) if scored is not None else ()
        for name in ("sum", "sum, equal weights", *self.learners):
            if not len(at) or scored is None:
                self.ranks[name].append(float("inf"))
                continue
            blend = self.learners[name].blend if name in self.learners else Sum()
            totals = blend.totals(self.scenes(scored.scene)["equal" if "equal" in name else ""])
            own = totals[at[0]]
            self.ranks[name].append(float((totals > own).sum() + ((totals == own).sum() + 1) / 2))

    def teach(self, scored: Scored, row: int) -> None:
        """A step for each learner, without limits: a rehearsal."""
        for name, learner in self.learners.items():
            scene = self.scenes(scored.scene)["equal" if "equal" in name else ""]
            kept = possible(scene, np.zeros(len(scored.rows), dtype=np.bool_))
            place = np.flatnonzero(scored.rows[kept] == row)
            if len(place):
                lesson = Lesson(
                    channels=scene.channels,
                    values=scene.values[:, kept].astype(np.float32),
                    deeds=scene.deeds,
                    place=int(place[0]),
                )
                start = time.process_time()
                learner.blend.learned = learn(learner.learned, lesson)
                self.step_us.append(1e6 * (time.process_time() - start))

    def observe(self, scored: Scored | None, event: Any, bench: Lab) -> None:
        """A list given out, and the event that came of it."""
        for name, learner in self.learners.items():
            if scored is not None:
                start = time.process_time()
                learner.remember(
                    event.user_id,
                    event.event_id,
                    event.timestamp,
                    scored.rows,
                    self.scenes(scored.scene)["equal" if "equal" in name else ""],
                    {},
                )
                self.remember_us.append(1e6 * (time.process_time() - start))
            start = time.process_time()
            if learner.take([Record(event=event)], lambda record: bench.deeds([record.event])):
                self.step_us.append(1e6 * (time.process_time() - start))

    def result(self) -> dict[str, Any]:
        """Means, paired differences, multipliers and times."""
        columns = {n: {m: np.asarray(metrics.per_case(m, r)) for m in NAMES} for n, r in self.ranks.items()}
        return {
            "cases": len(self.ranks["sum"]),
            "metrics": {
                n: {m: round(float(c.mean()), 5) for m, c in held.items()} for n, held in columns.items()
            },
            "differences": {
                f"{a} - {b}": {
                    m: {
                        "difference": round(float((columns[a][m] - columns[b][m]).mean()), 5),
                        "interval": intervals.paired(columns[a][m], columns[b][m]),
                    }
                    for m in NAMES
                }
                for a, b in PAIRS
                if a in columns
            },
            "learned": {
                name: {
                    "steps": learner.learned.steps,
                    "trial": {
                        "mean": round(learner.learned.trial.mean, 5),
                        "error": round(learner.learned.trial.error, 5),
                        "is_ahead": learner.learned.trial.is_ahead,
                    },
                    "multipliers": {c: round(v, 3) for c, v in learner.learned.shared().items()},
                    "remembered_mb": round(learner.nbytes / 1e6, 2),
                }
                for name, learner in self.learners.items()
            },
            "step_us": quantiles(self.step_us),
            "remember_us": quantiles(self.remember_us),
        }


def quantiles(spent: list[float]) -> dict[str, float]:
    return {f"p{q}": round(float(np.quantile(spent, q / 100)), 1) for q in (50, 99)} if spent else {}


def scored(bench: Lab, user_id: str, now: int, person: Any, seen: str) -> Scored:
    run = Run(bench.state, Request(user_id=user_id, n=lab.PLACES, seen=seen), now, person=person)
    wants = run.capture()
    found = run.score(wants, run.retrieve(wants, run.generate(wants)))
    # The whole history, so that the last buckets are met, however few of its deeds lead the list.
    scene = msgspec.structs.replace(found.scene, deeds=int((run.person.done.weights > 0).sum()))
    return msgspec.structs.replace(found, scene=scene)


def beauty(folder: Path, users: int) -> dict[str, Any]:
    settings = lab.lab_settings(lab.scenario_of(folder))
    held = [(u, items) for u, items in data.sequences(folder) if len(items) > 3]
    arms = Arms(settings)
    with lab.opened(data.items(folder), settings) as bench:

        def ask(user_id: str, query: tuple[str, ...], target: str) -> tuple[Scored, int]:
            case = loo.Case(
                user_id=user_id,
                query=query,
                target=target,
                fed=frozenset(range(len(query))),
                length=len(query) + 2,
            )
            found = scored(bench, user_id, case.now, None, "hide")
            return found, bench.state.catalogue.row_of[target]

        bench.feed([data.deed(u, k, i, of=len(items)) for u, items in held for k, i in enumerate(items[:-3])])
        for user_id, items in random.Random(1).sample(held, min(users, len(held))):
            arms.teach(*ask(user_id, items[:-3], items[-3]))
        bench.feed([data.deed(u, len(items) - 3, items[-3], of=len(items)) for u, items in held])
        for user_id, items in random.Random(2).sample(held, min(users, len(held))):
            arms.judge(*ask(user_id, items[:-2], items[-2]))
    return {"protocol": "LOO-strict, validation", **arms.result()}


def movielens(folder: Path) -> dict[str, Any]:
    settings = lab.lab_settings(lab.scenario_of(folder))
    flow = stream.stream_of(data.events(folder), "hide", None, 0)
    arms, asked = Arms(settings), set(flow.asked)
    with lab.opened(data.items(folder), settings) as bench:
        bench.feed(flow.events[: flow.cut])
        equal = copy.copy(bench.state)
        equal.settings = msgspec.structs.replace(
            settings, weights=Weights(**dict.fromkeys(arms.weights, 1.0))
        )
        arms.add("online, rehearsed", rehearse(bench.state, REHEARSED).learned)
        arms.add("online from equal weights, rehearsed", rehearse(equal, REHEARSED).learned)
        for place in range(flow.cut, len(flow.events)):
            event, found = flow.events[place], None
            if place in asked:
                found = scored(bench, event.user_id, event.timestamp or 0, None, "hide")
                arms.judge(found, bench.state.catalogue.row_of.get(event.item_id or "", -1))
            arms.observe(found, event, bench)
            bench.engine.observe(event)
    return {"protocol": "Stream", **arms.result()}


def markdown(found: dict[str, Any]) -> str:
    lines = [
        f"# Online weights: {found['data']}, {found['protocol']}",
        "",
        f"`{found['command']}`",
        "",
        f"{found['cases']:,} cases; commit {found['commit']}; {found['cpu_seconds']:.0f} CPU seconds.",
        "",
        "| blend | R@10 | N@10 |",
        "| --- | --- | --- |",
        *(f"| {n} | {v['recall@10']:.4f} | {v['ndcg@10']:.4f} |" for n, v in found["metrics"].items()),
        "",
        "| difference (paired, 95 %) | R@10 | N@10 |",
        "| --- | --- | --- |",
    ]
    for name, held in found["differences"].items():
        cells = (
            f"{d['difference']:+.4f} [{d['interval'][0]:+.4f}, {d['interval'][1]:+.4f}]"
            for d in held.values()
        )
        lines.append(f"| {name} | {' | '.join(cells)} |")
    learned = found["learned"]
    lines += ["", f"| multiplier | {' | '.join(learned)} |", f"| --- |{' --- |' * len(learned)}"]
    for channel in learned["online"]["multipliers"]:
        factors = (held["multipliers"].get(channel, 1.0) for held in learned.values())
        lines.append(f"| {channel} | {' | '.join(f'{factor:.2f}' for factor in factors)} |")
    lines.append(f"| steps | {' | '.join(str(held['steps']) for held in learned.values())} |")
    lines += ["", f"A step: {found['step_us']} µs of CPU. To remember a list: {found['remember_us']} µs.", ""]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=["beauty", "movielens"])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--users", type=int, default=4_000)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/online-weights"))
    asked = parser.parse_args()
    begin = time.process_time()
    folder = asked.data / asked.what
    found = beauty(folder, asked.users) if asked.what == "beauty" else movielens(folder)
    users = f" --users {asked.users}" if asked.what == "beauty" else ""
    found |= {
        "data": asked.what,
        "command": f"python benchmarks/online_weights.py {asked.what}{users}",
        "commit": result.commit(),
        "versions": result.versions(),
        "cpu_seconds": round(time.process_time() - begin, 1),
    }
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    stem = f"{asked.out}-{asked.what}"
    Path(f"{stem}.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    Path(f"{stem}.md").write_text(markdown(found), encoding="utf-8")
    print(markdown(found))


if __name__ == "__main__":
    main()
