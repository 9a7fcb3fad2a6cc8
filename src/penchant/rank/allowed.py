"""What each kind of reason may be worded with, in English and Chinese: a reworded sentence is put together from these pieces alone.

A piece is a run of words, ` | ` stands between two, and `{quote}`, `{label}`, `{title}`, `{verb}`, `{count}` for what is in the
addend. Of each group of `needs` one piece must be in the sentence: these carry the claim, who did what to which, so that it cannot
be turned round. The pieces of `may`, and those common to all kinds, say nothing that could be false. "You" is in no piece that
says what someone did but in those of `needs`.
"""

from __future__ import annotations

from penchant.domain import Value


class Wording(Value, frozen=True):
    """The pieces of one kind of sentence."""

    needs: tuple[str, ...]
    may: str = ""


COMMON = {
    "en": (
        "this | this one | this is | it | it is | is | that | one | one that | that is why | because | since | as | "
        "so | and | here | here is | for you | with you in mind | a match | a good match | "
        "a match for | fits | matches | suits | fits well | in line with | goes with | "
        "with that in mind | we suggest | we thought of | we picked | suggested | recommended | "
        "and this | and it | why"
    ),
    "zh": (
        "这 | 这个 | 这一个 | 是 | 这是 | 因为 | 由于 | 所以 | 因此 | 于是 | "
        "就 | 也 | 都 | 正 | 正好 | 刚好 | 而 | 并且 | 为你推荐 | "
        "推荐给你 | 推荐 | 给你 | 为你 | 想到 | 我们想到 | 我们推荐 | 我们 | 符合 | "
        "合适 | 适合 | 很合适 | 相符 | 来 | 了 | 的 | 它 | 这正 | "
        "呢 | 哦"
    ),
}
"""What joins a sentence and claims nothing beyond that the item was put on the list."""

_SAID_EN = (
    "you said {quote} | you told us {quote} | you mentioned {quote} | your words {quote} | "
    "you spoke of {quote}"
)
_SAID_ZH = "你说过{quote} | 你说{quote} | 你提到{quote} | 你提到过{quote} | 你告诉我们{quote} | 你说的{quote} | 你说了{quote}"
_DID_EN = (
    "you {verb} {title} | you have {verb} {title} | {title} which you {verb} | "
    "{title} that you {verb} | {title} you {verb}"
)
_DID_ZH = "你{verb}{title} | 你{verb}的{title} | {title}你{verb} | 你曾{verb}{title}"

ENGLISH = {
    "said": Wording(
        needs=(_SAID_EN,),
        may="exactly | what | about",
    ),
    "said_of": Wording(
        needs=(_SAID_EN,),
        may="{label} | and so | about | meaning",
    ),
    "asked": Wording(
        needs=(
            (
                "you asked for {label} | you are looking for {label} | you were looking for {label} | "
                "you wanted {label}"
            ),
        ),
        may="what | just | now",
    ),
    "declared": Wording(
        needs=(
            (
                "you set {label} | you listed {label} | {label} is one of your interests | "
                "your interest in {label}"
            ),
        ),
        may="as an interest | as one of your interests | among your interests",
    ),
    "did": Wording(
        needs=(
            (
                "you often choose {label} | you often pick {label} | you often go for {label} | "
                "{label} which you often choose"
            ),
        ),
    ),
    "did_once": Wording(
        needs=(
            (
                "you chose something of {label} | you once chose something of {label} | "
                "you picked something of {label}"
            ),
        ),
    ),
    "idea": Wording(
        needs=(
            (
                "the ideal we imagined for {label} | the ideal we pictured for {label} | "
                "what we imagined for {label}"
            ),
        ),
        may="close to | near | comes close to | comes near | near to",
    ),
    "followed": Wording(
        needs=(
            _DID_EN,
            (
                "people who did often went on to this | people who did often went on to this one | "
                "others who did often went on to this | "
                "people who did often went on to it | people who did so often went on to this | "
                "those who did often went on to this"
            ),
        ),
    ),
    "followed_kind": Wording(
        needs=(
            _DID_EN,
            (
                "people who did often went on to things like this | "
                "others who did often went on to things like this | "
                "those who did often went on to things like this | "
                "people who did often went on to things like it"
            ),
        ),
    ),
    "again": Wording(
        needs=(
            _DID_EN,
            "may want it again | might want it again | may like it again",
        ),
    ),
    "similar": Wording(
        needs=(
            _DID_EN,
            "like | similar to | resembles | much like | close to",
        ),
    ),
    "unlike": Wording(
        needs=(
            _DID_EN,
            "unlike | not like | different from | not much like",
        ),
    ),
    "little_known": Wording(
        needs=(
            (
                "less known than others that fit | less well known than others that fit | "
                "less known than others"
            ),
        ),
    ),
    "talk": Wording(
        needs=("what you said lately | what you have said lately | your latest words",),
        may="close to | near | near to | comes close to",
    ),
    "words": Wording(
        needs=("words you used lately | words that you used lately | words you have used lately",),
        may="holds | contains | has | uses",
    ),
    "model": Wording(
        needs=(
            (
                "people who spoke and chose alike went on to such things | "
                "people who spoke and chose alike went on to this kind"
            ),
        ),
    ),
    "named": Wording(
        needs=("a name that came up lately | a name that has come up lately",),
        may="carries | has | bears",
    ),
    "popular": Wording(
        needs=("popular with everyone | everyone likes | liked by everyone",),
    ),
    "trending": Wording(
        needs=("popular lately | popular these days | has been popular lately",),
    ),
    "fresh": Wording(
        needs=("new",),
        may="something | in | brand new",
    ),
    "disliked": Wording(
        needs=(
            "less of {label} | less {label} | fewer of {label}",
            "as you wished | you wished for less | you asked for less | you wished | as you wanted",
        ),
    ),
    "ignored": Wording(
        needs=("you passed this over before | you passed it over before | you passed over this before",),
    ),
    "seen": Wording(
        needs=(
            ("you know this already | you already know this | you know it already | you already know it"),
        ),
    ),
    "learned": Wording(
        needs=("everyone's choices taught us | everyone's choices have taught us",),
        may="what | about such items | about items like this",
    ),
    "diversity": Wording(
        needs=(
            "placed lower | lower down | moved down",
            "for variety | to add variety",
        ),
        may="resembles an item above | it resembles an item above | like an item above",
    ),
    "other": Wording(
        needs=("{count} smaller reasons | {count} minor reasons",),
        may="together | in all | taken together",
    ),
}

CHINESE = {
    "said": Wording(
        needs=(_SAID_ZH,),
    ),
    "said_of": Wording(
        needs=(_SAID_ZH,),
        may="{label} | 说的是 | 指的是 | 也就是",
    ),
    "asked": Wording(
        needs=(
            (
                "你要找{label} | 你在找{label} | 你想找{label} | 你想找的{label} | "
                "你要的{label} | 你想要{label} | 你要找的{label}"
            ),
        ),
    ),
    "declared": Wording(
        needs=(
            "你把{label}设为了兴趣 | 你把{label}设为兴趣 | 你把{label}列为兴趣 | {label}是你设的兴趣 | 你设定的兴趣{label}",
        ),
    ),
    "did": Wording(
        needs=("你常选{label} | 你经常选{label} | 你常常选{label} | 你常选的{label}",),
    ),
    "did_once": Wording(
        needs=("你选过{label} | 你曾选过{label} | 你选过的{label}",),
    ),
    "idea": Wording(
        needs=("我们为{label}设想的理想之选 | 为{label}设想的理想之选 | 我们为{label}想象的理想之选",),
        may="接近 | 很接近 | 贴近 | 靠近",
    ),
    "followed": Wording(
        needs=(
            _DID_ZH,
            "选过它的人也常选这个 | 选过它的人常常也选这个 | 选过的人也常选这个 | 选它的人也常选这个",
        ),
    ),
    "followed_kind": Wording(
        needs=(
            _DID_ZH,
            "选过它的人常接着选这一类 | 选过它的人也常接着选这一类 | 选它的人常接着选这一类 | 选过它的人常常接着选这一类",
        ),
    ),
    "again": Wording(
        needs=(
            _DID_ZH,
            "可能还想再来 | 也许还想再来 | 可能想再来一次 | 或许还想再来",
        ),
    ),
    "similar": Wording(
        needs=(
            _DID_ZH,
            "相似 | 类似 | 很像 | 相近",
        ),
        may="与 | 和 | 跟 | 很",
    ),
    "unlike": Wording(
        needs=(
            _DID_ZH,
            "不太像 | 不一样 | 不相似 | 不太相似",
        ),
        may="与 | 和 | 跟",
    ),
    "little_known": Wording(
        needs=("不如其他合适的那么有名 | 不如其他合适的有名 | 没有其他合适的那么有名",),
    ),
    "talk": Wording(
        needs=("你刚才说的 | 你刚说的 | 你刚才的话",),
        may="接近 | 很接近 | 贴近 | 与 | 相近",
    ),
    "words": Wording(
        needs=("你刚才用到的词 | 你刚才用过的词 | 你刚用到的词",),
        may="含有 | 包含 | 有 | 里面有",
    ),
    "model": Wording(
        needs=("说法和选择相近的人接着选的是这一类 | 说法和选择相近的人接着选这一类",),
    ),
    "named": Wording(
        needs=("刚才提到的名字 | 刚提到的名字",),
        may="带有 | 有 | 含有",
    ),
    "popular": Wording(
        needs=("大家都喜欢 | 很受大家喜欢 | 受大家喜欢",),
    ),
    "trending": Wording(
        needs=("最近很受欢迎 | 近来很受欢迎 | 最近受欢迎",),
    ),
    "fresh": Wording(
        needs=("新上架 | 刚上架 | 新到",),
    ),
    "disliked": Wording(
        needs=(
            "少推{label} | 少推荐{label} | 少一些{label} | {label}少推一些",
            "按你的意思 | 如你所愿 | 照你的意思",
        ),
    ),
    "ignored": Wording(
        needs=("你没有理会 | 你没理会 | 你没有点开",),
        may="之前出现过 | 以前出现过 | 出现过 | 但",
    ),
    "seen": Wording(
        needs=("你已经看过或用过 | 你看过或用过",),
    ),
    "learned": Wording(
        needs=("大家的选择告诉我们的规律 | 大家的选择告诉我们",),
    ),
    "diversity": Wording(
        needs=(
            "靠后 | 往后放 | 排在后面",
            "为了多样 | 为了多样性",
        ),
        may="与前面的内容相近 | 和前面的内容相近 | 而",
    ),
    "other": Wording(
        needs=("另外{count}条较小的理由 | 还有{count}条较小的理由 | {count}条较小的理由",),
        may="合计 | 加在一起 | 另有 | 一共",
    ),
}

WORDINGS = {"en": ENGLISH, "zh": CHINESE}
