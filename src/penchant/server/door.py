"""What stands around the application: ids in paths, the id of each request, headers of safety, the log, and the measure of time."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from litestar.enums import ScopeType

from penchant.server import limits, logs, problems

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from litestar.types import ASGIApp, Message, Receive, Scope, Send

    from penchant.server.service import Service

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
ANSWER_POLICY = "default-src 'none'; frame-ancestors 'none'"
NDJSON = "application/x-ndjson"
_JSON = "application/json"
_WITH_BODY = ("POST", "PUT", "PATCH")
_PAGES = ("/console", "/docs")
_ALWAYS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Frame-Options", "DENY"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
)
_ON_ANSWERS, _ON_PAGES = (
    [
        (name.lower().encode(), value.encode())
        for name, value in (*_ALWAYS, ("Content-Security-Policy", policy))
    ]
    for policy in (ANSWER_POLICY, PAGE_POLICY)
)


class Door:
    """The outermost application. Paths go in as they were sent, so that `%2F` within an id is no separator."""

    def __init__(self, app: ASGIApp, service: Service) -> None:
        self._app, self._service = app, service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        start, status, size = time.perf_counter(), [0], [0]
        values: dict[str, Any] = scope  # type: ignore[assignment]
        values["penchant_request"] = request = f"{random.getrandbits(64):016x}"
        raw = scope.get("raw_path") or scope["path"].encode()
        values["path"] = raw.partition(b"?")[0].decode("latin-1") or "/"

        async def send_on(message: Message) -> None:
            if message["type"] == "http.response.start":
                status[0] = message["status"]
                _dress(message, values, request)
            elif message["type"] == "http.response.body":
                size[0] += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, send_on)
        except Exception as error:  # noqa: BLE001 - the last place where an error can be answered; its words are not for the log
            logs.failure(error, request)
            if not status[0]:
                await _broken(send_on, request)
        finally:
            self._note(values, status[0] or 499, size[0], time.perf_counter() - start)

    def _note(self, scope: dict[str, Any], status: int, size: int, seconds: float) -> None:
        route = str(scope.get("path_template") or "none")
        method = scope["method"] if scope["method"] in _METHODS else "other"
        if not route.endswith("/stream"):
            self._service.metrics.answered(route, method, status, seconds)
        who = scope.get("penchant_who")
        logs.access(
            request=scope["penchant_request"],
            method=method,
            route=route,
            status=status,
            ms=round(1000 * seconds, 2),
            bytes=size,
            key=who.name if who else None,
        )


_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


async def _broken(send: Send, request: str) -> None:
    body = problems.body(problems.of(RuntimeError()), f"urn:penchant:request:{request}")
    headers = [(b"content-type", problems.MEDIA_TYPE.encode()), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 500, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})


def _dress(message: Message, scope: dict[str, Any], request: str) -> None:
    """Put what every answer bears among its headers, as the bytes that they are: a name that is there already keeps its value."""
    values: dict[str, Any] = message  # type: ignore[assignment]
    held: list[tuple[bytes, bytes]] = list(values.get("headers", ()))
    there = {name.lower() for name, _ in held}
    borne = [
        (b"cache-control", b"no-store"),
        *(_ON_PAGES if scope["path"].startswith(_PAGES) else _ON_ANSWERS),
        (b"x-request-id", request.encode()),
        *((n.lower().encode(), v.encode("latin-1")) for n, v in scope.get("penchant_headers", {}).items()),
    ]
    values["headers"] = [*held, *(one for one in borne if one[0] not in there)]


class Decoded:
    """Behind the routing: parts of the path as they were meant, and bodies that are not what they must be kept out."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == ScopeType.HTTP:
            params = scope["path_params"]
            scope["path_params"] = {name: _plain(value) for name, value in params.items()}
            if scope["method"] in _WITH_BODY:
                receive = await _checked(scope, receive)
        await self.app(scope, receive, send)


def _plain(value: Any) -> Any:
    try:
        return unquote(value, errors="strict") if isinstance(value, str) else value
    except UnicodeDecodeError as error:
        raise problems.Problem(
            400, "BadPath", "The path is not UTF-8.", hint="Percent-encode each id as UTF-8."
        ) from error


async def _checked(scope: Scope, receive: Receive) -> Callable[[], Awaitable[Any]]:
    """The body, read whole and looked at before anything is made of it; NDJSON is left to be read line by line."""
    headers = dict(scope["headers"])
    kind = headers.get(b"content-type", b"").decode("latin-1").partition(";")[0].strip().lower()
    if kind == NDJSON and scope.get("path") == "/v1/events":
        return receive
    options = scope["litestar_app"].state.service.options
    body = await _whole(receive, options.body_bytes, headers.get(b"content-length", b""))
    if body and kind != _JSON:
        allowed = f"{_JSON} or {NDJSON}" if scope.get("path") == "/v1/events" else _JSON
        raise problems.Problem(
            415, "UnsupportedMediaType", f"The body must be {allowed}.", hint="Say so in `Content-Type`."
        )
    limits.check_depth(body, options.depth)
    return _again(body, receive)


async def _whole(receive: Receive, most: int, declared: bytes) -> bytes:
    if declared.isdigit() and int(declared) > most:
        raise _too_large(most)
    parts: list[bytes] = []
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            break
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > most:
            raise _too_large(most)
        more = message.get("more_body", False)
    return b"".join(parts)


def _too_large(most: int) -> problems.Problem:
    return problems.Problem(
        413,
        "TooLarge",
        f"The body is larger than {most:,} bytes.",
        hint="Send less at a time, or events as NDJSON.",
        headers={"Connection": "close"},
    )


def _again(body: bytes, receive: Receive) -> Callable[[], Awaitable[Any]]:
    given = False

    async def receive_again() -> Any:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive_again
