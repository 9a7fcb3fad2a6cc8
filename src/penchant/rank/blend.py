"""The score: one sum of addends, each with the interest, event or idea behind it.

Scores stay absolute: a channel with little evidence adds little, so words lead for a new user and deeds for an old one without
a switch between them. The transforms (`log1p(A / scale)`, squared cosine) and scales are those that validation chose on
product reviews; their weights are a setting.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from penchant.domain import Value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from penchant.domain import Idea, Interest, Vector

    Column = NDArray[np.float64]
    Matrix = NDArray[np.float32]

TRANSITIONS_SCALE = 0.633
FORWARD_SCALE = 0.266
"""Twice the median over users of the channel's largest score."""
POPULAR_SCALE = 8.0
IDF_SCALE = 4.0
NOW_BOOST = 2.0
LATELY_BOOST = 1.5
"""What is asked for now, or lately, counts more than what is always true."""
OUT_OF_FOCUS = 0.5
"""While a wish of now or lately stands, all that is older and lasting counts less."""
DID_SHARE = 0.05
"""An interest that only deeds show counts little: its deeds add to the score themselves. See benchmarks/validate_weights.py."""
SOFT_REFUSAL_FROM = 0.3
"""Cosine below which an item is not taken to be what was disliked."""


class Key(NamedTuple):
    """Where an addend comes from: addends that agree in all four are one reason."""

    kind: str
    interest_id: str | None = None
    event_id: str | None = None
    idea: str | None = None


_BOOST = {"session": NOW_BOOST, "recent": LATELY_BOOST, "lasting": 1.0}


class Addend(Value, frozen=True, eq=False):
    """Shares of the score: of each key for each candidate, float64 `(k, n)`, and the channel that brought them."""

    channel: str
    keys: tuple[Key, ...]
    values: Column


class Scene(Value, frozen=True, eq=False):
    """What a blend weighs up: candidates by channel `values` `(c, n)`, weighted by the prior; each one's `support` `(n,)`; how many
    `deeds` the person's history holds.
    """

    channels: tuple[str, ...]
    values: Column
    support: Column
    deeds: int


class Blend(Protocol):
    """How channels become a score. Contributions of all channels to a candidate sum to its total."""

    name: str

    def totals(self, scene: Scene) -> Column:
        """The score of every candidate, `(n,)`."""
        ...

    def contributions(self, scene: Scene, places: NDArray[np.int64]) -> Column:
        """Each channel's share of the totals at `places`: `(c + 1, len(places))`; the last row belongs to no channel."""
        ...


class Sum:
    """The plain sum: the prior as it is, and the champion that any other blend must beat."""

    name = "sum"

    def totals(self, scene: Scene) -> Column:
        """The sum over the channels."""
        total: Column = scene.values.sum(axis=0)
        return total

    def contributions(self, scene: Scene, places: NDArray[np.int64]) -> Column:
        """The channels as they are."""
        return np.vstack([scene.values[:, places], np.zeros((1, len(places)))])


def scene(addends: Sequence[Addend], support: NDArray[np.float32], deeds: int) -> Scene:
    """The addends summed by channel."""
    held: dict[str, Column] = {}
    for addend in addends:
        held[addend.channel] = held.get(addend.channel, 0.0) + addend.values.sum(axis=0)
    values = np.stack(list(held.values())) if held else np.zeros((0, len(support)))
    return Scene(channels=tuple(held), values=values, support=support.astype(np.float64), deeds=deeds)


def pulls(wanted: Sequence[Interest]) -> dict[str, float]:
    """How strongly each interest draws, 0..2, by its id.

    Its strength; more when it was spoken of this moment or lately, and then less for all the others; less when only deeds show it.
    """
    focused = any(_is_spoken_now(interest) for interest in wanted)
    drawn = {}
    for interest in wanted:
        boost = _BOOST[interest.horizon] if _is_spoken_now(interest) else OUT_OF_FOCUS if focused else 1.0
        drawn[interest.interest_id] = (
            interest.strength * boost * (DID_SHARE if interest.source == "did" else 1.0)
        )
    return drawn


def _is_spoken_now(interest: Interest) -> bool:
    return interest.source != "did" and interest.horizon != "lasting"


def text(interest: Interest, direction: Vector, vectors: Matrix, weight: float) -> Addend:
    """Nearness to the interest's words: `weight * max(0, cos)`."""
    values = weight * np.maximum(vectors @ direction, 0.0)
    return _one("text", Key(interest.source, interest.interest_id), values)


def facet(interest: Interest, matched: Column, weight: float) -> Addend:
    """Facets that the interest names and the item carries: `weight * sum(idf) / 4`; `matched` is that sum."""
    values = weight * matched / IDF_SCALE
    return _one("facet", Key(interest.source, interest.interest_id), values)


def keyword(interest: Interest, bm25: Column, weight: float) -> Addend:
    """The very words: `weight * log1p(bm25 / mean of the positive)`."""
    positive = bm25[bm25 > 0]
    values = weight * np.log1p(bm25 / positive.mean()) if len(positive) else np.zeros(len(bm25))
    return _one("keyword", Key(interest.source, interest.interest_id), values)


def idea(imagined: Idea, interest: Interest, vectors: Matrix, weight: float) -> Addend:
    """Nearness to an ideal item: `weight * max(0, cos)`."""
    direction = np.zeros(vectors.shape[1], dtype=np.float32) if imagined.vector is None else imagined.vector
    values = weight * np.maximum(vectors @ direction, 0.0)
    return _one("idea", Key("idea", interest.interest_id, idea=imagined.text), values)


def followed(shares: Matrix, event_ids: Sequence[str], scale: float, weight: float, channel: str) -> Addend:
    """What others did next: `weight * log1p(A / scale)` with `A` the sum of `shares` `(h, n)`, dealt out to the events by share."""
    total = shares.sum(axis=0, dtype=np.float64)
    score = weight * np.log1p(total / scale)
    part = np.divide(score, total, out=np.zeros_like(total), where=total > 0)
    keys = tuple(Key("followed", event_id=event_id) for event_id in event_ids)
    return Addend(channel=channel, keys=keys, values=shares * part)


def profile(
    history: Matrix, weights: Matrix, event_ids: Sequence[str], vectors: Matrix, weight: float
) -> Addend:
    """Likeness to what was liked: `weight * max(0, cos)^2` with the weighted sum of `history` `(h, d)`, dealt out by event."""
    shares = (weights[:, None] * (history @ vectors.T)).astype(np.float64)
    length = float(np.linalg.norm(weights @ history))
    cosine = shares.sum(axis=0) / length if length > 0 else np.zeros(len(vectors))
    score = weight * np.maximum(cosine, 0.0) ** 2
    part = np.divide(score, cosine * length, out=np.zeros_like(score), where=cosine > 0)
    keys = tuple(Key("similar", event_id=event_id) for event_id in event_ids)
    return Addend(channel="profile", keys=keys, values=shares * part)


def popular(support: Column, weight: float) -> Addend:
    """What many chose: `weight * log1p(support) / 8`."""
    return _one("popular", Key("popular"), weight * np.log1p(support) / POPULAR_SCALE)


def recent(support: Column, weight: float) -> Addend:
    """What many chose lately, the same transform over decayed support."""
    return _one("recent", Key("trending"), weight * np.log1p(support) / POPULAR_SCALE)


def fresh(freshness: Column, weight: float) -> Addend:
    """What is new: `weight * 2^(-age / half-life)`."""
    return _one("fresh", Key("fresh"), weight * freshness)


def disliked(interest: Interest, held: NDArray[np.bool_] | None, vectors: Matrix, weight: float) -> Addend:
    """A soft refusal: against its facets where they are named, else against what its words come near."""
    if held is not None:
        share = held.astype(np.float64)
    elif interest.vector is not None:
        nearness = (vectors @ interest.vector).astype(np.float64)
        share = np.where(nearness > SOFT_REFUSAL_FROM, nearness, 0.0)
    else:
        share = np.zeros(len(vectors))
    values = -weight * interest.strength * share
    return _one("refused", Key("disliked", interest.interest_id), values)


def ignored(counts: Column, weight: float) -> Addend:
    """Shown before and passed over: `-weight * log1p(times)`."""
    return _one("ignored", Key("ignored"), -weight * np.log1p(counts))


def seen(is_seen: NDArray[np.bool_], weight: float) -> Addend:
    """Already seen, where the seen-item policy is to demote."""
    return _one("seen", Key("seen"), -weight * is_seen.astype(np.float64))


def _one(channel: str, key: Key, values: Column) -> Addend:
    return Addend(channel=channel, keys=(key,), values=np.asarray(values, dtype=np.float64)[None, :])
