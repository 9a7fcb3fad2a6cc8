"""Ideas by a language model, imagined in the background: no list waits for them, unless it was asked to think.

A list looks up what was imagined for its brief, by the brief's signature; where there is nothing, the brief is queued, and a thread
asks the model, holds the answer against the catalogue and keeps what may stand for the next list. People who want the same share
one call. All of it is a cache in memory: bounded, asked anew after a day, and let go whenever anyone is forgotten.
"""

from __future__ import annotations

import threading
import time
from collections import Counter, OrderedDict
from typing import TYPE_CHECKING

from penchant.asking import now_ms
from penchant.domain import Value
from penchant.drafts import Check, manner, titles
from penchant.errors import BudgetSpent, CallRefused, LanguageModelError
from penchant.generate import language
from penchant.generate.language import Brief, Drafts, Imagined, Sketch
from penchant.pipeline import Run

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from penchant.caller import Caller
    from penchant.domain import Request
    from penchant.ports import Changes
    from penchant.state import State

    Waiting = tuple[Brief, str]

SAMPLES = 2
"""Answers asked for each brief: the second try is told to be another."""
KEPT = 1_000
"""Briefs whose ideas are kept."""
KEPT_EACH = 6
"""Ideas of one brief: a list takes two, by what draws most in it."""
STALE_SECONDS = 90_000.0
"""After so long, a day and an hour, the model is asked anew; the old ideas serve until then. The caller keeps answers for a day."""
QUEUED = 64
"""Briefs that wait at most: the oldest goes."""
WORKERS = 2
GRACE_SECONDS = 0.2
"""A brief that nobody waits for is asked for after so long: a process that ends at once, such as a command, pays for nothing."""
BACK_OFF_SECONDS = 60.0
"""After a failure, so long nothing is asked for that brief."""
FIRST_REST, LONGEST_REST = 1.0, 60.0
"""Seconds that nothing at all is asked for after a failure, but for who waits: twice as long with each that follows."""
CLOSING_SECONDS = 0.2


class _Kept(Value, frozen=True, eq=False):
    """What was imagined for a brief, and when."""

    imagined: Imagined
    made_at: float


class _Failed(Value, frozen=True):
    """Until when a brief is left alone, and whether lists are told so: that someone did not agree is no failure."""

    until: float
    told: bool


class Counts(Value, frozen=True):
    """What became of the ideas since the start: briefs `asked`, those that `failed`, drafts `kept`, and `dropped` by cause."""

    asked: int
    failed: int
    kept: int
    dropped: dict[str, int]


class Imaginer:
    """Keeps what was imagined, and asks for what was not. Thread-safe.

    Args:
        caller: the way to the model.
        state: the catalogue that answers are held against, and its encoder.
        clock: seconds that only grow.
        samples: answers asked for each brief.
        count: items asked for in one answer.
    """

    def __init__(
        self,
        caller: Caller,
        state: State,
        *,
        clock: Callable[[], float] = time.monotonic,
        samples: int = SAMPLES,
        count: int = language.COUNT,
    ) -> None:
        self._caller, self._state, self._clock = caller, state, clock
        self._samples, self._count = samples, count
        self._changed = threading.Condition()
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._failed: OrderedDict[tuple[str, str], _Failed] = OrderedDict()
        self._rest = self._rests_until = 0.0
        self._spoken: tuple[int, tuple[language.Tongue, ...]] = (-1, ())
        self._queue: OrderedDict[str, Waiting] = OrderedDict()
        self._busy: set[str] = set()
        self._threads: list[threading.Thread] = []
        self._epoch = self._hurried = 0
        self._closed = False
        self._asked = self._failures = self._stood = 0
        self._dropped: Counter[str] = Counter()
        state.imagination = self
        state.followers.append(self._follow)

    @classmethod
    def of(cls, caller: Caller | None, state: State) -> Imaginer | None:
        """One for the model that may be asked for ideas; None where there is none."""
        return cls(caller, state) if caller is not None and "ideas" in caller.settings.purposes else None

    # --- what lists ask

    def find(self, signature: str, user_id: str = "") -> Imagined | None:
        """What there is for a signature, at once; None where nothing was imagined yet.

        It `failed` where the model did, or where the budget that it would be asked on, this user's among them, is spent.
        """
        with self._changed:
            kept = self._kept.get(signature)
            if kept is not None:
                self._kept.move_to_end(signature)
                return kept.imagined
            told = any(self._resting(signature, whose, told=True) for whose in {"", user_id})
            return Imagined(failed=True) if told else None

    def want(self, brief: Brief, user_id: str) -> None:
        """See that there will be ideas for a brief: queue it, unless they are there, on their way, or failed a moment ago."""
        with self._changed:
            spared = brief.signature in self._kept
            if self._is_due(brief, user_id):
                spared = False
                self._queue[brief.signature] = (brief, user_id)
                while len(self._queue) > QUEUED:
                    self._queue.popitem(last=False)
                self._start()
                self._changed.notify_all()
        if spared:
            self._caller.saved("ideas", "signature", self._samples)

    def think(self, request: Request, seconds: float) -> None:
        """Wait until there are ideas for a request, or it is known that there will be none; `seconds` at most."""
        with self._state.lock:
            run = Run(self._state, request, now_ms())
            brief, _ = run.brief(run.capture())
        if not brief.wanted:
            return
        self.want(brief, request.user_id)
        signature = brief.signature
        with self._changed:
            if signature in self._queue:
                self._queue.move_to_end(signature, last=False)  # who waits goes first
            self._hurried += 1
            self._changed.notify_all()
            self._changed.wait_for(lambda: not self._is_coming(signature), timeout=seconds)
            self._hurried -= 1

    def counts(self) -> Counts:
        """What has become of the ideas since the start."""
        with self._changed:
            return Counts(
                asked=self._asked, failed=self._failures, kept=self._stood, dropped=dict(self._dropped)
            )

    def clear(self) -> None:
        """Drop all that is kept, waits or is being asked for: the words of someone who was forgotten may be in it."""
        with self._changed:
            self._epoch += 1
            self._kept.clear()
            self._failed.clear()
            self._queue.clear()
            self._busy.clear()
            self._changed.notify_all()

    def close(self) -> None:
        """Ask nothing more. A call that is under way is not waited for long; what it brings is let go."""
        with self._changed:
            self._closed = True
        self.clear()
        for thread in self._threads:
            thread.join(CLOSING_SECONDS)

    def _follow(self, changes: Changes) -> None:
        if changes.erased:
            self.clear()

    def _is_due(self, brief: Brief, user_id: str) -> bool:
        signature = brief.signature
        if self._closed or not brief.wanted or self._is_coming(signature):
            return False
        kept = self._kept.get(signature)
        if kept is not None and self._is_young(kept) and self._fits(kept.imagined):
            return False
        return not self._resting(signature, "") and not self._resting(signature, user_id)

    def _is_coming(self, signature: str) -> bool:
        return signature in self._queue or signature in self._busy

    def _resting(self, signature: str, user_id: str, *, told: bool = False) -> bool:
        failed = self._failed.get((signature, user_id))
        return failed is not None and self._clock() < failed.until and (failed.told or not told)

    def _is_young(self, kept: _Kept) -> bool:
        return self._clock() - kept.made_at < STALE_SECONDS

    def _fits(self, imagined: Imagined) -> bool:
        return imagined.encoder == self._state.encoder.name

    # --- what the threads do

    def _start(self) -> None:
        while len(self._threads) < WORKERS:
            name = f"penchant-ideas-{len(self._threads)}"
            thread = threading.Thread(target=self._work, name=name, daemon=True)
            self._threads.append(thread)
            thread.start()

    def _work(self) -> None:
        while (found := self._next()) is not None:
            self.imagine(*found)

    def _next(self) -> tuple[Brief, str, int] | None:
        """What to ask for now, and in which epoch; None once all is over."""
        with self._changed:
            while not self._closed:
                resting = 0.0 if self._hurried else self._rests_until - self._clock()
                if not self._queue:
                    self._changed.wait()
                elif resting > 0:
                    self._changed.wait_for(self._is_pressing, resting)
                elif (
                    self._hurried or not self._changed.wait_for(self._is_pressing, GRACE_SECONDS)
                ) and self._queue:
                    signature, (brief, user_id) = self._queue.popitem(last=False)
                    self._busy.add(signature)
                    return brief, user_id, self._epoch
            return None

    def _is_pressing(self) -> bool:
        return self._closed or self._hurried > 0

    def imagine(self, brief: Brief, user_id: str, epoch: int | None = None) -> None:
        """Ask for a brief now and keep what may stand. A failure is kept too, for a while.

        Args:
            brief: what to imagine for.
            user_id: on whose behalf; theirs is the budget and the consent.
            epoch: what the answer belongs to; if someone was forgotten since, it is let go.
        """
        epoch = self._epoch if epoch is None else epoch
        made, refused_to, told = None, "", True
        try:
            made = self._encoded_anew(brief.signature) or self._made(brief, user_id)
        except CallRefused as error:
            refused_to = user_id  # of this person: another who wants the same may have agreed
            told = isinstance(error, BudgetSpent)
        except LanguageModelError:
            pass
        except Exception:  # noqa: BLE001 - a thread of its own: whatever fails in it must not end it
            self._dropped["broken"] += 1
        with self._changed:
            if epoch == self._epoch:
                self._settle(brief.signature, made, refused_to, told=told)
            self._changed.notify_all()

    def _settle(self, signature: str, made: Imagined | None, refused_to: str, *, told: bool) -> None:
        self._busy.discard(signature)
        if made is not None:
            self._failed.pop((signature, ""), None)
            kept = self._kept.get(signature)
            made_at = kept.made_at if kept is not None and self._is_young(kept) else self._clock()
            self._kept[signature] = _Kept(imagined=made, made_at=made_at)
            self._kept.move_to_end(signature)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
            return
        self._failures += not refused_to
        self._failed[signature, refused_to] = _Failed(until=self._clock() + BACK_OFF_SECONDS, told=told)
        while len(self._failed) > KEPT:
            self._failed.popitem(last=False)

    def _made(self, brief: Brief, user_id: str) -> Imagined:
        """The answers of all samples that came, held against the catalogue. Raises LanguageModelError where none came."""
        with self._state.lock:
            known, categories = manner(self._state, brief)
        spoken = self._tongues()
        drafts: list[language.Draft] = []
        failure: LanguageModelError | None = None
        for sample in range(self._samples):
            prompt = language.asked(
                brief.wishes,
                known,
                categories,
                languages=spoken,
                count=self._count,
                sample=sample,
                user_id=user_id,
            )
            try:
                drafts += self._caller.ask(prompt, Drafts).items
            except LanguageModelError as error:
                failure = error
                break
        self._tire(failure)
        if failure is not None and not drafts:
            raise failure
        return self._standing(drafts, brief)

    def _tongues(self) -> tuple[language.Tongue, ...]:
        """The catalogue's languages; looked up anew when it has changed."""
        at, spoken = self._spoken
        with self._state.lock:
            now = self._state.cursor.items
            found = titles(self._state) if now != at else []
        if now != at:
            spoken = language.tongues(found)
            self._spoken = now, spoken
        return spoken

    def _tire(self, failure: LanguageModelError | None) -> None:
        """After a failure of the model, rest; the longer, the more of them came one after the other."""
        with self._changed:
            if failure is None:
                self._rest = 0.0
            elif not isinstance(failure, CallRefused):
                self._rest = min(LONGEST_REST, 2 * self._rest or FIRST_REST)
                self._rests_until = self._clock() + self._rest

    def _standing(self, drafts: Sequence[language.Draft], brief: Brief) -> Imagined:
        found, dropped = language.sketched(drafts, brief, Check(self._state, brief))
        found = found[:KEPT_EACH]
        with self._changed:
            self._asked += 1
            self._stood += len(found)
            self._dropped.update(dropped)
        return self._encoded(found)

    def _encoded(self, sketches: Sequence[Sketch]) -> Imagined:
        encoder = self._state.encoder
        vectors = encoder.encode([sketch.text for sketch in sketches])
        return Imagined(sketches=tuple(sketches), vectors=vectors, encoder=encoder.name)

    def _encoded_anew(self, signature: str) -> Imagined | None:
        """What is kept and young, but placed by another encoder, placed by this one: the model need not be asked for that."""
        with self._changed:
            kept = self._kept.get(signature)
            usable = kept is not None and self._is_young(kept) and not self._fits(kept.imagined)
        return self._encoded(kept.imagined.sketches) if kept is not None and usable else None
