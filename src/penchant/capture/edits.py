"""The person's own hand on their interests, laid over what was derived."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Literal

import msgspec

from penchant.settings import DAY
from penchant.text import fold

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from penchant.domain import Horizon, Interest
    from penchant.person import Edit

PINNED_STRENGTH = 0.9
DECLARED = "interest"
"""The event type of a person's own edit."""
_EDITABLE = ("polarity", "strength", "hardness", "expires_at")
_SAYING = frozenset({"declare", "edit", "expire"})
"""Edits that say something of the interest, as words do, rather than of how it is kept."""
_SIGN_OF_HARD: dict[str, Literal[1, -1]] = {"never": -1, "must": 1}


def interest_id(key: str) -> str:
    """A short name that is the same for the same thing wanted, whoever wants it and whenever."""
    return "i" + hashlib.blake2b(fold(key).encode(), digest_size=5).hexdigest()


def in_order(edits: Sequence[Edit]) -> list[Edit]:
    """Edits by time, those of one moment by their ids."""
    return sorted(edits, key=lambda edit: (edit.timestamp, edit.event_id))


def edited(
    found: dict[str, Interest],
    edits: Sequence[Edit],
    spoken: dict[str, int],
    dropped: dict[str, int],
    bound: Collection[str],
) -> dict[str, Interest]:
    """The person's own hand, oldest edit first. A declaration is evidence already; only its own strength and end are set here.

    What was dropped takes the edits before it along, and a newer explicit word overrules an edit of sign, hardness and end. Where
    that word is a milder one of the same sign, what was declared, an event of `bound`, binds on until its own end.
    """
    by_event = {
        e.event_id: i.interest_id for i in found.values() for e in i.evidence if e.event_type == DECLARED
    }
    for edit in in_order(edits):
        target = by_event.get(edit.event_id, edit.edit.interest_id)
        if target not in found or edit.timestamp <= dropped.get(target, -1):
            continue
        if edit.edit.action not in _SAYING or edit.timestamp >= spoken[target]:
            found[target] = applied(found[target], edit)
        elif edit.event_id in bound and edit.edit.expires_at is not None:
            found[target] = msgspec.structs.replace(found[target], expires_at=edit.edit.expires_at)
    return {name: _held_up(interest) for name, interest in found.items()}


def _held_up(interest: Interest) -> Interest:
    if not interest.pinned:
        return interest
    return msgspec.structs.replace(interest, strength=max(interest.strength, PINNED_STRENGTH))


def applied(interest: Interest, edit: Edit) -> Interest:
    """The interest with one edit laid over it."""
    change, replace = edit.edit, msgspec.structs.replace
    match change.action:
        case "declare" | "edit":
            set_ = {name: getattr(change, name) for name in _EDITABLE if getattr(change, name) is not None}
            made = _consistent(replace(interest, **set_, source="declared"), change.hardness)
            if change.action == "declare" and change.expires_at is not None:
                made = replace(made, horizon=horizon_until(change.expires_at, edit.timestamp))
            return made
        case "pin":
            return replace(interest, pinned=True, expires_at=None)
        case "unpin" | "drop":
            return replace(interest, pinned=False)
        case "pause" | "resume":
            return replace(interest, paused=change.action == "pause")
        case "expire":
            return replace(interest, expires_at=change.expires_at or edit.timestamp)


def horizon_until(expires_at: int | None, since: int) -> Horizon:
    """How long something reaches that was declared at `since` and holds until `expires_at`, ms; None is for ever."""
    if expires_at is None:
        return "lasting"
    return "session" if expires_at - since <= DAY else "recent"


def _consistent(interest: Interest, asked: str | None) -> Interest:
    """`never` is of what is refused and `must` of what is wanted: one asked for turns the sign, one left over goes soft."""
    sign = _SIGN_OF_HARD.get(interest.hardness, interest.polarity)
    if sign == interest.polarity:
        return interest
    if asked == interest.hardness:
        return msgspec.structs.replace(interest, polarity=sign)
    return msgspec.structs.replace(interest, hardness="soft")
