"""A learned second opinion on what a text speaks of, and on which side, where the rules found the wrong one, or no object.

Whether "fell asleep twice" is praise the rules can only say where a list holds it. The head hears the text's tokens
(`contexts.py`, `verdicts.py`), knows what the rules said (`marks.py`), and decides here. `benchmarks/reading/train_head.py` makes
`head.npz`; docs/reading.md says from what.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import msgspec
import numpy as np

from penchant.capture import contexts, verdicts
from penchant.capture.claims import NEGATIVE
from penchant.capture.marks import CLASSES, FLAGS, Read, flags, no_flags, placed, side_marks, tag_marks
from penchant.capture.tagging import tagged

if TYPE_CHECKING:
    from collections.abc import Sequence

    from penchant.capture.contexts import Bent, Cut
    from penchant.capture.grounds import Ground
    from penchant.capture.marks import Placed
    from penchant.domain import Aspect
    from penchant.ports import Encoder, Vectors

VERSION = "head-3"
"""Added to the reader's name where the head took part."""
SURE = 0.6
"""Probability from which the head alone may make a refusal: it bars items, so a guess must not."""
LIKELY = 0.5
"""Probability of dislike and refusal together from which the head blames what the rules read as liked."""
IDLE = 0.2
"""The share of "nothing is said of it" that speaks for taking no side."""
TAGGED: Ground = "tagged"
MOST = 16
"""Aspects of a text at most, those the head adds among them."""


_TITLE = re.compile(r"\(\d{4}\)|[A-Z][\w'’]+ [A-Z]")
"""A name in capitals, or with its year, stays as the rules read it: in talk that only names films, the head called many bad."""


class Heard(NamedTuple):
    """A text's aspects, those that the head added among them, and how likely each is on each of `CLASSES`, `(n, 5)`."""

    said: Read
    odds: Vectors


def knows(encoder: str) -> bool:
    """Whether there is a head, and it was trained on the encoder of that name."""
    known = contexts.held()
    return known is not None and known[0] == encoder


def reconsidered(said: Read, encoder: Encoder) -> tuple[Aspect, ...]:
    """The aspects read in a text, each on the side the head finds, and those that the rules passed over.

    A refusal and a demand stay what they are. With an encoder the head was not trained for, or that is not in this
    process, nothing changes.
    """
    found = heard(said, encoder)
    return said.aspects if found is None else decided(found)


def heard(said: Read, encoder: Encoder) -> Heard | None:
    """What the head makes of a text; None with an encoder that it does not know or cannot look into."""
    if not (said.text.strip() and knows(encoder.name) and contexts.can_hear(encoder)):
        return None
    with contexts.network_of(encoder) as backend:
        net = contexts.bent_on(backend)
        cut = contexts.cut(backend, said.text)
        return _heard(net, cut, said)


def _heard(net: Bent, cut: Cut, said: Read) -> Heard:
    tokens, size = verdicts.narrowed(net, cut.ids), len(cut.ids)
    ruled = [placed(cut, said.text, aspect) for aspect in said.aspects]
    added = tagged(said, cut, verdicts.tags(net, tokens, tag_marks(size, ruled)))[: MOST - len(ruled)]
    whole = Read(
        said.text,
        (*said.aspects, *(aspect for aspect, _ in added)),
        (*said.grounds, *(TAGGED for _ in added)),
    )
    if not whole.aspects:
        return Heard(whole, np.zeros((0, len(CLASSES)), dtype=np.float32))
    marks, about = inputs(said, size, ruled, [place for _, place in added])
    return Heard(whole, _odds(verdicts.sides(net, tokens, marks, about)))


def inputs(
    said: Read, size: int, ruled: Sequence[Placed], added: Sequence[Placed]
) -> tuple[Vectors, Vectors]:
    """What the net is told of each aspect: marks `(n, size, m)` and flags `(n, f)`."""
    marks = [side_marks(size, own, [o for o in ruled if o is not own]) for own in ruled]
    marks += [side_marks(size, own, ruled) for own in added]
    about = [flags(said, place) for place in range(len(ruled))] + [no_flags() for _ in added]
    return np.array(marks), np.array(about).reshape(-1, FLAGS)


def _odds(shares: Vectors) -> Vectors:
    """The shares of the classes, "nothing is said" in part counted as neutral."""
    odds = shares[:, : len(CLASSES)].copy()
    odds[:, CLASSES.index("neutral")] += IDLE * shares[:, -1]
    return odds


def decided(found: Heard) -> tuple[Aspect, ...]:
    """Each aspect on its likeliest side, or as the rules read it."""
    return tuple(
        _decided(aspect, row) for aspect, row in zip(found.said.aspects, found.odds.tolist(), strict=True)
    )


def _decided(aspect: Aspect, odds: list[float]) -> Aspect:
    """The aspect on its likeliest side, or as the rules read it."""
    if aspect.polarity == "never" or aspect.hardness == "must" or _TITLE.search(aspect.about):
        return aspect
    polarity, sure = CLASSES[max(range(len(odds)), key=odds.__getitem__)], max(odds) / sum(odds)
    if polarity == "never" and sure < SURE:
        polarity = "dislike"
    turned = aspect.polarity == "like" and polarity in NEGATIVE
    if polarity == aspect.polarity or (turned and _against(odds) < LIKELY):
        return aspect
    hardness = "never" if polarity == "never" else "soft"
    return msgspec.structs.replace(
        aspect, polarity=polarity, hardness=hardness, strength=2 if sure >= SURE else 1
    )


def _against(odds: list[float]) -> float:
    return odds[CLASSES.index("dislike")] + odds[CLASSES.index("never")]
