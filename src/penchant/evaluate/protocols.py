"""The protocols by name, and what makes a result complete: its command, commit, versions and the settings that are not defaults."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import msgspec

from penchant.domain import Value
from penchant.errors import InvalidInput
from penchant.evaluate import data, lab, metrics, result

if TYPE_CHECKING:
    from collections.abc import Callable

    from penchant.evaluate.lab import Plan
    from penchant.evaluate.result import Result
    from penchant.settings import Settings


class Choices(Value, frozen=True):
    """What only some protocols take; see `penchant evaluate --help`."""

    on: Literal["test", "validation"] = "test"
    refit: bool = False
    updates: tuple[str, ...] = ("event", "hour", "day", "never", "user")
    shuffle_seconds: bool = False
    positives_only: bool = False
    channels: tuple[str, ...] = ()
    answers: str = "scripted"


def _loo(plan: Plan, choices: Choices) -> Result:
    from penchant.evaluate import loo

    return loo.run(plan, on=choices.on, refit=choices.refit)


def _cold(plan: Plan, choices: Choices) -> Result:
    from penchant.evaluate import loo

    return loo.run(plan, on=choices.on, cold=True)


def _stream(plan: Plan, choices: Choices) -> Result:
    from penchant.evaluate import stream

    unknown = [name for name in choices.updates if name not in stream.UPDATES]
    if unknown or not choices.updates:
        raise InvalidInput(
            f"updates are {', '.join(choices.updates) or 'none'}; there are {', '.join(stream.UPDATES)}",
            hint="name one or more, with commas between them.",
        )
    return stream.run(
        plan,
        updates=choices.updates,
        shuffle_seconds=choices.shuffle_seconds,
        positives_only=choices.positives_only,
    )


def _request(plan: Plan, choices: Choices) -> Result:
    from penchant.evaluate import requests

    return requests.run(plan, on=choices.on)


def _ideas(plan: Plan, choices: Choices) -> Result:
    from penchant.evaluate import ideas

    return ideas.run(plan, on=choices.on, answers=choices.answers)


def _ask(plan: Plan, choices: Choices) -> Result:
    from penchant.evaluate import ask

    return ask.run(plan, on=choices.on)


def _refusals(plan: Plan, choices: Choices) -> Result:  # noqa: ARG001 - the shape of a protocol
    from penchant.evaluate import refusals

    return refusals.run(plan)


def _polarity(plan: Plan, choices: Choices) -> Result:  # noqa: ARG001 - the shape of a protocol
    from penchant.evaluate import chat, polarity

    return chat.run(plan) if data.has_feedback(plan.folder) else polarity.run(plan)


def _drift(plan: Plan, choices: Choices) -> Result:  # noqa: ARG001 - the shape of a protocol
    from penchant.evaluate import drift

    return drift.run(plan)


def _reasons(plan: Plan, choices: Choices) -> Result:  # noqa: ARG001 - the shape of a protocol
    from penchant.evaluate import reasons

    return reasons.run(plan)


def _ablation(plan: Plan, choices: Choices) -> Result:
    from penchant.evaluate import ablation

    once = msgspec.structs.replace(choices, updates=choices.updates[:1])
    measure = _stream
    if data.has_sequences(plan.folder):
        measure = _loo
    elif not data.has_times(plan.folder):
        measure = _request
    return ablation.run(plan, lambda changed: measure(changed, once), choices.channels)


PROTOCOLS: dict[str, Callable[[Plan, Choices], Result]] = {
    "loo": _loo,
    "stream": _stream,
    "request": _request,
    "ask": _ask,
    "cold": _cold,
    "ideas": _ideas,
    "refusals": _refusals,
    "polarity": _polarity,
    "drift": _drift,
    "reasons": _reasons,
    "ablation": _ablation,
}


def run(name: str, plan: Plan, choices: Choices | None = None, *, command: str = "") -> Result:
    """The result of the protocol `name` on the plan's data, complete. Raises InvalidInput, InvalidFile, InvalidSetting."""
    if name not in PROTOCOLS:
        raise InvalidInput(
            f"there is no protocol {name!r}; there are {', '.join(PROTOCOLS)}", hint="see docs/evaluate.md."
        )
    if not plan.folder.is_dir():
        raise InvalidInput(f"there is no folder {str(plan.folder)!r}", hint="name the data with --data.")
    found = PROTOCOLS[name](plan, choices or Choices())
    return complete(found, plan.settings, command)


def complete(found: Result, settings: Settings, command: str) -> Result:
    """The result with what is needed to make it again."""
    return msgspec.structs.replace(
        found,
        command=command,
        commit=result.commit(),
        versions=result.versions(),
        settings=changed(settings),
    )


def against(found: Result, name: str, ranks: dict[str, float]) -> Result:
    """The result with its differences from another run's ranks, paired over the cases that both have. Raises InvalidInput."""
    names = [metric for metric in found.metrics if metric.partition("@")[0] in metrics.MEASURES]
    if not found.ranks.keys() & ranks.keys():
        raise InvalidInput("the two runs share no case", hint="both must be of one protocol on one data set.")
    held = result.compared(found.ranks, ranks, names, found.seed)
    return msgspec.structs.replace(found, differences={**found.differences, f"this - {name}": held})


def changed(settings: Settings) -> dict[str, Any]:
    """The settings that differ from the lab's defaults for their scenario, by dotted name; and the scenario's own name."""
    name = settings.scenario.name
    base = msgspec.to_builtins(lab.lab_settings(name))
    return {"scenario": name, **_differences(msgspec.to_builtins(settings), base, "")}


def _differences(own: dict[str, Any], base: dict[str, Any], trail: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in own.items():
        if isinstance(value, dict) and isinstance(base.get(key), dict):
            found |= _differences(value, base[key], f"{trail}{key}.")
        elif value != base.get(key):
            found[f"{trail}{key}"] = value
    return found
