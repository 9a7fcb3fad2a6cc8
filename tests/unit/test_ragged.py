"""Rows of unequal length in one array: what is read is what was put, whatever was put before."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from penchant.ragged import Ragged

PUTS = st.lists(
    st.tuples(st.integers(0, 5_000), st.lists(st.integers(0, 2**31 - 1), max_size=900)), max_size=30
)


@given(puts=PUTS)
def test_rows_are_as_they_were_last_put(puts):
    held, known = Ragged(), {}
    for row, values in puts:
        held.put(row, values)
        known[row] = values
    for row, values in known.items():
        assert held.row(row).tolist() == values
    rows = np.array([*known, 6_000, *known], dtype=np.int64)
    values, places = held.at(rows)
    assert values.tolist() == [one for row in rows.tolist() for one in known.get(row, [])]
    assert places.tolist() == [p for p, row in enumerate(rows.tolist()) for _ in known.get(row, [])]


def test_a_row_put_again_and_again_takes_no_more_room():
    held = Ragged()
    for count in range(5_000):
        held.put(3, [count] * 20)
    assert held.row(3).tolist() == [4_999] * 20
    assert len(held._flat) < 4_096


def test_no_rows_give_nothing():
    values, places = Ragged().at(np.zeros(0, np.int64))
    assert len(values) == len(places) == 0
    assert Ragged().row(10_000).tolist() == []
