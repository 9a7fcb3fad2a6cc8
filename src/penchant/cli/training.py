"""`penchant train`, and `penchant models` for what it made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from penchant.cli import options, progress, show
from penchant.cli.session import opened, print_json

if TYPE_CHECKING:
    from penchant.models import Card
    from penchant.training.trained import Outcome

models = typer.Typer(no_args_is_help=True, help="What was trained: versions, which serve, and back again.")

Version = Annotated[
    str, typer.Argument(metavar="VERSION", help="Of a model, as `penchant models list` says.")
]


def train(
    what: Annotated[
        str, typer.Option("--what", metavar="NAMES", help="What to train, with commas: ranker, adapter.")
    ] = "ranker",
    users: Annotated[
        int, typer.Option("--users", metavar="N", min=1, help="People whose last choice is used, at most.")
    ] = 32_000,
    keep_champion: Annotated[
        bool, typer.Option("--keep-champion", help="Only report; what serves goes on serving.")
    ] = False,
    store: options.Store = options.DEFAULT_STORE,
    as_json: options.Json = False,
    language: options.Language = None,
) -> None:
    """Train from the store's own log; what proves better on people it did not learn from serves from then on."""
    with opened(store, as_json=as_json) as engine:
        from penchant.training import train as training

        with progress.steps(quiet=as_json) as told:
            found = training.train(
                engine, what.split(","), users=users, keep_champion=keep_champion, progress=told
            )
        if as_json:
            print_json(found)
        else:
            page = show.Page(show.language(language))
            for outcome in found:
                _tell(outcome, page)


@models.command("list")
def list_models(
    store: options.Store = options.DEFAULT_STORE,
    as_json: options.Json = False,
    language: options.Language = None,
) -> None:
    """The versions that are kept, newest first, and which of them serve."""
    with opened(store, as_json=as_json) as engine:
        from penchant.training.train import models_of

        found = models_of(engine).listed()
        if as_json:
            print_json(found)
            return
        page = show.Page(show.language(language))
        if not found:
            page.line(page.t("Nothing was trained yet."))
            return
        heads = ("Version", "State", "Made", "Events", "Users", "Difference", "Interval", "Erased since")
        page.table(
            heads,
            [
                (
                    one.card.version,
                    page.t("serves") if one.serves else "",
                    show.when(one.card.made_at),
                    f"{one.card.event_count:,}",
                    f"{one.card.users:,}",
                    f"{one.card.difference:+.4f}",
                    _interval(one.card),
                    one.erased_since,
                )
                for one in found
            ],
        )


@models.command()
def promote(
    version: Version,
    store: options.Store = options.DEFAULT_STORE,
    as_json: options.Json = False,
    language: options.Language = None,
) -> None:
    """Let a version serve from now on."""
    with opened(store, as_json=as_json) as engine:
        from penchant.training.train import models_of

        card = models_of(engine).promote(version)
        _answer(card, "{version} serves now.", as_json=as_json, language=language)


@models.command()
def rollback(
    what: Annotated[
        str, typer.Argument(metavar="WHAT", help="The kind of model: ranker, adapter.")
    ] = "ranker",
    store: options.Store = options.DEFAULT_STORE,
    as_json: options.Json = False,
    language: options.Language = None,
) -> None:
    """Let the version before serve again, or nothing trained where there was none."""
    with opened(store, as_json=as_json) as engine:
        from penchant.training.train import models_of

        version = models_of(engine).rollback(what)
        if as_json:
            print_json({"what": what, "version": version})
            return
        page = show.Page(show.language(language))
        if version is None:
            page.line(page.t("No trained {what} serves now.", what=what))
        else:
            page.line(page.t("{version} serves now.", version=version))


@models.command()
def drop(
    version: Version,
    store: options.Store = options.DEFAULT_STORE,
    as_json: options.Json = False,
    language: options.Language = None,
) -> None:
    """Delete a version; one that serves gives way to the one before it."""
    with opened(store, as_json=as_json) as engine:
        from penchant.training.train import models_of

        card = models_of(engine).drop(version)
        _answer(card, "{version} is gone.", as_json=as_json, language=language)


def _answer(card: Card, phrase: str, *, as_json: bool, language: options.Tongue | None) -> None:
    if as_json:
        print_json(card)
    else:
        page = show.Page(show.language(language))
        page.line(page.t(phrase, version=card.version))


def _tell(outcome: Outcome, page: show.Page) -> None:
    card = outcome.card
    page.table(
        ("Metric", card.against, card.what),
        [
            (name, f"{card.champion_metrics.get(name, 0.0):.4f}", f"{value:.4f}")
            for name, value in card.metrics.items()
        ],
    )
    page.line(
        page.t(
            "Difference {difference} on {cases} other people, 95 % interval {interval}.",
            difference=f"{card.difference:+.4f}",
            cases=f"{card.cases:,}",
            interval=_interval(card),
        )
    )
    phrase = (
        "{version} serves now: {reason}."
        if outcome.promoted
        else "{version} is kept and does not serve: {reason}."
    )
    page.line(page.t(phrase, version=card.version, reason=outcome.reason))
    page.line(
        page.t(
            "Made of {events} events of {users} people in {seconds} CPU seconds.",
            events=f"{card.event_count:,}",
            users=f"{card.users:,}",
            seconds=card.cpu_seconds,
        )
    )


def _interval(card: Card) -> str:
    return "{:+.4f} .. {:+.4f}".format(*card.interval)
