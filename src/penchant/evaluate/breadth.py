"""What a list is beside right: how much of the catalogue is shown, how unlike its items are, and whether it mirrors the person.

coverage@10      share of the catalogue that stands in any list's first ten places
gini@10          inequality of the places over the catalogue: 0 all items alike, 1 one item takes all
long tail@10     share of the places that go to items outside the most chosen fifth
cosine@10        mean cosine between two items of a list: lower is more varied
categories@10    distinct categories in a list
calibration@10   Kullback-Leibler divergence of a list's categories from the person's history (Steck 2018), nats: 0 mirrors it
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from penchant.evaluate.result import mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from penchant.evaluate.lab import Lab

FIRST = 10
HEAD = 0.2
SMOOTHING = 0.01
"""Share of the history mixed into the list, so that a category it lacks costs much and not infinitely much."""


def breadth(
    bench: Lab,
    lists: Sequence[Sequence[str]],
    histories: Sequence[Sequence[str]],
    support: Mapping[str, int],
) -> dict[str, float]:
    """The six figures above, of the first ten of each list.

    Args:
        bench: the engine, for vectors and categories.
        lists: item ids, best first.
        histories: the items behind each list.
        support: how often each item was chosen.
    """
    firsts = [tuple(ids[:FIRST]) for ids in lists if len(ids) > 1]
    if not firsts:
        return {}
    shown = Counter(item_id for ids in firsts for item_id in ids)
    catalogue = bench.state.catalogue
    head = {item_id for item_id, _ in Counter(support).most_common(round(HEAD * catalogue.present))}
    places = shown.total()
    pairs = list(zip(lists, histories, strict=True))
    return {
        "coverage@10": round(len(shown) / catalogue.present, 6),
        "gini@10": gini(np.array([*shown.values(), *[0] * (catalogue.present - len(shown))])),
        "long tail@10": round(
            sum(count for item_id, count in shown.items() if item_id not in head) / places, 6
        ),
        "cosine@10": mean([likeness(bench, ids) for ids in firsts]),
        "categories@10": mean([len(categories(bench, ids)) for ids in firsts]),
        "calibration@10": mean(
            [
                divergence(categories(bench, history), categories(bench, ids[:FIRST]))
                for ids, history in pairs
                if categories(bench, history)
            ]
        ),
    }


def gini(counts: NDArray[np.int64]) -> float:
    """The Gini coefficient of `counts` `(n,)`, 0..1."""
    held = np.sort(counts.astype(np.float64))
    if not held.sum():
        return 0.0
    n = len(held)
    return round(float((2 * np.arange(1, n + 1) - n - 1) @ held / (n * held.sum())), 6)


def likeness(bench: Lab, ids: Sequence[str]) -> float:
    """The mean cosine of two items of a list."""
    rows = np.array([bench.state.catalogue.row_of[item_id] for item_id in ids], dtype=np.int64)
    vectors = bench.state.index.take(rows)
    n = len(rows)
    total = vectors.sum(axis=0)
    return float((total @ total - (vectors * vectors).sum()) / (n * (n - 1)))


def categories(bench: Lab, ids: Iterable[str]) -> Counter[str]:
    """The categories of items, each item's share split evenly among its own."""
    found: Counter[str] = Counter()
    for item_id in ids:
        item = bench.state.catalogue.get(item_id)
        if item is not None and item.categories:
            for name in item.categories:
                found[name] += 1 / len(item.categories)  # type: ignore[assignment]
    return found


def divergence(history: Mapping[str, float], shown: Mapping[str, float]) -> float:
    """KL divergence of what was shown from the history, in nats, smoothed."""
    before, after = sum(history.values()), sum(shown.values()) or 1.0
    found = 0.0
    for name, count in history.items():
        p = count / before
        q = (1 - SMOOTHING) * shown.get(name, 0.0) / after + SMOOTHING * p
        found += p * float(np.log(p / q))
    return found
