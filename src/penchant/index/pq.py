"""Product-quantised codes scanned in registers (faiss), the best of them scored again exactly: for 30,000 rows and more."""

from __future__ import annotations

import threading
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np

from penchant.errors import InvalidSetting, MissingExtra
from penchant.index.exact import Gate, Matrix, padding

if TYPE_CHECKING:
    from penchant.ports import Mask, Rows, Vectors

_DIMS_PER_CODE = 4
"""Dimensions a 4-bit code stands for, unless `m` is given: 64 bytes a row of 512."""
_TRAIN_ROWS = 4_096
"""faiss uses at most 256 rows for each of the 16 centroids of a code."""
_IVF_ROWS = 500_000
"""From here on the codes are also parted into cells, of which a search visits some: a full scan would be linear in rows."""
_CELLS = 2_048
_VISITED = 96
"""Of the cells, for one search. Measured at 1,000,000 rows: recall@100 .98, in a sixth of the time of a full scan."""
_TRAIN_ROWS_PER_CELL = 40
_CELL_ROUNDS = 5
"""Rounds of k-means for the cells: more cost seconds and found no more neighbours."""
_ADD_CHUNK = 16_384
"""Rows copied at a time while the codes are made: 32 MB of 512 dimensions."""
_STALE_SHARE = 0.2
"""The codes are made anew when this share of them belongs to rows replaced or taken out."""
_GROWN = 2.0
"""They are trained anew when there are this many times the rows they were trained for."""
_MOST_FETCHED_SHARE = 1 / 64
_MOST_FETCHED = 4_096
"""Under a mask, up to this many codes (or this share, if more) are fetched; if that is too few, the kept rows are scanned."""
_NEEDED = 2
"""Fetched rows that must pass the mask, for each of the `k` asked: with fewer the last places would be chance."""
_LEAST_SCORED = 200
"""Rows scored exactly however few are asked: the order of the codes is coarse, and these cost 0.1 ms."""
_SEED = 17


class PqIndex:
    """Approximate search by inner product of unit vectors, with exact scores.

    Jégou et al., "Product Quantization for Nearest Neighbor Search", 2011; André et al., "Cache locality is
    not enough", 2015 (the 4-bit scan). A search scans all codes, or above 500,000 rows the nearest cells of
    an inverted file; takes the best `rerank * k`; and scores those from the float32 rows, which are held
    once. Memory: `4 * d + m / 2 + 17` bytes a row.

    Up to `exact_rows` rows, and wherever a mask keeps too few, the answer is exact. A mask is never violated.

    Thread-safe by a readers-writer lock: searches run side by side, a `put` is seen whole by the next
    search. Making the codes (`build`, or a `put` that finds too many stale) takes about 2 s for 100,000 rows
    of 512 and 40 s for 1,000,000, on one core; searches go on meanwhile, the put waits.

    Args:
        m: codes a row, a divisor of `d`; None takes the largest up to a quarter of it.
        rerank: rows scored exactly for each one asked.
        exact_rows: up to here no codes are made.
        ivf_rows: from here on the codes are parted into cells.
        cells: how many; a search reads the codes of the nearest `visited` of them.

    Raises:
        MissingExtra: faiss is not installed.
        InvalidSetting: a number is out of range, or `m` does not divide `d`.
    """

    exact = False

    def __init__(
        self,
        m: int | None = None,
        rerank: int = 6,
        *,
        exact_rows: int = 30_000,
        ivf_rows: int = _IVF_ROWS,
        cells: int = _CELLS,
        visited: int = _VISITED,
    ) -> None:
        if rerank < 1 or (m is not None and m < 1):
            raise InvalidSetting(
                f"PqIndex with m {m!r} and rerank {rerank!r}; 1 or more is allowed.", hint="Leave out both."
            )
        if find_spec("faiss") is None:
            raise MissingExtra(
                "The index of codes needs faiss, which is not installed.",
                hint='pip install "penchant[faiss]"',
            )
        self._m = m
        self._rerank = rerank
        self._exact_rows = exact_rows
        self._ivf_rows = ivf_rows
        self._cells = cells
        self._visited = visited
        self._gate = Gate()
        self._writer = threading.Lock()
        self._matrix = Matrix()
        self._codes: _Codes | None = None

    def __len__(self) -> int:
        """Rows held, those of zeros among them."""
        return self._matrix.n

    @property
    def nbytes(self) -> int:
        """Bytes of the rows held and of their codes (spare room not counted)."""
        return self._matrix.nbytes + (self._codes.nbytes if self._codes else 0)

    def build(self, vectors: Vectors) -> None:
        """Hold a copy of `vectors` `(n, d)` in place of what was held, and make the codes.

        Raises:
            InvalidInput: not a table, or a number in it is not finite.
        """
        matrix = Matrix()
        matrix.put(np.arange(len(vectors)), vectors)
        self._check_m(matrix.dim)
        with self._writer:
            codes = self._made(matrix)
            with self._gate.writing():
                self._matrix, self._codes = matrix, codes

    def put(self, rows: Rows, vectors: Vectors) -> None:
        """Set rows; the last counts where a row is named twice, and rows skipped past the end are rows of zeros.

        Raises:
            InvalidInput: a negative row, another number of rows than vectors, another `d`, or a number not
            finite.
        """
        with self._writer:
            self._check_m(self._matrix.dim or vectors.shape[-1])
            with self._gate.writing():
                self._matrix.put(rows, vectors)
                if self._codes:
                    self._codes.replace(np.unique(rows), self._matrix)
            if self._wants_codes():
                codes = self._made(self._matrix)  # only writers change the matrix, and this is the one
                with self._gate.writing():
                    self._codes = codes

    def _check_m(self, dim: int) -> None:
        if self._m is not None and dim % self._m:
            raise InvalidSetting(
                f"PqIndex with m {self._m!r} for vectors of {dim!r} dimensions; m must divide them.",
                hint=f"{_codes_for(dim)} is usual for {dim}.",
            )

    def _wants_codes(self) -> bool:
        if self._codes is None:
            return self._matrix.n > self._exact_rows
        return self._codes.are_stale(self._matrix.n, self._ivf_rows)

    def _made(self, matrix: Matrix) -> _Codes | None:
        live = int(np.count_nonzero(matrix.live))
        if live <= self._exact_rows:
            return None
        cells = self._cells if live >= self._ivf_rows else 0
        return _Codes(matrix, m=self._m or _codes_for(matrix.dim), cells=cells, visited=self._visited)

    def search(self, queries: Vectors, k: int, mask: Mask | None = None) -> tuple[Rows, Vectors]:
        """About the `k` best rows of each query: ids `(m, k)` and exact inner products `(m, k)`, best first.

        A row past the end of `mask` is not kept: it came after the mask was made. The rest are -1 with score
        -inf.

        Raises:
            InvalidInput: queries are not a table of `d` columns, or `k` is negative.
        """
        with self._gate.reading():
            queries = self._matrix.checked_queries(queries, k)
            keep = self._matrix.keep(mask)
            kept = int(np.count_nonzero(keep))
            fetch = self._fetch(k, kept)
            if self._codes is None or not fetch:
                return self._matrix.scan(queries, k, keep)
            return self._search_codes(self._codes, queries, k, keep, kept, fetch)

    def take(self, rows: Rows) -> Vectors:
        """The vectors of rows, a copy `(len(rows), d)`; zeros for rows past the end."""
        with self._gate.reading():
            return self._matrix.take(rows)

    def _fetch(self, k: int, kept: int) -> int:
        """How many codes to fetch so that `rerank * k` of them may be expected to pass; 0 for an exact scan."""
        wanted = max(self._rerank * k, _LEAST_SCORED)
        if k == 0 or self._codes is None or kept <= _MOST_FETCHED or wanted * 2 > kept:
            return 0
        slots = self._codes.slots
        fetch = -(-wanted * slots // kept)
        return fetch if fetch <= max(_MOST_FETCHED, int(slots * _MOST_FETCHED_SHARE), 2 * wanted) else 0

    def _search_codes(
        self, codes: _Codes, queries: Vectors, k: int, keep: Mask, kept: int, fetch: int
    ) -> tuple[Rows, Vectors]:
        found, scores = padding(len(queries), k)
        short: list[int] = []
        for query, rows in enumerate(codes.nearest(queries, fetch)):
            passed = rows[rows >= 0]
            passed = passed[keep[passed]]
            if len(passed) < min(_NEEDED * k, kept):
                short.append(query)
                continue
            self._matrix.place(
                queries[query],
                np.sort(passed[: max(self._rerank * k, _LEAST_SCORED)]),
                found[query],
                scores[query],
            )
        if short:
            found[short], scores[short] = self._matrix.scan(queries[short], k, keep)
        return found, scores


class _Codes:
    """The codes of a matrix's live rows, in slots of faiss: a row replaced leaves its slot stale and takes a new one."""

    def __init__(self, matrix: Matrix, *, m: int, cells: int, visited: int) -> None:
        import faiss

        self._faiss: Any = faiss
        self._cells = cells
        self._visited = visited
        self._made_for = matrix.n
        rows = np.flatnonzero(matrix.live)
        self._slot = np.full(matrix.n, -1, dtype=np.int64)
        self._row = np.empty(0, dtype=np.int64)
        self.slots = 0
        self._stale = 0
        self._index = self._trained(matrix, rows, m)
        for start in range(0, len(rows), _ADD_CHUNK):
            self._add(rows[start : start + _ADD_CHUNK], matrix)

    @property
    def nbytes(self) -> int:
        return int(self.slots * (self._index.code_size + 8) + len(self._slot) * 8)

    def _trained(self, matrix: Matrix, rows: Rows, m: int) -> Any:
        self._faiss.omp_set_num_threads(1)
        parts = f"IVF{self._cells}," if self._cells else ""
        index = self._faiss.index_factory(matrix.dim, f"{parts}PQ{m}x4fs", self._faiss.METRIC_INNER_PRODUCT)
        sample = _TRAIN_ROWS
        if self._cells:
            index.nprobe = self._visited
            index.cp.niter = _CELL_ROUNDS
            sample = max(sample, _TRAIN_ROWS_PER_CELL * self._cells)
        if len(rows) > sample:
            rows = np.sort(np.random.default_rng(_SEED).choice(rows, sample, replace=False))
        index.train(matrix.data[rows])
        return index

    def replace(self, rows: Rows, matrix: Matrix) -> None:
        """Make the codes of distinct `rows` those of their vectors now: new slots for live ones, none for the rest."""
        if matrix.n > len(self._slot):
            self._slot = _longer(self._slot, matrix.n)
        old = self._slot[rows]
        self._row[old[old >= 0]] = -1
        self._stale += int(np.count_nonzero(old >= 0))
        self._slot[rows] = -1
        self._add(rows[matrix.live[rows]], matrix)

    def _add(self, rows: Rows, matrix: Matrix) -> None:
        if len(rows) == 0:
            return
        self._faiss.omp_set_num_threads(1)
        self._index.add(matrix.data[rows])
        end = self.slots + len(rows)
        if end > len(self._row):
            self._row = _longer(self._row, end)
        self._row[self.slots : end] = rows
        self._slot[rows] = np.arange(self.slots, end)
        self.slots = end

    def are_stale(self, n: int, ivf_rows: int) -> bool:
        """Whether they should be made anew: too many dead slots, or far more rows than when they were trained."""
        parted_late = n >= ivf_rows > self._made_for
        return self._stale > _STALE_SHARE * self.slots or n > _GROWN * self._made_for or parted_late

    def nearest(self, queries: Vectors, fetch: int) -> Rows:
        """Rows of the `fetch` best slots of each query `(m, fetch)`, best first by their codes; -1 for a stale slot."""
        self._faiss.omp_set_num_threads(1)  # this holds for the calling thread only, so each search says it
        _, slots = self._index.search(queries, min(fetch, self.slots))
        rows: Rows = self._row[slots]
        rows[slots < 0] = -1
        return rows


def _longer(array: Rows, length: int) -> Rows:
    """A copy with room for `length` and a quarter of what was there, the new places -1."""
    longer = np.full(max(length, len(array) + len(array) // 4), -1, dtype=np.int64)
    longer[: len(array)] = array
    return longer


def _codes_for(dim: int) -> int:
    """The largest divisor of `dim` that gives each code `_DIMS_PER_CODE` dimensions or more."""
    return max(m for m in range(1, max(1, dim // _DIMS_PER_CODE) + 1) if dim % m == 0)
