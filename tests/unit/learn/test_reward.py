"""What feedback means: signs and sizes of deeds, verdicts in words, and silence."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penchant.capture.clauses import read
from penchant.domain import Event
from penchant.learn.reward import ignored_rows, weight_of
from penchant.person import Deed, Done
from small_world import DAY, HOUR, NOW, did, ids_of, small_settings

SCENARIO = small_settings().scenario


def weight(event_type: str, value: float | None = None, text: str | None = None) -> float:
    event = Event(user_id="u", event_type=event_type, item_id="i", value=value, text=text)
    return weight_of(event, read(text) if text else (), SCENARIO)


@pytest.mark.parametrize("rating", [0, 0.5, 1, 2, 2.5])
def test_a_rating_below_three_speaks_against(rating):
    assert weight("rating", rating) < 0


@pytest.mark.parametrize("rating", [3, 3.5, 4, 5])
def test_a_rating_from_three_on_speaks_for(rating):
    assert weight("rating", rating) > 0


def test_five_stars_count_one_and_three_hardly_anything():
    assert weight("rating", 5) == pytest.approx(1.0)
    assert weight("rating", 3) < 0.15


@given(a=st.floats(0, 5), b=st.floats(0, 5))
def test_a_better_rating_never_counts_less(a, b):
    low, high = sorted((a, b))
    assert weight("rating", low) <= weight("rating", high)


@given(value=st.floats(-1e12, 1e12))
def test_a_rating_on_another_scale_cannot_outweigh_everything(value):
    assert -1.3 <= weight("rating", value) <= 1.0


def test_a_rating_without_a_value_is_a_plain_one():
    assert weight("rating") == SCENARIO.events["rating"].weight


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("I loved it", 1),
        ("so boring, I hated it", -1),
        ("很好看，我很喜欢", 1),
        ("太难看了", -1),
        ("I watched it on a train", 0),
    ],
)
def test_the_words_of_a_review_give_its_sign(text, sign):
    found = weight("review", text=text)
    assert (found > 0) - (found < 0) == sign
    assert abs(found) <= SCENARIO.events["review"].weight


@pytest.mark.parametrize("event_type", ["play", "complete"])
def test_a_share_played_counts_as_a_share(event_type):
    full = SCENARIO.events[event_type].weight
    assert weight(event_type, 0.25) == pytest.approx(full / 4)
    assert weight(event_type, 0.0) == 0.0
    assert weight(event_type) == weight(event_type, 1.0) == full
    assert weight(event_type, 5_400) == full  # seconds, not a share


@pytest.mark.parametrize("event_type", ["dislike", "skip", "hide"])
def test_turning_down_counts_against(event_type):
    assert weight(event_type) < 0


def test_being_shown_is_not_wanting():
    assert weight("impression") == 0.0


# --- silence


def done_of(*deeds: tuple[str, int, str]) -> Done:
    names = tuple(sorted(SCENARIO.events))
    return Done.of(
        [
            Deed(row=row, weight=0.0, timestamp=n, event_type=kind, event_id=f"e{n}", slate_id=slate)
            for n, (kind, row, slate) in enumerate(deeds)
        ],
        names,
    )


def test_what_was_shown_and_not_touched_was_ignored():
    assert ignored_rows(done_of(("impression", 1, "s"), ("impression", 1, "t"), ("impression", 2, "s"))) == {
        1: 2.0,
        2: 1.0,
    }


def test_a_deed_answers_the_showing_of_its_own_slate_only():
    assert ignored_rows(done_of(("impression", 1, "s"), ("impression", 1, "t"), ("click", 1, "t"))) == {
        1: 1.0
    }


def test_a_showing_without_a_slate_is_answered_by_any_deed_on_the_item():
    assert ignored_rows(done_of(("impression", 1, ""), ("like", 1, "s"))) == {}
    assert ignored_rows(done_of(("impression", 1, ""), ("like", 2, ""))) == {1: 1.0}


@given(
    deeds=st.lists(
        st.tuples(
            st.sampled_from(["impression", "click", "like"]),
            st.integers(0, 2),
            st.sampled_from(["", "s", "t"]),
        ),
        max_size=12,
    ),
    seed=st.randoms(use_true_random=False),
)
def test_silence_does_not_depend_on_order(deeds, seed):
    shuffled = list(deeds)
    seed.shuffle(shuffled)
    assert ignored_rows(done_of(*deeds)) == ignored_rows(done_of(*shuffled))


def test_passing_an_item_over_costs_it_a_little_and_says_so(world):
    before = {i.item_id: i.score for i in world.recommend("ann", 30, now=NOW).items}
    world.observe(*[did("ann", "impression", "airplane", NOW - DAY + n, slate_id=f"s{n}") for n in range(3)])
    after = {i.item_id: i for i in world.recommend("ann", 30, now=NOW).items}
    (reason,) = [r for r in after["airplane"].reasons if r.kind == "ignored"]
    assert reason.contribution == pytest.approx(-world.settings.weights.ignored * math.log1p(3), abs=1e-5)
    assert after["airplane"].score < before["airplane"]
    world.observe(*[did("ann", "click", "airplane", NOW - HOUR + n, slate_id=f"s{n}") for n in range(3)])
    again = {i.item_id: i for i in world.recommend("ann", 30, now=NOW).items}
    assert all(r.kind != "ignored" for r in again["airplane"].reasons)
    assert "airplane" in ids_of(world.recommend("ann", 30, now=NOW))
