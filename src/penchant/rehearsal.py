"""The log's last choices once more, as if they were happening: how a store that only imported events comes by its blend.

The newest positive events are taken back out of the sums. Then one by one, in order of time, a list is worked out as of that moment
by the steps that serve, one step is learned from what was chosen, and the event is put back. So no list knows the choice that it is
measured against, nor anything later: sums that fade would count what came after a moment many times over.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from penchant.domain import Request, Value
from penchant.learn.weights import Learned, Lesson, learn
from penchant.online import Pace, possible
from penchant.people import EVERYTHING, READING, People
from penchant.pipeline import Run
from penchant.ports import Cursor
from penchant.rank.blend import Sum

if TYPE_CHECKING:
    from collections.abc import Callable

    from penchant.person import Deed, Person
    from penchant.ports import Record
    from penchant.state import State

    Progress = Callable[[str, int, int], None]


class Rehearsed(Value, frozen=True, eq=False):
    """What a rehearsal came to: `asked` lists, `found` choices that were among the candidates, and the weights."""

    asked: int
    found: int
    learned: Learned


class _Choice(NamedTuple):
    timestamp: int
    event_id: str
    user_id: str
    row: int
    weight: float


def unwatched(title: str, done: int, total: int) -> None:
    """No progress shown."""


def rehearse(state: State, events: int, progress: Progress = unwatched) -> Rehearsed:
    """Learn from the prior on, from the log's newest `events` positive events. The state itself is not changed.

    Nobody teaches faster than online. Deterministic for one log. Takes the time of so many lists, and some 100 bytes of memory an
    event of the log.
    """
    with state.lock:
        state.catch_up()
        people = _Earlier(state.store, state.encoder, state.catalogue.row, state.settings)
        view = copy.copy(state)
    view.people, view.blend = people, Sum()
    choices = people.take_back(events, state.cursor.events, progress)
    learned, pace, asked, found = Learned.nothing(), Pace(), 0, 0
    for number, choice in enumerate(choices, start=1):
        before, after = people.around(choice)
        if pace.allows(choice.user_id, choice.timestamp):
            with state.lock:
                lesson = _lesson(view, choice, before)
            learned = learned if lesson is None else learn(learned, lesson)
            asked, found = asked + 1, found + (lesson is not None)
        people.exchange(before, after)
        progress("lists", number, len(choices))
    return Rehearsed(asked=asked, found=found, learned=learned)


def _lesson(view: State, choice: _Choice, person: Person) -> Lesson | None:
    """What a choice teaches; None where it was not among the candidates."""
    run = Run(view, Request(user_id=choice.user_id), choice.timestamp, person=person)
    wants = run.capture()
    candidates = run.retrieve(wants, run.generate(wants))
    at = np.flatnonzero(candidates.rows == choice.row)
    if not len(at):
        return None
    scene = run.score(wants, candidates).scene
    kept = possible(scene, np.zeros(len(candidates.rows), dtype=np.bool_))
    place = np.flatnonzero(kept == at[0])
    if not len(place):
        return None
    return Lesson(
        channels=scene.channels,
        values=scene.values[:, kept].astype(np.float32),
        deeds=scene.deeds,
        place=int(place[0]),
        weight=min(choice.weight, 1.0),
        at=choice.timestamp,
    )


class _Earlier(People):
    """People and sums as they were before some of their last choices."""

    def take_back(self, count: int, upto: int, progress: Progress) -> list[_Choice]:
        """Make the sums of the log up to event `upto`, less the newest `count` positive events; those, oldest first."""
        self._upto = upto
        by_user = self._positive(progress)
        chosen = sorted(choice for held in by_user.values() for choice in _by_event(held))[-count:]
        hidden = {choice.event_id for choice in chosen}
        self._sum_up({u: [c for c in held if c.event_id not in hidden] for u, held in by_user.items()})
        return chosen

    def around(self, choice: _Choice) -> tuple[Person, Person]:
        """The user as they were just before a choice, and just after."""
        held = self._store.history(choice.user_id, EVERYTHING)
        # As read at once: the sums were made so, and a reading that came later was not known at the moment.
        records = [r for r in held if r.seq <= self._upto and r.event.event_type != READING]
        moment = (choice.timestamp, choice.event_id)
        earlier = [r for r in records if _moment(r) < moment]
        before = self._extended(self._nobody(choice.user_id), earlier)
        after = self._extended(before, [r for r in records if _moment(r) == moment])
        return before, after

    def _positive(self, progress: Progress) -> dict[str, list[_Choice]]:
        """All positive deeds by user, each user's oldest first."""
        by_user: dict[str, list[_Choice]] = {}
        cursor, more = Cursor(items=EVERYTHING, erasures=EVERYTHING), True
        while more:
            changes = self._store.changes(cursor)
            for record in changes.records:
                if record.seq <= self._upto:
                    held = by_user.setdefault(record.event.user_id, [])
                    held += [_choice(record, deed) for deed in self.deeds(record) if deed.weight > 0]
            cursor, more = changes.cursor, changes.more and changes.cursor.events < self._upto
            progress("events", min(cursor.events, self._upto), self._upto)
        return {user_id: sorted(held) for user_id, held in by_user.items()}

    def _sum_up(self, by_user: dict[str, list[_Choice]]) -> None:
        kept = [by_user[user_id] for user_id in sorted(by_user)]
        flat = [choice for held in kept for choice in held]
        weights = np.array([choice.weight for choice in flat], dtype=np.float16).astype(np.float32)
        self.transitions.update_many(
            np.array([choice.row for choice in flat], dtype=np.int32),
            np.minimum(weights, 1.0),
            np.array([choice.timestamp for choice in flat], dtype=np.int64),
            np.cumsum([0, *(len(held) for held in kept)]).astype(np.int64),
        )


def _choice(record: Record, deed: Deed) -> _Choice:
    return _Choice(deed.timestamp, deed.event_id, record.event.user_id, deed.row, deed.weight)


def _by_event(held: list[_Choice]) -> list[_Choice]:
    """The first choice of each event: one that names several items is taken back as a whole, and teaches once."""
    return list({choice.event_id: choice for choice in held[::-1]}.values())[::-1]


def _moment(record: Record) -> tuple[int, str]:
    return record.event.timestamp or 0, record.event.event_id
