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
    Column = NDArray[np.float64]


LATEST = 3
"""Of so many of the latest deeds, what an item shares with any of them."""


class Filed(Value, frozen=True, eq=False):
    """Unit rows of idf by facet: of the history, each times its weight, `(h, u)`; and of the candidates as triples of place, column
    among the `u` facets of the history, and value.

    `total` `(n,)` are the inner products of the history's sum, of `length`, with the candidates. `units` `(h, u)` are the history's
    rows without their weights, above 0 where it holds a facet; `idf` `(u,)` is how rare the facets are, in nats.
    """

    liked: Matrix
    places: Rows
    columns: Rows
    values: Matrix
    total: Column
    length: float
    units: Matrix
    idf: Column

    def shares(self, places: Rows) -> Matrix:
        """What each of the history has in `total` at `places`, `(h, len(places))`."""
        shares: Matrix = self.liked @ self._theirs(self.values)[places].T
        return shares

    def alone(self) -> Matrix:
        """The cosine of each of the history alone with each candidate, `(h, n)`."""
        found: Matrix = self.units @ self._theirs(self.values).T
        return found

    def in_common(self) -> Column:
        """The idf of the facets that each candidate shares with a deed, summed, `(n,)`: the mean over the history."""
        mean = (self.units > 0).mean(axis=0) * self.idf
        return np.bincount(self.places, mean[self.columns], len(self.total)).astype(np.float64)

    def shares_in_common(self, places: Rows) -> Column:
        """What each of the history has in `in_common` at `places`, `(h, len(places))`."""
        rarities = (self.units > 0) * (self.idf / len(self.units))
        shares: Column = rarities @ self._theirs(1.0)[places].T
        return shares

    def rarest(self) -> tuple[Column, Rows]:
        """The idf of the rarest facet that each candidate shares with one of the latest deeds, and the newest that holds it, both
        `(n,)`; 0, and the last, where they share none.
        """
        near, last = self.units[-LATEST:] > 0, len(self.units) - 1
        newest = last - np.argmax(near[::-1], axis=0)
        rarity = np.where(near.any(axis=0), self.idf, 0.0)[self.columns]
        # Ascending, so that of a candidate's facets the rarest is written last and stays.
        order = np.argsort(rarity, kind="stable")
        found, by = np.zeros(len(self.total)), np.full(len(self.total), last)
        found[self.places[order]], by[self.places[order]] = rarity[order], newest[self.columns[order]]
        return found, by

    def _theirs(self, values: Matrix | float) -> Matrix:
        """The candidates' triples as rows, `(n, u)`."""
        rows = np.zeros((len(self.total), len(self.idf)), dtype=np.float32)
        rows[self.places, self.columns] = values
        return rows


def attributes(catalogue: Catalogue, history: Rows, weights: Matrix, rows: Rows) -> Filed:
    """Likeness of `history`, weighed by `weights` `(h,)`, and `rows` by their facets. An item without facets is like nothing."""
    own, at, idf = _unit(catalogue, history)
    used = np.unique(own)
    units = np.zeros((len(history), len(used)), dtype=np.float32)
    units[at, np.searchsorted(used, own)] = idf
    liked = units * weights[:, None]
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
        units=units,
        idf=catalogue.idf(used),
    )


def _unit(catalogue: Catalogue, rows: Rows) -> tuple[NDArray[np.int32], Rows, Matrix]:
    """The facets of rows one after the other, each one's place in `rows`, and its idf in a row of length 1."""
    facets, places = catalogue.facets_at(rows)
    idf = catalogue.idf(facets)
    length = np.sqrt(np.bincount(places, idf**2, len(rows)))
    return facets, places, (idf / length[places]).astype(np.float32)
