"""A limit that was read in a sentence, as a filter over what the catalogue measures; nothing where it measures no such thing.

"预算五十" and "under 90 minutes" are steering verbs by themselves, and are read as such. Of a limit inside a longer quote
the kind and the number that a language model read count, where the quote holds that number: nobody can be talked into a limit
that they did not name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

import msgspec

from penchant.converse.acts import A_DAY
from penchant.converse.chips import quoted
from penchant.converse.measures import (
    LANGUAGES,
    NUMBER_EN,
    NUMBER_ZH,
    attribute,
    in_units_of,
    languages,
    number,
    shortest,
)
from penchant.converse.steering import About, steered
from penchant.domain import InterestEdit
from penchant.text import language

if TYPE_CHECKING:
    from collections.abc import Callable

    from penchant.converse.measures import Facts, Measure

MEASURES: dict[str, Measure] = {"budget": "price", "length": "minutes", "language": "language"}
"""The kinds of limits that can be mapped, and what each measures."""
LONGEST_CODE = 3
_LEAST = re.compile(
    r"\b(?:at least|more than|longer than|no (?:less|shorter) than|min(?:imum)?)\b|(?<!not )\bover\b|至少|最少|不少于|不短于|以上",
    re.IGNORECASE,
)
_LENGTH = re.compile(
    rf"(?P<n>{NUMBER_EN}|{NUMBER_ZH})[ -]?个?(?P<unit>hours?|hrs?|h\b|minutes?|mins?|小时|钟头|分钟)",
    re.IGNORECASE,
)
_NUMBERS = {"en": re.compile(rf"(?<![\w.]){NUMBER_EN}(?![\w])", re.IGNORECASE), "zh": re.compile(NUMBER_ZH)}


def limit_of(
    kind: str, quote: str, limit: float | None, now: int, facts: Callable[[], Facts]
) -> InterestEdit | None:
    """What a limit declares, for a day; None where the catalogue cannot be asked, or the quote does not hold the number.

    Args:
        kind: what it limits, as `penchant.capture.refine.CONSTRAINTS` names it.
        quote: the words that set it, as they stand in the text.
        limit: its number, as a model read it.
        now: when it was said, ms.
        facts: what the catalogue measures.
    """
    measure = MEASURES.get(kind)
    name = attribute(measure, facts()) if measure is not None else None
    if measure is None or name is None:
        return None
    said = steered(quote, About(now=now, facts=facts))
    if len(said.edits) == 1 and not said.rest and (said.edits[0].where or "").startswith(_written(name)):
        return msgspec.structs.replace(said.edits[0], label=quote)
    where = _where(measure, name, quote, limit, facts())
    return (
        where and InterestEdit(action="declare", label=quote, where=where, expires_at=now + A_DAY)
    ) or None


def _where(measure: Measure, name: str, quote: str, limit: float | None, facts: Facts) -> str:
    if measure == "language":
        held = [value for word in _tongues(quote) for value in languages(word, facts.words[name])]
        return f"{_written(name)} in [{', '.join(map(quoted, dict.fromkeys(held)))}]" if held else ""
    amount = _minutes(quote, limit) if measure == "minutes" else _named(quote, limit)
    if amount is None:
        return ""
    if measure == "minutes":
        amount = in_units_of(name, amount, facts.numbers[name])
    return f"{_written(name)} {_side(quote)} {shortest(amount)}"


def _side(quote: str) -> Literal["<=", ">="]:
    return ">=" if _LEAST.search(quote) else "<="


def _minutes(quote: str, limit: float | None) -> float | None:
    """The length that a quote names, where it is the number that was read."""
    for found in _LENGTH.finditer(quote):
        amount = number(found["n"])
        unit = found["unit"].casefold()
        minutes = unit.startswith("m") or unit == "分钟"
        if amount is not None and amount > 0:
            length = amount if minutes else 60 * amount
            if limit is None or limit in (amount, length):
                return length
    return None


def _named(quote: str, limit: float | None) -> float | None:
    """The number that was read, where the quote holds it."""
    held = [number(found) for found in _NUMBERS[language(quote)].findall(quote)]
    return limit if limit is not None and limit > 0 and limit in held else None


def _tongues(quote: str) -> list[str]:
    """The languages that a quote names in words; their codes are words of other things."""
    whole = quote.casefold()
    latin = {word for word in re.findall(r"[a-z]+", whole) if len(word) > LONGEST_CODE}
    words = (word for group in LANGUAGES for word in group)
    return [word for word in words if word in latin or (not word.isascii() and word in whole)]


def _written(name: str) -> str:
    """An attribute's name as a filter writes it."""
    return name if name.isidentifier() else quoted(name)
