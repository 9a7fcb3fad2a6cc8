"""The options that many commands share, and the choices they offer."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

DEFAULT_STORE = "sqlite:///penchant.db"

Store = Annotated[
    str,
    typer.Option(
        "--store", envvar="PENCHANT_STORE", metavar="URL", help="Where everything is kept: sqlite:///FILE."
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document, for programs.")]


class Tongue(StrEnum):
    """The languages that answers are given in."""

    EN = "en"
    ZH = "zh"


Language = Annotated[
    Tongue | None,
    typer.Option(
        "--language",
        metavar="en|zh",
        help="Language of the answer; otherwise that of the terminal.",
        show_default=False,
    ),
]
At = Annotated[
    str | None,
    typer.Option(
        "--at",
        metavar="TIME",
        help="When: Unix seconds, milliseconds or ISO 8601; otherwise now.",
        show_default=False,
    ),
]
Count = Annotated[int, typer.Option("-n", metavar="N", min=1, max=1000, help="How many at most.")]


class Policy(StrEnum):
    """What an import does with a row that it cannot use."""

    STOP = "stop"
    SKIP = "skip"


class Seen(StrEnum):
    """What happens to items the user has had."""

    HIDE = "hide"
    DEMOTE = "demote"
    ALLOW = "allow"


class Action(StrEnum):
    """What a person can do to an interest."""

    DECLARE = "declare"
    EDIT = "edit"
    PIN = "pin"
    UNPIN = "unpin"
    PAUSE = "pause"
    RESUME = "resume"
    EXPIRE = "expire"
    DROP = "drop"


class Side(StrEnum):
    """Whether an interest is wanted or refused."""

    LIKE = "like"
    REFUSE = "refuse"


class Firmness(StrEnum):
    """How binding an interest is."""

    SOFT = "soft"
    MUST = "must"
    NEVER = "never"
