"""What a trainer hands over, and what became of it."""

from __future__ import annotations

from penchant.domain import Value
from penchant.models import Card  # noqa: TC001 - msgspec reads the annotations


class Trained(Value, frozen=True, eq=False):
    """An artefact's bytes and its card, whose version is still open; it deserves to serve where its interval lies above zero."""

    card: Card
    data: bytes

    @property
    def is_better(self) -> bool:
        """Whether the whole paired interval of the difference lies above zero."""
        return self.card.interval[0] > 0.0


class Outcome(Value, frozen=True):
    """What became of a training: its card, whether it serves now, and why."""

    card: Card
    promoted: bool
    reason: str
