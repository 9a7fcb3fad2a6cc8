"""What went before a turn: our last words, what they showed and asked; and what the catalogue can be asked."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from penchant.catalogue import TOPIC_FIELDS, Named
from penchant.converse.chips import worded
from penchant.converse.measures import Facts, attribute
from penchant.converse.steering import Shown
from penchant.domain import Question, Slate, Value
from penchant.settings import DAY

if TYPE_CHECKING:
    from penchant.catalogue import Catalogue
    from penchant.shelf import Shelf
    from penchant.state import State

CHAT = "chat"
"""Key of a request's `context` that holds what was said and asked beside its list."""
LASTS = DAY // 4
"""A conversation that rested longer than this, ms, has ended: the next turn begins another."""
REMEMBERED = 8
"""Lists of it that are looked at, the newest."""


class Heard(Value, frozen=True):
    """What went before: our last words and the list beside them, the question that waits, and those asked in this conversation,
    each with its list's id. `shown` are the items of all its lists.
    """

    text: str = ""
    last: Slate | None = None
    question: Question | None = None
    questions: tuple[tuple[str, Question], ...] = ()
    shown: tuple[str, ...] = ()


def heard_of(shelf: Shelf, user_id: str, now: int, erasures: int) -> Heard:
    """What was said to a person lately, as of `now` (ms); nothing where no conversation goes on. `erasures` as in `Shelf.get`."""
    slates = [s for s in shelf.latest_of(user_id, REMEMBERED, erasures) if s.as_of > now - LASTS and _own(s)]
    if not slates:
        return Heard()
    asked = [(slate.slate_id, question) for slate in slates if (question := _question(slate)) is not None]
    return Heard(
        text=str(_own(slates[0]).get("text", "")),
        last=slates[0],
        question=_question(slates[0]),
        questions=tuple(asked),
        shown=tuple(dict.fromkeys(item.item_id for slate in slates for item in slate.items)),
    )


def _own(slate: Slate) -> dict[str, object]:
    held = slate.request.context.get(CHAT) if slate.request else None
    return held if isinstance(held, dict) else {}


def _question(slate: Slate) -> Question | None:
    held = _own(slate).get("question")
    try:
        return msgspec.convert(held, Question) if held is not None else None
    except msgspec.ValidationError:  # written by another version
        return None


def shown_of(state: State, slate: Slate | None, tongue: str) -> tuple[Shown, ...]:
    """The items of a list as a person may speak of them; what the list has in common is the most telling of an item.

    What they are filed under is said in the language `tongue` where there is a word for it.
    """
    if slate is None:
        return ()
    catalogue = state.catalogue
    rows = [catalogue.row_of[item.item_id] for item in slate.items if item.item_id in catalogue.row_of]
    facets = [
        f
        for row in rows
        for f in catalogue.facets_of(row).tolist()
        if catalogue.facets[f].field in TOPIC_FIELDS
    ]
    weights = {f: count * catalogue.idf(np.array([f]))[0] for f, count in Counter(facets).items()}
    return tuple(
        Shown(
            item_id=catalogue.ids[row],
            title=catalogue.title(row),
            kinds=_kinds(state, row, weights, tongue),
            year=_year(catalogue, row),
            published_at=_published(catalogue, row),
        )
        for row in rows
    )


def _kinds(state: State, row: int, weights: dict[int, float], tongue: str) -> tuple[str, ...]:
    """Categories before tags, those that weigh most first."""
    catalogue, words = state.catalogue, state.settings.scenario.words
    own = [f for f in catalogue.facets_of(row).tolist() if f in weights]
    own.sort(key=lambda f: (catalogue.facets[f].field != "categories", -weights[f], f))
    values = [catalogue.facets[f].value for f in own]
    names = [
        (state.stock.named(value)[:1] or (Named(word=value, facets=(f,)),))[0]
        for f, value in zip(own, values, strict=True)
    ]
    return tuple(
        worded(name, value, catalogue, words, tongue) for name, value in zip(names, values, strict=True)
    )


def _year(catalogue: Catalogue, row: int) -> float | None:
    item = catalogue.items[row]
    held = item.attributes if item is not None else {}
    name = attribute("year", Facts(numbers=dict.fromkeys(held, 0.0)))
    try:
        return float(str(held[name])) if name is not None else None
    except ValueError:
        return None


def _published(catalogue: Catalogue, row: int) -> int | None:
    item = catalogue.items[row]
    return None if item is None else item.published_at
