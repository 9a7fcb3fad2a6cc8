"""Likeness of items for what is done with them: their vectors without what all texts of the catalogue share.

Principal components of the centred vectors, each divided by its spread ("whitening", Su et al. 2021): on product reviews the
cosine of what was liked then finds the next item among ten in 7.6 % of cases where plain centring finds 5.9 %. A phrase is
compared with items by the plain vectors: whitening made requests in words worse.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from penchant.ports import Vectors

    Rows = NDArray[np.int64]

FEWEST_ITEMS = 512
"""Below so many items the components would follow single items: the plain vectors serve."""
COMPONENTS = 256
SAMPLE = 50_000
"""Items the components are taken from at most, evenly spread."""
RIDGE = 1e-4
"""Added to each component's variance: of a unit vector of 512 dimensions the mean is 2e-3."""
AT_ONCE = 5_000
SCALE = 127.0


class Likeness:
    """Whitened unit vectors by row, a byte a component; the plain ones while the catalogue is small."""

    def __init__(self, plain: Callable[[Rows], Vectors]) -> None:
        self._plain = plain
        self._components: Vectors | None = None
        self._held = np.zeros((0, 0), dtype=np.int8)
        self._scale = np.zeros(0, dtype=np.float32)

    @property
    def nbytes(self) -> int:
        """Bytes held by row."""
        return self._held.nbytes + self._scale.nbytes

    @property
    def fitted(self) -> bool:
        """Whether the vectors are whitened."""
        return self._components is not None

    def build(self, vectors: Vectors) -> None:
        """Take the components of centred unit rows `(n, d)`, zeros left aside, and hold all rows."""
        used = vectors[:: max(1, len(vectors) // SAMPLE)]
        used = used[used.any(axis=1)]
        self._components = None
        self._held = np.zeros((0, 0), dtype=np.int8)
        if len(used) < FEWEST_ITEMS:
            return
        variance, axes = np.linalg.eigh((used.T @ used).astype(np.float64) / len(used))
        k = min(COMPONENTS, len(variance))
        self._components = (axes[:, -k:] / np.sqrt(variance[-k:] + RIDGE)).astype(np.float32)
        self._held, self._scale = (
            np.zeros((len(vectors), k), dtype=np.int8),
            np.zeros(len(vectors), np.float32),
        )
        for start in range(0, len(vectors), AT_ONCE):
            part = slice(start, start + AT_ONCE)
            self._held[part], self._scale[part] = self._white(vectors[part])

    def put(self, rows: Rows, vectors: Vectors) -> None:
        """Set rows from centred unit rows `(n, d)`."""
        if self._components is None or not len(rows):
            return
        short = int(rows.max()) + 1 - len(self._held)
        if short > 0:
            room = np.zeros((max(short, len(self._held) // 8), self._held.shape[1]), dtype=np.int8)
            self._held = np.concatenate([self._held, room])
            self._scale = np.concatenate([self._scale, np.zeros(len(room), np.float32)])
        self._held[rows], self._scale[rows] = self._white(vectors)

    def take(self, rows: Rows) -> Vectors:
        """Unit rows `(len(rows), k)`; zeros for rows unknown."""
        if self._components is None:
            return self._plain(rows)
        known = rows < len(self._held)
        if not known.all():
            found: Vectors = np.zeros((len(rows), self._held.shape[1]), dtype=np.float32)
            found[known] = self.take(rows[known])
            return found
        found = self._held[rows].astype(np.float32)
        found *= self._scale[rows][:, None]
        return found

    def _white(self, vectors: Vectors) -> tuple[NDArray[np.int8], Vectors]:
        """The whitened rows in whole numbers, and what makes each of them of length 1."""
        assert self._components is not None  # noqa: S101 - asked of by both callers
        turned = _unit(vectors @ self._components)
        peak = np.abs(turned).max(axis=1, keepdims=True)
        scaled = np.divide(turned * SCALE, peak, out=np.zeros_like(turned), where=peak > 0)
        whole = np.rint(scaled)
        length = np.sqrt(np.einsum("ij,ij->i", whole, whole))
        scale = np.divide(1.0, length, out=np.zeros_like(length), where=length > 0)
        return whole.astype(np.int8), scale


def _unit(rows: Vectors) -> Vectors:
    length = np.sqrt(np.einsum("ij,ij->i", rows, rows))[:, None]
    unit: Vectors = np.divide(rows, length, out=np.zeros_like(rows), where=length > 0)
    return unit
