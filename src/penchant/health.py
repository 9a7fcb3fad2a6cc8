"""What `doctor` looks at: is the store sound, and do the sums in memory equal those of the log?"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from penchant.asking import now_ms
from penchant.domain import Check, Value
from penchant.errors import LanguageModelError
from penchant.ports import Prompt

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from penchant.caller import Caller
    from penchant.retrieve.transitions import Transitions
    from penchant.state import State

TOLERANCE = 1e-6
"""Allowed relative difference of decayed sums; counted ones must be equal."""

LARGEST_EXPONENT = 1_000.0


def checks(state: State) -> tuple[Check, ...]:
    """One finding each; all are looked at even when an early one is bad."""
    with state.lock:
        state.catch_up()
        return (_catalogue(state), _vectors(state), _facets(state), _sums(state), _model(state))


def _catalogue(state: State) -> Check:
    count = sum(item is not None for item in state.catalogue.items)
    shown = int(state.catalogue.available.sum())
    detail = f"{count:,} items, {shown:,} of them available; {state.cursor.events:,} events"
    return Check(
        name="catalogue",
        ok=count > 0,
        detail=detail if count else "no items yet: `penchant import items FILE`",
    )


def _vectors(state: State) -> Check:
    rows = np.flatnonzero(state.catalogue.available)
    empty = int((~state.index.take(rows).any(axis=1)).sum()) if len(rows) else 0
    detail = f"encoder {state.encoder.name}, {len(rows) - empty:,} of {len(rows):,} items have a vector"
    return Check(name="vectors", ok=not empty, detail=detail)


def _facets(state: State) -> Check:
    count = len(state.catalogue.facets)
    return Check(name="facets", ok=True, detail=f"{count:,} values that an item can be wanted or refused by")


def _sums(state: State) -> Check:
    """The sums in memory against a rebuild from the log."""
    difference = compare(state.transitions, state.sums_of_log())
    detail = (
        "the sums equal those of the log"
        if difference is None
        else f"the sums differ from the log's: {difference}"
    )
    return Check(name="sums", ok=difference is None, detail=detail)


def _model(state: State) -> Check:
    """The blend that serves, and why a trained ranker does not where one should."""
    blend, failing = state.blend_at(now_ms())
    detail = f"lists are made with the blend {blend.name!r}"
    return Check(
        name="model",
        ok=not failing,
        detail=f"{detail}; the ranker does not serve: {failing}" if failing else detail,
    )


class _Sky(Value, frozen=True):
    """What the model is asked for: a word, and a number."""

    colour: str
    words: int


_PROBE = Prompt(
    purpose="reading",
    instructions="Answer in JSON: the colour that the text names, and how many words the text has.",
    data="The sky is blue.",
    schema={
        "type": "object",
        "properties": {"colour": {"type": "string", "maxLength": 20}, "words": {"type": "integer"}},
        "required": ["colour", "words"],
        "additionalProperties": False,
    },
    max_tokens=128,
)


def language_check(caller: Caller) -> Check:
    """Whether the configured model answers and follows a schema, and how fast it writes.

    It is asked past the caller's cache and budgets, with a sentence of ours: an answer that was kept would say nothing of today.
    """
    model, began = caller.model, time.perf_counter()
    try:
        answer = model.complete(_PROBE, caller.settings.timeout_seconds)
    except LanguageModelError as error:
        return Check(name="language", ok=False, detail=f"{model.name}: {error.message}")
    seconds = max(time.perf_counter() - began, 1e-9)
    told = f"{model.name} answers in {seconds:.1f} s, {answer.output_tokens / seconds:,.0f} tokens a second"
    try:
        msgspec.json.decode(answer.text, type=_Sky)
    except msgspec.MsgspecError:
        return Check(name="language", ok=False, detail=f"{told}, and does not follow a schema")
    return Check(name="language", ok=True, detail=f"{told}, and follows a schema")


def compare(held: Transitions, rebuilt: Transitions) -> str | None:
    """The first difference between two tables of sums in words; None where they are equal within `TOLERANCE`.

    Rows that gave up pairs at their bound are left out: what they kept depends on the order of arrival.
    """
    a, b = held.to_arrays(), rebuilt.to_arrays()
    # The clock's landmark is a whole number of half-lives; where nothing was done yet, it is none.
    scale = 2.0 ** min(float(b["clock"][0] - a["clock"][0]), LARGEST_EXPONENT)
    n = min(len(a["support"]), len(b["support"]))
    if a["support"][n:].any() or b["support"][n:].any():
        return "one of them knows more items"
    unequal = np.flatnonzero(
        (a["support"][:n] != b["support"][:n]) | ~_close(a["recent"][:n], scale * b["recent"][:n])
    )
    if len(unequal):
        return f"support of {len(unequal)} items"
    whole = ~(a["lossy"][:n] | b["lossy"][:n])
    first, second = _pairs(a, whole), _pairs(b, whole)
    if not all(np.array_equal(x, y) for x, y in zip(first[:2], second[:2], strict=True)):
        return "counts of pairs"
    return None if _close(first[2], scale * second[2]).all() else "decayed sums of pairs"


def _pairs(arrays: dict[str, NDArray[Any]], whole: NDArray[np.bool_]) -> tuple[NDArray[Any], ...]:
    """Pairs in one order: key, count, decayed sum."""
    n = len(whole)
    rows = np.repeat(np.arange(len(arrays["support"])), np.diff(arrays["offsets"]))
    kept = np.flatnonzero((rows < n) & np.append(whole, False)[np.minimum(rows, n)])
    key = rows[kept].astype(np.int64) << 32 | arrays["ids"][kept]
    order = np.argsort(key)
    return key[order], arrays["slow"][kept][order], arrays["fast"][kept][order]


def _close(a: NDArray[Any], b: NDArray[Any]) -> NDArray[np.bool_]:
    close: NDArray[np.bool_] = np.isclose(
        a, b, rtol=TOLERANCE, atol=TOLERANCE * max(1e-300, float(np.abs(a).max(initial=0.0)))
    )
    return close
