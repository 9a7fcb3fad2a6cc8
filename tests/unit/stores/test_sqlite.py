"""What only the SQLite store does: sharing a file, grouping commits, erasing bytes, and saying what is wrong with a file."""

from __future__ import annotations

import contextlib
import gc
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from penchant.domain import Event, Item
from penchant.errors import (
    InvalidEvent,
    InvalidItem,
    StoreBusy,
    StoreError,
    StoreFull,
    StoreReadOnly,
    StoreTooNew,
)
from penchant.ports import Cursor, ItemRecord, Record
from penchant.stores import sqlite_writer
from penchant.stores.sqlite import SqliteStore
from penchant.stores.sqlite_rows import migrations, queries
from penchant.testing.event_log_suite import ids_of, item, put_blob, record

NOBODY = 65534


@pytest.fixture
def path(tmp_path):
    return tmp_path / "store.db"


def opened(path, **more):
    return contextlib.closing(SqliteStore(path, **{"durability": "off", **more}))


# --- durable and shared


def test_what_was_stored_is_there_again(path):
    with opened(path, durability="full") as store:
        store.append([record("a")])
        store.put_items([item("i", "word")])
        put_blob(store, "slate", "s", b"x")
    assert not path.with_name("store.db-wal").exists()
    with opened(path) as store:
        assert ids_of(store.history("ann", 5)) == ["a"]
        assert store.match(["word"], 5)[0][0] == "i"
        assert store.get_blob("slate", "s") == b"x"


@pytest.mark.parametrize(("durability", "level"), [("full", 2), ("normal", 1), ("off", 0)])
def test_durability_is_sqlites_synchronous(path, durability, level):
    with opened(path, durability=durability) as store:
        assert store._write(lambda c: c.execute("PRAGMA synchronous").fetchone()[0]) == level
        assert store._write(lambda c: c.execute("PRAGMA journal_mode").fetchone()[0]) == "wal"
        assert store._write(lambda c: c.execute("PRAGMA secure_delete").fetchone()[0]) == 1


def test_two_stores_on_one_file_see_each_other(path):
    with opened(path) as one, opened(path) as other:
        one.put_items([item("i", "word"), item("j")])
        assert other.match(["word"], 5)[0][0] == "i"
        cursor = other.changes(Cursor()).cursor
        one.append([record("a")])
        assert ids_of(other.changes(cursor).records) == ["a"]
        assert other.append([record("a"), record("b")]) == (False, True)
        other.put_items([item("i", "changed")])
        assert one.match(["word"], 5) == []
        assert one.match(["changed"], 5)[0][0] == "i"
        other.forget("ann")
        assert one.changes(cursor).erased == 1
        assert put_blob(one, "state", "s", b"", erasures=0) is False


def test_two_processes_write_one_file(path):
    script = (
        "import sys\n"
        "from penchant.stores.sqlite import SqliteStore\n"
        "from penchant.testing.event_log_suite import record\n"
        "store = SqliteStore(sys.argv[1], durability='off')\n"
        "for i in range(100): store.append([record(f'{sys.argv[2]}-{i}'), record(f'same-{i}')])\n"
        "store.close()\n"
    )
    children = [subprocess.Popen([sys.executable, "-c", script, str(path), str(child)]) for child in range(3)]
    assert [child.wait(60) for child in children] == [0, 0, 0]
    with opened(path) as store:
        assert len(store.history("ann", 1000)) == 400
        seqs = [one.seq for one in store.changes(Cursor()).records]
        assert seqs == sorted(seqs)


def test_many_threads_share_commits(path):
    with opened(path, durability="full") as store, ThreadPoolExecutor(16) as threads:
        list(threads.map(lambda i: store.append([record(f"e{i}")]), range(400)))
        assert store._writer.commits < 400
        assert len(store.history("ann", 1000)) == 400


def test_queued_work_is_one_transaction_and_a_failure_is_alone(path):
    with opened(path) as store, ThreadPoolExecutor(8) as threads:
        entered, go = threading.Event(), threading.Event()

        def wait(connection):
            entered.set()
            go.wait(10)

        def fail(connection):
            connection.execute(queries()["append"], ("half", "ann", None, 1, b"", b""))
            raise LookupError("no")

        before = store._writer.commits
        blocker = threads.submit(store._write, wait)
        entered.wait(10)
        good = [threads.submit(store.append, [record(f"e{i}")]) for i in range(3)]
        bad = threads.submit(store._write, fail)
        while store._writer._queue.qsize() < 4:
            pass
        go.set()
        blocker.result(10)
        assert [one.result(10) for one in good] == [(True,)] * 3
        with pytest.raises(LookupError):
            bad.result(10)
        assert store._writer.commits == before + 2
        assert sorted(ids_of(store.history("ann", 10))) == ["e0", "e1", "e2"]


def test_an_append_is_all_or_nothing(path):
    with opened(path) as store:
        store._write(
            lambda c: (
                c.execute(
                    "CREATE TRIGGER boom BEFORE INSERT ON events WHEN NEW.event_id = 'boom' "
                    "BEGIN SELECT RAISE(ABORT, 'boom'); END"
                )
                and None
            )
        )
        with pytest.raises(StoreError, match="boom"):
            store.append([record("a"), record("b"), record("boom"), record("c")])
        assert store.history("ann", 10) == ()
        assert store.append([record("a")]) == (True,)


def test_close_does_what_is_queued(path):
    store = SqliteStore(path, durability="off")
    with ThreadPoolExecutor(8) as threads:
        entered, go = threading.Event(), threading.Event()
        blocker = threads.submit(store._write, lambda _: bool(entered.set()) or go.wait(10))
        entered.wait(10)
        queued = [threads.submit(store.append, [record(f"e{i}")]) for i in range(5)]
        while store._writer._queue.qsize() < 5:
            pass
        closing = threads.submit(store.close)
        go.set()
        closing.result(10)
        blocker.result(10)
        assert [one.result(10) for one in queued] == [(True,)] * 5
    with opened(path) as again:
        assert len(again.history("ann", 10)) == 5


def test_close_waits_for_a_reading_under_way(path):
    store = SqliteStore(path, durability="off")
    store.append([record(f"e{i}") for i in range(2000)])
    with ThreadPoolExecutor(4) as threads:

        def read(_):
            with contextlib.suppress(StoreError):
                while True:
                    assert len(store.history("ann", 3000)) == 2000

        reading = [threads.submit(read, i) for i in range(3)]
        store.close()
        for one in reading:
            one.result(10)


def test_a_dropped_store_ends_its_thread(path):
    store = SqliteStore(path, durability="off")
    store.append([record("a")])
    writer, ghost = store._writer, weakref.ref(store)
    del store
    gc.collect()
    assert ghost() is None
    writer._thread.join(10)
    assert not writer._thread.is_alive()


def test_a_process_that_never_closes_ends_and_loses_nothing(path):
    script = (
        "import sys\n"
        "from penchant.stores.sqlite import SqliteStore\n"
        "from penchant.testing.event_log_suite import record\n"
        "store = SqliteStore(sys.argv[1])\n"
        "print(store.append([record('a')]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-X", "dev", "-W", "error", "-c", script, str(path)],
        check=True, capture_output=True, text=True, timeout=30,
    )  # fmt: skip
    assert (done.stdout, done.stderr) == ("(True,)\n", "")
    with opened(path) as store:
        assert ids_of(store.history("ann", 5)) == ["a"]


def test_a_thread_that_ended_leaves_no_connection(path):
    with opened(path) as store:
        for _ in range(5):
            thread = threading.Thread(target=store.history, args=("ann", 5))
            thread.start()
            thread.join()
        gc.collect()
        assert len(store._readers) <= 1


# --- erasing


def bytes_on_disk(path):
    return b"".join(file.read_bytes() for file in path.parent.iterdir() if file.name.startswith(path.name))


def test_forgotten_bytes_leave_the_disk(path):
    """Lengths and order vary so that pages split and merge: without the rewrite some of these bytes stay."""
    users, chance = [f"person-{i:02}-of-many" for i in range(12)], random.Random(1)
    with opened(path) as store:
        for _ in range(60):
            batch = [spoken(chance.choice(users), chance) for _ in range(50)]
            store.append(batch)
            owner = batch[0].event.user_id
            put_blob(store, "slate", f"{owner}-{chance.randrange(50)}", (owner * 90).encode(), user_id=owner)
        store.put_items([item("i", "person of many")])
        kept = {user: store.history(user, 1000) for user in users[1::2]}
        for user in users[::2]:
            assert user.encode() in bytes_on_disk(path)
            store.forget(user)
            assert user.encode() not in bytes_on_disk(path)
        assert {user: store.history(user, 1000) for user in kept} == kept
        assert store.match(["many"], 5)[0][0] == "i"


def spoken(user, chance):
    event_id = f"{user}-{chance.getrandbits(64):x}"
    text = f"{user} says " + "x" * chance.choice([50, 200, 900, 6000])
    return record(event_id, user, chance.randrange(10**6), text=text, reading=f"{user} reads".encode())


def test_forget_is_tried_again_when_a_reader_held_it_up(path, monkeypatch):
    with opened(path, busy_seconds=0.05) as store:
        store.append([record("secret-event", "secret-person")])
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN")
        other.execute("SELECT * FROM events").fetchall()
        assert store.forget("secret-person")["events"] == 1
        assert b"secret-person" in bytes_on_disk(path)
        other.execute("ROLLBACK")
        other.close()
        store.append([record("later")])
        assert b"secret-person" not in bytes_on_disk(path)


def test_a_file_too_big_to_rewrite_is_not(path, monkeypatch):
    monkeypatch.setattr(sqlite_writer, "SCRUB_UP_TO", 0)
    with opened(path) as store:
        store.append([record("a", text="x" * 100_000)])
        size = store._writer._size()
        store.forget("ann")
        assert store._writer._size() == size
        assert b"xxxxxxxx" not in bytes_on_disk(path)


# --- what can be wrong with a file


def test_a_new_file_is_brought_to_this_version(path):
    path.touch()
    with opened(path) as store:
        assert store._write(lambda c: c.execute("PRAGMA user_version").fetchone()[0]) == len(migrations())


def test_a_failing_migration_leaves_the_file_as_it_was(path, monkeypatch):
    broken = (*migrations(), "CREATE TABLE half (x);\nCREATE TABLE events (y);\n")
    with opened(path) as store:
        store.append([record("a")])
    monkeypatch.setattr("penchant.stores.sqlite_file.migrations", lambda: broken)
    with pytest.raises(StoreError, match="events already exists"):
        SqliteStore(path)
    monkeypatch.undo()
    with opened(path) as store:
        assert len(store.history("ann", 5)) == 1
        assert store._write(
            lambda c: c.execute("SELECT count(*) FROM sqlite_master WHERE name = 'half'").fetchone()
        ) == (0,)


def test_a_next_migration_is_applied_once(path, monkeypatch):
    with opened(path) as store:
        store.append([record("a")])
    more = (
        *migrations(),
        "CREATE TABLE more (x);\nCREATE TRIGGER t AFTER INSERT ON more BEGIN DELETE FROM more; END;\n",
    )
    monkeypatch.setattr("penchant.stores.sqlite_file.migrations", lambda: more)
    for _ in range(2):
        with opened(path) as store:
            assert len(store.history("ann", 5)) == 1
            assert store._write(lambda c: c.execute("SELECT count(*) FROM more").fetchone()) == (0,)


def test_a_newer_file_is_left_alone(path):
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    before = path.read_bytes()
    with pytest.raises(StoreTooNew, match=r"version 99.*up to 1\nHint: upgrade"):
        SqliteStore(path)
    assert path.read_bytes() == before


def test_another_programs_file_is_left_alone(path):
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE theirs (x)")
    before = path.read_bytes()
    with pytest.raises(StoreError, match="another program"):
        SqliteStore(path)
    assert path.read_bytes() == before


def test_not_a_database(path):
    path.write_bytes(b"item_id,title\n" * 100)
    with pytest.raises(StoreError, match=r"not a SQLite database.*\nHint: name a new file"):
        SqliteStore(path)
    assert path.read_bytes().startswith(b"item_id")


def test_a_folder_that_is_missing_and_a_path_that_is_one(tmp_path):
    with pytest.raises(StoreError, match=r"does not exist\nHint: create the folder"):
        SqliteStore(tmp_path / "none" / "store.db")
    with pytest.raises(StoreError, match="Hint: check that the path names a file"):
        SqliteStore(tmp_path)


@pytest.mark.parametrize("name", ["a b.db", "%41?x=1#y.db", "商店.db", "it's;.db"])
def test_odd_file_names(tmp_path, name):
    with opened(tmp_path / name) as store:
        store.append([record("a")])
    assert (tmp_path / name).is_file()


def test_a_relative_path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with opened("store.db") as store:
        monkeypatch.chdir("/")
        assert store.history("ann", 5) == ()
    assert (tmp_path / "store.db").is_file()


def test_busy(path):
    with opened(path, busy_seconds=0.05) as store:
        holder = sqlite3.connect(path, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusy, match=r"another process.*\nHint: call again"):
            store.append([record("a")])
        with opened(path, busy_seconds=0.05) as other:
            assert other.history("ann", 5) == ()
        holder.execute("ROLLBACK")
        holder.close()
        assert store.append([record("a")]) == (True,)


def test_a_full_disk_harms_no_one_else(path):
    with opened(path) as store:
        store.append([record("before")])

        def limit(connection):
            pages = connection.execute("PRAGMA page_count").fetchone()[0]
            connection.execute(f"PRAGMA max_page_count = {pages + 20}")

        store._write(limit)
        with ThreadPoolExecutor(4) as threads:
            big = [threads.submit(store.append, [record(f"big{i}", text="x" * 200_000)]) for i in range(2)]
            small = [threads.submit(store.append, [record(f"small{i}")]) for i in range(2)]
            for one in big:
                with pytest.raises(StoreFull, match=r"disk is full.*\nHint: free space"):
                    one.result(10)
            assert [one.result(10) for one in small] == [(True,)] * 2
        assert sorted(ids_of(store.history("ann", 9))) == ["before", "small0", "small1"]
        store._write(lambda c: c.execute("PRAGMA max_page_count = 1000000") and None)
        assert store.append([record("big0", text="x" * 200_000)]) == (True,)


@pytest.mark.parametrize("context", [{"x": object()}, {"x": "\ud800"}, {"x": 2**70}])
def test_what_cannot_be_stored_is_said(path, context):
    with opened(path) as store:
        with pytest.raises(InvalidEvent, match=r"'a' cannot be stored.*\nHint"):
            store.append(
                [
                    Record(
                        event=Event(event_id="a", user_id="ann", event_type="c", timestamp=1, context=context)
                    )
                ]
            )
        with pytest.raises(InvalidItem, match="'i' cannot be stored"):
            store.put_items([ItemRecord(item=Item(item_id="i", attributes=context))])


# --- read-only


@pytest.fixture
def locked():
    """A folder that this test may come to have no right to write; as root, by being somebody else meanwhile."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        root = os.geteuid() == 0
        try:
            yield folder, lambda: os.seteuid(NOBODY) if root else None
        finally:
            if root:
                os.seteuid(0)
            folder.chmod(0o755)


@pytest.mark.parametrize("rights", [0o555, 0o777])
def test_a_read_only_file_is_read(locked, rights):
    folder, drop_rights = locked
    path = folder / "store.db"
    with opened(path) as store:
        store.append([record("a")])
        store.put_items([item("i", "word")])
    path.chmod(0o444)
    folder.chmod(rights)
    drop_rights()
    with opened(path) as store:
        assert ids_of(store.history("ann", 5)) == ["a"]
        assert store.match(["word"], 5)[0][0] == "i"
        assert len(store.changes(Cursor()).records) == 1
        with pytest.raises(StoreReadOnly, match=r"may not be written.*\nHint"):
            store.append([record("b")])
        with pytest.raises(StoreReadOnly):
            store.forget("ann")
    with pytest.raises(StoreError, match="closed"):
        store.history("ann", 5)


def test_a_read_only_folder(locked):
    folder, drop_rights = locked
    path = folder / "store.db"
    with opened(path) as store:
        store.append([record("a")])
    path.chmod(0o666)
    folder.chmod(0o555)
    drop_rights()
    with opened(path) as store:
        assert len(store.history("ann", 5)) == 1
        with pytest.raises(StoreReadOnly):
            store.append([record("b")])
    with pytest.raises(StoreReadOnly, match="Hint: check that the path names a file"):
        SqliteStore(folder / "new.db")


def test_a_read_only_file_whose_log_cannot_be_read_is_refused(locked):
    folder, drop_rights = locked
    path = folder / "store.db"
    with opened(path) as store:
        store.append([record("a")])
        copy = folder / "copy.db"
        for end in ("", "-wal"):
            copy.with_name(copy.name + end).write_bytes(path.with_name(path.name + end).read_bytes())
    copy.chmod(0o444)
    folder.chmod(0o555)
    drop_rights()
    with pytest.raises(StoreReadOnly, match="cannot be read as it is"):
        SqliteStore(copy)
