"""A Chromium for a module's tests, and a page of it on which nothing may go wrong unseen."""

from __future__ import annotations

import pytest
from console_browser import FLAGS, chromium


@pytest.fixture(scope="module")
def browser():
    sync_api = pytest.importorskip(
        "playwright.sync_api", reason="Playwright is not installed: pip install '.[dev]'"
    )
    with sync_api.sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield found
        found.close()


@pytest.fixture
def page(browser):
    """A page on which a script error, a refusal of the policy, or a call to another host fails the test.

    A test that breaks something on purpose says which of its words are meant, in `page.expected`.
    """
    context = browser.new_context(viewport={"width": 1360, "height": 900}, locale="en-GB")
    found = context.new_page()
    found.expected = ()
    wrong = []
    found.on(
        "console",
        lambda message: wrong.append(message.text) if message.type in {"error", "warning"} else None,
    )
    found.on("response", lambda answer: wrong.append(answer.url) if answer.status >= 500 else None)
    found.on("pageerror", lambda error: wrong.append(str(error)))
    found.on(
        "request",
        lambda call: (
            wrong.append(call.url) if not call.url.startswith(("http://127.0.0.1", "blob:")) else None
        ),
    )
    yield found
    context.close()
    assert [text for text in wrong if not any(meant in text for meant in found.expected)] == []
