"""A request in progress: who asks, what is known of them at that moment, and the look-ups that several stages share."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Literal, TypeVar

import msgspec
import numpy as np

from penchant.rank.blend import pulls
from penchant.retrieve import kept
from penchant.settings import DAY
from penchant.text import language

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from penchant.capture.interests import Wants
    from penchant.catalogue import Named
    from penchant.domain import Interest, Request
    from penchant.person import Person
    from penchant.state import State

T = TypeVar("T")
LEAST_WEIGHT = 0.01
HISTORY = 16
"""The latest positive deeds that lead to what comes next; at .6 a step, one before them would count less than a thousandth."""


class Asking:
    """What the steps of one request have in common. The state's lock is held by the caller from first step to last.

    Args:
        state: what the engine knows.
        request: what was asked.
        now: the moment of asking, ms.
        past: leave out events later than `now`, for asking about the past.
        leave_out: id of an interest to do without, for "what if".
        person: who asks, where it is not the person that the state knows: the lab asks with more or fewer events.
    """

    def __init__(
        self,
        state: State,
        request: Request,
        now: int,
        *,
        past: bool = False,
        leave_out: str | None = None,
        person: Person | None = None,
    ) -> None:
        self.state, self.request, self.now, self.leave_out = state, request, now, leave_out
        self.settings, self.catalogue = state.settings, state.catalogue
        self.degraded: list[str] = []
        self.notes: list[str] = []
        person = state.person(request.user_id) if person is None else person
        self.blend, failing = state.blend_at(now)
        if failing:
            self.degraded.append("rank.model")
        self.person = _until(person, now) if past else person
        self.version = self.person.version
        self.language = request.language or self._tongue()
        self.event_ids = self.person.done.event_ids()
        self.latest = _latest(self.person, self.event_ids)
        self._pulls: tuple[Wants, dict[str, float]] | None = None

    def missing(self) -> tuple[str, ...]:
        """The stages that failed so far, each once, and `encoder` where it is out of reach."""
        away = ("encoder",) if kept.is_away(self.state.encoder) else ()
        return tuple(dict.fromkeys([*self.degraded, *away]))

    def _tongue(self) -> Literal["en", "zh"]:
        """The language of the request's text, else of the person's latest words."""
        if self.request.text:
            return language(self.request.text)
        return self.person.said[-1].aspect.language if self.person.said else "en"

    def active(self, wants: Wants) -> list[Interest]:
        """The interests that count: neither paused nor left out."""
        return [i for i in wants.interests if not i.paused and i.interest_id != self.leave_out]

    def wanted(self, wants: Wants) -> list[Interest]:
        """Those of them that are wanted, what draws most first."""
        drawn = self.pulls(wants)
        wanted = [i for i in self.active(wants) if i.polarity > 0 and not i.steers]
        return sorted(wanted, key=lambda i: -drawn[i.interest_id])

    def pulls(self, wants: Wants) -> dict[str, float]:
        """How strongly each wanted interest draws, by id. One that is left out keeps its focus: only its share goes."""
        if self._pulls is None or self._pulls[0] is not wants:
            drawing = [i for i in wants.interests if not i.paused and i.polarity > 0 and not i.steers]
            self._pulls = wants, pulls(drawing)
        return self._pulls[1]

    def steering(self, wants: Wants) -> list[Interest]:
        """The interests that steer: filters, and shares for exploration."""
        return [i for i in self.active(wants) if i.steers]

    def names(self, interest: Interest, wants: Wants) -> tuple[Named, ...]:
        """What an interest names in the catalogue: what its words were linked to, else its facets."""
        links = wants.links.get(interest.interest_id)
        return links.terms if links else self.catalogue.facets_named(interest.facets)

    def heads(self, names: Sequence[Named]) -> list[Named]:
        """The categories among names: the others only refine them. A slow film is no answer to "slow science fiction"."""
        return [name for name in names if self.catalogue.is_category(name)]

    def matched(self, interest: Interest, wants: Wants, rows: NDArray[np.int64]) -> NDArray[np.float64]:
        """Sum of the rarity of the names that an interest holds and a row carries, shape as `rows`."""
        names = self.names(interest, wants)
        heads = self.heads(names)
        kinds, details = np.zeros(len(rows)), np.zeros(len(rows))
        for name in names:
            into = kinds if name in heads else details
            into += self.catalogue.rarity(name) * self.catalogue.carries(name, rows)
        return kinds + np.where(kinds > 0, details, 0.0) if heads else details

    def carries_all(self, names: Sequence[Named], rows: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which of `rows` carry every name, shape as `rows`."""
        held = np.ones(len(rows), dtype=np.bool_)
        for name in names:
            held &= self.catalogue.carries(name, rows)
        return held

    def history(self) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Rows and weights 0..1 of the latest positive deeds, newest last.

        The strongest of them weighs 1: who only ever clicks is led by clicks as a buyer is by purchases.
        """
        done = self.person.done
        weights = np.minimum(done.weights[self.latest].astype(np.float32), 1.0)
        strongest = max(float(weights.max(initial=0.0)), LEAST_WEIGHT)
        return done.rows[self.latest], (weights / strongest).astype(np.float32)

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
        heard=tuple(one for one in person.heard if one.timestamp <= now),
    )


def _latest(person: Person, ids: Sequence[str]) -> NDArray[np.int64]:
    """Places of the latest positive deeds. Of an event that names several items the first counts, so that ids are distinct."""
    places = np.flatnonzero(person.done.weights > 0)[-HISTORY:]
    first = {ids[place]: place for place in places[::-1]}
    return np.array(sorted(first.values()), dtype=np.int64)
