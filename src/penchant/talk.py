"""All that was said lately, as one thing: where it points as a whole, its words, and the names that came up in it.

Interests hold what each clause is about; a conversation says more than the sum of its clauses. Only what is wanted or told counts:
a refused clause would fetch what it refuses. The other party's words are context: they name things that "more of those" speaks of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from penchant.capture import reading
from penchant.capture.evidence import HOUR
from penchant.catalogue import TOPIC_FIELDS
from penchant.domain import Value
from penchant.retrieve.keyword import content_words
from penchant.space import centred
from penchant.text import language

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from penchant.asking import Asking
    from penchant.capture.interests import Wants
    from penchant.catalogue import Catalogue, Named
    from penchant.domain import Aspect, Interest, Vector
    from penchant.person import Heard
    from penchant.state import State

LATELY = 24 * HOUR
"""What was said longer ago than this is no part of a conversation that goes on."""
CHARACTERS = 400
"""The newest so many: what was said before them is mostly another subject."""
MOST_WORDS = 12
"""Words looked up, the newest: each costs a search."""
REFUSING = frozenset({"dislike", "never"})


class Talk(Value, frozen=True, eq=False):
    """What was said lately.

    `text` holds the speaker's own clauses that refuse nothing, oldest first; `vector` is where they and the words of both parties
    point, a centred unit row, or zeros where there are no such clauses; `words` are the words looked up and `names` the names of
    the catalogue, of both parties; `spoken` the ids of the wanted interests that it speaks of.
    """

    text: str
    vector: Vector
    words: tuple[str, ...]
    names: tuple[Named, ...]
    spoken: frozenset[str]


def lately(asking: Asking, wants: Wants) -> Talk | None:
    """What was said within a day of now, the request's own words last; None where nothing was."""
    begin = asking.now - LATELY
    active = {interest.interest_id for interest in asking.active(wants)}
    silent = [interest for interest in wants.interests if interest.interest_id not in active]
    passed_over = {(e.event_id, e.quote) for interest in silent for e in interest.evidence}
    said = [
        one
        for one in asking.person.said
        if one.timestamp >= begin and one.row < 0 and (one.event_id, one.aspect.quote) not in passed_over
    ]
    asked = [
        aspect
        for aspect in (reading.wished(asking.request.text) if asking.request.text else ())
        if ("request", aspect.quote) not in passed_over
    ]
    text = _wanted([*(one.aspect for one in said), *asked])[-CHARACTERS:]
    refused = [one.aspect.quote for one in said if one.aspect.polarity in REFUSING]
    refused += [quote for _, quote in passed_over if quote]
    parts = _context(asking, begin, refused, asked)
    whole = " ".join(parts)[-CHARACTERS:]
    if not text and not whole.strip():
        return None
    linked = [name for part in parts for name in asking.state.stock.named(part)]
    return Talk(
        text=text,
        vector=pointing(asking.state, [text], [whole])[0],
        words=tuple(content_words(whole)[-MOST_WORDS:]),
        names=tuple(dict.fromkeys(name for name in linked if not _is_topic(asking.catalogue, name))),
        spoken=frozenset(_spoken(asking.wanted(wants), begin)),
    )


def pointing(state: State, own: Sequence[str], whole: Sequence[str]) -> NDArray[np.float32]:
    """Where talks point, centred unit rows `(n, d)`: what all talks of their language have in common is taken out.

    Args:
        state: for the encoder and the mean of talks.
        own: of each talk, the speaker's own words; a talk without any points nowhere.
        whole: of each, the words of both parties, which count as much: what is liked is often named by the other one.
    """
    texts = [*own, *whole]
    means = np.stack([state.stock.talk_mean(language(text)) for text in texts])
    both = centred(state.encode(texts), means).reshape(2, len(own), -1)
    return centred(both.sum(axis=0) * both[0].any(axis=1, keepdims=True), np.zeros_like(means[0]))


def went_before(asking: Asking) -> Vector | None:
    """Where the latest positive deeds point, all alike, unit `(d,)`; None for nobody's deeds."""
    rows, _ = asking.history()
    return direction(asking.state.index.take(rows.astype(np.int64))) if len(rows) else None


def direction(vectors: NDArray[np.float32]) -> Vector | None:
    """The unit sum of rows `(n, d)`; None where they sum to nothing."""
    total = vectors.sum(axis=0)
    length = float(np.linalg.norm(total))
    return (total / length).astype(np.float32) if length > 0 else None


def _is_topic(catalogue: Catalogue, name: Named) -> bool:
    """Whether it is a category or a tag: what is wanted of these is an interest's, and is not counted twice."""
    return all(catalogue.facets[facet].field in TOPIC_FIELDS for facet in name.facets)


def _wanted(aspects: Iterable[Aspect]) -> str:
    """The clauses that refuse nothing, each once, in order."""
    return " ".join(dict.fromkeys(a.quote for a in aspects if a.polarity not in REFUSING))


def _context(asking: Asking, begin: int, refused: Sequence[str], asked: Sequence[Aspect]) -> list[str]:
    """The newest words of both parties, turn by turn, without the clauses that refuse."""
    parts: list[str] = []
    for heard in asking.person.heard:
        if heard.timestamp >= begin:
            parts += turns(heard, refused)
    held, left = [], CHARACTERS
    for part in reversed([*parts, _wanted(asked)]):
        if part.strip() and left > 0:
            held.append(part[-left:])
            left -= len(part) + 1
    return held[::-1]


def turns(heard: Heard, refused: Iterable[str]) -> tuple[str, str]:
    """The turn before, and a text without the clauses of it that refuse."""
    own = heard.text
    for quote in refused:
        own = own.replace(quote, " ")
    return heard.reply_to, own


def _spoken(wanted: Iterable[Interest], begin: int) -> list[str]:
    return [
        interest.interest_id
        for interest in wanted
        if any(e.quote and e.timestamp >= begin and not e.superseded for e in interest.evidence)
    ]


def dealt(
    talk: Talk, wanted: Sequence[Interest], pulls: dict[str, float], vectors: NDArray[np.float32]
) -> tuple[tuple[Interest, ...], Callable[[NDArray[np.int64]], NDArray[np.float64]]]:
    """The interests that the talk speaks of, and how near each comes to the rows at some places: shares `(k, len(places))` that
    sum to 1, or to 0.
    """
    held = tuple(i for i in wanted if i.interest_id in talk.spoken and i.vector is not None)
    directions = [pulls[i.interest_id] * i.vector for i in held if i.vector is not None]

    def shares(places: NDArray[np.int64]) -> NDArray[np.float64]:
        if not held:
            return np.zeros((0, len(places)))
        near = np.maximum(np.stack(directions) @ vectors[places].T, 0.0).astype(np.float64)
        total = near.sum(axis=0)
        parts: NDArray[np.float64] = np.divide(near, total, out=np.zeros_like(near), where=total > 0)
        return parts

    return held, shares
