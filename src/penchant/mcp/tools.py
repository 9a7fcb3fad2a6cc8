"""The four tools: each is one call of the engine, from checked arguments to an answer in plain fields."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from penchant.domain import Event, Value, to_plain
from penchant.errors import InvalidEvent, InvalidInput, NotFound, UnknownSlate
from penchant.mcp.answers import (
    Addend,
    Basis,
    Happened,
    Listed,
    Place,
    Question,
    Read,
    Taken,
    Told,
    Want,
    Wants,
    Whose,
    Wish,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from penchant.domain import Explanation, Interest, Reason, SlateItem
    from penchant.engine import Engine

ORIGIN = {"by": "agent"}
"""The context of each event that an agent tells: who looks at a history can see that it came this way."""
NOT_TOLD = frozenset({"interest"})
"""Event types that are the person's own hand, with an interest's id; an agent says what was said instead."""
_REASONS, _EVIDENCE, _DESCRIPTION = 3, 3, 240
_JOINERS = "\u200c\u200d"


class Tool(NamedTuple):
    """A tool: its name, what it says of itself, what it takes and answers, and whether it only reads."""

    name: str
    title: str
    about: str
    takes: type[Value]
    answers: type[Value]
    work: Callable[[Engine, Any], Value]
    reads_only: bool


def recommend(engine: Engine, wish: Wish) -> Listed:
    """The ranked list. Raises InvalidInput, InvalidExpression."""
    slate = engine.recommend(
        wish.user_id, wish.n, text=wish.text, where=wish.where, language=wish.language, context=ORIGIN
    )
    return Listed(
        slate_id=slate.slate_id,
        user_id=slate.user_id,
        items=tuple(_place(engine, item) for item in slate.items),
        ideas=tuple(idea.text for idea in slate.ideas),
        gaps=tuple(gap.text for gap in slate.gaps),
        notes=slate.notes,
        degraded=slate.degraded,
    )


def observe(engine: Engine, happened: Happened) -> Taken:
    """What became of the event. Raises InvalidEvent, UnknownItem."""
    known = event_types(engine)
    if happened.event_type not in known:
        raise InvalidEvent(
            f"event type {happened.event_type!r} is not known here; known are {', '.join(known)}",
            hint="what a person says is of type 'say'; an interest is changed by saying so.",
        )
    fields = msgspec.structs.asdict(happened) | {"event_id": happened.event_id or "", "context": ORIGIN}
    (observed,) = engine.observe(Event(**fields))
    aspects = tuple(
        Read(
            quote=one.quote,
            about=one.about,
            polarity=one.polarity,
            hardness=one.hardness,
            horizon=one.horizon,
        )
        for one in observed.aspects
    )
    return Taken(event_id=observed.event.event_id, new=observed.new, aspects=aspects)


def interests(engine: Engine, whose: Whose) -> Wants:
    """What the person wants and refuses now. Raises InvalidInput."""
    profile = engine.profile(whose.user_id, history=whose.history)
    return Wants(
        user_id=profile.user_id,
        interests=tuple(map(_want, profile.interests)),
        interest_version=profile.interest_version,
        degraded=profile.degraded,
    )


def explain(engine: Engine, question: Question) -> Told:
    """Why, why not, or what if. Raises UnknownSlate, also for another person's list; UnknownInterest."""
    if engine.slate(question.slate_id).user_id != question.user_id:
        raise UnknownSlate(
            f"no slate {question.slate_id!r} is kept",
            hint="`recommend` prints the id of its slate; erased people's slates are gone.",
        )
    found = engine.explain(question.slate_id, question.item_id, without=question.without)
    return Told(
        slate_id=found.slate_id,
        verdict=found.verdict,
        text=found.text,
        reasons=_reasons_of(found),
        before=found.before,
        after=found.after,
    )


TOOLS = (
    Tool(
        "recommend",
        "Recommend",
        "The ranked list of catalogue items for a person now, each with the true reasons of its place: what they said and "
        "did. Tell the reasons as they are; do not make up others. The list's id is for `explain` and `observe`.",
        Wish,
        Listed,
        recommend,
        reads_only=True,
    ),
    Tool(
        "observe",
        "Observe",
        "Take in one thing the person said or did; the next list counts it. Use it for what happened, never for what you "
        "suppose. It answers how the words were read. It cannot be undone from here.",
        Happened,
        Taken,
        observe,
        reads_only=False,
    ),
    Tool(
        "interests",
        "Interests",
        "What the person wants and refuses now, how strongly, for how long, and the words or deeds it rests on.",
        Whose,
        Wants,
        interests,
        reads_only=True,
    ),
    Tool(
        "explain",
        "Explain",
        "Why a list is as it is; why an item stands where it does or is not in it; how the list would be without an interest.",
        Question,
        Told,
        explain,
        reads_only=True,
    ),
)


def event_types(engine: Engine) -> list[str]:
    """The event types that an agent may tell of."""
    return sorted(engine.settings.scenario.events.keys() - NOT_TOLD)


def answered(tool: Tool, engine: Engine, arguments: dict[str, Any], user: str | None) -> dict[str, Any]:
    """A tool's answer as plain JSON; with `user` it is about nobody else. Raises InvalidInput, and as the tool does."""
    whose = arguments.get("user_id", user)
    if user is not None and whose != user:
        raise InvalidInput(f"this server speaks for {user!r} alone", hint="leave `user_id` out.")
    if not whose:
        raise InvalidInput("`user_id` is missing", hint="say whose.")
    try:
        taken = msgspec.convert({**arguments, "user_id": whose}, tool.takes)
    except msgspec.ValidationError as error:
        raise InvalidInput(
            f"{tool.name!r} cannot be called like this: {error}", hint="see the tool's input schema."
        ) from error
    answer: dict[str, Any] = plain(to_plain(tool.work(engine, taken)))
    return answer


def plain(value: Any) -> Any:
    """A JSON value whose texts hold no character that cannot be seen: no hidden words, nothing that steers a screen."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    return "".join(filter(_is_seen, value)) if isinstance(value, str) else value


def _is_seen(character: str) -> bool:
    if character in "\n\t" or character in _JOINERS:
        return True
    return unicodedata.category(character) not in {"Cc", "Cf", "Co", "Cn", "Cs"}


def schema_of(kind: type[Value]) -> dict[str, Any]:
    """The JSON Schema of a value, an object at its root as the protocol asks."""
    whole = msgspec.json.schema(kind)
    parts = whole.pop("$defs")
    root = parts.pop(kind.__name__)
    for told_elsewhere in ("title", "description"):
        root.pop(told_elsewhere, None)
    return {**root, **({"$defs": parts} if parts else {})}


def takes_of(tool: Tool, engine: Engine, user: str | None) -> dict[str, Any]:
    """What a tool takes, as JSON Schema: with the event types of the store's scenario, and `user_id` only where it is needed."""
    schema = schema_of(tool.takes)
    fields = schema["properties"]
    if user is None:
        fields["user_id"].pop("default")
        schema["required"] = [*schema.get("required", ()), "user_id"]
    else:
        del fields["user_id"]
    if "event_type" in fields:
        fields["event_type"]["enum"] = event_types(engine)
    return schema


def _place(engine: Engine, item: SlateItem) -> Place:
    try:
        known = engine.item(item.item_id)
    except NotFound:  # taken out of the catalogue since the list was made
        known = None
    return Place(
        rank=item.rank,
        item_id=item.item_id,
        title=item.title,
        score=item.score,
        reasons=_strongest(item.reasons, _REASONS),
        categories=known.categories if known else (),
        description=_cut(known.description) if known else "",
    )


def _cut(text: str) -> str:
    return text if len(text) <= _DESCRIPTION else f"{text[:_DESCRIPTION].rstrip()}…"


def _strongest(reasons: Iterable[Reason], most: int | None = None) -> tuple[Addend, ...]:
    ranked = sorted(reasons, key=lambda reason: -abs(reason.contribution))[:most]
    return tuple(Addend(contribution=reason.contribution, text=reason.text) for reason in ranked)


def _reasons_of(found: Explanation) -> tuple[Addend, ...]:
    return _strongest(found.item.reasons) if found.item else ()


def _want(interest: Interest) -> Want:
    evidence = tuple(
        Basis(
            event_type=one.event_type,
            timestamp=one.timestamp,
            quote=one.quote,
            item_id=one.item_id,
            superseded=one.superseded,
        )
        for one in interest.evidence[:_EVIDENCE]
    )
    return Want(
        interest_id=interest.interest_id,
        label=interest.label,
        polarity=interest.polarity,
        strength=interest.strength,
        hardness=interest.hardness,
        horizon=interest.horizon,
        source=interest.source,
        expires_at=interest.expires_at,
        pinned=interest.pinned,
        paused=interest.paused,
        evidence=evidence,
    )
