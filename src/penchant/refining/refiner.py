"""The thread that reads anew: lazily started, woken by what is said, and never in the way of an event or a list."""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import TYPE_CHECKING

from penchant.asking import now_ms
from penchant.domain import Value
from penchant.errors import (
    CallRefused,
    InvalidAnswer,
    LanguageModelError,
    ModelUnavailable,
    StoreBusy,
    StoreError,
)
from penchant.refining.lease import Lease
from penchant.refining.queue import DEAD, LATER, Batch, Letter, Queue
from penchant.refining.second import Second

if TYPE_CHECKING:
    from collections.abc import Callable

    from penchant.caller import Caller
    from penchant.capture.licence import Licence
    from penchant.ports import Record, Store
    from penchant.refining.second import Anew
    from penchant.state import State

GATHER_SECONDS = 0.25
"""From a wake to the first call: what is said in one breath goes in one call, and a short-lived process makes none."""
LOOK_SECONDS = 1.0
"""Between two looks for what other processes took in."""
LONGEST_REST = 60.0
SPARE_MS = 15_000
"""By so much a lease outlives the longest call."""
CLOSING_SECONDS = 0.8


class Status(Value, frozen=True):
    """How far reading has come.

    `counts` by outcome since the store's first reading: `refined`, `agreed` (nothing new was read), `gate` (not worth a call),
    `untrusted` (no licence), `refused` (no consent, or no budget), `erased` meanwhile, `failed` tries, `dead`. `behind` is how many
    texts were not looked at, `waiting` how many are to be tried again.
    """

    reader: str
    licence: Licence | None
    counts: dict[str, int]
    behind: int
    waiting: int
    dead: int


class Refiner:
    """Reads anew what people say, in the background. Thread-safe; nothing runs before the first `wake`.

    Args:
        store: the log, which is the queue.
        state: what is held in memory; it takes in what was read.
        caller: the way to the model.
        clock: the time, ms.
    """

    def __init__(
        self,
        store: Store,
        state: State,
        caller: Caller,
        *,
        clock: Callable[[], int] = now_ms,
    ) -> None:
        self._state, self._caller, self._clock = state, caller, clock
        self._queue = Queue(store, state.cursor.events)
        self._second = Second(store, state, caller)
        self._lease = Lease(store, round(caller.settings.timeout_seconds * 1_000) + SPARE_MS)
        self._gate, self._working = threading.Lock(), threading.Lock()
        self._woken, self._stopped = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None
        self._rest = 0.0
        self._trouble: LanguageModelError | None = None
        """Why the model could not be asked last, where it could not."""
        self._answered = False
        """Whether its last call was answered, however badly."""
        self._tried: set[str] | None = None
        """While all is read at once: the texts that were tried again for it."""

    @classmethod
    def of(cls, store: Store, state: State, caller: Caller | None) -> Refiner | None:
        """One where there is a model that may read."""
        if caller is None or "reading" not in caller.settings.purposes:
            return None
        return cls(store, state, caller)

    def wake(self) -> None:
        """Something was said: read it soon. Returns at once; the first call ever notes in the store where reading begins."""
        with self._gate:
            if self._thread is None and not self._stopped.is_set():
                self._queue.begin()
                self._thread = threading.Thread(target=self._run, name="penchant-refiner", daemon=True)
                self._thread.start()
        self._woken.set()

    def close(self) -> None:
        """Stop, within a second: a call on its way goes on, and its answer is let go. Closing twice is harmless."""
        if self._stopped.is_set():
            return
        self._stopped.set()
        self._woken.set()
        thread = self._thread
        if thread is not None and thread is not threading.current_thread():
            thread.join(CLOSING_SECONDS)
        if thread is None or thread.is_alive():
            self._let_go()

    def drain(self, *, past: bool = False, most: int | None = None) -> Status:
        """Read all that waits, or the texts of `most` calls, and return; with `past`, from the log's first event on.

        Texts that could not be read because the model was away are tried now; those that failed for themselves when they are due.

        Raises ModelUnavailable or CallRefused where it goes no further for the model's sake, StoreBusy while another process reads.
        """
        self._queue.begin()
        with self._working:
            if not self._lease.take(self._clock()):
                raise StoreBusy(
                    "another process over this store is reading",
                    hint="it will read what waits; or try again when it has ended.",
                )
            try:
                self._queue.refresh()
                if past:
                    self._queue.rewind()
                calls, self._trouble, self._tried = 0, None, set()
                while (most is None or calls < most) and self._step() and self._trouble is None:
                    calls += 1
            finally:
                self._tried = None
                self._let_go()
            if self._trouble is not None:
                raise self._trouble
        return self.status()

    def status(self) -> Status:
        """How far reading has come, by all processes over the store."""
        self._queue.refresh()
        progress = self._queue.progress
        return Status(
            reader=self._second.name,
            licence=self._second.kept_licence(),
            counts=dict(sorted(progress.counts.items())),
            behind=self._queue.ahead(),
            waiting=len(self._queue.letters(LATER)),
            dead=len(self._queue.letters(DEAD)),
        )

    def dead(self) -> tuple[Letter, ...]:
        """Texts that could not be read however often they were tried, newest first."""
        return self._queue.letters(DEAD)

    def revive(self) -> int:
        """Have dead letters tried again; how many."""
        return self._queue.revive(self._clock())

    # --- the thread

    def _run(self) -> None:
        self._stopped.wait(GATHER_SECONDS)
        while not self._stopped.is_set():
            busy = False
            try:
                busy = self._look()
            except StoreError:
                pass  # busy, or closed: the next look finds what this one missed
            except Exception:  # noqa: BLE001 - a stage is run here: reading goes on, later
                self._rest = LONGEST_REST
            if self._rest:
                self._stopped.wait(self._rest)
            elif not busy and self._woken.wait(LOOK_SECONDS):
                self._woken.clear()
                self._stopped.wait(GATHER_SECONDS)
        self._let_go()

    def _look(self) -> bool:
        """One call's work, where there is any and no other process does it."""
        if not self._queue.is_waiting(self._clock()) or not self._lease.take(self._clock()):
            self._let_go()
            return False
        with self._working:
            self._queue.refresh()
            return self._step()

    def _let_go(self) -> None:
        """Keep what was passed over, and let the next process in; nothing where nothing was begun."""
        if self._lease.is_ours:
            with suppress(StoreError):
                self._queue.save()
                self._lease.release()

    # --- one call

    def _step(self) -> bool:
        """Read the texts of one call, or find that none is worth one; whether there may be more."""
        now = self._clock()
        try:
            self._second.licence(now, self._renewed)
            batch = self._queue.next(now, self._is_worth_it, self._tried)
            if batch is None:
                self._queue.save()
                return False
            self._renewed()
            self._read(batch)
        except LanguageModelError as error:
            self._tire(error)
        else:
            self._rest, self._trouble = 0.0, None
        return True

    def _renewed(self) -> bool:
        """Whether the lease is ours for one more call. Raises ModelUnavailable where the engine is closing or the lease is lost."""
        if self._stopped.is_set() or not self._lease.take(self._clock()):
            raise ModelUnavailable("reading ends here", hint="the next process goes on.")
        return True

    def _tire(self, error: LanguageModelError) -> None:
        """After a failure, rest; the longer, the more of them came one after the other."""
        self._trouble = None if isinstance(error, InvalidAnswer) else error
        if isinstance(error, ModelUnavailable):
            self._second.doubt()
        self._rest = min(LONGEST_REST, 2 * self._rest or 1.0)

    def _is_worth_it(self, record: Record) -> bool:
        if self._second.is_read(record):
            return False
        if not self._second.is_trusted(record):
            self._queue.count("untrusted")
            return False
        if self._second.is_worth_it(record):
            return True
        self._queue.count("gate")
        self._caller.saved("reading", "gate")
        return False

    def _read(self, batch: Batch) -> None:
        """Ask about a batch; what fails waits for later."""
        places = [*batch.passed, *(record.seq for record in batch.records if not batch.letters)]
        if self._tried is not None:
            self._tried.update(record.event.event_id for record in batch.records)
        if not batch.records or (batch.letters and self._second.is_read(batch.records[0])):
            self._queue.settled(batch.letters)  # the text was erased, or read by another process
            return
        try:
            found = self._second.read(batch.records)
        except CallRefused:
            self._queue.count("refused", len(batch.records))
            self._settle(batch, places)
            return
        except LanguageModelError as error:
            self._put_by(batch, places, error)
            raise
        except StoreError:
            raise
        except Exception as error:
            broken = InvalidAnswer(
                f"{type(error).__name__} while an answer was read", hint="please report it."
            )
            self._put_by(batch, places, broken)
            raise broken from error
        if self._stopped.is_set():
            return
        self._answered = True
        for anew in found:
            self._queue.count(self._kept(anew))
        self._settle(batch, places)
        self._state.catch_up()

    def _kept(self, anew: Anew) -> str:
        """Store what was read, where it says more; what became of the text."""
        if not anew.says_more:
            return "agreed"
        return "refined" if self._second.keep(anew, self._clock()) else "erased"

    def _settle(self, batch: Batch, places: list[int]) -> None:
        self._queue.settled(batch.letters)
        self._queue.done(places)
        self._queue.save(self._clock())

    def _put_by(self, batch: Batch, places: list[int], error: LanguageModelError) -> None:
        """A failure counts against a text where the model works for others: it was bad, or the call before was answered."""
        if self._stopped.is_set():
            return
        own = isinstance(error, InvalidAnswer) or self._answered
        self._answered = isinstance(error, InvalidAnswer)
        self._queue.count("failed", len(batch.records))
        self._queue.failed(batch.records, batch.letters, error.message, self._clock(), counts=own)
        self._queue.done(places)
        self._queue.save(self._clock())
