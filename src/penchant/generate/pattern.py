"""An ideal item written by pattern: the interest's words and facets, in the manner of the examples liked best."""

from __future__ import annotations

from typing import TYPE_CHECKING

from penchant.domain import Idea
from penchant.text import fold, language

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from penchant.domain import Interest, Item
    from penchant.ports import Vectors

MOST = 1
"""So many interests get a written idea: more cost encoding and bring little."""
EXAMPLES = 2
FACETS = 4
_LIKE = {"en": "In the spirit of {titles}.", "zh": "类似{titles}。"}
_JOIN = {"en": " and ", "zh": "、"}


def pattern(
    wanted: Sequence[Interest],
    liked: Callable[[Interest], Sequence[Item]],
    encode: Callable[[Sequence[str]], Vectors],
) -> list[Idea]:
    """At most `MOST` ideas, for the interests with something to add to their bare words.

    Args:
        wanted: interests of polarity +1, strongest first.
        liked: the best-liked items that carry an interest, best first.
        encode: item-like texts to centred unit rows `(n, d)`.
    """
    written = [(interest, text) for interest in wanted[:MOST] if (text := write(interest, liked(interest)))]
    if not written:
        return []
    vectors = encode([text for _, text in written])
    return [
        Idea(
            idea_id=f"p-{interest.interest_id}",
            text=text,
            author="pattern",
            interests=(interest.interest_id,),
            weight=interest.strength,
            vector=vector,
        )
        for (interest, text), vector in zip(written, vectors, strict=True)
    ]


def write(interest: Interest, liked: Sequence[Item]) -> str:
    """Title and description of the ideal item as one text; empty where there is nothing beyond the label."""
    facets = _facet_words(interest, liked)
    titles = [item.title for item in liked[:EXAMPLES] if item.title]
    if not facets and not titles:
        return ""
    tongue = language(interest.label)
    parts = [interest.label, ", ".join(facets)]
    if titles:
        parts.append(_LIKE[tongue].format(titles=_JOIN[tongue].join(titles)))
    return ". ".join(part for part in parts if part)


def _facet_words(interest: Interest, liked: Sequence[Item]) -> list[str]:
    """The values of the interest's own facets, then those its examples agree on; in the label's language where it has any."""
    own = [name.partition(":")[2] for name in interest.facets]
    shared = [word for item in liked[:EXAMPLES] for word in (*item.categories, *item.tags)]
    agreed = sorted({word for word in shared if shared.count(word) > 1})
    label, tongue = _plain(interest.label), language(interest.label)
    spoken = {language(word) for word in own}
    kept = [word for word in own + agreed if tongue not in spoken or language(word) == tongue]
    new = {_plain(word): word for word in reversed(kept) if _plain(word) not in label}
    return list(new.values())[::-1][:FACETS]


def _plain(word: str) -> str:
    return fold(word).replace("-", " ")
