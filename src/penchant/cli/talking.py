"""`penchant say` and `penchant did`: one event by hand."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated

import typer

from penchant.cli import options, show
from penchant.cli.session import opened, print_json
from penchant.cli.times import given
from penchant.domain import Event

if TYPE_CHECKING:
    from penchant.domain import Observed

SAY = "say"
REVIEW = "review"


def say(
    user: Annotated[str, typer.Argument(metavar="USER", help="The user's id.")],
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What the user said, in English or Chinese.")],
    item: Annotated[
        str | None,
        typer.Option("--item", metavar="ITEM", help="The item it was said of: a review.", show_default=False),
    ] = None,
    at: options.At = None,
    store: options.Store = options.DEFAULT_STORE,
    as_json: options.Json = False,
    language: options.Language = None,
) -> None:
    """Take in what a user said, and show how it was read."""
    with opened(store, as_json=as_json, create=True) as engine:
        event = Event(
            user_id=user,
            event_type=REVIEW if item else SAY,
            text=text,
            item_id=item,
            timestamp=given(at, "--at", now=_now()),
        )
        (observed,) = engine.observe(event)
        if as_json:
            print_json(observed)
        else:
            _show_reading(show.Page(show.language(language)), observed)


def did(
    user: Annotated[str, typer.Argument(metavar="USER", help="The user's id.")],
    event_type: Annotated[
        str, typer.Argument(metavar="EVENT_TYPE", help="Such as view, click, purchase or rating.")
    ],
    item: Annotated[str, typer.Argument(metavar="ITEM", help="The item it was done to.")],
    value: Annotated[
        float | None,
        typer.Option(
            "--value", metavar="NUMBER", help="A rating, an amount, a share watched.", show_default=False
        ),
    ] = None,
    at: options.At = None,
    slate: Annotated[
        str | None,
        typer.Option("--slate", metavar="SLATE", help="The list the item was found in.", show_default=False),
    ] = None,
    position: Annotated[
        int | None,
        typer.Option("--position", metavar="N", min=0, help="Its place in that list.", show_default=False),
    ] = None,
    store: options.Store = options.DEFAULT_STORE,
    as_json: options.Json = False,
    language: options.Language = None,
) -> None:
    """Take in what a user did with an item."""
    with opened(store, as_json=as_json, create=True) as engine:
        (observed,) = engine.observe(
            Event(
                user_id=user,
                event_type=event_type,
                item_id=item,
                value=value,
                timestamp=given(at, "--at", now=_now()),
                slate_id=slate,
                position=position,
            )
        )
        if as_json:
            print_json(observed)
        else:
            page = show.Page(show.language(language))
            page.line(_stored(page, observed))


def _now() -> int:
    return int(time.time() * 1000)


def _stored(page: show.Page, observed: Observed) -> str:
    return page.t("Stored." if observed.new else "This event was already there; nothing changed.")


def _show_reading(page: show.Page, observed: Observed) -> None:
    if not observed.new or not observed.aspects:
        page.line(
            page.t("Read, but it says nothing about what is wanted.")
            if observed.new
            else _stored(page, observed)
        )
        return
    page.table(
        ("Quote", "About", "Polarity", "Hardness", "Strength", "Horizon"),
        [
            (
                aspect.quote,
                aspect.about,
                page.t(aspect.polarity),
                page.t(aspect.hardness),
                aspect.strength,
                page.t(aspect.horizon),
            )
            for aspect in observed.aspects
        ],
    )
