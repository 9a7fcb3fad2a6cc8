"""What comes next after what: item-to-item sums over the pairs of each user's events, with two clocks.

For events i < j of one user, at distance k = j - i <= window, of items a and b that differ, with w the lesser of their weights
(clipped to 0..1):

- slow, which never decays: `T[a, b] += w decay^(k-1)` and `T[b, a] += w back decay^(k-1)`, in whole units of 1/1024, so that sums
  are exact, do not depend on order and can be subtracted;
- fast, forward only, halved every `fast_half_life`: `F[a, b] += w forward_decay^(k-1) 2^((t_j - t0) / fast_half_life)`, divided by
  the same factor of "now" when read. The landmark t0 moves by whole half-lives, hence by exact powers of two.

An item's support n is the sum of its clipped weights, its recent support the same under the fast clock. Nothing here knows users:
the caller brings a user's sequence as it was and as it is.
"""

from __future__ import annotations

import math
import threading
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from penchant.domain import Value
from penchant.errors import InvalidInput
from penchant.retrieve import arena, kernels
from penchant.retrieve.kernels import (
    FAST,
    IDS,
    INEXACT,
    LENGTH,
    LOSSY,
    PLACE,
    RECENT,
    SLOW,
    STATE,
    SUPPORT,
    UNIT,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Ints = NDArray[np.int32]
    Floats = NDArray[np.float32]
    Times = NDArray[np.int64]
    Array = NDArray[Any]

HEADROOM = 512
"""Half-lives after the landmark at which it moves: sums of 2^512 are far from a float64's 2^1024."""
LOOKBACK = 64
"""Half-lives before the newest event at which reading stops turning back: beyond, a float32 overflows."""
CHUNK = 16_384
"""Events that are added at once, so that readers wait milliseconds during an import."""


class Sequence(Value, frozen=True, eq=False, gc=False):
    """One user's positively weighted item events in time order: catalogue `rows` `(n,)`, `weights` 0..1, `times` in ms."""

    rows: Ints
    weights: Floats
    times: Times


class Scores(NamedTuple):
    """Candidates and their two scores, all `(c,)`: the best by slow in order, then those that only the fast clock brings."""

    rows: Ints
    slow: Floats
    fast: Floats


class Transitions:
    """The sums, in one arena of flat arrays; every method is safe to call from threads.

    One lock serves writers and readers: a read takes tens of microseconds outside the interpreter's own lock, less than a lock that
    lets readers share would cost, and it lets them share one scratch array too.

    Args:
        neighbours: pairs kept an item; a full row gives up its smallest pair and is then "lossy".
        window: greatest distance of a pair.
        decay: slow weight lost by each step of distance.
        back: weight of the way back, from later to earlier.
        forward_decay: the same as `decay`, of the fast clock.
        fast_half_life: in ms.
    """

    def __init__(
        self,
        *,
        neighbours: int = 512,
        window: int = 10,
        decay: float = 0.95,
        back: float = 0.5,
        forward_decay: float = 0.3,
        fast_half_life: int,
    ) -> None:
        _require(neighbours=neighbours, window=window, fast_half_life=fast_half_life)
        self._settings = (neighbours, window, decay, back, forward_decay, fast_half_life)
        self._cap, self._half_life = neighbours, fast_half_life
        steps = np.concatenate([[0.0], np.arange(window)])
        self._decays = np.stack([UNIT * decay**steps, UNIT * back * decay**steps, forward_decay**steps])
        self._lock = threading.Lock()
        self._landmark = self._newest = -(2**62)
        self._n = self._stamp = 0
        self._arena = arena.empty(neighbours)
        self._scratch = arena.cells(0)

    @property
    def n_items(self) -> int:
        """Rows there are; it grows on demand."""
        return self._n

    @property
    def nbytes(self) -> int:
        """Bytes held, with what is reserved to grow."""
        return sum(
            array.nbytes for array in (*self._arena, *self._scratch[:2], self._scratch[3], self._decays)
        )

    def update(self, before: Sequence, after: Sequence) -> bool:
        """Make the sums those of `after` where they were those of `before`; False when the caller must rebuild.

        Only the pairs that differ are touched: those within a shared beginning and end stay, also when the end has moved up because
        the oldest events were dropped. False means that a subtraction met a row that had given up pairs, or pairs never added.
        """
        old, new = _plain(before), _plain(after)
        with self._lock:
            run = kernels.compiled()
            head, tail, new_head, new_tail = run.kept(*old, *new)
            self._state[INEXACT] = 0
            if head + tail < len(old[0]) or (head and tail):
                self._add((*old, _whole(old[0])), np.array([head]), np.array([tail]), -1)
            if new_head + new_tail < len(new[0]) or (new_head and new_tail):
                self._add((*new, _whole(new[0])), np.array([new_head]), np.array([new_tail]), 1)
            return bool(self._state[INEXACT] == 0)

    def update_many(
        self, rows: Ints, weights: Floats, times: Times, offsets: Times, heads: Times | None = None
    ) -> None:
        """Add many users' sequences: the s-th is `offsets[s]:offsets[s + 1]` of the arrays.

        The first `heads[s]` events of each are counted already, and are there for those that come after them: the last `window` of
        what is counted is enough.
        """
        flat = _plain(Sequence(rows=rows, weights=weights, times=times))
        ends = np.ascontiguousarray(offsets, np.int64)
        if len(ends) < 1 or ends[0] != 0 or ends[-1] != len(flat[0]) or (np.diff(ends) < 0).any():
            raise InvalidInput(
                f"offsets do not cut {len(flat[0])} events into sequences: they must rise from 0 to that number",
                hint="give one offset more than there are sequences.",
            )
        none = np.zeros(len(ends) - 1, np.int64)
        counted = none if heads is None else np.ascontiguousarray(heads, np.int64)
        start = 0
        while start < len(ends) - 1:
            stop = max(int(np.searchsorted(ends, ends[start] + CHUNK, side="right")) - 1, start + 1)
            part = tuple(array[ends[start] : ends[stop]] for array in flat)
            if (counted[start:stop] < np.diff(ends[start : stop + 1])).any():
                with self._lock:
                    self._add(
                        (*part, ends[start : stop + 1] - ends[start]),
                        counted[start:stop],
                        none[start:stop],
                        1,
                    )
            start = stop

    def scores(
        self,
        history_rows: Ints,
        ages_decay: float = 0.6,
        *,
        now: int,
        limit: int = 100,
        weights: Floats | None = None,
        allowed: NDArray[np.bool_] | None = None,
    ) -> Scores:
        """The best `limit` candidates by the slow clock, and the best `limit` by the fast one, with both scores.

        Over the latest 32 of `history_rows` (newest last; age 0 is the newest), h with weight w (1 without `weights`):
        `slow[j] = Σ ages_decay^age w (n_h+1)^-.5 T[h,j] (n_j+1)^-.2`, `fast[j] = Σ .3^age w (n_h+1)^-.7 F[h,j] (n_j+1)^-.2`.
        Rows not seen yet count nothing. `allowed` `(n,)` bool: only these rows are candidates. Equal scores: lower row first.
        """
        history, masses = _history(history_rows, weights)
        mask = np.zeros(0, np.bool_) if allowed is None else _of(allowed, np.bool_)
        if not self._n or (allowed is not None and not len(mask)):
            return Scores(np.zeros(0, np.int32), np.zeros(0, np.float32), np.zeros(0, np.float32))
        with self._lock:
            limit = max(min(limit, self._n), 0)
            best = np.empty((2, limit), np.int64)
            made = (
                np.empty(2 * limit, np.int32),
                np.empty(2 * limit, np.float32),
                np.empty(2 * limit, np.float32),
            )
            args = ((history, masses, np.zeros((len(history), 2))), float(ages_decay), self._factor(now))
            n = kernels.compiled().collect(self._arena, self._scratch, self._next(), *args, mask, best, made)
        return Scores(made[0][:n], made[1][:n], made[2][:n])

    def addends(
        self,
        history_rows: Ints,
        candidate_rows: Ints,
        ages_decay: float = 0.6,
        *,
        now: int,
        weights: Floats | None = None,
    ) -> tuple[Floats, Floats]:
        """What each history event adds to each candidate's slow and fast score, `(h, c)` twice: the columns' sums are `scores`.

        Events older than the latest 32 add 0.
        """
        history, masses = _history(history_rows, weights)
        columns = _of(np.asarray(candidate_rows), np.int32)
        slow, fast = np.zeros((2, len(history), len(columns)), np.float32)
        with self._lock:
            args = ((history, masses, np.zeros((len(history), 2))), float(ages_decay), self._factor(now))
            kernels.compiled().addends(self._arena, self._scratch, self._next(), *args, columns, slow, fast)
        return slow, fast

    def support(self, rows: Array) -> Floats:
        """The sum of each row's clipped weights, `(len(rows),)`; 0 for rows not seen."""
        with self._lock:
            return (self._read(SUPPORT, rows) / UNIT).astype(np.float32)

    def recent(self, rows: Array, now: int) -> Floats:
        """The same, halved every `fast_half_life`, as of `now` in ms."""
        with self._lock:
            return np.maximum(self._read(RECENT, rows) * self._factor(now), 0.0).astype(np.float32)

    def top(self, limit: int, now: int) -> tuple[Ints, Ints]:
        """The rows of most support, and of most recent support as of `now`: best first, only rows above 0."""
        with self._lock:
            counts, sums = (
                self._arena[SUPPORT][: self._n].copy(),
                self._arena[RECENT][: self._n] * self._factor(now),
            )
        return _best(counts, limit), _best(sums, limit)

    @property
    def mass(self) -> float:
        """The support of all rows together."""
        with self._lock:
            return float(self._arena[SUPPORT][: self._n].sum() / UNIT)

    def supported(self, limit: int) -> Times:
        """The `limit` rows of most support, ascending; only rows above 0."""
        with self._lock:
            counts = self._arena[SUPPORT][: self._n].copy()
        return np.sort(_best(counts, limit)).astype(np.int64)

    def pairs(self, rows: Array) -> tuple[Times, Ints, Floats]:
        """Offsets `(len(rows) + 1,)`, ids and slow sums: the pairs of the r-th row are `offsets[r]:offsets[r + 1]`."""
        with self._lock:
            offsets = np.concatenate([[0], np.cumsum(self._arena[LENGTH][rows], dtype=np.int64)])
            at = arena.spread(offsets, self._arena[PLACE][rows])
            return offsets, self._arena[IDS][at], (self._arena[SLOW][at] / UNIT).astype(np.float32)

    def lossy(self, rows: Array) -> NDArray[np.bool_]:
        """Whether each row has given up pairs, or is otherwise no longer the sum of its events."""
        with self._lock:
            return self._read(LOSSY, rows).astype(np.bool_)

    def resize(self, n_items: int) -> None:
        """Make room for rows up to `n_items`; never takes rows away."""
        with self._lock:
            self._reach(n_items)

    def merge(self, other: Transitions, row_map: Array | None = None) -> None:
        """Add another's sums: those of two halves of the users make those of all. `row_map[its row]` is the row here, -1 for none.

        Raises InvalidInput when the two were made with different settings (`neighbours` may differ).
        """
        if other._settings[1:] != self._settings[1:]:
            raise InvalidInput(
                f"transitions of settings {other._settings!r} cannot be added to those of {self._settings!r}",
                hint="rebuild one of them from the log with the other's settings.",
            )
        arrays = other.to_arrays()
        rows = np.arange(len(arrays["support"])) if row_map is None else np.asarray(row_map, np.int64)
        with self._lock:
            self._move_landmark(int(arrays["clock"][0]), int(arrays["clock"][1]))
            shift = int(arrays["clock"][0]) - self._landmark
            made = arena.contributions(arrays, rows, shift)
            self._pour(
                made, len(made[0]), 0, max((int(array.max(initial=-1)) for array in made[:2]), default=-1)
            )
            marked = rows[arrays["lossy"]]
            self._arena[LOSSY][marked[marked >= 0]] = True

    def to_arrays(self) -> dict[str, Array]:
        """A compact copy: row r's pairs are `offsets[r]:offsets[r + 1]` of `ids`, `slow` (1/1024) and `fast` (at the landmark)."""
        return self.frozen()()

    def frozen(self) -> Callable[[], dict[str, Array]]:
        """`to_arrays` as of now, worked out when it is called: the lock is held for a plain copy only, a sixth of the time."""
        with self._lock:
            held = arena.copied(self._arena, self._n)
            clock = np.array([self._landmark, self._newest], np.int64)
        more = {"clock": clock, "settings": np.array(self._settings, np.float64)}
        return lambda: arena.compact(held, len(held[PLACE])) | more

    @classmethod
    def from_arrays(cls, arrays: dict[str, Array]) -> Transitions:
        """What `to_arrays` wrote, with the settings it had. Raises InvalidInput when the arrays do not fit each other."""
        arena.check(arrays)
        neighbours, window, decay, back, forward_decay, half_life = arrays["settings"].tolist()
        made = cls(
            neighbours=int(neighbours),
            window=int(window),
            decay=decay,
            back=back,
            forward_decay=forward_decay,
            fast_half_life=int(half_life),
        )
        made._arena = arena.restored(arrays, made._cap)
        made._n, made._scratch = len(arrays["support"]), arena.cells(len(made._arena[PLACE]))
        made._landmark, made._newest = arrays["clock"].tolist()
        return made

    @property
    def _state(self) -> Array:
        return self._arena[STATE]

    def _add(self, sequences: tuple[Array, ...], heads: Array, tails: Array, sign: int) -> None:
        """Pour what sequences (rows, weights, times, offsets) contribute outside their heads and tails, or take it out."""
        rows, _, times, offsets = sequences
        if not len(rows):
            return
        if sign > 0:
            newest = int(times[-1] if len(offsets) == 2 else times.max()) // self._half_life
            self._move_landmark(newest, newest)
        window = self._decays.shape[1] - 1
        lengths = offsets[1:] - offsets[:-1]
        added = np.minimum(lengths - heads, lengths - tails + window)
        room = int(np.maximum(added, 0).sum()) * (2 * window + 1)
        made = (np.empty(room, np.int32), np.empty(room, np.int32), np.empty(room, np.int64), np.empty(room))
        clock = np.array([self._half_life, self._landmark, 0, -1])
        n = kernels.compiled().contributions(sequences, heads, tails, self._decays, clock, sign, made)
        self._pour(made, n, int(clock[2]), int(clock[3]))

    def _pour(self, made: tuple[Array, ...], n: int, lowest: int, highest: int) -> None:
        if lowest < 0:
            raise InvalidInput(
                f"a catalogue row is {lowest!r}: rows are 0 and up", hint="look the row up again."
            )
        self._reach(highest + 1)
        done = 0
        while done < n:
            done = kernels.compiled().pour(self._arena, self._cap, made, done, n)
            if done < n:
                self._arena = arena.wider(self._arena, self._cap)

    def _reach(self, n_items: int) -> None:
        if n_items > len(self._arena[PLACE]):
            self._arena = arena.longer(self._arena, n_items)
            self._scratch, self._stamp = arena.cells(len(self._arena[PLACE])), 0
        self._n = max(self._n, n_items)

    def _move_landmark(self, landmark: int, newest: int) -> None:
        """Bring the landmark up to `landmark` when it lies so far behind that sums made now could overflow."""
        self._newest = max(self._newest, newest)
        if landmark - self._landmark <= HEADROOM:
            return
        shift = max(self._landmark - landmark, -(2**30))
        for place in (FAST, RECENT):
            np.ldexp(self._arena[place], shift, out=self._arena[place])
        self._landmark = landmark

    def _factor(self, now: int) -> float:
        """1 / 2^(half-lives from the landmark to now), for now not too long before the newest event."""
        whole = max(now // self._half_life, self._newest - LOOKBACK) - self._landmark
        return math.ldexp(2.0 ** -(now % self._half_life / self._half_life), -min(whole, 2000))

    def _next(self) -> int:
        """A stamp that no scratch cell bears: two more than the last, since `collect` marks cells with its own minus 1."""
        if self._stamp > 2**31 - 4:
            self._scratch[0][:] = 0
            self._stamp = 0
        self._stamp += 2
        return self._stamp

    def _read(self, place: int, rows: Array) -> Array:
        wanted = np.asarray(rows, np.int64)
        known = (wanted >= 0) & (wanted < self._n)
        if known.all():
            return self._arena[place][wanted]
        found = np.zeros(wanted.shape, self._arena[place].dtype)
        found[known] = self._arena[place][wanted[known]]
        return found


def _require(**numbers: int) -> None:
    for name, number in numbers.items():
        if not isinstance(number, int) or number < 1:
            raise InvalidInput(
                f"{name} is {number!r}: it must be a whole number from 1", hint=f"give {name} as 1 or more."
            )


def _plain(sequence: Sequence) -> tuple[Array, Array, Array]:
    """The arrays in the one form the kernels are compiled for."""
    wanted = ((sequence.rows, np.int32), (sequence.weights, np.float32), (sequence.times, np.int64))
    rows, weights, times = (_of(array, kind) for array, kind in wanted)
    if not len(rows) == len(weights) == len(times):
        raise InvalidInput(
            f"a sequence of {len(rows)} rows has {len(weights)} weights and {len(times)} times: it must have one each",
            hint="give three arrays of one length.",
        )
    return rows, weights, times


def _of(array: Array, kind: type[np.generic]) -> Array:
    flags = array.flags
    if array.dtype == kind and flags.c_contiguous and flags.writeable:
        return array
    return np.require(array, kind, ["C", "W"])


def _whole(rows: Array) -> Times:
    return np.array([0, len(rows)])


def _history(rows: Array, weights: Array | None) -> tuple[Array, Array]:
    history = _of(np.asarray(rows), np.int32)
    masses = np.ones(len(history), np.float32) if weights is None else _of(np.asarray(weights), np.float32)
    if len(masses) != len(history):
        raise InvalidInput(
            f"{len(history)} history rows have {len(masses)} weights", hint="give one weight a row, or none."
        )
    return history, masses


def _best(values: Array, limit: int) -> Ints:
    """Rows of the `limit` greatest values above 0, best first, lower row first among equals."""
    rows = np.flatnonzero(values > 0)
    if len(rows) > limit > 0:
        least = np.partition(values[rows], len(rows) - limit)[len(rows) - limit]
        rows = rows[values[rows] >= least]
    return rows[np.argsort(-values[rows], kind="stable")][: max(limit, 0)].astype(np.int32)
