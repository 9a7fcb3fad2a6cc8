"""Words against words on things that contain each other: a refusal of horror and a wish for horror comedies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from penchant.domain import Value

if TYPE_CHECKING:
    from collections.abc import Iterable

    from penchant.catalogue import Named


class Standing(Value, frozen=True):
    """A spoken interest by its name, the catalogue names it holds, its sign and when it was last said."""

    name: str
    terms: tuple[Named, ...]
    polarity: int
    spoken_at: int


def covered(standing: Iterable[Standing]) -> tuple[set[str], dict[str, list[tuple[Named, ...]]]]:
    """What newer words on a part of the same thing do to older ones.

    A wish whose names include all those of a newer refusal is over: who tires of science fiction tires of slow science fiction. A
    refusal whose names are all in a newer wish holds, but for what carries the wish: horror comedies are welcome, horror is not.

    Returns:
        The names of wishes that are over; and for each refusal's name the names that are exempt from it.
    """
    spoken = [one for one in standing if one.terms and one.spoken_at]
    wishes, refusals = [s for s in spoken if s.polarity > 0], [s for s in spoken if s.polarity < 0]
    over: set[str] = set()
    exempt: dict[str, list[tuple[Named, ...]]] = {}
    for refusal in refusals:
        for wish in wishes:
            if not set(_facets(refusal)) < set(_facets(wish)):
                continue
            if refusal.spoken_at > wish.spoken_at:
                over.add(wish.name)
            elif wish.spoken_at > refusal.spoken_at:
                exempt.setdefault(refusal.name, []).append(wish.terms)
    return over, exempt


def _facets(one: Standing) -> Iterable[tuple[int, ...]]:
    return (term.facets for term in one.terms)
