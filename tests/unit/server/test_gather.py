"""Events that come faster than they are taken in go in together; one that comes alone does not wait for company."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

from penchant.domain import Observed
from penchant.server import gather
from small_world import NOW, did


class Engine:
    """Notes how many events it is given at once."""

    def __init__(self):
        self.sizes = []

    def observe(self, *events):
        self.sizes.append(len(events))
        return tuple(Observed(event=event, new=True) for event in events)


def run(times, pause, monkeypatch):
    """The sizes of what went in together, where an event comes at each of `times` (s)."""
    monkeypatch.setattr(gather, "PAUSE", pause)
    engine = Engine()

    async def all_of_them():
        with ThreadPoolExecutor(1) as pool:
            gatherer = gather.Gatherer(engine, pool)

            async def one(number, at):
                await asyncio.sleep(at)
                event = did("ann", "view", "hero", NOW, event_id=f"e{number}")
                (found,) = await gatherer.observe([event])
                assert found.event == event

            await asyncio.gather(*(one(number, at) for number, at in enumerate(times)))

    asyncio.run(all_of_them())
    return engine.sizes


def test_after_two_at_once_the_next_wait_for_each_other(monkeypatch):
    sizes = run([0, 0, 0, 0.05, 0.1, 0.15, 0.2], 0.6, monkeypatch)
    assert sizes == [3, 4]


def test_who_comes_alone_is_not_kept_waiting(monkeypatch):
    assert run([0, 0.1, 0.2], 30.0, monkeypatch) == [1, 1, 1]
