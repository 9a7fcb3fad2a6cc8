"""What every command does around its work: open the store, print JSON, and say errors plainly."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn

import msgspec
import typer

from penchant.cli import config
from penchant.domain import to_plain
from penchant.errors import (
    InvalidInput,
    InvalidSetting,
    LanguageModelError,
    MissingExtra,
    PenchantError,
    StoreError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from penchant import Engine
    from penchant.settings import Settings

INPUT_EXIT = 2
STORE_EXIT = 1
INTERRUPT_EXIT = 130
NOWHERE = "memory://"


@contextmanager
def answering(*, as_json: bool) -> Iterator[None]:
    """Turns the errors Penchant raises on purpose into words and an exit code; others are defects and go through."""
    try:
        yield
    except PenchantError as error:
        fail(error, as_json=as_json)


@contextmanager
def opened(
    store: str, *, as_json: bool, scenario: str | None = None, create: bool = False, or_empty: bool = False
) -> Iterator[Engine]:
    """The engine over `store`, closed at the end, inside `answering`.

    Args:
        store: its address.
        as_json: how errors are printed.
        scenario: the name given as an option.
        create: make the store if it is not there.
        or_empty: if it is not there, work on an empty one in memory, so that nothing is written.
    """
    with answering(as_json=as_json):
        path = config.store_file(store)
        if path is not None and not create and not path.exists():
            if not or_empty:
                raise InvalidSetting(
                    f"There is no store at {str(path)!r} yet",
                    hint="Import items first, or name another store with --store or PENCHANT_STORE.",
                )
            store = NOWHERE
        engine = _engine(store, scenario)
        try:
            yield engine
        finally:
            engine.close()


def _engine(store: str, scenario: str | None) -> Engine:
    table = config.overrides()
    name = config.scenario(scenario, table)
    if "encoder_url" in table:  # a store whose encoder answers elsewhere cannot be opened without its address
        from penchant.build import looked_into

        with looked_into(store, scenario=name) as (_, plain):
            settings = config.merged(plain, table)
        return open_engine(store, scenario=name, settings=settings)
    engine = open_engine(store, scenario=name)
    if table:
        try:
            settings = config.merged(engine.settings, table)
        except PenchantError:
            engine.close()
            raise
        if settings != engine.settings:
            engine.close()
            return open_engine(store, scenario=name, settings=settings)
    return engine


def open_engine(store: str, *, scenario: str | None, settings: Settings | None = None) -> Engine:
    """The one place where the command line meets the engine: loaded here, so that `--help` does not wait for it."""
    from penchant import Engine

    return Engine.open(store, scenario=scenario, settings=settings)


def exit_code(error: PenchantError) -> int:
    """1 for what is wrong with the store, the model or the installation, 2 for what is wrong with the input."""
    outside = StoreError | MissingExtra | LanguageModelError
    return STORE_EXIT if isinstance(error, outside) else INPUT_EXIT


def fail(error: PenchantError, *, as_json: bool, done: dict[str, Any] | None = None) -> NoReturn:
    """Print an error and leave with its exit code; `done` is what was done before it."""
    if as_json:
        told = {"kind": type(error).__name__, "message": error.message, "hint": error.hint}
        print_json({"error": told} if done is None else {"error": told, "done": done})
    else:
        from penchant.cli.show import clean

        print(clean(f"Error: {error}"), file=sys.stderr)
    raise typer.Exit(exit_code(error))


def print_json(noun: object) -> None:
    """A noun, or a container of nouns, as one JSON document on one line: compact, UTF-8, characters as they are."""
    data = msgspec.json.encode(to_plain(noun)) + b"\n"
    sys.stdout.flush()
    stream = getattr(sys.stdout, "buffer", None)
    if stream is None:
        sys.stdout.write(data.decode())
    else:
        stream.write(data)
        stream.flush()


def required(value: str | None, what: str, hint: str) -> str:
    """`value`, which must not be missing; raises `InvalidInput`."""
    if not value:
        raise InvalidInput(f"{what} is missing", hint=hint)
    return value
