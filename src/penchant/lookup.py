"""What can be looked up beside the lists: pages of items and of a person's history, what a text finds, what followed an item."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from penchant.capture import reading
from penchant.domain import Idea, Nearest, Observed, Value
from penchant.people import EVERYTHING
from penchant.ports import Cursor
from penchant.text import tokens

if TYPE_CHECKING:
    from penchant.domain import Item
    from penchant.ports import Record, Store
    from penchant.state import State

NEWEST_ONLY = 1.0
"""The decay over a history of one item, which has no older one."""


class ItemPage(Value, frozen=True):
    """Some of the catalogue's items; `next_cursor` leads to those after them, None where there are none."""

    items: tuple[Item, ...]
    next_cursor: int | None = None


class EventPage(Value, frozen=True):
    """Some of a person's events, newest first; `next_cursor` as in `ItemPage`: the time and id of the last one."""

    events: tuple[Observed, ...]
    next_cursor: tuple[int, str] | None = None


def item_page(store: Store, after: int, limit: int) -> ItemPage:
    """The next `limit` items in the order of their last changes, those after the change `after`; deleted ones are passed over."""
    items: list[Item] = []
    cursor, more = Cursor(events=EVERYTHING, erasures=EVERYTHING, items=after), True
    while more and len(items) < limit:
        changes = store.changes(cursor, limit - len(items))
        items += [record.item for record in changes.items]
        cursor, more = changes.cursor, changes.more
    return ItemPage(items=tuple(items), next_cursor=cursor.items if more else None)


def event_page(store: Store, user_id: str, before: tuple[int, str] | None, limit: int) -> EventPage:
    """The newest `limit` events of a person, or the newest of those before `(timestamp, event_id)`."""
    records = store.history(user_id, EVERYTHING if before else limit + 1)
    if before:
        records = tuple(r for r in records if (r.event.timestamp or 0, r.event.event_id) < before)
    page = records[-limit:]
    more = len(records) > len(page)
    last = (page[0].event.timestamp or 0, page[0].event.event_id) if more else None
    return EventPage(events=tuple(observed(record) for record in reversed(page)), next_cursor=last)


def observed(record: Record) -> Observed:
    """A stored event, with how its text was read."""
    aspects = reading.aspects_in(record.reading) if record.reading else ()
    return Observed(event=record.event, new=False, aspects=aspects)


def found_items(state: State, text: str, limit: int) -> ItemPage:
    """Items that hold the words, best BM25 first, then those of the nearest meaning; hidden ones among the first."""
    catalogue, stock = state.catalogue, state.stock
    held = [item_id for item_id, _ in stock.match(tokens(text), limit)]
    vector = stock.space.phrase(state.encoder.encode([text]))[0]
    idea = Idea(idea_id="asked", text=text, author="interest", interests=(), vector=vector)
    near = stock.nearest([idea], limit, catalogue.available)[0].ravel() if vector.any() else ()
    rows = (int(row) for row in near if row >= 0)
    ids = dict.fromkeys([*held, *(catalogue.ids[row] for row in rows)])
    found = (catalogue.get(item_id) for item_id in ids)
    return ItemPage(items=tuple(item for item in found if item is not None)[:limit])


def followed(state: State, item_id: str, n: int, now: int) -> tuple[Nearest, ...]:
    """What people most often went on to from an item; the score is that of the slow transitions, higher is more often."""
    row = state.catalogue.row_of[item_id]
    history = np.array([row], dtype=np.int32)
    allowed = state.catalogue.available
    scores = state.transitions.scores(history, NEWEST_ONLY, now=now, limit=n, allowed=allowed)
    order = np.argsort(-scores.slow, kind="stable")[:n]
    return tuple(
        Nearest(
            item_id=state.catalogue.ids[found],
            title=state.catalogue.title(found),
            similarity=round(float(scores.slow[place]), 4),
        )
        for place in order
        if scores.slow[place] > 0 and (found := int(scores.rows[place])) != row
    )
