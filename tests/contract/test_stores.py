from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from penchant.ports import Cursor
from penchant.stores.memory import MemoryStore
from penchant.stores.sqlite import SqliteStore
from penchant.testing.event_log_suite import item, put_blob, record
from penchant.testing.store_suite import StoreSuite

if TYPE_CHECKING:
    from pathlib import Path

    from penchant.ports import Store


class TestMemoryStore(StoreSuite):
    def make_store(self, tmp_path: Path) -> Store:
        return MemoryStore()


class TestSqliteStore(StoreSuite):
    def make_store(self, tmp_path: Path) -> Store:
        return SqliteStore(tmp_path / "store.db", durability="off")


few = st.sampled_from("abcdef")
steps = st.one_of(
    st.tuples(
        st.just("append"),
        st.lists(st.tuples(few, st.sampled_from(["ann", "bob"]), st.integers(0, 3)), max_size=4),
    ),
    st.tuples(st.just("put"), st.lists(st.tuples(few, st.lists(few, max_size=5).map(" ".join)), max_size=3)),
    st.tuples(st.just("delete"), st.lists(few, max_size=3)),
    st.tuples(st.just("forget"), st.sampled_from(["ann", "bob", "cat"])),
    st.tuples(st.just("blob"), st.tuples(few, st.sampled_from(["", "ann", "bob"]))),
    st.tuples(st.just("trim"), st.integers(0, 3)),
)


def act(store: Store, step: str, value) -> object:
    match step:
        case "append":
            return store.append([record(event_id, user, time) for event_id, user, time in value])
        case "put":
            return store.put_items([item(item_id, tokens) for item_id, tokens in value])
        case "delete":
            return store.delete_items(value)
        case "forget":
            return store.forget(value)
        case "blob":
            return put_blob(store, "slate", value[0], b"x", user_id=value[1])
        case _:
            return store.trim_blobs("slate", value)


def seen(store: Store) -> list[object]:
    page = store.changes(Cursor())
    return [
        [(one.event, one.reading) for one in page.records],
        page.items,
        page.deleted,
        page.erased,
        [[(one.event, one.reading) for one in store.history(user, 3)] for user in ("ann", "bob")],
        store.items("abcdef"),
        list(store.blobs("slate")),
        [dict(store.match([a, b], 50)) for a, b in ("ab", "cd", "ef")],
    ]


@settings(deadline=None, max_examples=40)
@given(st.lists(steps, max_size=12))
def test_sqlite_does_as_memory_does(tmp_path_factory: pytest.TempPathFactory, script: list) -> None:
    path = tmp_path_factory.mktemp("twin") / "store.db"
    with (
        contextlib.closing(MemoryStore()) as memory,
        contextlib.closing(SqliteStore(path, durability="off")) as sqlite,
    ):
        for step, value in script:
            assert act(sqlite, step, value) == act(memory, step, value)
        *sqlite_seen, sqlite_scores = seen(sqlite)
        *memory_seen, memory_scores = seen(memory)
        assert sqlite_seen == memory_seen
        for ours, theirs in zip(sqlite_scores, memory_scores, strict=True):
            assert ours == pytest.approx(theirs, rel=1e-9)
