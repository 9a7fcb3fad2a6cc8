"""From a log to a model that serves: what is hidden, what is kept, who may serve, and that the erased leave no trace."""

from __future__ import annotations

import sys

import msgspec
import numpy as np
import pytest
from training_world import ITEMS, PEOPLE, walked

from penchant.errors import InvalidInput, MissingExtra
from penchant.learn.ranker import Ranker
from penchant.models import Models, Serving, fingerprint
from penchant.rank.blend import Sum
from penchant.training import fitting, ranker
from penchant.training.hindsight import hindsight
from penchant.training.lists import List, lists, sampled, use_of
from penchant.training.train import background, models_of, train, unwatched
from small_world import DAY, NOW, did, said

pytest.importorskip("lightgbm")


@pytest.fixture(scope="module")
def trained():
    """A store with one trained ranker, which must not be changed."""
    with walked() as engine:
        (outcome,) = train(engine, now=NOW)
        yield engine, outcome


def a_list(values: list[list[float]], place: int, channels: tuple[str, ...] = ("a", "b")) -> List:
    held = np.array(values, np.float32)
    return List(
        channels=channels,
        values=held,
        support=np.zeros(held.shape[1], np.float32),
        deeds=1,
        place=place,
        weight=1.0,
    )


# --- hindsight


def test_the_last_choice_of_each_person_is_in_no_sum():
    with walked(people=20) as engine:
        state = engine._state
        known = hindsight(state, unwatched)
        assert len(known.labels) == 20
        missing = np.zeros(60)
        for label in known.labels:
            missing[label.row] += 1
        rows = np.arange(60)
        assert state.transitions.support(rows) - known.state.transitions.support(rows) == pytest.approx(
            missing
        )


def test_a_list_is_asked_for_as_of_just_before_the_choice():
    with walked(people=3) as engine:
        engine.observe(
            did("u0", "dislike", "i50", NOW - DAY, event_id="later"),
            said("u0", "I like things", NOW - DAY, event_id="words"),
        )
        known = hindsight(engine._state, unwatched)
        label = next(label for label in known.labels if label.user_id == "u0")
        person = known.person(label)
        assert label.event_id not in person.done.event_ids()
        assert "later" not in person.done.event_ids()
        assert not person.said
        assert len(person.done) == sum(
            r.event.timestamp < label.timestamp for r in engine._store.history("u0", 99)
        )


def test_the_engine_serves_as_before_while_someone_looks_back():
    with walked(people=30) as engine:
        before = engine.recommend("u1", now=NOW).items
        known = hindsight(engine._state, unwatched)
        lists(known, known.labels, unwatched)
        assert engine.recommend("u1", now=NOW).items == before
        assert engine.doctor()[-1].ok


def test_a_person_of_one_choice_shows_nothing_to_learn():
    with walked(people=5) as engine:
        engine.observe(did("one", "like", "i05", NOW, event_id="only"))
        known = hindsight(engine._state, unwatched)
        assert "one" not in {label.user_id for label in known.labels}
        row = engine._state.catalogue.row_of["i05"]
        assert known.state.transitions.support(np.array([row])) >= 1


def test_whose_list_is_used_and_for_what_depends_on_no_one_else():
    with walked(people=40) as engine:
        labels = hindsight(engine._state, unwatched).labels
        few, half = ({one.user_id for one in sampled(labels, count)} for count in (10, 20))
        assert few < half
        assert {one.user_id for one in sampled(labels[1:], 10)} >= few - {labels[0].user_id}
    assert {use_of(f"u{k}") for k in range(100)} == {"fit", "early", "held_out"}


# --- fitting


def test_the_trees_are_those_of_lightgbm(trained):
    import lightgbm

    chance = np.random.default_rng(0)
    x = chance.gamma(1.0, 1.0, (500, 3))
    booster = lightgbm.train({"verbosity": -1, "num_threads": 1}, lightgbm.Dataset(x, x[:, 0] * x[:, 1]), 20)
    flat = fitting.flattened(booster.dump_model())
    assert flat.sums(x) == pytest.approx(booster.predict(x), abs=1e-9)
    engine, outcome = trained
    held = Ranker.from_bytes(models_of(engine).artefact(outcome.card.version))
    assert {"transitions", "popular"} <= set(held.features)


def test_more_evidence_about_the_person_never_lowers_a_score(trained):
    engine, outcome = trained
    held = Ranker.from_bytes(models_of(engine).artefact(outcome.card.version))
    x = np.random.default_rng(0).random((200, len(held.features))) * held.caps
    assert "transitions" in held.features
    free = fitting.CROWD | fitting.READ_ANOTHER_WAY
    for f in [f for f, name in enumerate(held.features) if name not in free]:
        more = x.copy()
        more[:, f] *= 1.5
        assert (held.trees.sums(more) >= held.trees.sums(x) - 1e-12).all()


def test_rare_channels_and_policy_are_left_to_the_sum():
    rare = [a_list([[1, 0], [0, 0]], 0)] * 99 + [a_list([[1, 0], [1, 0]], 0)]
    assert fitting.common_channels(rare) == ("a",)
    policy = [a_list([[1, 0], [-1, 0]], 0, ("a", "refused"))] * 10
    assert fitting.common_channels(policy) == ("a",)


def test_only_the_best_candidates_of_a_list_teach():
    one = a_list([[3, 1, 2, 0], [0, 0, 0, 0]], 2)
    (kept,) = fitting.best_of([one], 2)
    assert kept.values[0].tolist() == [3, 2]
    assert kept.place == 1
    assert not fitting.best_of([one], 1)


def test_the_spread_of_lists_is_that_of_the_sum(trained):
    engine, outcome = trained
    held = Ranker.from_bytes(models_of(engine).artefact(outcome.card.version))
    known = hindsight(engine._state, unwatched)
    found = lists(known, known.labels[:80], unwatched)
    every = fitting.best_of((*found.fit, *found.early, *found.held_out))
    before, after = (np.mean([np.std(b.totals(one.scene)) for one in every]) for b in (Sum(), held))
    assert after == pytest.approx(before, rel=0.2)


def test_without_the_extra_training_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "lightgbm", None)
    with walked(people=3) as engine, pytest.raises(MissingExtra, match=r"penchant\[train\]"):
        train(engine, now=NOW)


# --- what becomes of it


def test_a_better_ranker_serves_and_says_what_it_was_made_of(trained):
    engine, outcome = trained
    card = outcome.card
    assert outcome.promoted
    assert card.interval[0] > 0
    assert card.metrics["ndcg@10"] - card.champion_metrics["ndcg@10"] == pytest.approx(
        card.difference, abs=1e-5
    )
    assert card.against == "sum"
    assert (card.users, card.event_count, card.events) == (
        PEOPLE,
        len(list(engine.all_events())),
        engine._state.cursor.events,
    )
    assert models_of(engine).champion("ranker") == card.version
    assert card.fingerprint == fingerprint(engine.settings)


def test_reasons_sum_to_the_score_with_a_trained_ranker(trained):
    engine, outcome = trained
    state = engine._state
    state.blend = Ranker.from_bytes(models_of(engine).artefact(outcome.card.version))
    try:
        for person in range(5):
            slate = engine.recommend(f"u{person}", text="things", now=NOW)
            assert slate.strategy == "ranker"
            assert not slate.degraded
            for item in slate.items:
                assert sum(reason.contribution for reason in item.reasons) == pytest.approx(
                    item.score, abs=1e-6
                )
    finally:
        state.blend = Sum()


def test_words_count_in_full_where_nobody_had_said_anything_before_training(trained):
    engine, outcome = trained
    state = engine._state
    held = Ranker.from_bytes(models_of(engine).artefact(outcome.card.version))
    assert "keyword" not in held.features
    item = next(
        item
        for item in ITEMS
        if item.item_id not in {e.item_id for e in engine.all_events() if e.user_id == "u2"}
    )

    def place(blend) -> int:
        state.blend = blend
        return next(
            i.rank
            for i in engine.recommend("u2", 50, text=item.title, now=NOW).items
            if i.item_id == item.item_id
        )

    try:
        asked = {blend.name: place(blend) for blend in (Sum(), held)}
        assert asked["ranker"] <= asked["sum"] <= 3
    finally:
        state.blend = Sum()


def test_only_a_report_promotes_nothing():
    with walked() as engine:
        (outcome,) = train(engine, keep_champion=True, now=NOW)
        assert not outcome.promoted
        assert models_of(engine).champion("ranker") is None
        assert models_of(engine).cards()[0].version == outcome.card.version


def test_an_equal_ranker_does_not_take_the_place_of_the_champion():
    with walked() as engine:
        (first,), (second,) = train(engine, now=NOW), train(engine, now=NOW + DAY)
        assert first.promoted
        assert second.card.against == first.card.version
        assert not second.promoted
        assert "not certain" in second.reason
        assert models_of(engine).champion("ranker") == first.card.version


def test_what_serves_learned_from_everybody_and_what_is_judged_from_nobody_held_out(trained):
    """Else a champion would be compared with its challenger on people it knows, and never lose."""
    engine, outcome = trained
    held = Ranker.from_bytes(models_of(engine).artefact(outcome.card.version))
    known = hindsight(engine._state, unwatched)
    found = lists(known, sampled(known.labels, PEOPLE), unwatched)
    judged = fitting.fit(found.fit, found.early)
    everybody = [*found.fit, *found.early, *found.held_out]
    assert held.judged.to_bytes() == judged.to_bytes()
    grown = fitting.refit(everybody, len(judged.trees.roots))
    assert (held.trees.value == grown.trees.value).all()
    assert len(held.trees.value) != len(judged.trees.value) or (held.trees.value != judged.trees.value).any()
    state = engine._state
    against, version = ranker._champion(state, models_of(engine), known.window.erasures, NOW)
    assert version == outcome.card.version
    assert against.to_bytes() == judged.to_bytes()


def test_the_same_log_makes_the_same_ranker(trained):
    outcome = trained[1]
    with walked() as other:
        (again,) = train(other, now=NOW)
        assert again.card.digest == outcome.card.digest


def test_too_small_a_log_is_said_to_be_one():
    with walked(people=8) as engine, pytest.raises(InvalidInput, match="too small"):
        train(engine, now=NOW)


def test_an_unknown_kind_is_refused_by_name():
    with walked(people=3) as engine, pytest.raises(InvalidInput, match="'oracle'"):
        train(engine, ("oracle",), now=NOW)


def test_training_in_the_background_ends_with_the_same_model(trained):
    _, outcome = trained
    with walked() as engine:
        future = background(engine)
        engine.observe(did("new", "like", "i03", NOW, event_id="meanwhile"))
        (found,) = future.result(timeout=120)
        assert found.promoted
        assert found.card.users in {PEOPLE, PEOPLE + 1}
        assert found.card.metrics["ndcg@10"] == pytest.approx(outcome.card.metrics["ndcg@10"], abs=0.05)


# --- the erased


def test_after_an_erasure_the_next_ranker_holds_no_trace():
    with walked() as engine:
        engine.observe(
            *(did("secret", "like", f"i{k:02d}", NOW - k * DAY, event_id=f"s{k}") for k in range(40))
        )
        (first,) = train(engine, now=NOW)
        models = models_of(engine)
        assert models.holding("secret") == (first.card.version,)
        engine.forget("secret")
        assert models.holding("secret") == ()
        assert models.listed()[0].erased_since == 1
        (second,) = train(engine, now=NOW + DAY)
        assert models.listed()[0].erased_since == 0
    with walked() as never:
        (clean,) = train(never, now=NOW)
    assert second.card.digest == clean.card.digest
    assert first.card.digest != clean.card.digest
    assert second.promoted
    assert second.card.against == "sum", "a champion that holds an erased person's share must go"


def test_an_erasure_while_training_goes_on_lets_nothing_be_kept():
    with walked() as engine:
        erased = []

        def meanwhile(title: str, done: int, total: int) -> None:
            if title == "trees" and not erased:
                erased.append(engine.forget("u1"))

        with pytest.raises(InvalidInput, match="erased"):
            train(engine, progress=meanwhile, now=NOW)
        assert models_of(engine).cards() == []


# --- serving


def serving(engine, clock=lambda: 0.0, **more):
    return Serving(
        Models(engine._store), "ranker", Ranker.from_bytes, fingerprint(engine.settings), clock=clock, **more
    )


def test_a_champion_serves(trained):
    engine, outcome = trained
    current = serving(engine).current(NOW)
    assert isinstance(current.model, Ranker)
    assert (current.version, current.reason) == (outcome.card.version, "")


def test_without_a_champion_there_is_no_model_and_no_complaint():
    with walked(people=2) as engine:
        current = serving(engine).current(NOW)
        assert (current.model, current.reason) == (None, "")


def test_a_ranker_of_other_settings_or_too_old_or_broken_does_not_serve(trained):
    engine, outcome = trained
    version = outcome.card.version
    other = msgspec.structs.replace(
        engine.settings, weights=msgspec.structs.replace(engine.settings.weights, text=9.0)
    )
    stale = Serving(Models(engine._store), "ranker", Ranker.from_bytes, fingerprint(other)).current(NOW)
    assert (stale.model, stale.version) == (None, version)
    assert "other settings" in stale.reason
    old = serving(engine, max_age_days=2).current(NOW + 3 * DAY)
    assert old.model is None
    assert "3 days old" in old.reason
    assert serving(engine, max_age_days=4).current(NOW + 3 * DAY).model is not None

    def unreadable(data: bytes) -> Ranker:
        raise ValueError(data[:1])

    broken = Serving(Models(engine._store), "ranker", unreadable, fingerprint(engine.settings)).current(NOW)
    assert "cannot be read" in broken.reason


def test_a_damaged_artefact_does_not_serve():
    from penchant.models import ARTEFACT
    from penchant.ports import Blob

    with walked() as engine:
        (outcome,) = train(engine, now=NOW)
        engine._store.put_blobs(ARTEFACT, [Blob(key=outcome.card.version, data=b"dust")])
        assert "damaged" in serving(engine).current(NOW).reason


def test_what_another_process_promotes_is_noticed_within_seconds(trained):
    engine, outcome = trained
    moment = [0.0]
    held, models = serving(engine, lambda: moment[0]), Models(engine._store)
    assert held.current(NOW).model is not None
    models.rollback("ranker")
    try:
        assert held.current(NOW).model is not None
        moment[0] = 2.5
        assert held.current(NOW).model is None
    finally:
        models.promote(outcome.card.version)
