"""The score: one sum of addends, each with the interest, event or idea behind it.

Scores stay absolute: a channel with little evidence adds little, so words lead for a new user and deeds for an old one without
a switch between them. The transforms (`log1p(A / scale)`, squared cosine) and scales are those that validation chose on
product reviews; their weights are a setting.
"""

from __future__ import annotations

import math
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
HOPS_SCALE = 0.0663
TOGETHER_SCALE = 4.0
POPULAR_SCALE = 8.0
NEWCOMER = 1.25
"""How much more likeness counts for an item that nobody has touched: no transition can speak for it."""
IDF_SCALE = 4.0
BM25_SCALE = 10.0
FEW_EVENTS = 1_000
NOW_BOOST = 2.0
LATELY_BOOST = 1.5
"""What is asked for now, or lately, counts more than what is always true."""
OUT_OF_FOCUS = 0.5
"""While a wish of now or lately stands, all that is older and lasting counts less."""
DID_SHARE = 0.05
"""An interest that only deeds show counts little: its deeds add to the score themselves. See benchmarks/validate_weights.py."""
SEEN_COST = 20.0
"""More than any sum of addends reaches: what was seen comes last where it is only demoted."""
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
    focused = any(is_spoken_now(interest) for interest in wanted)
    drawn = {}
    for interest in wanted:
        boost = _BOOST[interest.horizon] if is_spoken_now(interest) else OUT_OF_FOCUS if focused else 1.0
        drawn[interest.interest_id] = (
            interest.strength * boost * (DID_SHARE if interest.source == "did" else 1.0)
        )
    return drawn


def is_spoken_now(interest: Interest) -> bool:
    """Whether it is a wish in words of this moment or of lately."""
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


def model(imagined: Idea, vectors: Matrix, weight: float) -> Addend:
    """Nearness to the ideal item of the interest model: `weight * max(0, cos)`."""
    direction = np.zeros(vectors.shape[1], dtype=np.float32) if imagined.vector is None else imagined.vector
    return _one("model", Key("model", idea=imagined.text), weight * np.maximum(vectors @ direction, 0.0))


def talk(
    interests: Sequence[Interest], shares: Column, direction: Vector, vectors: Matrix, weight: float
) -> Addend:
    """Nearness to all that was said lately: `weight * max(0, cos)`, dealt out to the interests it speaks of by `shares` `(k, n)`.

    Where the shares of a candidate sum to 0, what was said as a whole is the reason.
    """
    values = weight * np.maximum(vectors @ direction, 0.0).astype(np.float64)
    keys = (*(Key(i.source, i.interest_id) for i in interests), Key("talk"))
    whole = np.where(shares.sum(axis=0) > 0, 0.0, values)
    return Addend(channel="talk", keys=keys, values=np.vstack([shares * values, whole]))


def named(shares: Matrix, weights: Matrix, length: float, event_ids: Sequence[str], weight: float) -> Addend:
    """Nearness to the items of a talk: `weight * max(0, cos)` with their weighted sum, dealt out by item.

    Args:
        shares: cosines of the items with the candidates `(h, n)`.
        weights: of the items `(h,)`.
        length: of their weighted sum.
        event_ids: the deeds by which they came up.
        weight: of the channel.
    """
    dealt = (weights[:, None] * shares).astype(np.float64)
    total = dealt.sum(axis=0)
    part = np.where(total > 0, weight / length, 0.0) if length > 0 else np.zeros_like(total)
    keys = tuple(Key("similar", event_id=event_id) for event_id in event_ids)
    return Addend(channel="talk", keys=keys, values=dealt * part)


def words(bm25: Column, weight: float) -> Addend:
    """The very words of what was said lately: `weight * bm25 / 10`, absolute: a rare word counts more than a common one."""
    return _one("words", Key("words"), weight * bm25 / BM25_SCALE)


def names(count: Column, weight: float) -> Addend:
    """Names that came up lately, of people, makers and the like: `weight` times how many of them the item carries."""
    return _one("names", Key("named"), weight * count)


def renown(support: Column, events: float, weight: float) -> Addend:
    """How likely an item is to be meant before anything is said: `weight * (log1p(support) - its mean over the candidates)`.

    Words carry no popularity, as transitions do: so a wish in words is answered with this prior beside them. Taken from the
    mean, it is a reason only for what is better known than the rest, or less. Its share grows as `events / (events + 1,000)`,
    `events` being the support of all items together: the counts of a young store say little.
    """
    known = np.log1p(support)
    values = weight * events / (events + FEW_EVENTS) * (known - known.mean() if len(known) else known)
    both = np.vstack([np.maximum(values, 0.0), np.minimum(values, 0.0)])
    return Addend(channel="renown", keys=(Key("popular"), Key("little_known")), values=both)


def followed(shares: Matrix, event_ids: Sequence[str], scale: float, weight: float, channel: str) -> Addend:
    """What others did next: `weight * log1p(A / scale)` with `A` the sum of `shares` `(h, n)`, dealt out to the events by share."""
    total = shares.sum(axis=0, dtype=np.float64)
    score = weight * np.log1p(total / scale)
    part = np.divide(score, total, out=np.zeros_like(total), where=total > 0)
    keys = tuple(Key("followed", event_id=event_id) for event_id in event_ids)
    return Addend(channel=channel, keys=keys, values=shares * part)


def resembling(
    shares: Matrix, own: Matrix, weights: Matrix, event_ids: Sequence[str], weight: Column, channel: str
) -> Addend:
    """Likeness to what was liked: `weight * max(0, cos)^2` with the weighted sum of the history, dealt out by event.

    Args:
        shares: cosines of the history with the candidates `(h, n)`.
        own: those of the history with itself `(h, h)`.
        weights: of the history `(h,)`.
        event_ids: whose deeds they are.
        weight: of the channel, by candidate `(n,)`.
        channel: its name.
    """
    dealt = (weights[:, None] * shares).astype(np.float64)
    length = math.sqrt(max(0.0, float(weights @ own @ weights)))
    cosine = dealt.sum(axis=0) / length if length > 0 else np.zeros(shares.shape[1])
    score = weight * np.maximum(cosine, 0.0) ** 2
    part = np.divide(score, cosine * length, out=np.zeros_like(score), where=cosine > 0)
    keys = tuple(Key("similar", event_id=event_id) for event_id in event_ids)
    return Addend(channel=channel, keys=keys, values=dealt * part)


def follows_in_kind(shares: Matrix, weights: Matrix, event_ids: Sequence[str], weight: Column) -> Addend:
    """Text that follows the text of what was liked: `weight * tanh(max(0, C))`, `C` the weighted sum of `shares` `(h, n)`."""
    dealt = (weights[:, None] * shares).astype(np.float64)
    total = dealt.sum(axis=0)
    score = weight * np.tanh(np.maximum(total, 0.0))
    part = np.divide(score, total, out=np.zeros_like(total), where=total > 0)
    keys = tuple(Key("followed_kind", event_id=event_id) for event_id in event_ids)
    return Addend(channel="textual", keys=keys, values=dealt * part)


def again(times: Matrix, event_ids: Sequence[str], weight: float) -> Addend:
    """What was had before: `weight * log1p(R)` with `R` the sum of `times` `(h, n)`, each deed's own item at its age's weight."""
    dealt = times.astype(np.float64)
    total = dealt.sum(axis=0)
    part = np.divide(weight * np.log1p(total), total, out=np.zeros_like(total), where=total > 0)
    keys = tuple(Key("again", event_id=event_id) for event_id in event_ids)
    return Addend(channel="repeats", keys=keys, values=dealt * part)


def newcomers(support: Column, power: float = 1.0) -> Column:
    """How much more likeness counts for items of little support: `1 + NEWCOMER / (1 + support)^power`."""
    boost: Column = 1.0 + NEWCOMER / (1.0 + support) ** power
    return boost


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


def seen(is_seen: NDArray[np.bool_]) -> Addend:
    """Already seen, where the seen-item policy is to demote: after all that is not."""
    return _one("seen", Key("seen"), -SEEN_COST * is_seen.astype(np.float64))


def _one(channel: str, key: Key, values: Column) -> Addend:
    return Addend(channel=channel, keys=(key,), values=np.asarray(values, dtype=np.float64)[None, :])
