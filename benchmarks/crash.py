"""Kill a process at any instant, again and again, and look whether the store kept all it had acknowledged.

    python benchmarks/crash.py --times 100 [--seed 0]

Each time a child process imports items and observes events, and writes on a pipe what was acknowledged, after it was. At a random
instant it is killed with SIGKILL; the file is then opened again and must hold every acknowledged event and item, none by half, in a
sound database. All rounds share one file, so that each also starts on what the last kill left. A kill ends the process, not the
machine: it shows that a commit stands before the acknowledgement, not what a power cut does to the disk.
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

from penchant.domain import Event, Item
from penchant.ports import Cursor, ItemRecord, Record
from penchant.stores.sqlite import SqliteStore

THREADS = 4
"""Threads that observe in the child, so that kills fall into grouped commits too."""

ITEMS = 20
"""Items of one import."""

LONGEST_LIFE = 0.6
"""Seconds a child lives at most; it needs a part of them to start, so that some kills fall on the opening of the file."""

PAYLOAD = 3000
"""Characters of an event's text: some pages a batch, so that a kill can fall between two."""


def work(path: str, round_: int) -> None:
    """Write until killed, saying each acknowledged item and event. The one function that knows what is under test."""
    store = SqliteStore(path)

    def observe(thread: int) -> None:
        for i in itertools.count():
            ids = [f"{round_}-{thread}-{i}-{part}" for part in range(3)]
            store.append([event_of(event_id) for event_id in ids])
            say(*(f"event {event_id}" for event_id in ids))

    def import_items() -> None:
        for i in itertools.count():
            ids = [f"{round_}-{i}-{part}" for part in range(ITEMS)]
            store.put_items([item_of(item_id) for item_id in ids])
            say(*(f"item {item_id}" for item_id in ids))

    for thread in range(THREADS):
        threading.Thread(target=observe, args=(thread,), daemon=True).start()
    import_items()


def say(*lines: str) -> None:
    """One write, flushed: a line is whole or its end is missing."""
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()


def event_of(event_id: str) -> Record:
    """The event of an id: all of it follows from the id, so that a half one shows."""
    event = Event(
        event_id=event_id,
        user_id=f"user-{event_id.split('-')[1]}",
        event_type="comment",
        text=(event_id + " ") * (PAYLOAD // (len(event_id) + 1)),
        timestamp=len(event_id),
    )
    return Record(event=event, reading=event_id.encode() * 3)


def item_of(item_id: str) -> ItemRecord:
    """The item of an id, likewise."""
    tokens = f"item{item_id.replace('-', 'x')} all"
    return ItemRecord(
        item=Item(item_id=item_id, title=item_id * 5), tokens=tokens, vector=item_id.encode() * 9
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


def _kill_later(child: subprocess.Popen[str], life: float) -> None:
    time.sleep(life)
    child.send_signal(signal.SIGKILL)


def check(path: Path, acknowledged: set[str]) -> list[str]:
    """What is wrong with the file; nothing if all is well."""
    with contextlib.closing(SqliteStore(path)) as store:
        events, items, cursor, more = {}, {}, Cursor(), True
        while more:
            page = store.changes(cursor)
            events.update({record.event.event_id: record for record in page.records})
            items.update({record.item.item_id: record for record in page.items})
            cursor, more = page.cursor, page.more
        there = {f"event {event_id}" for event_id in events} | {f"item {item_id}" for item_id in items}
        wrong = [f"lost: {line}" for line in sorted(acknowledged - there)]
        for event_id, record in events.items():
            if (record.event, record.reading) != (event_of(event_id).event, event_of(event_id).reading):
                wrong.append(f"half: event {event_id}")
            if event_id.endswith("-0") and not all(f"{event_id[:-1]}{part}" in events for part in (1, 2)):
                wrong.append(f"half: the call of event {event_id}")
        wrong += [f"half: item {item_id}" for item_id, record in items.items() if record != item_of(item_id)]
        newest = list(items)[-ITEMS:]
        wrong += [
            f"not found by word: {name}"
            for name in newest
            if not store.match(item_of(name).tokens.split()[:1], 1)
        ]
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
    for round_ in range(times):
        acknowledged.update(
            line.strip() for line in killed_child(path, round_, chance.random() * LONGEST_LIFE)
        )
        if wrong := check(path, acknowledged):
            print(*wrong[:20], f"FAILED in round {round_}: {len(wrong)} wrong", sep="\n")
            return 1
    events = sum(line.startswith("event") for line in acknowledged)
    print(
        f"{times} kills: {events} events and {len(acknowledged) - events} items acknowledged, none lost, none by half"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
