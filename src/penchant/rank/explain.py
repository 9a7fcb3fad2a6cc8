"""Reasons: the addends of a score, each with its sentence. What is shown is the arithmetic that was done."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from penchant.domain import Reason, Value
from penchant.rank.blend import Key
from penchant.rank.words import NOTES, REASONS, VERBS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from penchant.domain import Interest
    from penchant.rank.blend import Addend, Blend, Scene
    from penchant.rank.constraints import Barred

MOST = 5
"""Reasons listed one by one in a list; the smaller rest is one reason more, so that the sum holds."""
ALL = 1_000_000
"""So many reasons are listed where someone asks for the whole account."""
DIGITS = 6
REQUEST = "request"
"""The event type of what is asked in the request itself."""
QUOTE_CHARACTERS = 80
_NONE = 10.0**-DIGITS / 2
LEARNED = Key("learned")
"""What a trained blend makes of signals that are absent."""


class Told(Value, frozen=True, eq=False):
    """What sentences speak of: interests by id, and for an event id its type and its item's title.

    `quotes` are the words behind each interest, by its id; `shared` those that stand behind several; `sentences` those written so
    far: one reason often stands behind many items of a list.
    """

    interests: Mapping[str, Interest]
    quotes: Mapping[str, str]
    shared: frozenset[str]
    deed: Callable[[str], tuple[str, str]]
    language: str
    sentences: dict[tuple[str, str | None, str | None], str] = msgspec.field(default_factory=dict)


def told(interests: Sequence[Interest], deed: Callable[[str], tuple[str, str]], language: str) -> Told:
    """What the sentences about these interests and a person's deeds may speak of."""
    quotes = {i.interest_id: quote(i) for i in interests}
    counts = Counter((quotes[i.interest_id], i.polarity) for i in interests)
    shared = frozenset(words for (words, _), count in counts.items() if count > 1)
    by_id = {i.interest_id: i for i in interests}
    return Told(interests=by_id, quotes=quotes, shared=shared, deed=deed, language=language)


class Ledger(Value, frozen=True, eq=False):
    """The accounts of some candidates, by reason `(k, n)` and by channel `(c, n)`; each one's column sums to its score."""

    keys: tuple[Key, ...]
    by_reason: NDArray[np.float64]
    channels: tuple[str, ...]
    by_channel: NDArray[np.float64]


def ledger(addends: Sequence[Addend], places: NDArray[np.int64], scene: Scene, blend: Blend) -> Ledger:
    """What each reason adds to the score of the candidates at `places`.

    What a blend makes of a channel beyond the sum of its addends is dealt out to them by their size, so that under the plain sum
    they are as they are. What belongs to no channel is a reason of its own: what was learned from everyone's choices.
    """
    dealt = blend.contributions(scene, places)
    beyond = dealt.copy()
    beyond[:-1] -= scene.values[:, places]
    # Sorted by kind, so that a stable sort by size leaves equals in that order.
    keys = tuple(sorted(dict.fromkeys([*(k for a in addends for k in a.keys), LEARNED]), key=_kind))
    place = {key: p for p, key in enumerate(keys)}
    by_reason = np.zeros((len(keys), len(places)))
    # Keys of one addend are distinct, so that adding by index loses nothing.
    shares = [([place[key] for key in addend.keys], addend.at(places)) for addend in addends]
    for at, own in shares:
        by_reason[at] += own
    if np.abs(beyond).max(initial=0.0) > 0:
        of = [scene.channels.index(addend.channel) for addend in addends]
        size = np.zeros((len(scene.channels), len(places)))
        for channel, (_, own) in zip(of, shares, strict=True):
            size[channel] += np.abs(own).sum(axis=0)
        beyond[:-1] = np.divide(beyond[:-1], size, out=beyond[:-1].copy(), where=size > 0)
        by_reason[place[LEARNED]] += np.where(size > 0, 0.0, beyond[:-1]).sum(axis=0) + beyond[-1]
        for channel, (at, own) in zip(of, shares, strict=True):
            by_reason[at] += np.abs(own) * beyond[channel]
    return Ledger(keys=keys, by_reason=by_reason, channels=(*scene.channels, LEARNED.kind), by_channel=dealt)


def _kind(key: Key) -> str:
    return key.kind


def reasons(book: Ledger, place: int, penalty: float, told: Told, most: int = MOST) -> tuple[Reason, ...]:
    """The reasons of one candidate, largest first.

    Contributions are rounded to `DIGITS`; the item's score is defined as their sum.
    """
    column = book.by_reason[:, place]
    size = np.abs(column)
    order = np.argsort(-size, kind="stable")[: np.count_nonzero(size > _NONE)]
    held = [(book.keys[k], float(column[k])) for k in order[:most].tolist()]
    count, total = len(order), float(column[order].sum())
    if abs(penalty) > _NONE:
        held = sorted([*held, (Key("diversity"), penalty)], key=lambda kv: (-abs(kv[1]), kv[0].kind))[:most]
        count, total = count + 1, total + penalty
    listed = [_reason(key, value, told) for key, value in held]
    if count > len(held):
        text = REASONS[told.language]["other"].format(count=count - len(held))
        rest = round(total - sum(value for _, value in held), DIGITS)
        listed.append(Reason(kind="other", contribution=rest, text=text))
    return tuple(listed)


def sources(book: Ledger, place: int, penalty: float) -> dict[str, float]:
    """The same score by channel: what each source of evidence added."""
    column = np.round(book.by_channel[:, place], DIGITS).tolist()
    held = {name: value for name, value in zip(book.channels, column, strict=True) if value}
    return held | ({"diversity": round(penalty, DIGITS)} if abs(penalty) > _NONE else {})


def owners(book: Ledger) -> list[str | None]:
    """For each candidate of the book the deed that carries most of its score; None where words, ideas or the crowd do."""
    deeds: dict[str, list[int]] = defaultdict(list)
    for k, key in enumerate(book.keys):
        if key.event_id is not None:
            deeds[key.event_id].append(k)
    if not deeds:
        return [None] * book.by_reason.shape[1]
    names = list(deeds)
    columns = book.by_reason
    shares = np.stack([columns[deeds[name]].sum(axis=0) for name in names])
    others = [k for k, key in enumerate(book.keys) if key.event_id is None]
    rest = np.maximum(columns[others], 0.0).sum(axis=0)
    best = shares.argmax(axis=0)
    return [names[b] if shares[b, p] > rest[p] else None for p, b in enumerate(best)]


def shortage(found: int, n: int, barred: Sequence[Barred], language: str) -> tuple[str, ...]:
    """Why a list is empty or short, in words; nothing for a full one."""
    if found >= n:
        return ()
    words = NOTES[language]
    counts = [(b, int(np.count_nonzero(b.rows))) for b in barred]
    causes = [words[b.kind].format(count=count, label=b.label) for b, count in counts if count]
    text = ("；" if language == "zh" else "; ").join(causes) or words["no_more" if found else "none"]
    return (words["short" if found else "empty"].format(count=found, n=n, causes=text),)


def _reason(key: Key, value: float, told: Told) -> Reason:
    return Reason(
        kind=key.kind,
        contribution=round(value, DIGITS),
        text=sentence(
            "unlike" if key.kind == "similar" and value < 0 else key.kind, told, key.interest_id, key.event_id
        ),
        interest_id=key.interest_id,
        event_id=key.event_id,
        idea=key.idea,
    )


def sentence(kind: str, told: Told, interest_id: str | None = None, event_id: str | None = None) -> str:
    """One reason in words."""
    asked = kind, interest_id, event_id
    if asked not in told.sentences:
        told.sentences[asked] = _written(kind, told, interest_id, event_id)
    return told.sentences[asked]


def _written(kind: str, told: Told, interest_id: str | None, event_id: str | None) -> str:
    interest = told.interests.get(interest_id or "")
    event_type, title = told.deed(event_id) if event_id else ("", "")
    verbs = VERBS[told.language]
    return REASONS[told.language][_phrase(kind, interest, told)].format(
        quote=told.quotes.get(interest_id or "", ""),
        label=interest.label if interest else "",
        title=title,
        verb=verbs.get(event_type, verbs[""]),
    )


def _phrase(kind: str, interest: Interest | None, told: Told) -> str:
    """Which sentence fits: one deed is not a habit, a request is not a saying, and two wishes of one sentence are told apart."""
    if interest is None:
        return kind
    if kind == "did":
        return "did" if sum(e.weight > 0 for e in interest.evidence) > 1 else "did_once"
    if kind == "said" and interest.evidence and interest.evidence[0].event_type == REQUEST:
        return "asked"
    if kind == "said":
        return "said_of" if told.quotes[interest.interest_id] in told.shared else "said"
    return kind


def quote(interest: Interest) -> str:
    """The newest words behind an interest, shortened; its label where there are none."""
    words = next((e.quote for e in interest.evidence if e.quote and not e.superseded), interest.label)
    return words if len(words) <= QUOTE_CHARACTERS else words[: QUOTE_CHARACTERS - 1] + "…"
