"""`penchant replay`: what today's settings would have served."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - Typer reads the annotations
from typing import Annotated

import msgspec
import typer

from penchant.cli import evaluated, options, progress, show
from penchant.cli.evaluating import Blend
from penchant.cli.session import opened, print_json
from penchant.cli.times import given


def replay(
    since: Annotated[
        str | None,
        typer.Option(
            "--since",
            metavar="TIME",
            help="From when on lists are asked for; otherwise the last tenth of the events.",
            show_default=False,
        ),
    ] = None,
    blend: Annotated[
        Blend,
        typer.Option(
            "--blend",
            metavar="sum|online|ranker|model",
            help="How channels become a score; model: the sum beside a trained interest model.",
        ),
    ] = Blend.SUM,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Of everything random.")] = 0,
    out: Annotated[
        list[Path] | None,
        typer.Option("--out", metavar="FILE", help="Write the result there too: .json or .md. Repeatable."),
    ] = None,
    store: options.Store = options.DEFAULT_STORE,
    as_json: options.Json = False,
    language: options.Language = None,
) -> None:
    """Ask today's settings for the lists that a store's own log would have led to; the store is only read."""
    from penchant.evaluate import protocols, replay

    with opened(store, as_json=as_json) as engine, progress.loops(quiet=as_json) as follow:
        found = replay.run(engine, since=given(since, "--since"), blend=blend.value, seed=seed, follow=follow)
        found = protocols.complete(found, engine.settings, evaluated.command())
    for path in out or ():
        evaluated.write(path, msgspec.structs.replace(found, ranks={}))
    if as_json:
        print_json(found)
    else:
        evaluated.tell(found, show.Page(show.language(language)))
