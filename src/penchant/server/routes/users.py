"""`/v1/users/{id}`: what is known of a person, and their own hand on it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, Router, delete, get, patch, post
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.response import Stream

from penchant.domain import Consent, Hardness, InterestEdit, Merged, Observed, Profile, Receipt, Value
from penchant.server.access import opt
from penchant.server.keys import LONGEST_LIFE
from penchant.server.live import Seen
from penchant.server.plain import ListAnswer, Plain, about, cursor_of, read_cursor, with_headers
from penchant.server.routes.items import Limit
from penchant.server.service import Served

Action = Literal["pin", "unpin", "pause", "resume", "expire"]
OWN_READ = opt("read", reach="path")
OWN_WRITE = opt("ingest", reach="path")
STREAM = opt("read", reach="path", query_token=True)


class Events(ListAnswer, frozen=True, kw_only=True):
    """A page of a person's history, newest first."""

    events: tuple[Observed, ...]


class Users(ListAnswer, frozen=True, kw_only=True):
    """A page of those who have done or said something."""

    users: tuple[str, ...]


class InterestFields(Value, frozen=True):
    """What can be changed of an interest."""

    label: str | None = None
    polarity: Literal[1, -1] | None = None
    strength: float | None = None
    hardness: Hardness | None = None
    expires_at: int | None = None
    where: str | None = None
    explore: float | None = None


class Declared(InterestFields, frozen=True, kw_only=True):
    """An interest as a person declares it. `action` may say so, and nothing else."""

    label: str
    action: Literal["declare"] = "declare"


class Ends(Value, frozen=True):
    """When an interest ends (ms), for `expire`."""

    expires_at: int | None = None


class Uses(Value, frozen=True, forbid_unknown_fields=True):
    """What a person says of each purpose; what is left out stays as it is, and a purpose that there is not is an error."""

    reading: bool | None = None
    ideas: bool | None = None
    wording: bool | None = None
    chat: bool | None = None


class MergeFrom(Value, frozen=True, rename={"from_": "from"}):
    """Whose events become the user's."""

    from_: str


class TokenWanted(Value, frozen=True):
    """For how many seconds a token is to hold."""

    seconds: Annotated[int, msgspec.Meta(ge=1, le=LONGEST_LIFE)] = 3600


class Token(Value, frozen=True):
    """A token for one user, and when it ends (ms)."""

    token: str
    expires_at: int


@get("/", opt=opt("admin"), summary="Everybody who has done or said something, by their ids")
async def everybody(
    service: Served, cursor: FromQuery[str | None] = None, limit: Limit = 100
) -> Plain[Users]:
    page = await service.read(service.engine.user_page, read_cursor(cursor, str) or "", limit)
    return Plain(Users(users=page.users, next_cursor=cursor_of(page.next_cursor)))


@get("/{user_id:str}/events", opt=OWN_READ, summary="A person's history, newest first")
async def events(
    service: Served, user_id: FromPath[str], cursor: FromQuery[str | None] = None, limit: Limit = 100
) -> Plain[Events]:
    before = read_cursor(cursor, tuple[int, str])

    def work() -> tuple[Events, Profile]:
        profile = service.engine.profile(user_id)
        page = service.engine.events_of(user_id, before=before, limit=limit)
        return Events(events=page.events, next_cursor=cursor_of(page.next_cursor)), profile

    page, profile = await service.read(work)
    return with_headers(page, about(profile))


@get("/{user_id:str}/interests", opt=OWN_READ, summary="What a person wants and refuses")
async def interests(
    service: Served,
    user_id: FromPath[str],
    history: FromQuery[bool] = False,  # noqa: FBT002 - a query parameter
    wait_for: FromQuery[str | None] = None,
) -> Plain[Profile]:
    await service.wait_for(wait_for)
    profile = await service.read(service.engine.profile, user_id, history=history)
    return with_headers(profile, about(profile))


@post("/{user_id:str}/interests", status_code=200, opt=OWN_WRITE, summary="Declare an interest")
async def declare(service: Served, user_id: FromPath[str], data: JSONBody[Declared]) -> Plain[Observed]:
    return await _edited(service, user_id, InterestEdit(**msgspec.structs.asdict(data)))


@patch("/{user_id:str}/interests/{interest_id:str}", opt=OWN_WRITE, summary="Change an interest")
async def edit(
    service: Served, user_id: FromPath[str], interest_id: FromPath[str], data: JSONBody[InterestFields]
) -> Plain[Observed]:
    fields = msgspec.structs.asdict(data)
    return await _edited(service, user_id, InterestEdit(action="edit", interest_id=interest_id, **fields))


@post(
    "/{user_id:str}/interests/{interest_id:str}/{action:str}",
    status_code=200,
    opt=OWN_WRITE,
    summary="Pin, unpin, pause, resume or expire an interest",
)
async def act(
    service: Served,
    user_id: FromPath[str],
    interest_id: FromPath[str],
    action: FromPath[Action],
    data: JSONBody[Ends | None] = None,
) -> Plain[Observed]:
    ends = data.expires_at if data is not None and action == "expire" else None
    return await _edited(
        service, user_id, InterestEdit(action=action, interest_id=interest_id, expires_at=ends)
    )


@delete(
    "/{user_id:str}/interests/{interest_id:str}", status_code=200, opt=OWN_WRITE, summary="Drop an interest"
)
async def drop(service: Served, user_id: FromPath[str], interest_id: FromPath[str]) -> Plain[Observed]:
    return await _edited(service, user_id, InterestEdit(action="drop", interest_id=interest_id))


async def _edited(service: Served, user_id: FromPath[str], edit: InterestEdit) -> Plain[Observed]:
    def work() -> tuple[Observed, Profile]:
        return service.engine.edit_interest(user_id, edit), service.engine.profile(user_id)

    observed, profile = await service.write(work)
    service.metrics.acknowledged(user_id, new=observed.new)
    return with_headers(observed, about(profile))


@get(
    "/{user_id:str}/stream", opt=STREAM, summary="The live stream of one user", media_type="text/event-stream"
)
async def stream(request: Request[Any, Any, Any], service: Served, user_id: FromPath[str]) -> Stream:
    await service.read(service.engine.profile, user_id)
    last = Seen.of(request.headers.get("last-event-id"))
    return Stream(
        service.live.stream(user_id, last),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-cache", "X-Accel-Buffering": "no"},
    )


@post(
    "/{user_id:str}/merge", status_code=200, opt=opt("admin"), summary="Make another user's events this one's"
)
async def merge(service: Served, user_id: FromPath[str], data: JSONBody[MergeFrom]) -> Plain[Merged]:
    def work() -> tuple[Merged, Profile]:
        return service.engine.merge(data.from_, user_id), service.engine.profile(user_id)

    merged, profile = await service.write(work)
    service.metrics.forget(data.from_)
    return with_headers(merged, about(profile))


@post("/{user_id:str}/tokens", status_code=200, opt=opt("tokens"), summary="A browser's token for one user")
async def token(
    service: Served, user_id: FromPath[str], data: JSONBody[TokenWanted | None] = None
) -> Plain[Token]:
    await service.read(service.engine.profile, user_id)
    text, ends = await service.read(service.keyring.token, user_id, (data or TokenWanted()).seconds)
    return Plain(Token(token=text, expires_at=ends))


@get("/{user_id:str}/consent", opt=OWN_READ, summary="What a person allows language models")
async def consent(service: Served, user_id: FromPath[str]) -> Plain[Consent]:
    return Plain(await service.read(service.engine.consent, user_id))


@patch("/{user_id:str}/consent", opt=OWN_WRITE, summary="Allow or refuse language models, by purpose")
async def agree(service: Served, user_id: FromPath[str], data: JSONBody[Uses]) -> Plain[Consent]:
    said = {name: may for name, may in msgspec.structs.asdict(data).items() if may is not None}
    return Plain(await service.write(service.engine.consent, user_id, **said))


@get("/{user_id:str}/export", opt=opt("admin"), summary="Everything held about a person")
async def export(service: Served, user_id: FromPath[str]) -> Plain[dict[str, object]]:
    def work() -> tuple[dict[str, object], Profile]:
        return service.engine.export_user(user_id), service.engine.profile(user_id)

    held, profile = await service.read(work)
    return with_headers(held, about(profile))


@delete("/{user_id:str}", status_code=200, opt=opt("admin"), summary="Erase a person")
async def forget(service: Served, user_id: FromPath[str]) -> Plain[Receipt]:
    def work() -> tuple[Receipt, Profile]:
        profile = service.engine.profile(user_id)
        return service.engine.forget(user_id), profile

    receipt, profile = await service.write(work)
    service.metrics.forget(user_id)
    return with_headers(receipt, {**about(profile), "Penchant-Interest-Version": ""})


router = Router(
    "/v1/users",
    route_handlers=[
        everybody,
        events,
        interests,
        declare,
        edit,
        act,
        drop,
        stream,
        merge,
        token,
        consent,
        agree,
        export,
        forget,
    ],
    tags=["users"],
)
