"""`penchant consent`: what a person allows language models to do with their words."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from penchant.cli import options, show
from penchant.cli.session import opened, print_json
from penchant.errors import InvalidInput


class Use(StrEnum):
    """The purposes, those of `penchant.ports.Purpose`."""

    READING = "reading"
    IDEAS = "ideas"
    WORDING = "wording"
    CHAT = "chat"


Uses = Annotated[
    list[Use] | None,
    typer.Option(
        "--allow", metavar="PURPOSE", help="reading, ideas, wording or chat. Repeatable.", show_default=False
    ),
]
Denied = Annotated[
    list[Use] | None,
    typer.Option(
        "--deny", metavar="PURPOSE", help="The same, for what they refuse. Repeatable.", show_default=False
    ),
]


def consent(
    user: Annotated[str, typer.Argument(metavar="USER", help="The user's id.")],
    allow: Uses = None,
    deny: Denied = None,
    store: options.Store = options.DEFAULT_STORE,
    as_json: options.Json = False,
    language: options.Language = None,
) -> None:
    """Show what a user allows language models to do with their words, or note what they said about it."""
    with opened(store, as_json=as_json) as engine:
        both = {use.value for use in allow or ()} & {use.value for use in deny or ()}
        if both:
            raise InvalidInput(f"{min(both)!r} is allowed and denied at once", hint="Give one of the two.")
        said = {use.value: True for use in allow or ()} | {use.value: False for use in deny or ()}
        found = engine.consent(user, **said)
        if as_json:
            print_json(found)
            return
        page = show.Page(show.language(language))
        page.table(
            ("Purpose", "Allowed", "Source"),
            [
                (
                    page.t(purpose),
                    page.t("yes" if may else "no"),
                    page.t("said" if purpose in found.said else "assumed"),
                )
                for purpose, may in found.allowed.items()
            ],
        )
