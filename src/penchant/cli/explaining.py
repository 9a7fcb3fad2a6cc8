"""`penchant explain`: the arithmetic behind a list, or why an item is not in it."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, Annotated, Literal

import msgspec
import typer

from penchant.cli import options, show
from penchant.cli.interests import show_list
from penchant.cli.session import opened, print_json
from penchant.errors import UnknownItem

if TYPE_CHECKING:
    from penchant.domain import Explanation, Slate, SlateItem
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
    worded: Annotated[
        bool,
        typer.Option("--worded", help="The list with its reasons in a language model's words."),
    ] = False,
    store: options.Store = options.DEFAULT_STORE,
    as_json: options.Json = False,
    language: options.Language = None,
) -> None:
    """Show why an item stands where it does, or why it is not there."""
    with opened(store, as_json=as_json) as engine:
        if worded:
            _show_worded(engine.reworded(slate, _tongue(language)), item, language, as_json=as_json)
            return
        found = engine.explain(slate, item, without=without)
        if as_json:
            print_json(found)
        else:
            _show(show.Page(show.language(language)), found, without, engine)


def _tongue(language: options.Tongue | None) -> Literal["en", "zh"] | None:
    return None if language is None else "zh" if language is options.Tongue.ZH else "en"


def _show_worded(
    slate: Slate, item_id: str | None, language: options.Tongue | None, *, as_json: bool
) -> None:
    """Every item with its reasons, or the one that is named; how many sentences are the model's."""
    items = tuple(item for item in slate.items if item_id in (None, item.item_id))
    if item_id is not None and not items:
        raise UnknownItem(
            f"item {item_id!r} is not in slate {slate.slate_id!r}",
            hint="leave `--worded` out to learn why not.",
        )
    if as_json:
        print_json(msgspec.structs.replace(slate, items=items))
        return
    page = show.Page(show.language(language))
    for item in items:
        page.line(f"{item.rank}. {item.title or item.item_id}  {item.item_id}", style="bold")
        for reason in item.reasons:
            page.line(f"{reason.contribution:+.3f}  {reason.text}", indent=4)
    counts = slate.trace["worded"]
    page.line(
        page.t("In a language model's words: {accepted}; as they were: {fallback}.", **counts), style="dim"
    )


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
