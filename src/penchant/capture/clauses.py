"""The deterministic reader: what a person's words say they like, refuse, or ask, in English and Chinese.

A sentence is scanned once with ordered cues (`penchant.capture.cues`); each match consumes its characters. It is cut
into clauses at commas, contrast words and between two attitudes joined by "and". In a clause each cue takes the words
on its side as its object; a list becomes one aspect each; a cue with no object, or a pronoun, speaks of what was named
last and overrules what was said of it. A clause without a cue continues the list before it, or asks, or states.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from penchant import text as words
from penchant.capture import cues
from penchant.capture.cues import Cue
from penchant.domain import Aspect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from penchant.capture.cues import Kind
    from penchant.domain import Polarity, SaidHorizon

    _Test = Callable[[int, re.Match[str], list["_Hit"], int], bool]

READER = "rules-1"
"""Version of the rules; stored beside what they read."""

LONGEST = 4_000
"""Characters of a text that are read; the rest is ignored, so that any text takes bounded time."""

_LONGEST_ABOUT = 200
_STRONG, _MILD = 3, 1
_NEAR = 14
"""Characters before a cue in which an intensifier or a softener belongs to it."""

_PLAIN = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {
    ord("’"): "'", ord("‘"): "'", ord("＇"): "'", ord("“"): '"', ord("”"): '"', ord("´"): "'", ord("`"): "'",
    ord("　"): " ", ord("\u00a0"): " ", ord("İ"): "i", ord("\t"): " ",
}  # fmt: skip
_HAS_CJK = re.compile("[\u3400-\u9fff]")
_HAS_LATIN = re.compile("[a-z]")
_SENTENCE_END = re.compile(r"(?:(?<!\d)\.|\.(?!\d)|[!?;。\n]|~{2,})+[\"')\]]*")
_ABBREVIATION = re.compile(r"(?:(?<![\w'])(?:mr|mrs|ms|dr|st|vs|e\.g|i\.e|jr|no|vol|ft|feat|[a-z])|\.[a-z])$")
_COMMA_IN_NUMBER = re.compile(r"\d,\d{3}")
_NEGATED = re.compile(r"n't|\bnot\b|不|没")
_PREFERRED_TO = re.compile(r" (?:to|over|than|rather than) ")
_GERUND = re.compile(r"\b[a-z]{3,}ing\b|阅读|学习|写作|画画|看书|听歌")
_CJK_GAP = re.compile("(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])")
_WORD = re.compile(r"\w")
_EDGE = re.compile(r"[\W_]+")
_PRONOUN = re.compile(r"\b(?:it|it's|they|them|that|this)\b|[它他她]|这", re.ASCII)
_PRAISE = re.compile(r"(?:good|great|nice|best|decent|cool) (?=\w)")
_CAPITAL = re.compile(r"\b[A-Z][a-z]+\b(?!')")
_THE_REST = re.compile(r"其他|其它|别的|其余|\b(?:else|others?|the rest)\b")
_TAIL = 48
_AROUND_QUOTE = " ,，、;；:：\n\t\r\u3000"

_NEGATIVE: tuple[Polarity, ...] = ("dislike", "never")
_EXCLUDING: tuple[Kind, ...] = ("exclusion", "inner")
_NO_VERDICT: tuple[Kind, ...] = ("guard", "inner", "flip")
_OPPOSITE: dict[Polarity, Polarity] = {"like": "dislike", "dislike": "like"}
_WISH = Cue("", "like", kind="request", horizon="now")
_MILDLY_NOT = Cue("", "dislike")
_QUESTION = Cue("", "question", _MILD)
_STATED = Cue("", "neutral", _MILD)


class _Hit(NamedTuple):
    start: int
    end: int
    cue: Cue


class _Span(NamedTuple):
    start: int
    end: int


_Scanner = tuple[re.Pattern[str] | None, re.Pattern[str], tuple[Cue, ...]]


class _Tables(NamedTuple):
    scanners: tuple[_Scanner, ...]
    weak: tuple[_Scanner, ...]
    horizons: tuple[tuple[re.Pattern[str], SaidHorizon | None], ...]
    patterns: dict[str, re.Pattern[str]]


@cache
def _tables() -> _Tables:
    """Compiled on first use: a tenth of a second that an import must not cost."""
    return _Tables(
        scanners=(
            (_HAS_LATIN, _scanner(cues.EN, r"(?:(?<![\w'])|(?='))", r"(?![\w'])"), cues.EN),
            (_HAS_CJK, _scanner(cues.ZH, "", ""), cues.ZH),
        ),
        weak=(
            (None, _scanner(cues.WEAK_EN, r"(?<!\w)", r"(?!\w)"), cues.WEAK_EN),
            (_HAS_CJK, _scanner(cues.WEAK_ZH, "", ""), cues.WEAK_ZH),
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
                rf"(?:(?:an?|the|some|very|really|any|more|something) )*(?:{cues.ADJECTIVES})(?: (?:and|but) {cues.ADJECTIVES})?"
            ),
            "lead_en": re.compile(cues.LEADING_EN),
            "lead_zh": re.compile(cues.LEADING_ZH),
            "tail_en": re.compile(cues.TRAILING_PHRASES_EN),
            "pronoun": re.compile(f"(?:{cues.PRONOUN_EN}|{cues.PRONOUN_ZH})"),
            "verbal": re.compile(f"{cues.VERBAL_EN}|{cues.VERBAL_ZH}"),
            "interrogative": re.compile(cues.INTERROGATIVE_EN),
            "question_zh": re.compile(cues.QUESTION_ZH),
            "first_person": re.compile(r"\b(?:i|i'm|i've|my|anyone else|why|isn't|aren't|don't you)\b|我"),
        },
    )


def _scanner(table: tuple[Cue, ...], before: str, after: str) -> re.Pattern[str]:
    rows = "|".join(f"(?P<c{number}>{cue.pattern})" for number, cue in enumerate(table))
    return re.compile(f"{before}(?:{rows}){after}", re.ASCII)


def read(text: str) -> tuple[Aspect, ...]:
    """What `text` says of each thing it names, in order; `()` when it names and judges nothing.

    At most the first 4,000 characters are read. Every aspect's `quote` is `text[start:end]`, the clause it stands in.
    `about` is empty when a liking, disliking or question has no object in the text ("Loved it!"): it speaks of the event's item.
    Never raises.

    >>> [(aspect.polarity, aspect.about) for aspect in read("I want a slow, quiet film, no horror")]
    [('like', 'slow, quiet film'), ('never', 'horror')]
    """
    reader = _Reading(text[:LONGEST])
    for sentence in _sentences(reader.plain):
        reader.sentence(sentence)
    return tuple(reader.aspects)


def _plain(text: str) -> str:
    """Lower case with ASCII punctuation, each character staying in its place."""
    lowered = text.translate(_PLAIN).lower()
    return lowered if len(lowered) == len(text) else text


def _sentences(plain: str) -> Iterator[_Span]:
    start = 0
    for end in _SENTENCE_END.finditer(plain):
        if end.group().startswith(".") and _ABBREVIATION.search(
            plain, max(start, end.start() - 4), end.start()
        ):
            continue
        yield _Span(start, end.end())
        start = end.end()
    if start < len(plain):
        yield _Span(start, len(plain))


class _Claim(NamedTuple):
    """A cue and the stretch of text that is its object, `None` when it found none."""

    hit: _Hit
    gap: _Span | None

    @property
    def cue(self) -> Cue:
        return self.hit.cue


class _Reading:
    """One text being read: what was found so far, and what later words may refer back to."""

    def __init__(self, text: str) -> None:
        self.text = self.shown = text
        self.plain = _plain(text)
        self.tables = _tables()
        for match in self.tables.patterns["pleasantries"].finditer(self.plain):
            self.blank(*match.span())
        self.aspects: list[Aspect] = []
        self.last: list[int] = []
        self.governor: Cue | None = None
        self.wishes: list[int] = []
        self.asks = self.asks_throughout = self.told = False
        self.carried: SaidHorizon | None = None
        self.horizon: SaidHorizon | None = None
        self.quote = _Span(0, 0)

    def has(self, name: str, span: _Span) -> bool:
        return bool(self.tables.patterns[name].search(self.plain, span.start, span.end))

    # --- from the sentence to its clauses

    def sentence(self, span: _Span) -> None:
        self.governor, self.wishes, self.carried, self.told = None, [], None, False
        head = self.plain[span.start : span.end].lstrip()
        self.asks = "?" in head[-4:] or self.has("question_zh", span)
        self.asks_throughout = self.asks and bool(self.tables.patterns["interrogative"].match(head))
        hits = self.scan(span, self.tables.scanners)
        for piece, joint in self.cut(span, hits, "break", self.is_break):
            own = _within(hits, piece)
            for clause, inner_joint in self.cut(piece, own, "conjunction", self.is_second_verdict):
                final = clause.end == span.end
                asking = self.asks and (self.asks_throughout or final)
                self.clause(clause, _within(own, clause), inner_joint or joint, asking=asking, final=final)

    def scan(self, span: _Span, scanners: tuple[_Scanner, ...]) -> list[_Hit]:
        hits: list[_Hit] = []
        for needs, pattern, table in scanners:
            if needs is None or needs.search(self.plain, span.start, span.end):
                found = pattern.finditer(self.plain, span.start, span.end)
                hits += [_Hit(m.start(), m.end(), table[int((m.lastgroup or "c0")[1:])]) for m in found]
        return sorted(hits, key=lambda hit: hit.start)

    def cut(self, span: _Span, hits: list[_Hit], name: str, test: _Test) -> list[tuple[_Span, str]]:
        """The parts of `span` at the matches of pattern `name` that pass `test`, each with the joint before it."""
        parts: list[tuple[_Span, str]] = []
        start, joint, passed = span.start, "", 0
        for match in self.tables.patterns[name].finditer(self.plain, span.start, span.end):
            while passed < len(hits) and hits[passed].end <= match.start():
                passed += 1
            if passed < len(hits) and hits[passed].start <= match.start():
                continue  # the joint's characters were consumed by a cue
            if not test(start, match, hits, passed):
                continue
            keeps = match.group()[:2] in cues.STAYING_BREAKS
            parts.append((_Span(start, match.start()), joint))
            start, joint = (match.start() if keeps else match.end()), match.group()
        parts.append((_Span(start, span.end), joint))
        return [part for part in parts if self.plain[part[0].start : part[0].end].strip()]

    def is_break(self, start: int, match: re.Match[str], hits: list[_Hit], passed: int) -> bool:
        """Not a comma in a number, nor one between adjectives of one noun."""
        if "," not in match.group():
            return True
        at = match.start() + match.group().index(",")
        if _COMMA_IN_NUMBER.match(self.plain, at - 1):
            return False
        if passed < len(hits) and hits[passed].start <= match.end() + 1:
            return True
        left = max(start, hits[passed - 1].end if passed else start)
        return not self.tables.patterns["adjective"].fullmatch(self.plain[left:at].strip())

    def is_second_verdict(self, start: int, _: re.Match[str], hits: list[_Hit], passed: int) -> bool:
        """An "and" parts two clauses when an attitude stands on either side of it."""
        before = (
            passed > 0 and hits[passed - 1].start >= start and hits[passed - 1].cue.kind not in _NO_VERDICT
        )
        return before and any(hit.cue.kind not in _NO_VERDICT for hit in hits[passed:])

    # --- from the clause to its aspects

    def clause(self, span: _Span, hits: list[_Hit], joint: str, *, asking: bool, final: bool) -> None:
        self.quote = self.trim(span)
        self.horizon = self.take_horizon(span) or self.carried
        firm = [hit for hit in hits if hit.cue.kind != "guard" or hit.cue.polarity == "question"]
        weak = not firm
        firm = firm or self.weak(span, hits)
        for hit in firm:
            if hit.cue.kind == "flip":
                self.blank(hit.start, hit.end)
        firm = self.without_void(span, _flipped(firm))
        if not firm:
            self.bare(span, joint, asking=asking)
            return
        claims = self.claims(span, firm)
        excludes = any(claim.cue.kind in ("exclusion", "inner") for claim in claims)
        asking = asking and not self.has("first_person", span)
        named = {claim.cue.polarity in _NEGATIVE for claim in claims if claim.gap is not None}
        if weak and not final and not named:
            return  # an "ugh," before more to come
        for claim in claims:
            self.say(claim, named, asking=asking)
        if excludes:
            self.grant_wishes()
        self.governor = next((claim.cue for claim in reversed(claims) if _leads_a_list(claim)), None)

    def weak(self, span: _Span, guards: list[_Hit]) -> list[_Hit]:
        """Cues that count only where no other stands; "something" and its like only at the clause's head, and alone."""
        if any(_NEGATED.search(self.plain, guard.start, guard.end) for guard in guards):
            return []
        firm = [hit for hit in self.scan(span, self.tables.weak) if not _overlaps(hit, guards)]
        if not firm or firm[0].cue.side != "right":
            return firm
        return [] if self.clean(_Span(span.start, firm[0].start)) else firm[:1]

    def take_horizon(self, span: _Span) -> SaidHorizon | None:
        """The first adverb of time's horizon; the adverbs are blanked out so that no object holds them."""
        found: SaidHorizon | None = None
        for pattern, horizon in self.tables.horizons:
            for match in pattern.finditer(self.plain, span.start, span.end):
                found = found or horizon
                self.blank(*match.span())
        return found

    def blank(self, start: int, end: int) -> None:
        """Put spaces in a stretch's place, so that no object holds it and every offset stays."""
        spaces = " " * (end - start)
        self.plain = self.plain[:start] + spaces + self.plain[end:]
        self.shown = self.shown[:start] + spaces + self.shown[end:]

    def without_void(self, span: _Span, firm: list[_Hit]) -> list[_Hit]:
        """Drop exclusions inside a phrase that is itself disliked ("films without a plot"), or only told."""
        kept: list[_Hit] = []
        for hit in firm:
            within = hit.cue.kind == "inner" and hit.cue.side != "left"
            if not within or self.is_refusal(kept, _Span(span.start, hit.start)):
                kept.append(hit)
        return kept

    def is_refusal(self, kept: list[_Hit], before: _Span) -> bool:
        if kept:
            return kept[-1].cue.polarity not in _NEGATIVE or kept[-1].cue.kind == "inner"
        wanted = self.governor is not None and self.governor.polarity == "like"
        return wanted or not (self.told or self.has("verbal", before))

    def claims(self, span: _Span, firm: list[_Hit]) -> list[_Claim]:
        """Each cue with its object: the nearest unclaimed words on its side, else on the other."""
        edges = [span.start, *(edge for hit in firm for edge in (hit.start, hit.end)), span.end]
        gaps: list[_Span | None] = [_Span(edges[i], edges[i + 1]) for i in range(0, len(edges), 2)]
        gaps = [gap if gap and self.objects(gap) else None for gap in gaps]
        taken: list[list[_Claim]] = [[] for _ in firm]
        for i, hit in enumerate(firm):
            gap = gaps[i + 1]
            if hit.cue.side != "left" and gap is not None:
                taken[i], gaps[i + 1] = self.right(firm, i, gap, taken), None
        for i, hit in enumerate(firm):
            if gaps[i] is not None and (not taken[i] or hit.cue.kind == "compare"):
                taken[i], gaps[i] = self.left(firm, i, gaps[i], taken[i]), None
        wish = (
            [_Claim(_Hit(span.start, span.start, _WISH), gaps[0])]
            if gaps[0] and firm[0].cue.kind in _EXCLUDING
            else []
        )
        if wish and self.has("verbal", gaps[0] or span):
            wish = []
        return wish + [claim for i, hit in enumerate(firm) for claim in taken[i] or [_Claim(hit, None)]]

    def right(self, firm: list[_Hit], i: int, gap: _Span, taken: list[list[_Claim]]) -> list[_Claim]:
        hit = firm[i]
        if hit.cue.kind == "compare":
            worse = hit.cue.polarity == "dislike" or (
                i + 1 < len(firm) and firm[i + 1].cue.polarity == "dislike"
            )
            return [_Claim(_with(hit, "like" if worse else "dislike", _MILD), gap)]
        if hit.cue.kind == "prefer":
            return self.preferred(hit, gap)
        at = self.plain.find("的", gap.start, gap.end)
        if hit.cue.kind == "inner" and at > 0 and self.objects(_Span(at + 1, gap.end)):
            return self.inner(firm, i, _Span(gap.start, at), _Span(at + 1, gap.end), taken)
        return [_Claim(hit, gap)]

    def inner(
        self, firm: list[_Hit], i: int, refused: _Span, noun: _Span, taken: list[list[_Claim]]
    ) -> list[_Claim]:
        """不X的Y: X is refused, Y belongs to the cue before it or is itself the wish."""
        before = firm[i - 1] if i else None
        if before is None or before.cue.polarity != "like" or taken[i - 1]:
            return [_Claim(firm[i], refused), _Claim(_Hit(noun.start, noun.start, _WISH), noun)]
        taken[i - 1] = [_Claim(before, noun)]
        if before.cue.kind == "request":
            return [_Claim(firm[i], refused)]
        return [_Claim(_Hit(firm[i].start, firm[i].end, _MILDLY_NOT), refused)]

    def preferred(self, hit: _Hit, gap: _Span) -> list[_Claim]:
        other = _PREFERRED_TO.search(self.plain, gap.start, gap.end)
        if other is None:
            return [_Claim(hit, gap)]
        less = _Claim(_with(hit, "dislike", _MILD), _Span(other.end(), gap.end))
        return [_Claim(hit, _Span(gap.start, other.start())), less]

    def left(self, firm: list[_Hit], i: int, gap: _Span | None, own: list[_Claim]) -> list[_Claim]:
        hit = firm[i]
        if hit.cue.kind == "compare" and own:
            better: Polarity = "dislike" if own[0].cue.polarity == "like" else "like"
            return [_Claim(_with(hit, better, hit.cue.strength), gap), *own]
        if (
            hit.cue.kind in _EXCLUDING
            and hit.cue.side == "right"
            and not _HAS_CJK.match(self.plain[hit.start])
        ):
            return own
        return [_Claim(hit, gap)]

    # --- from a claim to what is kept

    def say(self, claim: _Claim, named: set[bool], *, asking: bool) -> None:
        """Keep what a cue says of its object. One without an object, beside one of its side with, only stresses it."""
        cue = claim.cue
        if (
            asking
            and (cue.kind == "attitude" or cue.hardness == "must")
            and cue.polarity in ("like", "dislike")
        ):
            cue = _QUESTION
        if claim.gap is None:
            if not named or (cue.side != "left" and (cue.polarity in _NEGATIVE) not in named):
                self.refer(cue, claim.hit)
            return
        split = cue.polarity in _NEGATIVE
        self.last = [
            self.add(cue, about, claim.hit) for about in self.objects(claim.gap, split_adjectives=split)
        ]

    def add(self, cue: Cue, about: str, hit: _Hit | None) -> int:
        self.aspects.append(self.aspect(cue, about, hit))
        return len(self.aspects) - 1

    def aspect(self, cue: Cue, about: str, hit: _Hit | None) -> Aspect:
        quote = self.text[self.quote.start : self.quote.end]
        return Aspect(
            quote=quote,
            about=about,
            polarity=cue.polarity,
            hardness=cue.hardness,
            strength=self.strength(cue, hit),
            horizon=self.horizon_of(cue),
            language=words.language(quote),
            start=self.quote.start,
            end=self.quote.end,
        )

    def strength(self, cue: Cue, hit: _Hit | None) -> int:
        if hit is None or cue.strength != 2 or cue.polarity not in ("like", "dislike"):
            return cue.strength
        near = _Span(max(self.quote.start, hit.start - _NEAR), hit.end)
        if _NEGATED.search(self.plain, hit.start, hit.end):
            return cue.strength
        if self.has("soft", near):
            return _MILD
        return _STRONG if self.has("intense", near) else cue.strength

    def horizon_of(self, cue: Cue) -> SaidHorizon:
        if cue.polarity in ("question", "neutral"):
            return self.horizon or "now"
        if self.horizon == "not_any_more" and cue.kind in _EXCLUDING:
            return cue.horizon or "now"
        by_kind: SaidHorizon = "now" if cue.kind in ("request", *_EXCLUDING) else "always"
        return self.horizon or cue.horizon or by_kind

    def refer(self, cue: Cue, hit: _Hit) -> None:
        """A cue with no object speaks of what was named last, and overrules what was said of it."""
        if cue.kind in ("request", "exclusion", "inner", "flip") or cue.polarity == "neutral":
            return
        if _THE_REST.search(self.plain, *self.quote):
            return
        if not self.last or self.is_second_opinion(cue):
            if cue.polarity != "never":  # a refusal of nothing refuses nothing
                self.last = [self.add(cue, "", hit)]
            return
        for index in self.last:
            old = self.aspects[index]
            new = self.aspect(cue, old.about, hit)
            if old.horizon == "lately" and self.horizon is None:
                new = msgspec.structs.replace(new, horizon="lately")
            same = old.polarity == new.polarity or (old.polarity == "never" and new.polarity == "dislike")
            if same and old.horizon != "not_any_more":
                new = msgspec.structs.replace(old, strength=max(old.strength, new.strength))
            self.aspects[index] = new

    def is_second_opinion(self, cue: Cue) -> bool:
        """A verdict against the one just given, with no pronoun and no change in time, is about the whole, not the part."""
        said = self.aspects[self.last[-1]].polarity
        turned = {said, cue.polarity} == {"like", "dislike"}
        return (
            turned
            and cue.side == "left"
            and self.horizon is None
            and not _PRONOUN.search(self.plain, *self.quote)
        )

    def bare(self, span: _Span, joint: str, *, asking: bool) -> None:
        """A clause without a cue: it continues a list, is a wish beside a refusal, asks, or states."""
        whole = self.clean(span)
        if not whole:
            self.carried = self.horizon
            return
        phrase = not self.has("verbal", span)
        contrast = bool(self.tables.patterns["contrast"].search(joint))
        if asking:
            self.last = [self.add(_QUESTION, whole, None)]
        elif phrase and self.governor is not None and (not contrast or self.governor.polarity in _NEGATIVE):
            cue = _WISH if contrast else self.governor
            self.last = [
                self.add(cue, about, None) for about in self.objects(span, split_adjectives=not contrast)
            ]
        elif phrase:
            self.last = [self.add(_STATED, about, None) for about in self.objects(span)]
            self.wishes += self.last
        else:
            self.told = True
            self.last = [self.add(_STATED, whole, None)]

    def grant_wishes(self) -> None:
        """Bare phrases beside a refusal are what is wanted: "comedy, no horror"."""
        for index in self.wishes:
            if self.aspects[index].polarity == "neutral":
                self.aspects[index] = msgspec.structs.replace(
                    self.aspects[index], polarity="like", horizon="now"
                )
        self.wishes = []

    # --- from a stretch of text to the words of its object

    def objects(self, span: _Span, *, split_adjectives: bool = False) -> list[str]:
        """The items of a list, cleaned; empty for pronouns and fillers."""
        found: list[str] = []
        start = span.start
        for match in self.tables.patterns["conjunction"].finditer(self.plain, span.start, span.end):
            if self.stays_whole(start, match, span.end, split_adjectives=split_adjectives):
                continue
            found.append(self.clean(_Span(start, match.start())))
            start = match.end()
        found.append(self.clean(_Span(start, span.end)))
        return [about for about in found if about]

    def stays_whole(self, start: int, match: re.Match[str], end: int, *, split_adjectives: bool) -> bool:
        around = self.plain[max(start, match.start() - 12) : min(end, match.end() + 12)]
        if self.tables.patterns["together"].search(around):
            return True
        adjective = self.tables.patterns["adjective"]
        if match.group().strip() in ("or", "nor") or not adjective.fullmatch(
            self.plain[start : match.start()].strip()
        ):
            return False
        return not (split_adjectives and adjective.fullmatch(self.plain[match.end() : end].strip()))

    def clean(self, span: _Span) -> str:
        """The words of an object without articles, fillers, verbs of consuming and particles; "" when none are left."""
        start = self.clean_start(span)
        end = self.clean_end(start, span.end)
        about = self.plain[start:end]
        if about in cues.EMPTY or self.tables.patterns["pronoun"].fullmatch(about):
            return ""
        if not about or not _WORD.search(about):
            gerund = _GERUND.search(self.plain, span.start, span.end)
            start, end = gerund.span() if gerund else (0, 0)
        if self.plain[end : end + 1] == ")" and "(" in self.plain[start:end]:
            end += 1
        return _joined(self.shown[start:end][:_LONGEST_ABOUT])

    def clean_start(self, span: _Span) -> int:
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
        before = -1
        while end > start and end != before:
            before = end
            while end > start and not _WORD.match(self.plain[end - 1]):
                end -= 1
            phrase = self.tables.patterns["tail_en"].search(self.plain, max(start, end - _TAIL), end)
            end = phrase.start() if phrase else end
            end = self.cut_particle(start, end)
        return max(start, end)

    def cut_particle(self, start: int, end: int) -> int:
        space = self.plain.rfind(" ", start, end)
        last = max(start, space + 1)
        if self.plain[last:end] in cues.TRAILING_EN and not (space > start and self.shown[last].isupper()):
            return max(start, space)
        if self.plain.endswith(cues.KEPT_TAILS_ZH, start, end):
            return end
        for length in (4, 3, 2, 1):
            if end - length >= start and self.plain[end - length : end] in cues.TRAILING_ZH:
                return end - length
        return end

    def trim(self, span: _Span) -> _Span:
        start, end = span
        while start < end and self.text[start] in _AROUND_QUOTE:
            start += 1
        while end > start and self.text[end - 1] in _AROUND_QUOTE:
            end -= 1
        return _Span(start, end)


def _within(hits: list[_Hit], span: _Span) -> list[_Hit]:
    return [hit for hit in hits if span.start <= hit.start < span.end]


def _leads_a_list(claim: _Claim) -> bool:
    """Only a cue with its object after it, or still to come, reaches over the comma to what follows."""
    after = claim.gap is None or claim.gap.start >= claim.hit.end
    return after and claim.cue.side != "left" and claim.cue.polarity != "neutral"


def _overlaps(hit: _Hit, others: list[_Hit]) -> bool:
    return any(hit.start < other.end and other.start < hit.end for other in others)


def _with(hit: _Hit, polarity: Polarity, strength: int) -> _Hit:
    return hit._replace(cue=hit.cue._replace(polarity=polarity, strength=strength, kind="attitude"))


def _flipped(firm: list[_Hit]) -> list[_Hit]:
    """The negation of "I don't think it is good" takes the next verdict with it."""
    kept: list[_Hit] = []
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


def _joined(about: str) -> str:
    return _CJK_GAP.sub("", " ".join(about.split()))
