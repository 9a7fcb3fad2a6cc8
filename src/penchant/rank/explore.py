"""A little exploration, with the chance of each choice written down so that feedback can be weighed by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence


def explore(
    chosen: Sequence[int], others: Sequence[int], share: float, seed: bytes
) -> list[tuple[int, float]]:
    """`(place, propensity)` for each place of the list.

    With probability `share` a place is given to one of `others`, drawn evenly and without return; else it keeps its own. The
    propensity is the chance of what stands there: `1 - share` for its own, `share / number left` for a drawn one. The same `seed`
    draws the same.
    """
    if share <= 0 or not others:
        return [(place, 1.0) for place in chosen]
    random = np.random.default_rng(list(seed))
    left = list(others)
    result = []
    for place in chosen:
        if left and random.random() < share:
            drawn = left.pop(int(random.integers(len(left))))
            result.append((drawn, share / (len(left) + 1)))
        else:
            result.append((place, 1.0 - share if left else 1.0))
    return result
