"""Steering is a verb: "less of this for a week", "surprise me", "only under 2 hours", in English and Chinese.

Each becomes what a person could have declared by hand: an interest that is listed with how long it holds, and can be dropped. What
is not a verb is left to the reader of sentences. A verb is the whole of a clause, so that "I like it more than under the dome"
steers nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from penchant.converse import acts
from penchant.converse.measures import Facts, span_in
from penchant.converse.verbs import COURTESY_EN, COURTESY_ZH, EN, ZH
from penchant.domain import Interest, InterestEdit, Value
from penchant.text import language

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LONGEST = 600
"""Characters of a turn in which verbs are looked for: who writes more tells something."""
ALONE = frozenset({"not_now", "wave"})
"""Verbs only where a turn says nothing else: "sometimes, but not right now" answers something."""
_MARKS = " ,.;!?，。；！？、\n"
_STOPS = re.compile(r"(?<!\d)[.](?!\d)|[!?;。！？；\n]+|,(?!\d)|，|(?<=\s)[-–—](?=\s)")
_JOINTS = {
    "en": re.compile(r"\s+(?:and|but|or)\s+(?:also\s+|then\s+)?", re.IGNORECASE),
    "zh": re.compile(r"(?:，|、|\s)+|(?:并且|而且|但是|不过|还有|另外|然后)"),
}


class Shown(Value, frozen=True):
    """An item of the last list: its id and title, what it is filed under, the most telling first; its year and date, if known."""

    item_id: str
    title: str
    kinds: tuple[str, ...] = ()
    year: float | None = None
    published_at: int | None = None


class About(Value, frozen=True, eq=False):
    """What a turn may speak of: the last list, the person's interests, and what the catalogue can be asked; `now` in ms.

    `facts` is asked only where a quantity is named. `asked` says whether a question waits for its answer.
    """

    now: int
    shown: tuple[Shown, ...] = ()
    interests: tuple[Interest, ...] = ()
    facts: Callable[[], Facts] = Facts
    asked: bool = False


class Steered(Value, frozen=True):
    """What a turn steers: the `edits` it declares, `more` where another page is wanted, `waved` where the question is waved off.

    `rest` is what it says beside, to be read as a sentence.
    """

    edits: tuple[InterestEdit, ...] = ()
    rest: str = ""
    more: bool = False
    waved: bool = False


def steered(text: str, about: About) -> Steered:
    """The verbs of a turn, and what is left of it."""
    if len(text) > LONGEST:
        return Steered(rest=text)
    tongue = language(text)
    read = [(clause + end, _verbs_in(clause, about, tongue)) for clause, end in _clauses(text)]
    kept = [clause for clause, found in read if found is None and clause.strip(_MARKS)]
    verbs = [one for _, found in read for one in found or ()]
    if kept and any(name in ALONE for name, _ in verbs):
        kept = [
            clause for clause, found in read if found is None or ALONE.issuperset(name for name, _ in found)
        ]
        verbs = [one for one in verbs if one[0] not in ALONE]
    names = {name for name, _ in verbs}
    return Steered(
        edits=tuple(edit for _, own in verbs for edit in own),
        rest=" ".join(clause.strip() for clause in kept if clause.strip(_MARKS)).strip(" ,，、"),
        more="more" in names,
        waved="wave" in names,
    )


def _clauses(text: str) -> Iterator[tuple[str, str]]:
    """The clauses of a text, each with the mark that ends it."""
    begin = 0
    for stop in _STOPS.finditer(text):
        yield text[begin : stop.start()], stop.group()
        begin = stop.end()
    yield text[begin:], ""


def _verbs_in(clause: str, about: About, tongue: str) -> list[tuple[str, list[InterestEdit]]] | None:
    """What a clause does; where it is none as a whole, its parts between "and" and the like must all be verbs."""
    whole = _verb_of(clause, about, tongue)
    if whole is not None:
        return [whole]
    parts = [part for part in _JOINTS[tongue].split(clause) if part.strip()]
    found = [_verb_of(part, about, tongue) for part in parts] if len(parts) > 1 else [None]
    return [one for one in found if one is not None] if all(found) else None


def _verb_of(clause: str, about: About, tongue: str) -> tuple[str, list[InterestEdit]] | None:
    plain = _bare(clause, tongue)
    span = span_in(plain, tongue)
    tried = [(plain, None)] if span is None else [(_bare(span.rest, tongue), span), (plain, None)]
    for words, held in tried:
        for name, pattern in ZH if tongue == "zh" else EN:
            found = pattern.fullmatch(words) if words else None
            if found is None or (name == "wave" and not about.asked):
                continue
            said = acts.Said(words=plain, tongue=tongue, found=found, span=held)
            edits = acts.ACTS[name](said, about)
            if edits is not None:
                return name, edits
    return None


def _bare(clause: str, tongue: str) -> str:
    """A clause without words of courtesy at its ends."""
    courtesy = COURTESY_ZH if tongue == "zh" else COURTESY_EN
    words = " ".join(clause.split()).strip(" \"'“”‘’…~")
    while (shorter := courtesy.sub("", words).strip(" ,，")) != words and shorter:
        words = shorter
    return words
