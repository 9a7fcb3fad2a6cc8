"""What is sent again, when, and that it counts once."""

from __future__ import annotations

import asyncio
import json
import time
from email.utils import formatdate

import httpx
import msgspec
import pytest

from penchant.client import (
    AsyncClient,
    Client,
    EventNotSeen,
    Retries,
    ServiceError,
    TooManyRequests,
    Unreachable,
)
from penchant.client.wire import Answer
from penchant.domain import Event, Slate
from penchant.errors import InvalidSetting, StoreBusy, StoreFull


class Losing(httpx.HTTPTransport):
    """Loses the first answers after the server has given them."""

    def __init__(self, losses):
        super().__init__()
        self.losses, self.sent = losses, []

    def handle_request(self, request):
        self.sent.append(request.read())
        answer = super().handle_request(request)
        if len(self.sent) <= self.losses:
            answer.read()
            raise httpx.ReadError("the answer was lost")
        return answer


class AsyncLosing(httpx.AsyncHTTPTransport):
    def __init__(self, losses):
        super().__init__()
        self.losses, self.sent = losses, []

    async def handle_async_request(self, request):
        self.sent.append(await request.aread())
        answer = await super().handle_async_request(request)
        if len(self.sent) <= self.losses:
            await answer.aread()
            raise httpx.ReadError("the answer was lost")
        return answer


def likes(user):
    return [Event(user_id=user, event_type="like", item_id=i) for i in ("solaris", "alien")]


def test_an_event_whose_answer_was_lost_counts_once(api):
    transport = Losing(2)
    with Client(str(api.base_url), transport=transport) as client:
        client._sleep = lambda _: None
        observed = client.observe(*likes("r1"))
        held = client.events_of("r1").events
    assert [one.new for one in observed] == [False, False]
    assert transport.sent[0] == transport.sent[1] == transport.sent[2]
    assert sorted(one.event.event_id for one in held) == sorted(one.event.event_id for one in observed)
    assert len(held) == 2


def test_so_it_does_with_asyncio(api):
    async def send():
        async with AsyncClient(str(api.base_url), transport=AsyncLosing(1)) as client:
            observed = await client.observe(*likes("r2"))
            return observed, (await client.events_of("r2")).events

    observed, held = asyncio.run(send())
    assert [one.new for one in observed] == [False, False]
    assert len(held) == 2


def test_ids_of_one_client_sort_as_they_were_made(api):
    with Client(str(api.base_url)) as client:
        ids = [one.event.event_id for one in client.observe(*likes("r3"), *likes("r3"))]
    assert ids == sorted(ids)
    assert len(set(ids)) == 4


def answering(*answers, client=Client):
    """A client whose server gives these answers one after the other, and how long it slept between them."""
    left, slept = list(answers), []

    def handle(request):
        now = left.pop(0)
        if isinstance(now, Exception):
            raise now
        return now

    made = client("http://server", transport=httpx.MockTransport(handle))
    made._sleep = slept.append
    return made, slept, left


def problem(status, kind, **headers):
    body = {
        "type": "x",
        "title": "x",
        "status": status,
        "detail": f"it is {kind}",
        "kind": kind,
        "instance": "i",
    }
    return httpx.Response(status, content=json.dumps(body), headers=headers)


OK = httpx.Response(200, json=[])


@pytest.mark.parametrize(
    "failure",
    [
        httpx.ConnectError("refused"),
        httpx.ReadTimeout("slow"),
        httpx.RemoteProtocolError("gone"),
        problem(429, "TooManyRequests"),
        problem(502, "BadGateway"),
        problem(503, "Overloaded"),
        problem(504, "GatewayTimeout"),
    ],
    ids=str,
)
def test_what_may_do_better_is_sent_again(failure):
    client, slept, left = answering(failure, failure, httpx.Response(200, json=[]))
    assert client.gaps() == ()
    assert left == []
    assert 0.1 <= slept[0] <= 0.2 <= slept[1] <= 0.4


@pytest.mark.parametrize(
    ("status", "kind", "error"),
    [
        (409, "EventNotSeen", EventNotSeen),
        (507, "StoreFull", StoreFull),
        (500, "InternalError", ServiceError),
        (422, "InvalidSetting", InvalidSetting),
    ],
)
def test_the_rest_is_not(status, kind, error):
    client, slept, left = answering(problem(status, kind), OK)
    with pytest.raises(error, match=f"it is {kind}"):
        client.gaps()
    assert slept == []
    assert len(left) == 1


@pytest.mark.parametrize(
    ("status", "kind", "error"),
    [
        (429, "TooManyRequests", TooManyRequests),
        (503, "StoreBusy", StoreBusy),
        (503, "Overloaded", ServiceError),
    ],
)
def test_in_the_end_the_error_is_told(status, kind, error):
    client, slept, _ = answering(*[problem(status, kind)] * 5)
    with pytest.raises(error, match=f"it is {kind}"):
        client.gaps()
    assert len(slept) == Retries().most == 4


def test_a_server_that_is_not_there_is_unreachable():
    client, _, left = answering(*[httpx.ConnectError("refused")] * 5)
    with pytest.raises(Unreachable, match=r"'http://server'.*refused"):
        client.gaps()
    assert left == []


def test_retry_after_is_heeded():
    client, slept, _ = answering(
        problem(503, "Overloaded", **{"Retry-After": "7"}), httpx.Response(200, json=[])
    )
    client.gaps()
    assert slept == [7]
    patient = Retries(patience=30)
    for text, least, most in (
        (formatdate(time.time() + 20, usegmt=True), 18, 20),
        ("soon", 0.1, 0.2),
        ("Mon, 99 Foo", 0.1, 0.2),
        (formatdate(0, usegmt=True), 0.1, 0.2),
    ):
        wait = patient.wait(1, Answer(status=503, headers={"retry-after": text}, body=b""))
        assert least <= wait <= most, text
    assert patient.wait(1, Answer(status=503, headers={"retry-after": "31"}, body=b"")) is None


def test_waits_grow_to_a_bound():
    waits = [Retries(most=100).wait(tried) for tried in range(1, 60)]
    assert max(waits) <= 5
    assert min(waits[10:]) >= 2.5
    assert len(set(waits[10:])) > 5


def test_wait_for_is_answered_or_refused(api, monkeypatch):
    with Client(str(api.base_url)) as client:
        (seen,) = client.observe(*likes("r4")[:1])
        assert isinstance(client.recommend("r4", wait_for=seen.event.event_id), Slate)
        brief = msgspec.structs.replace(api.service.options, wait_seconds=0.05)
        monkeypatch.setattr(api.service, "options", brief)
        with pytest.raises(EventNotSeen, match="not stored within"):
            client.recommend("r4", wait_for="never sent")
