"""English turns of phrase that blame, or take no side; after those of `idioms_en`."""

# ruff: noqa: E501 - a pattern is easier to check on one line than cut in pieces
from __future__ import annotations

from penchant.capture.cues import Cue

_NT = r"(?:n't|nt| not)"
_BE = r"(?:is|are|was|were|'s|'re|am|'m|im|been|be)"
_DEGREE = r"(?:(?:really|just|so|still|always|all that|too|very|exactly|particularly|quite|honestly|even|that|pretty|kinda|kind of|totally|a bit|a little|definitely|sort of) ){0,3}"
_FELT = r"(?:thrilled|excited|enthusiastic|pleased|happy|satisfied|impressed|wild|mad|crazy|nuts|enamou?red|enthused|bothered|fussed|sold|taken|convinced|won over|charmed|moved|comfortable|keen|hot|big|hung up)"
_NEED = r"(?:interest|use|need|time|patience|appetite|desire|love|tolerance|stomach|energy|respect|taste|affection|enthusiasm|nostalgia|sympathy)"

BLAME_EN: tuple[Cue, ...] = (
    # dislikes
    Cue(
        r"do(?:es)?(?:n't|nt| not) (?:usually |normally |really |generally |typically |often |tend to |ever )?(?:go for|reach for|seek out|gravitate (?:to|towards?)|bother with|touch|watch much|read much|listen to much|care to|pick up)|tend to (?:avoid|skip)",
        "dislike",
        1,
    ),
    Cue(r"neither(?= .{1,60} nor .{1,60})(?! (?:love|like|hate|good|bad|here|fish))", "dislike", 2),
    Cue(
        rf"(?:(?:have|has|had|got|'ve|'s) )?(?:no|zero|little|not much|not a lot of|never had (?:any|the|much)|do{_NT} have (?:any|much|the)|have(?:n't| not) (?:any|much)|without any|limited|lost (?:all )?) ?(?:\w+ )?{_NEED}(?: (?:in|for|to|with))",
        "dislike",
        2,
    ),
    Cue(
        rf"{_BE}(?:n't|nt| not|nt) {_DEGREE}{_FELT} (?:with|about|by|on|at|for)|not {_DEGREE}{_FELT} (?:with|about|by|on|at|for)",
        "dislike",
        2,
    ),
    Cue(
        rf"(?:(?:{_BE})(?:n't|nt| not)|not|ain't)(?: (?:really|exactly|quite|so much|just|at all|even|particularly|necessarily|the))* (?:my|our) (?:(?:usual|favou?rite|first|idea of|preferred) ?)?(?:kind|type|sort|style|brand|favou?rite|genre|idea|choice) (?:of|choice)(?: (?:a good time|fun))?",
        "dislike",
        2,
        "both",
    ),
    Cue(
        rf"(?:(?:{_BE})(?:n't|nt| not)|not|ain't)(?: (?:really|exactly|quite|so much|just|at all|even|particularly|necessarily|the))* (?:my|our) (?:(?:usual|absolute|all-time|all time|personal) )?(?:bag|scene|thing|cup of tea|cuppa|style|taste|speed|favou?rites?|fave|genre|jam|vibe|type|kind|deal|forte|first choice|go-to|preference|area)|(?:not|isn't|aren't|wasn't) (?:really |exactly |quite )?(?:up my (?:alley|street)|my kind of \w+|doing it for me|working for me|speaking to me|for me|for everyone|where it's at|worth (?:the|your|my|a|it|\w+ing)(?: \w+){0, 2})",
        "dislike",
        2,
        "left",
    ),
    Cue(
        r"(?:nothing|not (?:much|a lot|anything)|little) to (?:like|love|enjoy|write home about|see|learn)(?: (?:about|in|from|here|on|with))?|better off (?:without|skipping|avoiding|not (?:watching|buying|reading))|(?:could|can)(?:n't|not|nt| not) (?:care less|be bothered|be arsed|bring myself)(?: (?:about|with|to \w+))?|(?:hate|despise|loathe) (?:on )?|(?:don't|dont|do not|didn't|doesn't|can't|cannot|never) (?:really )?(?:get|see|understand) (?:the (?:point|appeal|hype|fuss|love|obsession|big deal)|what all the fuss is|what people see|why (?:people|anyone|everyone)(?: \w+)?)(?: (?:of|in|about|around|with|behind|over|like|love|likes|loves))?|(?:overdosed|od'd|burned out|burnt out|fed up|had enough|maxed out|oversaturated|jaded|cold) (?:on|with|by|of|from)|leaves? me cold|left a (?:bad|sour|bitter) taste|(?:allergy|aversion) to|fell out of love with|lost (?:my )?(?:taste|love|patience|faith|interest) (?:for|in|with)|(?:not|isn't|aren't) (?:gonna|going to) (?:lie|pretend) i (?:like|enjoy)",
        "dislike",
        2,
    ),
    Cue(
        r"(?:is|are|was|were|'s) (?:totally |completely |kinda |a bit |rather )?(?:lost|wasted) on me|(?:(?:did|do|does)(?:n't|nt| not)|never) (?:really |quite |ever )?(?:do|did) (?:much|anything|it|a lot|a thing) for me|(?:did|does|do) (?:absolutely |precisely )?(?:nothing|little|zilch|zero|nada) for me|(?:hurts?|hurting|kills?|strain(?:s|ed)?|irritates?|rubs?|pinch(?:es|ed)?|dig(?:s)? into) my \w+|(?:gives?|gave|giving) me (?:a |the )?(?:headaches?|migraines?|creeps|ick|blisters|nightmares|rash|motion sickness|secondhand embarrassment)|(?:take|takes|took|taking) (?:absolutely |literally )?(?:forever|ages|weeks|an eternity|way too long|too long)(?: to \w+)?|(?:bored|bores|boring) (?:me|us) (?:to (?:tears|death|sleep)|stiff|senseless)|(?:had|have|got|getting) me (?:yawning|bored|cringing|asleep|rolling my eyes)|makes? me (?:yawn|cringe|sick|angry|want to (?:quit|leave|scream|sleep))|made me (?:yawn|cringe|sick|angry|want to (?:quit|leave|scream|sleep))|leaves? (?:a lot|much|something) to be desired|(?:is|are|was|were) (?:a |an )?(?:thing of the past|dumpster fire|train ?wreck|dud|flop|clickbait|hot mess|time sink|money pit|rip ?off|cash ?grab|letdown|bust|total bust|buzzkill|snooze|drag|deal ?breaker)|(?:doesn't|does not|didn't|did not|don't|won't|wouldn't|couldn't|never) (?:even )?(?:deliver|live up|hold (?:up|a charge|attention)|stay (?:on|put|charged)|fit|last|work|stick|add up|land|help|teach|cut it|do the job|do justice|measure up|survive|pair|sync|respond|arrive|come through|engage|explain|match)(?: (?:me|anything|properly|well|right|long|much|very \w+|more than \w+ \w+|at all|as \w+|the \w+|to \w+(?: \w+)?|with \w+ \w+))*",
        "dislike",
        2,
        "left",
    ),
    Cue(
        r"(?:save|keep) your (?:money|time|cash)|(?:don't|dont|do not|wouldn't) (?:bother|waste your (?:time|money))(?= ?(?:$|[,.!]))|(?:\w+ )?(?:hours?|minutes|days|time|money|bucks|dollars)(?: of my life)?(?: that)? (?:i'll|i will|i can|i|we'll) never (?:get|see|getting) (?:back|again)|(?:want|need) my (?:money|time|hours?) back|what an? (?:(?:complete|total|utter|colossal) )?(?:waste|mess|letdown|let-down|disappointment|joke|bore|snooze|drag|rip ?off|disaster|scam|train ?wreck|shame|cash grab)|avoid like the plague|not worth it|(?:should(?:'ve| have)) (?:skipped|returned|stayed home|read the reviews|known better)|(?:i've|i have) (?:seen|had|read|heard) better|(?:never|won't be) (?:buying|watching|reading|ordering|coming back|using|going back)(?: (?:it|this|here|that|from them|again))*|total waste",
        "dislike",
        2,
        "both",
    ),
    Cue(
        r"(?:but |though |although |just |well )?not (?:any ?more|any longer|these days|nowadays)|no longer(?=$|[,.!])|(?:that|the|this) (?:phase|ship) (?:is over|has sailed|has passed)|(?:the )?(?:magic|thrill|novelty|charm)(?:'s| is| has)? (?:gone|worn off|faded|wore off)|got old(?: (?:fast|quick|quickly|real fast))?|gets old(?: (?:fast|quick|quickly|real fast))?",
        "dislike",
        2,
        "both",
    ),
    Cue(
        r"(?:but )?(?:me|myself|for me),? not so much|(?:but )?(?:not|never) me|me neither|i'm not(?=$|[,.!])|i (?:don't|dont|do not|didn't)(?=$|[,.!])",
        "dislike",
        2,
        "both",
    ),
    Cue(
        r"(?:has |have |'s |'ve )?never (?:looked|been|felt|slept|tasted|worked|sounded|run|had it) (?:so |this )?(?:better|happier|good|well|smoother|easier|healthier|great|soft|clean)|(?:saved|saves|carried|carries) (?:it|the \w+)(?: for me)?|pays? off|paid off|lives? rent free in my head|solved (?:my|the|all(?: of)? my) (?:problems?|issues?)|changed my (?:life|mind|routine)|held up(?: (?:great|well|perfectly|nicely))?|didn't check my (?:watch|phone)(?: once)?|time flew|in the best (?:possible )?way|worth the wait|a joy to \w+|easy on the (?:eyes|ears)|sets the bar|raised the bar|second to none|better than (?:i )?(?:expected|hoped|imagined|ever)|surprisingly (?:good|fun|great|tasty|comfortable|deep|moving|sturdy|well)",
        "like",
        2,
        "left",
    ),
    Cue(
        r"would(?:n't|nt| not) (?:trade|swap|give up|change)|(?:can't|cannot|couldn't|can not|could not) (?:\w+ ){1,2}without|(?:can't|cannot) believe (?:i|it took me) .{0,20}(?:long|years|forever) to (?:see|watch|try|read|find|discover|start|buy|get)|who else (?:\w+ )?(?:misses|miss|loves?|likes?|adores?|enjoys?|is obsessed with)|anyone else (?:obsessed with|in love with|loving|addicted to|hooked on)",
        "like",
        2,
    ),
    Cue(
        r"(?:keep|kept|always|constantly|usually|just|mostly) (?:on )?(?:blocking|muting|skipping|unfollowing|hiding|ignoring|scrolling past|swiping past|fast-?forwarding(?: through)?|reporting|deleting|returning|block|mute|skip|unfollow|hide|ignore|scroll past|swipe past|fast-?forward(?: through)?)|(?:i |we )(?:block|mute|unfollow|hide|report|scroll past|swipe past|fast-?forward(?: through)?)|why (?:is|are) (?:everyone|everybody|people|y'all|all of you|they all) (?:so |still |suddenly |all )*(?:obsessed with|crazy about|into|hyped about|in love with|raving about|talking about|posting)|why (?:do|does|would) (?:everyone|everybody|people|anyone|anybody) (?:like|love|watch|buy|enjoy|recommend|listen to|read|wear|use|keep)|what's the (?:deal|hype|point|appeal|fuss) (?:with|about|of)|had (?:my|our|more than my) fill of|(?:do(?:n't| not)|never) (?:learn|work|study|sleep|cope|do) well (?:from|with|on|in)",
        "dislike",
        2,
    ),
    Cue(
        r"(?:ghosted|ignored|scammed|overcharged|misled|bored|annoyed|lectured|insulted|confused) (?:me|us)|(?:reads?|reading) (?:straight |directly |right |word for word )?(?:from|off) (?:the |his |her |their )?(?:slides?|script|book|notes|powerpoint)|(?:is|are|was) (?:a |an )?(?:total |complete |design |real )?(?:failure|ghost town|deal-?breaker|pale imitation|poor man's \w+|shadow of \w+|parody of \w+|far cry|step back(?:wards)?|downgrade|money grab|time waster|cheap (?:copy|imitation|knock-?off))|(?:looks?|is|was|looked|are) nothing like (?:the|it|in|what|my)(?: (?:photos?|pictures?|listing|description|video|trailer|book))?|makes? my (?:skin crawl|eyes (?:glaze|bleed|hurt)|ears bleed|blood boil|teeth hurt|head hurt)|(?:gets?|got|runs?|becomes?|became) (?:really|too|very|so|extremely|way too|super) (?:hot|loud|dirty|heavy|dull|confusing|repetitive|complicated|boring|preachy|technical)|keeps? (?:disconnecting|crashing|freezing|breaking|falling|slipping|buffering|restarting|dropping|losing|glitching|lagging|cutting out|dying|beeping|leaking|jamming|repeating|interrupting|shouting|talking)(?: (?:off|out|down|apart|mid-\w+|itself))?|aged? (?:badly|poorly|like milk)|(?:has|have|had)n't aged well|jokes? (?:fell flat|missed)",
        "dislike",
        2,
        "left",
    ),
    Cue(
        r"(?<=[a-z] )(?<!said )(?<!say )(?<!says )(?:no|nope|nah)(?=\W*$)",
        "never",
        2,
        "left",
        "exclusion",
        "now",
        "never",
    ),
    Cue(r"(?<=[a-z] )(?<!said )(?<!say )(?<!says )(?:yes|yeah)(?=\W*$)", "like", 2, "left", horizon="now"),
    # neither here nor there
    Cue(
        r"(?:(?:am |i'm |im |still |a bit |kinda )*(?:in two minds|of two minds|torn|on the fence|undecided|indifferent|ambivalent|neutral|conflicted|lukewarm)|(?:have |got |has )?(?:mixed (?:feelings|opinions|emotions)|no (?:strong )?(?:opinions?|feelings?|preference|strong views?)|no thoughts)|(?:could|can) take (?:it|them|this|that)? ?or leave(?: (?:it|them))?|jury'?s (?:is )?(?:still )?out)(?: (?:about|on|over|to|towards?|regarding|either way))?|(?:neither|don't|do not|dont) (?:love|hate)(?: it)?(?:,? (?:nor|or|and|but) (?:(?:don't|do not|i don't) )?(?:hate|love)(?: it)?)|i don't (?:hate|love) (?:it|them|this|that),? (?:but )?i don't (?:love|hate) (?:it|them|this|that)",
        "neutral",
        1,
        "both",
    ),
    Cue(
        r"(?:i'd|would|who'd) (?:much )?rather not(?: (?:see|watch|read|have|buy|get|hear))?(?: (?:any ?more|any|anything))?|prefer not(?: to)?(?: (?:see|watch|read|have))?|instead of|rather than",
        "dislike",
        2,
        kind="exclusion",
    ),
)
