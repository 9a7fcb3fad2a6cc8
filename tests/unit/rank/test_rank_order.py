"""The order of a list: variety, the cap on one deed, exploration; and what is kept out of it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from penchant.catalogue import Catalogue, Named
from penchant.rank.constraints import Rule, barred
from penchant.rank.diversity import LIKENESS_FREE, arrange
from penchant.rank.explain import shortage
from penchant.rank.explore import explore
from small_world import ITEMS

SCORES = hnp.arrays(np.float64, st.integers(0, 12), elements=st.floats(-3, 3))


def units(n: int, seed: int = 0) -> np.ndarray:
    rows = np.random.default_rng(seed).normal(size=(n, 4)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


# --- variety and the cap


@given(
    scores=SCORES, n=st.integers(1, 15), weight=st.floats(0, 2), cap=st.integers(1, 5), seed=st.integers(0, 5)
)
def test_every_place_is_filled_once_and_variety_only_ever_costs(scores, n, weight, cap, seed):
    owners = ["a" if place % 2 else None for place in range(len(scores))]
    chosen = arrange(scores, units(len(scores), seed), owners, n, weight, cap)
    places = [c.place for c in chosen]
    assert len(places) == len(set(places)) == min(n, len(scores))
    assert all(-weight - 1e-6 <= c.penalty <= 0 for c in chosen)


@given(scores=SCORES, n=st.integers(1, 15))
def test_without_a_weight_the_best_come_first(scores, n):
    chosen = arrange(scores, units(len(scores)), [None] * len(scores), n, 0.0, 99)
    assert [scores[c.place] for c in chosen] == sorted(scores.tolist(), reverse=True)[:n]
    assert all(c.penalty == 0 for c in chosen)


def test_a_double_of_the_first_makes_room_for_something_else():
    vectors = np.array([[1, 0], [1, 0], [0, 1]], dtype=np.float32)
    chosen = arrange(np.array([1.0, 0.9, 0.8]), vectors, [None] * 3, 3, 0.3, 9)
    assert [c.place for c in chosen] == [0, 2, 1]
    assert [round(c.penalty, 6) for c in chosen] == [0, 0, -0.3]


def test_items_of_one_kind_are_alike_for_free():
    near = np.array([[1, 0], [LIKENESS_FREE, np.sqrt(1 - LIKENESS_FREE**2)]], dtype=np.float32)
    chosen = arrange(np.array([1.0, 0.9]), near, [None] * 2, 2, 0.3, 9)
    assert chosen[1].penalty == pytest.approx(0, abs=1e-6)


@given(
    scores=hnp.arrays(np.float64, 12, elements=st.floats(0, 3)), n=st.integers(1, 12), cap=st.integers(1, 4)
)
def test_one_deed_carries_at_most_its_share_while_others_have_candidates(scores, n, cap):
    owners = ["one"] * 6 + ["two"] * 2 + [None] * 4
    chosen = [c.place for c in arrange(scores, units(12), owners, n, 0.3, cap)]
    carried: dict[str, int] = {}
    for position, place in enumerate(chosen):
        owner = owners[place]
        if owner is None:
            continue
        if carried.get(owner, 0) >= cap:
            left = set(range(12)) - set(chosen[:position])
            assert all(owners[other] is not None and carried.get(owners[other], 0) >= cap for other in left)
        carried[owner] = carried.get(owner, 0) + 1


# --- exploration


def test_without_a_share_nothing_is_drawn_and_every_chance_is_one():
    assert explore([3, 1, 2], [7, 8], 0.0, b"a") == [(3, 1.0), (1, 1.0), (2, 1.0)]
    assert explore([3], [], 0.9, b"a") == [(3, 1.0)]


@given(
    share=st.floats(0.01, 1), chosen=st.integers(1, 10), others=st.integers(0, 6), seed=st.integers(0, 999)
)
def test_chances_are_chances_and_no_item_comes_twice(share, chosen, others, seed):
    own, rest = list(range(chosen)), list(range(100, 100 + others))
    placed = explore(own, rest, share, str(seed).encode())
    assert [p for p, _ in placed if p < 100] == [place for place, (p, _) in enumerate(placed) if p < 100]
    assert len({p for p, _ in placed}) == chosen
    assert all(0 < propensity <= 1 for _, propensity in placed)
    assert placed == explore(own, rest, share, str(seed).encode())


def test_about_the_share_of_the_places_is_given_to_others_and_the_chances_say_so():
    drawn = kept = 0
    weights = []
    for seed in range(2_000):
        placed = explore([0, 1, 2], list(range(100, 110)), 0.2, str(seed).encode())
        drawn += sum(p >= 100 for p, _ in placed)
        kept += sum(p < 100 for p, _ in placed)
        weights += [1 / propensity for p, propensity in placed if p == 0]
    assert drawn / (drawn + kept) == pytest.approx(0.2, abs=0.02)
    assert sum(weights) / 2_000 == pytest.approx(1.0, abs=0.05)  # inverse propensity is unbiased


# --- what is kept out


def catalogue() -> Catalogue:
    made = Catalogue()
    for item in ITEMS:
        made.put(item)
    return made


def name(made: Catalogue, facet: str) -> Named:
    return made.facets_named([facet])[0]


def rows(made: Catalogue, mask) -> set[str]:
    return {made.ids[row] for row in np.flatnonzero(mask)}


def test_what_is_hidden_refused_required_filtered_and_seen_is_named_in_that_order():
    made = catalogue()
    rules = [
        Rule(interest_id="n", label="horror", hardness="never", names=(name(made, "categories:Horror"),)),
        Rule(interest_id="m", label="nature", hardness="must", names=(name(made, "tags:nature"),)),
    ]
    where = np.array([item.item_id != "everest" for item in ITEMS])
    found = barred(made, rules, where, [0], hide_seen=True)
    assert [b.kind for b in found] == ["hidden", "refused", "required", "filtered", "seen"]
    assert rows(made, found[0].rows) == {"hidden"}
    assert rows(made, found[1].rows) == {"shining", "ring", "exorcist", "nosferatu", "alien", "hidden"}
    assert rows(made, ~found[2].rows) == {"planet", "everest"}
    assert rows(made, found[3].rows) == {"everest"}
    assert rows(made, found[4].rows) == {"solaris"}


def test_seen_items_are_barred_only_where_they_are_to_be_hidden():
    assert [b.kind for b in barred(catalogue(), [], None, [0], hide_seen=False)] == ["hidden"]


def test_a_phrase_of_two_names_bars_only_what_carries_both():
    made = catalogue()
    rule = Rule(
        interest_id="n",
        label="war dramas",
        hardness="never",
        names=(name(made, "categories:War"), name(made, "categories:Drama")),
    )
    assert rows(made, barred(made, [rule], None, [], hide_seen=False)[1].rows) == {"casablanca", "platoon"}


def test_a_phrase_that_nothing_names_bars_what_holds_its_words():
    made = catalogue()
    rule = Rule(interest_id="n", label="planets", hardness="never", words=np.array([made.row_of["planet"]]))
    assert rows(made, barred(made, [rule], None, [], hide_seen=False)[1].rows) == {"planet"}


def test_a_requirement_that_cannot_be_checked_bars_nothing():
    made = catalogue()
    rule = Rule(interest_id="m", label="unheard of", hardness="must", words=np.zeros(0, dtype=np.int64))
    assert not barred(made, [rule], None, [], hide_seen=False)[1].rows.any()


@pytest.mark.parametrize(("language", "word"), [("en", "refused"), ("zh", "排除")])
def test_a_short_list_says_why(language, word):
    made = catalogue()
    rules = [
        Rule(interest_id="n", label="horror", hardness="never", names=(name(made, "categories:Horror"),))
    ]
    found = barred(made, rules, None, [], hide_seen=False)
    (note,) = shortage(2, 10, found, language)
    assert word in note
    assert "horror" in note
    assert "6" in note
    assert shortage(10, 10, found, language) == ()
    (empty,) = shortage(0, 10, [], language)
    assert "{" not in empty


@pytest.mark.parametrize(("language", "words"), [("en", "holds no more"), ("zh", "没有更多")])
def test_a_small_catalogue_is_not_called_empty(language, words):
    (note,) = shortage(3, 10, [], language)
    assert words in note
