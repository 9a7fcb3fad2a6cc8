"""The work itself, in a thread of its own that is there while there is something to do."""

from __future__ import annotations

import os
import secrets
import threading
import time
from itertools import islice
from typing import TYPE_CHECKING, Literal

import msgspec

from penchant.asking import now_ms
from penchant.capture import reading
from penchant.catalogue import item_texts
from penchant.domain import Value
from penchant.errors import EncoderUnavailable, PenchantError, StoreReadOnly
from penchant.people import EVERYTHING
from penchant.ports import Blob, Cursor, Remote, Vectored
from penchant.reencoding.ledger import MOST, Ledger, Serves, Wanted
from penchant.retrieve import kept

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from penchant.ports import Encoder, ItemRecord
    from penchant.state import State

    Progress = Callable[[int, int], None]

BATCH = 64
"""Items encoded at a time: what a crash loses, and what `close` waits for."""
READINGS = 256
LOOKED_AT = 1.0
"""Seconds between two looks at which encoder serves: so soon does a process notice that another has switched."""
LINGER = 3.0
"""Seconds after a switch before the old vectors go: every process has noticed it by then."""
ABANDONED = 15.0
"""Seconds without a sign of life after which another process takes the work over."""
AGAIN = 2.0
"""Seconds before what failed is tried again."""
REST = 0.5
"""Seconds at most that the background rests after a step, as long as the step took: lists need the processor meanwhile."""


class Encoding(Value, frozen=True):
    """Which encoder serves, by its setting and by its name; which is to come, and how many of the items it has done.

    `stale` are items that have no vector by the encoder that serves; `error` is why something does not go on.
    """

    encoder: str
    name: str
    dim: int
    phase: Literal["serving", "encoding", "settling"]
    to: str = ""
    done: int = 0
    total: int = 0
    stale: int = 0
    error: str = ""


class Reencoder:
    """Looks after the encoder of one engine's state.

    Args:
        state: what serves.
        make: an encoder by its setting, with its dimensions where they are known (else 0). Raises InvalidSetting, MissingExtra,
            EncoderUnavailable.
    """

    def __init__(self, state: State, make: Callable[[str, int], Encoder]) -> None:
        self._state, self._make, self._store = state, make, state.store
        self._ledger = Ledger(state.store)
        self._worker = f"{os.getpid()}-{secrets.token_hex(4)}"
        self._gate, self._work = threading.Lock(), threading.RLock()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._next, self._switched_at = (
            time.monotonic() + LOOKED_AT,
            0.0,
        )  # nothing begins in what is over within a second
        self._settling = self._checked = False
        self._error = ""
        self._coming: tuple[str, Encoder] | None = None
        state.look = self.look

    def look(self) -> None:
        """Begin in the background what there is to do; it looks at the store every `LOOKED_AT` seconds at most."""
        moment = time.monotonic()
        if moment >= self._next and not self._stop.is_set():
            self._next = moment + LOOKED_AT
            if self._due() is not None:
                self._start()

    def want(self, spec: str) -> None:
        """Have the encoder of that setting serve once its vectors are there. Raises InvalidSetting, MissingExtra."""
        serves, before = self._ledger.serves(), self._ledger.wanted()
        wanted = None if serves is not None and serves.spec == spec else Wanted(spec=spec)
        if wanted is not None:
            try:
                self._make(spec, 0)  # a wish that cannot come true is an error now
            except EncoderUnavailable as error:
                wanted = Wanted(spec=spec, error=error.message)
        if before is not None and wanted is not None and before.spec == spec:
            return
        self._ledger.put_wanted(before, wanted)
        if before is not None and before.name:
            self._ledger.drop_prepared(before.name)

    def use(self, spec: str, progress: Progress | None = None) -> Encoding:
        """The same, and return once it serves and all is brought over; `progress` is told how many of how many items are done.

        Raises InvalidSetting, MissingExtra, EncoderUnavailable, StoreError.
        """
        self.want(spec)
        self.finish(progress)
        return self.status()

    def finish(self, progress: Progress | None = None) -> None:
        """Do all there is to do now, in this thread. Raises as `use`."""
        while not self._stop.is_set() and self._step():
            wanted = self._ledger.wanted()
            if progress is not None and wanted is not None and wanted.total:
                progress(wanted.done, wanted.total)

    def is_bare(self) -> bool:
        """Whether no item has a vector by the encoder that serves, or none is there at all: nothing is lost by waiting."""
        return len(self._state.stock.stale) >= self._state.catalogue.present

    def status(self) -> Encoding:
        """How it stands."""
        wanted, encoder = self._ledger.wanted(), self._state.encoder
        failing = encoder.failing if isinstance(encoder, Remote) else ""
        return Encoding(
            encoder=self._state.settings.encoder,
            name=encoder.name,
            dim=encoder.dim,
            phase="encoding" if wanted else "settling" if self._settling else "serving",
            to=wanted.spec if wanted else "",
            done=wanted.done if wanted else 0,
            total=wanted.total if wanted else 0,
            stale=len(self._state.stock.stale),
            error=(wanted.error if wanted else "") or failing or self._error,
        )

    def close(self) -> None:
        """Stop after the batch under way; the next start goes on from there."""
        self._stop.set()
        with self._gate:
            thread = self._thread
        if thread is not None:
            thread.join()

    def _start(self) -> None:
        with self._gate:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="penchant-encoder", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while not self._stop.is_set():
            begun = time.monotonic()
            try:
                if not self._step():
                    return
                self._error = ""
                self._stop.wait(min(REST, time.monotonic() - begun))
            except StoreReadOnly:
                self._stop.set()
            except PenchantError as error:
                self._error = error.message
                self._tell(error.message)
                self._stop.wait(AGAIN)

    def _step(self) -> bool:
        """Do the next thing; False where there is none."""
        with self._work:
            due = self._due()
            if due is not None:
                due()
            return due is not None

    def _due(self) -> Callable[[], None] | None:
        """The next thing to do, if any."""
        encoder, serves = self._state.encoder, self._ledger.serves()
        away = isinstance(encoder, Remote) and bool(encoder.missed or encoder.failing)
        unread = serves is not None and serves.readings is not None
        conditions = (
            (serves is not None and serves.name != encoder.name, self._follow),
            (self._ledger.wanted() is not None, self._prepare),
            (away, self._recover),
            (self._ledger.is_prepared(encoder.name), self._settle),
            (bool(self._state.stock.stale), self._heal),
            (unread and not (self._checked and isinstance(encoder, Remote)), self._read_anew),
        )
        return next((act for holds, act in conditions if holds), None)

    def _follow(self) -> None:
        """Take over the encoder that serves already, by another process's switch."""
        serves = self._ledger.serves()
        if serves is not None:
            self._adopt(self._make(serves.spec, serves.dim), serves.spec)

    def _prepare(self) -> None:
        """One batch of items by the wanted encoder; the switch after the last."""
        wanted = self._claimed()
        if wanted is None:  # another process is at it
            self._stop.wait(LOOKED_AT / 4)
            return
        encoder = self._wanted_encoder(wanted)
        if wanted.name and wanted.name != encoder.name:  # what stands behind the setting is another now
            self._ledger.put_wanted(wanted, Wanted(spec=wanted.spec))
            self._ledger.drop_prepared(wanted.name)
            return
        since = Cursor(events=EVERYTHING, erasures=EVERYTHING, items=wanted.items)
        changes = self._store.changes(since, BATCH)
        self._encode(changes.items, encoder)
        done = wanted.done + len(changes.items)
        further = msgspec.structs.replace(
            wanted,
            name=encoder.name,
            items=changes.cursor.items,
            done=done,
            total=max(done, wanted.total or self._store.counts().items),
            seen_at=now_ms(),
            error="",
        )
        if not self._ledger.put_wanted(wanted, further):
            return  # the wish has changed
        if not (changes.more or changes.items or changes.deleted):
            self._switch(further, encoder)

    def _switch(self, wanted: Wanted, encoder: Encoder) -> None:
        serves = Serves(spec=wanted.spec, name=encoder.name, dim=encoder.dim, readings=0)
        self._ledger.put_serves(serves)  # the one moment
        self._ledger.put_wanted(wanted, None)
        self._coming = None
        self._adopt(encoder, wanted.spec)

    def _adopt(self, encoder: Encoder, spec: str) -> None:
        self._state.adopt(encoder, spec)
        self._checked, self._switched_at = False, time.monotonic()

    def _claimed(self) -> Wanted | None:
        """The wish, as one that this process works on; None where another does."""
        wanted = self._ledger.wanted()
        if wanted is None or wanted.worker == self._worker:
            return wanted
        if wanted.worker and now_ms() - wanted.seen_at < 1000 * ABANDONED:
            return None
        mine = msgspec.structs.replace(wanted, worker=self._worker, seen_at=now_ms())
        return mine if self._ledger.put_wanted(wanted, mine) else None

    def _wanted_encoder(self, wanted: Wanted) -> Encoder:
        """The wanted encoder, loaded once."""
        if self._coming is None or self._coming[0] != wanted.spec:
            self._coming = (wanted.spec, self._make(wanted.spec, 0))
        return self._coming[1]

    def _encode(self, items: Sequence[ItemRecord], encoder: Encoder) -> None:
        """Prepare the vectors of those items that have none of their present text by this encoder."""
        characters = self._state.settings.limits.item_text_characters
        new = [r for r in items if kept.vector_by(r, encoder.name, characters, self._store) is None]
        if new:
            found = kept.encoded(new, encoder, characters)
            self._store.put_blobs(
                kept.kind_of(encoder.name),
                [
                    Blob(key=record.item.item_id, data=msgspec.msgpack.encode(one))
                    for record, one in zip(new, found, strict=True)
                ],
            )

    def _settle(self) -> None:
        """The prepared vectors into their items. What was prepared of a text that has changed since goes."""
        self._settling = True
        self._stop.wait(max(0.0, self._switched_at + LINGER - time.monotonic()))
        name = self._state.encoder.name
        keys = (key for key, _ in self._store.blobs(kept.kind_of(name), limit=MOST))
        while not self._stop.is_set():
            batch = list(islice(keys, READINGS))
            if not batch:
                self._ledger.drop_prepared(name)
                self._settling = False
                return
            moved = [self._moved(record, name) for record in self._store.items(batch).values()]
            self._store.put_vectors([one for one in moved if one is not None])

    def _moved(self, record: ItemRecord, name: str) -> Vectored | None:
        characters = self._state.settings.limits.item_text_characters
        vector = kept.vector_by(record, name, characters, self._store)
        if vector is None or kept.is_by(record, name, characters):
            return None
        digest = kept.digest_of(name, item_texts(record.item, characters))
        return Vectored(item_id=record.item.item_id, was=record.digest, vector=vector, digest=digest)

    def _heal(self) -> None:
        """Items that came from a process in which the encoder before still served, or from an older program."""
        with self._state.lock:
            stale = sorted(self._state.stock.stale)[:BATCH]
        records = list(self._store.items(stale).values())
        self._encode(records, self._state.encoder)
        moved = [self._moved(record, self._state.encoder.name) for record in records]
        self._store.put_vectors([one for one in moved if one is not None])
        with self._state.lock:
            self._state.stock.retake(records)
            self._state.stock.stale -= set(stale) - {record.item.item_id for record in records}

    def _read_anew(self) -> None:
        """The readings of one part of the log, where they are by another encoder or have no vectors."""
        serves, encoder = self._ledger.serves(), self._state.encoder
        if serves is None or serves.readings is None:
            return
        since = Cursor(events=serves.readings, items=EVERYTHING, erasures=EVERYTHING)
        changes = self._store.changes(since, READINGS)
        foreign = [r for r in changes.records if r.reading and not reading.is_by(r.reading, encoder.name)]
        anew = reading.made_anew([r.reading for r in foreign], encoder.name, kept.insisted(encoder))
        self._store.put_readings(
            [msgspec.structs.replace(r, reading=data) for r, data in zip(foreign, anew, strict=True)]
        )
        self._checked = not changes.more
        upto = None if self._checked and not isinstance(encoder, Remote) else changes.cursor.events
        self._ledger.put_serves(msgspec.structs.replace(serves, readings=upto))

    def _recover(self) -> None:
        """Once the encoder is in reach again: what was said meanwhile is encoded, and what was made of zeros is made anew."""
        encoder = self._state.encoder
        if not isinstance(encoder, Remote):
            return
        encoder.insist([f"in reach {secrets.token_hex(4)}"])
        encoder.missed, self._checked = 0, False
        while not self._checked and not self._stop.is_set():
            self._read_anew()
        self._adopt(self._state.encoder, self._state.settings.encoder)

    def _tell(self, error: str) -> None:
        """Let the other processes know why it does not go on. It is no sign of life: another may take over."""
        wanted = self._ledger.wanted()
        if wanted is not None and wanted.worker == self._worker:
            self._ledger.put_wanted(wanted, msgspec.structs.replace(wanted, error=error))
