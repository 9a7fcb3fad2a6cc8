"""Refusals: "X but not Y" for pairs of categories, in English and Chinese: does the refused still come, and does the wanted?

Pairs (X, Y), in this order, with at least 40 items of X and not Y, and of both. Reported are the first ten places of the list that
`recommend(text=...)` gives someone unknown: the share of places that is Y (`violation@10`), and that is X and not Y (`wanted@10`),
places that stay empty counting as neither. A category is named by the scenario's word for it in the language of the sentence where
there is one, else as it is. Facts of the catalogue that the words were linked to are the engine's own business: the lab counts
categories alone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import permutations
from typing import TYPE_CHECKING

from penchant.domain import Value
from penchant.evaluate import blends, data, intervals, lab, result
from penchant.evaluate.result import Clock, Result
from penchant.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from penchant.domain import Item, Slate
    from penchant.evaluate.lab import Plan
    from penchant.settings import Scenario

FEWEST = 40
FIRST = 10
PHRASES = {
    "en": ("{x} but not {y}", "I want {x}, no {y}", "{x} without any {y} please"),
    "zh": ("{x}，但不要{y}", "想看{x}，不要{y}", "推荐点{x}，别有{y}"),
}
"""The first of each language is the protocol's; the others are told apart in the table."""
NAMES = ("violation@10", "wanted@10")
_CJK = re.compile(r"[\u3400-\u9fff]")


class Case(Value, frozen=True):
    """One utterance about a pair of categories."""

    wanted: str
    refused: str
    language: str
    phrase: str
    text: str


class Outcome(Value, frozen=True):
    """Shares of the first ten places, and whether any is the refused."""

    violation: float
    wanted: float


def pairs(items: Iterable[Item]) -> list[tuple[str, str]]:
    """The ordered pairs of categories that have items enough."""
    having: dict[str, set[str]] = defaultdict(set)
    for item in items:
        for name in item.categories:
            having[name].add(item.item_id)
    return [
        (x, y)
        for x, y in permutations(sorted(having), 2)
        if len(having[x] & having[y]) >= FEWEST and len(having[x] - having[y]) >= FEWEST
    ]


def named(category: str, language: str, scenario: Scenario) -> str:
    """The scenario's first word for a category in a language, else the category as it is."""
    whole = fold(category)
    for group in scenario.words:
        if any(fold(word) == whole for word in group):
            fitting = [word for word in group if bool(_CJK.search(word)) == (language == "zh")]
            own = [word for word in fitting if fold(word) == whole]
            return (own or fitting or [category])[0]
    return category


def cases(items: Sequence[Item], scenario: Scenario) -> Iterator[Case]:
    """Every utterance about every pair."""
    for x, y in pairs(items):
        for language, phrases in PHRASES.items():
            wanted, refused = (named(category, language, scenario) for category in (x, y))
            for phrase in phrases:
                text = phrase.format(x=wanted, y=refused)
                yield Case(wanted=x, refused=y, language=language, phrase=phrase, text=text)


def judge(slate: Slate, case: Case, kinds: Mapping[str, Sequence[str]]) -> Outcome:
    """What stands in the first ten places."""
    first = [kinds[item.item_id] for item in slate.items[:FIRST]]
    refused = sum(case.refused in categories for categories in first)
    wanted = sum(case.wanted in categories and case.refused not in categories for categories in first)
    return Outcome(violation=refused / FIRST, wanted=wanted / FIRST)


def run(plan: Plan) -> Result:
    """The refusal protocol on the catalogue of a folder. Raises InvalidFile."""
    clock = Clock()
    items = data.items(plan.folder)
    asked = list(cases(items, plan.settings.scenario))
    asked = [asked[place] for place in data.sample(asked, plan.sample, plan.seed)]
    with lab.opened(items, plan.settings, cache=plan.cache) as bench:
        blends.make_ready(bench, plan.blend)
        put = clock.lap()
        slates = [
            bench.slate("someone", _now(), n=FIRST, text=c.text)
            for c in plan.follow(asked, "lists", len(asked))
        ]
        answered = clock.lap()
    kinds = {item.item_id: item.categories for item in items}
    outcomes = [judge(slate, case, kinds) for slate, case in zip(slates, asked, strict=True)]
    own = [o for o, case in zip(outcomes, asked, strict=True) if case.phrase == PHRASES[case.language][0]]
    columns = {"violation@10": [o.violation for o in own], "wanted@10": [o.wanted for o in own]}
    return Result(
        protocol="Refusals",
        data=plan.folder.name,
        blend=plan.blend,
        metrics={name: result.mean(column) for name, column in columns.items()},
        intervals={name: intervals.interval(column, seed=plan.seed) for name, column in columns.items()},
        cpu_seconds=clock.total(),
        command="",
        cases=len(own),
        seed=plan.seed,
        sample=plan.sample,
        costs={"items_cpu_seconds": put, "lists_cpu_seconds": answered, "peak_mb": result.peak_mb()},
        tables={"by phrase": by_phrase(asked, outcomes), "worst pairs": worst(asked, outcomes)},
        degraded=result.count(stage for slate in slates for stage in slate.degraded),
        notes=(f"{len({(c.wanted, c.refused) for c in asked})} pairs of categories",),
    )


def by_phrase(asked: Sequence[Case], outcomes: Sequence[Outcome]) -> dict[str, dict[str, float]]:
    """The two figures, and the share of lists with any violation, for each way of saying it."""
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for case, outcome in zip(asked, outcomes, strict=True):
        groups[f"{case.language}: {case.phrase}"].append(outcome)
    return {
        name: {
            "cases": len(held),
            "violation@10": result.mean([o.violation for o in held]),
            "wanted@10": result.mean([o.wanted for o in held]),
            "lists with any": result.mean([o.violation > 0 for o in held]),
        }
        for name, held in groups.items()
    }


def worst(asked: Sequence[Case], outcomes: Sequence[Outcome], most: int = 12) -> dict[str, dict[str, float]]:
    """The utterances with the most violation, then the least of what is wanted."""
    order = sorted(range(len(asked)), key=lambda k: (-outcomes[k].violation, outcomes[k].wanted))[:most]
    return {
        asked[k].text: {"violation@10": outcomes[k].violation, "wanted@10": outcomes[k].wanted} for k in order
    }


def _now() -> int:
    return data.BEGIN
