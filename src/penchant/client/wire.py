"""What goes over the wire: a request, the answer, a problem as an error, and what is tried again and when.

Errors are those of `penchant.errors`, by the problem's `kind`. What only a server can say has its own:

    PenchantError
    └── ServiceError            the server did not do what was asked
        ├── Unreachable         it could not be reached, or did not answer, however often it was tried
        ├── NotAllowed          the key is missing, wrong, or not for this
        ├── TooManyRequests     over the rate, however often it was tried
        └── EventNotSeen        the event of `wait_for` was not stored in time
"""

from __future__ import annotations

import secrets
import time
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

import msgspec

from penchant import errors
from penchant.domain import Value, to_plain
from penchant.errors import InvalidInput, InvalidSetting, NotFound, PenchantError

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T")
AGAIN = (429, 502, 503, 504)
"""Statuses after which the same request may do better."""
_INVALID = (400, 413, 415, 422)
_SHOWN = 200


class ServiceError(PenchantError):
    """The server did not do what was asked."""


class Unreachable(ServiceError):
    """The server could not be reached, or did not answer, however often it was tried."""


class NotAllowed(ServiceError):
    """The key is missing, wrong, or not for this."""


class TooManyRequests(ServiceError):
    """There were more requests than the server allows, however often it was tried."""


class EventNotSeen(ServiceError):
    """The event that was waited for was not stored in time."""


_OWN: dict[int, type[PenchantError]] = {
    401: NotAllowed,
    403: NotAllowed,
    404: NotFound,
    409: EventNotSeen,
    429: TooManyRequests,
}


class Call(Value, frozen=True):
    """A request: `path` is encoded, `body` is JSON or None."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None


class Answer(Value, frozen=True):
    """What came back; `headers` by their names in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


class Problem(Value, frozen=True):
    """A problem document (RFC 9457), as far as it is used."""

    detail: str = ""
    kind: str = ""
    hint: str = ""
    instance: str = ""


class Retries(Value, frozen=True):
    """How often a request that failed is sent again, and after how many seconds.

    `first` doubles with every try up to `longest`, and half of it is chance, so that many clients do not come back at once. A
    `Retry-After` is heeded up to `patience`; a server that asks for more is not waited for.
    """

    most: int = 4
    first: float = 0.2
    longest: float = 5.0
    patience: float = 60.0

    def wait(self, tried: int, answer: Answer | None = None) -> float | None:
        """Seconds until the next try, after `tried` of them; None where there is none. `answer` is None if none came."""
        if tried > self.most or (answer is not None and answer.status not in AGAIN):
            return None
        asked = retry_after(answer) if answer is not None else 0.0
        if asked > self.patience:
            return None
        step = min(self.longest, self.first * 2.0 ** (tried - 1))
        return max(asked, step * (0.5 + secrets.randbelow(1000) / 2000))


def retry_after(answer: Answer) -> float:
    """Seconds that the server asks for, in either form of the header; 0 where it asks for none."""
    text = answer.headers.get("retry-after", "").strip()
    if text.isdigit():
        return float(text)
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except (TypeError, ValueError):
        return 0.0


def path(*parts: str) -> str:
    """A path of ids and words, each one segment whatever it holds. `.` is encoded too: `..` would be taken for a step up."""
    return "/" + "/".join(quote(part, safe="").replace(".", "%2E") for part in parts)


def query(**values: str | float | bool | None) -> tuple[tuple[str, str], ...]:
    """The query of a request; what is None is left out."""
    return tuple((name, _word(value)) for name, value in values.items() if value is not None)


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def encoded(value: object) -> bytes:
    """JSON of nouns. Raises InvalidInput for what JSON cannot hold, such as half a character."""
    try:
        return msgspec.json.encode(to_plain(value))
    except (TypeError, ValueError, OverflowError) as error:
        raise InvalidInput(
            f"this cannot be sent as JSON: {error}", hint="use text, numbers, lists."
        ) from error


def decoded(answer: Answer, kind: type[T]) -> T:
    """The noun that an answer holds. Raises what its problem says, and ServiceError where no Penchant server said it."""
    if not 200 <= answer.status < 300:
        raise error_of(answer)
    try:
        return msgspec.json.decode(answer.body, type=kind)
    except msgspec.MsgspecError as error:
        raise ServiceError(
            f"the answer is not what a Penchant server says: {error}",
            hint="the address may lead elsewhere, or to a server of another version.",
        ) from error


def error_of(answer: Answer) -> PenchantError:
    """The error that a problem stands for. Its note names the request as the server's log does."""
    try:
        problem = msgspec.json.decode(answer.body, type=Problem)
    except msgspec.MsgspecError:
        problem = Problem(detail=answer.body[:_SHOWN].decode(errors="replace"))
    message = problem.detail or f"the server answered {answer.status}"
    error = _kind(answer.status, problem.kind)(message, hint=problem.hint)
    error.add_note(f"The server answered {answer.status} {problem.kind} {problem.instance}".rstrip())
    return error


def _kind(status: int, name: str) -> type[PenchantError]:
    found = getattr(errors, name, None)
    if isinstance(found, type) and issubclass(found, PenchantError):
        return found
    return _OWN.get(status, InvalidInput if status in _INVALID else ServiceError)


def unreachable(address: str, error: Exception) -> Unreachable:
    """The error for a server that does not answer."""
    return Unreachable(
        f"no answer from {address!r}: {type(error).__name__} {error}".rstrip(),
        hint="see that the server runs and the address is right; a request may be sent again, and counts once.",
    )


def checked_address(address: str) -> str:
    """An address without the slash at its end. Raises InvalidSetting for one that is not of HTTP."""
    scheme, _, rest = address.partition("://")
    if scheme not in {"http", "https"} or not rest.strip("/"):
        raise InvalidSetting(
            f"{address!r} is not the address of a server", hint="one looks like 'http://127.0.0.1:8000'."
        )
    return address.rstrip("/")


def sent_headers(key: str | None, more: Mapping[str, str]) -> dict[str, Any]:
    """The headers of every request; `key` is a key or a user token."""
    try:
        return {**({"Authorization": f"Bearer {_ascii(key)}"} if key else {}), **more}
    except UnicodeEncodeError as error:
        raise InvalidSetting("a key holds letters, digits and signs only", hint="copy it whole.") from error


def _ascii(key: str) -> str:
    return key.strip().encode("ascii").decode()
