"""English words of grammar: those that stand for what was named before, verbs of telling, words that ask."""

# ruff: noqa: E501 - a pattern is easier to check on one line than cut in pieces
from __future__ import annotations

ITEM_NOUN = r"(?:ones?|movies?|films?|flicks?|shows?|series|books?|novels?|songs?|albums?|videos?|clips?|posts?|channels?|games?|products?|items?|brands?|models?|courses?|class(?:es)?|lessons?|lectures?|episodes?|suggestions?|recommendations?|picks?|choices?|options?|titles?|things?|stuff|genres?)"
PRONOUN_EN = r"(?:(?:that|this|the same|either|neither) (?:one|movie|film|book|show)(?: either)?|either(?: of (?:those|them))?|it|them|they|that|this|those|these|one|ones|him|her|he|she|everything about it|all of it|all of them|the whole thing|it all|both)"
OFFERED_EN = (
    rf"(?:(?:the )?(?:sound|look|looks|idea|thought|premise|whole idea) of )?(?:that|this|these|those|the same|either|neither|both|the (?:first|second|third|last|latter|former|other|new)|your|any of (?:those|these|them)|it|them)"
    rf"(?: (?:two|three|last|first|whole|kinds?|types?|sorts?|particular|specific|of))*(?: {ITEM_NOUN})?(?: either| though| at all| as well| too)?"
)
"""Words for what the other party has just named."""
REFERRING_EN = r"(?:(?:the )?(?:sound|look|looks|idea|thought|premise|whole idea) of )?(?:(?:all|both|either|neither|any|none|most|much) of )?(?:(?:it|them|him)\b|(?:that|this|these|those) ones?\b(?! (?:of|called|named|about|with|where|in|from|by|on|for)\b))"
"""The head of an object that speaks of what was named: what follows belongs to the next thought ("hated that one way too long")."""
ANSWERING_EN = rf"(?:that|this|these|those)(?: (?:two|three|last|first|kinds?|types?|sorts?|of))* {ITEM_NOUN}\b(?! (?:of|called|named|about|with|where|in|from|by|like|on|for|that|which|i|you|we)\b)"
"""The same, where the other party has just named something."""

VERBAL_EN = (
    r"\b(?:i|i'm|i've|i'd|i'll|you|he|she|it|it's|we|they|there|is|are|was|were|am|has|have|had|do|does|did|will|would|can|could|should|might|may|let|"
    r"watched|saw|bought|ordered|read|finished|started|arrived|came|went|took|got|made|said|told|seen|costs?|comes|takes|has|budget|under \$?\d+|around \$?\d+)(?![\w])"
)

INTERROGATIVE_EN = r"(?:(?:so|and|but|ok|hey|hi|also|btw|just wondering),? )?(?:is|are|does|do|did|was|were|has|have|can|could|will|would|should|how|what|what's|which|when|where|who|whose)\b"
FACT_EN = (
    r"(?:(?:so|and|ok|hey|hi|btw|quick question|question),? )?(?:"
    r"(?:is|are|r|was|were|does|do|did|will|has|have) (?:the|this|these|those|that|there|they|he|she|its?|their|his|her|both|all)\b(?! just me)|"
    r"(?:what(?:'s| is| are| was) the (?!deal|point|hype|appeal|fuss)|what (?:year|time|size|age|level|language|breed|brand|colou?r|day|kind of \w+ (?:is|are|does|do))\b|when (?:does|do|is|are|will|did)\b|"
    r"where (?:is|are|was|were|does|do|did|can i)\b|how (?:many|long|old|big|often|far|heavy|late|do i|does)\b|who(?:'s| is| sings|s) ?(?:the|that|this|teaching|singing|playing|it by)?\b|"
    r"who (?:teaches|plays|wrote|directed|made|sings|runs|voiced|narrates|composed|won)\b|which (?!is|was|makes|made|i)\w+))"
)
"""The head of a question of fact, be there a question mark or not."""
HEADINGS = frozenset(
    [
        "pros",
        "cons",
        "likes",
        "dislikes",
        "loves",
        "hates",
        "update",
        "edit",
        "note",
        "ps",
        "good",
        "bad",
        "verdict",
        "quality",
        "price",
    ]
)
"""Words whose colon opens a list or a verdict, not the second half of a title."""
