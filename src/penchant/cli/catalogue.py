"""`penchant items`: take items out of the lists, back in, or out of the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from penchant.cli import options, show
from penchant.cli.session import opened, print_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from penchant import Engine

app = typer.Typer(no_args_is_help=True, help="Hide items, show them again, or delete them.")

Items = Annotated[list[str], typer.Argument(metavar="ITEM...", help="Item ids.")]


@app.command("hide")
def hide(
    items: Items,
    store: options.Store = options.DEFAULT_STORE,
    as_json: options.Json = False,
    language: options.Language = None,
) -> None:
    """Keep items in the catalogue but out of every list."""
    _change(items, lambda engine: engine.hide_items(items), store, as_json, language)


@app.command("show")
def show_again(
    items: Items,
    store: options.Store = options.DEFAULT_STORE,
    as_json: options.Json = False,
    language: options.Language = None,
) -> None:
    """Let hidden items into the lists again."""
    _change(items, lambda engine: engine.hide_items(items, hidden=False), store, as_json, language)


@app.command("delete")
def delete(
    items: Items,
    store: options.Store = options.DEFAULT_STORE,
    as_json: options.Json = False,
    language: options.Language = None,
) -> None:
    """Take items out of the catalogue."""
    _change(items, lambda engine: engine.delete_items(items), store, as_json, language)


def _change(
    items: list[str], act: Callable[[Engine], int], store: str, as_json: bool, language: options.Tongue | None
) -> None:
    with opened(store, as_json=as_json) as engine:
        count = act(engine)
        if as_json:
            print_json({"asked": len(items), "changed": count})
        else:
            page = show.Page(show.language(language))
            page.line(page.t("{count} of {asked} items changed.", count=count, asked=len(items)))
