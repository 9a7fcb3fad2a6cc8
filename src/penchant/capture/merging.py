"""Two readings of one text as one: that of the rules, which is never lost, and a language model's, which says more.

- Where both speak of the same thing, the model's word counts; but a refusal or a demand that the rules read stays as it is.
- What only the model read is added.
- What only the rules read stays, as a mild word, where the model said nothing of that clause; else the model has read it otherwise.
- A limit ("under twenty dollars") is nobody's liking: what the rules made of it goes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from penchant.capture.reading import ASPECTS
from penchant.capture.refine import located
from penchant.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from penchant.capture.refine import Found
    from penchant.domain import Aspect

MILD = 1


def merged(text: str, rules: Sequence[Aspect], found: Found) -> tuple[Aspect, ...]:
    """The aspects of both, in the order of the text, at most `ASPECTS`; those of the rules where the model found nothing."""
    if not found.aspects and not found.constraints:
        return tuple(rules)
    firm = [own for own in rules if _is_firm(own)]
    kept = firm + [_named(o, rules) for o in found.aspects if not any(of_one_thing(own, o) for own in firm)]
    limits = [place for c in found.constraints if (place := located(c.quote, text))]
    for own in rules:
        if _is_firm(own) or any(_read(one, own) for one in found.aspects):
            continue
        if not any(_is_limit(own, text, place) for place in limits):
            kept.append(msgspec.structs.replace(own, strength=min(own.strength, MILD)))
    return tuple(sorted(dict.fromkeys(kept), key=lambda one: (one.start, one.end))[:ASPECTS])


def _is_firm(aspect: Aspect) -> bool:
    return aspect.polarity == "never" or aspect.hardness == "must"


def _read(one: Aspect, own: Aspect) -> bool:
    """Whether the model's aspect covers most of the clause that the rules' stands in, or speaks of the same."""
    shared = min(one.end, own.end) - max(one.start, own.start)
    return 2 * shared > own.end - own.start or of_one_thing(own, one)


def _named(one: Aspect, rules: Sequence[Aspect]) -> Aspect:
    """With the item that the rules found it to name."""
    item = next((own.item_id for own in rules if own.item_id and of_one_thing(own, one)), None)
    return msgspec.structs.replace(one, item_id=item) if item else one


def of_one_thing(a: Aspect, b: Aspect) -> bool:
    """Whether two aspects of one text speak of the same: their clauses touch, and one's object holds the other's."""
    if a.end <= b.start or b.end <= a.start:
        return bool(a.about) and fold(a.about) == fold(b.about)
    one, other = fold(a.about), fold(b.about)
    if not one or not other:
        return one == other
    return one in other or other in one


def _is_limit(own: Aspect, text: str, place: tuple[int, int]) -> bool:
    """Whether an aspect of the rules is of words within a limit."""
    words = located(own.about, text[own.start : own.end]) if own.about else None
    if words is None:
        return False
    start, end = own.start + words[0], own.start + words[1]
    return start < place[1] and place[0] < end
