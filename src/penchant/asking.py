"""A request in progress: who asks, what is known of them at that moment, and the look-ups that several stages share."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Literal, TypeVar

import msgspec
import numpy as np

from penchant.settings import DAY
from penchant.text import language

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

    from penchant.capture.interests import Wants
    from penchant.domain import Interest, Request
    from penchant.person import Person
    from penchant.state import State

T = TypeVar("T")
HISTORY = 32
"""The latest positive deeds that lead to what comes next."""

MOST_IDF = 4.0
"""A name so rare that it stands on one item in fifty says all that rarity can say."""


class Asking:
    """What the steps of one request have in common. The state's lock is held by the caller from first step to last.

    Args:
        state: what the engine knows.
        request: what was asked.
        now: the moment of asking, ms.
        past: leave out events later than `now`, for asking about the past.
        leave_out: id of an interest to do without, for "what if".
    """

    def __init__(
        self, state: State, request: Request, now: int, *, past: bool = False, leave_out: str | None = None
    ) -> None:
        self.state, self.request, self.now, self.leave_out = state, request, now, leave_out
        self.settings, self.catalogue = state.settings, state.catalogue
        self.degraded: list[str] = []
        self.notes: list[str] = []
        person = state.person(request.user_id)
        self.person = _until(person, now) if past else person
        self.version = self.person.version
        self.language = request.language or self._tongue()
        self.latest = _latest(self.person)

    def _tongue(self) -> Literal["en", "zh"]:
        """The language of the request's text, else of the person's latest words."""
        if self.request.text:
            return language(self.request.text)
        return self.person.said[-1].aspect.language if self.person.said else "en"

    def active(self, wants: Wants) -> list[Interest]:
        """The interests that count: neither paused nor left out."""
        return [i for i in wants.interests if not i.paused and i.interest_id != self.leave_out]

    def wanted(self, wants: Wants) -> list[Interest]:
        """Those of them that are wanted."""
        return [i for i in self.active(wants) if i.polarity > 0]

    def held(self, interest: Interest, wants: Wants) -> NDArray[np.bool_] | None:
        """Rows that carry what an interest names, `(n,)`; None where it names nothing."""
        links = wants.links.get(interest.interest_id)
        names = links.terms if links else self.catalogue.facets_named(interest.facets)
        return self.catalogue.holding(names) if names else None

    def matched(self, interest: Interest, wants: Wants) -> NDArray[np.float64]:
        """Sum over the names an interest holds of their idf, for the rows that carry each, `(n,)`.

        Where one of the names is a category, the others only refine it: a slow film is no answer to "slow science fiction".
        """
        links = wants.links.get(interest.interest_id)
        names = links.terms if links else self.catalogue.facets_named(interest.facets)
        heads = [name for name in names if self.catalogue.is_category(name)]
        kinds, details = np.zeros(len(self.catalogue)), np.zeros(len(self.catalogue))
        there = (
            self.catalogue.available
        )  # rows of deleted items stay reserved: counted, they would make every facet rarer
        for name in names:
            held = self.catalogue.holding([name])
            idf = np.log(max(1, int(there.sum())) / max(1, int((held & there).sum())))
            (kinds if name in heads else details)[held] += min(idf, MOST_IDF)
        return kinds + np.where(kinds > 0, details, 0.0) if heads else details

    def history(self) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Rows and weights 0..1 of the latest positive deeds, newest last."""
        done = self.person.done
        return done.rows[self.latest], np.minimum(done.weights[self.latest], 1.0)

    def seen(self) -> NDArray[np.int64]:
        """Rows the person has seen, by the scenario's idea of it."""
        done = self.person.done
        types = [name for name, rule in self.settings.scenario.events.items() if rule.seen]
        return np.unique(done.rows[done.of_types(types)]).astype(np.int64)

    @property
    def seen_policy(self) -> str:
        """What becomes of seen items: `hide`, `demote` or `allow`."""
        return self.request.seen or self.settings.scenario.seen

    @property
    def fresh_half_life(self) -> float:
        """Half-life of newness in ms."""
        return self.settings.scenario.fresh_half_life_days * DAY

    def rows_of(self, item_ids: Iterable[str]) -> NDArray[np.int64]:
        """Rows of item ids; those unknown are left out."""
        rows = np.fromiter((self.catalogue.row_of.get(item_id, -1) for item_id in item_ids), dtype=np.int64)
        return rows[rows >= 0]

    def attempt(self, stage: str, work: Callable[[], T]) -> T | None:
        """Run a part of a stage; None for one that fails: it is named in `degraded`, and never fails the request."""
        try:
            return work()
        except Exception:  # noqa: BLE001 - the one place where a stage is run: whatever fails in it must not reach the user
            self.degraded.append(stage)
            return None


def now_ms() -> int:
    """The wall clock, UTC, in ms."""
    return time.time_ns() // 1_000_000


def _until(person: Person, now: int) -> Person:
    """The person as known at `now`."""
    return msgspec.structs.replace(
        person,
        done=person.done.take(np.flatnonzero(person.done.times <= now)),
        said=tuple(one for one in person.said if one.timestamp <= now),
        edits=tuple(edit for edit in person.edits if edit.timestamp <= now),
    )


def _latest(person: Person) -> NDArray[np.int64]:
    """Places of the latest positive deeds. Of an event that names several items the first counts, so that ids are distinct."""
    places = np.flatnonzero(person.done.weights > 0)[-HISTORY:]
    ids = person.done.event_ids()
    first = {ids[place]: place for place in places[::-1]}
    return np.array(sorted(first.values()), dtype=np.int64)
