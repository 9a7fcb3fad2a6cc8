"""Who asks, and what they may: keys with scopes, tokens for one user, or nobody where the server is open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from penchant.domain import Value
from penchant.server.keys import SCOPES, TOKEN_PREFIX, Scope
from penchant.server.problems import Problem

if TYPE_CHECKING:
    from litestar.connection import ASGIConnection
    from litestar.handlers import BaseRouteHandler

    from penchant.server.service import Service

LOOPBACK = ("127.0.0.1", "localhost", "::1", "[::1]")
IN_QUERY = "access_token"
"""Where a user token may stand in the query, for what cannot send headers: a browser's EventSource and sendBeacon."""
_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="penchant"'}


class Who(Value, frozen=True):
    """Who asks: by a key its `name` and `scopes`; by a user token, that one `user_id` and nothing else."""

    name: str
    scopes: tuple[Scope, ...] = ()
    user_id: str | None = None

    def check_user(self, user_id: str) -> None:
        """Raises a problem where a token is used for another than its user."""
        if self.user_id is not None and self.user_id != user_id:
            raise Problem(403, "Forbidden", "This token is for another user.", hint="Use that user's own.")


def opt(scope: Scope | None, *, reach: str = "", query_token: bool = False) -> dict[str, Any]:
    """A route's rule: the scope a key needs (None: anyone may), and how far a user token reaches.

    `reach` is `path` where the path names the user, `body` where the handler must look itself, and empty where it opens nothing.
    """
    return {"scope": scope, "reach": reach, "query_token": query_token}


async def admit(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """The guard before every route: whose request it is, whether they may, and whether not too often.

    It awaits nothing: a guard that is no coroutine would be sent to a thread, which takes longer than all it does.
    """
    service: Service = connection.app.state.service
    rule = handler.opt
    scope = rule.get("scope")
    if scope is None:
        return
    who = _who(connection, service, query=bool(rule.get("query_token")))
    user_id = connection.path_params.get("user_id")
    if who.user_id is not None:
        if not rule.get("reach"):
            raise Problem(403, "Forbidden", "A user token does not reach this.", hint="It takes a key.")
        if rule["reach"] == "path":
            who.check_user(str(user_id))
    elif scope not in who.scopes and "admin" not in who.scopes:
        raise Problem(
            403, "Forbidden", f"The key has not the scope {scope!r}.", hint="`penchant keys add` makes one."
        )
    connection.scope["penchant_who"] = who  # type: ignore[typeddict-unknown-key]
    _count(connection, service, who, who.user_id or user_id)


def _who(connection: ASGIConnection[Any, Any, Any, Any], service: Service, *, query: bool) -> Who:
    if service.options.open:
        _check_local(connection)
    text = _credential(connection)
    if not text and query:
        asked = connection.query_params.get(IN_QUERY, "")
        text = asked if asked.startswith(TOKEN_PREFIX) else ""
    if text.startswith(TOKEN_PREFIX):
        user_id = _signed_for(service, text)
        if user_id is not None:
            return Who(name="token", user_id=user_id)
    elif service.options.open:
        return Who(name="open", scopes=SCOPES)
    elif text:
        key = service.keyring.key(text)
        if key is not None:
            return Who(name=key.key_id, scopes=key.scopes)
    raise Problem(
        401,
        "Unauthorized",
        "The key is not valid." if text else "A key is needed.",
        hint="Send `Authorization: Bearer KEY`; `penchant keys add` makes one.",
        headers=_CHALLENGE,
    )


def _signed_for(service: Service, text: str) -> str | None:
    try:
        return service.keyring.user_of(text)
    except (ValueError, UnicodeError, msgspec.MsgspecError):
        return None


def _credential(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    kind, _, value = connection.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return value.strip()
    return connection.headers.get("x-api-key", "").strip()


def _check_local(connection: ASGIConnection[Any, Any, Any, Any]) -> None:
    """An open server answers only to its own machine's names: a page elsewhere that points its own name here gets nothing."""
    host = connection.headers.get("host", "")
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    if name and name not in LOOPBACK:
        raise Problem(
            403,
            "Forbidden",
            f"An open server answers only to {LOOPBACK[0]} and {LOOPBACK[1]}.",
            hint="Serve with keys to be reached by another name.",
        )


def _count(
    connection: ASGIConnection[Any, Any, Any, Any], service: Service, who: Who, user_id: str | None
) -> None:
    """Raises a problem where the key, or the user it is about, is over its rate; else says how much is left."""
    checks = [(service.key_rate, who.name)] if who.user_id is None else []
    if user_id is not None:
        checks.append((service.user_rate, user_id))
    for rate, name in checks:
        passed, left, wait = rate.take(name)
        if not rate.rate:
            continue
        headers = {"RateLimit-Limit": f"{rate.most:g}", "RateLimit-Remaining": str(left)}
        headers["RateLimit-Reset"] = str(round(wait + 0.5))
        connection.scope["penchant_headers"] = headers  # type: ignore[typeddict-unknown-key]
        if not passed:
            raise Problem(
                429,
                "TooManyRequests",
                f"More than {rate.rate:g} requests a second.",
                hint="Wait as long as `Retry-After` says; send events in batches.",
                headers={"Retry-After": str(max(1, round(wait + 0.5)))},
            )
