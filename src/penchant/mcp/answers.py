"""What the tools take and answer: the nouns with the fields that an agent can use, so that an answer costs few tokens."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from penchant.domain import Hardness, Horizon, Polarity, SaidHorizon, Source, Value

MOST_PLACES = 50
"""Places of a list at most: an agent reads all it is given."""
PLACES = 10


def _about(text: str) -> msgspec.Meta:
    return msgspec.Meta(description=text)


UserId = Annotated[str, _about("Whose.")]
Tongue = Annotated[
    Literal["en", "zh"] | None,
    _about("Language of the sentences; otherwise that of the person's last words."),
]


class Wish(Value, frozen=True, forbid_unknown_fields=True):
    """What `recommend` takes."""

    user_id: UserId = ""
    n: Annotated[int, msgspec.Meta(ge=1, le=MOST_PLACES), _about("How many items at most.")] = PLACES
    text: Annotated[
        str | None, _about("What they ask for at this moment, in their words; not kept as an event.")
    ] = None
    where: Annotated[
        str | None, _about("Only items that fit this filter over their fields, such as: year >= 1990")
    ] = None
    language: Tongue = None


class Happened(Value, frozen=True, forbid_unknown_fields=True):
    """What `observe` takes."""

    event_type: Annotated[str, _about("What happened: one of the event types of this kind of product.")]
    user_id: UserId = ""
    text: Annotated[
        str | None, _about("What the person said, word for word: not a summary, and not your own words.")
    ] = None
    item_id: Annotated[str | None, _about("The item it was done to, or said of.")] = None
    value: Annotated[float | None, _about("A rating, an amount, a share watched.")] = None
    slate_id: Annotated[str | None, _about("The list that the item was found in.")] = None
    position: Annotated[
        Annotated[int, msgspec.Meta(ge=0)] | None, _about("The item's rank in that list.")
    ] = None
    event_id: Annotated[
        str | None, _about("A name of your own; sent again with the same, it counts once.")
    ] = None


class Whose(Value, frozen=True, forbid_unknown_fields=True):
    """What `interests` takes."""

    user_id: UserId = ""
    history: Annotated[bool, _about("Also what is over, faded or overruled.")] = False


class Question(Value, frozen=True, forbid_unknown_fields=True):
    """What `explain` takes."""

    slate_id: Annotated[str, _about("The list, by the id that `recommend` gave it.")]
    user_id: UserId = ""
    item_id: Annotated[
        str | None,
        _about("An item, in the list or not: why it stands where it does, or why it is not there."),
    ] = None
    without: Annotated[
        str | None, _about("An interest's id: how the list would be if it were not there.")
    ] = None


class Addend(Value, frozen=True):
    """A reason: what it adds to the score, and its sentence."""

    contribution: float
    text: str


class Place(Value, frozen=True):
    """An item of a list; its contributions sum to its score, of which the strongest few are told."""

    rank: int
    item_id: str
    title: str
    score: float
    reasons: tuple[Addend, ...]
    categories: tuple[str, ...] = ()
    description: str = ""


class Listed(Value, frozen=True):
    """What `recommend` answers. `gaps` are wants that nothing in the catalogue comes near; `degraded` names what failed."""

    slate_id: str
    user_id: str
    items: tuple[Place, ...]
    ideas: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    degraded: tuple[str, ...] = ()


class Read(Value, frozen=True):
    """One thing that a sentence says, as it was read."""

    quote: str
    about: str
    polarity: Polarity
    hardness: Hardness
    horizon: SaidHorizon


class Taken(Value, frozen=True):
    """What `observe` answers: `new` is false where the event id was known; `aspects` is how the text was read."""

    event_id: str
    new: bool
    aspects: tuple[Read, ...]


class Basis(Value, frozen=True):
    """What an interest rests on: words or a deed."""

    event_type: str
    timestamp: int
    quote: str | None = None
    item_id: str | None = None
    superseded: bool = False


class Want(Value, frozen=True):
    """An interest: wanted (`polarity` 1) or refused (-1); `strength` is 0..1."""

    interest_id: str
    label: str
    polarity: Literal[1, -1]
    strength: float
    hardness: Hardness
    horizon: Horizon
    source: Source
    expires_at: int | None = None
    pinned: bool = False
    paused: bool = False
    evidence: tuple[Basis, ...] = ()


class Wants(Value, frozen=True):
    """What `interests` answers; `interest_version` changes with every event of theirs."""

    user_id: str
    interests: tuple[Want, ...]
    interest_version: str
    degraded: tuple[str, ...] = ()


class Told(Value, frozen=True):
    """What `explain` answers: `text` says it; `before` and `after` are item ids with and without the interest left out."""

    slate_id: str
    verdict: str
    text: str
    reasons: tuple[Addend, ...] = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
