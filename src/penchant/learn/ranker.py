"""The trained ranker: boosted trees over the channels, whose shares still sum to the score.

A score is `scale (f(x) - f(0))` over the channels that training knew, with f the trees and 0 an item for which nothing speaks. The
scale gives lists the spread of the plain sum, so that diversity and policy weigh as much against it as before. What the trees
cannot know is added as it is: channels that training hardly saw, the part of a value beyond the greatest that it saw, and policy.
So words count in full in a store where nobody had said anything while the trees were grown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, Self

import msgspec
import numpy as np

from penchant.domain import Value
from penchant.learn.trees import Trees

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Column = NDArray[np.float64]

FORMAT = 1
RANKED = 200
"""Candidates that the trees rank, the best by the plain sum; the others follow in its order. More cost time and change nothing
among the first places.
"""


class Weighed(Protocol):
    """What a ranker reads of a scene, see `rank.blend.Scene`."""

    @property
    def channels(self) -> tuple[str, ...]: ...
    @property
    def values(self) -> Column: ...


class Ranker:
    """A blend: `scale` times trees over `features`, each clipped to `caps` `(f,)`, the greatest value that training saw of it.

    `judged` is the ranker that was compared before this one was grown again on everybody: it has not seen the people held out, so
    it stands for this one when a challenger is compared with it. None where this one itself has not seen them.
    """

    name = "ranker"

    def __init__(
        self,
        features: tuple[str, ...],
        caps: Column,
        scale: float,
        trees: Trees,
        judged: Ranker | None = None,
    ) -> None:
        self.features, self.caps, self.scale, self.trees = features, caps, scale, trees
        self.judged = judged

    def totals(self, scene: Weighed) -> Column:
        """The score of every candidate, `(n,)`."""
        prior: Column = scene.values.sum(axis=0)
        ranked, others = _parted(prior)
        total = prior.copy()
        total[ranked] = self._trees_at(scene, ranked)
        total[others] += _below(total[ranked], prior[others])
        return total

    def contributions(self, scene: Weighed, places: NDArray[np.int64]) -> Column:
        """Each channel's share of the totals at `places`: `(c + 1, len(places))`. The last row, of no channel, is 0 but for those
        that the trees do not rank: what puts them below the ones they do.
        """
        prior: Column = scene.values.sum(axis=0)
        ranked, others = _parted(prior)
        x, plain = self._split(scene, places)
        shares = self.scale * self.trees.shares(x, np.zeros_like(x))
        made = np.vstack([plain, np.zeros((1, len(places)))])
        for f, name in enumerate(self.features):
            if name in scene.channels:
                made[scene.channels.index(name)] += shares[:, f]
        plainly = np.isin(places, others)
        if plainly.any():
            made[:-1, plainly] = scene.values[:, places[plainly]]
            made[-1, plainly] = _below(self._trees_at(scene, ranked), prior[others])
        return made

    def _trees_at(self, scene: Weighed, places: NDArray[np.int64]) -> Column:
        x, plain = self._split(scene, places)
        nothing = self.trees.sums(np.zeros((1, len(self.features))))
        total: Column = plain.sum(axis=0) + self.scale * (self.trees.sums(x) - nothing)
        return total

    def _split(self, scene: Weighed, places: NDArray[np.int64]) -> tuple[Column, Column]:
        """What the trees see `(n, f)`, and what is added as it is `(c, n)`."""
        plain = scene.values[:, places].astype(np.float64)
        x = np.zeros((len(places), len(self.features)))
        for f, name in enumerate(self.features):
            if name in scene.channels:
                c = scene.channels.index(name)
                x[:, f] = np.minimum(plain[c], self.caps[f])
                plain[c] -= x[:, f]
        return x, plain

    def to_bytes(self) -> bytes:
        """All of it, to be read by `from_bytes`."""
        trees = {name: getattr(self.trees, name).tobytes() for name in Trees.__struct_fields__}
        return msgspec.msgpack.encode(
            _Kept(
                format=FORMAT,
                features=self.features,
                caps=tuple(self.caps.tolist()),
                scale=self.scale,
                trees=trees,
                judged=b"" if self.judged is None else self.judged.to_bytes(),
            )
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """What `to_bytes` wrote. Raises ValueError where it is of another format or damaged."""
        kept = msgspec.msgpack.decode(data, type=_Kept)
        if kept.format != FORMAT:
            raise ValueError(f"a ranker of format {kept.format} is not one of format {FORMAT}")
        trees = Trees(
            roots=np.frombuffer(kept.trees["roots"], np.int32),
            feature=np.frombuffer(kept.trees["feature"], np.int32),
            threshold=np.frombuffer(kept.trees["threshold"], np.float64),
            left=np.frombuffer(kept.trees["left"], np.int32),
            right=np.frombuffer(kept.trees["right"], np.int32),
            value=np.frombuffer(kept.trees["value"], np.float64),
        )
        trees.check(len(kept.features))
        if len(kept.caps) != len(kept.features):
            raise ValueError(f"{len(kept.features)} features have {len(kept.caps)} caps")
        judged = cls.from_bytes(kept.judged) if kept.judged else None
        return cls(kept.features, np.array(kept.caps), kept.scale, trees, judged)


def _parted(prior: Column) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Places of the best by the plain sum, and of all others."""
    if len(prior) <= RANKED:
        return np.arange(len(prior)), np.zeros(0, dtype=np.int64)
    order = np.argsort(-prior, kind="stable")
    return order[:RANKED], order[RANKED:]


def _below(ranked: Column, others: Column) -> float:
    """What brings the others below all that are ranked, or nothing where they are."""
    return float(min(0.0, ranked.min() - others.max())) if len(others) else 0.0


class _Kept(Value, frozen=True):
    format: int
    features: tuple[str, ...]
    caps: tuple[float, ...]
    scale: float
    trees: dict[str, bytes]
    judged: bytes = b""
