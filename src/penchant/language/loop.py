"""An event loop in a thread of its own, so that a call that blocks ends at its deadline whatever the other side does."""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from contextlib import aclosing
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Coroutine, Iterator
    from concurrent.futures import Future

T = TypeVar("T")
_GRACE = 1.0
"""Seconds past the deadline that the loop has to say so, should the machine be busy."""
_JOIN = 2.0


class Loop:
    """Runs coroutines for threads that wait. Its thread starts with the first; `close` ends it, and it may start again."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    def run(self, work: Coroutine[Any, Any, T], timeout: float) -> T:
        """What `work` returns or raises; TimeoutError after `timeout` seconds, when it is cancelled."""
        future = asyncio.run_coroutine_threadsafe(_bounded(work, timeout), self._running())
        try:
            return future.result(timeout + _GRACE)
        finally:
            future.cancel()

    def iterate(self, make: Callable[[], AsyncGenerator[str, None]], timeout: float) -> Iterator[str]:
        """What the generator gives, as it gives it; TimeoutError `timeout` seconds after the start. Left early, it is cancelled."""
        came: queue.SimpleQueue[str | BaseException | None] = queue.SimpleQueue()
        deadline = time.monotonic() + timeout
        future = asyncio.run_coroutine_threadsafe(_pump(make, timeout, came), self._running())
        try:
            while (part := _next(came, deadline)) is not None:
                if isinstance(part, BaseException):
                    raise part
                yield part
        finally:
            _end(future)

    def close(self, last: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Run `last`, then end the thread; nothing where none runs."""
        with self._lock:
            loop, thread, self._loop, self._thread = self._loop, self._thread, None, None
        if loop is None or thread is None:
            return
        asyncio.run_coroutine_threadsafe(_wind_up(last), loop)
        thread.join(_JOIN)

    def _running(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(
                    target=_serve, args=(self._loop,), name="penchant-language", daemon=True
                )
                self._thread.start()
            return self._loop


def _serve(loop: asyncio.AbstractEventLoop) -> None:
    try:
        loop.run_forever()
    finally:
        loop.close()


async def _bounded(work: Coroutine[Any, Any, T], timeout: float) -> T:  # noqa: ASYNC109 - this is where it is bounded
    async with asyncio.timeout(timeout):
        return await work


async def _pump(
    make: Callable[[], AsyncGenerator[str, None]],
    timeout: float,  # noqa: ASYNC109 - this is where it is bounded
    out: queue.SimpleQueue[str | BaseException | None],
) -> None:
    try:
        async with asyncio.timeout(timeout), aclosing(make()) as parts:
            async for part in parts:
                out.put(part)
    except asyncio.CancelledError:
        out.put(ConnectionAbortedError("closed"))
        raise
    except Exception as error:  # noqa: BLE001 - it is raised again in the thread that waits
        out.put(error)
    else:
        out.put(None)


def _next(came: queue.SimpleQueue[str | BaseException | None], deadline: float) -> str | BaseException | None:
    try:
        return came.get(timeout=max(0.0, deadline - time.monotonic()) + _GRACE)
    except queue.Empty:
        raise TimeoutError from None


def _end(future: Future[None]) -> None:
    if not future.done():
        future.cancel()


async def _wind_up(last: Callable[[], Coroutine[Any, Any, None]]) -> None:
    loop = asyncio.get_running_loop()
    try:
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await last()
    finally:
        loop.call_soon(loop.stop)
