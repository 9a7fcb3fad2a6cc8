"""docs/cli.md against the program, and docs/json.md against the nouns.

`python tests/unit/cli/test_cli_docs.py` prints the tables that docs/cli.md should hold.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import typer

import penchant.domain
from penchant.cli import app

if TYPE_CHECKING:
    from collections.abc import Iterator

SHARED = ("--store", "--json", "--language")
WITHOUT_STORE = ("penchant evaluate",)
"""What works on data folders, in an engine of its own."""
DOCS = Path(__file__).parents[3] / "docs"


def commands(command: Any = None, trail: tuple[str, ...] = ("penchant",)) -> Iterator[tuple[str, Any]]:
    """Each command that does something, with its full name."""
    command = command or typer.main.get_command(app)
    if hasattr(command, "commands"):
        for name, inner in command.commands.items():
            yield from commands(inner, (*trail, name))
    else:
        yield " ".join(trail), command


def table(command: Any, *, shared: bool = False) -> list[str]:
    """The rows of a command's table: its own arguments and options with their defaults, or those that all commands share."""
    rows = ["| argument or option | default | |", "| --- | --- | --- |"]
    for param in command.params:
        if param.name == "help" or (param.opts[0] in SHARED) is not shared:
            continue
        if param.param_type_name == "argument":
            name = param.metavar or param.name.upper()
        else:
            values = "" if param.is_flag else f" {param.metavar}"
            name = ", ".join(param.opts) + values
        default = getattr(param.default, "value", param.default)  # a choice's default is its word
        shown = "" if default in (None, "", False, [], ()) or callable(default) else f"`{default}`"
        name = name.replace("|", "\\|")
        rows.append(f"| `{name}` | {shown} | {param.help or ''} |".replace("|  |", "| |"))
    return rows


def sections() -> dict[str, str]:
    """The parts of docs/cli.md by the command in their heading."""
    text = (DOCS / "cli.md").read_text(encoding="utf-8")
    parts = re.split(r"^#+ `(penchant [a-z ]+)`$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_command_is_documented_and_no_other() -> None:
    assert sorted(sections()) == sorted(name for name, _ in commands())


@pytest.mark.parametrize("name", [name for name, _ in commands()])
def test_arguments_and_options_are_as_documented(name: str) -> None:
    documented = [line for line in sections()[name].splitlines() if line.startswith("| `")]
    expected = table(dict(commands())[name])[2:]
    missing = [row for row in expected if row not in documented]
    shared = table(
        dict(commands())[name], shared=True
    )  # a command may say again what it means by a shared option
    extra = [row for row in documented if row not in expected + shared]
    assert not missing, "docs/cli.md lacks:\n" + "\n".join(missing)
    assert not extra, "docs/cli.md has, and the program has not:\n" + "\n".join(extra)


@pytest.mark.parametrize("name", [name for name, _ in commands()])
def test_every_command_has_store_json_and_language(name: str) -> None:
    options = {option for param in dict(commands())[name].params for option in param.opts}
    assert options >= {*SHARED} - ({"--store"} if name in WITHOUT_STORE else set())


def test_shared_options_are_as_documented() -> None:
    text = (DOCS / "cli.md").read_text(encoding="utf-8")
    for _, command in commands():
        missing = [row for row in table(command, shared=True) if row not in text]
        assert not missing, "docs/cli.md lacks:\n" + "\n".join(missing)


def test_help_texts_are_there() -> None:
    for name, command in commands():
        assert command.help, name
        for param in command.params:
            if param.param_type_name == "option":
                assert param.help, (name, param.name)


NOUNS = "Observed Event Aspect Slate SlateItem Reason Idea Gap Nearest Request Interest Evidence Explanation UnmetWant Receipt Merged Profile Check Item Reply Question Choice Consent"


@pytest.mark.parametrize("noun", NOUNS.split())
def test_the_keys_of_a_noun_are_as_documented(noun: str) -> None:
    text = (DOCS / "json.md").read_text(encoding="utf-8")
    found = re.search(rf"^### {noun}$(.*?)(?=^#|\Z)", text, flags=re.MULTILINE | re.DOTALL)
    assert found, f"docs/json.md lacks {noun}"
    documented = re.findall(r"^\| `(\w+)` \|", found[1], flags=re.MULTILINE)
    expected = [field for field in getattr(penchant.domain, noun).__struct_fields__ if field != "vector"]
    assert documented == expected


def test_the_import_fields_are_documented() -> None:
    text = (DOCS / "import.md").read_text(encoding="utf-8")
    for noun in ("Item", "Event"):
        for field in getattr(penchant.domain, noun).__struct_fields__:
            assert f"| `{field}` |" in text, field


if __name__ == "__main__":
    print("\n".join(table(next(commands())[1], shared=True)))  # noqa: T201 - it is a script here
    for title, shown in commands():
        print(f"\n## `{title}`\n\n{shown.help}\n\n" + "\n".join(table(shown)))  # noqa: T201 - it is a script here
