"""`penchant chat`: a conversation at the prompt, or played from a file."""

from __future__ import annotations

import sys
from pathlib import Path  # noqa: TC003 - Typer reads the annotations
from typing import TYPE_CHECKING, Annotated

import typer

from penchant.cli import options, show
from penchant.cli.session import opened, print_json
from penchant.errors import InvalidFile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Literal

    from penchant import Engine
    from penchant.domain import Question, Reply

COMMENT = "#"
PROMPT = "> "


def chat(
    user: Annotated[str, typer.Argument(metavar="USER", help="The user's id.")],
    n: Annotated[int, typer.Option("-n", metavar="N", min=1, max=1000, help="Items in each list.")] = 5,
    script: Annotated[
        Path | None,
        typer.Option(
            "--script",
            metavar="FILE",
            help="Turns to play, one a line; a number chooses an answer; # begins a comment.",
            show_default=False,
        ),
    ] = None,
    store: options.Store = options.DEFAULT_STORE,
    as_json: options.Json = False,
    language: options.Language = None,
) -> None:
    """Talk with a recommender: each turn is answered with a list, and a question where one helps. Ctrl-D ends it."""
    with opened(store, as_json=as_json, create=True) as engine:
        tongue: Literal["en", "zh"] | None = None if language is None else language.value
        turns = _typed() if script is None else _played(script)
        page = show.Page(show.language(language))
        if script is None and not as_json:
            page.line(page.t("Say what you are looking for. Ctrl-D ends the conversation."), style="dim")
        told: list[Reply] = []
        for line in turns:
            reply = _turn(engine, user, line, told[-1].question if told else None, n, tongue)
            told.append(reply)
            if not as_json:
                _show_turn(page, line if script is not None else "", reply)
        if as_json:
            print_json(told)


def _turn(
    engine: Engine,
    user: str,
    line: str,
    asked: Question | None,
    n: int,
    tongue: Literal["en", "zh"] | None,
) -> Reply:
    """The answer to a line; a bare number that stands before an answer of the last question chooses it."""
    place = int(line) if line.isdecimal() else 0
    if asked is not None and 0 < place <= len(asked.choices):
        return engine.chat(user, choice=asked.choices[place - 1].edit, n=n, language=tongue)
    return engine.chat(user, line, n=n, language=tongue)


def _typed() -> Iterator[str]:
    """What is typed, line by line, until it ends; empty lines are passed over."""
    while True:
        if sys.stdin.isatty():
            print(PROMPT, end="", flush=True)
        line = sys.stdin.readline()
        if not line:
            return
        if line.strip():
            yield line.strip()


def _played(path: Path) -> Iterator[str]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidFile(
            f"{str(path)!r} cannot be read: {error}", hint="name a text file in UTF-8, one turn a line."
        ) from error
    yield from (line.strip() for line in lines if line.strip() and not line.lstrip().startswith(COMMENT))


def _show_turn(page: show.Page, line: str, reply: Reply) -> None:
    if line:
        page.line(f"{PROMPT}{line}", style="bold")
    page.line(reply.text)
    for item in reply.slate.items:
        page.line(f"{item.rank:>3}. {item.title or item.item_id}  {item.item_id}", indent=2)
        if item.reasons:
            page.line(item.reasons[0].text, indent=7, style="dim")
    if reply.slate.degraded:
        stages = ", ".join(reply.slate.degraded)
        page.line(page.t("Left out because they failed: {stages}", stages=stages), style="yellow")
    if reply.question is not None:
        page.line(reply.question.text, style="bold")
        for number, choice in enumerate(reply.question.choices, 1):
            page.line(f"{number} {choice.label}", indent=2)
    page.line()
