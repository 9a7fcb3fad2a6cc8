"""Whether a question is worth asking after a list, and which."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from penchant.converse import phrases
from penchant.converse.chips import chips
from penchant.converse.question import Known, best_question
from penchant.domain import Question

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray

    from penchant.capture.interests import Wants
    from penchant.pipeline import Run
    from penchant.recall import Candidates


def asked_back(
    run: Run, wants: Wants, candidates: Candidates, shown: Collection[str], waved: Collection[str], n: int
) -> Question | None:
    """The question that most raises the chance that the next list of `n` holds what is looked for; None where none is worth it.

    `shown` are items of the list at hand, `waved` the fields that were waved off.
    """
    catalogue, links = run.catalogue, run.state.stock.named
    rows, totals = unseen(run, wants, candidates, shown)
    found = best_question(catalogue, links, rows, totals, n, known_of(run, wants, waved))
    if found is None:
        return None
    scenario = run.settings.scenario
    choices = chips(found, catalogue, links, scenario.words, run.language, run.now, scenario.fields)
    labels = [choice.label for choice in choices[: len(found.names)]]
    return Question(
        text=phrases.question(found.field, labels, run.language, scenario.fields),
        field=found.field,
        choices=choices,
        gain=found.gain,
    )


def unseen(
    run: Run, wants: Wants, candidates: Candidates, shown: Collection[str]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The candidates that a list could hold next, those of `shown` left out, and their scores."""
    scored = run.score(wants, candidates)
    kept = ~np.isin(scored.rows, run.rows_of(shown))
    return scored.rows[kept], scored.totals[kept]


def known_of(run: Run, wants: Wants, waved: Collection[str] = ()) -> Known:
    """What need not be asked of a person: what their words and answers name already, and fields `waved` off or of no matter."""
    said = [i for i in run.active(wants) if i.source != "did" and not i.steers]
    named = [facet for i in said for name in run.names(i, wants) for facet in name.facets]
    equal = {
        phrases.indifferent(i.label, run.settings.scenario.fields)
        for i in run.steering(wants)
        if i.where == ""
    }
    return Known(fields=frozenset(waved) | {field for field in equal if field}, facets=frozenset(named))
