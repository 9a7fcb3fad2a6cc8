"""The ledger: what was spent today and before, kept in the store, and the budgets that a call must fit before it is made.

Each process writes a blob of its own for each day and, for each person it asked for, one that is theirs and goes with them.
Nobody writes another's: a sum over all of them is what was spent. While a budget is far off, pages are written behind, at most a
second late, since each write is one that an event's may wait for. From `NEAR` of a budget on, a call is entered with its estimate
before the others' blobs are read, so that of two processes at the edge at least one sees the other.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

import msgspec

from penchant.costs import Budget
from penchant.errors import BudgetSpent, StoreError
from penchant.ports import Blob, Changes, Cursor
from penchant.spending.pages import Entry, Held, Owed, Page, settled
from penchant.spending.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from penchant.ports import Prompt
    from penchant.settings import LanguageModelSettings

DAYS = "costs"
"""The kind of the blobs that hold nobody's: day by purpose, and by tenant."""
OF_USER = "spending"
"""The kind of those that are a person's."""
PROCESSES = 5_000
"""Day blobs kept, and read, at most: a process makes one for each day on which it asks."""
USERS = 50_000
"""People's blobs kept at most; the oldest days go first."""
TRIM_EVERY = 500
BEHIND_SECONDS = 1.0
"""Pages are written so late at most: what a crash can lose of the counts."""
NEAR = 0.5
"""The share of a budget from which every call is written before it is made."""
LOOSE = 0.01
"""And the share of a day's budget that may be unwritten."""
_MS = 1_000
_END = 2**31 - 1


class Kept(Protocol):
    """What the ledger needs of a store."""

    def put_blobs(self, kind: str, blobs: Sequence[Blob], *, erasures: int | None = None) -> bool:
        """As `BlobStore.put_blobs`."""
        ...

    def get_blob(self, kind: str, key: str) -> bytes | None:
        """As `BlobStore.get_blob`."""
        ...

    def blobs(self, kind: str, *, user_id: str = "", limit: int = 1000) -> Iterator[tuple[str, bytes]]:
        """As `BlobStore.blobs`."""
        ...

    def trim_blobs(self, kind: str, keep: int) -> int:
        """As `BlobStore.trim_blobs`."""
        ...

    def changes(self, since: Cursor, limit: int = 10_000) -> Changes:
        """As `EventLog.changes`."""
        ...


_DECODER = msgspec.msgpack.Decoder(Page)


class Unshared:
    """Keeps blobs in memory, for a ledger without a store: its process counts for itself."""

    def __init__(self) -> None:
        self._held: dict[tuple[str, str], Blob] = {}

    def put_blobs(self, kind: str, blobs: Sequence[Blob], *, erasures: int | None = None) -> bool:
        """Keep blobs; nobody is ever erased."""
        del erasures
        self._held |= {(kind, blob.key): blob for blob in blobs}
        return True

    def get_blob(self, kind: str, key: str) -> bytes | None:
        """The bytes, or None."""
        held = self._held.get((kind, key))
        return held.data if held else None

    def blobs(self, kind: str, *, user_id: str = "", limit: int = 1000) -> Iterator[tuple[str, bytes]]:
        """`(key, data)` of that kind and user."""
        rows = [(k, b.data) for (of, k), b in self._held.items() if of == kind and user_id in ("", b.user_id)]
        return iter(rows[:limit])

    def trim_blobs(self, kind: str, keep: int) -> int:
        """Nothing goes: it is as short as its process."""
        del kind, keep
        return 0

    def changes(self, since: Cursor, limit: int = 10_000) -> Changes:
        """There are none."""
        del limit
        return Changes(cursor=since)


class Ledger:
    """Counts and budgets of one process over a store that it may share with others. Thread-safe.

    Args:
        store: where it is kept.
        settings: the budgets.
        now: the wall clock, ms.
    """

    def __init__(
        self,
        store: Kept,
        settings: LanguageModelSettings,
        now: Callable[[], int] = lambda: time.time_ns() // 1_000_000,
    ) -> None:
        self._store, self._settings, self._now = store, settings, now
        self._lock = threading.RLock()
        self._process = secrets.token_hex(6)
        self._day, self._page, self._unsaved = "", Page(), False
        self._loose = Held()
        self._owed: dict[str, Owed] = {}
        self._open: list[Entry] = []
        self._writes = 0
        self._timer: threading.Timer | None = None

    def reserve(self, prompt: Prompt, tokens: int, money: float) -> Entry:
        """Enter a call that may cost so much. Raises BudgetSpent where it would break a budget: nothing is then held."""
        with self._lock:
            day = self._today()
            entry = Entry(
                day=day,
                purpose=prompt.purpose,
                user_id=prompt.user_id,
                tenant=prompt.tenant,
                tokens=tokens,
                money=money,
            )
            self._hold(entry, 1)
            bounds = [b for b in self._budgets(entry) if b.limit]
            if self._is_near(bounds):
                self._write_all()
                bounds = [b for b in self._budgets(entry) if b.limit]
            broken = next((b for b in bounds if b.used > b.limit), None)
            if broken is None:
                self._open.append(entry)
                self._write_soon()
                return entry
            self._hold(entry, -1)
            self._write_all()
        raise BudgetSpent(
            f"the call could cost {tokens:,} tokens; the budget {broken.name!r} is {broken.limit:g}, "
            "and too little of it is left today",
            hint=f"it begins anew at midnight UTC, or raise `language_model.{broken.name}`.",
        )

    def settle(self, entry: Entry, tally: Tally) -> None:
        """Put what a call did cost in the place of what it might have."""
        with self._lock:
            if entry in self._open:
                self._open.remove(entry)
            else:  # it was let go
                entry = msgspec.structs.replace(entry, tokens=0, money=0.0)
            self._own(entry.day, lambda page: settled(page, entry, tally).with_tally(entry.purpose, tally))
            self._unsaved = True
            if entry.user_id:
                self._owe(entry, -1, tally)
            self._write_soon()

    def count(self, purpose: str, tally: Tally) -> None:
        """Count what was no call; written with the next call's, at `flush` or at the end: it stands on the way of requests."""
        with self._lock:
            self._own(self._today(), lambda page: page.with_tally(purpose, tally))
            self._unsaved = True

    def flush(self) -> None:
        """Write what waits."""
        with self._lock:
            if self._unsaved or self._owed:
                self._write_all()

    def release(self) -> None:
        """Let go of what calls under way hold, and write: nobody waits for their end any more, and it must weigh on no budget."""
        with self._lock:
            while self._open:
                self._hold(self._open.pop(), -1)
            self.flush()

    def days(self, count: int) -> dict[tuple[str, str], Tally]:
        """Tallies of all processes by `(day, purpose)`, of the last `count` days with today."""
        self.flush()
        since = _day(self._now() - (count - 1) * 86_400 * _MS)
        found: dict[tuple[str, str], Tally] = {}
        for key, data in self._store.blobs(DAYS, limit=PROCESSES):
            day = key.partition("/")[0]
            if day >= since:
                for purpose, tally in _DECODER.decode(data).purposes.items():
                    found[day, purpose] = found.get((day, purpose), Tally()).plus(tally)
        return dict(sorted(found.items()))

    def of_user(self, user_id: str) -> dict[tuple[str, str], Tally]:
        """A person's tallies by `(day, purpose)`, as far back as they are kept."""
        self.flush()
        found: dict[tuple[str, str], Tally] = {}
        for key, data in self._store.blobs(OF_USER, user_id=user_id, limit=PROCESSES):
            day = key.partition("/")[0]
            for purpose, tally in _DECODER.decode(data).purposes.items():
                found[day, purpose] = found.get((day, purpose), Tally()).plus(tally)
        return dict(sorted(found.items()))

    def budgets(self) -> tuple[Budget, ...]:
        """The bounds of today that are set for all, and how much of each is used."""
        with self._lock:
            self._own(self._today(), lambda page: page)
            nobody = Entry(day=self._day, purpose="", user_id="", tenant="", tokens=0, money=0.0)
            return tuple(b for b in self._budgets(nobody) if b.limit)

    def _budgets(self, entry: Entry) -> Iterator[Budget]:
        """What is used of each bound that holds for an entry, itself counted where it is held."""
        settings = self._settings
        if settings.tokens_a_day or settings.money_a_day or (settings.tenant_tokens_a_day and entry.tenant):
            pages = [self._page, *self._others(entry.day)]
            tokens, money = sum(p.spent.tokens for p in pages), sum(p.spent.money for p in pages)
            of_tenant = sum(p.tenants.get(entry.tenant, Held()).tokens for p in pages if entry.tenant)
            yield Budget(name="tokens_a_day", used=tokens, limit=settings.tokens_a_day)
            yield Budget(name="money_a_day", used=round(money, 9), limit=settings.money_a_day)
            yield Budget(name="tenant_tokens_a_day", used=of_tenant, limit=settings.tenant_tokens_a_day)
        if settings.user_tokens_a_day and entry.user_id:
            held = self._store.blobs(OF_USER, user_id=entry.user_id, limit=PROCESSES)
            owed = self._owed.get(self._key_of(entry))
            used = sum(
                (owed.written_on(page) if owed and key == self._key_of(entry) else page).spent.tokens
                for key, page in ((key, _DECODER.decode(data)) for key, data in held)
                if key.startswith(entry.day)
            )
            yield Budget(name="user_tokens_a_day", used=used, limit=settings.user_tokens_a_day)

    def _others(self, day: str) -> Iterator[Page]:
        """What the other processes wrote for a day."""
        for key, data in self._store.blobs(DAYS, limit=PROCESSES):
            if key.startswith(f"{day}/") and key != f"{day}/{self._process}":
                yield _DECODER.decode(data)

    def _hold(self, entry: Entry, sign: int) -> None:
        self._own(
            entry.day, lambda page: page.with_held(entry.tenant, sign * entry.tokens, sign * entry.money)
        )
        self._loose = self._loose.plus(abs(entry.tokens), abs(entry.money))
        self._unsaved = True
        if entry.user_id:
            self._owe(entry, sign, None)

    def _is_near(self, bounds: Sequence[Budget]) -> bool:
        """Whether a bound is near, or much that the other processes should know is unwritten."""
        loose = {
            "tokens_a_day": self._loose.tokens,
            "tenant_tokens_a_day": self._loose.tokens,
            "money_a_day": self._loose.money,
        }
        return any(b.used > NEAR * b.limit or loose.get(b.name, 0) > LOOSE * b.limit for b in bounds)

    def _own(self, day: str, change: Callable[[Page], Page]) -> None:
        """Change this process' page of a day; one that is over is taken up again where a call began before midnight."""
        if day != self._day:
            if self._day and self._unsaved:
                self._write()
            data = self._store.get_blob(DAYS, f"{day}/{self._process}")
            self._day, self._page = day, _DECODER.decode(data) if data else Page()
        self._page = change(self._page)

    def _write_soon(self) -> None:
        """See that what waits is written within `BEHIND_SECONDS`."""
        if self._timer is None and (self._unsaved or self._owed):
            self._timer = threading.Timer(BEHIND_SECONDS, self._write_late)
            self._timer.daemon = True
            self._timer.start()

    def _write_late(self) -> None:
        with self._lock, suppress(StoreError):  # busy or closed: what waits goes with the next
            self._timer = None
            self.flush()

    def _write_all(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._write()
        self._write_owed()

    def _write(self) -> None:
        blob = Blob(key=f"{self._day}/{self._process}", data=msgspec.msgpack.encode(self._page))
        self._store.put_blobs(DAYS, [blob])
        self._unsaved, self._loose = False, Held()
        self._writes += 1
        if self._writes % TRIM_EVERY == 0:
            self._store.trim_blobs(DAYS, PROCESSES)
            self._store.trim_blobs(OF_USER, USERS)

    def _owe(self, entry: Entry, sign: int, tally: Tally | None) -> None:
        """Note what is to be written on a person's page, which is begun at once: one that is gone later was erased."""
        key = self._key_of(entry)
        if sign > 0 and tally is None and self._store.get_blob(OF_USER, key) is None:
            blank = Blob(key=key, data=msgspec.msgpack.encode(Page()), user_id=entry.user_id)
            self._store.put_blobs(OF_USER, [blank])
        self._owed[key] = self._owed.get(key, Owed(user_id=entry.user_id)).plus(sign, entry, tally)

    def _write_owed(self) -> None:
        """Write what is owed. Once a person was erased, what was under way for them is not: it would bring them back."""
        kept = not self._owed
        while not kept:
            erasures = self._erasures()
            held = {key: self._store.get_blob(OF_USER, key) for key in self._owed}
            blobs = [
                Blob(
                    key=key,
                    data=msgspec.msgpack.encode(self._owed[key].written_on(_DECODER.decode(data))),
                    user_id=self._owed[key].user_id,
                )
                for key, data in held.items()
                if data is not None
            ]
            kept = not blobs or self._store.put_blobs(OF_USER, blobs, erasures=erasures)
        self._owed = {}

    def _key_of(self, entry: Entry) -> str:
        return f"{entry.day}/{self._process}/{_digest(entry.user_id)}"

    def _erasures(self) -> int:
        """Where the store's sequence of erasures stands."""
        return self._store.changes(Cursor(events=_END, items=_END), 1).cursor.erasures

    def _today(self) -> str:
        return _day(self._now())


def _day(moment: int) -> str:
    """The day of a moment in ms, UTC: `2026-05-01`."""
    return dt.datetime.fromtimestamp(moment / _MS, dt.UTC).date().isoformat()


def _digest(user_id: str) -> str:
    return hashlib.blake2b(user_id.encode(), digest_size=8).hexdigest()
