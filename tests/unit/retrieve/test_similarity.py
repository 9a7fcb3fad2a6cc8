"""The measures of likeness: the worked example of docs/worked-example.md, and what each promises for any vectors."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from penchant.errors import InvalidInput, InvalidSetting
from penchant.retrieve.similarity import SIMILARITIES, cosine, distances, euclidean, pearson, similarity

QUERY = [0.8, 0.2, 0.1]
ITEMS = [[0.9, 0.1, 0.0], [0.1, 0.9, 0.0], [0.1, 0.1, 0.8]]

# coordinates that are whole hundredths: tiny ones underflow when squared and prove nothing about the formulas
coordinate = st.integers(-1000, 1000).map(lambda n: n / 100)
vectors = arrays(np.float64, st.tuples(st.just(6), st.integers(2, 5)), elements=coordinate)
modest = settings(deadline=None, max_examples=50)


def test_distances_of_the_worked_example() -> None:
    assert distances(QUERY, ITEMS) == pytest.approx([0.1732, 0.9950, 0.9950], abs=5e-5)


def test_values_of_the_worked_example() -> None:
    assert euclidean(QUERY, ITEMS) == pytest.approx([0.8524, 0.5013, 0.5013], abs=5e-5)
    assert cosine(QUERY, ITEMS) == pytest.approx([0.9838, 0.3457, 0.2667], abs=5e-5)
    assert pearson(QUERY, ITEMS) == pytest.approx([0.9995, -0.2856, -0.6100], abs=5e-5)


@pytest.mark.parametrize("name", SIMILARITIES)
def test_the_first_item_wins_by_every_measure(name: str) -> None:
    assert int(np.argmax(similarity(name)(QUERY, ITEMS))) == 0


@pytest.mark.parametrize("name", SIMILARITIES)
@given(table=vectors)
@modest
def test_a_vector_is_nowhere_more_like_another_than_like_itself(name: str, table: np.ndarray) -> None:
    query = table[0]
    scores = similarity(name)(query, table)
    if np.ptp(query) > 0:
        assert scores[0] == pytest.approx(1.0)
        assert scores.max() <= scores[0] + 1e-9
    low = 0.0 if name == "euclidean" else -1.0
    assert scores.min() >= low - 1e-9
    assert np.isfinite(scores).all()


@pytest.mark.parametrize("name", SIMILARITIES)
@given(table=vectors)
@modest
def test_likeness_is_mutual(name: str, table: np.ndarray) -> None:
    measure = similarity(name)
    assert measure(table[0], table[1:2]) == pytest.approx(measure(table[1], table[:1]))


@given(table=vectors, factor=st.floats(0.1, 10), shift=st.floats(-5, 5))
@modest
def test_what_each_measure_does_not_see(table: np.ndarray, factor: float, shift: float) -> None:
    query, items = table[0], table[1:]
    assert cosine(factor * query, items) == pytest.approx(cosine(query, items))
    assert distances(query + shift, items + shift) == pytest.approx(distances(query, items), abs=1e-9)
    if (np.ptp(table, axis=1) > 0).all():
        assert pearson(factor * query + shift, items) == pytest.approx(pearson(query, items), abs=1e-7)


@given(table=vectors)
@modest
def test_euclidean_likeness_orders_as_distance_does(table: np.ndarray) -> None:
    order = np.argsort(distances(table[0], table), kind="stable")
    assert (np.diff(euclidean(table[0], table)[order]) <= 1e-12).all()


@given(table=vectors.filter(lambda t: (np.ptp(t, axis=1) > 0).all()))
@modest
def test_pearson_is_numpys(table: np.ndarray) -> None:
    assert pearson(table[0], table) == pytest.approx(np.corrcoef(table)[0], abs=1e-9)


def test_a_vector_without_direction_is_like_nothing() -> None:
    assert cosine([0.0, 0.0], [[1.0, 2.0], [0.0, 0.0]]).tolist() == [0.0, 0.0]
    assert pearson([0.1, 0.1, 0.1], [[1.0, 2.0, 3.0]]).tolist() == [0.0]


def test_no_items_no_scores() -> None:
    for measure in SIMILARITIES.values():
        assert measure(QUERY, np.zeros((0, 3))).shape == (0,)


@pytest.mark.parametrize(("query", "items"), [([1.0, 2.0], [[1.0]]), ([[1.0]], [[1.0]]), ([1.0], [1.0])])
def test_shapes_that_do_not_go_together_are_refused(query: object, items: object) -> None:
    with pytest.raises(InvalidInput, match="do not go together"):
        distances(query, items)


def test_an_unknown_name_is_refused_with_those_there_are() -> None:
    with pytest.raises(InvalidSetting, match=r"'dot'.*'cosine', 'euclidean', 'pearson'"):
        similarity("dot")
