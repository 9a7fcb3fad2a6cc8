"""Lists: recommendations, slates that were given out, explanations, gaps."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, Router, get, post
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from penchant.domain import Explanation, Slate, UnmetWant, Value
from penchant.errors import UnknownSlate
from penchant.server.access import Who, opt
from penchant.server.plain import AS_OF, DEGRADED, VERSION, Plain, with_headers
from penchant.server.routes.items import Limit
from penchant.server.routes.users import OWN_READ
from penchant.server.service import Served

OF_SLATE = opt("read", reach="body")
MOST_EXCLUDED = 10_000


class Wanted(Value, frozen=True):
    """What a list is to be; see `Engine.recommend`."""

    n: Annotated[int, msgspec.Meta(ge=1, le=1_000)] = 10
    text: str | None = None
    where: str | None = None
    language: Literal["en", "zh"] | None = None
    seen: Literal["hide", "demote", "allow"] | None = None
    explore: Annotated[float, msgspec.Meta(ge=0, le=1)] | None = None
    exclude: Annotated[tuple[str, ...], msgspec.Meta(max_length=MOST_EXCLUDED)] = ()
    context: dict[str, Any] = {}  # noqa: RUF012 - msgspec copies it
    think: bool = False
    wait_for: str | None = None


@get("/v1/users/{user_id:str}/recommendations", opt=OWN_READ, summary="The ranked list for a user")
async def recommendations(
    service: Served,
    user_id: FromPath[str],
    n: Limit = 10,
    text: FromQuery[str | None] = None,
    where: FromQuery[str | None] = None,
    language: FromQuery[Literal["en", "zh"] | None] = None,
    seen: FromQuery[Literal["hide", "demote", "allow"] | None] = None,
    explore: Annotated[float | None, QueryParameter(ge=0, le=1)] = None,
    exclude: FromQuery[list[str] | None] = None,
    think: FromQuery[bool] = False,  # noqa: FBT002 - a query parameter
    wait_for: FromQuery[str | None] = None,
) -> Plain[Slate]:
    wanted = Wanted(
        n=n,
        text=text,
        where=where,
        language=language,
        seen=seen,
        explore=explore,
        exclude=tuple(exclude or ()),
        think=think,
        wait_for=wait_for,
    )
    return await _list(service, user_id, wanted)


@post(
    "/v1/users/{user_id:str}/recommendations", status_code=200, opt=OWN_READ, summary="The same, with a body"
)
async def recommend(service: Served, user_id: FromPath[str], data: JSONBody[Wanted]) -> Plain[Slate]:
    return await _list(service, user_id, data)


async def _list(service: Served, user_id: FromPath[str], wanted: Wanted) -> Plain[Slate]:
    await service.wait_for(wanted.wait_for)
    fields = msgspec.structs.asdict(wanted)
    del fields["wait_for"]
    make = lambda: service.engine.recommend(user_id, **fields)  # noqa: E731 - called in a thread
    slate = await service.recommend(user_id, make, think=wanted.think)
    return with_headers(slate, about_slate(slate))


def about_slate(slate: Slate) -> dict[str, str]:
    """The headers of an answer with a list."""
    return {VERSION: slate.interest_version, AS_OF: str(slate.as_of), DEGRADED: ",".join(slate.degraded)}


@get("/v1/slates/{slate_id:str}", opt=OF_SLATE, summary="A list that was given out")
async def slate(
    request: Request[Any, Any, Any],
    service: Served,
    slate_id: FromPath[str],
    worded: FromQuery[bool] = False,  # noqa: FBT002 - a query parameter
    language: FromQuery[Literal["en", "zh"] | None] = None,
) -> Plain[Slate]:
    found = await service.read(service.engine.slate, slate_id)
    _check_own(request, found)
    if worded:
        found = await service.ponder(service.engine.reworded, slate_id, language)
    return with_headers(found, about_slate(found))


@get("/v1/slates/{slate_id:str}/explanation", opt=OF_SLATE, summary="Why, why not, and what if")
async def explanation(
    request: Request[Any, Any, Any],
    service: Served,
    slate_id: FromPath[str],
    item_id: FromQuery[str | None] = None,
    without: FromQuery[str | None] = None,
) -> Plain[Explanation]:
    def work() -> tuple[Slate, Explanation]:
        found = service.engine.slate(slate_id)
        _check_own(request, found)
        return found, service.engine.explain(slate_id, item_id, without=without)

    found, told = await service.read(work)
    return with_headers(told, about_slate(found))


def _check_own(request: Request[Any, Any, Any], slate: Slate) -> None:
    """To a token of another user the slate is not there."""
    who: Who = request.scope["penchant_who"]  # type: ignore[typeddict-item]
    if who.user_id not in (None, slate.user_id):
        raise UnknownSlate(f"no slate {slate.slate_id!r} is kept")


@get("/v1/gaps", opt=opt("read"), summary="What people want and the catalogue has not")
async def gaps(service: Served, limit: Limit = 20) -> Plain[list[UnmetWant]]:
    return Plain(list(await service.read(service.engine.gaps, limit)))


router = Router("/", route_handlers=[recommendations, recommend, slate, explanation, gaps], tags=["lists"])
