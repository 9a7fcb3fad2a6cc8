"""`penchant evaluate`: the lab's protocols on a data folder."""

from __future__ import annotations

import tomllib
from enum import StrEnum
from pathlib import Path  # noqa: TC003 - Typer reads the annotations
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from penchant.cli import config, options, progress, show
from penchant.cli import evaluated as written
from penchant.cli.session import answering, print_json
from penchant.errors import InvalidSetting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from penchant.settings import Settings


class Protocol(StrEnum):
    """The protocols, those of `penchant.evaluate.protocols`."""

    LOO = "loo"
    STREAM = "stream"
    REQUEST = "request"
    ASK = "ask"
    COLD = "cold"
    IDEAS = "ideas"
    REFUSALS = "refusals"
    POLARITY = "polarity"
    DRIFT = "drift"
    REASONS = "reasons"
    ABLATION = "ablation"


class Blend(StrEnum):
    """How channels become a score."""

    SUM = "sum"
    ONLINE = "online"
    RANKER = "ranker"
    MODEL = "model"


class On(StrEnum):
    """Which of the hidden items is to be found."""

    TEST = "test"
    VALIDATION = "validation"


def evaluate(
    protocol: Annotated[Protocol, typer.Argument(metavar="PROTOCOL", help=f"{', '.join(Protocol)}.")],
    data: Annotated[Path, typer.Option("--data", metavar="DIR", help="A folder in the standard formats.")],
    blend: Annotated[
        Blend,
        typer.Option(
            "--blend",
            metavar="sum|online|ranker|model",
            help="How channels become a score; model: the sum beside a trained interest model.",
        ),
    ] = Blend.SUM,
    sample: Annotated[
        int | None,
        typer.Option(
            "--sample", metavar="N", min=1, help="A quick look: so many random cases.", show_default=False
        ),
    ] = None,
    without: Annotated[
        list[str] | None,
        typer.Option("--without", metavar="CHANNEL", help="Leave a channel out of the score. Repeatable."),
    ] = None,
    change: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="KEY=VALUE", help="Another setting, such as weights.text=3. Repeatable."
        ),
    ] = None,
    scenario: Annotated[
        str | None,
        typer.Option("--scenario", metavar="NAME", help="Otherwise as the data suggest.", show_default=False),
    ] = None,
    on: Annotated[
        On,
        typer.Option(
            "--on", metavar="test|validation", help="loo, cold, request, ask, ideas: what is asked."
        ),
    ] = On.TEST,
    refit: Annotated[bool, typer.Option("--refit", help="loo: the protocol LOO-refit.")] = False,
    updates: Annotated[
        str,
        typer.Option(
            "--updates", metavar="NAMES", help="stream: when the engine is told; metrics are of the first."
        ),
    ] = "event,hour,day,never,user",
    shuffle_seconds: Annotated[
        bool, typer.Option("--shuffle-seconds", help="stream: the events of one second in a random order.")
    ] = False,
    positives_only: Annotated[
        bool, typer.Option("--positives-only", help="stream: leave low ratings out altogether.")
    ] = False,
    channels: Annotated[
        str,
        typer.Option(
            "--channels", metavar="NAMES", help="ablation: only these, not all.", show_default=False
        ),
    ] = "",
    answers: Annotated[
        str,
        typer.Option(
            "--answers",
            metavar="scripted|noise|oracle|FILE",
            help="ideas: who writes them; a file plays what a model answered, and records what it lacks.",
        ),
    ] = "scripted",
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Of everything random.")] = 0,
    cache: Annotated[
        Path | None,
        typer.Option(
            "--cache", metavar="FILE.db", help="Keeps encoded items from run to run.", show_default=False
        ),
    ] = None,
    out: Annotated[
        list[Path] | None,
        typer.Option("--out", metavar="FILE", help="Write the result there too: .json or .md. Repeatable."),
    ] = None,
    page: Annotated[
        Path | None,
        typer.Option(
            "--report", metavar="FILE.html", help="Write a page with plots there.", show_default=False
        ),
    ] = None,
    also: Annotated[
        list[Path] | None,
        typer.Option(
            "--with", metavar="FILE.json", help="An earlier --out that the report shows too. Repeatable."
        ),
    ] = None,
    ranks: Annotated[
        Path | None,
        typer.Option(
            "--ranks",
            metavar="FILE.json",
            help="Write each case's rank there, to compare with.",
            show_default=False,
        ),
    ] = None,
    against: Annotated[
        Path | None,
        typer.Option(
            "--against",
            metavar="FILE.json",
            help="Differences from another run's --ranks, paired.",
            show_default=False,
        ),
    ] = None,
    as_json: options.Json = False,
    language: options.Language = None,
) -> None:
    """Measure the engine on data, by a fixed protocol."""
    from penchant.evaluate import lab, protocols

    with answering(as_json=as_json):
        settings = _settings(scenario or lab.scenario_of(data), change or (), without or ())
        with progress.loops(quiet=as_json) as follow:
            plan = lab.Plan(
                folder=data,
                settings=settings,
                blend=blend.value,
                sample=sample,
                seed=seed,
                cache=cache,
                follow=follow,
            )
            choices = protocols.Choices(
                on=on.value,
                refit=refit,
                updates=_names(updates),
                shuffle_seconds=shuffle_seconds,
                positives_only=positives_only,
                channels=_names(channels),
                answers=answers,
            )
            found = protocols.run(protocol.value, plan, choices, command=written.command())
        if against is not None:
            found = protocols.against(found, against.stem, written.ranks(against))
        if ranks is not None:
            written.write_ranks(ranks, found)
        found = msgspec.structs.replace(found, ranks={})
        for path in out or ():
            written.write(path, found)
        if page is not None:
            written.write_report(page, [*(written.read(path) for path in also or ()), found])
        if as_json:
            print_json(found)
        else:
            written.tell(found, show.Page(show.language(language)))


def _settings(scenario: str, changes: Sequence[str], without: Sequence[str]) -> Settings:
    """The lab's settings with the user's: `penchant.toml`, `--set`, `--without`."""
    from penchant.evaluate import lab

    settings = config.merged(lab.lab_settings(scenario), config.overrides())
    for change in changes:
        try:
            table = tomllib.loads(change)
        except tomllib.TOMLDecodeError as error:
            raise InvalidSetting(
                f"{change!r} is no setting: {error}", hint="such as weights.text=3.0; texts stand in quotes."
            ) from error
        settings = config.merged(settings, table)
    return config.merged(settings, {"without": list(without)}) if without else settings


def _names(listed: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in listed.split(",") if name.strip())
