"""The addends of a score: each formula of `rank.blend`, its bounds, and the ledger that they add up in."""

from __future__ import annotations

import math

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from penchant.build import build, with_scenario
from penchant.domain import Idea, Interest
from penchant.errors import InvalidSetting
from penchant.rank import blend, explain
from penchant.settings import CHANNELS
from small_world import DAY, HOUR, NOW, did, open_world, said

FINITE = st.floats(0, 1e6, width=32)
UNIT = st.floats(-1, 1, width=32)


def interest(**more) -> Interest:
    fields = {
        "interest_id": "i1",
        "label": "space",
        "polarity": 1,
        "strength": 0.5,
        "confidence": 0.5,
        "hardness": "soft",
        "horizon": "lasting",
        "source": "said",
    }
    return Interest(**{**fields, **more})


def unit(rows) -> np.ndarray:
    rows = np.asarray(rows, dtype=np.float32)
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.divide(rows, length, out=np.zeros_like(rows), where=length > 0)


@pytest.mark.parametrize(
    ("fields", "pull"),
    [
        ({}, 0.5),
        ({"horizon": "session"}, 0.5 * blend.NOW_BOOST),
        ({"horizon": "recent", "source": "declared"}, 0.5 * blend.LATELY_BOOST),
        ({"source": "did"}, 0.5 * blend.DID_SHARE),
        ({"source": "did", "horizon": "session"}, 0.5 * blend.DID_SHARE),
    ],
)
def test_the_pull_of_an_interest(fields, pull):
    assert blend.pulls([interest(**fields)]) == {"i1": pytest.approx(pull)}


def test_a_wish_of_the_moment_takes_the_focus_from_the_rest():
    lasting, shown = interest(interest_id="l"), interest(interest_id="d", source="did")
    alone = blend.pulls([lasting, shown])
    beside = blend.pulls([lasting, shown, interest(interest_id="now", horizon="session")])
    for name in ("l", "d"):
        assert beside[name] == pytest.approx(blend.OUT_OF_FOCUS * alone[name])
    assert beside["now"] > beside["l"] > beside["d"]
    assert blend.pulls([]) == {}


def test_only_what_lies_on_the_same_side_is_near():
    vectors = unit([[1, 0], [0, 1], [-1, 0], [1, 1]])
    found = blend.text(interest(), np.array([1, 0], dtype=np.float32), vectors, 2.0)
    np.testing.assert_allclose(found.totals, [2.0, 0.0, 0.0, 2.0 / math.sqrt(2)], atol=1e-6)
    assert found.keys == (blend.Key("said", "i1"),)


def test_an_idea_counts_by_its_own_direction_and_names_itself():
    imagined = Idea(
        idea_id="p",
        text="a quiet film",
        author="pattern",
        interests=("i1",),
        vector=np.array([0, 1], dtype=np.float32),
    )
    found = blend.idea(imagined, interest(), unit([[1, 0], [0, 1]]), 0.4)
    np.testing.assert_allclose(found.totals, [0.0, 0.4])
    assert found.keys == (blend.Key("idea", "i1", idea="a quiet film"),)


def test_facets_count_by_their_rarity():
    np.testing.assert_allclose(blend.facet(interest(), np.array([0.0, 4.0]), 0.6).totals, [0.0, 0.6])


@given(bm25=hnp.arrays(np.float64, 5, elements=st.floats(0, 1e6)))
def test_words_count_by_their_share_of_the_usual(bm25):
    values = blend.keyword(interest(), bm25, 0.5).totals
    usual = bm25[bm25 > 0].mean() if (bm25 > 0).any() else 1.0
    np.testing.assert_allclose(values, 0.5 * np.log1p(bm25 / usual))
    order = np.argsort(bm25, kind="stable")
    assert (np.diff(values[order]) >= 0).all()


@given(shares=hnp.arrays(np.float32, (3, 4), elements=FINITE), weight=st.floats(0.1, 3))
def test_what_followed_is_dealt_out_to_the_deeds_without_loss(shares, weight):
    found = blend.followed(
        shares.sum(axis=0, dtype=np.float64),
        lambda places: shares[:, places],
        blend.of_events("followed", "abc"),
        blend.TRANSITIONS_SCALE,
        weight,
        "transitions",
    )
    whole = weight * np.log1p(shares.sum(axis=0, dtype=np.float64) / blend.TRANSITIONS_SCALE)
    dealt = found.at(np.arange(4))
    np.testing.assert_allclose(found.totals, whole, rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(dealt.sum(axis=0), whole, rtol=1e-5, atol=1e-9)
    assert (dealt >= 0).all()
    assert [key.event_id for key in found.keys] == ["a", "b", "c"]


@given(
    history=hnp.arrays(np.float32, (3, 4), elements=UNIT),
    candidates=hnp.arrays(np.float32, (5, 4), elements=UNIT),
)
def test_likeness_to_what_was_liked_is_a_squared_cosine_dealt_out_by_deed(history, candidates):
    history, candidates = unit(history), unit(candidates)
    weights = np.array([0.2, 0.6, 1.0], dtype=np.float32)
    total = weights @ history
    length = np.linalg.norm(total)
    found = blend.resembling(
        candidates @ total.astype(np.float64),
        float(length),
        lambda places: (weights[:, None] * history) @ candidates[places].T,
        blend.of_events("similar", "abc"),
        np.full(5, 0.6),
        "profile",
    )
    cosine = candidates @ total / length if length > 1e-6 else np.zeros(5)
    if length > 1e-3:
        np.testing.assert_allclose(found.totals, 0.6 * np.maximum(cosine, 0) ** 2, atol=1e-3)
        np.testing.assert_allclose(found.at(np.arange(5)).sum(axis=0), found.totals, atol=1e-3)
    assert np.isfinite(found.totals).all()
    assert (found.totals <= 0.6 + 1e-3).all()


def test_no_history_no_likeness():
    found = blend.resembling(np.zeros(1), 0.0, lambda places: np.zeros((0, 1)), (), np.ones(1), "profile")
    assert found.totals.tolist() == [0.0]
    assert found.at(np.array([0])).shape == (0, 1)


@given(shares=hnp.arrays(np.float32, (2, 4), elements=st.floats(-1, 1, width=32)))
def test_what_follows_in_kind_is_bounded_and_dealt_out_without_loss(shares):
    weights = np.array([0.6, 1.0], dtype=np.float32)
    dealt = weights[:, None] * shares
    total = dealt.sum(axis=0, dtype=np.float64)
    keys = blend.of_events("followed_kind", "ab")
    found = blend.follows_in_kind(total, lambda places: dealt[:, places], keys, np.full(4, 0.4))
    np.testing.assert_allclose(found.totals, 0.4 * np.tanh(np.maximum(total, 0)), atol=1e-6)
    np.testing.assert_allclose(found.at(np.arange(4)).sum(axis=0), found.totals, atol=1e-6)


def test_what_was_had_before_counts_by_how_lately_and_how_often():
    times = np.array([[1.0, 0, 0], [0.6, 0, 0], [0, 0.36, 0]], dtype=np.float32)
    found = blend.again(times, blend.of_events("again", "abc"), 2.0)
    np.testing.assert_allclose(found.totals, 2 * np.log1p([1.6, 0.36, 0]), rtol=1e-6)
    dealt = found.at(np.arange(3))
    np.testing.assert_allclose(dealt.sum(axis=0), found.totals, rtol=1e-6)
    assert dealt[0, 0] == pytest.approx(dealt[1, 0] / 0.6)


def test_what_is_shared_counts_by_its_rarity_and_is_dealt_out_without_loss():
    keys = blend.of_events("similar", ["e1", "e2"])
    shares = np.array([[2.0, 0.0, 1.0], [2.0, 0.0, 3.0]])
    addend = blend.in_common(shares.sum(axis=0), lambda places: shares[:, places], keys, 2.0)
    np.testing.assert_allclose(addend.totals, [2.0, 0.0, 2.0])
    np.testing.assert_allclose(addend.at(np.array([2, 0])), [[0.5, 1.0], [1.5, 1.0]])
    rarest = blend.rarest(np.array([4.0, 0.0, 8.0]), np.array([0, 1, 1]), keys, 0.5)
    np.testing.assert_allclose(rarest.totals, [0.5, 0.0, 1.0])
    np.testing.assert_allclose(rarest.at(np.arange(3)), [[0.5, 0.0, 0.0], [0.0, 0.0, 1.0]])


def test_likeness_counts_more_for_newcomers():
    boost = blend.newcomers(np.array([0.0, 1.0, 1e9]))
    assert boost[0] == 1 + blend.NEWCOMER
    assert boost[0] > boost[1] > boost[2] == pytest.approx(1.0)


@given(support=hnp.arrays(np.float64, 4, elements=FINITE))
def test_more_of_a_crowd_never_counts_less(support):
    for formula in (blend.popular, blend.recent):
        values = formula(support, 0.35).totals
        assert (values >= 0).all()
        assert (np.diff(values[np.argsort(support, kind="stable")]) >= 0).all()


def test_a_soft_refusal_costs_its_facet_or_else_what_is_near_it():
    refused = interest(polarity=-1, vector=np.array([1, 0], dtype=np.float32))
    vectors = unit([[1, 0], [0.2, 1], [1, 1]])
    by_name = blend.disliked(refused, np.array([False, True, False]), vectors, 4.0).totals
    np.testing.assert_allclose(by_name, [0, -2, 0])
    by_nearness = blend.disliked(refused, None, vectors, 4.0).totals
    np.testing.assert_allclose(by_nearness, [-2, 0, -2 / math.sqrt(2)], atol=1e-6)
    nowhere = blend.disliked(interest(polarity=-1), None, vectors, 4.0).totals
    np.testing.assert_array_equal(nowhere, [0, 0, 0])


def test_what_speaks_against_an_item_is_never_above_nothing():
    np.testing.assert_allclose(blend.ignored(np.array([0.0, 1.0]), 0.3).totals, [0, -0.3 * math.log(2)])
    np.testing.assert_array_equal(blend.seen(np.array([True, False])).totals, [-blend.SEEN_COST, 0])


def test_newness_counts_as_it_is():
    np.testing.assert_allclose(blend.fresh(np.array([1.0, 0.5, 0.0]), 0.3).totals, [0.3, 0.15, 0.0])


# --- the ledger


def accounts(addends, n, blend_=None):
    scene = blend.scene(addends, np.zeros(n, np.float32), 0)
    return explain.ledger(addends, np.arange(n), scene, blend_ or blend.Sum())


class Halved:
    """A blend that takes half of each channel and gives every candidate one on top."""

    name = "halved"

    def totals(self, scene):
        return scene.values.sum(axis=0) / 2 + 1

    def contributions(self, scene, places):
        return np.vstack([scene.values[:, places] / 2, np.ones((1, len(places)))])


def dealt(channel, keys, values):
    """An addend of which each key has a row of `values` `(k, n)`."""
    return blend.Addend(
        channel=channel, keys=keys, totals=values.sum(axis=0), deal=lambda places: values[:, places]
    )


ADDENDS = st.lists(
    st.tuples(
        st.sampled_from("abc"),
        st.sampled_from(["text", "facet"]),
        hnp.arrays(np.float64, 3, elements=st.floats(-5, 5)),
    ),
    max_size=12,
)


@given(addends=ADDENDS, penalty=st.sampled_from([0.0, -0.25]), mix=st.sampled_from([blend.Sum(), Halved()]))
def test_reasons_and_sources_are_two_views_of_one_sum(addends, penalty, mix):
    book = accounts(
        [
            blend.Addend(channel=channel, keys=(blend.Key("said", name),), totals=values)
            for name, channel, values in addends
        ],
        3,
        mix,
    )
    whole = sum((values for _, _, values in addends), np.zeros(3))
    if mix.name == "halved":
        whole = whole / 2 + 1
    np.testing.assert_allclose(book.by_reason.sum(axis=0), whole, atol=1e-9)
    np.testing.assert_allclose(book.by_channel.sum(axis=0), whole, atol=1e-9)
    told = explain.told([interest(interest_id=n) for n in "abc"], lambda _: ("", ""), "en")
    for place in range(3):
        reasons = explain.reasons(book, place, penalty, told)
        assert sum(r.contribution for r in reasons) == pytest.approx(whole[place] + penalty, abs=1e-5)
        assert sum(explain.sources(book, place, penalty).values()) == pytest.approx(
            whole[place] + penalty, abs=1e-5
        )
        sizes = [abs(r.contribution) for r in reasons if r.kind != "other"]
        assert sizes == sorted(sizes, reverse=True)
        assert len({r.interest_id for r in reasons if r.kind == "said"}) == len(
            [r for r in reasons if r.kind == "said"]
        )


def test_small_reasons_are_told_together_so_that_the_sum_holds():
    keys = tuple(blend.Key("said", f"i{n}") for n in range(20))
    values = np.arange(1.0, 21.0)[:, None]
    book = accounts([dealt("text", keys, values)], 1)
    told = explain.told([interest(interest_id=k.interest_id) for k in keys], lambda _: ("", ""), "en")
    reasons = explain.reasons(book, 0, 0.0, told)
    assert len(reasons) == explain.MOST + 1
    assert reasons[-1].kind == "other"
    assert reasons[-1].text == "15 smaller reasons together"
    assert sum(r.contribution for r in reasons) == pytest.approx(210.0)


def test_the_owner_of_an_item_is_the_deed_that_carries_more_than_all_else():
    said, deed_a, deed_b = (
        blend.Key("said", "i"),
        blend.Key("similar", event_id="a"),
        blend.Key("followed", event_id="b"),
    )
    values = np.array([[1.0, 0.1, 0.0, 1.0], [2.0, 0.2, 0.0, 0.9], [0.5, 0.4, 0.0, 0.8]])
    book = accounts([dealt("x", (said, deed_a, deed_b), values)], 4)
    assert explain.owners(book) == ["a", "b", None, None]
    empty = accounts([], 4)
    assert explain.owners(empty) == [None] * 4
    assert explain.reasons(empty, 0, 0.0, explain.told([], lambda _: ("", ""), "en")) == ()


def test_a_channel_that_is_not_there_cannot_be_left_out_in_silence():
    settings = msgspec.structs.replace(with_scenario("media"), encoder="hashing", without=("txt",))
    with pytest.raises(InvalidSetting, match="no channel 'txt' to leave out"):
        build("memory://", settings=settings)


def test_every_channel_of_a_list_is_among_those_that_can_be_left_out():
    with open_world() as engine:
        engine.observe(
            said("ann", "I love space films", NOW - HOUR), did("ann", "like", "solaris", NOW - DAY)
        )
        slate = engine.recommend("ann", text="something slow", seen="demote", now=NOW)
    found = {channel for item in slate.items for channel in item.sources}
    assert {"talk", "profile"} <= found
    assert {"attributes_last", "attributes_closest", "in_common", "rarest"} <= found
    assert found - {"diversity"} <= set(CHANNELS)
