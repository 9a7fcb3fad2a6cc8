"""The stream: what it tells, that it goes on where it broke, and what its bytes may look like."""

from __future__ import annotations

import asyncio
import itertools
import threading

import httpx
import pytest

from penchant.client import AsyncClient, Client, NotAllowed, Retries, Unreachable
from penchant.client.live import Reader
from penchant.domain import Event
from small_world import ids_of


def say(user, text, **more):
    return Event(user_id=user, event_type="say", text=text, **more)


def soon(work):
    """What `work` gives, or a failure after half a minute: a stream that has nothing to tell waits for ever."""
    told = []
    thread = threading.Thread(target=lambda: told.append(work()), daemon=True)
    thread.start()
    thread.join(30)
    assert told, "nothing came"
    return told[0]


class Cutting(httpx.HTTPTransport):
    """Cuts the first stream within the first event that was observed; the headers of each opening are kept."""

    def __init__(self):
        super().__init__()
        self.opened, self.between = [], lambda: None

    def handle_request(self, request):
        answer = super().handle_request(request)
        self.opened.append(request.headers)
        stream = answer.stream if len(self.opened) > 1 else Cut(answer.stream, self)
        return httpx.Response(answer.status_code, headers=answer.headers, stream=stream)


class Cut(httpx.SyncByteStream):
    def __init__(self, whole, transport):
        self.whole, self.transport = whole, transport

    def __iter__(self):
        before = b""
        for part in self.whole:
            place = (before + part).find(b"event: observed")  # a part may end within the words
            if place >= 0:
                yield part[: max(0, place - len(before)) + 60]
                self.transport.between()
                raise httpx.ReadError("cut")
            before += part
            yield part

    def close(self):
        self.whole.close()


def test_a_stream_tells_what_happens(api):
    with Client(str(api.base_url)) as client:
        stream = client.stream("s1")
        first = next(stream)
        assert (first.kind, first.interests.interests) == ("interests", ())
        (seen,) = client.observe(say("s1", "I love\u2028horror\x85and space"))
        observed, moved = itertools.islice(stream, 2)
        assert observed.observed == seen
        assert (moved.changed_by, moved.interests.user_id) == (seen.event.event_id, "s1")
        assert (
            {i.label for i in moved.interests.interests} == {i.label for i in client.interests("s1")} != set()
        )
        slate = client.recommend("s1", 2)
        assert ids_of(next(stream).slate) == ids_of(slate)
        client.forget("s1")
        assert next(stream).kind == "erased"
        stream.close()


def test_a_stream_that_breaks_goes_on_where_it_was(api):
    """What happened meanwhile is told once, and nothing twice."""
    transport = Cutting()
    address = str(api.base_url)
    with Client(address, transport=transport) as client, Client(address) as other:
        client._sleep = lambda _: None
        other.observe(say("s2", "I love comedy", event_id="s2-0"))
        transport.between = lambda: other.observe(say("s2", "I love horror", event_id="s2-2"))
        stream = client.stream("s2")
        assert next(stream).changed_by == "s2-0"
        other.observe(say("s2", "I love space", event_id="s2-1"))
        told = soon(lambda: list(itertools.islice(stream, 3)))
    assert "last-event-id" not in transport.opened[0]
    assert transport.opened[1]["last-event-id"]
    assert [one.observed.event.event_id for one in told if one.observed] == ["s2-1", "s2-2"]
    assert told[-1].changed_by == "s2-2"


def test_a_later_stream_goes_on_from_an_id(api):
    with Client(str(api.base_url)) as client:
        client.observe(say("s3", "I love comedy", event_id="s3-0"))
        stream = client.stream("s3")
        last = next(stream).last_event_id
        stream.close()
        client.observe(say("s3", "I love horror", event_id="s3-1"))
        stream = client.stream("s3", last_event_id=last)
        assert next(stream).observed.event.event_id == "s3-1"
        stream.close()


def test_asyncio_reads_it_too(api):
    async def read():
        async with AsyncClient(str(api.base_url)) as client:
            stream = client.stream("s4")
            kinds = [(await anext(stream)).kind]
            await client.observe(say("s4", "I love horror"))
            kinds += [(await anext(stream)).kind, (await anext(stream)).kind]
            await stream.aclose()
            return kinds

    assert asyncio.run(read()) == ["interests", "observed", "interests"]


def test_a_stream_that_may_not_be_opened_is_refused(guarded):
    with Client(str(guarded.base_url), "pk_wrong") as client, pytest.raises(NotAllowed):
        next(client.stream("ann"))


def test_a_server_that_is_gone_ends_it():
    def handle(request):
        raise httpx.ConnectError("refused")

    with Client("http://x", transport=httpx.MockTransport(handle), retries=Retries(most=2)) as client:
        slept = []
        client._sleep = slept.append
        with pytest.raises(Unreachable, match="refused"):
            next(client.stream("ann"))
        assert len(slept) == 2


STREAM = (
    'retry: 1500\n\n: a remark\n\nid: one\r\nevent: erased\r\ndata: {}\r\n\r\nevent: ping\ndata: {"at": 1}\n\n'
    'event: from the future\ndata: {}\n\nid: 二\nevent: interests\ndata: {"user_id": "a\u2028b", "interests": [],\n'
    'data: "interest_version": "v", "as_of": 1, "degraded": [], "changed_by": "e"}\n\nevent: erased\ndata: cut off'
).encode()


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64, 10_000])
def test_however_the_bytes_are_cut_the_events_are_the_same(size):
    reader = Reader()
    parts = [STREAM[start : start + size] for start in range(0, len(STREAM), size)]
    erased, interests = [event for part in parts for event in reader.feed(part)]
    assert (erased.kind, erased.last_event_id) == ("erased", "one")
    assert (interests.kind, interests.changed_by, interests.last_event_id) == ("interests", "e", "二")
    assert interests.interests.user_id == "a\u2028b"
    assert reader.retry == 1.5
    assert reader.last_event_id == "二"
