"""Items on their way in: their vectors."""

from __future__ import annotations

import numpy as np
import pytest

from penchant.retrieve.kept import item_vectors

DIRECTIONS = {"x": (1.0, 0.0), "y": (0.0, 1.0), "nothing": (0.0, 0.0)}


class Compass:
    """An encoder of two dimensions."""

    name = "compass"
    dim = 2

    def encode(self, texts):
        return np.array([DIRECTIONS[text] for text in texts], dtype=np.float32).reshape(-1, 2)


def test_the_texts_of_an_item_count_alike():
    found = item_vectors(Compass(), [("x",), ("x", "y"), (), ("nothing",), ("y", "nothing")])
    half = np.sqrt(0.5)
    assert found == pytest.approx(np.array([(1, 0), (half, half), (0, 0), (0, 0), (0, 1)]))
    assert found.dtype == np.float32


def test_no_items_are_no_vectors():
    assert item_vectors(Compass(), []).shape == (0, 2)
