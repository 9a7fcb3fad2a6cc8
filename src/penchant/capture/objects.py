"""A text laid out for reading: its plain form, the cues in it, and the words of an object once cleaned.

An object is what a cue leaves of its clause: split at "and" / 和 into a list, and freed of articles, fillers, verbs of
consuming ("watch", 看) and particles at either end.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from penchant.capture import cues, cues_en, cues_zh, grammar_en
from penchant.capture.spelling import mended
from penchant.capture.tables import tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from penchant.capture.cues import Cue, Kind
    from penchant.capture.tables import LookFor
    from penchant.domain import Polarity, SaidHorizon

    _Test = Callable[[int, re.Match[str], list["Hit"], int], bool]

_LONGEST_ABOUT = 200
_PLAIN = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {
    ord("’"): "'", ord("‘"): "'", ord("＇"): "'", ord("“"): '"', ord("”"): '"', ord("´"): "'", ord("`"): "'",
    ord("　"): " ", ord("\u00a0"): " ", ord("İ"): "i", ord("\t"): " ",
}  # fmt: skip
_SENTENCE_END = re.compile(r"(?:(?<!\d)\.|\.(?!\d)|[!?;。\n]|~{2,})+[\"')\]]*")
_ABBREVIATION = re.compile(r"(?:(?<![\w'])(?:mr|mrs|ms|dr|st|vs|e\.g|i\.e|jr|no|vol|ft|feat|[a-z])|\.[a-z])$")
_COMMA_IN_NUMBER = re.compile(r"\d,\d{3}")
_GERUND = re.compile(r"\b(?!(?:any|some|every|no)thing\b)[a-z]{3,}ing\b|阅读|学习|写作|画画|看书|听歌")
_CJK_GAP = re.compile("(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])")
_SHARP = re.compile(r"[a-z](?:\+{1,2}|#)$")
_WORD = re.compile(r"\w")
_EDGE = re.compile(r"[\W_]+")
_PRAISE = re.compile(r"(?:good|great|nice|best|decent|cool) (?=\w)")
_TITLE_AFTER = re.compile(r" (?:(?:of|the|and|in|for|to|a|my|your) ){0,2}(?:[A-Z]|\d+\b|\(\d{4}\))")
_TITLE_BEFORE = re.compile(r"(?:^|\W)(?:[a-z]+|I'm|I've)[\w']* (?:(?:The|A|An) )?$")
_TITLE_RUN = re.compile(r"(?:^|\W)[a-z][\w']* (?:[A-Z][\w']* ){1,4}$")
_TITLE_CASE = re.compile(r"[A-Z][\w']*(?: (?:[A-Z][\w']*|of|the|and|in|for|to|a))*")
_YEAR_AFTER = re.compile(r"[^,.;!?]{0,30}\(\d{4}\)")
_BEFORE = 40
"""Characters before a cue that show whether it stands inside a sentence."""
_CAPITAL = re.compile(r"\b[A-Z][a-z]+\b(?!')")
_COMMA_IN_NUMBER = re.compile(r"\d,\d{3}")
_LAST_CAPITAL = re.compile(r"(?:^|[a-z,.] |[a-z] (?:The|A|An) )(?P<word>[A-Z][\w'’-]+)$")
_FIRST_CAPITAL = re.compile(r"(?P<article>(?:the|a) )?(?P<word>[A-Z][\w'’-]+)")
_NO_ADJECTIVE = re.compile(
    r"(?:just|only|but|nothing|no|not|never|please|maybe|something|anything|i|it|it's|the)\b"
)
_MILD = 1
_OPPOSITE: dict[Polarity, Polarity] = {"like": "dislike", "dislike": "like"}
_AROUND_QUOTE = " ,，、;；:：\n\t\r\u3000"
_TAIL = 48
_NO_VERDICT: tuple[Kind, ...] = ("guard", "inner", "flip")


class Hit(NamedTuple):
    """A cue found at `start:end` of the plain text."""

    start: int
    end: int
    cue: Cue


class Span(NamedTuple):
    """A stretch `start:end` of the plain text."""

    start: int
    end: int


def _plain(text: str) -> str:
    """Lower case with ASCII punctuation, each character staying in its place."""
    lowered = text.translate(_PLAIN).lower()
    return lowered if len(lowered) == len(text) else text


def sentences(plain: str) -> Iterator[Span]:
    """The sentences in order; a full stop after an abbreviation ends none."""
    start = 0
    for end in _SENTENCE_END.finditer(plain):
        if end.group().startswith(".") and _ABBREVIATION.search(
            plain, max(start, end.start() - 4), end.start()
        ):
            continue
        yield Span(start, end.end())
        start = end.end()
    if start < len(plain):
        yield Span(start, len(plain))


class Sheet:
    """One text: `plain` to search, `shown` to quote from; both lose what is blanked, and keep every offset."""

    def __init__(self, text: str) -> None:
        self.text = self.shown = text
        self.plain = mended(_plain(text))
        self.tables = tables()
        for match in self.tables.patterns["pleasantries"].finditer(self.plain):
            self.blank(*match.span())
        self.quote = Span(0, 0)
        self.answering = False

    def has(self, name: str, span: Span) -> bool:
        """Whether the pattern of that name is found within."""
        return bool(self.tables.patterns[name].search(self.plain, span.start, span.end))

    def scan(self, span: Span, scanners: tuple[LookFor, ...]) -> list[Hit]:
        """The cues within, by where they begin."""
        hits: list[Hit] = []
        for needs, scanner in scanners:
            if needs is None or needs.search(self.plain, span.start, span.end):
                found = scanner.find(self.plain, span.start, span.end)
                hits += [Hit(*one) for one in found if not self.in_title(*one[:2])]
        return sorted(hits, key=lambda hit: hit.start)

    def blank(self, start: int, end: int) -> None:
        """Put spaces in a stretch's place, so that no object holds it and every offset stays."""
        spaces = " " * (end - start)
        self.plain = self.plain[:start] + spaces + self.plain[end:]
        self.shown = self.shown[:start] + spaces + self.shown[end:]

    def take_horizon(self, span: Span) -> SaidHorizon | None:
        """The first adverb of time's horizon; the adverbs are blanked out so that no object holds them."""
        found: SaidHorizon | None = None
        for pattern, horizon in self.tables.horizons:
            for match in pattern.finditer(self.plain, span.start, span.end):
                found = found or horizon
                self.blank(*match.span())
        return found

    def trim(self, span: Span) -> Span:
        """The span without white space and stray signs at its ends."""
        start, end = span
        while start < end and self.text[start] in _AROUND_QUOTE:
            start += 1
        while end > start and self.text[end - 1] in _AROUND_QUOTE:
            end -= 1
        return Span(start, end)

    def in_title(self, start: int, end: int) -> bool:
        """Whether capitals make the cue a part of a name inside a sentence, such as "No" in "liked No Country"."""
        cue = self.shown[start:end]
        if not cue[0].isupper() or (len(cue) > 1 and cue.isupper()) or not _TITLE_CASE.fullmatch(cue):
            return False
        before = self.shown[max(0, start - _BEFORE) : start]
        if _TITLE_BEFORE.search(before):
            return bool(_TITLE_AFTER.match(self.shown, end))
        return bool(_TITLE_RUN.search(before) and _YEAR_AFTER.match(self.shown, end))

    def cut(self, span: Span, hits: list[Hit], name: str, test: _Test) -> list[tuple[Span, str]]:
        """The parts of `span` at the matches of pattern `name` that pass `test`, each with the joint before it."""
        parts: list[tuple[Span, str]] = []
        start, joint, passed = span.start, "", 0
        for match in self.tables.patterns[name].finditer(self.plain, span.start, span.end):
            while passed < len(hits) and hits[passed].end <= match.start():
                passed += 1
            if passed < len(hits) and hits[passed].start <= match.start():
                continue  # the joint's characters were consumed by a cue
            if passed and hits[passed - 1].cue.kind == "flip" and hits[passed - 1].end == match.start():
                continue  # "I don't think I like it"
            if not test(start, match, hits, passed):
                continue
            keeps = match.group()[:2] in cues.STAYING_BREAKS
            parts.append((Span(start, match.start()), joint))
            start, joint = (match.start() if keeps else match.end()), match.group()
        parts.append((Span(start, span.end), joint))
        return [part for part in parts if self.plain[part[0].start : part[0].end].strip()]

    def is_break(self, start: int, match: re.Match[str], hits: list[Hit], passed: int) -> bool:
        """Not a comma in a number, nor one between adjectives of one noun."""
        if "," not in match.group():
            return not (match.group().startswith(":") and self.in_name(start, match))
        at = match.start() + match.group().index(",")
        if _COMMA_IN_NUMBER.match(self.plain, at - 1):
            return False
        if passed < len(hits) and hits[passed].start <= match.end() + 1:
            return True
        if _NO_ADJECTIVE.match(self.plain, match.end()):
            return True
        left = max(start, hits[passed - 1].end if passed else start)
        return not self.tables.patterns["adjective"].fullmatch(self.plain[left:at].strip())

    def in_name(self, start: int, colon: re.Match[str]) -> bool:
        """A colon between capitals belongs to a title ("Kingsman: The Secret Service"), unless a heading stands before it."""
        before = self.shown[start : colon.start()].split()
        heading = not before or before[-1].lower() in grammar_en.HEADINGS
        return not heading and before[-1][0].isupper() and self.shown[colon.end() : colon.end() + 1].isupper()

    def is_second_verdict(self, start: int, _: re.Match[str], hits: list[Hit], passed: int) -> bool:
        """An "and" parts two clauses when an attitude stands on either side of it."""
        before = (
            passed > 0 and hits[passed - 1].start >= start and hits[passed - 1].cue.kind not in _NO_VERDICT
        )
        return before and any(hit.cue.kind not in _NO_VERDICT for hit in hits[passed:])

    def objects(self, span: Span, *, split_adjectives: bool = False) -> list[str]:
        """The items of a list, cleaned; empty for pronouns and fillers."""
        found: list[str] = []
        start = span.start
        for match in self.tables.patterns["conjunction"].finditer(self.plain, span.start, span.end):
            if self.stays_whole(start, match, span.end, split_adjectives=split_adjectives):
                continue
            found.append(self.clean(Span(start, match.start())))
            start = match.end()
        found.append(self.clean(Span(start, span.end)))
        return [about for about in found if about]

    def stays_whole(self, start: int, match: re.Match[str], end: int, *, split_adjectives: bool) -> bool:
        """Whether the two sides of a joining word are one thing: set pairs, and adjectives before a noun."""
        around = self.plain[max(start, match.start() - 12) : min(end, match.end() + 12)]
        if self.tables.patterns["together"].search(around):
            return True
        if self.is_title_pair(start, match, end):
            return True
        adjective = self.tables.patterns["adjective"]
        if match.group().strip() in ("or", "nor") or not adjective.fullmatch(
            self.plain[start : match.start()].strip()
        ):
            return False
        return not (split_adjectives and adjective.fullmatch(self.plain[match.end() : end].strip()))

    def is_title_pair(self, start: int, match: re.Match[str], end: int) -> bool:
        """Whether "and" stands inside a title: "Fast & Furious", "Beauty and the Beast", "Dumb and Dumber"."""
        left, right = (
            _LAST_CAPITAL.search(self.shown, start, match.start()),
            _FIRST_CAPITAL.match(self.shown, match.end(), end),
        )
        if left is None or right is None:
            return False
        whole = "&" in match.group() or bool(right.group("article"))
        return whole or right.group("word")[:4] == left.group("word")[:4]

    def clean(self, span: Span) -> str:
        """The words of an object without articles, fillers, verbs of consuming and particles; "" when none are left."""
        if self.answering and self.tables.patterns["offered"].fullmatch(
            self.plain[span.start : span.end].strip(_AROUND_QUOTE)
        ):
            return ""
        start = self.marked_start(span.start, self.clean_start(span))
        end = self.clean_end(start, span.end)
        about = self.plain[start:end]
        named = self.shown[start : start + 1].isupper() and start > self.quote.start  # "something like Her"
        if about in cues.EMPTY or (not named and self.tables.patterns["pronoun"].fullmatch(about)):
            return ""
        if not about or not _WORD.search(about):
            gerund = _GERUND.search(self.plain, span.start, span.end)
            start, end = gerund.span() if gerund else (0, 0)
        if self.plain[end : end + 1] == ")" and "(" in self.plain[start:end]:
            end += 1
        return _joined(self.shown[start:end][:_LONGEST_ABOUT])

    def marked_start(self, start: int, stripped: int) -> int:
        """Go back into the marks of a title, such as 《请回答1988》, whose first word looks like a filler."""
        mark = self.plain.rfind("《", start, stripped)
        return stripped if mark < 0 or self.plain.find("》", mark, stripped) >= 0 else mark + 1

    def clean_start(self, span: Span) -> int:
        """Where the object begins, after articles, praise and the like."""
        start, before = span.start, -1
        while start != before:
            before = start
            for pattern in (_EDGE, self.tables.patterns["lead_en"], self.tables.patterns["lead_zh"]):
                match = pattern.match(self.plain, start, span.end)
                start = match.end() if match else start
            praise = _PRAISE.match(self.shown, start, span.end)
            start = praise.end() if praise else start
        return self.title_start(span.start, start)

    def title_start(self, start: int, stripped: int) -> int:
        """Go back to a capital inside a clause: the fillers after it belong to a title, such as "Me Before You"."""
        for match in _CAPITAL.finditer(self.shown, start, stripped):
            if match.start() > self.quote.start:
                return match.start()
        return stripped

    def clean_end(self, start: int, end: int) -> int:
        """Where the object ends, before punctuation, small words and particles."""
        before = -1
        while end > start and end != before:
            before = end
            while end > start and not _WORD.match(self.plain[end - 1]) and not self.is_sharp(start, end):
                end -= 1
            phrase = self.tables.patterns["tail_en"].search(self.plain, max(start, end - _TAIL), end)
            end = phrase.start() if phrase else end
            end = self.cut_particle(start, end)
        return max(start, end)

    def is_sharp(self, start: int, end: int) -> bool:
        """The marks of "C++" and "C#" are part of the word."""
        return bool(_SHARP.search(self.plain, max(start, end - 3), end))

    def cut_particle(self, start: int, end: int) -> int:
        """The end without one trailing particle, if there is one."""
        space = self.plain.rfind(" ", start, end)
        last = max(start, space + 1)
        if self.plain[last:end] in cues_en.TRAILING_EN and not (space > start and self.shown[last].isupper()):
            return max(start, space)
        if self.plain.endswith(cues_zh.KEPT_TAILS_ZH, start, end):
            return end
        for length in (4, 3, 2, 1):
            if end - length >= start and self.plain[end - length : end] in cues_zh.TRAILING_ZH:
                return end - length
        return end


def _joined(about: str) -> str:
    return _CJK_GAP.sub("", " ".join(about.split()))


def within(hits: list[Hit], span: Span) -> list[Hit]:
    """The hits that lie inside a span."""
    return [hit for hit in hits if span.start <= hit.start < span.end]


def overlaps(hit: Hit, others: list[Hit]) -> bool:
    """Whether a hit shares a character with any of the others."""
    return any(hit.start < other.end and other.start < hit.end for other in others)


def flipped(firm: list[Hit]) -> list[Hit]:
    """The negation of "I don't think it is good" takes the next verdict with it."""
    kept: list[Hit] = []
    flip = False
    for hit in firm:
        if hit.cue.kind == "flip":
            flip = True
        elif flip and hit.cue.polarity in ("like", "dislike"):
            kept.append(
                hit._replace(
                    cue=hit.cue._replace(
                        polarity=_OPPOSITE[hit.cue.polarity], strength=_MILD, hardness="soft"
                    )
                )
            )
            flip = False
        else:
            kept.append(hit)
    return kept
