"""The English words that carry an attitude, and those that are no part of an object; see `penchant.capture.cues`."""

# ruff: noqa: E501, SIM905 - a pattern is easier to check on one line than cut in pieces, a word list in few lines than many
from __future__ import annotations

from penchant.capture.cues import Cue

NT = r"(?:n't|nt| not)"

ADV = (
    r"(?:(?:really|just|also|so|still|always|absolutely|totally|particularly|especially|truly|kinda|kind of|sort of|"
    r"actually|personally|generally|usually|honestly|do|quite|even|ever|very much|genuinely|simply|probably|both|"
    r"all|never|much|often|mostly|definitely|completely) ){0,3}"
)

COPULA = (
    r"(?:(?:is|are|was|were|'s|'re|looks?|looked|looking|feels?|felt|seems?|seemed|sounds?|sounded|tastes?|tasted|smells?|comes? across as|came across as|ends? up|ended up|"
    r"has been|have been|been|gets?|got|turned out|works?|worked|runs?|fits?|does|did|came out) "
    r"(?:(?:really|so|very|pretty|quite|just|both|absolutely|totally|super|a bit|a little|kinda|kind of|rather|extremely|"
    r"incredibly|all|still|truly|surprisingly|insanely|sort of|also|always|simply|honestly|the|an?|way|such an?|"
    r"such|too|actually|genuinely|ridiculously|unbelievably|lowkey|highkey|low-key|utterly|completely|somewhat|painfully|wildly|seriously|definitely|pure|fairly|just plain|downright|straight up|not just) ){0,3})"
)

POS = (
    r"(?:good|great|awesome|amazing|excellent|fantastic|superb|brilliant|wonderful|lovely|perfect(?:ly)?|beautiful(?:ly)?|"
    r"gorgeous|incredible|outstanding|impressive|delicious|hilarious|fun|funny|engaging|clear|useful|helpful|comfortable|"
    r"comfy|sturdy|solid|durable|reliable|fast|smooth(?:ly)?|crisp|addictive|stunning|charming|touching|moving|inspiring|"
    r"interesting|fascinating|entertaining|nice(?:ly)?|cute|adorable|well[- ](?:made|written|built|paced|explained|acted|"
    r"done)|easy|worth (?:it|every penny|the (?:money|price|wait|time|hype)|watching|reading|buying)|on point|top[- ]notch|"
    r"spot on|great value|a (?:gem|masterpiece|classic|delight|joy|lifesaver|bargain|steal|must)|masterpiece|gem|"
    r"delightful|refreshing|fair|reasonable|affordable|intuitive|user-friendly|generous|my (?:weakness|jam|obsession|guilty pleasure|go-to|thing|comfort (?:food|show|movie|read))|satisfying|captivating|cool|best|my favou?rites?(?: ever)?|favou?rites?|enjoyable|gripping|"
    r"(?<=[a-z] )(?<!as )well|wholesome|relatable|epic|magical|heartwarming|super|underrated|flawless(?:ly)?|like a (?:glove|dream|charm)|phenomenal|stellar|terrific|marvell?ous|exceptional|magnificent|"
    r"remarkable|breathtaking|splendid|sublime|exquisite|unforgettable|unputdownable|compelling|riveting|thrilling|mesmeri[sz]ing|enchanting|soothing|calming|thought-provoking|insightful|informative|"
    r"iconic|legendary|immaculate|goated|bingeable|binge-?worthy|a (?:blast|treat|winner|keeper|banger|vibe|game-?changer|hit|pleasure|masterclass|dream|godsend|revelation)|chef's kiss|pure gold|top[- ]tier|"
    r"next level|second to none|out of this world|to die for|the (?:best|bomb|goat)|high[- ]quality|well[- ](?:organi[sz]ed|structured|taught|designed|crafted|shot|spent)|heartfelt|uplifting|catchy|tasty|yummy|flattering|unmatched)"
)
POS_AFTER = (
    r"(?:gold|golden|slick|fire|lit|dope|elite|peak|ace|rad|unreal|cozy|cosy|soft|light(?:weight)?|warm|snug|breathable|roomy|spacious|sleek|stylish|elegant|classy|premium|plush|thorough|concise|"
    r"organi[sz]ed|patient|knowledgeable|friendly|responsive|polite|attentive|supportive|welcoming|exciting|clever|smart|witty|sharp|vivid|lively|rich|deep|nuanced|believable|authentic|original|creative|"
    r"inventive|fresh|timeless|worthwhile|handy|convenient|practical|versatile|straightforward|effective|efficient|quick|quiet|bright|vibrant|accurate|precise|secure|robust|tough|rugged|true to size|poignant|"
    r"profound|pretty(?! \w)|sweet|adorable|relaxing|everything(?=$|[,.!])|tidy|seamless|effortless|punchy|polished|valid|worth (?!it\b)\w+(?:ing)?)"
)
"""Praise only after a verb such as "is": as a bare word each may as well belong to a wish."""
SO_SO = r"(?:fine|okay|ok|o\.k\.|alright|all right|passable|decent enough|acceptable|serviceable|average enough|neither here nor there)"

NEG = (
    r"(?:bad(?:ly)?|boring|awful|terrible|horrible|poor(?:ly)?|dull|disappointing|annoying|overpriced|overrated|expensive|"
    r"uncomfortable|slow|confusing|useless|flimsy|weak|ugly|cheap(?:ly)? made|predictable|cringe(?:y|worthy)?|"
    r"tedious|bland|clich[eé]d?|repetitive|messy|a (?:mess|disaster|joke|letdown|let-down|disappointment|nightmare|scam|"
    r"waste)|waste of (?:time|money|space)|letdown|mess|laggy|buggy|blurry|noisy|broken|defective|stupid|dumb|silly|pointless|shallow|outdated|"
    r"unreliable|unwatchable|unreadable|unusable|rushed|garbage|trash|crap(?:py)?|rubbish|mediocre|meh|worst|worse|"
    r"lame|tiring|exhausting|disgusting|gross|unfunny|too (?!(?:so|also|and|but|if|is|it|its|i|im|we|you|the|an?|my|because|as|in|with|for|to|of|on|at|when|that|this|those|was|are|like|then|have|has|he|she|they|what|so)\b)\w+(?: \w+)?|lacking|monotone|dry|generic|toxic|"
    r"misleading|a drag|lousy|pretentious|shoddy|damaged|dented|stained|cracked|ripped|torn|inaccurate|incomplete|faulty|irritating|frustrating|forgettable|bloated|off[- ]putting|subpar|creepy|falling apart|mid|cheesy|corny|hokey|cringey|gimmicky|gaudy|tacky|sloppy|clumsy|clunky|wooden|stale|lifeless|soulless|unbearable|insufferable|unpleasant|atrocious|abysmal|"
    r"dreadful|appalling|hideous|horrid|horrendous|excruciating|underwhelming|uninspir(?:ed|ing)|unoriginal|unconvincing|implausible|far-fetched|nonsens(?:e|ical)|incoherent|convoluted|contrived|derivative|formulaic|preachy|cloying|"
    r"sappy|melodramatic|over-?hyped|overdone|overlong|drawn[- ]out|sluggish|monotonous|mind-numbing|disorgani[sz]ed|unprofessional|unhelpful|rude|condescending|glitchy|unresponsive|inconsistent|shit(?:ty)?|bs|trashy|sketchy|"
    r"itchy|scratchy|smelly|bulky|brittle|wobbly|rickety|tinny|grainy|muffled|pricey|wack|diss?app?oint(?:ment|ing)|an? (?:total |complete |huge |big |real |absolute |bit of a |such )?(?:snooze(?:fest)?|slog|chore|bore|rip-?off|flop|dud|miss|turn-?off|"
    r"headache|pain|hassle|travesty|train ?wreck|cash grab|eyesore|mess|disaster|joke|let-?down|diss?app?ointment|nightmare|scam|waste)|all over the place|hit or miss|a bit much|run of the mill|not it|a no(?: from me)?|ridiculous|rip[- ]off|unfair|uneven|unstable|unfinished|unwearable|uninteresting|unappealing|unsatisfying|inaudible|illegible|irrelevant|insufficient|inadequate|impractical|inconvenient|incorrect|"
    r"absurd|unnecessary|boringly \w+|over the top|average)"
)
NEG_AFTER = (
    r"(?:cheap|hard|dead|loud|heavy|flat|hollow|empty|thin|rough|off|weird|brutal|painful|late|dated|stiff|steep|fragile|costly|unclear|vague|scattered|dim|sticky|greasy|soggy|salty|bitter|sour|odd|forced|lazy|gone downhill|"
    r"ruined|wasted|missing|wrong|hard to (?:follow|use|read|watch|hear|understand|get into)|difficult to (?:follow|use|read|watch|hear|understand)|impossible to \w+|insulting|depressing)"
)
"""Blame only after a verb such as "is"."""

CONSUME = r"(?:watch|read|see|buy|eat|drink|use|wear|play|listen(?: to)?|follow|order|learn|study|cook|do|take|go (?:for|to)|choose|pick)"

SHOW = r"(?:show|recommend|suggest|send|give|push|feed|bring|shov|forc|throw|spamm|flood|bombard|pester|plugg|promot|advertis|serv)(?:e|ing)?(?: me with)?(?: (?:me|us))?(?: (?:any ?more|anymore|any|more|with))?"

BE = r"(?:(?:'m|'re|'s|am|is|are|was|were|been|be|being|im|get|got|getting) )"

EN: tuple[Cue, ...] = (
    # guards: words that look like cues and are none
    Cue(
        r"(?:not only|(?:not|ain't) (?:gonna|going to) lie|can't lie|not to be [a-z]+|not to mention|no wonder|no doubt|no (?:problems?|issues?)|no idea|no matter|no one|(?:have|had|has|got) no (?:idea|clue|problems?|issues?)|no(?= [a-z-]+ (?:needed|required|necessary))|not sure|no worries|"
        r"without (?:a |any )?(?:problems?|issues?|doubt|fail|question|hesitation|trouble|spoiling)|nothing wrong|"
        r"no(?=(?! ?,? (?:thanks|thank you|thx|ty)\b)(?:,|;| (?:i|i'm|im|it|it's|you|we|that's|but|way|is|was|are|what|who|does|do|did|not|no|yes|yet|oh|ok|okay|have|has|haven't)\b))|(?:get|got|getting|am|are|is|was) used to|"
        r"(?:true|in|of|with|about|first|fall|falling|fell in) love|love(?= (?:story|stories|song|songs|triangles?|"
        r"letters?|life|interests?|languages?)\b)|(?:do|did|have|has)(?:n't|nt| not) (?:know|seen|tried|heard|watched|decided|read)|"
        r"never (?:even |actually |really )?(?:seen|saw|watched|tried|read|heard|been|had|got around to)|not (?:yet|necessarily|really sure|long ago)|"
        r"kill for|in case (?:i|you|we) (?:do(?:n't|nt| not) )?(?:like|love)|nothing (?:actually|really|ever|happen(?:s|ed)|much|else|came|comes)|want to (?:say|thank|share|know)|would like to (?:say|thank|share|know)|needless|need(?:ed)? to (?:go|say|know)|"
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
        r"(?:'m |am |'re |are |is |'s |was |im )?not (?:really |exactly |much of |such )?(?:an?|much of an?|the biggest)(?= (?:[\w'-]+ ){1,4}(?:fan|person|guy|girl|lover)\b(?! of))",
        "dislike",
        2,
    ),
    Cue(
        r"(?:never|hardly ever|rarely|barely) (?:answers?|answered|responds?|responded|repl(?:y|ies|ied)|works?|worked|arrived|came|showed up|fits?|loads?|stays?|connects?|charges?)",
        "dislike",
        2,
        "left",
    ),
    Cue(
        r"not (?:a single|one) (?:good|decent|funny|useful|memorable|interesting|likeable|redeeming)(?: [a-z]+)?(?: (?:on|in|about|of|to))?",
        "dislike",
        2,
    ),
    Cue(
        r"(?:this|that|it|these|they|those)(?:'s| is| was| are| were|'re) (?:easily |probably |definitely |hands down |by far |honestly |literally )?(?:one of )?(?:the|my) (?:absolute |very |all-time )?(?:worst|ugliest|dullest|most (?:boring|useless|annoying|overrated|disappointing))(?= [a-z])",
        "dislike",
        3,
    ),
    Cue(
        r"(?:this|that|it|these|they|those)(?:'s| is| was| are| were|'re) (?:easily |probably |definitely |hands down |by far |honestly |literally )?(?:one of )?(?:the|my) (?:absolute |very |all-time )?(?:best|greatest|finest|funniest|nicest|cutest|comfiest|favou?rite|most (?:beautiful|fun|useful|comfortable|interesting|moving))(?= [a-z])",
        "like",
        3,
    ),
    Cue(
        r"(?:is|was|are|were|'s) (?:easily |probably |definitely |hands down |by far |honestly |literally |still )?(?:one of )?(?:the|my) (?:absolute |very |all-time )?(?:best|greatest|finest|funniest|nicest|cutest|favou?rite|most (?:beautiful|fun|useful|comfortable|interesting|moving|underrated)) (?:[a-z]+ ){1,3}?(?:ever(?: (?:made|written))?|of all time|of the year|around|(?:i've|i have) (?:ever )?[a-z]+)",
        "like",
        3,
        "left",
    ),
    Cue(
        r"(?:is|was|are|were|'s) (?:easily |probably |definitely |hands down |by far |honestly |literally )?(?:one of )?(?:the|my) (?:absolute |very |all-time )?(?:worst|ugliest|dullest|most (?:boring|useless|annoying|overrated|disappointing)) (?:[a-z]+ ){1,3}?(?:ever(?: (?:made|written))?|of all time|of the year|around|(?:i've|i have) (?:ever )?[a-z]+)",
        "dislike",
        3,
        "left",
    ),
    # double negatives and superlatives that read like refusals
    Cue(
        rf"(?:(?:it|that)?'s |its |it is )?not (?:like |that |because )i (?:do(?:n't|nt| not) )?{ADV}(?:hate|dislike|mind|love|like|enjoy)",
        "neutral",
        1,
    ),
    Cue(rf"(?:do|does|did){NT} {ADV}(?:hate|dislike|mind)|have nothing against|can live with", "neutral", 1),
    Cue(rf"can(?:'?t| ?not) say (?:that )?i(?:'m)? {ADV}(?:hate|dislike|mind)d?", "neutral", 1),
    Cue(
        rf"can(?:'?t| ?not) say (?:that )?i(?:'m)? {ADV}(?:love|like|enjoy|care for|a fan of)(?:e?d)?",
        "dislike",
        1,
    ),
    Cue(
        r"(?:can|could)(?:'?t| ?not|n'?t) (?:\w+ ){0,1}(?:get enough(?: of)?|live without|stop (?!\w+ (?:me|us))\w+ing(?: to)?|"
        r"wait (?:for|to|until)|go wrong with|fault|complain about|be (?:happier|better|more pleased)(?: with)?|"
        r"(?:recommend|praise|thank|love)(?= .{1,40} enough))",
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
    Cue(
        rf"(?:would(?: have)?|'d|was going to|were going to|gonna) be(?:en)? (?:(?:really|so|just|a bit|kinda|too|super|another) ){{0,2}}(?:{NEG}|{NEG_AFTER})",
        "neutral",
        1,
        "left",
    ),
    Cue(
        r"would (?:also |really |totally )?be (?:(?:so|really|super|very|absolutely) )?(?:nice|great|perfect|awesome|good|cool|lovely|ideal|amazing|appreciated|fantastic|wonderful|best|a plus|fun|helpful)",
        "like",
        2,
        "left",
        "request",
        "now",
    ),
    Cue(
        r"(?:was|were|been|am|i'm|is) (?:(?:a bit|really|so|very|pretty|kinda|quite|super|initially) ){0,2}(?:sc?keptical|doubtful|unsure|hesitant|on the fence|reluctant|worried|nervous|dubious) (?:about|of|on|to try)",
        "neutral",
        1,
    ),
    Cue(r"not loved?(?: it| them)?(?=$|[,.!])", "neutral", kind="guard"),
    Cue(r"(?:but |just |though |tho )?not (?:nearly |quite )?(?:as|so|at) (?:much|good|well) as", "like", 1),
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
        r"(?:(?:is|are|was|were)(?:n't|nt| not)|'s not|'re not|not)(?: (?:really|exactly|quite|so much|just|at all))? "
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
    Cue(
        r"(?:'s |'re |is |was |are |were )?not (?:a |an |such a |the )(?:bad|terrible|awful|horrible|boring)(?= [a-z])",
        "like",
        1,
    ),
    Cue(r"(?:two |big |huge )?thumbs up (?:for|to|on)", "like", 2),
    Cue(r"not (?:too |so |that |half |at all )?(?:bad|shabby)(?: at all)?", "like", 1, "left"),
    Cue(
        r"(?:(?:i've|i have|ive|have|i) )?(?:seen|had|read|heard|known|used) (?:much |far |way )?better(?! than)(?: ones| things)?|nothing special|so[- ]so|(?:could|should) (?:be|have been) (?:better|shorter|longer|faster|cheaper)|nothing to write home about",
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
    Cue(
        r"not so much(?! (?:in|with|for|on|the|an?|as)\b)|(?:would|will|wo)(?:n't|nt| not) (?:watch|read|see|buy|do|use|order|recommend|eat|take|get|go|play|try) (?:that one|this one|(?:it|that|this|them|these|those)(?! (?!again|ever|any|if|for|because|and|but|twice)\w))(?: ever)?(?: again)?|"
        r"(?:did(?:n't|nt| not)|never) (?:really |quite |ever )?(?:click(?:ed)?|work for me|do it for me|land(?:ed)?|grab(?:bed)? me|hook(?:ed)? me|speak to me|hold my (?:interest|attention)|live up to (?:the hype|expectations|my expectations|its \w+))(?! with)|"
        r"(?:'s |'re |is |are |was |were )?not (?:really |exactly |quite |at all |precisely )?what i(?:'m|m| am| was|'d| had)? ?(?:looking for|after|want(?:ed|ing)?|had in mind|in mind|in the mood for|hoping for|hoped for|expect(?:ed|ing)?|need(?:ed)?)|"
        r"(?:does|did|do|could|can|would|has|have)(?:n't|nt| not) (?:really |quite |exactly |even |at all )?(?:enthuse|impress(?:ed)?|move[d]?|thrill(?:ed)?|wow(?:ed)?|amuse[d]?|inspire[d]?|convince[d]?|please[d]?|tempt(?:ed)?|touch(?:ed)?|suit(?:ed)?|help(?:ed)?|satisf(?:y|ied)|engage[d]?|sell|sold|win|won) (?:me|us)(?: over)?|"
        r"(?:does|did|do)(?:n't|nt| not) (?:really |quite )?(?:do it for me|do anything for me|appeal to me|interest me|excite me|grab me|work for me)",
        "dislike",
        2,
        "left",
    ),
    Cue(
        r"not so much (?:in|with|for|on)|would(?:n't|nt| not) (?:buy|order|watch|read|get|take|use|recommend|go (?:to|with)|eat|play|visit)(?= (?:[\w'-]+ ){1,5}again)|would(?:n't|nt| not) touch",
        "dislike",
        2,
    ),
    # negated attitudes
    Cue(
        rf"(?:do|does|did|would|wo|will){NT} {ADV}(?:wan'?t|wanna)(?: to)?(?: {CONSUME})?(?: (?:any ?more|anymore|any))?",
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
        rf"(?:do|does|did){NT} {ADV}(?:like|love|enjoy|care (?:(?:too |so |very |all that )?much |a lot |at all )?(?:for|about)|dig|appreciate|get into|fancy|vibe with|have (?:the )?(?:time|patience) for)|"
        r"(?:couldn't|could not|couldnt|can't|cannot|cant) (?:really )?(?:get into|get through|finish|get behind)|"
        r"(?:didn't|did not|didnt) (?:finish|click with)|dnf(?:'d)?|(?:don't|dont|do not) (?:really )?(?:see|get|understand) the (?:point|appeal|hype|fuss|obsession)(?: (?:of|in|about|around|with|behind|over))?|(?:can|could) (?:happily |easily |definitely |totally )?(?:do|live) without|could(?:n't| not) care less about|"
        r"(?:no|zero|little|not much) (?:real )?(?:interest in|desire (?:to|for)|love for|patience for)|(?:had it|have had it|i've had it)(?: up to here)? with|miss me with|turned off (?:by|of)|noped out of|bailed on|walked out of|checked out of|"
        r"fell asleep (?:during|watching|in|reading|to|halfway through)|(?:dropped|dropping) out of|(?:stopped|quit) (?:watching|reading|using|playing|listening to|following|going to)|won't miss|struggle[ds]? (?:with|through|to get through)|slogged through|hate-?watch(?:ed|ing)?",
        "dislike",
        2,
    ),
    Cue(
        rf"{BE}?not (?:(?:really|much|exactly|that|so|too|very|particularly|all|of|an?|even|big|huge|great|super|hugely|the|biggest|feeling) ){{0,4}}"
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
        r"(?:am|is|are|was|were|is)(?:n't|nt) (?:(?:really|a|the|all|that|too|so|very|big|biggest|huge|much|of|particularly|exactly|super|even) ){0,4}(?:fans?(?: of)?|into|interested in|keen on|impressed (?:by|with)|fond of|big on|crazy about|sold on|happy with|feeling|here for|vibing with)",
        "dislike",
        2,
    ),
    Cue(
        r"do(?:n't|nt| not) (?:really |usually |normally )?(?:watch|read|eat|drink|use|wear|play|listen to|follow|do|buy|need)",
        "dislike",
        1,
    ),
    Cue(
        r"(?:i'll|i will|i'd|i would|gonna|going to|rather|think i'll|have to|i|i'm going to|let's) (?:rather |have to |probably |definitely |just )?(?:pass on|skip|give (?:it )?(?:a )?miss|sit out)(?= \w)",
        "never",
        2,
        kind="exclusion",
        hardness="never",
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
        r"stay(?:ing)? away from|steer(?:ing)? clear of|avoid(?:ing)?|skip|enough (?:with|of)|no more|hold(?! up| on| it| my)|minus|leave out|keep(?= .{1,40} (?:away|off my|out of my))|"
        r"don't include|anything without|spare me|(?:please )?(?:block|hide|mute|filter out))(?: the| any)?",
        "never",
        2,
        kind="exclusion",
        hardness="never",
    ),
    Cue(
        r"(?:nothing|not|never|no|isn't|aren't) (?:anything )?(?:too|so|very|overly|super)(?! much)",
        "never",
        2,
        kind="exclusion",
        horizon="now",
    ),
    Cue(
        r"there(?:'s| is| are|'re| was| were) (?:no|not enough|hardly any)|(?:has|had|have) no|not enough|(?:way )?(?:too|to(?= much)) (?:much|many|little|few)|lacks?|hardly any",
        "dislike",
        2,
    ),
    Cue(r"(?:allergic to|intolerant to)", "never", 3, horizon="always", hardness="never"),
    Cue(r"(?:fewer|less)(?! than| of a| so)", "dislike", 2, kind="exclusion", horizon="now"),
    # dislikes
    Cue(
        r"hate[sd]?|hating|(?:can|could)(?:'?t| ?not|n'?t) (?:(?:even|really) )?(?:stand|bear|tolerate|take any more|take anymore|take|deal with|do(?= [a-z]))|despise|detest|loathe|abhor|(?:makes me|made me) (?:sick|cringe)",
        "dislike",
        3,
        "both",
        hardness="never",
    ),
    Cue(
        r"(?:(?:i'm|im|i am|am|we're|getting|so|kinda|totally|completely|pretty much|officially|just|honestly) )+over (?:it|this|that|them|the whole thing|all (?:of )?(?:it|this|that))|over it(?=$|[,.! ])|had my fill|been there,? done that|took (?:(?:way |far )?too (?:long|much (?:time|effort))|forever|ages|weeks|months)(?: to \w+)?|(?:two )?thumbs down(?=$|[,.!])",
        "dislike",
        2,
        "left",
        horizon="not_any_more",
    ),
    Cue(
        r"(?:i'm|im|i am|we're) (?:(?:so|kinda|totally|completely|pretty much|officially|just|honestly|really|kind of) ){0,2}over(?= )(?! (?:the (?:moon|top)|here|there|\d+|at|it|this|that|them)\b)|(?:so|totally|completely|officially) over(?= )(?! (?:the (?:moon|top)|here|there|\d+|at|it|this|that|them)\b)|(?:two |big )?thumbs down (?:for|to|on)|(?:i'm|im|i am) (?:(?:so|totally|completely|officially|just) )?done (?:with|watching|buying|reading)",
        "dislike",
        2,
        horizon="not_any_more",
    ),
    Cue(
        r"(?:sick|sick and tired|done|fed up|over saturated) (?:of|with)|(?:had|seen|heard|read|watched) (?:more than )?enough(?: of)?|sick to death of",
        "dislike",
        3,
    ),
    Cue(
        r"(?:tired|bored|weary|over|burn(?:ed|t) out) (?:of|with|on)|burned out on",
        "dislike",
        2,
        horizon="lately",
    ),
    Cue(
        r"dislike[ds]?|(?:gone|went|going) off|(?:grown|grew) out of|moved on from|los(?:t|ing) interest in|regret(?:ted)?(?: (?:buying|getting|watching))?|disappointed(?: (?:by|with|in|at))?|(?:let down|underwhelmed|unimpressed|turned off|bored|confused|creeped out|grossed out) (?:by|with)|g(?:ave|ive|iven|iving) up on|wasted? (?:my )?(?:time|money) (?:on|with)|put off by|annoyed (?:by|with|at)|bored by|unfollow(?:ed|ing)?|unsubscrib(?:ed|ing)(?: from)?|uninstalled|(?:i |we |just |already |finally |had to )+(?:returned|sent back|refunded|ditched|blocked|muted|ditch|binned|dumped)|bounced off|returning",
        "dislike",
        2,
        "both",
    ),
    Cue(
        r"(?:annoy(?:s|ed)?|bore[sd]?|disappoint(?:s|ed)?|frustrate[sd]?|irritate[sd]?|confuse[sd]?|disgust(?:s|ed)?|creep(?:s|ed)?) (?:me|us)(?: out| off)?|put(?:s)? me (?:off|to sleep)|(?:lets?|letting) (?:me|us|it) down|turn(?:s|ed)? me off|gets? on my nerves|"
        r"ruin(?:s|ed) (?:it|everything|the \w+)(?: for me)?|fell (?:flat|apart|short)|falls? (?:flat|apart|short)|scratch(?:es|ed)? (?:too )?easily|breaks? (?:too )?easily|stopped working|broke(?: (?:after|within|in|down|off)\b)?|crash(?:es|ed)|drags?(?: on)?|dragged(?: on)?|drains? (?:too )?(?:fast|quickly|fast)|"
        r"w(?:ears?|ore|orn) out|(?:fell|came|comes|falls?|falling|coming) (?:off|apart|loose|undone|unstitched)|peel(?:s|ed|ing)(?: off)?|faded|snapped|jammed|froze|freezes|stutters?|disconnects|died (?:after|within|in)|overheats?|rips? you off|talks? too|speaks? too|leaks?|shr(?:ank|inks)|"
        r"makes no sense|made no sense|lost me|left me (?:cold|bored|confused|wanting)|went downhill|goes downhill|wasted my|sucks?|sucked|arrived (?:late|broken|damaged)",
        "dislike",
        2,
        "left",
    ),
    Cue(rf"{COPULA}(?:(?:such|really|so) )?(?:{NEG}|{NEG_AFTER})", "dislike", 2, "left"),
    Cue(
        r"(?:oh |yeah |yay |wow |ah |ugh )?(?:right, )?(?:great|wow|fantastic|wonderful|lovely|perfect|joy|just what i needed),? (?:yet )?another|(?:please |oh |god |ugh,? )*not (?:yet )?another|(?:oh |ugh,? )yet another|(?:who|nobody|no one|literally nobody) (?:even |ever |actually )?asked for(?: more| another| this| these)?|"
        r"(?:as if|because|cause) (?:we|i|the world) (?:really |totally )?need(?:s|ed)?(?: yet)? (?:more|another)",
        "dislike",
        2,
    ),
    Cue(
        r"just what (?:i|we) (?:needed|wanted)(?=.{0,4}(?:🙄|😒|/s))|thanks,? i hate it|said no one ever|thanks for nothing|what could go wrong|wow,? so (?:original|creative|helpful)",
        "dislike",
        2,
        "left",
    ),
    Cue(r"yeah,? right|as if", "dislike", 1, "left"),
    # comparisons
    Cue(
        r"(?:(?:is|are|was|were|'s|looks?|works?) )?(?:so |much |way |far )?(?:better|funnier|nicer|cooler|smarter|sharper|clearer|stronger|comfier|softer|lighter|faster|quicker|easier|cheaper|warmer|cuter|prettier|tastier|sturdier|quieter|smoother|brighter|richer|deeper|wittier|cleaner|fresher|tighter|"
        r"more (?:fun|comfortable|interesting|engaging|useful|reliable|durable|enjoyable|exciting|entertaining|readable|helpful|practical|relaxing|satisfying)) than|>|(?:easily |really |totally )?(?:beats|outshines|outperforms|outclasses)",
        "like",
        2,
        kind="compare",
    ),
    Cue(
        r"(?:(?:is|are|was|were|'s) )?(?:so |much |way |far )?(?:worse|duller|slower|weaker|flimsier|clunkier|uglier|noisier|less (?:fun|interesting|engaging|useful|comfortable|helpful|enjoyable)|more (?:boring|confusing|annoying|expensive)) than",
        "dislike",
        2,
        kind="compare",
    ),
    Cue(r"more than(?= [a-z]+\b(?! (?:once|times)))", "like", 2, kind="compare"),
    Cue(
        rf"(?:(?:would|'d|i'd|id) (?:much )?(?:rather|sooner)|(?:(?:would|'d) )?prefer|(?:would|'d|i'd|id|i'll) (?:always |much rather |rather )?(?:take|pick|choose|go with|have)(?=.{{1,48}} (?:over|instead of|than) ))(?: to)?(?: {CONSUME}(?:ing)?)?",
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
        rf"(?:(?:would|'d|id|i'd) (?:(?:really|also|just) )?(?:like|love|enjoy|appreciate)|(?<!i )(?:want|wanna|wanting)|{ADV}want|need|craving|(?:(?:(?<=i )|(?<=we )|(?<=really )|(?<=do you ))feel|(?<![a-z] )feeling|(?<=i'm )feeling|(?<=im )feeling|fancy) like|fancy|hoping (?:for|to find)|"
        rf"look(?:ing)? (?:for|to)|search(?:ing)? for|in search of|hunting for|in the market for|shopping for|in need of|in the mood for|up for|dying to|itching to|wish (?:there (?:was|were)|for|i had))(?: to)?"
        rf"(?: (?:{CONSUME}|find|get|try|have|start|know))?(?: about| into)?(?= |$)",
        "like",
        2,
        kind="request",
        horizon="now",
    ),
    Cue(
        r"(?:as long as|so long as|provided|bonus (?:points )?if) (?:there(?:'s| is| are)|it has|they have|it comes with|it's got)|ideally|preferably|bonus points for",
        "like",
        2,
        kind="request",
        horizon="now",
    ),
    Cue(
        r"(?:can|could|would|will) (?:you|u|anyone|anybody|someone) (?:please )?(?:recommend|suggest|show|find)(?: (?:me|us))?|(?:please )?(?:recommend|suggest|show|find|give|send|get)(?: (?:me|us)|(?= (?:a|an|some|any|good|something)\b))(?: to)?|"
        r"(?:do|would|did) (?:you|u|they|we) (?:guys )?(?:have|know of|know|sell|carry|stock)(?: of)?|(?:have )?(?:you )?got any|(?:is|are) there (?:any(?:thing)?|some|(?:an? )?(?:good|decent|similar|other|more|better|cheaper|nice))|are there(?! (?:still|enough|too|no)\b)|"
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
        r"(?:lowkey |totally |absolutely |honestly |so |really )?(?:living for|liv(?:e|ing) and breath(?:e|ing)|here for|stan(?:ning)?|vibing with|rooting for|down for|digging|geeking out (?:on|over)|binge(?:d|ing|-watch(?:ed|ing))?|"
        r"hyped (?:for|about)|excited (?:for|about)|stoked (?:for|about)|can't stop (?:watching|reading|listening to|playing)|fell in love with|falling for|fell for|got (?:me )?hooked on|converted to)|obsessed with|keep (?:coming back|going back|returning) to|could (?:watch|read|listen to|eat|wear)(?= .{1,40} (?:all day|forever|for hours|every day))",
        "like",
        2,
    ),
    Cue(
        r"(?:(?:been|i'm|im|am|i've been) )?on an? (?:huge |big |real |major |total )?(?=(?:[\w'-]+ ){1,4}(?:kick|binge|spree|streak|phase)\b)",
        "like",
        2,
        horizon="lately",
    ),
    Cue(
        r"(?:(?:i'm|im|i am|am|now|i was|got me|has me|had me) )(?:(?:so|actually|totally|completely|now|officially|absolutely|low-?key|really|already|genuinely|pretty|immediately|instantly) ){0,3}"
        r"(?:hooked|sold|obsessed|addicted|in love|impressed|converted|a convert|a fan|won over|blown away|in tears|here for it|into it)(?! (?:with|on|to|by|about|of)\b)|obsessed(?=$|[,.!])",
        "like",
        3,
        "left",
    ),
    Cue(
        r"(?:still |really |even |definitely )?worth (?!it\b|the\b)\w+ing(?: (?:into|to|for|out))?|(?:now )?(?:i |we )?use (?:it|this|them|mine) (?:daily|every ?day|every single day|all the time|constantly|non-?stop|everywhere)|made my (?:whole |entire )?(?:day|week|night|month|year|morning)|give[s]? me (?:life|chills|goosebumps)|"
        r"(?:it |everything )?(?:has |have )?finally (?:clicked|makes sense|made sense|fits)|(?:so|really|very|super|incredibly) well(?=$|[ ,.!])|could (?:watch|read|listen to|eat|wear) (?:it|this|them|these|that) (?:all day|forever|for hours|again and again|every day)|all day,? every day|"
        r"would (?:definitely |totally |absolutely |100% |gladly |happily )?(?:buy|order|watch|read|take|recommend|rewatch|reread|use|visit)(?: (?:it|this|them|here|from them))?(?: all over)? again|10/10|ten out of ten|a\+|never looked back|won me over|worth every|"
        r"sold me|has it all|did not disappoint|delivers|delivered(?=$|[,.!])|knocked it out of the park|stole the show|lives? up to the hype|holds its own|pleasant surprise|pleasantly surprised|way better than (?:i )?(?:expected|thought)|so worth it",
        "like",
        2,
        "left",
    ),
    Cue(
        r"always (?:buy|watch|read|listen to|order|use|wear|play|go for|choose|pick)",
        "like",
        2,
        horizon="always",
    ),
    Cue(
        r"(?:will|'ll|ill|gonna|going to|have to|need to|should|gotta|must|can't wait to|want to|wanna|love to|like to) (?:(?:definitely|totally|have to|need to|probably|really|also|go|finally) ){0,2}(?:check|look|try|watch|give|add|see|put|read|listen to|order|buy|get|take) "
        r"(?:it|that|them|those|that one|those ones|this one|this|these|both)(?: (?:out|up|a (?:try|shot|watch|go|listen|read|look)|(?:to|on) (?:my|the) (?:list|cart|watchlist|wishlist)))?(?! (?:again|off|back|down|away|with)\b)(?=$|[,.! ])",
        "like",
        1,
        "left",
        horizon="now",
    ),
    Cue(
        r"(?:really |so |very |also )?looking forward to|(?:been )?meaning to (?:watch|see|read|try|buy)|(?:is |it's |are )?on my (?:list|watchlist|wishlist)",
        "like",
        2,
        "both",
        horizon="now",
    ),
    Cue(rf"{COPULA}(?:{POS}|{POS_AFTER})", "like", 2, "left"),
    Cue(rf"{COPULA}{SO_SO}", "neutral", 1, "left"),
    Cue(
        r"(?:grew on|made my day|cracks? me up|makes? me (?:laugh|smile|happy|cry)|made me (?:laugh|smile|happy|cry)|blew me away|blows me away|works? (?:like a charm|perfectly|great|well)|fits? (?:perfectly|well|like a glove)|lasts? (?:all day|forever|long|ages)|"
        r"exceeded (?:my )?expectations|saved my life|holds? up(?: well)?|nailed it|rocks|slaps|kept me (?:hooked|up)|keeps me (?:hooked|coming back)|hits different|arrived (?:early|quickly|fast|on time))",
        "like",
        2,
        "left",
    ),
    Cue(
        r"no,? (?:thanks|thank you|thx|ty)|hard (?:pass|no)|(?:i'll|i will|i'd|gonna|i) pass(?! (?:on|through|the|my)\b)|count me out|not for me,? thanks|(?:big|huge|absolute) no(?: from me)?",
        "never",
        2,
        "left",
        horizon="now",
        hardness="never",
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
    Cue(SO_SO, "neutral", 1, "both"),
    Cue(
        rf"(?!(?:slow|dry|weak|generic) \w)(?:(?:so|very|really|what an?|pretty|a (?:bit|little|tad|touch)|kinda|kind of|sort of|rather|just|still|quite|way) ){{0,2}}{NEG}",
        "dislike",
        2,
        "both",
    ),
    Cue(rf"(?:so |very |really |what a |what an |pretty )?{POS}", "like", 2, "both"),
    Cue(r"ugh+|ew+|yuck|boo+|smh|nope|pass|no thanks", "dislike", 2, "both"),
    Cue(r"yay+|yum+|woo+|yes+", "like", 2, "both"),
    Cue(r"[❤😍🥰👍😋🤩💕💖🔥💯😻🙌♥]\ufe0f?", "like", 2, "both"),
    Cue(r"[👎🤮🤢😡💩😠🙄😒🥱😤]\ufe0f?", "dislike", 2, "both"),
)

ADJECTIVES = (
    r"(?:\w+(?:ful|less|ous|able|ible|ive|ish|proof|weight|friendly|paced|quality)|slow|fast|funny|dark|light|cheap|warm|quiet|short|long|smart|scary|gritty|co[sz]y|silly|sad|happy|"
    r"simple|easy|small|big|old|new|modern|soft|strong|sweet|dry|sharp|weird|cute|clean|calm|clever|gentle|romantic|dramatic|epic|heartwarming|feel-good|uplifting|relaxing|exciting|interesting|"
    r"inspiring|charming|classic|vintage|compact|sturdy|wireless|foldable|deep|bold|quirky|witty|moody|spicy|fresh|free|practical|casual|minimalist|good|great|nice|well-written|"
    r"hands-on|low-budget|mid-range|black|white|red|blue|green|grey|gray)"
)

LEADING_EN = (
    r"(?:(?:an?|the|some|any|all|these|those|my|your|our|his|her|their|more|every|each|both|such|much|many|lots? of|a lot of|a bit of|a little|a few|bits? of|kinds? of|sorts? of|types? of|"
    r"turns? out|turned out|ends? up|ended up|apparently|somehow|suddenly|tbh|ngl|they're|there're|he's|she's|you're|we're|that's|really|very|quite|pretty|so|just|maybe|perhaps|please|actually|basically|honestly|especially|even|also|still|only|like|well|oh|hey|hi|hello|ok|okay|yes|yeah|no|um|lol|and|or|but|then|"
    r"to|for|of|with|about|in|on|at|from|by|as|that|this(?= \w+ (?:is|was|are)\b)|which|who|it|its|it's|is|are|was|were|be|been|being|i|i'm|im|i've|i'd|i'll|we|we're|you|they|he|she|me|us|am|have|has|had|do|does|did|can|could|will|would|"
    r"(?:looks|seems|sounds|feels) like|found|find|think|thought|feel|felt|guess|believe|say|said|know|there|there's|here|haven't|hasn't|hadn't|didn't|seen|heard(?: of)?|recently|part of|generally|hmm+|ah|"
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
        "man guys bro thanks thx yet there more fan fans lover junkie buff addict nut enough kick binge spree omg fr ngl finally again today tonight will could can would should"
    ).split()
)

TRAILING_PHRASES_EN = r"(?: (?:a (?:try|shot|chance|go)|for a (?:lifetime|while)|to (?:watch|read|play|listen to|buy|see|try|learn|wear|use|eat)|for (?:me|us)|at all|as well|a lot|so much|that i can \w+|i guess|i think|or (?:something|so|whatever)|and (?:stuff|so on)|any ?more|if possible|out there|you (?:know|have|recommend)|in general|the most|away(?: from me)?|off my \w+|out of my \w+|all day(?: (?:long|every day))?|for hours|forever))+$"
