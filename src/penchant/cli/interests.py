"""`penchant interests`: what a user wants now, and a person's own hand on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer
from typer.core import TyperGroup

from penchant.cli import options, show
from penchant.cli.session import opened, print_json, required
from penchant.cli.times import given
from penchant.domain import InterestEdit
from penchant.errors import UnknownItem

if TYPE_CHECKING:
    from penchant.domain import Interest
    from penchant.engine import Engine

_DEFAULT = "show"
_QUOTES_SHOWN = 2
_SIDES: dict[options.Side, Literal[1, -1]] = {options.Side.LIKE: 1, options.Side.REFUSE: -1}


class _ShowsByDefault(TyperGroup):
    """`interests USER` is `interests show USER`."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        if args and args[0] not in {*self.commands, "--help"}:
            args = [_DEFAULT, *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    cls=_ShowsByDefault,
    no_args_is_help=True,
    help="Show what a user wants now (`interests USER`), or change it by hand (`interests edit`).",
)


@app.command(_DEFAULT)
def show_interests(
    user: Annotated[str, typer.Argument(metavar="USER", help="The user's id.")],
    history: Annotated[
        bool, typer.Option("--history", help="Also those that have ended, and all their evidence.")
    ] = False,
    store: options.Store = options.DEFAULT_STORE,
    as_json: options.Json = False,
    language: options.Language = None,
) -> None:
    """Show what a user wants, and refuses, now."""
    with opened(store, as_json=as_json) as engine:
        found = engine.interests(user, history=history)
        if as_json:
            print_json(found)
            return
        page = show.Page(show.language(language))
        if not found:
            page.line(page.t("Nothing to show: {user} has no interests yet.", user=user))
            return
        page.line(page.t("Interests of {user}", user=user), style="bold")
        show_list(page, found, engine)
        if history:
            _show_evidence(page, found)


@app.command("edit")
def edit_interest(
    user: Annotated[str, typer.Argument(metavar="USER", help="The user's id.")],
    action: Annotated[
        options.Action,
        typer.Argument(metavar="ACTION", help="declare, edit, pin, unpin, pause, resume, expire or drop."),
    ],
    interest: Annotated[
        str, typer.Argument(metavar="[INTEREST]", help="Its id, as `interests USER` shows it.")
    ] = "",
    label: Annotated[
        str | None, typer.Option("--label", metavar="TEXT", help="Its words.", show_default=False)
    ] = None,
    polarity: Annotated[
        options.Side | None,
        typer.Option("--polarity", metavar="like|refuse", help="Wanted or refused.", show_default=False),
    ] = None,
    strength: Annotated[
        float | None,
        typer.Option(
            "--strength", metavar="0..1", min=0.0, max=1.0, help="How strong it is.", show_default=False
        ),
    ] = None,
    hardness: Annotated[
        options.Firmness | None,
        typer.Option("--hardness", metavar="soft|must|never", help="How binding it is.", show_default=False),
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="TIME", help="When it ends.", show_default=False)
    ] = None,
    where: Annotated[
        str | None,
        typer.Option(
            "--where", metavar="FILTER", help="Only such items, while it holds.", show_default=False
        ),
    ] = None,
    explore: Annotated[
        float | None,
        typer.Option(
            "--explore",
            metavar="0..1",
            min=0.0,
            max=1.0,
            help="Share of places for exploration, while it holds.",
            show_default=False,
        ),
    ] = None,
    store: options.Store = options.DEFAULT_STORE,
    as_json: options.Json = False,
    language: options.Language = None,
) -> None:
    """Declare an interest, or change, pin, pause, end or drop one."""
    with opened(store, as_json=as_json, create=action is options.Action.DECLARE) as engine:
        if action is options.Action.DECLARE:
            required(label, "--label", "Say what is wanted: --label 'quiet films about the sea'.")
        else:
            required(interest, "INTEREST", f"`penchant interests {user}` shows the ids.")
        edit = InterestEdit(
            action=action.value,
            interest_id=interest,
            label=label,
            polarity=None if polarity is None else _SIDES[polarity],
            strength=strength,
            hardness=None if hardness is None else hardness.value,
            expires_at=given(until, "--until"),
            where=where,
            explore=explore,
        )
        observed = engine.edit_interest(user, edit)
        if as_json:
            print_json(observed)
            return
        page = show.Page(show.language(language))
        page.line(page.t("Stored."))
        if now := engine.interests(user):
            show_list(page, now, engine)


def show_list(page: show.Page, interests: tuple[Interest, ...], engine: Engine) -> None:
    """Interests in the order given, three short lines each: what, how, and the words or items behind it."""
    for interest in interests:
        side = page.t("like" if interest.polarity > 0 else "refuse")
        page.line(f"{interest.strength:5.2f}  {side}  {interest.label}", style="bold")
        kinds = [page.t(interest.hardness)] if interest.hardness != "soft" else []
        kinds += [
            page.t(interest.horizon),
            page.t(interest.source),
            _state(page, interest),
            interest.interest_id,
        ]
        page.line(" · ".join(kind for kind in kinds if kind), indent=7, style="dim")
        if quotes := _quotes(interest, engine):
            page.line(quotes, indent=7)


def _state(page: show.Page, interest: Interest) -> str:
    until = f"{page.t('Until')} {show.when(interest.expires_at)}" if interest.expires_at is not None else ""
    words = [page.t("pinned") if interest.pinned else "", page.t("paused") if interest.paused else "", until]
    words += [_steers(page, interest)]
    return ", ".join(word for word in words if word)


def _steers(page: show.Page, interest: Interest) -> str:
    """How an interest steers the lists, where it does."""
    if interest.explore is not None:
        return page.t("{share} % explored", share=f"{100 * interest.explore:g}")
    if interest.where is None:
        return ""
    return page.t("only where {where}", where=interest.where) if interest.where else page.t("any value")


def _quotes(interest: Interest, engine: Engine) -> str:
    """The newest words and items behind an interest, items by their titles."""
    counted = [e for e in interest.evidence if not e.superseded]
    said = dict.fromkeys(f"“{e.quote}”" if e.quote else _title(e.item_id, engine) for e in counted)
    return "; ".join([words for words in said if words][:_QUOTES_SHOWN])


def _title(item_id: str | None, engine: Engine) -> str:
    try:
        return engine.item(item_id or "").title or item_id or ""
    except UnknownItem:
        return item_id or ""


def _show_evidence(page: show.Page, interests: tuple[Interest, ...]) -> None:
    page.line(page.t("Evidence"), style="bold")
    page.table(
        ("Interest", "Time", "Event", "Quote", "Item", "Weight", "State"),
        [
            (
                interest.interest_id,
                show.when(evidence.timestamp),
                evidence.event_type,
                evidence.quote,
                evidence.item_id,
                evidence.weight,
                page.t("overruled") if evidence.superseded else "",
            )
            for interest in interests
            for evidence in interest.evidence
        ],
    )
