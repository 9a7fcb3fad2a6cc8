"""Answers: the nouns as `domain.to_plain` gives them, and what is told in headers beside them."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from litestar import Response

from penchant.domain import Profile, Value, to_plain
from penchant.server.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from litestar.types import Receive, Scope, Send, Serializer

T = TypeVar("T")
VERSION, AS_OF, DEGRADED = "Penchant-Interest-Version", "Penchant-As-Of", "Penchant-Degraded"
MOST_LISTED = 1_000


class Plain(Response[T]):
    """JSON of nouns; bytes go out as they are."""

    def render(self, content: Any, media_type: str, enc_hook: Serializer | None = None) -> bytes:
        """The body."""
        del media_type, enc_hook
        return content if isinstance(content, bytes) else msgspec.json.encode(to_plain(content))

    def to_asgi_response(
        self, *_: Any, headers: dict[str, str] | None = None, status_code: int | None = None, **__: Any
    ) -> Any:
        """What is sent: no more than a status, these headers and the body. Cookies, and work left for later, no answer here has."""
        body = self.render(self.content, "")
        named = {**(headers or {}), **self.headers}
        held = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        held += [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in named.items()]
        return _Sent(self.status_code or status_code or 200, held, body)


class _Sent:
    """An answer on its way."""

    def __init__(self, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
        self._start = {"type": "http.response.start", "status": status, "headers": headers}
        self._body = {"type": "http.response.body", "body": body, "more_body": False}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        del receive
        if scope.get("method") == "HEAD":
            self._body["body"] = b""
        await send(self._start)  # type: ignore[arg-type]
        await send(self._body)  # type: ignore[arg-type]


def about(profile: Profile) -> dict[str, str]:
    """The headers of every answer about a user that does not say it in its body."""
    return {
        VERSION: profile.interest_version,
        AS_OF: str(profile.as_of),
        DEGRADED: ",".join(profile.degraded),
    }


class ListAnswer(Value, frozen=True):
    """What every listing shares: where to go on, or null at the end."""

    next_cursor: str | None = None


def cursor_of(value: object) -> str | None:
    """A cursor that says nothing to whoever carries it."""
    return (
        None if value is None else base64.urlsafe_b64encode(msgspec.json.encode(value)).rstrip(b"=").decode()
    )


def read_cursor(text: str | None, kind: type[T]) -> T | None:
    """What `cursor_of` was given. Raises a problem for anything else."""
    if text is None:
        return None
    try:
        return msgspec.json.decode(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), type=kind)
    except (ValueError, msgspec.MsgspecError) as error:
        raise Problem(
            422, "InvalidInput", "The cursor is none of ours.", hint="Take `next_cursor` of the page before."
        ) from error


def with_headers(content: T, headers: Mapping[str, str], status: int = 200) -> Plain[T]:
    """An answer with headers of its own."""
    return Plain(content=content, headers=dict(headers), status_code=status)
