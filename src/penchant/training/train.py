"""The whole of a training: snapshot, lists, fit, comparison, and promotion of what proved better.

A trainer is a function from the state to `Trained`; a new kind of model registers here, and all the rest is shared.
"""

from __future__ import annotations

import time
from concurrent.futures import Future
from threading import Thread
from typing import TYPE_CHECKING

import msgspec

from penchant.asking import now_ms
from penchant.errors import InvalidInput
from penchant.models import Models
from penchant.training.adapter import train_adapter
from penchant.training.ranker import train_ranker
from penchant.training.trained import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from penchant.engine import Engine
    from penchant.state import State
    from penchant.training.trained import Trained

    Progress = Callable[[str, int, int], None]
    Trainer = Callable[[State, Models, int, int, Progress], Trained]

USERS = 32_000
"""People whose last choice is learned from or judged by: some 3 ms a list."""
TRAINERS: dict[str, Trainer] = {"ranker": train_ranker, "adapter": train_adapter}


def unwatched(title: str, done: int, total: int) -> None:
    """No progress shown."""


def train(
    engine: Engine,
    what: Sequence[str] = ("ranker",),
    *,
    users: int = USERS,
    keep_champion: bool = False,
    progress: Progress = unwatched,
    now: int | None = None,
) -> tuple[Outcome, ...]:
    """Train models of the engine's log as it is now, keep them in its store, and let those serve that proved better.

    Args:
        engine: whose store is learned from; it may go on serving meanwhile, in this process or others.
        what: kinds of models, see `TRAINERS`.
        users: people whose last choice is used, at most.
        keep_champion: only report; whatever serves goes on.
        progress: told of each step's name, how much is done, and of how much.
        now: when this happens, ms.

    Raises InvalidInput for an unknown kind or a log that is too small, MissingExtra.
    """
    unknown = [name for name in what if name not in TRAINERS]
    if unknown:
        raise InvalidInput(
            f"{unknown[0]!r} cannot be trained; {', '.join(TRAINERS)} can", hint="name another with --what."
        )
    state = engine._state  # noqa: SLF001 - training looks inside, as the lab does
    models = Models(state.store)
    moment = now_ms() if now is None else now
    return tuple(_one(name, state, models, users, moment, progress, keep_champion) for name in what)


def models_of(engine: Engine) -> Models:
    """The models kept in an engine's store."""
    return Models(engine._state.store)  # noqa: SLF001 - as above


def background(
    engine: Engine, what: Sequence[str] = ("ranker",), *, users: int = USERS
) -> Future[tuple[Outcome, ...]]:
    """The same in a thread of its own; the future holds the outcomes, or the error.

    Lists are made one by one under the engine's lock, a few ms each, so that others come in between. A process of its own,
    `penchant train`, does not even share the interpreter.
    """
    future: Future[tuple[Outcome, ...]] = Future()

    def work() -> None:
        try:
            future.set_result(train(engine, what, users=users))
        except BaseException as error:  # noqa: BLE001 - it is raised again where the result is asked for
            future.set_exception(error)

    Thread(target=work, name="penchant-train", daemon=True).start()
    return future


def _one(
    name: str,
    state: State,
    models: Models,
    users: int,
    now: int,
    progress: Progress,
    keep_champion: bool,  # noqa: FBT001 - private, and named by its caller
) -> Outcome:
    began = time.process_time()
    made = TRAINERS[name](state, models, users, now, progress)
    card = msgspec.structs.replace(made.card, cpu_seconds=round(time.process_time() - began, 1))
    kept = models.keep(card, made.data)
    if kept is None:
        raise InvalidInput(
            "someone was erased while training went on: the model would hold their share, and was not kept",
            hint="train again.",
        )
    if keep_champion:
        return Outcome(card=kept, promoted=False, reason="only a report was asked for")
    if not made.is_better:
        reason = f"its advantage over {card.against} is not certain: the interval does not lie above zero"
        return Outcome(card=kept, promoted=False, reason=reason)
    models.promote(kept.version)
    return Outcome(card=kept, promoted=True, reason=f"it is better than {card.against}")
