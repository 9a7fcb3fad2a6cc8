"""Words of a text, for matching: Unicode folded, English in light stems, Chinese in pairs of characters."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

_CJK = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_PIECE = re.compile(rf"[{_CJK}]+|[^\W_{_CJK}]+(?:['’][^\W_{_CJK}]+)*")
_CJK_CHARACTER = re.compile(f"[{_CJK}]")
_ZH_SHARE = 0.2
"""A text is Chinese when this share of its letters is: names and brands in Latin letters are common in Chinese sentences."""

_SAME = frozenset(
    {
        "series",
        "species",
        "this",
        "news",
        "always",
        "physics",
        "mathematics",
        "economics",
        "tennis",
        "analysis",
        "lens",
    }
)
_IE_PLURALS = frozenset(
    {
        "movies",
        "cookies",
        "zombies",
        "selfies",
        "hoodies",
        "calories",
        "brownies",
        "rookies",
        "pixies",
        "genies",
        "ties",
        "indies",
    }
)


def fold(text: str) -> str:
    """Lower case, full-width forms made plain, accents kept, white space single."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def language(text: str) -> Literal["en", "zh"]:
    """Chinese when a fifth or more of the letters are CJK characters, else English."""
    letters = sum(character.isalpha() for character in text)
    return "zh" if letters and len(_CJK_CHARACTER.findall(text)) >= _ZH_SHARE * letters else "en"


def stem(word: str) -> str:
    """The singular of an English plural: Harman's S-stemmer (1991), mended for sibilants and -ie words."""
    if word in _SAME or len(word) <= 3:
        return word
    if word.endswith("ies"):
        return word[:-1] if word in _IE_PLURALS else word[:-3] + "y"
    if word.endswith(("shes", "ches", "xes", "sses", "zzes")):
        return word[:-2]
    if word.endswith("s") and word[-2] not in "us'":
        return word[:-1]
    return word


def pieces(text: str) -> list[str]:
    """Runs of CJK characters and other words, folded, in order."""
    return _PIECE.findall(fold(text))


def tokens(text: str) -> list[str]:
    """Keyword tokens in order: stems of words; CJK runs as overlapping pairs (a single character stands alone).

    >>> tokens("Space operas, 科幻小说")
    ['space', 'opera', '科幻', '幻小', '小说']
    """
    found: list[str] = []
    for piece in pieces(text):
        if piece.isascii():  # nearly all words of most texts
            found.append(stem(piece.removesuffix("'s")))
        else:
            found += _tokens_of(piece)
    return found


def _tokens_of(piece: str) -> Iterator[str]:
    if not _CJK_CHARACTER.match(piece):
        yield stem(piece.replace("’", "'").removesuffix("'s"))
    elif len(piece) == 1:
        yield piece
    else:
        yield from (piece[i : i + 2] for i in range(len(piece) - 1))
