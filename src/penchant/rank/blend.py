"""The score: one sum of addends, each with the interest, event or idea behind it.

Scores stay absolute: a channel with little evidence adds little, so words lead for a new user and deeds for an old one without
a switch between them. The transforms (`log1p(A / scale)`, squared cosine) and scales are those that validation chose on
product reviews; their weights are a setting.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np

from penchant.domain import Value

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from penchant.domain import Idea, Interest, Vector

    Column = NDArray[np.float64]
    Matrix = NDArray[np.float32]
    Places = NDArray[np.int64]
    Deal = Callable[[Places], NDArray[Any]]

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


def of_events(kind: str, event_ids: Sequence[str]) -> tuple[Key, ...]:
    """The keys of a person's deeds as reasons of one kind."""
    return tuple([Key(kind, None, event_id) for event_id in event_ids])


_BOOST = {"session": NOW_BOOST, "recent": LATELY_BOOST, "lasting": 1.0}


class Addend(Value, frozen=True, eq=False):
    """What a channel adds to the score of every candidate, float64 `(n,)`, and how it is dealt out to its keys.

    `deal` gives the share of each key at some places, `(k, len(places))`, which sum to `totals` there. Only the best candidates are
    ever asked for theirs: of the others the sum is enough. Without it the one key has all.
    """

    channel: str
    keys: tuple[Key, ...]
    totals: Column
    deal: Deal | None = None

    def at(self, places: Places) -> Column:
        """The share of each key at `places`, float64 `(k, len(places))`."""
        if self.deal is None:
            return self.totals[None, places]
        return np.asarray(self.deal(places), dtype=np.float64)


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


def scene(addends: Sequence[Addend], support: Column, deeds: int) -> Scene:
    """The addends summed by channel."""
    held: dict[str, Column] = {}
    for addend in addends:
        held[addend.channel] = held.get(addend.channel, 0.0) + addend.totals
    values = np.stack(list(held.values())) if held else np.zeros((0, len(support)))
    return Scene(channels=tuple(held), values=values, support=support, deeds=deeds)


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


def imagined(ideas: Sequence[Idea], vectors: Matrix, weights: Sequence[float]) -> Addend:
    """Nearness to the nearest of what a language model imagined: `max(weight * max(0, cos))`, a reason of that one idea.

    The others add nothing, so that many ideas of one kind count no more than one.
    """
    nowhere = np.zeros(vectors.shape[1], dtype=np.float32)
    directions = np.stack([nowhere if i.vector is None else i.vector for i in ideas])
    near = np.array(weights)[:, None] * np.maximum(directions @ vectors.T, 0.0)
    best = near.argmax(axis=0)
    keys = tuple(Key("idea", idea.interests[0], idea=idea.text) for idea in ideas)

    def deal(places: Places) -> Column:
        return np.where(best[places] == np.arange(len(ideas))[:, None], near[:, places], 0.0)

    return Addend(channel="idea", keys=keys, totals=near.max(axis=0), deal=deal)


def model(imagined: Idea, vectors: Matrix, weight: float) -> Addend:
    """Nearness to the ideal item of the interest model: `weight * max(0, cos)`."""
    direction = np.zeros(vectors.shape[1], dtype=np.float32) if imagined.vector is None else imagined.vector
    return _one("model", Key("model", idea=imagined.text), weight * np.maximum(vectors @ direction, 0.0))


def talk(
    interests: Sequence[Interest], shares: Deal, direction: Vector, vectors: Matrix, weight: float
) -> Addend:
    """Nearness to all that was said lately: `weight * max(0, cos)`, dealt out to the interests it speaks of by `shares`, which are
    given for some places `(k, len(places))`.

    Where the shares of a candidate sum to 0, what was said as a whole is the reason.
    """
    totals = weight * np.maximum(vectors @ direction, 0.0).astype(np.float64)
    keys = (*(Key(i.source, i.interest_id) for i in interests), Key("talk"))

    def deal(places: Places) -> Column:
        dealt = shares(places)
        whole: Column = np.vstack([dealt, dealt.sum(axis=0) <= 0]) * totals[places]
        return whole

    return Addend(channel="talk", keys=keys, totals=totals, deal=deal)


def named(
    items: Matrix, weights: Matrix, length: float, vectors: Matrix, keys: tuple[Key, ...], weight: float
) -> Addend:
    """Nearness to the items of a talk: `weight * max(0, cos)` with their weighted sum, dealt out by item.

    Args:
        items: unit rows `(h, d)`.
        weights: of the items `(h,)`.
        length: of the sum that the cosine is taken with.
        vectors: of the candidates, unit rows `(n, d)`.
        keys: of the deeds by which they came up.
        weight: of the channel.
    """
    weighed = weights[:, None] * items
    total = (vectors @ weighed.sum(axis=0)).astype(np.float64)
    scale = weight / length if length > 0 else 0.0

    def deal(places: Places) -> Column:
        shares: Column = (weighed @ vectors[places].T) * np.where(total[places] > 0, scale, 0.0)
        return shares

    return Addend(channel="talk", keys=keys, totals=scale * np.maximum(total, 0.0), deal=deal)


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
    return Addend(
        channel="renown",
        keys=(Key("popular"), Key("little_known")),
        totals=values,
        deal=lambda places: np.vstack([np.maximum(values[places], 0.0), np.minimum(values[places], 0.0)]),
    )


def followed(
    total: Column, shares: Deal, keys: tuple[Key, ...], scale: float, weight: float, channel: str
) -> Addend:
    """What others did next: `weight * log1p(A / scale)`, `A` `(n,)` the `total` of the `shares` `(h, len(places))` of the events,
    which it is dealt out by.
    """
    totals = weight * np.log1p(total / scale)
    part = np.divide(totals, total, out=np.zeros_like(totals), where=total > 0)
    return Addend(
        channel=channel, keys=keys, totals=totals, deal=lambda places: shares(places) * part[places]
    )


def resembling(
    total: Column, length: float, shares: Deal, keys: tuple[Key, ...], weight: Column, channel: str
) -> Addend:
    """Likeness to what was liked: `weight * max(0, cos)^2` with the weighted sum of the history, dealt out by event.

    Args:
        total: inner products of that sum with the candidates `(n,)`.
        length: of the sum.
        shares: what each event has in `total` at some places, `(h, len(places))`.
        keys: of the deeds.
        weight: of the channel, by candidate `(n,)`.
        channel: its name.
    """
    cosine = np.maximum(total / length, 0.0) if length > 0 else np.zeros_like(total)
    part = weight * cosine / (length or 1.0)
    return Addend(
        channel=channel,
        keys=keys,
        totals=weight * cosine**2,
        deal=lambda places: shares(places) * part[places],
    )


def in_common(total: Column, shares: Deal, keys: tuple[Key, ...], weight: float) -> Addend:
    """What it is filed under that deeds are filed under too: `weight * total / 4`, the mean over the deeds of the idf of what is
    shared, dealt out by deed.
    """
    scale = weight / IDF_SCALE
    return Addend(
        channel="in_common", keys=keys, totals=scale * total, deal=lambda places: scale * shares(places)
    )


def rarest(idf: Column, by: Places, keys: tuple[Key, ...], weight: float) -> Addend:
    """The rarest thing it is filed under with one of the latest deeds: `weight * idf / 4`, all of it for the deed `by` `(n,)`."""
    totals = weight * idf / IDF_SCALE

    def deal(places: Places) -> Column:
        return np.where(by[places] == np.arange(len(keys))[:, None], totals[places], 0.0)

    return Addend(channel="rarest", keys=keys, totals=totals, deal=deal)


def follows_in_kind(total: Column, shares: Deal, keys: tuple[Key, ...], weight: Column) -> Addend:
    """Text that follows the text of what was liked: `weight * tanh(max(0, C))`, `C` `(n,)` the `total` of the events' `shares`."""
    totals = weight * np.tanh(np.maximum(total, 0.0))
    part = np.divide(totals, total, out=np.zeros_like(totals), where=total > 0)
    return Addend(
        channel="textual", keys=keys, totals=totals, deal=lambda places: shares(places) * part[places]
    )


def again(times: Matrix, keys: tuple[Key, ...], weight: float) -> Addend:
    """What was had before: `weight * log1p(R)` with `R` the sum of `times` `(h, n)`, each deed's own item at its age's weight."""
    total = times.sum(axis=0, dtype=np.float64)
    totals = weight * np.log1p(total)
    part = np.divide(totals, total, out=np.zeros_like(total), where=total > 0)
    return Addend(
        channel="repeats", keys=keys, totals=totals, deal=lambda places: times[:, places] * part[places]
    )


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
    return Addend(channel=channel, keys=(key,), totals=np.asarray(values, dtype=np.float64))
