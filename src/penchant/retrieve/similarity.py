"""Measures of likeness between a query and items, by name; higher is better in each.

The engine itself compares by cosine after centring; the others are for callers who ask for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from penchant.errors import InvalidInput, InvalidSetting

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike, NDArray

    Column = NDArray[np.float64]
    Similarity = Callable[[ArrayLike, ArrayLike], Column]


def cosine(query: ArrayLike, items: ArrayLike) -> Column:
    """`q·x / (|q| |x|)` in -1..1 for a query `(d,)` and items `(n, d)`; shape `(n,)`. A row of zeros scores 0.

    Source: Salton, Wong & Yang (1975), "A vector space model for automatic indexing". Raises InvalidInput for other shapes.
    """
    q, x = _shaped(query, items)
    return _ratio(x @ q, np.linalg.norm(x, axis=1) * np.linalg.norm(q))


def euclidean(query: ArrayLike, items: ArrayLike) -> Column:
    """`1 / (1 + |q - x|)` in 0..1, 1 for equal vectors; query `(d,)`, items `(n, d)`, result `(n,)`.

    The usual turn of a distance into a similarity (Segaran 2007, "Programming Collective Intelligence", ch. 2): the order is
    that of the distances, nearest first. Raises InvalidInput for other shapes.
    """
    return 1.0 / (1.0 + distances(query, items))


def pearson(query: ArrayLike, items: ArrayLike) -> Column:
    """Pearson's correlation over the coordinates in -1..1: the cosine after each vector's own mean is taken off it.

    Query `(d,)`, items `(n, d)`, result `(n,)`; a vector whose coordinates are all equal has no direction left and scores 0.
    Source: Pearson (1895), "Notes on regression and inheritance in the case of two parents". Raises InvalidInput for other shapes.
    """
    q, x = _shaped(query, items)
    return cosine(_deviations(q), _deviations(x))


SIMILARITIES: dict[str, Similarity] = {"cosine": cosine, "euclidean": euclidean, "pearson": pearson}
"""The measures by the name they are asked for."""


def similarity(name: str) -> Similarity:
    """The measure of that name. Raises InvalidSetting, listing the names there are."""
    found = SIMILARITIES.get(name)
    if found is None:
        raise InvalidSetting(
            f"similarity {name!r} is not known; known are {', '.join(map(repr, SIMILARITIES))}",
            hint="leave it out for 'cosine'.",
        )
    return found


def distances(query: ArrayLike, items: ArrayLike) -> Column:
    """Euclidean distances `|q - x|` of a query `(d,)` to items `(n, d)`: `(n,)`, 0 or more; lower is nearer.

    Raises InvalidInput for other shapes.
    """
    q, x = _shaped(query, items)
    return np.asarray(np.linalg.norm(x - q, axis=1), dtype=np.float64)


def _shaped(query: ArrayLike, items: ArrayLike) -> tuple[Column, Column]:
    q, x = np.asarray(query, dtype=np.float64), np.asarray(items, dtype=np.float64)
    if q.ndim != 1 or x.ndim != 2 or x.shape[1] != len(q):
        raise InvalidInput(
            f"query of shape {q.shape!r} and items of shape {x.shape!r} do not go together; (d,) and (n, d) do",
            hint="encode both with the same encoder.",
        )
    return q, x


def _deviations(vectors: Column) -> Column:
    """Less the mean of the last axis; equal coordinates give exact zeros, which the rounding of a mean would not."""
    level = np.ptp(vectors, axis=-1, keepdims=True) == 0
    return np.where(level, 0.0, vectors - vectors.mean(axis=-1, keepdims=True))


def _ratio(above: Column, below: Column) -> Column:
    return np.divide(above, below, out=np.zeros_like(above), where=below > 0)
