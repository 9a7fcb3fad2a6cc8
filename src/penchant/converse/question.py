"""At most one question back: about the facet whose answer most raises the chance that the next list holds what is looked for.

The candidates' scores are taken for the logarithms of odds: with `p = softmax(score / TEMPERATURE)` over the candidates that were
not shown yet, the next list of n finds the target with the chance `sum of the n largest p`. A question offers a few values of one
field. Whoever looks for item i answers with one of the offered values that i carries, each as likely, or with "none of these";
the next list then holds the n likeliest of those that fit the answer. The gain of a question is what it adds to that chance,
and it is asked only where that is at least `LEAST_GAIN`.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from penchant.catalogue import TOPIC_FIELDS, Named
from penchant.domain import Value

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from numpy.typing import NDArray

    from penchant.catalogue import Catalogue

    Rows = NDArray[np.int64]
    Chances = NDArray[np.float64]
    Links = Callable[[str], tuple[Named, ...]]

TEMPERATURE = 0.75
"""Of the softmax; chosen on training dialogues so that the chance it gives to the first ten is how often they hold the target."""
LEAST_GAIN = 0.1
"""Chosen on training dialogues: see `penchant evaluate ask` in docs/evaluate.md."""
OFFERED = 4
"""Values offered at most: more are not read."""
FEWEST = 2
SAME = 1e-9
"""Of two questions that are worth the same, the one that offers more: an answer by name says more than "none of these"."""
TRIED = 10
"""Values of a field among which those offered are sought, the likeliest first."""
CONSIDERED = 300
"""Candidates looked at, the likeliest."""
KNOWN = 0.6
"""Of the gain of a question about names, such as a film's cast, so much counts: not everybody knows the answer."""
ANSWERED = 0.4
"""A question that is more likely than not to be answered with "none of these" is none: so likely one of the values must fit."""
LEAST_SHARE = 0.02
MOST_SHARE = 0.95
"""A value that nearly none or nearly all candidates carry splits nothing."""


class Asked(Value, frozen=True):
    """A question as it is decided: the field, the names offered, each with the value as the catalogue writes it, and the gain."""

    field: str
    names: tuple[Named, ...]
    values: tuple[str, ...]
    gain: float


class Known(Value, frozen=True):
    """What need not be asked: fields that were waved off lately, facets that are wanted, refused or were offered already."""

    fields: frozenset[str] = frozenset()
    facets: frozenset[int] = frozenset()


def chances(totals: Chances, temperature: float = TEMPERATURE) -> Chances:
    """The chance of each candidate to be what is looked for, `(n,)`, summing to 1."""
    odds: Chances = np.exp((totals - totals.max(initial=-np.inf)) / temperature)
    total = odds.sum()
    return odds / total if total > 0 else odds


def likeliest(rows: Rows, totals: Chances, temperature: float = TEMPERATURE) -> tuple[Rows, Chances]:
    """The likeliest `CONSIDERED` candidates and their chances, the first first."""
    order = np.argsort(-totals, kind="stable")
    return rows[order][:CONSIDERED], chances(totals[order], temperature)[:CONSIDERED]


def offers(
    catalogue: Catalogue, links: Links, rows: Rows, p: Chances, known: Known
) -> dict[str, list[tuple[Named, str]]]:
    """By field the names that could be offered, two at least, the likeliest first, each with the value as it is written."""
    fields = _by_field(catalogue, rows, p, known)
    found = {field: _names(catalogue, links, facets, known) for field, facets in fields.items()}
    return {field: names for field, names in found.items() if len(names) > 1}


def questions(
    catalogue: Catalogue,
    links: Links,
    rows: Rows,
    totals: Chances,
    n: int,
    known: Known,
    temperature: float = TEMPERATURE,
) -> list[Asked]:
    """The best question of each field, that of most gain first; see the module for what a gain is.

    Args:
        catalogue: whose facets are asked about.
        links: the names that a value has in the catalogue, so that "comedy" and "喜剧" are one.
        rows: the candidates that were not shown yet, `(m,)`.
        totals: their scores, `(m,)`.
        n: how long the next list is.
        known: what need not be asked.
        temperature: of the softmax.
    """
    if len(rows) <= n:
        return []
    rows, p = likeliest(rows, totals, temperature)
    found = []
    for field, names in offers(catalogue, links, rows, p, known).items():
        held = np.stack([catalogue.carries(name, rows) for name, _ in names])
        chosen, gain = _best(held, p, n)
        if gain > 0:
            found.append(posed(field, [names[place] for place in chosen], gain))
    return sorted(found, key=lambda one: (-one.gain, one.field))


def best_question(
    catalogue: Catalogue,
    links: Links,
    rows: Rows,
    totals: Chances,
    n: int,
    known: Known,
    least: float = LEAST_GAIN,
    temperature: float = TEMPERATURE,
) -> Asked | None:
    """The question of most gain, None where no gain reaches `least`; the rest is as in `questions`."""
    found = questions(catalogue, links, rows, totals, n, known, temperature)
    return found[0] if found and found[0].gain >= least else None


def posed(field: str, offered: Sequence[tuple[Named, str]], gain: float) -> Asked:
    """The question that offers these names of a field; what not everybody knows counts less."""
    counted = gain if field in TOPIC_FIELDS else KNOWN * gain
    return Asked(
        field=field,
        names=tuple(name for name, _ in offered),
        values=tuple(value for _, value in offered),
        gain=round(counted, 4),
    )


def _by_field(catalogue: Catalogue, rows: Rows, p: Chances, known: Known) -> dict[str, list[int]]:
    """Facets that may be asked about by field, the likeliest first."""
    held = [catalogue.facets_of(row) for row in rows.tolist()]
    flat = np.concatenate(held) if held else np.zeros(0, dtype=np.int32)
    mass = np.bincount(flat, np.repeat(p, [len(facets) for facets in held]))
    telling = np.flatnonzero((mass >= LEAST_SHARE * p.sum()) & (mass <= MOST_SHARE * p.sum()))
    found: dict[str, list[int]] = defaultdict(list)
    for facet in telling[np.argsort(-mass[telling], kind="stable")].tolist():
        field = catalogue.facets[facet].field
        if field not in known.fields and facet not in known.facets and len(found[field]) < TRIED:
            found[field].append(facet)
    return found


def _names(
    catalogue: Catalogue, links: Links, facets: Sequence[int], known: Known
) -> list[tuple[Named, str]]:
    """The names of facets, those of one meaning once, each with the value as it is written."""
    found: list[tuple[Named, str]] = []
    taken: set[int] = set()
    for facet in facets:
        value = catalogue.facets[facet].value
        name = next((n for n in links(value) if facet in n.facets), Named(word=value, facets=(facet,)))
        if not taken.intersection(name.facets) and not known.facets.intersection(name.facets):
            found.append((name, value))
            taken.update(name.facets)
    return found


def _best(held: NDArray[np.bool_], p: Chances, n: int) -> tuple[list[int], float]:
    """Places of the values to offer, and the gain: each value added is the one that raises it most."""
    firsts = [np.flatnonzero(row)[:n] for row in held]
    plain = float(p[:n].sum())
    chosen: list[int] = []
    reached = plain
    while len(chosen) < min(OFFERED, len(held)):
        others = [place for place in range(len(held)) if place not in chosen]
        found = [_chance([*chosen, place], held, firsts, p, n) for place in others]
        best = int(np.argmax(found))
        if len(chosen) >= FEWEST and found[best] < reached - SAME:
            break
        chosen.append(others[best])
        reached = found[best]
    answered = float(p[held[chosen].any(axis=0)].sum())
    worth = len(chosen) >= FEWEST and answered >= ANSWERED * p.sum()
    return chosen, max(0.0, reached - plain) if worth else 0.0


def _chance(
    offered: Sequence[int], held: NDArray[np.bool_], firsts: Sequence[Rows], p: Chances, n: int
) -> float:
    """The chance that the list after the answer holds the target, over the answers."""
    counts = held[list(offered)].sum(axis=0)
    share = p / np.maximum(1, counts)
    none = np.flatnonzero(counts == 0)[:n]
    return float(sum(share[firsts[place]].sum() for place in offered) + p[none].sum())


def offered_facets(names: Collection[Named]) -> frozenset[int]:
    """All facets that any of the names stands for."""
    return frozenset(facet for name in names for facet in name.facets)
