"""Peers that only count: popularity, and popularity that favours what stands late in its sequence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from loo import Rows, Scores, Split


class Popularity:
    """The same list for everybody: how often an item occurs, an event counting `keep ** age`.

    These sets have no times. An event's only age is how many events of the same user came after it, so "recency" means: what
    people took last. `keep` 1 is plain popularity.
    """

    def __init__(self, *, keep: float = 1.0) -> None:
        self.keep = keep

    def fit(self, split: Split) -> None:
        self.counts = np.zeros(split.items)
        for sequence in split.fitted:
            np.add.at(self.counts, sequence, self.keep ** np.arange(len(sequence) - 1, -1, -1))

    def scores(self, queries: list[Rows]) -> Scores:
        return np.broadcast_to(self.counts.astype(np.float32), (len(queries), len(self.counts)))

    def notes(self) -> dict[str, object]:
        return {}
