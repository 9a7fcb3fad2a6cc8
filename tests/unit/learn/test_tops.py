import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from penchant.learn.tops import tops


@given(st.integers(0, 999), st.integers(1, 5), st.integers(0, 30), st.integers(0, 12))
def test_the_best_of_each_row_come_in_order_and_equals_by_place(seed, channels, n, k):
    values = np.random.default_rng(seed).integers(0, 6, (channels, n)).astype(np.float64)
    expected = np.argsort(-values, axis=1, kind="stable")[:, :k]
    assert tops(values, k).tolist() == expected.tolist()
