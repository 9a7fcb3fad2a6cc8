"""Whether a language model that is absent, slow or failing can be felt by `observe` and `recommend`: it must not.

    python benchmarks/language_stages.py [--pairs 2400] [--rounds 8] [--pace 0.02] [--items 2000] [--out FILE.json]

One run, in turns: a round has one block for each way the model can be, in an order drawn anew, and each block an engine of its own
over a copy of one file, so that no block's background work falls into another's. In a block, every `pace` seconds a sentence is
observed or a list asked for, as in a process that is not idle and not overrun.

absent    no language model
slow      every answer takes 10 s
failing   every second answer fails, the others come after 50 ms and are right

Times are of the calling thread: `wall` what the caller waits, `cpu` what the thread worked. The answers are scripted. The figure
that counts is the difference of the 99th percentiles to `absent`, with a bootstrap interval over blocks.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
import threading
import time
from collections import defaultdict
from pathlib import Path

import msgspec
import numpy as np

from penchant.build import build, with_scenario
from penchant.domain import Event, Item
from penchant.testing.readers import answer, knowing, labelled, reading_as, texts_in
from penchant.testing.scripted import ScriptedModel

MODES = ("absent", "slow", "failing")
TOPICS = (
    "horror",
    "comedy",
    "science fiction",
    "war",
    "romance",
    "documentary",
    "mystery",
    "drama",
    "西部片",
    "动画片",
)
OPENINGS = (
    "Wonderful, {0} again, just what my evening needed after {1}",
    "My wife loves {0}, I would rather have {1}",
    "I used to watch {0} but lately only {1} will do",
    "给女儿挑点{0}，我自己还是看{1}",
    "I love {0} and {1}",
    "no {0} tonight, some {1} please",
)
BOOTSTRAP = 2_000


def items(count: int) -> list[Item]:
    draw = random.Random(1)
    return [
        Item(
            item_id=f"i{n}",
            title=f"{draw.choice(TOPICS).title()} of number {n}",
            description=f"A {draw.choice(TOPICS)} story with some {draw.choice(TOPICS)} in it.",
            categories=tuple(draw.sample(TOPICS, 2)),
        )
        for n in range(count)
    ]


def sentence(draw: random.Random) -> str:
    return draw.choice(OPENINGS).format(*draw.sample(TOPICS, 2)) + f", take {draw.randint(1, 9999)}"


def read(text: str) -> list[dict[str, object]]:
    topic = next((one for one in TOPICS if one in text), "")
    return [labelled(text, (topic,), "dislike")] if topic else []


def model_of(mode: str) -> ScriptedModel | None:
    if mode == "absent":
        return None
    if mode == "slow":
        return reading_as(read, seconds=10.0)
    calls = iter(range(10**9))
    lock = threading.Lock()

    def half(prompt: object) -> str | None:
        with lock:
            number = next(calls)
        time.sleep(0.05)
        return None if number % 2 else answer({n: read(text) for n, text in texts_in(prompt).items()})

    return ScriptedModel(half)


def prepared(folder: Path, count: int) -> tuple[Path, object]:
    """A store with items, a past, and the licence of a model that reads well."""
    file = folder / "base.db"
    settings = with_scenario("media")
    with build(f"sqlite:///{file}", settings=settings, language_model=knowing({})) as engine:
        engine.put_items(items(count))
        draw = random.Random(2)
        for n in range(4_000):
            event = Event(user_id=f"u{n % 200}", event_type="like", item_id=f"i{draw.randrange(count)}")
            engine.observe(event)
        engine.refiner._second.licence(0)
        engine.warm_up()
    return file, settings


def block(
    file: Path, settings: object, mode: str, pairs: int, pace: float, seed: int
) -> dict[str, list[float]]:
    """Times in ms of the calls of one block, by call and clock."""
    copy = file.with_name(f"{mode}-{seed}.db")
    shutil.copy(file, copy)
    draw, times = random.Random(seed), defaultdict(list)
    engine = build(f"sqlite:///{copy}", settings=settings, language_model=model_of(mode))
    try:
        engine.warm_up()
        for n in range(pairs + 20):
            user = f"u{draw.randrange(200)}"
            event = Event(user_id=user, event_type="say", text=sentence(draw))
            for name, call in (
                ("observe", lambda e=event: engine.observe(e)),
                ("recommend", lambda u=user: engine.recommend(u)),
            ):
                start, cpu = time.perf_counter(), time.thread_time()
                call()
                took = (time.perf_counter() - start) * 1e3, (time.thread_time() - cpu) * 1e3
                if n >= 20:
                    times[f"{name} wall"].append(took[0])
                    times[f"{name} cpu"].append(took[1])
                time.sleep(max(0.0, pace - took[0] / 1e3))
        if engine.refiner is not None:
            times["calls"] = [float(len(engine._caller.model.asked))]
            times["refined"] = [float(engine.refiner.status().counts.get("refined", 0))]
    finally:
        engine.close()
        for left in file.parent.glob(f"{copy.name}*"):
            left.unlink()
    return times


def difference(own: list[list[float]], absent: list[list[float]], share: float) -> dict[str, object]:
    """Relative difference of a percentile, with its 95 % interval over blocks drawn anew."""
    draw = np.random.default_rng(0)
    found = []
    for _ in range(BOOTSTRAP):
        places = draw.integers(0, len(own), len(own))
        a = np.percentile(np.concatenate([own[p] for p in places]), share)
        b = np.percentile(np.concatenate([absent[p] for p in places]), share)
        found.append(a / b - 1)
    whole = np.percentile(np.concatenate(own), share) / np.percentile(np.concatenate(absent), share) - 1
    return {
        "difference": round(float(whole), 4),
        "interval": [round(float(np.percentile(found, p)), 4) for p in (2.5, 97.5)],
    }


def main() -> None:
    pairs, rounds = int(_option("--pairs", "2400")), int(_option("--rounds", "8"))
    pace, count = float(_option("--pace", "0.02")), int(_option("--items", "2000"))
    load = Path("/proc/loadavg").read_text().split()[:2]
    held: dict[str, dict[str, list[list[float]]]] = {mode: defaultdict(list) for mode in MODES}
    with tempfile.TemporaryDirectory() as folder:
        file, settings = prepared(Path(folder), count)
        for number in range(rounds):
            for mode in random.Random(number).sample(MODES, len(MODES)):
                for name, times in block(file, settings, mode, pairs // rounds, pace, number).items():
                    held[mode][name].append(times)
            print(f"round {number + 1} of {rounds}", file=sys.stderr)
    result: dict[str, object] = {
        "command": " ".join(["python", *sys.argv]),
        "pairs": pairs,
        "rounds": rounds,
        "load before, after": [load, Path("/proc/loadavg").read_text().split()[:2]],
    }
    for name in ("observe wall", "observe cpu", "recommend wall", "recommend cpu"):
        rows = {}
        for mode in MODES:
            flat = np.concatenate(held[mode][name])
            rows[mode] = {
                "p50": round(float(np.percentile(flat, 50)), 3),
                "p99": round(float(np.percentile(flat, 99)), 3),
            }
            if mode != "absent":
                rows[mode]["p50 against absent"] = difference(held[mode][name], held["absent"][name], 50)
                rows[mode]["p99 against absent"] = difference(held[mode][name], held["absent"][name], 99)
        result[name] = rows
    for mode in MODES[1:]:
        result[f"{mode}: calls, readings"] = [
            sum(map(sum, held[mode][name])) for name in ("calls", "refined")
        ]
    text = msgspec.json.format(msgspec.json.encode(result)).decode()
    print(text)
    if out := _option("--out", ""):
        Path(out).write_text(text + "\n")


def _option(name: str, otherwise: str) -> str:
    return sys.argv[sys.argv.index(name) + 1] if name in sys.argv else otherwise


if __name__ == "__main__":
    main()
