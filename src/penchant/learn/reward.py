"""What an event says about its item, as a signed weight; and what it says when someone is shown an item and does nothing."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from penchant.domain import Aspect, Event
    from penchant.person import Done
    from penchant.settings import Scenario

RATING_MIDDLE = 2.75
"""On a scale to 5: a rating below 3 speaks against the item, 3 hardly for it."""
RATING_REACH = 2.25
RATING_BEST = 5.0
POLARITY = {"like": 1.0, "dislike": -1.0, "never": -1.0, "neutral": 0.0, "question": 0.0}
IMPRESSION = "impression"
POLICY = frozenset({"refused", "ignored", "seen"})
"""Channels that speak against an item by rule: no blend learns to weigh them otherwise."""


def weight_of(event: Event, aspects: Sequence[Aspect], scenario: Scenario) -> float:
    """Signed weight of an event for its item before decay.

    A rating's value is mapped from 0..5 to -1.2..1 around `RATING_MIDDLE`, one beyond counts as the end of the scale; a text's
    weight is turned by the verdicts in it; a `play` or `complete` with a value of 0..1 counts that share.
    """
    weight = scenario.events[event.event_type].weight
    if event.event_type == "rating" and event.value is not None:
        return weight * (max(0.0, min(RATING_BEST, event.value)) - RATING_MIDDLE) / RATING_REACH
    if event.text:
        return weight * _verdict(aspects)
    if event.event_type in {"play", "complete"} and event.value is not None and 0 <= event.value <= 1:
        return weight * event.value
    return weight


def _verdict(aspects: Sequence[Aspect]) -> float:
    """Mean polarity by strength, -1..1; 0 where the words give none."""
    strength = sum(a.strength for a in aspects if POLARITY[a.polarity])
    return sum(POLARITY[a.polarity] * a.strength for a in aspects) / strength if strength else 0.0


def ignored_rows(done: Done) -> dict[int, float]:
    """How often each row was shown and passed over: a function of the set of events.

    An impression is answered by any deed on the same item in the same slate, or, where it came without a slate, by any deed on
    the item. Rows with none left are left out.
    """
    shown = done.of_types([IMPRESSION])
    if not shown.any():
        return {}
    answered = set(zip(done.rows[~shown].tolist(), done.slates[~shown].tolist(), strict=True))
    acted = {row for row, _ in answered}
    counts: dict[int, float] = defaultdict(float)
    for row, slate in zip(done.rows[shown].tolist(), done.slates[shown].tolist(), strict=True):
        if (row, slate) not in answered and (slate or row not in acted):
            counts[row] += 1.0
    return dict(counts)
