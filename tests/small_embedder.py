"""A small server of embeddings that speaks the OpenAI protocol, for tests: hashing vectors, and failures on request."""

from __future__ import annotations

import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from penchant.encode.hashing import HashingEncoder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DIM = 64


class Embedder:
    """What the server does: `answer` may be replaced; each call's texts are in `calls`."""

    def __init__(self) -> None:
        self.url = ""
        self.calls: list[list[str]] = []
        self.keys: list[str] = []
        self.status = 200
        self.delay = 0.0
        self.length = 3.0
        self.change: Callable[[dict[str, Any]], Any] = lambda body: body
        self._encoder = HashingEncoder(DIM)

    def answer(self, body: dict[str, Any]) -> tuple[int, Any]:
        time.sleep(self.delay)
        self.calls.append(body["input"])
        if self.status != 200:
            return self.status, {"error": {"message": "as the test wants"}}
        rows = self._encoder.encode(body["input"]) * self.length
        data = [{"index": number, "embedding": row.tolist()} for number, row in enumerate(rows)]
        return 200, self.change({"data": data[::-1], "model": body["model"]})


@contextmanager
def embedder(port: int = 0) -> Iterator[Embedder]:
    """The server, on a port of its own unless one is given."""
    served = Embedder()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            served.keys.append(self.headers.get("Authorization", ""))
            status, answer = served.answer(body) if self.path == "/v1/embeddings" else (404, {})
            data = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    served.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
