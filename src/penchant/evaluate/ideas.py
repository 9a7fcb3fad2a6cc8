"""What a language model's ideas add: every request of the protocol Request asked twice, with them and without.

Ideas are made as the engine makes them: a brief of the interests, the model's answer held against the catalogue, what may stand
placed among the items. Only here the list waits for them. The two lists of a case are compared, and with what interval they differ;
beside it, how many ideas came near a real item, how many drafts were dropped for what, and whether one that served held what its
person refused. `penchant.evaluate.writers` says who writes.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec
import numpy as np

from penchant.build import language_model_of
from penchant.caller import Caller
from penchant.domain import Request, Value
from penchant.evaluate import blends, data, lab, metrics, requests, result
from penchant.evaluate.result import Clock, Result
from penchant.evaluate.writers import ORACLE, Writer
from penchant.imagining import Imaginer
from penchant.pipeline import Run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from penchant.capture.interests import Wants
    from penchant.domain import Idea, Slate
    from penchant.evaluate.data import Asked
    from penchant.evaluate.lab import Lab, Plan, Served
    from penchant.settings import LanguageModelSettings, Settings

COMPARED = ("recall@1", "recall@10", "recall@50", "mrr@50")


class Case(Value, frozen=True, eq=False):
    """One request: its list without ideas and with them, the ideas, how many were near an item, how many held what was refused."""

    asked: Asked
    without: Served
    with_ideas: Served
    ideas: int
    grounded: int
    violations: int
    shared: bool


def run(plan: Plan, *, on: Literal["test", "validation"] = "test", answers: str = "scripted") -> Result:
    """The protocol on a folder with items and requests. Raises InvalidFile, InvalidInput."""
    clock = Clock()
    items = data.items(plan.folder)
    split = requests.parts(plan.folder, on=on, seed=plan.seed)
    every = [one for part in split for one in part.asked]
    kept = {every[place].request_id for place in data.sample(every, plan.sample, plan.seed)}
    writer = Writer(answers, language_model_of(plan.settings.language_model))
    cases: list[Case] = []
    dropped: Counter[str] = Counter()
    failed = 0
    with tempfile.TemporaryDirectory(prefix="penchant-lab-") as name:
        cache = plan.cache or Path(name) / "items.db"
        for part in split:
            with lab.opened(items, plan.settings, cache=cache) as bench:
                bench.feed(requests.fed(bench, part.learned), plan.follow)
                blends.make_ready(bench, plan.blend)
                imaginer = Imaginer(Caller(writer, _unbounded(plan.settings)), bench.state)
                asked = [one for one in part.asked if one.request_id in kept]
                cases += [
                    _case(bench, one, imaginer, writer) for one in plan.follow(asked, "lists", len(asked))
                ]
                counts = imaginer.counts()
                dropped.update(counts.dropped)
                dropped["kept"] += counts.kept
                failed += counts.failed
                imaginer.close()
    writer.close()
    return _result(plan, on, cases, dropped, failed, clock, answers)


def _unbounded(settings: Settings) -> LanguageModelSettings:
    """The lab asks for people who are not there: nobody's consent, nobody's budget."""
    return msgspec.structs.replace(
        settings.language_model, consent="assumed", user_tokens_a_day=0, tokens_a_day=0, purposes=("ideas",)
    )


def _case(bench: Lab, one: Asked, imaginer: Imaginer, writer: Writer) -> Case:
    now = data.BEGIN + len(one.turns) * requests.MINUTE
    user_id, person = f"q{one.request_id}", requests.asker(bench, one)
    bench.state.imagination = None
    without = bench.served(user_id, now, person=person, seen="hide")
    run = Run(bench.state, Request(user_id=user_id, seen="hide"), now, person=person)
    wants = run.capture()
    brief, _ = run.brief(wants)
    if writer.name == ORACLE:
        imaginer.clear()
        targets = (bench.state.catalogue.get(item_id) for item_id in one.targets)
        writer.wanted = [item for item in targets if item is not None]
    shared = imaginer.find(brief.signature) is not None
    if brief.wanted and not shared:
        imaginer.imagine(brief, user_id)
    bench.state.imagination = imaginer
    slate = bench.slate(user_id, now, person=person, seen="hide")
    return Case(
        asked=one,
        without=without,
        with_ideas=lab.as_served(slate, 0.0),
        shared=shared and bool(brief.wanted),
        **_grounding(bench, slate, wants),
    )


def _grounding(bench: Lab, slate: Slate, wants: Wants) -> dict[str, int]:
    held = [idea for idea in slate.ideas if idea.author == "language"]
    grounded = slate.trace.get("imagined", {}).get("grounded", 0)
    return {
        "ideas": len(held),
        "grounded": grounded,
        "violations": sum(_violates(bench, idea, wants) for idea in held),
    }


def _violates(bench: Lab, idea: Idea, wants: Wants) -> bool:
    """Whether an idea names all that one of the person's own refusals names."""
    said = {facet for name in bench.state.stock.named(idea.text) for facet in name.facets}
    refused = [
        wants.links[i.interest_id].terms
        for i in wants.interests
        if i.polarity < 0 and i.interest_id in wants.links
    ]
    return any(terms and all(said & set(term.facets) for term in terms) for terms in refused)


def _result(
    plan: Plan,
    on: str,
    cases: Sequence[Case],
    dropped: Counter[str],
    failed: int,
    clock: Clock,
    answers: str,
) -> Result:
    after = requests.ranks_of([c.asked for c in cases], [c.with_ideas for c in cases])
    before = requests.ranks_of([c.asked for c in cases], [c.without for c in cases])
    ranks, plain = np.array([r for _, r in after]), np.array([r for _, r in before])
    means, bounds = result.summary(ranks, COMPARED, plan.seed)
    worth = {
        name: result.difference(metrics.per_case(name, ranks), metrics.per_case(name, plain), plan.seed)
        for name in COMPARED
    }
    ideas = sum(case.ideas for case in cases)
    return Result(
        protocol="Ideas" if on == "test" else "Ideas, validation",
        data=plan.folder.name,
        blend=plan.blend,
        metrics=means,
        intervals=bounds,
        differences={"with - without ideas": {"cases": len(ranks), **worth}},
        cpu_seconds=clock.total(),
        command="",
        cases=len(ranks),
        seed=plan.seed,
        sample=plan.sample,
        costs={
            "requests": len(cases),
            "with_ideas": sum(case.ideas > 0 for case in cases),
            "shared_a_brief": sum(case.shared for case in cases),
            "ideas_served": ideas,
            "grounded_share": round(sum(case.grounded for case in cases) / max(1, ideas), 4),
            "refusals_violated": sum(case.violations for case in cases),
            "briefs_failed": failed,
        },
        tables={"drafts": {cause: {"count": count} for cause, count in sorted(dropped.items())}},
        degraded=result.degraded([case.with_ideas for case in cases]),
        notes=(f"ideas written by: {answers}; {_WHO.get(answers, 'answers of a model, recorded')}",),
    )


_WHO = {
    "scripted": "a script, not a model",
    "noise": "random syllables, not a model",
    "oracle": "a script that knows the items chosen next: a bound, not a result",
}
