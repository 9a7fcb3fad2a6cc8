"""What was done: what comes next after the latest deeds, by several measures, and likeness to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from penchant.rank import blend
from penchant.recall import AGES_DECAY
from penchant.retrieve.attributes import attributes
from penchant.retrieve.kernels import POPULARITY, SLOW_SUPPORT

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from penchant.asking import Asking
    from penchant.rank.blend import Addend, Column, Key
    from penchant.retrieve.attributes import Filed
    from penchant.settings import Weights

    Rows = NDArray[np.int64]
    Shares = NDArray[np.float32]

WAYPOINTS = 32
"""Items that most often come next, from which a second step is taken."""
WAYPOINT_POWER = -0.3
"""Of its support: what a second step from an item counts less the more often that item is passed."""
FLAT_DECAY, STEEP_DECAY = 0.9, 0.3
"""Weight of a deed against the deed after it, where all the latest count almost alike, and where the last is nearly all."""
UNTOUCHED = 3.0
"""Power of support by which the boost of new items fades for what is filed alike: it helps those without events only."""


def done(asking: Asking, rows: Rows, support: Column) -> list[Addend]:
    """What comes next after the latest deeds, by both clocks and by kind, and likeness to them; `support` `(n,)` is the rows'."""
    if not len(asking.latest):
        return []
    names = [asking.event_ids[place] for place in asking.latest]
    history, strength = asking.history()
    ages = AGES_DECAY ** np.arange(len(names) - 1, -1, -1, dtype=np.float32)
    return [
        *_next(asking, rows, support, names, history, strength),
        *_alike(asking, rows, support, names, history.astype(np.int64), ages * strength),
        *_again(asking, rows, names, history, ages),
    ]


def _next(
    asking: Asking,
    rows: Rows,
    support: Column,
    names: list[str],
    history: NDArray[np.int32],
    strength: Shares,
) -> list[Addend]:
    """What comes next, by the two tables of transitions, each read in several ways.

    The sum needs few of them; trees learn from how they differ, so that the others weigh next to nothing in the prior.
    """
    weights, sums, candidates = asking.settings.weights, asking.state.transitions, rows.astype(np.int32)
    keys = blend.of_events("followed", names)
    slow, fast = sums.addends(history, candidates, AGES_DECAY, now=asking.now, weights=strength)
    ages = np.arange(len(names) - 1, -1, -1, dtype=np.float32)
    flat, steep = (FLAT_DECAY / AGES_DECAY) ** ages, (STEEP_DECAY / AGES_DECAY) ** ages
    narrow = support.astype(np.float32)
    # Plain counts: without what `addends` takes off for common items.
    plain = (sums.support(history) + 1.0) ** SLOW_SUPPORT
    counts = slow * plain[:, None] * (narrow + 1.0) ** POPULARITY
    lately = counts * flat[:, None]
    latest = np.where(ages == 0, np.float32(1.0), np.float32(0.0))
    found = [
        _followed(slow, None, keys, blend.TRANSITIONS_SCALE, weights.transitions, "transitions"),
        _followed(fast, None, keys, blend.FORWARD_SCALE, weights.forward, "forward"),
        _followed(lately, None, keys, blend.TOGETHER_SCALE, weights.together, "together"),
        _followed(
            np.where(lately == lately.max(axis=0), lately, 0), None, keys, 1.0, weights.closest, "closest"
        ),
        _followed(counts, latest, keys, 1.0, weights.straight, "straight"),
        _followed(fast, steep, keys, blend.FORWARD_SCALE, weights.forward_steep, "forward_steep"),
        _followed(fast, flat, keys, blend.FORWARD_SCALE, weights.forward_flat, "forward_flat"),
    ]
    if weights.hops:
        best = np.argsort(-slow.sum(axis=0), kind="stable")[:WAYPOINTS]
        onward, _ = sums.addends(candidates[best], candidates, 1.0, now=asking.now)
        way = slow[:, best] * (narrow[best] + 1.0) ** WAYPOINT_POWER
        total = (way.sum(axis=0) @ onward).astype(np.float64)
        deal = lambda places: way @ onward[:, places]  # noqa: E731 - the shares that `total` is the sum of
        found.append(blend.followed(total, deal, keys, blend.HOPS_SCALE, weights.hops, "hops"))
    return found


def _followed(
    shares: Shares, by_deed: Shares | None, keys: tuple[Key, ...], scale: float, weight: float, channel: str
) -> Addend:
    """One reading of transitions: `shares` `(h, n)` of the deeds, each times `by_deed` `(h,)` where that is given."""
    if by_deed is None:
        total = shares.sum(axis=0, dtype=np.float64)
        return blend.followed(total, lambda places: shares[:, places], keys, scale, weight, channel)
    return blend.followed(
        (by_deed @ shares).astype(np.float64),
        lambda places: by_deed[:, None] * shares[:, places],
        keys,
        scale,
        weight,
        channel,
    )


def _alike(
    asking: Asking, rows: Rows, support: Column, names: list[str], history: Rows, ages: Shares
) -> list[Addend]:
    """Likeness in text, in what it is filed under, and of what text follows what: all linear in the history, so that the
    history's sum is compared with every candidate, and its parts only where they are asked for.
    """
    weights, likeness = asking.settings.weights, asking.state.stock.likeness
    new, untouched = blend.newcomers(support), blend.newcomers(support, UNTOUCHED)
    liked, theirs = ages[:, None] * likeness.take(history), likeness.take(rows)
    filed = attributes(asking.catalogue, history, ages, rows)
    whole = liked.sum(axis=0)
    similar = blend.of_events("similar", names)
    found = [
        blend.resembling(
            (theirs @ whole).astype(np.float64),
            float(np.linalg.norm(whole)),
            lambda places: liked @ theirs[places].T,
            similar,
            weights.profile * new,
            "profile",
        ),
        blend.resembling(
            filed.total, filed.length, filed.shares, similar, weights.attributes * untouched, "attributes"
        ),
        *_filed_another_way(filed, similar, weights),
    ]
    carried = asking.state.people.text_transition(likeness, asking.state.cursor.events).carried(liked)
    if carried is not None:
        found.append(
            blend.follows_in_kind(
                (theirs @ carried.sum(axis=0)).astype(np.float64),
                lambda places: carried @ theirs[places].T,
                blend.of_events("followed_kind", names),
                weights.textual * new,
            )
        )
    return found


def _filed_another_way(filed: Filed, keys: tuple[Key, ...], weights: Weights) -> list[Addend]:
    """For trees, as are the other readings of transitions: likeness to the last deed, and to the one most like it, in what it is
    filed under; how much of that is shared, and how rare it is, which a cosine hides.
    """
    alone = filed.alone()
    top = alone.max(axis=0)
    best = np.where((alone == top) & (np.cumsum(alone == top, axis=0) == 1), alone, 0.0)
    last = np.zeros_like(alone)
    last[-1] = alone[-1]
    return [
        _resembled(last, keys, weights.attributes_last, "attributes_last"),
        _resembled(best, keys, weights.attributes_closest, "attributes_closest"),
        blend.in_common(filed.in_common(), filed.shares_in_common, keys, weights.in_common),
        blend.rarest(*filed.rarest(), keys, weights.rarest),
    ]


def _resembled(shares: Shares, keys: tuple[Key, ...], weight: float, channel: str) -> Addend:
    """One reading of likeness: `shares` `(h, n)` holds the cosine of one deed for each candidate."""
    total = shares.sum(axis=0, dtype=np.float64)
    by_candidate = np.full(len(total), weight)
    return blend.resembling(total, 1.0, lambda places: shares[:, places], keys, by_candidate, channel)


def _again(
    asking: Asking, rows: Rows, names: list[str], history: NDArray[np.int32], ages: Shares
) -> list[Addend]:
    """The person's own items, where the scenario or the request lets them be shown again."""
    if asking.seen_policy != "allow":
        return []
    times = (history[:, None] == rows[None, :]) * ages[:, None]
    return [blend.again(times, blend.of_events("again", names), asking.settings.weights.repeats)]
