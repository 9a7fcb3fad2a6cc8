"""Likeness by text and by attributes, and what text follows what text."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from penchant.catalogue import Catalogue
from penchant.domain import Item
from penchant.retrieve import likeness as module
from penchant.retrieve.attributes import attributes
from penchant.retrieve.likeness import Likeness
from penchant.retrieve.textual import FEWEST_EVENTS, TextTransition
from penchant.retrieve.transitions import Transitions

DAY = 86_400_000


def unit(rows):
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def items_of_topics(n=600, d=10, seed=0):
    """Centred unit vectors of eight topics beneath one loud direction that tells nothing."""
    random = np.random.default_rng(seed)
    topics = np.arange(n) % 8
    rows = 0.6 * np.eye(d)[topics] + random.normal(0, 0.05, (n, d))
    rows[:, -1] += random.normal(0, 1.5, n)
    rows -= rows.mean(axis=0)
    return unit(rows), topics


def plain_of(vectors):
    return lambda rows: vectors[rows]


def test_whitening_lets_the_quiet_directions_speak():
    vectors, topics = items_of_topics()
    white = Likeness(plain_of(vectors))
    white.build(vectors)
    assert white.fitted
    rows = np.arange(len(vectors))
    same = topics[:, None] == topics[None, :]

    def parted(held):
        cosines = held @ held.T
        return (cosines[same].mean() - cosines[~same].mean()) / cosines[~same].std()

    assert parted(white.take(rows)) > 2 * parted(vectors)


def test_rows_are_unit_and_of_one_length_in_components_whatever_is_put_later():
    vectors, _ = items_of_topics()
    white = Likeness(plain_of(vectors))
    white.build(vectors[:550])
    white.put(np.arange(550, 600), vectors[550:])
    held = white.take(np.arange(600))
    np.testing.assert_allclose(np.linalg.norm(held, axis=1), 1.0, atol=1e-5)
    again = Likeness(plain_of(vectors))
    again.build(vectors[:550])
    again.put(np.arange(599, 549, -1), vectors[:549:-1])
    np.testing.assert_array_equal(held, again.take(np.arange(600)))


def test_an_item_without_words_and_one_unknown_are_like_nothing():
    vectors, _ = items_of_topics()
    vectors[3] = 0.0
    white = Likeness(plain_of(vectors))
    white.build(vectors)
    held = white.take(np.array([3, 10_000]))
    assert not held.any()


def test_a_small_catalogue_keeps_its_plain_vectors():
    vectors, _ = items_of_topics(module.FEWEST_ITEMS - 1)
    white = Likeness(plain_of(vectors))
    white.build(vectors)
    assert not white.fitted
    np.testing.assert_array_equal(white.take(np.array([5])), vectors[[5]])


# --- attributes


def catalogue_of(*names):
    held = Catalogue()
    for place, categories in enumerate(names):
        held.put(Item(item_id=str(place), categories=tuple(categories)))
    return held


def test_attributes_are_cosines_of_rarity():
    held = catalogue_of("ab", "ab", "ac", "c", "", "d", "d", "d")
    filed = attributes(held, np.array([0, 3, 4]), np.ones(3, np.float32), np.array([1, 2, 3, 4, 5]))
    shares = filed.shares(np.arange(5))
    assert filed.length == pytest.approx(2**0.5)  # two that share nothing, and one without facets
    assert shares[0, 0] == pytest.approx(1.0)
    assert 0 < shares[0, 1] < 1
    assert shares[1, 2] == pytest.approx(1.0)
    assert shares[:, 3].tolist() == [0.0, 0.0, 0.0]
    assert shares[:, 4].tolist() == [0.0, 0.0, 0.0]


@given(st.lists(st.sets(st.sampled_from("abcdef"), max_size=4), min_size=1, max_size=8))
def test_attributes_equal_the_plain_formula(names):
    held = catalogue_of(*names)
    rows = np.arange(len(names))
    matrix = np.zeros((len(names), max(1, len(held.facets))))
    for row in rows:
        facets = held.facets_of(row)
        matrix[row, facets] = held.idf(facets)
    length = np.linalg.norm(matrix, axis=1, keepdims=True)
    matrix = np.divide(matrix, length, out=np.zeros_like(matrix), where=length > 0)
    weights = np.linspace(1.0, 0.5, len(names)).astype(np.float32)
    filed, weighed = attributes(held, rows, weights, rows[::-1]), weights[:, None] * matrix
    np.testing.assert_allclose(filed.total, weighed.sum(axis=0) @ matrix[::-1].T, atol=1e-5)
    assert filed.length == pytest.approx(np.linalg.norm(weighed.sum(axis=0)), abs=1e-5)
    places = rows[: len(names) // 2 + 1]
    np.testing.assert_allclose(filed.shares(places), weighed @ matrix[::-1][places].T, atol=1e-5)


@given(st.lists(st.sets(st.sampled_from("abcdef"), max_size=4), min_size=1, max_size=8))
def test_what_is_shared_equals_the_plain_formula_and_is_dealt_out_by_deed(names):
    held = catalogue_of(*names)
    rows = np.arange(len(names))
    filed = attributes(held, rows, np.linspace(0.5, 1.0, len(names)).astype(np.float32), rows[::-1])
    shared = [[set(held.facets_of(h)) & set(held.facets_of(j)) for j in rows[::-1]] for h in rows]
    rarity = np.array(
        [[sum(float(held.idf(np.array([f]))[0]) for f in one) for one in line] for line in shared]
    )
    np.testing.assert_allclose(filed.in_common(), rarity.mean(axis=0), atol=1e-5)
    np.testing.assert_allclose(filed.shares_in_common(rows), rarity / len(rows), atol=1e-5)
    np.testing.assert_allclose(
        filed.alone()[:, ::-1].diagonal(), [float(bool(one)) for one in names], atol=1e-5
    )


def test_the_rarest_thing_shared_is_that_of_the_newest_of_the_last_three_deeds_to_hold_it():
    held = catalogue_of("ab", "ac", "ab", "a", "a", "abc", "d", "bd", "a", "a", "a", "a")
    history = np.array([1, 0, 2, 3])  # the first, alone with c, is the fourth from the end
    filed = attributes(held, history, np.ones(4, np.float32), np.array([5, 6, 7, 4]))
    rarity, by = filed.rarest()
    a, b = -np.log(10 / 12), -np.log(4 / 12)
    np.testing.assert_allclose(rarity, [b, 0.0, b, a], atol=1e-6)
    assert by.tolist() == [2, 3, 2, 3]


# --- what text follows what text


def world(vectors, topics, seed=0):
    """Sums over people who go from an item of one topic to one of the next."""
    random = np.random.default_rng(seed)
    sums = Transitions(fast_half_life=30 * DAY)
    rows = []
    touched = np.flatnonzero(np.arange(len(vectors)) % 9 > 0)
    for _ in range(600):
        first = random.choice(touched)
        after = random.choice(touched[topics[touched] == (topics[first] + 1) % 8])
        rows += [first, after]
    n = len(rows)
    sums.update_many(
        np.array(rows, np.int32),
        np.ones(n, np.float32),
        np.arange(n, dtype=np.int64) * DAY,
        np.arange(0, n + 1, 2),
    )
    return sums


def test_an_item_nobody_has_touched_follows_where_its_text_does():
    vectors, topics = items_of_topics()
    white = Likeness(plain_of(vectors))
    white.build(vectors)
    textual = TextTransition()
    assert textual.carried(white.take(np.array([1]))) is None
    sums = world(vectors, topics)
    textual.fit(white, sums, 1_200)
    untouched = np.flatnonzero(np.arange(len(vectors)) % 9 == 0)
    assert not sums.support(untouched).any()
    for row in (1, 2, 11):
        shares = (textual.carried(white.take(np.array([row]))) @ white.take(untouched).T)[0]
        right = topics[untouched] == (topics[row] + 1) % 8
        assert shares[right].mean() > 3 * abs(shares[~right].mean())


def test_it_is_due_when_the_events_have_grown_by_half_and_silent_without_text():
    textual = TextTransition()
    assert not textual.is_due(FEWEST_EVENTS - 1)
    assert textual.is_due(FEWEST_EVENTS)
    small = Likeness(plain_of(np.zeros((3, 4), np.float32)))
    textual.fit(small, Transitions(fast_half_life=DAY), FEWEST_EVENTS)
    assert textual.carried(np.zeros((1, 4), np.float32)) is None
    assert not textual.is_due(int(1.4 * FEWEST_EVENTS))
    assert textual.is_due(int(1.5 * FEWEST_EVENTS))


def test_pairs_of_some_rows_are_those_of_the_whole_copy():
    vectors, topics = items_of_topics()
    sums = world(vectors, topics)
    arrays = sums.to_arrays()
    rows = np.array([5, 2, 77])
    offsets, ids, slow = sums.pairs(rows)
    for place, row in enumerate(rows):
        mine = slice(offsets[place], offsets[place + 1])
        theirs = slice(arrays["offsets"][row], arrays["offsets"][row + 1])
        np.testing.assert_array_equal(ids[mine], arrays["ids"][theirs])
        np.testing.assert_allclose(slow[mine], arrays["slow"][theirs] / 1024)
    best = sums.supported(7)
    assert len(best) == 7
    assert sums.support(best).min() >= np.sort(sums.support(np.arange(len(vectors))))[-7]
