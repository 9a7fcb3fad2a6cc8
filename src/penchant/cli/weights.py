"""`penchant weights`: what the blend has learned from people's choices, and a hand on it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from penchant.cli import options, progress, show
from penchant.cli.session import opened, print_json
from penchant.cli.show import when
from penchant.errors import InvalidInput

if TYPE_CHECKING:
    from penchant import Engine
    from penchant.online import Learner
    from penchant.rehearsal import Rehearsed
    from penchant.state import State

app = typer.Typer(
    no_args_is_help=True, help="How much each channel counts, as learned from people's choices."
)

EVENTS = 2_000


@app.command("show")
def show_weights(
    store: options.Store = options.DEFAULT_STORE,
    as_json: options.Json = False,
    language: options.Language = None,
) -> None:
    """Show each channel's prior weight and the multipliers learned: for everyone, and by how much a person has done."""
    with opened(store, as_json=as_json, or_empty=True) as engine:
        _told(_state(engine).online, as_json, show.Page(show.language(language)))


@app.command("reset")
def reset(
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    store: options.Store = options.DEFAULT_STORE,
    as_json: options.Json = False,
    language: options.Language = None,
) -> None:
    """Back to the prior: nothing remains of what was learned."""
    with opened(store, as_json=as_json) as engine:
        page, learner = show.Page(show.language(language)), _state(engine).online
        if not yes and not _agreed(page, learner.learned.steps):
            page.line(page.t("Nothing was changed."))
            return
        learner.reset()
        _told(learner, as_json, page)


@app.command("freeze")
def freeze(
    off: Annotated[bool, typer.Option("--off", help="Learn again.")] = False,
    store: options.Store = options.DEFAULT_STORE,
    as_json: options.Json = False,
    language: options.Language = None,
) -> None:
    """Learn no more from choices; what was learned goes on to count."""
    with opened(store, as_json=as_json) as engine:
        learner = _state(engine).online
        learner.freeze(frozen=not off)
        _told(learner, as_json, show.Page(show.language(language)))


@app.command("learn")
def learn(
    events: Annotated[
        int, typer.Option("--events", metavar="N", min=1, help="How many of the newest positive events.")
    ] = EVENTS,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be learned; keep nothing.")
    ] = False,
    store: options.Store = options.DEFAULT_STORE,
    as_json: options.Json = False,
    language: options.Language = None,
) -> None:
    """Learn anew from the events in the store: a list is made before each of the newest, as if it were just happening."""
    from penchant.online import Learner
    from penchant.rehearsal import rehearse

    with opened(store, as_json=as_json) as engine:
        page, state = show.Page(show.language(language)), _state(engine)
        with progress.steps(quiet=as_json) as told:
            done = rehearse(state, events, lambda title, done, total: told(page.t(title), done, total))
        if dry_run:
            learner = Learner(state.store, state.settings.weights)
            learner.blend.learned = done.learned
        else:
            learner = state.online
            learner.set(done.learned)
        _told(learner, as_json, page, done)


def _state(engine: Engine) -> State:
    return engine._state  # noqa: SLF001 - weights are the owner's business, not a call that a product makes


def account(learner: Learner, done: Rehearsed | None = None) -> dict[str, Any]:
    """The weights in plain types, as `--json` prints them."""
    from penchant.learn.weights import BUCKET_NAMES, BUCKETS

    learned, priors = learner.learned, learner.priors
    edges = (*BUCKETS, BUCKETS[-1] + 1)
    by_bucket = {
        name: learned.multipliers(learned.channels, edge)
        for name, edge in zip(BUCKET_NAMES, edges, strict=True)
    }
    trial = learned.trial
    return {
        "steps": learned.steps,
        "frozen": learner.is_frozen,
        "trial": {
            "choices": round(trial.count),
            "difference": round(trial.mean, 6),
            "error": round(trial.error, 6) if trial.count >= 2 else None,
            "ahead": trial.is_ahead,
        },
        "rehearsed": None if done is None else {"asked": done.asked, "found": done.found},
        "channels": [
            {
                "channel": name,
                "prior": priors.get(name),
                "multiplier": round(learned.shared()[name], 4),
                "by_deeds": {held: round(float(factors[c]), 4) for held, factors in by_bucket.items()},
                "steps": int(learned.counts[:, c].sum()),
                "changed_at": int(learned.changed[c]) or None,
            }
            for c, name in enumerate(learned.channels)
        ],
    }


def _told(learner: Learner, as_json: bool, page: show.Page, done: Rehearsed | None = None) -> None:
    held = account(learner, done)
    if as_json:
        print_json(held)
        return
    if done is not None:
        page.line(
            page.t(
                "{found} of {asked} choices were among the candidates of their list.",
                found=f"{done.found:,}",
                asked=f"{done.asked:,}",
            )
        )
    if not held["channels"]:
        page.line(page.t("Nothing is learned yet: every channel counts by its prior."))
    else:
        _told_channels(held, page)
    if held["frozen"]:
        page.line(page.t("Frozen: choices teach nothing until `penchant weights freeze --off`."))


def _told_channels(held: dict[str, Any], page: show.Page) -> None:
    names = list(held["channels"][0]["by_deeds"])
    page.line(page.t("What each channel's prior is multiplied by: for all, then by deeds."))
    page.table(
        ("Channel", "Prior", "Multiplier", *names, "Steps", "Changed"),
        [
            (
                one["channel"],
                one["prior"],
                one["multiplier"],
                *one["by_deeds"].values(),
                one["steps"],
                when(one["changed_at"]),
            )
            for one in held["channels"]
        ],
    )
    trial = held["trial"]
    page.line(
        page.t(
            "NDCG@10 against the prior ({choices} choices): {difference} ± {error}",
            choices=f"{trial['choices']:,}",
            difference=f"{trial['difference']:+.4f}",
            error="?" if trial["error"] is None else f"{trial['error']:.4f}",
        )
    )
    page.line(
        page.t("The learned blend is safely ahead.")
        if trial["ahead"]
        else page.t("The learned blend is not safely ahead.")
    )


def _agreed(page: show.Page, steps: int) -> bool:
    if not sys.stdin.isatty():
        raise InvalidInput("The reset was not confirmed", hint="Add --yes; nobody can be asked here.")
    return typer.confirm(page.t("Forget what {steps} choices taught?", steps=f"{steps:,}"), err=True)
