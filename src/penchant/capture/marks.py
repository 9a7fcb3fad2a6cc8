"""What the head is told beside a text's tokens: where an aspect stands among them, and what the rules said of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, get_args

import numpy as np

from penchant.capture.grounds import Ground
from penchant.capture.objects import sentences
from penchant.domain import Polarity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from penchant.capture.contexts import Cut
    from penchant.domain import Aspect
    from penchant.ports import Vectors

CLASSES: tuple[Polarity, ...] = get_args(Polarity)
GROUNDS: tuple[Ground, ...] = tuple(one for one in get_args(Ground) if one != "tagged")
"""By what the rules can take a side."""
SIDE_MARKS, TAG_MARKS = 20, 9
FLAGS = 94
"""Numbers about an aspect; the last one says that the rules said nothing of it."""
_OBJECT, _CLAUSE, _SENTENCE, _OTHER, _OTHER_SIDE, _OWN_SIDE, _BEFORE, _BEHIND = 0, 1, 2, 3, 4, 9, 14, 17
_STARTS, _CLAUSES, _SENTENCES, _UNTOLD = 5, 6, 7, 8
_NEAR, _FAR = 2, 6
"""Tokens from an object that are beside it, and near it."""
_SPAN = 60
"""Characters of a clause that count as long."""
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
"""Words of time, negation, contrast, comparison, wish, refusal and emphasis: looked for in the whole text and the clause."""


class Read(NamedTuple):
    """A text as it was read: its aspects, and by what each one's side was taken."""

    text: str
    aspects: tuple[Aspect, ...]
    grounds: tuple[Ground, ...]


class Placed(NamedTuple):
    """The tokens of an aspect's object, clause and sentence, and the side the rules took, as a number; -1 for none."""

    named: list[int]
    clause: list[int]
    sentence: list[int]
    side: int


def placed(cut: Cut, text: str, aspect: Aspect) -> Placed:
    """Where an aspect stands among a text's tokens."""
    start, end = next(
        ((s.start, s.end) for s in sentences(text) if s.start <= aspect.start < s.end), (0, len(text))
    )
    named = sorted({n for span in _spans(text, aspect) for n in cut.within(*span)})
    return Placed(
        named, cut.within(aspect.start, aspect.end), cut.within(start, end), CLASSES.index(aspect.polarity)
    )


def _spans(text: str, aspect: Aspect) -> Iterator[tuple[int, int]]:
    """Where an aspect's object stands: in its clause, else in the text, else its words one by one."""
    about, whole = aspect.about.lower(), text.lower()
    for part in (about, *about.split()) if about else ():
        at = whole.find(part, aspect.start, aspect.end)
        at = at if at >= 0 else whole.find(part)
        if at >= 0:
            yield at, at + len(part)
        if at >= 0 and part is about:
            return


def side_marks(size: int, own: Placed, others: Sequence[Placed], *, told: bool = True) -> Vectors:
    """What marks a text's tokens for one aspect, `(size, SIDE_MARKS)`; without the rules' sides where they are not `told`."""
    out = np.zeros((size, SIDE_MARKS), dtype=np.float32)
    out[own.clause, _CLAUSE] = out[own.sentence, _SENTENCE] = 1
    mine = set(own.named)
    for other in others:
        rest = [one for one in other.named if one not in mine]
        out[rest, _OTHER] = 1
        if told:
            out[rest, _OTHER_SIDE + other.side] = 1
    out[own.named, _OBJECT] = 1
    if own.named and told and own.side >= 0:
        out[own.named, _OWN_SIDE + own.side] = 1
    core = own.named or own.clause
    if core:
        away_from = np.arange(size)
        for first, away in ((_BEFORE, min(core) - away_from), (_BEHIND, away_from - max(core))):
            out[(away > 0) & (away <= _NEAR), first] = 1
            out[(away > _NEAR) & (away <= _FAR), first + 1] = 1
            out[away > _FAR, first + 2] = 1
    return out


def tag_marks(size: int, ruled: Sequence[Placed], *, told: bool = True) -> Vectors:
    """What marks a text's tokens before objects are looked for, `(size, TAG_MARKS)`: those the rules found, clauses, sentences."""
    out = np.zeros((size, TAG_MARKS), dtype=np.float32)
    for one in ruled:
        if one.named and told:
            out[one.named, one.side] = 1
            out[min(one.named), _STARTS] = 1
        for tokens, mark in ((one.clause, _CLAUSES), (one.sentence, _SENTENCES)):
            if tokens:
                out[min(tokens), mark] = 1
    out[:, _UNTOLD] = not told
    return out


def flags(said: Read, place: int) -> Vectors:
    """What is a number about an aspect the rules read, `(FLAGS,)`."""
    return np.array([*_flags(said, place), 0.0], dtype=np.float32)


def no_flags() -> Vectors:
    """What is said of an aspect that the rules did not read, `(FLAGS,)`."""
    out = np.zeros(FLAGS, dtype=np.float32)
    out[-1] = 1
    return out


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
