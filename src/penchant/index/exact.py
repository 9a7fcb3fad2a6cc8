"""The exact index: every row is scored. The oracle of the others, and the fastest up to some 30,000 rows."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np

from penchant.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from penchant.ports import Mask, Rows, Vectors

_GROWTH = 1.25
"""Room is made for a quarter more rows at a time; what is spare costs address space, not memory, until used."""
_CHUNK = 1024
"""Rows gathered or checked at a time: 2 MB of 512 dimensions stays in the cache between the copy and the product."""
_GATHER_SHARE = 0.4
"""Below this share of rows kept, copying them and scoring the copies is faster than scoring all (measured)."""
_ROUNDING = 4e-6
"""How far a blocked float32 product may stray from one summed in order, for unit vectors of up to 2,000 dimensions."""
_TIES = 1024
"""Rows within rounding of the last place that are scored again, beyond `k`: more stand only in a catalogue of copies."""


class ExactIndex:
    """Every search scores every row: nothing is missed. Memory: `4 * d` bytes a row and one more.

    Thread-safe by a readers-writer lock: searches run side by side, and a `put` waits for those that run and
    goes before those that come, so a search sees all of a put or nothing of it. One thread's search takes
    the memory's speed (about 12 ms for 100,000 rows of 512 on one core); BLAS threads are the caller's to
    limit.
    """

    exact = True

    def __init__(self) -> None:
        self._gate = Gate()
        self._matrix = Matrix()

    def __len__(self) -> int:
        """Rows held, those of zeros among them."""
        return self._matrix.n

    @property
    def nbytes(self) -> int:
        """Bytes of the rows held (spare room not counted)."""
        return self._matrix.nbytes

    def build(self, vectors: Vectors) -> None:
        """Hold a copy of `vectors` `(n, d)` in place of what was held.

        Raises:
            InvalidInput: not a table, or a number in it is not finite.
        """
        matrix = Matrix()
        matrix.put(np.arange(len(vectors)), vectors)
        with self._gate.writing():
            self._matrix = matrix

    def put(self, rows: Rows, vectors: Vectors) -> None:
        """Set rows; the last counts where a row is named twice, and rows skipped past the end are rows of zeros.

        Raises:
            InvalidInput: a negative row, another number of rows than vectors, another `d`, or a number not
            finite.
        """
        with self._gate.writing():
            self._matrix.put(rows, vectors)

    def search(self, queries: Vectors, k: int, mask: Mask | None = None) -> tuple[Rows, Vectors]:
        """The `k` best rows of each query: ids `(m, k)` and inner products `(m, k)`, best first, equals by lower row.

        A row past the end of `mask` is not kept: it came after the mask was made. The rest are -1 with score
        -inf.

        Raises:
            InvalidInput: queries are not a table of `d` columns, or `k` is negative.
        """
        with self._gate.reading():
            queries = self._matrix.checked_queries(queries, k)
            return self._matrix.scan(queries, k, self._matrix.keep(mask))

    def take(self, rows: Rows) -> Vectors:
        """The vectors of rows, a copy `(len(rows), d)`; zeros for rows past the end."""
        with self._gate.reading():
            return self._matrix.take(rows)


class Matrix:
    """Rows in one float32 table with room to grow, and which of them are not zeros. Not locked: its owner is."""

    def __init__(self) -> None:
        self.n = 0
        self._data: Vectors = np.empty((0, 0), dtype=np.float32)
        self._live: Mask = np.zeros(0, dtype=np.bool_)

    @property
    def data(self) -> Vectors:
        return self._data[: self.n]

    @property
    def live(self) -> Mask:
        """Which rows may be found, `(n,)`."""
        return self._live[: self.n]

    @property
    def dim(self) -> int:
        return int(self._data.shape[1])

    @property
    def nbytes(self) -> int:
        return self.n * (4 * self.dim + 1)

    def put(self, rows: Rows, vectors: Vectors) -> None:
        """Set rows `(n,)` to vectors `(n, d)`, as `ExactIndex.put` does; raises InvalidInput."""
        rows, vectors = self._checked(rows, vectors)
        if len(rows) == 0:
            return
        self._grow(int(rows.max()) + 1, vectors.shape[1])
        for start in range(0, len(rows), _CHUNK):
            part = slice(start, start + _CHUNK)
            self._data[rows[part]] = vectors[part]
            self._live[rows[part]] = vectors[part].any(axis=1)

    def take(self, rows: Rows) -> Vectors:
        """A copy `(len(rows), d)`; zeros for rows past the end."""
        rows = np.asarray(rows, dtype=np.int64)
        inside = rows < self.n
        if inside.all():
            return self._data[rows]
        out = np.zeros((len(rows), self.dim), dtype=np.float32)
        out[inside] = self._data[rows[inside]]
        return out

    def _grow(self, n: int, dim: int) -> None:
        if n > len(self._data):
            room = max(n, int(len(self._data) * _GROWTH))
            data = np.empty((room, dim), dtype=np.float32)
            live = np.zeros(room, dtype=np.bool_)
            if self.n:
                data[: self.n] = self.data
                live[: self.n] = self.live
            self._data, self._live = data, live
        if n > self.n:
            self._data[self.n : n] = 0.0
            self.n = n

    def _checked(self, rows: Rows, vectors: Vectors) -> tuple[Rows, Vectors]:
        rows, vectors = np.asarray(rows, dtype=np.int64), np.asarray(vectors)
        if vectors.ndim != 2 or rows.shape != vectors.shape[:1]:
            raise InvalidInput(
                f"Vectors of shape {vectors.shape!r} for rows of shape {rows.shape!r}; (n, d) for (n,) is allowed.",
                hint="Give one row number for each vector.",
            )
        if self.n and vectors.shape[1] != self.dim:
            raise InvalidInput(
                f"Vectors of {vectors.shape[1]!r} dimensions; this index holds {self.dim!r}.",
                hint="Encode with the encoder the index was built with, or build it again.",
            )
        if len(rows) and int(rows.min()) < 0:
            raise InvalidInput(f"Row {int(rows.min())!r}; 0 or more is allowed.", hint="Count rows from 0.")
        for start in range(0, len(rows), _CHUNK):
            if not np.isfinite(vectors[start : start + _CHUNK]).all():
                raise InvalidInput(
                    "A vector holds NaN or infinity; finite numbers are allowed.",
                    hint="Give a row of zeros for what has no vector.",
                )
        return rows, vectors

    def checked_queries(self, queries: Vectors, k: int) -> Vectors:
        """The queries as float32 `(m, d)`; raises InvalidInput for another shape or a bad `k`."""
        queries = np.ascontiguousarray(queries, dtype=np.float32)
        if queries.ndim != 2 or (self.n and queries.shape[1] != self.dim):
            raise InvalidInput(
                f"Queries of shape {queries.shape!r}; (m, {self.dim if self.n else 'd'}) is allowed.",
                hint="Give one row a query: queries[None] for a single vector.",
            )
        if k < 0:
            raise InvalidInput(f"k of {k!r}; 0 or more is allowed.", hint="10 is usual.")
        return queries

    def keep(self, mask: Mask | None) -> Mask:
        """The rows that may be found: live, and true in `mask`; a new array, or `live` itself."""
        if mask is None:
            return self.live
        keep = np.zeros(self.n, dtype=np.bool_)
        common = min(self.n, len(mask))
        np.logical_and(self.live[:common], mask[:common], out=keep[:common])
        return keep

    def scan(self, queries: Vectors, k: int, keep: Mask) -> tuple[Rows, Vectors]:
        """Exact search among the rows where `keep` `(n,)` is true."""
        found, scores = padding(len(queries), k)
        kept = int(np.count_nonzero(keep))
        if kept == 0 or k == 0:
            return found, scores
        ids = np.flatnonzero(keep) if kept < _GATHER_SHARE * self.n else None
        rough = self._products(queries, ids)
        if ids is None and kept < self.n:
            rough[:, ~keep] = -np.inf
        for query, row in enumerate(rough):
            near = _front(row, min(k, kept))
            self.place(queries[query], near if ids is None else ids[near], found[query], scores[query])
        return found, scores

    def _products(self, queries: Vectors, ids: Rows | None) -> Vectors:
        if ids is None and len(queries) == 1:
            return np.asarray(self.data @ queries[0])[None]  # bound by memory: chunks gain nothing
        rough = np.empty((len(queries), self.n if ids is None else len(ids)), dtype=np.float32)
        for start in range(0, rough.shape[1], _CHUNK):
            part = slice(start, start + _CHUNK)
            rough[:, part] = queries @ self.data[part if ids is None else ids[part]].T
        return rough

    def place(self, query: Vectors, rows: Rows, found: Rows, scores: Vectors) -> None:
        """Score `rows` again in one order of summing, and write the best into `found` and `scores` `(k,)`.

        A blocked product rounds a row by where it stands; so equal rows would not be equal, nor a row's
        score the same under another mask. `rows` must be ascending for equals to come by lower row.
        """
        exact = np.einsum("nd,d->n", self.data[rows], query)
        best = np.argsort(-exact, kind="stable")[: len(found)]
        found[: len(best)] = rows[best]
        scores[: len(best)] = exact[best]


class Gate:
    """Many readers, or one writer. A waiting writer goes before new readers, so writes are never starved."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._readers = 0
        self._writing = False
        self._waiting = 0

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Within it others may read and nobody writes."""
        with self._changed:
            while self._writing or self._waiting:
                self._changed.wait()
            self._readers += 1
        try:
            yield
        finally:
            with self._changed:
                self._readers -= 1
                if self._readers == 0:
                    self._changed.notify_all()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Within it nobody else reads or writes."""
        with self._changed:
            self._waiting += 1
            while self._writing or self._readers:
                self._changed.wait()
            self._waiting -= 1
            self._writing = True
        try:
            yield
        finally:
            with self._changed:
                self._writing = False
                self._changed.notify_all()


def padding(m: int, k: int) -> tuple[Rows, Vectors]:
    """An answer of nothing: ids of -1 and scores of -inf, `(m, k)` each."""
    return np.full((m, k), -1, dtype=np.int64), np.full((m, k), -np.inf, dtype=np.float32)


def _front(rough: Vectors, k: int) -> NDArray[np.intp]:
    """Ascending places of the `k` best and of all within rounding of the last of them, at most `_TIES` more."""
    last = float(np.partition(rough, len(rough) - k)[len(rough) - k])
    near = np.flatnonzero(rough >= last - _ROUNDING * max(1.0, abs(last)))
    if len(near) > k + _TIES:
        best = np.argsort(-rough[near], kind="stable")[: k + _TIES]
        near = np.sort(near[best])
    return near
