"""What was said: nearness in meaning, names carried and words held, for each interest and for the talk as a whole; nearness to
what was imagined.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from penchant.rank import blend
from penchant.talk import dealt

if TYPE_CHECKING:
    from collections.abc import Iterable

    from penchant.asking import Asking
    from penchant.capture.interests import Wants
    from penchant.domain import Idea
    from penchant.ports import Vectors
    from penchant.rank.blend import Addend, Column
    from penchant.recall import Candidates
    from penchant.talk import Talk

BESIDE_MODEL = 0.6
"""Share that nearness to the talk keeps beside an interest model, which begins from the same direction."""
NAMED = 0.65
"""Of what nearness to the words counts, so much does nearness to the items that the talk goes on from."""
SPOKEN_FACET = 1.5
"""A kind that was named within the day is what the list is expected to hold, however well known the items beside it are."""


def said(
    asking: Asking, wants: Wants, candidates: Candidates, vectors: Vectors, support: Column
) -> list[Addend]:
    """The addends of each wanted interest, of the talk as a whole, and of the ideas written for them.

    An interest that the talk speaks of has no nearness and no words of its own: they are in those of the talk.
    """
    talk, pulls, found = candidates.talk, asking.pulls(wants), []
    weights, wanted = asking.settings.weights, asking.wanted(wants)
    for interest in wanted:
        pull, apart = pulls[interest.interest_id], talk is None or interest.interest_id not in talk.spoken
        if interest.vector is not None and apart:
            found.append(blend.text(interest, interest.vector, vectors, pull * weights.text))
        matched = asking.matched(interest, wants, candidates.rows)
        asked = 1.0 if apart else SPOKEN_FACET
        found.append(blend.facet(interest, matched, asked * pull * weights.facet))
        if interest.interest_id in candidates.words:
            bm25 = candidates.words[interest.interest_id].among(candidates.rows)
            found.append(blend.keyword(interest, bm25, pull * weights.keyword))
    if talk is not None:
        found += _of_talk(asking, wants, candidates, talk, vectors, support)
    by_id = {interest.interest_id: interest for interest in wanted}
    for idea in candidates.ideas:
        if idea.author == "model":
            found.append(blend.model(idea, vectors, weights.model))
        elif idea.author == "pattern" and idea.interests[0] in by_id:
            weight = pulls[idea.interests[0]] * weights.idea
            found.append(blend.idea(idea, by_id[idea.interests[0]], vectors, weight))
    near = asking.state.stock.gap_threshold() if candidates.ideas else 0.0
    imagined = [i for i in grounded(candidates.ideas, near) if i.interests[0] in by_id]
    if imagined:
        earned = [pulls[idea.interests[0]] * weights.idea * idea.weight for idea in imagined]
        found.append(blend.imagined(imagined, vectors, earned))
    return found


def grounded(ideas: Iterable[Idea], threshold: float) -> list[Idea]:
    """What a language model imagined that some real item comes near: what nothing is like says nothing of what there is."""
    return [
        idea
        for idea in ideas
        if idea.author == "language" and idea.nearest and idea.nearest[0].similarity >= threshold
    ]


def _of_talk(
    asking: Asking, wants: Wants, candidates: Candidates, talk: Talk, vectors: Vectors, support: Column
) -> list[Addend]:
    weights, rows = asking.settings.weights, candidates.rows
    interests, shares = dealt(talk, asking.wanted(wants), asking.pulls(wants), vectors)
    count = np.zeros(len(rows))
    for name in talk.names:
        count += asking.catalogue.carries(name, rows)
    modelled = any(idea.author == "model" for idea in candidates.ideas)
    nearness = weights.talk * (BESIDE_MODEL if modelled else 1.0)
    return [
        blend.talk(interests, shares, talk.vector, vectors, nearness),
        *_named(asking, wants, vectors, NAMED * nearness),
        blend.words(candidates.hits.among(rows), weights.words),
        blend.names(count, weights.names),
        blend.renown(support, asking.state.people.mass(), weights.renown),
    ]


def _named(asking: Asking, wants: Wants, vectors: Vectors, weight: float) -> list[Addend]:
    """Nearness to the latest positive deeds all together: what a talk speaks of is like what was just named or chosen.

    What was done before a newer wish of now or lately counts less beside it, as older interests do.
    """
    history, strength = asking.history()
    if not len(history):
        return []
    done, wanted = asking.person.done, asking.wanted(wants)
    wishes = [e.timestamp for i in wanted if blend.is_spoken_now(i) for e in i.evidence if e.quote]
    older = done.times[asking.latest] < max(wishes, default=0)
    liked = asking.state.index.take(history.astype(np.int64))
    length = float(np.linalg.norm(strength @ liked))
    counted = strength * np.where(older, np.float32(blend.OUT_OF_FOCUS), np.float32(1.0))
    keys = blend.of_events("similar", [asking.event_ids[place] for place in asking.latest])
    return [blend.named(liked, counted, length, vectors, keys, weight)]
