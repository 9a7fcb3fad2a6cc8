"""`penchant explain`: the arithmetic behind a list, or why an item is not in it."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, Annotated

import typer

from penchant.cli import options, show
from penchant.cli.interests import show_list
from penchant.cli.session import opened, print_json

if TYPE_CHECKING:
    from penchant.domain import Explanation, SlateItem
    from penchant.engine import Engine


def explain(
    slate: Annotated[str, typer.Argument(metavar="SLATE", help="The id that `recommend` gave its list.")],
    item: Annotated[
        str | None, typer.Argument(metavar="[ITEM]", help="One item, in the list or not.", show_default=False)
    ] = None,
    without: Annotated[
        str | None,
        typer.Option(
            "--without", metavar="INTEREST", help="How the list would be without it.", show_default=False
        ),
    ] = None,
    store: options.Store = options.DEFAULT_STORE,
    as_json: options.Json = False,
    language: options.Language = None,
) -> None:
    """Show why an item stands where it does, or why it is not there."""
    with opened(store, as_json=as_json) as engine:
        found = engine.explain(slate, item, without=without)
        if as_json:
            print_json(found)
        else:
            _show(show.Page(show.language(language)), found, without, engine)


def _show(page: show.Page, found: Explanation, without: str | None, engine: Engine) -> None:
    page.line(found.text)
    if found.item is not None:
        _show_sum(page, found.item)
    if found.interests:
        show_list(page, found.interests, engine)
    if without is not None:
        page.line(page.t("The list without interest {interest}", interest=without), style="bold")
        pairs = zip_longest(found.before, found.after)
        page.table(("#", "Before", "After"), [(rank, *pair) for rank, pair in enumerate(pairs, 1)])


def _show_sum(page: show.Page, item: SlateItem) -> None:
    page.line(f"{item.rank}. {item.title or item.item_id}  {item.item_id}", style="bold")
    page.table(
        ("Kind", "Reason", "Source", "Contribution"),
        [
            (
                reason.kind,
                reason.text,
                reason.interest_id or reason.event_id or reason.idea,
                f"{reason.contribution:+.4f}",
            )
            for reason in item.reasons
        ],
        total=(page.t("Sum"), "", "", f"{item.score:+.4f}"),
    )
