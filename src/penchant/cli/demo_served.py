"""The demo in the browser: a server over the example catalogue, and the console that plays the story.

Where nobody sits at a terminal, the story is played once against the running server instead, and the server ends with it.
"""

from __future__ import annotations

import socket
import sys
import threading
import time
import webbrowser
from contextlib import closing, contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING, Literal

from penchant import scenarios
from penchant.cli import story
from penchant.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from penchant.cli.demo_page import DemoPage
    from penchant.scenarios.stories import Story
    from penchant.server.options import Options

HOST = "127.0.0.1"
CONSOLE = "/console#/live?play"
STARTS = 60.0
"""Seconds a server may take to start."""
_BEAT = 0.05


def installed() -> bool:
    """Whether the server can be run here."""
    return all(find_spec(name) for name in ("litestar", "uvicorn", "prometheus_client", "httpx"))


def serve(name: str, store: str, tongue: Literal["en", "zh"], page: DemoPage, *, port: int) -> None:
    """Open the console on the store until Ctrl-C; without a terminal play the story once, and end. Raises StoreError."""
    from penchant.server.options import Options

    options = Options(
        store=store, scenario=name, host=HOST, port=_free(port), open=True, user_rate=0, access_log=False
    )
    address = f"http://{HOST}:{options.port}"
    if sys.stdin.isatty():
        _open_console(options, address, page)
    else:
        _play(options, address, scenarios.story(name), tongue, page)


def _open_console(options: Options, address: str, page: DemoPage) -> None:
    from penchant.server import run

    def opened() -> None:
        if _answers(options.port) and not webbrowser.open(address + CONSOLE):
            page.told("open", address=address + CONSOLE)

    page.told("serving", style="bold", address=address + CONSOLE)
    page.told("ends")
    threading.Thread(target=opened, daemon=True).start()
    run.run(options)


def _play(options: Options, address: str, tale: Story, tongue: Literal["en", "zh"], page: DemoPage) -> None:
    from penchant.client import Client

    page.told("serving", style="bold", address=address + CONSOLE)
    with _running(options), Client(address) as client:
        for step, played in story.play(client, tale, start=None, language=tongue):
            page.step(step, played)
    page.told("served", address=address + CONSOLE)


@contextmanager
def _running(options: Options) -> Iterator[None]:
    """A server on a thread of this process, for as long as the block takes. Raises StoreError where it does not start."""
    import uvicorn

    from penchant.engine import Engine
    from penchant.server.app import application

    engine = Engine.open(options.store, scenario=options.scenario)
    engine.warm_up()
    config = uvicorn.Config(
        application(engine, options), host=HOST, port=options.port, log_level="error", ws="none"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, name="penchant-demo")
    thread.start()
    try:
        if not _answers(options.port, thread.is_alive):
            raise StoreError(
                f"the server did not answer on port {options.port}", hint="name another with --port."
            )
        yield
    finally:
        server.should_exit = True
        thread.join()


def _answers(port: int, alive: Callable[[], bool] = lambda: True) -> bool:
    """Whether somebody listens on the port, waiting for it as long as a start may take."""
    until = time.monotonic() + STARTS
    while alive() and time.monotonic() < until:
        with closing(socket.socket()) as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return True
        time.sleep(_BEAT)
    return False


def _free(port: int) -> int:
    """The port, or one that is free where it is taken."""
    with closing(socket.socket()) as probe:
        if probe.connect_ex((HOST, port)) != 0:
            return port
    with closing(socket.socket()) as probe:
        probe.bind((HOST, 0))
        found: int = probe.getsockname()[1]
        return found
