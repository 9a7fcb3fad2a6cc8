"""The live stream of one user, as server-sent events: what was observed, the interests as they change, each new list."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import msgspec

from penchant.domain import Profile, Slate, Value, to_plain
from penchant.lookup import observed
from penchant.people import of_reading
from penchant.server import logs
from penchant.server.problems import Problem

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from penchant.ports import Changes, Record
    from penchant.server.service import Service

EVERY = 0.025
"""Seconds between looks at the store for what other workers wrote."""
EVERY_ALONE = 0.1
"""The same where there is one worker: each list and each event looks itself, and only a command may write beside it."""
PING = 15.0
WAITING = 500
"""Messages kept for a reader that is slow; beyond them it is sent the state anew."""
STREAMS = 1_000
"""Streams at once, per worker."""
CAUGHT_UP = 50
"""Missed events told again to a reader that comes back."""
_encode = msgspec.json.Encoder().encode


class Seen(Value, frozen=True):
    """How far a reader is, as its `Last-Event-ID` says: the newest event, the version of the interests, the newest list."""

    event_id: str = ""
    version: str = ""
    slate_id: str = ""

    def text(self) -> str:
        """As an id; event ids may hold anything, so it is hexadecimal JSON."""
        return _encode([self.event_id, self.version, self.slate_id]).hex()

    @classmethod
    def of(cls, text: str | None) -> Seen | None:
        """What `text` wrote; None for anything else."""
        try:
            event_id, version, slate_id = msgspec.json.decode(
                bytes.fromhex(text or ""), type=tuple[str, str, str]
            )
        except (ValueError, msgspec.MsgspecError):
            return None
        return cls(event_id=event_id, version=version, slate_id=slate_id)


class Live:
    """All open streams of this worker, fed by the engine's own changes and by a look at the store every `EVERY` seconds."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._readers: dict[str, set[asyncio.Queue[Any]]] = defaultdict(set)
        self._slates: dict[str, str] = {}
        self._loop = asyncio.get_running_loop()
        self._count = 0
        service.engine.follow(self._told)

    async def run(self) -> None:
        """Follow the store until cancelled, so that a list never has much to take in, and streams see other workers' writes."""
        pause = EVERY if self._service.options.workers > 1 else EVERY_ALONE
        while True:
            await asyncio.sleep(pause)
            if self._service.stopping():
                self._put_all(None)
            users = list(self._readers) if self._service.options.workers > 1 else []
            try:
                found = await self._service.look(self._look, users)
            except Exception as error:  # noqa: BLE001 - the store may be busy; the next look finds what this one missed
                logs.failure(error, "look")
                continue
            for slate in found:
                self.slate(slate)

    def _look(self, users: list[str]) -> list[Slate]:
        self._service.engine.catch_up()
        newest = (self._service.engine.newest_slate(user, but=self._slates.get(user, "")) for user in users)
        return [slate for slate in newest if slate is not None]

    def slate(self, slate: Slate) -> None:
        """A list was given to a user."""
        readers = self._readers.get(slate.user_id)
        if readers and slate.slate_id > self._slates.get(slate.user_id, ""):
            self._slates[slate.user_id] = slate.slate_id
            self._put(slate.user_id, slate)

    def _told(self, changes: Changes) -> None:
        """Called by the engine, in whichever thread took the change in."""
        if self._readers and (changes.records or changes.erased) and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._deal, changes)

    def _deal(self, changes: Changes) -> None:
        for record in changes.records:
            self._put(record.event.user_id, record)
        if changes.erased:
            self._put_all(changes.cursor)

    def _put(self, user_id: str, message: Any) -> None:
        for queue in self._readers.get(user_id, ()):
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(message)

    def _put_all(self, message: Any) -> None:
        for user_id in list(self._readers):
            self._put(user_id, message)

    async def stream(self, user_id: str, last: Seen | None) -> AsyncIterator[bytes]:
        """The events of one user's stream, from what the reader saw last."""
        if self._count >= STREAMS:
            raise Problem(
                503,
                "TooManyStreams",
                f"There are {STREAMS} streams open.",
                hint="Close some, or add workers.",
            )
        queue: asyncio.Queue[Any] = asyncio.Queue(WAITING)
        self._readers[user_id].add(queue)
        self._count += 1
        try:
            async for part in _Reader(self._service, user_id, last).parts(queue):
                yield part
        finally:
            self._count -= 1
            self._readers[user_id].discard(queue)
            if not self._readers[user_id]:
                del self._readers[user_id]
                self._slates.pop(user_id, None)


class _Reader:
    """One open stream."""

    def __init__(self, service: Service, user_id: str, last: Seen | None) -> None:
        self._service, self._user, self._seen = service, user_id, last or Seen()
        self._fresh = last is None

    async def parts(self, queue: asyncio.Queue[Any]) -> AsyncIterator[bytes]:
        yield b"retry: 1000\n\n"
        for part in await self._service.read(self._beginning):
            yield part
        while True:
            messages = await _waited(queue)
            if None in messages:
                return
            for part in await self._service.read(self._of, messages):
                yield part

    def _beginning(self) -> list[bytes]:
        """The state as it is, and what was missed since the reader was here last."""
        engine = self._service.engine
        parts = []
        if not self._fresh and self._seen.event_id:
            missed = []
            for one in engine.events_of(self._user, limit=CAUGHT_UP).events:
                if one.event.event_id == self._seen.event_id:
                    break
                missed.append(one)
            parts = [self._event("observed", one) for one in reversed(missed)]
        newest = engine.events_of(self._user, limit=1).events
        parts += self._interests(newest[0].event.event_id if newest else "")
        slate = engine.newest_slate(self._user, but=self._seen.slate_id)
        if slate is not None:
            self._move(slate_id=slate.slate_id)
            parts.append(self._event("slate", slate))
        return parts

    def _of(self, messages: list[Any]) -> list[bytes]:
        if not messages:
            return [b"event: ping\ndata: " + _encode({"at": time.time_ns() // 1_000_000}) + b"\n\n"]
        records = [m for m in messages if not isinstance(m, Slate) and hasattr(m, "event")]
        slates = [m for m in messages if isinstance(m, Slate)]
        parts = [part for record in records for part in self._record(record)]
        if len(records) + len(slates) < len(messages):
            parts += self._erased()
        elif records:
            parts += self._interests(self._seen.event_id, of_reading(records[-1]))
        for slate in slates:
            if slate.slate_id > self._seen.slate_id:  # ids rise with time; the beginning may have told it
                self._move(slate_id=slate.slate_id)
                parts.append(self._event("slate", slate))
        return parts

    def _record(self, record: Record) -> list[bytes]:
        """A new event; or a known one, read anew by a language model."""
        if of_reading(record):
            again = self._service.engine.observed_anew(record)
            return [self._event("observed", again)] if again else []
        self._move(event_id=record.event.event_id)
        return [self._event("observed", msgspec.structs.replace(observed(record), new=True))]

    def _erased(self) -> list[bytes]:
        """Somebody was erased; whose they were is not kept, so it is looked whether anything is left of this one."""
        if self._service.engine.events_of(self._user, limit=1).events:
            return self._interests("")
        had = bool(self._seen.event_id)
        self._seen = Seen()
        return [self._event("erased", {}), *self._interests("")] if had else []

    def _interests(self, event_id: str, read_anew: str = "") -> list[bytes]:
        """The interests, unless the reader has them in this version; moved by an event, or by an older one that was read anew."""
        profile = self._service.engine.profile(self._user, history=False)
        if profile.interest_version == self._seen.version and not self._fresh:
            return []
        self._fresh = False
        self._move(version=profile.interest_version, **({"event_id": event_id} if event_id else {}))
        return [self._event("interests", changed(profile, read_anew or event_id))]

    def _move(self, **fields: str) -> None:
        self._seen = msgspec.structs.replace(self._seen, **fields)

    def _event(self, name: str, value: object) -> bytes:
        data = _encode(to_plain(value))
        return f"id: {self._seen.text()}\nevent: {name}\ndata: ".encode() + data + b"\n\n"


def changed(profile: Profile, event_id: str) -> dict[str, Any]:
    """The interests as the stream tells them: `changed_by` names the event that moved them, or nothing at the start."""
    plain: dict[str, Any] = to_plain(profile)
    return {**plain, "changed_by": event_id}


async def _waited(queue: asyncio.Queue[Any]) -> list[Any]:
    """What has come, all that is there; nothing when it is time for a ping."""
    try:
        messages = [await asyncio.wait_for(queue.get(), PING)]
    except TimeoutError:
        return []
    while not queue.empty():
        messages.append(queue.get_nowait())
    return messages
