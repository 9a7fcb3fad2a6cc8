from __future__ import annotations

import importlib.util
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from penchant.errors import InvalidInput, InvalidSetting, MissingExtra
from penchant.index.exact import ExactIndex
from penchant.index.pq import PqIndex
from penchant.testing.index_suite import IndexSuite, brute_force, clustered


class TestExact(IndexSuite):
    def make(self):
        return ExactIndex()


class TestPq(IndexSuite):
    size = 9_000
    dim = 64
    recall = 0.97

    def make(self):
        return PqIndex(exact_rows=1_000)


class TestPqInCells(IndexSuite):
    size = 9_000
    dim = 64

    def make(self):
        return PqIndex(exact_rows=1_000, ivf_rows=2_000, cells=32, visited=16)


class TestPqBelowItsSize(IndexSuite):
    def make(self):
        return PqIndex()


@given(
    n=st.integers(0, 40),
    m=st.integers(0, 3),
    k=st.integers(0, 50),
    masked=st.booleans(),
    seed=st.integers(0, 10_000),
)
@settings(deadline=None, max_examples=150)
def test_exact_agrees_with_brute_force_even_on_ties(n, m, k, masked, seed):
    rng = np.random.default_rng(seed)
    vectors = rng.integers(-1, 2, (n, 3)).astype(np.float32)  # many equal rows, many of zeros
    queries = rng.integers(-1, 2, (m, 3)).astype(np.float32)
    mask = rng.random(n) < 0.5 if masked else None
    index = ExactIndex()
    index.build(vectors)
    rows, scores = index.search(queries, k, mask)
    wanted, best = brute_force(vectors, queries, k, mask)
    np.testing.assert_array_equal(rows, wanted)
    np.testing.assert_array_equal(scores, best)


def test_a_score_does_not_depend_on_the_mask_or_the_batch():
    vectors = clustered(3_001, 96, seed=0)
    index = ExactIndex()
    index.build(vectors)
    query = clustered(1, 96, seed=5)
    rows, scores = index.search(query, 20)
    assert [index.search(query, k)[1][0, 0] for k in range(1, 20)] == [scores[0, 0]] * 19
    few = np.zeros(3_001, dtype=bool)
    few[rows[0]] = True
    assert index.search(query, 20, few)[1].tolist() == scores.tolist()
    assert index.search(np.repeat(query, 9, axis=0), 20)[1][8].tolist() == scores[0].tolist()


def test_a_catalogue_of_copies_is_answered_in_order():
    index = ExactIndex()
    index.build(np.repeat(clustered(1, 16, seed=0), 5_000, axis=0))
    assert index.search(clustered(1, 16, seed=0), 8)[0].tolist() == [list(range(8))]


@pytest.mark.parametrize("make", [ExactIndex, PqIndex])
def test_what_cannot_be_searched_is_refused(make):
    index = make()
    index.build(clustered(5, 8, seed=0))
    with pytest.raises(InvalidInput, match="4 dimensions; this index holds 8"):
        index.put(np.array([0]), np.ones((1, 4), dtype=np.float32))
    with pytest.raises(InvalidInput, match="Row -1"):
        index.put(np.array([-1]), np.ones((1, 8), dtype=np.float32))
    with pytest.raises(InvalidInput, match="rows of shape"):
        index.put(np.array([0, 1]), np.ones((1, 8), dtype=np.float32))
    with pytest.raises(InvalidInput, match="NaN"):
        index.put(np.array([0]), np.full((1, 8), np.nan, dtype=np.float32))
    with pytest.raises(InvalidInput, match=r"\(m, 8\) is allowed"):
        index.search(np.ones(8, dtype=np.float32), 1)
    with pytest.raises(InvalidInput, match="k of -1"):
        index.search(np.ones((1, 8), dtype=np.float32), -1)
    assert len(index) == 5


def test_pq_uses_codes_only_above_its_size():
    small, large = PqIndex(exact_rows=5_000), PqIndex(exact_rows=4_999)
    vectors = clustered(5_000, 16, seed=0)
    small.build(vectors)
    large.build(vectors)
    assert large.nbytes > small.nbytes == 5_000 * (4 * 16 + 1)


def test_pq_makes_codes_when_puts_pass_its_size():
    index = PqIndex(exact_rows=5_000)
    vectors = clustered(6_000, 16, seed=0)
    index.build(vectors[:4_000])
    exact = index.nbytes / 4_000
    index.put(np.arange(4_000, 6_000), vectors[4_000:])
    assert index.nbytes / 6_000 > exact
    assert index.search(vectors[5_999:], 1)[0].tolist() == [[5_999]]


def test_pq_clears_stale_codes():
    index = PqIndex(exact_rows=1_000)
    vectors = clustered(6_000, 16, seed=0)
    index.build(vectors)
    rows = np.arange(200)
    for _ in range(40):  # 8,000 slots would be stale
        index.put(rows, vectors[:200])
    assert index._codes.slots < 1.3 * 6_000
    assert index.search(vectors[:50], 1)[0][:, 0].tolist() == list(range(50))


def test_pq_finds_its_neighbours_when_one_row_is_replaced_again_and_again():
    index = PqIndex(exact_rows=1_000)
    vectors = clustered(9_000, 32, seed=0)
    index.build(vectors)
    for _ in range(600):  # the stale slots of one vector would fill the whole answer
        index.put(np.array([7]), vectors[7:8])
    rows, _ = index.search(vectors[7:8], 20)
    wanted, _ = brute_force(vectors, vectors[7:8], 20)
    assert len(np.intersect1d(rows, wanted)) >= 19


def test_pq_is_the_same_when_built_twice():
    vectors, queries = clustered(9_000, 32, seed=0), clustered(5, 32, seed=3)
    answers = []
    for _ in range(2):
        index = PqIndex(exact_rows=1_000, rerank=2)
        index.build(vectors)
        answers.append(index.search(queries, 50)[0].tolist())
    assert answers[0] == answers[1]


def test_pq_refuses_numbers_that_cannot_be():
    with pytest.raises(InvalidSetting, match="rerank 0"):
        PqIndex(rerank=0)
    index = PqIndex(m=5)
    with pytest.raises(InvalidSetting, match=r"m must divide them[\s\S]*Hint: 4 is usual"):
        index.build(clustered(3, 16, seed=0))
    with pytest.raises(InvalidSetting, match="m must divide"):
        index.put(np.array([0]), clustered(1, 16, seed=0))


def test_pq_without_faiss_says_what_mends_it(monkeypatch):
    found = importlib.util.find_spec
    monkeypatch.setattr("penchant.index.pq.find_spec", lambda name: None if name == "faiss" else found(name))
    with pytest.raises(MissingExtra, match=r'pip install "penchant\[faiss\]"'):
        PqIndex()


def test_importing_an_index_loads_no_faiss():
    code = "import penchant.index.exact, penchant.index.pq, sys; print('faiss' in sys.modules)"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "False"
