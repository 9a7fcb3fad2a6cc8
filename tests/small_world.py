"""A small world for tests: a catalogue in two languages, a clock, engines over the hashing encoder, and sets of events."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec
from hypothesis import strategies as st

from penchant.build import build, with_scenario
from penchant.capture.interests import interest_id
from penchant.domain import Event, Item

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from penchant.domain import Slate
    from penchant.engine import Engine
    from penchant.settings import Settings

MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
NOW = 1_760_000_000_000
"""The moment at which tests ask: 9 October 2025."""
SCORE_TOLERANCE = 2e-6
"""Scores are sums of addends rounded to six digits: two orders of summing may differ by one in the last."""
USERS = ("ann", "bob", "用户/三")
TIMES = tuple(
    NOW - age for age in (0, 0, 1, MINUTE, HOUR, 5 * HOUR, DAY, 2 * DAY, 9 * DAY, 40 * DAY, 300 * DAY)
)
"""Few, so that many events share one; the order of ids then decides."""


def _item(item_id: str, title: str, categories: str, tags: str = "", **more: Any) -> Item:
    split = lambda names: tuple(name.strip() for name in names.split(",") if name.strip())  # noqa: E731 - said once
    return Item(item_id=item_id, title=title, categories=split(categories), tags=split(tags), **more)


ITEMS = (
    _item(
        "solaris", "Solaris (1972)", "Science Fiction, Drama", "space, slow burn", attributes={"year": 1972}
    ),
    _item("stalker", "Stalker (1979)", "Science Fiction", "slow burn", attributes={"year": 1979}),
    _item("matrix", "The Matrix (1999)", "Science Fiction, Action", "robots", attributes={"year": 1999}),
    _item("alien", "Alien (1979)", "Science Fiction, Horror", "space, monsters", attributes={"year": 1979}),
    _item("shining", "The Shining (1980)", "Horror", "haunted house", attributes={"year": 1980}),
    _item("ring", "The Ring (1998)", "Horror, Mystery", "ghosts", attributes={"year": 1998}),
    _item("exorcist", "The Exorcist (1973)", "Horror", "demons", attributes={"year": 1973}),
    _item("nosferatu", "Nosferatu (1922)", "Horror", "vampires, silent", attributes={"year": 1922}),
    _item("airplane", "Airplane! (1980)", "Comedy", "parody", attributes={"year": 1980}),
    _item("amelie", "Amélie (2001)", "Comedy, Romance", "paris", attributes={"year": 2001}),
    _item("notting", "Notting Hill (1999)", "Comedy, Romance", "london", attributes={"year": 1999}),
    _item("casablanca", "Casablanca (1942)", "Romance, Drama, War", "classic", attributes={"year": 1942}),
    _item("platoon", "Platoon (1986)", "War, Drama", "vietnam", attributes={"year": 1986}),
    _item("dunkirk", "Dunkirk (2017)", "War", "sea", attributes={"year": 2017}),
    _item("planet", "Blue Planet (2001)", "Documentary", "sea, nature", attributes={"year": 2001}),
    _item("everest", "Everest (1998)", "Documentary", "mountains, nature", attributes={"year": 1998}),
    _item("santi", "三体", "科幻", "太空", attributes={"year": 2023}),
    _item("huozhe", "活着", "剧情", "历史", attributes={"year": 1994}),
    _item("hero", "英雄", "武侠, 动作", "历史", attributes={"year": 2002}),
    _item("wukong", "大话西游", "喜剧, 爱情", "奇幻", attributes={"year": 1995}),
    _item(
        "fresh",
        "Tomorrow (2025)",
        "Science Fiction",
        "robots",
        published_at=NOW - DAY,
        attributes={"year": 2025},
    ),
    _item("hidden", "The Hidden Horror", "Horror", "monsters", available=False),
)
ITEM_IDS = tuple(item.item_id for item in ITEMS)
VISIBLE = tuple(item.item_id for item in ITEMS if item.available)

SENTENCES = (
    "I love science fiction",
    "I like space movies and comedies",
    "I hate horror",
    "No horror please",
    "Never show me war films",
    "I changed my mind, I love horror now",
    "I used to love comedy but lately I can't stand it",
    "Tonight I want something funny",
    "Only documentaries please",
    "I loved Solaris",
    "I hated The Matrix but I enjoyed Casablanca",
    "Do you have any romantic comedies?",
    "ok",
    "我喜欢科幻电影",
    "不要恐怖片",
    "我讨厌战争片",
    "最近想看喜剧",
    "我不再喜欢爱情片了",
    "《三体》很好看",
    "我不喜欢《活着》",
)
SECRET = "zebrafinch"
"""A word that stands in nothing but what the person to be forgotten said."""
DEEDS = (
    "view",
    "click",
    "like",
    "dislike",
    "save",
    "purchase",
    "rating",
    "play",
    "complete",
    "skip",
    "hide",
    "impression",
)
STEERING = (  # no exploration: what is drawn goes by the id of the slate
    {"action": "declare", "label": "nothing old", "where": "year >= 1980"},
    {"action": "declare", "label": "nothing new", "where": "year < 2000", "expires_at": NOW + DAY},
    {"action": "declare", "label": "over", "where": "year < 1950", "expires_at": NOW - MINUTE},
    {"action": "declare", "label": "short", "where": "runtime <= 120"},
    {"action": "declare", "label": "any kind", "where": ""},
)
KNOWN_INTERESTS = tuple(
    interest_id(key)
    for key in (
        "categories:Horror",
        "categories:Science Fiction",
        "categories:Comedy",
        "categories:War",
        "tags:space",
    )
)


@cache
def small_settings() -> Settings:
    """The media scenario over the hashing encoder."""
    return msgspec.structs.replace(with_scenario("media"), encoder="hashing", durability="off")


def open_world(url: str = "memory://", items: Iterable[Item] = ITEMS, **changes: Any) -> Engine:
    """An engine with the small catalogue; `changes` are settings."""
    engine = build(url, settings=msgspec.structs.replace(small_settings(), **changes))
    engine.put_items(items)
    return engine


def said(user: str, text: str, at: int = NOW, **more: Any) -> Event:
    return Event(user_id=user, event_type="say", text=text, timestamp=at, **more)


def did(user: str, event_type: str, item_id: str, at: int = NOW, **more: Any) -> Event:
    return Event(user_id=user, event_type=event_type, item_id=item_id, timestamp=at, **more)


def edited(user: str, action: str, at: int = NOW, event_id: str = "", **fields: Any) -> Event:
    return Event(
        user_id=user,
        event_type="interest",
        event_id=event_id,
        timestamp=at,
        context={"action": action, **fields},
    )


def texts(slate: Slate) -> list[tuple[str, list[str]]]:
    return [(item.item_id, [reason.text for reason in item.reasons]) for item in slate.items]


def ids_of(slate: Slate) -> list[str]:
    return [item.item_id for item in slate.items]


# --- random sets of events


@st.composite
def _edits(draw: st.DrawFn) -> dict[str, Any]:
    if draw(st.booleans()):
        label = draw(st.sampled_from(["horror", "slow burn films", "喜剧", "nature"]))
        polarity, hardness = draw(
            st.sampled_from([(1, "soft"), (1, "must"), (-1, "never"), (-1, "soft"), (None, None)])
        )
        edit = {"action": "declare", "label": label, "polarity": polarity, "hardness": hardness}
        edit["expires_at"] = draw(st.sampled_from([None, None, NOW - MINUTE, NOW + DAY]))
        return {name: value for name, value in edit.items() if value is not None}
    if draw(st.integers(0, 4)) == 0:
        return draw(st.sampled_from(STEERING))
    target = draw(st.sampled_from(KNOWN_INTERESTS))
    edit = draw(
        st.sampled_from(
            [
                {"action": "pin"},
                {"action": "unpin"},
                {"action": "pause"},
                {"action": "resume"},
                {"action": "expire", "expires_at": NOW + DAY},
                {"action": "expire"},
                {"action": "drop"},
                {"action": "edit", "strength": 0.7},
                {"action": "edit", "polarity": -1},
            ]
        )
    )
    return {**edit, "interest_id": target}


@st.composite
def an_event(draw: st.DrawFn, users: Sequence[str] = USERS) -> Event:
    """One event of any kind but for its id."""
    kind = draw(st.sampled_from(["say", "say", "do", "do", "do", "review", "edit"]))
    base = {"user_id": draw(st.sampled_from(users)), "timestamp": draw(st.sampled_from(TIMES))}
    if kind == "say":
        return Event(
            event_type=draw(st.sampled_from(["say", "say", "search"])),
            text=draw(st.sampled_from(SENTENCES)),
            **base,
        )
    if kind == "edit":
        return Event(event_type="interest", context=draw(_edits()), **base)
    base["item_id"] = draw(st.sampled_from(ITEM_IDS))
    if kind == "review":
        return Event(
            event_type="review",
            text=draw(st.sampled_from(["I loved it", "so boring", "很好看", "太无聊了"])),
            **base,
        )
    event_type = draw(st.sampled_from(DEEDS))
    value = (
        draw(st.sampled_from([None, 0.5, 1.0, 2.5, 5.0]))
        if event_type in {"rating", "play", "complete"}
        else None
    )
    slate = (
        draw(st.sampled_from([None, "s1", "s2"])) if event_type in {"impression", "click", "like"} else None
    )
    return Event(event_type=event_type, value=value, slate_id=slate, **base)


def histories(users: Sequence[str] = USERS, most: int = 24) -> st.SearchStrategy[list[Event]]:
    """Sets of events, with ids that are in no order of time."""

    def with_ids(events: list[Event]) -> list[Event]:
        return [msgspec.structs.replace(e, event_id=f"e{(7 * n) % 101:03d}") for n, e in enumerate(events)]

    return st.lists(an_event(users), min_size=1, max_size=most).map(with_ids)


@st.composite
def batches(draw: st.DrawFn, events: Sequence[Event]) -> list[list[Event]]:
    """The same events in another order, cut into batches."""
    order = list(draw(st.permutations(list(events))))
    cuts = sorted(draw(st.sets(st.integers(0, len(order)), max_size=5)))
    return [order[a:b] for a, b in zip([0, *cuts], [*cuts, len(order)], strict=True) if order[a:b]]
