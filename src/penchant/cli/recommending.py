"""`penchant recommend`, `penchant similar` and `penchant gaps`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from penchant.cli import options, show
from penchant.cli.session import opened, print_json
from penchant.domain import Event

if TYPE_CHECKING:
    from penchant import Engine
    from penchant.domain import Nearest, Slate, SlateItem

IMPRESSION = "impression"
REASONS_SHOWN = 3
"""Reasons under each item: `explain` shows all of them."""


def recommend(
    user: Annotated[str, typer.Argument(metavar="USER", help="The user's id.")],
    n: options.Count = 10,
    text: Annotated[
        str | None,
        typer.Option(
            "--text",
            metavar="TEXT",
            help="What is wanted this time, in the user's words.",
            show_default=False,
        ),
    ] = None,
    where: Annotated[
        str | None,
        typer.Option("--where", metavar="EXPRESSION", help="Only items that fit it.", show_default=False),
    ] = None,
    seen: Annotated[
        options.Seen | None,
        typer.Option(
            "--seen",
            metavar="hide|demote|allow",
            help="Items the user has had; otherwise as the scenario says.",
            show_default=False,
        ),
    ] = None,
    shown: Annotated[
        bool, typer.Option("--shown", help="Record that the list was shown: one impression an item.")
    ] = False,
    think: Annotated[
        bool,
        typer.Option("--think", help="Wait a moment for a language model's ideas, if one is configured."),
    ] = False,
    store: options.Store = options.DEFAULT_STORE,
    as_json: options.Json = False,
    language: options.Language = None,
) -> None:
    """Answer with the items a user wants now, each with its reasons."""
    with opened(store, as_json=as_json) as engine:
        tongue = show.language(language)
        slate = engine.recommend(
            user,
            n,
            text=text,
            where=where,
            language="zh" if tongue == "zh" else "en" if language else None,
            seen=None if seen is None else seen.value,
            think=think,
        )
        count = _record_shown(engine, slate) if shown else 0
        if as_json:
            print_json(slate)
            return
        page = show.Page(tongue)
        _show_slate(page, slate)
        if shown:
            page.line(page.t("Impressions recorded: {count}.", count=count))


def similar(
    item: Annotated[str, typer.Argument(metavar="ITEM", help="Its id.")],
    n: options.Count = 10,
    store: options.Store = options.DEFAULT_STORE,
    as_json: options.Json = False,
    language: options.Language = None,
) -> None:
    """List the items nearest to one."""
    with opened(store, as_json=as_json) as engine:
        found = engine.similar(item, n)
        if as_json:
            print_json(found)
            return
        page = show.Page(show.language(language))
        page.line(page.t("Like {item}" if found else "Nothing is like {item}.", item=item))
        if found:
            page.table(
                ("#", "Item", "Title", "Similarity"),
                [(rank, near.item_id, near.title, near.similarity) for rank, near in enumerate(found, 1)],
            )


def gaps(
    n: options.Count = 20,
    store: options.Store = options.DEFAULT_STORE,
    as_json: options.Json = False,
    language: options.Language = None,
) -> None:
    """List what people want and the catalogue does not have."""
    with opened(store, as_json=as_json) as engine:
        found = engine.gaps(n)
        if as_json:
            print_json(found)
            return
        page = show.Page(show.language(language))
        if not found:
            page.line(page.t("Nothing is wanted that the catalogue does not have."))
            return
        page.line(page.t("What others want that the catalogue does not have"))
        page.table(
            ("Idea", "Users", "Similarity", "Nearest"),
            [(want.text, want.users, want.similarity, _titles(want.nearest)) for want in found],
        )


def _record_shown(engine: Engine, slate: Slate) -> int:
    events = [
        Event(
            user_id=slate.user_id,
            event_type=IMPRESSION,
            item_id=item.item_id,
            slate_id=slate.slate_id,
            position=item.rank,
        )
        for item in slate.items
    ]
    return sum(observed.new for observed in engine.observe(*events)) if events else 0


def _show_slate(page: show.Page, slate: Slate) -> None:
    page.line(page.t("The list for {user} ({slate})", user=slate.user_id, slate=slate.slate_id), style="bold")
    if slate.degraded:
        page.line(
            page.t("Left out because they failed: {stages}", stages=", ".join(slate.degraded)), style="yellow"
        )
    if not slate.items:
        page.line(page.t("Nothing to recommend."))
    for item in slate.items:
        _show_item(page, item)
    if slate.ideas:
        page.line()
        page.line(page.t("Ideas"), style="bold")
        for idea in slate.ideas:
            page.line(f"{idea.text}  [{_nearest(page, idea.nearest)}]", indent=2)
    if slate.gaps:
        page.line()
        page.line(page.t("Gaps"), style="bold")
        for gap in slate.gaps:
            page.line(f"{gap.text}  [{_nearest(page, gap.nearest)}]", indent=2)
    if slate.notes:
        page.line()
        page.line(page.t("Notes"), style="bold")
        for note in slate.notes:
            page.line(note, indent=2)


def _show_item(page: show.Page, item: SlateItem) -> None:
    page.line(f"{item.rank:>3}. {item.title or item.item_id}  {item.item_id}  {item.score:.3f}")
    strongest = sorted(item.reasons, key=lambda reason: -abs(reason.contribution))[:REASONS_SHOWN]
    for reason in strongest:
        page.line(f"{reason.contribution:+.3f}  {reason.text}", indent=5, style="dim")


def _nearest(page: show.Page, nearest: tuple[Nearest, ...]) -> str:
    return page.t("nearest: {titles}", titles=_titles(nearest)) if nearest else page.t("nothing near")


def _titles(nearest: tuple[Nearest, ...]) -> str:
    return ", ".join(f"{near.title or near.item_id} {near.similarity:.2f}" for near in nearest[:3])
