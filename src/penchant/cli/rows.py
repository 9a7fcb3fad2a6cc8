"""A row of a file as an `Item` or an `Event`: each field checked, in words that name it."""

from __future__ import annotations

import re
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import msgspec

from penchant.cli.lines import BadRow, quoted
from penchant.cli.times import milliseconds, moment
from penchant.domain import Event, Item
from penchant.errors import InvalidFile

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from penchant.cli.lines import Row
    from penchant.cli.mapping import Mapping
    from penchant.domain import Attribute

ITEM_FIELDS = tuple(Item.__struct_fields__)
EVENT_FIELDS = tuple(Event.__struct_fields__)
IDS = ("item_id", "user_id", "event_id", "session_id", "slate_id")
"""Fields whose numbers are kept as the text that was written: 007 is not 7."""
LIST_MARK = "|"
_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?")
_TRUTH = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_YEARS = range(1000, 3000)
_DIGEST_BYTES = 8
_POSITIONS = 1_000_000
"""More places than any list has: a larger position is another number in the wrong column."""


class ItemReader:
    """Rows as items; columns that fill no field become attributes."""

    def __init__(self, mapping: Mapping) -> None:
        self._mapping = mapping
        self._column = {field: mapping.columns.get(field, field) for field in ITEM_FIELDS}
        self._taken = {*self._column.values(), *mapping.nested.values()}

    def check_columns(self, path: Path, columns: Iterable[str]) -> None:
        """See that a header has what is needed and what `--map` names; raises `InvalidFile`."""
        _check_columns(path, columns, self._mapping, {"item_id": self._column["item_id"]})

    def ignored(self, columns: Iterable[str]) -> list[str]:  # noqa: ARG002 - the same shape as EventReader
        """The columns that are left out: none, for the unknown ones become attributes."""
        return []

    def __call__(self, line: int, row: Row) -> Item:  # noqa: ARG002 - the same shape as EventReader
        """The row as an item; raises `BadRow`."""
        row.update(self._mapping.constants)
        column = self._column
        return Item(
            item_id=_required(row.get(column["item_id"]), "item_id"),
            title=_text(row.get(column["title"]), "title") or "",
            description=_text(row.get(column["description"]), "description") or "",
            categories=_texts(row.get(column["categories"]), "categories"),
            tags=_texts(row.get(column["tags"]), "tags"),
            attributes=self._attributes(row),
            media=_texts(row.get(column["media"]), "media"),
            available=_truth(row.get(column["available"]), "available"),
            published_at=_published(row.get(column["published_at"])),
        )

    def _attributes(self, row: Row) -> dict[str, Attribute]:
        given = _object(row.get(self._column["attributes"]), "attributes")
        pairs = [(key, value, False) for key, value in given.items()]
        pairs += [(key, row[key], True) for key in row if key not in self._taken]
        pairs += [(key, row.get(column), True) for key, column in self._mapping.nested.items()]
        found = ((key, _attribute(value, key, read=read)) for key, value, read in pairs)
        return {key: value for key, value in found if value is not None}


class EventReader:
    """Rows as events. `at` fills the time of rows that have none; without it such a row is an error.

    A row without an `event_id` gets one made of its line and its content, so that reading a file again changes nothing and rows of
    one moment keep the order of the file.
    """

    def __init__(self, mapping: Mapping, *, now: int, at: int | None = None) -> None:
        self._mapping = mapping
        self._now = now
        self.at = at
        self._column = {field: mapping.columns.get(field, field) for field in EVENT_FIELDS}

    def has_time(self, columns: Iterable[str]) -> bool:
        """Whether one of these columns is the time's."""
        return self._column["timestamp"] in {*columns, *self._mapping.constants}

    def check_columns(self, path: Path, columns: Iterable[str]) -> None:
        """See that a header has what is needed and what `--map` names; raises `InvalidFile`."""
        needed = {field: self._column[field] for field in ("user_id", "event_type")}
        _check_columns(path, columns, self._mapping, needed)

    def ignored(self, columns: Iterable[str]) -> list[str]:
        """The columns that fill no field."""
        taken = {*self._column.values(), *self._mapping.nested.values()}
        return [column for column in columns if column not in taken]

    def __call__(self, line: int, row: Row) -> Event:
        """The row as an event; raises `BadRow`."""
        if self._mapping.constants:
            row.update(self._mapping.constants)
        column, get = self._column, row.get
        user_id = _required(get(column["user_id"]), "user_id")
        event_type = _required(get(column["event_type"]), "event_type")
        item_id = _ident(get(column["item_id"]), "item_id")
        text = _text(get(column["text"]), "text")
        value = _number(get(column["value"]), "value")
        time = moment(get(column["timestamp"]), "timestamp", now=self._now)
        if time is None and self.at is None:
            raise BadRow(
                "is missing",
                field="timestamp",
                hint="Fill it in, or give --at TIME for the rows without one.",
            )
        event_id = _ident(get(column["event_id"]), "event_id")
        return Event(
            user_id=user_id,
            event_type=event_type,
            event_id=event_id or content_id(line, user_id, item_id, event_type, value, time, text),
            item_id=item_id,
            text=text,
            value=value,
            timestamp=self.at if time is None else time,
            session_id=_ident(get(column["session_id"]), "session_id"),
            media=_texts(get(column["media"]), "media"),
            slate_id=_ident(get(column["slate_id"]), "slate_id"),
            position=_position(get(column["position"])),
            context=self._context(row),
        )

    def _context(self, row: Row) -> dict[str, Any]:
        given = row.get(self._column["context"])
        if given is None and not self._mapping.nested:
            return {}
        pairs = ((key, row.get(column)) for key, column in self._mapping.nested.items())
        return _object(given, "context") | {key: value for key, value in pairs if not _absent(value)}


def content_id(line: int, *content: str | float | None) -> str:
    """The `event_id` of a row that has none: nine digits of its line, then 16 hexadecimal digits of its content's BLAKE2b.

    The content is user, item, type, value, time in ms (None where the row has none) and text, as a JSON array.
    """
    return f"{line:09d}-{blake2b(msgspec.json.encode(content), digest_size=_DIGEST_BYTES).hexdigest()}"


def _check_columns(path: Path, columns: Iterable[str], mapping: Mapping, needed: dict[str, str]) -> None:
    there = [*columns]
    named = ", ".join(map(repr, there))
    for column in sorted(mapping.named - {*there}):
        raise InvalidFile(
            f"{str(path)!r} has no column {column!r}, which --map names; it has {named}", hint="Check --map."
        )
    for field, column in needed.items():
        if column not in there and column not in mapping.constants:
            fixed = f", or --map {field}:=VALUE for one value in every row" if field == "event_type" else ""
            raise InvalidFile(
                f"{str(path)!r}, line 1: the header has no column {column!r} for {field}; it has {named}",
                hint=f"Name the column that holds it: --map {field}=COLUMN{fixed}. The first line must be a header.",
            )


def _absent(value: object) -> bool:
    return value is None or (isinstance(value, str) and (not value or value.isspace()))


def _ident(value: object, field: str) -> str | None:
    """An id as it was written; surrounding space is refused, for it is never meant and never seen."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        if value.isspace():
            return None
        if value[0].isspace() or value[-1].isspace():
            raise BadRow(
                f"{quoted(value)} begins or ends with a space", field=field, hint="Take the space out."
            )
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise BadRow(
        f"{quoted(value)} is a {type(value).__name__}; an id is text or a whole number",
        field=field,
        hint="Store ids as text: a fraction or a list has no one spelling.",
    )


def _required(value: object, field: str) -> str:
    found = _ident(value, field)
    if found is None:
        raise BadRow(
            "is missing",
            field=field,
            hint=f"Every row needs its {field}; --map {field}=COLUMN names its column.",
        )
    return found


def _text(value: object, field: str) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return None if value.isspace() else value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    raise BadRow(
        f"{quoted(value)} is a {type(value).__name__}, not text", field=field, hint="Write it as one text."
    )


def _texts(value: object, field: str) -> tuple[str, ...]:
    """A list of texts: a JSON array, or in one text the parts between `|`."""
    if value is None or value == "":
        return ()
    if isinstance(value, str):
        if value.lstrip().startswith("["):
            value = _json(value, field, list)
        else:
            return tuple(part.strip() for part in value.split(LIST_MARK) if part.strip())
    if not isinstance(value, list):
        hint = 'Write a list: ["a","b"], or a|b.'
        raise BadRow(
            f"{quoted(value)} is a {type(value).__name__}, not a list of texts", field=field, hint=hint
        )
    return tuple(found for part in value if (found := _text(part, field)) is not None)


def _json(value: str, field: str, kind: type) -> Any:
    try:
        return msgspec.json.decode(value, type=kind)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        name = "an array" if kind is list else "an object"
        raise BadRow(
            f"{quoted(value)} is not JSON: {error}", field=field, hint=f"Write {name} of JSON."
        ) from error


def _object(value: object, field: str) -> dict[str, Any]:
    if isinstance(value, str) and not _absent(value):
        value = _json(value, field, dict)
    if value is None or isinstance(value, str):
        return {}
    if isinstance(value, dict):
        return value
    raise BadRow(
        f"{quoted(value)} is a {type(value).__name__}, not an object of keys and values",
        field=field,
        hint=f'Write {{"key": "value"}}, or fill one key from a column: --map {field}.KEY=COLUMN.',
    )


def _attribute(value: object, key: str, *, read: bool) -> Attribute | None:
    """An attribute's value; with `read`, the text of a column is read as the number, truth or list that it spells."""
    field = f"attributes.{key}"
    if _absent(value):
        return None
    if isinstance(value, str):
        return _spelled(value, field) if read else value
    if isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return _number(value, field)
    if isinstance(value, list):
        return list(_texts(value, field))
    raise BadRow(
        f"{quoted(value)} is a {type(value).__name__}; an attribute is a text, a number, true or false, or a list of texts",
        field=field,
        hint="Give each inner value a name of its own, such as size_width.",
    )


def _spelled(value: str, field: str) -> Attribute:
    if _NUMBER.fullmatch(value):
        return float(value) if "." in value else int(value)
    if value in {"true", "false"}:
        return value == "true"
    if LIST_MARK in value or value.startswith("["):
        return list(_texts(value, field))
    return value


def _number(value: object, field: str) -> float | None:
    if value is None or value == "":
        return None
    try:
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            if isinstance(value, str) and value.isspace():
                return None
            number = float(value)
            if number - number == 0:  # neither NaN nor infinite
                return number
    except (ValueError, OverflowError):
        pass
    raise BadRow(
        f"{quoted(value)} is not a number",
        field=field,
        hint="Write it like 3.5, with a point; leave it empty if unknown.",
    )


def _position(value: object) -> int | None:
    number = _number(value, "position")
    if number is None:
        return None
    if number != int(number) or not 0 <= number < _POSITIONS:
        raise BadRow(
            f"{quoted(value)} is not a place in a list",
            field="position",
            hint="Write a whole number, counted from the top.",
        )
    return int(number)


def _truth(value: object, field: str) -> bool:
    if _absent(value):
        return True
    found = _TRUTH.get(str(value).strip().lower())
    if found is None:
        raise BadRow(f"{quoted(value)} is neither true nor false", field=field, hint="Write true or false.")
    return found


def _published(value: object) -> int | None:
    if str(value).strip().isdigit() and int(str(value)) in _YEARS:
        raise BadRow(
            f"{quoted(value)} looks like a year",
            field="published_at",
            hint=f"Write a date, such as {value}-01-01.",
        )
    return milliseconds(value, "published_at")
