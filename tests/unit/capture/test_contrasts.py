"""Constructions that weigh, negate twice, keep out, require and take back: what each says of its object, in both languages."""

from __future__ import annotations

import pytest

from penchant.capture.clauses import read


def sides(text: str) -> dict[str, str]:
    return {aspect.about: aspect.polarity for aspect in read(text)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("vinyl has more warmth than streaming", {"vinyl": "like", "streaming": "dislike"}),
        ("pottery is more my speed than yoga", {"pottery": "like", "yoga": "dislike"}),
        ("the remake is no substitute for the novel", {"remake": "dislike", "novel": "like"}),
        ("tea over coffee always", {"tea": "like", "coffee": "dislike"}),
        ("图文比视频省流量", {"图文": "like", "视频省流量": "dislike"}),
        ("not that musicals are bad", {"musicals": "neutral"}),
        ("i have nothing against ballet", {"ballet": "neutral"}),
        ("京剧我不爱也不恨", {"京剧": "neutral"}),
        ("adore every season but the fourth", {"season": "like", "fourth": "dislike"}),
        ("any mug but glass", {"mug": "like", "glass": "never"}),
        ("a thriller, as long as it's not about spies", {"thriller": "like", "spies": "never"}),
        ("把减肥广告全给我屏蔽掉", {"减肥广告": "never"}),
        ("no jazz if possible", {"jazz": "dislike"}),
        ("I've grown out of superheroes", {"superheroes": "dislike"}),
        ("这灯有遥控没", {"灯": "question"}),
    ],
)
def test_constructions(text, expected):
    assert sides(text) == expected


@pytest.mark.parametrize(
    ("text", "about", "hardness"),
    [
        ("a backpack, waterproof is non-negotiable", "waterproof", "must"),
        ("captions are essential", "captions", "must"),
        ("only black and white prints please", "black and white prints", "must"),
        ("make sure it has a hood", "hood", "must"),
        ("ideally with captions", "captions", "soft"),
        ("要求静音", "静音", "must"),
        ("尽量安静", "安静", "soft"),
    ],
)
def test_hardness(text, about, hardness):
    assert [a.hardness for a in read(text) if a.about == about] == [hardness]


@pytest.mark.parametrize(
    ("text", "about", "polarity", "horizon"),
    [
        ("I used to love zombie shows", "zombie shows", "dislike", "not_any_more"),
        ("used to hate olives, these days I snack on a jar", "olives", "like", "lately"),
        ("以前爱看动漫,现在不看了", "动漫", "dislike", "not_any_more"),
        ("I don't watch anime any more", "anime", "dislike", "not_any_more"),
        ("不再喝奶茶了", "奶茶", "dislike", "not_any_more"),
        ("used to love opera and still love it", "opera", "like", "always"),
    ],
)
def test_what_was_said_of_the_past_has_turned(text, about, polarity, horizon):
    assert [(a.polarity, a.horizon) for a in read(text) if a.about == about] == [(polarity, horizon)]


@pytest.mark.parametrize(
    "text", ["nothing longer than two hours", "it can't be heavier than a kilo", "摇滚我也听"]
)
def test_limits_and_near_misses_refuse_nothing(text):
    assert not [a for a in read(text) if a.polarity in ("never", "dislike")]
