"""A learned second opinion on which side an aspect stands, where the rules found words but no verdict, or the wrong one.

The rules find what is spoken of; whether "fell asleep twice" is praise they can only say where a list holds it. This is a
multinomial logistic regression over what the rules said, the tone of the clause and of its sentence, and the sentence's
vector. Tone is a number learned from rated sentences: a ridge regression over the encoder's vector, and another over hashed
word pairs on what the first leaves. `benchmarks/reading/train_head.py` makes `head.npz`; docs/reading.md says from what.
"""

from __future__ import annotations

import re
import zlib
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, get_args

import msgspec
import numpy as np

from penchant.capture.objects import sentences
from penchant.domain import Polarity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from penchant.domain import Aspect, Vector
    from penchant.ports import Encoder, Vectors

VERSION = "head-1"
"""Added to the reader's name where the head took part."""
FILE = Path(__file__).with_name("head.npz")
CLASSES: tuple[Polarity, ...] = get_args(Polarity)
SURE = 0.6
"""Probability from which the head alone may make a refusal: it bars items, so a guess must not."""
LIKELY = 0.5
"""Probability of dislike and refusal together from which the head blames what the rules did not: more likely than not."""
BUCKETS = 1 << 15
_SPAN = 60
"""Characters of a clause that count as long."""
_TOKEN = re.compile(r"[a-z0-9']+|[\u3400-\u9fff]|[!?]")
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
    """The weights: `tone` `(d + 1,)`, `grams` `(BUCKETS,)`, `flags` `(f, 5)`, `sentence` `(d, 5)`, `bias` `(5,)`.

    `margin` is how much likelier than the rules' verdict another must be to take its place.
    """

    encoder: str
    tone: Vector
    grams: Vector
    flags: Vectors
    sentence: Vectors
    bias: Vector
    margin: float


class Views(NamedTuple):
    """What the head looks at in an aspect: its sentence, its clause and its object, as texts."""

    sentence: str
    clause: str
    about: str
    before: str
    after: str


@cache
def head_for(encoder: str) -> Head | None:
    """The head, if there is one and it was trained with the encoder of that name; loaded on first use."""
    if not FILE.exists():
        return None
    with np.load(FILE) as held:
        if str(held["encoder"]) != encoder:
            return None
        weights = {name: held[name].astype(np.float32) for name in ("tone", "flags", "sentence", "bias")}
        grams = held["grams"].astype(np.float32) * float(held["grams_scale"])
        return Head(encoder=encoder, grams=grams, margin=float(held["margin"]), **weights)


def reconsidered(text: str, aspects: tuple[Aspect, ...], encoder: Encoder) -> tuple[Aspect, ...]:
    """The aspects read in a text, each on the side the head finds where it is surer than the rules.

    A refusal and a demand stay what they are. With an encoder the head was not trained for, nothing changes.
    """
    head = head_for(encoder.name)
    if head is None or not aspects:
        return aspects
    odds = probabilities(head, *inputs(text, aspects, encoder, head.tone, head.grams))
    return tuple(
        _decided(aspect, row, head.margin) for aspect, row in zip(aspects, odds.tolist(), strict=True)
    )


def probabilities(head: Head, flags: Vectors, vectors: Vectors) -> Vectors:
    """How likely each class is for each aspect, rows that sum to 1 `(n, 5)`, in the order of `CLASSES`."""
    scores = flags @ head.flags + vectors @ head.sentence + head.bias
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Vectors = odds / odds.sum(axis=1, keepdims=True)
    return shares


def inputs(
    text: str, aspects: Sequence[Aspect], encoder: Encoder, tone: Vector, grams: Vector
) -> tuple[Vectors, Vectors]:
    """What the head is fed for each aspect: flags and tones `(n, f)`, and the vector of its sentence `(n, d)`."""
    views = [_views(text, aspect) for aspect in aspects]
    wanted = list(dict.fromkeys(one for view in views for one in (view.sentence, view.clause, view.about)))
    vectors = dict(zip(wanted, encoder.encode(wanted), strict=True))
    tones = {one: float(vector @ tone[:-1] + tone[-1]) for one, vector in vectors.items()}
    rows = [_flags(text, aspects, place, _tones(view, tones, grams)) for place, view in enumerate(views)]
    return np.array(rows, dtype=np.float32), np.stack([vectors[view.sentence] for view in views])


def gram_buckets(text: str) -> list[int]:
    """The buckets of a text's words, characters, and their pairs and triples."""
    words = _TOKEN.findall(text.lower())
    pairs = [f"{one}_{two}" for one, two in pairwise(words)]
    triples = [
        one + two + three
        for one, two, three in zip(words, words[1:], words[2:], strict=False)
        if one > "\u3400" and three > "\u3400"
    ]
    return [zlib.crc32(gram.encode()) % BUCKETS for gram in {*words, *pairs, *triples}]


def gram_tone(text: str, grams: Vector) -> float:
    """What a text's word pairs add to its tone."""
    buckets = gram_buckets(text)
    return float(grams[buckets].sum() / max(1, len(buckets)) ** 0.5)


def _views(text: str, aspect: Aspect) -> Views:
    start, end = next((s for s in sentences(text) if s.start <= aspect.start < s.end), (0, len(text)))
    return Views(
        sentence=text[start:end].strip() or text,
        clause=aspect.quote,
        about=aspect.about or aspect.quote,
        before=text[start : aspect.start],
        after=text[aspect.end : end],
    )


def _tones(view: Views, tones: dict[str, float], grams: Vector) -> list[float]:
    """The tone of sentence, clause and object by vectors, and of these and of what stands around the clause by words."""
    by_vector = [tones[view.sentence], tones[view.clause], tones[view.about]]
    return [2 * tone for tone in (*by_vector, *(gram_tone(part, grams) for part in view))]


def _flags(text: str, aspects: Sequence[Aspect], place: int, tones: list[float]) -> list[float]:
    """Everything about an aspect that is a number: what the rules said, where it stands, its neighbours and tones."""
    aspect = aspects[place]
    side = [float(aspect.polarity == one) for one in CLASSES]
    chinese = float(aspect.language == "zh")
    around = [*_sides(aspects[:place]), *_sides(aspects[place + 1 :])]
    return [
        *side,
        *_rules(aspect),
        chinese,
        *(one * chinese for one in side),
        *_places(text, aspects, place),
        *_neighbours(aspects, place),
        *(float(bool(sign.search(part))) for part in (text.lower(), aspect.quote.lower()) for sign in _SIGNS),
        *around,
        *(one * side[CLASSES.index("neutral")] for one in around),
        *tones,
        *(one * tone for tone in (*tones[:2], *tones[3:5]) for one in side),
        *(tone * chinese for tone in (*tones[:2], *tones[3:5])),
    ]


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
