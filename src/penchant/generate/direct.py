"""The plainest idea: the interest itself, where its words or its examples point."""

from __future__ import annotations

from typing import TYPE_CHECKING

from penchant.domain import Idea

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from penchant.domain import Interest, Vector


def direct(wanted: Sequence[Interest], examples: Callable[[Interest], Vector | None]) -> list[Idea]:
    """One idea an interest, in order; those that point nowhere are left out.

    Args:
        wanted: interests of polarity +1.
        examples: the unit direction `(d,)` of an interest that only deeds stand behind, from its items.
    """
    ideas = []
    for interest in wanted:
        vector = examples(interest) if interest.vector is None else interest.vector
        if vector is not None:
            ideas.append(
                Idea(
                    idea_id=f"d-{interest.interest_id}",
                    text=interest.label,
                    author="interest",
                    interests=(interest.interest_id,),
                    weight=interest.strength,
                    vector=vector,
                )
            )
    return ideas
