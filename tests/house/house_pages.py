"""The project's pages: which there are, their code blocks, their headings."""

from __future__ import annotations

import re
import subprocess
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SKIPPED = {".venv", ".git", "node_modules", "build", "dist", "__pycache__"}


class Block(NamedTuple):
    """A fenced block: the page, the line of its first line, its language, its text, and what stands after it."""

    page: str
    line: int
    language: str
    text: str
    after: str


@cache
def project_files() -> tuple[Path, ...]:
    """Files that are tracked, or would be: those git knows or does not ignore; without git, all but caches."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode == 0 and listed.stdout.strip():
        return tuple(path for name in listed.stdout.splitlines() if (path := ROOT / name).is_file())
    return tuple(p for p in ROOT.rglob("*") if p.is_file() and not _SKIPPED & set(p.relative_to(ROOT).parts))


@cache
def pages() -> dict[str, str]:
    """Markdown pages by their path from the root."""
    return {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
        for path in project_files()
        if path.suffix == ".md"
    }


@cache
def blocks(language: str) -> tuple[Block, ...]:
    """All fenced blocks of one language."""
    return tuple(
        Block(page, text.count("\n", 0, found.start()) + 2, found[1], found[2], text[found.end() :])
        for page, text in pages().items()
        for found in _FENCE.finditer(text)
        if found[1] == language
    )


def prose(text: str) -> str:
    """A page without its fenced blocks and its code spans."""
    return re.sub(r"`[^`\n]*`", "", _FENCE.sub("", text))


def anchors(text: str) -> set[str]:
    """The anchors that a page's headings get on the forges."""
    headings = re.findall(r"^#+ (.+)$", _FENCE.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def tables(text: str) -> dict[str, list[list[str]]]:
    """For each heading the rows of its tables, as cells, without the head."""
    found: dict[str, list[list[str]]] = {}
    heading = ""
    lines = [*text.splitlines(), ""]
    for number, line in enumerate(lines):
        if line.startswith("#"):
            heading = line.lstrip("# ").strip()
        elif (
            line.startswith("|")
            and not line.startswith("| ---")
            and not lines[number + 1].startswith("| ---")
        ):
            cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip())[1:-1]]
            found.setdefault(heading, []).append(cells)
    return found


def agree(shown: str, made: str, tolerance: float) -> list[str]:
    """Lines of two texts that differ by more than `tolerance` in a decimal number, or at all elsewhere."""
    number = re.compile(r"-?\d+\.\d+")
    pairs = list(zip(shown.strip().splitlines(), made.strip().splitlines(), strict=False))
    wrong = [f"{a}\n   is now: {b}" for a, b in pairs if not _near(a, b, number, tolerance)]
    if len(shown.strip().splitlines()) != len(made.strip().splitlines()):
        wrong.append("the number of lines has changed")
    return wrong


def _near(a: str, b: str, number: re.Pattern[str], tolerance: float) -> bool:
    values = zip(number.findall(a), number.findall(b), strict=False)
    return number.sub("#", a) == number.sub("#", b) and all(
        abs(float(x) - float(y)) <= tolerance for x, y in values
    )
