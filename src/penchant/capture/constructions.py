"""Constructions of both languages that any words can fill: comparisons, double negations, refusals, withdrawals, requests.

They come before the turns of phrase, which are more particular about their words.
"""

# ruff: noqa: E501 - a pattern is easier to check on one line than cut in pieces
from __future__ import annotations

from penchant.capture.cues import Cue

_BE = r"(?:(?:is|are|was|were|'s|'re|looks?|feels?|sounds?|tastes?|works?|runs?|fits?|seems?) )?"
_MUCH = r"(?:(?:so|much|way|far|a lot|even|clearly|just|also|any|still|easily|a hell of a lot) ){0,2}"
_PLACE = r"(?:home ?page|feed|screen|list|timeline|queue|playlist|recommendations|recs|suggestions|page|account|basket|cart|results|life|sight|library|inbox)"
_POOR = r"(?:worse|dull|slow|weak|flims|clunk|ugl|nois|bor|sill|dumb|crap|shak|bumpi|bland|cheesi|dri)"
_BAD = r"(?:toxic|annoying|boring|confusing|noisy|preachy|stressful|irritating|expensive|greasy|cluttered|painful|pushy|sticky|harsh|repetitive|messy|awkward|buggy|cringe\w*)"

FIRST_EN: tuple[Cue, ...] = (
    # one thing against another
    Cue(
        r"(?:can't|cannot|couldn't|doesn't|does not|don't|can not|won't) (?:even )?(?:hold a candle to|compare (?:to|with)|compete with|measure up to|come close to)|pales? (?:in comparison to|next to|beside|compared to)|(?:has|have|'ve|'s) (?:got )?nothing on|(?:is|are|was|'s) no match for|lost to",
        "dislike",
        2,
        kind="compare",
    ),
    Cue(
        r"(?:easily |totally |absolutely |completely )?(?:runs? circles around|wipes? the floor with|blows? away|trumps|smokes|tops|destroys|crushes|eclipses|surpass(?:es)?|puts? to shame)(?= \w)",
        "like",
        2,
        kind="compare",
    ),
    Cue(rf"{_BE}{_MUCH}less {_BAD} than", "like", 2, kind="compare"),
    Cue(
        rf"{_BE}{_MUCH}(?:better|superior|(?!{_POOR}|other|rather|over|under|later|number|paper|never|ever|water|more\b|further)[a-z]{{2,12}}er)(?: \w+){{0,2}} than(?! (?:i|you|we|it|they|expected|usual|ever|that|before|a|my first|my last)\b)",
        "like",
        2,
        kind="compare",
    ),
    Cue(
        r"(?:i'd |i would |would |much )*rather (?:listen to|watch|read|play|have|take|see|study|learn|wear|eat|get|buy|use|do)?(?=.{1,48} than )",
        "like",
        2,
        kind="prefer",
    ),
    # two negations
    Cue(
        r"(?:(?:is|are|am|was|were|'m|'s)(?:n't| not)|not) (?:at all |exactly |entirely |really )?(?:unhappy|disappointed|opposed|averse|displeased|unimpressed|dissatisfied|mad|against)(?: (?:with|to|by|about|at|in))?|(?:can|could) never have too (?:many|much)|never (?:not )?(?:get |gets |got |been )?(?:tired|bored|sick) of|never (?:get|had|have) enough(?: of)?|never not (?:in the mood for|listening to|watching|reading|wearing|craving)|(?:no|zero|nothing but) (?:complaints?|regrets?|notes|praise)(?: (?:about|with|on|from me about|for))?|nothing (?:bad|negative) to say about|who (?:doesn't|doesnt|does not|wouldn't) (?:love|like|enjoy|want)|what's not to (?:love|like)(?: about)?|(?:can't|cannot|couldn't) (?:fault|knock|complain about|go wrong with|get enough of)",
        "like",
        2,
    ),
    Cue(
        r"not once (?:was|were|did|have) (?:i|we) (?:bored|annoyed|lost|regret(?:ted)?|look(?:ed)? at my (?:phone|watch))",
        "like",
        2,
        "left",
    ),
    Cue(
        r"(?:would|could|can)(?:n't|nt| not) (?:really |honestly )?say (?:that )?(?=.{1,40}(?:n't|nt|not|never|hate|dislike)\b)",
        "neutral",
        kind="flip",
    ),
    # refusals
    Cue(
        rf"(?:take|remove|get|keep|delete|drop|clear|kick|wipe|purge|ban)(?: (?:the|all|these|those|any|every|all the))?(?= .{{1,50}} (?:off|from|out of|away from) (?:my|our|this|the) (?:\w+ )?{_PLACE}\b)",
        "never",
        3,
        kind="exclusion",
        hardness="never",
    ),
    Cue(
        rf"(?:off|from|out of|away from) (?:my|our) (?:\w+ )?{_PLACE}(?: (?:for good|forever|please|pls|already|now))*",
        "never",
        3,
        "left",
        "exclusion",
        hardness="never",
    ),
    Cue(
        r"(?:i )?refuse to (?:\w+)(?: anything(?: with| about| from)?)?|under no circumstances (?:(?:send|show|recommend|suggest|give|play|offer)(?: me)?)?|(?:stop|quit) (?!by\b)(?:\w+ing)(?: me| us)?(?: (?:about|with|of|to))?(?= \w)|(?:please )?do(?:n't|nt| not) (?:ever )?(?:play|put|use|offer|bring|feed|serve|mention)(?: me| on| up)?(?=.{1,40} (?:again|anymore|any more))|none (?:that|which) (?:need|have|require|involve|use|are|contain)s?(?: an?)?|none with|not (?:taking|buying|watching|reading|doing) anything with",
        "never",
        3,
        kind="exclusion",
        hardness="never",
    ),
    Cue(
        r"(?:is|are) (?:completely |totally |strictly )?(?:off the table|off limits|off-limits|banned|not welcome|forbidden|out of the question|a no-?go|a hard no|a (?:big |absolute )?no from me)",
        "never",
        3,
        "left",
        "exclusion",
        hardness="never",
    ),
    # taken back
    Cue(
        r"(?:ok(?:ay)? |actually |please |so )*(?:scrap|never ?mind|forget(?: about)?|cancel|call off)(?= (?!it\b|that\b|to\b|how\b|i\b)\w)(?: (?:the|that|my|those|these|what i said about))?",
        "dislike",
        2,
        horizon="not_any_more",
    ),
    Cue(
        r"phase (?:is|'s|was) (?:over|done|behind me|long gone)", "dislike", 2, "left", horizon="not_any_more"
    ),
    Cue(r"(?:i )?(?:changed|changing) my mind (?:about|on)", "neutral", 1),
    # requests and questions of fact
    Cue(
        r"(?:can|could|would|will) (?:you|u|someone|anyone|somebody|we) (?:please |pls )?(?:queue|play|find|show|get|give|line up|suggest|recommend|send|pull up|put on|point me (?:to|towards?)|have)(?: (?:up|me|us))?|let's (?:do|watch|go with|try|have|play)|(?:i'm|im|i am|we're) (?:going for|going with|after|in the market for|on the hunt for|hunting for|shopping for)",
        "like",
        2,
        kind="request",
        horizon="now",
    ),
    Cue(
        r"if (?:at all )?possible|if you (?:can|have (?:any|one|it))|would be (?:nice|great|ideal|a plus|a bonus|perfect|lovely)",
        "like",
        1,
        "left",
        "request",
        "now",
    ),
    Cue(
        r"(?:does |do |would |did )?(?:any(?:one|body)|some(?:one|body)|u|you guys) (?:here )?know (?:if|what|when|where|who|how|whether|which)(?: (?:the|this|that|is|are|does|do))*|any (?:word|news|idea|info|update) (?:on|about|if|when|whether|what|how|as to)|(?:just )?wondering (?:if|whether|what|when|how|which|who)",
        "question",
        1,
    ),
)

_END = r"(?=$|[,。!?~ 吧啊了])"

FIRST_ZH: tuple[Cue, ...] = (
    # two negations
    Cue(
        r"没(?:有)?(?:什么|啥|一点)?(?:好|可|什么可)?(?:不满意?|挑剔|抱怨|吐槽|可挑)的?(?:地方)?|没(?:有)?(?:不(?:推荐|喜欢|买|看|爱)的)?理由(?:不[\u4e00-\u9fff]{1,2})?|没它不行|离不开它|不[买看吃听]会后悔(?:的那种)?|挑不出(?:什么|一点)?(?:毛病|错|缺点)",
        "like",
        2,
        "both",
    ),
    Cue(
        r"(?:怎么(?:可能|会)|哪(?:能|里会)|谁(?:能|会)|没人(?:能|会)?|没有人(?:能|会)?|不可能|很难|不得|不能|无法|忍不住)不(?:被)?(?:喜欢|爱|心动|动心|推荐|夸|佩服|服|想)?",
        "like",
        2,
    ),
    Cue(r"非(?=[^,。!?]{1,8}不(?:买|看|吃|用|听|喝|选|追|嫁))", "like", 3),
    Cue(
        r"没(?:有)?说(?:我|过)?(?=[^,。]{0,8}(?:讨厌|不喜欢|不爱|不好|难|烦))(?:讨厌|不喜欢|不爱)?|(?:也)?不是(?:说)?(?:我)?(?:不喜欢|讨厌|不爱|嫌弃)|(?:也)?谈不上(?:喜欢|讨厌|爱|多喜欢)",
        "neutral",
        1,
    ),
    # one thing against another
    Cue(
        r"(?:远|完全|明显)?(?:好过|胜过|强过|优于|赢过|甩|吊打|碾压|秒杀|完爆|薄纱)(?:了)?(?=[\u4e00-\u9fffa-z《])",
        "like",
        2,
        kind="compare",
    ),
    Cue(
        r"(?:远)?(?:比不了|比不过|不及|逊于|输给|赶不上|干不过|打不过)(?=[\u4e00-\u9fffa-z《])",
        "dislike",
        2,
        kind="compare",
    ),
    # refusals
    Cue(
        r"(?:请|都|全都?|通通|一律|给我|麻烦)*(?:绕道|绕行|拒收|退散|滚粗|滚开|滚蛋|滚远点|勿扰|别来沾边|远离我|走开|免谈|封掉|屏蔽(?:掉|了)?(?=$|[,。!])|永久拉黑|从我[\u4e00-\u9fff]{1,6}(?:消失|移除|拿走|删掉|滚)|(?:永远)?(?:别|不要)(?:再)?出现(?:在[\u4e00-\u9fff]{1,8})?)",
        "never",
        3,
        "left",
        "exclusion",
        hardness="never",
    ),
    Cue(
        r"(?:真的|求你|请|麻烦|能不能)*(?:别|不要|不想|不准|不许|甭)(?:再)?(?:让我|给我|叫我|想)?(?:再)?(?:看到|看见|刷到|听到|听见|遇到|推荐?给我|搞|整|塞)(?:到)?(?:任何|什么|那些|这些|那个|那种|这种)?(?:关于)?(?=[\u4e00-\u9fffa-z])|(?:关掉|关闭|取消)(?=[^,。]{1,10}的?(?:提醒|推送|通知))|再(?:给我)?(?:推|发|刷到|看到)(?=[^,。]{1,10}我就)",
        "never",
        3,
        kind="exclusion",
        hardness="never",
    ),
    Cue(r"(?:就)?(?:除外|不算|免了|就免了)" + _END, "never", 2, "left", "exclusion", hardness="never"),
    # taken as it comes, asked for
    Cue(
        r"(?:都|也)(?:行|可以|成|收|听|看|吃|要|爱看|爱听|爱吃|喜欢看|ok)"
        + _END
        + r"|(?:多来|来|再来|再推|推)(?:点|些|几个|一些)"
        + _END
        + r"|优先"
        + _END,
        "like",
        1,
        "left",
        "request",
        "now",
    ),
    Cue(
        r"(?:想?给[\u4e00-\u9fff]{1,4})(?:挑|选|买|找|物色)(?:个|件|双|本|部|份|点|一[个件双本部份])?|换成|改看|改学|改买|(?:还是)?(?:要|来)(?:个|部|本|双|件|款|首|张|门)(?:能|带|有)?(?=[\u4e00-\u9fff])",
        "like",
        2,
        kind="request",
        horizon="now",
    ),
    Cue(
        r"(?:最|很|正|挺|太|真|特别)?(?:对我?(?:的)?(?:胃口|口味|路子|味(?!精)儿?)|合我(?:的)?(?:胃口|口味|心意)|把我(?:说服|征服|迷住|圈粉|拿下)了?|打动了?我|圈粉了?)",
        "like",
        2,
        "left",
    ),
    # taken back
    Cue(
        r"(?:一点|半点|完全|彻底|早就?)?(?:都|也)?(?:没(?:有|了)?(?:一点|半点|任何)?兴趣(?:没有)?了?|兴趣(?:全|都)?没有?了|提不起(?:一点)?兴趣|不感冒了?)",
        "dislike",
        2,
        "left",
    ),
    Cue(r"(?:先|又|还是)(?:不用|不要|算|免)了" + _END, "dislike", 2, "left", horizon="not_any_more"),
)
