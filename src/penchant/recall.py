"""The retrieve step: every source asked for candidates, and everything that keeps items out."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import numpy as np

from penchant.capture.linking import Links
from penchant.domain import Gap, Idea, Value
from penchant.errors import InvalidExpression
from penchant.rank import constraints
from penchant.rank.words import NOTES
from penchant.retrieve.fresh import fresh
from penchant.retrieve.keyword import NO_HITS, Hits, content_words, keyword
from penchant.retrieve.nearest import gaps, ground

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from penchant.asking import Asking
    from penchant.capture.interests import Wants
    from penchant.domain import Interest
    from penchant.rank.constraints import Barred, Rule
    from penchant.talk import Talk

    Found = NDArray[np.int64]

AGES_DECAY = 0.6
"""Weight of a deed in what comes next, against the deed after it."""
FACET_INTERESTS = 6
ALIKE_DEEDS = 5
ALIKE_EACH = 40
"""Of so many of the latest deeds, so many items of near meaning."""
COMMON = 20_000
MORE_HITS = 3
"""Words of a whole talk find more than those of one interest."""
FEWEST_CARRYING = 30
FEWEST_NEAREST = 40
"""Nearest items looked up for each idea at least, however many ideas there are."""
_UNNAMED = Links()
_NOTHING = np.zeros(0, dtype=np.int64)


class Candidates(Value, frozen=True, eq=False):
    """What was found: rows that may be shown, what kept others out, and what each source found.

    `words` are the keyword hits of each interest, `hits` those of the `talk` as a whole.
    """

    rows: NDArray[np.int64]
    barred: tuple[Barred, ...]
    ideas: tuple[Idea, ...]
    gaps: tuple[Gap, ...]
    words: dict[str, Hits]
    counts: dict[str, int]
    talk: Talk | None = None
    hits: Hits = NO_HITS


def recall(asking: Asking, wants: Wants, ideas: Sequence[Idea], talk: Talk | None) -> Candidates:
    """The union of all sources, less what may not be shown."""
    limit = asking.settings.limits.candidates_per_source
    barred = everything_barred(asking, wants)
    allowed = ~np.logical_or.reduce([b.rows for b in barred])
    own = [
        idea for idea in ideas if idea.author != "language"
    ]  # a model's ideas take nothing from those of the person
    each = max(FEWEST_NEAREST, 2 * limit // max(1, len(own)))
    near = asking.attempt("retrieve.nearest", lambda: asking.state.stock.nearest(ideas, each, allowed))
    grounded = ground(ideas, *near, asking.catalogue) if near else list(ideas)
    spoken = talk.spoken if talk else frozenset[str]()
    apart = [interest for interest in asking.wanted(wants) if interest.interest_id not in spoken]
    words = asking.attempt("retrieve.keyword", lambda: keyword(apart, asking.state.stock.match, limit)) or {}
    hits = asking.attempt("retrieve.keyword", lambda: _hits(asking, talk)) or NO_HITS
    sources: dict[str, Callable[[], Found]] = {
        "nearest": lambda: near[0].ravel() if near else _NOTHING,
        "keyword": lambda: np.concatenate([_NOTHING, *(held.rows for held in words.values())]),
        "talk": lambda: _near_talk(asking, talk, allowed),
        "words": lambda: hits.rows,
        "facet": lambda: _carrying(asking, wants, allowed),
        "transitions": lambda: _next(asking, allowed),
        "alike": lambda: _alike(asking),
        "popular": lambda: asking.state.people.popular(limit, asking.now),
        "fresh": lambda: fresh(asking.catalogue, asking.fresh_half_life, asking.now, limit),
    }
    tried = {name: asking.attempt(f"retrieve.{name}", source) for name, source in sources.items()}
    found = {name: part for name, part in tried.items() if part is not None}
    return Candidates(
        rows=_unlike_refused(asking, wants, _allowed(list(found.values()), allowed, asking.request.n)),
        barred=tuple(barred),
        ideas=tuple(grounded),
        gaps=tuple(asking.attempt("retrieve.gaps", lambda: _gaps(asking, wants, grounded)) or ()),
        words=words,
        counts={name: len(part) for name, part in found.items()},
        talk=talk,
        hits=hits,
    )


def everything_barred(asking: Asking, wants: Wants) -> list[Barred]:
    """What keeps items out, and a note for what is required but cannot be checked."""
    where = asking.state.stock.where(asking.request.where) if asking.request.where else None
    rules = [_rule(asking, i, wants) for i in asking.active(wants) if i.hardness != "soft" and not i.steers]
    hide = asking.seen_policy == "hide"
    found = constraints.barred(asking.catalogue, rules, where, asking.seen(), hide_seen=hide)
    found += [barred for i in asking.steering(wants) if (barred := _steered(asking, i)) is not None]
    if asking.request.exclude:
        left_out = np.zeros(len(asking.catalogue), dtype=np.bool_)
        left_out[asking.rows_of(asking.request.exclude)] = True
        found.append(constraints.Barred(kind="excluded", rows=left_out))
    for barred in found:
        if barred.kind == "required" and not barred.rows.any():
            asking.notes.append(NOTES[asking.language]["unchecked"].format(label=barred.label))
    return found


def _steered(asking: Asking, interest: Interest) -> constraints.Barred | None:
    """What an interest's filter keeps out; None, and a note, where no item has what it asks about."""
    if not interest.where:
        return None
    try:
        rows = ~asking.state.stock.where(interest.where)
    except InvalidExpression:
        asking.notes.append(NOTES[asking.language]["unfiltered"].format(label=interest.label))
        return None
    return constraints.Barred(
        kind="steered", rows=rows, interest_id=interest.interest_id, label=interest.label
    )


def _rule(asking: Asking, interest: Interest, wants: Wants) -> Rule:
    links = wants.links.get(interest.interest_id)
    # One that only deeds show has no words, but a facet.
    names = links.terms if links else asking.catalogue.facets_named(interest.facets)
    return constraints.Rule(
        interest_id=interest.interest_id,
        label=interest.label,
        hardness="never" if interest.polarity < 0 else "must",
        names=names,
        exempt=wants.exempt.get(interest.interest_id, ()),
        words=None if names else _with_all(asking, content_words(interest.label)),
    )


def _with_all(asking: Asking, words: Sequence[str]) -> Found:
    """Rows whose text holds every word: all of them, since a refusal holds however many items it bars."""
    every = max(1, asking.catalogue.present)
    held = [asking.state.stock.match([word], every).rows for word in words]
    return functools.reduce(np.intersect1d, held) if held else _NOTHING


def _allowed(found: Sequence[Found], allowed: NDArray[np.bool_], n: int) -> Found:
    """Those that may be shown; where that leaves too few for the list, the first of all that may."""
    union = np.unique(np.concatenate([_NOTHING, *found]))
    union = union[(union >= 0) & (union < len(allowed))]
    kept = union[allowed[union]]
    return kept if len(kept) >= n else np.union1d(kept, np.flatnonzero(allowed)[: n + len(kept)])


def resembling(asking: Asking, wants: Wants, rows: Found) -> list[tuple[Interest, NDArray[np.bool_]]]:
    """Of the hard refusals that no name of the catalogue can check, which of `rows` resemble each."""
    return [
        (interest, asking.state.index.take(rows) @ interest.vector >= constraints.REFUSED_SIMILARITY)
        for interest in asking.active(wants)
        if interest.hardness == "never"
        and interest.vector is not None
        and not wants.links.get(interest.interest_id, _UNNAMED).terms
    ]


def _unlike_refused(asking: Asking, wants: Wants, rows: Found) -> Found:
    found = [alike for _, alike in resembling(asking, wants, rows)] if len(rows) else []
    kept: Found = rows[~np.logical_or.reduce(found)] if found else rows
    return kept


def _carrying(asking: Asking, wants: Wants, allowed: NDArray[np.bool_]) -> Found:
    """Items that carry most of what an interest names, the best supported first: nearness alone may pass them by.

    A name carried by more than `COMMON` items is left to the other sources, which find enough of them.
    """
    wanted = asking.wanted(wants)[:FACET_INTERESTS]
    each = max(FEWEST_CARRYING, asking.settings.limits.candidates_per_source // max(1, len(wanted)))
    found = [_NOTHING]
    for interest in wanted:
        names = asking.names(interest, wants)
        held = [asking.catalogue.rows_with(name) for name in asking.heads(names) or names]
        held = [rows for rows in held if len(rows) <= COMMON]
        rows = held[0] if len(held) == 1 else np.unique(np.concatenate([_NOTHING, *held]))
        rows = rows[allowed[rows]]
        support = asking.state.transitions.support(rows)
        if len(names) > 1:
            order = np.lexsort((-support, -asking.matched(interest, wants, rows)))
        else:
            order = np.argsort(-support, kind="stable")
        found.append(rows[order[:each]])
    return np.concatenate(found)


def _hits(asking: Asking, talk: Talk | None) -> Hits:
    """Items that hold words of the talk."""
    if talk is None or not talk.words:
        return NO_HITS
    return asking.state.stock.match(talk.words, MORE_HITS * asking.settings.limits.candidates_per_source)


def _near_talk(asking: Asking, talk: Talk | None, allowed: NDArray[np.bool_]) -> Found:
    """What lies where the talk points, and what carries most of the names that came up in it."""
    if talk is None:
        return _NOTHING
    limit = asking.settings.limits.candidates_per_source
    whole = Idea(idea_id="talk", text=talk.text, author="interest", interests=(), vector=talk.vector)
    near = asking.state.stock.nearest([whole], limit, allowed)[0].ravel() if talk.vector.any() else _NOTHING
    held = [rows for name in talk.names if len(rows := asking.catalogue.rows_with(name)) <= COMMON]
    rows, count = np.unique(np.concatenate([_NOTHING, *held]), return_counts=True)
    named = rows[np.lexsort((-asking.state.transitions.support(rows), -count))]
    return np.concatenate([near, named[allowed[named]][:limit]])


def _next(asking: Asking, allowed: NDArray[np.bool_]) -> Found:
    """What others went on to from the person's latest deeds."""
    rows, weights = asking.history()
    limit = asking.settings.limits.candidates_per_source
    found = asking.state.transitions.scores(
        rows, AGES_DECAY, now=asking.now, limit=limit, weights=weights, allowed=allowed
    )
    return found.rows.astype(np.int64)


def _alike(asking: Asking) -> Found:
    """What is near in meaning to the person's latest deeds, and, where seen items may be shown, the deeds' own items."""
    latest, _ = asking.history()
    rows = np.unique(latest[-ALIKE_DEEDS:]).astype(np.int64)
    near = asking.state.stock.alike(rows, ALIKE_EACH).ravel() if len(rows) else _NOTHING
    return near if asking.seen_policy != "allow" else np.concatenate([near, latest.astype(np.int64)])


def _gaps(asking: Asking, wants: Wants, ideas: Sequence[Idea]) -> list[Gap]:
    """A want whose name some item carries, or that deeds on items show, is met whatever its cosine."""
    named = [i for i, links in wants.links.items() if links.terms and asking.catalogue.count(links.terms)]
    shown = [interest.interest_id for interest in asking.wanted(wants) if interest.source == "did"]
    return gaps(ideas, asking.state.stock.gap_threshold(), named + shown)
