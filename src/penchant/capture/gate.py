"""When a second reading is worth a call: where what was read at once is likely to be wrong.

A logistic regression over what the rules found and by what, how sure the head was, and words that rules stumble over (contrast,
somebody else, irony, limits). `benchmarks/reading/train_gate.py` makes `gate.npz`; docs/reading.md says what it is worth.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, get_args

import numpy as np

from penchant.capture.clauses import read_with_grounds
from penchant.capture.grounds import Ground
from penchant.capture.head import heard
from penchant.capture.marks import CLASSES, Read
from penchant.capture.reading import ASPECTS, REQUESTS, replied_to
from penchant.text import tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from penchant.domain import Aspect, Event
    from penchant.ports import Encoder, Vectors

FILE = Path(__file__).with_name("gate.npz")
GROUNDS: tuple[Ground, ...] = get_args(Ground)
LONG_OBJECT = 25
"""Characters from which an object has taken in more than its name."""
SEVERAL = 2
FEWEST_WORDS = 3
"""An "ok" names nothing, and no model can change that."""
SIGNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        (
            r"\b(?:but|however|though|although|yet|except|instead|rather|than|while|whereas|still|despite|only)\b|"
            r"但|不过|可是|然而|却|除了|只是|虽然|反而|倒是|而是|比|不如|宁"
        ),
        (
            r"\bfor (?:my|his|her|their|our|a) |\bgift|\bpresent\b|"
            r"\bmy (?:\w+ )?(?:wife|husband|son|daughter|kids?|niece|nephew|mom|mum|dad|mother|father|friend|roommate|brother|"
            r"sister|partner|boyfriend|girlfriend|grand\w+|boss|colleague)|"
            r"给(?:我)?\S{0,2}(?:妈|爸|女|儿|孩|朋友|同事|老|外|侄|弟|妹|哥|姐|奶|爷)|送(?:人|给|礼)|"
            r"我(?:妈|爸|女|儿|孩|朋友|老公|老婆|室友|同学|妹|弟|哥|姐)|孩子|闺女|女儿|儿子"
        ),
        (
            r"\b(?:great|wow|thanks|sure|oh|yeah|love how|brilliant|lovely|wonderful|bravo|congrat\w*|nothing like|"
            r"apparently|because)\b|真是|可真|真行|谢谢|呵呵|太好了|厉害了|果然|不愧|哈哈|恭喜|才怪|[“\"‘]"
        ),
        (
            r"used to|back then|at first|anymore|any more|these days|lately|now\b|"
            r"以前|曾经|之前|本来|一开始|现在|如今|最近|后来|再也|早就"
        ),
        (
            r"\d|\b(?:under|over|less than|at most|budget|hour|minutes?|pages?|dollars?|bucks)\b|"
            r"[一二三四五六七八九十百千两半]\s*(?:块|元|分钟|小时|页|岁|个|集|章)|预算|以内|以下"
        ),
        r"[?？]|吗|呢\b",
    )
)
"""Words of contrast, of somebody else, of irony, of time, of a limit, of a question."""
_NEGATION = re.compile(r"n't|\bnot\b|\bno\b|\bnever\b|\bwithout\b|不|没|别|无", re.IGNORECASE)
_POINT = re.compile(r"[,.;:!?，。；：！？…\n—]")
_LATIN, _CJK = re.compile(r"[A-Za-z]{2,}"), re.compile(r"[\u3400-\u9fff]")


class Gate(NamedTuple):
    """Means, spreads and weights of the features `(f,)`, a bias, and the chance of an error from which a call is worth it."""

    mean: Vectors
    spread: Vectors
    weights: Vectors
    bias: float
    threshold: float

    def chance(self, features: Sequence[float]) -> float:
        """How likely something in a text was misread, 0..1. A feature that is not known (NaN) counts as the usual."""
        scaled = np.nan_to_num((np.array(features, dtype=np.float32) - self.mean) / self.spread)
        return float(1 / (1 + np.exp(-(scaled @ self.weights + self.bias))))


@cache
def gate() -> Gate:
    """The gate as it ships; loaded on first use."""
    with np.load(FILE) as held:
        return Gate(
            held["mean"], held["spread"], held["weights"], float(held["bias"]), float(held["threshold"])
        )


def is_worth_it(event: Event, aspects: Sequence[Aspect], encoder: Encoder) -> bool:
    """Whether the event's text, read at once as `aspects`, is worth a second reading."""
    if len(tokens(event.text or "")) < FEWEST_WORDS:
        return False
    known = gate()
    return known.chance(features(event, aspects, encoder)) >= known.threshold


def features(event: Event, aspects: Sequence[Aspect], encoder: Encoder) -> list[float]:
    """What is known of a text and its reading, as numbers; NaN for what only the head knows, where it does not hear."""
    text, before = event.text or "", replied_to(event)
    found, grounds = read_with_grounds(text, wish=event.event_type in REQUESTS, before=before)
    said = Read(text, found[:ASPECTS], grounds[:ASPECTS])
    asked = event.event_type not in REQUESTS and not before
    known = heard(said, encoder) if asked else None
    said, odds = (known.said, known.odds.tolist()) if known else (said, [])
    return [*_of_reading(said, aspects), *_of_words(text), *_of_doubt(said, aspects, odds)]


def _of_reading(said: Read, aspects: Sequence[Aspect]) -> Iterator[float]:
    sides = {aspect.polarity for aspect in aspects}
    yield from (float(not said.aspects), float(len(said.aspects)), float(len(said.aspects) > SEVERAL))
    yield from (float(ground in said.grounds) for ground in GROUNDS)
    yield from (float(side in sides) for side in CLASSES)
    yield float(len(sides - {"neutral", "question"}) > 1)
    yield float(any(not aspect.about for aspect in aspects))
    yield float(any(len(aspect.about) > LONG_OBJECT for aspect in aspects))
    yield float(max((aspect.strength for aspect in aspects), default=0) == 1)


def _of_words(text: str) -> Iterator[float]:
    yield from (len(text) / 100, float(len(_POINT.findall(text))))
    yield from (float(bool(sign.search(text))) for sign in SIGNS)
    yield from (float(len(_NEGATION.findall(text))), float(len(SIGNS[0].findall(text))))
    chinese = bool(_CJK.search(text))
    yield from (float(chinese), float(chinese and bool(_LATIN.search(text))))


def _of_doubt(said: Read, aspects: Sequence[Aspect], odds: Sequence[Sequence[float]]) -> Iterator[float]:
    """Whether the rules stood alone; else how unsure the head was at most and on average, and whether it decided against them."""
    if len(odds) != len(aspects) or not odds:
        yield from (1.0, *(float("nan"),) * 5)
        return
    yield 0.0
    doubts = [1 - max(row) for row in odds]
    against = [1 - row[CLASSES.index(aspect.polarity)] for row, aspect in zip(odds, aspects, strict=True)]
    turned = [a.polarity != b.polarity for a, b in zip(said.aspects, aspects, strict=True)]
    entropy = [-sum(share * np.log(share + 1e-9) for share in row) for row in odds]
    yield from (max(doubts), sum(doubts) / len(doubts), max(against), float(any(turned)), max(entropy))
