"""`POST /v1/chat`: a turn of a conversation, answered whole or as it comes."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec
from litestar import Request, Response, Router, post
from litestar.params import JSONBody
from litestar.response import Stream

from penchant.domain import InterestEdit, Observed, Question, Reply, Slate, Value, to_plain
from penchant.server import problems
from penchant.server.access import Who, opt
from penchant.server.plain import with_headers
from penchant.server.problems import Problem
from penchant.server.routes.lists import about_slate
from penchant.server.service import Served, Service

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from penchant.chat.conversation import Part

PING = 10.0
"""Seconds of silence after which something is sent, while a language model looks for words: who waits hears that we are there."""
_PING = b": \n\n"
EVENT_STREAM = "text/event-stream"
_JSON = "application/json"
_NAMES: dict[type, str] = {
    Observed: "observed",
    Slate: "slate",
    str: "text",
    Question: "question",
    Reply: "reply",
}


class Spoken(Value, frozen=True):
    """A turn: what a person says, or chooses of what was asked, or neither to begin; see `Engine.chat`.

    `turn_id` names it, so that a turn that is sent again counts once.
    """

    user_id: str
    text: str | None = None
    choice: InterestEdit | None = None
    n: Annotated[int, msgspec.Meta(ge=1, le=1_000)] = 5
    language: Literal["en", "zh"] | None = None
    session_id: str | None = None
    turn_id: str = ""


@post("/", status_code=200, opt=opt("ingest", reach="body"), summary="A turn of a conversation")
async def chat(request: Request[Any, Any, Any], service: Served, data: JSONBody[Spoken]) -> Response[Any]:
    who: Who = request.scope["penchant_who"]  # type: ignore[typeddict-item]
    _check(who, data)
    parts = _Parts(service, data)
    slate = await parts.until_listed()
    headers = about_slate(slate)
    if _JSON in request.headers.get("accept", ""):
        return with_headers(await parts.reply(), headers)
    return Stream(
        parts.stream(),
        media_type=EVENT_STREAM,
        headers={**headers, "Cache-Control": "no-cache", "X-Accel-Buffering": "no"},
    )


def _check(who: Who, data: Spoken) -> None:
    """A turn is an event and a list of its user: a key needs both scopes, a token its own user."""
    who.check_user(data.user_id)
    if who.user_id is None and not {"read", "admin"} & {*who.scopes}:
        raise Problem(
            403, "Forbidden", "The key has not the scope 'read'.", hint="A turn is answered with a list."
        )


class _Parts:
    """The parts of one turn, made in a thread to the end, whoever still listens: what was said and asked is then kept."""

    def __init__(self, service: Service, data: Spoken) -> None:
        self._service, self._data = service, data
        self._queue: asyncio.Queue[Part | Exception | None] = asyncio.Queue()
        self._early: list[Part] = []
        self._asked = time.perf_counter()
        loop = asyncio.get_running_loop()
        self._work = asyncio.ensure_future(service.ponder(self._make, loop))

    def _make(self, loop: asyncio.AbstractEventLoop) -> None:
        put = self._queue.put_nowait
        try:
            for part in self._service.engine.chat_parts(**msgspec.structs.asdict(self._data)):
                loop.call_soon_threadsafe(put, part)
        except Exception as error:  # noqa: BLE001 - it is raised again where the parts are read
            loop.call_soon_threadsafe(put, error)
        loop.call_soon_threadsafe(put, None)

    async def _next(self) -> Part | None:
        part = await self._queue.get()
        if isinstance(part, Exception):
            raise part
        if isinstance(part, Observed):
            self._service.metrics.acknowledged(self._data.user_id, new=part.new)
        if isinstance(part, Slate):
            self._service.metrics.listed(self._data.user_id, self._asked, part.degraded)
            self._service.live.slate(part)
        return part

    async def until_listed(self) -> Slate:
        """The list. What comes before it is kept, so that whatever is wrong with a turn is said by a status. Raises its error."""
        while (part := await self._next()) is not None:
            self._early.append(part)
            if isinstance(part, Slate):
                return part
        raise AssertionError

    async def reply(self) -> Reply:
        """The whole turn."""
        while (part := await self._next()) is not None:
            if isinstance(part, Reply):
                return part
        raise AssertionError

    async def stream(self) -> AsyncIterator[bytes]:
        """The parts as server-sent events."""
        for early in self._early:
            yield _event(early)
        try:
            while True:
                try:
                    part = await asyncio.wait_for(self._next(), PING)
                except TimeoutError:
                    yield _PING
                    continue
                if part is None:
                    break
                yield _event(part)
        except Exception as error:  # noqa: BLE001 - the status is sent already: the stream says it
            told = problems.document(problems.of(error), "")
            yield b"event: problem\ndata: " + msgspec.json.encode(told) + b"\n\n"


def _event(part: Part) -> bytes:
    plain = {"delta": part} if isinstance(part, str) else to_plain(part)
    return f"event: {_NAMES[type(part)]}\ndata: ".encode() + msgspec.json.encode(plain) + b"\n\n"


router = Router("/v1/chat", route_handlers=[chat], tags=["chat"])
