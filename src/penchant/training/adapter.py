"""`adapter`: what people said and did before each choice, out of the log, and the interest model fitted on it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from penchant.capture import reading
from penchant.catalogue import title_key
from penchant.learn.adapter import Adapter, Examples, fit
from penchant.models import ADAPTER, Card
from penchant.people import READING
from penchant.person import Heard
from penchant.ports import Cursor
from penchant.talk import CHARACTERS, LATELY, REFUSING, direction, pointing, turns
from penchant.training.trained import Trained

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from penchant.domain import Event
    from penchant.models import Models
    from penchant.ports import Record
    from penchant.state import State

    Progress = Callable[[str, int, int], None]

EVERYTHING = 2**31 - 1
MOST_EACH = 10
"""Choices of one person, the newest: nobody's talk outweighs everybody else's."""
DEEDS = 16
AT_ONCE = 512


class _Choice:
    """One choice: the words before it, the speaker's `text` and the `whole` of both parties, the rows of the deeds before it, the
    row chosen, and whose it was.
    """

    __slots__ = ("before", "row", "text", "user", "whole")

    def __init__(self, text: str, whole: str, before: Sequence[int], row: int, user: int) -> None:
        self.text, self.whole, self.before, self.row, self.user = text, whole, list(before), row, user


def train_adapter(state: State, models: Models, users: int, now: int, progress: Progress) -> Trained:
    """An interest model of the store's log, judged on people it did not learn from. Raises InvalidInput for too small a log."""
    del models  # what it must beat is the answer without training, which no other model changes
    records, cursor = _log(state)
    made = _fitted(state, records, users, progress)
    judged = made.judged
    times = [record.event.timestamp or 0 for record in records]
    card = Card(
        what=ADAPTER,
        version="",
        made_at=now,
        fingerprint=state.made_for,
        events=cursor.events,
        erasures=cursor.erasures,
        event_count=len(records),
        users=len({record.event.user_id for record in records}),
        first_event_at=min(times, default=0),
        last_event_at=max(times, default=0),
        lists=judged.examples,
        against="the same answer without training",
        metrics={"ndcg": judged.after},
        champion_metrics={"ndcg": judged.before},
        difference=round(judged.after - judged.before, 6),
        interval=judged.interval,
        cases=judged.people,
    )
    return Trained(card=card, data=made.to_bytes())


def _log(state: State) -> tuple[list[Record], Cursor]:
    records: list[Record] = []
    cursor, more = Cursor(items=EVERYTHING), True
    while more:
        changes = state.store.changes(cursor)
        records += changes.records
        cursor, more = changes.cursor, changes.more
    return records, cursor


def _fitted(state: State, records: Sequence[Record], users: int, progress: Progress) -> Adapter:
    with state.lock:
        choices = choices_of(state, records, users)
        examples = _examples(state, choices, progress)
        rows = np.arange(len(state.catalogue))
        items, support = state.index.take(rows), state.transitions.support(rows).astype(np.float64)
    return fit(examples, items, support, follow=lambda done, total: progress("fit", done, total))


def choices_of(state: State, records: Iterable[Record], users: int) -> list[_Choice]:
    """The choices of at most `users` people, the newest, that words of the same day went before.

    An item whose title stands in those words was named, not found: it teaches nothing.
    """
    by_user: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        if record.event.event_type != READING:  # of a text that is there as it was read at once
            by_user[record.event.user_id].append(record)
    found: list[_Choice] = []
    for number, held in enumerate(list(by_user.values())[-users:]):
        held.sort(key=lambda record: (record.event.timestamp or 0, record.event.event_id))
        found += _of_one(state, held, number)[-MOST_EACH:]
    return found


def _of_one(state: State, records: Sequence[Record], user: int) -> list[_Choice]:
    words: list[tuple[int, str]] = []
    parts: list[tuple[int, str]] = []
    rows: list[int] = []
    found: list[_Choice] = []
    for record in records:
        event, now = record.event, record.event.timestamp or 0
        liked = [deed.row for deed in state.people.deeds(record) if deed.weight > 0]
        if event.item_id is None:
            wanted, refused = _quotes(record)
            words += [(now, quote) for quote in wanted]
            parts += [(now, part) for part in turns(_heard(event), refused)]
            rows += liked
        if event.item_id is None or not liked:
            continue
        row = liked[0]
        text, whole = _since(words, now - LATELY), _since(parts, now - LATELY)
        if text and row not in rows and not _names(state.catalogue.title(row), f"{text} {whole}"):
            found.append(_Choice(text, whole, rows[-DEEDS:], row, user))
        rows.append(row)
    return found


def _heard(event: Event) -> Heard:
    reply = event.context.get(reading.REPLY_TO)
    return Heard(
        event_id=event.event_id,
        timestamp=event.timestamp or 0,
        text=event.text or "",
        reply_to=reply if isinstance(reply, str) else "",
    )


def _since(said: Sequence[tuple[int, str]], begin: int) -> str:
    kept = dict.fromkeys(text for time, text in said if time >= begin and text.strip())
    return " ".join(kept)[-CHARACTERS:]


def _names(title: str, text: str) -> bool:
    return f" {title_key(title)} " in f" {title_key(text)} "


def _quotes(record: Record) -> tuple[list[str], list[str]]:
    """The clauses of a text that refuse nothing, and those that refuse."""
    aspects = reading.aspects_in(record.reading) if record.reading else ()
    refused = [a.quote for a in aspects if a.polarity in REFUSING]
    return [a.quote for a in aspects if a.polarity not in REFUSING], refused


def _examples(state: State, choices: Sequence[_Choice], progress: Progress) -> Examples:
    dim = state.encoder.dim
    talks, deeds = np.zeros((2, len(choices), dim), dtype=np.float32)
    for start in range(0, len(choices), AT_ONCE):
        part = choices[start : start + AT_ONCE]
        talks[start : start + len(part)] = pointing(
            state, [one.text for one in part], [one.whole for one in part]
        )
        progress("read", start + len(part), len(choices))
    for place, one in enumerate(choices):
        towards = direction(state.index.take(np.array(one.before))) if one.before else None
        if towards is not None:
            deeds[place] = towards
    targets = np.array([one.row for one in choices], dtype=np.int64)
    groups = np.array([one.user for one in choices], dtype=np.int64)
    return Examples(talks, deeds, targets, groups)
