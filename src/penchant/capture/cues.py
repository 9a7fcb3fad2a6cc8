"""What a cue is, and the words both languages share: data for `penchant.capture.clauses`.

Within a table the first pattern that fits at a place wins and consumes its characters, so the specific come before the
general. Patterns meet text in lower case with straight apostrophes and plain ASCII punctuation. Every repetition in
them is bounded, so that reading takes time in proportion to the text.
"""

# ruff: noqa: E501, SIM905 - a pattern is easier to check on one line than cut in pieces, a word list in few lines than many
from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from penchant.domain import Hardness, Polarity, SaidHorizon

Side = Literal["right", "left", "both"]
Kind = Literal[
    "attitude", "request", "exclusion", "inner", "guard", "flip", "compare", "prefer", "swap", "aside"
]


class Cue(NamedTuple):
    """One pattern and what it says.

    `side` is where its object stands. `kind`: `request` and `exclusion` are about what to show now; `inner` is an
    exclusion inside a noun phrase (void after a dislike); `guard` only consumes; `flip` turns the next cue round;
    `compare` takes an object on each side; `prefer` may name what it is preferred to, `swap` names what takes its place;
    `aside` is of a part that no pronoun speaks of later.
    """

    pattern: str
    polarity: Polarity
    strength: int = 2
    side: Side = "right"
    kind: Kind = "attitude"
    horizon: SaidHorizon | None = None
    hardness: Hardness = "soft"


HORIZONS: tuple[tuple[str, SaidHorizon | None], ...] = (
    (
        (
            r"\b(?<!get )(?<!got )(?:used to(?! be\b(?! (?:so |really |totally |such |all )?(?:into|crazy|obsessed|hooked|mad|about|my|fun|good|great|scared|afraid|a fan|an? \w+ (?:fan|lover|person)))| it\b)|back (?:then|in the day)|when i was (?:a kid|a child|young(?:er)?|little)|i once|in the past|at first|initially|originally|i (?:honestly |really |always )?(?:thought|figured|expected|assumed)(?= .{1,60}\b(?:would|was going|were going|'d)\b))\b|"
            r"以前|曾经|过去|小时候|当年|原来(?=.{0,4}(?:喜欢|爱))|早年|从前|之前|本来|原本|原以为|本以为|还以为|一开始|起初|刚开始"
        ),
        "not_any_more",
    ),
    (
        (
            r"\b(?:lately|recently|these days|nowadays|(?:for )?(?:the )?(?:past|last) (?:few |couple of )?(?:days|weeks?|months?)|this (?:month|year|season))\b|"
            r"最近(?!的)|近来|近期|近日|这几天|这阵子|这段时间|这两天|这些天|这个月|今年"
        ),
        "lately",
    ),
    (
        (
            r"\b(?:right now|now|tonight|today|this (?:evening|weekend|afternoon|morning|week)|at the moment|for now|atm|currently|for once|tomorrow)\b|"
            r"现在(?!的)|今天|今晚|今日|这会儿|目前|此刻|这次|这周末?|周末|明天|当下|眼下|如今"
        ),
        "now",
    ),
    (
        (
            r"\b(?:always|forever|all my life|since (?:i was )?(?:childhood|a kid)|for (?:years|ages)|ever)\b|"
            r"一直以来|一直都?|从来都?(?!不)|从小(?:到大)?就?|永远|向来|历来|始终|常年|天生"
        ),
        "always",
    ),
    (r"\b(?:yesterday|last night|any ?more|any longer)\b|昨天|昨晚|前天|上周", None),
)
"""Adverbs of time; a clause's first decides its horizon. The last row is taken out of the object and decides nothing."""

INTENSIFIERS = (
    r"(?:really|so+|absolutely|totally|deeply|truly|super|extremely|very|utterly|completely|genuinely|"
    r"特别|非常|超级?|最|极其|巨|真的很|尤其|无比|疯狂|强烈|狂)"
)

SOFTENERS = r"(?:a (?:bit|little)|kind of|kinda|sort of|somewhat|slightly|a tad|有点|有些|稍微|略)"

BREAKS = (
    r"\s(?=(?:just|only) (?:some )?[a-z-]+(?: [a-z-]+)?(?: please| pls| tonight)?\s*(?:[.!,]|$))|\s(?=(?:i(?:'ve|'m|'ll| (?:also|really|just|loved?|liked?|hated?|do|don't|didn't|have|haven't|want|think|saw|watched|can't|enjoy(?:ed)?|prefer|never)))\b)|\s{0,3}(?:,|:(?!//)|\s[-–—]+\s|…|\((?!\d{4}\)))\s{0,3}(?:and (?=(?:i|it|we|the|my|this)\b))?|"
    r"\b(?:but|however|although|though|whereas|while|because|cuz|since(?= (?:it|i|the|they)\b)|and (?=(?:i|we|i'm|i've|it|it's|they|please)\b)|and (?=(?:the|its|his|her|their) [a-z-]+ (?:is|are|was|were|has|had|keeps?|kept|made|makes|drove|drives|[a-z]+ed)\b)|"
    r"so (?=(?:i|please|can|what|any)\b)|yet (?=(?:the|it|i)\b)|even though|until (?=the)|if (?=you|it|i)|except that|other than that)\b|"
    r"但是|但|不过(?!分)|可是|可惜|然而|只是|而且|并且|因为|所以|虽然|尽管|后来|结果|反而|而是|倒是|却(?=[很不讨])|还是(?=[^,。!?]{1,10}(?:香|好|更|强|舒服|耐))|现在(?!的)|最近(?!的)|如今|只有(?=.{0,6}(?:太|差|不))"
)

STAYING_BREAKS = ("现在", "最近", "如今", "只有")
"""Breaks that also belong to the clause they open."""

CONTRAST = r"but|until|however|yet|though|although|而是|但|不过|可是|反而"
"""A break with one of these turns a bare phrase after a refusal into the wish: not X but Y."""

CONJUNCTIONS = (
    r"\s{1,3}(?:and(?:/or)?|or|nor|&|plus|as well as)\s{1,3}|\s?(?:[/、]|(?<!\+)\+(?!\+))\s?|"
    r"(?<![温柔平饱总暖缓随亲调求共谦祥附应])和(?![平谐气服睦解声蔼善煦尚弦])|(?<![参])与(?![众其否])|以及|还有|或者|或是|(?<=[\u4e00-\u9fff])跟(?=[\u4e00-\u9fff]{2})(?![^,。]{1,6}一样)|或(?!许)|及(?!时|格|其)"
)

KEPT_TOGETHER = r"rock and roll|rock 'n' roll|r&b|black and white|drum and bass|food and drink|arts and crafts|dungeons & dragons|back and forth|pros and cons|q&a|d&d"

EMPTY = frozenset(
    (
        "something anything everything nothing stuff thing things one ones it this that them these those "
        "some any more much lot lots bit recommendation recommendations suggestion suggestions advice "
        "help idea ideas yes no ew eww nah nope god ok okay pls plz thanks thank hello hi please way kind sort bit hmm hm ah oh "
        "others else agree agreed same sorry haha lol ugh wow really again question 东西 什么 大家 一下 问题 下次 有人 推荐 时候 意思 感觉 样 人 点 得 看得 听得 读得 追得 用得 玩得 吃得 整体 总体 总之 心情 这里 这边 看着 用着 听着 "
        "些 个 好 其他 别的 别 我 你 他 她 "
        "obviously sadly seriously literally clearly lol lmao thx w pls period tbh imo imho fr ngl kindly absolutely positively lately negotiable 谢谢 谢了 难受 而已 罢了 为止"
    ).split()
) | {
    *(
        "full stop",
        "end of story",
        "end of discussion",
        "no offense",
        "no offence",
        "i beg",
        "on repeat",
        "whatever",
        "fyi",
    ),
    *(
        "so far",
        "at all",
        "any day",
        "hands down",
        "by far",
        "for sure",
        "full marks",
        "long as its",
        "them back",
        "again ever",
    ),
}
"""An object made of nothing but one of these names nothing."""

PLEASANTRIES = (
    r"(?:please,? )?for the love of (?:god|all that(?:'s| is) holy)|(?:please )?(?:don't|dont|do not) get me wrong\b|\b(?:oh |my )?god(?= (?:no|yes)\b)|\b(?:to be (?:honest|fair|frank)|to tell (?:you )?the truth|if i'm (?:being )?honest|if you ask me|in my (?:humble )?opinion|i (?:must|have to|gotta) (?:say|admit)|i guess|i suppose|frankly)\b|for (?:god|heaven|pete|christ|goodness)(?:'s|s)? sake|\boh my (?:god|gosh|goodness)\b|\bgod forbid\b|(?<!no )(?<!no, )\bthank(?:s| you| god| goodness| heavens)(?: (?:so|very) much| a (?:lot|bunch|million)| again)?(?: for (?:your|the|all|that)(?: [a-z]+){1,2})?|\bhave a (?:great|good|nice|wonderful|lovely) (?:day|night|one|evening|weekend|time)|"
    r"\b(?:good ?)?bye+\b|\byou(?:'ve| have) been (?:\w+ ){0,2}(?:helpful|great|kind)|\bgood (?:morning|evening|afternoon|night)\b|谁懂啊?|有谁懂|不解释(?=$|[,。!])|不用多说|(?<![小传])说真的|不得不说|救命[啊,! ]|好家伙|家人们|姐妹们|宝子们|友友们|谢谢|感谢|对不起|不好意思(?!的)|抱歉|早上好|晚上好|你好"
)
"""Courtesies that carry praise words and mean nothing for taste; blanked before reading."""
