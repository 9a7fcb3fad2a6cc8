"""The addends of every candidate: what was said, what was done, what the crowd does, and what speaks against."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from penchant.domain import Value
from penchant.learn.reward import ignored_rows
from penchant.rank import blend, explain
from penchant.recall import AGES_DECAY
from penchant.retrieve.fresh import freshness

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from penchant.asking import Asking
    from penchant.capture.interests import Wants
    from penchant.rank.blend import Addend
    from penchant.recall import Candidates

    Rows = NDArray[np.int64]
    Vectors = NDArray[np.float32]


class Scored(Value, frozen=True, eq=False):
    """Candidates with their vectors `(n, d)`, their accounts and their totals `(n,)`."""

    rows: NDArray[np.int64]
    vectors: NDArray[np.float32]
    book: explain.Ledger
    totals: NDArray[np.float64]


def score(asking: Asking, wants: Wants, candidates: Candidates) -> Scored:
    """Every candidate's addends and their sum."""
    rows = candidates.rows
    if not len(rows):
        return Scored(
            rows=rows, vectors=np.zeros((0, 0), np.float32), book=explain.ledger([], 0), totals=np.zeros(0)
        )
    vectors = asking.state.index.take(rows)
    addends = [
        *(asking.attempt("rank.said", lambda: _said(asking, wants, candidates, vectors)) or []),
        *(asking.attempt("rank.done", lambda: _done(asking, rows, vectors)) or []),
        *(asking.attempt("rank.crowd", lambda: _crowd(asking, rows)) or []),
        *(asking.attempt("rank.against", lambda: _against(asking, wants, rows, vectors)) or []),
    ]
    book = explain.ledger(addends, len(rows))
    return Scored(rows=rows, vectors=vectors, book=book, totals=book.totals)


def _said(asking: Asking, wants: Wants, candidates: Candidates, vectors: Vectors) -> list[Addend]:
    """Nearness in meaning, names carried and words held, for each interest; and nearness to what was imagined for it."""
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


def _done(asking: Asking, rows: Rows, vectors: Vectors) -> list[Addend]:
    """What comes next after the latest deeds, by both clocks, and likeness to them."""
    if not len(asking.latest):
        return []
    weights, ids = asking.settings.weights, asking.person.done.event_ids()
    names = [ids[place] for place in asking.latest]
    history, strength = asking.history()
    slow, fast = asking.state.transitions.addends(
        history, rows.astype(np.int32), AGES_DECAY, now=asking.now, weights=strength
    )
    ages = AGES_DECAY ** np.arange(len(names) - 1, -1, -1, dtype=np.float32)
    liked = asking.state.index.take(history.astype(np.int64))
    return [
        blend.followed(slow, names, blend.TRANSITIONS_SCALE, weights.transitions, "transitions"),
        blend.followed(fast, names, blend.FORWARD_SCALE, weights.forward, "forward"),
        blend.profile(liked, ages * strength, names, vectors, weights.profile),
    ]


def _crowd(asking: Asking, rows: Rows) -> list[Addend]:
    weights, sums = asking.settings.weights, asking.state.transitions
    return [
        blend.popular(sums.support(rows).astype(np.float64), weights.popular),
        blend.recent(sums.recent(rows, asking.now).astype(np.float64), weights.recent),
        blend.fresh(freshness(asking.catalogue, rows, asking.fresh_half_life, asking.now), weights.fresh),
    ]


def _against(asking: Asking, wants: Wants, rows: Rows, vectors: Vectors) -> list[Addend]:
    """Soft refusals, what was shown and passed over, and what was seen where that is only demoted."""
    weights = asking.settings.weights
    found = []
    for interest in asking.active(wants):
        if interest.polarity < 0 and interest.hardness != "never":
            names = asking.names(interest, wants)
            held = asking.carries_all(names, rows)
            for welcome in wants.exempt.get(interest.interest_id, ()):
                held &= ~asking.carries_all(welcome, rows)
            found.append(blend.disliked(interest, held if names else None, vectors, weights.refused))
    passed = ignored_rows(asking.person.done)
    if passed:
        counts = np.array([passed.get(row, 0.0) for row in rows.tolist()])
        found.append(blend.ignored(counts, weights.ignored))
    if asking.seen_policy == "demote":
        found.append(blend.seen(np.isin(rows, asking.seen()), weights.refused))
    return found


def _spread(asking: Asking, hits: Sequence[tuple[str, float]], rows: Rows) -> NDArray[np.float64]:
    """BM25 by candidate; 0 for those that were not hit."""
    by_row = {asking.catalogue.row_of.get(item_id, -1): bm25 for item_id, bm25 in hits}
    return np.array([by_row.get(row, 0.0) for row in rows.tolist()])
