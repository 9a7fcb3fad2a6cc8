"""What all routes share: the engine, the threads its work is done in, keys, rates, metrics, and the live streams."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from litestar.di import NamedDependency

from penchant.server.gather import Gatherer
from penchant.server.keys import Keyring
from penchant.server.limits import Rate
from penchant.server.live import Live
from penchant.server.metrics import Metrics
from penchant.server.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from penchant.domain import Event, Observed, Slate
    from penchant.engine import Engine
    from penchant.ports import Counts
    from penchant.server.options import Options

P = ParamSpec("P")
T = TypeVar("T")

LIST_THREADS = 2
"""The engine makes one list at a time; a second thread writes one out while the first makes the next."""
READ_THREADS = 4
EDIT_THREADS = 2
MODEL_THREADS = 16
"""For what may wait for a language model: it waits for nothing else, and nothing else for it."""
MOST_ASKED = 200
"""Lists asked for at once: one more is told to come again, instead of waiting behind some seconds' work."""
COUNTED_EVERY = 5.0
"""Seconds that counts of the whole store are taken to hold."""
MINUTE = 60.0
_POLL = 0.01


class Service:
    """One worker's. Made before its loop runs; `start` needs the loop."""

    live: Live

    def __init__(
        self, engine: Engine, options: Options, stopping: Callable[[], bool] = lambda: False
    ) -> None:
        self.engine, self.options, self.stopping = engine, options, stopping
        self.metrics = Metrics()
        self.keyring = Keyring(engine.blobs, options.secret)
        self.key_rate, self.user_rate = Rate(options.key_rate), Rate(options.user_rate)
        self._writes = ThreadPoolExecutor(1, "penchant-write")
        self._lists = ThreadPoolExecutor(LIST_THREADS, "penchant-list")
        self._edits = ThreadPoolExecutor(EDIT_THREADS, "penchant-edit")
        self._reads = ThreadPoolExecutor(READ_THREADS, "penchant-read")
        self._models = ThreadPoolExecutor(MODEL_THREADS, "penchant-model")
        self._looks = ThreadPoolExecutor(1, "penchant-look")
        self._gatherer = Gatherer(engine, self._writes)
        self._follower: asyncio.Task[None] | None = None
        self._heads: deque[tuple[float, int]] = deque([(time.monotonic(), 0)])
        self._arrived = self._asked = 0
        self._counts: tuple[float, Counts] | None = None
        engine.watch = self.metrics.stage
        engine.watch_calls(self.metrics.called)
        engine.follow(lambda changes: self._count(len(changes.records)))

    async def start(self) -> None:
        """Begin to follow the store."""
        self.live = Live(self)
        self._follower = asyncio.create_task(self.live.run())

    async def stop(self) -> None:
        """Finish what is under way, and close the store."""
        if self._follower is not None:
            self._follower.cancel()
        for pool in (self._lists, self._writes, self._edits, self._reads, self._models, self._looks):
            await asyncio.to_thread(pool.shutdown)
        await asyncio.to_thread(self.engine.close)

    async def observe(self, events: Sequence[Event]) -> tuple[Observed, ...]:
        """Take events in, together with those that arrive meanwhile."""
        found = await self._gatherer.observe(events)
        for one in found:
            self.metrics.acknowledged(one.event.user_id, new=one.new)
        return found

    async def recommend(self, user_id: str, make: Callable[[], Slate], *, think: bool = False) -> Slate:
        """A list, counted and told to whoever watches the user; one that is to `think` keeps no other waiting."""
        if self._asked >= MOST_ASKED:
            raise Problem(
                503,
                "Overloaded",
                f"{MOST_ASKED} lists are being made already.",
                hint="Ask again in a moment; more workers make more lists.",
                headers={"Retry-After": "1"},
            )
        asked = time.perf_counter()
        self._asked += 1
        try:
            pool = self._models if think else self._lists
            slate = await asyncio.get_running_loop().run_in_executor(pool, make)
        finally:
            self._asked -= 1
        self.metrics.listed(user_id, asked, slate.degraded)
        self.live.slate(slate)
        return slate

    async def read(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `work` returns, from a thread."""
        return await asyncio.get_running_loop().run_in_executor(self._reads, lambda: work(*args, **kwargs))

    async def write(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The same for changes that may take long, such as a whole catalogue: events do not wait behind them."""
        return await asyncio.get_running_loop().run_in_executor(self._edits, lambda: work(*args, **kwargs))

    async def ponder(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The same for what may wait for a language model."""
        return await asyncio.get_running_loop().run_in_executor(self._models, lambda: work(*args, **kwargs))

    async def look(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The same for the look at the store, which must not wait behind requests."""
        return await asyncio.get_running_loop().run_in_executor(self._looks, lambda: work(*args, **kwargs))

    async def wait_for(self, event_id: str | None) -> None:
        """Until the event is stored, by whichever worker: the next list then holds it. Raises a problem after `wait_seconds`."""
        until = time.monotonic() + self.options.wait_seconds
        while event_id and not await self.read(self.engine.holds, event_id):
            if time.monotonic() > until:
                raise Problem(
                    409,
                    "EventNotSeen",
                    f"The event was not stored within {self.options.wait_seconds:g} seconds.",
                    hint="Ask again without `wait_for`, or send the event once more: its id counts once.",
                )
            await asyncio.sleep(_POLL)

    def events_per_second(self) -> float:
        """Events taken in by any worker, over the last minute."""
        self._count(0)
        (start, first), (end, last) = self._heads[0], self._heads[-1]
        return round((last - first) / max(1.0, end - start), 2)

    def counts(self) -> Counts:
        """How much the store holds, of some seconds ago at most."""
        now = time.monotonic()
        if self._counts is None or now - self._counts[0] > COUNTED_EVERY:
            self._counts = (now, self.engine.counts())
        return self._counts[1]

    def _count(self, new: int) -> None:
        self._arrived += new
        now = time.monotonic()
        if new == 0 or now - self._heads[-1][0] > 1:
            self._heads.append((now, self._arrived))
        while len(self._heads) > 2 and now - self._heads[0][0] > MINUTE:
            self._heads.popleft()


Served = NamedDependency[Service]
"""The service, as a handler asks for it."""
