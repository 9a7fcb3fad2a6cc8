"""Protocol Ask: turns until a simulated person is shown what they look for, asked back when it helps, never, or at random.

Cases are the (request, target) pairs of the protocol Request, with its folds: the first list answers the request as it stands. Each
list has ten places and holds nothing that was shown before. Where the target is among them the conversation is over. Else the
person is asked back, or not, and then the next ten are shown. Asked, the person answers truthfully from the target's own facets:
with one of the offered values that it carries, by chance where there are several, else with "none of these". Not asked, they say
nothing new. An answer is what a person's click on it is: a declared interest. No list after the eighth is made; a target not
reached by then counts as one turn more.

`helps` asks by `converse.question`; `random` asks about a random field, offering random values of it, as often as `helps` does.
People are simulated: they know every facet of what they look for, which real ones do not.
"""

from __future__ import annotations

import random
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec
import numpy as np

from penchant.chat import asking_back
from penchant.converse.chips import chips
from penchant.converse.question import (
    LEAST_GAIN,
    OFFERED,
    TEMPERATURE,
    Asked,
    best_question,
    chances,
    likeliest,
    offers,
    posed,
)
from penchant.domain import Event, Request, Value
from penchant.evaluate import blends, data, intervals, lab, requests, result
from penchant.evaluate.result import Clock, Result
from penchant.intake import event_records
from penchant.people import INTEREST
from penchant.pipeline import Run

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

    from penchant.capture.interests import Wants
    from penchant.domain import InterestEdit
    from penchant.evaluate.data import Asked as Asking
    from penchant.evaluate.lab import Lab, Plan
    from penchant.person import Person

PLACES = 10
TURNS = 8
POLICIES = ("helps", "never", "random")
SUCCESSES = (1, 2, 3, 5, 8)
Policy = Literal["helps", "never", "random"]


class Looked(Value, frozen=True, eq=False):
    """A list that was shown, and what could come next: its items, the likeliest other candidates, and the steps it was made by."""

    shown: tuple[str, ...]
    rows: NDArray[np.int64]
    totals: NDArray[np.float64]
    run: Run
    wants: Wants
    degraded: tuple[str, ...] = ()


class Told(Value, frozen=True):
    """A conversation: the turn in which the target was shown, `TURNS + 1` for none, and the questions asked on the way."""

    turns: int
    questions: int = 0


class Rules(Value, frozen=True):
    """How it is asked back: by which policy, from which gain on, and at random how often."""

    policy: Policy
    least: float
    temperature: float
    rate: float = 0.0


class Case(Value, frozen=True):
    """Somebody who looks for an item."""

    asked: Asking
    target: str

    @property
    def name(self) -> str:
        return f"{self.asked.request_id}:{self.target}"


def look(bench: Lab, person: Person, now: int, hidden: Sequence[str]) -> Looked:
    """The next list for a person, without the items of `hidden`."""
    request = Request(user_id=person.user_id, n=PLACES, seen="hide", exclude=tuple(hidden))
    run = Run(bench.state, request, now, person=person)
    wants = run.capture()
    candidates = run.retrieve(wants, run.generate(wants))
    slate = run.rank(wants, candidates, slate_id=f"{now:012x}00000000")
    shown = tuple(item.item_id for item in slate.items)
    rows, totals = asking_back.unseen(run, wants, candidates, shown)
    return Looked(shown=shown, rows=rows, totals=totals, run=run, wants=wants, degraded=slate.degraded)


def talked(bench: Lab, case: Case, first: Looked, person: Person, rules: Rules, seed: int) -> Told:
    """The conversation of a case from its first list on."""
    dice = random.Random(f"{seed}:{case.name}")  # noqa: S311 - chance, not secrecy
    looked, hidden, questions = first, [*case.asked.mentioned, *first.shown], 0
    for turn in range(1, TURNS + 1):
        if case.target in looked.shown:
            return Told(turns=turn, questions=questions)
        if turn == TURNS:
            break
        question = _question(looked, rules, dice)
        now = looked.run.now + requests.MINUTE
        if question is not None:
            questions += 1
            person = _answered(bench, person, _answer(bench, question, case.target, now, dice), now)
        looked = look(bench, person, now, hidden)
        hidden += looked.shown
    return Told(turns=TURNS + 1, questions=questions)


def _question(looked: Looked, rules: Rules, dice: random.Random) -> Asked | None:
    catalogue, links = looked.run.catalogue, looked.run.state.stock.named
    known = asking_back.known_of(looked.run, looked.wants)
    if rules.policy == "helps":
        return best_question(
            catalogue, links, looked.rows, looked.totals, PLACES, known, rules.least, rules.temperature
        )
    if rules.policy == "never" or dice.random() >= rules.rate or not len(looked.rows):
        return None
    found = offers(catalogue, links, *likeliest(looked.rows, looked.totals, rules.temperature), known)
    if not found:
        return None
    field = dice.choice(sorted(found))
    return posed(field, dice.sample(found[field], min(OFFERED, len(found[field]))), 0.0)


def _answer(bench: Lab, question: Asked, target: str, now: int, dice: random.Random) -> InterestEdit:
    """What a person who looks for `target` truthfully chooses."""
    stock = bench.state.stock
    catalogue, row = stock.catalogue, np.array([stock.catalogue.row_of[target]])
    choices = chips(question, catalogue, stock.named, bench.state.settings.scenario.words, "en", now)
    true = [place for place, name in enumerate(question.names) if catalogue.carries(name, row)[0]]
    return choices[dice.choice(true) if true else len(question.names)].edit


def _answered(bench: Lab, person: Person, edit: InterestEdit, now: int) -> Person:
    event = Event(
        event_id=f"{person.user_id}-a{now}",
        user_id=person.user_id,
        event_type=INTEREST,
        timestamp=now,
        context=msgspec.to_builtins(edit),
    )
    (record,) = event_records([event], [bench.state.read(event)], bench.state.encoder)
    return bench.state.people._extended(person, [record])  # noqa: SLF001 - the lab looks inside


class Heard(Value, frozen=True):
    """What became of one case under each policy, and the chance that was given to the first list to hold the target."""

    name: str
    told: dict[str, Told]
    chance: float
    degraded: tuple[str, ...] = ()


def heard(bench: Lab, cases: Sequence[Case], plan: Plan, rules: Rules) -> list[Heard]:
    """The conversations of cases under every policy; at random it is asked as often as where it helps."""
    begun = [_begun(bench, case) for case in plan.follow(cases, "first lists", len(cases))]
    told: dict[str, list[Told]] = {}
    for policy in POLICIES:
        own = msgspec.structs.replace(rules, policy=policy, rate=_rate(told.get("helps", [])))
        told[policy] = [
            talked(bench, case, first, person, own, plan.seed)
            for case, (person, first) in plan.follow(list(zip(cases, begun, strict=True)), policy, len(cases))
        ]
    return [
        Heard(
            name=case.name,
            told={policy: told[policy][place] for policy in POLICIES},
            chance=_chance(begun[place][1], rules.temperature),
            degraded=begun[place][1].degraded,
        )
        for place, case in enumerate(cases)
    ]


def _begun(bench: Lab, case: Case) -> tuple[Person, Looked]:
    person = requests.asker(bench, case.asked)
    now = data.BEGIN + len(case.asked.turns) * requests.MINUTE
    return person, look(bench, person, now, case.asked.mentioned)


def _rate(told: Sequence[Told]) -> float:
    """Questions for each list that one could follow."""
    lists = sum(min(one.turns, TURNS) - (one.turns <= TURNS) for one in told)
    return sum(one.questions for one in told) / max(1, lists)


def _chance(looked: Looked, temperature: float) -> float:
    """By the softmax, the chance that the items shown hold the target."""
    run = looked.run
    candidates = run.retrieve(looked.wants, run.generate(looked.wants))
    scored = run.score(looked.wants, candidates)
    p = chances(scored.totals, temperature)
    return float(p[np.isin(scored.rows, run.rows_of(looked.shown))].sum())


def cases_of(requests_: Sequence[Asking], known: Collection[str]) -> list[Case]:
    """One case for each pair of a request and a target that is in the catalogue."""
    return [Case(asked=one, target=t) for one in requests_ for t in dict.fromkeys(one.targets) if t in known]


def run(
    plan: Plan,
    *,
    on: Literal["test", "validation"] = "test",
    least: float = LEAST_GAIN,
    temperature: float = TEMPERATURE,
) -> Result:
    """Ask on a folder with items and requests. Raises InvalidFile, InvalidInput."""
    clock = Clock()
    items = data.items(plan.folder)
    known = {item.item_id for item in items}
    split = requests.parts(plan.folder, on=on, seed=plan.seed)
    every = [case for part in split for case in cases_of(part.asked, known)]
    kept = {every[place].name for place in data.sample(every, plan.sample, plan.seed)}
    rules = Rules(policy="helps", least=least, temperature=temperature)
    found: list[Heard] = []
    with tempfile.TemporaryDirectory(prefix="penchant-lab-") as name:
        cache = plan.cache or Path(name) / "items.db"
        for part in split:
            cases = [case for case in cases_of(part.asked, known) if case.name in kept]
            with lab.opened(items, plan.settings, cache=cache) as bench:
                bench.feed(requests.fed(bench, part.learned), plan.follow)
                blends.make_ready(bench, plan.blend)
                found += heard(bench, cases, plan, rules)
    return _result(plan, on, found, rules, clock, len(split))


def _columns(found: Sequence[Heard], policy: str) -> dict[str, NDArray[np.float64]]:
    turns = np.array([one.told[policy].turns for one in found], dtype=np.float64)
    questions = np.array([one.told[policy].questions for one in found], dtype=np.float64)
    successes = {f"success@{k}": (turns <= k).astype(np.float64) for k in SUCCESSES}
    return {"turns": turns, **successes, "questions": questions}


def _result(plan: Plan, on: str, found: Sequence[Heard], rules: Rules, clock: Clock, folds: int) -> Result:
    columns = {policy: _columns(found, policy) for policy in POLICIES}
    own = columns["helps"]
    differences = {
        f"helps - {other}": {
            "cases": len(found),
            **{name: result.difference(own[name], columns[other][name], plan.seed) for name in own},
        }
        for other in ("never", "random")
    }
    first = own["success@1"]
    expected = {"expected": result.mean([one.chance for one in found]), "found": result.mean(first)}
    how = f"{folds}-fold cross-validation by dialogue" if folds > 1 else "learned from the train file"
    return Result(
        protocol="Ask" if on == "test" else "Ask, validation",
        data=plan.folder.name,
        blend=plan.blend,
        metrics={name: result.mean(column) for name, column in own.items()},
        intervals={name: intervals.interval(column, seed=plan.seed) for name, column in own.items()},
        cpu_seconds=clock.total(),
        command="",
        cases=len(found),
        seed=plan.seed,
        sample=plan.sample,
        costs={"peak_mb": result.peak_mb()},
        tables={
            "by policy": {
                policy: {name: result.mean(column) for name, column in held.items()}
                for policy, held in columns.items()
            },
            "the chance that the first ten hold the target": {"softmax of the scores": expected},
        },
        differences=differences,
        degraded=result.count(stage for one in found for stage in one.degraded),
        notes=(
            how,
            f"asked from a gain of {rules.least} on, temperature {rules.temperature}",
            "simulated people, who know every facet of what they look for and answer truthfully",
            f"a target not shown within {TURNS} turns counts as {TURNS + 1}",
        ),
    )
