"""What a browser opens: the console that was built into this package, the page of the API, and its OpenAPI document."""

from __future__ import annotations

import mimetypes
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import msgspec
from litestar import Request, Response, Router, get
from litestar.params import FromPath
from litestar.response import Redirect

from penchant.server import document
from penchant.server.access import opt
from penchant.server.problems import Problem

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

PUBLIC = opt(None)
_HASHED = "assets"
_FOREVER = "public, max-age=31536000, immutable"
_ABSENT = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>Penchant</title><h1>The console is not built</h1>'
    "<p>The API works. To have the console, build it: <code>cd console &amp;&amp; npm ci &amp;&amp; npm run build</code>.</p>"
    '<p><a href="/docs">The routes of the API</a></p></html>'
)


@get("/", opt=PUBLIC, include_in_schema=False)
async def root() -> Redirect:
    """The console."""
    return Redirect("/console")


@get(["/console", "/console/{path:path}"], opt=PUBLIC, include_in_schema=False)
async def console(path: FromPath[str] = "") -> Response[bytes]:
    """A file of the console; its first page for an address that the console finds by itself. Raises Problem."""
    parts = [part for part in str(path).split("/") if part]
    home = files("penchant.server") / "console"
    file = _inside(home, parts)
    if file is None and parts and (parts[0] == _HASHED or "." in parts[-1]):
        raise Problem(404, "NotFound", "There is nothing at this address.")
    found = file or _inside(home, ["index.html"])  # the console finds its own pages
    if found is None:
        return Response(_ABSENT.encode(), media_type="text/html; charset=utf-8")
    hashed = file is not None and parts[0] == _HASHED
    kind = mimetypes.guess_type(found.name)[0] or "application/octet-stream"
    kind += "; charset=utf-8" if kind.startswith("text/") or kind.endswith("javascript") else ""
    cached = {"Cache-Control": _FOREVER if hashed else "no-cache"}
    return Response(found.read_bytes(), media_type=kind, headers=cached)


def _inside(home: Traversable, parts: list[str]) -> Traversable | None:
    """A file below `home`, or nothing: never one beside it."""
    if not parts or any(part in ("..", ".") or "\\" in part or "\0" in part or "/" in part for part in parts):
        return None
    file = home
    for part in parts:
        file = file / part
    return file if file.is_file() else None


@get("/openapi.json", opt=PUBLIC, include_in_schema=False, media_type="application/json")
async def openapi(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The OpenAPI document."""
    return Response(msgspec.json.encode(document.of(request.app)), media_type="application/json")


@get("/docs", opt=PUBLIC, include_in_schema=False)
async def docs(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The routes as a page."""
    return Response(document.page(document.of(request.app)).encode(), media_type="text/html; charset=utf-8")


@get("/penchant.js", opt=PUBLIC, include_in_schema=False)
async def snippet() -> Response[bytes]:
    """The script for pages; see docs/howto/sdk.md."""
    held = files("penchant.server").joinpath("browser", "penchant.js").read_bytes()
    kind = "text/javascript; charset=utf-8"
    return Response(held, media_type=kind, headers={"Cache-Control": "public, max-age=300"})


@get("/docs/style.css", opt=PUBLIC, include_in_schema=False)
async def style() -> Response[bytes]:
    """How that page looks."""
    return Response(_style(), media_type="text/css; charset=utf-8", headers={"Cache-Control": "no-cache"})


@cache
def _style() -> bytes:
    return document.STYLE.encode()


router = Router("/", route_handlers=[root, console, openapi, docs, style, snippet])
