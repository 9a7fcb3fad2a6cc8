"""An engine to measure: the one that serves, filled with data, asked for lists as of given moments.

A list is made by the very steps of `Engine.recommend`; only two things differ, and both can be given to `Run`: the moment, and
the person, who may have done more (or less) than the sums know.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
import numpy as np

from penchant.build import build, with_scenario
from penchant.domain import Request, Value
from penchant.evaluate import metrics
from penchant.learn.reward import weight_of
from penchant.person import Deed
from penchant.pipeline import Run
from penchant.reencoding import opening

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
    from typing import Literal

    from penchant.domain import Event, Item, Slate
    from penchant.engine import Engine
    from penchant.person import Person
    from penchant.settings import Settings
    from penchant.state import State

T = TypeVar("T")

FIRST = 10
PLACES = 50
"""The length of the lists: the metrics look at twenty places at most; the rest is for ties."""
BATCH = 5_000
LIMITS = {"events_per_user": 20_000, "cached_users": 200_000}
"""The protocols hide the whole history of a user, and ask about every user once."""
STORE = "lab.db"


def unfollowed(things: Iterable[T], title: str, total: int) -> Iterable[T]:  # noqa: ARG001 - the shape of Follow
    """No progress shown."""
    return things


class Plan(Value, frozen=True, eq=False):
    """What every protocol takes.

    `folder` holds the data; `blend` is one of `blends.BLENDS`; `sample` the number of cases for a quick look; `cache` a store file
    that keeps encoded items from run to run; `follow` wraps what takes long, to show progress.
    """

    folder: Path
    settings: Settings
    blend: str = "sum"
    sample: int | None = None
    seed: int = 0
    cache: Path | None = None
    follow: Callable[..., Any] = unfollowed


class Served(Value, frozen=True):
    """A list as the metrics see it, and what it took; `sources` are the mean contributions of the channels to its first ten."""

    ids: tuple[str, ...]
    scores: tuple[float, ...]
    sources: dict[str, float]
    degraded: tuple[str, ...]
    ms: float

    def rank(self, target: str, hidden: Collection[str] = ()) -> float:
        """The rank of an item among those not `hidden`, `inf` where it is not in the list."""
        kept = [place for place, item_id in enumerate(self.ids) if item_id not in hidden]
        ids, scores = [self.ids[place] for place in kept], [self.scores[place] for place in kept]
        return metrics.listed_rank(ids, scores, target, PLACES - len(self.ids) + len(kept))


class Lab:
    """An engine in a folder of its own, gone when closed.

    Args:
        engine: the engine.
        folder: where its store is.
    """

    def __init__(self, engine: Engine, folder: Path) -> None:
        self.engine, self.folder = engine, folder

    @property
    def state(self) -> State:
        """What the engine holds in memory."""
        return self.engine._state  # noqa: SLF001 - the lab looks inside; nothing else does

    @property
    def blend(self) -> str:
        """The name of the blend that lists are made with."""
        return self.state.blend_at(0)[0].name

    def take_items(self, engine: Engine) -> None:
        """The whole catalogue of another engine, with its vectors: nothing is encoded again."""
        store = engine._store  # noqa: SLF001 - the lab looks inside; nothing else does
        ids = [item.item_id for item in engine.all_items()]
        for start in range(0, len(ids), BATCH):
            self.engine._store.put_items(list(store.items(ids[start : start + BATCH]).values()))  # noqa: SLF001
        self.state.catch_up()

    def feed(self, events: Sequence[Event], follow: Callable[..., Any] = unfollowed) -> None:
        """Observe many events."""
        starts = range(0, len(events), BATCH)
        for start in follow(starts, "observe", len(starts)):
            self.engine.observe(*events[start : start + BATCH])

    def person(self, user_id: str, more: Sequence[Event] = ()) -> Person:
        """The user as the engine knows them, having done `more`."""
        known = self.state.person(user_id)
        return msgspec.structs.replace(known, done=known.done.with_deeds(self.deeds(more))) if more else known

    def deeds(self, events: Sequence[Event]) -> list[Deed]:
        """Events on items as the stages read them."""
        scenario, row_of = self.engine.settings.scenario, self.state.catalogue.row_of
        return [
            Deed(
                row=row_of[event.item_id or ""],
                weight=weight_of(event, (), scenario),
                timestamp=event.timestamp or 0,
                event_type=event.event_type,
                event_id=event.event_id,
            )
            for event in events
        ]

    def slate(
        self,
        user_id: str,
        now: int,
        *,
        person: Person | None = None,
        n: int = PLACES,
        text: str | None = None,
        seen: Literal["hide", "demote", "allow"] | None = None,
        past: bool = False,
    ) -> Slate:
        """The list for a user as of `now`, by the steps of `Engine.recommend`; nothing is kept."""
        request = Request(user_id=user_id, n=n, text=text, seen=seen)
        with self.state.lock:
            run = Run(self.state, request, now, past=past, person=person)
            wants = run.capture()
            candidates = run.retrieve(wants, run.generate(wants))
            return run.rank(wants, candidates, slate_id=f"{now:012x}00000000")

    def served(self, user_id: str, now: int, **asked: Any) -> Served:
        """The same, as the metrics see it."""
        start = time.perf_counter()
        slate = self.slate(user_id, now, **asked)
        return as_served(slate, 1e3 * (time.perf_counter() - start))

    def save_as(self, path: Path) -> None:
        """Leave a copy of the store, as it is now, at `path`."""
        self.engine.close()
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(self.folder / STORE, path)
        self.engine = build(_url(self.folder), settings=self.engine.settings)

    def close(self) -> None:
        """Close the engine."""
        self.engine.close()


def as_served(slate: Slate, ms: float) -> Served:
    """A list as the metrics see it, made in `ms`."""
    return Served(
        ids=tuple(item.item_id for item in slate.items),
        scores=tuple(item.score for item in slate.items),
        sources=_sources(slate),
        degraded=slate.degraded,
        ms=ms,
    )


def _sources(slate: Slate) -> dict[str, float]:
    first = slate.items[:FIRST]
    total: Counter[str] = Counter()
    for item in first:
        total.update(item.sources)
    return {channel: value / len(first) for channel, value in total.items()}


@contextmanager
def opened(
    items: Sequence[Item], settings: Settings, *, cache: Path | None = None, store: Path | None = None
) -> Iterator[Lab]:
    """An engine with `items` put.

    Args:
        items: the catalogue.
        settings: of the engine; see `lab_settings`.
        cache: a store file from which encoded items are taken, and where they are left for the next time.
        store: a store file to begin with a copy of, catalogue and events.
    """
    with tempfile.TemporaryDirectory(prefix="penchant-lab-") as name:
        folder = Path(name)
        begin = store or cache
        if begin is not None and begin.is_file():
            shutil.copyfile(begin, folder / STORE)
        lab = Lab(build(_url(folder), settings=settings), folder)
        try:
            if lab.engine.reencoder is not None:  # what is measured is never the encoder of the run before
                lab.engine.reencoder.use(settings.encoder or opening.FIRST)
            if store is None:
                lab.engine.put_items(items)
            if cache is not None and not cache.is_file():
                lab.save_as(cache)
            yield lab
        finally:
            lab.close()


def _url(folder: Path) -> str:
    return f"sqlite:////{str(folder / STORE).lstrip('/')}"


def lab_settings(scenario: str, **changes: object) -> Settings:
    """A scenario's defaults, as the lab needs them: whole histories, no waiting for the disk. `changes` replace fields."""
    plain = with_scenario(scenario)
    limits = msgspec.structs.replace(plain.limits, **LIMITS)
    return msgspec.structs.replace(plain, limits=limits, durability="off", **changes)


def scenario_of(folder: Path) -> str:
    """The scenario that fits a data set: `media` where items are films or people rate, else `shop`."""
    from penchant.evaluate import data

    if data.has_sequences(folder):
        return "shop"
    kinds = data.event_types(folder)
    return "shop" if kinds and "rating" not in kinds else "media"


def milliseconds(found: Sequence[Served]) -> dict[str, float]:
    """What a list took: the median and the 99th of a hundred, ms."""
    spent = np.array([one.ms for one in found]) if found else np.zeros(1)
    return {
        "answer_ms_p50": round(float(np.median(spent)), 3),
        "answer_ms_p99": round(float(np.quantile(spent, 0.99)), 3),
    }
