"""One worker under load: lists and events over HTTP, beside a bare Litestar route in the same run.

    python benchmarks/http_load.py [--items 100000] [--seconds 60] [--lists 300] [--events 1000] [--single] [--out FILE]

The server is the one of `penchant serve` with one worker over a SQLite file, with the synthetic catalogue and people of
`budgets.py`. Lists are asked for at a fixed rate over kept connections, whether or not the answers keep up, so that a slow server
shows as waiting. Events go in at their own rate as lines of one NDJSON stream (`--single`: each as a request). Freshness is asked
for ten times a second: an event is sent, and from its acknowledgement on it counts until a list of that user, asked for at once,
has come with another interest version. The bare route answers a constant, over as many connections, before and after.

The client takes a share of the same two cores; what it reports is what a caller on this machine sees.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import os
import random
import socket
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

import budgets

USERS = 2_000
CONNECTIONS = 8
WARM = 5.0
"""Seconds of load before anything is counted."""


class Connection:
    """One kept HTTP/1.1 connection, without a client library's weight."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def open(self) -> Connection:
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self._port)
        return self

    async def ask(self, method: str, path: str, body: bytes = b"") -> tuple[int, dict[str, str], bytes]:
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(body)}\r\n"
        head += "Content-Type: application/json\r\n\r\n"
        self.writer.write(head.encode() + body)
        lines = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in lines[1:] if ": " in line)
        return (
            int(lines[0].split()[1]),
            headers,
            await self.reader.readexactly(int(headers.get("content-length", 0))),
        )


class Pace:
    """Times at a fixed rate from now on."""

    def __init__(self, rate: float) -> None:
        self._start, self._rate, self._count = time.perf_counter(), rate, 0

    async def next(self) -> float:
        """When the next one is due; waits until then."""
        due = self._start + self._count / self._rate
        self._count += 1
        wait = due - time.perf_counter()
        if wait > 0:
            await asyncio.sleep(wait)
        return due


def event(number: int, items: int) -> dict[str, Any]:
    rng = random.Random(number)
    return {
        "user_id": f"user-{rng.randrange(USERS)}",
        "event_type": "click",
        "item_id": f"item-{rng.randrange(items)}",
    }


async def lists(
    port: int, rate: float, until: float, found: list[tuple[float, float]], wrong: list[int]
) -> None:
    """Ask for lists at `rate`, each timed from when it was due."""
    free: asyncio.Queue[Connection] = asyncio.Queue()
    for _ in range(CONNECTIONS):
        free.put_nowait(await Connection(port).open())
    pace, rng, running = Pace(rate), random.Random(1), set()

    async def one(connection: Connection, due: float, user: str) -> None:
        status, _, _ = await connection.ask("GET", f"/v1/users/{user}/recommendations?n=10")
        found.append((due, time.perf_counter() - due))
        if status != 200:
            wrong.append(status)
        free.put_nowait(connection)

    while time.perf_counter() < until:
        due = await pace.next()
        task = asyncio.create_task(one(await free.get(), due, f"user-{rng.randrange(USERS)}"))
        running.add(task)
        task.add_done_callback(running.discard)
    await asyncio.gather(*running)


async def lines(port: int, rate: float, until: float, items: int, found: list[float]) -> None:
    """Events as lines of one request, twenty at a time; `found` gets the time of each acknowledgement."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(
        b"POST /v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    together, pace, number = 20, Pace(rate / 20), 0

    async def listen() -> None:
        while line := await reader.readline():
            if b'"event_id"' in line:
                found.append(time.perf_counter())
            elif b'"problem"' in line:
                raise RuntimeError(line.decode())

    listening = asyncio.create_task(listen())
    while time.perf_counter() < until and not listening.done():
        await pace.next()
        body = b"".join(json.dumps(event(number + k, items)).encode() + b"\n" for k in range(together))
        number += together
        writer.write(f"{len(body):x}\r\n".encode() + body + b"\r\n")
        await writer.drain()
    writer.write(b"0\r\n\r\n")
    await asyncio.sleep(1)
    listening.cancel()
    writer.close()


async def singles(port: int, rate: float, until: float, items: int, found: list[float]) -> None:
    """The same, one request an event."""
    pace = Pace(rate)
    number = iter(range(10**9))

    async def worker() -> None:
        connection = await Connection(port).open()
        while time.perf_counter() < until:
            await pace.next()
            status, _, body = await connection.ask(
                "POST", "/v1/events", json.dumps(event(next(number), items)).encode()
            )
            if status != 200:
                raise RuntimeError(body.decode())
            found.append(time.perf_counter())

    await asyncio.gather(*(worker() for _ in range(CONNECTIONS)))


async def freshness(port: int, until: float, items: int, found: list[tuple[float, float]]) -> None:
    """From an event's acknowledgement to the list that holds it."""
    connection, pace, number = await Connection(port).open(), Pace(10), 10**6
    while time.perf_counter() < until:
        await pace.next()
        number += 1
        user = f"fresh{number % 50}"
        path = f"/v1/users/{user}/recommendations?n=10"
        _, before, _ = await connection.ask("GET", f"/v1/users/{user}/interests")
        body = {**event(number, items), "user_id": user}
        status, _, told = await connection.ask("POST", "/v1/events", json.dumps(body).encode())
        if status != 200:
            raise RuntimeError(told.decode())
        acknowledged = time.perf_counter()
        while True:
            _, after, _ = await connection.ask("GET", path)
            if after["penchant-interest-version"] != before["penchant-interest-version"]:
                break
        found.append((acknowledged, time.perf_counter() - acknowledged))


async def bare(port: int, seconds: float) -> dict[str, float]:
    """How many requests a second a route that answers a constant takes, as fast as the connections go."""
    times: list[float] = []
    until = time.perf_counter() + seconds

    async def worker() -> None:
        connection = await Connection(port).open()
        while time.perf_counter() < until:
            start = time.perf_counter()
            await connection.ask("GET", "/bare")
            times.append(time.perf_counter() - start)

    await asyncio.gather(*(worker() for _ in range(CONNECTIONS)))
    return {"requests_per_second": round(len(times) / seconds), **quantiles(times)}


async def most(port: int, pid: int, seconds: float) -> dict[str, float]:
    """The same of lists, and nothing else going on; and what one costs the server's process, busy machine or not."""
    times: list[float] = []
    until, rng, before = time.perf_counter() + seconds, random.Random(3), cpu(pid)

    async def worker() -> None:
        connection = await Connection(port).open()
        while time.perf_counter() < until:
            start = time.perf_counter()
            await connection.ask("GET", f"/v1/users/user-{rng.randrange(USERS)}/recommendations?n=10")
            times.append(time.perf_counter() - start)

    await asyncio.gather(*(worker() for _ in range(CONNECTIONS)))
    cost = 1000 * (cpu(pid) - before) / len(times)
    return {
        "lists_per_second": round(len(times) / seconds),
        "server_cpu_ms": round(cost, 2),
        **quantiles(times),
    }


async def events_alone(port: int, pid: int, items: int) -> dict[str, float]:
    """What an event costs the server's process, ms of processor, and nothing else going on: by how many come in one request.

    They come at 1,000 a second, two hundred at once at 4,000; each person of the store is loaded before.
    """
    costs: dict[str, float] = {}
    for size in (200, 1, 20, 200):  # the first is for warming up
        rate, number = (4_000 if size == 200 else 1_000), iter(range(8 * USERS // size))
        pace, before = Pace(rate / size), cpu(pid)

        async def worker(size: int = size, number: Iterator[int] = number, pace: Pace = pace) -> None:
            connection = await Connection(port).open()
            for at in number:
                await pace.next()
                held = [event(at * size + k, items) for k in range(size)]
                body = json.dumps(held[0] if size == 1 else {"events": held}).encode()
                status, _, told = await connection.ask("POST", "/v1/events", body)
                if status != 200:
                    raise RuntimeError(told.decode())

        await asyncio.gather(*(worker() for _ in range(2 * CONNECTIONS)))
        costs[f"{size}_at_once_cpu_ms"] = round(1000 * (cpu(pid) - before) / (8 * USERS), 3)
    return costs


def quantiles(seconds: list[float]) -> dict[str, float]:
    held = sorted(seconds)
    at = lambda share: round(1000 * held[min(len(held) - 1, int(share * len(held)))], 2)  # noqa: E731 - said once
    return {"p50_ms": at(0.5), "p99_ms": at(0.99)} if held else {}


def serve_engine(path: str, items: int, port: int) -> None:
    """The child process: the server as `penchant serve` makes it, over the synthetic catalogue."""
    import uvicorn

    from penchant.build import with_scenario
    from penchant.server import logs
    from penchant.server.app import application
    from penchant.server.options import Options

    settings = msgspec.structs.replace(with_scenario("media"), durability="full")
    engine = budgets.opened(Path(path), settings, items)
    engine.warm_up()
    logs.set_up(access=False)
    app = application(engine, Options(open=True, settings=settings))
    uvicorn.run(app, port=port, log_level="warning", access_log=False, ws="none", timeout_graceful_shutdown=2)


def serve_bare(port: int) -> None:
    """The other child: one route that does nothing."""
    import uvicorn
    from litestar import Litestar, get

    @get("/bare")
    async def nothing() -> dict[str, str]:
        return {"status": "ok"}

    uvicorn.run(Litestar([nothing]), port=port, log_level="warning", access_log=False, ws="none")


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def resident(pid: int) -> float:
    text = Path(f"/proc/{pid}/status").read_text()
    return round(int(text.split("VmRSS:")[1].split()[0]) / 1024, 1)


def cpu(pid: int) -> float:
    """Seconds of processor that a process has taken."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def connected(port: int) -> None:
    for _ in range(1200):
        try:
            await Connection(port).open()
        except OSError:
            await asyncio.sleep(0.1)
        else:
            return
    raise SystemExit("the server did not start")


async def memory(pid: int, until: float, found: list[float]) -> None:
    while time.perf_counter() < until:
        found.append(resident(pid))
        await asyncio.sleep(5)


async def measure(port: int, bare_port: int, pid: int, args: argparse.Namespace) -> dict[str, Any]:
    for one in (port, bare_port):
        await connected(one)
    first, alone = await bare(bare_port, 3), await most(port, pid, 5)
    events_cost = await events_alone(port, pid, args.items)
    asked: list[tuple[float, float]] = []
    acknowledged: list[float] = []
    fresh: list[tuple[float, float]] = []
    wrong: list[int] = []
    held: list[float] = []
    start = time.perf_counter()
    until = start + WARM + args.seconds
    events = singles if args.single else lines
    await asyncio.gather(
        lists(port, args.lists, until, asked, wrong),
        events(port, args.events, until, args.clicked or args.items, acknowledged),
        freshness(port, until, args.clicked or args.items, fresh),
        memory(pid, until, held),
    )
    counted = start + WARM
    last = await bare(bare_port, 3)
    took = [seconds for due, seconds in asked if due >= counted]
    answered = sum(counted <= due + seconds < until for due, seconds in asked)
    return {
        "bare": [first, last],
        "lists_alone": alone,
        "events_alone": events_cost,
        "lists": {
            "asked_per_second": args.lists,
            "answered_per_second": round(answered / args.seconds, 1),
            **quantiles(took),
        },
        "events_acknowledged_per_second": round(
            sum(counted <= at < until for at in acknowledged) / args.seconds, 1
        ),
        "freshness": quantiles([seconds for at, seconds in fresh if at >= counted]),
        "failed": len(wrong),
        "memory_mb": {"every_half_minute": held[1::6], "last": held[-1], "most": max(held)},
        "ratios_to_bare": {
            "lists_alone_p50": round(alone["p50_ms"] / first["p50_ms"], 1),
            **{f"lists_{name}": round(value / first[name], 1) for name, value in quantiles(took).items()},
        },
    }


def filled(path: Path, items: int) -> None:
    from penchant.build import with_scenario

    settings = msgspec.structs.replace(with_scenario("media"), durability="off")
    with budgets.opened(path, settings, items) as engine:
        budgets.load_items(engine, items)
        budgets.load_events(engine, items, USERS)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--lists", type=float, default=300)
    parser.add_argument("--events", type=float, default=1_000)
    clicked = "click only this many items, so that the sums stop growing: for memory"
    parser.add_argument("--clicked", type=int, default=0, help=clicked)
    parser.add_argument("--single", action="store_true", help="each event as a request of its own")
    parser.add_argument("--store", type=Path, help="where the filled store is kept, to be used again")
    parser.add_argument("--out", type=Path)
    return parser.parse_args()


def measured(args: argparse.Namespace, path: Path) -> dict[str, Any]:
    """What `measure` finds with a server over the store at `path` and a bare one beside it."""
    spawn = multiprocessing.get_context("spawn")
    port, bare_port = free_port(), free_port()
    servers = [
        spawn.Process(target=serve_engine, args=(str(path), args.items, port)),
        spawn.Process(target=serve_bare, args=(bare_port,)),
    ]
    for server in servers:
        server.start()
    try:
        return asyncio.run(measure(port, bare_port, servers[0].pid or 0, args))
    finally:
        for server in servers:
            server.terminate()
            server.join()


def command(args: argparse.Namespace) -> str:
    named = ("items", "seconds", "lists", "events", "clicked")
    options = " ".join(f"--{name} {getattr(args, name):g}" for name in named if getattr(args, name))
    return f"python benchmarks/http_load.py {options}{' --single' if args.single else ''}"


def main() -> None:
    args = arguments()
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
        os.environ[name] = "1"
    with tempfile.TemporaryDirectory() as folder:
        path = args.store or Path(folder) / "load.db"
        if not path.exists():
            filled(path, args.items)
        found = measured(args, path)
    load = [round(one, 2) for one in os.getloadavg()]
    result = {"command": command(args), "load_average": load, "cores": os.cpu_count(), **found}
    text = json.dumps(result, indent=1)
    print(text)
    if args.out:
        args.out.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
