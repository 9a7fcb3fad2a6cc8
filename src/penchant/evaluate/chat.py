"""Chat: does the reader find, in real talk, the items that a seeker says they dislike?

A folder with `items`, `requests` (turns) and `feedback.csv`: what each seeker declared of each item after the talk. Each of the
seeker's turns is read with the other party's turn before it. Recall: disliked items spoken of by an aspect read as dislike or
never. Precision: of the items spoken of by such an aspect, those declared disliked. The declaration is the truth, not the
sentence: many a disliked item is only named and never judged, so recall has a ceiling below 1. Four counts, each of the items
declared:

named     the seeker's own turns hold the title
referred  named; or the turn before one of the seeker's holds it, and the seeker's has a word that refers (it, that, one ...)
answered  named; or the turn before one of the seeker's holds it, whatever the seeker's says
all       every form, also of items that come up after the last turn that is there

The same counts as benchmarks/reading_redial.py.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from penchant.capture.clauses import READER, read
from penchant.evaluate import data, intervals, result
from penchant.evaluate.result import Clock, Result

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from penchant.evaluate.data import Asked, Turn
    from penchant.evaluate.lab import Plan

COUNTS = ("named", "referred", "answered", "all")
REFUSING = frozenset({"dislike", "never"})
UNJUDGED = "unjudged"
DECLARED = ("like", "dislike")
SHORTEST_TITLE = 4
_YEAR = re.compile(r"\s*\(\d{4}\)\s*$")
_ARTICLE = re.compile(r"^(?:the|an?) ")
_REFERS = re.compile(r"\b(?:it|its|that|thats|this|those|these|them|they|both|neither|either|ones?)\b")


class Said(NamedTuple):
    """A turn of the seeker's, and the other party's before it."""

    text: str
    before: str


class Found(NamedTuple):
    """One declared item: how it was declared and read, in which counts it is, and in which half its dialogue."""

    declared: str
    read_as: str
    counts: tuple[str, ...]
    half: str


def plain(text: str) -> str:
    """Words alone, in lower case."""
    return " ".join(re.sub(r"[^\w ]+", " ", text.casefold().replace("'", "").replace("’", "")).split())


def names(text: str, title: str) -> bool:
    """Whether a text holds a plain title, word for word."""
    return f" {title} " in f" {plain(text)} "


def own(turns: Sequence[Turn]) -> Iterator[Said]:
    """The seeker's turns, each with what it answers."""
    before = ""
    for turn in turns:
        if turn.role == "user":
            yield Said(turn.text, before)
        before = turn.text if turn.role == "system" else ""


def dialogues(requests: Sequence[Asked]) -> dict[str, list[Said]]:
    """The seeker's turns by dialogue, from its longest request."""
    longest: dict[str, Asked] = {}
    for one in requests:
        known = longest.get(one.dialog_id)
        if known is None or len(one.turns) > len(known.turns):
            longest[one.dialog_id] = one
    return {dialog_id: list(own(one.turns)) for dialog_id, one in longest.items()}


def verdict(turns: Sequence[Said], title: str) -> str:
    """The last opinion of the title in the turns; else "unjudged". Objects are kept without articles."""
    found, short = UNJUDGED, _ARTICLE.sub("", title)
    for turn in turns:
        if names(turn.text, title) or names(turn.before, title):
            for aspect in read(turn.text, before=turn.before):
                if names(aspect.about, short) and aspect.polarity not in {"neutral", "question"}:
                    found = aspect.polarity
    return found


def counted(turns: Sequence[Said], title: str) -> tuple[str, ...]:
    """The counts that the item is in."""
    if any(names(turn.text, title) for turn in turns):
        return COUNTS
    answers = [turn for turn in turns if names(turn.before, title)]
    if any(_REFERS.search(plain(turn.text)) for turn in answers):
        return COUNTS[1:]
    return COUNTS[2:] if answers else COUNTS[3:]


def judged(plan: Plan) -> list[Found]:
    """Every declared item of the folder, judged. Raises InvalidFile."""
    titles = {item.item_id: plain(_YEAR.sub("", item.title)) for item in data.items(plan.folder)}
    turns = dialogues(data.requests(plan.folder))
    forms = [
        form
        for form in data.feedback(plan.folder)
        if form.liked in DECLARED and len(titles.get(form.item_id, "")) >= SHORTEST_TITLE
    ]
    chosen = [forms[place] for place in data.sample(forms, plan.sample, plan.seed)]
    found = []
    for form in plan.follow(chosen, "read", len(chosen)):
        said, title = turns.get(form.dialog_id, []), titles[form.item_id]
        half = ("even", "odd")[int(form.dialog_id) % 2] if form.dialog_id.isdigit() else "even"
        found.append(Found(form.liked, verdict(said, title), counted(said, title), half))
    return found


def run(plan: Plan) -> Result:
    """Chat on a folder with items, requests and feedback. Raises InvalidFile."""
    clock = Clock()
    every = judged(plan)
    columns = {
        f"{measure} of dislikes, {count}": hits
        for count in COUNTS
        for measure, hits in shares([one for one in every if count in one.counts]).items()
    }
    return Result(
        protocol="Chat",
        data=plan.folder.name,
        blend="none",
        metrics={name: result.mean(hits) for name, hits in columns.items()},
        intervals={name: intervals.interval(hits, seed=plan.seed) for name, hits in columns.items() if hits},
        cpu_seconds=clock.total(),
        command="",
        cases=len(every),
        seed=plan.seed,
        sample=plan.sample,
        tables={"by half": halves(every), "read as": reading_of(every)},
        notes=(f"reader {READER!r}", "the odd dialogues were worked on, the even ones kept for the check"),
    )


def shares(found: Sequence[Found]) -> dict[str, list[float]]:
    """Recall and precision of dislikes as hits: one a disliked item, and one an item read as refused."""
    return {
        "recall": [float(one.read_as in REFUSING) for one in found if one.declared == "dislike"],
        "precision": [float(one.declared == "dislike") for one in found if one.read_as in REFUSING],
    }


def halves(every: Sequence[Found]) -> dict[str, dict[str, float]]:
    """The figures of each count in each half of the dialogues."""
    groups: dict[str, list[Found]] = defaultdict(list)
    for count in COUNTS:
        for half in ("odd", "even"):
            groups[f"{count}, {half}"] += [o for o in every if count in o.counts and o.half == half]
    return {
        name: {
            "items": len(held),
            "judged": sum(one.read_as != UNJUDGED for one in held),
            "disliked": sum(one.declared == "dislike" for one in held),
            **{measure: result.mean(hits) for measure, hits in shares(held).items()},
        }
        for name, held in groups.items()
    }


def reading_of(every: Sequence[Found]) -> dict[str, dict[str, float]]:
    """How named items of each declaration were read."""
    table: dict[str, dict[str, float]] = {declared: defaultdict(float) for declared in DECLARED}
    for one in every:
        if "named" in one.counts:
            table[one.declared][one.read_as] += 1
    return {declared: dict(row) for declared, row in table.items()}
