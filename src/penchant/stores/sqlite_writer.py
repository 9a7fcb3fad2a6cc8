"""The one thread that writes a SQLite file: all that is queued goes into one transaction, so that callers share its commit."""

from __future__ import annotations

import contextlib
import queue
import sqlite3
import threading
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, TypeVar

from penchant.stores.sqlite_file import StoreFile, closed, open_writer

if TYPE_CHECKING:
    from collections.abc import Callable

    Work = Callable[[sqlite3.Connection], Any]

T = TypeVar("T")

SCRUB_UP_TO = 256 * 1024 * 1024
"""Bytes of a file that is rewritten after an erasure: some seconds' work (65 MB took 0.6 s); see `Writer._scrub`."""

_EXIT_SECONDS = 10.0
"""How long a process that ends waits for what is queued."""


class _Job:
    """Work for the writer, where its result goes, and whether it erased what must leave the disk."""

    def __init__(self, work: Work, *, erases: bool) -> None:
        self.work = work
        self.erases = erases
        self.done: Future[Any] = Future()
        self.result: Any = None
        self.error: BaseException | None = None

    def tell(self) -> None:
        if self.error is None:
            self.done.set_result(self.result)
        else:
            self.done.set_exception(self.error)


class Writer:
    """Runs work on its own thread and connection; `commits` counts transactions."""

    def __init__(self, file: StoreFile) -> None:
        self._file = file
        self._queue: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._gate = threading.Lock()
        self._closed = False
        self._unscrubbed = False
        self.commits = 0
        self._connection = open_writer(file)
        self._thread = threading.Thread(target=self._serve, name="penchant-store", daemon=True)
        self._thread.start()

    def run(self, work: Callable[[sqlite3.Connection], T], *, erases: bool = False) -> T:
        """What `work` returns, after the commit that holds it. It may be run twice (never kept twice), so it must not mutate.

        Raises:
            StoreError: the store is closed, or could not commit; nothing of this work was kept.
        """
        job = _Job(work, erases=erases)
        with self._gate:
            if self._closed:
                raise closed(self._file.path)
            self._queue.put(job)
        try:
            result: T = job.done.result()
        except sqlite3.Error as error:
            self._file.refuse(error)
        return result

    def stop(self) -> None:
        """Do what is queued, then close the connection. Called again it only waits."""
        with self._gate:
            if not self._closed:
                self._closed = True
                self._queue.put(None)
        if threading.current_thread() is not self._thread:
            self._thread.join(_EXIT_SECONDS)

    def _serve(self) -> None:
        going = True
        while going:
            jobs, going = self._queued()
            if jobs:
                self._commit(jobs)
                self._scrub(erased=any(job.erases and job.error is None for job in jobs))
            for job in jobs:
                job.tell()
        self._connection.close()

    def _queued(self) -> tuple[list[_Job], bool]:
        """Wait for a job and take all behind it; False when the last was the end."""
        jobs: list[_Job] = []
        job = self._queue.get()
        with contextlib.suppress(queue.Empty):
            while job is not None:
                jobs.append(job)
                job = self._queue.get_nowait()
            return jobs, False
        return jobs, True

    def _commit(self, jobs: list[_Job]) -> None:
        """One transaction for all. If it is lost as a whole, each alone, so that one too big for the disk harms no other."""
        try:
            self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            for job in jobs:
                job.error = error
            return
        try:
            for job in jobs:
                self._attempt(job, alone=len(jobs) == 1)
            self._connection.execute("COMMIT")
            self.commits += 1
        except BaseException as error:  # noqa: BLE001 - for the caller, who waits in another thread
            self._roll_back()
            if len(jobs) > 1:
                for job in jobs:
                    self._commit([job])
            else:
                jobs[0].error = error

    def _attempt(self, job: _Job, *, alone: bool) -> None:
        """Run one job, undone alone if it fails; raises when it was `alone`, or SQLite has dropped the whole transaction."""
        job.error = None
        if alone:
            job.result = job.work(self._connection)
            return
        self._connection.execute("SAVEPOINT job")
        try:
            job.result = job.work(self._connection)
        except BaseException as error:
            if not self._connection.in_transaction:
                raise
            job.error = error  # for the caller, who waits in another thread
            self._connection.execute("ROLLBACK TO job")
        self._connection.execute("RELEASE job")

    def _roll_back(self) -> None:
        with contextlib.suppress(sqlite3.Error):
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")

    def _scrub(self, *, erased: bool) -> None:
        """After an erasure, see that no copy of what was erased stays on the disk; best effort, tried again while it is owed.

        `secure_delete` zeroes what is deleted, but not the copies that B-tree pages keep in their unused part after a split
        or a merge: only a rewrite drops those. The log beside the file is emptied last, as it holds old pages too.
        """
        if not (erased or self._unscrubbed):
            return
        try:
            if erased and self._size() <= SCRUB_UP_TO:
                self._connection.execute("VACUUM")
            blocked = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            self._unscrubbed = bool(blocked)
        except sqlite3.Error:
            self._unscrubbed = True

    def _size(self) -> int:
        pages = self._connection.execute("PRAGMA page_count").fetchone()[0]
        return int(pages * self._connection.execute("PRAGMA page_size").fetchone()[0])
