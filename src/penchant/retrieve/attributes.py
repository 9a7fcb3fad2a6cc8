"""Likeness of items by what they are filed under: categories, tags, brands, people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from penchant.domain import Value

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from penchant.catalogue import Catalogue

    Rows = NDArray[np.int64]
    Matrix = NDArray[np.float32]


class Filed(Value, frozen=True, eq=False):
    """Unit rows of idf by facet: of the history, each times its weight, `(h, u)`; and of the candidates as triples of place, column
    among the `u` facets of the history, and value.

    `total` `(n,)` are the inner products of the history's sum, of `length`, with the candidates.
    """

    liked: Matrix
    places: Rows
    columns: Rows
    values: Matrix
    total: NDArray[np.float64]
    length: float

    def shares(self, places: Rows) -> Matrix:
        """What each of the history has in `total` at `places`, `(h, len(places))`."""
        theirs = np.zeros((len(self.total), self.liked.shape[1]), dtype=np.float32)
        theirs[self.places, self.columns] = self.values
        shares: Matrix = self.liked @ theirs[places].T
        return shares


def attributes(catalogue: Catalogue, history: Rows, weights: Matrix, rows: Rows) -> Filed:
    """Likeness of `history`, weighed by `weights` `(h,)`, and `rows` by their facets. An item without facets is like nothing."""
    own, at, idf = _unit(catalogue, history)
    used = np.unique(own)
    liked = np.zeros((len(history), len(used)), dtype=np.float32)
    liked[at, np.searchsorted(used, own)] = idf * weights[at]
    whole = liked.sum(axis=0)
    facets, places, values = _unit(catalogue, rows)
    column_of = np.full(len(catalogue.facets) + 1, -1, dtype=np.int64)
    column_of[used] = np.arange(len(used))
    columns = column_of[facets]
    kept = columns >= 0
    places, columns, values = places[kept], columns[kept], values[kept]
    return Filed(
        liked=liked,
        places=places,
        columns=columns,
        values=values,
        total=np.bincount(places, values * whole[columns], len(rows)).astype(np.float64),
        length=float(np.linalg.norm(whole)),
    )


def _unit(catalogue: Catalogue, rows: Rows) -> tuple[NDArray[np.int32], Rows, Matrix]:
    """The facets of rows one after the other, each one's place in `rows`, and its idf in a row of length 1."""
    facets, places = catalogue.facets_at(rows)
    idf = catalogue.idf(facets)
    length = np.sqrt(np.bincount(places, idf**2, len(rows)))
    return facets, places, (idf / length[places]).astype(np.float32)
