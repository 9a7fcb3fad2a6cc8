"""The page of the SDK: its Python runs against a real server, and it names every error and verb it should."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from penchant import client
from penchant.errors import PenchantError

PAGE = (Path(__file__).parents[3] / "docs" / "howto" / "sdk.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("place", range(3))
def test_its_python_runs(api, place, capsys):
    code = BLOCKS[place].replace("http://127.0.0.1:8000", str(api.base_url))
    exec(compile(code, f"sdk.md, block {place}", "exec"), {"__name__": "snippet"})
    assert capsys.readouterr().out or "print" not in code


def test_there_are_no_other_blocks():
    assert len(BLOCKS) == 3


def test_it_names_the_errors_of_a_server():
    kinds = [
        name
        for name, kind in vars(client).items()
        if isinstance(kind, type) and issubclass(kind, PenchantError)
    ]
    assert len(kinds) == 5
    assert [name for name in kinds if f"`{name}`" not in PAGE] == []
