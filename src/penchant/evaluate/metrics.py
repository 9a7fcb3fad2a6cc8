"""Ranks and the metrics of one wanted item a case. Each gives one number a case, so that differences can be paired.

Ranks count from 1 as floats (ties share the middle of their places), `inf` where the item was not found. With one wanted
item a case, Recall@k is whether it stands among the first k, NDCG@k is `1 / log2(rank + 1)` (the ideal is 1), and MRR@k is
`1 / rank`. Checked against `ir-measures` in tests/unit/evaluate/test_metrics.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    Column = NDArray[np.float64]

NOT_FOUND = float("inf")


def middle_ranks(scores: NDArray[np.floating], target: int, excluded: ArrayLike = ()) -> float:
    """The rank of row `target` by `scores` `(n,)`, best first, without the `excluded` rows; ties take their middle place.

    `inf` for a target that is excluded itself or has no score (`-inf` or NaN).
    """
    left = np.ones(len(scores), dtype=np.bool_)
    left[np.asarray(excluded, dtype=np.int64)] = False
    own = scores[target]
    if not left[target] or not np.isfinite(own):
        return NOT_FOUND
    others = scores[left]
    above = int(np.count_nonzero(others > own))
    return above + (int(np.count_nonzero(others == own)) + 1) / 2


def listed_rank(ids: Sequence[str], scores: Sequence[float], target: str, asked: int) -> float:
    """The rank of `target` in a list that was given out, best first; `inf` where it is not in it.

    Neighbours of the same score share their middle place. Where such a run reaches the end of a full list, `asked` places long,
    it may go on behind it: then its last place counts.
    """
    if target not in ids:
        return NOT_FOUND
    place = ids.index(target)
    first = last = place
    while first > 0 and scores[first - 1] == scores[place]:
        first -= 1
    while last + 1 < len(ids) and scores[last + 1] == scores[place]:
        last += 1
    if last > first and last + 1 == len(ids) == asked:
        return float(last + 1)
    return (first + last) / 2 + 1


def recall(ranks: ArrayLike, k: int) -> Column:
    """1.0 where the wanted item is among the first `k`, else 0.0; shape as `ranks`."""
    return (np.asarray(ranks, dtype=np.float64) <= k).astype(np.float64)


def ndcg(ranks: ArrayLike, k: int) -> Column:
    """`1 / log2(rank + 1)` among the first `k`, else 0.0 (Järvelin & Kekäläinen 2002); shape as `ranks`."""
    held = np.asarray(ranks, dtype=np.float64)
    return np.where(held <= k, 1.0 / np.log2(held + 1.0), 0.0)


def mrr(ranks: ArrayLike, k: int) -> Column:
    """`1 / rank` among the first `k`, else 0.0; shape as `ranks`."""
    held = np.asarray(ranks, dtype=np.float64)
    return np.where(held <= k, 1.0 / held, 0.0)


MEASURES = {"recall": recall, "ndcg": ndcg, "mrr": mrr}


def per_case(name: str, ranks: ArrayLike) -> Column:
    """The metric called `name`, such as `recall@10`, case by case."""
    measure, _, k = name.partition("@")
    return MEASURES[measure](ranks, int(k))
