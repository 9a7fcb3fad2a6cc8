"""Answers to "why", "why not" and "what if", worked out by the same steps that made the list."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from penchant.domain import Explanation, UnmetWant
from penchant.errors import LanguageModelError, UnknownInterest
from penchant.pipeline import Run
from penchant.rank import explain, wording
from penchant.rank.words import REASONS, WHY_NOT
from penchant.recall import resembling

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Literal

    from penchant.caller import Caller
    from penchant.domain import Gap, Reason, Slate, SlateItem
    from penchant.state import State

SAME_SCORE = 1e-3
"""Scores that differ by less are taken to be the same account; sums that fade move a little with every second."""


def why_slate(state: State, slate: Slate) -> Explanation:
    """The interests that stood behind a list."""
    run = _again(state, slate)
    text = WHY_NOT[run.language]["slate"].format(
        count=len(slate.items), candidates=slate.trace.get("candidates", 0)
    )
    return Explanation(
        slate_id=slate.slate_id,
        user_id=slate.user_id,
        verdict="slate",
        text=text,
        interests=run.capture().interests,
        before=tuple(item.item_id for item in slate.items),
    )


def answer(state: State, slate: Slate, item_id: str | None, without: str | None) -> Explanation:
    """Why an item is or is not in the list, or how the list would be without an interest. Raises UnknownInterest."""
    if without is not None:
        return _without(state, slate, without, item_id)
    listed = next((item for item in slate.items if item.item_id == item_id), None)
    run = _again(state, slate)
    words = WHY_NOT[run.language]
    if listed is not None:
        text = words["listed"].format(title=listed.title, rank=listed.rank)
        listed = _whole(run, listed)
        return Explanation(
            slate_id=slate.slate_id,
            user_id=slate.user_id,
            verdict="listed",
            text=text,
            item_id=item_id,
            item=listed,
        )
    verdict, text = _why_not(run, slate, item_id or "")
    return Explanation(
        slate_id=slate.slate_id, user_id=slate.user_id, verdict=verdict, text=text, item_id=item_id
    )


def unmet(slates: Iterable[Slate], limit: int) -> tuple[UnmetWant, ...]:
    """Gaps of many lists by their words, those of most users first."""
    by_text: dict[str, list[Gap]] = defaultdict(list)
    for slate in slates:
        for gap in slate.gaps:
            by_text[gap.text.casefold()].append(gap)
    ordered = sorted(by_text.values(), key=lambda gaps: (-len(gaps), gaps[0].similarity, gaps[0].text))
    return tuple(
        UnmetWant(
            text=gaps[0].text,
            users=len(gaps),
            similarity=max(gap.similarity for gap in gaps),
            threshold=gaps[0].threshold,
            nearest=gaps[0].nearest,
        )
        for gaps in ordered[:limit]
    )


def retold(state: State, slate: Slate, language: Literal["en", "zh"]) -> Slate:
    """The list with its reasons in another language, as they are told now; one that cannot be told any more stays as it is."""
    if slate.request is None or slate.trace.get("language") == language:
        return slate
    request = msgspec.structs.replace(slate.request, language=language)
    run = Run(state, request, slate.as_of, past=True)
    told = run.told(run.capture())
    items = tuple(
        msgspec.structs.replace(item, reasons=tuple(_retold(reason, told, slate) for reason in item.reasons))
        for item in slate.items
    )
    return msgspec.structs.replace(slate, items=items, trace={**slate.trace, "language": language})


def _retold(reason: Reason, told: explain.Told, slate: Slate) -> Reason:
    if reason.kind == "other":
        known = wording.read(reason.text, slate.trace["language"])
        text = REASONS[told.language]["other"].format(count=known[1]["count"]) if known else reason.text
    elif reason.interest_id and reason.interest_id not in told.interests:
        text = reason.text
    else:
        kind = "unlike" if reason.kind == "similar" and reason.contribution < 0 else reason.kind
        try:
            text = explain.sentence(kind, told, reason.interest_id, reason.event_id)
        except KeyError:
            text = reason.text  # the deed is no longer among the latest
    return msgspec.structs.replace(reason, text=text)


def reworded(caller: Caller | None, slate: Slate) -> Slate:
    """The list with its reasons in a language model's words, where these claim no more than the plain ones.

    Without a model, and where it fails, the plain ones stay: `trace["worded"]` counts both, and `degraded` names a failure.
    """
    language: Literal["en", "zh"] = "zh" if slate.trace.get("language") == "zh" else "en"
    plain, found, failed = wording.sentences_of(slate), wording.Sentences(), False
    if caller is not None and plain:
        try:
            found = caller.ask(wording.asked(plain, language, user_id=slate.user_id), wording.Sentences)
        except LanguageModelError:
            failed = True
    told = wording.worded(slate, plain, found.sentences, language)
    return msgspec.structs.replace(told, degraded=(*told.degraded, "rank.wording")) if failed else told


def _again(state: State, slate: Slate, *, leave_out: str | None = None) -> Run:
    assert slate.request is not None  # noqa: S101 - every slate is made with its request
    return Run(state, slate.request, slate.as_of, past=True, leave_out=leave_out)


def _whole(run: Run, listed: SlateItem) -> SlateItem:
    """The item with every addend on its own, where they can still be worked out; as it was kept where the sums have moved on."""
    wants = run.capture()
    scored = run.score(wants, run.retrieve(wants, run.generate(wants)))
    place = np.flatnonzero(scored.rows == run.catalogue.row_of.get(listed.item_id, -1))
    if not len(place):
        return listed
    penalty = listed.sources.get("diversity", 0.0)
    reasons = explain.reasons(scored.book(place), 0, penalty, run.told(wants), most=explain.ALL)
    total = sum(reason.contribution for reason in reasons)
    if abs(total - listed.score) > SAME_SCORE:
        return listed
    return msgspec.structs.replace(listed, reasons=reasons, score=round(total, explain.DIGITS))


def _why_not(run: Run, slate: Slate, item_id: str) -> tuple[str, str]:
    words = WHY_NOT[run.language]
    row = run.catalogue.row_of.get(item_id)
    if row is None or run.catalogue.items[row] is None:
        return "unknown", words["unknown"]
    title = run.catalogue.title(row)
    wants = run.capture()
    candidates = run.retrieve(wants, run.generate(wants))
    for barred in candidates.barred:
        if barred.rows[row]:
            where = slate.request.where if slate.request else ""
            return barred.kind, words[barred.kind].format(title=title, label=barred.label, where=where)
    for interest, alike in resembling(run, wants, np.array([row])):
        if alike[0]:
            return "refused", words["refused"].format(title=title, label=interest.label)
    place = np.flatnonzero(candidates.rows == row)
    if not len(place):
        return "not_retrieved", words["not_retrieved"].format(title=title, count=len(candidates.rows))
    score = float(run.score(wants, candidates).totals[place[0]])
    last = slate.items[-1].score if slate.items else 0.0
    return "outranked", words["outranked"].format(title=title, score=score, last=last)


def _without(state: State, slate: Slate, interest_id: str, item_id: str | None) -> Explanation:
    known = {i.interest_id: i for i in _again(state, slate).capture().interests}
    if interest_id not in known:
        raise UnknownInterest(
            f"no interest {interest_id!r} stood behind slate {slate.slate_id!r}; there were {sorted(known)}",
            hint=f"`penchant explain {slate.slate_id}` lists them with their labels.",
        )
    before = _items(_again(state, slate), slate.slate_id)
    run = _again(state, slate, leave_out=interest_id)
    after = _items(run, slate.slate_id)
    stay = len(set(before) & set(after))
    text = WHY_NOT[run.language]["without"].format(
        label=known[interest_id].label, stay=stay, count=len(before), go=len(before) - stay
    )
    return Explanation(
        slate_id=slate.slate_id,
        user_id=slate.user_id,
        verdict="without",
        text=text,
        item_id=item_id,
        interests=(known[interest_id],),
        before=before,
        after=after,
    )


def _items(run: Run, slate_id: str) -> tuple[str, ...]:
    wants = run.capture()
    slate = run.rank(wants, run.retrieve(wants, run.generate(wants)), slate_id)
    return tuple(item.item_id for item in slate.items)
