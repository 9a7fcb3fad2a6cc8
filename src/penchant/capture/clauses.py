"""The deterministic reader: what a person's words say they like, refuse, or ask, in English and Chinese.

A sentence is scanned once with ordered cues (`penchant.capture.cues`); each match consumes its characters. It is cut
into clauses at commas, contrast words and between two attitudes joined by "and". In a clause each cue takes the words
on its side as its object; a list becomes one aspect each; a cue with no object, or a pronoun, speaks of what was named
last and overrules what was said of it. A clause without a cue continues the list before it, or asks, or states.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import msgspec

from penchant import text as words
from penchant.capture import claims as said_as
from penchant.capture.claims import MILD, NEGATIVE, WISH, Claim, Clause
from penchant.capture.cues import Cue
from penchant.capture.grounds import QUESTION, STATED, ground_of
from penchant.capture.objects import Hit, Span, flipped, sentences, within
from penchant.capture.replies import Offers, offers_in
from penchant.domain import Aspect

if TYPE_CHECKING:
    from penchant.capture.cues import Kind
    from penchant.capture.grounds import Ground
    from penchant.domain import SaidHorizon


READER = "rules-5"
"""Version of the rules; stored beside what they read."""

LONGEST_OFFERING = 300
"""Characters of the other party's turn that are read where it has no name in it."""

LONGEST = 4_000
"""Characters of a text that are read; the rest is ignored, so that any text takes bounded time."""

_STRONG = 3
_NEAR = 14
"""Characters before a cue in which an intensifier or a softener belongs to it."""

_NEGATED = re.compile(r"n't|\bnot\b|不|没")
_PRONOUN = re.compile(
    r"\b(?:it|it's|they|them|that|this(?! (?:one|movie|film|book|show|course|product)\b))\b|"
    r"[它他她]|这(?![一]?[部本个款首门集次期双件])",
    re.ASCII,
)
_INSTEAD = re.compile(r"\W*(?:just|only|rather|instead)\b|\W*(?:只|就)(?!是)")
_THE_REST = re.compile(r"其他|其它|别的|其余|\b(?:else|others?|the rest)\b")
_THE_THING = re.compile(
    r"\W*(?:that|this|these|those|the|all (?:of )?(?:this|that|these|those))\b|\W*(?:这|那)"
)
_NAME = re.compile(r"[A-Z]|\(\d{4}\)|《")

_EXCLUDING: tuple[Kind, ...] = ("exclusion", "inner")
_ANSWERS = {"like": Cue("", "like"), "dislike": Cue("", "dislike", MILD)}


def read(text: str, *, wish: bool = False, before: str = "") -> tuple[Aspect, ...]:
    """What `text` says of each thing it names, in order; `()` when it names and judges nothing.

    At most the first 4,000 characters are read. Every aspect's `quote` is `text[start:end]`, the clause it stands in.
    In a `wish`, such as the words of a search, adjectives describe what is wanted: "funny" is no praise there.
    `about` is empty when a liking, disliking or question has no object in the text ("Loved it!"): it speaks of the event's item.
    `before` is the other party's turn that the text answers: what it names is what "it", "that one" or "no thanks" speaks of,
    and `about` is then its words. Never raises.

    >>> [(aspect.polarity, aspect.about) for aspect in read("I want a slow, quiet film, no horror")]
    [('like', 'slow, quiet film'), ('never', 'horror')]
    """
    return read_with_grounds(text, wish=wish, before=before)[0]


def read_with_grounds(
    text: str, *, wish: bool = False, before: str = ""
) -> tuple[tuple[Aspect, ...], tuple[Ground, ...]]:
    """What `read` returns, and for each aspect by what the rules took its side."""
    reader = _Reading(text[:LONGEST], wish=wish, before=before)
    for sentence in sentences(reader.plain):
        reader.sentence(sentence)
    reader.answer()
    reader.settle()
    return tuple(reader.aspects), tuple(reader.grounds)


class _Reading(Clause):
    """One text being read: what was found so far, and what later words may refer back to."""

    def __init__(self, text: str, *, wish: bool, before: str) -> None:
        super().__init__(text)
        self.wish = wish
        self.before = before
        self.answering = bool(before)
        self.aspects: list[Aspect] = []
        self.grounds: list[Ground] = []
        self.leaning: Ground | None = None
        self.last: list[int] = []
        self.governor: Cue | None = None
        self.wishes: list[int] = []
        self.past: set[int] = set()
        self.asks = self.asks_throughout = self.told = self.praised = False
        self.language: Literal["en", "zh"] = "en"
        self.carried: SaidHorizon | None = None
        self.horizon: SaidHorizon | None = None

    # --- from the sentence to its clauses

    def sentence(self, span: Span) -> None:
        self.governor, self.wishes, self.carried, self.told = None, [], None, False
        self.praised = False
        head = self.plain[span.start : span.end].lstrip()
        fact = bool(self.tables.patterns["fact"].match(head))
        self.asks = fact or "?" in head[-4:] or self.has("question_zh", span)
        self.asks_throughout = self.asks and bool(self.tables.patterns["interrogative"].match(head))
        hits = self.scan(span, self.tables.scanners)
        for piece, joint in self.cut(span, hits, "break", self.is_break):
            own = within(hits, piece)
            for clause, inner_joint in self.cut(piece, own, "conjunction", self.is_second_verdict):
                final = clause.end == span.end
                asking = self.asks and (self.asks_throughout or final or self.has("question_zh", clause))
                self.clause(clause, within(own, clause), inner_joint or joint, asking=asking, final=final)

    # --- from the clause to its aspects

    def clause(self, span: Span, hits: list[Hit], joint: str, *, asking: bool, final: bool) -> None:
        self.quote = self.trim(span)
        self.language = words.language(self.text[self.quote.start : self.quote.end])
        self.horizon = self.take_horizon(span) or self.carried
        firm = [hit for hit in hits if hit.cue.kind != "guard" or hit.cue.polarity == "question"]
        weak = not firm
        firm = firm or self.weak(span, hits)
        self.leaning = "weak" if weak else None
        for hit in firm:
            if hit.cue.kind == "flip":
                self.blank(hit.start, hit.end)
        firm = self.without_void(span, self.without_named(span, flipped(firm)))
        if not firm and not (self.wish or asking or (self.governor and not self.has("verbal", span))):
            firm, self.leaning = self.faint(span, hits), "faint"
        if not firm:
            self.bare(span, joint, asking=asking)
            return
        claims = self.claims(span, firm)
        demands = any(claim.cue.kind in _EXCLUDING or claim.cue.hardness == "must" for claim in claims)
        asking = asking and not self.has("first_person", span)
        named = {claim.cue.polarity in NEGATIVE for claim in claims if claim.gap is not None}
        if weak and not final and not named:
            return  # an "ugh," before more to come
        for claim in claims:
            self.say(claim, named, asking=asking)
        if demands:
            self.grant_wishes()
        self.governor = next((claim.cue for claim in reversed(claims) if _leads_a_list(claim)), None)

    # --- from a claim to what is kept

    def say(self, claim: Claim, named: set[bool], *, asking: bool) -> None:
        """Keep what a cue says of its object. One without an object, beside one of its side with, only stresses it."""
        cue = claim.cue
        if (
            asking
            and (cue.kind == "attitude" or cue.hardness == "must")
            and cue.polarity in ("like", "dislike")
        ):
            cue = QUESTION
        if cue.kind in _EXCLUDING and said_as.SOFTLY.search(self.plain, *self.quote):
            cue = cue._replace(polarity="dislike", hardness="soft")
        if cue.kind in _EXCLUDING and self.praised and said_as.EXCEPT.match(self.plain, *claim.hit[:2]):
            cue = cue._replace(polarity="dislike", hardness="soft")
        welcome = cue.kind == "attitude" or self.plain[claim.hit.start : claim.hit.start + 1] == "都"
        self.praised = self.praised or (welcome and cue.polarity == "like")
        if claim.gap is None:
            if claim.pointed or not named or (cue.side != "left" and (cue.polarity in NEGATIVE) not in named):
                self.refer(cue, claim.hit)
            return
        split = cue.polarity in NEGATIVE
        added = [self.add(cue, about, claim.hit) for about in self.objects(claim.gap, split_adjectives=split)]
        self.last = self.last if cue.kind == "aside" else added

    def add(self, cue: Cue, about: str, hit: Hit | None) -> int:
        self.aspects.append(self.aspect(cue, about, hit))
        self.grounds.append(ground_of(cue, told=hit is None, leaning=self.leaning))
        if self.horizon == "not_any_more" and cue.horizon is None:
            self.past.add(len(self.aspects) - 1)
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
            return MILD
        return _STRONG if self.has("intense", near) else cue.strength

    def horizon_of(self, cue: Cue) -> SaidHorizon:
        if cue.polarity in ("question", "neutral"):
            return self.horizon or "now"
        if (
            cue.polarity == "dislike"
            and cue.kind == "attitude"
            and said_as.ENDED.search(self.text, *self.quote)
        ):
            return "not_any_more"
        if self.horizon == "not_any_more" and cue.kind in _EXCLUDING:
            return cue.horizon or "now"
        by_kind: SaidHorizon = "now" if cue.kind in ("request", *_EXCLUDING) else "always"
        return self.horizon or cue.horizon or by_kind

    def refer(self, cue: Cue, hit: Hit) -> None:
        """A cue with no object speaks of what was named last, and overrules what was said of it."""
        if not self.speaks_back(cue, hit):
            return
        if self.before and not self.names_itself() and (meant := self.meant()):
            self.last = [self.add(cue, about, hit) for about in meant]
            return
        if not self.last or self.is_second_opinion(cue):
            if cue.polarity != "never":  # a refusal of nothing refuses nothing
                self.last = [self.add(cue, "", hit)]
            return
        if cue.polarity == "never" and self.aspects[self.last[-1]].polarity == "like":
            return  # "no thanks" answers an offer, not what was just praised
        self.overrule(cue, hit)

    def speaks_back(self, cue: Cue, hit: Hit) -> bool:
        """Whether a cue without an object speaks of something named before, and not only "no" or of all the rest."""
        if self.before and said_as.BARE_NO.fullmatch(self.plain, *hit[:2]):
            return False  # what it answers decides, see `answer`
        turned_down = cue.kind == "exclusion" and bool(self.before) and not self.names_itself()
        mute = cue.kind in ("request", "exclusion", "inner", "flip") and not turned_down
        return not (mute or cue.polarity == "neutral" or _THE_REST.search(self.plain, *self.quote))

    def overrule(self, cue: Cue, hit: Hit) -> None:
        """Put the newer word in the place of what was said of the things named last."""
        for index in self.last:
            old = self.aspects[index]
            new = self.aspect(cue, old.about, hit)
            if old.horizon == "lately" and self.horizon is None:
                new = msgspec.structs.replace(new, horizon="lately")
            if old.horizon == "not_any_more" and new.polarity == "dislike" and new.horizon != "lately":
                new = msgspec.structs.replace(new, horizon="not_any_more")
            same = old.polarity == new.polarity or (old.polarity == "never" and new.polarity == "dislike")
            if same and old.horizon != "not_any_more":
                new = msgspec.structs.replace(old, strength=max(old.strength, new.strength))
            self.aspects[index] = new
            self.grounds[index] = ground_of(cue, told=False, leaning=self.leaning)
            self.past.discard(index)

    def settle(self) -> None:
        """What was said of the past alone has turned since: "used to love X" tires of X, "used to hate X" no longer does."""
        for index in self.past:
            said = self.aspects[index]
            if said.polarity == "like":
                self.aspects[index] = msgspec.structs.replace(said, polarity="dislike", strength=2)
            elif said.polarity in NEGATIVE and index < len(self.aspects) - 1:
                self.aspects[index] = msgspec.structs.replace(
                    said, polarity="like", hardness="soft", strength=MILD, horizon="lately"
                )

    @cached_property
    def offers(self) -> Offers:
        """What the other party's turn names; where no name shows, the things it speaks of."""
        found = offers_in(self.before)
        if found.names or not self.before:
            return found
        spoken = tuple(aspect.about for aspect in read(self.before[-LONGEST_OFFERING:]) if aspect.about)
        return found._replace(names=spoken, asked=spoken[-1:])

    def meant(self) -> tuple[str, ...]:
        """What of the offered the clause at hand speaks of."""
        return self.offers.meant(self.plain[self.quote.start : self.quote.end])

    def names_itself(self) -> bool:
        """Whether the text has named something itself, which later words then speak of."""
        several = len(self.last) > 1 and not self.has("plural", self.quote)
        return not several and any(
            self.aspects[index].polarity not in ("neutral", "question")
            or _NAME.search(self.aspects[index].about)
            for index in self.last
        )

    def answer(self) -> None:
        """A bare "no" or "yes" to "do you like ...?", where nothing else was said of what was asked."""
        first = next(sentences(self.plain), Span(0, 0))
        verdict = (
            self.offers.verdict(self.plain[first.start : first.end])
            if self.before and not self.wish
            else None
        )
        if verdict is None or any(aspect.about in self.offers.names for aspect in self.aspects):
            return
        self.quote, self.horizon = self.trim(first), None
        for about in self.meant():
            self.add(_ANSWERS[verdict], about, None)

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

    def ellipsis(self, span: Span) -> bool:
        """The opposite of what was said last, of another thing: "The manual is useless, the app isn't"."""
        disagrees = said_as.DISAGREE.search(self.plain, *span)
        match = said_as.ELLIPSIS.search(self.plain, *span) or disagrees
        said = self.aspects[-1].polarity if self.aspects else "neutral"
        if match is None or said not in ("like", "dislike"):
            return False
        objects = self.objects(Span(span.start, match.start()))
        if disagrees and not objects:
            objects = [self.aspects[index].about for index in self.last]
        self.last = [
            self.add(_ANSWERS["dislike" if said == "like" else "like"], about, None) for about in objects
        ] or self.last
        return bool(objects)

    def bare(self, span: Span, joint: str, *, asking: bool) -> None:
        """A clause without a cue: it continues a list, is a wish beside a refusal, asks, or states."""
        whole = self.clean(span)
        if self.ellipsis(span) or self.all_but(span, joint):
            return
        if not whole:
            self.carried = self.horizon
            return
        phrase = not self.has("verbal", span)
        contrast = bool(
            self.tables.patterns["contrast"].search(joint)
            or (self.governor and self.governor.kind == "exclusion" and _INSTEAD.match(self.plain, *span))
        )
        if (
            self.last
            and not self.aspects[self.last[-1]].about
            and phrase
            and _THE_THING.match(self.plain, *self.quote)
        ):
            self.name_last(whole)
        elif asking:
            self.last = [self.add(QUESTION, whole, None)]
        elif phrase and self.governor is not None and (not contrast or self.governor.polarity in NEGATIVE):
            cue = WISH if contrast else self.governor
            self.last = [
                self.add(cue, about, None) for about in self.objects(span, split_adjectives=not contrast)
            ]
        elif phrase:
            self.last = [self.add(STATED, about, None) for about in self.objects(span)]
            self.wishes += self.last
        else:
            self.told = True
            self.last = [self.add(STATED, whole, None)]

    def all_but(self, span: Span, joint: str) -> bool:
        """What is taken out of "every" or "any": "love every genre but reggaeton", "any colour but orange"."""
        before = self.plain[max(0, span.start - _NEAR * 4) : span.start]
        if joint.strip() != "but" or not said_as.EVERY.search(before) or self.has("verbal", span):
            return False
        cue = said_as.TAKEN_OUT if self.praised else said_as.KEPT_OUT
        self.last = [self.add(cue, about, None) for about in self.objects(span)]
        return bool(self.last)

    def name_last(self, about: str) -> None:
        """A verdict came first, the thing after it: "Far from boring, that documentary"."""
        for index in self.last:
            self.aspects[index] = msgspec.structs.replace(self.aspects[index], about=about)

    def grant_wishes(self) -> None:
        """Bare phrases beside a refusal or a demand are what is wanted: "comedy, no horror"."""
        for index in self.wishes:
            if self.aspects[index].polarity == "neutral":
                self.aspects[index] = msgspec.structs.replace(
                    self.aspects[index], polarity="like", horizon="now"
                )
        self.wishes = []


def _leads_a_list(claim: Claim) -> bool:
    """Only a cue with its object after it, or still to come, reaches over the comma to what follows."""
    after = claim.gap is None or claim.gap.start >= claim.hit.end
    return after and claim.cue.side != "left" and claim.cue.polarity != "neutral"
