"""Servers on a port of this machine, in a thread, over the small catalogue."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import contextmanager

import httpx
import pytest

from small_world import open_world

pytest.importorskip("litestar")
pytest.importorskip("uvicorn")


@contextmanager
def serving(engine, **options):
    """A client of a server over the engine."""
    import uvicorn

    from penchant.server.app import application
    from penchant.server.options import Options

    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    app = application(engine, Options(**options))
    config = uvicorn.Config(
        app, log_level="error", server_header=False, timeout_graceful_shutdown=1, ws="none"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
            assert thread.is_alive(), "the server did not start"
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        with httpx.Client(base_url=address, timeout=10) as client:
            client.service, client.service_app = app._service, app._app
            yield client
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()
        assert not thread.is_alive(), "the server did not stop"


@pytest.fixture(scope="module")
def api():
    """An open server; one for the tests of a file, so each takes a user of its own."""
    with serving(open_world(), open=True, key_rate=0, user_rate=0) as client:
        yield client


@pytest.fixture(scope="module")
def guarded():
    """A server with keys: `guarded.keys` holds one for each scope, `guarded.engine` what it serves."""
    from penchant.server import keys

    engine = open_world()
    made = {scope: keys.add(engine.blobs, scope, [scope], 1)[1] for scope in keys.SCOPES}
    with serving(engine) as client:
        client.keys, client.engine = made, engine
        yield client


def bearer(key):
    return {"Authorization": f"Bearer {key}"}
