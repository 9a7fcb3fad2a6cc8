"""The application: routes, guard and problems put together, over one engine that lives as long as it."""

from __future__ import annotations

import os
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from litestar import Litestar
from litestar.config.cors import CORSConfig
from litestar.datastructures import State
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin

from penchant.engine import Engine
from penchant.server import logs, problems
from penchant.server.access import admit
from penchant.server.door import Decoded, Door
from penchant.server.options import VARIABLE, Options, unpacked
from penchant.server.plain import AS_OF, DEGRADED, VERSION
from penchant.server.routes import chat, events, items, lists, pages, system, users
from penchant.server.service import Service
from penchant.server.stopping import listen, stopping

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from litestar.types import ASGIApp

ROUTERS = (
    items.router,
    events.router,
    users.router,
    lists.router,
    chat.router,
    system.router,
    pages.router,
)


def from_environment() -> ASGIApp:
    """The application of a worker, by the options that its supervisor left in the environment."""
    options = unpacked(os.environ[VARIABLE])
    logs.set_up(access=options.access_log)
    engine = Engine.open(options.store, scenario=options.scenario, settings=options.settings)
    engine.warm_up()
    return application(engine, options)


def application(engine: Engine, options: Options) -> Door:
    """The application over an engine, which it closes when it ends."""
    service = Service(engine, options, stopping)

    @asynccontextmanager
    async def life(_: Litestar) -> AsyncIterator[None]:
        listen()
        await service.start()
        try:
            yield
        finally:
            await service.stop()

    app = Litestar(
        route_handlers=ROUTERS,
        guards=[admit],
        middleware=[Decoded],
        dependencies={"service": Provide(_service, sync_to_thread=False)},
        exception_handlers={Exception: problems.answer, HTTPException: problems.answer},
        state=State({"service": service}),
        lifespan=[life],
        cors_config=_cors(options),
        openapi_config=_openapi(),
        request_max_body_size=None,
        logging_config=None,
        signature_types=[Service],
    )
    return Door(app, service)


def _service(state: State) -> Service:
    found: Service = state.service
    return found


def _cors(options: Options) -> CORSConfig | None:
    if not options.cors:
        return None
    return CORSConfig(
        allow_origins=list(options.cors),
        allow_methods=["GET", "POST", "PATCH", "DELETE"],
        allow_headers=["Authorization", "Content-Type", "Idempotency-Key", "Last-Event-ID", "X-API-Key"],
        expose_headers=[VERSION, AS_OF, DEGRADED, "Retry-After", "X-Request-Id"],
        allow_credentials=False,
        max_age=600,
    )


def _openapi() -> OpenAPIConfig:
    from importlib.metadata import version

    config: dict[str, Any] = {
        "title": "Penchant",
        "version": version("penchant"),
        "description": "What people say and do becomes a ranked list, each item with its true reason.",
        "path": "/internal",
        "render_plugins": [JsonRenderPlugin(path="/unused.json")],
    }
    return OpenAPIConfig(**config)
