"""Any server that speaks the OpenAI protocol: vLLM, Ollama, llama.cpp, DeepSeek, DashScope, Zhipu, Moonshot, OpenAI …"""

from __future__ import annotations

import asyncio
import random
import time
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from penchant.errors import InvalidSetting, MissingExtra, ModelUnavailable
from penchant.language.breaker import Breaker
from penchant.language.loop import Loop
from penchant.language.messages import Spoken
from penchant.language.wire import (
    Dialect,
    Fault,
    Faulty,
    adapted,
    body,
    completion,
    delta,
    identity,
    turned_down,
)

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Mapping

    import httpx

    from penchant.ports import Completion, Prompt

T = TypeVar("T")
_ATTEMPTS = 4
_FIRST_PAUSE = 0.25
_LONGEST_PAUSE = 8.0
_PATIENCE = 5.0
"""A server that takes longer than this is ill; one that misses a shorter deadline may only be slow."""
_MOST_BYTES = 4_000_000
"""Of an answer; no model writes as much."""
_MOST_COMPLAINT = 64_000
_CONNECTIONS = 16
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class HttpModel:
    """A model of a server, by its name there. Thread-safe; nothing is connected before the first call.

    A call ends at its time-out even where the server drips; within it, a busy or failing server is tried again with growing
    pauses (or when it asks for), and one that fails again and again is left alone for a while: calls then fail at once. How the
    server is held to a schema is found out with the first calls and remembered. Redirects are not followed, and nothing that
    the server says of an error is told but its code: neither the key nor a person's words come back in a message.

    Args:
        name: of the model, as the server calls it.
        base_url: where `/chat/completions` is, such as `http://localhost:11434/v1`.
        key: sent as a bearer token; "" for none.
        input_price: money per million tokens read.
        output_price: and written.
        extra: fields of every request, such as `{"enable_thinking": False}`.
        breaker: what leaves a failing server alone.

    Raises InvalidSetting, MissingExtra.
    """

    local = False

    def __init__(
        self,
        name: str,
        base_url: str,
        *,
        key: str = "",
        input_price: float = 0.0,
        output_price: float = 0.0,
        extra: Mapping[str, Any] | None = None,
        breaker: Breaker | None = None,
    ) -> None:
        self.name, self.input_price, self.output_price = name, input_price, output_price
        self._url = f"{_checked(base_url)}/chat/completions"
        self._models_url = f"{_checked(base_url)}/models"
        self._key, self._extra = _printable(key), dict(extra or {})
        self._loop, self._breaker = Loop(), breaker or Breaker()
        self._dialect = Dialect()
        self._client: httpx.AsyncClient | None = None
        _require_httpx()

    def __repr__(self) -> str:
        return f"HttpModel({self.name!r}, {self._url!r})"

    def complete(self, prompt: Prompt, timeout: float) -> Completion:
        """The answer, within `timeout` seconds. Raises ModelUnavailable."""
        self._enter()
        deadline = time.monotonic() + timeout
        try:
            answer = self._loop.run(self._completed(prompt, deadline), timeout)
        except Exception as error:
            raise self._unavailable(error, timeout) from error
        except BaseException:
            self._breaker.left()
            raise
        self._breaker.succeeded()
        return answer

    def stream(self, prompt: Prompt, timeout: float) -> Iterator[str]:
        """The answer in parts as they come, all within `timeout` seconds. Raises ModelUnavailable."""
        self._enter()
        deadline = time.monotonic() + timeout
        try:
            yield from self._loop.iterate(lambda: self._parts(prompt, deadline), timeout)
        except Exception as error:
            raise self._unavailable(error, timeout) from error
        except BaseException:
            self._breaker.left()
            raise
        self._breaker.succeeded()

    def identity(self, timeout: float) -> str:
        """What the server's list of models tells of the weights behind the name, as a digest; "" where it tells nothing."""
        try:
            return self._loop.run(self._identified(), timeout)
        except Exception:  # noqa: BLE001 - it was a question beside the work: not to know is an answer
            return ""

    async def _identified(self) -> str:
        response = await self._connected().send(self._request("GET", self._models_url), stream=True)
        try:
            return identity(await _whole(response, _MOST_BYTES), self.name)
        finally:
            await response.aclose()

    def close(self) -> None:
        """Let the connections go; calls under way end. A later call connects anew."""
        self._loop.close(self._disconnect)

    def _enter(self) -> None:
        seconds = self._breaker.admit()
        if seconds:
            raise ModelUnavailable(
                f"the server of {self.name!r} failed again and again, and is left alone for {seconds:.0f} s more",
                hint="`penchant doctor` asks it once.",
            )

    def _unavailable(self, error: Exception, timeout: float) -> ModelUnavailable:
        """The error to raise; the breaker is told."""
        fault = error.fault if isinstance(error, Faulty) else self._fault_of(error, timeout)
        if fault.ill:
            self._breaker.failed(fault.wait)
        else:
            self._breaker.left() if isinstance(error, TimeoutError) else self._breaker.succeeded()
        return ModelUnavailable(fault.message, hint=fault.hint)

    def _fault_of(self, error: Exception, timeout: float) -> Fault:
        if isinstance(error, TimeoutError):
            return Fault(
                message=f"{self.name!r} did not answer within {timeout:g} s",
                hint="a smaller model, a shorter answer, or a longer `language_model.timeout_seconds`.",
                ill=timeout >= _PATIENCE,
            )
        return _lost(self.name, error)

    async def _completed(self, prompt: Prompt, deadline: float) -> Completion:
        async def read(response: httpx.Response) -> Completion:
            try:
                return completion(await _whole(response, _MOST_BYTES), prompt)
            finally:
                await response.aclose()

        return await self._tried(prompt, deadline, read, stream=False)

    async def _parts(self, prompt: Prompt, deadline: float) -> AsyncGenerator[str, None]:
        async def opened(response: httpx.Response) -> httpx.Response:
            return response

        response = await self._tried(prompt, deadline, opened, stream=True)
        try:
            if "event-stream" not in response.headers.get("content-type", "event-stream"):
                yield completion(await _whole(response, _MOST_BYTES), prompt).text
                return
            spoken = Spoken()
            async for part in self._told(response):
                for shown in spoken.feed(part):
                    yield shown
            for shown in spoken.rest():
                yield shown
        finally:
            await response.aclose()

    async def _told(self, response: httpx.Response) -> AsyncGenerator[str, None]:
        """The parts that a stream's lines add. Raises Faulty where it ends before the answer does."""
        ended = False
        async for line in _lines(response):
            part, last = delta(line)
            ended = ended or last
            if part:
                yield part
            if line.rstrip().endswith(b"[DONE]"):
                return
        if not ended:
            raise Faulty(_lost(self.name, "its stream ended in the middle"))

    async def _tried(
        self,
        prompt: Prompt,
        deadline: float,
        use: Callable[[httpx.Response], Awaitable[T]],
        *,
        stream: bool,
    ) -> T:
        """What `use` makes of the response, tried again while that may help and the time allows. Raises Faulty."""
        dialect = self._dialect
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                used, dialect = await self._understood(prompt, dialect, use, stream=stream)
            except Faulty as error:
                pause = error.fault.wait or random.uniform(0.5, 1.0) * min(  # noqa: S311 - spreads calls, guards nothing
                    _FIRST_PAUSE * 2.0**attempt, _LONGEST_PAUSE
                )
                if not error.fault.again or attempt == _ATTEMPTS or time.monotonic() + pause >= deadline:
                    raise
                await asyncio.sleep(pause)
            else:
                self._dialect = dialect
                return used
        raise AssertionError("unreachable")  # the last attempt returns or raises

    async def _understood(
        self,
        prompt: Prompt,
        dialect: Dialect,
        use: Callable[[httpx.Response], Awaitable[T]],
        *,
        stream: bool,
    ) -> tuple[T, Dialect]:
        """What `use` makes of the response, and the dialect in which the server took the request. Raises Faulty."""
        while True:
            asked = body(self.name, prompt, dialect, stream=stream, extra=self._extra)
            try:
                response = await self._connected().send(self._request("POST", self._url, asked), stream=True)
                if response.status_code == 200:
                    return await use(response), dialect
                complaint = await _complaint(response)
            except _transport_errors() as error:
                raise Faulty(_lost(self.name, error)) from error
            other = adapted(dialect, response.status_code, complaint.decode("utf-8", "replace"), prompt)
            if other is None:
                raise Faulty(turned_down(response.status_code, response.headers, complaint, self.name))
            dialect = other

    def _request(self, verb: str, url: str, asked: dict[str, Any] | None = None) -> httpx.Request:
        headers = {"Authorization": f"Bearer {self._key}"} if self._key else {}
        return self._connected().build_request(verb, url, json=asked, headers=headers)

    def _connected(self) -> httpx.AsyncClient:
        """The client, made in the loop's thread, where alone it is used."""
        if self._client is None:
            import httpx

            self._client = httpx.AsyncClient(
                timeout=None,  # noqa: S113 - every call has a deadline of its own
                follow_redirects=False,
                trust_env=urlsplit(self._url).hostname not in _LOOPBACK,
                limits=httpx.Limits(max_connections=_CONNECTIONS),
                headers={"User-Agent": "penchant"},
            )
        return self._client

    async def _disconnect(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()


async def _complaint(response: httpx.Response) -> bytes:
    """What a server says of a request it turned down, as far as it is read."""
    held = bytearray()
    try:
        async for chunk in response.aiter_bytes():
            held += chunk
            if len(held) > _MOST_COMPLAINT:
                break
    finally:
        await response.aclose()
    return bytes(held)


async def _whole(response: httpx.Response, most: int) -> bytes:
    """A body of at most so many bytes. Raises Faulty where it is longer."""
    held = bytearray()
    async for chunk in response.aiter_bytes():
        held += chunk
        if len(held) > most:
            raise Faulty(Fault(message=f"an answer of more than {most:,} bytes", hint="it is not read."))
    return bytes(held)


async def _lines(response: httpx.Response) -> AsyncGenerator[bytes, None]:
    """The lines of a stream. Raises Faulty where it is longer than any answer."""
    held, size = b"", 0
    async for chunk in response.aiter_bytes():
        size += len(chunk)
        if size > 10 * _MOST_BYTES:
            raise Faulty(Fault(message="a stream longer than any answer", hint="it is not read on."))
        *whole, held = (held + chunk).split(b"\n")
        for line in whole:
            yield line
    yield held


def _lost(name: str, why: object) -> Fault:
    told = why if isinstance(why, str) else type(why).__name__
    return Fault(
        message=f"the server of {name!r} cannot be reached, or hung up: {told}",
        hint="does it run, and is `language_model.base_url` its address?",
        again=True,
    )


def _checked(base_url: str) -> str:
    """The address without a slash at its end. Raises InvalidSetting, without repeating what may be a password."""
    try:
        parts = urlsplit(base_url)
        sound = (
            parts.scheme in {"http", "https"}
            and bool(parts.hostname)
            and (parts.port is None or parts.port > 0)
        )
    except ValueError:
        parts, sound = urlsplit(""), False
    if not sound or any(c.isspace() for c in base_url):
        raise InvalidSetting(
            "`language_model.base_url` is not an address of a server",
            hint="such as 'http://localhost:11434/v1' or 'https://api.openai.com/v1'.",
        )
    if parts.username or parts.password or parts.query or parts.fragment:
        raise InvalidSetting(
            "`language_model.base_url` holds more than an address",
            hint="leave out user names, '?' and '#'; a key belongs in PENCHANT_MODEL_KEY.",
        )
    return base_url.rstrip("/")


def _printable(key: str) -> str:
    if not (key.isascii() and key.isprintable()):
        raise InvalidSetting(
            "`language_model.key` holds characters that no key has", hint="a line end, perhaps: give it bare."
        )
    return key.strip()


def _transport_errors() -> tuple[type[Exception], ...]:
    import httpx

    return (httpx.TransportError, httpx.DecodingError, OSError)


def _require_httpx() -> None:
    import importlib.util

    if importlib.util.find_spec("httpx") is None:
        raise MissingExtra(
            "a model of a server needs the package httpx", hint="pip install 'penchant[language]'."
        )
