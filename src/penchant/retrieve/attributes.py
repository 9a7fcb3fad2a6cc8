"""Likeness of items by what they are filed under: categories, tags, brands, people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from penchant.catalogue import Catalogue

    Rows = NDArray[np.int64]
    Matrix = NDArray[np.float32]


def attributes(catalogue: Catalogue, history: Rows, rows: Rows) -> tuple[Matrix, Matrix]:
    """Cosines of the facets, weighed by idf, of `history` with `rows` `(h, n)` and with itself `(h, h)`.

    An item without facets is like nothing.
    """
    own, places = _facets(catalogue, history)
    used = np.unique(own)
    liked = _matrix(catalogue, own, places, used, len(history))
    theirs = _matrix(catalogue, *_facets(catalogue, rows), used, len(rows))
    return liked @ theirs.T, liked @ liked.T


def _facets(catalogue: Catalogue, rows: Rows) -> tuple[NDArray[np.int32], Rows]:
    """The facets of rows one after the other, and each one's place in `rows`."""
    held = [catalogue.facets_of(row) for row in rows.tolist()]
    flat = np.concatenate(held) if held else np.zeros(0, dtype=np.int32)
    return flat, np.repeat(np.arange(len(rows)), [len(facets) for facets in held])


def _matrix(
    catalogue: Catalogue, facets: NDArray[np.int32], places: Rows, used: NDArray[np.int32], n: int
) -> Matrix:
    """Unit rows of idf by facet, cut down to the columns `used`: `(n, len(used))`."""
    idf = catalogue.idf(facets).astype(np.float32)
    length = np.sqrt(np.bincount(places, idf.astype(np.float64) ** 2, n)).astype(np.float32)
    column = np.searchsorted(used, facets)
    kept = np.flatnonzero(np.isin(facets, used))
    made = np.zeros((n, len(used)), dtype=np.float32)
    made[places[kept], column[kept]] = idf[kept] / length[places[kept]]
    return made
