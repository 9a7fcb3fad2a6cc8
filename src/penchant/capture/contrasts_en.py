"""More English constructions that any words can fill: what is weighed, negated twice, kept out, required or only asked about.

They come before all others, as they are the longest; `constructions.py` holds the first of their kind.
"""

# ruff: noqa: E501 - a pattern is easier to check on one line than cut in pieces
from __future__ import annotations

from penchant.capture.cues import Cue

_BE = r"(?:(?:is|are|was|were|'s|'re|feels?|looks?|sounds?|tastes?) )?"
_MUCH = r"(?:(?:so|much|way|far|a lot|even|clearly|just|also|still|easily|a bit|a little) ){0,2}"
_GOOD = r"(?:soul|heart|charm|depth|character|flavou?r|personality|life|energy|value|substance|warmth|wit|fun|variety|detail|polish|bite|punch|magic|style|grip|support|use|sense|patience|feeling|atmosphere|tension|punch|replay value)"
_BAD = r"(?:ads|adverts|bugs|hassle|noise|fuss|filler|drama|nonsense|stress|problems|mistakes|typos|lag|waste|padding)"
_HATE = r"(?:hate|dislike|mind|can't stand|loathe|detest|have (?:a problem|an issue|anything))"
_THING = r"(?:posts?|clips?|videos?|stuff|content|ads?|tips|news|updates|notifications|reels|threads)"

CONTRASTS_EN: tuple[Cue, ...] = (
    # one thing against another
    Cue(
        rf"(?:has|have|had|'s got|got|offers?|gives?|makes?|made) {_MUCH}(?:more|better) {_GOOD}(?: to \w+)? than",
        "like",
        2,
        kind="compare",
    ),
    Cue(rf"(?:has|have|had|got) {_MUCH}(?:less|fewer) {_BAD} than", "like", 2, kind="compare"),
    Cue(rf"(?:has|have|had|got) {_MUCH}(?:more) {_BAD} than", "dislike", 2, kind="compare"),
    Cue(rf"(?:has|have|had|got) {_MUCH}(?:less) {_GOOD} than", "dislike", 2, kind="compare"),
    Cue(
        rf"{_BE}{_MUCH}(?:more )?(?:my (?:speed|thing|style|kind of thing|taste|jam|vibe|scene)|up my (?:street|alley)) than",
        "like",
        2,
        kind="compare",
    ),
    Cue(
        rf"{_BE}{_MUCH}more (?:useful|helpful|fun|interesting|comfortable|enjoyable|relaxing|reliable|engaging|practical|honest|thorough|entertaining|pleasant|satisfying|watchable|readable|durable|accurate|effective|exciting|convincing) than",
        "like",
        2,
        kind="compare",
    ),
    Cue(
        rf"{_BE}{_MUCH}(?:less (?:useful|helpful|fun|interesting|comfortable|enjoyable|relaxing|reliable|engaging|practical|honest|entertaining|pleasant)|more (?:boring|annoying|confusing|expensive|tedious|predictable|stressful|irritating)) than",
        "dislike",
        2,
        kind="compare",
    ),
    Cue(
        r"(?:is |are |was |'s )?worth (?:two|three|five|ten|twenty|a dozen|a hundred|any number|all) of(?: (?:those|these|the|any))?",
        "like",
        2,
        kind="compare",
    ),
    Cue(
        r"(?:is |are |was |'s )?(?:a |such a )?(?:(?:huge|big|real|massive|clear|definite|nice|major) )?(?:step up|upgrade|improvement) (?:from|on|over)",
        "like",
        2,
        kind="compare",
    ),
    Cue(
        r"(?:is |are |was |'s )?(?:a |such a )?(?:(?:huge|big|real|massive|clear|definite|major) )?(?:step down|step back|downgrade) (?:from|after)",
        "dislike",
        2,
        kind="compare",
    ),
    Cue(
        r"(?:is|are|was|were) (?:nowhere near|not even close to|no substitute for|a poor man's|a pale (?:copy|shadow) of)(?: (?:as )?(?:good|fun|useful|comfy) as)?",
        "dislike",
        2,
        kind="compare",
    ),
    Cue(
        r"over(?= (?:[\w'-]+ ){1,3}(?:any ?day|every (?:day|morning|time|night)|any time|all day|always|on my feed)\b)",
        "like",
        2,
        kind="compare",
    ),
    # negated twice
    Cue(
        rf"(?:it's |its )?not that (?:i|we) (?:{_HATE}|don't (?:like|love|enjoy))(?: (?:with|against))?|not that(?= [\w' -]{{1,40}} (?:is|are|was|were) (?:bad|awful|terrible|boring|wrong|ugly|hard|useless))",
        "neutral",
        1,
    ),
    Cue(
        r"(?:i've |i have |i |have |has |got )+nothing against|(?:i've |i have )?no (?:problem|quarrel|beef|issue|opinion|feelings|view|strong feelings) (?:with|on|about|either way on)|(?:i'm |i am )?(?:totally |completely |pretty |kind of |rather )?(?:indifferent|neutral|agnostic|on the fence) (?:to|on|about|towards?)|can take or leave|could go either way on|(?:i'm |i am )?not saying(?= [\w' -]{1,40} (?:is|are|was|were) )",
        "neutral",
        1,
    ),
    Cue(
        r"(?:i )?(?:can't|cannot|couldn't|won't) (?:say|claim|pretend) (?:that )?i (?:didn't|did not|don't|haven't|wasn't|never) (?:really )?(?:enjoy(?:ed)?|like[d]?|love[d]?|laugh(?:ed)?|have fun|had fun|learn(?:ed)?|moved|impressed)",
        "like",
        2,
        "both",
    ),
    Cue(
        r"there (?:isn't|is not|wasn't|aren't|ain't) (?:an?|one|any)(?= [\w'& -]{1,40} (?:i|that i|we) (?:don't|didn't|do not|did not|haven't) (?:love|like|enjoy|adore|finish|rewatch))|(?:there's|there is|there was) not (?:a|one) (?:single )?(?:useless|dull|bad|boring|weak|wasted|pointless) \w+ (?:in|on|of)",
        "like",
        2,
    ),
    Cue(
        r"(?:that )?(?:i|we) (?:don't|didn't|do not|did not|haven't) (?:love|like|enjoy|adore|finish)(?=\W*$)",
        "like",
        2,
        "left",
        "guard",
    ),
    Cue(
        r"(?:i )?(?:wouldn't|would not|won't|can't|couldn't) (?:say|call|argue|claim|deny)(?: that)?(?= [\w' -]{1,40} (?:isn't|aren't|wasn't|is not|not|without|un\w+))|(?:no ?one|nobody) (?:can|could|will) (?:tell|convince) me (?:that )?(?=[\w' -]{1,30} (?:isn't|aren't|is not))",
        "neutral",
        kind="flip",
    ),
    Cue(
        r"(?:isn't|aren't|wasn't|weren't|is not|are not|is hardly|is far from) without (?:\w+ )?(?:problems?|flaws?|issues?|faults?|bugs)",
        "dislike",
        2,
        "left",
    ),
    Cue(
        r"(?:isn't|aren't|wasn't|weren't|is not|are not|is hardly) without (?:its |their |his |her )?(?:charms?|merits?|strengths|moments|appeal)",
        "like",
        1,
        "left",
    ),
    # kept out, and kept away
    Cue(
        r"(?:bar|barring|save for|with the exception of|not counting|all except|except maybe)(?= (?:the |that |those |this |her |his |their )?[\w'-]+(?: [\w'-]+){0,3}\W*(?:$|[,.!?]|which|who|that))(?: the| that| those)?",
        "never",
        2,
        kind="exclusion",
        hardness="never",
    ),
    Cue(
        r"(?:is |are )?excepted|need not apply|(?:is|are) not (?:welcome|allowed|wanted|invited)",
        "never",
        2,
        "left",
        "exclusion",
        hardness="never",
    ),
    Cue(
        r"(?:as|so) long as (?:it's|its|it is|they're|they are|it|they|there's|there is|there are|you) ?(?:not|no|isn't|aren't|don't|doesn't|never)(?: (?:have|has|contain|involve|include|show|use|an?|any))*|provided (?:it's|its|it is|they're|there's|there are) (?:not|no)|that (?:skips?|avoids?|leaves? out|omits?|doesn't (?:touch|mention|use)|steers? clear of)",
        "never",
        2,
        kind="exclusion",
        hardness="never",
    ),
    Cue(
        r"(?:but |and )?none (?:about|with|of|from|by|involving|featuring)(?: the| those)?(?= \w)|(?:just )?(?:please|but) not (?:another|yet another|one more)",
        "never",
        2,
        kind="exclusion",
        hardness="never",
    ),
    Cue(
        r"(?:please |kindly )?(?:do not|don't|dont|never|stop|quit) (?:ever )?(?:try(?:ing)? to (?:get|make|have) me (?:to )?(?:watch|read|buy|see|try|take|join|like|play)|offer(?:ing)? me|ask(?:ing)? me (?:about|to (?:watch|read|buy|join))|remind(?:ing)? me (?:of|about)|sign(?:ing)? me up for|add(?:ing)? me to|put(?:ting)? me in)(?: (?:any|more|an?|the))*|quit it with|knock it off with|cut (?:it )?out (?:with )?(?:the|all the)|(?:i )?(?:will not|won't|refuse to|am not going to|'m not going to) (?:sit through|put up with|pay for|suffer through|stomach)(?: (?:another|one more|any more|any))?|(?:i'm|i am) not (?:taking|buying|watching|doing|reading|signing up for) (?:anything|any) (?:with|that has|involving|about)(?: an?)?",
        "never",
        3,
        kind="exclusion",
        hardness="never",
    ),
    Cue(
        rf"(?:kindly |please |pls )?(?:never|do not|don't) (?:ever )?(?:show|send|recommend|suggest|push)(?: me)?(?: (?:the|any|more))?(?= [\w'-]+(?: {_THING})? to me\b)",
        "never",
        3,
        kind="exclusion",
        hardness="never",
    ),
    Cue(
        r"(?:please |pls |just )*(?:hide|block|mute|drop|remove|ban|bin|ditch|kill|take away) (?:them|it|those|these|that|em|'em|all of (?:it|them|that))(?: (?:all|please|pls|for good|from now on|away|already))*(?=$|[,.!?])|(?:please |pls )?don't show (?:it |them |that |those )?(?:again|anymore|any more|to me)(?=$|[,.!?])|take (?:em|them|it|those) away",
        "never",
        2,
        "left",
        hardness="never",
    ),
    Cue(
        r"(?:can|may|could) (?:all )?(?:go|stay away|go away|get lost|disappear|do one)(?: now| for good)?(?=$|[,.!?])|(?:you )?can keep (?:the|your|those|that)(?= \w)|(?:and )?keep your(?= \w+(?: \w+)?$)",
        "dislike",
        2,
        "both",
    ),
    Cue(
        r"(?:wore|wears|wearing|has worn|worn) (?:thin|off)|(?:has |have |'s |'ve )?(?:lost its|lost their) (?:charm|shine|magic|appeal|edge)|(?:has |have |'s |'ve )?run its course|(?:has |have |'s )?(?:gotten|got|getting) old|let it (?:rest|die|go)",
        "dislike",
        2,
        "left",
        horizon="not_any_more",
    ),
    Cue(
        r"(?:i've |i have |i |we've |we |have |has )?(?:grown|grew|growing|aged) out of|(?:i've |i have |i |i'm )?(?:gone|went|going|am|'m) off(?= (?!to\b|on\b|the (?:rails|charts|deep)|script|work|today|tomorrow|for\b|now\b)\w)|(?:i've |i |we )?(?:given up|gave up) on|(?:i've |i )?(?:decided|voted) against|(?:i've |i )?(?:moved on|weaned myself|cured) (?:from|off|of)(?! .{1,40} to )|(?:i |we )?(?:quit|ditched|dropped|unfollowed|cancelled|canceled|uninstalled|unsubscribed from)(?= (?:the|my|that|this|all|your)\b)",
        "dislike",
        2,
        horizon="not_any_more",
    ),
    Cue(r"(?:i |i've |we )?(?:swore|sworn) off", "dislike", 2, horizon="not_any_more"),
    # required
    Cue(
        r"(?:is|are|being) (?:(?:absolutely|totally|completely) )?(?:non-?negotiable|a must|a requirement|essential|mandatory|required|key|crucial|vital|a deal-?breaker for me|what matters)|(?:is |are )?(?:essential|required|mandatory|a must|only|mandatory)(?=\W*(?:$|[,.!;]))",
        "like",
        3,
        "left",
        "request",
        "now",
        "must",
    ),
    Cue(
        r"(?:it |they |that |this )?(?:absolutely |really )?(?:has|have|needs?|ought) to (?:be|have|come with|include|support|fit|work (?:on|with|in)|run on)(?: an?| the)?|(?:it |they )?(?:absolutely |really )?must(?: (?:be|have|come with|include|support|fit|work with))(?: an?)?|(?:nothing|none) but|strictly|exclusively|as long as (?:it's|it is|they're|it has|they have|there's|there is)(?! (?:not|no)\b)",
        "like",
        3,
        "right",
        "request",
        "now",
        "must",
    ),
    Cue(
        r"bonus (?:points )?(?:if|for)(?: (?:it's|its|it is|it has|they're|there's))?|(?:ideally|preferably)(?: with| in| by| from)?|(?:a )?plus if (?:it's|it|there's)",
        "like",
        1,
        "right",
        "request",
        "now",
    ),
    Cue(
        r"(?:whats|what's|what is|where's|where is|wheres) (?:a|an|some) (?:good|nice|decent|great|solid|cheap|fun)|let'?s have|lets have",
        "like",
        2,
        kind="request",
        horizon="now",
    ),
    Cue(
        r"(?<!\w )only(?= (?:[\w'-]+ ){1,4}(?:please|pls|thanks|thx)\b)|(?:i |we )?(?:absolutely |really )?need (?:it|them|this|that|one) to (?:be|have|fit|come with)(?: an?)?|(?:has|have|needs?|must) (?:to )?(?:weigh|cost|last|hold|run|work|come|start|end|finish|take|stay|look|feel|include|match|cover)(?= (?:on|with|under|in|at|for|less|below)\b)|(?:please )?make sure (?:it|they|there|that it)(?:'s|'re| has| have| is| are| comes?)(?: with)?(?: an?)?",
        "like",
        3,
        "right",
        "request",
        "now",
        "must",
    ),
    Cue(
        r"(?:nothing|not|no|can't be|cannot be|mustn't be|max|shouldn't be) (?:any )?(?:longer|shorter|bigger|heavier|older|younger|later|pricier|dearer|more|over|under)(?: expensive)?(?: than)? (?:an?|one|two|three|four|five|six|ten|half an?|\$?\d+)(?= ?(?:h|hours?|minutes?|mins?|days?|weeks?|months?|kilos?|kg|g|pages?|quid|bucks|euros|dollars|years?|episodes?|metres?|inches|cm)\b)(?: ?\w+)?",
        "neutral",
        kind="guard",
    ),
    # told with a turn of phrase
    Cue(
        r"(?:is|was|are|were) (?:an? )?(?:(?:absolute|total|complete|real|bit of an?|utter) )?(?:lottery|car crash|shambles|joke|farce|insult|ordeal|minefield|headache|slog|grind|sham|mess)|(?:just )?(?:irritates?|annoys?|bores?|exhausts?|stresses?|drives?|drove|wears?|creeps?|puts?|bugs?) (?:the \w+ out of )?me(?: (?:out|off|mad|crazy|nuts|insane|down|up the wall|to sleep))?|(?:are|is|was|were) (?:just )?(?:insane|mind[- ]?numbing|a shambles|riddled with \w+|full of (?:errors|typos|ads|bugs|holes|filler))|(?:lets?|dragged|drags?|brings?) (?:the|it|this|the whole) [\w ]{0,16}down|less so(?=$|[,.!])|(?:makes?|made|has|had) me (?:roll my eyes|want to (?:scream|quit|leave|cry|throw)|yawn|fall asleep|regret|lose the will)",
        "dislike",
        2,
        "left",
    ),
    Cue(
        r"(?:is|was|are|were|'s) (?:an? )?(?:(?:absolute|total|complete|real|pure|utter) )?(?:riot|hoot|joy|blast|scream|triumph|knockout|stunner|marvel|godsend|tonic|gem)|(?:just )?(?:rules|rocks|slaps|sparkles?|sparkled|sings|shines?|shone|delivers?|delivered|soars?|sparkling)(?=\W*(?:$|[,.!]))|top ?-?notch|(?:is |are )?crystal clear|(?:won|wins) me over|(?:has |have )?grown on me|grew on me|(?:made|makes|had|has|have) me (?:laugh|smile|grin|cry laughing|giggle|hooked)|puts? a smile on (?:my|our) faces?",
        "like",
        2,
        "left",
    ),
)


THAN_EN = Cue(
    r"than(?= (?!(?:ever|usual|before|normal|average|expected|enough|necessary|once|twice|that|\d+)\b)\w)",
    "like",
    1,
    "both",
    kind="compare",
)
"""One thing against another in words no list holds: asked only where a clause has no other cue."""
