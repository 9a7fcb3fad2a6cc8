"""The budgets of the design, measured: observe, recommend and memory by size of catalogue.

    python benchmarks/budgets.py --sizes 10000 100000 [1000000] [--rounds 300] [--out benchmarks/results/budgets.json]

The engine is the real one over a SQLite file. Items and their vectors are synthetic, with cluster structure (one centre for each
200 items, a cosine of about .5 within a cluster), since no machine encodes a million texts for a benchmark; what people say is
encoded by the real encoder (its time counts) and then placed near a centre. Users have 200 deeds each, near a few centres, and
say a sentence.

Beside it, in the same run and on one BLAS thread, plain NumPy does the same search for the same ideas (a full product and a
partial sort), and says how many of the exact 100 nearest the index finds.
"""

from __future__ import annotations

import argparse
import ctypes
import gc
import json
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from penchant import Engine, Event, Item
from penchant.build import _index, _limit_blas, with_scenario
from penchant.domain import Request
from penchant.encode.cache import CachedEncoder
from penchant.encode.use import UseEncoder
from penchant.pipeline import Run
from penchant.settings import Settings
from penchant.state import State
from penchant.stores.sqlite import SqliteStore

DIM = 512
A_CLUSTER = 200
NOISE = 1.0
WORDS = (
    "river",
    "lantern",
    "orbit",
    "garden",
    "harbour",
    "winter",
    "engine",
    "letter",
    "mountain",
    "glass",
    "violin",
    "desert",
)
CATEGORIES = [f"{a} {b}" for a in WORDS for b in ("stories", "tools", "lessons", "songs")]
SENTENCES = (
    "I love winter stories",
    "I want a quiet garden lesson, no desert songs",
    "最近想看山的故事",
    "looking for a harbour tool",
)


class ClusteredEncoder:
    """Items by their number, phrases by their hash, near the centre of a cluster; phrases also cost a real encoding."""

    name = "clustered"
    dim = DIM

    def __init__(self, items: int) -> None:
        self._centres = (
            np.random.default_rng(0).standard_normal((max(2, items // A_CLUSTER), DIM)).astype(np.float32)
        )
        self._real = UseEncoder()

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        phrases = [text for text in texts if not text.startswith("#")]
        if phrases:
            self._real.encode(phrases)
        numbers = [int(t[1:].split()[0]) if t.startswith("#") else -1 - (hash(t) & 0xFFFF) for t in texts]
        return np.stack([self._vector(number) for number in numbers])

    def _vector(self, number: int) -> np.ndarray:
        random = np.random.default_rng(abs(number) + (number < 0) * 10**9)
        centre = self._centres[(number // A_CLUSTER if number >= 0 else -number) % len(self._centres)]
        vector = centre + NOISE * random.standard_normal(DIM).astype(np.float32)
        return vector / np.linalg.norm(vector)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--users", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    rows = []
    for size in arguments.sizes:
        print(f"{size:,} items: loading …", flush=True)
        rows.append(measure(size, arguments.users, arguments.rounds))
        for name, value in rows[-1].items():
            print(
                f"  {name:48}{value:>14,.3f}" if isinstance(value, float) else f"  {name:48}{value:>14,}",
                flush=True,
            )
    if arguments.out:
        command = f"python benchmarks/budgets.py --sizes {' '.join(map(str, arguments.sizes))} --users {arguments.users}"
        held = {"command": f"{command} --rounds {arguments.rounds}", "rows": rows}
        arguments.out.write_text(json.dumps(held, indent=1) + "\n", encoding="utf-8")


def measure(size: int, users: int, rounds: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        settings = msgspec.structs.replace(with_scenario("media"), durability="off")
        engine = opened(Path(folder) / "bench.db", settings, size)
        empty, start = resident(), time.perf_counter()
        load_items(engine, size)
        loaded = time.perf_counter() - start
        item_bytes = (resident() - empty) / size
        load_events(engine, size, users)
        engine._shelf.flush()
        row = {
            "items": size,
            "load seconds": loaded,
            **observe(engine, size, rounds),
            **recommend(engine, users, rounds),
            **memory(engine, users, item_bytes),
        }
        engine.close()
        del engine
        gc.collect()
        return row


def opened(path: Path, settings: Settings, size: int) -> Engine:
    store = SqliteStore(path, durability=settings.durability)
    encoder = CachedEncoder(ClusteredEncoder(size), settings.limits.cached_texts)
    _limit_blas(settings.blas_threads)
    return Engine(store, State(store, encoder, lambda: _index(settings), settings), settings)


def load_items(engine: Engine, size: int) -> None:
    for start in range(0, size, 5_000):
        engine.put_items(item(number) for number in range(start, min(start + 5_000, size)))


def item(number: int) -> Item:
    cluster = number // A_CLUSTER
    word = WORDS[cluster % len(WORDS)]
    return Item(
        item_id=f"item-{number}",
        title=f"#{number} the {word} of {WORDS[number % len(WORDS)]}",
        description=f"A thing about {word} and {WORDS[(number * 7) % len(WORDS)]}, number {number}.",
        categories=(CATEGORIES[cluster % len(CATEGORIES)],),
        tags=(f"tag {cluster % 997}", f"mark {number % 389}"),
        attributes={"year": 1950 + number % 75},
        published_at=1_600_000_000_000 + number,
    )


def load_events(engine: Engine, size: int, users: int) -> None:
    random = np.random.default_rng(1)
    batch: list[Event] = []
    for user in range(users):
        clusters = random.integers(max(2, size // A_CLUSTER), size=8)
        picks = (random.choice(clusters, 200) * A_CLUSTER + random.integers(A_CLUSTER, size=200)) % size
        for place, pick in enumerate(picks):
            stamp = 1_760_000_000_000 + place * 3_600_000 + user
            batch.append(
                Event(
                    event_id=f"{user:08x}{place:012x}",
                    user_id=f"user-{user}",
                    event_type="like" if place % 3 else "view",
                    item_id=f"item-{pick}",
                    timestamp=stamp,
                )
            )
        if len(batch) >= 5_000:
            engine.observe(*batch)
            batch = []
    if batch:
        engine.observe(*batch)
    for user in range(users):
        engine.observe(Event(user_id=f"user-{user}", event_type="say", text=SENTENCES[user % len(SENTENCES)]))


def observe(engine: Engine, size: int, rounds: int) -> dict[str, float]:
    """Whole calls less the store's append, which is the commit."""
    spent: list[float] = []
    append = engine._store.append

    def timed(records):
        start = time.perf_counter()
        try:
            return append(records)
        finally:
            spent.append(time.perf_counter() - start)

    engine._store.append = timed
    deeds, sentences, commits = [], [], []
    for place in range(rounds):
        event = Event(
            user_id=f"user-{place % 100}", event_type="like", item_id=f"item-{(place * 7919) % size}"
        )
        said = Event(
            user_id=f"user-{place % 100}",
            event_type="say",
            text=f"I like {WORDS[place % 12]} tools number {place}",
        )
        for event_, into in ((event, deeds), (said, sentences)):
            start = time.perf_counter()
            engine.observe(event_)
            into.append(time.perf_counter() - start - spent[-1])
            commits.append(spent[-1])
    engine._store.append = append
    return {
        "observe deed, in memory, ms p50": ms(deeds, 50),
        "observe deed, in memory, ms p99": ms(deeds, 99),
        "observe sentence, read and encoded, ms p50": ms(sentences, 50),
        "observe sentence, read and encoded, ms p95": ms(sentences, 95),
        "append without fsync, ms p50": ms(commits, 50),
    }


def recommend(engine: Engine, users: int, rounds: int) -> dict[str, float]:
    state = engine._state
    vectors = state.index.take(np.arange(len(state.catalogue)))
    whole, search, plain, recall, ideas = [], [], [], [], []
    engine.recommend(
        "somebody new"
    )  # the first list of a process also looks up what is popular and encodes the categories
    for place in range(rounds):
        start = time.perf_counter()
        slate = engine.recommend(f"user-{(place * 37) % users}")
        whole.append(time.perf_counter() - start)
    for place in range(0, rounds, 10):
        queries = idea_vectors(engine, f"user-{(place * 37) % users}")
        ideas.append(len(queries))
        start = time.perf_counter()
        found, _ = state.index.search(queries, 100)
        search.append(time.perf_counter() - start)
        start = time.perf_counter()
        best = plain_search(vectors, queries, 100)
        plain.append(time.perf_counter() - start)
        recall += [len(set(f) & set(b)) / 100 for f, b in zip(found.tolist(), best.tolist(), strict=True)]
    assert not slate.degraded, slate.degraded
    return {
        "recommend 10 with reasons, ms p50": ms(whole, 50),
        "recommend 10 with reasons, ms p99": ms(whole, 99),
        "ideas a request": statistics.mean(ideas),
        "index search for the ideas, ms p50": ms(search, 50),
        "plain NumPy search for the same, ms p50": ms(plain, 50),
        "recommend / plain NumPy search": ms(whole, 50) / ms(plain, 50),
        "recall@100 of the index": statistics.mean(recall),
    }


def idea_vectors(engine: Engine, user: str) -> np.ndarray:
    with engine._state.lock:
        run = Run(engine._state, Request(user_id=user), int(time.time() * 1000))
        ideas = run.generate(run.capture())
    return np.stack([idea.vector for idea in ideas])


def plain_search(vectors: np.ndarray, queries: np.ndarray, k: int) -> np.ndarray:
    scores = queries @ vectors.T
    best = np.argpartition(-scores, k, axis=1)[:, :k]
    order = np.argsort(-np.take_along_axis(scores, best, axis=1), axis=1)
    return np.take_along_axis(best, order, axis=1)


def memory(engine: Engine, users: int, item_bytes: float) -> dict[str, float]:
    """What an item and a user cost; users by the growth of the process when all are let go and met again."""
    state = engine._state
    n = len(state.catalogue)
    text = statistics.mean(
        len(msgspec.msgpack.encode(item)) for item in state.catalogue.items[:1_000] if item
    )
    state.people.known.clear()
    state.stock.forget_words()
    before = resident()
    people = [state.person(f"user-{number}") for number in range(users)]
    grown = resident() - before
    return {
        "bytes an item beyond its vector and text: catalogue": item_bytes - 4 * DIM - text,
        "bytes an item: transitions": state.transitions.nbytes / n,
        "bytes a user with 200 deeds: columns": statistics.mean(p.done.nbytes for p in people),
        "bytes a user, vectors of what was said": statistics.mean(
            sum(one.vector.nbytes for one in p.said if one.vector is not None) for p in people
        ),
        "bytes a user by growth of the process": grown / users,
        "MB of the process": resident() / 1e6,
    }


def resident() -> int:
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)  # what was freed is given back, so that growth is what is held
    with Path("/proc/self/statm").open() as file:
        return int(file.read().split()[1]) * 4096


def ms(seconds: list[float], percentile: int) -> float:
    return 1e3 * float(np.percentile(seconds, percentile))


if __name__ == "__main__":
    main()
