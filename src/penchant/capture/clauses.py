"""The deterministic reader: what a person's words say they like, refuse, or ask, in English and Chinese.

A sentence is scanned once with ordered cues (`penchant.capture.cues`); each match consumes its characters. It is cut
into clauses at commas, contrast words and between two attitudes joined by "and". In a clause each cue takes the words
on its side as its object; a list becomes one aspect each; a cue with no object, or a pronoun, speaks of what was named
last and overrules what was said of it. A clause without a cue continues the list before it, or asks, or states.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

import msgspec

from penchant import text as words
from penchant.capture.cues import Cue
from penchant.capture.objects import HAS_CJK, Hit, Sheet, Span, flipped, overlaps, sentences, within
from penchant.domain import Aspect

if TYPE_CHECKING:
    from penchant.capture.cues import Kind
    from penchant.domain import Polarity, SaidHorizon


READER = "rules-2"
"""Version of the rules; stored beside what they read."""

LONGEST = 4_000
"""Characters of a text that are read; the rest is ignored, so that any text takes bounded time."""

_STRONG, _MILD = 3, 1
_NEAR = 14
"""Characters before a cue in which an intensifier or a softener belongs to it."""

_NEGATED = re.compile(r"n't|\bnot\b|不|没")
_PREFERRED_TO = re.compile(r" (?:to|over|than|rather than) ")
_PRONOUN = re.compile(r"\b(?:it|it's|they|them|that|this)\b|[它他她]|这", re.ASCII)
_NO_RIVAL = re.compile(
    r"\s*(?:(?:my|our|any|most|ever|others?|usual)\b|the (?:old|last|previous|other|first|second|original)\b|"
    r"(?:i|we|you|it|they|expected) )|"
    r"上一|之前|以前|别的|其他|想象|我想|预期|一般"
)
_INSTEAD = re.compile(r"\W*(?:just|only|rather|instead)\b|\W*(?:只|就)(?!是)")
_THE_REST = re.compile(r"其他|其它|别的|其余|\b(?:else|others?|the rest)\b")

_NEGATIVE: tuple[Polarity, ...] = ("dislike", "never")
_EXCLUDING: tuple[Kind, ...] = ("exclusion", "inner")
_WISH = Cue("", "like", kind="request", horizon="now")
_MILDLY_NOT = Cue("", "dislike")
_QUESTION = Cue("", "question", _MILD)
_STATED = Cue("", "neutral", _MILD)


def read(text: str, *, wish: bool = False) -> tuple[Aspect, ...]:
    """What `text` says of each thing it names, in order; `()` when it names and judges nothing.

    At most the first 4,000 characters are read. Every aspect's `quote` is `text[start:end]`, the clause it stands in.
    In a `wish`, such as the words of a search, adjectives describe what is wanted: "funny" is no praise there.
    `about` is empty when a liking, disliking or question has no object in the text ("Loved it!"): it speaks of the event's item.
    Never raises.

    >>> [(aspect.polarity, aspect.about) for aspect in read("I want a slow, quiet film, no horror")]
    [('like', 'slow, quiet film'), ('never', 'horror')]
    """
    reader = _Reading(text[:LONGEST], wish=wish)
    for sentence in sentences(reader.plain):
        reader.sentence(sentence)
    return tuple(reader.aspects)


class _Claim(NamedTuple):
    """A cue and the stretch of text that is its object, `None` when it found none."""

    hit: Hit
    gap: Span | None

    @property
    def cue(self) -> Cue:
        return self.hit.cue


class _Reading(Sheet):
    """One text being read: what was found so far, and what later words may refer back to."""

    def __init__(self, text: str, *, wish: bool) -> None:
        super().__init__(text)
        self.wish = wish
        self.aspects: list[Aspect] = []
        self.last: list[int] = []
        self.governor: Cue | None = None
        self.wishes: list[int] = []
        self.asks = self.asks_throughout = self.told = False
        self.language: Literal["en", "zh"] = "en"
        self.carried: SaidHorizon | None = None
        self.horizon: SaidHorizon | None = None

    # --- from the sentence to its clauses

    def sentence(self, span: Span) -> None:
        self.governor, self.wishes, self.carried, self.told = None, [], None, False
        head = self.plain[span.start : span.end].lstrip()
        self.asks = "?" in head[-4:] or self.has("question_zh", span)
        self.asks_throughout = self.asks and bool(self.tables.patterns["interrogative"].match(head))
        hits = self.scan(span, self.tables.scanners)
        for piece, joint in self.cut(span, hits, "break", self.is_break):
            own = within(hits, piece)
            for clause, inner_joint in self.cut(piece, own, "conjunction", self.is_second_verdict):
                final = clause.end == span.end
                asking = self.asks and (self.asks_throughout or final)
                self.clause(clause, within(own, clause), inner_joint or joint, asking=asking, final=final)

    # --- from the clause to its aspects

    def clause(self, span: Span, hits: list[Hit], joint: str, *, asking: bool, final: bool) -> None:
        self.quote = self.trim(span)
        self.language = words.language(self.text[self.quote.start : self.quote.end])
        self.horizon = self.take_horizon(span) or self.carried
        firm = [hit for hit in hits if hit.cue.kind != "guard" or hit.cue.polarity == "question"]
        weak = not firm
        firm = firm or self.weak(span, hits)
        for hit in firm:
            if hit.cue.kind == "flip":
                self.blank(hit.start, hit.end)
        firm = self.without_void(span, self.without_named(span, flipped(firm)))
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

    def weak(self, span: Span, guards: list[Hit]) -> list[Hit]:
        """Cues that count only where no other stands; "something" and its like only at the clause's head, and alone."""
        if any(_NEGATED.search(self.plain, guard.start, guard.end) for guard in guards):
            return []
        firm = [hit for hit in self.scan(span, self.tables.weak) if not overlaps(hit, guards)]
        if self.wish:
            firm = [hit for hit in firm if hit.cue.kind == "request"]
        if not firm or firm[0].cue.side != "right":
            return firm
        return [] if self.clean(Span(span.start, firm[0].start)) else firm[:1]

    def without_void(self, span: Span, firm: list[Hit]) -> list[Hit]:
        """Drop exclusions inside a phrase that is itself disliked ("films without a plot"), or only told."""
        kept: list[Hit] = []
        for hit in firm:
            within = hit.cue.kind == "inner" and hit.cue.side != "left"
            if not within or self.is_refusal(kept, Span(span.start, hit.start)):
                kept.append(hit)
        return kept

    def without_named(self, span: Span, firm: list[Hit]) -> list[Hit]:
        """Drop a verdict that is itself what a cue asks for or refuses: "nothing boring", 拒绝烂片, 来点有趣的."""
        kept: list[Hit] = []
        for hit in firm:
            start = kept[-2].end if len(kept) > 1 else span.start
            if not kept or not self.belongs(hit, kept[-1], Span(start, kept[-1].start)):
                kept.append(hit)
        return kept

    def belongs(self, hit: Hit, opener: Hit, before: Span) -> bool:
        """Whether a verdict stands as, or closes, the object of the cue before it."""
        opens = opener.cue.side != "left" and opener.cue.polarity not in ("neutral", "question")
        if not opens or hit.cue.side != "left" or hit.cue.kind != "attitude":
            return False
        if (
            opener.cue.kind == "request"
            and hit.cue.polarity == "like"
            and HAS_CJK.match(self.plain[hit.start])
        ):
            return True
        adjoins = not self.plain[opener.end : hit.start].strip()
        return adjoins and not (opener.cue.side == "both" and self.clean(before))

    def is_refusal(self, kept: list[Hit], before: Span) -> bool:
        if kept:
            return kept[-1].cue.polarity not in _NEGATIVE or kept[-1].cue.kind == "inner"
        wanted = self.governor is not None and self.governor.polarity == "like"
        return wanted or not (self.told or self.has("verbal", before))

    def claims(self, span: Span, firm: list[Hit]) -> list[_Claim]:
        """Each cue with its object: the nearest unclaimed words on its side, else on the other."""
        edges = [span.start, *(edge for hit in firm for edge in (hit.start, hit.end)), span.end]
        gaps: list[Span | None] = [Span(edges[i], edges[i + 1]) for i in range(0, len(edges), 2)]
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
            [_Claim(Hit(span.start, span.start, _WISH), gaps[0])]
            if gaps[0] and firm[0].cue.kind in _EXCLUDING
            else []
        )
        if wish and self.has("verbal", gaps[0] or span):
            wish = []
        return wish + [claim for i, hit in enumerate(firm) for claim in taken[i] or [_Claim(hit, None)]]

    def right(self, firm: list[Hit], i: int, gap: Span, taken: list[list[_Claim]]) -> list[_Claim]:
        hit = firm[i]
        if hit.cue.kind == "compare":
            if _NO_RIVAL.match(self.plain, gap.start, gap.end):
                return []
            worse = hit.cue.polarity == "dislike" or (
                i + 1 < len(firm) and firm[i + 1].cue.polarity == "dislike"
            )
            return [_Claim(_with(hit, "like" if worse else "dislike", _MILD), gap)]
        if hit.cue.kind == "prefer":
            return self.preferred(hit, gap)
        at = self.plain.find("的", gap.start, gap.end)
        if hit.cue.kind == "inner" and at > 0 and self.objects(Span(at + 1, gap.end)):
            return self.inner(firm, i, Span(gap.start, at), Span(at + 1, gap.end), taken)
        return [_Claim(hit, gap)]

    def inner(
        self, firm: list[Hit], i: int, refused: Span, noun: Span, taken: list[list[_Claim]]
    ) -> list[_Claim]:
        """不X的Y: X is refused, Y belongs to the cue before it or is itself the wish."""
        before = firm[i - 1] if i else None
        if before is None or before.cue.polarity != "like" or taken[i - 1]:
            return [_Claim(firm[i], refused), _Claim(Hit(noun.start, noun.start, _WISH), noun)]
        taken[i - 1] = [_Claim(before, noun)]
        if before.cue.kind == "request":
            return [_Claim(firm[i], refused)]
        return [_Claim(Hit(firm[i].start, firm[i].end, _MILDLY_NOT), refused)]

    def preferred(self, hit: Hit, gap: Span) -> list[_Claim]:
        other = _PREFERRED_TO.search(self.plain, gap.start, gap.end)
        if other is None:
            return [_Claim(hit, gap)]
        less = _Claim(_with(hit, "dislike", _MILD), Span(other.end(), gap.end))
        return [_Claim(hit, Span(gap.start, other.start())), less]

    def left(self, firm: list[Hit], i: int, gap: Span | None, own: list[_Claim]) -> list[_Claim]:
        hit = firm[i]
        if hit.cue.kind == "compare" and own:
            better: Polarity = "dislike" if own[0].cue.polarity == "like" else "like"
            return [_Claim(_with(hit, better, hit.cue.strength), gap), *own]
        if (
            hit.cue.kind in _EXCLUDING
            and hit.cue.side == "right"
            and not HAS_CJK.match(self.plain[hit.start])
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

    def add(self, cue: Cue, about: str, hit: Hit | None) -> int:
        self.aspects.append(self.aspect(cue, about, hit))
        return len(self.aspects) - 1

    def aspect(self, cue: Cue, about: str, hit: Hit | None) -> Aspect:
        quote = self.text[self.quote.start : self.quote.end]
        return Aspect(
            quote=quote,
            about=about,
            polarity=cue.polarity,
            hardness=cue.hardness,
            strength=self.strength(cue, hit),
            horizon=self.horizon_of(cue),
            language=self.language,
            start=self.quote.start,
            end=self.quote.end,
        )

    def strength(self, cue: Cue, hit: Hit | None) -> int:
        if hit is None or cue.strength != 2 or cue.polarity not in ("like", "dislike"):
            return cue.strength
        near = Span(max(self.quote.start, hit.start - _NEAR), hit.end)
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

    def refer(self, cue: Cue, hit: Hit) -> None:
        """A cue with no object speaks of what was named last, and overrules what was said of it."""
        if cue.kind in ("request", "exclusion", "inner", "flip") or cue.polarity == "neutral":
            return
        if _THE_REST.search(self.plain, *self.quote):
            return
        if not self.last or self.is_second_opinion(cue):
            if cue.polarity != "never":  # a refusal of nothing refuses nothing
                self.last = [self.add(cue, "", hit)]
            return
        if cue.polarity == "never" and self.aspects[self.last[-1]].polarity == "like":
            return  # "no thanks" answers an offer, not what was just praised
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
        said = self.aspects[self.last[-1]]
        turned = {said.polarity, cue.polarity} == {"like", "dislike"} and said.horizon != "not_any_more"
        return (
            turned
            and cue.side == "left"
            and self.horizon is None
            and not _PRONOUN.search(self.plain, *self.quote)
        )

    def bare(self, span: Span, joint: str, *, asking: bool) -> None:
        """A clause without a cue: it continues a list, is a wish beside a refusal, asks, or states."""
        whole = self.clean(span)
        if not whole:
            self.carried = self.horizon
            return
        phrase = not self.has("verbal", span)
        contrast = bool(
            self.tables.patterns["contrast"].search(joint)
            or (self.governor and self.governor.kind == "exclusion" and _INSTEAD.match(self.plain, *span))
        )
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


def _leads_a_list(claim: _Claim) -> bool:
    """Only a cue with its object after it, or still to come, reaches over the comma to what follows."""
    after = claim.gap is None or claim.gap.start >= claim.hit.end
    return after and claim.cue.side != "left" and claim.cue.polarity != "neutral"


def _with(hit: Hit, polarity: Polarity, strength: int) -> Hit:
    return hit._replace(cue=hit.cue._replace(polarity=polarity, strength=strength, kind="attitude"))
