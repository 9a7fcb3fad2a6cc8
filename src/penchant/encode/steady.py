"""An encoder that may be out of reach, made one that never fails a list and never holds it up for long."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import numpy as np

from penchant.errors import EncoderUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from penchant.encode.cache import CachedEncoder
    from penchant.ports import Encoder, Vectors

PAUSE = 2.0
"""Seconds after a failure within which the encoder is not asked again; twice as long after each further one."""
LONGEST_PAUSE = 30.0


class Breaker:
    """Another encoder that, once it was out of reach, is left alone for a while: a call within it fails at once.

    Args:
        encoder: asked; what it raises beside EncoderUnavailable goes through.
        clock: seconds, for tests.
    """

    def __init__(self, encoder: Encoder, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.name, self.dim = encoder.name, encoder.dim
        self.failing = ""
        """Why the last call failed; "" where it did not."""
        self._encoder, self._clock, self._lock = encoder, clock, threading.Lock()
        self._pause, self._until = 0.0, 0.0

    def encode(self, texts: Sequence[str]) -> Vectors:
        """The encoder's own rows. Raises EncoderUnavailable."""
        if self.failing and self._clock() < self._until:
            raise EncoderUnavailable(self.failing, hint="it is asked again in some seconds.")
        try:
            found = self._encoder.encode(texts)
        except EncoderUnavailable as error:
            with self._lock:
                self.failing = error.message
                self._pause = min(LONGEST_PAUSE, 2 * self._pause or PAUSE)
                self._until = self._clock() + self._pause
            raise
        if self.failing and len(texts):
            with self._lock:
                self.failing, self._pause = "", 0.0
        return found


class SteadyEncoder:
    """The `Remote` protocol: rows of zeros for what cannot be encoded now. A row of zeros is like nothing, so each stage that looks
    at vectors finds nothing, and those that do not go on. Safe to call from threads.

    Args:
        encoder: a cache over `breaker`, so that what is known is given whether or not the encoder is in reach.
        breaker: the encoder itself.
    """

    def __init__(self, encoder: CachedEncoder, breaker: Breaker) -> None:
        self.name, self.dim = encoder.name, encoder.dim
        self.missed = 0
        self._encoder, self._breaker, self._lock = encoder, breaker, threading.Lock()

    @property
    def failing(self) -> str:
        """Why the encoder is out of reach; "" while it is not."""
        return self._breaker.failing

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit rows, float32 `(len(texts), dim)`; zeros for all of them where any is not known and the encoder is out of reach."""
        try:
            return self.insist(texts)
        except EncoderUnavailable:
            return np.zeros((len(texts), self.dim), dtype=np.float32)

    def knows(self, texts: Sequence[str]) -> bool:
        """Whether all of these texts are in the cache."""
        return self._encoder.knows(texts)

    def insist(self, texts: Sequence[str]) -> Vectors:
        """The encoder's own rows. Raises EncoderUnavailable."""
        try:
            return self._encoder.encode(texts)
        except EncoderUnavailable:
            with self._lock:
                self.missed += len(texts)
            raise

    def clear(self) -> None:
        """Let traces of texts go."""
        self._encoder.clear()
