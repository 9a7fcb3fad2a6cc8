"""The client against the real server: each verb says what the engine says."""

from __future__ import annotations

import asyncio
import inspect
import subprocess
import sys

import httpx
import pytest

from penchant import Engine
from penchant.client import AsyncClient, Client, NotAllowed, Retries
from penchant.domain import Event, InterestEdit, Item
from penchant.errors import (
    InvalidEvent,
    InvalidExpression,
    InvalidInput,
    InvalidSetting,
    UnknownInterest,
    UnknownItem,
    UnknownSlate,
)
from small_world import ITEM_IDS, ids_of, said

ODD = (
    "a/b",
    "what?",
    "100%",
    "..",
    ".",
    "a b",
    "小说",
    "😀",
    "%2F",
    "a;b&c=d",
    "a//b",
    "hide",
    "'\"<>\\",
    "#x",
)
ONCE = Retries(most=0)


@pytest.fixture
def client(api):
    with Client(str(api.base_url), retries=ONCE) as made:
        yield made


def say(user, text, **more):
    return Event(user_id=user, event_type="say", text=text, **more)


def test_an_event_is_in_the_next_list(client):
    (seen,) = client.observe(say("c1", "I love science fiction"))
    assert seen.new
    assert seen.aspects[0].about == "science fiction"
    slate = client.recommend("c1", 3, wait_for=seen.event.event_id)
    assert set(ids_of(slate)) <= {"solaris", "stalker", "matrix", "alien", "fresh", "santi"}
    assert slate.items[0].reasons
    assert client.slate(slate.slate_id) == slate
    assert client.explain(slate.slate_id, slate.items[0].item_id).verdict == "listed"
    assert client.explain(slate.slate_id, without=client.interests("c1")[0].interest_id).verdict == "without"
    assert client.events_of("c1").events[0].event == seen.event


def test_everybody_page_by_page(client):
    names = [f"page {n}/{name}" for n, name in enumerate(["a", "用户", "?", "%2F", "é"])]
    client.observe(*(say(name, "I love horror") for name in names))
    found, cursor = [], None
    while True:
        page = client.user_page(cursor=cursor, limit=2)
        found += page.users
        cursor = page.next_cursor
        if cursor is None:
            break
        assert len(page.users) == 2
    assert found == sorted(found)
    assert set(names) <= set(found)
    client.forget(names[1])
    assert names[1] not in client.user_page(limit=1000).users


def test_what_a_list_is_to_be_reaches_the_engine(client):
    wish = {"text": "something funny", "where": "year > 1990", "seen": "allow", "explore": 0.0}
    slate = client.recommend(
        "c2", 4, exclude=iter(["amelie"]), context={"page": "home"}, language="zh", **wish
    )
    asked = slate.request
    assert (asked.n, asked.exclude, asked.context, asked.language) == (4, ("amelie",), {"page": "home"}, "zh")
    assert {name: getattr(asked, name) for name in wish} == wish


def test_the_catalogue(client):
    assert client.put_items([Item(item_id="c-new", title="A new one", categories=("Odd",))]) == 1
    assert client.item("c-new").title == "A new one"
    assert client.hide_items(["c-new", "hidden"]) == 1
    assert client.hide_items(["c-new"], hidden=False) == 1
    assert [near.item_id for near in client.similar("solaris", 2, by="pearson")] != []
    assert isinstance(client.followed("solaris", 2), tuple)
    assert "alien" in [item.item_id for item in client.find_items("monsters").items]
    assert client.delete_items(["c-new", "c-none"]) == 1
    assert sorted(item.item_id for item in client.all_items()) == sorted(ITEM_IDS)


def test_all_items_turns_the_pages(client, monkeypatch):
    monkeypatch.setattr("penchant.client.faces.PAGE", 5)
    assert sorted(item.item_id for item in client.all_items()) == sorted(ITEM_IDS)

    async def read():
        async with AsyncClient(client.address) as other:
            return [item.item_id async for item in other.all_items()]

    assert sorted(asyncio.run(read())) == sorted(ITEM_IDS)


def test_pages_of_a_history(client):
    client.observe(
        *(said("c3", f"I like space {n}", 1_760_000_000_000 + n, event_id=f"c3-{n}") for n in range(3))
    )
    first = client.events_of("c3", limit=2)
    rest = client.events_of("c3", limit=2, cursor=first.next_cursor)
    found = [one.event.event_id for one in first.events + rest.events]
    assert found == ["c3-2", "c3-1", "c3-0"]
    assert rest.next_cursor is None


def test_a_persons_own_hand(client):
    client.edit_interest("c4", InterestEdit(action="declare", label="horror", polarity=1))
    (made,) = client.interests("c4")
    for action, told in (("pin", "pinned"), ("pause", "paused")):
        client.edit_interest("c4", InterestEdit(action=action, interest_id=made.interest_id))
        assert getattr(client.interests("c4")[0], told), action
    for action in ("unpin", "resume"):
        client.edit_interest("c4", InterestEdit(action=action, interest_id=made.interest_id))
    assert not client.interests("c4")[0].pinned
    client.edit_interest("c4", InterestEdit(action="edit", interest_id=made.interest_id, strength=0.3))
    assert client.interests("c4")[0].strength == pytest.approx(0.3, abs=0.01)
    client.edit_interest("c4", InterestEdit(action="drop", interest_id=made.interest_id))
    profile = client.profile("c4")
    assert (profile.user_id, profile.interests) == ("c4", ())
    client.edit_interest("c4", InterestEdit(action="declare", label="comedy", polarity=1))
    ending = client.interests("c4")[0].interest_id
    client.edit_interest(
        "c4", InterestEdit(action="expire", interest_id=ending, expires_at=4_000_000_000_000)
    )
    assert client.interests("c4")[0].expires_at == 4_000_000_000_000


def test_a_declaration_sent_twice_leaves_the_same_interest(client):
    """What stands behind sending edits again: they say how a thing shall be, not by how much it shall change."""
    declared = InterestEdit(action="declare", label="horror", polarity=1, strength=0.6)
    for user, times in (("c5", 1), ("c6", 2)):
        for _ in range(times):
            client.edit_interest(user, declared)
    once, twice = client.interests("c5")[0], client.interests("c6")[0]
    assert (once.label, once.polarity) == (twice.label, twice.polarity)
    assert once.strength == pytest.approx(twice.strength, abs=1e-4)


def test_merge_export_forget_gaps_system(client):
    client.observe(say("c7-visitor", "I love comedy"))
    merged = client.merge("c7-visitor", "c7")
    assert (merged.events, merged.user_id, merged.merged_from) == (1, "c7", "c7-visitor")
    assert len(client.export_user("c7")["events"]) == 1
    client.recommend("c7", 2)
    assert isinstance(client.gaps(5), tuple)
    assert client.forget("c7").removed["events"] == 1
    assert client.interests("c7") == ()
    assert client.system()["items"] >= len(ITEM_IDS)


@pytest.mark.parametrize("odd", ODD)
def test_ids_may_hold_any_character(client, odd):
    assert client.put_items([Item(item_id=odd, title="Odd", categories=("Odd",))]) == 1
    assert client.item(odd).item_id == odd
    client.observe(Event(user_id=odd, event_type="like", item_id=odd, event_id=f"odd {odd}"))
    assert client.recommend(odd, 1, wait_for=f"odd {odd}").user_id == odd
    assert client.profile(odd, history=True, wait_for=f"odd {odd}").user_id == odd
    assert client.hide_items([odd]) == 1
    assert client.forget(odd).user_id == odd
    assert client.delete_items([odd]) == 1


def test_problems_become_the_errors_of_the_engine(client):
    for ask, kind in (
        (lambda: client.item("solarys"), UnknownItem),
        (lambda: client.slate("none"), UnknownSlate),
        (lambda: client.edit_interest("c8", InterestEdit(action="pin", interest_id="none")), UnknownInterest),
        (lambda: client.observe(Event(user_id="c8", event_type="vew", item_id="solaris")), InvalidEvent),
        (lambda: client.recommend("c8", where="year >"), InvalidExpression),
        (lambda: client.recommend("c8", 0), InvalidInput),
        (lambda: client.find_items(" "), InvalidInput),
        (lambda: client.put_items([object()]), InvalidInput),
        (lambda: client.profile(""), InvalidInput),
        (lambda: client.edit_interest("c8", InterestEdit(action="pin")), InvalidInput),
    ):
        with pytest.raises(kind):
            ask()
    with pytest.raises(InvalidEvent, match=r"(?s)vew.*is not known.*Hint: .*view") as caught:
        client.observe(Event(user_id="c8", event_type="vew", item_id="solaris"))
    assert "urn:penchant:request:" in caught.value.__notes__[0]


def test_keys_and_tokens(guarded):
    address = str(guarded.base_url)
    with Client(address, guarded.keys["tokens"], retries=ONCE) as owner:
        token = owner.user_token("ann", 60).token
        with pytest.raises(NotAllowed, match="scope"):
            owner.profile("ann")
    with Client(address, token, retries=ONCE) as browser:
        browser.observe(say("ann", "I love comedy"))
        assert browser.interests("ann")
        with pytest.raises(NotAllowed, match="another user"):
            browser.interests("bob")
    with Client(address, retries=ONCE) as nobody, pytest.raises(NotAllowed, match="key is needed"):
        nobody.gaps()


def test_asyncio_says_the_same(client):
    async def ask():
        async with AsyncClient(client.address, retries=ONCE) as other:
            (seen,) = await other.observe(say("c9", "I love horror"))
            lists = await asyncio.gather(*(other.recommend("c9", 3) for _ in range(4)))
            with pytest.raises(UnknownItem):
                await other.item("solarys")
            return seen, lists, await other.profile("c9")

    seen, lists, profile = asyncio.run(ask())
    assert {tuple(ids_of(slate)) for slate in lists} == {tuple(ids_of(client.recommend("c9", 3)))}
    assert [i.label for i in profile.interests] == [i.label for i in client.interests("c9")] == ["horror"]
    assert seen.new


@pytest.mark.parametrize("address", ["", "localhost:8000", "ftp://x", "http://", "http:///"])
def test_an_address_that_is_none_is_refused(address):
    with pytest.raises(InvalidSetting, match="not the address"):
        Client(address)


def public(kind):
    return {
        name: thing
        for name, thing in inspect.getmembers(kind, callable)
        if not name.startswith("_") and name != "close"
    }


def test_both_faces_have_the_same_verbs_with_the_same_arguments():
    one, other = public(Client), public(AsyncClient)
    assert set(one) == set(other)
    for name in one:
        assert inspect.signature(one[name]).parameters == inspect.signature(other[name]).parameters, name
        assert inspect.getdoc(one[name]), name


NOT_SERVED = {
    "open": "the client is opened by an address",
    "check_event": "the server checks when it observes",
    "holds": "`wait_for` waits",
    "follow": "`stream` tells",
    "catch_up": "the server does",
    "newest_slate": "`stream` tells it",
    "chat_parts": "`POST /v1/chat` streams them, for whoever shows a reply as it comes",
    "warm_up": "the server does",
    "serving": "`system` tells",
    "counts": "`system` tells",
    "all_events": "an owner's, from the store itself",
    "doctor": "an owner's, from the store itself",
    "observed_anew": "`stream` tells it",
    "watch_calls": "the server counts them in its metrics",
}
OWN = {"system", "user_token", "stream"}


def test_what_a_person_allows_and_what_models_cost(client):
    assert client.consent("c1").said == {}
    agreed = client.consent("c1", reading=True, chat=False)
    assert agreed.said == {"reading": True, "chat": False}
    assert client.consent("c1").said == agreed.said
    with pytest.raises(InvalidInput):
        client.consent("c1", mindreading=True)
    found = client.costs(2)
    assert (found.model, found.days, found.total.calls) == ("", 2, 0)
    assert found.would_ask is not None


def test_the_client_has_the_verbs_of_the_engine():
    """A verb of the engine's is the client's too, or stands above with the reason why not; arguments have the same names."""
    engine, client = public(Engine), public(Client)
    assert set(engine) - set(client) == set(NOT_SERVED)
    assert set(client) - set(engine) == OWN
    for name in set(client) & set(engine) - {"events_of", "item_page", "user_page"}:
        ours = set(inspect.signature(client[name]).parameters) - {"self", "wait_for", "args", "kwargs"}
        theirs = set(inspect.signature(engine[name]).parameters) - {"self", "now"}
        assert ours == theirs, name


def test_the_client_loads_neither_the_engine_nor_httpx_before_it_is_made():
    code = (
        "import sys, penchant.client; "
        "print([n for n in ('httpx', 'numpy', 'litestar', 'penchant.engine') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_an_answer_of_something_else_is_said_to_be_one():
    for status, body in ((200, b"<html>"), (200, b'{"a": 1}'), (302, b""), (500, b"oops")):
        transport = httpx.MockTransport(lambda _, s=status, b=body: httpx.Response(s, content=b))
        with (
            Client("http://x", transport=transport, retries=ONCE) as other,
            pytest.raises(Exception) as caught,
        ):
            other.item("a")
        assert type(caught.value).__name__ == "ServiceError", (status, caught.value)
