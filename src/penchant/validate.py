"""Whether an item or event makes sense, said in words before anything is stored."""

from __future__ import annotations

import difflib
import math
from typing import TYPE_CHECKING, TypeVar

import msgspec

from penchant.domain import Event, Item
from penchant.errors import InvalidEvent, InvalidInput, InvalidItem, PenchantError

if TYPE_CHECKING:
    from collections.abc import Collection

    from penchant.domain import Request
    from penchant.settings import Scenario

T = TypeVar("T", Item, Event)
LONGEST_ID = 512
LONGEST_TEXT = 100_000
LONGEST_TITLE = 2_000
EARLIEST = 631_152_000_000
"""1990-01-01: an earlier timestamp is a unit mistaken for another."""
LATEST_AHEAD = 86_400_000
"""Clocks differ, but not by more than a day."""
MOST_PLACES = 1_000
"""Places in a list at most."""
CONSENT = "consent"
"""The event type of a person's word on what language models may do with their texts: the same in every scenario."""
_BARE = frozenset({"interest", CONSENT})
_CHOICES = {"language": ("en", "zh"), "seen": ("hide", "demote", "allow")}


def checked_item(item: Item) -> Item:
    """The item, its lists as tuples. Raises InvalidItem naming the field."""
    _check_id(item.item_id, "item_id", InvalidItem)
    item = _typed(item, f"item {item.item_id!r}", InvalidItem)
    if len(item.title) > LONGEST_TITLE or len(item.description) > LONGEST_TEXT:
        raise InvalidItem(
            f"item {item.item_id!r} has a title of {len(item.title)} and a description of {len(item.description)} characters; "
            f"at most {LONGEST_TITLE} and {LONGEST_TEXT} are kept",
            hint="shorten it before the import.",
        )
    for name, value in item.attributes.items():
        if isinstance(value, float) and not math.isfinite(value):
            raise InvalidItem(
                f"item {item.item_id!r}: attribute {name!r} is {value!r}", hint="leave it out instead."
            )
    return item


def checked_event(event: Event, scenario: Scenario, now: int) -> Event:
    """The event itself; `timestamp` must be set. Raises InvalidEvent naming the field.

    Whether its item is in the catalogue is for the engine to say.
    """
    _check_id(event.user_id, "user_id", InvalidEvent)
    _check_id(event.event_id, "event_id", InvalidEvent)
    if event.item_id is not None:
        _check_id(event.item_id, "item_id", InvalidEvent)
    _check_time(event, now)
    _typed(event, f"event {event.event_id!r} of user {event.user_id!r}", InvalidEvent)
    if event.event_type not in scenario.events and event.event_type != CONSENT:
        raise InvalidEvent(
            f"event type {event.event_type!r} is not known; known are {', '.join(sorted(scenario.events))}",
            hint=_near(event.event_type, scenario.events)
            or "add it, with a weight, to the scenario's events.",
        )
    if event.text is not None:
        _check_text(event)
    elif event.item_id is None and event.event_type not in _BARE:
        raise InvalidEvent(
            f"event {event.event_type!r} of user {event.user_id!r} has neither an item nor a text",
            hint="name the item it was done to, or give what was said.",
        )
    if event.value is not None and not math.isfinite(event.value):
        raise InvalidEvent(
            f"value {event.value!r} is not a number that can be counted",
            hint="leave it out if it is unknown.",
        )
    return event


def checked_user(user_id: str) -> None:
    """Raises InvalidInput where no user can have that id."""
    _check_id(user_id, "user_id", InvalidInput)


def checked_request(request: Request, longest_text: int) -> Request:
    """The request itself. Raises InvalidInput naming the field; whether its `where` can be read is for the catalogue to say."""
    _check_id(request.user_id, "user_id", InvalidInput)
    if type(request.n) is not int or not 1 <= request.n <= MOST_PLACES:
        raise InvalidInput(
            f"n is {request.n!r}; 1 to {MOST_PLACES:,} places can be asked for", hint="ask for 10."
        )
    if request.explore is not None and not 0 <= request.explore <= 1:
        raise InvalidInput(
            f"explore is {request.explore!r}; a share of the places is between 0 and 1",
            hint="0.1 is a tenth.",
        )
    if request.text is not None and len(request.text) > longest_text:
        raise InvalidInput(
            f"the text asked has {len(request.text):,} characters; at most {longest_text:,} are read",
            hint="send what the user wrote last.",
        )
    for field, allowed in _CHOICES.items():
        value = getattr(request, field)
        if value is not None and value not in allowed:
            raise InvalidInput(
                f"{field} is {value!r}; allowed are {', '.join(map(repr, allowed))}", hint="or leave it out."
            )
    return request


def _typed(value: T, named: str, error: type[PenchantError]) -> T:
    """The value as it will come back from the store; what could not be kept, or not be read again, is said by field."""
    try:
        return msgspec.msgpack.decode(msgspec.msgpack.encode(value), type=type(value))
    except (msgspec.ValidationError, TypeError, OverflowError) as wrong:
        raise error(
            f"{named} cannot be kept: {wrong}{_field_of(value)}", hint="see the field's type."
        ) from wrong
    except UnicodeEncodeError as wrong:
        raise error(
            f"{named} holds half of a character, which is no text{_field_of(value)}",
            hint="decode the text again from its source.",
        ) from wrong


def _field_of(value: Item | Event) -> str:
    """The first field that cannot be written down, where it is the writing that fails."""
    for field in value.__struct_fields__:
        try:
            msgspec.msgpack.encode(getattr(value, field))
        except (TypeError, OverflowError, UnicodeEncodeError):
            return f" (field {field!r})"
    return ""


def _check_text(event: Event) -> None:
    text = event.text or ""
    if not text.strip():
        raise InvalidEvent(
            f"the text of user {event.user_id!r} is empty", hint="leave `text` out, or give some words."
        )
    if len(text) > LONGEST_TEXT:
        raise InvalidEvent(
            f"the text of user {event.user_id!r} has {len(text):,} characters; at most {LONGEST_TEXT:,} are kept",
            hint="send the part that the user wrote, or split it into several events.",
        )


def _check_time(event: Event, now: int) -> None:
    time = event.timestamp
    if type(time) is not int or not EARLIEST <= time <= now + LATEST_AHEAD:
        raise InvalidEvent(
            f"timestamp {time!r} is not a time in milliseconds between 1990 and a day from now",
            hint="timestamps are UTC milliseconds since 1970; multiply seconds by 1000.",
        )


def _check_id(value: str, field: str, error: type[PenchantError]) -> None:
    if type(value) is str and 0 < len(value) <= LONGEST_ID and value.isprintable() and not value.isspace():
        return  # said first, since nearly all are: this stands three times in the way of every event
    if not isinstance(value, str) or not value.strip():
        raise error(
            f"{field} is {value!r}; it must be a text that is not empty", hint=f"give each row its {field}."
        )
    if len(value) > LONGEST_ID or not value.isprintable():
        shown = value if len(value) <= 60 else value[:60] + "…"
        raise error(
            f"{field} {shown!r} is too long or holds control characters; at most {LONGEST_ID} printable characters are allowed",
            hint="use a shorter id, such as its hash.",
        )


def _near(name: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return f"did you mean {near[0]!r}?" if near else ""
