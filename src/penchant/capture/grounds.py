"""By what the rules took a side: the head trusts a plain word more than a leaning one, and a list more than a tale."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from penchant.capture.cues import Cue

if TYPE_CHECKING:
    from penchant.capture.cues import Kind

Ground = Literal[
    "attitude", "request", "exclusion", "neutral", "compare", "weak", "faint", "listed", "stated", "asked", "tagged"
]  # fmt: skip
"""A kind of cue, a word that leans, the list an aspect stands in; none, as it is told or asked; or the head alone found it."""
QUESTION, STATED = Cue("", "question", 1), Cue("", "neutral", 1)
"""What is said of words without a cue."""
_BY_KIND: dict[Kind, Ground] = {
    "request": "request", "exclusion": "exclusion", "inner": "exclusion",
    "compare": "compare", "prefer": "compare", "swap": "compare",
}  # fmt: skip


def ground_of(cue: Cue, *, told: bool, leaning: Ground | None) -> Ground:
    """By what a cue speaks: `told` where no words of it stand in the text, `leaning` where they are weak or faint."""
    if told:
        return "stated" if cue is STATED else "asked" if cue is QUESTION else "listed"
    return leaning or _BY_KIND.get(cue.kind, "neutral" if cue.polarity == "neutral" else "attitude")
