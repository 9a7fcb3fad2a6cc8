"""An encoder at a server that goes away: nothing that was said is lost, lists go on without it, and all is made good afterwards."""

from __future__ import annotations

import time

import msgspec
import pytest

from penchant.capture import reading
from penchant.domain import Item
from penchant.engine import Engine
from penchant.errors import EncoderUnavailable
from penchant.reencoding import reencoder as module
from penchant.reencoding.reencoder import Reencoder
from small_embedder import embedder
from small_world import ITEMS, did, ids_of, said, small_settings

SECONDS = 0.3


@pytest.fixture
def server():
    with embedder() as served:
        yield served


@pytest.fixture(autouse=True)
def _by_hand(monkeypatch):
    monkeypatch.setattr(Reencoder, "_start", lambda self: None)
    for name in ("LINGER", "LOOKED_AT", "AGAIN"):
        monkeypatch.setattr(module, name, 0.0)
    monkeypatch.setattr("penchant.encode.steady.PAUSE", 0.2)


def opened(url, server, encoder="http:small") -> Engine:
    settings = msgspec.structs.replace(
        small_settings(), encoder=encoder, encoder_url=server.url, encoder_seconds=SECONDS
    )
    return Engine.open(url, settings=settings)


def url_of(tmp_path) -> str:
    return f"sqlite:///{tmp_path / 'world.db'}"


def back(engine, server) -> None:
    """The server answers again, and the engine does what it then has to."""
    server.status = 200
    time.sleep(0.5)  # past the pause
    while engine.reencoder._step():
        pass


def said_vectors(engine, user):
    return [one.vector for one in engine._state.person(user).said]


def test_while_it_is_there_it_is_as_any_other(tmp_path, server):
    with opened(url_of(tmp_path), server) as engine:
        engine.put_items(ITEMS)
        engine.observe(said("ann", "I love science fiction"))
        slate = engine.recommend("ann")
        assert slate.degraded == ()
        assert all(vector.any() for vector in said_vectors(engine, "ann"))


def test_what_is_said_meanwhile_is_kept_and_counts_fully_afterwards(tmp_path, server):
    with opened(url_of(tmp_path), server) as engine:
        engine.put_items(ITEMS)
        engine.observe(did("ann", "like", "matrix"))
        server.status = 503
        begun = time.monotonic()
        [seen] = engine.observe(said("ann", "I want something on slow oceans"))
        assert (
            time.monotonic() - begun < 3 * SECONDS
        )  # it waited for the encoder's time, once or twice, and no longer
        assert seen.new
        assert seen.aspects
        begun = time.monotonic()
        engine.observe(said("ann", "and I hate horror"))
        slate = engine.recommend("ann", text="robots")
        assert time.monotonic() - begun < SECONDS
        assert slate.degraded == ("encoder",)
        assert len(slate.items) == 10  # what was done, names and words still count
        assert not {"shining", "exorcist"} & set(ids_of(slate))
        assert engine.profile("ann").degraded == ("encoder",)
        assert not said_vectors(engine, "ann")[0].any()
        assert "503" in engine.reencoder.status().error

        back(engine, server)
        assert engine.reencoder.status().error == ""
        assert engine.recommend("ann", text="robots").degraded == ()
        assert all(vector.any() for vector in said_vectors(engine, "ann"))
        records = engine._store.history("ann", 99)
        assert all(reading.is_by(r.reading, "http-small-64") for r in records if r.reading)
        after = ids_of(engine.recommend("ann"))
    with opened("memory://", server) as always:
        always.put_items(ITEMS)
        always.observe(*[record.event for record in records])
        assert ids_of(always.recommend("ann")) == after


def test_items_are_refused_and_none_is_stored(tmp_path, server):
    with opened(url_of(tmp_path), server) as engine:
        engine.put_items(ITEMS)
        server.status = 503
        with pytest.raises(EncoderUnavailable, match="503"):
            engine.put_items([Item(item_id="late", title="A late film on bees"), Item(item_id="later")])
        assert engine.counts().items == len(ITEMS)
        back(engine, server)
        assert engine.put_items([Item(item_id="late", title="A late film on bees")]) == 1


def test_an_engine_opens_without_it_and_is_whole_once_it_is_back(tmp_path, server):
    with opened(url_of(tmp_path), server) as engine:
        engine.put_items(ITEMS)
        engine.observe(said("ann", "I love science fiction"))
        whole = ids_of(engine.recommend("ann", text="slow space"))
    server.status = 503
    with opened(url_of(tmp_path), server) as engine:
        engine.observe(said("bob", "I love the sea and nature"))
        assert engine.recommend("ann", text="slow space").degraded == ("encoder",)
    with opened(url_of(tmp_path), server) as engine:  # a second start knows of bob's words by the log alone
        back(engine, server)
        assert engine.recommend("ann", text="slow space").degraded == ()
        assert ids_of(engine.recommend("ann", text="slow space")) == whole
        assert all(vector.any() for vector in said_vectors(engine, "bob"))
        [record] = [r for r in engine._store.history("bob", 9) if r.reading]
        assert reading.is_by(record.reading, "http-small-64")


def test_a_new_store_cannot_begin_without_it(tmp_path, server):
    server.status = 503
    with pytest.raises(EncoderUnavailable, match="'small'"):
        opened(url_of(tmp_path), server)
    server.status = 200
    with opened(url_of(tmp_path), server) as engine:
        assert engine.reencoder.status().name == "http-small-64"


def test_a_store_without_items_opens_without_it(tmp_path, server):
    with opened(url_of(tmp_path), server) as engine:
        engine.observe(said("ann", "I love the sea"))
    server.status = 503
    with opened(url_of(tmp_path), server) as engine:
        assert engine.recommend("ann").items == ()
        assert engine.observe(said("ann", "and mountains"))[0].new
        back(engine, server)
        assert all(vector.any() for vector in said_vectors(engine, "ann"))


def test_a_change_to_it_waits_for_it(tmp_path, server):
    with opened(url_of(tmp_path), server, "hashing") as engine:
        engine.put_items(ITEMS)
    server.status = 503
    with opened(url_of(tmp_path), server) as engine:
        assert engine.reencoder.status().encoder == "hashing"
        assert "503" in engine.reencoder.status().error
        with pytest.raises(EncoderUnavailable):
            engine.reencoder._step()
        assert engine.recommend("ann", text="space").degraded == ()
        back(engine, server)
        assert engine.reencoder.status().encoder == "http:small"


def test_the_thread_itself_waits_and_goes_on(tmp_path, server, monkeypatch):
    monkeypatch.undo()
    monkeypatch.setattr(module, "AGAIN", 0.05)
    monkeypatch.setattr(module, "LOOKED_AT", 0.05)
    monkeypatch.setattr("penchant.encode.steady.PAUSE", 0.1)
    with opened(url_of(tmp_path), server) as engine:
        engine.put_items(ITEMS)
        server.status = 503
        engine.observe(said("ann", "I love science fiction"))
        time.sleep(0.1)
        engine.recommend("ann")
        server.status, until = 200, time.monotonic() + 10
        while not all(vector.any() for vector in said_vectors(engine, "ann")) and time.monotonic() < until:
            time.sleep(0.05)
        assert all(vector.any() for vector in said_vectors(engine, "ann"))
