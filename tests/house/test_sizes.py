"""Sizes of files and functions, docstrings, and `print`: the habits of the house, measured."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

SRC = Path(__file__).parents[2] / "src" / "penchant"
LONGEST_FILE, LONGEST_FUNCTION = 400, 50

LONG_FILES = {
    "capture/cues_zh.py": (470, "a table of the words that carry a verdict, read from top to bottom"),
    "capture/cues_en.py": (700, "a table of the words that carry a verdict, read from top to bottom"),
    "retrieve/transitions.py": (
        445,
        "one structure behind one lock: all that reads and writes it stands together",
    ),
}
"""Files that may be longer: by how much, and why."""
LONG_FUNCTIONS = {
    "cli/serving.py:serve": (
        75,
        "its arguments are the options of a command: most of its lines are their help",
    ),
    "cli/evaluating.py:evaluate": (150, "its signature is the command's options"),
    "cli/interests.py:edit_interest": (75, "its signature is the command's options"),
    "cli/recommending.py:recommend": (60, "its signature is the command's options"),
}


@cache
def trees() -> dict[str, ast.Module]:
    return {
        path.relative_to(SRC).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(SRC.rglob("*.py"))
    }


def lengths_of_files() -> dict[str, int]:
    return {name: len((SRC / name).read_text(encoding="utf-8").splitlines()) for name in trees()}


def lengths_of_functions() -> dict[str, int]:
    return {
        f"{name}:{node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for name, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


CASES = [
    pytest.param(lengths_of_files, LONGEST_FILE, LONG_FILES, id="files"),
    pytest.param(lengths_of_functions, LONGEST_FUNCTION, LONG_FUNCTIONS, id="functions"),
]


@pytest.mark.parametrize(("measure", "longest", "reasons"), CASES)
def test_nothing_is_too_long_without_a_reason(measure, longest, reasons) -> None:  # type: ignore[no-untyped-def]
    allowed = {name: limit for name, (limit, _) in reasons.items()}
    found = measure()
    assert len(found) > 20
    assert {n: lines for n, lines in found.items() if lines > allowed.get(n, longest)} == {}


@pytest.mark.parametrize(("measure", "longest", "reasons"), CASES)
def test_a_reason_that_is_no_longer_needed_is_taken_off_the_list(measure, longest, reasons) -> None:  # type: ignore[no-untyped-def]
    found = measure()
    assert {name for name in reasons if found.get(name, 0) <= longest} == set()


def test_only_the_command_line_prints() -> None:
    prints = [
        f"{name}:{node.lineno}"
        for name, tree in trees().items()
        if not name.startswith("cli/")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert prints == []


Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def public(body: list[ast.stmt], trail: str) -> Iterator[tuple[str, Definition]]:
    """Public classes and functions of a module, and public methods of those classes."""
    for node in body:
        if isinstance(node, Definition) and not node.name.startswith("_"):
            yield f"{trail}{node.name}", node
            if isinstance(node, ast.ClassDef):
                yield from public(node.body, f"{trail}{node.name}.")


def is_plain_property(node: Definition) -> bool:
    named = {decorator.id for decorator in node.decorator_list if isinstance(decorator, ast.Name)}
    return "property" in named and len(node.body) == 1


def is_route(node: Definition) -> bool:
    """A route says what it is for in its `summary`, which the OpenAPI document shows."""
    calls = [decorator for decorator in node.decorator_list if isinstance(decorator, ast.Call)]
    return any(keyword.arg == "summary" for call in calls for keyword in call.keywords)


def test_everything_public_has_a_docstring() -> None:
    """The suites' own tests say by their names what they check; a property of one line says it by its body."""
    bare = [
        trail
        for name, tree in trees().items()
        for trail, node in public(tree.body, f"{name}:")
        if not ast.get_docstring(node)
        and not is_plain_property(node)
        and not is_route(node)
        and not (name.startswith("testing/") and node.name.startswith("test_"))
    ]
    assert bare == []


def test_every_module_says_what_it_is_for() -> None:
    assert [name for name, tree in trees().items() if not ast.get_docstring(tree)] == []
