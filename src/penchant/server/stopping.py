"""Whether this worker was told to stop: open streams end then, so that shutting down does not wait for them."""

from __future__ import annotations

import signal
import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_told = threading.Event()


def stopping() -> bool:
    """Whether it was said."""
    return _told.is_set()


def listen() -> None:
    """Hear what tells the process to stop, and pass it on to whoever heard it before; outside the main thread do nothing."""
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGINT):
            before = signal.getsignal(number)
            signal.signal(number, _heard(before if callable(before) else None))


def _heard(before: Callable[[int, Any], Any] | None) -> Callable[[int, Any], None]:
    def heard(number: int, frame: Any) -> None:
        _told.set()
        if before is not None:
            before(number, frame)

    return heard
