"""Runs the server: one worker in this process, or several under a supervisor that starts a fallen one again."""

from __future__ import annotations

import os
import socket
import tempfile
from contextlib import closing

import uvicorn

from penchant.errors import InvalidSetting
from penchant.server.access import LOOPBACK
from penchant.server.metrics import DIRECTORY
from penchant.server.options import VARIABLE, Options, packed

WORKER_ANSWERS = 10
"""Seconds a worker may be silent before its supervisor takes it for dead; one killed while it is asked is missed as long."""
_ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


def check(options: Options) -> None:
    """Raises InvalidSetting where the options do not go together, or the port is taken."""
    if options.open and options.host not in LOOPBACK:
        raise InvalidSetting(
            f"an open server answers only on this machine, not on {options.host!r}",
            hint="leave --open out and make a key with `penchant keys add`, or serve on 127.0.0.1.",
        )
    if options.workers > 1 and options.store.startswith("memory"):
        raise InvalidSetting(
            f"{options.workers} workers cannot share a store in memory",
            hint="name a file: --store sqlite:///penchant.db.",
        )
    _require_port(options.host, options.port)


def _require_port(host: str, port: int) -> None:
    with closing(socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise InvalidSetting(
                f"nothing can listen on port {port} of {host!r}: {error.strerror}",
                hint="another server may run there; name another port with --port.",
            ) from error


def run(options: Options) -> None:
    """Serve until told to stop; what was acknowledged is on the disk. Raises InvalidSetting."""
    check(options)
    for name in _ONE_THREAD:
        os.environ.setdefault(name, "1")
    os.environ[VARIABLE] = packed(options)
    if options.workers == 1:
        _serve(options)
        return
    with tempfile.TemporaryDirectory(prefix="penchant-metrics-") as folder:
        os.environ[DIRECTORY] = folder
        _serve(options)


def _serve(options: Options) -> None:
    uvicorn.run(
        "penchant.server.app:from_environment",
        factory=True,
        host=options.host,
        port=options.port,
        workers=options.workers,
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=False,
        lifespan="on",
        backlog=1024,
        proxy_headers=False,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=options.shutdown_seconds,
        timeout_worker_healthcheck=WORKER_ANSWERS,
        ws="none",
    )
