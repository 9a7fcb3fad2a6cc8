"""Interests that steer lists while they hold: a filter, or a share of places for exploration. From a person's own edits alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from penchant.capture.edits import DECLARED, applied, horizon_until, in_order, interest_id
from penchant.domain import Evidence, Interest
from penchant.settings import DAY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from penchant.domain import InterestEdit
    from penchant.person import Edit

READ_LIMIT = "reading:limit:"
"""How the ids of events begin that declare a limit which a language model read in a text: what they declare was said."""
LONGEST = 3_650 * DAY
"""What stands for the half-life of a word that does not fade."""
_COMPARED = re.compile(r"\s*(?P<field>\"[^\"]*\"|[^\s<>=!≤≥]+)\s*(?P<side>[<>≤≥]?)")
_SIDES = {"<": "most", "≤": "most", ">": "least", "≥": "least"}


def steers(edit: InterestEdit) -> bool:
    """Whether an edit declares how lists are to be steered, and not a topic."""
    return edit.action == "declare" and (edit.where is not None or edit.explore is not None)


def steering(edits: Sequence[Edit]) -> tuple[dict[str, Interest], tuple[Interest, ...]]:
    """What steers by id, the newest declaration on each thing; and what was dropped. Whether it has ended is not asked."""
    held: dict[str, Interest] = {}
    over: list[Interest] = []
    for edit in in_order(edits):
        change = edit.edit
        if steers(change):
            made = _declared(edit)
            if made.interest_id in held:
                over.append(held[made.interest_id])
            held[made.interest_id] = made
        elif change.interest_id in held:
            if change.action == "drop":
                over.append(held.pop(change.interest_id))
            else:
                held[change.interest_id] = _edited(held[change.interest_id], edit)
    return held, tuple(one for one in over if one.interest_id not in held)


def steering_key(edit: InterestEdit) -> str:
    """What a declaration speaks of: a newer one of the same key takes its place. Both bounds of a field stand together."""
    if edit.where is None:
        return "steer:explore"
    found = _COMPARED.match(edit.where)
    if found is None:
        return f"steer:{edit.label}"
    if found["field"] == "not":
        return f"steer:{edit.where}"
    return f"steer:{found['field']}:{_SIDES.get(found['side'], 'is')}"


def _declared(edit: Edit) -> Interest:
    change = edit.edit
    lasts = LONGEST if change.expires_at is None else max(1, change.expires_at - edit.timestamp)
    evidence = Evidence(
        event_id=edit.event_id,
        event_type=DECLARED,
        weight=1.0,
        timestamp=edit.timestamp,
        half_life=lasts,
        quote=change.label,
    )
    return Interest(
        interest_id=interest_id(steering_key(change)),
        label=change.label or "",
        polarity=1,
        strength=1.0,
        confidence=1.0,
        hardness="must" if change.where else "soft",
        horizon=horizon_until(change.expires_at, edit.timestamp),
        source="said" if edit.event_id.startswith(READ_LIMIT) else "declared",
        expires_at=change.expires_at,
        where=change.where,
        explore=change.explore,
        evidence=(evidence,),
    )


def _edited(interest: Interest, edit: Edit) -> Interest:
    """Sign, strength and hardness mean nothing here; the rest is as for any interest."""
    change = msgspec.structs.replace(edit.edit, polarity=None, strength=None, hardness=None)
    made = applied(interest, msgspec.structs.replace(edit, edit=change))
    set_ = {name: getattr(change, name) for name in ("where", "explore") if getattr(change, name) is not None}
    return msgspec.structs.replace(made, **set_)
