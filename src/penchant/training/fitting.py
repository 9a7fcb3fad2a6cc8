"""Growing the trees: LambdaMART (Burges 2010) by LightGBM over lists, stopped early, turned into a `Ranker`."""

from __future__ import annotations

import itertools
from collections import Counter
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from penchant.domain import Value
from penchant.errors import MissingExtra
from penchant.learn.ranker import Ranker
from penchant.learn.reward import POLICY
from penchant.learn.trees import Trees
from penchant.rank.blend import Sum

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from penchant.training.lists import List

    Column = NDArray[np.float64]

BEST = 100
"""Candidates of a list that trees are grown on: the best by the plain sum. With all of them training takes several times as long
and is no more accurate; lists whose choice is not among them teach nothing.
"""
CROWD = frozenset({"popular", "recent", "fresh"})
"""Channels that say nothing of the person: beside other evidence, that everybody has an item may speak for it or against."""
READ_ANOTHER_WAY = frozenset(
    {
        *("closest", "straight", "forward_steep", "forward_flat"),
        *("attributes_last", "attributes_closest", "in_common", "rarest"),
    }
)
"""Channels that read again what others say: beside those, they may speak against an item."""
COMMON = 0.05
"""Share of the lists in which a channel must speak: a rarer one keeps the plain sum's weight."""
SHOWN = 10
"""Places of the metric that decides when to stop."""


class Growth(Value, frozen=True):
    """How trees are grown.

    Chosen on the validation items of product reviews among settings that differed little.
    """

    trees: int = 400
    patience: int = 40
    leaves: int = 15
    rate: float = 0.05
    smallest_leaf: int = 200
    l2: float = 10.0
    feature_share: float = 0.8
    truncation: int = 40


class Table(Value, frozen=True, eq=False):
    """Lists as LightGBM takes them: features float32 `(n, f)`, 1 for the choice `(n,)`, weights `(n,)`, rows a list `(l,)`."""

    x: NDArray[np.float32]
    y: NDArray[np.float32]
    weights: NDArray[np.float32]
    groups: NDArray[np.int64]


def fit(lists: Sequence[List], early: Sequence[List], growth: Growth | None = None) -> Ranker:
    """A ranker grown on `lists`, with as many trees as rank `early` best. Deterministic. Raises MissingExtra."""
    return _grown(best_of(lists), growth or Growth(), stop=best_of(early))


def refit(lists: Sequence[List], trees: int, growth: Growth | None = None) -> Ranker:
    """A ranker of so many trees grown on all `lists`. Deterministic. Raises MissingExtra."""
    return _grown(best_of(lists), msgspec.structs.replace(growth or Growth(), trees=trees))


def _grown(kept: Sequence[List], growth: Growth, stop: Sequence[List] | None = None) -> Ranker:
    lightgbm = _lightgbm()
    features = common_channels(kept)
    own, parameters = table(kept, features), _parameters(growth, features)
    data = _dataset(lightgbm, own, parameters)
    judge = (
        [_dataset(lightgbm, table(stop, features), parameters, reference=data)] if stop is not None else []
    )
    booster = lightgbm.train(
        parameters,
        data,
        num_boost_round=growth.trees,
        valid_sets=judge,
        callbacks=[lightgbm.early_stopping(growth.patience, verbose=False)] if judge else [],
    )
    best = booster.best_iteration if judge else growth.trees
    trees = flattened(booster.dump_model(num_iteration=best))
    caps = own.x.max(axis=0).astype(np.float64)
    return Ranker(features, caps, _scale(Ranker(features, caps, 1.0, trees), kept), trees)


def best_of(lists: Sequence[List], count: int = BEST) -> list[List]:
    """The best `count` candidates of each list by the plain sum; lists whose choice is not among them are left out."""
    found = []
    for one in lists:
        places = np.sort(np.argsort(-one.values.sum(axis=0, dtype=np.float64), kind="stable")[:count])
        at = np.searchsorted(places, one.place)
        if at < len(places) and places[at] == one.place:
            values, support = one.values[:, places], one.support[places]
            found.append(msgspec.structs.replace(one, values=values, support=support, place=int(at)))
    return found


def common_channels(lists: Sequence[List]) -> tuple[str, ...]:
    """The channels that speak in enough lists to be learned, by name; never policy."""
    spoken = Counter(
        one.channels[c] for one in lists for c in np.flatnonzero(one.values.any(axis=1)).tolist()
    )
    return tuple(sorted(c for c, n in spoken.items() if n >= COMMON * len(lists) and c not in POLICY))


def table(lists: Sequence[List], features: Sequence[str]) -> Table:
    """The lists one under the other."""
    groups = np.array([one.values.shape[1] for one in lists], dtype=np.int64)
    bounds = np.concatenate([[0], np.cumsum(groups)])
    x, y, weights = np.zeros((bounds[-1], len(features)), np.float32), *np.zeros((2, bounds[-1]), np.float32)
    for one, (start, stop) in zip(lists, itertools.pairwise(bounds.tolist()), strict=True):
        y[start + one.place] = 1.0
        weights[start:stop] = one.weight
        for f, name in enumerate(features):
            if name in one.channels:
                x[start:stop, f] = one.values[one.channels.index(name)]
    return Table(x=x, y=y, weights=weights, groups=groups)


def flattened(dumped: dict[str, Any]) -> Trees:
    """The trees of LightGBM's `dump_model`."""
    nodes: list[tuple[int, float, int, int, float]] = []

    def put(node: dict[str, Any]) -> int:
        place = len(nodes)
        if "split_feature" not in node:
            nodes.append((-1, 0.0, 0, 0, float(node["leaf_value"])))
            return place
        nodes.append((0, 0.0, 0, 0, 0.0))
        left, right = put(node["left_child"]), put(node["right_child"])
        nodes[place] = (node["split_feature"], node["threshold"], left, right, 0.0)
        return place

    roots = [put(tree["tree_structure"]) for tree in dumped["tree_info"]]
    feature, threshold, left, right, value = zip(*nodes, strict=True)
    return Trees(
        roots=np.array(roots, np.int32),
        feature=np.array(feature, np.int32),
        threshold=np.array(threshold, np.float64),
        left=np.array(left, np.int32),
        right=np.array(right, np.int32),
        value=np.array(value, np.float64),
    )


def versions() -> dict[str, str]:
    """What the trees are grown with. Raises MissingExtra."""
    return {"lightgbm": str(_lightgbm().__version__)}


def _lightgbm() -> Any:
    try:
        import lightgbm
    except ImportError as error:
        raise MissingExtra(
            "training a ranker needs LightGBM, which is not installed",
            hint="pip install 'penchant[train]'; models that were trained elsewhere serve without it.",
        ) from error
    return lightgbm


def _dataset(lightgbm: Any, held: Table, parameters: dict[str, Any], reference: Any = None) -> Any:
    return lightgbm.Dataset(
        held.x, held.y, group=held.groups, weight=held.weights, reference=reference, params=parameters
    )


def _parameters(growth: Growth, features: Sequence[str]) -> dict[str, Any]:
    return {
        "objective": "lambdarank",
        "metric": "ndcg",
        "eval_at": [SHOWN],
        "num_leaves": growth.leaves,
        "learning_rate": growth.rate,
        "min_data_in_leaf": growth.smallest_leaf,
        "lambda_l2": growth.l2,
        "feature_fraction": growth.feature_share,
        "lambdarank_truncation_level": growth.truncation,
        "lambdarank_norm": True,
        # More evidence about the person never lowers a score.
        "monotone_constraints": [int(name not in CROWD | READ_ANOTHER_WAY) for name in features],
        "use_missing": False,
        "seed": 0,
        "deterministic": True,
        "force_row_wise": True,
        "num_threads": 1,
        "verbosity": -1,
    }


def _scale(ranker: Ranker, lists: Sequence[List]) -> float:
    """What gives the trees the mean spread within a list that the plain sum has."""
    before = np.mean([np.std(Sum().totals(one.scene)) for one in lists])
    after = np.mean([np.std(ranker.totals(one.scene)) for one in lists])
    return float(before / after) if after > 0 else 1.0
