"""The stream of one user: bytes to events (server-sent events, WHATWG HTML 9.2), and where to go on after a break."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from penchant.client.wire import Call, ServiceError, path
from penchant.domain import Observed, Profile, Slate, Value

SILENCE = 45.0
"""Seconds without a byte after which a stream is taken for broken: the server pings every 15."""
STREAM_TYPE = "text/event-stream"
_LARGEST = 64 << 20


class StreamEvent(Value, frozen=True):
    """One event of a user's stream, with the field of its kind set.

    `interests` comes at once and with every change, `changed_by` the id of the event that moved them; `observed` is an event that
    was taken in, `slate` a list that was given, by any worker; `erased` says that nothing is held about the user any more.
    `last_event_id` is where a later `stream` may go on.
    """

    kind: Literal["interests", "observed", "slate", "erased"]
    last_event_id: str = ""
    interests: Profile | None = None
    changed_by: str = ""
    observed: Observed | None = None
    slate: Slate | None = None


class _Changed(Profile, frozen=True, kw_only=True):
    changed_by: str = ""


def stream_call(user_id: str) -> Call:
    """The request that opens a user's stream."""
    return Call(method="GET", path=path("v1", "users", user_id, "stream"))


class Reader:
    """Takes bytes as they come and gives events; knows the last id over any number of connections."""

    def __init__(self, last_event_id: str = "") -> None:
        self.last_event_id = last_event_id
        self.retry: float | None = None
        self.failed = 0
        self._rest = b""
        self._fields: dict[str, str] = {}

    def headers(self) -> dict[str, str]:
        """The headers of the next connection."""
        last = {"Last-Event-ID": self.last_event_id} if self.last_event_id else {}
        return {"Accept": STREAM_TYPE, "Cache-Control": "no-cache", **last}

    def broken(self) -> None:
        """The connection is gone, and with it what was begun and not ended."""
        self._rest, self._fields = b"", {}
        self.failed += 1

    def feed(self, part: bytes) -> list[StreamEvent]:
        """The events that a part ends. Only a newline ends a line: what else divides lines in Unicode may stand within the data."""
        *lines, self._rest = (self._rest + part).split(b"\n")
        if len(self._rest) > _LARGEST:
            raise ServiceError("an event of the stream has no end", hint="the address may lead elsewhere.")
        found = (self._line(line.removesuffix(b"\r").decode(errors="replace")) for line in lines)
        return [event for event in found if event is not None]

    def _line(self, line: str) -> StreamEvent | None:
        if not line:
            return self._ended()
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "data" and "data" in self._fields:
            value = f"{self._fields['data']}\n{value}"
        if name == "retry" and value.isdigit():
            self.retry = int(value) / 1000
        self._fields[name] = value
        return None

    def _ended(self) -> StreamEvent | None:
        fields, self._fields = self._fields, {}
        self.last_event_id = fields.get("id", self.last_event_id)
        self.failed = 0  # the server speaks: pings and the first words of a connection count
        if "data" not in fields:
            return None
        return _event(fields.get("event", ""), fields["data"], self.last_event_id)


def _event(kind: str, data: str, last: str) -> StreamEvent | None:
    """The event; None for a ping, and for kinds that a newer server may have."""
    given: dict[str, Any] = {"last_event_id": last}
    try:
        if kind == "interests":
            changed = msgspec.json.decode(data, type=_Changed)
            fields = msgspec.structs.asdict(changed)
            by = fields.pop("changed_by")
            return StreamEvent(kind="interests", interests=Profile(**fields), changed_by=by, **given)
        if kind == "observed":
            return StreamEvent(kind="observed", observed=msgspec.json.decode(data, type=Observed), **given)
        if kind == "slate":
            return StreamEvent(kind="slate", slate=msgspec.json.decode(data, type=Slate), **given)
    except msgspec.MsgspecError as error:
        raise ServiceError(
            f"an event of the stream cannot be read: {error}", hint="the server may be of another version."
        ) from error
    return StreamEvent(kind="erased", **given) if kind == "erased" else None
