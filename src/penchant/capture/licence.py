"""What a language model must show before its readings count: on a set with known answers, that it reads better than the rules.

The set is 80 short lines, half of them Chinese, written for this by a hand of its own; it stands beside this file. A model is
judged for each language, since one that reads English may guess at Chinese, and by pairs: of the lines that it and the rules read
differently well it must win clearly more than it loses (a sign test, normal approximation, one-sided 5 %). One that answers nothing
wins nothing.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from penchant.domain import Polarity, Value
from penchant.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from penchant.domain import Aspect

FILE = Path(__file__).with_name("calibration.jsonl")
CLEARLY = 1.645
"""Standard deviations of a coin's wins."""
OPINIONS = frozenset({"like", "dislike", "never"})


class Label(Value, frozen=True):
    """What a line says of a thing."""

    about: str
    polarity: Polarity


class Line(Value, frozen=True):
    """A line of the set, with its answers."""

    text: str
    language: Literal["en", "zh"]
    aspects: tuple[Label, ...]


class Trial(Value, frozen=True):
    """How a model did in one language: lines read better (`wins`) and worse than by the rules; labels right, of `labels`."""

    wins: int = 0
    losses: int = 0
    labels: int = 0
    right: int = 0
    rules_right: int = 0

    @property
    def is_passed(self) -> bool:
        """Whether it wins clearly more than it loses."""
        return (
            self.wins > self.losses and self.wins - self.losses >= CLEARLY * (self.wins + self.losses) ** 0.5
        )


class Licence(Value, frozen=True):
    """What a reader showed, by language; kept, so that it is asked once. `reader` names model, prompt and rules.

    `behind` tells the weights that stood behind the model's name, as far as that was known: others must show it anew.
    """

    reader: str
    trials: dict[str, Trial]
    made_at: int = 0
    behind: str = ""

    def trusts(self, language: str) -> bool:
        """Whether what it reads in a language counts."""
        return self.trials.get(language, Trial()).is_passed


@cache
def lines() -> tuple[Line, ...]:
    """The set."""
    decoder = msgspec.json.Decoder(Line)
    return tuple(decoder.decode(line) for line in FILE.read_bytes().splitlines() if line.strip())


def licence_of(
    reader: str,
    rules: Sequence[Sequence[Aspect]],
    merged: Sequence[Sequence[Aspect]],
    made_at: int = 0,
    among: Sequence[Line] | None = None,
) -> Licence:
    """What a reader has earned: `rules` and `merged` are the two readings of each line of the set."""
    trials = {"en": Trial(), "zh": Trial()}
    for line, own, both in zip(lines() if among is None else among, rules, merged, strict=True):
        trials[line.language] = _counted(trials[line.language], line, own, both)
    return Licence(reader=reader, trials=trials, made_at=made_at)


def _counted(trial: Trial, line: Line, own: Sequence[Aspect], both: Sequence[Aspect]) -> Trial:
    rules, model = right(line, own), right(line, both)
    before, after = rules - invented(line, own), model - invented(line, both)
    return Trial(
        wins=trial.wins + (after > before),
        losses=trial.losses + (after < before),
        labels=trial.labels + len(line.aspects),
        right=trial.right + model,
        rules_right=trial.rules_right + rules,
    )


def right(line: Line, found: Sequence[Aspect]) -> int:
    """How many labels are read as they should be, the later word on a thing counting."""
    verdicts = ([a.polarity for a in found if fold(label.about) in fold(a.about)] for label in line.aspects)
    return sum(v[-1:] == [label.polarity] for v, label in zip(verdicts, line.aspects, strict=True))


def invented(line: Line, found: Sequence[Aspect]) -> int:
    """How many verdicts are on things that no label names."""
    return sum(
        bool(a.about)
        and a.polarity in OPINIONS
        and not any(fold(label.about) in fold(a.about) for label in line.aspects)
        for a in found
    )
