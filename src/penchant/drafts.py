"""The catalogue as a language model's ideas meet it: what it shows of itself beforehand, and what it says of a draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from penchant.rank.constraints import REFUSED_SIMILARITY
from penchant.text import tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from penchant.generate.language import Brief, Wish
    from penchant.ports import Vectors
    from penchant.state import State

TITLES = 8
CATEGORIES = 40
LOOKED_AT = 200
"""Titles looked at to tell the catalogue's languages."""


class Check:
    """What the catalogue says of a draft. The state's lock is taken for each look-up, and for nothing longer.

    Args:
        state: the catalogue and its encoder.
        brief: the wishes that drafts are held against.
    """

    def __init__(self, state: State, brief: Brief) -> None:
        self._state = state
        self._carry: dict[str, set[int]] = {}
        phrases = [said_as(wish) for wish in brief.wishes]
        raw = state.encoder.encode(phrases)
        with state.lock:
            vectors = state.stock.space.phrase(raw)
            self._names = {wish: [self._facets_of(value) for value in wish.facets] for wish in brief.wishes}
        self._vectors = dict(zip(brief.wishes, vectors, strict=True))

    def facets(self, name: str) -> tuple[str, ...]:
        """The `field:value` names that a facet of the model's means here."""
        with self._state.lock:
            catalogue = self._state.catalogue
            found = self._state.stock.vocabulary.link(name).terms
            return tuple(catalogue.facets[term.facets[0]].name for term in found if term.facets)

    def place(self, texts: Sequence[str]) -> Vectors:
        """Texts where items are."""
        raw = self._state.encoder.encode(list(texts))
        with self._state.lock:
            return self._state.stock.space.item(raw)

    def refuses(self, wish: Wish, text: str, facets: Sequence[str], vector: Vectors) -> bool:
        """By the names it refuses, all of them together; where it names nothing, by its words or their meaning."""
        names = self._names[wish]
        if names:
            carried = self._carried(text, facets)
            return all(name & carried for name in names)
        words = set(tokens(wish.words))
        return words <= set(tokens(text)) or float(self._vectors[wish] @ vector) >= REFUSED_SIMILARITY

    def _carried(self, text: str, facets: Sequence[str]) -> set[int]:
        """The facets that an item has or its text names, looked up once for all that is refused."""
        if text not in self._carry:
            with self._state.lock:
                held = self._state.catalogue.facets_named(facets)
                linked = self._state.stock.vocabulary.link(text).terms
            self._carry[text] = {facet for name in (*held, *linked) for facet in name.facets}
        return self._carry[text]

    def _facets_of(self, value: str) -> set[int]:
        """The facets that a value stands for, synonyms and both languages among them."""
        return {facet for term in self._state.stock.vocabulary.link(value).terms for facet in term.facets}


def said_as(wish: Wish) -> str:
    """A wish as a phrase to be encoded."""
    return wish.words or ", ".join(wish.facets)


def manner(state: State, brief: Brief) -> tuple[list[str], list[str]]:
    """Titles of what carries the wanted names, the best known first, and the most usual categories. The lock is held."""
    catalogue = state.catalogue
    found: list[int] = []
    for place in brief.wanted:
        names = [
            term for value in brief.wishes[place].facets for term in state.stock.vocabulary.link(value).terms
        ]
        for name in names:
            rows = catalogue.rows_with(name)
            rows = rows[catalogue.available[rows]]
            support = state.transitions.support(rows)
            found += rows[np.argsort(-support, kind="stable")[:2]].tolist()
    found += np.flatnonzero(catalogue.available)[:TITLES].tolist()
    kinds = np.arange(len(catalogue.facets), dtype=np.int32)
    kinds = kinds[catalogue.are_categories(kinds)]
    usual = kinds[np.argsort(catalogue.idf(kinds), kind="stable")][:CATEGORIES].tolist()
    known = [catalogue.title(row) for row in list(dict.fromkeys(found))[:TITLES]]
    return known, [catalogue.facets[f].value for f in usual if catalogue.rows_of(f)]


def titles(state: State) -> list[str]:
    """Titles from all over the catalogue, `LOOKED_AT` and a few at most. The state's lock is held by the caller."""
    rows = np.flatnonzero(state.catalogue.available)
    step = max(1, len(rows) // LOOKED_AT)
    return [state.catalogue.title(int(row)) for row in rows[::step]]
