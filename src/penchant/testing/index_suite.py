"""The contract of a `VectorIndex`, as tests: subclass `IndexSuite`, say how one is made, and run pytest.

    class TestMine(IndexSuite):
        def make(self):
            return MyIndex()

The oracle is `brute_force`, a sort of all scores.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

if TYPE_CHECKING:
    from penchant.ports import Mask, Rows, VectorIndex, Vectors

TOLERANCE = 1e-5
"""Between two scores of one pair of unit vectors: products are summed in another order."""

_A_FEW = settings(
    deadline=None,
    max_examples=25,
    suppress_health_check=[HealthCheck.differing_executors, HealthCheck.too_slow],
)


def clustered(n: int, dim: int, *, seed: int, clusters: int = 200) -> Vectors:
    """Unit rows `(n, dim)` around centres, with variances falling by dimension, as embeddings of texts have."""
    rng = np.random.default_rng(seed)
    spread = (1.0 + np.arange(dim)) ** -0.4
    centres = rng.standard_normal((clusters, dim))
    vectors = (centres[rng.integers(0, clusters, n)] + 0.6 * rng.standard_normal((n, dim))) * spread
    unit: Vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return unit


def brute_force(vectors: Vectors, queries: Vectors, k: int, mask: Mask | None = None) -> tuple[Rows, Vectors]:
    """The oracle: every score, rows of zeros and masked rows out, sorted; equals by lower row; -1 and -inf beyond."""
    scores = np.einsum("md,nd->mn", queries, vectors)
    scores[:, ~vectors.any(axis=1)] = -np.inf
    if mask is not None:
        scores[:, ~mask] = -np.inf
    order = np.argsort(-scores, axis=1, kind="stable")[:, :k]
    best = np.take_along_axis(scores, order, axis=1)
    rows = np.full((len(queries), k), -1, dtype=np.int64)
    values = np.full((len(queries), k), -np.inf, dtype=np.float32)
    rows[:, : order.shape[1]] = np.where(np.isneginf(best), -1, order)
    values[:, : order.shape[1]] = best
    return rows, values


_SHARED: dict[type, tuple[VectorIndex, Vectors]] = {}


class IndexSuite:
    """Every index keeps these. Override `make`; `size` should be enough for an approximate one to be approximate."""

    size = 300
    dim = 16
    recall = 0.95
    """The floor of recall@10 for an index that is not exact."""

    def make(self) -> VectorIndex:
        """A new, empty index."""
        raise NotImplementedError

    def built(self, seed: int = 0) -> tuple[VectorIndex, Vectors]:
        """An index of `size` clustered rows, every hundredth of zeros, and those rows."""
        vectors = clustered(self.size, self.dim, seed=seed)
        vectors[::100] = 0.0
        index = self.make()
        index.build(vectors)
        return index, vectors

    def queries(self, m: int, seed: int = 1) -> Vectors:
        """`m` queries from the same clusters as the rows of `built`."""
        return clustered(self.size + m, self.dim, seed=seed - 1)[self.size :]

    def test_an_empty_index_finds_nothing(self) -> None:
        index = self.make()
        rows, scores = index.search(np.ones((2, self.dim), dtype=np.float32), 3)
        assert rows.tolist() == [[-1] * 3] * 2
        assert np.isneginf(scores).all()
        index.build(np.zeros((0, self.dim), dtype=np.float32))
        assert (index.search(np.ones((1, self.dim), dtype=np.float32), 3)[0] == -1).all()

    def test_shapes_and_types(self) -> None:
        index, _ = self.built()
        for m, k in ((1, 5), (7, 1), (0, 5), (2, 0)):
            rows, scores = index.search(self.queries(m), k)
            assert rows.shape == scores.shape == (m, k)
            assert rows.dtype == np.int64
            assert scores.dtype == np.float32

    def test_finds_the_nearest(self) -> None:
        index, vectors = self.built()
        queries = self.queries(20)
        rows, scores = index.search(queries, 10)
        wanted, best = brute_force(vectors, queries, 10)
        hits = sum(len(np.intersect1d(got, want)) for got, want in zip(rows, wanted, strict=True))
        if index.exact:
            np.testing.assert_allclose(scores, best, atol=TOLERANCE)
        assert hits >= (1.0 if index.exact else self.recall) * wanted.size

    def test_scores_are_the_inner_products_in_falling_order(self) -> None:
        index, vectors = self.built()
        queries = self.queries(5)
        rows, scores = index.search(queries, 10)
        np.testing.assert_allclose(scores, np.einsum("mkd,md->mk", vectors[rows], queries), atol=TOLERANCE)
        assert (np.diff(scores, axis=1) <= 0.0).all()

    def test_a_row_finds_itself(self) -> None:
        index, vectors = self.built()
        rows, scores = index.search(vectors[5:25], 1)
        assert rows[:, 0].tolist() == list(range(5, 25))
        np.testing.assert_allclose(scores[:, 0], 1.0, atol=TOLERANCE)

    def test_one_query_gives_what_it_gives_among_others(self) -> None:
        index, _ = self.built()
        queries = self.queries(8)
        rows, scores = index.search(queries, 10)
        for query, row, score in zip(queries, rows, scores, strict=True):
            alone = index.search(query[None], 10)
            assert alone[0].tolist() == [row.tolist()]
            assert alone[1].tolist() == [score.tolist()]

    def test_equal_rows_come_by_lower_row(self) -> None:
        index, vectors = self.built()
        twins = np.array([3, 7, self.size - 1, self.size + 3], dtype=np.int64)
        index.put(twins, np.repeat(vectors[3:4], len(twins), axis=0))
        assert index.search(vectors[3:4], 4)[0].tolist() == [twins.tolist()]
        mask = np.ones(self.size + 4, dtype=np.bool_)
        mask[3] = False
        assert index.search(vectors[3:4], 3, mask)[0].tolist() == [twins[1:].tolist()]

    def test_more_asked_than_held_is_padded(self) -> None:
        index = self.make()
        vectors = clustered(3, self.dim, seed=2)
        index.build(vectors)
        rows, scores = index.search(vectors[:1], 5)
        assert sorted(rows[0, :3].tolist()) == [0, 1, 2]
        assert rows[0, 3:].tolist() == [-1, -1]
        assert np.isneginf(scores[0, 3:]).all()

    def test_all_are_found_when_all_are_asked(self) -> None:
        index, vectors = self.built()
        rows, _ = index.search(self.queries(1), self.size)
        assert sorted(rows[rows >= 0].tolist()) == np.flatnonzero(vectors.any(axis=1)).tolist()

    def test_rows_of_zeros_are_never_found(self) -> None:
        index, vectors = self.built()
        rows, _ = index.search(-self.queries(3), self.size)
        assert vectors[rows[rows >= 0]].any(axis=1).all()

    def test_a_mask_of_nothing_finds_nothing(self) -> None:
        index, _ = self.built()
        rows, scores = index.search(self.queries(2), 4, np.zeros(self.size, dtype=np.bool_))
        assert (rows == -1).all()
        assert np.isneginf(scores).all()

    @given(
        share=st.sampled_from([0.0, 0.01, 0.1, 0.5, 0.9, 1.0]),
        seed=st.integers(0, 99),
        k=st.sampled_from([1, 10, 60]),
    )
    @_A_FEW
    def test_a_mask_is_never_violated(self, share: float, seed: int, k: int) -> None:
        index, vectors = self._shared()
        mask = np.random.default_rng(seed).random(self.size) < share
        queries = self.queries(2, seed=1)
        rows, _ = index.search(queries, k, mask)
        wanted, _ = brute_force(vectors, queries, k, mask)
        assert mask[rows[rows >= 0]].all()
        assert ((rows >= 0).sum(axis=1) == (wanted >= 0).sum(axis=1)).all()
        assert all(len(set(row.tolist())) == len(row) for row in (row[row >= 0] for row in rows))

    @given(cut=st.floats(-0.5, 0.9), k=st.sampled_from([1, 10]))
    @_A_FEW
    def test_a_mask_against_the_query_still_fills_the_answer(self, cut: float, k: int) -> None:
        index, vectors = self._shared()
        query = self.queries(1)
        mask = vectors @ query[0] < cut  # the nearest are just those that are masked
        rows, scores = index.search(query, k, mask)
        wanted, best = brute_force(vectors, query, k, mask)
        assert ((rows >= 0) == (wanted >= 0)).all()
        assert mask[rows[rows >= 0]].all()
        if index.exact:
            np.testing.assert_allclose(scores, best, atol=TOLERANCE)

    def test_a_mask_made_before_a_row_came_leaves_it_out(self) -> None:
        index, vectors = self.built()
        index.put(np.array([self.size]), vectors[5:6])
        rows, _ = index.search(vectors[5:6], 2, np.ones(self.size, dtype=np.bool_))
        assert rows[0, 0] == 5
        assert self.size not in rows

    def test_a_new_row_is_found_at_once(self) -> None:
        index, _ = self.built()
        new = clustered(1, self.dim, seed=9)
        index.put(np.array([self.size]), new)
        assert index.search(new, 1)[0].tolist() == [[self.size]]

    def test_a_first_row_may_come_by_put(self) -> None:
        index = self.make()
        new = clustered(2, self.dim, seed=9)
        index.put(np.array([0, 4]), new)
        assert index.search(new[1:], 3)[0].tolist() == [[4, 0, -1]]

    def test_a_replaced_row_is_found_where_it_is_now(self) -> None:
        index, vectors = self.built()
        new = clustered(1, self.dim, seed=9)
        index.put(np.array([5]), new)
        assert index.search(new, 1)[0].tolist() == [[5]]
        assert 5 not in index.search(vectors[5:6], 1)[0]

    def test_a_row_of_zeros_takes_the_row_out_and_a_vector_brings_it_back(self) -> None:
        index, vectors = self.built()
        index.put(np.array([5]), np.zeros((1, self.dim), dtype=np.float32))
        assert 5 not in index.search(vectors[5:6], self.size)[0]
        index.put(np.array([5]), vectors[5:6])
        assert index.search(vectors[5:6], 1)[0].tolist() == [[5]]

    def test_the_last_of_a_row_named_twice_counts(self) -> None:
        index, _ = self.built()
        two = clustered(2, self.dim, seed=9)
        index.put(np.array([5, 5]), two)
        rows, scores = index.search(two[1:], 1)
        assert rows.tolist() == [[5]]
        np.testing.assert_allclose(scores, 1.0, atol=TOLERANCE)

    def test_many_puts_give_what_a_build_gives(self) -> None:
        index, vectors = self.built()
        rng = np.random.default_rng(3)
        vectors = vectors.copy()
        for seed in range(6):
            rows = rng.integers(0, len(vectors) + self.size // 10, self.size // 4)
            new = clustered(len(rows), self.dim, seed=100 + seed)
            new[::5] = 0.0
            vectors = _with(vectors, rows, new)
            index.put(rows, new)
        queries = vectors[vectors.any(axis=1)][:20]
        rows, scores = index.search(queries, 5)
        wanted, best = brute_force(vectors, queries, 5)
        hits = sum(len(np.intersect1d(got, want)) for got, want in zip(rows, wanted, strict=True))
        assert hits >= (1.0 if index.exact else self.recall) * wanted.size
        np.testing.assert_allclose(scores[:, 0], best[:, 0], atol=TOLERANCE)

    def test_build_replaces_what_was_held(self) -> None:
        index, _ = self.built()
        few = clustered(4, self.dim, seed=9)
        index.build(few)
        rows, _ = index.search(few, 9)
        assert set(rows.ravel().tolist()) == {0, 1, 2, 3, -1}

    def test_what_was_given_is_not_changed_and_may_be(self) -> None:
        index, vectors = self.built()
        given_rows = vectors.copy()
        index.put(np.array([5]), vectors[6:7])
        np.testing.assert_array_equal(vectors, given_rows)
        asked = vectors[5:6].copy()
        vectors[:] = 0.0
        assert index.search(asked, 1)[0][0, 0] >= 0

    def test_searches_beside_puts_see_a_row_whole(self) -> None:
        index, vectors = self.built()
        one, other = clustered(2, self.dim, seed=9)
        mixed = np.concatenate([one[: self.dim // 2], other[self.dim // 2 :]])
        allowed = [float(one @ mixed), float(other @ mixed)]
        only = np.zeros(self.size, dtype=np.bool_)
        only[5] = True
        index.put(np.array([5]), one[None])
        stop = threading.Event()
        wrong: list[float] = []

        def look() -> None:
            while not stop.is_set():
                score = float(index.search(mixed[None], 1, only)[1][0, 0])
                if min(abs(score - value) for value in allowed) > TOLERANCE:
                    wrong.append(score)
                index.search(vectors[20:22], 5)

        readers = [threading.Thread(target=look, daemon=True) for _ in range(2)]
        for reader in readers:
            reader.start()
        try:
            for turn in range(60):
                new = np.stack([other if turn % 2 else one, vectors[20]])
                index.put(np.array([5, self.size + turn]), new)
        finally:
            stop.set()
        for reader in readers:
            reader.join()
        assert not wrong

    def _shared(self) -> tuple[VectorIndex, Vectors]:
        """One built index for all examples of a property, which only search it."""
        kind = type(self)
        if kind not in _SHARED:
            _SHARED[kind] = self.built()
        return _SHARED[kind]


def _with(vectors: Vectors, rows: Rows, new: Vectors) -> Vectors:
    """`vectors` after a put, as one table; the last of equal rows counts."""
    after = np.zeros((max(len(vectors), int(rows.max()) + 1), vectors.shape[1]), dtype=np.float32)
    after[: len(vectors)] = vectors
    for row, vector in zip(rows, new, strict=True):
        after[row] = vector
    return after
