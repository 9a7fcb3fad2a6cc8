"""A learned second opinion on which side an aspect stands, where the rules found words but no verdict, or the wrong one.

The rules find what is spoken of; whether "fell asleep twice" is praise they can only say where a list holds it. This is a
multinomial logistic regression over what the rules said and how its sentence and its clause sound (`tone.py`).
`benchmarks/reading/train_head.py` makes `head.npz`; docs/reading.md says from what.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, get_args

import msgspec
import numpy as np

from penchant.capture import tone
from penchant.capture.grounds import Ground
from penchant.capture.objects import sentences
from penchant.domain import Polarity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from penchant.domain import Aspect
    from penchant.ports import Encoder, Vectors

VERSION = "head-2"
"""Added to the reader's name where the head took part."""
FILE = Path(__file__).with_name("head.npz")
CLASSES: tuple[Polarity, ...] = get_args(Polarity)
GROUNDS: tuple[Ground, ...] = get_args(Ground)
SURE = 0.6
"""Probability from which the head alone may make a refusal: it bars items, so a guess must not."""
LIKELY = 0.5
"""Probability of dislike and refusal together from which the head blames what the rules did not."""
PLAIN: frozenset[Ground] = frozenset({"attitude", "request", "compare", "weak"})
FIRM = 0.7
"""How much likelier than what the rules found by a plain word another side must be."""
_SPAN = 60
"""Characters of a clause that count as long."""
_YEAR = re.compile(r"\s*\(\d{4}\)")
"""What stands after a film's title says nothing of how a text sounds."""
_STOPS = " \n\t.,;。，；"
"""A clause that is a whole sentence is heard once."""
_UNKNOWN = re.compile(
    r"(?:n't|nt|not|never) (?:\w+ly |even |yet |actually )?(?:seen|heard|tried|read|watched?|played|used|see)\b|"
    r"(?:没|没有|还没|从没)(?:看|听|用|玩|读|试|吃|学)过|还没(?:看|听|用|玩|读|试|吃|学)"
)
_FIRST_PERSON = re.compile(r"\b(?:i|i'm|i've|my|me)\b|我")
_SIGNS = tuple(
    re.compile(pattern)
    for pattern in (
        r"used to|back then|at first|以前|曾经|之前|本来|一开始",
        r"\bnow\b|these days|现在|如今|最近",
        r"n't|\bnot\b|\bno\b|never|不|没|别",
        r"\bbut\b|但|不过|可是|却",
        r"\bthan\b|\bover\b|比|不如",
        r"please|any |need|want|looking for|recommend|求|想|来点|推荐|有没有|给我",
        r"stop|don't show|no more|别|不要|拒绝|屏蔽",
        r"!|！",
        r"sure|great|wow|thanks|真|太|可真|哇|谢谢",
    )
)
"""Words of time, negation, contrast, comparison, wish, refusal and emphasis: looked for in the sentence's text and the clause."""


class Head(NamedTuple):
    """The weights `(f, 5)` and `(5,)`, and how much likelier than the rules' verdict another must be to take its place."""

    weights: Vectors
    bias: Vectors
    margin: float


class Read(NamedTuple):
    """A text as the rules read it: its aspects, and by what they took each one's side."""

    text: str
    aspects: tuple[Aspect, ...]
    grounds: tuple[Ground, ...]


class Views(NamedTuple):
    """What the head hears of an aspect: its sentence and its clause, as texts."""

    sentence: str
    clause: str


@cache
def head_for(encoder: str) -> Head | None:
    """The head, if there is one and its tone was trained on the encoder of that name; loaded on first use."""
    known = tone.held()
    if known is None or known[0] != encoder or not FILE.exists():
        return None
    with np.load(FILE) as held:
        return Head(
            held["weights"].astype(np.float32), held["bias"].astype(np.float32), float(held["margin"])
        )


def reconsidered(said: Read, encoder: Encoder) -> tuple[Aspect, ...]:
    """The aspects read in a text, each on the side the head finds where it is surer than the rules.

    A refusal and a demand stay what they are. With an encoder the head was not trained for, or that is not in this
    process, nothing changes.
    """
    head = head_for(encoder.name)
    if head is None or not said.aspects or not tone.can_hear(encoder):
        return said.aspects
    odds = probabilities(head, inputs(said, encoder))
    return decided(said, odds.tolist(), head.margin)


def decided(said: Read, odds: Sequence[list[float]], margin: float) -> tuple[Aspect, ...]:
    """Each aspect on its likeliest side, or as the rules read it: what they read in plain words yields to a sure head alone."""
    return tuple(
        _decided(aspect, row, FIRM if _is_plain(aspect, ground) else margin)
        for aspect, ground, row in zip(said.aspects, said.grounds, odds, strict=True)
    )


def _is_plain(aspect: Aspect, ground: Ground) -> bool:
    """A side taken by a word for it, a question, and what is not known yet."""
    worded = ground in PLAIN and aspect.strength > 1
    return worded or aspect.polarity == "question" or bool(_UNKNOWN.search(aspect.quote.lower()))


def probabilities(head: Head, inputs: Vectors) -> Vectors:
    """How likely each class is for each aspect, rows that sum to 1 `(n, 5)`, in the order of `CLASSES`."""
    scores = inputs @ head.weights + head.bias
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Vectors = odds / odds.sum(axis=1, keepdims=True)
    return shares


def inputs(said: Read, encoder: Encoder) -> Vectors:
    """What the head is fed for each aspect, `(n, f)`: what the rules found, and how its sentence and clause sound."""
    views = [_views(said.text, aspect) for aspect in said.aspects]
    wanted = list(dict.fromkeys(one for view in views for one in view))
    heard = dict(zip(wanted, tone.sounds_of(wanted, encoder), strict=True))
    rows = [
        [*_flags(said, place), *heard[view.sentence], *heard[view.clause]] for place, view in enumerate(views)
    ]
    return np.array(rows, dtype=np.float32)


def _views(text: str, aspect: Aspect) -> Views:
    start, end = next((s for s in sentences(text) if s.start <= aspect.start < s.end), (0, len(text)))
    parts = (_YEAR.sub("", part).strip(_STOPS) or text for part in (text[start:end], aspect.quote))
    return Views(*parts)


def _flags(said: Read, place: int) -> Iterator[float]:
    """What is a number about an aspect: what the rules said and by what, where it stands, and its neighbours."""
    text, aspects, grounds = said
    aspect = aspects[place]
    side = [float(aspect.polarity == one) for one in CLASSES]
    chinese = float(aspect.language == "zh")
    around = [*_sides(aspects[:place]), *_sides(aspects[place + 1 :])]
    yield from side
    yield from _rules(aspect)
    yield from (float(grounds[place] == one) for one in GROUNDS)
    yield chinese
    yield from (one * chinese for one in side)
    yield from _places(text, aspects, place)
    yield from _neighbours(aspects, place)
    for part in (text.lower(), aspect.quote.lower()):
        yield from (float(bool(sign.search(part))) for sign in _SIGNS)
    yield from around
    yield from (one * side[CLASSES.index("neutral")] for one in around)


def _rules(aspect: Aspect) -> Iterator[float]:
    yield from (float(aspect.hardness == one) for one in ("must", "never"))
    yield from (float(aspect.strength == one) for one in (1, 2, 3))
    yield from (float(aspect.horizon == one) for one in ("now", "lately", "not_any_more"))
    for one in CLASSES:
        yield float(aspect.polarity == one and aspect.strength == 1)
        yield float(aspect.polarity == one and aspect.horizon == "not_any_more")


def _places(text: str, aspects: Sequence[Aspect], place: int) -> Iterator[float]:
    aspect = aspects[place]
    ends = text.rstrip()[-1:]
    yield from (float("?" in text or "？" in text), float(ends in "?？" and bool(ends)))
    yield float("?" in aspect.quote or "？" in aspect.quote)
    yield float(bool(_FIRST_PERSON.search(aspect.quote.lower())))
    yield from (float(not aspect.about), aspect.start / max(1, len(text)))
    yield from (float(place == 0), float(place == len(aspects) - 1))
    same = [number for number, other in enumerate(aspects) if other.start == aspect.start]
    several = len(same) > 1
    yield from (float(several), float(several and place == same[0]), float(several and place == same[-1]))
    at = aspect.quote.find(aspect.about) if aspect.about else -1
    size = max(1, len(aspect.quote))
    yield from (max(0, at) / size, len(aspect.about) / size, min(1.0, size / _SPAN))


def _neighbours(aspects: Sequence[Aspect], place: int) -> list[float]:
    around = [aspects[place - 1] if place else None, aspects[place + 1] if place + 1 < len(aspects) else None]
    return [float(other is not None and other.polarity == one) for other in around for one in CLASSES]


def _sides(aspects: Sequence[Aspect]) -> list[float]:
    said = {aspect.polarity for aspect in aspects}
    return [float(one in said) for one in ("like", "dislike", "never")]


def _decided(aspect: Aspect, odds: list[float], margin: float) -> Aspect:
    """The aspect on its likeliest side, or as the rules read it."""
    if aspect.polarity == "never" or aspect.hardness == "must":
        return aspect
    polarity = CLASSES[max(range(len(odds)), key=odds.__getitem__)]
    against = odds[CLASSES.index("dislike")] + odds[CLASSES.index("never")]
    if polarity == "never" and max(odds) < SURE:
        polarity = "dislike"
    if polarity == "dislike" and against < LIKELY:
        return aspect
    if polarity == aspect.polarity or max(odds) - odds[CLASSES.index(aspect.polarity)] < margin:
        return aspect
    hardness = "never" if polarity == "never" else "soft"
    return msgspec.structs.replace(
        aspect, polarity=polarity, hardness=hardness, strength=2 if max(odds) >= SURE else 1
    )
