"""Learning from one's own lists: what was to choose from is remembered for a while; what is then chosen moves the blend a little.

Nothing here is needed to answer: it can be reset, and is then at the prior. The weights are a few numbers from many people's
choices, kept in the store as one blob; what each list was made of stays in memory only, bounded, and goes at once when its person
is forgotten.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from typing import TYPE_CHECKING, Protocol

import msgspec
import numpy as np

from penchant.domain import Value
from penchant.learn.reward import POLICY
from penchant.learn.tops import tops
from penchant.learn.weights import ROWS, Learned, Lesson, Online, Trial, learn, merged
from penchant.ports import Blob

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from penchant.person import Deed
    from penchant.ports import Record, Store
    from penchant.rank.blend import Blend, Scene
    from penchant.settings import Weights

FORMAT = 1
"""To be raised when the bytes change, or the meaning of all channels."""
KIND, KEY = "weights", "online"
USERS = 2_000
"""People whose latest list is remembered."""
TOP = 50
"""Of each channel so many of its best candidates are what could have been chosen."""
MOST = 256
"""Candidates remembered of one list, beside those shown: bounds memory to some 20 kB a person at 16 channels."""
OUTCOMES = 3
"""Choices that one list teaches at most."""
WITHIN_MS = 7 * 86_400_000
"""A list is no reason for what is done a week later."""
HOURLY = 10
"""Steps that one person's choices make within an hour of lists, so that nobody moves the weights by zeal or spam."""
HOUR_MS = 3_600_000
SAVE_EVERY = 200
LOOK_EVERY = 2.0
"""Seconds between two looks at what another process did to the weights."""
RAREST = 0.2
"""Least propensity that a choice is weighed by: one lucky draw counts five times, not a thousand."""


class Candidate(Protocol):
    """What is read of a placed item, see `domain.SlateItem`."""

    @property
    def item_id(self) -> str: ...
    @property
    def propensity(self) -> float: ...


class Remembered(Value, frozen=True, eq=False):
    """What could have been chosen: `rows` `(n,)` with their `values` float32 `(c, n)` by channel; `shown` maps rows of the list to
    the chance with which they came there, where that was below 1. `taught` counts the choices that were learned from.
    """

    slate_id: str
    as_of: int
    deeds: int
    channels: tuple[str, ...]
    rows: NDArray[np.int32]
    values: NDArray[np.float32]
    shown: dict[int, float]
    taught: int = 0

    @property
    def nbytes(self) -> int:
        """Bytes of the arrays."""
        return self.rows.nbytes + self.values.nbytes

    def lesson(self, row: int, weight: float, at: int) -> Lesson | None:
        """What choosing a row teaches; None where it was not among what is remembered.

        What exploration put there by chance counts by the inverse of that chance (inverse propensity, Horvitz and Thompson 1952).
        """
        place = np.flatnonzero(self.rows == row)
        if not len(place):
            return None
        return Lesson(
            channels=self.channels,
            values=self.values,
            deeds=self.deeds,
            place=int(place[0]),
            weight=min(weight, 1.0) / max(self.shown.get(row, 1.0), RAREST),
            at=at,
        )


class Pace:
    """How fast one person may teach: `HOURLY` steps within an hour of lists, of the `USERS` people who taught last.

    Counted are the moments of lists, which this side sets, not those of events, which the outside does.
    """

    def __init__(self) -> None:
        self._moments: OrderedDict[str, tuple[int, ...]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._moments)

    def __contains__(self, user_id: object) -> bool:
        return user_id in self._moments

    def allows(self, user_id: str, as_of: int) -> bool:
        """Whether one more step is allowed for a list of that moment, ms; if so it is counted."""
        latest = [moment for moment in self._moments.get(user_id, ()) if abs(as_of - moment) < HOUR_MS]
        if len(latest) >= HOURLY:
            return False
        self._moments[user_id] = (*latest, as_of)
        self._moments.move_to_end(user_id)
        while len(self._moments) > USERS:
            self._moments.popitem(last=False)
        return True

    def forget(self, user_id: str) -> None:
        """Let go of a person's moments."""
        self._moments.pop(user_id, None)


class _Kept(Value, frozen=True):
    """The weights as bytes; `hand` changes when somebody sets them otherwise than by learning."""

    format: int
    hand: str
    frozen: bool
    priors: dict[str, float]
    channels: tuple[str, ...]
    arrays: dict[str, bytes]
    steps: int
    trial: Trial


class Learner:
    """The learned blend and what it learns from. Not locked: the state that owns it is.

    Args:
        store: where the weights are kept.
        weights: the prior; a channel whose weight was changed since begins anew.
    """

    def __init__(self, store: Store, weights: Weights) -> None:
        self._store = store
        self.priors: dict[str, float] = msgspec.structs.asdict(weights)
        self._lists: OrderedDict[str, Remembered] = OrderedDict()
        self._pace = Pace()
        self._looked = -LOOK_EVERY
        self.blend, self.is_frozen, self._hand = Online(), False, ""
        self._synced = self.blend.learned
        kept = self._kept()
        if kept is not None:
            self._take_over(kept)

    @property
    def learned(self) -> Learned:
        """The weights as they are."""
        return self.blend.learned

    @property
    def nbytes(self) -> int:
        """Bytes that the remembered lists take, without what Python adds."""
        return sum(held.nbytes for held in self._lists.values())

    def best(self, otherwise: Blend) -> Blend:
        """The learned blend where its trial shows it safely better than the prior, else `otherwise`."""
        return self.blend if self.learned.trial.is_ahead else otherwise

    # --- from a list to a lesson

    def remember(
        self,
        user_id: str,
        slate_id: str,
        as_of: int,
        rows: NDArray[np.int64],
        scene: Scene,
        shown: Mapping[int, float],
    ) -> None:
        """Keep what a list was made of until something is chosen. One that is worked out again, to explain it, replaces none.

        Args:
            user_id: whose list it is.
            slate_id: its id.
            as_of: its moment, ms.
            rows: all candidates `(n,)`.
            scene: their values by channel.
            shown: rows of the list, with their propensities.
        """
        held = self._lists.get(user_id)
        if held is not None and (held.slate_id == slate_id or held.as_of > as_of):
            return
        if time.monotonic() - self._looked > LOOK_EVERY:
            self.look()
        if self.is_frozen:
            return
        named = np.flatnonzero(scene.values.any(axis=1))
        kept = possible(scene, np.isin(rows, list(shown)[:TOP]))
        self._lists[user_id] = Remembered(
            slate_id=slate_id,
            as_of=as_of,
            deeds=scene.deeds,
            channels=tuple(scene.channels[c] for c in named),
            rows=rows[kept].astype(np.int32),
            values=scene.values[np.ix_(named, kept)].astype(np.float32),
            shown={row: chance for row, chance in shown.items() if chance < 1.0},
        )
        self._lists.move_to_end(user_id)
        while len(self._lists) > USERS:
            self._lists.popitem(last=False)

    def take(self, records: Sequence[Record], deeds_of: Callable[[Record], Sequence[Deed]]) -> int:
        """Learn from new events, in their order; how many steps that made. `deeds_of` reads an event as deeds on items."""
        steps = 0
        for record in records:
            if record.event.user_id in self._lists:
                for deed in deeds_of(record):
                    steps += self._outcome(record.event.user_id, deed)
        return steps

    def _outcome(self, user_id: str, deed: Deed) -> bool:
        """One step from a choice, where it is one: positive, after the list, soon enough, and not one of too many."""
        held = self._lists[user_id]
        if self.is_frozen or deed.weight <= 0 or not held.as_of <= deed.timestamp <= held.as_of + WITHIN_MS:
            return False
        lesson = held.lesson(deed.row, deed.weight, deed.timestamp)
        if lesson is None or held.taught >= OUTCOMES or not self._pace.allows(user_id, held.as_of):
            return False
        self._lists[user_id] = msgspec.structs.replace(held, taught=held.taught + 1)
        self.teach(lesson)
        return True

    def teach(self, lesson: Lesson) -> None:
        """One step of learning, without regard to whose lesson it is."""
        self.blend.learned = learn(self.learned, lesson)

    # --- forgetting

    def forget(self, user_id: str) -> None:
        """Let go of a person's list at once. What their choices did to the weights stays, as one of many, until a reset."""
        self._lists.pop(user_id, None)
        self._pace.forget(user_id)

    def forget_lists(self) -> None:
        """Let go of all remembered lists, where somebody was forgotten whose name is not known."""
        self._lists.clear()
        self._pace = Pace()

    # --- in the store

    def look(self) -> None:
        """Take over what another hand did to the weights in the store (a reset, a freeze, a rehearsal); and what other processes
        learned, where nothing was learned here since: else `save` adds the two up.
        """
        self._looked = time.monotonic()
        kept = self._kept()
        if kept is None:
            return
        if kept.hand != self._hand:
            self._take_over(kept)
        elif self.learned is self._synced:
            self.blend.learned = self._synced = self._fitting(kept)

    def save_if_due(self) -> None:
        """Keep the weights once in `SAVE_EVERY` steps."""
        if self.learned.steps - self._synced.steps >= SAVE_EVERY:
            self.save()

    def save(self) -> None:
        """Keep the weights, together with what other processes have learned since."""
        if self.learned is self._synced:
            return
        kept = self._kept()
        if kept is not None and kept.hand != self._hand:
            self._take_over(kept)
            return
        if kept is not None:
            self.blend.learned = merged(self._synced, self.learned, self._fitting(kept))
        self._put()

    def set(self, learned: Learned, *, frozen: bool | None = None) -> None:
        """Put other weights in place of what was learned, here and for every process that has the store open."""
        self.blend.learned = learned
        self.is_frozen = self.is_frozen if frozen is None else frozen
        self._hand = f"{time.time_ns():x}"
        self.forget_lists()
        self._put()

    def freeze(self, *, frozen: bool = True) -> None:
        """Learn no more from choices, or again; what was learned goes on to count."""
        self.save()
        self.set(self.learned, frozen=frozen)

    def reset(self) -> None:
        """Back to the prior: nothing remains of what was learned."""
        self.set(Learned.nothing())

    def _take_over(self, kept: _Kept) -> None:
        self._hand, self.is_frozen = kept.hand, kept.frozen
        self.blend.learned = self._synced = self._fitting(kept)
        self.forget_lists()

    def _kept(self) -> _Kept | None:
        """What the store holds; None where that is nothing, damaged, or of another format."""
        data = self._store.get_blob(KIND, KEY)
        try:
            kept = msgspec.msgpack.decode(data, type=_Kept) if data else None
            return kept if kept is not None and kept.format == FORMAT and _whole(kept) else None
        except msgspec.DecodeError:
            return None

    def _fitting(self, kept: _Kept) -> Learned:
        """The kept weights, without the channels whose prior is another now."""
        same = [name for name in kept.channels if kept.priors.get(name) == self.priors.get(name)]
        return _learned(kept).only(same) if len(same) < len(kept.channels) else _learned(kept)

    def _put(self) -> None:
        learned = self.learned
        kept = _Kept(
            format=FORMAT,
            hand=self._hand,
            frozen=self.is_frozen,
            priors=self.priors,
            channels=learned.channels,
            arrays={name: getattr(learned, name).tobytes() for name in _ARRAYS},
            steps=learned.steps,
            trial=learned.trial,
        )
        self._store.put_blobs(KIND, [Blob(key=KEY, data=msgspec.msgpack.encode(kept))])
        self._synced = learned


_ARRAYS = ("logs", "squares", "sharpness", "counts", "changed")


def _shapes(channels: int) -> dict[str, tuple[int, ...]]:
    return {
        "logs": (ROWS, channels),
        "squares": (ROWS, channels),
        "sharpness": (ROWS, 2),
        "counts": (ROWS - 1, channels),
        "changed": (channels,),
    }


def _whole(kept: _Kept) -> bool:
    shapes = _shapes(len(kept.channels))
    if any(len(kept.arrays.get(name, b"")) != 8 * int(np.prod(shapes[name])) for name in _ARRAYS):
        return False
    return all(np.isfinite(np.frombuffer(kept.arrays[n])).all() for n in ("logs", "squares", "sharpness"))


def _learned(kept: _Kept) -> Learned:
    shapes = _shapes(len(kept.channels))
    reals = {n: np.frombuffer(kept.arrays[n], np.float64).reshape(shapes[n]) for n in _ARRAYS[:3]}
    counts = {n: np.frombuffer(kept.arrays[n], np.int64).reshape(shapes[n]) for n in _ARRAYS[3:]}
    return Learned(
        channels=kept.channels,
        logs=reals["logs"],
        squares=reals["squares"],
        sharpness=reals["sharpness"],
        counts=counts["counts"],
        changed=counts["changed"],
        steps=kept.steps,
        trial=kept.trial,
    )


def possible(scene: Scene, shown: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Places of what could have been chosen: the best of each channel that sets candidates apart, and what was `shown` `(n,)`."""
    if len(shown) <= TOP:
        return np.arange(len(shown))
    values = scene.values[[name not in POLICY for name in scene.channels]]
    values = values[np.ptp(values, axis=1) > 0]
    kept = shown.copy()
    kept[tops(values, min(TOP, MOST // max(1, len(values)))).ravel()] = True
    return np.flatnonzero(kept)
