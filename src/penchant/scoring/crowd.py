"""What the crowd does, and what speaks against an item."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from penchant.learn.reward import ignored_rows
from penchant.rank import blend
from penchant.retrieve.fresh import freshness

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from penchant.asking import Asking
    from penchant.capture.interests import Wants
    from penchant.ports import Vectors
    from penchant.rank.blend import Addend, Column

    Rows = NDArray[np.int64]


def crowd(asking: Asking, rows: Rows, support: Column) -> list[Addend]:
    """What many choose, by their `support` `(n,)`, what many chose lately, and what is new."""
    weights, sums = asking.settings.weights, asking.state.transitions
    return [
        blend.popular(support, weights.popular),
        blend.recent(sums.recent(rows, asking.now).astype(np.float64), weights.recent),
        blend.fresh(freshness(asking.catalogue, rows, asking.fresh_half_life, asking.now), weights.fresh),
    ]


def against(asking: Asking, wants: Wants, rows: Rows, vectors: Vectors) -> list[Addend]:
    """Soft refusals, what was shown and passed over, and what was seen where that is only demoted."""
    weights = asking.settings.weights
    found = []
    for interest in asking.active(wants):
        if interest.polarity < 0 and interest.hardness != "never":
            names = asking.names(interest, wants)
            held = asking.carries_all(names, rows)
            for welcome in wants.exempt.get(interest.interest_id, ()):
                held &= ~asking.carries_all(welcome, rows)
            found.append(blend.disliked(interest, held if names else None, vectors, weights.refused))
    passed = ignored_rows(asking.person.done)
    if passed:
        counts = np.array([passed.get(row, 0.0) for row in rows.tolist()])
        found.append(blend.ignored(counts, weights.ignored))
    if asking.seen_policy == "demote":
        found.append(blend.seen(np.isin(rows, asking.seen())))
    return found
