"""`penchant demo`: a short story over an example catalogue, worked out live, that leaves a store behind to go on with.

It is told in the web console, or in the terminal.
"""

from __future__ import annotations

import shlex
import time
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from penchant import scenarios
from penchant.cli import config, demo_served, options, show, story
from penchant.cli.session import NOWHERE, answering, opened, print_json
from penchant.domain import Value
from penchant.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Callable

    from penchant.cli.demo_page import DemoPage
    from penchant.scenarios.stories import Story

DEFAULT_STORE = "sqlite:///penchant-demo.db"
PAUSE_SECONDS = 0.6
"""Between two steps on a terminal, so that the eye can follow."""


class Name(StrEnum):
    """The scenarios, those of `scenarios.NAMES`."""

    SOCIAL = "social"
    EDUCATION = "education"
    SHOP = "shop"
    MEDIA = "media"


class Told(Value, frozen=True):
    """One story that was played: its steps, and the commands to go on with."""

    scenario: str
    store: str
    items: int
    setup_ms: float
    steps: tuple[story.Played, ...]
    commands: tuple[tuple[str, ...], ...]


def demo(
    scenario: Annotated[
        Name, typer.Option("--scenario", metavar="NAME", help="social, education, shop or media.")
    ] = Name.SHOP,
    terminal: Annotated[
        bool, typer.Option("--terminal", help="Tell it here, without a server or a browser.")
    ] = False,
    every: Annotated[
        bool, typer.Option("--all", help="All four scenarios, in the terminal, each in a store of its own.")
    ] = False,
    port: Annotated[
        int,
        typer.Option(
            "--port", metavar="PORT", min=1, max=65535, help="Of the console; another where it is taken."
        ),
    ] = 8000,
    fast: Annotated[bool, typer.Option("--fast", help="No pause between the steps.")] = False,
    store: Annotated[
        str,
        typer.Option(
            "--store", metavar="URL", help="Where the demo is kept; what an earlier one put there is erased."
        ),
    ] = DEFAULT_STORE,
    as_json: options.Json = False,
    language: options.Language = None,
) -> None:
    """Play a short story that shows what Penchant does: in the web console, or in the terminal."""
    names = scenarios.NAMES if every else (scenario.value,)
    tongue: Literal["en", "zh"] = "zh" if show.language(language) == "zh" else "en"
    page = _page(tongue, as_json=as_json)
    if page is not None and not (terminal or every or store == NOWHERE):
        if demo_served.installed():
            with answering(as_json=False):
                _prepared(scenario.value, store, page)
                demo_served.serve(scenario.value, store, tongue, page, port=port)
            return
        page.told("alone")
    told = [
        _tell(
            name, _beside(store, name) if every else store, tongue, page, pause=0.0 if fast else PAUSE_SECONDS
        )
        for name in names
    ]
    if as_json:
        print_json({"stories": told})


def _page(tongue: str, *, as_json: bool) -> DemoPage | None:
    """The page to print on; None where only JSON is wanted."""
    if as_json:
        return None
    from penchant.cli.demo_page import DemoPage

    return DemoPage(tongue)


def _beside(store: str, name: str) -> str:
    """The store with the scenario's name in its file's name; others as they are."""
    path = config.store_file(store)
    return store if path is None else f"sqlite:///{path.with_stem(f'{path.stem}-{name}')}"


def _tell(name: str, store: str, tongue: Literal["en", "zh"], page: DemoPage | None, *, pause: float) -> Told:
    items = scenarios.items(name)
    took = _prepared(name, store, page)
    with opened(store, as_json=page is None, scenario=name, create=True) as engine:
        if store == NOWHERE:
            engine.put_items(items)
        tale = scenarios.story(name)
        start = int(time.time() * 1000) - tale.lasts
        steps = []
        for step, played in story.play(engine, tale, start=start, language=tongue):
            steps.append(played)
            if page is not None:
                page.step(step, played)
                if pause and page.console.is_terminal:
                    time.sleep(pause)
    told = Told(
        scenario=name,
        store=store,
        items=len(items),
        setup_ms=round(took * 1000, 1),
        steps=tuple(steps),
        commands=_commands(tale, steps, store, tongue),
    )
    if page is not None:
        page.next([shlex.join(words) for words in told.commands])
    return told


def _prepared(name: str, store: str, page: DemoPage | None) -> float:
    """Fill the store with the scenario's catalogue and nothing else, and say so; how long it took, in seconds."""
    items = scenarios.items(name)
    say: Callable[..., None] = (lambda *_, **__: None) if page is None else page.told
    say("title", style="bold", scenario=name, count=len(items), store=store)
    say("live")
    began = time.perf_counter()
    erased = _emptied(store, name, as_json=page is None)
    with opened(store, as_json=page is None, scenario=name, create=True) as engine:
        engine.put_items(items)
        engine.warm_up()  # so that the times shown are those of every day
    took = time.perf_counter() - began
    if erased:
        say("anew", **erased)
    say("setup", seconds=took)
    return took


def _emptied(store: str, name: str, *, as_json: bool) -> dict[str, int]:
    """Erase what an earlier demo left, and how much that was; nothing where there is no store, or an empty one.

    The store is opened again afterwards, so that the story begins as in a new one: what was measured on the old catalogue is gone.

    Raises:
        InvalidInput: the store holds something that is not of a demo.
    """
    path = config.store_file(store)
    if path is None or not path.exists():
        return {}
    with opened(store, as_json=as_json, scenario=name) as engine:
        held = [item.item_id for item in engine.all_items()]
        people = sorted({event.user_id for event in engine.all_events()})
        if not held and not people:
            return {}
        known = {item.item_id for each in scenarios.NAMES for item in scenarios.items(each)}
        if not held or not known.issuperset(held):
            raise InvalidInput(
                f"The store {store!r} holds {len(held)} items and {len(people)} people that are not of a demo; "
                "nothing was changed",
                hint="Name another file with --store: the demo erases what is in its store.",
            )
        for user_id in people:
            engine.forget(user_id)
        engine.delete_items(held)
    return {"items": len(held), "people": len(people)}


def _commands(
    tale: Story, steps: list[story.Played], store: str, tongue: Literal["en", "zh"]
) -> tuple[tuple[str, ...], ...]:
    """What to try next, as words of a command line; none where the store is gone."""
    if config.store_file(store) is None:
        return ()
    who, at = tale.invites, ("--store", store)
    slate = next(played.slate for played in reversed(steps) if played.who == who and played.slate is not None)
    return (
        ("penchant", "say", who, tale.invited[tongue], *at),
        ("penchant", "recommend", who, "-n", str(story.PLACES), *at),
        ("penchant", "explain", slate.slate_id, slate.items[0].item_id, *at),
    )
