"""What was done: what comes next after the latest deeds, by several measures, and likeness to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from penchant.rank import blend
from penchant.recall import AGES_DECAY

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from penchant.asking import Asking
    from penchant.ports import Vectors
    from penchant.rank.blend import Addend

    Rows = NDArray[np.int64]


def done(asking: Asking, rows: Rows, vectors: Vectors) -> list[Addend]:
    """What comes next after the latest deeds, by both clocks, and likeness to them."""
    if not len(asking.latest):
        return []
    weights, ids = asking.settings.weights, asking.person.done.event_ids()
    names = [ids[place] for place in asking.latest]
    history, strength = asking.history()
    slow, fast = asking.state.transitions.addends(
        history, rows.astype(np.int32), AGES_DECAY, now=asking.now, weights=strength
    )
    ages = AGES_DECAY ** np.arange(len(names) - 1, -1, -1, dtype=np.float32)
    liked = asking.state.index.take(history.astype(np.int64))
    return [
        blend.followed(slow, names, blend.TRANSITIONS_SCALE, weights.transitions, "transitions"),
        blend.followed(fast, names, blend.FORWARD_SCALE, weights.forward, "forward"),
        blend.profile(liked, ages * strength, names, vectors, weights.profile),
    ]
