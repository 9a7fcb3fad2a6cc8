"""A store where what comes next is plain, and a prior that overlooks it: so a trained ranker has something to find."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from penchant.domain import Item
from penchant.settings import Weights
from small_world import DAY, NOW, did, open_world

if TYPE_CHECKING:
    from penchant.domain import Event
    from penchant.engine import Engine

ITEMS = tuple(Item(item_id=f"i{k:02d}", title=f"title {k}", categories=("Things",)) for k in range(60))
BLIND = Weights(transitions=0.1, forward=0.1, hops=0.0, profile=0.0, attributes=0.0, textual=0.0, popular=3.0)
"""A prior that goes by popularity."""
PEOPLE = 170


def walks(people: int = PEOPLE, seed: int = 0) -> list[Event]:
    """Each person goes from item to item: most often to the next one, sometimes to one that everybody likes."""
    chance = random.Random(seed)
    events = []
    for person in range(people):
        at = chance.randrange(60)
        for step in range(chance.randint(4, 6)):
            moment = NOW - (10 - step) * DAY + person
            events.append(did(f"u{person}", "like", f"i{at:02d}", moment, event_id=f"u{person}-{step}"))
            at = (at + 1) % 60 if chance.random() < 0.7 else chance.choice((0, 7, 7, 20, 33))
    return events


def walked(url: str = "memory://", people: int = PEOPLE, **changes: object) -> Engine:
    engine = open_world(url, ITEMS, **{"weights": BLIND, **changes})
    engine.observe(*walks(people))
    return engine
