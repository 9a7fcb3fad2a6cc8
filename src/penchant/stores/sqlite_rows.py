"""How values stand in SQLite's rows: the named queries, the nouns as MessagePack, tokens as FTS5 takes them."""

from __future__ import annotations

import functools
import re
from importlib import resources
from typing import TYPE_CHECKING

import msgspec

from penchant.domain import Event, Item
from penchant.errors import InvalidEvent, InvalidItem
from penchant.ports import ItemRecord, Record
from penchant.stores.rules import check

if TYPE_CHECKING:
    from collections.abc import Iterable

    EventRow = tuple[str, str, str | None, int | None, bytes, bytes]
    ItemRow = tuple[str, bytes, str, bytes, str]

_HEADER = re.compile(r"^-- name: (\w+)\n", re.MULTILINE)
_UNSTORABLE = (TypeError, ValueError, OverflowError)
"""What MessagePack and UTF-8 raise for values they have no form for: odd types, lone surrogates, integers over 64 bits."""

_PRIVATE = 0xE000
_AS_LETTERS = {
    code: _PRIVATE + code for code in range(1, 128) if not (chr(code).islower() or chr(code).isdigit())
}
"""FTS5's `ascii` tokenizer splits at ASCII signs and folds ASCII capitals, and takes all else as it stands: so these ASCII
characters are written as private-use ones. Nothing of a token can then be query syntax."""

_to_bytes = msgspec.msgpack.Encoder().encode
_to_event = msgspec.msgpack.Decoder(Event).decode
_to_item = msgspec.msgpack.Decoder(Item).decode


@functools.cache
def queries() -> dict[str, str]:
    """The statements of `sql/queries.sql` by name."""
    parts = _HEADER.split(_sql("queries.sql"))
    return {name: text.strip() for name, text in zip(parts[1::2], parts[2::2], strict=True)}


@functools.cache
def migrations() -> tuple[str, ...]:
    """The scripts that bring a file from version i to i + 1, in order."""
    folder = resources.files("penchant.stores") / "sql"
    names = sorted(file.name for file in folder.iterdir() if re.match(r"\d{4}_", file.name))
    return tuple(_sql(name) for name in names)


def _sql(name: str) -> str:
    return (resources.files("penchant.stores") / "sql" / name).read_text(encoding="utf-8")


def event_row(record: Record) -> EventRow:
    """The row of an event.

    Raises:
        InvalidEvent: it has no id or time, or holds what cannot be stored.
    """
    check(record)
    event = record.event
    try:
        body = _to_bytes(event)
    except _UNSTORABLE as error:
        raise InvalidEvent(
            f"event {event.event_id!r} cannot be stored: {error}",
            hint="use text, numbers, lists and dicts of these; text must be valid Unicode",
        ) from error
    return (event.event_id, event.user_id, event.item_id, event.timestamp, body, record.reading)


def relabelled(row: EventRow, user_id: str) -> EventRow:
    """The row of an event as one of another user."""
    event_id, _, item_id, timestamp, body, reading = row
    event = msgspec.structs.replace(_to_event(body), user_id=user_id)
    return (event_id, user_id, item_id, timestamp, _to_bytes(event), reading)


def records(rows: Iterable[tuple[int, bytes, bytes]]) -> tuple[Record, ...]:
    """Rows of `(seq, body, reading)` as records."""
    return tuple([Record(event=_to_event(body), reading=reading, seq=seq) for seq, body, reading in rows])


def item_row(record: ItemRecord) -> ItemRow:
    """The row of an item, without its seq.

    Raises:
        InvalidItem: it holds what cannot be stored.
    """
    item = record.item
    try:
        return (item.item_id, _to_bytes(item), record.tokens, record.vector, record.digest)
    except _UNSTORABLE as error:
        raise InvalidItem(
            f"item {item.item_id!r} cannot be stored: {error}",
            hint="use text, numbers and lists of text; text must be valid Unicode",
        ) from error


def item_record(body: bytes, tokens: str, vector: bytes, digest: str) -> ItemRecord:
    """A row's columns as a record."""
    return ItemRecord(item=_to_item(body), tokens=tokens, vector=vector, digest=digest)


def ids(values: Iterable[str]) -> str:
    """A list of ids as the JSON that `json_each` takes: one statement for any number of them."""
    return msgspec.json.encode(list(values)).decode()


def words(tokens: str) -> str:
    """Tokens, split at white space, as FTS5 keeps each whole."""
    return " ".join(tokens.split()).translate(_KEEP_SPACES)


def word(token: str) -> str:
    """One token as it stands in the index."""
    return token.translate(_AS_LETTERS)


def any_of(tokens: Iterable[str]) -> str:
    """The FTS5 query for items with any of the tokens."""
    return " OR ".join(f'"{word(token)}"' for token in tokens)


_KEEP_SPACES = {code: letter for code, letter in _AS_LETTERS.items() if code != ord(" ")}
