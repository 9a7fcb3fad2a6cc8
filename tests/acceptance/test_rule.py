"""The one rule, on the whole engine: everything it knows is a sum over events.

Order and repetition do not matter; a reason is the arithmetic; forgetting is subtracting; scaling out is merging. Each is asked
of random sets of events by several people, said in two languages, done, shown and edited, late and at equal times.
"""

from __future__ import annotations

import contextlib
import gc
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from penchant.build import build
from penchant.domain import Event, to_plain
from penchant.errors import UnknownSlate
from penchant.health import compare
from small_world import (
    DAY,
    HOUR,
    ITEM_IDS,
    ITEMS,
    NOW,
    SCORE_TOLERANCE,
    SECRET,
    USERS,
    batches,
    did,
    edited,
    histories,
    ids_of,
    open_world,
    said,
    small_settings,
    texts,
)

STORES = ("memory", "sqlite")
SPOKEN_LOOKED_UP = 4
"""So many interests are searched by their very words; one more comes in when one is paused."""


@contextlib.contextmanager
def engine_on(store: str, **changes: Any):
    with tempfile.TemporaryDirectory() as folder:
        url = "memory://" if store == "memory" else f"sqlite:///{folder}/store.db"
        with open_world(url, **changes) as engine:
            yield engine


def everything(engine, user: str) -> dict[str, Any]:
    """What a user can see of themselves, floats rounded to what two orders of summing agree in."""
    found = engine.interests(user, history=True, now=NOW)
    slate = engine.recommend(user, 8, now=NOW)
    assert slate.degraded == ()
    vectors = {i.interest_id: i.vector for i in found if i.vector is not None}
    return {"interests": [rounded(to_plain(i)) for i in found], "vectors": vectors, "slate": slate}


def rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 9)
    if isinstance(value, dict):
        return {key: rounded(inner) for key, inner in value.items()}
    return [rounded(inner) for inner in value] if isinstance(value, list) else value


def assert_same(a: dict[str, Any], b: dict[str, Any]) -> None:
    assert a["interests"] == b["interests"]
    assert a["vectors"].keys() == b["vectors"].keys()
    for key, vector in a["vectors"].items():
        np.testing.assert_allclose(vector, b["vectors"][key], atol=1e-6)
    one, other = a["slate"], b["slate"]
    assert texts(one) == texts(other)
    assert [i.score for i in one.items] == pytest.approx([i.score for i in other.items], abs=SCORE_TOLERANCE)
    assert (one.notes, one.interest_version, [g.text for g in one.gaps]) == (
        other.notes,
        other.interest_version,
        [g.text for g in other.gaps],
    )


def assert_equal(a, b, users=USERS) -> None:
    """Same sums, same interests, same lists."""
    assert compare(a._state.transitions, b._state.transitions) is None
    for user in users:
        assert_same(everything(a, user), everything(b, user))


def observe_all(engine, parts) -> None:
    for part in parts:
        engine.observe(*part)


# --- order


@settings(max_examples=25)
@given(data=st.data(), events=histories())
def test_the_order_and_the_batches_of_arrival_do_not_matter(data, events):
    parts = data.draw(batches(events))
    with open_world() as at_once, open_world() as as_they_come:
        at_once.observe(*sorted(events, key=lambda e: (e.timestamp, e.event_id)))
        observe_all(as_they_come, parts)
        assert_equal(at_once, as_they_come)


@settings(max_examples=4)
@given(data=st.data(), events=histories())
def test_the_order_does_not_matter_in_a_file_either(data, events):
    parts = data.draw(batches(events))
    with open_world() as at_once, engine_on("sqlite") as as_they_come:
        at_once.observe(*events)
        observe_all(as_they_come, parts)
        assert_equal(at_once, as_they_come)


@settings(max_examples=10)
@given(data=st.data(), events=histories(("ann",), most=40))
def test_the_order_does_not_matter_beyond_the_bounds_on_what_is_held(data, events):
    """With room for five events a user, the live engine, another order and one that starts anew hold the same five."""
    limits = msgspec.structs.replace(small_settings().limits, events_per_user=5, cached_users=1)
    parts = data.draw(batches(events))
    with open_world(limits=limits) as at_once, open_world(limits=limits) as as_they_come:
        at_once.observe(*events)
        observe_all(as_they_come, parts)
        as_they_come.recommend("bob", now=NOW)  # of the one place for a user, so that ann is loaded again
        assert_equal(at_once, as_they_come, ["ann"])


def test_a_late_word_in_another_language_does_not_turn_the_sentences():
    with open_world() as engine:
        engine.observe(said("ann", "I love science fiction", NOW - HOUR))
        engine.observe(said("ann", "我喜欢喜剧", NOW - DAY))  # arrives later, was said earlier
        live = engine.recommend("ann", now=NOW)
        engine._state.rebuild()
        assert texts(live) == texts(engine.recommend("ann", now=NOW))
        assert live.trace["language"] == "en"


# --- repetition


@settings(max_examples=15)
@given(data=st.data(), events=histories())
def test_an_event_id_counts_once(data, events):
    again = data.draw(batches(events))
    with open_world() as once, open_world() as often:
        once.observe(*events)
        assert all(o.new for o in often.observe(*events))
        for part in again:
            assert not any(o.new for o in often.observe(*part))
        assert not any(o.new for o in often.observe(*events, *events))
        assert_equal(once, often)


def test_of_two_equal_ids_in_one_call_the_first_counts(world):
    first, second = (
        did("ann", "like", "solaris", event_id="e"),
        did("ann", "dislike", "shining", event_id="e"),
    )
    assert [o.new for o in world.observe(first, second)] == [True, False]
    assert [e.event_type for e in world.all_events()] == ["like"]


def test_an_id_that_another_user_sent_counts_once_too(world):
    world.observe(did("ann", "like", "solaris", event_id="e"))
    assert not world.observe(did("bob", "like", "solaris", event_id="e"))[0].new
    assert world._state.transitions.support(
        np.array([world._state.catalogue.row_of["solaris"]])
    ).tolist() == [1.0]


# --- explanation


@settings(max_examples=25)
@given(
    events=histories(),
    text=st.sampled_from([None, "something in space", "想看喜剧"]),
    seen=st.sampled_from(["hide", "demote", "allow"]),
)
def test_the_reasons_sum_to_the_score_and_so_do_the_sources(events, text, seen):
    with open_world() as engine:
        engine.observe(*events)
        for user in (*USERS, "nobody"):
            slate = engine.recommend(user, 12, text=text, seen=seen, now=NOW)
            assert slate.degraded == ()
            for item in slate.items:
                assert sum(r.contribution for r in item.reasons) == pytest.approx(item.score, abs=1e-9)
                assert sum(item.sources.values()) == pytest.approx(item.score, abs=1e-5)
            assert [i.rank for i in slate.items] == list(range(1, len(slate.items) + 1))
            assert len(set(ids_of(slate))) == len(slate.items)


@settings(max_examples=15)
@given(events=histories(("ann",)))
def test_a_reason_speaks_of_what_the_person_really_said_or_did(events):
    by_id = {e.event_id: e for e in events}
    with open_world() as engine:
        engine.observe(*events)
        held = {i.interest_id for i in engine.interests("ann", now=NOW)}
        for item in engine.recommend("ann", 12, now=NOW).items:
            for reason in item.reasons:
                assert reason.interest_id is None or reason.interest_id in held
                assert reason.event_id is None or by_id[reason.event_id].user_id == "ann"


@settings(max_examples=12)
@given(events=histories(("ann",)))
def test_without_an_interest_a_score_falls_by_what_that_interest_gave(events):
    """Where nothing else changes with it: a talk of today is taken as a whole, ideas are written for the strongest only, and small
    reasons are told together.
    """
    now = NOW + 3 * DAY
    with open_world(weights=msgspec.structs.replace(small_settings().weights, diversity=0.0)) as engine:
        engine.observe(*events)
        slate = engine.recommend("ann", len(ITEMS), now=now)
        soft = [i for i in engine.interests("ann", now=now) if i.hardness == "soft" and not i.paused]
        assume(0 < len(soft) <= SPOKEN_LOOKED_UP)
        # A wish of the moment takes the focus from the rest: without it, they count more.
        for interest in [i for i in soft if i.source == "did" or i.horizon == "lasting"][:2]:
            assert set(engine.explain(slate.slate_id, without=interest.interest_id).before) == set(
                ids_of(slate)
            )
            engine.observe(
                edited(
                    "ann",
                    "pause",
                    event_id=f"zz-pause-{interest.interest_id}",
                    interest_id=interest.interest_id,
                )
            )
            paused = {i.item_id: i for i in engine.recommend("ann", len(ITEMS), now=now).items}
            engine.observe(
                edited(
                    "ann",
                    "resume",
                    event_id=f"zz-resume-{interest.interest_id}",
                    interest_id=interest.interest_id,
                )
            )
            assert paused.keys() == set(ids_of(slate))
            for item in slate.items:
                other = paused[item.item_id]
                if not any(r.kind in {"other", "idea"} for r in (*item.reasons, *other.reasons)):
                    gave = sum(r.contribution for r in item.reasons if r.interest_id == interest.interest_id)
                    assert other.score == pytest.approx(item.score - gave, abs=1e-5)


def test_without_its_interest_a_list_loses_what_only_that_interest_found(world):
    world.observe(
        said("ann", "I love horror", NOW - HOUR), said("ann", "I like nature documentaries", NOW - HOUR)
    )
    slate = world.recommend("ann", 4, now=NOW)
    horror = next(i for i in world.interests("ann", now=NOW) if "categories:Horror" in i.facets)
    found = world.explain(slate.slate_id, without=horror.interest_id)
    assert found.verdict == "without"
    assert list(found.before) == ids_of(slate)
    assert {"shining", "ring", "exorcist", "nosferatu"} & set(found.before)
    carried = [i.item_id for i in slate.items if i.reasons[0].interest_id == horror.interest_id]
    assert carried
    assert not set(carried) & set(found.after[:2])
    assert {"planet", "everest"} == set(found.after[:2])


# --- forgetting


def strings_in(value: Any, seen: set[int] | None = None) -> str:
    """All text and bytes that hang on an object, however deep."""
    seen = set() if seen is None else seen
    found, queue = [], [value]
    while queue:
        held = queue.pop()
        if id(held) in seen or isinstance(held, type) or (callable(held) and not hasattr(held, "__self__")):
            continue
        seen.add(id(held))
        if isinstance(held, str):
            found.append(held)
        elif isinstance(held, bytes | bytearray):
            found.append(held.decode("latin-1"))
        elif isinstance(held, np.ndarray) and held.dtype != object:
            continue
        else:
            queue.extend(gc.get_referents(held))
    return "\n".join(found)


def secret_life(user: str) -> list[Event]:
    """Someone of whom every text and id holds the secret word."""
    return [
        said(
            user, f"I love {SECRET} films", NOW - DAY, event_id=f"{SECRET}-1", session_id=f"{SECRET}-session"
        ),
        said(user, f"No {SECRET} horror, I like space movies", NOW - HOUR, event_id=f"{SECRET}-2"),
        did(user, "like", "solaris", NOW - HOUR, event_id=f"{SECRET}-3", context={"page": SECRET}),
        did(user, "like", "alien", NOW - 2, event_id=f"{SECRET}-4", slate_id=f"{SECRET}-slate"),
        did(
            user,
            "review",
            "matrix",
            NOW - 1,
            event_id=f"{SECRET}-5",
            text=f"a {SECRET} of a film, I loved it",
        ),
        edited(user, "declare", NOW - 1, event_id=f"{SECRET}-6", label=f"{SECRET} stories"),
    ]


@pytest.mark.parametrize("store", STORES)
@settings(max_examples=8)
@given(events=histories(("ann", "bob")), before=st.booleans())
def test_after_forgetting_all_is_as_if_they_had_never_come(store, events, before):
    gone = f"{SECRET}-user"
    secret = secret_life(gone)
    with engine_on(store) as engine, engine_on("memory") as innocent:
        observe_all(engine, [secret, events] if before else [events, secret])
        innocent.observe(*events)
        for user in ("ann", "bob", gone):
            engine.recommend(user, now=NOW)
        receipt = engine.forget(gone)
        assert receipt.removed["events"] == len(secret)
        assert receipt.removed["slates"] == 1
        assert_equal(engine, innocent, ["ann", "bob", gone])
        assert engine.export_user(gone)["events"] == []
        assert [e.event_id for e in engine.all_events()] == [e.event_id for e in events]
        assert next(c for c in engine.doctor() if c.name == "sums").ok


def test_no_word_or_id_of_the_forgotten_stays_in_memory(world):
    user = f"{SECRET}-user"
    world.observe(*secret_life(user))
    slate = world.recommend(user, text=f"more {SECRET} please", now=NOW)
    world.explain(slate.slate_id, "shining")
    world.observe(said("ann", "I love space movies", NOW))
    world.recommend("ann", now=NOW)
    assert SECRET in strings_in(world)
    world.forget(user)
    gc.collect()
    assert SECRET not in strings_in(world)
    assert SECRET not in strings_in(vars(world._state.store))
    with pytest.raises(UnknownSlate):
        world.slate(slate.slate_id)


def test_no_byte_of_the_forgotten_stays_on_disk(file_url, tmp_path):
    user = f"{SECRET}-user"
    with open_world(file_url) as engine:
        engine.observe(*secret_life(user))
        engine.recommend(user, text=f"more {SECRET} please", now=NOW)
        engine._shelf.flush()
        engine._state.save()
        assert any(SECRET.encode() in path.read_bytes() for path in tmp_path.iterdir())
        engine.forget(user)
        assert {
            p.name: p.read_bytes().count(SECRET.encode())
            for p in tmp_path.iterdir()
            if SECRET.encode() in p.read_bytes()
        } == {}


@pytest.mark.parametrize("store", STORES)
def test_forgetting_everyone_and_coming_back_is_a_fresh_start(store):
    with engine_on(store) as engine, engine_on("memory") as fresh:
        engine.observe(*secret_life("ann"), did("bob", "like", "hero", NOW - 5))
        engine.forget("ann")
        engine.forget("bob")
        engine.forget("ann")
        assert engine.forget("never came").removed["events"] == 0
        assert_equal(engine, fresh)
        assert engine.observe(*secret_life("ann"))[0].new
        fresh.observe(*secret_life("ann"))
        assert_equal(engine, fresh)


def test_a_table_that_gave_up_pairs_is_rebuilt_when_someone_is_forgotten():
    """Rows bounded to two neighbours evict; what is left after forgetting must still equal a log without that user."""
    limits = msgspec.structs.replace(small_settings().limits, neighbours_per_item=2)
    busy = [did("ann", "like", item_id, NOW - n, event_id=f"a{n}") for n, item_id in enumerate(ITEM_IDS[:12])]
    quiet = [
        did("bob", "like", item_id, NOW - n, event_id=f"b{n}") for n, item_id in enumerate(ITEM_IDS[3:6])
    ]
    with open_world(limits=limits) as engine, open_world(limits=limits) as innocent:
        engine.observe(*quiet)
        engine.observe(*busy)
        engine.forget("ann")
        innocent.observe(*quiet)
        assert_equal(engine, innocent)
        assert not engine._state.transitions.lossy(np.arange(len(ITEMS))).any()


# --- merging


@settings(max_examples=15)
@given(data=st.data(), events=histories(most=40))
def test_the_sums_of_two_halves_of_the_people_add_up_to_the_whole(data, events):
    here = data.draw(st.sets(st.sampled_from(USERS)))
    with open_world() as whole, open_world() as one, open_world() as other:
        whole.observe(*events)
        one.observe(*[e for e in events if e.user_id in here])
        other.observe(*[e for e in events if e.user_id not in here])
        one._state.transitions.merge(other._state.transitions)
        assert compare(one._state.transitions, whole._state.transitions) is None


# --- the store is the truth


@settings(max_examples=5)
@given(data=st.data(), events=histories())
def test_an_engine_that_is_opened_again_equals_the_one_that_was_closed(data, events):
    """From the snapshot of the first part and the log of the rest."""
    cut = data.draw(st.integers(0, len(events)))
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/store.db"
        with open_world(url) as first:
            first.observe(*events[:cut])
        with open_world(url) as second, open_world() as live:
            second.observe(*events[cut:])
            live.observe(*events)
            assert_equal(second, live)
            third = build(
                url, settings=small_settings()
            )  # beside the second: snapshot of the first, tail of the second
            assert_equal(third, live)
            third.close()


@settings(max_examples=4)
@given(events=histories(("ann", "bob")))
def test_an_engine_that_is_opened_after_an_erasure_never_knew_the_person(events):
    with tempfile.TemporaryDirectory() as folder, open_world() as innocent:
        url = f"sqlite:///{folder}/store.db"
        innocent.observe(*events)
        with open_world(url) as first:
            first.observe(*events, *secret_life("zoe"))
            first._state.save()
            first.forget("zoe")
        with open_world(url) as second:
            assert_equal(second, innocent, ["ann", "bob", "zoe"])


def test_a_second_engine_on_the_file_sees_the_first_ones_events_in_its_next_list(file_url):
    with open_world(file_url) as first, open_world(file_url) as second:
        second.recommend("ann", now=NOW)
        first.observe(said("ann", "I love horror", NOW - HOUR), did("bob", "like", "hero", NOW - HOUR))
        assert second.recommend("ann", 3, now=NOW).items[0].reasons[0].text == "You said “I love horror”"
        second.observe(said("ann", "Never show me horror", NOW - 1))
        assert not {"shining", "ring", "exorcist", "nosferatu", "alien"} & set(
            ids_of(first.recommend("ann", 30, now=NOW))
        )
        assert_equal(first, second)


def test_what_one_engine_forgets_the_other_forgets_with_it(file_url):
    user = f"{SECRET}-user"
    with open_world(file_url) as first, open_world(file_url) as second, open_world() as innocent:
        first.observe(*secret_life(user), did("bob", "like", "hero", NOW - HOUR))
        slate = second.recommend(user, text=f"more {SECRET} please", now=NOW)
        second._shelf.flush()
        first.forget(user)
        innocent.observe(did("bob", "like", "hero", NOW - HOUR, event_id=next(first.all_events()).event_id))
        with pytest.raises(UnknownSlate):
            second.slate(slate.slate_id)
        assert SECRET not in strings_in(second)
        assert_equal(second, innocent, ["bob", user])


def test_items_and_events_of_another_process_are_in_the_next_list(file_url):
    script = f"""
import sys; sys.path.insert(0, {str(Path(__file__).parents[1])!r})
from small_world import *
from penchant.domain import Item
with build({file_url!r}, settings=small_settings()) as engine:
    engine.put_items([Item(item_id="new", title="The Space Zoo", categories=("Science Fiction",), tags=("zoo",))])
    engine.observe(said("ann", "I love the zoo", NOW - HOUR), said("ann", "No horror", NOW - HOUR))
    engine.forget("bob")
"""
    with open_world(file_url) as engine:
        engine.observe(did("bob", "like", "hero", NOW - HOUR))
        subprocess.run([sys.executable, "-c", script], check=True, timeout=60)
        slate = engine.recommend("ann", 3, now=NOW)
        assert ids_of(slate)[0] == "new"
        assert [e.user_id for e in engine.all_events()] == ["ann", "ann"]
        assert not engine._state.transitions.support(np.arange(len(ITEMS))).any()
