"""Every error as a problem document (RFC 9457): what happened, what to do, and never a traceback."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException

from penchant.domain import Value
from penchant.errors import (
    InvalidInput,
    MissingExtra,
    NotFound,
    PenchantError,
    StoreBusy,
    StoreError,
    StoreFull,
)
from penchant.server import logs

if TYPE_CHECKING:
    from collections.abc import Mapping

MEDIA_TYPE = "application/problem+json"
_STATUS: tuple[tuple[type[PenchantError], int], ...] = (
    (InvalidInput, 422),
    (NotFound, 404),
    (StoreFull, 507),
    (StoreBusy, 503),
    (StoreError, 503),
    (MissingExtra, 501),
)
_CLI_WORDS = "`penchant"
_LONGEST = 1_000


class FieldError(Value, frozen=True):
    """One field that is wrong."""

    field: str
    detail: str


class ProblemDetails(Value, frozen=True, omit_defaults=True):
    """A problem as it is sent. `kind` is the name of the error, the same as in Python and on the command line."""

    type: str
    title: str
    status: int
    detail: str
    kind: str
    instance: str
    hint: str = ""
    errors: tuple[FieldError, ...] = ()


class Problem(Exception):
    """An error of the server's own, raised where it is found and answered as a problem."""

    def __init__(
        self,
        status: int,
        kind: str,
        detail: str,
        *,
        hint: str = "",
        headers: Mapping[str, str] | None = None,
        errors: tuple[FieldError, ...] = (),
    ) -> None:
        super().__init__(detail)
        self.status, self.kind, self.detail, self.hint = status, kind, detail, hint
        self.headers, self.errors = dict(headers or {}), errors


def of(error: Exception) -> Problem:
    """The problem that an error is; one that nobody foresaw says nothing of itself."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, PenchantError):
        status = next((code for kind, code in _STATUS if isinstance(error, kind)), 500)
        hint = "" if _CLI_WORDS in error.hint else error.hint
        return Problem(status, type(error).__name__, error.message, hint=hint)
    if isinstance(error, ValidationException):
        return _invalid(error)
    if isinstance(error, HTTPException):
        headers = {name.title(): value for name, value in (error.headers or {}).items()}
        phrase = HTTPStatus(error.status_code).phrase
        return Problem(error.status_code, phrase.replace(" ", ""), _told(error), headers=headers)
    return Problem(500, "InternalError", "The server could not answer.", hint="Its log names this request.")


def _invalid(error: ValidationException) -> Problem:
    """What Litestar found wrong with a query or a body, by field."""
    extra = error.extra if isinstance(error.extra, list) else []
    errors = tuple(
        FieldError(field=str(one.get("key", "")), detail=str(one.get("message", "")))
        for one in extra
        if isinstance(one, dict)
    )
    detail = "; ".join(f"{one.field}: {one.detail}" if one.field else one.detail for one in errors)
    return Problem(422, "InvalidInput", (detail or "The request is not valid.")[:_LONGEST], errors=errors)


def _told(error: HTTPException) -> str:
    status = error.status_code
    words = {404: "There is nothing at this address.", 405: "This address does not take that method."}
    return words.get(status) or str(error.detail or HTTPStatus(status).phrase)[:_LONGEST]


def document(problem: Problem, instance: str) -> ProblemDetails:
    """The problem as it is sent; `instance` is the id of the request."""
    return ProblemDetails(
        type=f"urn:penchant:problem:{problem.kind}",
        title=HTTPStatus(problem.status).phrase,
        status=problem.status,
        detail=problem.detail,
        kind=problem.kind,
        instance=instance,
        hint=problem.hint,
        errors=problem.errors,
    )


def body(problem: Problem, instance: str) -> bytes:
    """The problem as bytes. Half a character, as an error may quote it, is written as a question mark."""
    told = document(problem, instance)
    try:
        return msgspec.json.encode(told)
    except UnicodeEncodeError:
        plain = told.detail.encode(errors="replace").decode()
        return msgspec.json.encode(msgspec.structs.replace(told, detail=plain))


def answer(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """Litestar's handler of all exceptions."""
    problem = of(error)
    instance = f"urn:penchant:request:{request.scope.get('penchant_request', '')}"
    if problem.status == 500:
        logs.failure(error, str(request.scope.get("penchant_request", "")))
    return Response(
        content=body(problem, instance),
        status_code=problem.status,
        media_type=MEDIA_TYPE,
        headers=problem.headers,
    )
