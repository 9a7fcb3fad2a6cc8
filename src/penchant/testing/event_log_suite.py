"""The contract of an event log, as part of a store's; and the small values that store tests are written with."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from penchant.domain import Event, Item
from penchant.errors import InvalidEvent, StoreError
from penchant.ports import Blob, Changes, Cursor, ItemRecord, Record, Store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ODD_IDS = ("a/b", "it's", 'a "quoted" id', "😀👩\u200d🚀", "小说", "e\u0301", "a;b--c", "%_?#", "A", "a", " ")


def record(
    event_id: str, user_id: str = "ann", timestamp: int = 1, reading: bytes = b"", **more: Any
) -> Record:
    """An event as a test wants it."""
    event = Event(event_id=event_id, user_id=user_id, event_type="click", timestamp=timestamp, **more)
    return Record(event=event, reading=reading)


def item(item_id: str, tokens: str = "", **more: Any) -> ItemRecord:
    """An item as a test wants it."""
    return ItemRecord(item=Item(item_id=item_id, **more), tokens=tokens)


def put_blob(
    store: Store, kind: str, key: str, data: bytes, *, user_id: str = "", erasures: int | None = None
) -> bool:
    """Keep one blob."""
    return store.put_blobs(kind, [Blob(key=key, data=data, user_id=user_id)], erasures=erasures)


def ids_of(records: tuple[Record, ...]) -> list[str]:
    """The event ids of records, in order."""
    return [one.event.event_id for one in records]


def follow(store: Store, since: Cursor, limit: int) -> tuple[list[str], dict[str, ItemRecord], Cursor]:
    """What a follower holds in the end: event ids in order, and the catalogue."""
    events: list[str] = []
    catalogue: dict[str, ItemRecord] = {}
    more = True
    while more:
        page = store.changes(since, limit)
        assert len(page.records) <= limit
        assert len(page.items) + len(page.deleted) <= limit
        events += ids_of(page.records)
        catalogue.update({one.item.item_id: one for one in page.items})
        for item_id in page.deleted:
            catalogue.pop(item_id, None)
        since, more = page.cursor, page.more
    return events, catalogue, since


class EventLogSuite(ABC):
    """The log: every event once, in order, and gone when it must go."""

    @abstractmethod
    def make_store(self, tmp_path: Path) -> Store:
        """A new, empty store."""

    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[Store]:
        """One of `make_store`, closed at the end."""
        store = self.make_store(tmp_path)
        yield store
        store.close()

    def test_an_event_comes_back_whole(self, store: Store) -> None:
        whole = Event(
            event_id="e1",
            user_id="ann",
            event_type="comment",
            item_id="i1",
            text="再也不看恐怖片 😀",
            value=0.5,
            timestamp=1_700_000_000_000,
            session_id="s1",
            media=("a.png",),
            slate_id="l1",
            position=3,
            context={"rating": 4, "list": [1, 2.5, None, {"deep": True}], "": ""},
        )
        assert store.append([Record(event=whole, reading=b"\x00read\xff")]) == (True,)
        (kept,) = store.history("ann", 10)
        assert kept.event == whole
        assert kept.reading == b"\x00read\xff"
        assert kept.seq == store.changes(Cursor()).cursor.events

    def test_an_event_id_counts_once(self, store: Store) -> None:
        assert store.append([record("a"), record("b")]) == (True, True)
        assert store.append([record("b", timestamp=9), record("c")]) == (False, True)
        assert [one.event.timestamp for one in store.history("ann", 10)] == [1, 1, 1]

    def test_the_first_of_two_equal_ids_wins(self, store: Store) -> None:
        assert store.append([record("a", timestamp=1), record("a", timestamp=2)]) == (True, False)
        assert [one.event.timestamp for one in store.history("ann", 10)] == [1]

    def test_an_event_id_counts_once_across_users(self, store: Store) -> None:
        store.append([record("a", "ann")])
        assert store.append([record("a", "bob")]) == (False,)
        assert store.history("bob", 10) == ()

    def test_nothing_appended_is_nothing_changed(self, store: Store) -> None:
        assert store.append([]) == ()
        assert store.changes(Cursor()).cursor == Cursor()

    def test_a_guarded_event_is_kept_only_before_an_erasure(self, store: Store) -> None:
        assert store.append([record("a")], erasures=0) == (True,)
        assert store.append([record("a"), record("b")], erasures=0) == (False, True)
        store.forget("bob")
        assert store.append([record("c")], erasures=0) == ()
        assert ids_of(store.history("ann", 10)) == ["a", "b"]
        assert store.append([record("c")], erasures=store.changes(Cursor()).cursor.erasures) == (True,)

    def test_the_seq_of_the_argument_is_ignored(self, store: Store) -> None:
        store.append([Record(event=record("a").event, seq=77), Record(event=record("b").event, seq=5)])
        assert ids_of(store.changes(Cursor()).records) == ["a", "b"]

    @pytest.mark.parametrize("bad", [{"timestamp": None}, {"event_id": ""}, {"timestamp": 2**63}])
    def test_one_bad_event_stores_none(self, store: Store, bad: dict[str, Any]) -> None:
        wrong = Event(**{"event_id": "x", "user_id": "ann", "event_type": "click", "timestamp": 1, **bad})
        with pytest.raises(InvalidEvent):
            store.append([record("a"), Record(event=wrong), record("b")])
        assert store.history("ann", 10) == ()
        assert store.changes(Cursor()).cursor == Cursor()

    def test_where_an_event_stands(self, store: Store) -> None:
        store.append([record("e1"), record("e2")])
        assert (store.place_of("e2") or 0) > (store.place_of("e1") or 0) > 0
        assert store.place_of("e3") is None
        store.forget("ann")
        assert store.place_of("e1") is None

    def test_who_has_been_met_up_to_a_place(self, store: Store) -> None:
        store.append([record("e1"), record("e2", "bob"), record("e3"), record("e4", "用户/三'\"")])
        second = store.place_of("e2") or 0
        everybody = ["ann", "bob", "用户/三'\"", "nobody"]
        assert store.met(everybody, second) == {"ann", "bob"}
        assert store.met(everybody, second - 1) == {"ann"}
        assert store.met(everybody, 2**31) == {"ann", "bob", "用户/三'\""}
        assert store.met(everybody, 0) == store.met([], 2**31) == frozenset()
        store.forget("ann")
        assert store.met(everybody, second) == {"bob"}

    def test_users_in_order_page_by_page(self, store: Store) -> None:
        assert store.users("", 10) == ()
        names = ["ann", "Bob", "a b", "用户/三", "😀", "zoe", "\uffee"]
        store.append([record(f"e{n}", name) for n, name in enumerate(names * 2)])
        assert store.users("", 100) == tuple(sorted(names))
        pages, after = [], ""
        while page := store.users(after, 3):
            pages.append(page)
            after = page[-1]
        assert [len(page) for page in pages] == [3, 3, 1]
        assert tuple(name for page in pages for name in page) == tuple(sorted(names))
        assert store.users("", 0) == store.users("\U0010ffff", 9) == ()
        store.forget("ann")
        assert "ann" not in store.users("", 100)

    def test_relabelled_events_are_the_others_in_new_places(self, store: Store) -> None:
        store.append(
            [record("e1", "visitor", 5, b"read"), record("e2", "ann", 3), record("e3", "visitor", 1)]
        )
        store.append([record("e4", "bob")])
        put_blob(store, "slate", "s1", b"1", user_id="visitor")
        put_blob(store, "slate", "s2", b"2", user_id="ann")
        put_blob(store, "state", "sums", b"3")
        before = store.changes(Cursor()).cursor
        assert store.relabel("visitor", "ann") == 2
        assert store.history("visitor", 10) == ()
        held = store.history("ann", 10)
        assert ids_of(held) == ["e3", "e2", "e1"]
        assert [one.event.user_id for one in held] == ["ann"] * 3
        assert held[2].reading == b"read"
        after = store.changes(before)
        assert ids_of(after.records) == ["e1", "e3"]
        assert after.erased == 1
        kept = [store.get_blob(*key) for key in (("slate", "s1"), ("slate", "s2"), ("state", "sums"))]
        assert kept == [None, b"2", None]
        assert store.append([record("e1", "eve")]) == (False,)

    def test_relabelling_nobody_changes_nothing(self, store: Store) -> None:
        store.append([record("e1")])
        before = store.changes(Cursor()).cursor
        assert store.relabel("nobody", "ann") == 0
        assert store.relabel("ann", "ann") == 0
        assert store.changes(before).cursor == before

    def test_counts(self, store: Store) -> None:
        store.append([record("e1"), record("e2"), record("e3", "bob")])
        store.put_items([item("a"), item("b")])
        store.delete_items(["b"])
        found = store.counts()
        assert (found.events, found.items, found.users) == (3, 1, 2)
        assert found.size >= 0

    def test_history_is_in_order_of_time_then_id(self, store: Store) -> None:
        store.append([record("c", timestamp=5), record("b", timestamp=5), record("z", timestamp=1)])
        store.append([record("é", timestamp=5), record("😀", timestamp=5), record("a", timestamp=-3)])
        assert ids_of(store.history("ann", 10)) == ["a", "z", "b", "c", "é", "😀"]

    def test_history_keeps_the_newest(self, store: Store) -> None:
        store.append([record(f"e{i}", timestamp=i // 2) for i in range(9)])
        assert ids_of(store.history("ann", 3)) == ["e6", "e7", "e8"]
        assert store.history("ann", 0) == ()
        assert store.history("nobody", 5) == ()

    def test_history_before_a_moment(self, store: Store) -> None:
        times = {"c": 1, "b": 1, "a": 1, "e": 3, "d": 2}
        store.append([record(event_id, timestamp=at) for event_id, at in times.items()])
        store.append([record("z", user_id="bob", timestamp=1)])
        assert ids_of(store.history("ann", 9, before=(3, "e"))) == ["a", "b", "c", "d"]
        assert ids_of(store.history("ann", 2, before=(2, "d"))) == ["b", "c"]
        assert ids_of(store.history("ann", 9, before=(1, "c"))) == ["a", "b"]
        assert ids_of(store.history("ann", 9, before=(1, "bb"))) == ["a", "b"]
        assert ids_of(store.history("ann", 9, before=(9, ""))) == ["a", "b", "c", "d", "e"]
        assert store.history("ann", 9, before=(1, "a")) == ()
        assert store.history("ann", 0, before=(9, "")) == ()

    def test_another_reading_takes_the_place_of_the_first(self, store: Store) -> None:
        store.append([record("a", reading=b"one"), record("b", timestamp=1, reading=b"one")])
        known = store.changes(Cursor()).cursor
        first = store.history("ann", 1)[0]
        assert store.put_readings([record("b", reading=b"two")]) == 0
        assert store.put_readings([Record(event=first.event, reading=b"two", seq=first.seq)]) == 1
        assert [one.reading for one in store.history("ann", 9)] == [b"one", b"two"]
        assert [one.reading for one in store.changes(Cursor()).records] == [b"one", b"two"]
        assert store.changes(known) == Changes(cursor=known)
        store.forget("ann")
        assert store.put_readings([Record(event=first.event, reading=b"three", seq=first.seq)]) == 0
        assert store.put_readings([]) == 0

    def test_a_long_history(self, store: Store) -> None:
        store.append([record(f"e{i:05}", timestamp=i * 7919 % 10_007) for i in range(10_000)])
        history = store.history("ann", 10_000)
        times = [one.event.timestamp for one in history]
        assert len(history) == 10_000
        assert times == sorted(times, key=lambda time: time or 0)
        assert store.history("ann", 500) == history[-500:]

    @pytest.mark.parametrize("odd", ODD_IDS)
    def test_odd_ids(self, store: Store, odd: str) -> None:
        assert store.append([record(odd, odd, item_id=odd), record("other", "other")]) == (True, True)
        store.put_items([item(odd, "word"), item("other", "word")])
        put_blob(store, odd, odd, b"blob", user_id=odd)
        assert ids_of(store.history(odd, 10)) == [odd]
        assert store.items([odd])[odd].item.item_id == odd
        assert store.match(["word"], 10)[0][0] in (odd, "other")
        assert list(store.blobs(odd, user_id=odd)) == [(odd, b"blob")]
        assert store.delete_items([odd]) == 1
        assert store.changes(Cursor()).deleted == (odd,)
        assert store.forget(odd)["events"] == 1
        assert store.history(odd, 10) == ()
        assert ids_of(store.history("other", 10)) == ["other"]

    def test_changes_come_in_pages(self, store: Store) -> None:
        store.append([record(f"e{i}", timestamp=-i) for i in range(7)])
        store.put_items([item(f"i{i}") for i in range(5)])
        first = store.changes(Cursor(), 3)
        assert (ids_of(first.records), len(first.items), first.more) == (["e0", "e1", "e2"], 3, True)
        second = store.changes(first.cursor, 4)
        assert (ids_of(second.records), len(second.items), second.more) == (
            ["e3", "e4", "e5", "e6"],
            2,
            False,
        )
        assert follow(store, Cursor(), 2)[0] == [f"e{i}" for i in range(7)]

    def test_nothing_new_leaves_the_cursor(self, store: Store) -> None:
        store.append([record("a")])
        store.put_items([item("i")])
        cursor = store.changes(Cursor()).cursor
        again = store.changes(cursor)
        assert (again.cursor, again.records, again.items, again.more) == (cursor, (), (), False)
        store.append([record("a")])
        assert store.changes(cursor).cursor == cursor

    def test_a_cursor_outlives_erasure_of_what_it_stood_on(self, store: Store) -> None:
        store.append([record("a", "ann"), record("b", "bob")])
        cursor = store.changes(Cursor()).cursor
        store.forget("bob")
        store.append([record("c", "ann")])
        after = store.changes(cursor)
        assert (ids_of(after.records), after.erased) == (["c"], 1)
        assert after.cursor.events > cursor.events

    def test_forget_leaves_no_trace(self, store: Store) -> None:
        store.append(
            [record("a1", "ann", reading=b"r"), record("a2", "ann"), record("b1", "bob", reading=b"r")]
        )
        put_blob(store, "slate", "s1", b"ann's", user_id="ann")
        put_blob(store, "slate", "s2", b"bob's", user_id="bob")
        put_blob(store, "slate", "s3", b"nobody's")
        put_blob(store, "note", "n1", b"ann's", user_id="ann")
        put_blob(store, "state", "all", b"derived")
        assert store.forget("ann") == {"events": 2, "readings": 1, "slates": 1, "notes": 1}
        assert store.history("ann", 10) == ()
        assert store.get_blob("slate", "s1") is None
        assert list(store.blobs("slate", user_id="ann")) == []
        assert list(store.blobs("state")) == []
        assert ids_of(store.changes(Cursor()).records) == ["b1"]

    def test_forget_leaves_others_as_they_were(self, store: Store) -> None:
        store.append([record("a", "ann"), record("b", "bob", reading=b"r")])
        store.put_items([item("i", "word")])
        put_blob(store, "slate", "s", b"bob's", user_id="bob")
        put_blob(store, "config", "c", b"nobody's")
        before = store.history("bob", 10)
        store.forget("ann")
        assert store.history("bob", 10) == before
        assert store.items(["i"]) == {"i": item("i", "word")}
        assert [found for found, _ in store.match(["word"], 5)] == ["i"]
        assert store.get_blob("slate", "s") == b"bob's"
        assert store.get_blob("config", "c") == b"nobody's"

    def test_forget_nobody(self, store: Store) -> None:
        store.append([record("a", "ann")])
        put_blob(store, "slate", "s", b"nobody's")
        for nobody in ("bob", ""):
            assert store.forget(nobody) == {"events": 0, "readings": 0}
        assert len(store.history("ann", 10)) == 1
        assert store.get_blob("slate", "s") == b"nobody's"

    def test_followers_see_that_somebody_was_erased(self, store: Store) -> None:
        store.append([record("a", "ann"), record("b", "bob")])
        cursor = store.changes(Cursor()).cursor
        assert cursor.erasures == 0
        store.forget("ann")
        store.forget("bob")
        page = store.changes(cursor)
        assert (page.erased, page.cursor.erasures) == (2, 2)
        assert store.changes(page.cursor).erased == 0

    def test_a_forgotten_id_may_come_again(self, store: Store) -> None:
        store.append([record("a")])
        store.forget("ann")
        assert store.append([record("a", timestamp=2)]) == (True,)
        assert len(store.history("ann", 10)) == 1

    def test_threads_append_distinct_and_equal_ids(self, store: Store) -> None:
        start = threading.Barrier(8)

        def work(worker: int) -> int:
            start.wait()
            new = 0
            for i in range(25):
                new += sum(
                    store.append([record(f"own-{worker}-{i}", f"u{worker}"), record(f"same-{i}", "all")])
                )
            return new

        with ThreadPoolExecutor(8) as threads:
            assert sum(threads.map(work, range(8))) == 8 * 25 + 25
        assert len(store.history("all", 1000)) == 25
        assert [len(store.history(f"u{worker}", 1000)) for worker in range(8)] == [25] * 8
        assert len(follow(store, Cursor(), 50)[0]) == 225

    def test_closing_twice_is_harmless_and_final(self, store: Store) -> None:
        store.append([record("a")])
        store.close()
        store.close()
        with pytest.raises(StoreError, match="closed"):
            store.append([record("b")])
        with pytest.raises(StoreError, match="closed"):
            store.history("ann", 10)
        with pytest.raises(StoreError, match="closed"):
            list(store.blobs("slate"))
