"""What may not be shown: constraints stand outside the score, so that no score can outweigh them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from penchant.domain import Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from penchant.catalogue import Catalogue, Named

    Mask = NDArray[np.bool_]

REFUSED_SIMILARITY = 0.5
"""Cosine from which an item is taken to be what was refused, where no facet or word of the catalogue names it."""


class Rule(Value, frozen=True):
    """A hard word: items with all of `names` are barred (`never`), or all others (`must`).

    `exempt` are names that a newer wish takes out of a refusal. `words` serves a phrase that no facet names: rows whose text
    holds it, found by the keyword index.
    """

    interest_id: str
    label: str
    hardness: str
    names: tuple[Named, ...] = ()
    exempt: tuple[tuple[Named, ...], ...] = ()
    words: NDArray[np.int64] | None = None


class Barred(Value, frozen=True):
    """Which rows something keeps out, and what: `refused`, `required`, `steered`, `filtered`, `seen`, `excluded`, `hidden`."""

    kind: str
    rows: Mask
    interest_id: str | None = None
    label: str = ""


def barred(
    catalogue: Catalogue, rules: Sequence[Rule], where: Mask | None, seen: Iterable[int], *, hide_seen: bool
) -> list[Barred]:
    """Everything that keeps rows out, in the order in which "why not" is answered."""
    found = [Barred(kind="hidden", rows=~catalogue.available)]
    found += [_by_rule(rule, catalogue) for rule in rules]
    if where is not None:
        found.append(Barred(kind="filtered", rows=~where))
    if hide_seen:
        rows = np.zeros(len(catalogue), dtype=np.bool_)
        rows[list(seen)] = True
        found.append(Barred(kind="seen", rows=rows))
    return found


def _by_rule(rule: Rule, catalogue: Catalogue) -> Barred:
    held = catalogue.holding(rule.names)
    if rule.words is not None:
        held[rule.words] = True
    for names in rule.exempt:
        held &= ~catalogue.holding(names)
    if rule.hardness == "never":
        return Barred(kind="refused", rows=held, interest_id=rule.interest_id, label=rule.label)
    # A requirement that the catalogue has no name and no word for cannot be checked: it is left to the score, and noted.
    rows = ~held if held.any() else held
    return Barred(kind="required", rows=rows, interest_id=rule.interest_id, label=rule.label)
