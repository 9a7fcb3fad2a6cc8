from __future__ import annotations

import subprocess
import sys
import threading
from collections import defaultdict
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from penchant.errors import InvalidInput
from penchant.retrieve.transitions import Sequence, Transitions

HALF_LIFE = 1_000
SETTINGS = {"window": 3, "decay": 0.9, "back": 0.5, "forward_decay": 0.3, "fast_half_life": HALF_LIFE}
NOW = 3_000 * HALF_LIFE
ITEMS = 6


def new(**changes):
    return Transitions(**(SETTINGS | changes))


def sequence(*events):
    rows, weights, times = zip(*events, strict=True) if events else ((), (), ())
    return Sequence(
        rows=np.array(rows, np.int32), weights=np.array(weights, np.float32), times=np.array(times, np.int64)
    )


def walk(*rows, start=NOW - 10_000):
    return sequence(*((row, 1.0, start + step) for step, row in enumerate(rows)))


NOTHING = sequence()


class Oracle:
    """The definition, in dictionaries, of whole sequences; fast sums are kept as of NOW."""

    def __init__(self, *sequences, window=3):
        self.slow, self.fast = defaultdict(int), defaultdict(float)
        self.support, self.recent = defaultdict(int), defaultdict(float)
        for s in sequences:
            events = list(zip(s.rows.tolist(), s.weights.tolist(), s.times.tolist(), strict=True))
            for j, (b, wj, t) in enumerate(events):
                factor = 2.0 ** ((t - NOW) / HALF_LIFE)
                self.support[b] += int(min(wj, 1.0) * 1024 + 0.5)
                self.recent[b] += min(wj, 1.0) * factor
                for i in range(max(0, j - window), j):
                    a, wi, _ = events[i]
                    if a != b:
                        w, k = min(wi, wj, 1.0), j - i
                        self.slow[a, b] += int(w * (1024 * 0.9 ** (k - 1)) + 0.5)
                        self.slow[b, a] += int(w * (1024 * 0.5 * 0.9 ** (k - 1)) + 0.5)
                        self.fast[a, b] += w * 0.3 ** (k - 1) * factor


def held(transitions):
    """Pairs `(row, id): (slow, fast as of NOW)`, and supports."""
    arrays = transitions.to_arrays()
    now = transitions._factor(NOW)
    pairs = {}
    for row, (begin, end) in enumerate(pairwise(arrays["offsets"].tolist())):
        for e in range(begin, end):
            key = (row, int(arrays["ids"][e]))
            assert key not in pairs
            pairs[key] = (int(arrays["slow"][e]), float(arrays["fast"][e]) * now)
    supports = {
        row: (int(n), float(arrays["recent"][row]) * now) for row, n in enumerate(arrays["support"]) if n
    }
    return pairs, supports


def assert_same(transitions, other):
    """Slow exactly; fast within 1e-9."""
    pairs, supports = held(transitions)
    if isinstance(other, Oracle):
        wanted = {key: (n, other.fast[key]) for key, n in other.slow.items() if n}
        wanted_supports = {row: (n, other.recent[row]) for row, n in other.support.items() if n}
    else:
        wanted, wanted_supports = held(other)
    for have, want in ((pairs, wanted), (supports, wanted_supports)):
        assert {key: value[0] for key, value in have.items()} == {
            key: value[0] for key, value in want.items()
        }
        for key, value in have.items():
            assert value[1] == pytest.approx(want[key][1], rel=1e-9, abs=1e-9)


TIMES = st.one_of(st.integers(0, 5), st.integers(0, NOW), st.integers(NOW - 5_000, NOW))
EVENTS = st.tuples(st.integers(0, ITEMS - 1), st.sampled_from([0.2, 0.5, 1.0, 1.5]), TIMES)
SEQUENCES = st.lists(EVENTS, max_size=9).map(lambda events: sequence(*sorted(events, key=lambda e: e[2])))
USERS = st.lists(SEQUENCES, min_size=1, max_size=4)
quick = settings(deadline=None, max_examples=80)


@quick
@given(USERS)
def test_sums_are_those_of_the_definition(users):
    sums = new()
    for user in users:
        assert sums.update(NOTHING, user)
    assert_same(sums, Oracle(*users))


@quick
@given(st.lists(st.tuples(SEQUENCES, SEQUENCES), min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_any_way_to_the_same_events_gives_the_same_sums(users, random):
    sums = new()
    steps = [(u, part) for u, (first, last) in enumerate(users) for part in (first, NOTHING, last)]
    at = [NOTHING] * len(users)
    random.shuffle(steps)
    steps += [(u, last) for u, (_, last) in enumerate(users)]
    for u, part in steps:
        assert sums.update(at[u], part)
        at[u] = part
    assert_same(sums, Oracle(*at))


@quick
@given(USERS, SEQUENCES)
def test_what_is_taken_out_was_never_seen(users, one):
    sums = new()
    for user in users:
        sums.update(NOTHING, user)
    sums.update(NOTHING, one)
    assert sums.update(one, NOTHING)
    assert_same(sums, Oracle(*users))


@quick
@given(SEQUENCES, EVENTS)
def test_a_late_event_is_as_if_it_had_come_in_time(before, event):
    events = list(zip(before.rows.tolist(), before.weights.tolist(), before.times.tolist(), strict=True))
    after = sequence(*sorted([*events, event], key=lambda e: e[2]))
    sums = new()
    sums.update(NOTHING, before)
    assert sums.update(before, after)
    assert_same(sums, Oracle(after))
    assert sums.update(after, before)
    assert_same(sums, Oracle(before))


@quick
@given(SEQUENCES, EVENTS, st.integers(0, 9))
def test_dropping_the_oldest_while_one_is_added(before, event, dropped):
    sums = new()
    sums.update(NOTHING, before)
    rows = [*before.rows[dropped:].tolist(), event[0]]
    weights = [*before.weights[dropped:].tolist(), event[1]]
    times = [*before.times[dropped:].tolist(), NOW]
    after = sequence(*zip(rows, weights, times, strict=True))
    assert sums.update(before, after)
    assert_same(sums, Oracle(after))


@quick
@given(USERS, USERS)
def test_halves_merge_to_the_whole(some, others):
    halves = new(), new(neighbours=64)
    for half, users in zip(halves, (some, others), strict=True):
        for user in users:
            half.update(NOTHING, user)
    halves[0].merge(halves[1])
    assert_same(halves[0], Oracle(*some, *others))


@quick
@given(USERS)
def test_rows_can_be_renamed_and_dropped_in_a_merge(users):
    rename = np.array([3, -1, 4, 0, 5, 1])
    source, target = new(), new()
    for user in users:
        source.update(NOTHING, user)
    source.resize(ITEMS)
    target.merge(source, rename)
    pairs, supports = held(target)
    wanted, wanted_supports = held(source)
    assert {k: v[0] for k, v in pairs.items()} == {
        (rename[a], rename[b]): v[0] for (a, b), v in wanted.items() if rename[a] >= 0 and rename[b] >= 0
    }
    assert supports == {rename[row]: v for row, v in wanted_supports.items() if rename[row] >= 0}


@quick
@given(USERS)
def test_bulk_is_one_by_one(users):
    sums = new()
    sums.update_many(
        np.concatenate([u.rows for u in users]),
        np.concatenate([u.weights for u in users]),
        np.concatenate([u.times for u in users]),
        np.cumsum([0, *(len(u.rows) for u in users)]),
    )
    assert_same(sums, Oracle(*users))


@quick
@given(st.lists(st.tuples(SEQUENCES, st.integers(0, 9)), min_size=1, max_size=4))
def test_what_comes_after_is_added_to_what_is_counted(users):
    """The first events of each are counted already: in one go with the rest, and bit by bit, the sums are those of all."""
    heads = np.array([min(head, len(whole.rows)) for whole, head in users])
    sums, slowly = new(), new()
    for (whole, _), head in zip(users, heads, strict=True):
        first = Sequence(rows=whole.rows[:head], weights=whole.weights[:head], times=whole.times[:head])
        for one in (sums, slowly):
            one.update(NOTHING, first)
        slowly.update(first, whole)
    sums.update_many(
        np.concatenate([u.rows for u, _ in users]),
        np.concatenate([u.weights for u, _ in users]),
        np.concatenate([u.times for u, _ in users]),
        np.cumsum([0, *(len(u.rows) for u, _ in users)]),
        heads,
    )
    assert_same(sums, Oracle(*(whole for whole, _ in users)))
    assert_same(sums, slowly)


def test_bulk_of_more_than_a_chunk():
    rng = np.random.default_rng(1)
    users = [walk(*rng.integers(0, 40, 900)) for _ in range(40)]
    sums = new()
    sums.update_many(
        np.concatenate([u.rows for u in users]),
        np.concatenate([u.weights for u in users]),
        np.concatenate([u.times for u in users]),
        np.arange(0, 36_001, 900),
    )
    assert_same(sums, Oracle(*users))


@quick
@given(USERS, SEQUENCES)
def test_a_snapshot_goes_on_where_it_was_taken(users, more):
    sums = new()
    for user in users:
        sums.update(NOTHING, user)
    again, frozen = Transitions.from_arrays(sums.to_arrays()), sums.frozen()
    assert_same(again, sums)
    for one in (sums, again):
        assert one.update(users[0], more)
    before = Transitions.from_arrays(frozen())  # as it was when it was frozen, whatever came since
    assert before.update(users[0], more)
    assert_same(before, sums)
    assert_same(again, sums)
    assert again.to_arrays()["settings"].tolist() == sums.to_arrays()["settings"].tolist()


def expected_scores(oracle, history, weights, age_decay):
    """The definition: `{candidate: (slow, fast)}` as of NOW."""
    scores = defaultdict(lambda: [0.0, 0.0])
    for age, (h, w) in enumerate(zip(history[::-1][:32], weights[::-1][:32], strict=True)):
        n = oracle.support[h] / 1024
        for (a, b), value in list(oracle.slow.items()):
            if a == h and value:
                damp = (oracle.support[b] / 1024 + 1) ** -0.2
                scores[b][0] += age_decay**age * w * (n + 1) ** -0.5 * value / 1024 * damp
                scores[b][1] += 0.3**age * w * (n + 1) ** -0.7 * oracle.fast[a, b] * damp
    return scores


@quick
@given(USERS, st.lists(st.integers(0, ITEMS + 2), max_size=40), st.booleans())
def test_scores_and_addends_are_those_of_the_definition(users, history, weighted):
    sums = new()
    for user in users:
        sums.update(NOTHING, user)
    weights = np.linspace(0.1, 1, len(history), dtype=np.float32) if weighted else None
    plain_weights = [1.0] * len(history) if weights is None else weights.tolist()
    wanted = expected_scores(Oracle(*users), history, plain_weights, 0.7)
    rows, slow, fast = sums.scores(np.array(history, np.int32), 0.7, now=NOW, weights=weights)
    assert set(rows.tolist()) == {row for row, both in wanted.items() if max(both) > 1e-38}
    assert len(set(rows.tolist())) == len(rows)
    for row, a, f in zip(rows.tolist(), slow, fast, strict=True):
        assert (a, f) == pytest.approx(wanted[row], rel=1e-5, abs=1e-9)
    assert (np.diff(slow) <= 0).all()
    each_slow, each_fast = sums.addends(np.array(history, np.int32), rows, 0.7, now=NOW, weights=weights)
    assert each_slow.shape == each_fast.shape == (len(history), len(rows))
    assert each_slow.sum(axis=0) == pytest.approx(slow, rel=1e-5, abs=1e-9)
    assert each_fast.sum(axis=0) == pytest.approx(fast, rel=1e-5, abs=1e-9)


def crowd(seed=0, users=60, items=50, **changes):
    rng = np.random.default_rng(seed)
    sums = new(**changes)
    for _ in range(users):
        sums.update(NOTHING, walk(*rng.integers(0, items, 12)))
    return sums


def test_limit_keeps_the_best_of_each_clock():
    sums = crowd()
    history = np.array([1, 2, 3], np.int32)
    rows, slow, fast = sums.scores(history, now=NOW, limit=1_000)
    few = sums.scores(history, now=NOW, limit=5)
    best_slow = rows[np.lexsort((rows, -slow))[:5]]
    best_fast = rows[np.lexsort((rows, -fast))[:5]]
    assert few.rows[:5].tolist() == best_slow.tolist()
    assert few.rows[5:].tolist() == [row for row in best_fast if row not in best_slow]
    at = {row: (a, f) for row, a, f in zip(rows, slow, fast, strict=True)}
    assert [at[row] for row in few.rows] == list(zip(few.slow, few.fast, strict=True))
    assert len(sums.scores(history, now=NOW, limit=0).rows) == 0


def test_only_allowed_rows_are_candidates():
    sums = crowd()
    history = np.array([1, 2, 3], np.int32)
    everything = sums.scores(history, now=NOW, limit=1_000)
    allowed = np.zeros(20, np.bool_)
    allowed[10:] = True
    some = sums.scores(history, now=NOW, limit=1_000, allowed=allowed)
    assert some.rows.tolist() == [row for row in everything.rows if 10 <= row < 20]
    assert len(sums.scores(history, now=NOW, allowed=np.zeros(50, np.bool_)).rows) == 0
    assert len(sums.scores(history, now=NOW, allowed=np.zeros(0, np.bool_)).rows) == 0


def test_equal_scores_go_to_the_lower_row():
    sums = new()
    for row in (9, 4, 7):
        sums.update(NOTHING, walk(1, row))
    assert sums.scores(np.array([1]), now=NOW, limit=2).rows.tolist() == [4, 7]


def test_addends_of_a_candidate_named_twice_and_of_one_unknown():
    sums = crowd()
    near, nearer = sums.scores(np.array([1]), now=NOW).rows[:2]
    slow, _ = sums.addends(np.array([1, 999]), np.array([near, nearer, near, 999, -1]), now=NOW)
    assert slow[0, 0] == slow[0, 2] > 0
    assert not slow[:, 3:].any()
    assert not slow[1].any()


def test_a_full_row_gives_up_its_smallest_and_says_so():
    sums = new(neighbours=3)
    sums.update(NOTHING, walk(0, 1, 0, 1))
    sums.update(NOTHING, walk(0, 2, 0, 2))
    sums.update(NOTHING, sequence((0, 0.2, NOW - 10), (3, 0.2, NOW - 9)))
    assert not sums.lossy(np.arange(4)).any()
    sums.update(NOTHING, walk(0, 4))
    assert sums.lossy(np.arange(6)).tolist() == [True, False, False, False, False, False]
    pairs, _ = held(sums)
    assert {b for a, b in pairs if a == 0} == {1, 2, 4}
    assert not sums.update(walk(0, 1, 0, 1), NOTHING)
    assert sums.update(NOTHING, walk(2, 4))
    assert sums.update(walk(2, 4), NOTHING)
    assert Transitions.from_arrays(sums.to_arrays()).lossy(np.array([0]))[0]
    whole = new()
    whole.merge(sums)
    assert whole.lossy(np.arange(3)).tolist() == [True, False, False]


def test_taking_out_what_was_never_added_is_reported():
    sums = new()
    assert not sums.update(walk(1, 2), NOTHING)
    assert sums.lossy(np.array([1, 2])).all()


@pytest.mark.parametrize("neighbours", [1, 5, 8, 9, 100])
def test_rows_hold_as_many_as_they_may(neighbours):
    sums = new(neighbours=neighbours)
    for row in range(1, 151):
        sums.update(NOTHING, walk(0, row))
    arrays = sums.to_arrays()
    assert arrays["offsets"][1] == neighbours
    again = Transitions.from_arrays(arrays)
    assert again.to_arrays()["ids"].tolist() == arrays["ids"].tolist()
    assert again.update(NOTHING, walk(0, 200))
    assert again.to_arrays()["offsets"][1] == neighbours


def test_freed_places_are_used_again():
    sums = new()
    walks = [walk(*np.random.default_rng(seed).integers(0, 200, 60)) for seed in range(30)]
    for one in walks:
        sums.update(NOTHING, one)
    size = sums.nbytes
    for _ in range(20):
        for one in walks:
            assert sums.update(one, NOTHING)
        for one in walks:
            assert sums.update(NOTHING, one)
    assert sums.nbytes == size
    assert_same(sums, Oracle(*walks))


def test_support_and_popularity():
    sums = new()
    sums.update(NOTHING, sequence((2, 1.0, NOW - 2 * HALF_LIFE), (0, 0.5, NOW), (2, 3.0, NOW)))
    assert sums.support(np.array([0, 1, 2, 99, -1])).tolist() == [0.5, 0, 2, 0, 0]
    assert sums.recent(np.array([0, 2, 99]), NOW) == pytest.approx([0.5, 1.25, 0])
    assert sums.recent(np.array([0]), NOW + HALF_LIFE) == pytest.approx([0.25])
    sums.update(NOTHING, sequence(*((5, 1.0, 0) for _ in range(9)), (3, 1.0, NOW)))
    counts, recents = sums.top(3, NOW)
    assert (counts.tolist(), recents.tolist()) == ([5, 2, 3], [2, 3, 0])
    assert [rows.tolist() for rows in new().top(3, NOW)] == [[], []]


def test_an_old_event_after_a_thousand_half_lives_counts_nothing_on_the_fast_clock():
    sums = new()
    sums.update(NOTHING, walk(1, 2, start=0))
    sums.update(NOTHING, walk(3, 4, start=NOW))
    sums.update(NOTHING, walk(5, 6, start=0))
    assert sums.recent(np.array([1, 3, 5]), NOW) == pytest.approx([0, 1, 0])
    assert sums.support(np.array([1, 3, 5])).tolist() == [1, 1, 1]
    assert sums.recent(np.array([3]), NOW + 10**15).tolist() == [0]
    assert np.isfinite(sums.recent(np.array([3]), 0)).all()


def test_memory_of_items_without_events_is_small():
    sums = new()
    sums.resize(10_000)
    assert sums.n_items == 10_000
    assert sums.nbytes < 64 * 10_000


def test_readers_and_writers_in_threads():
    sums = crowd()
    wanted = held(sums)
    extra = walk(*range(400))
    errors = []

    def read():
        try:
            for _ in range(200):
                rows, slow, _ = sums.scores(np.arange(32), now=NOW)
                each, _ = sums.addends(np.arange(32), rows, now=NOW)
                assert len(rows) == len(slow) == each.shape[1]
        except Exception as error:  # noqa: BLE001 - carried to the test's own thread
            errors.append(error)

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    for _ in range(100):
        sums.update(NOTHING, extra)
        sums.update(extra, NOTHING)
    for thread in threads:
        thread.join()
    assert not errors
    assert {key: value[0] for key, value in held(sums)[0].items()} == {
        key: value[0] for key, value in wanted[0].items()
    }


def test_arrays_of_any_form_are_taken():
    frozen = walk(1, 2, 3)
    for array in (frozen.rows, frozen.weights, frozen.times):
        array.flags.writeable = False
    wide = Sequence(rows=np.array([1, 9, 2, 9, 3], np.int64)[::2], weights=np.ones(3), times=frozen.times)
    sums, other = new(), new()
    sums.update(NOTHING, frozen)
    other.update(NOTHING, wide)
    assert_same(sums, other)


@pytest.mark.parametrize("name", ["neighbours", "window", "fast_half_life"])
def test_settings_are_checked(name):
    with pytest.raises(InvalidInput, match=f"{name} is 0"):
        new(**{name: 0})


def test_wrong_input_is_refused():
    sums = new()
    with pytest.raises(InvalidInput, match="is -4"):
        sums.update(NOTHING, walk(1, -4))
    with pytest.raises(InvalidInput, match="has 1 weights"):
        sums.update(
            NOTHING,
            Sequence(rows=np.zeros(2, np.int32), weights=np.ones(1, np.float32), times=np.zeros(2, np.int64)),
        )
    with pytest.raises(InvalidInput, match="cut 2 events"):
        sums.update_many(
            np.zeros(2, np.int32), np.ones(2, np.float32), np.zeros(2, np.int64), np.array([0, 1])
        )
    with pytest.raises(InvalidInput, match="have 1 weights"):
        sums.scores(np.array([1, 2]), now=NOW, weights=np.ones(1, np.float32))
    with pytest.raises(InvalidInput, match="cannot be added"):
        sums.merge(new(decay=0.5))
    sums.update(NOTHING, walk(1, 2))
    with pytest.raises(InvalidInput, match="row_map names 1 of 3"):
        new().merge(sums, np.array([0]))
    with pytest.raises(InvalidInput, match="does not hold together"):
        Transitions.from_arrays(sums.to_arrays() | {"ids": np.array([0, 77], np.int32)})


def test_numba_is_not_loaded_by_the_import():
    code = "import sys, penchant.retrieve.transitions; sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
