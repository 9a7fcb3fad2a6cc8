"""A server that speaks the OpenAI protocol badly on demand: one request handler with switches, on a port of this machine."""

from __future__ import annotations

import json
import socket
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

DOCUMENT = '{"about": "space", "mood": "like"}'
STORY = "Once upon a time there was a long story"


class FakeServer(ThreadingHTTPServer):
    """Answers every prompt; `behave` names what it does wrong, `asked` holds what came."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, behave: str = "", port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.behave, self.times = behave, 10**9
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.paths: list[str] = []
        self.answer: str | None = None
        self.models: list[dict[str, Any]] = [{"id": "leaked"}]
        self.retry_after = ""
        self.leaving = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    def wrong(self, behave: str, times: int = 10**9) -> None:
        """Do this wrong, for so many requests."""
        self.behave, self.times = behave, times

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no news."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: FakeServer

    def log_message(self, *_: Any) -> None:
        pass

    def do_GET(self) -> None:
        self._note({})
        self._send(200, {"data": self.server.models})

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self._note(asked)
        wrong, self.server.times = self.server.behave if self.server.times > 0 else "", self.server.times - 1
        getattr(self, f"_{wrong or 'right'}")(asked)

    def _note(self, asked: dict[str, Any]) -> None:
        self.server.asked.append(asked)
        self.server.headers.append({name.lower(): value for name, value in self.headers.items()})
        self.server.paths.append(self.path)

    def _text(self, asked: dict[str, Any]) -> str:
        if self.server.answer is not None:
            return self.server.answer
        formal = "response_format" in asked or "JSON schema" in asked["messages"][1]["content"]
        return DOCUMENT if formal else STORY

    # --- what it does right

    def _right(self, asked: dict[str, Any], *, usage: bool = True) -> None:
        if asked["stream"]:
            return self._streamed(asked)
        text = self._text(asked)
        bound = asked.get("max_tokens", asked.get("max_completion_tokens"))
        words = text.split(" ")
        cut = bound < len(words) and "JSON" not in asked["messages"][0]["content"]
        told = " ".join(words[:bound]) if cut else text
        counted = {"usage": {"prompt_tokens": 11, "completion_tokens": len(told.split(" "))}} if usage else {}
        return self._send(200, {"choices": [self._choice(told, "length" if cut else "stop")], **counted})

    def _streamed(self, asked: dict[str, Any], *, end: bool = True, pause: float = 0.0) -> None:
        self._begin()
        try:
            self._chunk(b": keep-alive\n\n")
            for word in self._text(asked).split(" "):
                time.sleep(pause)
                self._event({"choices": [{"delta": {"content": f"{word} "}, "finish_reason": None}]})
            if end:
                self._event({"choices": [{"delta": {}, "finish_reason": "stop"}]})
                self._chunk(b"data: [DONE]\n\n")
            self._chunk(b"")
        except OSError:
            self.close_connection = True

    # --- what it does wrong

    def _slow(self, asked: dict[str, Any]) -> None:
        self.server.leaving.wait(10)
        self.close_connection = True

    def _steady(self, asked: dict[str, Any]) -> None:
        """Right, but it takes its time for stories."""
        if "long story" in asked["messages"][1]["content"]:
            time.sleep(0.3)
        self._right(asked)

    def _steady_in_words(self, asked: dict[str, Any]) -> None:
        """The same of a server that keeps no form: a document stands in a fence, between sentences."""
        if "response_format" in asked:
            return self._send(422, {"detail": "extra fields not permitted"})
        formal = "JSON schema" in asked["messages"][1]["content"]
        self.server.answer = (
            f"Sure! Here it is:\n```json\n{DOCUMENT}\n```\nAnything else?" if formal else STORY
        )
        return self._steady(asked)

    def _drip(self, asked: dict[str, Any]) -> None:
        """A byte every tenth of a second, without end."""
        kind = b"text/event-stream" if asked["stream"] else b"application/json"
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: " + kind + b"\r\nContent-Length: 100000\r\n\r\n")
        self._dripped(b" ")

    def _drip_headers(self, asked: dict[str, Any]) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
        self._dripped(b"a")

    def _dripped(self, byte: bytes) -> None:
        try:
            while not self.server.leaving.wait(0.1):
                self.wfile.write(byte)
                self.wfile.flush()
        except OSError:
            pass
        self.close_connection = True

    def _drip_words(self, asked: dict[str, Any]) -> None:
        self._streamed(asked, pause=0.2)

    def _half_stream(self, asked: dict[str, Any]) -> None:
        self._streamed(asked, end=False)

    def _truncated(self, asked: dict[str, Any]) -> None:
        """The connection ends in the middle of the body."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n" + b'{"choices": [{"mess')
        self.close_connection = True

    def _half_document(self, asked: dict[str, Any]) -> None:
        self._send(200, {"choices": [self._choice(DOCUMENT[:20], "stop")]})

    def _cut_document(self, asked: dict[str, Any]) -> None:
        self._send(200, {"choices": [self._choice(DOCUMENT[:20], "length")]})

    def _other_schema(self, asked: dict[str, Any]) -> None:
        self._send(200, {"choices": [self._choice('{"mood": 3}', "stop")]})

    def _page(self, asked: dict[str, Any]) -> None:
        self._raw(200, b"<html>Welcome</html>", "text/html")

    def _error_in_200(self, asked: dict[str, Any]) -> None:
        self._send(200, {"error": {"code": "upstream_gone", "message": "secret words"}})

    def _no_usage(self, asked: dict[str, Any]) -> None:
        self._right(asked, usage=False)

    def _busy(self, asked: dict[str, Any]) -> None:
        self._send(429, {"error": {"code": "rate_limit_exceeded"}})

    def _failing(self, asked: dict[str, Any]) -> None:
        self._send(500, {"error": {"message": "it broke on: " + asked["messages"][1]["content"]}})

    def _locked(self, asked: dict[str, Any]) -> None:
        key = self.headers.get("authorization", "")
        self._send(
            401, {"error": {"code": "invalid_api_key", "message": f"Incorrect API key provided: {key}"}}
        )

    def _missing(self, asked: dict[str, Any]) -> None:
        self._send(404, {"error": {"code": "model_not_found"}})

    def _moved(self, asked: dict[str, Any]) -> None:
        self.send_response(302)
        self.send_header("Location", "http://localhost:1/stolen")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _no_schemas(self, asked: dict[str, Any]) -> None:
        """As DeepSeek: JSON, but no schema."""
        if asked.get("response_format", {}).get("type") == "json_schema":
            return self._send(400, {"error": {"message": "This response_format type is unavailable now"}})
        return self._right(asked)

    def _no_bounds(self, asked: dict[str, Any]) -> None:
        """As OpenAI once did: a schema, but no bounds of strings."""
        if "maxLength" in json.dumps(asked.get("response_format", {})):
            return self._send(400, {"error": {"message": "Invalid schema: 'maxLength' is not permitted."}})
        return self._right(asked)

    def _newest(self, asked: dict[str, Any]) -> None:
        """As the newest models of OpenAI: another name of the bound, and no temperature."""
        if "max_tokens" in asked:
            why = "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."
            return self._send(400, {"error": {"message": why}})
        if "temperature" in asked:
            return self._send(400, {"error": {"message": "Unsupported value: 'temperature'"}})
        return self._right(asked)

    def _too_long(self, asked: dict[str, Any]) -> None:
        self._send(400, {"error": {"code": "context_length_exceeded", "message": "maximum context length"}})

    # --- the wire

    def _choice(self, text: str, reason: str) -> dict[str, Any]:
        return {"message": {"role": "assistant", "content": text}, "finish_reason": reason}

    def _send(self, status: int, plain: dict[str, Any]) -> None:
        self._raw(status, json.dumps(plain).encode(), "application/json")

    def _raw(self, status: int, data: bytes, kind: str) -> None:
        try:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            if self.server.retry_after:
                self.send_header("Retry-After", self.server.retry_after)
            self.end_headers()
            self.wfile.write(data)
        except OSError:
            self.close_connection = True

    def _begin(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()

    def _event(self, plain: dict[str, Any]) -> None:
        self._chunk(b"data: " + json.dumps(plain).encode() + b"\n\n")

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
        self.wfile.flush()


@contextmanager
def fake_server(behave: str = "", port: int = 0):
    """A server that runs until the end of the block."""
    server = FakeServer(behave, port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.leaving.set()
        server.shutdown()
        server.server_close()
        thread.join()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
