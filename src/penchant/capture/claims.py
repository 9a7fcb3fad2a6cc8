"""From the cues of a clause to claims: which of them hold, and which words are the object of each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from penchant.capture.cues import Cue
from penchant.capture.grammar_en import ITEM_NOUN
from penchant.capture.objects import Hit, Sheet, Span, overlaps
from penchant.capture.tables import HAS_CJK

if TYPE_CHECKING:
    from penchant.capture.cues import Kind, Side
    from penchant.domain import Polarity

NEGATIVE: tuple[Polarity, ...] = ("dislike", "never")
WISH = Cue("", "like", kind="request", horizon="now")
MILD = 1
EXCEPT = re.compile(r"except|apart|aside|other than|but|not\b|minus|bar|save|with the exc|除|就?不算")
SOFTLY = re.compile(
    r"if (?:at all )?possible|ideally|preferably|where possible|if you can help it|最好|尽量|可以的话|如果可以"
)
ENDED = re.compile(r"\b(?:any ?more|any longer|no longer)\b|(?:不再|已经不|早就?不)", re.IGNORECASE)
EVERY = re.compile(r"\b(?:every|any|all|each|whatever|pretty much any)(?: [\w'-]+){1,3} but\s*$")
TAKEN_OUT = Cue("", "dislike")
KEPT_OUT = Cue("", "never", kind="exclusion", hardness="never")
DISAGREE = re.compile(
    r"(?:^|\s)i (?:(?:really|just) )?(?:don't|dont|do not|can't|cannot) agree\b|"
    r"(?:^|\s)(?:i )?(?:\w+ly )?disagree\b|不(?:敢)?(?:认同|同意|苟同)"
)
BARE_NO = re.compile(
    r"(?:but )?(?:no|nope|nah|i'm not|i (?:don't|dont|do not|didn't|didnt)|not me|me neither)"
)
ELLIPSIS = re.compile(r" (?:is|are|was|were|do|does|did|has|have|can|could)(?:n't| not)\W*$")
_MILDLY_NOT = Cue("", "dislike")
_EXCLUDING: tuple[Kind, ...] = ("exclusion", "inner")
_NEGATED = re.compile(r"n't|\bnot\b|不|没")
_UNSEEN = re.compile(r"(?:n't|nt|not|never) (?:seen|heard|tried|read|watched|know|decided)|没[看听用]")
_PREFERRED_TO = re.compile(r" (?:to|over|than|rather than) ")
_SWAPPED_FOR = re.compile(r" (?:to|for|with) |[换到转向为成]+")
_NO_RIVAL = re.compile(
    r"\s*(?:(?:my|our|any|most|ever|others?|usual)\b|the (?:old|last|previous|other|first|second|original)\b|"
    r"(?:i|we|you|it|they|expected) )|"
    r"上一|之前|以前|别的|其他|想象|我(?!之前|以前|上|原来|旧|的)|预期|一般|描述|图片|你|谁|什么"
)
_PERSON = re.compile(
    r"\W*(?:(?:and|but|so) )?(?:my|our|the|his|her) (?:\w+[- ])?(?:wife|husband|kids?|son|daughter|mom|mum|dad|mother|"
    r"father|parents|family|friends?|girlfriend|boyfriend|partner|"
    r"sister|brother|roommate|cat|dog|baby|toddler|boss|colleagues?|students?|grandma|grandpa|teen|everyone)"
    r"(?: (?:\w+ly|also|all|both|just|really|still))?\W*|"
    r"\W*(?:everyone|everybody|people|others|they all|critics)(?: (?:else|all|just|really))?\W*|"
    r"[\s,]*.{1,14}(?:之后|以后|的时候)(?:我)?(?:居然|竟然|反而|慢慢|渐渐|开始|就|才|也)*|"
    r"[\s,]*(?:但是?|不过|而)?(?:我|你|他|她|我们|我家)?的?(?:女朋友|男朋友|女友|男友|老公|老婆|孩子|娃|儿子|女儿|爸妈?|妈妈?|爸爸|爷爷|奶奶|姥姥|姥爷|室友|朋友|同事|闺蜜|同学|家人|宝宝|猫咪?|狗狗?|大家|别人|网友|评论区)们?(?:都|也|却|倒是|就)?[\s,]*"
)
"""Someone who loves or hates, or when they began to, is not what is loved or hated."""
_INVERTED = re.compile(r"[\s,]*[啊呀哦呢吧了]?(?:这|那)[\u4e00-\u9fff]")
"""The thing named after the verdict: 好治愈啊这个视频."""
_NAME_GOES_ON = re.compile(r" ?[A-Z]| \(\d{4}\)")
"""After "it" or "that movie" a name follows, or the year of one."""
_ITEM = re.compile(rf"\W*(?:an? |the |any )?{ITEM_NOUN}(?: (?:at all|ever|to be honest|though))?\W*")
_JOINED = re.compile(
    r"\b(?:seen|watched|saw|read|tried|bought|played|heard|used|ordered|got|finished|started|know)\b|"
    r"\b(?:and|then|so)(?: (?:i|we))?(?: \w+){0,2}\s*$|[\u4e00-\u9fff]\s*$"
)
"""Before "loved it": what was named before that is "it"; else it is only who loves."""


class Claim(NamedTuple):
    """A cue and the stretch of text that is its object, `None` when it found none; `pointed` when that is "it" or "that one"."""

    hit: Hit
    gap: Span | None
    pointed: bool = False

    @property
    def cue(self) -> Cue:
        return self.hit.cue


class Clause(Sheet):
    """The part of a reading that looks at one clause at a time."""

    wish: bool
    governor: Cue | None
    told: bool

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

    def faint(self, span: Span, guards: list[Hit]) -> list[Hit]:
        """Words that only lean one way, the last of them: asked where a clause that tells something has no cue at all."""
        if not self.plain[span.start : span.end].strip() or any(
            _UNSEEN.search(self.plain, *guard[:2]) for guard in guards
        ):
            return []
        found = self.scan(span, self.tables.faint)[-1:]
        return [self.facing(span, hit) for hit in found]

    def facing(self, span: Span, hit: Hit) -> Hit:
        """A leaning word takes what stands before it as its object, where anything does."""
        ahead = not self.objects(Span(span.start, hit.start)) and self.objects(Span(hit.end, span.end))
        side: Side = "right" if ahead else "left"
        return hit._replace(cue=hit.cue._replace(side=side))

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
        """Whether an exclusion here refuses something: after what is wanted, not inside what is disliked or only told."""
        if kept:
            return kept[-1].cue.polarity not in NEGATIVE or kept[-1].cue.kind == "inner"
        wanted = self.governor is not None and self.governor.polarity == "like"
        return wanted or not (self.told or self.has("verbal", before))

    def claims(self, span: Span, firm: list[Hit]) -> list[Claim]:
        """Each cue with its object: the nearest unclaimed words on its side, else on the other."""
        edges = [span.start, *(edge for hit in firm for edge in (hit.start, hit.end)), span.end]
        gaps: list[Span | None] = [Span(edges[i], edges[i + 1]) for i in range(0, len(edges), 2)]
        gaps = [gap if gap and self.objects(gap) else None for gap in gaps]
        taken: list[list[Claim]] = [[] for _ in firm]
        for i, hit in enumerate(firm):
            gap = gaps[i + 1]
            if hit.cue.side != "left" and self.refers(hit, edges[2 * i + 3]):
                taken[i], gaps[i + 1] = [Claim(hit, None, pointed=True)], None
            elif self.speaks_of_left(firm, i, gaps):
                taken[i], gaps[i], gaps[i + 1] = [Claim(hit, gaps[i])], None, None
            elif hit.cue.side != "left" and gap is not None:
                taken[i], gaps[i + 1] = self.right(firm, i, gap, taken), None
        self.look_back(firm, gaps, taken)
        wish = (
            [Claim(Hit(span.start, span.start, WISH), gaps[0])]
            if gaps[0] and firm[0].cue.kind in _EXCLUDING
            else []
        )
        if wish and self.has("verbal", gaps[0] or span):
            wish = []
        return wish + [claim for i, hit in enumerate(firm) for claim in taken[i] or [Claim(hit, None)]]

    def look_back(self, firm: list[Hit], gaps: list[Span | None], taken: list[list[Claim]]) -> None:
        """Give the cues without an object, or with a pronoun, the unclaimed words before them; else "this video" after them."""
        for i, hit in enumerate(firm):
            pointed = bool(taken[i]) and taken[i][0].pointed
            before = gaps[i]
            if pointed and before is not None and _JOINED.search(self.plain, *before):
                taken[i], gaps[i] = [Claim(hit, before)], None
            elif gaps[i] is not None and (not taken[i] or hit.cue.kind == "compare"):
                taken[i], gaps[i] = self.left(firm, i, gaps[i], taken[i]), None
        for i, hit in enumerate(firm):
            after = gaps[i + 1]
            if after and not taken[i] and hit.cue.kind == "attitude" and _INVERTED.match(self.plain, *after):
                taken[i], gaps[i + 1] = [Claim(hit, after)], None

    def speaks_of_left(self, firm: list[Hit], i: int, gaps: list[Span | None]) -> bool:
        """Whether what follows a verdict is only "movie": "Heat is not my kind of movie" is about Heat."""
        after = gaps[i + 1]
        attitude = firm[i].cue.kind == "attitude" and firm[i].cue.side == "both"
        return (
            attitude
            and gaps[i] is not None
            and after is not None
            and bool(_ITEM.fullmatch(self.plain, *after))
        )

    def refers(self, hit: Hit, end: int) -> bool:
        """Whether the words after a verdict begin with "it" or "that one": they speak of what was named, whatever follows them."""
        if hit.cue.kind != "attitude":
            return False
        match = self.tables.patterns["referring"].match(self.plain, hit.end, end)
        if match is None and self.answering:
            match = self.tables.patterns["answering"].match(self.plain, hit.end, end)
        return match is not None and not _NAME_GOES_ON.match(self.shown, match.end())

    def right(self, firm: list[Hit], i: int, gap: Span, taken: list[list[Claim]]) -> list[Claim]:
        """The claims of a cue on the words after it: `gap`."""
        hit = firm[i]
        if hit.cue.kind == "compare":
            if _NO_RIVAL.match(self.plain, gap.start, gap.end):
                return []
            worse = hit.cue.polarity == "dislike" or (
                i + 1 < len(firm) and firm[i + 1].cue.polarity == "dislike"
            )
            return [Claim(_with(hit, "like" if worse else "dislike", MILD), gap)]
        if hit.cue.kind == "prefer":
            return self.preferred(hit, gap)
        if hit.cue.kind == "swap":
            return self.swapped(hit, gap)
        at = self.plain.find("的", gap.start, gap.end)
        if hit.cue.kind == "inner" and at > 0 and self.objects(Span(at + 1, gap.end)):
            return self.inner(firm, i, Span(gap.start, at), Span(at + 1, gap.end), taken)
        return [Claim(hit, gap)]

    def inner(
        self, firm: list[Hit], i: int, refused: Span, noun: Span, taken: list[list[Claim]]
    ) -> list[Claim]:
        """不X的Y: X is refused, Y belongs to the cue before it or is itself the wish."""
        before = firm[i - 1] if i else None
        if before is None or before.cue.polarity != "like" or taken[i - 1]:
            return [Claim(firm[i], refused), Claim(Hit(noun.start, noun.start, WISH), noun)]
        taken[i - 1] = [Claim(before, noun)]
        if before.cue.kind == "request":
            return [Claim(firm[i], refused)]
        return [Claim(Hit(firm[i].start, firm[i].end, _MILDLY_NOT), refused)]

    def preferred(self, hit: Hit, gap: Span) -> list[Claim]:
        """X over Y: X is liked, Y a little disliked."""
        other = _PREFERRED_TO.search(self.plain, gap.start, gap.end)
        if other is None:
            return [Claim(hit, gap)]
        less = Claim(_with(hit, "dislike", MILD), Span(other.end(), gap.end))
        return [Claim(hit, Span(gap.start, other.start())), less]

    def swapped(self, hit: Hit, gap: Span) -> list[Claim]:
        """From X to Y: X is over, Y has taken its place."""
        joint = _SWAPPED_FOR.search(self.plain, gap.start, gap.end)
        if joint is None:
            return [Claim(hit, gap)]
        more = Claim(_with(hit, "like", hit.cue.strength), Span(joint.end(), gap.end))
        return [Claim(_with(hit, "dislike", MILD), Span(gap.start, joint.start())), more]

    def left(self, firm: list[Hit], i: int, gap: Span | None, own: list[Claim]) -> list[Claim]:
        """The claims of a cue on the words before it, beside its `own`."""
        hit = firm[i]
        if gap and hit.cue.side == "both" and _PERSON.fullmatch(self.plain, *gap):
            return [Claim(hit, None, pointed=True)]
        if hit.cue.kind == "compare" and own:
            better: Polarity = "dislike" if own[0].cue.polarity == "like" else "like"
            return [Claim(_with(hit, better, hit.cue.strength), gap), *own]
        if (
            hit.cue.kind in _EXCLUDING
            and hit.cue.side == "right"
            and not HAS_CJK.match(self.plain[hit.start])
        ):
            return own
        return [Claim(hit, gap)]


def _with(hit: Hit, polarity: Polarity, strength: int) -> Hit:
    return hit._replace(cue=hit.cue._replace(polarity=polarity, strength=strength, kind="attitude"))
