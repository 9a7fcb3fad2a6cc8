"""What the other party's turn puts forward, and which of it an answer means: "Have you seen Heat?" "Yes, I hated it"."""

# ruff: noqa: E501 - a pattern is easier to check on one line than cut in pieces, a word list in few lines than many
from __future__ import annotations

import re
from typing import Literal, NamedTuple

MOST_OFFERS = 6
LONGEST_OFFER = 80
LONGEST_TURN = 1_000
"""Characters of the other party's turn that are looked at, from its end: an answer answers what was said last."""

_MARKED = re.compile(r"《([^》]{1,80})》|[\"“]([^\"“”]{2,60})[\"”]")
_SMALL = r"(?:of|the|and|in|for|to|a|an|at|on|with|from|vs\.?|&|[-–])"
_BIG = r"(?:[A-Z0-9][^\s()\"“”?]{0,30}[?!]?)"
_RUN = rf"{_BIG}(?:(?: {_SMALL}){{0,3}} {_BIG}){{0,11}}"
_DATED = re.compile(rf"({_RUN})\s{{0,2}}(\((?:19|20)\d\d\))")
_NAMED = re.compile(rf"(?<![\w'])({_RUN})")
_NOT_PERSON = re.compile(r"(?:\b(?:with|by|starring|stars|features|actor|actress|director|named)|/)\s*$")
_OPENERS = frozenset(
    [
        "i",
        "i'm",
        "i've",
        "i'd",
        "yes",
        "yeah",
        "yep",
        "sure",
        "no",
        "ok",
        "okay",
        "oh",
        "and",
        "or",
        "but",
        "also",
        "maybe",
        "then",
        "have",
        "has",
        "did",
        "do",
        "does",
        "are",
        "is",
        "was",
        "if",
        "how",
        "what",
        "when",
        "which",
        "who",
        "why",
        "try",
        "watch",
        "see",
        "hi",
        "hey",
        "hello",
        "like",
        "well",
        "so",
        "great",
        "good",
        "another",
        "there",
        "there's",
        "it's",
        "that",
        "that's",
        "this",
        "these",
        "those",
        "you",
        "your",
        "we",
        "he",
        "she",
        "they",
        "my",
        "have",
        "you",
        "can",
        "could",
        "would",
        "will",
        "let",
        "let's",
        "another",
        "right",
        "awesome",
        "cool",
        "nice",
        "thanks",
        "thank",
        "lol",
        "haha",
        "hmm",
        "um",
        "one",
        "of",
        "in",
        "on",
        "at",
        "for",
        "any",
        "some",
    ]
)
"""Words whose capital is that of a sentence."""
_SENTENCE = re.compile(r"[^?!.。！？\n]*(?:[?!.。！？\n]+|$)")
_ALL_OF_THEM = re.compile(
    r"\b(?:them|they|they're|those|these|both|neither|either|all (?:of|three|four))\b|它们|这些|那些|这[几两]|都(?=不|没|很|挺|太|喜欢|看)"
)
_FIRST = re.compile(r"\b(?:the )?(?:first|former)\b|第一|前者|前一")
_SECOND = re.compile(r"\b(?:the )?second\b|第二")
_LIKING = re.compile(
    r"\b(?:do|did|don't|didn't|would|are|were|was) you(?: guys)? (?:\w+ ){0,2}?(?:like|love|enjoy|into|a fan of|fans? of|interested in|keen on)\b|"
    r"喜欢|喜不喜欢|爱不爱|感兴趣|好看吗|觉得.{0,12}(?:怎么样|如何)"
)
_OFFER = re.compile(
    r"\b(?:how|what) about\b|\b(?:want|like) (?:me )?to (?:try|watch|see|read|buy|hear|take|check)\b|\bwould you (?:like|try|watch|read)\b|"
    r"\bcan i (?:suggest|recommend|interest)\b|要不要|要看|想看|想不想|试试|看看|推荐"
)
_KNOWN = re.compile(
    r"\b(?:seen|see|saw|watched|heard|read|tried|played|familiar|know)\b|看过|听过|读过|用过|学过|知道"
)
_ASKED = re.compile(
    r"\b(?:have|did|has|had|do|are) (?:you|u)\b|\btell me you\b|\byou(?:'ve)? (?:ever )?(?:seen|saw)\b|吗"
)
_NO = re.compile(
    r"\W*(?:(?:um+|uh+|oh|well|hmm+|honestly|sorry|ew+|ugh+|god|hell|lol)\W+)*(?:no|not at all|nah|nope|not really|not (?:so|too) much|never|no thanks?)\b(?! (?:problem|idea|doubt|worries|one)\b)|\W*(?:不(?![错赖])|没有|算了)"
)
_UNKNOWN = re.compile(
    r"\b(?:haven'?t|havn'?t|hasn'?t|not (?:yet|seen|heard|read|tried|watched)|never (?:even )?(?:seen|saw|heard|read|tried|watched)|will|i'll|meaning to|would love|what|who|is it|tell me|but|to both)\b|没(?:看|听|读|用|学)|怎么|什么|吗"
)
"""After a "no" that says only that a thing is not known, or that it may be tried yet."""
_YES = re.compile(
    r"\W*(?:(?:um+|uh+|oh|well)\W+)*(?:yes|yeah|yep|yup|sure|of course|absolutely|definitely|totally)\b|\W*(?:是的|对|嗯|当然|喜欢)"
)


class Offers(NamedTuple):
    """What a turn names, in order; those of its last question; and what that question asks."""

    names: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    question: Literal["liking", "offer", "other"] = "other"

    def meant(self, answer: str) -> tuple[str, ...]:
        """Which of them the words of an answer, in lower case, speak of: all, one by its place, or what was asked about last."""
        if _ALL_OF_THEM.search(answer):
            return self.names
        if len(self.names) > 1 and _FIRST.search(answer):
            return self.names[:1]
        if len(self.names) > 1 and _SECOND.search(answer):
            return self.names[1:2]
        return (self.asked or self.names)[-1:]

    def verdict(self, answer: str) -> Literal["like", "dislike"] | None:
        """What a bare "yes" or "no" at the head of an answer says of what was asked; None where it only says it is known."""
        if self.question == "other" or _UNKNOWN.search(answer):
            return None
        if _NO.match(answer):
            return "dislike"
        return "like" if self.question == "liking" and _YES.match(answer) else None


def offers_in(before: str) -> Offers:
    """What the other party's turn names: in marks, with a year, or in capitals; nothing where it names nothing so."""
    turn = before[-LONGEST_TURN:]
    names: list[str] = []
    asked: tuple[str, ...] = ()
    last = ""
    for sentence in _sentences(turn):
        found = _names(sentence)
        names += found
        if "?" in sentence or "？" in sentence or sentence.rstrip().endswith(("吗", "呢")):
            asked, last = tuple(found) or asked, sentence.lower()
    return Offers(tuple(dict.fromkeys(names))[-MOST_OFFERS:], asked, _question(last or turn.lower()))


def _sentences(turn: str) -> list[str]:
    """Sentences, a full stop between a name's letters ("Mr. Right", "S.W.A.T.") ending none."""
    parts: list[str] = []
    for match in _SENTENCE.finditer(turn):
        piece = match.group()
        if parts and (
            (piece[:1] in "( " and re.match(r"\s*\(\d{4}\)", piece))
            or re.search(r"\b(?:[A-Z]|Mr|Mrs|Dr|St|vs)\.$", parts[-1])
        ):
            parts[-1] += piece
        elif piece:
            parts.append(piece)
    return parts


def _names(sentence: str) -> list[str]:
    marked = [(one or other).strip() for one, other in _MARKED.findall(sentence)]
    dated = [f"{name} {year}" for run, year in _DATED.findall(sentence) if (name := _bare(run))]
    if marked or dated:
        return [*marked, *dated]
    runs = (match for match in _NAMED.finditer(sentence) if not _NOT_PERSON.search(sentence[: match.start()]))
    return [name for match in runs if (name := _bare(match.group()))]


def _bare(run: str) -> str:
    """A run of capitals without the words that only open a sentence, nor signs at its end."""
    words = run.split()
    while (
        words and (words[0].lower().strip(",.!?") in _OPENERS) and not (words[0] == "I," and len(words) > 1)
    ):
        words = words[1:]
    return " ".join(words).strip(" ,.;:!?&-–")[:LONGEST_OFFER]


def _question(sentence: str) -> Literal["liking", "offer", "other"]:
    if _KNOWN.search(sentence) and not _OFFER.search(sentence):
        return "other"
    if _OFFER.search(sentence):
        return "offer"
    if _LIKING.search(sentence):
        return "liking"
    return "other" if "?" in sentence or _ASKED.search(sentence) else "offer"
