"""Signed feature hashing of words and character trigrams: no model, no file, the same in every process."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np

from penchant.errors import InvalidSetting
from penchant.text import tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from penchant.ports import Vectors

_VERSION = 1
"""Part of the name: raise it when the same text would get another vector."""
_TRIGRAM_WEIGHT = 0.3
"""Of a trigram beside a word's 1: near spellings meet, and words still lead."""
_SIGN_BIT = np.uint32(1 << 31)
_PLACE_BITS = np.uint32((1 << 31) - 1)


class HashingEncoder:
    """Texts that share words, or parts of words, are near; nothing is known of meaning.

    Weinberger et al., "Feature Hashing for Large Scale Multitask Learning", 2009: each feature adds its
    signed weight to one of `dim` places. Words come from `penchant.text.tokens` (stems; CJK pairs), trigrams
    from the bytes of those words. About 30 µs a sentence. Safe to call from threads.

    Args:
        dim: length of a vector, 8 or more.

    Raises:
        InvalidSetting: `dim` is too small.
    """

    def __init__(self, dim: int = 256) -> None:
        if dim < 8:
            raise InvalidSetting(
                f"A hashing encoder of {dim!r} dimensions; 8 or more are allowed.", hint="256 is usual."
            )
        self.dim = dim
        self.name = f"hashing-{_VERSION}-{dim}"

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit rows, float32 `(len(texts), dim)`; a row of zeros for a text without a letter or a digit."""
        out = np.zeros((len(texts), self.dim), dtype=np.float32)
        for row, text in enumerate(texts):
            out[row] = self._encode_one(text)
        return out

    def _encode_one(self, text: str) -> NDArray[np.float64]:
        words = [word.encode("utf-8", "replace") for word in tokens(text)]
        if not words:
            return np.zeros(self.dim)
        hashes = np.concatenate(
            [np.array([crc32(word) for word in words], dtype=np.uint32), _trigrams(words)]
        )
        mixed = _mixed(hashes)
        weights = np.where(mixed & _SIGN_BIT, -1.0, 1.0)
        weights[len(words) :] *= _TRIGRAM_WEIGHT
        vector = np.asarray(
            np.bincount((mixed & _PLACE_BITS) % self.dim, weights, self.dim), dtype=np.float64
        )
        length = math.sqrt(vector @ vector)
        if length > 0.0:
            vector /= length
        return vector


def _trigrams(words: list[bytes]) -> NDArray[np.uint32]:
    """Three bytes each, as one number: three Latin letters, one Chinese character, or parts of two."""
    spelled = np.frombuffer(b" " + b" ".join(words) + b" ", dtype=np.uint8).astype(np.uint32)
    return spelled[:-2] << np.uint32(16) | spelled[1:-1] << np.uint32(8) | spelled[2:]


def _mixed(hashes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Every bit made to depend on all (the finaliser of MurmurHash3, Appleby 2011), modulo 2^32."""
    hashes ^= hashes >> np.uint32(16)
    hashes *= np.uint32(0x85EBCA6B)
    hashes ^= hashes >> np.uint32(13)
    hashes *= np.uint32(0xC2B2AE35)
    hashes ^= hashes >> np.uint32(16)
    return hashes
