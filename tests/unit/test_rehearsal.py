"""Learning from a log that was only imported: the choices once more, each before the sums know it."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import msgspec
import numpy as np
import pytest

from penchant.online import HOURLY
from penchant.people import EVERYTHING
from penchant.rehearsal import _Earlier, rehearse, unwatched
from small_world import DAY, ITEM_IDS, NOW, did, open_world, said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from penchant.domain import Event
    from penchant.engine import Engine

PAIRS = dict(zip(ITEM_IDS[::2], ITEM_IDS[1::2], strict=True))
"""What people go on to in this world: from the first of a pair always to the second."""


def a_log(users: int = 40) -> list[Event]:
    chance, events = random.Random(0), []
    for user in range(users):
        firsts = chance.sample([first for first in PAIRS if PAIRS[first] != "hidden"], 3)
        steps = [item for first in firsts for item in (first, PAIRS[first])]
        start = NOW - chance.randrange(5, 200) * DAY
        events += [did(f"u{user}", "like", item, start + k * 3_600_000) for k, item in enumerate(steps)]
    return events


@pytest.fixture
def engine() -> Iterator[Engine]:
    with open_world() as made:
        made.observe(*a_log())
        yield made


def test_the_blend_learns_what_the_log_shows() -> None:
    """Half of the deeds are the second of a pair, so what leads from one to the next tells more than what many like."""
    with open_world() as made:
        made.observe(*a_log(60))
        done = rehearse(made._state, 240)
    assert done.asked == 240
    assert done.found == done.learned.steps > 180
    factors = done.learned.shared()
    assert factors["forward"] > factors["popular"] + 0.5


def test_it_is_the_same_every_time_and_changes_nothing(engine: Engine) -> None:
    before = engine.recommend("u1", n=8, now=NOW)
    one, two = rehearse(engine._state, 50), rehearse(engine._state, 50)
    assert np.array_equal(one.learned.logs, two.learned.logs)
    after = engine.recommend("u1", n=8, now=NOW)
    assert [i.score for i in after.items] == [i.score for i in before.items]
    assert engine._state.online.learned.steps == 0


def test_the_order_of_import_does_not_matter(engine: Engine) -> None:
    events = a_log()
    events = [msgspec.structs.replace(e, event_id=f"e{k:04d}") for k, e in enumerate(events)]
    found = []
    for order in (events, random.Random(1).sample(events, len(events))):
        with open_world() as made:
            made.observe(*order)
            found.append(rehearse(made._state, 60).learned)
    assert np.allclose(found[0].logs, found[1].arranged(found[0].channels).logs, rtol=0, atol=1e-6)


def test_the_sums_do_not_know_what_is_asked_and_know_all_in_the_end(engine: Engine) -> None:
    state = engine._state
    people = _Earlier(state.store, state.encoder, state.catalogue.row, state.settings)
    choices = people.take_back(70, state.cursor.events, unwatched)
    rows = np.arange(len(ITEM_IDS))
    assert people.transitions.support(rows).sum() == state.transitions.support(rows).sum() - 70
    for choice in choices:
        before, after = people.around(choice)
        assert choice.event_id not in before.done.event_ids()
        assert choice.event_id in after.done.event_ids()
        people.exchange(before, after)
    assert np.allclose(people.transitions.support(rows), state.transitions.support(rows), rtol=0, atol=1e-4)
    first, second = (state.catalogue.row_of[i] for i in next(iter(PAIRS.items())))
    asked = np.array([first], np.int32), np.array([second], np.int32)
    mine, true = (s.addends(*asked, 0.6, now=NOW)[0] for s in (people.transitions, state.transitions))
    assert np.allclose(mine, true, rtol=1e-4)


def test_taken_back_is_what_is_newest(engine: Engine) -> None:
    """Sums that fade would count what came after a moment many times over, so nothing later may be in them."""
    state = engine._state
    people = _Earlier(state.store, state.encoder, state.catalogue.row, state.settings)
    chosen = people.take_back(40, state.cursor.events, unwatched)
    times = sorted(event.timestamp or 0 for event in engine.all_events())
    assert [choice.timestamp for choice in chosen] == times[-40:]


def test_nobody_teaches_faster_than_online() -> None:
    with open_world() as made:
        made.observe(*(did("ann", "like", item, NOW + k) for k, item in enumerate(ITEM_IDS[:20])))
        made.observe(*(did("bob", "like", item, NOW + k) for k, item in enumerate(ITEM_IDS[:5])))
        assert rehearse(made._state, 25).asked == HOURLY + 5


def test_a_log_of_words_alone_teaches_nothing() -> None:
    with open_world() as made:
        made.observe(said("ann", "I love science fiction", NOW))
        done = rehearse(made._state, 10)
        assert (done.asked, done.found, done.learned.steps) == (0, 0, 0)


def test_words_that_name_an_item_are_rehearsed_too() -> None:
    with open_world() as made:
        made.observe(did("ann", "like", "stalker", NOW - DAY), said("ann", "I loved Solaris", NOW))
        assert rehearse(made._state, 1).asked == 1


def test_progress_is_told(engine: Engine) -> None:
    told: list[tuple[str, int, int]] = []
    rehearse(engine._state, 5, lambda *what: told.append(what))
    assert [what for what in told if what[0] == "lists"] == [("lists", k, 5) for k in range(1, 6)]
    assert told[0][0] == "events"
    assert EVERYTHING > told[0][2] > 0
