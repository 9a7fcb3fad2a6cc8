"""The built console that is served is the one that its sources make, in size and in what it may load."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCES, BUILT = ROOT / "console", ROOT / "src/penchant/server/console"
NAMED = ["index.html", "package.json", "package-lock.json", "tsconfig.json", "vite.config.ts"]
LARGEST = 200_000


def sources() -> str:
    """The hash that console/scripts/stamp.mjs writes."""
    found = [path.relative_to(SOURCES).as_posix() for path in (SOURCES / "src").rglob("*") if path.is_file()]
    digest = hashlib.sha256()
    for name in sorted([*NAMED, *found]):
        digest.update(f"{name}\n".encode() + (SOURCES / name).read_bytes() + b"\n")
    return digest.hexdigest()


def test_the_build_is_that_of_the_sources() -> None:
    made_of = json.loads((BUILT / "sources.json").read_text())["sha256"]
    assert made_of == sources(), (
        "console/ has changed since it was built: run `make console` and commit what it writes"
    )


def test_the_page_holds_no_script_or_style_and_asks_no_other_host() -> None:
    page = (BUILT / "index.html").read_text()
    assert re.findall(r"<style|style=|<script(?![^>]*src=)|\son\w+=", page) == []
    assert re.findall(r"""(?:src|href)="(?!/console/|data:,)""", page) == []


def test_the_first_view_is_small() -> None:
    size = sum(
        len(gzip.compress(p.read_bytes())) for p in BUILT.rglob("*") if p.suffix in {".html", ".js", ".css"}
    )
    assert 10_000 < size < LARGEST
