"""What can be looked up beside the lists: pages of items and of a person's history, what a text finds, what followed an item."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from penchant.capture import reading
from penchant.capture.gate import is_worth_it
from penchant.costs import Forecast
from penchant.domain import Consent, Idea, Nearest, Observed, Value, to_plain
from penchant.people import EVERYTHING, is_read, latest_readings, of_reading, read_by, record_of
from penchant.ports import Cursor
from penchant.privacy.consent import allowed
from penchant.spending.ledger import Ledger
from penchant.spending.tally import cost, counted, share
from penchant.text import tokens

if TYPE_CHECKING:
    from penchant.caller import Caller
    from penchant.costs import Costs
    from penchant.domain import Item
    from penchant.ports import Record, Store
    from penchant.settings import Settings
    from penchant.state import State

NEWEST_ONLY = 1.0
"""The decay over a history of one item, which has no older one."""
FORECAST = 2_000
"""The newest events that are looked through for what a model would be asked."""


class ItemPage(Value, frozen=True):
    """Some of the catalogue's items; `next_cursor` leads to those after them, None where there are none."""

    items: tuple[Item, ...]
    next_cursor: int | None = None


class EventPage(Value, frozen=True):
    """Some of a person's events, newest first; `next_cursor` as in `ItemPage`: the time and id of the last one."""

    events: tuple[Observed, ...]
    next_cursor: tuple[int, str] | None = None


class UserPage(Value, frozen=True):
    """Some of those who have done or said something; `next_cursor` leads to those after them, None where there are none."""

    users: tuple[str, ...]
    next_cursor: str | None = None


def user_page(store: Store, after: str, limit: int) -> UserPage:
    """The next `limit` users in the order of their ids, those after `after`."""
    found = store.users(after, limit + 1)
    return UserPage(users=found[:limit], next_cursor=found[limit - 1] if len(found) > limit > 0 else None)


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
    """The newest `limit` events of a person, or the newest of those before `(timestamp, event_id)`.

    A language model's reading is no event of theirs: it is shown on the event that it is of, a limit that it read among interests.
    """
    asked = 2 * limit + 2  # each text may have a reading, which always stands after it
    records = store.history(user_id, asked, before=before)
    if len(records) == asked and sum(not is_read(record.event) for record in records) <= limit:
        records = store.history(user_id, EVERYTHING, before=before)
    own = tuple(record for record in records if not is_read(record.event))
    page = own[-limit:]
    more = len(own) > len(page)
    if before and any(record.event.text for record in page):
        records = store.history(user_id, EVERYTHING)  # a reading of one of them may be newer than `before`
    readings = latest_readings(records)
    last = (page[0].event.timestamp or 0, page[0].event.event_id) if more else None
    events = (observed(record, readings.get(record.event.event_id)) for record in reversed(page))
    return EventPage(events=tuple(events), next_cursor=last)


def observed(record: Record, refined: Record | None = None) -> Observed:
    """A stored event, with how its text was read, by a language model where one has `refined` it."""
    read = (refined or record).reading
    return Observed(
        event=record.event,
        new=False,
        aspects=reading.aspects_in(read) if read else (),
        read_by=read_by(refined) if refined else "",
    )


def observed_anew(store: Store, refined: Record) -> Observed | None:
    """The event that a reading is of, with what was read; None where it is not stored."""
    original = record_of(store, of_reading(refined))
    return observed(original, refined) if original else None


def found_items(state: State, text: str, limit: int) -> ItemPage:
    """Items that hold the words, best BM25 first, then those of the nearest meaning; hidden ones among the first."""
    catalogue, stock = state.catalogue, state.stock
    held = [catalogue.ids[row] for row in stock.match(tokens(text), limit).rows.tolist()]
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


def consent_of(state: State, caller: Caller | None, user_id: str, now: int) -> Consent:
    """What a person allows language models, by purpose."""
    said = state.permitted(user_id)
    may = allowed(said, state.settings.language_model, local=caller is not None and caller.model.local)
    return Consent(user_id=user_id, allowed=may, said=said, as_of=now)


def costs_of(state: State, caller: Caller | None, days: int) -> Costs:
    """What models cost; without one, what was spent on an earlier one, and what one would be asked about the log's texts."""
    if caller is not None:
        return caller.costs(days)
    ledger = Ledger(state.store, state.settings.language_model)
    return counted(ledger.days(days), days, would_ask=forecast(state))


def forecast(state: State) -> Forecast:
    """What a model would have been asked to read of the newest `FORECAST` events with a text; it takes a millisecond each."""
    head = state.cursor.events
    texts = gated = 0
    asked: set[str] = set()
    cursor, more = Cursor(events=max(0, head - FORECAST), items=EVERYTHING, erasures=EVERYTHING), True
    while more:
        changes = state.store.changes(cursor)
        for record in changes.records:
            event = record.event
            if not event.text or of_reading(record):
                continue
            texts += 1
            aspects = reading.aspects_in(record.reading) if record.reading else ()
            if is_worth_it(event, aspects, state.encoder):
                asked.add(" ".join(event.text.split()))
            else:
                gated += 1
        cursor, more = changes.cursor, changes.more
    calls = len(asked)
    return Forecast(
        texts=texts, gate=gated, cached=texts - gated - calls, calls=calls, ratio=share(calls, texts)
    )


def spent_for(store: Store, settings: Settings, user_id: str) -> list[dict[str, object]]:
    """What models cost for one person, by day and purpose, as plain types."""
    tallies = Ledger(store, settings.language_model).of_user(user_id)
    return [to_plain(cost(tally, day, purpose)) for (day, purpose), tally in tallies.items()]
