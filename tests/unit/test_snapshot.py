"""Sums as bytes: what was dumped is loaded, and what is damaged or another's is not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from penchant import snapshot
from penchant.health import compare
from penchant.ports import Cursor
from penchant.retrieve.transitions import Transitions
from penchant.testing.event_log_suite import put_blob
from small_world import NOW, build, did, open_world, small_settings

CURSOR = Cursor(events=7, items=3, erasures=1)
ARRAYS = {"a": np.arange(5), "b": np.array([[1.5, -2.0]])}


@given(
    ids=st.lists(
        st.text(min_size=1, alphabet=st.characters(exclude_characters="\n", exclude_categories=["Cs"])),
        max_size=5,
    )
)
def test_what_was_dumped_is_loaded(ids):
    cursor, found, arrays = snapshot.load(snapshot.dump(CURSOR, "print", ids, ARRAYS), "print")
    assert (cursor, found) == (CURSOR, ids)
    assert arrays.keys() == ARRAYS.keys()
    for name, array in ARRAYS.items():
        np.testing.assert_array_equal(arrays[name], array)


def test_other_settings_and_other_formats_are_not_loaded(monkeypatch):
    data = snapshot.dump(CURSOR, "print", ["x"], ARRAYS)
    assert snapshot.load(data, "another") is None
    monkeypatch.setattr(snapshot, "FORMAT", snapshot.FORMAT + 1)
    assert snapshot.load(data, "print") is None


@pytest.mark.parametrize(
    "damage", [lambda d: d[: len(d) // 2], lambda _: b"", lambda _: b"PK\x03\x04", lambda d: b"x" + d[1:]]
)
def test_a_damaged_snapshot_is_not_loaded(damage):
    assert snapshot.load(damage(snapshot.dump(CURSOR, "print", ["x"], ARRAYS)), "print") is None


@given(place=st.integers(0, 10_000), byte=st.integers(0, 255))
def test_no_flipped_byte_stops_the_start(place, byte):
    data = bytearray(snapshot.dump(CURSOR, "print", ["x"], ARRAYS))
    data[place % len(data)] = byte
    loaded = snapshot.load(bytes(data), "print")
    assert loaded is None or loaded[1] is not None


def test_an_archive_of_something_else_is_not_loaded():
    import io

    out = io.BytesIO()
    np.savez(out, other=np.arange(3))
    assert snapshot.load(out.getvalue(), "print") is None


def test_an_engine_whose_snapshot_is_damaged_starts_from_the_log(file_url):
    with open_world(file_url) as engine:
        engine.observe(
            *[
                did(f"u{n % 3}", "like", item, NOW + n)
                for n, item in enumerate(["solaris", "stalker", "hero", "alien"] * 3)
            ]
        )
        engine._state.save()
        held = Transitions.from_arrays(engine._state.transitions.to_arrays())
        kind, key = "state", "sums"
        data = engine._store.get_blob(kind, key)
        assert data
        for broken in (data[:100], data[: len(data) - 7], b""):
            put_blob(engine._store, kind, key, broken)
            other = build(file_url, settings=small_settings())
            assert compare(other._state.transitions, held) is None
            other._state._saved = other._state.cursor  # it must not mend the snapshot that this test breaks
            other.close()
