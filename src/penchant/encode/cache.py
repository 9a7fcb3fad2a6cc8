"""The vectors of the last texts, kept: what people ask and what items say comes again and again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from penchant.ports import Encoder, Vectors

_KEY_BYTES = 16
"""Two texts out of a billion meet with a chance of 1e-21."""


BULK = 256
"""A call for more texts than this is an import: its vectors are stored elsewhere, and would push out what people say."""


class CachedEncoder:
    """Another encoder's answers, the least recently used leaving first. Same `name`, `dim` and rows.

    Texts are kept only as 128-bit digests: a long text costs no more than a short one, and nobody's words
    stay in memory. A vector costs `4 * dim` bytes and about 200 more. Safe to call from threads; two that
    miss the same text at the same moment may both encode it.

    Args:
        encoder: asked for what is missing, each text once a call, outside the lock.
        texts: how many vectors are kept; 0 keeps none.
    """

    def __init__(self, encoder: Encoder, texts: int) -> None:
        self.name = encoder.name
        self.dim = encoder.dim
        self._encoder = encoder
        self._limit = texts
        self._lock = threading.Lock()
        self._rows: OrderedDict[bytes, Vectors] = OrderedDict()

    @property
    def encoder(self) -> Encoder:
        """The encoder that is asked for what is missing."""
        return self._encoder

    def __len__(self) -> int:
        """How many vectors are kept now."""
        return len(self._rows)

    def clear(self) -> None:
        """Let everything go: a digest of a text tells whether it was said, to whoever can guess it."""
        with self._lock:
            self._rows.clear()

    def knows(self, texts: Sequence[str]) -> bool:
        """Whether all of these texts are kept."""
        keys = [_key(text) for text in texts]
        with self._lock:
            return all(key in self._rows for key in keys)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit rows, float32 `(len(texts), dim)`, as the wrapped encoder gives them, in a new array."""
        keys = [_key(text) for text in texts]
        found = self._recall(keys)
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in found}
        if missing:
            vectors = self._encoder.encode(list(missing.values()))
            fresh = {key: vector.copy() for key, vector in zip(missing, vectors, strict=True)}
            if len(texts) <= BULK:
                self._keep(fresh)
            found |= fresh
        out = np.empty((len(texts), self.dim), dtype=np.float32)
        for row, key in enumerate(keys):
            out[row] = found[key]
        return out

    def _recall(self, keys: list[bytes]) -> dict[bytes, Vectors]:
        found: dict[bytes, Vectors] = {}
        with self._lock:
            for key in keys:
                if (row := self._rows.get(key)) is not None:
                    self._rows.move_to_end(key)
                    found[key] = row
        return found

    def _keep(self, fresh: dict[bytes, Vectors]) -> None:
        with self._lock:
            for key, row in fresh.items():
                self._rows[key] = row
                self._rows.move_to_end(key)
                if len(self._rows) > self._limit:
                    self._rows.popitem(last=False)


def _key(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_KEY_BYTES).digest()
