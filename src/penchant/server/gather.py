"""Events that arrive together go in together: one reading of the store, one commit, one taking-in for all that waited."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from penchant.errors import PenchantError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Executor

    from penchant.domain import Event, Observed
    from penchant.engine import Engine

    Asked = tuple[Sequence[Event], asyncio.Future[tuple[Observed, ...]]]

MOST = 200
"""Events taken in at once, from however many requests: others wait for the lock meanwhile."""

PAUSE = 0.005
"""Seconds from the beginning of one taking-in to that of the next, where events come faster than that: half of what one event costs
on its own is for the taking-in, whatever there is in it. One that comes alone is taken in at once.
"""


class Gatherer:
    """Observes for many requests at once; what is wrong with one is told to that one alone."""

    def __init__(self, engine: Engine, pool: Executor) -> None:
        self._engine, self._pool = engine, pool
        self._waiting: list[Asked] = []
        self._task: asyncio.Task[None] | None = None

    async def observe(self, events: Sequence[Event]) -> tuple[Observed, ...]:
        """As `Engine.observe`: all or none of these, durable when it returns."""
        future: asyncio.Future[tuple[Observed, ...]] = asyncio.get_running_loop().create_future()
        self._waiting.append((events, future))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._drain())
        return await future

    async def _drain(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            begun = time.monotonic()
            asked = self._some()
            groups = [events for events, _ in asked]
            outcomes = await loop.run_in_executor(self._pool, observe_each, self._engine, groups)
            for (_, future), outcome in zip(asked, outcomes, strict=True):
                if future.done():
                    continue
                if isinstance(outcome, tuple):
                    future.set_result(outcome)
                else:
                    future.set_exception(outcome)
            if len(asked) > 1:
                await asyncio.sleep(max(0.0, begun + PAUSE - time.monotonic()))

    def _some(self) -> list[Asked]:
        count = size = 0
        for events, _ in self._waiting:
            if count and size + len(events) > MOST:
                break
            count, size = count + 1, size + len(events)
        some, self._waiting = self._waiting[:count], self._waiting[count:]
        return some


def observe_each(engine: Engine, groups: Sequence[Sequence[Event]]) -> list[tuple[Observed, ...] | Exception]:
    """What became of each group: all in one go, and by halves where one of them is wrong, so that one costs the others little."""
    try:
        observed = engine.observe(*(event for events in groups for event in events))
    except Exception as error:  # noqa: BLE001 - told to those who wait; a lost exception would leave them waiting
        if len(groups) == 1:
            return [error]
        if isinstance(error, PenchantError):
            half = len(groups) // 2
            return observe_each(engine, groups[:half]) + observe_each(engine, groups[half:])
        return [error for _ in groups]
    outcomes: list[tuple[Observed, ...] | Exception] = []
    start = 0
    for events in groups:
        outcomes.append(observed[start : start + len(events)])
        start += len(events)
    return outcomes
