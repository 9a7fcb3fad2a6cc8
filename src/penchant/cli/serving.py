"""`penchant serve`: the engine over HTTP, with the console."""

from __future__ import annotations

import sys
from typing import Annotated

import msgspec
import typer

from penchant.cli import config, options, show
from penchant.cli.session import answering, print_json
from penchant.errors import MissingExtra
from penchant.server.keys import KIND, token_secret

_NEEDS = ("litestar", "uvicorn", "prometheus_client")


def serve(
    host: Annotated[str, typer.Option("--host", metavar="HOST", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", metavar="PORT", min=1, max=65535, help="Port to listen on.")
    ] = 8000,
    workers: Annotated[
        int, typer.Option("--workers", metavar="N", min=1, max=64, help="Processes over the one store.")
    ] = 1,
    open_: Annotated[
        bool, typer.Option("--open", help="Ask for no keys; only on this machine's own address.")
    ] = False,
    cors: Annotated[
        list[str] | None,
        typer.Option("--cors", metavar="ORIGIN", help="A web page's origin that may call; repeatable."),
    ] = None,
    key_rate: Annotated[
        float,
        typer.Option(
            "--key-rate", metavar="N", min=0, help="Requests a second for a key, per worker; 0: no limit."
        ),
    ] = 5000,
    user_rate: Annotated[
        float,
        typer.Option(
            "--user-rate", metavar="N", min=0, help="Requests a second about a user, per worker; 0: no limit."
        ),
    ] = 100,
    quiet: Annotated[bool, typer.Option("--quiet", help="Log failures only, not each request.")] = False,
    scenario: Annotated[
        str | None,
        typer.Option(
            "--scenario",
            metavar="NAME",
            help="For a new store: social, education, shop or media.",
            show_default=False,
        ),
    ] = None,
    store: options.Store = options.DEFAULT_STORE,
    as_json: options.Json = False,
    language: options.Language = None,
) -> None:
    """Serve the engine over HTTP, with the console at /console; Ctrl-C ends it."""
    with answering(as_json=as_json):
        _check_installed()
        from penchant.build import looked_into
        from penchant.server import run
        from penchant.server.options import Options

        chosen = Options(
            store=store,
            scenario=config.scenario(scenario, config.overrides()),
            host=host,
            port=port,
            workers=workers,
            open=open_,
            cors=tuple(cors or ()),
            key_rate=key_rate,
            user_rate=user_rate,
            access_log=not quiet,
        )
        run.check(chosen)
        with looked_into(store, scenario=chosen.scenario) as (blobs, plain):
            settings = config.merged(plain, config.overrides())
            token_secret(blobs)  # made here, so that no two workers make one each
            chosen = msgspec.structs.replace(chosen, settings=settings)
            keyed = open_ or next(blobs.blobs(KIND, limit=1), None) is not None
        _tell(
            f"http://{'[' + host + ']' if ':' in host else host}:{port}",
            show.language(language),
            open_=open_,
            keyed=keyed,
            as_json=as_json,
        )
        run.run(chosen)


def _check_installed() -> None:
    import importlib.util

    missing = [name for name in _NEEDS if importlib.util.find_spec(name) is None]
    if missing:
        raise MissingExtra(f"the server needs {', '.join(missing)}", hint="pip install 'penchant[server]'.")


def _tell(address: str, language: str, *, open_: bool, keyed: bool, as_json: bool) -> None:
    if as_json:
        print_json({"address": address, "open": open_, "keyed": keyed})
        return
    page = show.Page(language)
    page.line(page.t("Serving at {address}; the console is at {address}/console.", address=address))
    if open_:
        page.line(page.t("It is open: whoever reaches this machine's own address needs no key."))
    elif not keyed:
        page.line(page.t("There is no key yet: `penchant keys add NAME` makes one."))
    sys.stdout.flush()
