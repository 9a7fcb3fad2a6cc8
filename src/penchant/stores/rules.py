"""What every store holds to: which events it takes, and which query tokens a keyword search follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from penchant.errors import InvalidEvent

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from penchant.ports import Record

BM25_K1 = 1.2
BM25_B = 0.75
BM25_IDF_FLOOR = 1e-6
"""The constants of SQLite's FTS5 `bm25()`, so that every store scores alike."""

COMMON_SHARE = 0.1
COMMON_AT_LEAST = 50
"""A token in more than this share of the items, and in more than so many, is left out beside rarer ones: it says little."""

_LARGEST_TIME = 2**63 - 1


def check(record: Record) -> None:
    """Refuse what no log can hold in order.

    Raises:
        InvalidEvent: the event has no id, or its timestamp is missing or wider than 64 bits.
    """
    event = record.event
    if not event.event_id:
        raise InvalidEvent(
            f"event of user {event.user_id!r} has event_id {event.event_id!r}; a store takes only events with an id",
            hint="observe it through the engine, which fills the id, or set event_id",
        )
    if event.timestamp is None or abs(event.timestamp) > _LARGEST_TIME:
        raise InvalidEvent(
            f"event {event.event_id!r} has timestamp {event.timestamp!r}; a store takes integer milliseconds since 1970",
            hint="observe it through the engine, which fills the time, or set timestamp",
        )


def searched(tokens: Sequence[str], frequency: Callable[[str], int], items: int) -> list[str]:
    """The distinct tokens worth searching among `items` items; `frequency` says how many items hold a token.

    Tokens that no item holds go. If any of the rest is rare enough (see `COMMON_SHARE`), the common ones go too.
    """
    frequencies = {token: frequency(token) for token in dict.fromkeys(tokens)}
    held = [token for token, count in frequencies.items() if count]
    most = max(COMMON_SHARE * items, COMMON_AT_LEAST)
    return [token for token in held if frequencies[token] <= most] or held
