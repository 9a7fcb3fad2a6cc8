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
    from penchant.rank.blend import Addend

    Rows = NDArray[np.int64]
    Shares = NDArray[np.float32]

WAYPOINTS = 32
"""Items that most often come next, from which a second step is taken."""
WAYPOINT_POWER = -0.3
"""Of its support: what a second step from an item counts less the more often that item is passed."""
TOGETHER_DECAY = 0.9
"""Weight of a deed among what goes together with all the latest, against the deed after it."""
UNTOUCHED = 3.0
"""Power of support by which the boost of new items fades for what is filed alike: it helps those without events only."""


def done(asking: Asking, rows: Rows) -> list[Addend]:
    """What comes next after the latest deeds, by both clocks and by kind, and likeness to them."""
    if not len(asking.latest):
        return []
    ids = asking.person.done.event_ids()
    names = [ids[place] for place in asking.latest]
    history, strength = asking.history()
    ages = AGES_DECAY ** np.arange(len(names) - 1, -1, -1, dtype=np.float32)
    return [
        *_next(asking, rows, names, history, strength),
        *_alike(asking, rows, names, history.astype(np.int64), ages * strength),
        *_again(asking, rows, names, history, ages),
    ]


def _next(
    asking: Asking, rows: Rows, names: list[str], history: NDArray[np.int32], strength: Shares
) -> list[Addend]:
    weights, sums, candidates = asking.settings.weights, asking.state.transitions, rows.astype(np.int32)
    slow, fast = sums.addends(history, candidates, AGES_DECAY, now=asking.now, weights=strength)
    found = [
        blend.followed(slow, names, blend.TRANSITIONS_SCALE, weights.transitions, "transitions"),
        blend.followed(fast, names, blend.FORWARD_SCALE, weights.forward, "forward"),
    ]
    if weights.together:
        # The sums as they are: without what `addends` takes off for common items, and with older deeds counting almost as much.
        steps = (TOGETHER_DECAY / AGES_DECAY) ** np.arange(len(names) - 1, -1, -1, dtype=np.float32)
        common = steps * (sums.support(history) + 1.0) ** SLOW_SUPPORT
        counts = slow * common[:, None] * (sums.support(rows) + 1.0) ** POPULARITY
        found.append(blend.followed(counts, names, blend.TOGETHER_SCALE, weights.together, "together"))
    if weights.hops:
        total = slow.sum(axis=0)
        best = np.argsort(-total, kind="stable")[:WAYPOINTS]
        onward, _ = sums.addends(candidates[best], candidates, 1.0, now=asking.now)
        damp = (sums.support(rows[best]) + 1.0) ** WAYPOINT_POWER
        hops = (slow[:, best] * damp) @ onward
        found.append(blend.followed(hops, names, blend.HOPS_SCALE, weights.hops, "hops"))
    return found


def _alike(asking: Asking, rows: Rows, names: list[str], history: Rows, ages: Shares) -> list[Addend]:
    weights, likeness = asking.settings.weights, asking.state.stock.likeness
    support = asking.state.transitions.support(rows).astype(np.float64)
    new, untouched = blend.newcomers(support), blend.newcomers(support, UNTOUCHED)
    liked, theirs = likeness.take(history), likeness.take(rows)
    shares, own = attributes(asking.catalogue, history, rows)
    found = [
        blend.resembling(liked @ theirs.T, liked @ liked.T, ages, names, weights.profile * new, "profile"),
        blend.resembling(shares, own, ages, names, weights.attributes * untouched, "attributes"),
    ]
    textual = asking.state.people.text_transition(likeness, asking.state.cursor.events)
    follow = textual.shares(likeness, history, theirs)
    if follow is not None:
        found.append(blend.follows_in_kind(follow, ages, names, weights.textual * new))
    return found


def _again(
    asking: Asking, rows: Rows, names: list[str], history: NDArray[np.int32], ages: Shares
) -> list[Addend]:
    """The person's own items, where the scenario or the request lets them be shown again."""
    if asking.seen_policy != "allow":
        return []
    times = (history[:, None] == rows[None, :]) * ages[:, None]
    return [blend.again(times, names, asking.settings.weights.repeats)]
