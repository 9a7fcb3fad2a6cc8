"""What each event contributes: signed weights under decay, and the half-life that goes with what was said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from penchant.settings import DAY

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from penchant.domain import Aspect
    from penchant.person import Done
    from penchant.settings import Scenario

HOUR = DAY // 24
SAID_WEIGHT = {1: 0.7, 2: 1.3, 3: 2.5}
"""Weight of an aspect by its strength: one plain "I like" is a strength of 0.6, one "love" of 0.8."""
NEUTRAL_SHARE = 0.15
"""A topic brought up without a verdict is a weak sign of interest."""
ENDED_SHARE = 0.4
"""What someone is tired of is refused less strongly than what they dislike."""


def said_weight(aspect: Aspect) -> float:
    """Signed weight of an aspect before decay; 0 for a question that only asks."""
    weight = SAID_WEIGHT[aspect.strength]
    if aspect.polarity == "question":
        return 0.0
    if aspect.polarity == "neutral":
        return NEUTRAL_SHARE * weight
    if aspect.horizon == "not_any_more":
        return -ENDED_SHARE * weight
    return weight if aspect.polarity == "like" else -weight


def said_half_life(aspect: Aspect, scenario: Scenario) -> int:
    """Half-life in ms: what is wanted now fades in hours, what is always true in a year."""
    if aspect.horizon == "now":
        return round(scenario.now_half_life_hours * HOUR)
    days = scenario.lately_half_life_days if aspect.horizon == "lately" else scenario.always_half_life_days
    return round(days * DAY)


def decay(
    times: NDArray[np.int64] | int, half_life: NDArray[np.float64] | float, now: int
) -> NDArray[np.float64]:
    """`2^-((now - time) / half_life)`, all in ms; an event of the future counts as of now."""
    age = np.maximum(0, now - np.asarray(times, dtype=np.int64))
    return np.exp2(-age / half_life)


def half_lives(done: Done, scenario: Scenario) -> NDArray[np.float64]:
    """Half-life in ms of each event in `done`, `(n,)`, from its type."""
    by_type = np.array([scenario.events[name].half_life_days * DAY for name in done.names], dtype=np.float64)
    return by_type[done.types] if len(done) else np.zeros(0)
