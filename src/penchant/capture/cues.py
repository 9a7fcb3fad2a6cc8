"""The words that carry an attitude, in English and Chinese: ordered data for `penchant.capture.clauses`.

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
Kind = Literal["attitude", "request", "exclusion", "inner", "guard", "flip", "compare", "prefer"]


class Cue(NamedTuple):
    """One pattern and what it says.

    `side` is where its object stands. `kind`: `request` and `exclusion` are about what to show now; `inner` is an
    exclusion inside a noun phrase (void after a dislike); `guard` only consumes; `flip` turns the next cue round;
    `compare` takes an object on each side; `prefer` may name what it is preferred to.
    """

    pattern: str
    polarity: Polarity
    strength: int = 2
    side: Side = "right"
    kind: Kind = "attitude"
    horizon: SaidHorizon | None = None
    hardness: Hardness = "soft"


# --- English -------------------------------------------------------------------------------------------------------

NT = r"(?:n't|nt| not)"
ADV = (
    r"(?:(?:really|just|also|so|still|always|absolutely|totally|particularly|especially|truly|kinda|kind of|sort of|"
    r"actually|personally|generally|usually|honestly|do|quite|even|ever|very much|genuinely|simply|probably|both|"
    r"all|never|much|often|mostly|definitely|completely) ){0,3}"
)
COPULA = (
    r"(?:(?:is|are|was|were|'s|'re|looks?|looked|feels?|felt|seems?|seemed|sounds?|sounded|tastes?|tasted|smells?|"
    r"has been|have been|been|gets?|got|turned out|works?|worked|runs?|fits?|does|did|came out) "
    r"(?:(?:really|so|very|pretty|quite|just|both|absolutely|totally|super|a bit|a little|kinda|kind of|rather|extremely|"
    r"incredibly|all|still|truly|surprisingly|insanely|sort of|also|always|simply|honestly|the|an?|way|such an?|"
    r"such|too) ){0,3})"
)
POS = (
    r"(?:good|great|awesome|amazing|excellent|fantastic|superb|brilliant|wonderful|lovely|perfect(?:ly)?|beautiful(?:ly)?|"
    r"gorgeous|incredible|outstanding|impressive|delicious|hilarious|fun|funny|engaging|clear|useful|helpful|comfortable|"
    r"comfy|sturdy|solid|durable|reliable|fast|smooth(?:ly)?|crisp|addictive|stunning|charming|touching|moving|inspiring|"
    r"interesting|fascinating|entertaining|nice(?:ly)?|cute|adorable|well[- ](?:made|written|built|paced|explained|acted|"
    r"done)|easy|worth (?:it|every penny|the (?:money|price|wait|time|hype)|watching|reading|buying)|on point|top[- ]notch|"
    r"spot on|great value|a (?:gem|masterpiece|classic|delight|joy|lifesaver|bargain|steal|must)|masterpiece|gem|"
    r"delightful|refreshing|fair|reasonable|affordable|intuitive|user-friendly|generous|my (?:weakness|jam|obsession|guilty pleasure|go-to|thing|comfort (?:food|show|movie|read))|satisfying|captivating|cool|best|my favou?rites?(?: ever)?|favou?rites?|enjoyable|gripping|"
    r"(?<=[a-z] )well|wholesome|relatable|epic|magical|heartwarming|super|decent|fine|underrated|flawless(?:ly)?|like a (?:glove|dream|charm))"
)
NEG = (
    r"(?:bad(?:ly)?|boring|awful|terrible|horrible|poor(?:ly)?|dull|disappointing|annoying|overpriced|overrated|expensive|"
    r"uncomfortable|slow|confusing|useless|flimsy|weak|ugly|cheap(?:ly)? made|predictable|cringe(?:y|worthy)?|"
    r"tedious|bland|clich[eé]d?|repetitive|messy|a (?:mess|disaster|joke|letdown|let-down|disappointment|nightmare|scam|"
    r"waste)|waste of (?:time|money|space)|letdown|mess|laggy|buggy|blurry|noisy|broken|defective|stupid|dumb|silly|pointless|shallow|outdated|"
    r"unreliable|unwatchable|unreadable|unusable|rushed|garbage|trash|crap(?:py)?|rubbish|mediocre|meh|worst|worse|"
    r"lame|tiring|exhausting|disgusting|gross|unfunny|too \w+(?: \w+)?|lacking|monotone|dry|generic|toxic|"
    r"misleading|a drag|lousy|pretentious|shoddy|damaged|dented|stained|cracked|ripped|torn|inaccurate|incomplete|faulty|irritating|frustrating|forgettable|bloated|off[- ]putting|subpar|creepy|falling apart)"
)
CONSUME = r"(?:watch|read|see|buy|eat|drink|use|wear|play|listen(?: to)?|follow|order|learn|study|cook|do|take|go (?:for|to)|choose|pick)"
SHOW = r"(?:show|recommend|suggest|send|give|push|feed|bring)(?:ing)?(?: (?:me|us))?(?: (?:any ?more|anymore|any|more|with))?"
BE = r"(?:(?:'m|'re|'s|am|is|are|was|were|been|be|being|im|get|got|getting) )"

EN: tuple[Cue, ...] = (
    # guards: words that look like cues and are none
    Cue(
        r"(?:not only|(?:not|ain't) (?:gonna|going to) lie|can't lie|not to be [a-z]+|not to mention|no wonder|no doubt|no (?:problems?|issues?)|no idea|no matter|no one|(?:have|had|has|got) no (?:idea|clue|problems?|issues?)|no(?= [a-z-]+ (?:needed|required|necessary))|not sure|no worries|"
        r"without (?:a |any )?(?:problems?|issues?|doubt|fail|question|hesitation|trouble|spoiling)|nothing wrong|"
        r"no(?=,|;| (?:i|it|it's|thanks|thank|you|we|that's|but|way)\b)|(?:get|got|getting|am|are|is|was) used to|"
        r"(?:true|in|of|with|about|first|fall|falling|fell in) love|love(?= (?:story|stories|song|songs|triangles?|"
        r"letters?|life|interests?|languages?)\b)|(?:do|did|have|has)(?:n't|nt| not) (?:know|seen|tried|heard|watched|decided|read)|"
        r"never (?:seen|watched|tried|read|heard|been|had)|not (?:yet|necessarily|really sure|long ago)|"
        r"kill for|want to (?:say|thank|share|know)|would like to (?:say|thank|share|know)|needless|need(?:ed)? to (?:go|say|know)|"
        r"did(?:n't|nt| not) (?:watch|see|read|buy))",
        "neutral",
        kind="guard",
    ),
    Cue(
        r"(?:do|does|did|would|wo)(?:n't|nt| not) (?:have|need) to(?: be)?|if you (?:like|liked|enjoy|enjoyed|love|loved|want)|(?:i'm |am )?not (?:familiar with|part of|the same)|"
        r"(?:have|has|had|'ve) (?:not|never) (?:seen|read|heard|tried|watched)",
        "neutral",
        kind="guard",
    ),
    Cue(
        r"(?:do|did|have|would|are) you (?:ever )?(?:know(?! (?:of )?(?:any\b(?!thing)|some|a good))|like|love|enjoy|hate|prefer|seen|read|tried|watch(?:ed)?|think|interested in|into)(?: (?:anything )?(?:about|of))?",
        "question",
        1,
    ),
    Cue(
        r"not sure (?:if |that |whether )?(?:i'd|id|i would|i'll|i will|i) (?:like|enjoy|love|want)",
        "neutral",
        1,
    ),
    Cue(
        r"not (?:really )?(?:an?|much of an?|the biggest)(?= (?:[\w'-]+ ){1,4}(?:fan|person|guy|girl|lover)\b)",
        "dislike",
        2,
    ),
    # double negatives and superlatives that read like refusals
    Cue(rf"not that i (?:do(?:n't|nt| not) )?{ADV}(?:hate|dislike|mind|love|like|enjoy)", "neutral", 1),
    Cue(rf"(?:do|does|did){NT} {ADV}(?:hate|dislike|mind)|have nothing against|can live with", "neutral", 1),
    Cue(rf"can(?:'?t| ?not) say (?:that )?i(?:'m)? {ADV}(?:hate|dislike|mind)d?", "neutral", 1),
    Cue(
        rf"can(?:'?t| ?not) say (?:that )?i(?:'m)? {ADV}(?:love|like|enjoy|care for|a fan of)d?", "dislike", 1
    ),
    Cue(
        r"(?:can|could)(?:'?t| ?not|n'?t) (?:\w+ ){0,1}(?:get enough(?: of)?|live without|stop (?!\w+ (?:me|us))\w+ing(?: to)?|"
        r"wait (?:for|to|until)|go wrong with|fault|complain about|be (?:happier|better|more pleased)(?: with)?|"
        r"recommend (?=.{1,40} enough))",
        "like",
        3,
        "both",
    ),
    Cue(r"(?:could|can)(?:'?t| ?not|n'?t) put (?:it|this|them|this book) down", "like", 3, "left"),
    Cue(
        r"(?:never|do(?:n't| not) (?:ever )?) ?(?:gets?|got) (?:tired|bored|sick) of|(?:hard|impossible) to beat|nothing (?:beats|compares to|better than|"
        r"tops)|no complaints(?: (?:about|with))?",
        "like",
        3,
        "both",
    ),
    Cue(
        r"(?:never|doesn't|does not|didn't|did not) (?:disappoints?|fails?|gets? old|let(?:s)? me down)",
        "like",
        3,
        "left",
    ),
    # negated verdicts
    Cue(rf"(?:do|did){NT} (?:really )?(?:think|believe|find|feel(?: like)?)", "neutral", kind="flip"),
    Cue(
        r"(?:that|which)(?:'s|s| is| are|'re)(?:n't|nt| not| never) (?:too|so|very|overly|all that)",
        "dislike",
        2,
        kind="inner",
    ),
    Cue(
        r"(?:that|which)(?:'s|s| is| are|'re)(?:n't|nt| not| never)",
        "never",
        2,
        kind="inner",
        hardness="never",
    ),
    Cue(
        rf"(?:that|which) (?:do|does|have|has|wo){NT}(?: (?:have|contain|include|involve|use))?",
        "never",
        2,
        kind="inner",
        hardness="never",
    ),
    Cue(
        rf"(?:i|we) (?:would|do|can|could){NT} {ADV}recommend|not recommend(?:ed)?|can(?:'?t| ?not) recommend",
        "dislike",
        2,
        "both",
    ),
    Cue(
        r"(?:(?:is|are|was|were)(?:n't|nt| not)|not)(?: (?:really|exactly|quite|so much|just|at all))? "
        r"(?:for me|my (?:thing|cup of tea|style|taste|genre|jam|vibe|type)|to my taste)",
        "dislike",
        2,
        "left",
    ),
    Cue(
        rf"(?:(?:is|are|was|were|do|does|did)(?:n't|nt| not)|'s not|'re not|not)"
        rf"(?: (?:even|really|very|that|so|all that|particularly|at all|as|the|exactly|look|feel|sound|work|seem|an?|taste|fit))"
        rf"{{0,3}} (?:{POS}|what i (?:expected|wanted)|worth(?: \w+){{0,2}})",
        "dislike",
        2,
        "left",
    ),
    Cue(
        rf"(?:(?:is|are|was|were)(?:n't|nt| not)|'s not|'re not)(?: (?:at all|so|that|all that|even|really))? {NEG}",
        "like",
        1,
        "left",
    ),
    Cue(r"not (?:too |so |that |half |at all )?(?:bad|shabby)(?: at all)?", "like", 1, "left"),
    Cue(
        r"nothing special|so[- ]so|(?:could|should) (?:be|have been) (?:better|shorter|longer|faster|cheaper)|nothing to write home about",
        "dislike",
        1,
        "left",
    ),
    Cue(
        r"(?:does|do|did|would|wo|ca|could)(?:n't|nt| not|n?'t| ?not) (?:even |really |seem to )?(?:work|fit|last|hold up|charge|connect|turn on|deliver|make sense|add up|open|close)",
        "dislike",
        2,
        "left",
    ),
    # negated attitudes
    Cue(
        rf"(?:do|does|did|would|wo|will){NT} {ADV}(?:wan'?t|wanna)(?: to)?(?: {CONSUME})?(?: (?:any ?more|anymore|any))?|"
        r"(?:i'd|would) rather not(?: (?:see|watch|read|have|buy))?|prefer not(?: to)?(?: (?:see|watch|read|have))?",
        "never",
        2,
        kind="exclusion",
        hardness="never",
    ),
    Cue(
        rf"(?:never(?: ever)?|(?:will|would|do|wo|did|does){NT} ever) (?:again )?(?:{SHOW}|want(?: to)?(?: {CONSUME})?|{CONSUME}|touch|go near)",
        "never",
        3,
        kind="exclusion",
        horizon="always",
        hardness="never",
    ),
    Cue(
        rf"(?:wo|will)(?:n't|nt| not) {CONSUME}",
        "never",
        3,
        kind="exclusion",
        horizon="always",
        hardness="never",
    ),
    Cue(r"never (?:again|ever)", "never", 3, "both", "exclusion", "always", "never"),
    Cue(
        r"(?:have |has |i've |'ve )?never (?:really )?(?:liked?|loved?|enjoy(?:ed)?|got(?:ten)? into|cared for|been (?:into|a fan of)|understood|clicked with)",
        "dislike",
        2,
    ),
    Cue(
        rf"(?:stop|quit|(?:please )?do{NT}|dont|no need to) (?:keep )?{SHOW}",
        "never",
        3,
        kind="exclusion",
        hardness="never",
    ),
    Cue(
        rf"(?:do|does|did){NT} {ADV}(?:like|love|enjoy|care (?:for|about)|dig|appreciate|get into|fancy|vibe with|have (?:the )?(?:time|patience) for)|"
        r"(?:couldn't|could not|couldnt|can't|cannot|cant) (?:really )?(?:get into|get through|finish|get behind)|"
        r"(?:didn't|did not|didnt) (?:finish|click with)|dnf(?:'d)?|(?:don't|dont|do not) (?:really )?see the (?:point|appeal) (?:of|in)",
        "dislike",
        2,
    ),
    Cue(
        rf"{BE}?not (?:(?:really|much|exactly|that|so|too|very|particularly|all|a|big|huge|great|super|hugely|the|biggest|feeling) ){{0,4}}"
        r"(?:fans?(?: of)?|into|fond of|keen on|interested in|big on|crazy about|impressed (?:by|with)|happy (?:with|about)|"
        r"satisfied with|sold on|convinced by|here for)",
        "dislike",
        2,
    ),
    Cue(
        rf"{BE}?not (?:really )?in the mood for|(?:[a-z]+'[a-z]+ )?not (?:really |quite |exactly )?feeling",
        "dislike",
        2,
        horizon="now",
    ),
    Cue(
        r"(?:am|is|are|was|were|is)(?:n't|nt) (?:(?:really|a|big|huge|much|of) ){0,3}(?:fans?(?: of)?|into|interested in|keen on|impressed (?:by|with))",
        "dislike",
        2,
    ),
    Cue(
        r"do(?:n't|nt| not) (?:really |usually |normally )?(?:watch|read|eat|drink|use|wear|play|listen to|follow|do|buy|need)",
        "dislike",
        1,
    ),
    Cue(
        r"(?:no longer|not) (?:really )?(?:like|love|enjoy|care for|interested in|into|watch|read|want)",
        "dislike",
        2,
        horizon="lately",
    ),
    # exclusions
    Cue(
        r"(?:besides|apart from|aside from|as well as|in addition to|other than)(?= [^.!?]{1,60}\b(?:also|too|as well)\b)",
        "like",
        2,
    ),
    Cue(
        r"(?:(?:anything|everything|anyone|all) (?:but|except|other than|apart from)|except(?: for)?|apart from|aside from|other than|excluding|"
        r"instead of|rather than|stay(?:ing)? away from|steer(?:ing)? clear of|avoid(?:ing)?|skip|enough (?:with|of)|no more|hold|minus|leave out|"
        r"don't include|anything without|spare me|(?:please )?(?:block|hide|mute|filter out))(?: the| any)?",
        "never",
        2,
        kind="exclusion",
        hardness="never",
    ),
    Cue(
        r"(?:nothing|not|never|no|isn't|aren't) (?:anything )?(?:too|so|very|overly|super)(?! much)",
        "dislike",
        2,
        kind="exclusion",
        horizon="now",
    ),
    Cue(
        r"there(?:'s| is| are|'re| was| were) (?:no|not enough|hardly any)|(?:has|had|have) no|not enough|too (?:much|many|little|few)|lacks?|hardly any",
        "dislike",
        2,
    ),
    Cue(r"(?:allergic to|intolerant to)", "never", 3, horizon="always", hardness="never"),
    # dislikes
    Cue(
        r"hate[sd]?|hating|(?:can|could)(?:'?t| ?not|n'?t) (?:(?:even|really) )?(?:stand|bear|tolerate|take any more|take anymore|take|deal with|do(?= [a-z]))|despise|detest|loathe|abhor|(?:makes me|made me) (?:sick|cringe)",
        "dislike",
        3,
        "both",
        hardness="never",
    ),
    Cue(
        r"(?:sick|sick and tired|done|fed up|over saturated) (?:of|with)|(?:had|seen|heard|read|watched) (?:more than )?enough(?: of)?|sick to death of",
        "dislike",
        3,
    ),
    Cue(r"(?:tired|bored|weary|over|burn(?:ed|t) out) (?:of|with|on)|burned out on", "dislike", 2),
    Cue(
        r"dislike[ds]?|(?:gone|went|going) off|(?:grown|grew) out of|moved on from|los(?:t|ing) interest in|regret(?:ted)?(?: (?:buying|getting|watching))?|disappointed(?: (?:by|with|in|at))?|gave up on|give up on|wasted? (?:my )?(?:time|money) (?:on|with)|put off by|annoyed (?:by|with|at)|bored by|unfollow(?:ed|ing)?|returning|(?:fewer|less)",
        "dislike",
        2,
        "both",
    ),
    Cue(
        r"(?:annoy(?:s|ed)?|bore[sd]?|disappoint(?:s|ed)?|frustrate[sd]?|irritate[sd]?|confuse[sd]?|disgust(?:s|ed)?|creep(?:s|ed)?) (?:me|us)(?: out| off)?|put(?:s)? me (?:off|to sleep)|(?:lets?|letting) (?:me|us|it) down|turn(?:s|ed)? me off|gets? on my nerves|"
        r"ruin(?:s|ed) (?:it|everything|the \w+)(?: for me)?|fell (?:flat|apart|short)|falls? (?:flat|apart|short)|scratch(?:es|ed)? (?:too )?easily|breaks? (?:too )?easily|stopped working|broke(?: (?:after|within|in|down|off)\b)?|crash(?:es|ed)|drags?(?: on)?|dragged(?: on)?|drains? (?:too )?(?:fast|quickly|fast)|"
        r"wears? out|died (?:after|within|in)|overheats?|rips? you off|talks? too|speaks? too|leaks?|shr(?:ank|inks)|"
        r"makes no sense|made no sense|went downhill|goes downhill|wasted my|sucks?|sucked|arrived (?:late|broken|damaged)",
        "dislike",
        2,
        "left",
    ),
    Cue(rf"{COPULA}(?:(?:such|really|so) )?{NEG}", "dislike", 2, "left"),
    Cue(
        r"(?:oh |yeah |yay |wow |ah |ugh )?(?:right, )?(?:great|wow|fantastic|wonderful|lovely|perfect|joy|just what i needed),? (?:yet )?another",
        "dislike",
        2,
    ),
    Cue(r"yeah,? right|as if", "dislike", 1, "left"),
    # comparisons
    Cue(
        r"(?:(?:is|are|was|were|'s|looks?|works?) )?(?:so |much |way |far )?(?:better|funnier|nicer|cooler|smarter|sharper|clearer|stronger|more (?:fun|comfortable|interesting|engaging|useful)) than",
        "like",
        2,
        kind="compare",
    ),
    Cue(
        r"(?:(?:is|are|was|were|'s) )?(?:so |much |way |far )?(?:worse|duller|slower|weaker|more boring) than",
        "dislike",
        2,
        kind="compare",
    ),
    Cue(r"more than(?= [a-z]+\b(?! (?:once|times)))", "like", 2, kind="compare"),
    Cue(
        rf"(?:(?:would|'d|i'd|id) (?:much )?(?:rather|sooner)|(?:(?:would|'d) )?prefer)(?: to)?(?: {CONSUME}(?:ing)?)?",
        "like",
        2,
        kind="prefer",
    ),
    # musts
    Cue(
        r"must[- ]haves?|(?:it |they )?(?:must|has to|have to|needs to|need to|got to|gotta) (?:have|be|include|come with|support|fit|contain)|"
        r"(?:i )?(?:only|exclusively|strictly) (?:want(?: to)?|need|watch|buy|read|wear|eat|use|like|interested in|looking for|listen to|play)(?: (?:watch|see|read|buy|learn))?|"
        r"(?:i'm |am )?only (?:interested in|looking for|into|after)|strictly|exclusively|nothing but|absolutely need|as long as (?:it|they) (?:is|are|has|have)|"
        r"(?<!the )only(?= (?!\d|a |an |the |one\b|\w+ (?:days?|weeks?|months?|hours?|episodes?))[a-z-]+ ?[a-z-]* ?(?:please|$))",
        "like",
        3,
        "both",
        "request",
        "now",
        "must",
    ),
    # requests
    Cue(
        rf"(?:(?:would|'d|id|i'd) (?:(?:really|also|just) )?(?:like|love|enjoy|appreciate)|(?<!i )(?:want|wanna|wanting)|{ADV}want|need|craving|(?:feel(?:ing)?|fancy) like|fancy|hoping (?:for|to find)|"
        rf"look(?:ing)? (?:for|to)|search(?:ing)? for|in search of|hunting for|in the market for|shopping for|in need of|in the mood for|up for|dying to|itching to|wish (?:there (?:was|were)|for|i had))(?: to)?"
        rf"(?: (?:{CONSUME}|find|get|try|have|start|know))?(?: about| into)?(?= |$)",
        "like",
        2,
        kind="request",
        horizon="now",
    ),
    Cue(
        r"(?:can|could|would|will) (?:you|u|anyone|anybody|someone) (?:please )?(?:recommend|suggest|show|find)(?: (?:me|us))?|(?:please )?(?:recommend|suggest|show|find|give|send|get)(?: (?:me|us)|(?= (?:a|an|some|any|good|something)\b))(?: to)?|"
        r"(?:do|would|did) (?:you|u|they|we) (?:guys )?(?:have|know of|know|sell|carry|stock)(?: of)?|(?:have )?(?:you )?got any|(?:is|are) there(?: any)?|"
        r"(?:does )?any(?:one|body) (?:know|have|got)(?: of)?|(?:recommendations?|suggestions?|recs|tips|ideas) (?:for|on)|how about|what about|let's (?:watch|try|go for|see)|"
        r"bring on|more like|(?:what|which) (?:are|is) (?:some |the |a )?(?:good|best)",
        "like",
        2,
        kind="request",
        horizon="now",
    ),
    # likes
    Cue(
        rf"(?:{BE}?(?:(?:really|so|totally|absolutely|completely|a|big|huge|super|pretty|also|always|very|quite|more|getting|much|still|mostly|really) ){{0,4}}"
        r"(?:obsessed with|addicted to|crazy about|in love with|fans? of|fond of|keen on|interested in|passionate about|hooked on|all about|getting into|impressed (?:by|with)|happy with|pleased with|satisfied with|blown away by|nuts about|sucker for)|"
        rf"{BE}(?:(?:really|so|totally|very|super|pretty|also|always|been|getting|mostly) ){{0,3}}into)",
        "like",
        2,
    ),
    Cue(
        r"(?:i'm|im|am|as) (?:such )?(?:an? )?(?:big |huge |total |real )?(?=(?:[\w'-]+ ){1,4}(?:fan|lover|junkie|addict|buff|nut)\b)",
        "like",
        2,
    ),
    Cue(
        r"(?:i'?ve |have )?(?:got(?:ten)?|been getting) (?:really )?into|big on|give me|long live|can do .{0,10}all day|give(?= .{1,24} a (?:try|shot|chance|go)\b)",
        "like",
        2,
    ),
    Cue(
        rf"(?:highly|strongly|would|definitely|totally|can|i) {ADV}recommend(?:ed)?|recommended|must[- ](?:watch|read|see|buy)|worth (?:it|every penny|(?:the|a) (?:money|price|wait|time|hype|watch|read|look))",
        "like",
        3,
        "both",
    ),
    Cue(
        r"(?:adore[sd]?|worship|treasure|cherish|love[ds]?|lov(?:in|ing)g?|luv|live for)(?: (?:how|that|when|the way))?",
        "like",
        3,
        "both",
    ),
    Cue(
        r"(?:my )?(?:all[- ]time )?fav(?:ou?rites?|e|s|es)?(?: [a-z]+){0,2} (?:is|are|was|were|include)",
        "like",
        3,
    ),
    Cue(
        r"(?:enjoy(?:s|ed|ing)?|liked|likes|appreciate[sd]?|dig|digging|grew on me|grown on me|(?:really|super|so|very|heavily|totally|huge) into)(?: (?:how|that|when|the way))?",
        "like",
        2,
        "both",
    ),
    Cue(
        rf"(?:(?:i|we|you|they|he|she|and|or|also|but|people) |(?:do|did|to) ){ADV}like(?: (?:how|that|when|the way))?|(?:really|still|also|always) like",
        "like",
        2,
    ),
    Cue(
        r"always (?:buy|watch|read|listen to|order|use|wear|play|go for|choose|pick)",
        "like",
        2,
        horizon="always",
    ),
    Cue(rf"{COPULA}{POS}", "like", 2, "left"),
    Cue(
        r"(?:grew on|made my day|cracks? me up|makes? me (?:laugh|smile|happy|cry)|made me (?:laugh|smile|happy|cry)|blew me away|blows me away|works? (?:like a charm|perfectly|great|well)|fits? (?:perfectly|well|like a glove)|lasts? (?:all day|forever|long|ages)|"
        r"exceeded (?:my )?expectations|saved my life|holds? up(?: well)?|nailed it|rocks|slaps|kept me (?:hooked|up)|keeps me (?:hooked|coming back)|hits different|arrived (?:early|quickly|fast|on time))",
        "like",
        2,
        "left",
    ),
    # the shortest refusals, last
    Cue(
        r"(?:without|with no|w/o)(?: any| the)?|free (?:of|from)|-free of",
        "never",
        2,
        kind="inner",
        hardness="never",
    ),
    Cue(
        r"(?:is|are|was|were|'s|'re|am|'m|has|have|had|do|does|did|will|would|could|should|can)(?:n't|nt| not)",
        "neutral",
        kind="guard",
    ),
    Cue(
        r"(?:nothing(?: (?:with|about|like|that has|involving))?|no|nor|none of|non)(?: (?:any|the|a|an))?(?= )",
        "never",
        2,
        kind="exclusion",
        hardness="never",
    ),
    Cue(r"not(?: (?:any|the|a|an))?(?= )", "never", 2, kind="inner", hardness="never"),
)

WEAK_EN: tuple[Cue, ...] = (
    Cue(
        r"(?:something|anything|somewhere|maybe|more|please|another)(?= )",
        "like",
        2,
        kind="request",
        horizon="now",
    ),
    Cue(r"any(?= (?!good\b\W*$))", "like", 2, kind="request", horizon="now"),
    Cue(r"like(?= )", "like", 2),
    Cue(rf"(?:so |very |really |what a |what an |pretty )?{NEG}", "dislike", 2, "both"),
    Cue(rf"(?:so |very |really |what a |what an |pretty )?{POS}", "like", 2, "both"),
    Cue(r"ugh+|ew+|yuck|boo+|smh|nope|pass|no thanks", "dislike", 2, "both"),
    Cue(r"yay+|yum+|woo+|yes+", "like", 2, "both"),
    Cue(r"[❤😍🥰👍😋🤩💕💖🔥💯😻🙌♥]\ufe0f?", "like", 2, "both"),
    Cue(r"[👎🤮🤢😡💩😠🙄😒🥱😤]\ufe0f?", "dislike", 2, "both"),
)

# --- Chinese -------------------------------------------------------------------------------------------------------

DO = r"(?:观看|阅读|收听|看见|看到|刷到|看|读|听|买|吃|喝|玩|学|刷|追|用|穿|碰|点|选|要|见|试|去|做)"
PUSH = r"(?:推荐|推送|推|发|给|来|放|看到|展示|整|安排|弹)"
POS_ZH = (
    r"(?:好看|好听|好用|好吃|好喝|好玩|好闻|好笑|精彩|出色|优秀|很棒|超棒|真棒|太棒|棒极了|太绝|绝了|超赞|很赞|给力|划算|舒服|舒适|清晰|清楚|流畅|实用|"
    r"感人|过瘾|值得(?:推荐|一看|购买|入手|买|看|学|读)?|很值|超值|物超所值|漂亮|很美|真美|太美|绝美|唯美|惊艳|震撼|可爱|有趣|有意思|好评|满意|完美|到位|细腻|耐用|结实|"
    r"靠谱|干货满满|通俗易懂|易懂|治愈|暖心|上头|香(?=$|[,。!了 ])|真香|yyds|不负众望|扎实|带感|(?:很|真|太|挺|超|蛮|也|还)(?:好|快|牛|强|稳|甜|暖|酷|帅|燃|香|细|足|轻|亮|耐心|贴心|顺滑|温柔|生动|用心|划算)|"
    r"神作|佳作|经典(?=$|[,。!了])|宝藏|天花板|满分|五星|一流|高级|在线|爱了|深得我心|戳我|戳中|让我(?:感动|着迷|惊喜|上头|笑)|喜欢死了|种草|绝绝子|良心|精细|精致|细致|厚实|柔软|新鲜|正宗|幽默|风趣|合身|好穿|好学|好懂|好闻|严谨|紧凑|巧妙|地道|解压|催泪|(?<=[^着入痴沉])[迷控](?=$|[,。!]))"
)
NEG_ZH = (
    r"(?:难看|难听|难用|难吃|难喝|难闻|无聊|失望|卡顿|很卡|太卡|垃圾|拖沓|尴尬|枯燥|乏味|狗血|烂尾|很烂|太烂|真烂|烂透|差劲|很差|太差|真差|极差|差(?=$|[,。!了])|糟糕|太坑|很坑|坑人|坑爹|坑|"
    r"(?:太|过于|有点|有些|偏|略|好|也太|实在太|真的太)(?:贵|短|长|慢|吵|快|难|重|大|小|硬|薄|厚|甜|咸|油|辣|水|浅|深|乱|多|少|假|丑|土|浮夸|啰嗦|敷衍|幼稚|刺眼|血腥|卡|紧|松|复杂|简单|俗|尬|套路|油腻|暗|怪|旧|弱|淡|腻|闷|仓促|粗糙|闹|烦|丧|挤|旧)|又(?:贵|慢|吵|难|乱|假|丑|土|水|卡|硬|臭|脏|重)|烦(?=$|[,。!])|"
    r"浪费时间|浪费钱|智商税|不值|鸡肋|敷衍|劝退|踩雷|踩坑|翻车|辣眼睛|催眠|听不懂|看不懂|没意思|没劲|没用|没什么用|不(?:太)?(?:舒服|好看|好用|好听|好吃|好玩|实用|清楚|清晰|稳定|耐用|靠谱|行|流畅|划算|适合我|舒适|准|满意|值得|值|精彩|好笑|合身|好|给力)|"
    r"(?:容易|老是|总是|经常|动不动就|一直)(?:坏|断|掉|刮花|卡|死机|掉色|起球|发热|断连|闪退|跑题)|"
    r"刮花|掉漆|掉色|起球|发烫|开胶|闪退|死机|断连|坏了|漏水|恶心|智障|很水|太水|缩水|虚假|做作|油腻|审美疲劳|一言难尽|烂片|烂(?=$|[,。!])|后悔|辣鸡|一般般|很一般|太一般|一般(?=$|[,。!])|平庸|无感|过誉|名不副实|让我(?:失望|难受|无语|想睡)|无语|雷人|掉价|不咋地|不怎么样|离谱|简陋|粗糙|跟不上|崩了|垮了|崩坏|降智|难绷|拉胯|拉垮|毁了|被坑|刺鼻|硌脚|勒|闷热|跑题|敷衍了事)"
)

ZH: tuple[Cue, ...] = (
    # guards
    Cue(
        r"特别是|别人|别墅|别致|告别|区别|类别|性别|级别|分别|个别|识别|别说|别提|别的|不得不|不过|不管|不仅|不但|不只|不光|不同|不少|不断|不论|不知道|不用说|不好意思|差不多|好不容易|了不起|要不然|"
        r"只不过|不可思议|不一会|对不起|不见不散|差点|差评师|差距|差异|时差|爱情|可爱(?=的)|恋爱|爱豆|爱人|爱心|爱国|爱奇艺|爱好者|亲爱|博爱|爱德华|真爱|爱丽丝|爱因斯坦|爱迪生|母爱|父爱|友爱|"
        r"想象|想法|思想|理想|梦想|感想|幻想|联想|想起|想到|想念|要素|主要|重要|摘要|概要|要求|要点|必要|要是|要么|需求|有没有人|求学|寻求|追求|讨厌鬼|恨不得|没想到|想必|看起来|听起来",
        "neutral",
        kind="guard",
    ),
    Cue(
        r"(?:不|并不|没)(?:觉得|认为)(?=[^,。]{1,12}(?:好|值|难|贵|精彩|有趣|无聊|差|有意思))",
        "neutral",
        kind="flip",
    ),
    # double negatives and praise in the negative
    Cue(
        r"不是(?:说)?(?:我)?(?:很|那么|特别|真的)?不(?:喜欢|爱|想|好)|(?:并不|也不|不)(?:是)?(?:很|太|怎么)?(?:讨厌|反感|介意|排斥|嫌弃)|没有不喜欢|不是(?:说)?(?:讨厌|反感)|谈不上(?:喜欢|讨厌)|无所谓|都行|随便",
        "neutral",
        1,
    ),
    Cue(r"没有?什么(?:能)?比|没有比|没有什么能比", "like", 3),
    Cue(
        r"百看不厌|百听不厌|看不腻|看不够|听不腻|听不够|吃不腻|玩不腻|停不下来|爱不释手|欲罢不能|意犹未尽|挑不出毛病|没毛病|没得说|没话说|无可挑剔|不要太好\w?|不能更好|从(?:来)?(?:不|没)(?:让人|让我)?失望|没(?:让我|让人)?失望|"
        r"不后悔|没踩雷|不踩雷|绝不踩雷",
        "like",
        3,
        "left",
    ),
    Cue(r"离不开|不能没有|少不了", "like", 3, "both"),
    Cue(
        r"(?:还|真|很|挺|都|也)?不错|不赖|不差|不难看|不贵|不无聊|不枯燥|不吵|不卡(?:顿)?|不难|不拖沓|不掉色|不闷|不踩雷",
        "like",
        2,
        "left",
        "inner",
    ),
    # never, and for good
    Cue(
        r"从(?:来)?(?:都)?不(?:喜欢|爱|感兴趣)|一直(?:都)?不(?:喜欢|爱)|从来没喜欢过|从小(?:就)?(?:不喜欢|讨厌)",
        "dislike",
        2,
        horizon="always",
    ),
    Cue(
        rf"(?:再也不|从(?:来)?(?:都)?不|绝(?:对)?不|永远不|永远别|死(?:都|也)不|打死(?:我)?(?:也|都)?不|坚决不|一概不|这辈子都?不|一律不|绝对别)(?:想|会|要|再|能|给我|喜欢){{0,4}}?(?:{PUSH}|{DO})?(?:了)?",
        "never",
        3,
        "both",
        "exclusion",
        "always",
        "never",
    ),
    Cue(r"过敏|不耐受", "never", 3, "left", horizon="always", hardness="never"),
    Cue(
        r"(?:不含|不带|不加|无(?!聊|线|敌|论))(?=[\u4e00-\u9fff]{1,6}的[\u4e00-\u9fffa-z])",
        "never",
        2,
        kind="inner",
        hardness="never",
    ),
    Cue(r"(?:千万)?别(?:买|入|碰|看)(?=$|[,。!了])", "dislike", 3, "left"),
    Cue(
        r"不能(?=[\u4e00-\u9fff]{1,6}$|[\u4e00-\u9fff]{1,6}[,。!])(?!没|忍|接受|不|停|错过)",
        "never",
        2,
        kind="inner",
        hardness="never",
    ),
    # exclusions
    Cue(r"除了(?=[^。!?]{1,30}(?:还|也(?!不|没)))", "like", 2),
    Cue(r"除了|除开|除去|除(?=[^,。]{1,8}(?:外|之外|以外))", "never", 2, kind="exclusion", hardness="never"),
    Cue(
        rf"(?:不要|别|不想|不用|不想要|不想看)(?:{DO})?(?:太|过于|那么|很|特别|过分|这么)(?:过)?",
        "dislike",
        2,
        kind="exclusion",
        horizon="now",
    ),
    Cue(r"(?:别|不要|不用|不想)(?:再)?(?:有|带|含)", "never", 2, kind="exclusion", hardness="never"),
    Cue(
        rf"(?:不想(?:要)?|不要|不需要|不考虑|不愿意?|不打算|不准|不许)(?:再)?(?:给我)?(?:{PUSH}|{DO})?(?:到)?(?:任何)?",
        "never",
        2,
        "both",
        "exclusion",
        hardness="never",
    ),
    Cue(
        rf"(?:请|求|麻烦|千万|拜托)?(?:别|勿|不用)(?:再|老|总|总是|老是)?(?:给我|跟我)?(?:{PUSH}|{DO}|是){{1,4}}(?:任何)?|(?:停止|取消)(?:给我)?{PUSH}+",
        "never",
        3,
        kind="exclusion",
        hardness="never",
    ),
    Cue(r"别(?=[\u4e00-\u9fff]{2,6}(?:$|[,。!的了]))", "never", 2, kind="exclusion", hardness="never"),
    Cue(
        r"就?算了吧?(?=$|[,。!])|(?:都)?(?:可以)?跳过|拒绝|谢绝|排除|避开|去掉|屏蔽|过滤掉?|远离|抵制|杜绝|不接受|不含|不带|不看|不吃|不喝|不买|不玩(?!腻)|忌口?|抗拒|免谈",
        "never",
        2,
        "both",
        "exclusion",
        hardness="never",
    ),
    Cue(
        rf"(?<!至)少(?:给我)?(?:{PUSH}|{DO})(?:一)?[点些]?|少(?:一)?点",
        "dislike",
        2,
        kind="exclusion",
        horizon="now",
    ),
    Cue(r"而不是|(?<=[,，])不是(?=[^,。]{1,8}$)", "never", 2, kind="exclusion", hardness="never"),
    # negated attitudes and verdicts
    Cue(
        r"(?:(?:不太|不大|不怎么|不是很|不是特别|不是那么|没那么|不那么|并不|不咋|不算|不再|不够|已经不|不觉得)(?:很|太|那么)?)(?:喜欢|感兴趣|有兴趣|爱|想看|想|推荐|习惯|欣赏|认可|来电|能接受|吃|看|听|买|用|追|行)(?:看|听|吃|用|玩|读|学)?(?:了)?",
        "dislike",
        1,
        "both",
    ),
    Cue(
        r"(?:不太|不大|不怎么|不是很|不是特别|没那么|不那么|并不|不咋|不算|没有那么|不够|不觉得)(?:很|太)?(?:好看|好用|好听|好吃|好玩|好|精彩|舒服|清楚|清晰|实用|有趣|值|稳|行|合适|合身|满意|香|适合我?|流畅|可爱|感人|有意思|惊艳|细致|耐用)",
        "dislike",
        1,
        "left",
    ),
    Cue(
        r"不(?:喜欢|爱|欣赏|感冒|中意|吃这套|推荐|建议(?:买|看|入手)?|待见|看好|粉|磕|屑|能接受|敢看|敢恭维|爽)(?:看|听|吃|用|玩|读|学)?|没(?:有)?(?:什么|啥|多大|太大|半点)?(?:兴趣|好感|感觉)|(?:不|毫无)(?:感)?兴趣|提不起(?:兴趣|劲)|get不到|一点儿?(?:兴趣|感觉|好感)(?:都|也)(?:没有|没|不)|一点儿?(?:都|也)(?:不|没)(?:喜欢|好看|好用|好吃|好玩|好|想|感兴趣|值|兴趣|有趣)|(?:不会|不想)再(?:买|来|回购|用|光顾)|不会回购|不够[\u4e00-\u9fff]{1,3}(?=$|[,。!了])",
        "dislike",
        2,
        "both",
    ),
    # dislikes
    Cue(
        r"(?:最|很|超|特别|真的|好)?(?:讨厌|憎恨|痛恨|厌恶|恶心(?=[^,。]))|受不了|受够了?|忍不了|无法忍受|忍受不了|接受不了|不能忍|恨(?!不得)|深恶痛绝|烦死了?|(?:最|超|很|真)烦|吐了",
        "dislike",
        3,
        "both",
        hardness="never",
    ),
    Cue(
        r"(?:已经|早就|都|有点|真的)?(?:看|听|吃|玩|刷|喝|用)?(?:腻了|腻味|腻)|厌倦了?|审美疲劳|弃(?:坑|剧|书|了|番)|劝退|踩雷|避雷|拔草|退货了?|(?:看|听|读|学|玩|追|吃|喝)不(?:下去|进去|下|完)|无感|嫌弃?|吐槽|差评|黑名单|脱粉|取关|失望(?:透顶)?|后悔(?:买|看|入手)?了?|快逃|别买|不回购|下头|看吐了|戒了|怕(?=[^,。]{1,8}$)|害怕|不敢看",
        "dislike",
        2,
        "both",
    ),
    # comparison
    Cue(
        r"比不上|不如|没有(?=[^,。]{1,10}(?:好看|好用|好听|好吃|好玩|好|精彩|舒服|有意思))",
        "dislike",
        1,
        kind="compare",
    ),
    Cue(
        r"比(?=[^,。!?]{1,12}?(?:更|还|要|强|好|有意思|精彩|适合|划算|舒服|香|值|有趣|耐用|清楚|清晰|实用|差|烂|难|无聊|糟|拖沓))(?!较|如|赛|例|起|喻|基)",
        "like",
        2,
        kind="compare",
    ),
    Cue(r"比起|相比(?:于)?", "dislike", 1),
    Cue(
        r"更喜欢|更爱(?:看|听|吃|用|玩|读)?|更想(?:看|听|吃|买|学|要)?|宁愿|宁可|更偏爱|更倾向于?", "like", 2
    ),
    # musts
    Cue(
        r"必须(?:要)?(?:得)?(?:是|有|能|带|支持)?|(?:一定|务必)(?:要|得)?(?:是|有|能|带|支持)|一定(?:要|得)|务必|(?:我)?只(?:想|要|看|买|喜欢|考虑|接受|听|读|用|吃|爱|学|认)(?:要|看|买|听|学|读|吃|玩)?|非(?=[^,。]{1,8}(?:不可|不行|不看))|(?<![觉值懂记舍获取])得(?:是|有|能)|缺一不可|硬性要求",
        "like",
        3,
        "both",
        "request",
        "now",
        "must",
    ),
    # questions and requests
    Cue(
        r"(?:你|你们|大家|有人|有没有人)(?:觉得|喜欢|爱|看过|听过|用过|买过|知道|试过|学过)(?:不喜欢)?",
        "question",
        kind="guard",
    ),
    Cue(
        rf"(?:请问|哪里|哪儿|你们|还|这里|大家)?(?:有没有|有木有|有无|有啥|有什么|有哪些)(?:人)?(?:推荐)?(?:好看的?|好听的?|好用的?|好吃的?|好玩的?|好的?|不错的?|类似)?|(?:跪求|在线求|急求|蹲|求|寻)(?:一下)?(?:推荐|安利|介绍|资源|分享)?(?:更多|一[个部本款些双件]|几[个部本款双]|点|类似|个|部|本)?|"
        rf"(?:请|能不能|可以|能|可否|麻烦|帮忙|帮我|给我|再|有人|大家|来人|想让你|希望){{0,4}}(?:推荐|安利|介绍)(?:一下|一些|[一几两]?[个部本款点些首双件]|点|给我)?(?=[^,。!?]{{2}})|"
        rf"(?:给我|帮我|再|多|快){{0,4}}(?:来|找|挑|选|搜|推|发|放|看看|整)(?:[一几两][个部本款些点首双件张期]|点|一点|些)|(?:给我|帮我|请给我)(?:{PUSH}|找|挑|选|搜)?|多(?:给我)?(?:{PUSH}|{DO}){{1,4}}(?:一?[点些])?|更多|希望(?:有|能有|是|能看到|多|能)?|最好(?:是|有|能|带)?|"
        rf"(?:好|很|超|特别|还|就|也|更|真|非常|突然|正)?(?:想要?|打算|准备|考虑|期待|计划)(?:再)?(?:入手|尝试|试试|了解|系统|入门|提升|换|找|{DO}){{0,4}}(?:一下|[一几两][个部本款些点首双件]|点|些|个|部)?|(?:需要|缺|急需)(?:[一几两][个部本款些点首双件]|点|些)?|(?:^|(?<=[,。我要就还都]))要(?:的是|有|是)?(?:[一几两][个部本款些点首双件]|点|些)?(?=[^,。]{{2}})|(?<=[\u4e00-\u9fff])要(?:有|能|是|带)(?=[^,。]{{2}})|蹲一个|有推荐",
        "like",
        2,
        kind="request",
        horizon="now",
    ),
    # likes
    Cue(
        rf"(?:最|很|超|超级|特别|非常|好|真的|真|太|巨|挺|蛮|还|都|也|就|一直|从小|狂|疯狂|越来越){{0,4}}(?:喜欢|热爱|酷爱|钟爱|偏爱|偏好|青睐|中意|享受|欣赏|迷恋|沉迷(?:于)?|痴迷(?:于)?|着迷(?:于)?|迷上|爱上|入坑|入迷|上瘾|心水|种草|粉上|馋|墙裂推荐|强烈推荐|力荐|安利给|推荐给|推荐大家)(?:了)?(?:{DO})?(?:过|到|了)?|"
        rf"(?:最|很|超|超级|特别|非常|好|真|太|巨|挺|都|也|就|一直|从小){{0,4}}(?<![可恋热亲博关疼心真钟偏母父友性相示敬])爱(?![情人好心国豆奇德丽因迪恋丁尔护慕意称])(?:{DO}|了|死){{0,4}}",
        "like",
        2,
        "both",
    ),
    Cue(
        r"(?:很|非常|特别|超|挺|比较|最|蛮|真){0,4}(?:感兴趣|有兴趣|有好感|情有独钟|来电|没抵抗力|没有抵抗力)",
        "like",
        2,
        "left",
    ),
    Cue(
        rf"(?:更|太|真|实在|有点|有些|还是|超|超级|贼|巨|特别|非常|好|很|挺)?{NEG_ZH}(?!的[\u4e00-\u9fff])",
        "dislike",
        2,
        "left",
    ),
    Cue(
        rf"(?:更|太|真|实在|还是|超|超级|贼|巨|特别|非常|最|很|挺|蛮|好)?{POS_ZH}(?!的[\u4e00-\u9fff])(?:极了|爆了|死了|哭了)?",
        "like",
        2,
        "left",
    ),
    Cue(
        r"(?:也|真的|实在|就是|真是)?(?:太[\u4e00-\u9fff]{1,3}了(?=$|[,。!])|(?:很|真|挺|特别|非常|超|巨|有够)(?:慢|贵|吵|难|乱|假|丑|土|尬|水|卡|硬|臭|脏|糊|暗))(?!的)",
        "dislike",
        2,
        "left",
    ),
    # 不X的Y, 没有X的Y: an exclusion inside a noun phrase
    Cue(
        r"(?:不太|不那么|不会|不要|不含|不带|不是|没有|没|不|无)(?!错|同|一样|得不|少|断|过|管|仅|但|可|朽|知|能|用|止|如|聊|线|敌)(?=[\u4e00-\u9fff]{1,6}的[\u4e00-\u9fffa-z])",
        "never",
        2,
        kind="inner",
        hardness="never",
    ),
)

WEAK_ZH: tuple[Cue, ...] = (
    Cue(rf"(?:很|真|太|好|超|超级|非常|特别|最)?(?:{NEG_ZH})(?:的)?", "dislike", 2, "both"),
    Cue(rf"(?:很|真|太|好|超|超级|非常|特别|最)?(?:{POS_ZH})(?:的)?", "like", 2, "both"),
    Cue(r"推荐|安利", "like", 2, "both"),
    Cue(
        r"(?:^|(?<=,))有(?=[^,。]{1,14}(?:的(?:电影|片子?|书|剧|课程?|动画|番|游戏|歌|视频|教程|小说)|片|推荐)[^,。]{0,3}吗)",
        "like",
        2,
        kind="request",
        horizon="now",
    ),
    Cue(r"(?:^|(?<=,))来", "like", 2, kind="request", horizon="now"),
    Cue(r"(?:都)?(?:可以|行|ok)(?:的|了|啊|呀)?(?=$|[,。!])", "like", 1, "left"),
    Cue(r"还行|还可以|凑合|马马虎虎", "neutral", 1, "left"),
    Cue(r"呵呵|呸|啧|唉", "dislike", 1, "both"),
)

# --- shared --------------------------------------------------------------------------------------------------------

HORIZONS: tuple[tuple[str, SaidHorizon | None], ...] = (
    (
        (
            r"\b(?<!get )(?<!got )(?:used to(?! be\b| it\b)|back (?:then|in the day)|when i was (?:a kid|a child|young(?:er)?|little)|i once|in the past)\b|"
            r"以前|曾经|过去|小时候|当年|原来(?=.{0,4}(?:喜欢|爱))|早年|从前|之前"
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
            r"现在|今天|今晚|今日|这会儿|目前|此刻|这次|这周末?|周末|明天|当下|眼下|如今"
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
    r"\s(?=(?:i(?:'ve|'m|'ll| (?:also|really|just|loved?|liked?|hated?|do|don't|didn't|have|haven't|want|think|saw|watched|can't|enjoy(?:ed)?|prefer|never)))\b)|\s{0,3}(?:,|:(?!//)|\s[-–—]+\s|…|\((?!\d{4}\)))\s{0,3}(?:and (?=(?:i|it|we|the|my|this)\b))?|"
    r"\b(?:but|however|although|though|whereas|while|because|cuz|since(?= (?:it|i|the|they)\b)|and (?=(?:i|we|i'm|i've|it|it's|they|please)\b)|"
    r"so (?=(?:i|please|can|what|any)\b)|yet (?=(?:the|it|i)\b)|even though|until (?=the)|if (?=you|it|i)|except that|other than that)\b|"
    r"但是|但|不过(?!分)|可是|可惜|然而|只是|而且|并且|因为|所以|虽然|尽管|后来|结果|反而|而是|倒是|却(?=[很不讨])|现在|最近(?!的)|如今|只有(?=.{0,6}(?:太|差|不))"
)
STAYING_BREAKS = ("现在", "最近", "如今", "只有")
"""Breaks that also belong to the clause they open."""
CONTRAST = r"but|until|however|yet|though|although|而是|但|不过|可是|反而"
"""A break with one of these turns a bare phrase after a refusal into the wish: not X but Y."""

CONJUNCTIONS = (
    r"\s{1,3}(?:and(?:/or)?|or|nor|&|plus|as well as)\s{1,3}|\s?[/、+]\s?|"
    r"(?<![温柔平饱总暖缓随亲调求共谦祥附应])和(?![平谐气服睦解声蔼善煦尚弦])|(?<![参])与(?![众其否])|以及|还有|或者|或是|(?<=[\u4e00-\u9fff])跟(?=[\u4e00-\u9fff]{2})(?![^,。]{1,6}一样)|或(?!许)|及(?!时|格|其)"
)
KEPT_TOGETHER = r"rock and roll|rock 'n' roll|r&b|black and white|drum and bass|food and drink|arts and crafts|dungeons & dragons|back and forth|pros and cons|q&a|d&d"

ADJECTIVES = (
    r"(?:\w+(?:ful|less|ous|able|ible|ive|ish|proof|weight|friendly|paced|quality)|slow|fast|funny|dark|light|cheap|warm|quiet|short|long|smart|scary|gritty|co[sz]y|silly|sad|happy|"
    r"simple|easy|small|big|old|new|modern|soft|strong|sweet|dry|sharp|weird|cute|clean|calm|clever|gentle|romantic|dramatic|epic|heartwarming|feel-good|uplifting|relaxing|exciting|interesting|"
    r"inspiring|charming|classic|vintage|compact|sturdy|wireless|foldable|deep|bold|quirky|witty|moody|spicy|fresh|free|practical|casual|minimalist|good|great|nice|well-written|"
    r"hands-on|low-budget|mid-range|black|white|red|blue|green|grey|gray)"
)

# --- what is not part of an object ---------------------------------------------------------------------------------

LEADING_EN = (
    r"(?:(?:an?|the|some|any|all|these|those|my|your|our|his|her|their|more|every|each|both|such|much|many|lots? of|a lot of|a bit of|a little|a few|bits? of|kinds? of|sorts? of|types? of|"
    r"really|very|quite|pretty|so|just|maybe|perhaps|please|actually|basically|honestly|especially|even|also|still|only|like|well|oh|hey|hi|hello|ok|okay|yes|yeah|no|um|lol|and|or|but|then|"
    r"to|for|of|with|about|in|on|at|from|by|as|that|this(?= \w+ (?:is|was|are)\b)|which|who|it|its|it's|is|are|was|were|be|been|being|i|i'm|im|i've|i'd|i'll|we|we're|you|they|he|she|me|us|am|have|has|had|do|does|did|can|could|will|would|"
    r"found|find|think|thought|feel|felt|guess|believe|say|said|know|there|there's|here|haven't|hasn't|hadn't|didn't|seen|heard(?: of)?|recently|part of|generally|hmm+|ah|"
    r"something|anything|somewhere|someone|stuff|things?|ones?|(?:something|anything|everything) (?:that's|that is|like|with|about|on)|"
    r"watch(?:ed|ing)?|read(?:ing)?|see(?:ing)?|saw|buy(?:ing)?|bought|eat(?:ing)?|ate|drink(?:ing)?|wear(?:ing)?|play(?:ed|ing)?|listen(?:ed|ing)? to|stud(?:y|ied|ying)|learn(?:ed|ing)?(?: (?:about|to))?|"
    r"try(?:ing)?|tried|finish(?:ed)?|get(?:ting)?|got|find(?:ing)?|doing|take|taking|taught|follow(?:ing)?|using|ordered|going to|how(?: (?:long|much|many|is|are|does))?|what(?: (?:is|are|do|did|about))?|where|when|why|when it comes to|as for|regarding)(?![\w'-])[\s,:;-]*)+"
)
TRAILING_EN = frozenset(
    (
        "please too though anymore ever again tho lol haha lmao tbh imo imho etc ok okay really very so "
        "much just also either of with in at to for that which is was are were it and or but a an the as "
        "from by on about than me us i you we they my am have had do does did who when if watch read "
        "listen play buy see try anyway now well quite pretty still even not be all personally honestly "
        "man guys bro thanks thx yet there more fan fans lover junkie buff addict nut"
    ).split()
)
TRAILING_PHRASES_EN = r"(?: (?:a (?:try|shot|chance|go)|for a (?:lifetime|while)|to (?:watch|read|play|listen to|buy|see|try|learn|wear|use|eat)|for (?:me|us)|at all|as well|a lot|so much|that i can \w+|i guess|i think|or (?:something|so|whatever)|and (?:stuff|so on)|any ?more|if possible|out there|you (?:know|have|recommend)|in general|the most))+$"
PRONOUN_EN = r"(?:(?:that|this|the same|either|neither) (?:one|movie|film|book|show)(?: either)?|either(?: of (?:those|them))?|it|them|they|that|this|those|these|one|ones|him|her|he|she|everything about it|all of it|all of them|the whole thing|it all|both)"

LEADING_ZH = (
    r"(?:一[些点个部本款双件首种直下]|[几两这那某哪](?:[些点个部本款双件首种家门位类样期集]|么)|有[点些]|(?:个(?!人|性|体)|部(?!队|门|落|长)|本(?!草|地|科|土|身|人|田)|款|双(?!城|面|十|语|人|肩|子)|件|首(?!都|饰|富|页|次))(?=[\u4e00-\u9fff]{2})|"
    r"我们|我的?|咱们?|你们?的?(?=[\u4e00-\u9fff])|他们?|她们?|它们?|自己|大家|关于|对于|(?<!反)对(?!白|手|话|象|联|比|决|抗)|把(?!手|握|戏)|被(?!子|套)|觉得|感觉|认为|个人|千万|务必|拜托|真的|真是|其实|"
    r"请问?|麻烦|给我|帮我|来(?=[一几点些])|再|还是?|就是?|也|都(?!市|会)|却|又|很|非常|特别|比较|更|最|超级|超(?!市|人|声|模|跑|英)|挺|蛮|太(?!空|阳|太|极|平|原|湖)|那么|这么|任何|其他的?|"
    r"的|了|是(?!非)|有(?!声|氧|机|趣|轨|线)|在(?!线)|和|跟|与|让|能(?![量力源])|会(?!计|议|员)|可以|要(?!素)|想(?!象|法)|那|这|所有|各种|全部|什么|哪里|哪(?!吒)|某|"
    r"看(?!板|守|台|点|护)|观看|阅读(?=[\u4e00-\u9fff])|读(?!者|物|书会|音)|听(?!力|众|说|写|障|书)|学习?(?!校|生|术|科|历|院|位|霸|渣|会|长|姐|员|者)(?=[\u4e00-\u9fffa-z])|玩(?!具|家|偶|法)|追(?!求|踪|星|光)|刷(?!子|题)|买(?!家|卖)|吃(?!货|播|鸡)|喝|用(?!户|品|法|途|料|心)|穿(?!越|搭|戴)|收听|入手|尝试|试试|看看|听听|聊聊|"
    r"说真的|说实话|老实说|话说|唉|啊|嗯|哎|哈|那个|就|但|而|不过|虽然|[\s,:;、~·-])+"
)
TRAILING_ZH = frozenset(
    (
        "吧 啊 呀 呢 吗 嘛 么 了 哦 啦 哈 的话 的 谢谢 之类 之类的 什么的 等等 一类的 这类 这种 那种 这类的 这种的 推荐 推荐吗 都 也 就 还 却 很 真的 我 我们 是 太 "
        "有点 比较 来看 挺 蛮 真 实在 简直 其实 特别 非常 超 超级 最 更 一直 总 又 又是 让我 让人 给我 对我 我对 我真 大家 可以 可以吗 行吗 好吗 以外 之外 而已 罢了 看 "
        "看看 听听 来听 了吧 了啊 一下 哈哈 哈哈哈 拜托 呜呜 居然 竟然 总是 老是 已经 早就 越来越 越 和 跟 与 或 及 做得 拍得 写得 讲得 说得 演得 起来 本身 方面 感觉 "
        "觉得 我觉得 绝对 完全 根本 确实 果然 依旧 依然 算是 还是 都是 真是 就是 有 没有 他 她 它 也太 未免 再 ~ 、 的时候 时候 都不 也都 都很 也很 有没有"
    ).split()
)
KEPT_TAILS_ZH = (
    "成都",
    "首都",
    "写真",
    "自我",
    "吉他",
    "心得",
    "参与",
    "温和",
    "柔和",
    "平和",
    "随和",
    "暖和",
    "饱和",
    "犹太",
    "老太",
    "好看",
    "难看",
    "所有",
    "拥有",
    "没有",
    "现实",
    "真实",
    "音乐会",
)
"""Words that end like a particle and must stay whole."""
PRONOUN_ZH = r"(?:它们?|他们?|她们?|这个|那个|这些|那些|这|那|这种|这样的?|此)"
EMPTY = frozenset(
    (
        "something anything everything nothing stuff thing things one ones it this that them these those "
        "some any more much lot lots bit recommendation recommendations suggestion suggestions advice "
        "help idea ideas yes no ok okay thanks thank hello hi please way kind sort bit hmm hm ah oh "
        "others else sorry haha lol ugh wow really again question 东西 什么 大家 一下 问题 下次 有人 推荐 时候 意思 感觉 样 人 点 "
        "些 个 好 其他 别的 我 你 他 她"
    ).split()
)
"""An object made of nothing but one of these names nothing."""

VERBAL_EN = (
    r"\b(?:i|i'm|i've|i'd|i'll|you|he|she|it|it's|we|they|there|is|are|was|were|am|has|have|had|do|does|did|will|would|can|could|should|might|may|let|"
    r"watched|saw|bought|ordered|read|finished|started|arrived|came|went|took|got|made|said|told|seen|costs?|comes|takes|has|budget|under \$?\d+|around \$?\d+)(?![\w])"
)
VERBAL_ZH = r"我|你|他|她|是(?!非)|(?<!还)有(?!趣|声|氧|机)|了|过(?=$|[\u4e00-\u9fff])|在(?!线)|讲的|说|就|都|也|会|能|已经|到了|花了|吗|呢|预算|以内|以下|左右|[\d百千万]元|[\d百千万]块"
INTERROGATIVE_EN = r"(?:(?:so|and|but|ok|hey|hi|also|btw|just wondering),? )?(?:is|are|does|do|did|was|were|has|have|can|could|will|would|should|how|what|what's|which|when|where|who|whose)\b"
QUESTION_ZH = r"(?:吗|么|嘛)[^\u4e00-\u9fff]{0,3}$|怎么样|怎样|如何|多少|(?<![前后这那好第十上下头有])几[集个天页小岁块钱]|多[长久大重]|能不能|是不是|会不会|好不好|[好适难值贵]不[好适难值贵]|行不行|可不可以|什么时候|哪个|为什么|值不值|要不要|(?:^|[,。])(?:谁|哪)"
PLEASANTRIES = (
    r"\bthank(?:s| you)(?: (?:so|very) much| a (?:lot|bunch|million)| again)?(?: for (?:your|the|all|that)(?: [a-z]+){1,2})?|\bhave a (?:great|good|nice|wonderful|lovely) (?:day|night|one|evening|weekend|time)|"
    r"\b(?:good ?)?bye+\b|\byou(?:'ve| have) been (?:\w+ ){0,2}(?:helpful|great|kind)|\bgood (?:morning|evening|afternoon|night)\b|谢谢|感谢|早上好|晚上好|你好"
)
"""Courtesies that carry praise words and mean nothing for taste; blanked before reading."""
