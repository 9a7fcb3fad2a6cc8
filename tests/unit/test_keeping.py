"""A snapshot in parts: what is half written is never read, and nobody's is mixed with another's."""

from __future__ import annotations

import pytest

from penchant import keeping
from penchant.errors import StoreFull
from penchant.ports import Blob, Record
from penchant.stores.memory import MemoryStore
from small_world import NOW, build, did, open_world, small_settings

FIRST, SECOND = bytes(range(250)) * 3, bytes(range(249, -1, -1)) * 4


@pytest.fixture(autouse=True)
def small_parts(monkeypatch):
    monkeypatch.setattr(keeping, "PART_BYTES", 100)


@pytest.fixture
def store():
    return MemoryStore()


def parts_of(store):
    return sorted(key for key, _ in store.blobs(keeping.KIND))


@pytest.mark.parametrize("size", [0, 1, 99, 100, 101, 199, 200, 201, 1000])
def test_what_is_put_comes_back(store, size):
    data = (FIRST * 2)[:size]
    assert keeping.put(store, data, erasures=0)
    assert keeping.get(store) == data


def test_nothing_is_there_before_the_first(store):
    assert keeping.get(store) is None


def test_each_takes_the_place_of_the_one_before_the_last(store):
    for data in (FIRST, SECOND, FIRST[:333], SECOND[:150], b"small", SECOND):
        assert keeping.put(store, data, erasures=0)
        assert keeping.get(store) == data
    assert len(parts_of(store)) <= 1 + 10 + 10  # what tells of them, and two places


@pytest.mark.parametrize("written", range(11))
def test_what_is_half_written_is_never_read(store, monkeypatch, written):
    """The disk is full after so many writes: the snapshot before is still whole, and so is the next."""
    keeping.put(store, FIRST, erasures=0)
    put, left = store.put_blobs, [written]

    def failing(kind, blobs, **more):
        if not left[0]:
            raise StoreFull("full")
        left[0] -= 1
        return put(kind, blobs, **more)

    with monkeypatch.context() as patch:
        patch.setattr(store, "put_blobs", failing)
        if written <= len(SECOND) // 100:
            with pytest.raises(StoreFull):
                keeping.put(store, SECOND, erasures=0)
            assert keeping.get(store) == FIRST
        else:
            assert keeping.put(store, SECOND, erasures=0)
    assert keeping.put(store, SECOND, erasures=0)
    assert keeping.get(store) == SECOND


def test_an_erasure_meanwhile_leaves_nothing_to_read(store, monkeypatch):
    keeping.put(store, FIRST, erasures=0)
    put, count = store.put_blobs, [0]

    def erased_after_three(kind, blobs, **more):
        count[0] += 1
        if count[0] == 4:
            store.append([Record(event=did("ann", "like", "hero", NOW, event_id="e"))])
            store.forget("ann")
        return put(kind, blobs, **more)

    monkeypatch.setattr(store, "put_blobs", erased_after_three)
    assert not keeping.put(store, SECOND, erasures=0)
    assert keeping.get(store) is None
    assert parts_of(store) == []
    assert keeping.put(store, SECOND, erasures=1)
    assert keeping.get(store) == SECOND


def test_one_writes_at_a_time(store, monkeypatch):
    put = store.put_blobs

    def other_too(kind, blobs, **more):
        with monkeypatch.context() as patch:
            patch.setattr(store, "put_blobs", put)
            assert not keeping.put(store, FIRST, erasures=0)
        return put(kind, blobs, **more)

    monkeypatch.setattr(store, "put_blobs", other_too)
    assert keeping.put(store, SECOND, erasures=0)
    monkeypatch.setattr(store, "put_blobs", put)
    assert keeping.get(store) == SECOND
    assert keeping.put(store, FIRST, erasures=0)
    assert keeping.get(store) == FIRST


def test_who_died_over_it_is_not_waited_for_forever(store, monkeypatch):
    monkeypatch.setattr(keeping, "CLAIM_MS", 0)
    assert keeping._claim(store) is not None
    assert keeping.put(store, FIRST, erasures=0)
    monkeypatch.setattr(keeping, "CLAIM_MS", 60_000)
    assert keeping._claim(store) is not None
    assert not keeping.put(store, SECOND, erasures=0)
    assert keeping.get(store) == FIRST


def test_a_part_that_is_missing_or_of_another_is_seen(store):
    keeping.put(store, FIRST, erasures=0)
    key = next(key for key in parts_of(store) if key.endswith(":3"))
    held = store.get_blob(keeping.KIND, key)
    for wrong in (None, b"x" * len(held), held[:-1], b""):
        store.swap_blob(keeping.KIND, key, store.get_blob(keeping.KIND, key), wrong)
        assert keeping.get(store) is None
    store.put_blobs(keeping.KIND, [Blob(key=keeping.KEY, data=b"parts:nonsense")])
    assert keeping.get(store) is None


def test_an_engine_starts_from_its_parts(file_url):
    with open_world(file_url) as engine:
        engine.observe(*[did(f"u{n % 3}", "like", "hero" if n % 2 else "ring", NOW + n) for n in range(12)])
        assert engine._state.save()
        assert len(keeping.get(engine._store)) > keeping.PART_BYTES
        saved = engine._state._saved
    with build(file_url, settings=small_settings()) as again:
        assert again._state._saved == saved
        assert next(c for c in again.doctor() if c.name == "sums").ok
