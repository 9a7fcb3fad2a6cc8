"""`/v1/events`: what people did, said and were shown; one, many, or a stream of lines."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from typing import TYPE_CHECKING, Any

import msgspec
from litestar import Request, Response, Router, post
from litestar.exceptions import InternalServerException

from penchant.domain import Event, Observed, Value
from penchant.server import limits, problems
from penchant.server.access import Who, opt
from penchant.server.door import NDJSON
from penchant.server.plain import Plain
from penchant.server.problems import Problem, ProblemDetails
from penchant.server.service import Served

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from litestar.types import Receive, Scope, Send

MOST_EVENTS = 5_000
"""Events in one batch."""
AT_ONCE = 200
"""Lines of a stream that are taken in together."""


class Batch(Value, frozen=True):
    """Many events: all are taken in, or none."""

    events: tuple[Event, ...]


class ObservedBatch(Value, frozen=True):
    """What became of each, in order."""

    observed: tuple[Observed, ...]


class LineAnswer(Value, frozen=True, omit_defaults=True):
    """What became of one line of a stream: its event's id, or the problem with it."""

    line: int
    event_id: str | None = None
    new: bool | None = None
    problem: ProblemDetails | None = None


@post("/", status_code=200, opt=opt("ingest", reach="body", query_token=True), summary="Take events in")
async def observe(request: Request[Any, Any, Any], service: Served) -> Response[Any]:
    who: Who = request.scope["penchant_who"]  # type: ignore[typeddict-item]
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() == NDJSON:
        return _Lines(_answers(request, service, who))
    events, single = _decoded(await request.body())
    events = _named(events, request.headers.get("idempotency-key"), who)
    for event in events:
        who.check_user(event.user_id)
    observed = await service.observe(events) if events else ()
    # Written as it is: there are no vectors in it, which `to_plain` would look for in every field.
    return Plain(msgspec.json.encode(observed[0] if single else ObservedBatch(observed=observed)))


class _Lines(Response[Any]):
    """Answers while the request is still being read. Litestar's own stream listens for the end of the connection meanwhile, and so
    would take parts of the request away.
    """

    def __init__(self, parts: AsyncIterator[bytes]) -> None:
        super().__init__(content=None)
        self._parts = parts

    def to_asgi_response(self, *_: Any, **__: Any) -> Any:
        """What is sent."""
        return self._send

    async def _send(self, scope: Scope, receive: Receive, send: Send) -> None:
        del scope, receive
        headers = [(b"content-type", NDJSON.encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        async for part in self._parts:
            await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


def _decoded(body: bytes) -> tuple[tuple[Event, ...], bool]:
    """The events of a body, and whether it was a single one."""
    try:
        held = msgspec.json.decode(body, type=dict[str, msgspec.Raw])
        if "events" not in held:
            return (msgspec.json.decode(body, type=Event),), True
        events = msgspec.json.decode(body, type=Batch).events
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise _wrong(error) from error
    if len(events) > MOST_EVENTS:
        raise Problem(
            413,
            "TooLarge",
            f"{len(events):,} events at once; at most {MOST_EVENTS:,} are taken.",
            hint="Send several batches, or a stream of lines.",
        )
    return events, False


def _wrong(error: Exception) -> Problem:
    if isinstance(error, msgspec.ValidationError):
        return Problem(422, "InvalidEvent", str(error), hint="docs/http.md lists the fields of an event.")
    return Problem(
        400, "BadJson", f"The body is not JSON: {error}", hint='Send {"user_id": …, "event_type": …}.'
    )


def _named(events: Sequence[Event], key: str | None, who: Who) -> tuple[Event, ...]:
    """Events without an id are named after the request's `Idempotency-Key`, so that a repeated request counts once."""
    if not key:
        return tuple(events)
    stem = hashlib.sha256(f"{who.name}\n{who.user_id}\n{key}".encode()).hexdigest()[:24]
    return tuple(
        event if event.event_id else msgspec.structs.replace(event, event_id=f"idem-{stem}-{place}")
        for place, event in enumerate(events)
    )


async def _answers(request: Request[Any, Any, Any], service: Served, who: Who) -> AsyncIterator[bytes]:
    """One line for each line, in order; lines that stand together are taken in together."""
    number = 0
    async for lines in _lines(request, service.options.line_bytes):
        for start in range(0, len(lines), AT_ONCE):
            some = lines[start : start + AT_ONCE]
            found = await asyncio.gather(*(_line(line, service, who) for line in some))
            answers = [
                msgspec.structs.replace(answer, line=number + place)
                for place, answer in enumerate(found, start=1)
                if some[place - 1].strip()
            ]
            number += len(some)
            yield b"".join(msgspec.json.encode(answer) + b"\n" for answer in answers)


async def _line(line: bytes, service: Served, who: Who) -> LineAnswer:
    if not line.strip():
        return LineAnswer(line=0)
    try:
        if len(line) > service.options.line_bytes:
            raise Problem(413, "TooLarge", f"The line is longer than {service.options.line_bytes:,} bytes.")  # noqa: TRY301 - answered below like the rest
        limits.check_depth(line, service.options.depth)
        event = _event(line)
        who.check_user(event.user_id)
        (found,) = await service.observe([event])
    except Exception as error:  # noqa: BLE001 - each line is answered, whatever is wrong with it
        told = problems.document(problems.of(error), "")
        return LineAnswer(line=0, problem=told)
    return LineAnswer(line=0, event_id=found.event.event_id, new=found.new)


def _event(line: bytes) -> Event:
    try:
        return msgspec.json.decode(line, type=Event)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise _wrong(error) from error


async def _lines(request: Request[Any, Any, Any], most: int) -> AsyncIterator[list[bytes]]:
    """The body's lines as they come; of one that is too long only the beginning, so that it is refused."""
    rest = b""
    async for part in _parts(request):
        *whole, tail = part.split(b"\n")
        if whole:
            whole[0] = rest[: most + 1] + whole[0]
            yield whole
            rest = tail
        else:
            rest = (rest + tail)[: most + 1]
    if rest:
        yield [rest]


async def _parts(request: Request[Any, Any, Any]) -> AsyncIterator[bytes]:
    """The body as it comes, to its end or to where the sender went away: what was acknowledged by then is stored."""
    with contextlib.suppress(InternalServerException):
        async for part in request.stream():
            yield part


router = Router("/v1/events", route_handlers=[observe], tags=["events"])
