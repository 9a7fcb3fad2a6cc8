"""How an engine that was fed is made ready to be asked with a given blend.

A blend registers here what it needs between feeding and asking: `sum` nothing; one that learns from the log learns now, from what
the engine was fed and nothing else, so that no protocol can leak.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from penchant.errors import InvalidSetting

if TYPE_CHECKING:
    from collections.abc import Callable

    from penchant.evaluate.lab import Lab


REHEARSED = 4_000
"""Choices that the online weights are rehearsed on."""


def plain_sum(bench: Lab) -> None:
    """The prior's weights: nothing to learn."""
    from penchant.rank.blend import Sum

    bench.state.blend = Sum()


def ranker(bench: Lab) -> None:
    """A ranker trained on what the engine was fed, whether or not it proves better there."""
    from penchant.training.bench import serve_ranker

    serve_ranker(bench)


def with_model(bench: Lab) -> None:
    """The sum, beside an interest model trained on what the engine was fed."""
    from penchant.training.bench import serve_adapter

    plain_sum(bench)
    serve_adapter(bench)


def online(bench: Lab) -> None:
    """The blend learned from the newest of what the engine was fed; it goes on learning."""
    from penchant.rehearsal import rehearse

    bench.state.online.set(rehearse(bench.state, REHEARSED).learned)
    bench.state.blend = bench.state.online.blend


BLENDS: dict[str, Callable[[Lab], None]] = {
    "sum": plain_sum,
    "online": online,
    "ranker": ranker,
    "model": with_model,
}


def make_ready(bench: Lab, blend: str) -> None:
    """See that lists are made with `blend`. Raises InvalidSetting."""
    if blend not in BLENDS:
        raise InvalidSetting(
            f"the lab knows no blend {blend!r}; it knows {', '.join(BLENDS)}", hint="leave it out for 'sum'."
        )
    BLENDS[blend](bench)
