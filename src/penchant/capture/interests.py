"""Interests, derived on read from one person's evidence: nothing here is stored, so nothing here can be stale.

What was said is grouped by what it names; within a group the newest explicit word decides, and the older stay as history.
What was done is explained by the facets its items share, the one that explains most first. A person's own edits come last.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from penchant.capture.deeds import shared_facets
from penchant.capture.edits import DECLARED, edited, in_order, interest_id
from penchant.capture.evidence import HOUR, decay, half_lives, said_half_life, said_weight
from penchant.capture.overrule import Standing, covered
from penchant.capture.steered import steering
from penchant.domain import Evidence, Horizon, Interest, Value
from penchant.settings import DAY
from penchant.text import fold, tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from penchant.capture.linking import Links
    from penchant.catalogue import Catalogue, Named
    from penchant.domain import Vector
    from penchant.person import Done, Edit, Person, Said
    from penchant.settings import Limits, Scenario

    Link = Callable[[Said], Links]

NOW_SPAN = 24 * HOUR
"""What is refused or required "now" holds this long, unless a newer word says otherwise."""
FAINT = 0.03
"""An interest weaker than this is not listed."""
EVIDENCE_LISTED = 8
_SAID_HORIZON: dict[str, Horizon] = {
    "now": "session",
    "lately": "recent",
    "always": "lasting",
    "not_any_more": "lasting",
}


class Wants(Value, frozen=True):
    """What derives from a person: the interests in force, and for each the names its words were linked to.

    `exempt` holds, by a refusal's id, the names that a newer wish takes out of it.
    """

    interests: tuple[Interest, ...]
    links: dict[str, Links]
    exempt: dict[str, tuple[tuple[Named, ...], ...]]
    history: tuple[Interest, ...] = ()


class _Draft(msgspec.Struct):
    """An interest while it is put together; `balance` sums the counted weights, `total` all; `bound_by`'s word makes it hard."""

    name: str
    interest_id: str
    label: str
    facets: tuple[int, ...]
    polarity: int
    source: str = "did"
    hardness: str = "soft"
    horizon: Horizon = "lasting"
    expires_at: int | None = None
    spoken_at: int = 0
    bound_by: str = ""
    balance: float = 0.0
    total: float = 0.0
    evidence: list[Evidence] = []
    links: Links | None = None


def derive(
    person: Person, catalogue: Catalogue, link: Link, scenario: Scenario, limits: Limits, now: int
) -> Wants:
    """The person's interests at `now` (ms), strongest first, refused ones after the wanted.

    Args:
        person: what they said, did and edited.
        catalogue: for the facets of items.
        link: which facets and items an aspect's words name.
        scenario: half-lives.
        limits: how many interests are kept.
        now: the moment at which evidence is weighed.

    Returns:
        `Wants`: a function of the set of the person's events alone; their order of arrival has no part in it.
    """
    wants = _derived(person, catalogue, link, scenario, limits, now)
    lapsed = _lapsed(person.edits, wants.history, now)
    if not lapsed:
        return wants
    before = _derived(_without(person, lapsed), catalogue, link, scenario, limits, now)
    known = {i.interest_id for i in (*before.interests, *before.history)}
    ended = tuple(i for i in wants.history if i.interest_id not in known)
    return msgspec.structs.replace(before, history=(*before.history, *ended))


def _lapsed(edits: Sequence[Edit], history: Sequence[Interest], now: int) -> set[str]:
    """Ids of declarations whose time is over and took their interest along: what was said and done beside them holds again."""
    over = {
        e.event_id
        for e in edits
        if e.edit.action == "declare" and e.edit.expires_at is not None and e.edit.expires_at <= now
    }
    if not over:
        return set()
    ended = [i for i in history if i.expires_at is not None and i.expires_at <= now and not i.steers]
    return {e.event_id for i in ended for e in i.evidence if e.event_id in over}


def _without(person: Person, events: set[str]) -> Person:
    return msgspec.structs.replace(
        person,
        said=tuple(one for one in person.said if one.event_id not in events),
        edits=tuple(edit for edit in person.edits if edit.event_id not in events),
    )


def _derived(
    person: Person, catalogue: Catalogue, link: Link, scenario: Scenario, limits: Limits, now: int
) -> Wants:
    dropped = {e.edit.interest_id: e.timestamp for e in in_order(person.edits) if e.edit.action == "drop"}
    drafts = _from_said(person.said, catalogue, link, scenario, dropped, now)
    _join_done(drafts, person.done, catalogue, scenario, dropped, now)
    over, exempt = covered(_standing(draft) for draft in drafts.values() if not _ended(draft, now))
    for name in over:
        _overrule(drafts[name])
    finished = {draft.interest_id: _finish(draft, catalogue) for draft in drafts.values()}
    spoken = {draft.interest_id: draft.spoken_at for draft in drafts.values()}
    bound = {draft.bound_by for draft in drafts.values()}
    steered, replaced = steering(person.edits)
    by_hand = edited(finished, person.edits, spoken, dropped, bound) | steered
    active = [i for i in by_hand.values() if not _over(i, now)]
    active.sort(key=lambda i: (-i.polarity, not i.pinned, i.hardness == "soft", -i.strength, i.interest_id))
    kept = _bounded(active, limits.interests_per_user)
    listed = {i.interest_id for i in kept}
    return Wants(
        interests=kept,
        links={draft.interest_id: draft.links for draft in drafts.values() if draft.links is not None},
        history=(*(i for i in by_hand.values() if i.interest_id not in listed), *replaced),
        exempt={interest_id(name): tuple(terms) for name, terms in exempt.items()},
    )


def _standing(draft: _Draft) -> Standing:
    terms = draft.links.terms if draft.links else ()
    return Standing(name=draft.name, terms=terms, polarity=draft.polarity, spoken_at=draft.spoken_at)


def _ended(draft: _Draft, now: int) -> bool:
    return draft.expires_at is not None and draft.expires_at <= now


def _overrule(draft: _Draft) -> None:
    """A newer word on the whole of it has taken this back: it is history, its evidence superseded."""
    draft.balance, draft.hardness, draft.bound_by = 0.0, "soft", ""
    draft.evidence = [msgspec.structs.replace(e, superseded=True) for e in draft.evidence]


def _from_said(
    said: Sequence[Said],
    catalogue: Catalogue,
    link: Link,
    scenario: Scenario,
    dropped: dict[str, int],
    now: int,
) -> dict[str, _Draft]:
    """Drafts by name. Reviews, questions and named items speak of an item, not of a topic: they count among the deeds."""
    groups: dict[str, list[Said]] = defaultdict(list)
    links: dict[str, Links] = {}
    for one in said:
        named = link(one)
        if (
            one.row >= 0
            or one.aspect.polarity == "question"
            or not one.aspect.about
            or ((named.rows or one.aspect.item_id) and not named.terms)
        ):
            continue
        name = _name(one.aspect.about, named, catalogue)
        groups[name].append(one)
        links[name] = named
    return {
        name: _said_draft(name, group, links[name], scenario, dropped, now) for name, group in groups.items()
    }


def _name(about: str, links: Links, catalogue: Catalogue) -> str:
    """What makes two phrases one interest: the same facets named, else the same words in any order."""
    if links.terms:
        return "+".join(sorted({min(catalogue.facets[f].name for f in term.facets) for term in links.terms}))
    return " ".join(sorted(set(tokens(about)))) or fold(about)


def _said_draft(
    name: str, said: list[Said], links: Links, scenario: Scenario, dropped: dict[str, int], now: int
) -> _Draft:
    """The newest explicit word decides sign, hardness and horizon; older words of the other sign are superseded."""
    said = sorted(said, key=lambda one: (one.timestamp, one.event_id, one.aspect.start), reverse=True)
    current = [one for one in said if not _past(one, now)] or said
    newest = next((one for one in current if one.aspect.polarity != "neutral"), current[0])
    sign = 1 if said_weight(newest.aspect) > 0 else -1
    cut = dropped.get(interest_id(name), -1)
    hard = _hard_word(current, sign, cut)
    draft = _Draft(
        name=name,
        interest_id=interest_id(name),
        label=newest.aspect.about,
        facets=tuple(sorted({facet for term in links.terms for facet in term.facets})),
        polarity=sign,
        source="declared" if newest.event_type == DECLARED else "said",
        hardness=hard.aspect.hardness if hard else "soft",
        bound_by=hard.event_id if hard else "",
        horizon=_SAID_HORIZON[newest.aspect.horizon],
        expires_at=newest.timestamp + NOW_SPAN if newest.aspect.horizon == "now" else None,
        spoken_at=newest.timestamp if newest.aspect.polarity != "neutral" else 0,
        links=links,
    )
    for one in said:
        half_life = said_half_life(one.aspect, scenario)
        weight = said_weight(one.aspect) * float(decay(one.timestamp, half_life, now))
        superseded = one.timestamp <= cut or (weight > 0) != (sign > 0)
        draft.balance += 0.0 if superseded else sign * weight
        draft.total += abs(weight)
        draft.evidence.append(_said_evidence(one, weight, half_life, superseded=superseded))
    return draft


def _past(one: Said, now: int) -> bool:
    """What was meant for "now" has had its time: what was said before it holds again."""
    return one.aspect.horizon == "now" and one.timestamp + NOW_SPAN <= now


def _hard_word(current: Sequence[Said], sign: int, cut: int) -> Said | None:
    """Of the words newest first, the newest hard one: a milder word of the same sign takes nothing back."""
    for one in current:
        if one.timestamp <= cut:
            break
        if one.aspect.polarity != "neutral" and (said_weight(one.aspect) > 0) != (sign > 0):
            break
        if one.aspect.hardness != "soft" and one.aspect.horizon != "not_any_more":
            return one
    return None


def _said_evidence(one: Said, weight: float, half_life: int, *, superseded: bool) -> Evidence:
    return Evidence(
        event_id=one.event_id,
        event_type=one.event_type,
        quote=one.aspect.quote,
        weight=weight,
        timestamp=one.timestamp,
        half_life=half_life,
        superseded=superseded,
        vector=one.vector,
    )


def _join_done(
    drafts: dict[str, _Draft],
    done: Done,
    catalogue: Catalogue,
    scenario: Scenario,
    dropped: dict[str, int],
    now: int,
) -> None:
    """Add what was done to the interests said on the same facet, and make new ones for what it alone shows."""
    if not len(done):
        return
    # Deeds fade against each other, not while someone is away: who comes back after a year is still who they were.
    weights = done.weights * decay(done.times, half_lives(done, scenario), min(now, int(done.times[-1])))
    said_on = {
        facet: draft
        for draft in drafts.values()
        if draft.links and len(draft.links.terms) == 1
        for facet in draft.facets
    }
    ids = done.event_ids()
    for facet, places, polarity in shared_facets(done, weights, catalogue):
        draft = said_on.get(facet)
        if draft is None:
            held = catalogue.facets[facet]
            draft = _Draft(
                name=held.name,
                interest_id=interest_id(held.name),
                label=held.value,
                facets=(facet,),
                polarity=polarity,
            )
            draft.horizon = _horizon(done.times[places], np.abs(weights[places]), scenario, now)
            drafts[held.name] = draft
        overruled = _add_done(draft, places, done, weights, dropped.get(draft.interest_id, -1))
        latest = slice(-EVIDENCE_LISTED, None)
        draft.evidence += _did_evidence(
            done, ids, weights, places[latest], overruled[latest], catalogue, scenario
        )


def _add_done(
    draft: _Draft, places: NDArray[np.int64], done: Done, weights: NDArray[np.float64], cut: int
) -> NDArray[np.bool_]:
    """Which of the deeds at `places` a word has overruled; the others are added."""
    signed = draft.polarity * weights[places]
    overruled = _overruled(draft, signed, done.times[places])
    draft.balance += float(signed[(done.times[places] > cut) & ~overruled].sum())
    draft.total += float(np.abs(signed).sum())
    return overruled


def _overruled(draft: _Draft, signed: NDArray[np.float64], times: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Deeds against an explicit word count only when they are newer than it, and never against a hard one."""
    return (signed < 0) & ((times <= draft.spoken_at) | (draft.hardness != "soft"))


def _did_evidence(
    done: Done,
    ids: list[str],
    weights: NDArray[np.float64],
    places: NDArray[np.int64],
    overruled: NDArray[np.bool_],
    catalogue: Catalogue,
    scenario: Scenario,
) -> list[Evidence]:
    columns = (places, done.types[places], done.rows[places], weights[places], done.times[places], overruled)
    return [
        Evidence(
            event_id=ids[place],
            event_type=done.names[kind],
            item_id=catalogue.ids[row],
            weight=weight,
            timestamp=time,
            half_life=round(scenario.events[done.names[kind]].half_life_days * DAY),
            superseded=over,
        )
        for place, kind, row, weight, time, over in zip(*(c.tolist() for c in columns), strict=True)
    ]


def _horizon(times: NDArray[np.int64], weights: NDArray[np.float64], scenario: Scenario, now: int) -> Horizon:
    """`session` when all of it is, `recent` when half of its weight is, else `lasting`."""
    if now - int(times.min()) <= scenario.session_gap_minutes * 60_000:
        return "session"
    recent = weights[now - times <= scenario.recent_half_life_days * DAY].sum()
    return "recent" if recent >= 0.5 * weights.sum() else "lasting"


def _finish(draft: _Draft, catalogue: Catalogue) -> Interest:
    balance = max(0.0, draft.balance)
    evidence = sorted(draft.evidence, key=lambda e: (e.timestamp, e.event_id), reverse=True)
    return Interest(
        interest_id=draft.interest_id,
        label=draft.label,
        polarity=1 if draft.polarity > 0 else -1,
        strength=1.0 - 2.0**-balance,
        confidence=balance / (1.0 + draft.total),
        hardness=draft.hardness,  # type: ignore[arg-type]
        horizon=draft.horizon,
        source=draft.source,  # type: ignore[arg-type]
        facets=tuple(catalogue.facets[f].name for f in draft.facets),
        expires_at=draft.expires_at,
        evidence=tuple(evidence[:EVIDENCE_LISTED]),
        vector=_direction(e for e in evidence if not e.superseded),
    )


def _direction(evidence: Iterable[Evidence]) -> Vector | None:
    """Unit sum of what was said, weighted; None where only deeds stand behind it."""
    spoken = [abs(e.weight) * e.vector for e in evidence if e.vector is not None]
    if not spoken:
        return None
    total = np.sum(spoken, axis=0)
    length = float(np.linalg.norm(total))
    return (total / length).astype(np.float32) if length > 0 else None


def _over(interest: Interest, now: int) -> bool:
    expired = interest.expires_at is not None and interest.expires_at <= now
    faint = interest.strength < FAINT and not interest.pinned and interest.hardness == "soft"
    return expired or faint


def _bounded(interests: list[Interest], limit: int) -> tuple[Interest, ...]:
    """The first `limit` wanted, as many refused, and all that are hard or pinned: these are never crowded out."""
    kept, counts = [], {1: 0, -1: 0}
    for interest in interests:
        free = interest.hardness != "soft" or interest.pinned
        counts[interest.polarity] += not free
        if free or counts[interest.polarity] <= limit:
            kept.append(interest)
    return tuple(kept)
