"""The answers that a question offers, each as what choosing it declares: listed among the interests, for a day, and revocable."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from penchant.catalogue import TOPIC_FIELDS
from penchant.converse import phrases
from penchant.domain import Choice, InterestEdit
from penchant.settings import DAY
from penchant.text import fold, language

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from penchant.catalogue import Catalogue, Named
    from penchant.converse.question import Asked, Links

ANSWER_SPAN = DAY
"""An answer is about what is looked for now."""
Words = tuple[tuple[str, ...], ...]
_NONE: phrases.Nouns = {}
_QUOTED = re.compile(r"([\"\\])")


def chips(
    asked: Asked,
    catalogue: Catalogue,
    links: Links,
    words: Words,
    tongue: str,
    now: int,
    nouns: phrases.Nouns = _NONE,
) -> tuple[Choice, ...]:
    """One choice for each value offered, then "none of these" and "no matter".

    Args:
        asked: the question.
        catalogue: for other writings of a value.
        links: what a word names, to see that a label is understood as the value.
        words: groups of words for one thing, as in `Scenario.words`, for a label in the language of the answer.
        tongue: `en` or `zh`.
        now: the moment, ms.
        nouns: what fields are called, as in `Scenario.fields`.
    """
    until = now + ANSWER_SPAN
    found = []
    for name, value in zip(asked.names, asked.values, strict=True):
        label = worded(name, value, catalogue, words, tongue)
        understood = any(set(name.facets) <= set(term.facets) for term in links(label))
        found.append(
            Choice(
                label=label, edit=_wanted(asked.field, name, label, catalogue, until, understood=understood)
            )
        )
    offered = [choice.label for choice in found]
    every = [catalogue.facets[f].value for name in asked.names for f in name.facets]
    none = InterestEdit(
        action="declare",
        label=phrases.NONE_OF[tongue].format(labels=phrases.listed(offered, tongue, last="or")),
        where=f"not {asked.field} in [{', '.join(quoted(value) for value in every)}]",
        expires_at=until,
    )
    matter = InterestEdit(
        action="declare",
        label=phrases.NO_MATTER[tongue].format(field=phrases.field(asked.field, tongue, nouns)),
        where="",
        expires_at=until,
    )
    return (
        *found,
        Choice(label=phrases.NONE_OF_THESE[tongue], edit=none),
        Choice(label=phrases.NO_PREFERENCE[tongue], edit=matter),
    )


def _wanted(
    field: str, name: Named, label: str, catalogue: Catalogue, until: int, *, understood: bool
) -> InterestEdit:
    """A topic that the words name is declared in words, so that it draws as well as binds; the rest is a filter."""
    if field in TOPIC_FIELDS and understood:
        return InterestEdit(action="declare", label=label, polarity=1, hardness="must", expires_at=until)
    values = [catalogue.facets[f].value for f in name.facets if catalogue.facets[f].field == field]
    return InterestEdit(
        action="declare",
        label=label,
        where=f"{field} in [{', '.join(quoted(value) for value in values)}]",
        expires_at=until,
    )


def quoted(value: str) -> str:
    """A value as a filter writes it."""
    return '"' + _QUOTED.sub(r"\\\1", value) + '"'


def worded(name: Named, value: str, catalogue: Catalogue, words: Words, tongue: str) -> str:
    """The value in the language of the answer: as the catalogue writes it, else as the scenario does, else as it is."""
    if language(value) == tongue:
        return value
    own = [catalogue.facets[f].value for f in name.facets]
    return next(_fitting([*own, *_group(value, words)], tongue), value)


def _fitting(found: Iterable[str], tongue: str) -> Iterator[str]:
    return (word for word in found if language(word) == tongue)


def _group(value: str, words: Words) -> Sequence[str]:
    whole = fold(value)
    return next((group for group in words if any(fold(word) == whole for word in group)), ())
