"""The snippet in a real Chromium, on a page of another origin, against a real server: what the page did is what the server holds."""

from __future__ import annotations

import re
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from console_browser import FLAGS, chromium

from penchant.client import Client
from penchant.domain import Item
from small_server import serving
from small_world import open_world

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.skipif(chromium() is None, reason="no Chromium is installed")

SDK = Path(__file__).parents[2] / "docs" / "howto" / "sdk.md"
ODD = 'a/b?"<i>'
PAGE = """<!doctype html><meta charset=utf-8><body style="margin:0">
<div data-penchant-slate="s-1">
<article data-penchant-item="solaris" data-penchant-position="1" style="height:200px"><a id=inner href="#x">Solaris</a></article>
<article data-penchant-item="{odd}" data-penchant-position="2" style="height:200px">Odd</article>
<article data-penchant-item="alien" style="height:200px;margin-top:3000px">Alien</article>
</div><script src="{api}/penchant.js"></script>"""


@contextmanager
def a_page(api):
    """The address of a page that loads the snippet from the server `api`, and the page, which may be changed."""
    html = [PAGE.format(api=api, odd=ODD.replace('"', "&quot;").replace("<", "&lt;"))]

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(html[0].encode())

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", html
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as play:
        started = play.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="module")
def api():
    """A server that takes calls of any origin, and a client that holds the owner's key."""
    from penchant.server import keys

    engine = open_world()
    engine.put_items([Item(item_id=ODD, title="Odd", categories=("Odd",))])
    key = keys.add(engine.blobs, "owner", ["admin"], 1)[1]
    with serving(engine, cors=("*",)) as http, Client(str(http.base_url), key) as client:
        yield client


class Visit:
    """One user's page, with what it threw and what it was told."""

    def __init__(self, page, client, user):
        self.page, self.client, self.user, self.thrown = page, client, user, []
        page.on("pageerror", lambda error: self.thrown.append(str(error)))
        self.token = client.user_token(user).token

    def start(self, address, options="{}"):
        self.page.goto(address)
        self.page.evaluate(
            "([user, url, token, options]) => { window.told = []; window.p = Penchant({user, url, token, every: 100,"
            " onerror: (e) => told.push(String(e)), ...eval('(' + options + ')')}); }",
            [self.user, self.client.address, self.token, options],
        )
        return self

    def run(self, script):
        return self.page.evaluate(script)

    def held(self, *types, within=8.0, count=1):
        """The user's events of these types, oldest first, when there are as many."""
        until = time.monotonic() + within
        while True:
            events = [one.event for one in reversed(self.client.events_of(self.user).events)]
            found = [event for event in events if event.event_type in types]
            if len(found) >= count or time.monotonic() > until:
                return found
            self.page.wait_for_timeout(100)


@pytest.fixture
def visit(browser, api, request):
    with a_page(api.address) as (address, html):
        context = browser.new_context(viewport={"width": 800, "height": 600})
        visit = Visit(context.new_page(), api, request.node.name)
        visit.address, visit.html = address, html
        yield visit
        context.close()
    assert visit.thrown == []


def test_what_is_half_visible_for_a_second_is_an_impression(visit):
    visit.start(visit.address).run("void p.watch()")
    seen = visit.held("impression", count=2)
    assert [(e.item_id, e.slate_id, e.position) for e in seen] == [("solaris", "s-1", 1), (ODD, "s-1", 2)]
    visit.run("scrollTo(0, 2850)")  # alien's upper part, less than half
    visit.page.wait_for_timeout(1500)
    assert len(visit.held("impression", count=3, within=0)) == 2
    visit.run("scrollTo(0, 99999)")
    assert [e.item_id for e in visit.held("impression", count=3)][2] == "alien"
    visit.run("document.querySelector('article').dataset.penchantItem = 'matrix'; scrollTo(0, 0)")
    assert [e.item_id for e in visit.held("impression", count=4)][3] == "matrix"
    assert visit.run("told") == []


def test_the_html_of_the_documentation_works(visit):
    html = re.search(r"```html\n(.*?)```", SDK.read_text(encoding="utf-8"), re.DOTALL)[1]
    html = html.replace("http://127.0.0.1:8000", visit.client.address).replace("TOKEN", visit.token)
    html = html.replace("tent-2", "solaris").replace('"ann"', f'"{visit.user}"')
    visit.html[0] = html
    visit.page.goto(visit.address)
    (seen,) = visit.held("impression")
    assert (seen.item_id, seen.slate_id, seen.position) == ("solaris", "SLATE", 1)


def test_a_glance_is_no_impression(visit):
    visit.start(visit.address).run("void p.watch()")
    visit.page.wait_for_timeout(400)
    visit.run("scrollTo(0, 1500)")
    visit.page.wait_for_timeout(1500)
    assert visit.held("impression", within=0.5) == []
    visit.run("scrollTo(0, 0)")
    assert len(visit.held("impression", count=2)) == 2


def test_what_watch_gives_ends_it(visit):
    visit.start(visit.address).run("p.watch()()")
    visit.page.click("#inner")
    visit.page.wait_for_timeout(1500)
    assert visit.held("impression", "click", within=0.5) == []


def test_clicks_views_words_and_dwell(visit):
    visit.start(visit.address, "{full: 4000}").run("void p.watch()")
    visit.page.click("#inner")
    (click,) = visit.held("click")
    assert (click.item_id, click.slate_id, click.position) == ("solaris", "s-1", 1)
    visit.run("p.view('alien', {slate_id: 's-1'}); p.say('I love horror')")
    visit.page.wait_for_timeout(1500)
    visit.run("p.view('matrix')")
    (played,) = visit.held("play")
    assert played.item_id == "alien"
    assert 0.3 < played.value < 0.8
    assert played.value == pytest.approx(played.context["dwell_ms"] / 4000, abs=0.01)
    assert [e.item_id for e in visit.held("view", count=2)] == ["alien", "matrix"]
    assert [e.text for e in visit.held("say")] == ["I love horror"]
    assert visit.client.interests(visit.user)[0].label == "horror"


def test_what_happens_as_the_page_goes_is_sent(visit):
    visit.start(visit.address, "{every: 60000}")
    visit.run("p.view('alien')")
    visit.page.wait_for_timeout(1200)
    assert visit.held("view", within=0) == []
    visit.page.goto("about:blank")
    assert [e.item_id for e in visit.held("view", "play", count=2)] == ["alien", "alien"]


def test_what_could_not_be_sent_is_sent_by_the_next_page_and_counts_once(visit):
    lost = []

    def lose(route):
        """The first is taken by the server and its answer lost, the others do not arrive."""
        if not lost and route.request.method == "POST":
            route.fetch()
        lost.append(route.request.method)
        route.abort()

    visit.page.route("**/v1/events", lose)
    visit.start(visit.address).run("p.view('alien'); p.click('alien')")
    visit.held("click")
    visit.run("p.send('like', {item_id: 'alien'})")
    assert visit.run("p.waiting()") == 3
    assert visit.run("told.length") >= 1
    visit.page.unroute("**/v1/events")
    visit.start(visit.address)
    assert [e.event_type for e in visit.held("view", "click", "like", count=3)] == ["view", "click", "like"]
    visit.page.wait_for_function("p.waiting() === 0")


def test_one_event_that_is_refused_does_not_hold_up_the_others(visit):
    visit.start(visit.address).run("p.click('solaris'); p.send('vew', {item_id: 'alien'}); p.click('alien')")
    assert [e.item_id for e in visit.held("click", count=2)] == ["solaris", "alien"]
    visit.page.wait_for_function("p.waiting() === 0")
    (told,) = visit.run("told")
    assert "422" in told


def test_a_token_that_is_over_is_renewed(visit):
    visit.start(visit.address, f"{{token: async () => ++window.asked > 1 ? '{visit.token}' : 'ut_old'}}")
    visit.run("window.asked = 0; p.click('alien')")
    assert [e.item_id for e in visit.held("click")] == ["alien"]
    assert visit.run("asked") == 2


def test_it_never_throws_and_keeps_a_bounded_queue(visit):
    visit.page.route("**/v1/events", lambda route: route.abort())
    visit.page.add_init_script("Storage.prototype.setItem = () => { throw new Error('full'); }")
    visit.start(visit.address, "{onerror: () => { throw new Error('the page is broken too'); }}")
    visit.run(
        "for (let n = 0; n < 600; n++) p.click('alien'); p.watch(null); p.send('x', {a: 1n}); p.click()"
    )
    assert visit.run("p.waiting()") == 500
    visit.run("Penchant()")
    visit.page.wait_for_timeout(300)
