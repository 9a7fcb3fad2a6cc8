"""Three workers over one file: what one writes all see, and one that is killed takes nothing with it."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

pytest.importorskip("litestar")

WORKERS = 3
ENOUGH = 60
"""Events acknowledged before the kill, and after it."""
SOON = 0.1
"""Seconds within which a write is seen by every worker."""


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@contextmanager
def served(folder, workers=WORKERS):
    """A server over a small catalogue."""
    (folder / "penchant.toml").write_text('encoder = "hashing"\n')
    port = free_port()
    command = [sys.executable, "-m", "penchant", "serve", "--store", f"sqlite:///{folder}/s.db", "--open",
               "--port", str(port), "--workers", str(workers), "--scenario", "media", "--quiet"]  # fmt: skip
    log = (folder / "log").open("w")
    process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=10) as client:
            ready(client, process)
            items = [{"item_id": f"i{n}", "title": f"Item {n}", "categories": ["Horror"]} for n in range(30)]
            assert client.put("/v1/items", json=items).status_code == 200
            yield client, process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            assert process.wait(20) is not None
        finally:
            process.kill()
            log.close()


def ready(client, process):
    until = time.monotonic() + 60
    while time.monotonic() < until:
        assert process.poll() is None, "the server ended"
        try:
            if client.get("/health/ready").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("the server did not start")


def workers_of(process):
    """The ids of the workers: children of the supervisor that run our code."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
            if parent == process.pid and "spawn_main" in (folder / "cmdline").read_text():
                found.append(int(folder.name))
        except OSError:
            continue
    return found


def everywhere(base, check, count=40):
    """`check` over many fresh connections, which the workers share."""
    for _ in range(count):
        with httpx.Client(base_url=base, timeout=10) as one:
            check(one)


def test_writes_are_seen_everywhere_soon(tmp_path):
    with served(tmp_path) as (client, _):
        event = {"user_id": "ann", "event_type": "like", "item_id": "i3", "event_id": "e1"}
        assert client.post("/v1/events", json=event).status_code == 200
        version = client.get("/v1/users/ann/interests").json()["interest_version"]
        everywhere(client.base_url, lambda one: same(one, version))
        assert client.put("/v1/items/new", json={"title": "New", "categories": ["Comedy"]}).status_code == 200
        everywhere(client.base_url, lambda one: one.get("/v1/items/new").raise_for_status())
        streams_see(client)
        client.delete("/v1/users/ann")
        everywhere(client.base_url, lambda one: nothing(one, "ann"))
        total = sum(
            float(line.split()[-1])
            for line in client.get("/metrics").text.splitlines()
            if line.startswith("penchant_http_requests_total")
            and "/v1/items/{item_id}" in line
            and 'method="GET"' in line
        )
        assert total == 40  # of all workers together


def same(one, version):
    assert one.get("/v1/users/ann/interests").json()["interest_version"] == version


def nothing(one, user):
    assert one.get(f"/v1/users/{user}/interests").json()["interests"] == []


def streams_see(client):
    """Streams on fresh connections, whichever worker has them, hear of an event and of a list from another within `SOON`."""
    heard, opened = {}, threading.Barrier(7)

    def listen(place):
        with (
            httpx.Client(base_url=client.base_url, timeout=10) as one,
            one.stream("GET", "/v1/users/bob/stream") as answer,
        ):
            lines = answer.iter_lines()
            assert any(line.startswith("event: interests") for line in lines)
            opened.wait(10)
            for name in ("observed", "slate"):
                assert any(line.startswith(f"event: {name}") for line in lines)
                heard[place, name] = time.perf_counter()

    threads = [threading.Thread(target=listen, args=(place,)) for place in range(6)]
    for thread in threads:
        thread.start()
    opened.wait(10)
    event = {"user_id": "bob", "event_type": "like", "item_id": "i4"}
    assert client.post("/v1/events", json=event).status_code == 200
    acknowledged = time.perf_counter()
    assert client.get("/v1/users/bob/recommendations").status_code == 200
    listed = time.perf_counter()
    for thread in threads:
        thread.join(10)
    assert len(heard) == 12
    late = max(heard[place, "observed"] - acknowledged for place in range(6))
    later = max(heard[place, "slate"] - listed for place in range(6))
    assert late < 20 * SOON, "much later than promised, even for a busy machine"
    assert later < 20 * SOON


def test_a_killed_worker_takes_nothing_with_it(tmp_path):
    with served(tmp_path) as (client, process):
        acknowledged, refused, stop = [], [], threading.Event()
        numbers = itertools.count()

        def load():
            one = httpx.Client(base_url=client.base_url, timeout=10)
            while not stop.is_set():
                event_id = f"e{next(numbers)}"
                event = {
                    "user_id": f"u{len(event_id) % 3}",
                    "event_type": "like",
                    "item_id": "i1",
                    "event_id": event_id,
                }
                try:
                    answer = one.post("/v1/events", json=event)
                    (acknowledged if answer.status_code == 200 else refused).append(event_id)
                    answer = one.get(f"/v1/users/u{len(event_id) % 3}/recommendations")
                    if answer.status_code != 200:
                        refused.append(answer.text)
                except httpx.TransportError:  # of the connection that was killed; it was not acknowledged
                    one.close()
                    one = httpx.Client(base_url=client.base_url, timeout=10)
            one.close()

        threads = [threading.Thread(target=load) for _ in range(6)]
        for thread in threads:
            thread.start()
        wait_until(lambda: len(acknowledged) > ENOUGH)
        before = workers_of(process)
        assert len(before) == WORKERS
        at_kill = len(acknowledged)
        os.kill(before[0], signal.SIGKILL)
        wait_until(lambda: len(acknowledged) > at_kill + ENOUGH)
        stop.set()
        for thread in threads:
            thread.join(20)
        assert len(acknowledged) > at_kill + ENOUGH, "the others answered on"
        assert not refused, refused[:3]
        wait_until(lambda: len(workers_of(process)) == WORKERS)
        assert len(workers_of(process)) == WORKERS, "it was started again"
    held = stored(tmp_path)
    assert not set(acknowledged) - held, "an acknowledged event is gone"


def test_told_to_stop_it_loses_nothing_and_its_memory_is_flat(tmp_path):
    acknowledged, stop = [], threading.Event()
    with served(tmp_path, workers=1) as (client, process):

        def load(place):
            with (
                contextlib.suppress(httpx.TransportError),
                httpx.Client(base_url=client.base_url, timeout=10) as one,
            ):
                while not stop.is_set():
                    event_id = f"{place}-{len(acknowledged)}-{time.perf_counter_ns()}"
                    event = {
                        "user_id": f"u{place}",
                        "event_type": "like",
                        "item_id": "i1",
                        "event_id": event_id,
                    }
                    if one.post("/v1/events", json=event).status_code == 200:
                        acknowledged.append(event_id)
                    one.get(f"/v1/users/u{place}/recommendations")

        threads = [threading.Thread(target=load, args=(place,)) for place in range(4)]
        for thread in threads:
            thread.start()
        wait_until(lambda: len(acknowledged) > 200)
        before, count = resident(process.pid), len(acknowledged)
        wait_until(lambda: len(acknowledged) > count + 400)
        grown = resident(process.pid) - before
        with (
            httpx.Client(base_url=client.base_url, timeout=20) as one,
            one.stream("GET", "/v1/users/u1/stream") as answer,
        ):
            parts = answer.iter_bytes()
            next(parts)
            process.send_signal(signal.SIGTERM)
            for _ in parts:  # the stream ends by itself
                pass
        assert process.wait(15) in (0, -signal.SIGTERM)
        stop.set()
        for thread in threads:
            thread.join(10)
    assert grown < 40, f"{grown:.1f} MB more after 400 events and lists"
    assert not set(acknowledged) - stored(tmp_path)


def resident(pid):
    """Megabytes a process holds."""
    return int(Path(f"/proc/{pid}/status").read_text().split("VmRSS:")[1].split()[0]) / 1024


def wait_until(true, seconds=30.0):
    until = time.monotonic() + seconds
    while not true() and time.monotonic() < until:
        time.sleep(0.05)


def stored(folder):
    command = [sys.executable, "-m", "penchant", "export", "events", "--store", f"sqlite:///{folder}/s.db"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True, timeout=60)
    return {json.loads(line)["event_id"] for line in done.stdout.splitlines()}
