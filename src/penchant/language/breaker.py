"""A circuit breaker: after failures in a row calls fail at once for a while, then one tries (Nygard, "Release It!", 2007)."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Breaker:
    """Thread-safe. Whoever is let in says afterwards how it went: `succeeded`, `failed` or `left`.

    Args:
        failures: in a row, before it opens.
        rest: seconds it stays open at first; each failed trial doubles it.
        longest: and this at most.
        clock: seconds that only go forward.
    """

    def __init__(
        self,
        *,
        failures: int = 5,
        rest: float = 5.0,
        longest: float = 120.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._failures, self._rest, self._longest, self._clock = failures, rest, longest, clock
        self._lock = threading.Lock()
        self._in_a_row = 0
        self._until = 0.0
        self._trying = False

    def admit(self) -> float:
        """0 where a call may be made now; else the seconds until one may try."""
        with self._lock:
            if self._until == 0.0:
                return 0.0
            left = self._until - self._clock()
            if left > 0.0 or self._trying:
                return max(left, 1.0)
            self._trying = True
            return 0.0

    def succeeded(self) -> None:
        """It answered, were it only to turn down this one request."""
        with self._lock:
            self._in_a_row, self._until, self._trying = 0, 0.0, False

    def failed(self, wait: float = 0.0) -> None:
        """It did not; `wait` is how many seconds it asked to be left alone."""
        with self._lock:
            self._in_a_row += 1
            self._trying = False
            over = self._in_a_row - self._failures
            rest = min(self._rest * 2.0 ** min(over, 16), self._longest) if over >= 0 else 0.0
            wait = max(rest, min(wait, self._longest))
            if wait > 0.0:
                self._until = max(self._until, self._clock() + wait)

    def left(self) -> None:
        """Nobody waited for the end: it says nothing about the server."""
        with self._lock:
            self._trying = False
