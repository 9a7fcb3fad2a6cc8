"""Learning from lists that were given out: what counts as a choice, what bounds it, what is kept and what goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
import pytest

from penchant import online
from penchant.learn.weights import Learned, Trial
from penchant.online import HOURLY, OUTCOMES, Learner, possible
from penchant.rank.blend import Scene, Sum
from penchant.stores.memory import MemoryStore
from small_world import DAY, HOUR, ITEM_IDS, MINUTE, NOW, did, ids_of, open_world, said, small_settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from penchant.engine import Engine


@pytest.fixture
def engine() -> Iterator[Engine]:
    with open_world() as made:
        made.observe(
            *(did(f"u{k}", "like", ITEM_IDS[(k + j) % 12], NOW - DAY) for k in range(8) for j in range(3))
        )
        yield made


def learner(engine: Engine) -> Learner:
    return engine._state.online


def choose(engine: Engine, user: str = "ann", at: int = NOW, place: int = -1, **more: Any) -> None:
    """A list, and a like of one of it a minute later."""
    slate = engine.recommend(user, n=5, now=at, seen="allow", **more)
    engine.observe(did(user, "like", ids_of(slate)[place], at + MINUTE))


def test_a_choice_from_a_list_is_one_step(engine: Engine) -> None:
    choose(engine)
    assert learner(engine).learned.steps == 1


def test_what_was_done_before_any_list_teaches_nothing(engine: Engine) -> None:
    engine.observe(did("ann", "like", "solaris", NOW))
    assert learner(engine).learned.steps == 0


@pytest.mark.parametrize(
    ("event_type", "after"),
    [("dislike", MINUTE), ("impression", MINUTE), ("like", -MINUTE), ("like", 8 * DAY)],
    ids=["against", "only shown", "before the list", "too late"],
)
def test_what_is_no_choice_of_the_list_teaches_nothing(engine: Engine, event_type: str, after: int) -> None:
    slate = engine.recommend("ann", n=5, now=NOW)
    engine.observe(did("ann", event_type, ids_of(slate)[0], NOW + after))
    assert learner(engine).learned.steps == 0


def test_a_list_teaches_a_few_choices_at_most(engine: Engine) -> None:
    slate = engine.recommend("ann", n=8, now=NOW)
    engine.observe(*(did("ann", "like", i, NOW + MINUTE + k) for k, i in enumerate(ids_of(slate))))
    assert learner(engine).learned.steps == OUTCOMES


def test_nobody_moves_the_weights_by_zeal(engine: Engine) -> None:
    for k in range(3 * HOURLY):
        choose(engine, at=NOW + k * MINUTE)
    assert learner(engine).learned.steps == HOURLY
    choose(engine, "bob", at=NOW + 3 * HOURLY * MINUTE)
    assert learner(engine).learned.steps == HOURLY + 1  # others are not held up
    choose(engine, at=NOW + 2 * HOUR)
    assert learner(engine).learned.steps == HOURLY + 2


def test_an_event_cannot_name_a_later_hour_to_slip_through(engine: Engine) -> None:
    """Counted are the moments of lists, which the engine sets."""
    for k in range(2 * HOURLY):
        slate = engine.recommend("ann", n=5, now=NOW + k, seen="allow")
        engine.observe(did("ann", "like", ids_of(slate)[0], NOW + MINUTE + k * 2 * HOUR))
    assert learner(engine).learned.steps == HOURLY


def test_what_was_said_of_an_item_is_a_choice_too(engine: Engine) -> None:
    engine.recommend("ann", n=5, now=NOW)
    engine.observe(said("ann", "I loved Solaris", NOW + MINUTE))
    assert learner(engine).learned.steps == 1


def test_a_choice_that_chance_had_put_there_counts_by_the_inverse() -> None:
    plain = a_list()
    drawn = a_list(shown={7: 0.25, 8: 0.01})
    weights = [held.lesson(row, 0.5, NOW).weight for held, row in ((plain, 7), (drawn, 7), (drawn, 8))]
    assert weights == pytest.approx([0.5, 2.0, 2.5])
    assert plain.lesson(99, 1.0, NOW) is None


def a_list(shown: dict[int, float] | None = None) -> online.Remembered:
    made = Learner(MemoryStore(), small_settings().weights)
    scene = Scene(
        channels=("text", "popular"),
        values=np.arange(8.0).reshape(2, 4),
        support=np.ones(4),
        deeds=1,
    )
    made.remember("ann", "s1", NOW, np.array([6, 7, 8, 9]), scene, shown or {})
    return made._lists["ann"]


def test_explaining_a_list_does_not_put_it_in_the_newer_ones_place(engine: Engine) -> None:
    engine.observe(said("ann", "I love science fiction", NOW - DAY))
    old = engine.recommend("ann", n=5, now=NOW)
    new = engine.recommend("ann", n=5, now=NOW + MINUTE)
    interest = engine.interests("ann", now=NOW)[0].interest_id
    engine.explain(old.slate_id, without=interest)
    assert learner(engine)._lists["ann"].slate_id == new.slate_id


def test_a_forgotten_persons_list_goes_at_once_and_the_weights_stay(engine: Engine) -> None:
    choose(engine)
    engine.recommend("ann", n=5, now=NOW + HOUR)
    engine.forget("ann")
    held = learner(engine)
    assert "ann" not in held._lists
    assert "ann" not in held._pace
    assert held.learned.steps == 1


def test_another_processs_erasure_empties_the_memory(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'w.db'}"
    with open_world(url) as one, open_world(url) as two:
        one.observe(did("ann", "like", "solaris", NOW - DAY))
        one.recommend("ann", n=5, now=NOW)
        assert learner(one)._lists
        two.forget("ann")
        one.recommend("bob", n=5, now=NOW)
        assert set(learner(one)._lists) == {"bob"}


def test_memory_is_bounded(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(online, "USERS", 3)
    for k in range(9):
        choose(engine, f"v{k}")
    assert len(learner(engine)._lists) == 3
    assert len(learner(engine)._pace) == 3


def test_of_a_list_only_what_could_have_been_chosen_is_kept() -> None:
    random = np.random.default_rng(0)
    values = random.random((30, 2_000))
    scene = Scene(channels=tuple(f"c{k}" for k in range(30)), values=values, support=np.ones(2_000), deeds=0)
    shown = np.zeros(2_000, dtype=np.bool_)
    shown[:4] = True
    kept = possible(scene, shown)
    assert len(kept) <= online.MOST + 4
    assert set(range(4)) <= set(kept.tolist())
    assert set(values.argmax(axis=1).tolist()) <= set(kept.tolist())


def test_reset_is_the_prior(engine: Engine) -> None:
    for k in range(5):
        choose(engine, f"v{k}")
    held = learner(engine)
    engine._state.blend = held.blend
    learned = engine.recommend("ann", n=8, now=NOW)
    held.reset()
    reset = engine.recommend("ann", n=8, now=NOW)
    engine._state.blend = Sum()
    plain = engine.recommend("ann", n=8, now=NOW)
    assert held.learned.steps == 0
    assert [i.score for i in reset.items] == pytest.approx([i.score for i in plain.items], abs=2e-6)
    assert [i.score for i in learned.items] != pytest.approx([i.score for i in plain.items], abs=2e-6)


def test_reasons_sum_to_the_score(engine: Engine) -> None:
    for k in range(12):
        choose(engine, f"v{k}")
    engine._state.blend = learner(engine).blend
    engine.observe(said("ann", "I love science fiction but not horror", NOW - DAY))
    slate = engine.recommend("ann", n=8, now=NOW)
    assert slate.strategy == "online"
    assert not slate.degraded
    for item in slate.items:
        assert sum(reason.contribution for reason in item.reasons) == pytest.approx(item.score, abs=1e-6)
        assert sum(item.sources.values()) == pytest.approx(item.score, abs=1e-5)


# --- in the store


def same(one: Learned, other: Learned) -> bool:
    return (
        one.steps == other.steps and one.channels == other.channels and np.array_equal(one.logs, other.logs)
    )


def test_the_weights_outlive_the_engine(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'w.db'}"
    with open_world(url) as one:
        one.observe(*(did("bob", "like", i, NOW - DAY) for i in ITEM_IDS[:4]))
        choose(one)
        before = learner(one).learned
    with open_world(url) as two:
        after = learner(two).learned
        assert same(before, after)
        assert after.trial == before.trial
        assert np.array_equal(after.counts, before.counts)
        choose(two, "cid")
        assert learner(two).learned.steps == 2


def test_a_channel_of_another_prior_begins_anew() -> None:
    store, weights = MemoryStore(), small_settings().weights
    kept = Learner(store, weights)
    teach(kept)
    kept.save()
    other = Learner(store, msgspec.structs.replace(weights, text=weights.text + 1.0))
    assert "text" not in other.learned.channels
    assert other.learned.shared()["popular"] == kept.learned.shared()["popular"]


@pytest.mark.parametrize("data", [b"", b"nonsense", b"\x80", msgspec.msgpack.encode({"format": 99})])
def test_damaged_weights_are_the_prior(data: bytes) -> None:
    store = MemoryStore()
    store.put_blobs(online.KIND, [online.Blob(key=online.KEY, data=data)])
    assert Learner(store, small_settings().weights).learned.steps == 0


def test_weights_cut_short_or_not_finite_are_the_prior() -> None:
    store, weights = MemoryStore(), small_settings().weights
    kept = Learner(store, weights)
    teach(kept)
    kept.save()
    held = msgspec.msgpack.decode(store.get_blob(online.KIND, online.KEY), type=online._Kept)
    nan = np.full(len(held.arrays["logs"]) // 8, np.nan).tobytes()
    for logs in (held.arrays["logs"][:-8], nan):
        bad = msgspec.structs.replace(held, arrays={**held.arrays, "logs": logs})
        store.put_blobs(online.KIND, [online.Blob(key=online.KEY, data=msgspec.msgpack.encode(bad))])
        assert Learner(store, weights).learned.steps == 0


def test_two_processes_add_up() -> None:
    store, weights = MemoryStore(), small_settings().weights
    one, two = Learner(store, weights), Learner(store, weights)
    teach(one, 3)
    teach(two, 4)
    one.save()
    two.save()
    assert two.learned.steps == 7
    one.look()
    assert same(one.learned, two.learned)


def test_a_reset_by_another_hand_is_not_undone_by_a_save() -> None:
    store, weights = MemoryStore(), small_settings().weights
    serving, hand = Learner(store, weights), Learner(store, weights)
    teach(serving, 5)
    serving.save()
    hand.reset()
    teach(serving, 2)
    serving.save()
    assert serving.learned.steps == 0
    assert Learner(store, weights).learned.steps == 0


def test_frozen_weights_count_and_stay(engine: Engine) -> None:
    choose(engine)
    held = learner(engine)
    held.freeze()
    choose(engine, "bob")
    assert held.learned.steps == 1
    held.freeze(frozen=False)
    choose(engine, "bob")
    assert held.learned.steps == 2


def test_a_freeze_holds_for_a_new_start(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'w.db'}"
    with open_world(url) as one:
        learner(one).freeze()
    with open_world(url) as two:
        choose(two)
        assert learner(two).is_frozen
        assert learner(two).learned.steps == 0


def test_nothing_is_written_where_nothing_was_learned() -> None:
    store = MemoryStore()
    Learner(store, small_settings().weights).save()
    assert store.get_blob(online.KIND, online.KEY) is None


def test_weights_are_kept_every_so_many_steps() -> None:
    store = MemoryStore()
    held = Learner(store, small_settings().weights)
    teach(held, online.SAVE_EVERY - 1)
    held.save_if_due()
    assert store.get_blob(online.KIND, online.KEY) is None
    teach(held)
    held.save_if_due()
    assert Learner(store, small_settings().weights).learned.steps == online.SAVE_EVERY


def test_best_is_what_leads() -> None:
    held, champion = Learner(MemoryStore(), small_settings().weights), object()
    assert held.best(champion) is champion
    ahead = Trial(count=1_000.0, total=100.0, squares=12.0)
    held.blend.learned = msgspec.structs.replace(held.learned, trial=ahead)
    assert held.best(champion) is held.blend


def teach(held: Learner, times: int = 1) -> None:
    for place in range(times):
        held.teach(
            online.Lesson(
                channels=("text", "popular"),
                values=np.array([[1, 0, 0.5], [0, 1, 0.2]], np.float32),
                deeds=place,
                place=place % 2,
            )
        )
