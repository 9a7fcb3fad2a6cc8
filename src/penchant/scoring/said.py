"""What was said: nearness in meaning, names carried and words held, for each interest; nearness to what was imagined for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from penchant.rank import blend

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from penchant.asking import Asking
    from penchant.capture.interests import Wants
    from penchant.ports import Vectors
    from penchant.rank.blend import Addend
    from penchant.recall import Candidates


def said(asking: Asking, wants: Wants, candidates: Candidates, vectors: Vectors) -> list[Addend]:
    """The addends of each wanted interest, and of the ideas written for it."""
    weights, wanted, found = asking.settings.weights, asking.wanted(wants), []
    pulls = asking.pulls(wants)
    for interest in wanted:
        pull = pulls[interest.interest_id]
        if interest.vector is not None:
            found.append(blend.text(interest, interest.vector, vectors, pull * weights.text))
        matched = asking.matched(interest, wants, candidates.rows)
        found.append(blend.facet(interest, matched, pull * weights.facet))
        if interest.interest_id in candidates.words:
            bm25 = _spread(asking, candidates.words[interest.interest_id], candidates.rows)
            found.append(blend.keyword(interest, bm25, pull * weights.keyword))
    by_id = {interest.interest_id: interest for interest in wanted}
    for idea in candidates.ideas:
        if idea.author != "interest" and idea.interests[0] in by_id:
            weight = pulls[idea.interests[0]] * weights.idea
            found.append(blend.idea(idea, by_id[idea.interests[0]], vectors, weight))
    return found


def _spread(
    asking: Asking, hits: Sequence[tuple[str, float]], rows: NDArray[np.int64]
) -> NDArray[np.float64]:
    """BM25 by candidate; 0 for those that were not hit."""
    by_row = {asking.catalogue.row_of.get(item_id, -1): bm25 for item_id, bm25 in hits}
    return np.array([by_row.get(row, 0.0) for row in rows.tolist()])
