"""A real server over the shop's catalogue, a real Chromium, and what is computed of a page: contrast."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

import msgspec

from penchant import Engine
from penchant.domain import Item

SHOTS = Path(__file__).parents[1] / ".screenshots"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
PAGES = ["live", "chat", "why", "person", "catalogue", "system"]
NASTY = (
    "<img src=x onerror=\"document.title='broken in'\"><script>document.title='broken in'</script>Nasty tent"
)


def chromium() -> str | None:
    """Where a Chromium is on this machine."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def stock(store: str) -> None:
    """The shop's items, and one whose text is markup."""
    lines = files("penchant.scenarios").joinpath("shop", "items.jsonl").read_bytes().splitlines()
    items = [msgspec.json.decode(line, type=Item) for line in lines if line.strip()]
    nasty = Item(
        item_id="a/b?<i>", title=NASTY, description=NASTY, categories=("outdoor", "tent"), tags=("camping",)
    )
    with Engine.open(store, scenario="shop") as engine:
        engine.put_items([*items, nasty])


@contextmanager
def served(folder: Path, *, keys: bool = False, port: int | None = None):
    """The address of a server started for this test alone; it is stopped at the end."""
    store = f"sqlite:///{folder / 'console.db'}"
    if not (folder / "console.db").exists():
        stock(store)
    port = port or free_port()
    command = [sys.executable, "-m", "penchant", "serve", "--store", store, "--port", str(port), "--quiet"]
    command += [] if keys else ["--open"]
    env = os.environ | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, env=env, stdout=log, stderr=log)
    try:
        _ready(f"http://127.0.0.1:{port}", process)
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.terminate()
        process.wait(20)


def _ready(base: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        assert process.poll() is None, "the server has ended"
        try:
            with urllib.request.urlopen(f"{base}/health/ready", timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server was not ready in a minute")


FAINT = """() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r, g, b]) => [r, g, b]
    .map((v) => v / 255)
    .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, place) => sum + v * [0.2126, 0.7152, 0.0722][place], 0);
  const behind = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const found = rgba(getComputedStyle(e).backgroundColor);
      if (found[3] === 255) return found;
    }
    return [255, 255, 255, 255];
  };
  const faint = [];
  let seen = 0;
  for (const element of document.querySelectorAll("body *")) {
    const words = [...element.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!words || !element.checkVisibility() || ["OPTION", "NOSCRIPT"].includes(element.tagName)) continue;
    const style = getComputedStyle(element);
    const [a, b] = [light(rgba(style.color)), light(behind(element))].sort((x, y) => y - x);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    seen += 1;
    if ((a + 0.05) / (b + 0.05) < (large ? 3 : 4.5)) faint.push(`${element.tagName} ${element.textContent.slice(0, 40)}`);
  }
  return { seen, faint };
}"""
"""Texts of a page whose contrast with what is behind them is below WCAG AA, and how many were looked at."""


def key(folder: Path) -> str:
    """A key to everything of the store in `folder`."""
    store = f"sqlite:///{folder / 'console.db'}"
    stock(store)
    command = [
        sys.executable,
        "-m",
        "penchant",
        "keys",
        "add",
        "console",
        "--scope",
        "admin",
        "--store",
        store,
        "--json",
    ]
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return msgspec.json.decode(done.stdout)["key"]


def _expect(locator):
    from playwright.sync_api import expect  # only where there is one

    return expect(locator)


def become(page, base, user):
    page.goto(f"{base}/console")
    page.fill("#user", user)
    page.keyboard.press("Enter")
    _expect(page.locator(".pulse.on")).to_be_visible()
    _expect(page.locator("#list .row")).to_have_count(10)


def say(page, text):
    """Says it and waits until it is read and has moved the list."""
    lists = version(page)
    page.fill("#say", text)
    page.keyboard.press("Enter")
    _expect(page.locator(".reading blockquote")).to_have_text(text)
    moved(page, lists)


def version(page):
    return int(page.locator("[data-lists]").get_attribute("data-lists"))


def moved(page, before):
    page.wait_for_function(
        "n => Number(document.querySelector('[data-lists]').dataset.lists) > n", arg=before
    )


def titles(page):
    return page.locator("#list .row .title").all_inner_texts()
