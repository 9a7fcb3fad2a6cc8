"""`ranker`: lists of people just before their last choice, trees grown on some of them, judged on the others, then on all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from penchant.errors import InvalidInput
from penchant.evaluate import intervals, metrics
from penchant.learn.ranker import Ranker
from penchant.models import RANKER, Card, Serving
from penchant.rank.blend import Sum
from penchant.training import fitting
from penchant.training.hindsight import hindsight
from penchant.training.lists import lists, sampled
from penchant.training.trained import Trained

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from penchant.models import Models
    from penchant.rank.blend import Blend
    from penchant.state import State
    from penchant.training.lists import List, Lists

    Ranks = NDArray[np.float64]
    Progress = Callable[[str, int, int], None]

FEWEST = 30
"""Lists with the choice among their candidates, for each use, below which nothing can be learned or judged."""
DECIDES = "ndcg@10"
NAMES = (DECIDES, "recall@10", "recall@20", "mrr@20")


def train_ranker(state: State, models: Models, users: int, now: int, progress: Progress) -> Trained:
    """A ranker of the store's log, compared with what serves now. Raises InvalidInput where the log is too small, MissingExtra."""
    made_with = fitting.versions()
    known = hindsight(state, progress)
    held = lists(known, sampled(known.labels, users), progress)
    _require(held)
    progress("trees", 0, 2)
    challenger = fitting.fit(held.fit, held.early)
    champion, name = _champion(state, models, known.window.erasures, now)
    before, after = (_ranks(held, blend) for blend in (champion, challenger))
    # Once judged, it is grown again on everybody's lists: twice as many make it more accurate than what was judged.
    progress("trees", 1, 2)
    made = fitting.refit([*held.fit, *held.early, *held.held_out], len(challenger.trees.roots))
    made.judged = challenger
    progress("trees", 2, 2)
    card = Card(
        what=RANKER,
        version="",
        made_at=now,
        fingerprint=state.made_for,
        events=known.window.events,
        erasures=known.window.erasures,
        event_count=known.window.count,
        users=known.window.users,
        first_event_at=known.window.first,
        last_event_at=known.window.last,
        lists=len(held.fit) + len(held.early),
        cases=held.asked["held_out"],
        against=name,
        metrics=_means(after),
        champion_metrics=_means(before),
        difference=float((metrics.per_case(DECIDES, after) - metrics.per_case(DECIDES, before)).mean()),
        interval=intervals.paired(metrics.per_case(DECIDES, after), metrics.per_case(DECIDES, before)),
        features=made.features,
        made_with=made_with,
    )
    return Trained(card=card, data=made.to_bytes())


def _require(held: Lists) -> None:
    counts = {
        "to learn from": len(held.fit),
        "to stop by": len(held.early),
        "to judge by": len(held.held_out),
    }
    short = {use: count for use, count in counts.items() if count < FEWEST}
    if short:
        told = ", ".join(f"{count} lists {use}" for use, count in counts.items())
        raise InvalidInput(
            f"the log is too small to train a ranker: {told}, and {FEWEST} of each are needed",
            hint="the plain sum serves well until more people have made two choices or more.",
        )


def _champion(state: State, models: Models, erasures: int, now: int) -> tuple[Blend, str]:
    """What is to be beaten: the ranker that serves, as it was before it learned from those held out, else the plain sum.

    A ranker that still holds the share of someone erased since has to go: its successor need only beat the sum.
    """
    current = Serving(models, RANKER, Ranker.from_bytes, state.made_for).current(now)
    if current.model is None or current.version is None or models.card(current.version).erasures < erasures:
        return Sum(), Sum.name
    return current.model.judged or current.model, current.version


def _ranks(held: Lists, blend: Blend) -> Ranks:
    """The rank of each held-out user's choice; `inf` where it is not among the candidates, whatever the blend."""
    missed = held.asked["held_out"] - len(held.held_out)
    return np.array([*_ranked(held.held_out, blend), *[metrics.NOT_FOUND] * missed])


def _ranked(held: Sequence[List], blend: Blend) -> list[float]:
    return [one.rank(blend) for one in held]


def _means(ranks: Ranks) -> dict[str, float]:
    return {name: round(float(metrics.per_case(name, ranks).mean()), 6) for name in NAMES}
