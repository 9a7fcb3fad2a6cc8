"""The two simplest recommenders, beside the engine on the same cases: what was chosen most, and what was chosen most of late."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from penchant.evaluate import metrics

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from numpy.typing import NDArray

    from penchant.domain import Event

HOUR = 3_600_000
HALF_LIVES = (HOUR, 6 * HOUR, 24 * HOUR, 72 * HOUR, 168 * HOUR, 720 * HOUR, 2160 * HOUR, 8760 * HOUR)
"""From an hour to a year: one is chosen on the end of what comes before the cut."""
CHOSEN_ON = 0.1
MOST_DOUBLINGS = 500.0
"""So many doublings fit a float; then all counts are scaled down together."""


class Counts:
    """Decayed counts of `n` items: a choice at time t counts `2^(-(now - t) / half_life)`; for None, all count alike."""

    def __init__(self, n: int, half_life: float | None) -> None:
        self.held: NDArray[np.float64] = np.zeros(n)
        self._half_life, self._begin = half_life, 0.0

    def add(self, row: int, timestamp: float) -> None:
        """Count a choice; times must not go back."""
        if self._half_life is None:
            self.held[row] += 1.0
            return
        doublings = (timestamp - self._begin) / self._half_life
        if doublings > MOST_DOUBLINGS:
            self.held *= 2.0 ** -min(doublings, 2 * MOST_DOUBLINGS)
            self._begin, doublings = timestamp, 0.0
        self.held[row] += 2.0**doublings


def ranks(
    events: Sequence[Event],
    asked: Collection[int],
    positive: Callable[[Event], bool],
    *,
    hide: bool,
    half_life: float | None,
) -> dict[int, float]:
    """The rank of the item of each event at the places `asked`, by the counts of the positive events before it."""
    row_of: dict[str, int] = {}
    for event in events:
        row_of.setdefault(event.item_id or "", len(row_of))
    counts, found = Counts(len(row_of), half_life), dict[int, float]()
    had: dict[str, set[int]] = defaultdict(set)
    wanted = set(asked)
    for place, event in enumerate(events):
        row = row_of[event.item_id or ""]
        if place in wanted:
            hidden = list(had[event.user_id]) if hide else []
            found[place] = metrics.middle_ranks(counts.held, row, hidden)
        had[event.user_id].add(row)
        if positive(event):
            counts.add(row, event.timestamp or 0)
    return found


def best_half_life(events: Sequence[Event], positive: Callable[[Event], bool], *, hide: bool) -> float:
    """The half-life with the best Recall@20 on the last tenth of `events`."""
    cut = round((1 - CHOSEN_ON) * len(events))
    asked = [place for place in range(cut, len(events)) if positive(events[place])]

    def hits(half_life: float) -> float:
        found = ranks(events, asked, positive, hide=hide, half_life=half_life)
        return float(metrics.recall(list(found.values()), 20).sum())

    return max(HALF_LIVES, key=hits)
