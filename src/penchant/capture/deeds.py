"""What a person's deeds have in common: the facets that explain what they liked, and those of what they turned down."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from penchant.catalogue import Catalogue
    from penchant.person import Done

DID_FACETS = 6
"""At most so many interests are read from what was done."""
EXPLAINED = 0.3
"""Share of an event's weight left to other facets once one facet has explained it."""
LIFT = 0.4
"""Nats by which a facet's share of the liked must exceed its share of the catalogue to be an interest and not the average."""
FEWEST_SHARED = 2
"""So many liked items must share a tag before it is an interest: of a single deed only the category is."""
WORTH = 0.2
"""Share of what the first facet explains that a further one must explain to be an interest of its own."""
FEWEST_REFUSED = 3
"""So many disliked items must share a facet, and hardly a liked one, before the facet itself counts as refused."""
REFUSED_SHARE = 0.75


def shared_facets(
    done: Done, weights: NDArray[np.float64], catalogue: Catalogue
) -> list[tuple[int, NDArray[np.int64], int]]:
    """`(facet, places of its events, sign)`: greedily the facet that explains most of what is left, then the refused ones."""
    places, facets = _incidence(done, catalogue)
    if not len(facets):
        return []
    used, column = np.unique(facets, return_inverse=True)
    share = weights[places] / np.sqrt(np.bincount(places, minlength=len(done)))[places]
    idf = catalogue.idf(used)
    liked = np.bincount(column, (weights[places] > 0).astype(float), len(used))
    shared = (liked >= FEWEST_SHARED) | catalogue.are_categories(used)
    chosen = _explaining(places, column, np.maximum(share, 0) * shared[column], idf, weights)
    disliked = np.bincount(column, (weights[places] < 0).astype(float), len(used))
    refused = [
        c
        for c in np.flatnonzero(
            (disliked >= FEWEST_REFUSED) & (disliked >= REFUSED_SHARE * (liked + disliked))
        )
        if c not in chosen
    ]
    refused.sort(key=lambda c: (-disliked[c] * idf[c], c))
    signed = [(c, 1) for c in chosen] + [(c, -1) for c in refused[:DID_FACETS]]
    return [(int(used[c]), places[column == c], sign) for c, sign in signed]


def _explaining(
    places: NDArray[np.int64],
    column: NDArray[np.int64],
    share: NDArray[np.float64],
    idf: NDArray[np.float64],
    weights: NDArray[np.float64],
) -> list[int]:
    total = max(1e-9, float(np.maximum(weights, 0).sum()))
    held = np.bincount(column, np.maximum(weights[places], 0), len(idf))
    with np.errstate(divide="ignore"):
        lift = np.log(np.maximum(held / total, 1e-12)) + idf
    left = np.ones(len(weights))
    chosen: list[int] = []
    first = 0.0
    for _ in range(DID_FACETS):
        score = np.bincount(column, share * left[places], len(idf)) * np.sqrt(idf)
        score[lift < LIFT] = 0.0
        score[chosen] = 0.0
        best = int(np.argmax(score))
        first = first or float(score[best])
        if score[best] <= WORTH * first:
            break
        chosen.append(best)
        left[places[column == best]] *= EXPLAINED
    return chosen


def _incidence(done: Done, catalogue: Catalogue) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Each pair of an event's place and a facet of its item, for the facets that can be an interest."""
    facets, places = catalogue.facets_at(done.rows.astype(np.int64))
    kept = catalogue.is_topic(facets)
    return places[kept], facets[kept]
