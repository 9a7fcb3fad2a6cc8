"""Lists to learn from: for a sample of users the candidates of the serving path, by channel, and which of them was chosen."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

from penchant.domain import Request, Value
from penchant.learn.ranker import RANKED
from penchant.pipeline import Run
from penchant.rank.blend import Scene
from penchant.training.fitting import BEST, best_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from penchant.rank.blend import Blend
    from penchant.training.hindsight import Hindsight, Label

HELD_OUT, EARLY = 0.4, 0.1
"""Shares of the users on whom champion and challenger are compared, and on whom training decides when to stop."""


class List(Value, frozen=True, eq=False):
    """One user's candidates by channel, float32 `(c, n)`; `place` is that of the choice among them, `weight` how much it counts.

    Only the best by the plain sum are kept: those that trees are grown on, or that a ranker ranks.
    """

    channels: tuple[str, ...]
    values: NDArray[np.float32]
    support: NDArray[np.float32]
    deeds: int
    place: int
    weight: float

    @property
    def scene(self) -> Scene:
        """As a blend takes it."""
        return Scene(
            channels=self.channels,
            values=self.values.astype(np.float64),
            support=self.support.astype(np.float64),
            deeds=self.deeds,
        )

    def rank(self, blend: Blend) -> float:
        """The rank of the choice by a blend, from 1; ties share their middle place."""
        totals = blend.totals(self.scene)
        own = totals[self.place]
        return float((totals > own).sum()) + (float((totals == own).sum()) + 1.0) / 2.0


class Lists(Value, frozen=True, eq=False):
    """Lists by their use; `asked` counts the users for each, those included whose choice was not among the candidates."""

    fit: tuple[List, ...]
    early: tuple[List, ...]
    held_out: tuple[List, ...]
    asked: dict[str, int]


def sampled(labels: Iterable[Label], count: int) -> list[Label]:
    """At most `count` labels: by a hash of the user's id, so that the choice depends on no one else and stays from day to day."""
    return sorted(labels, key=lambda label: _chance(label.user_id, "sample"))[:count]


def use_of(user_id: str) -> str:
    """What a user's list is for: `held_out`, `early` or `fit`; always the same, so that no model is judged by those it knows."""
    chance = _chance(user_id, "use")
    return "held_out" if chance < HELD_OUT else "early" if chance < HELD_OUT + EARLY else "fit"


def lists(known: Hindsight, labels: Sequence[Label], progress: Callable[[str, int, int], None]) -> Lists:
    """The list of each label."""
    found: dict[str, list[List]] = {"fit": [], "early": [], "held_out": []}
    asked = dict.fromkeys(found, 0)
    for number, label in enumerate(labels, start=1):
        use = use_of(label.user_id)
        asked[use] += 1
        one = asked_for(known, label)
        if one is not None:
            found[use] += best_of([one], RANKED if use == "held_out" else BEST)
        progress("lists", number, len(labels))
    return Lists(**{use: tuple(held) for use, held in found.items()}, asked=asked)


def asked_for(known: Hindsight, label: Label) -> List | None:
    """The list that the user would have been given just before the choice; None where the choice is not among its candidates."""
    person = known.person(label)
    with known.state.lock:
        state = known.state if person.said else known.quiet
        run = Run(state, Request(user_id=label.user_id), label.timestamp - 1, person=person)
        wants = run.capture()
        candidates = run.retrieve(wants, run.generate(wants))
        at = np.flatnonzero(candidates.rows == label.row)
        if not len(at):
            return None
        scene = run.score(wants, candidates).scene
    return List(
        channels=scene.channels,
        values=scene.values.astype(np.float32),
        support=scene.support.astype(np.float32),
        deeds=scene.deeds,
        place=int(at[0]),
        weight=min(label.weight, 1.0),
    )


def _chance(user_id: str, purpose: str) -> float:
    digest = hashlib.blake2b(f"{purpose}:{user_id}".encode(), digest_size=8).digest()
    return int.from_bytes(digest) / 2**64
