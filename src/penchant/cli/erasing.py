"""`penchant forget`: erase everything about a user."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from penchant.cli import options, show
from penchant.cli.session import opened, print_json
from penchant.cli.times import iso
from penchant.errors import InvalidInput

if TYPE_CHECKING:
    from penchant.domain import Receipt


def forget(
    user: Annotated[str, typer.Argument(metavar="USER", help="The user's id.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    store: options.Store = options.DEFAULT_STORE,
    as_json: options.Json = False,
    language: options.Language = None,
) -> None:
    """Erase everything about a user, and all that was learnt from them."""
    with opened(store, as_json=as_json) as engine:
        page = show.Page(show.language(language))
        if not yes and not _agreed(page, user):
            page.line(page.t("Nothing was erased."))
            return
        receipt = engine.forget(user)
        if as_json:
            print_json(receipt)
        elif any(receipt.removed.values()):
            page.line(
                page.t(
                    "Everything about {user} was erased at {time}.", user=user, time=iso(receipt.forgotten_at)
                )
            )
            page.table(("Kind", "Count"), sorted(receipt.removed.items()))
            _tell_what_remains(page, receipt)
        else:
            page.line(page.t("Nothing was held about {user}.", user=user))


def _tell_what_remains(page: show.Page, receipt: Receipt) -> None:
    if receipt.models:
        text = "Trained models {models} still hold a share of it, until `penchant train` makes them anew."
        page.line(page.t(text, models=", ".join(receipt.models)))
    if receipt.weights:
        text = "The weights learned online keep a share of it among many people's, until `penchant weights reset`."
        page.line(page.t(text))


def _agreed(page: show.Page, user: str) -> bool:
    if not sys.stdin.isatty():
        raise InvalidInput(
            f"Erasing everything about {user!r} was not confirmed",
            hint="Add --yes; nobody can be asked here.",
        )
    return typer.confirm(
        page.t("Erase everything about {user}? This cannot be undone.", user=show.clean(user)), err=True
    )
