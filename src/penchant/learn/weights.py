"""The blend learned online: how much each channel counts, from what people chose out of what they could have been shown.

The prior is the scenario's: a channel's value comes weighted by it, and the multiplier learned here begins at 1. A score is

    score = sum over channels c of m(c, b) x(c),   m(c, b) = exp(shared(c) + own(c, b)) within FLOOR..CEILING

with `b` the bucket of how much the person has done, since what tells most about an old acquaintance tells little about a stranger.
One choice is one step of listwise logistic regression (softmax over the candidates; Adagrad, Duchi et al. 2011), drawn back
towards the prior. Only channels that set the candidates apart take part, so that one which rarely speaks stays where it was. A
sharpness of its own takes up the scale of the scores, which ranks nothing: else every multiplier would grow together. Policy is not
learned: `refused`, `ignored` and `seen` count as they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, Self

import msgspec
import numpy as np

from penchant.domain import Value
from penchant.learn.reward import POLICY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Column = NDArray[np.float64]

FLOOR, CEILING = 0.1, 10.0
"""Bounds of a multiplier: no channel is ever silenced, none ever drowns the rest."""
BUCKETS = (0, 2, 5, 10, 20)
"""Upper ends of the evidence buckets, in positive deeds of the person."""
BUCKET_NAMES = ("0", "1-2", "3-5", "6-10", "11-20", "21+")
ROWS = 1 + len(BUCKET_NAMES)
"""Rows of what is learned: the shared one, then one a bucket."""
TRIAL_MEMORY = 5_000
"""Choices after which the trial has all but forgotten: the blend that led last year need not lead now."""
FEWEST_TRIED = 300
AHEAD = 3.0
"""Standard errors by which the blend must lead the prior: it is looked at again and again, so two would be too few."""
FIRST = 10
_LOG_FLOOR, _LOG_CEILING = float(np.log(FLOOR)), float(np.log(CEILING))
_SHARPEST = 4.0
"""Bound of the logarithm of the sharpness, both ways."""


class Rates(Value, frozen=True):
    """How a step is made; chosen on validation, see docs/online-weights.md.

    `rate` is Adagrad's, `begin` what its sums of squares begin with, so that first steps are short; `shared_pull` and `own_pull`
    draw the logarithms of the multipliers back to 0; `clip` bounds the slope of one choice.
    """

    rate: float = 0.1
    begin: float = 1.0
    shared_pull: float = 0.003
    own_pull: float = 0.05
    clip: float = 2.0


DEFAULT_RATES = Rates()


class Weighed(Protocol):
    """What is read of a scene, see `rank.blend.Scene`."""

    @property
    def channels(self) -> tuple[str, ...]: ...
    @property
    def values(self) -> Column: ...
    @property
    def deeds(self) -> int: ...


class Lesson(Value, frozen=True, eq=False):
    """One choice: `values` float32 `(c, n)` of the candidates by channel, the `place` of what was chosen, how much it counts
    (`weight`), and when (`at`, ms).
    """

    channels: tuple[str, ...]
    values: NDArray[np.float32]
    deeds: int
    place: int
    weight: float = 1.0
    at: int = 0


class Trial(Value, frozen=True):
    """How the blend fared against the prior, choice by choice, each judged before it was learned from: sums that fade.

    `count` of choices, `total` and `squares` of the differences in NDCG@10 among the candidates.
    """

    count: float = 0.0
    total: float = 0.0
    squares: float = 0.0

    def with_difference(self, difference: float) -> Trial:
        """One choice more."""
        keep = 1.0 - 1.0 / TRIAL_MEMORY
        return Trial(
            count=keep * self.count + 1.0,
            total=keep * self.total + difference,
            squares=keep * self.squares + difference**2,
        )

    @property
    def mean(self) -> float:
        """Mean difference, positive where the learned blend is better."""
        return self.total / self.count if self.count else 0.0

    @property
    def error(self) -> float:
        """Standard error of the mean; infinite where nothing was tried."""
        if self.count < 2:
            return float("inf")
        spread = max(0.0, self.squares / self.count - self.mean**2)
        return float(np.sqrt(spread / self.count))

    @property
    def is_ahead(self) -> bool:
        """Whether the learned blend is safely better than the prior."""
        return self.count >= FEWEST_TRIED and self.mean > AHEAD * self.error


class Learned(Value, frozen=True, eq=False):
    """What was learned, with columns by channel; row 0 is shared, the others are the evidence buckets.

    `logs` `(7, c)` are logarithms of multipliers, `squares` `(7, c)` Adagrad's sums, `counts` `(6, c)` the steps that a channel
    took part in, `changed` `(c,)` the moment (ms) of its last. `sharpness` `(7, 2)` holds the same of the scale: logarithm and
    sum. `steps` counts all choices; `trial` says how the blend fared.
    """

    channels: tuple[str, ...]
    logs: Column
    squares: Column
    sharpness: Column
    counts: NDArray[np.int64]
    changed: NDArray[np.int64]
    steps: int = 0
    trial: Trial = Trial()

    @classmethod
    def nothing(cls) -> Self:
        """Every multiplier 1."""
        return cls(
            channels=(),
            logs=np.zeros((ROWS, 0)),
            squares=np.zeros((ROWS, 0)),
            sharpness=np.zeros((ROWS, 2)),
            counts=np.zeros((ROWS - 1, 0), dtype=np.int64),
            changed=np.zeros(0, dtype=np.int64),
        )

    def multipliers(self, channels: Sequence[str], deeds: int) -> Column:
        """What each of `channels` is multiplied by for a person of so many deeds, `(c,)`: 1 for policy, and what was never met."""
        place = {name: c for c, name in enumerate(self.channels)}
        logs = self.logs[0] + self.logs[1 + bucket(deeds)]
        known = np.append(np.exp(np.clip(logs, _LOG_FLOOR, _LOG_CEILING)), 1.0)
        return known[[place.get(name, -1) for name in channels]]

    def shared(self) -> dict[str, float]:
        """The multiplier of each channel before its buckets differ."""
        factors = np.exp(np.clip(self.logs[0], _LOG_FLOOR, _LOG_CEILING))
        return dict(zip(self.channels, factors.tolist(), strict=True))

    def with_channels(self, channels: Sequence[str]) -> Learned:
        """The same with columns for `channels` too; policy gets none."""
        new = tuple(name for name in channels if name not in self.channels and name not in POLICY)
        return self.arranged(self.channels + new) if new else self

    def only(self, channels: Sequence[str]) -> Learned:
        """The same without the columns of channels that are not named."""
        return self.arranged([name for name in self.channels if name in channels])

    def arranged(self, channels: Sequence[str]) -> Learned:
        """The same with just these columns in this order, zeros where one is new."""
        place = {name: c for c, name in enumerate(self.channels)}
        # The column past the end is one of zeros: a channel that is new.
        at = [place.get(name, len(place)) for name in channels]
        return msgspec.structs.replace(
            self,
            channels=tuple(channels),
            logs=np.pad(self.logs, ((0, 0), (0, 1)))[:, at],
            squares=np.pad(self.squares, ((0, 0), (0, 1)))[:, at],
            counts=np.pad(self.counts, ((0, 0), (0, 1)))[:, at],
            changed=np.append(self.changed, 0)[at],
        )


class Online:
    """The blend by what was `learned` so far, which is replaced at every step.

    >>> Online().totals(scene)                                                      # doctest: +SKIP
    """

    name = "online"

    def __init__(self, learned: Learned | None = None) -> None:
        self.learned = Learned.nothing() if learned is None else learned

    def totals(self, scene: Weighed) -> Column:
        """The score of every candidate, `(n,)`."""
        total: Column = self.learned.multipliers(scene.channels, scene.deeds) @ scene.values
        return total

    def contributions(self, scene: Weighed, places: NDArray[np.int64]) -> Column:
        """Each channel's share of the totals at `places`: `(c + 1, len(places))`; nothing belongs to no channel."""
        factors = self.learned.multipliers(scene.channels, scene.deeds)
        return np.vstack([factors[:, None] * scene.values[:, places], np.zeros((1, len(places)))])


def bucket(deeds: int) -> int:
    """The place of an evidence bucket in `BUCKET_NAMES`."""
    return int(np.searchsorted(BUCKETS, deeds))


def learn(learned: Learned, lesson: Lesson, rates: Rates = DEFAULT_RATES) -> Learned:
    """One step: what was chosen a little more probable against the rest. The argument stays as it was.

    A lesson that leaves no choice (one candidate), weighs nothing, or holds values that are not finite, teaches nothing.
    """
    if lesson.values.shape[1] < 2 or lesson.weight <= 0 or not np.isfinite(lesson.values).all():
        return learned
    held = learned.with_channels(lesson.channels)
    rows = [0, 1 + bucket(lesson.deeds)]
    values = lesson.values.astype(np.float64)
    factors = held.multipliers(lesson.channels, lesson.deeds)
    totals = factors @ values
    sharp = float(np.exp(held.sharpness[rows, 0].sum()))
    error = _softmax(sharp * totals)
    error[lesson.place] -= 1.0
    speaks = np.ptp(values, axis=1) > 0
    inside = [i for i, name in enumerate(lesson.channels) if speaks[i] and name not in POLICY]
    slopes = (sharp * factors * (values @ error))[inside]
    trial = held.trial.with_difference(_gain(totals, lesson.place) - _gain(values.sum(axis=0), lesson.place))
    at = [held.channels.index(lesson.channels[i]) for i in inside]
    moved = _moved(held, rows, at, lesson.weight * np.clip(slopes, -rates.clip, rates.clip), rates)
    sharpness = _sharpened(held, rows, lesson.weight * float(error @ totals) * sharp, rates)
    counts, changed = held.counts.copy(), held.changed.copy()
    counts[rows[1] - 1, at] += 1
    changed[at] = lesson.at
    return msgspec.structs.replace(
        moved, sharpness=sharpness, counts=counts, changed=changed, steps=held.steps + 1, trial=trial
    )


def merged(base: Learned, own: Learned, theirs: Learned) -> Learned:
    """What two learned from one `base`, together: steps that went different ways add up."""
    channels = tuple(dict.fromkeys((*theirs.channels, *own.channels)))
    was, mine, other = (one.arranged(channels) for one in (base, own, theirs))
    return Learned(
        channels=channels,
        logs=np.clip(other.logs + mine.logs - was.logs, _LOG_FLOOR, _LOG_CEILING),
        squares=np.maximum(other.squares + mine.squares - was.squares, 0.0),
        sharpness=np.clip(
            other.sharpness + mine.sharpness - was.sharpness, [-_SHARPEST, 0.0], [_SHARPEST, np.inf]
        ),
        counts=np.maximum(other.counts + mine.counts - was.counts, 0),
        changed=np.maximum(other.changed, mine.changed),
        steps=max(0, other.steps + mine.steps - was.steps),
        trial=Trial(
            count=max(0.0, other.trial.count + mine.trial.count - was.trial.count),
            total=other.trial.total + mine.trial.total - was.trial.total,
            squares=max(0.0, other.trial.squares + mine.trial.squares - was.trial.squares),
        ),
    )


def _moved(held: Learned, rows: list[int], at: list[int], slopes: Column, rates: Rates) -> Learned:
    """The logarithms after Adagrad's step at `rows` and columns `at`."""
    grid, pulls = np.ix_(rows, at), np.array([[rates.shared_pull], [rates.own_pull]])
    logs, squares = held.logs.copy(), held.squares.copy()
    slope = slopes + pulls * logs[grid]
    squares[grid] += slope**2
    step = rates.rate * slope / np.sqrt(rates.begin + squares[grid])
    logs[grid] = np.clip(logs[grid] - step, _LOG_FLOOR, _LOG_CEILING)
    return msgspec.structs.replace(held, logs=logs, squares=squares)


def _sharpened(held: Learned, rows: list[int], slope: float, rates: Rates) -> Column:
    slope = max(-rates.clip, min(rates.clip, slope))
    sharpness: Column = held.sharpness.copy()
    sharpness[rows, 1] += slope**2
    step = rates.rate * slope / np.sqrt(rates.begin + sharpness[rows, 1])
    sharpness[rows, 0] = np.clip(sharpness[rows, 0] - step, -_SHARPEST, _SHARPEST)
    return sharpness


def _softmax(scores: Column) -> Column:
    grown = np.exp(scores - scores.max())
    chances: Column = grown / grown.sum()
    return chances


def _gain(totals: Column, place: int) -> float:
    """NDCG@10 of one choice; ties share their middle place."""
    own = totals[place]
    rank = float((totals > own).sum()) + (float((totals == own).sum()) + 1.0) / 2.0
    return 1.0 / float(np.log2(rank + 1.0)) if rank <= FIRST else 0.0
