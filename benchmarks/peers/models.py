"""The peers by name: how each is built, and the small grid that validation chooses from."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from attention import Attention
from counting import Popularity
from neighbours import ALS, EASE, ItemNeighbours

if TYPE_CHECKING:
    from collections.abc import Callable

    from loo import Model

    Choice = dict[str, Any]


def every(**options: list[Any]) -> list[Choice]:
    """All combinations of the options."""
    return [dict(zip(options, values, strict=True)) for values in itertools.product(*options.values())]


@dataclass(frozen=True, kw_only=True)
class Peer:
    """`title` names it in the table; `grid` is what validation NDCG@10 chooses from, `grids` another one for some sets."""

    title: str
    build: Callable[..., Model]
    grid: list[Choice] = field(default_factory=lambda: [{}])
    grids: dict[str, list[Choice]] = field(default_factory=dict)

    def choices(self, name: str) -> list[Choice]:
        """What validation chooses from on the set `name`."""
        return self.grids.get(name, self.grid)


PUBLISHED: Choice = {"factors": 64, "dropout": 0.2}
"""What the search of the eSASRec authors settled on for all three sets (README of blondered/transformer_benchmark): one block,
one head, 64 factors, dropout .2, 256 negatives. Another search on a CPU would take days, so only the epochs are chosen here."""

PEERS: dict[str, Peer] = {
    "popularity": Peer(title="popularity", build=Popularity),
    "recency": Peer(
        title="recency popularity (by place in the sequence)",
        build=Popularity,
        grid=every(keep=[0.1, 0.3, 0.5, 0.7, 0.9]),
    ),
    "itemknn": Peer(
        title="item-kNN (implicit)",
        build=ItemNeighbours,
        grid=every(weights=["cosine", "tfidf", "bm25"], neighbours=[20, 50, 100, 200, 500]),
    ),
    "als": Peer(
        title="ALS (implicit)",
        build=ALS,
        grid=every(factors=[64, 128, 256], alpha=[10.0, 40.0, 100.0], regularization=[0.01]),
    ),
    "ease": Peer(title="EASE", build=EASE, grid=every(penalty=[25.0, 50.0, 100.0, 250.0, 500.0])),
    "sasrec": Peer(
        title="SASRec (RecTools, softmax)", build=partial(Attention, kind="sasrec"), grid=[PUBLISHED]
    ),
    "esasrec": Peer(
        title="eSASRec (RecTools, LiGR, sampled softmax)",
        build=partial(Attention, kind="esasrec"),
        grid=[PUBLISHED],
        grids={"toys": [PUBLISHED | {"widening": 1}], "sports": [PUBLISHED | {"widening": 2}]},
    ),
}
