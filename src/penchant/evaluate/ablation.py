"""Ablation: what each channel and stage is worth, by leaving it out and asking the same cases again.

A channel's worth is the metric with everything minus the metric without it, paired over the cases, with its bootstrap interval. The
channels are those that added anything to a list in the run with everything; `diversity` is the stage that spreads likeness in the
list. Everything is run by the protocol that fits the folder (leave-one-out for sequences, the stream for events with times).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from penchant.evaluate import metrics, result
from penchant.evaluate.result import Clock

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from penchant.evaluate.lab import Plan
    from penchant.evaluate.result import Result
    from penchant.settings import Settings

    Measure = Callable[[Plan], Result]

DIVERSITY = "diversity"


def left_out(settings: Settings, name: str) -> Settings:
    """The settings without a channel, or without the diversity stage."""
    if name == DIVERSITY:
        weights = msgspec.structs.replace(settings.weights, diversity=0.0)
        return msgspec.structs.replace(settings, weights=weights)
    return msgspec.structs.replace(settings, without=(*settings.without, name))


def run(plan: Plan, measure: Measure, names: Sequence[str] = ()) -> Result:
    """The result of `measure` with everything; its `differences` say what each of `names` (all channels by default) is worth."""
    clock = Clock()
    whole = measure(plan)
    channels = list(names) or sorted(whole.tables["channels"])
    compared = [name for name in whole.metrics if name.partition("@")[0] in metrics.MEASURES]
    worth: dict[str, dict[str, Any]] = {}
    for name in channels:
        part = measure(msgspec.structs.replace(plan, settings=left_out(plan.settings, name)))
        worth[name] = result.compared(whole.ranks, part.ranks, compared, plan.seed)
    return msgspec.structs.replace(
        whole,
        protocol=f"Ablation of {whole.protocol}",
        cpu_seconds=clock.total(),
        differences={f"with - without {name}": held for name, held in worth.items()},
        notes=(*whole.notes, *(f"{name}: not above zero anywhere" for name in idle(worth))),
    )


def idle(worth: dict[str, dict[str, Any]]) -> list[str]:
    """The channels none of whose intervals lies above zero."""
    return [
        name
        for name, held in worth.items()
        if not any(one["interval"][0] > 0 for one in held.values() if isinstance(one, dict))
    ]
