"""`/v1/items`: the catalogue."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from litestar import Router, delete, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from penchant.domain import Attribute, Item, Nearest, Value
from penchant.server.access import opt
from penchant.server.plain import ListAnswer, Plain, cursor_of, read_cursor
from penchant.server.service import Served

Limit = Annotated[int, QueryParameter(ge=1, le=1_000)]
LARGEST_CURSOR = 2**62


class ItemBody(Value, frozen=True):
    """An item whose id stands in the path."""

    title: str = ""
    description: str = ""
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    attributes: dict[str, Attribute] = {}  # noqa: RUF012 - msgspec copies it
    media: tuple[str, ...] = ()
    available: bool = True
    published_at: int | None = None


class Items(ListAnswer, frozen=True, kw_only=True):
    """A page of the catalogue."""

    items: tuple[Item, ...]


class Put(Value, frozen=True):
    """How many items were put."""

    items: int


class Deleted(Value, frozen=True):
    """How many there were to delete."""

    deleted: int


class Changed(Value, frozen=True):
    """How many items were changed: none where it was so already."""

    changed: int


@get("/", opt=opt("read"), summary="The catalogue, a page at a time; or what a text finds")
async def items(
    service: Served, cursor: FromQuery[str | None] = None, limit: Limit = 100, q: FromQuery[str | None] = None
) -> Plain[Items]:
    if q:
        found = await service.read(service.engine.find_items, q, limit)
        return Plain(Items(items=found.items))
    after = read_cursor(cursor, int) or 0
    page = await service.read(service.engine.item_page, max(0, min(after, LARGEST_CURSOR)), limit)
    return Plain(Items(items=page.items, next_cursor=cursor_of(page.next_cursor)))


@put("/", opt=opt("ingest"), summary="Put items: all of them, or none")
async def put_items(service: Served, data: JSONBody[list[Item]]) -> Plain[Put]:
    return Plain(Put(items=await service.write(service.engine.put_items, data)))


@put("/{item_id:str}", opt=opt("ingest"), summary="Put one item")
async def put_item(service: Served, item_id: FromPath[str], data: JSONBody[ItemBody]) -> Plain[Put]:
    item = Item(item_id=item_id, **msgspec.structs.asdict(data))
    return Plain(Put(items=await service.write(service.engine.put_items, [item])))


@get("/{item_id:str}", opt=opt("read"), summary="One item")
async def item(service: Served, item_id: FromPath[str]) -> Plain[Item]:
    return Plain(await service.read(service.engine.item, item_id))


@delete("/{item_id:str}", status_code=200, opt=opt("ingest"), summary="Delete an item; events on it stay")
async def delete_item(service: Served, item_id: FromPath[str]) -> Plain[Deleted]:
    return Plain(Deleted(deleted=await service.write(service.engine.delete_items, [item_id])))


@post("/{item_id:str}/hide", status_code=200, opt=opt("ingest"), summary="Keep an item out of every list")
async def hide(service: Served, item_id: FromPath[str]) -> Plain[Changed]:
    return Plain(Changed(changed=await service.write(service.engine.hide_items, [item_id])))


@post("/{item_id:str}/show", status_code=200, opt=opt("ingest"), summary="Let an item back into the lists")
async def show(service: Served, item_id: FromPath[str]) -> Plain[Changed]:
    changed = await service.write(service.engine.hide_items, [item_id], hidden=False)
    return Plain(Changed(changed=changed))


@get("/{item_id:str}/similar", opt=opt("read"), summary="Items of the nearest meaning")
async def similar(
    service: Served,
    item_id: FromPath[str],
    n: Limit = 10,
    by: FromQuery[Literal["cosine", "euclidean", "pearson"]] = "cosine",
) -> Plain[list[Nearest]]:
    return Plain(list(await service.read(service.engine.similar, item_id, n, by=by)))


@get("/{item_id:str}/followed", opt=opt("read"), summary="What people went on to from it")
async def followed(service: Served, item_id: FromPath[str], n: Limit = 10) -> Plain[list[Nearest]]:
    return Plain(list(await service.read(service.engine.followed, item_id, n)))


router = Router(
    "/v1/items",
    route_handlers=[items, put_items, put_item, item, delete_item, hide, show, similar, followed],
    tags=["items"],
)
