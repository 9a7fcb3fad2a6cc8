"""An ideal item by the interest model: where people who spoke and chose alike went on to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from penchant.domain import Idea

if TYPE_CHECKING:
    from collections.abc import Iterable

    from penchant.domain import Vector

_TEXT = {
    "en": "What people who spoke and chose alike went on to",
    "zh": "说法和选择相近的人接着选的",
}


class Model(Protocol):
    """What turns words and deeds into a direction; see `penchant.learn.adapter.Adapter`."""

    def ideal(self, t: Vector | None, h: Vector | None) -> Vector | None:
        """Where the ideal item lies, a unit vector; None where nothing points anywhere."""
        ...


def model(
    trained: Model | None, talk: Vector | None, deeds: Vector | None, interests: Iterable[str], tongue: str
) -> list[Idea]:
    """One idea where there is a model and something was said, else none: of deeds alone it has learned nothing.

    Args:
        trained: the interest model of this store, if one serves.
        talk: where what was said lately points, a centred unit vector `(d,)`.
        deeds: where the deeds before point, unit `(d,)`.
        interests: ids of the interests it serves.
        tongue: `en` or `zh`.
    """
    if trained is None or talk is None:
        return []
    vector = trained.ideal(talk, deeds)
    if vector is None:
        return []
    return [
        Idea(
            idea_id="m", text=_TEXT[tongue], author="model", interests=tuple(sorted(interests)), vector=vector
        )
    ]
