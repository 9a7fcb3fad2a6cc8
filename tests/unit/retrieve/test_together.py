"""What goes together with all the latest deeds: the slow sums as they are, without what is taken off for common items."""

from __future__ import annotations

import numpy as np
import pytest

from penchant.asking import Asking
from penchant.domain import Request
from penchant.rank import blend
from penchant.scoring.done import FLAT_DECAY, done
from small_world import HOUR, NOW, did


def test_it_is_the_plain_sums_of_all_latest_deeds(world):
    """Followed by hand: `weight log1p(sum over deeds of .9^age T[deed, candidate] / scale)`, dealt out to the deeds."""
    items = [item.item_id for item in world.all_items()][:5]
    for place in range(4):
        for user in range(3 + place):
            for step, item in enumerate((items[place], items[place + 1])):
                world.observe(did(f"u{place}-{user}", "like", item, NOW - 9 * HOUR + step))
    for step, item in enumerate(items[:2]):
        world.observe(did("ann", "like", item, NOW - 2 * HOUR + step))
    state = world._state
    asking = Asking(state, Request(user_id="ann"), NOW)
    rows = np.array([state.catalogue.row_of[item] for item in items[2:]])
    (found,) = [
        addend
        for addend in done(asking, rows, state.transitions.support(rows).astype(float))
        if addend.channel == "together"
    ]
    history = [state.catalogue.row_of[item] for item in items[:2]]
    offsets, ids, slow = state.transitions.pairs(np.array(history))
    table = np.zeros((2, len(rows)))
    for deed in range(2):
        held = dict(
            zip(ids[offsets[deed] : offsets[deed + 1]], slow[offsets[deed] : offsets[deed + 1]], strict=True)
        )
        table[deed] = [FLAT_DECAY ** (1 - deed) * held.get(row, 0.0) for row in rows]
    assert (table.sum(axis=0) > 0).any()
    expected = state.settings.weights.together * np.log1p(table.sum(axis=0) / blend.TOGETHER_SCALE)
    assert found.totals == pytest.approx(expected, rel=1e-4)
    shares = np.divide(table, table.sum(axis=0), out=np.zeros_like(table), where=table.sum(axis=0) > 0)
    assert found.at(np.arange(len(rows))) == pytest.approx(shares * expected, rel=1e-4, abs=1e-9)
