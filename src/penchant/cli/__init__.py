"""The command line: `penchant …`, one file a group of commands.

The only part, with the server, that reads files and the environment.
"""

from __future__ import annotations

from typing import Annotated

import typer

from penchant.cli import (
    agents,
    catalogue,
    chatting,
    consenting,
    costs,
    demo,
    doctor,
    encoding,
    erasing,
    evaluating,
    explaining,
    exporting,
    importing,
    interests,
    keys,
    recommending,
    refining,
    replaying,
    serving,
    talking,
    training,
    weights,
)

app = typer.Typer(
    name="penchant",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
    help="What people say and do becomes a ranked list, each item with its true reason.",
)
app.add_typer(importing.app, name="import")
app.command()(talking.say)
app.command()(talking.did)
app.command()(recommending.recommend)
app.command()(chatting.chat)
app.add_typer(interests.app, name="interests")
app.command()(explaining.explain)
app.command()(recommending.similar)
app.command()(recommending.gaps)
app.command()(erasing.forget)
app.command()(consenting.consent)
app.command()(costs.costs)
app.add_typer(exporting.app, name="export")
app.add_typer(catalogue.app, name="items")
app.command()(doctor.doctor)
app.command()(demo.demo)
app.command()(serving.serve)
app.command()(agents.mcp)
app.add_typer(keys.app, name="keys")
app.add_typer(weights.app, name="weights")
app.command()(evaluating.evaluate)
app.command()(replaying.replay)
app.command()(refining.refine)
app.command()(training.train)
app.add_typer(training.models, name="models")
app.add_typer(encoding.app, name="encoder")


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"penchant {version('penchant')}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run the command line; the entry point of the `penchant` script."""
    app()
