"""Kill a process at any instant, again and again, and look whether the store kept all it had acknowledged.

    python benchmarks/crash.py --times 100 [--seed 0]

Each time a child process imports items and observes events through the engine, and writes on a pipe what was acknowledged, after
it was. At a random instant it is killed with SIGKILL. The file is then opened again and must hold every acknowledged event and
item, none by half, in a sound database; and the statistics that the engine starts with (a snapshot and the events after it) must
equal those worked out anew from all events. All rounds share one file, so that each also starts on what the last kill left. A
kill ends the process, not the machine: it shows that a commit stands before the acknowledgement, not what a power cut does to
the disk.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import msgspec

from penchant import Engine, Event, Item
from penchant.build import with_scenario
from penchant.health import checks

THREADS = 3
"""Threads that observe in the child, so that kills fall into grouped commits too."""

ITEMS = 20
"""Items of one import."""

BASE = 50
"""Items that events are on."""

LONGEST_LIFE = 2.5
"""How long a child lives at most, in times of what one needs until its first event is acknowledged; so some die starting."""

SENTENCES = (
    "I love quiet films about the sea",
    "no horror please",
    "最近想看治愈的动画",
    "I used to like war films",
)


def opened(path: Path | str) -> Engine:
    """The engine on the file; its small encoder keeps the start short, and has no part in what is tested."""
    settings = msgspec.structs.replace(with_scenario("media"), encoder="hashing")
    return Engine.open(f"sqlite:///{path}", settings=settings)


def work(path: str, round_: int) -> None:
    """Write until killed, saying each acknowledged item and event."""
    engine = opened(path)
    engine.put_items(item_of(f"base-{number}") for number in range(BASE))

    def observe(thread: int) -> None:
        for i in itertools.count():
            ids = [f"{round_}-{thread}-{i}-{part}" for part in range(3)]
            engine.observe(*(event_of(event_id) for event_id in ids))
            say(*(f"event {event_id}" for event_id in ids))

    def import_items() -> None:
        for i in itertools.count():
            ids = [f"{round_}-{i}-{part}" for part in range(ITEMS)]
            engine.put_items(item_of(item_id) for item_id in ids)
            say(*(f"item {item_id}" for item_id in ids))
            if i % 5 == 4:
                engine._state.save()

    for thread in range(THREADS):
        threading.Thread(target=observe, args=(thread,), daemon=True).start()
    import_items()


def say(*lines: str) -> None:
    """One write, flushed: a line is whole or its end is missing."""
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()


def event_of(event_id: str) -> Event:
    """The event of an id: all of it follows from the id, so that a half one shows."""
    number = sum(map(ord, event_id))
    common = {
        "event_id": event_id,
        "user_id": f"user-{number % 11}",
        "timestamp": 1_700_000_000_000 + 1000 * number,
    }
    if number % 4 == 0:
        return Event(event_type="say", text=SENTENCES[number % len(SENTENCES)] + f", {event_id}", **common)
    return Event(event_type="like", item_id=f"base-{number % BASE}", **common)


def item_of(item_id: str) -> Item:
    """The item of an id, likewise."""
    return Item(
        item_id=item_id, title=f"all of {item_id}", categories=("sea", "quiet"), description=item_id * 9
    )


def killed_child(path: Path, round_: int, life: float) -> list[str]:
    """What a child acknowledged in the `life` seconds before it was killed."""
    command = [sys.executable, __file__, "--work", str(path), "--round", str(round_)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        threading.Thread(target=_kill_later, args=(child, life), daemon=True).start()
        said = child.stdout.read()
    if child.returncode != -signal.SIGKILL:
        raise SystemExit(f"the child ended by itself with {child.returncode}")
    return [line for line in said.splitlines(keepends=True) if line.endswith("\n")]


def seconds_to_start(path: Path) -> float:
    """How long a child takes here until its first event is acknowledged."""
    began = time.perf_counter()
    command = [sys.executable, __file__, "--work", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        said = next((line for line in child.stdout if line.startswith("event")), None)
        child.kill()
    if said is None:
        raise SystemExit(f"the child ended by itself with {child.returncode}")
    return time.perf_counter() - began


def _kill_later(child: subprocess.Popen[str], life: float) -> None:
    time.sleep(life)
    child.send_signal(signal.SIGKILL)


def check(path: Path, acknowledged: set[str]) -> list[str]:
    """What is wrong with the file; nothing if all is well."""
    with contextlib.closing(opened(path)) as engine:
        events = {event.event_id: event for event in engine.all_events()}
        items = {item.item_id: item for item in engine.all_items()}
        there = {f"event {event_id}" for event_id in events} | {f"item {item_id}" for item_id in items}
        wrong = [f"lost: {line}" for line in sorted(acknowledged - there)]
        wrong += [
            f"half: event {event_id}" for event_id, event in events.items() if event != event_of(event_id)
        ]
        wrong += [
            f"half: the call of event {event_id}"
            for event_id in events
            if event_id.endswith("-0") and not all(f"{event_id[:-1]}{part}" in events for part in (1, 2))
        ]
        wrong += [f"half: item {item_id}" for item_id, item in items.items() if item != item_of(item_id)]
        wrong += [f"doctor: {c.name}: {c.detail}" for c in checks(engine._state) if items and not c.ok]
        engine.recommend("user-0")
    with contextlib.closing(sqlite3.connect(path)) as connection:
        wrong += [row[0] for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
    return wrong


def main() -> int:
    """Run the rounds; 1 if anything was lost."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--work", help=argparse.SUPPRESS)
    parser.add_argument("--round", type=int, default=0, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.work:
        work(options.work, options.round)
    with tempfile.TemporaryDirectory() as folder:
        return rounds(Path(folder) / "crash.db", options.times, random.Random(options.seed))


def rounds(path: Path, times: int, chance: random.Random) -> int:
    """Kill `times` times; 1 at the first loss."""
    acknowledged: set[str] = set()
    longest = LONGEST_LIFE * seconds_to_start(path.with_name("start.db"))
    for round_ in range(times):
        acknowledged.update(line.strip() for line in killed_child(path, round_, chance.random() * longest))
        if wrong := check(path, acknowledged):
            print(*wrong[:20], f"FAILED in round {round_}: {len(wrong)} wrong", sep="\n")
            return 1
    events = sum(line.startswith("event") for line in acknowledged)
    print(
        f"{times} kills: {events} events and {len(acknowledged) - events} items acknowledged, "
        "none lost, none by half, statistics equal to a rebuild"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
