"""How people steer, in English and Chinese: each verb as the whole of a clause, what it speaks of in named groups.

Tables to be read from top to bottom; the first that fits a clause decides. Words of courtesy are taken off before.
"""

# ruff: noqa: E501 - a pattern is easier to check on one line than cut in pieces
from __future__ import annotations

import re
from typing import NamedTuple

from penchant.converse.measures import LANGUAGES, NUMBER_EN, NUMBER_ZH


class Verb(NamedTuple):
    """What a clause does, and how it is said."""

    name: str
    pattern: re.Pattern[str]


_CJK = re.compile(r"[\u3400-\u9fff]")
_TONGUES_EN = "|".join(
    word.title() for group in LANGUAGES for word in group if len(word) > 3 and not _CJK.search(word)
)
_TONGUES_ZH = "|".join(word for group in LANGUAGES for word in group if _CJK.search(word)) + "|国产"
_ORDINAL_EN = r"(?P<place>first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|1st|2nd|3rd|\d+th|(?:number |#|no\.? ?)\d+)"
_ORDINAL_ZH = r"(?:第(?P<place>\d+|[一二三四五六七八九十]+)|(?P<last>最后)[一]?)[个部本件款首条]?"
_THIS_EN = r"(?P<this>this|that|these|those|it|them|(?:this|that) (?:one|kind|sort|stuff|type)|(?:this|that) (?:kind|sort|type) of (?:thing|stuff|film|movie|book|one)s?|things like (?:this|that))"
_THIS_ZH = r"(?P<this>(?:这|那)(?:个|种|类|些|样|部|本|件)?(?:的|东西|片子|电影|类型)?)"
_NO_VERB = r"(?!.*\b(?:show|give|want|like|love|hate|watch|see|than|nothing|only|under|over|but|please|i|you|is|was|are|do|if)\b)"
_OBJECT_EN = rf"{_NO_VERB}(?P<object>[^\d,.;!?]{{2,48}}?)"
_OBJECT_ZH = r"(?P<object>[^，。！？、；\s]{1,12}?)"
_LEAD_EN = r"(?:(?:show|give|recommend)(?: me)? |i(?:'d like| want| would like| need) (?:to see )?|(?:can|could) (?:i|you) (?:have|see|show me|get) |let's have |make it |(?:a )?(?:bit|little|lot|much) )*"
_MOST_EN = r"(?:(?:strictly |well )?under|below|less than|fewer than|shorter than|cheaper than|up to|at most|no (?:more|longer) than|not (?:more|longer|over) than|not over|within|max(?:imum)?(?: of)?|<=?|≤)"
_LEAST_EN = (
    r"(?:over|above|more than|longer than|at least|no (?:less|shorter) than|min(?:imum)?(?: of)?|>=?|≥)"
)
_FRONT_EN = r"(?:(?P<only>only|just|strictly)|(?P<nothing>nothing|no|none|not|never|not anything|avoid anything)|something|anything|things|stuff|films?|movies?|items?|(?:keep|make) it|it (?:has|needs|ought) to be|must be|that's|that are)"
_REL_EN = rf"(?:(?:{_FRONT_EN}) )*(?:(?P<most>{_MOST_EN})|(?P<least>{_LEAST_EN})) ?"
_LENGTH_EN = rf"(?P<n>{NUMBER_EN})(?P<half> and a half)?[ -]?(?P<unit>hours?|hrs?|h|minutes?|mins?|m)(?P<half2> and a half)?(?: long)?"
_TAIL_EN = r"(?P<max> or (?:less|shorter|under|cheaper)| at most| max(?:imum)?| tops)"
_MONEY_EN = r"(?:(?P<sign>[$€£¥￥]) ?(?P<n>\d[\d,]*(?:\.\d+)?)|(?P<n2>\d[\d,]*(?:\.\d+)?) ?(?:dollars?|bucks|euros?|pounds?|yuan|rmb|usd|eur|gbp|\$|€|£))(?: each)?"
_YEAR_EN = r"(?:the )?(?:year )?(?P<year>(?:19|20)\d\d)s?|(?:the )?(?:19|20)?(?P<decade>\d0)'?s"
_LENGTH_ZH = rf"(?P<n>{NUMBER_ZH})个?(?P<half>半)?(?P<unit>小时|钟头|分钟|个?课时)(?P<half2>半)?"
_MONEY_ZH = rf"(?:[¥￥$](?P<n2>\d[\d,]*(?:\.\d+)?)|(?P<n>{NUMBER_ZH})(?:块钱?|元|人民币|美元|刀|美金))"
_FRONT_ZH = r"(?:我?(?:只|就)(?:想|要|看|买|学|找|给我)*|(?P<nothing>不要|别|不想要|不想看|不看)|(?:时长|片长|价格|价钱|预算|长度)(?:在|是|要)?|我?(?:想|要)(?:看|要|找)?|控制在|最好|必须)*"
_MOST_ZH = r"(?P<most>不(?:要)?(?:超过|多于|大于|长于|高于)|(?:低|少|小|短)于|最多|至多|不到)"
_LEAST_ZH = r"(?P<least>超过|多于|大于|长于|高于|至少|最少|不(?:少|低|短)于)"
_TAIL_ZH = r"(?P<within>以内|之内|以下|内|左右以内)?(?P<beyond>以上|开外)?(?:的)?(?:片子|电影|东西|商品|课|课程|书|就行|就好|即可)?"


def _verbs(table: dict[str, tuple[str, ...]]) -> tuple[Verb, ...]:
    return tuple(
        Verb(name, re.compile(pattern, re.IGNORECASE))
        for name, patterns in table.items()
        for pattern in patterns
    )


EN = _verbs({
    "more": (
        r"(?:show me |give me )?(?:some )?(?:more|others|another (?:few|list|page)|the next (?:ones|few|ten|page))(?: of them)?",
        r"(?:show me |give me |(?:do you have |have you got |is there |are there )?)(?:any|some)?(?:thing|more)?(?: else| others?)",
        r"what else(?: (?:is there|do you have|have you got))?|next(?: page)?|keep going|(?:no,? )?(?:none|nothing) of (?:these|those)",
    ),
    "undo": (r"undo(?: that| it)?|take (?:that|it) back|(?:lift|remove|cancel|clear) (?:that|it|the (?:last )?filter)",),
    "explore": (
        r"surprise me|(?:show me )?something (?:completely |totally |entirely |a bit )?(?:different|unexpected|random|surprising|off the beaten track)|be (?:more )?adventurous|mix it up|(?:i'm|i am) feeling lucky",
    ),
    "wave": (r"(?:it )?(?:doesn'?t|does not|don'?t) (?:matter|care)|i don'?t (?:mind|care|know)|no (?:matter|preference)|whatever|any(?:thing)? (?:is fine|will do|goes)|skip(?: that| it)?|either(?: is fine)?",),
    "not_now": (rf"not (?:now|{_THIS_EN} now|right now|today|tonight|at the moment)|(?:maybe |perhaps )?(?:later|another time|some other time)|not in the mood(?: for {_THIS_EN.replace('this>', 'mood>')})?",),
    "minutes": (rf"{_REL_EN}{_LENGTH_EN}", rf"(?:{_FRONT_EN} )*{_LENGTH_EN}{_TAIL_EN}"),
    "price": (rf"{_REL_EN}{_MONEY_EN}", rf"(?:{_FRONT_EN} )*{_MONEY_EN}{_TAIL_EN}", rf"(?:my budget is|budget(?: of)?|i can spend|i have)(?: at most| up to)? ?(?P<budget>){_MONEY_EN}", rf"{_REL_EN}(?P<n>\d[\d,]*(?:\.\d+)?)"),
    "year": (
        rf"(?:(?:{_FRONT_EN}) )*(?:made |released |published |from )*(?:(?P<after>after|since|newer than|later than)|(?P<before>before|older than|earlier than)|(?P<from>from|in|of)) (?:{_YEAR_EN})",
    ),
    "newer": (rf"{_LEAD_EN}(?:something |anything |things |only |ones? )?(?:(?:a )?(?:bit|little|lot|much) )?(?:newer|more recent|more modern|fresher)(?: (?:ones?|things|stuff|films|movies|please))?",),
    "older": (rf"{_LEAD_EN}(?:something |anything |things |only )?(?:(?:a )?(?:bit|little|lot|much) )?(?:older|more classic|less recent)(?: (?:ones?|things|stuff|films|movies))?",),
    "language": (
        rf"(?:{_LEAD_EN})?(?:(?:something|things|films|movies|books|items|stuff|only|just) )*in (?P<tongue>{_TONGUES_EN})(?P<strictly> only)",
        rf"(?:{_LEAD_EN})?(?:only|just|nothing but|strictly) (?:(?:things|films|movies|books|items|stuff) )?(?:in )?(?P<tongue>{_TONGUES_EN})(?: language)?(?: (?:ones|films|movies|books|things|items))?",
        rf"(?P<tongue>{_TONGUES_EN})(?: language)? only",
    ),
    "more_like": (
        rf"{_LEAD_EN}(?:some )?more (?:like|of|along the lines of) (?:the )?{_ORDINAL_EN}(?: one| item)?",
        rf"{_LEAD_EN}(?:some )?more (?:like|of) {_THIS_EN}",
        rf"{_LEAD_EN}(?:something|things|anything) like (?:the )?{_ORDINAL_EN}(?: one| item)?",
        rf"{_LEAD_EN}(?:some )?more (?:like|of) [\"“]?(?P<title>[^\"”]{{2,80}})[\"”]?",
    ),
    "less": (
        rf"{_LEAD_EN}(?:less|fewer|not as much|not as many)(?: of| like)? (?:{_THIS_EN}|(?:the )?{_ORDINAL_EN}(?: one| item)?)",
        rf"{_LEAD_EN}(?:less|fewer|not as much|not as many)(?: of)?(?: the)? {_OBJECT_EN}(?: for me)?",
    ),
    "forget": (rf"(?:(?:just )?(?:forget|drop|scratch)|never ?mind|you can (?:forget|drop)) (?:about )?(?:the |that |my )?(?:{_THIS_EN}|{_OBJECT_EN}(?: thing)?)",),
})  # fmt: skip
ZH = _verbs({
    "more": (r"(?:再)?换一?(?:批|些|组|个)(?:看看)?|(?:还)?有(?:没有)?(?:别的|其他的?|其它的?|更多的?)(?:吗|么)?|还有(?:吗|么|什么)?(?:别的)?(?:吗|么)?|再(?:来|推荐|给)(?:我)?(?:几个|一些|点|一批)(?:别的)?|下一?(?:批|页)|更多",),
    "undo": (r"(?:撤销|取消)(?:刚才的?|这个|上一个|上一条)?(?:要求|限制|条件)?|(?:把)?刚才(?:的|那个)(?:要求|限制|条件)?(?:取消|撤销|去掉)",),
    "explore": (r"(?:给我|来)?(?:来|整)?(?:点|些|个|一点|一些|一?个)?儿?(?:惊喜|意外的?|不一样的|与众不同的|冷门的)|(?:随便|随意)(?:来|推荐|看)(?:点|个|一个|些)?(?:吧)?|让我(?:惊喜|开开眼)(?:一下)?|手气不错",),
    "wave": (r"(?:都)?(?:可以|行|无所谓|没关系|随便|不限|不挑)|(?:哪个|哪种|什么)都(?:行|可以|好)|不知道|没(?:有)?(?:要求|偏好)|跳过",),
    "not_now": (rf"(?:{_THIS_ZH})?(?:先不|暂时不|现在不|今天不|今晚不)(?:想)?(?:看|要|买|学|用|想)?(?:了)?(?:{_THIS_ZH.replace('this>', 'that>')})?|(?:以后|改天|下次|回头)(?:再说|再看|吧)",),
    "minutes": (rf"{_FRONT_ZH}(?:{_MOST_ZH}|{_LEAST_ZH})?{_LENGTH_ZH}{_TAIL_ZH}",),
    "price": (rf"{_FRONT_ZH}(?:{_MOST_ZH}|{_LEAST_ZH})?{_MONEY_ZH}{_TAIL_ZH}", rf"(?P<budget>预算)(?:是|在|大概|只有)?(?P<n>{NUMBER_ZH})(?:块|元)?(?:左右|以内)?"),
    "year": (r"(?:我?(?:只|就)(?:想|要|看)*|(?P<nothing>不要|别|不看))*(?P<year>(?:19|20)\d\d)年?(?P<after>以后|之后|后)?(?P<before>以前|之前|前)?(?:上映|出版|发行|拍)?(?:的)?(?:片子|电影|书|歌)?", r"(?:我?(?:只|就)(?:想|要|看)+)(?P<decade>\d0)年代的?(?:片子|电影|书|歌)?"),
    "newer": (r"(?:我?(?:想|要)(?:看|要|找)?)?(?:有没有)?(?:来点|要|给我|推荐)?(?:更|比较|稍微)?新(?:一点|一些|点|些)(?:儿)?的?(?:片子|电影|东西|书)?(?:吗)?|更新的|近几年的",),
    "older": (r"(?:我?(?:想|要)(?:看|要|找)?)?(?:有没有)?(?:来点|要|给我|推荐)?(?:更|比较|稍微)?(?:老|旧|早)(?:一点|一些|点|些)(?:儿)?的?(?:片子|电影|东西|书)?(?:吗)?|更(?:老|早)的",),
    "language": (rf"我?(?:只|就)(?:想|要|看|听|读|学|给我)+(?P<tongue>{_TONGUES_ZH})(?:的|版|片|对白|书|课|内容|电影)*", rf"(?:限|仅限?)(?P<tongue>{_TONGUES_ZH})"),
    "more_like": (
        rf"(?:再|多)?(?:来|推荐|看|给我)*(?:点|些|几个|一些)?(?:更)?(?:像|类似|跟|和){_ORDINAL_ZH}(?:那样|这样|一样|那种|这种|差不多|类似)*的?(?:片子|电影|东西|书)?",
        rf"(?:再|多)(?:来|推荐|看|给我)(?:点|些|几个|一些)?(?:{_ORDINAL_ZH}|{_THIS_ZH})(?:那样|这样|那种|这种)?的?",
        r"(?:再|多)(?:来|推荐|看|给我)(?:点|些|几个|一些)?(?:像|类似)?《(?P<title>[^》]{1,60})》(?:那样|这样|那种|这种|一样)?的?(?:片子|电影|东西|书)?",
    ),
    "less": (
        rf"(?:给我|请)?少(?!了)(?:来|推荐|推|看|放|给我|给|安排|出现)*+(?:一?[点些])?(?:{_THIS_ZH}|{_ORDINAL_ZH}(?:那样|这样|那种|这种)?的?)",
        rf"(?:给我|请)?少(?!了)(?:来|推荐|推|看|放|给我|给|安排|出现)*+(?:一?[点些])?{_OBJECT_ZH}(?:吧|了)?",
        rf"(?:别|不要)(?:老|总|总是|一直)(?:推荐?|放|给我推?荐?)(?:{_THIS_ZH}|{_OBJECT_ZH})(?:了)?",
    ),
    "forget": (rf"(?:别|不用|不要)(?:再)?(?:管|考虑|惦记|想){_OBJECT_ZH}(?:了)?|(?:忘了|忘掉|忘记){_OBJECT_ZH.replace('object', 'object2')}(?:吧|了)?|{_OBJECT_ZH.replace('object', 'object3')}就?(?:算了|不用管了)(?:吧)?",),
})  # fmt: skip
COURTESY_EN = re.compile(
    r"^(?:(?:ok(?:ay)?|well|hm+|please|perhaps|maybe|cool|great|so|and|but|then|actually|also|oh|thanks|thank you|can you|could you)[, ]+|(?:yes|no|now), *)+|(?:[, ]+(?:please|thanks|thank you|then|instead|if possible|ok))+$",
    re.IGNORECASE,
)
COURTESY_ZH = re.compile(
    r"^(?:好的?|嗯|请|那|那就|麻烦|能不能|可以|另外|还有就是|对了|不过|但是|并且|而且)+[，, ]*|(?:吧|谢谢|好吗|可以吗|行吗|呢|哈|啊)+$"
)
