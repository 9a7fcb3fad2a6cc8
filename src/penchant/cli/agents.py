"""`penchant mcp`: the engine for agents."""

from __future__ import annotations

from typing import Annotated

import typer

from penchant.cli import options, show
from penchant.cli.session import answering, opened, print_json
from penchant.errors import MissingExtra


def mcp(
    user: Annotated[
        str | None,
        typer.Option(
            "--user",
            metavar="USER",
            help="Whom it speaks for, and nobody else; otherwise the agent names people.",
            show_default=False,
        ),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            "--port",
            metavar="PORT",
            min=1,
            max=65535,
            help="Serve HTTP on this machine's own address; otherwise standard input and output.",
            show_default=False,
        ),
    ] = None,
    store: options.Store = options.DEFAULT_STORE,
    as_json: options.Json = False,
    language: options.Language = None,
) -> None:
    """Serve recommend, observe, interests and explain to agents, over the Model Context Protocol."""
    with answering(as_json=as_json):
        _check_installed()
    with opened(store, as_json=as_json) as engine:
        from penchant.mcp.protocol import LOOPBACK, serve

        if port is not None:
            address = f"http://{LOOPBACK}:{port}/mcp"
            if as_json:
                print_json({"address": address})
            else:
                page = show.Page(show.language(language), stderr=True)
                page.line(page.t("For agents at {address}.", address=address))
        serve(engine, user=user, port=port)


def _check_installed() -> None:
    import importlib.util

    if importlib.util.find_spec("mcp") is None:
        raise MissingExtra("agents need the package mcp", hint="pip install 'penchant[mcp]'.")
