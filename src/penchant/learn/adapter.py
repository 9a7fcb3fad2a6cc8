"""The interest model: from what was said and what was done to the direction of the ideal item.

`v = norm(t + h + t W1 + h W2)` with `t` where the words point and `h` where the deeds point, unit rows `(d,)` or zeros.
`W1 = W2 = 0` is the answer without training, so a model that has learned nothing changes nothing. Trained by softmax over the whole
catalogue, `p(item) ~ exp(SHARPNESS * v . item + log1p(support))`: sharpness and the weight of popularity are fixed, since learning
them as well fits a small log at once. Adam (Kingma & Ba 2015) on plain NumPy, gradients by hand. It learns this catalogue alone:
train one a store.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Self

import msgspec
import numpy as np

from penchant.domain import Value
from penchant.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from penchant.domain import Vector
    from penchant.ports import Vectors

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]
    Follow = Callable[[int, int], None]

SHARPNESS = 14.0
RATE = 1e-3
SHRINK = 1e-4
"""Share of the weights that goes with each step."""
BATCH = 256
MOST_ROUNDS = 12
PATIENCE = 2
STOP_SHARE = JUDGE_SHARE = 0.15
"""Dialogues that say when to stop, and others that say whether the model is worth its place."""
FEWEST = 200
"""Examples below which nothing is fitted."""
MOST_EXAMPLES = 20_000
"""The newest so many: training takes bounded time."""
RESAMPLES = 2_000
_MOMENTUM, _SECOND, _TINY = 0.9, 0.999, 1e-8
_VERSION = 1


class Examples(NamedTuple):
    """What led to which item: `talks` and `deeds` unit rows `(m, d)` or zeros, `targets` rows of items, `groups` whose it was."""

    talks: Vectors
    deeds: Vectors
    targets: Ints
    groups: Ints

    def take(self, places: Ints) -> Examples:
        """Those at `places`."""
        return Examples(self.talks[places], self.deeds[places], self.targets[places], self.groups[places])


class Judged(Value, frozen=True):
    """What the model was worth on people it never saw: NDCG before and after, and the gain's paired 95 % interval over people.

    `rounds` is how often the examples were gone through; `people` how many it was judged on.
    """

    before: float
    after: float
    interval: tuple[float, float]
    rounds: int
    examples: int
    people: int

    @property
    def is_worth_it(self) -> bool:
        """Whether the whole interval of the gain is above zero."""
        return self.interval[0] > 0


class _Kept(Value, frozen=True):
    version: int
    dim: int
    weights: bytes
    judged: Judged


class Adapter:
    """A fitted model.

    Args:
        talk: W1 `(d, d)`.
        deeds: W2 `(d, d)`.
        judged: what it was worth.
    """

    def __init__(self, talk: Vectors, deeds: Vectors, judged: Judged) -> None:
        self.talk, self.deeds, self.judged = talk, deeds, judged

    def ideal(self, t: Vector | None, h: Vector | None) -> Vector | None:
        """Where the ideal item lies, unit `(d,)`, from where words and deeds point; None where neither points anywhere."""
        zero = np.zeros(len(self.talk), dtype=np.float32)
        t, h = zero if t is None else t, zero if h is None else h
        v = t + h + t @ self.talk + h @ self.deeds
        length = float(np.linalg.norm(v))
        return (v / length).astype(np.float32) if length > 0 else None

    def to_bytes(self) -> bytes:
        """The artefact: float16 weights, half a megabyte a matrix of 512 dimensions."""
        weights = np.stack([self.talk, self.deeds]).astype(np.float16).tobytes()
        kept = _Kept(version=_VERSION, dim=len(self.talk), weights=weights, judged=self.judged)
        return msgspec.msgpack.encode(kept)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """The model of `to_bytes`. Raises InvalidInput for bytes of another kind or version."""
        try:
            kept = msgspec.msgpack.decode(data, type=_Kept)
            weights = np.frombuffer(kept.weights, dtype=np.float16).astype(np.float32)
            talk, deeds = weights.reshape(2, kept.dim, kept.dim)
        except (msgspec.MsgspecError, ValueError) as error:
            raise InvalidInput(
                f"these bytes are no adapter: {error}", hint="train it anew: `penchant train --what adapter`."
            ) from error
        if kept.version != _VERSION:
            raise InvalidInput(
                f"an adapter of version {kept.version}; this program reads {_VERSION}",
                hint="train it anew: `penchant train --what adapter`.",
            )
        return cls(talk, deeds, kept.judged)


def fit(
    examples: Examples,
    items: Vectors,
    support: Floats,
    *,
    seed: int = 0,
    rounds: int = MOST_ROUNDS,
    follow: Follow | None = None,
) -> Adapter:
    """Fit on most people, stop on some, judge on others, then fit on all of them for as many rounds.

    Args:
        examples: what led to which item.
        items: centred unit rows of the catalogue `(n, d)`; rows of zeros are never meant.
        support: how often each was chosen `(n,)`.
        seed: of the split and the order.
        rounds: at most so many passes.
        follow: told after each pass how many are done, of how many at most.

    Returns:
        The adapter; see `Adapter.judged.is_worth_it` for whether it should be used. Raises InvalidInput for too few examples.
    """
    if len(examples.targets) < FEWEST:
        raise InvalidInput(
            f"{len(examples.targets)} examples of words followed by a choice; {FEWEST} are needed",
            hint="let people talk and choose for a while, then train again.",
        )
    examples = examples.take(np.arange(max(0, len(examples.targets) - MOST_EXAMPLES), len(examples.targets)))
    prior = np.where(items.any(axis=1), np.log1p(support), -np.inf).astype(np.float32)
    learned, stop, judge = _split(examples, seed)
    tell = follow or _untold
    trainer = _Trainer(items, prior, seed)
    best, best_score, chosen = trainer.weights.copy(), _ndcg(trainer.weights, stop, items, prior).mean(), 0
    for round_ in range(1, rounds + 1):
        trainer.pass_over(learned)
        tell(round_, 2 * rounds)
        score = _ndcg(trainer.weights, stop, items, prior).mean()
        if score > best_score:
            best, best_score, chosen = trainer.weights.copy(), score, round_
        elif round_ - chosen >= PATIENCE:
            break
    judged = _judged(best, judge, items, prior, chosen, len(examples.targets), seed)
    final = _Trainer(items, prior, seed)
    for round_ in range(chosen):
        final.pass_over(examples)
        tell(rounds + round_ + 1, 2 * rounds)
    talk, deeds = final.weights
    return Adapter(talk, deeds, judged)


def _untold(done: int, total: int) -> None:
    """No progress shown."""


def _split(examples: Examples, seed: int) -> tuple[Examples, Examples, Examples]:
    """People to learn from, to stop on and to judge on."""
    people = np.random.default_rng(seed).permutation(np.unique(examples.groups))
    first = round(STOP_SHARE * len(people))
    second = first + round(JUDGE_SHARE * len(people))
    stop = np.isin(examples.groups, people[:first])
    judge = np.isin(examples.groups, people[first:second])
    parts = (~stop & ~judge, stop, judge)
    learned, stopping, judging = (examples.take(np.flatnonzero(part)) for part in parts)
    return learned, stopping, judging


class _Trainer:
    """Weights `(2, d, d)` on their way, with Adam's moments."""

    def __init__(self, items: Vectors, prior: Vectors, seed: int) -> None:
        self.items, self.prior = items, prior
        self.weights = np.zeros((2, items.shape[1], items.shape[1]), dtype=np.float32)
        self._mean, self._square = np.zeros_like(self.weights), np.zeros_like(self.weights)
        self._steps, self._random = 0, np.random.default_rng(seed)

    def pass_over(self, examples: Examples) -> None:
        """One pass over all examples in a random order."""
        order = self._random.permutation(len(examples.targets))
        for start in range(0, len(order), BATCH):
            self._step(self._gradient(examples.take(order[start : start + BATCH])))

    def _gradient(self, batch: Examples) -> Vectors:
        """Of the mean log loss, by both matrices."""
        raw = _raw(self.weights, batch)
        length = np.maximum(np.linalg.norm(raw, axis=1, keepdims=True), _TINY)
        unit = raw / length
        error = _softmax(SHARPNESS * (unit @ self.items.T) + self.prior)
        error[np.arange(len(batch.targets)), batch.targets] -= 1.0
        by_unit = SHARPNESS / len(batch.targets) * (error @ self.items)
        by_raw = (by_unit - unit * np.sum(by_unit * unit, axis=1, keepdims=True)) / length
        return np.stack([batch.talks.T @ by_raw, batch.deeds.T @ by_raw])

    def _step(self, gradient: Vectors) -> None:
        self._steps += 1
        self._mean = _MOMENTUM * self._mean + (1 - _MOMENTUM) * gradient
        self._square = _SECOND * self._square + (1 - _SECOND) * gradient**2
        mean = self._mean / (1 - _MOMENTUM**self._steps)
        square = self._square / (1 - _SECOND**self._steps)
        self.weights = (1 - SHRINK) * self.weights - RATE * mean / (np.sqrt(square) + _TINY)


def _raw(weights: Vectors, examples: Examples) -> Vectors:
    t, h = examples.talks, examples.deeds
    found: Vectors = t + h + t @ weights[0] + h @ weights[1]
    return found


def _softmax(logits: Vectors) -> Vectors:
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    found: Vectors = shifted / shifted.sum(axis=1, keepdims=True)
    return found


def _ndcg(weights: Vectors, examples: Examples, items: Vectors, prior: Vectors) -> Floats:
    """`1 / log2(rank + 1)` of each example's item over the whole catalogue, ties shared."""
    gains = []
    for start in range(0, len(examples.targets), BATCH):
        batch = examples.take(np.arange(start, min(start + BATCH, len(examples.targets))))
        raw = _raw(weights, batch)
        unit = raw / np.maximum(np.linalg.norm(raw, axis=1, keepdims=True), _TINY)
        scores = SHARPNESS * (unit @ items.T) + prior
        own = scores[np.arange(len(batch.targets)), batch.targets][:, None]
        ranks = (scores > own).sum(axis=1) + ((scores == own).sum(axis=1) + 1) / 2
        gains.append(1.0 / np.log2(ranks + 1.0))
    return np.concatenate(gains) if gains else np.zeros(0)


def _judged(
    weights: Vectors, judge: Examples, items: Vectors, prior: Vectors, rounds: int, count: int, seed: int
) -> Judged:
    before = _ndcg(np.zeros_like(weights), judge, items, prior)
    after = _ndcg(weights, judge, items, prior)
    people, owner = np.unique(judge.groups, return_inverse=True)
    gains, sizes = np.bincount(owner, after - before), np.bincount(owner)
    drawn = np.random.default_rng(seed).integers(0, len(people), (RESAMPLES, len(people)))
    means = gains[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return Judged(
        before=round(float(before.mean()), 6),
        after=round(float(after.mean()), 6),
        interval=(round(float(low), 6), round(float(high), 6)),
        rounds=rounds,
        examples=count,
        people=len(people),
    )
