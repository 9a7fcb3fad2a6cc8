"""Words that a text speaks of and the rules passed over, from the head's tags of its tokens."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from penchant.capture.marks import Placed
from penchant.capture.objects import sentences
from penchant.domain import Aspect
from penchant.text import language

if TYPE_CHECKING:
    from collections.abc import Iterator

    from penchant.capture.contexts import Cut
    from penchant.capture.marks import Read
    from penchant.ports import Vectors

BEGINS = 0.35
"""Probability from which a token begins words that are spoken of."""
_HALF = 0.5
_CJK = re.compile("[\u3400-\u9fff]")
_POINT = re.compile(r"[,，。;；:：!！?？…\n]")
"""Ends a name."""
_EDGES = '《》“”"'
"""What may stand at the edge of a name."""


def tagged(said: Read, cut: Cut, tags: Vectors) -> list[tuple[Aspect, Placed]]:
    """Aspects without a side for words that no aspect of the rules holds, each with its place among the tokens."""
    have = [aspect.about.casefold() for aspect in said.aspects]
    found = []
    for named in _runs(tags):
        start, end = _whole_words(said.text, cut.places[named[0]][0], cut.places[named[-1]][1])
        about = said.text[start:end]
        bare = about.casefold().removeprefix("the ")
        if not about or any(bare in one for one in have):
            continue
        have.append(bare)
        found.append(_aspect(said, cut, named, (start, end)))
    return found


def _aspect(said: Read, cut: Cut, named: list[int], span: tuple[int, int]) -> tuple[Aspect, Placed]:
    """It stands in the clause of an aspect the rules read, which lends its time too; else in its sentence."""
    text, at = said.text, span[0]
    sentence = next(((s.start, s.end) for s in sentences(text) if s.start <= at < s.end), (0, len(text)))
    beside = next((one for one in said.aspects if one.start <= at < one.end), None)
    start, end = (beside.start, beside.end) if beside else sentence
    aspect = Aspect(
        quote=text[start:end],
        about=text[span[0] : span[1]],
        polarity="neutral",
        strength=1,
        horizon=beside.horizon if beside else "always",
        language=language(text[start:end]),
        start=start,
        end=end,
    )
    return aspect, Placed(named, cut.within(start, end), cut.within(*sentence), -1)


def _runs(tags: Vectors) -> Iterator[list[int]]:
    """Runs of tokens that begin and go on in words that are spoken of."""
    run: list[int] = []
    for place, (beside, begins, goes_on) in enumerate(tags[1:-1].tolist(), 1):
        if begins > BEGINS or (not run and begins + goes_on > _HALF):
            if run:
                yield run
            run = [place]
        elif run and goes_on > beside:
            run.append(place)
        else:
            if run:
                yield run
            run = []
    if run:
        yield run


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """A stretch of text grown to whole words, up to the first point in it, without the marks at its edges."""
    while start > 0 and _within_word(text[start - 1 : start + 1]):
        start -= 1
    while end < len(text) and _within_word(text[end - 1 : end + 1]):
        end += 1
    while start < end and not _may_stand(text[start]):
        start += 1
    point = _POINT.search(text, start, end)
    end = point.start() if point else end
    while start < end and not _may_stand(text[end - 1]):
        end -= 1
    return start, end


def _within_word(pair: str) -> bool:
    return pair.isalnum() and len(pair) > 1 and not _CJK.search(pair)


def _may_stand(letter: str) -> bool:
    return letter.isalnum() or letter in _EDGES
