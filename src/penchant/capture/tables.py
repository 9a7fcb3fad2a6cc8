"""The words of both languages made ready to look for: compiled on first use."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from penchant.capture import cues, cues_en, cues_zh, grammar_en
from penchant.capture.blame_en import BLAME_EN
from penchant.capture.constructions import FIRST_EN, FIRST_ZH
from penchant.capture.contrasts_en import CONTRASTS_EN, THAN_EN
from penchant.capture.contrasts_zh import CONTRASTS_ZH
from penchant.capture.faint import FAINT_EN, FAINT_ZH
from penchant.capture.idioms_en import IDIOMS_EN
from penchant.capture.idioms_zh import IDIOMS_ZH
from penchant.capture.scanner import Scanner

if TYPE_CHECKING:
    from penchant.domain import SaidHorizon

HAS_CJK = re.compile("[\u3400-\u9fff]")
_HAS_LATIN = re.compile("[a-z]")
LookFor = tuple[re.Pattern[str] | None, Scanner]
_AT_WORD = r"(?<![\w'])\S|'"


class Tables(NamedTuple):
    """The compiled cues: those with a verdict, the weak and the faint ones, those of time, and other patterns by name."""

    scanners: tuple[LookFor, ...]
    weak: tuple[LookFor, ...]
    faint: tuple[LookFor, ...]
    horizons: tuple[tuple[re.Pattern[str], SaidHorizon | None], ...]
    patterns: dict[str, re.Pattern[str]]


@cache
def tables() -> Tables:
    """Compiled on first use: a tenth of a second that an import must not cost."""
    english = (*CONTRASTS_EN, *FIRST_EN, *IDIOMS_EN, *BLAME_EN, *cues_en.EN)
    return Tables(
        scanners=(
            (_HAS_LATIN, Scanner(english, _AT_WORD, after=r"(?![\w'])")),
            (HAS_CJK, Scanner((*CONTRASTS_ZH, *FIRST_ZH, *IDIOMS_ZH, *cues_zh.ZH), r"\S")),
        ),
        weak=(
            (None, Scanner((THAN_EN, *cues_en.WEAK_EN), r"(?<![\w-])\S", after=r"(?!\w|-\w)")),
            (HAS_CJK, Scanner(cues_zh.WEAK_ZH, r"\S")),
        ),
        faint=(
            (_HAS_LATIN, Scanner(FAINT_EN, r"(?<![\w'-])\S", after=r"(?![\w'-])")),
            (HAS_CJK, Scanner(FAINT_ZH, r"\S")),
        ),
        horizons=tuple((re.compile(pattern, re.ASCII), horizon) for pattern, horizon in cues.HORIZONS),
        patterns={
            "pleasantries": re.compile(cues.PLEASANTRIES),
            "intense": re.compile(cues.INTENSIFIERS),
            "soft": re.compile(cues.SOFTENERS),
            "break": re.compile(cues.BREAKS, re.ASCII),
            "contrast": re.compile(cues.CONTRAST),
            "conjunction": re.compile(cues.CONJUNCTIONS),
            "together": re.compile(cues.KEPT_TOGETHER),
            "adjective": re.compile(
                rf"(?:(?:an?|the|some|very|really|any|more|something) )*"
                rf"(?:{cues_en.ADJECTIVES})(?: (?:and|but) {cues_en.ADJECTIVES})?"
            ),
            "lead_en": re.compile(cues_en.LEADING_EN),
            "lead_zh": re.compile(cues_zh.LEADING_ZH),
            "tail_en": re.compile(cues_en.TRAILING_PHRASES_EN),
            "pronoun": re.compile(f"(?:{grammar_en.PRONOUN_EN}|{cues_zh.PRONOUN_ZH})"),
            "referring": re.compile(
                rf"\W*(?:{grammar_en.REFERRING_EN})|\W*(?:它|他们|她们)(?![\u4e00-\u9fff])"
            ),
            "offered": re.compile(grammar_en.OFFERED_EN),
            "plural": re.compile(
                r"\b(?:them|they|they're|those|these|both|all|neither|either)\b|[它他她]们|这些|那些|都"
            ),
            "answering": re.compile(rf"\W*{grammar_en.ANSWERING_EN}"),
            "verbal": re.compile(f"{grammar_en.VERBAL_EN}|{cues_zh.VERBAL_ZH}"),
            "interrogative": re.compile(grammar_en.INTERROGATIVE_EN),
            "question_zh": re.compile(cues_zh.QUESTION_ZH),
            "fact": re.compile(grammar_en.FACT_EN),
            "first_person": re.compile(r"\b(?:i|i'm|i've|my|anyone else|why|isn't|aren't|don't you)\b|我"),
        },
    )
