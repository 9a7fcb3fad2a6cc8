"""The head's net: which words of a text are spoken of, and on which side an aspect stands.

Both are heard from a text's tokens in context (`contexts.py`) and from what the rules said (`marks.py`): tags by two convolutions,
sides by two convolutions, a layer of attention over the text, and means over the object, its clause and what the text dwells on.
`benchmarks/reading/train_head.py` has the same net with its slopes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from penchant.capture.contexts import LEFT, features, neighbours, windows
from penchant.capture.marks import CLASSES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from penchant.capture.contexts import Bent
    from penchant.ports import Vectors

WIDTH, ATTENTION, HEADS, LOOKS, TELLING, HIDDEN, TAGGING = 128, 64, 4, 4, 64, 96, 64
"""Numbers of a token; of attention and its heads; places a text dwells on; of what the rules said; before the sides; of a tag."""
LAYERS = 2
SIDES = len(CLASSES) + 1
"""The classes, and that nothing is said of it."""
TAGS = 3
"""A token is beside, begins or goes on in words that are spoken of."""
_BESIDE, _AROUND = 1, 2
_OBJECT, _CLAUSE = 0, 1
_BENT = 0.044715
_ROOT = float(np.sqrt(2 / np.pi))


def narrowed(net: Bent, ids: Sequence[int]) -> Vectors:
    """A text's tokens in context, in few numbers `(tokens, WIDTH)`: worked out once for tags and sides."""
    return _linear(net, "narrow", features(net, ids))


def tags(net: Bent, tokens: Vectors, marks: Vectors) -> Vectors:
    """How likely each token is beside, begins or goes on in words that are spoken of, `(tokens, TAGS)`."""
    seen = _gelu(_linear(net, "tag_narrow", tokens) + marks @ net.own["tag_mark_weight"].T)
    for layer in range(LAYERS):
        seen = seen + _gelu(_linear(net, f"tag_around_{layer}", _beside(seen, _AROUND)))
    return _shares(_linear(net, "tag_out", seen))


def sides(net: Bent, tokens: Vectors, marks: Vectors, flags: Vectors) -> Vectors:
    """How likely each aspect stands on each side, `(aspects, SIDES)`; marks are `(aspects, tokens, m)`, flags `(aspects, f)`."""
    seen = _gelu(tokens + marks @ net.own["mark_weight"].T)
    for layer in range(LAYERS):
        seen = seen + _gelu(_linear(net, f"around_{layer}", _beside(seen, _BESIDE)))
    seen = seen + _attended(net, seen)
    share = _shares(_linear(net, "look", seen), axis=1)
    looked = np.einsum("alh,ald->ahd", share, seen).reshape(len(seen), -1)
    inner = [looked, _mean(seen, marks[..., _OBJECT]), _mean(seen, marks[..., _CLAUSE])]
    inner.append(_gelu(_linear(net, "flag", flags)))
    return _shares(_linear(net, "out", _gelu(_linear(net, "side", np.hstack(inner)))))


def _attended(net: Bent, seen: Vectors) -> Vectors:
    """What each token takes from all others (Vaswani et al. 2017)."""
    aspects, tokens, _ = seen.shape
    query, key, value = (
        _linear(net, name, seen).reshape(aspects, tokens, HEADS, -1).transpose(0, 2, 1, 3)
        for name in ("query", "key", "value")
    )
    share = _shares(query @ key.transpose(0, 1, 3, 2) / np.float32(np.sqrt(ATTENTION / HEADS)))
    return _linear(net, "mix", (share @ value).transpose(0, 2, 1, 3).reshape(aspects, tokens, ATTENTION))


def _mean(seen: Vectors, chosen: Vectors) -> Vectors:
    found: Vectors = np.einsum("al,ald->ad", chosen, seen) / np.maximum(chosen.sum(axis=1, keepdims=True), 1)
    return found


def _beside(rows: Vectors, reach: int) -> Vectors:
    return windows(rows, neighbours(rows.shape[-2])[:, LEFT - reach : LEFT + reach + 1])


def _shares(scores: Vectors, axis: int = -1) -> Vectors:
    """Shares that sum to 1 along an axis."""
    odds = np.exp(scores - scores.max(axis=axis, keepdims=True))
    shares: Vectors = odds / odds.sum(axis=axis, keepdims=True)
    return shares


def _linear(net: Bent, name: str, rows: Vectors) -> Vectors:
    found: Vectors = rows @ net.own[f"{name}_weight"].T + net.own[f"{name}_bias"]
    return found


def _gelu(rows: Vectors) -> Vectors:
    """Hendrycks and Gimpel 2016, by its approximation with tanh."""
    found: Vectors = 0.5 * rows * (1 + np.tanh(_ROOT * (rows + _BENT * rows * rows * rows)))
    return found
