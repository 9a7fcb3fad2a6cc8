"""What each verb asks of the server and makes of the answers. Nothing is sent here.

A verb is a generator: it yields a `Call`, is given the `Answer`, and returns its result. So it is written once, and `Client` and
`AsyncClient` differ only in who carries the calls.
"""

from __future__ import annotations

import itertools
import secrets
import time
from collections.abc import Generator
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import msgspec

from penchant.client.wire import Answer, Call, decoded, encoded, path, query
from penchant.costs import Costs
from penchant.domain import (
    Consent,
    Event,
    Explanation,
    Interest,
    InterestEdit,
    Item,
    Merged,
    Nearest,
    Observed,
    Profile,
    Receipt,
    Reply,
    Slate,
    UnmetWant,
    Value,
)
from penchant.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

T = TypeVar("T")
Verb = Generator[Call, Answer, T]
Seen = Literal["hide", "demote", "allow"]
Language = Literal["en", "zh"]
_places = itertools.count(secrets.randbelow(1 << 16))


class ItemPage(Value, frozen=True):
    """Some of the catalogue's items; `next_cursor` leads to those after them, None where there are none."""

    items: tuple[Item, ...]
    next_cursor: str | None = None


class EventPage(Value, frozen=True):
    """Some of a person's events, newest first; `next_cursor` as in `ItemPage`."""

    events: tuple[Observed, ...]
    next_cursor: str | None = None


class UserPage(Value, frozen=True):
    """Some of those who have done or said something, by their ids; `next_cursor` as in `ItemPage`."""

    users: tuple[str, ...]
    next_cursor: str | None = None


class UserToken(Value, frozen=True):
    """A token for one user's browser, and when it ends (ms)."""

    token: str
    expires_at: int


class _Count(Value, frozen=True):
    items: int = 0
    deleted: int = 0
    changed: int = 0


class _Batch(Value, frozen=True):
    observed: tuple[Observed, ...]


def new_event_id() -> str:
    """24 characters: 48 bits of time, 16 that count, 32 of chance; of one client, ids sort as they were made."""
    return f"{time.time_ns() // 1_000_000:012x}{next(_places) & 0xFFFF:04x}{secrets.token_hex(4)}"


def named(event: Event) -> Event:
    """The event with an id, so that it counts once however often it is sent."""
    return event if event.event_id else msgspec.structs.replace(event, event_id=new_event_id())


# --- the catalogue


def put_items(items: Iterable[Item]) -> Verb[int]:
    """Insert or replace items by id, all or none; recommendable by the next request. How many. Raises InvalidItem."""
    return decoded(
        (yield Call(method="PUT", path=path("v1", "items"), body=encoded(list(items)))), _Count
    ).items


def hide_items(item_ids: Iterable[str], *, hidden: bool = True) -> Verb[int]:
    """Keep items out of every list, or let them back in; how many changed. One request each, in order. Raises UnknownItem."""
    changed = 0
    for item_id in item_ids:
        way = path("v1", "items", item_id, "hide" if hidden else "show")
        changed += decoded((yield Call(method="POST", path=way)), _Count).changed
    return changed


def delete_items(item_ids: Iterable[str]) -> Verb[int]:
    """Take items out of the catalogue; events on them stay. How many there were. One request each, in order."""
    deleted = 0
    for item_id in item_ids:
        deleted += decoded((yield Call(method="DELETE", path=path("v1", "items", item_id))), _Count).deleted
    return deleted


def item(item_id: str) -> Verb[Item]:
    """The item. Raises UnknownItem."""
    return decoded((yield Call(method="GET", path=path("v1", "items", item_id))), Item)


def item_page(cursor: str | None = None, limit: int = 100) -> Verb[ItemPage]:
    """Some of the catalogue, in the order of its last changes, from where `cursor` leads."""
    found = query(cursor=cursor, limit=limit)
    return decoded((yield Call(method="GET", path=path("v1", "items"), query=found)), ItemPage)


def find_items(text: str, limit: int = 20) -> Verb[ItemPage]:
    """Items that hold the words of a text, then those of the nearest meaning. Raises InvalidInput."""
    if not text.strip():
        raise InvalidInput(
            "there are no words to search for", hint="give some; `all_items` reads the catalogue."
        )
    found = query(q=text, limit=limit)
    return decoded((yield Call(method="GET", path=path("v1", "items"), query=found)), ItemPage)


def similar(item_id: str, n: int = 10, *, by: str = "cosine") -> Verb[tuple[Nearest, ...]]:
    """Items of the nearest meaning, best first, by `cosine`, `euclidean` or `pearson`. Raises UnknownItem, InvalidInput."""
    call = Call(method="GET", path=path("v1", "items", item_id, "similar"), query=query(n=n, by=by))
    return decoded((yield call), tuple[Nearest, ...])


def followed(item_id: str, n: int = 10) -> Verb[tuple[Nearest, ...]]:
    """What people went on to from an item, the most usual first. Raises UnknownItem."""
    call = Call(method="GET", path=path("v1", "items", item_id, "followed"), query=query(n=n))
    return decoded((yield call), tuple[Nearest, ...])


# --- events


def observe(*events: Event) -> Verb[tuple[Observed, ...]]:
    """Take events in, all or none: durable, and in the next list of any worker, when this returns.

    Events without an id are given one before they are first sent, so that each counts once; `Observed.new` is False for one that
    was known, such as from a try whose answer was lost. At most 5,000 at once. Raises InvalidEvent, UnknownItem.
    """
    if not events:
        return ()
    body = encoded({"events": [named(event) for event in events]})
    return decoded((yield Call(method="POST", path=path("v1", "events"), body=body)), _Batch).observed


def user_page(*, cursor: str | None = None, limit: int = 100) -> Verb[UserPage]:
    """Some of those who have done or said something, from where `cursor` leads. Takes a key of scope admin."""
    found = query(cursor=cursor, limit=limit)
    return decoded((yield Call(method="GET", path=path("v1", "users"), query=found)), UserPage)


def events_of(user_id: str, *, cursor: str | None = None, limit: int = 100) -> Verb[EventPage]:
    """A person's events, newest first, from where `cursor` leads, each with how it was read."""
    found = query(cursor=cursor, limit=limit)
    return decoded((yield Call(method="GET", path=_user(user_id, "events"), query=found)), EventPage)


# --- lists


def recommend(
    user_id: str,
    n: int = 10,
    *,
    text: str | None = None,
    where: str | None = None,
    language: Language | None = None,
    seen: Seen | None = None,
    explore: float | None = None,
    exclude: Iterable[str] = (),
    context: Mapping[str, Any] | None = None,
    think: bool = False,
    wait_for: str | None = None,
) -> Verb[Slate]:
    """The ranked list for a user, each item with its reasons.

    `wait_for` is the id of an event that the list must count; the rest is as in `Engine.recommend`. Raises InvalidInput,
    InvalidExpression, EventNotSeen.
    """
    given = {
        "n": n,
        "text": text,
        "where": where,
        "language": language,
        "seen": seen,
        "explore": explore,
        "exclude": list(exclude),
        "context": dict(context or {}),
        "think": think or None,
        "wait_for": wait_for,
    }
    body = encoded({name: value for name, value in given.items() if value is not None})
    return decoded((yield Call(method="POST", path=_user(user_id, "recommendations"), body=body)), Slate)


def slate(slate_id: str) -> Verb[Slate]:
    """A list that was given out. Raises UnknownSlate."""
    return decoded((yield Call(method="GET", path=path("v1", "slates", slate_id))), Slate)


def reworded(slate_id: str, language: Language | None = None) -> Verb[Slate]:
    """A list with its reasons in a language model's words, as in `Engine.reworded`; it waits for the model. Raises UnknownSlate."""
    way = path("v1", "slates", slate_id)
    return decoded((yield Call(method="GET", path=way, query=query(worded=True, language=language))), Slate)


def explain(slate_id: str, item_id: str | None = None, *, without: str | None = None) -> Verb[Explanation]:
    """Why a list is as it is; why an item is or is not in it; how it would be `without` an interest. Raises UnknownSlate."""
    way = path("v1", "slates", slate_id, "explanation")
    call = Call(method="GET", path=way, query=query(item_id=item_id, without=without))
    return decoded((yield call), Explanation)


def gaps(limit: int = 20) -> Verb[tuple[UnmetWant, ...]]:
    """What people want and the catalogue does not have, by how many want it."""
    call = Call(method="GET", path=path("v1", "gaps"), query=query(limit=limit))
    return decoded((yield call), tuple[UnmetWant, ...])


def chat(
    user_id: str,
    text: str | None = None,
    *,
    choice: InterestEdit | None = None,
    n: int = 5,
    language: Language | None = None,
    session_id: str | None = None,
    turn_id: str = "",
) -> Verb[Reply]:
    """One turn of a conversation, as in `Engine.chat`; sent again, it counts once. Raises InvalidInput, UnknownInterest."""
    given = {
        "user_id": user_id,
        "text": text,
        "choice": choice,
        "n": n,
        "language": language,
        "session_id": session_id,
        "turn_id": turn_id or new_event_id(),
    }
    body = encoded({name: value for name, value in given.items() if value is not None})
    return decoded((yield Call(method="POST", path=path("v1", "chat"), body=body)), Reply)


# --- interests


def interests(
    user_id: str, *, history: bool = False, wait_for: str | None = None
) -> Verb[tuple[Interest, ...]]:
    """What the user wants and refuses; with `history` also what is over, faded or overruled. Raises EventNotSeen."""
    return (yield from profile(user_id, history=history, wait_for=wait_for)).interests


def profile(user_id: str, *, history: bool = False, wait_for: str | None = None) -> Verb[Profile]:
    """The user's interests with their version and moment, as `interests` gives them. Raises EventNotSeen."""
    found = query(history=history or None, wait_for=wait_for)
    return decoded((yield Call(method="GET", path=_user(user_id, "interests"), query=found)), Profile)


def edit_interest(user_id: str, edit: InterestEdit) -> Verb[Observed]:
    """The person's own hand on an interest; holds from the next request. Raises UnknownInterest, InvalidInput."""
    return decoded((yield _edit(user_id, edit)), Observed)


def _edit(user_id: str, edit: InterestEdit) -> Call:
    """The route of an edit: what is changed is the body, which interest and how is the path."""
    plain = msgspec.to_builtins(edit)
    fields = {name: value for name, value in plain.items() if name not in {"action", "interest_id"}}
    body = encoded(fields)
    if edit.action == "declare":
        return Call(method="POST", path=_user(user_id, "interests"), body=body)
    if not edit.interest_id:
        raise InvalidInput(
            f"to {edit.action} an interest its `interest_id` is needed", hint="`interests` lists them."
        )
    way = _user(user_id, "interests", edit.interest_id)
    if edit.action == "edit":
        return Call(method="PATCH", path=way, body=body)
    if edit.action == "drop":
        return Call(method="DELETE", path=way)
    return Call(method="POST", path=f"{way}/{edit.action}", body=body if fields else None)


# --- the person's rights, and the owner's


def forget(user_id: str) -> Verb[Receipt]:
    """Erase a user: events, evidence, slates, and their share of every sum."""
    return decoded((yield Call(method="DELETE", path=_user(user_id))), Receipt)


def export_user(user_id: str) -> Verb[dict[str, Any]]:
    """Everything held about a person, as plain JSON types."""
    return decoded((yield Call(method="GET", path=_user(user_id, "export"))), dict[str, Any])


def merge(merged_from: str, user_id: str) -> Verb[Merged]:
    """Make one user's events those of another, as when a visitor signs in. Raises InvalidInput."""
    call = Call(method="POST", path=_user(user_id, "merge"), body=encoded({"from": merged_from}))
    return decoded((yield call), Merged)


def consent(user_id: str, **purposes: bool) -> Verb[Consent]:
    """What a person allows language models, once they have said what is given here, such as `reading=True`; or as it is.

    Raises InvalidInput for a purpose that there is not.
    """
    way = _user(user_id, "consent")
    asked = (
        Call(method="PATCH", path=way, body=encoded(purposes)) if purposes else Call(method="GET", path=way)
    )
    return decoded((yield asked), Consent)


def costs(days: int = 1) -> Verb[Costs]:
    """What language models cost in the last `days` with today (UTC). It takes a key of the scope `admin`. Raises NotAllowed."""
    return decoded((yield Call(method="GET", path=path("v1", "costs"), query=query(days=days))), Costs)


def user_token(user_id: str, seconds: int = 3600) -> Verb[UserToken]:
    """A token for one user's browser. It takes a key of the scope `tokens`. Raises NotAllowed."""
    call = Call(method="POST", path=_user(user_id, "tokens"), body=encoded({"seconds": seconds}))
    return decoded((yield call), UserToken)


def system() -> Verb[dict[str, Any]]:
    """Figures of the server, as `GET /v1/system` gives them."""
    return decoded((yield Call(method="GET", path=path("v1", "system"))), dict[str, Any])


def _user(user_id: str, *more: str) -> str:
    if not user_id:
        raise InvalidInput("the user has no id", hint="give one: any text that is not empty.")
    return path("v1", "users", user_id, *more)
