"""Items near an idea in the encoder's space, and the ideas that no item comes near."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import numpy as np

from penchant.domain import Gap, Nearest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from penchant.catalogue import Catalogue
    from penchant.domain import Idea
    from penchant.ports import Mask, Rows, VectorIndex, Vectors

SHOWN = 3
"""Nearest items listed with an idea."""


def nearest(
    ideas: Sequence[Idea], index: VectorIndex, k: int, mask: Mask | None = None
) -> tuple[Rows, Vectors]:
    """Rows `(m, k)` and cosines `(m, k)` of the items nearest to each idea, best first; -1 and -inf where there are fewer."""
    if not ideas:
        return np.zeros((0, k), dtype=np.int64), np.zeros((0, k), dtype=np.float32)
    return index.search(np.stack([idea.vector for idea in ideas if idea.vector is not None]), k, mask)


def ground(ideas: Sequence[Idea], rows: Rows, similarity: Vectors, catalogue: Catalogue) -> list[Idea]:
    """The ideas, each with its nearest real items."""
    return [
        msgspec.structs.replace(idea, nearest=_nearest(rows[i], similarity[i], catalogue))
        for i, idea in enumerate(ideas)
    ]


def gaps(ideas: Sequence[Idea], threshold: float, covered: Sequence[str]) -> list[Gap]:
    """Ideas whose nearest item lies below `threshold`.

    Args:
        ideas: grounded ideas; only those an interest itself speaks are looked at, as patterns add words of their own.
        threshold: the cosine from which a want counts as met.
        covered: ids of interests whose facet some item in the catalogue carries: these are met whatever the cosine.
    """
    found = []
    for idea in ideas:
        best = idea.nearest[0].similarity if idea.nearest else -1.0
        if idea.author == "interest" and best < threshold and not set(idea.interests) & set(covered):
            found.append(
                Gap(
                    idea_id=idea.idea_id,
                    text=idea.text,
                    interests=idea.interests,
                    similarity=best,
                    threshold=threshold,
                    nearest=idea.nearest,
                )
            )
    return found


def _nearest(rows: Rows, similarity: Vectors, catalogue: Catalogue) -> tuple[Nearest, ...]:
    return tuple(
        Nearest(item_id=catalogue.ids[row], title=catalogue.title(int(row)), similarity=round(float(s), 4))
        for row, s in zip(rows[:SHOWN], similarity[:SHOWN], strict=True)
        if row >= 0
    )
