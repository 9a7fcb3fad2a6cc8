"""Reasons: the addends of a score, each with its sentence. What is shown is the arithmetic that was done."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from penchant.domain import Reason, Value
from penchant.rank.words import NOTES, REASONS, VERBS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from penchant.domain import Interest
    from penchant.rank.blend import Addend
    from penchant.rank.constraints import Barred

MOST = 7
"""Reasons listed one by one; the smaller rest is one reason more, so that the sum holds."""
DIGITS = 6
QUOTE_CHARACTERS = 80
_NONE = 10.0**-DIGITS / 2


class Told(Value, frozen=True):
    """What sentences speak of: interests by id, and for each event id its type and its item's title."""

    interests: Mapping[str, Interest]
    deeds: Mapping[str, tuple[str, str]]
    language: str


def reasons(addends: Sequence[Addend], place: int, penalty: float, told: Told) -> tuple[Reason, ...]:
    """The reasons of one candidate, largest first: addends of one kind and origin are one reason.

    Contributions are rounded to `DIGITS`; the item's score is defined as their sum.
    """
    sums: dict[tuple[str, str | None, str | None, str | None], float] = defaultdict(float)
    for addend in addends:
        sums[addend.kind, addend.interest_id, addend.event_id, addend.idea] += float(addend.values[place])
    sums["diversity", None, None, None] += penalty
    held = sorted(((k, v) for k, v in sums.items() if abs(v) > _NONE), key=lambda kv: (-abs(kv[1]), kv[0][0]))
    listed = [_reason(key, value, told) for key, value in held[:MOST]]
    rest = held[MOST:]
    if rest:
        text = REASONS[told.language]["other"].format(count=len(rest))
        listed.append(Reason(kind="other", contribution=round(sum(v for _, v in rest), DIGITS), text=text))
    return tuple(listed)


def sources(addends: Sequence[Addend], place: int) -> dict[str, float]:
    """The same score by channel: what each source of evidence added."""
    sums: dict[str, float] = defaultdict(float)
    for addend in addends:
        sums[addend.channel] += float(addend.values[place])
    return {channel: round(value, DIGITS) for channel, value in sums.items() if abs(value) > _NONE}


def owner(addends: Sequence[Addend], place: int) -> str | None:
    """The deed that carries most of a candidate's score; None where words, ideas or the crowd do."""
    deeds: dict[str, float] = defaultdict(float)
    other = 0.0
    for addend in addends:
        if addend.event_id is not None:
            deeds[addend.event_id] += float(addend.values[place])
        else:
            other += max(0.0, float(addend.values[place]))
    best = max(deeds, key=lambda event_id: (deeds[event_id], event_id), default=None)
    return best if best is not None and deeds[best] > other else None


def shortage(found: int, n: int, barred: Sequence[Barred], language: str) -> tuple[str, ...]:
    """Why a list is empty or short, in words; nothing for a full one."""
    if found >= n:
        return ()
    words = NOTES[language]
    counts = [(b, int(b.rows.sum())) for b in barred]
    causes = [words[b.kind].format(count=count, label=b.label) for b, count in counts if count]
    text = ("；" if language == "zh" else "; ").join(causes) or words["none"]
    return (words["short" if found else "empty"].format(count=found, n=n, causes=text),)


def _reason(key: tuple[str, str | None, str | None, str | None], value: float, told: Told) -> Reason:
    kind, interest_id, event_id, idea = key
    return Reason(
        kind=kind,
        contribution=round(value, DIGITS),
        text=sentence(kind, told, interest_id, event_id),
        interest_id=interest_id,
        event_id=event_id,
        idea=idea,
    )


def sentence(kind: str, told: Told, interest_id: str | None = None, event_id: str | None = None) -> str:
    """One reason in words."""
    interest = told.interests.get(interest_id or "")
    event_type, title = told.deeds.get(event_id or "", ("", ""))
    verbs = VERBS[told.language]
    return REASONS[told.language][kind].format(
        quote=quote(interest) if interest else "",
        label=interest.label if interest else "",
        title=title,
        verb=verbs.get(event_type, verbs[""]),
    )


def quote(interest: Interest) -> str:
    """The newest words behind an interest, shortened; its label where there are none."""
    words = next((e.quote for e in interest.evidence if e.quote and not e.superseded), interest.label)
    return words if len(words) <= QUOTE_CHARACTERS else words[: QUOTE_CHARACTERS - 1] + "…"
