"""The snippet for pages, as it is served. What it does in a browser: tests/acceptance/test_browser_snippet.py."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

MOST_BYTES = 3_072
PAGE = Path(__file__).parents[3] / "docs" / "howto" / "sdk.md"


def test_it_is_served_small_as_a_script(api):
    answer = api.get("/penchant.js")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "max-age" in answer.headers["cache-control"]
    assert len(gzip.compress(answer.content, 9)) < MOST_BYTES


def test_it_asks_for_no_key(guarded):
    assert guarded.get("/penchant.js").status_code == 200


def test_its_page_names_every_option_and_call(api):
    script, page = api.get("/penchant.js").text, PAGE.read_text(encoding="utf-8")
    options = re.search(r"const \{ (.*) \} = options;", script)[1]
    named = set(re.findall(r"(\w+)(?: = [^,]+)?(?:, |$)", options)) | {"token"}
    assert named == {"user", "url", "every", "full", "onerror", "token"}
    calls = set(re.findall(r"(\w+): safe\(", script))
    assert calls >= {"send", "view", "watch", "click", "waiting"}
    assert {name for name in named | calls if not re.search(rf"`{name}[`(]", page)} == set()
