"""Counts of calls, and the figures that `penchant costs` prints. Sums: two tallies add up to the tally of both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec

from penchant.costs import Budget, Cost, Costs, Forecast
from penchant.domain import Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Outcome = Literal["answered", "unavailable", "invalid", "cached", "off", "consent", "budget"]
"""What became of a wish to ask. The first three were calls; `cached` needed none; the rest were refused before they were made."""
CALLED = ("answered", "unavailable", "invalid")
FAILED = ("unavailable", "invalid")
REFUSED = ("off", "consent", "budget")
MILLION = 1_000_000
_CHARACTERS_A_TOKEN = 3
"""Of plain Latin text, on the careful side: most tokenizers take four. Any other character is taken for a token of its own."""


class Tally(Value, frozen=True):
    """What was asked of a model. `saved` counts, by reason, what was not asked because something made the call needless."""

    input_tokens: int = 0
    output_tokens: int = 0
    money: float = 0.0
    seconds: float = 0.0
    outcomes: dict[str, int] = msgspec.field(default_factory=dict)
    saved: dict[str, int] = msgspec.field(default_factory=dict)

    @property
    def tokens(self) -> int:
        return self.input_tokens + self.output_tokens

    def plus(self, other: Tally) -> Tally:
        """Both together."""
        return Tally(
            input_tokens=self.input_tokens + other.input_tokens,
            output_tokens=self.output_tokens + other.output_tokens,
            money=self.money + other.money,
            seconds=self.seconds + other.seconds,
            outcomes=added(self.outcomes, other.outcomes),
            saved=added(self.saved, other.saved),
        )


def added(a: Mapping[str, int], b: Mapping[str, int]) -> dict[str, int]:
    """Counts by name of both, in the order of names."""
    return {name: a.get(name, 0) + b.get(name, 0) for name in sorted({*a, *b})}


def together(tallies: Iterable[Tally]) -> Tally:
    """The tally of all."""
    total = Tally()
    for tally in tallies:
        total = total.plus(tally)
    return total


def cost(tally: Tally, day: str = "", purpose: str = "") -> Cost:
    """A tally as it is shown."""
    outcomes = tally.outcomes
    calls = sum(outcomes.get(name, 0) for name in CALLED)
    cached = outcomes.get("cached", 0)
    return Cost(
        day=day,
        purpose=purpose,
        calls=calls,
        input_tokens=tally.input_tokens,
        output_tokens=tally.output_tokens,
        money=round(tally.money, 6),
        seconds=round(tally.seconds, 3),
        cached=cached,
        failures={name: outcomes[name] for name in FAILED if outcomes.get(name)},
        refused={name: outcomes[name] for name in REFUSED if outcomes.get(name)},
        saved=dict(tally.saved),
        ratio=share(calls, calls + cached + sum(tally.saved.values())),
    )


def counted(
    found: Mapping[tuple[str, str], Tally],
    days: int,
    *,
    model: str = "",
    local: bool = False,
    budgets: tuple[Budget, ...] = (),
    would_ask: Forecast | None = None,
) -> Costs:
    """Tallies by day and purpose as they are shown."""
    purposes = sorted({purpose for _, purpose in found})
    return Costs(
        model=model,
        local=local,
        days=days,
        total=cost(together(found.values())),
        by_purpose=tuple(
            cost(together(tally for (_, of), tally in found.items() if of == purpose), purpose=purpose)
            for purpose in purposes
        ),
        by_day=tuple(cost(tally, day, purpose) for (day, purpose), tally in found.items()),
        budgets=budgets,
        would_ask=would_ask,
    )


def share(part: int, whole: int) -> float | None:
    """`part` of `whole`, 0..1; None where there is no whole."""
    return round(part / whole, 4) if whole else None


def tokens_in(text: str) -> int:
    """About how many tokens a text is, rather too many than too few."""
    plain = sum(character.isascii() for character in text)
    return -(-plain // _CHARACTERS_A_TOKEN) + len(text) - plain


def price(input_tokens: int, output_tokens: int, input_price: float, output_price: float) -> float:
    """The money for so many tokens, at prices per million."""
    return (input_tokens * input_price + output_tokens * output_price) / MILLION
