"""Misspelt words of judgement made readable in place: "sooo borring", "definately", "i lovee it"."""

# ruff: noqa: E501 - a pattern is easier to check on one line than cut in pieces, a word list in few lines than many
from __future__ import annotations

import re
from functools import cache

PRAISE = (
    "amazing awesome excellent fantastic superb brilliant wonderful beautiful gorgeous incredible outstanding impressive delicious hilarious "
    "engaging useful helpful comfortable sturdy durable reliable addictive stunning charming touching inspiring interesting fascinating "
    "entertaining adorable masterpiece delightful refreshing affordable satisfying captivating enjoyable perfect phenomenal favourite favorite"
)
BLAME = (
    "boring terrible horrible disappointing annoying overpriced overrated expensive uncomfortable confusing useless predictable repetitive "
    "pointless outdated unreliable garbage rubbish mediocre exhausting disgusting ridiculous misleading pretentious irritating frustrating "
    "forgettable underwhelming dreadful atrocious awful"
)
VERBS = {
    "love": "lovee luv lurv lve loev", "loved": "lovedd loveed lovd", "hate": "haet h8 hte", "hated": "hatedd hatd", "like": "liek lyke lik",
    "enjoyed": "enjoied enjoyd", "enjoy": "enjoi", "recommend": "reccomend recomend reccommend recommand recomand", "dislike": "dislke disliek",
    "please": "plz pls plss pleas plese", "definitely": "definately definitly definetly defiantly", "really": "realy rly rlly", "disappointed": "dissapointed disapointed dissappointed",
    "without": "wihtout witout", "because": "becuase becasue", "don't": "dont don;t", "interested": "intrested interessted", "something": "somthing smth sth",
}  # fmt: skip
_WORD = re.compile(r"[a-z0-9;]+(?:'[a-z]+)?", re.ASCII)
_DRAWN_OUT = re.compile(r"([a-z])\1{2,}")
_LEAST = 6
"""Letters from which a word is long enough that one slip in it leaves no other word."""
_LEAST_DROPPED = 7
_REAL = frozenset(
    ["bring", "bridal", "touring", "tender", "soring", "hatred", "adore", "moral", "trashy", "prefect"]
)
_SHORT = {"so", "love", "loved", "hate", "hated", "no", "yes", "good", "bad", "great", "too", "very", "really", "boring", "ugh", "cool", "please", "amazing", "cute", "funny", "best", "worst", "never", "slow", "nope", "meh", "like", "wow", "long"}  # fmt: skip


@cache
def slips() -> dict[str, str]:
    """Each misspelling that is known, with the word that stands for it: a word as long or shorter, so that it fits its place."""
    made: dict[str, str] = {}
    for words, short in ((PRAISE, "great"), (BLAME, "awful")):
        known = words.split()
        for word in known:
            for wrong in _misspelt(word):
                made.setdefault(wrong, word if len(word) <= len(wrong) else short)
        for word in known:
            made.pop(word, None)
    for word, wrongs in VERBS.items():
        made.update({wrong: word for wrong in wrongs.split() if len(word) <= len(wrong)})
    return {wrong: word for wrong, word in made.items() if wrong not in _REAL}


def _misspelt(word: str) -> set[str]:
    """A letter doubled or one of a pair dropped, two changed places, one left out inside a long word, a vowel for another."""
    wrong: set[str] = set()
    if len(word) < _LEAST:
        return wrong
    for place in range(1, len(word)):
        letter = word[place]
        wrong.add(word[:place] + letter + word[place:])
        wrong.add(word[: place - 1] + letter + word[place - 1] + word[place + 1 :] if place > 1 else word)
        if letter == word[place - 1] or (len(word) >= _LEAST_DROPPED and place > 1):
            wrong.add(word[:place] + word[place + 1 :])
        if letter in "aeiou" and len(word) >= _LEAST_DROPPED:
            wrong.update(word[:place] + vowel + word[place + 1 :] for vowel in "aeiou" if place > 1)
    wrong.discard(word)
    return wrong


def mended(plain: str) -> str:
    """The text with misspelt words of judgement set right, every other character in its place; a shorter word is set to the right."""
    return _WORD.sub(_set_right, plain)


def _set_right(match: re.Match[str]) -> str:
    word = match.group()
    right = slips().get(word)
    if right is None and _DRAWN_OUT.search(word):
        right = _shortened(word)
    return word if right is None else right.rjust(len(word))


def _shortened(word: str) -> str | None:
    for letters in (r"\1", r"\1\1"):
        short = _DRAWN_OUT.sub(letters, word)
        if short in _SHORT:
            return short
        if (right := slips().get(short)) is not None and len(right) <= len(word):
            return right
    return None
