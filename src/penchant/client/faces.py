"""`Client` and `AsyncClient`: the same verbs, carried by httpx; one waits, the other awaits."""

from __future__ import annotations

import asyncio
import functools
import time
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Self, TypeVar

from penchant.client import verbs
from penchant.client.live import SILENCE, Reader, stream_call
from penchant.client.wire import Answer, Call, Retries, checked_address, error_of, sent_headers, unreachable
from penchant.errors import MissingExtra

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

    import httpx

    from penchant.client.live import StreamEvent
    from penchant.client.verbs import Verb
    from penchant.domain import Item

P = ParamSpec("P")
T = TypeVar("T")
TIMEOUT = 10.0
PAGE = 500
_RETRIES = Retries()


def _waiting(verb: Callable[P, Verb[T]]) -> Callable[Concatenate[Client, P], T]:
    @functools.wraps(verb)
    def method(self: Client, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return self._run(verb(*args, **kwargs))

    return method


def _awaiting(verb: Callable[P, Verb[T]]) -> Callable[Concatenate[AsyncClient, P], Awaitable[T]]:
    @functools.wraps(verb)
    async def method(self: AsyncClient, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await self._run(verb(*args, **kwargs))

    return method


class _Connected:
    """What both share: where the server is, who asks, and how patient they are."""

    def __init__(self, address: str, key: str | None, timeout: float, retries: Retries) -> None:
        self.address = checked_address(address)
        self.retries = retries
        self._timeout = timeout
        self._headers = sent_headers(key, {"User-Agent": "penchant-client"})
        self._httpx = _httpx()

    def _request(self, call: Call, **headers: str) -> dict[str, Any]:
        """What httpx is asked for. The query is joined here, so that the path stays as it was encoded."""
        kind = {"Content-Type": "application/json"} if call.body is not None else {}
        url = str(self._httpx.URL(f"{self.address}{call.path}", params=call.query or None))
        asked = {"Accept": "application/json", **kind, **headers}
        return {"method": call.method, "url": url, "content": call.body, "headers": asked}

    def _pause(self, reader: Reader, error: Exception | None, answer: Answer | None = None) -> float:
        """Seconds until a broken stream is opened again. Raises when it was tried too often, or the server will not have it."""
        reader.broken()
        wait = self.retries.wait(reader.failed, answer)
        if wait is not None:
            return max(wait, reader.retry or 0.0)
        if answer is not None:
            raise error_of(answer)
        raise unreachable(self.address, error or EOFError("the stream ended")) from error


class Client(_Connected):
    """A Penchant server, with the verbs of `Engine`. Safe for several threads; close it, or use it with `with`.

    Args:
        address: such as `http://127.0.0.1:8000`.
        key: a key, or a user token; None for a server that asks for none.
        timeout: seconds for one try to connect, to send and to be answered.
        retries: what is sent again, and when.
        transport: another one of httpx, such as for tests.

    Requests that found no answer, or 429, 502, 503 and 504, are sent again. An event has its id before it is first sent, so that it
    counts once. Raises what `Engine` raises, and ServiceError.
    """

    def __init__(
        self,
        address: str,
        key: str | None = None,
        *,
        timeout: float = TIMEOUT,
        retries: Retries = _RETRIES,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        super().__init__(address, key, timeout, retries)
        self._http = self._httpx.Client(timeout=timeout, headers=self._headers, transport=transport)
        self._sleep = time.sleep

    put_items = _waiting(verbs.put_items)
    hide_items = _waiting(verbs.hide_items)
    delete_items = _waiting(verbs.delete_items)
    item = _waiting(verbs.item)
    item_page = _waiting(verbs.item_page)
    find_items = _waiting(verbs.find_items)
    similar = _waiting(verbs.similar)
    followed = _waiting(verbs.followed)
    observe = _waiting(verbs.observe)
    user_page = _waiting(verbs.user_page)
    events_of = _waiting(verbs.events_of)
    recommend = _waiting(verbs.recommend)
    chat = _waiting(verbs.chat)
    slate = _waiting(verbs.slate)
    reworded = _waiting(verbs.reworded)
    explain = _waiting(verbs.explain)
    gaps = _waiting(verbs.gaps)
    interests = _waiting(verbs.interests)
    profile = _waiting(verbs.profile)
    edit_interest = _waiting(verbs.edit_interest)
    forget = _waiting(verbs.forget)
    export_user = _waiting(verbs.export_user)
    merge = _waiting(verbs.merge)
    consent = _waiting(verbs.consent)
    costs = _waiting(verbs.costs)
    user_token = _waiting(verbs.user_token)
    system = _waiting(verbs.system)

    def all_items(self) -> Iterator[Item]:
        """The catalogue, in the order of its last changes, page by page."""
        page = self.item_page(limit=PAGE)
        yield from page.items
        while page.next_cursor is not None:
            page = self.item_page(page.next_cursor, PAGE)
            yield from page.items

    def stream(self, user_id: str, *, last_event_id: str = "") -> Iterator[StreamEvent]:
        """What happens to a user, as it happens, without end; opened again after a break, from where it was.

        `last_event_id` is that of the last event an earlier stream gave. Raises Unreachable when it cannot be opened again.
        """
        reader, call = Reader(last_event_id), stream_call(user_id)
        timeout = self._httpx.Timeout(self._timeout, read=SILENCE)
        while True:
            answer, failure = None, None
            try:
                with self._http.stream(
                    **self._request(call, **reader.headers()), timeout=timeout
                ) as response:
                    if response.status_code == 200:
                        for part in response.iter_bytes():
                            yield from reader.feed(part)
                    else:
                        answer = _answer(response, response.read())
            except self._httpx.TransportError as error:
                failure = error
            self._sleep(self._pause(reader, failure, answer))

    def _run(self, verb: Verb[T]) -> T:
        try:
            call = next(verb)
            while True:
                call = verb.send(self._send(call))
        except StopIteration as done:
            return done.value  # type: ignore[no-any-return]

    def _send(self, call: Call) -> Answer:
        tried = 0
        while True:
            answer, failure = None, None
            try:
                response = self._http.request(**self._request(call))
                answer = _answer(response, response.content)
            except self._httpx.TransportError as error:
                failure = error
            tried += 1
            wait = self.retries.wait(tried, answer)
            if wait is None:
                return _last(self.address, answer, failure)
            self._sleep(wait)

    def close(self) -> None:
        """Let the connections go. Closing twice is harmless."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class AsyncClient(_Connected):
    """`Client` for asyncio: its verbs are awaited, `all_items` and `stream` are read with `async for`."""

    def __init__(
        self,
        address: str,
        key: str | None = None,
        *,
        timeout: float = TIMEOUT,
        retries: Retries = _RETRIES,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        super().__init__(address, key, timeout, retries)
        self._http = self._httpx.AsyncClient(timeout=timeout, headers=self._headers, transport=transport)
        self._sleep = asyncio.sleep

    put_items = _awaiting(verbs.put_items)
    hide_items = _awaiting(verbs.hide_items)
    delete_items = _awaiting(verbs.delete_items)
    item = _awaiting(verbs.item)
    item_page = _awaiting(verbs.item_page)
    find_items = _awaiting(verbs.find_items)
    similar = _awaiting(verbs.similar)
    followed = _awaiting(verbs.followed)
    observe = _awaiting(verbs.observe)
    user_page = _awaiting(verbs.user_page)
    events_of = _awaiting(verbs.events_of)
    recommend = _awaiting(verbs.recommend)
    chat = _awaiting(verbs.chat)
    slate = _awaiting(verbs.slate)
    reworded = _awaiting(verbs.reworded)
    explain = _awaiting(verbs.explain)
    gaps = _awaiting(verbs.gaps)
    interests = _awaiting(verbs.interests)
    profile = _awaiting(verbs.profile)
    edit_interest = _awaiting(verbs.edit_interest)
    forget = _awaiting(verbs.forget)
    export_user = _awaiting(verbs.export_user)
    merge = _awaiting(verbs.merge)
    consent = _awaiting(verbs.consent)
    costs = _awaiting(verbs.costs)
    user_token = _awaiting(verbs.user_token)
    system = _awaiting(verbs.system)

    async def all_items(self) -> AsyncIterator[Item]:
        """The catalogue, as `Client.all_items` gives it."""
        cursor: str | None = None
        while True:
            page = await self.item_page(cursor, PAGE)
            for item in page.items:
                yield item
            cursor = page.next_cursor
            if cursor is None:
                return

    async def stream(self, user_id: str, *, last_event_id: str = "") -> AsyncIterator[StreamEvent]:
        """What happens to a user, as `Client.stream` gives it."""
        reader, call = Reader(last_event_id), stream_call(user_id)
        timeout = self._httpx.Timeout(self._timeout, read=SILENCE)
        while True:
            answer, failure = None, None
            try:
                request = self._request(call, **reader.headers())
                async with self._http.stream(**request, timeout=timeout) as response:
                    if response.status_code == 200:
                        async for part in response.aiter_bytes():
                            for event in reader.feed(part):
                                yield event
                    else:
                        answer = _answer(response, await response.aread())
            except self._httpx.TransportError as error:
                failure = error
            await self._sleep(self._pause(reader, failure, answer))

    async def _run(self, verb: Verb[T]) -> T:
        try:
            call = next(verb)
            while True:
                call = verb.send(await self._send(call))
        except StopIteration as done:
            return done.value  # type: ignore[no-any-return]

    async def _send(self, call: Call) -> Answer:
        tried = 0
        while True:
            answer, failure = None, None
            try:
                response = await self._http.request(**self._request(call))
                answer = _answer(response, response.content)
            except self._httpx.TransportError as error:
                failure = error
            tried += 1
            wait = self.retries.wait(tried, answer)
            if wait is None:
                return _last(self.address, answer, failure)
            await self._sleep(wait)

    async def close(self) -> None:
        """Let the connections go. Closing twice is harmless."""
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


def _answer(response: httpx.Response, body: bytes) -> Answer:
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Answer(status=response.status_code, headers=headers, body=body)


def _last(address: str, answer: Answer | None, failure: Exception | None) -> Answer:
    """The answer, whatever it says. Raises Unreachable where there is none."""
    if answer is None:
        raise unreachable(address, failure or EOFError()) from failure
    return answer


def _httpx() -> Any:
    try:
        import httpx
    except ImportError as error:
        raise MissingExtra(
            "the client needs httpx, which is not installed", hint="pip install 'penchant[client]'."
        ) from error
    return httpx
