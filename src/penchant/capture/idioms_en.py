"""English turns of phrase whose verdict is not that of their words: they come before the plain cues of `cues_en`."""

# ruff: noqa: E501 - a pattern is easier to check on one line than cut in pieces
from __future__ import annotations

from penchant.capture.cues import Cue
from penchant.capture.cues_en import CONSUME, NEG, NEG_AFTER, POS, POS_AFTER

_NT = r"(?:n't|nt| not)"
_BE = r"(?:is|are|was|were|'s|'re|am|'m|im|been|be)"
_DEGREE = r"(?:(?:really|just|so|still|always|all that|too|very|exactly|particularly|quite|honestly|even|that|pretty|kinda|kind of|totally|a bit|a little|definitely|sort of) ){0,3}"
_WITHIN = r"(?: \w+){0,3} "
_RATED_HIGH = r"(?:five|four|5|4|10|ten|full)(?:[/ ](?:5|10|five|ten|out of \w+))?"
_RATED_LOW = r"(?:one|two|zero|no|half a|1|2|0)(?:[/ ](?:5|10|five|ten|out of \w+))?"
_WANT_LESS = r"(?:could|can|would|i'd|we'd) (?:really |definitely )?(?:do|live|cope) with"

IDIOMS_EN: tuple[Cue, ...] = (
    # what was expected, and turned out otherwise
    Cue(
        r"(?:(?:i |we )?(?:thought|expected|figured|assumed|feared|was (?:sure|afraid|worried|convinced|expecting|prepared)|wanted|tried|hoped|was hoping|expecting|hoping)) (?:that |to )?(?:i'd |i would |i was going to |it'd |it would |this would |we'd )?(?:really |absolutely |totally |just )?(?:hate|dislike|love|like|enjoy|be bored by|be bored with|get tired of|adore)",
        "neutral",
        1,
        horizon="not_any_more",
    ),
    Cue(
        r"(?:i'd|i would|would|id) (?:much )?(?:sooner|rather) (?:watch (?:paint dry|grass grow|my \w+ \w+)|eat (?:glass|dirt|nails|my own \w+|sand)|chew (?:glass|sand)|die|(?:have|get) (?:a root canal|teeth pulled)|stare at (?:a|the) wall|do (?:my )?taxes|clean (?:toilets|the \w+)|stick \w+ \w+ \w+ \w+|poke my eyes out|go to the dentist|gouge my eyes out) than(?: (?:to )?(?:sit through|watch|read|listen to|use|buy|wear|see|take|play|eat))?",
        "dislike",
        3,
    ),
    Cue(
        r"(?:as|so) long as (?:it|they|there|that)(?:'s not|'s no|'re not| is not| is no| are not| are no| isn't| aren't|'re no| has no| have no| doesn't (?:have|involve|include)| don't (?:have|involve|include))(?: (?:another|an?|any|too|about|more))?|provided (?:it|there|they)(?:'s| is| are) (?:not|no)",
        "never",
        2,
        kind="exclusion",
        hardness="never",
    ),
    Cue(
        r"any(?= .{1,30} (?:will do|would do|works|is fine|are fine|goes)\b)",
        "like",
        2,
        kind="request",
        horizon="now",
    ),
    Cue(
        r"not (?:really )?(?:an?|much of an?|the biggest|the)? ?(?:(?:huge|big|great|avid|massive|keen|regular|particular|biggest|serious) )*(?:reader|watcher|listener|drinker|eater|fan|lover|user|player|viewer|follower|admirer|consumer|buyer|connoisseur|believer) of|never (?:really )?been (?:an?|much of an?) (?:(?:huge|big|great) )?(?:fan|lover|reader) of",
        "dislike",
        2,
    ),
    Cue(
        r"can(?:'?t| ?not) (?:honestly |really )?say (?:that )?(?=(?:the|this|that|it|they|these|those|his|her|its|their)\b)",
        "neutral",
        kind="flip",
    ),
    Cue(r"did (?:so |quite )?(?:much|a lot|it|wonders|something) for me", "like", 2, "left"),
    Cue(r"(?:expected|expecting) (?:more|better)(?: (?:from|of))?", "dislike", 2, "both"),
    Cue(
        r"regret(?:ted)? not|wish (?:i|we)(?:'d| had) (?:bought|found|got|taken|started|tried|watched|read)(?= .{1,40} (?:sooner|earlier|before|years ago))",
        "like",
        2,
    ),
    Cue(
        r"(?:nobody|no one|no-one|noone|nothing) (?:does|makes|writes|sings|explains|beats|compares to|comes close to|plays|cooks|tops)(?=(?: .{1,40})? (?:like|better than|as well as) )",
        "neutral",
        kind="guard",
    ),
    Cue(r"(?:came|come) for(?= .{1,40}stay(?:ed)? for)|stay(?:ed)? for(?= the )", "like", 2),
    Cue(r"(?:i'm |im )?not saying (?:that )?|that's not to say(?: that)?", "neutral", kind="guard"),
    Cue(r"[a-z]+ at best", "dislike", 2, "left"),
    Cue(
        r"(?:is|are|was|were)(?:n't|nt| not) (?:really |exactly |quite |at all )?what (?:i|we)(?:'m|'re| am| are| was| were|'d| had)? ?(?:looking for|after|need(?:ed)?|want(?:ed)?|hoped for|hoping for|expect(?:ed|ing)?|in the mood for|ordered|signed up for|paid for|asked for|had in mind)",
        "dislike",
        2,
        "left",
    ),
    Cue(
        r"(?:because|cause|cuz|coz|since) (?:what )?(?:i|we|the world|everyone|everybody|the internet) (?:really |totally |so |just |desperately |clearly )*(?:need(?:s|ed)?|want(?:s|ed)?)(?: \w+){0,2}? ?(?:is )?(?:yet another|another|even more|more|one more)|(?:just|exactly) what (?:i|we|the world|everyone) (?:need(?:s|ed)?|want(?:s|ed)?)[,:]? (?:yet another|another|even more|more)",
        "dislike",
        2,
    ),
    Cue(
        r"not so much(?: (?:the|his|her|their|its|on|in|about))?(?= (?!in\b|with\b|for\b|an?\b|as\b|that\b)\w)",
        "dislike",
        1,
    ),
    Cue(
        r"(?:'s |is |are |was )?(?:serving|giving) (?:me )?(?=(?:cheap|low budget|fake|plastic|budget|boring|desperate)\b)(?:[a-z]+)(?: [a-z]+)?|(?:just |simply |also )?not (?:very |that |all that |so |particularly |exactly )*(?:memorable|rewatchable|believable|relatable|convincing|impressive)",
        "dislike",
        1,
        "left",
    ),
    # negations of negations
    Cue(
        rf"(?:it )?(?:is|was|'s)(?:n't|nt| not) (?:so much )?(?:that|like|because) (?:i|we) (?:do{_NT}|did{_NT}|hate|dislike|mind)(?: {_DEGREE})?(?:like|love|enjoy|want)?",
        "neutral",
        1,
    ),
    Cue(
        rf"(?:i )?(?:would|could|can|will|'d|wo|never)(?:{_NT})? (?:ever )?say no to|would{_NT} (?:say no|object|be (?:mad|sad|upset|opposed|against|unhappy))(?: (?:to|about|at|with|if (?:i|you|we|there) (?:see|saw|get|got|had|were|was|show(?:ed)?|gave|sent|recommended)(?: me)?))?|"
        rf"would{_NT} mind(?: (?:seeing|watching|reading|trying|getting|having|hearing))?(?: (?:some|more|a few|another))?|(?:could|can) (?:always |really |definitely )?(?:use|go for|do with)(?! (?:less|fewer|out|without)\b)(?: (?:some|more|a few))?",
        "like",
        2,
        kind="request",
        horizon="now",
    ),
    Cue(
        r"(?:(?:it's |its |is )?(?:hard|impossible|difficult|tough) (?:for me )?|(?:can't|cannot|can not|couldn't|could not) )(?:help but|help|not) (?:to )?(?:love|like|enjoy|smile at|fall for|loving|liking|enjoying)(?:ing)?(?: (?:to|at))?|can't resist|couldn't resist|(?:never|hardly ever|rarely) (?:miss(?:es)?|skip)",
        "like",
        3,
        "both",
    ),
    Cue(
        rf"(?:{_BE} |looks? |feels? |sounds? |seems? )?(?:far from|(?<=[a-z] )(?<!want )(?<!show me )(?<!me )(?<!for )anything but|not at all|never|not remotely|not even remotely|by no means|hardly|not one bit|not a bit) (?:(?:a|the|being|too|so) )?(?:{NEG}|{NEG_AFTER})",
        "like",
        1,
        "left",
    ),
    Cue(
        rf"(?:{_BE} |looks? |feels? |sounds? |seems? )?(?:far from|(?<=is )anything but|(?<=was )anything but|(?<=are )anything but|(?<=were )anything but|not at all|not remotely|by no means|hardly|barely|scarcely|not one bit|nowhere near(?: as)?|less than|not (?:as|so|that|all that)) (?:(?:a|the|being|too|so|as) )?(?:{POS}|{POS_AFTER})(?! (?:as|than)\b)",
        "dislike",
        2,
        "left",
    ),
    Cue(
        r"(?:nowhere near|not nearly|not (?:quite |even )?(?:half )?)(?: ?as| so| that)? (?:good|great|funny|fun|interesting|useful|sturdy|strong|clear|engaging|comfortable|scary|exciting|nice|sharp|fresh) as",
        "dislike",
        1,
        kind="compare",
    ),
    Cue(
        r"not without (?:its|their|his|her) (?:charms?|merits?|moments?|appeal)|has (?:its|their) (?:charms?|moments|merits)|grew on me|grown on me",
        "like",
        1,
        "left",
    ),
    # wishes that something were less
    Cue(
        rf"(?:{_WANT_LESS}|wish (?:there (?:was|were)|it had|they had|you had|you'd (?:show|send|post)|for)|hop(?:e|ing) for|prefer|want|like|need|show me|give me|see|with) (?:a (?:lot|little|bit) |much |far |way |some )?(?:less|fewer)(?: of)?(?: (?:the|those|these))?",
        "dislike",
        2,
        kind="exclusion",
        horizon="now",
    ),
    Cue(
        rf"(?:would(?: have|'ve)?|'d(?: have)?|could(?: have|'ve)?) (?:been |be )?(?:liked?|loved?|enjoy(?:ed)?|better|perfect|great|good|rate[d]?|give[n]?|nice){_WITHIN[:-1]}? (?:if (?:it )?(?:not|weren't|wasn't|were not) for|without|minus)(?: (?:the|all|those|its))?",
        "dislike",
        2,
    ),
    Cue(
        r"(?:once|if|after|when|until) you(?:'ve| have| can|'re)? (?:get|got|getting|manage to get|look|looking) (?:past|over|through|beyond)|despite|in spite of|regardless of|(?:even )?with all (?:the|its|their|those)|could(?:'ve| have)? (?:done|do) without|(?:the )?only (?:downside|complaint|gripe|issue|problem|drawback|flaw|negative|con)(?: (?:is|was|being|for me is))?",
        "dislike",
        1,
        kind="aside",
    ),
    Cue(
        r"(?:it's |its |it is |what )?(?:such )?(?:an? )?(?:(?:crying|real) )?(?:shame|pity|bummer|too bad)(?: (?:about|that|how))?(?= \w)|(?:my|one|main|biggest|only) (?:big |main |only )?(?:complaint|gripe|issue|problem|beef|pet peeve|turn-?off)s? (?:is|was|with|about)(?: (?:with|about|that))?",
        "dislike",
        2,
    ),
    # complaints that ask or wonder
    Cue(
        r"(?:if (?:i|we) (?:have to |ever |)?(?:see|hear|get|read|sit through|watch|find)(?: even)? (?:one more|another|any more|yet another)|one more)(?= .{1,60}(?:going to|gonna|i'll|i will|i swear|scream|quit|leave|unfollow|lose it|and i))",
        "dislike",
        3,
    ),
    Cue(
        r"(?:oh |wow,? |great,? |yay,? |ugh,? )*(?:yet )?another(?= .{2,60}(?:nobody|no one|no-one|noone) (?:asked|wanted|needed|wants|needs|cares|likes|watches|reads))",
        "dislike",
        2,
    ),
    Cue(
        r"(?:nobody|no one|noone|who) (?:wanted|needs|needed|asked for|cares(?: about)?|wants)",
        "dislike",
        2,
        "both",
    ),
    Cue(
        r"who (?:on earth |the hell |even |actually |in their right mind |really |still )+(?:likes?|enjoys?|watch(?:es)?|buys?|reads?|wants?|needs?|listens to|eats?|wears?|uses?|thinks?|finds?)",
        "dislike",
        2,
    ),
    Cue(
        r"(?:why|how come|how is it that) (?:(?:do|does|am|are|is) )?(?:(?:i|we|you|they|my feed|this app|the app|every \w+|all (?:the|these) \w+) )?(?:(?:keep|keeps|always|constantly|still) )+(?:(?:on )?(?:getting|seeing|show(?:n|ing)?|being shown|recommend(?:ed|ing)?|push(?:ed|ing)?|send(?:ing)?|suggest(?:ed|ing)?|feed(?:ing)?)(?: me)? ?)?",
        "dislike",
        2,
    ),
    Cue(
        r"(?:why|how come) (?:is|are) (?:there so (?:many|much)|(?:all|every) (?:the |these |those )?\w+)|how come (?:every \w+|everything|all (?:the |these )?\w+) (?:is|are)|how come there(?:'s| is| are) (?:so (?:many|much)|no)",
        "dislike",
        2,
    ),
    Cue(
        r"(?:is|was|are|were|'s)? ?(?:about )?as (?:exciting|fun|funny|interesting|useful|comfortable|entertaining|thrilling|subtle|sturdy|helpful|clear|enjoyable|pleasant|deep|original) as (?:watching paint dry|paint drying|a (?:root canal|brick|wet \w+|rock|tax (?:form|return)|puddle|hole in the head|chocolate teapot|doorstop|potato|sledgehammer|traffic jam)|mud|(?:a |an )?\w+ing \w+|cardboard|concrete|dishwater|wet cardboard|tax \w+|nails on a chalkboard)|like (?:watching paint dry|pulling teeth|nails on a chalkboard|wading through mud)",
        "dislike",
        3,
        "left",
    ),
    Cue(
        r"(?:has |have |is |was |are |were |with |it's |there(?:'s| is) )?(?:way |far |a lot )?more (?:holes|noise|style|filler|bugs|hype|ads|adverts|plastic|talk|fluff|padding|marketing|flash|cringe|glue|air|lag|show) than (?:\w+ )?\w+|all (?:style|hype|talk|show|flash|bark|looks?|marketing|filler|sizzle)(?:,| and| but)? (?:no|and no|zero) \w+|(?:full of|riddled with|plagued (?:by|with)|littered with|crawling with|ridden with|nothing but|packed with|stuffed with|bloated with) (?:plot ?holes|holes|bugs|errors|typos|ads|adverts|clich[eé]s|filler|fluff|mistakes|glitches|ads and \w+|spam|bloat|jargon|padding|stereotypes|nonsense)|has no (?:soul|heart|plot|point|substance|taste|flavou?r|depth|chemistry|charm)",
        "dislike",
        2,
        "left",
    ),
    Cue(
        r"(?:my |our )?least[- ]fav(?:ou?rites?|e|s)?(?: [a-z]+){0,2}?(?: (?:is|was|are|were|has to be|would be|of (?:the bunch|them all|these)))*",
        "dislike",
        2,
        "both",
    ),
    Cue(
        r"not interested(?=\W*$)|(?:does|did|do)(?:n't|nt| not) (?:really |quite )?(?:sound|look|seem|feel)(?: like)? (?:my (?:thing|cup of tea|style|kind of \w+|type|taste)|something (?:i'd|i would|for me)(?: \w+)*|(?:very |that |all that |too )?(?:appealing|promising|interesting|good|great|fun|like (?:much )?fun|right))",
        "dislike",
        2,
        "left",
    ),
    Cue(
        r"(?:i )?(?:really |still |do |would |'d )?(?:want|plan|hope|intend|love|like|mean|need) to(?=\W*$)",
        "like",
        1,
        "left",
        horizon="now",
    ),
    Cue(
        r"(?:barely|hardly|scarcely) (?:ever )?(?:picks?|fits?|charges?|holds?|covers?|lasts?|lasted|moves?|heats?|cools?|cleans?|sticks?|makes?|touch(?:es)?|explains?|scratch(?:es)? the surface)(?: up| on)?",
        "dislike",
        2,
        "left",
    ),
    Cue(
        r"(?:the )?(?:best|greatest|finest|funniest) (?:[a-z]+ ){1,2}(?:i've|i have|i|we've|we) (?:ever )?[a-z]+(?: (?:so far|this year|in years|in a long time|in ages))?",
        "like",
        3,
        "left",
    ),
    Cue(
        r"(?:the )?(?:worst|dumbest|dullest) (?:[a-z]+ ){1,2}(?:i've|i have|i|we've|we) (?:ever )?[a-z]+(?: (?:so far|this year|in years|in a long time|in ages))?",
        "dislike",
        3,
        "left",
    ),
    Cue(
        r"(?:please )?(?:do(?:n't|nt| not)|never) (?:sign|enroll|enrol|put|make|force|get|drag) me (?:up )?(?:for|in|into|to|watch|read|sit through)(?: anything with)?",
        "never",
        3,
        kind="exclusion",
        hardness="never",
    ),
    Cue(
        r"over(?= .{1,30} (?:every time|any day|all day|always|any time|every day)\b)",
        "like",
        2,
        kind="compare",
    ),
    # one thing for another
    Cue(
        r"(?:moved on|switch(?:ed|ing)|graduated|gone|went|converted|upgraded|migrated) from(?= .{1,40} to )|(?:traded|swapped|ditched|dropped|gave up|given up|exchanged)(?= (?:\w+ ){1,4}for )|replaced(?= (?:\w+ ){1,4}with )",
        "dislike",
        2,
        kind="swap",
    ),
    Cue(
        rf"(?:more of an?|more an?|more like an?)(?= .{{1,40}} (?:than|and less|not) )|give me(?=.{{1,48}} (?:over|instead of|rather than) )|(?:i'd|i would|would) (?:much )?(?:sooner|rather)(?: {CONSUME})?(?=.{{1,48}} than )|more into(?=.{{1,40}} than )",
        "like",
        2,
        kind="prefer",
    ),
    # likes
    Cue(
        r"(?:(?:have|has|had|got|'ve) (?:an? |such an? |always had an? |this )?(?:(?:huge|big|real|major|total|secret|special|serious|bit of an?|massive|soft) )*(?:soft spot|weakness|thing|crush|passion|obsession|love|fondness|appetite|craving|hankering|sweet tooth|weak spot|appreciation|addiction)|suckers?|(?:am |is |'m |are )?partial|drawn|(?:can't|cannot) say no|grew up|raised|live and breathe|go nuts|go crazy)(?: (?:for|to|on))(?! a \w+ reason)",
        "like",
        2,
    ),
    Cue(
        r"(?:a lot|lots|plenty|so much|much|tons|heaps|loads) to (?:like|love|enjoy|admire|learn)(?: (?:about|in|from|here|on))?|(?:i )?(?:really |sorely |so )?miss(?:ed|ing)?(?= (?:the |those |these |his |her |their |that )?(?:old|good|classic|days|original|early|first|way|more)\b)|(?:kudos|props|hats off|shout ?out|bravo|cheers|respect|big ups) (?:to|for|on)|(?:hands down|by far) (?:the|my) (?:best|favou?rite)|(?:big|huge|major) yes to|yes to|all for|team(?= \w+ (?:here|all the way|forever))",
        "like",
        2,
    ),
    Cue(r"(?:rave[sd]?|raving|gush(?:es|ed|ing)?|swears?|swore) (?:about|over|by)", "like", 2),
    Cue(rf"{_RATED_HIGH} stars?(?: (?:for|to|on))?(?! (?:review|hotel|rating)s?\b)", "like", 3, "both"),
    Cue(rf"{_RATED_LOW} stars?(?: (?:for|to|on))?(?! (?:review|hotel|rating)s?\b)", "dislike", 3, "both"),
    Cue(
        r"(?:works?|worked|exactly|just|arrived|fits?) as (?:advertised|described|expected|promised|pictured|intended|it should)|does (?:the job|what it says|exactly what|its job|the trick)(?: (?:on the tin|well|perfectly|i needed|it promises))*|gets? the job done|(?:can't|cannot|can not|couldn't) (?:complain|fault it|go wrong(?! with)|recommend (?:it|this|them|her|him) enough|ask for more)|(?:no|zero|not a single) (?:regrets?|complaints?|notes)|money well spent|bang for (?:the|your) buck|worth (?:its|their) weight in gold|lives? up to (?:the|its) (?:hype|name)|ticks? (?:all |every )?(?:the |my )?box(?:es)?|(?:all|everything|the only (?:thing|one|ones|channel|show)) (?:i|we) (?:ever )?(?:play|watch|read|want|wear|use|need|listen to|eat|drink|buy|think about|hoped for|wanted|could ask for)(?: (?:now|these days|lately))?|had me (?:hooked|glued|laughing|in stitches|in tears|smiling|on the edge of my seat|at)|on the edge of my seat|couldn't (?:stop|put|look away|tear)(?: \w+){0,3}|flew by|like (?:a dream|magic|clockwork)|(?:brought|moved|reduced) me to tears|hits the spot|hit the spot|pure (?:joy|bliss|magic|fun|genius)|comfort (?:food|watch|read|show)|(?:takes|took|wins|won) the (?:cake|crown)|chef'?s kiss|hit it out of the park|blew my mind|made me a (?:fan|believer|convert)|(?:i'm|im|am|now|i am) (?:officially |now |totally )?an? (?:fan|convert|believer|addict)(?! of)",
        "like",
        2,
        "left",
    ),
    Cue(
        r"(?:explain(?:s|ed)?|teach(?:es)?|taught|present(?:s|ed)?|written|acted|shot|made|built|designed|sung|sings?|plays?|played|performed|handled|paced|filmed|edited|organi[sz]ed|perform(?:s|ed)?|works?|runs?|fits?|done|crafted|told|delivered)(?: \w+){0,3} (?:so |very |really |pretty |extremely |remarkably )?(?:clearly|beautifully|wonderfully|brilliantly|perfectly|superbly|amazingly|nicely|masterfully|flawlessly|smoothly|elegantly|patiently|thoroughly|effortlessly|like a charm)|(?:beautifully|wonderfully|brilliantly|superbly|masterfully|exquisitely|gorgeously|lovingly|expertly) (?:\w+ed|shot|made|written|told|done|built|sung)",
        "like",
        2,
        "left",
    ),
    Cue(
        r"(?:explain(?:s|ed)?|teach(?:es)?|taught|present(?:s|ed)?|written|acted|shot|made|built|designed|sung|sings?|handled|paced|filmed|edited|organi[sz]ed|works?|runs?|fits?|done|stitched|translated|dubbed|packaged|put together|executed|packed)(?: \w+){0,2} (?:so |very |really |pretty |extremely )?(?:poorly|badly|terribly|horribly|awfully|sloppily|carelessly|cheaply|clumsily)|(?:poorly|badly|terribly|horribly|awfully|sloppily|carelessly|cheaply|clumsily|lazily) (?:\w+ed|shot|made|written|told|done|built|sung)",
        "dislike",
        2,
        "left",
    ),
    # requests
    Cue(
        r"(?:gimme|hit me with|hook me up with|throw (?:me )?(?:some|in)?|point me (?:to|towards?|at)|(?:i'm|im|i am|we're) (?:(?:really|just|still|more) )?(?:after|ready for|open to|down for|game for|hungry for|thirsty for|all ears for|on the (?:hunt|lookout) for)|ready for|time for|on the lookout for|hankering for|craving|got a craving for|surprise me with|queue up|line up|load me up with|where (?:can|do|could) (?:i|we|you) (?:find|get|buy|watch|see)|(?:could|can|would) (?:you|u) (?:maybe |please |pls )?(?:throw in|add|bring back|do|post|make|include|put)|can (?:i|we) (?:please |pls )?(?:get|have|see|find|request)|in dire need of|keep(?= .{1,40} coming\b)|(?:you )?(?:should|guys should) (?:make|do|post) more|bring back)(?: (?:some|more|a few|a bit of|me))*",
        "like",
        2,
        kind="request",
        horizon="now",
    ),
    # refusals
    Cue(
        r"(?:enough|done)(?: already)? with|give it a rest with|cool it with|(?:cut|leave|take) out|cut (?:it )?(?:out )?with|get rid of|lose(?= (?:the|all|those) )|do away with|spare us|no need for|(?:do(?:n't|nt| not)|never|no need to) (?:bother|waste (?:my|your|our) time) (?:with|on|showing me|recommending)?|(?:it's |its |that's |is )?(?:an? )?(?:(?:hard|big|huge|absolute|firm|definite|strong|immediate|total|fat) )(?:no|pass|nope)(?: (?:on|to|for))(?! me\b)|(?:no|nope|nah)(?: thanks| thank you)? to|say no to|down with|ban|not interested in (?:any|seeing|watching|hearing|more|anything)(?: more| with| about)?|keep (?:me away from|away)|keep(?= .{1,30} (?:out of|off|away from) (?:my|the))",
        "never",
        2,
        kind="exclusion",
        hardness="never",
    ),
    Cue(
        r"(?:go|going) (?:easy|easier|light|lighter|slow) (?:on|with)|(?:tone|dial|turn|cut|scale|slow|ease|calm) (?:it )?(?:down|back|up|off) (?:on |with )?|lay off|ease off|take it easy (?:on|with)|not (?:quite )?so (?:much|many)(?= \w+$)",
        "dislike",
        2,
        kind="exclusion",
        horizon="now",
    ),
)
