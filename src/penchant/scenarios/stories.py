"""A scenario's story: people who say, do and ask, step by step. It is data, in the scenario's `story.toml`."""

from __future__ import annotations

from typing import Literal

import msgspec

from penchant.domain import Value

HOUR = 3_600_000
STEP = 60_000
"""Time between two steps, ms, unless the story says that hours went by."""

Act = Literal["say", "did", "recommend", "why_not", "edit", "forget"]
Part = Literal["interests", "ideas", "list", "gaps"]
_ACTS: tuple[Act, ...] = ("say", "did", "recommend", "why_not", "edit", "forget")


class Hand(Value, frozen=True, forbid_unknown_fields=True):
    """A person's own hand on an interest: what is done, and the label of the interest it is done to."""

    action: Literal["pin", "pause", "drop"]
    interest: str


class Step(Value, frozen=True, forbid_unknown_fields=True):
    """One step: `who` does one of the acts; `note` says in both languages what to look at; `show` which parts are printed.

    `did` is an event type, done to the item at `place` of the person's last list; `recommend` are words asked for one list
    only; `why_not` is an item's id; `after_hours` is how long after the step before it this one happens.
    """

    who: str
    note: dict[Literal["en", "zh"], str]
    say: str | None = None
    did: str | None = None
    place: int = 1
    recommend: str | None = None
    why_not: str | None = None
    edit: Hand | None = None
    forget: bool = False
    after_hours: float = 0.0
    show: tuple[Part, ...] = ("list",)

    @property
    def act(self) -> Act:
        """Which of the acts it is."""
        return next(act for act in _ACTS if getattr(self, act))


class Story(Value, frozen=True, forbid_unknown_fields=True):
    """The steps, and the sentence that the reader is invited to `say` afterwards as person `invites`, in both languages."""

    step: tuple[Step, ...]
    invites: str
    invited: dict[Literal["en", "zh"], str]

    @property
    def lasts(self) -> int:
        """From first step to last, ms."""
        return sum(STEP + round(step.after_hours * HOUR) for step in self.step)


def parsed(table: dict[str, object]) -> Story:
    """The story of a `story.toml`. Raises msgspec.ValidationError."""
    return msgspec.convert(table, Story)
