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

    from litestar.types import Serializer

T = TypeVar("T")
VERSION, AS_OF, DEGRADED = "Penchant-Interest-Version", "Penchant-As-Of", "Penchant-Degraded"
MOST_LISTED = 1_000


class Plain(Response[T]):
    """JSON of nouns; bytes go out as they are."""

    def render(self, content: Any, media_type: str, enc_hook: Serializer | None = None) -> bytes:
        """The body."""
        del media_type, enc_hook
        return content if isinstance(content, bytes) else msgspec.json.encode(to_plain(content))


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
