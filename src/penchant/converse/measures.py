"""Quantities in words, "2 hours", "50块", "for a week", and the attribute of the catalogue that each is compared with."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

import msgspec

from penchant.domain import Value
from penchant.settings import DAY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Measure = Literal["minutes", "price", "year", "language"]
ATTRIBUTES: dict[str, frozenset[str]] = {
    "minutes": frozenset(
        [
            "runtime",
            "duration",
            "length",
            "minutes",
            "mins",
            "hours",
            "seconds",
            "time",
            "running",
            "时长",
            "片长",
            "分钟",
            "小时",
            "课时",
        ]
    ),
    "price": frozenset(["price", "cost", "amount", "fee", "价格", "售价", "价钱", "费用"]),
    "year": frozenset(["year", "released", "release", "年份", "年代", "上映"]),
    "language": frozenset(["language", "languages", "lang", "spoken", "语言", "语种"]),
}
"""Words in an attribute's name by which it is known for what it measures, the plainest first."""
PLAIN: dict[str, str] = {"minutes": "runtime", "price": "price", "year": "year", "language": "language"}
"""What an attribute would be called where the catalogue has none: no item fits it, and the list says so."""
_SECONDS, _MILLISECONDS = 1_000, 1_000_000
"""A median length from which the unit, where the name does not say it, is taken to be seconds, or milliseconds."""
_HOURS = 10
"""And one below which it is taken to be hours."""
_EN = dict(
    zip(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"],
        range(11),
        strict=True,
    )
)
_EN |= {
    "a": 1,
    "an": 1,
    "couple": 2,
    "twelve": 12,
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
    "sixty": 60,
    "ninety": 90,
}
_ZH = dict(zip("零一二三四五六七八九", range(10), strict=True)) | {"两": 2, "〇": 0}
_ZH_UNITS = {"十": 10, "百": 100, "千": 1_000}
NUMBER_EN = r"(?:\d[\d,]*(?:\.\d+)?|half an?|an?|" + "|".join(w for w in _EN if len(w) > 2) + ")"
NUMBER_ZH = r"(?:\d[\d,]*(?:\.\d+)?|[零〇一二两三四五六七八九十百千]+|半)"


class Facts(Value, frozen=True):
    """What the attributes of a catalogue hold: by name the median of the different numbers, and the words of the others."""

    numbers: dict[str, float] = msgspec.field(default_factory=dict)
    words: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)


def number(text: str) -> float | None:
    """The number that digits or words write, in English or Chinese; None for anything else."""
    text = text.strip().casefold().replace(",", "")
    if text.startswith("half") or text == "半":
        return 0.5
    if text in _EN:
        return float(_EN[text])
    try:
        return float(text)
    except ValueError:
        return _chinese(text)


def _chinese(text: str) -> float | None:
    total, digit = 0, None
    for character in text:
        if character in _ZH:
            digit = _ZH[character]
        elif character in _ZH_UNITS:
            total += (1 if digit is None else digit) * _ZH_UNITS[character]
            digit = 0
        else:
            return None
    return None if digit is None else float(total + digit)


def attribute(measure: Measure, facts: Facts) -> str | None:
    """The attribute of the catalogue that holds a measure: of several, the one whose name says least else."""
    named: Mapping[str, object] = facts.words if measure == "language" else facts.numbers
    fitting = [name for name in named if ATTRIBUTES[measure].intersection(_parts(name))]
    return min(fitting, key=lambda name: (len(_parts(name)), name), default=None)


def measures(name: str) -> bool:
    """Whether an attribute's name says that it holds one of the measures."""
    return any(known.intersection(_parts(name)) for known in ATTRIBUTES.values())


def _parts(name: str) -> list[str]:
    """The words of an attribute's name: `runtime_minutes`, `runtimeMinutes`."""
    return [part.casefold() for part in re.split(r"[\W_]+|(?<=[a-z])(?=[A-Z])", name) if part]


def in_units_of(name: str, minutes: float, median: float) -> float:
    """A length in the unit of an attribute, by its name, else by how long things are there."""
    parts = set(_parts(name))
    if parts & {"ms", "milliseconds", "millis"} or (not parts & _UNITS and median >= _MILLISECONDS):
        return minutes * 60_000
    if parts & {"seconds", "secs", "sec", "s"} or (not parts & _UNITS and median >= _SECONDS):
        return minutes * 60
    if parts & {"hours", "hour", "h", "小时", "课时"} or (not parts & _UNITS and median < _HOURS):
        return minutes / 60
    return minutes


_UNITS = frozenset(
    [
        "ms",
        "milliseconds",
        "millis",
        "seconds",
        "secs",
        "sec",
        "s",
        "minutes",
        "mins",
        "min",
        "hours",
        "hour",
        "h",
        "小时",
        "分钟",
        "课时",
    ]
)


def shortest(value: float) -> str:
    """A number as a filter writes it."""
    return str(int(value)) if value == int(value) else f"{value:g}"


# --- for how long something is to hold

_SPAN_EN = re.compile(
    r"\b(?:(?P<always>from now on|forever|for good|always|in general)|"
    r"(?P<day>for (?:now|today|tonight|the moment|the (?:day|evening))|today|tonight|right now|this (?:evening|morning|afternoon))|"
    r"for (?P<n>the next (?:few|couple of)|the next \w+|a couple of|a few|this|the|an?|\d+|one|two|three|four|five|six|seven|ten)"
    r" ?(?P<unit>hour|day|weekend|week|fortnight|month|year)s?|"
    r"(?:for )?this (?P<this>weekend|week|month|year))\b",
    re.IGNORECASE,
)
_SPAN_ZH = re.compile(
    r"(?P<always>以后都|以后|永远|一直|从现在起|从今往后)|(?P<day>今天|今晚|今夜|现在|暂时|目前|眼下)|"
    r"(?P<this>这个?周末|这一?周|本周|这个?星期|这一?个月|这个?月|本月)|"
    r"(?:接下来|未来|最近)?(?P<n>\d+|[一二两三四五六七八九十]+|几)(?P<unit>天|周|个?星期|个?礼拜|个?月)(?:之?内|里)?|(?P<lately>最近|近期)"
)
_DAYS = {
    "hour": 1 / 24, "day": 1, "weekend": 3, "week": 7, "fortnight": 14, "month": 30, "year": 365,
    "天": 1, "周": 7, "星期": 7, "礼拜": 7, "月": 30,
}  # fmt: skip
_WHOLE = ("weekend", "week", "month", "year", "星期", "周", "月")
LATELY = 14
FEW = 3


class Span(Value, frozen=True):
    """For how long, in ms, None for ever; and the text without the words that said so."""

    lasts: int | None
    rest: str


def span_in(clause: str, tongue: str) -> Span | None:
    """For how long a clause is to hold; None where it does not say."""
    found = (_SPAN_ZH if tongue == "zh" else _SPAN_EN).search(clause)
    if found is None:
        return None
    rest = f"{clause[: found.start()]} {clause[found.end() :]}".strip()
    return Span(lasts=_lasts(found), rest=" ".join(rest.split()))


def _lasts(found: re.Match[str]) -> int | None:
    held = found.groupdict()
    if held["always"]:
        return None
    if held["day"]:
        return DAY
    if held.get("lately"):
        return LATELY * DAY
    if held["this"]:
        named = held["this"].casefold().replace("周末", "weekend")
        return round(next(_DAYS[unit] for unit in _WHOLE if unit in named) * DAY)
    unit = held["unit"].casefold().removeprefix("个")
    return round(_count(held["n"].casefold()) * _DAYS[unit] * DAY)


def _count(words: str) -> float:
    if "few" in words or words == "几":
        return FEW
    if "couple" in words:
        return 2
    found = number(words.removeprefix("the next ").removeprefix("next "))
    return 1.0 if found is None else found


def languages(name: str, held: Iterable[str]) -> tuple[str, ...]:
    """The values of a catalogue that stand for a language that was named in words."""
    group = next((g for g in LANGUAGES if name.casefold() in g), (name.casefold(),))
    whole = {*group}
    return tuple(
        value
        for value in held
        if value.casefold() in whole or value.casefold().split()[0] in whole or value[:2] in whole
    )


LANGUAGES = (
    ("english", "en", "英语", "英文"),
    ("chinese", "mandarin", "zh", "中文", "汉语", "国语", "普通话", "华语"),
    ("cantonese", "粤语", "yue"),
    ("japanese", "ja", "日语", "日文"),
    ("korean", "ko", "韩语", "韩文"),
    ("french", "fr", "法语", "法文"),
    ("german", "de", "德语", "德文"),
    ("spanish", "es", "西班牙语"),
    ("italian", "it", "意大利语"),
    ("russian", "ru", "俄语"),
    ("portuguese", "pt", "葡萄牙语"),
    ("hindi", "hi", "印地语"),
    ("arabic", "ar", "阿拉伯语"),
)
"""Words for one language, across both languages and its code."""
