"""Another encoder while the one before serves: nothing is mixed, nothing is lost, whatever happens meanwhile."""

from __future__ import annotations

import logging
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from penchant import build as building
from penchant.capture import reading
from penchant.catalogue import item_texts
from penchant.domain import Item
from penchant.encode.hashing import HashingEncoder
from penchant.engine import Engine
from penchant.errors import InvalidSetting
from penchant.models import RANKER, Card
from penchant.ports import Cursor
from penchant.reencoding import reencoder as module
from penchant.reencoding.ledger import Ledger, Serves, Wanted
from penchant.reencoding.reencoder import Reencoder
from penchant.retrieve.kept import item_vectors, kind_of
from penchant.stock import Stock
from small_onnx import write_folder
from small_world import ITEMS, NOW, did, ids_of, open_world, said, small_settings

OLD, NEW = "hashing", "hashing:100"
EVERYTHING = 2**31 - 1


def take_over(patch: pytest.MonkeyPatch) -> None:
    """Nothing happens in the background: the test takes each step itself. No step waits."""
    patch.setattr(Reencoder, "_start", lambda self: None)
    for name in ("LINGER", "LOOKED_AT", "ABANDONED", "AGAIN"):
        patch.setattr(module, name, 0.0)
    patch.setattr(module, "BATCH", 5)


@pytest.fixture
def by_hand(monkeypatch):
    take_over(monkeypatch)


def reopened(url: str, encoder: str = "") -> Engine:
    return Engine.open(url, settings=msgspec.structs.replace(small_settings(), encoder=encoder))


def url_of(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'world.db'}"


def assert_unmixed(engine: Engine) -> int:
    """Every vector in the index is the serving encoder's own of the item's present text, or none; how many there are."""
    state, vectors = engine._state, 0
    with state.lock:
        rows = [row for row, item in enumerate(state.catalogue.items) if item is not None]
        found = state.index.take(np.array(rows, dtype=np.int64))
        assert found.shape[1] == state.encoder.dim
        texts = [item_texts(state.catalogue.items[row], 360) for row in rows]
        raw = item_vectors(state.encoder, texts).astype(np.float16).astype(np.float32)
        for vector, wanted in zip(found, state.stock.space.item(raw), strict=True):
            if vector.any():
                np.testing.assert_allclose(vector, wanted, atol=2e-2)
                vectors += 1
    return vectors


def items_there(engine: Engine) -> int:
    return engine._state.catalogue.present


def steps(engine: Engine) -> int:
    count = 0
    while engine.reencoder._step():
        count += 1
        assert count < 200
    return count


# --- what serves


def test_a_store_remembers_its_encoder(tmp_path):
    with open_world(url_of(tmp_path)) as engine:
        assert engine.reencoder.status().encoder == OLD
    with reopened(url_of(tmp_path)) as engine:
        assert engine._state.encoder.name == "hashing-1-256"
        assert engine.reencoder._due() is None


def test_a_new_store_has_the_embedded_encoder():
    with Engine.open("memory://") as engine:
        assert engine.reencoder.status().encoder == "use"


def test_an_empty_store_takes_another_encoder_at_once(tmp_path):
    reopened(url_of(tmp_path), OLD).close()
    with reopened(url_of(tmp_path), NEW) as engine:
        assert engine.reencoder.status().encoder == NEW


def test_an_encoder_that_is_not_known_is_refused_before_anything_changes(tmp_path):
    open_world(url_of(tmp_path)).close()
    with pytest.raises(InvalidSetting, match="'nonsense' is not known"):
        reopened(url_of(tmp_path), "nonsense")
    with reopened(url_of(tmp_path)) as engine:
        assert engine.reencoder.status().to == ""


# --- the way from one to the other


def test_the_old_serves_until_the_new_is_ready(tmp_path, by_hand):
    with open_world(url_of(tmp_path)) as engine:
        engine.observe(said("ann", "I love science fiction"))
        before = ids_of(engine.recommend("ann", now=NOW))
    with reopened(url_of(tmp_path), NEW) as engine:
        seen = []
        while engine._state.settings.encoder == OLD:
            assert ids_of(engine.recommend("ann", now=NOW)) == before
            assert assert_unmixed(engine) == items_there(engine)
            status = engine.reencoder.status()
            seen.append((status.phase, status.to, status.done, status.total))
            engine.reencoder._step()
        assert seen[1:] == [("encoding", NEW, min(n, 22), 22) for n in (5, 10, 15, 20, 22)]
        assert assert_unmixed(engine) == items_there(engine) == 22
        assert engine._state.encoder.name == "hashing-1-100"
        assert engine.recommend("ann", now=NOW).degraded == ()
        steps(engine)
        assert not engine.reencoder._ledger.is_prepared("hashing-1-100")
        assert engine.reencoder.status() == msgspec.structs.replace(
            engine.reencoder.status(), phase="serving", to="", stale=0, error=""
        )
        assert assert_unmixed(engine) == 22
    with reopened(url_of(tmp_path)) as engine:
        assert engine.reencoder.status().encoder == NEW
        assert assert_unmixed(engine) == 22
        assert engine.reencoder._due() is None


def test_after_it_all_is_as_if_it_had_always_been_so(tmp_path, by_hand):
    events = [
        said("ann", "I love science fiction and hate horror"),
        did("ann", "like", "alien"),
        said("bob", "不要恐怖片"),
        did("bob", "purchase", "amelie"),
    ]
    with open_world("memory://", encoder=NEW) as always, open_world(url_of(tmp_path)) as changed:
        for engine in (always, changed):
            engine.observe(*[msgspec.structs.replace(e, event_id=f"e{n}") for n, e in enumerate(events)])
        changed.reencoder.use(NEW)
        for user in ("ann", "bob"):
            a, b = (engine.recommend(user, now=NOW + 1) for engine in (always, changed))
            assert ids_of(a) == ids_of(b)
            assert [i.score for i in a.items] == pytest.approx([i.score for i in b.items], abs=2e-3)


def test_the_log_is_read_anew_by_the_new_encoder(tmp_path, by_hand, monkeypatch):
    monkeypatch.setattr(module, "READINGS", 3)
    with open_world(url_of(tmp_path)) as engine:
        for number in range(8):
            engine.observe(said(f"user {number}", "I love science fiction but not horror"))
            engine.observe(did(f"user {number}", "like", "alien"))
        engine.reencoder.use(NEW)
        records = engine._store.changes(Cursor()).records
        assert len([r for r in records if r.reading]) == 8
        assert all(reading.is_by(r.reading, "hashing-1-100") for r in records if r.reading)
        aspects, vectors = reading.load(records[0].reading, "hashing-1-100", None)
        wanted = engine._state.encoder.encode([a.about or a.quote for a in aspects])
        np.testing.assert_allclose(vectors, wanted, atol=1e-3)
        assert engine.reencoder._ledger.serves().readings is None


def test_the_people_lately_met_have_no_old_vectors(tmp_path, by_hand):
    with open_world(url_of(tmp_path)) as engine:
        engine.observe(said("ann", "I love science fiction"))
        engine.recommend("ann")
        engine.reencoder.use(NEW)
        assert [i.vector.shape for i in engine.interests("ann") if i.vector is not None] == [(100,)]


def test_items_put_changed_and_deleted_meanwhile_are_not_lost(tmp_path, by_hand):
    with open_world(url_of(tmp_path)) as engine:
        engine.reencoder.want(NEW)
        for _ in range(3):
            engine.reencoder._step()
        engine.put_items([Item(item_id="late", title="A late film on bees", categories=("Documentary",))])
        changed = msgspec.structs.replace(engine.item("alien"), title="Alien, another cut")
        engine.put_items([changed])
        engine.delete_items(["hero"])
        steps(engine)
        assert engine._state.settings.encoder == NEW
        assert assert_unmixed(engine) == items_there(engine) == 22
        assert engine.find_items("bees").items[0].item_id == "late"


def test_a_wish_that_is_taken_back_leaves_nothing(tmp_path, by_hand):
    with open_world(url_of(tmp_path)) as engine:
        engine.reencoder.want(NEW)
        for _ in range(3):
            engine.reencoder._step()
        assert engine.reencoder._ledger.is_prepared("hashing-1-100")
        engine.reencoder.want(OLD)
        assert engine.reencoder.status().to == ""
        assert not engine.reencoder._ledger.is_prepared("hashing-1-100")
        assert steps(engine) == 0
        assert assert_unmixed(engine) == 22


def test_another_wish_takes_the_place_of_the_first(tmp_path, by_hand):
    with open_world(url_of(tmp_path)) as engine:
        engine.reencoder.want("hashing:64")
        for _ in range(3):
            engine.reencoder._step()
        engine.reencoder.use(NEW)
        assert engine._state.encoder.dim == 100
        assert not engine.reencoder._ledger.is_prepared("hashing-1-64")
        assert assert_unmixed(engine) == 22


def test_there_and_back_again(tmp_path, by_hand):
    with open_world(url_of(tmp_path)) as engine:
        before = ids_of(engine.recommend("ann", text="space", now=NOW))
        engine.reencoder.use(NEW)
        engine.reencoder.use(OLD)
        assert ids_of(engine.recommend("ann", text="space", now=NOW)) == before
        assert assert_unmixed(engine) == 22


def test_progress_is_told(tmp_path, by_hand):
    told = []
    with open_world(url_of(tmp_path)) as engine:
        engine.reencoder.use(NEW, lambda done, total: told.append((done, total)))
    assert told == [(n, 22) for n in (5, 10, 15, 20, 22)]


def test_a_wish_changed_at_the_last_moment_is_heeded(tmp_path, by_hand, monkeypatch):
    with open_world(url_of(tmp_path)) as engine, reopened(url_of(tmp_path)) as other:
        encode = Reencoder._encode

        def last(self, items, encoder):
            encode(self, items, encoder)
            if self is engine.reencoder and not items:
                other.reencoder.want("hashing:64")

        monkeypatch.setattr(Reencoder, "_encode", last)
        engine.reencoder.want(NEW)
        while engine.reencoder.status().to == NEW:
            engine.reencoder._step()
        assert engine.reencoder.status().encoder == OLD
        assert engine.reencoder.status().to == "hashing:64"


# --- models


def test_what_was_trained_by_the_other_encoder_does_not_serve(tmp_path, by_hand):
    with open_world(url_of(tmp_path)) as engine:
        state = engine._state
        card = Card(what=RANKER, version="", made_at=NOW, fingerprint=state.made_for, events=0, erasures=0)
        state.models.promote(state.models.keep(card, b"a model").version)
        assert (
            state.ranker.current(NOW).reason == "it cannot be read"
        )  # it was tried, being made for this encoder
        engine.reencoder.use(NEW)
        assert state.ranker.current(NOW).reason == "it was made for other settings or channels"


def test_a_model_is_made_for_what_stands_in_the_folder(tmp_path):
    folder = write_folder(tmp_path / "model")
    with open_world(encoder=f"onnx:{folder}") as engine:
        first = engine._state.made_for
    write_folder(tmp_path / "model", seed=8)
    with open_world(encoder=f"onnx:{folder}") as engine:
        assert engine._state.made_for != first


# --- when the one before is gone


@pytest.mark.parametrize("how", ["removed", "replaced"])
def test_where_the_old_encoder_is_gone_all_is_encoded_before_anything_is_served(tmp_path, caplog, how):
    folder = tmp_path / "model"
    open_world(url_of(tmp_path), encoder=f"onnx:{write_folder(folder)}").close()
    wanted = f"onnx:{folder}"
    if how == "removed":
        (folder / "model.onnx").unlink()
        with pytest.raises(InvalidSetting, match="holds no"):
            reopened(url_of(tmp_path))
        wanted = NEW
    else:
        write_folder(folder, seed=8)
    with caplog.at_level(logging.WARNING, "penchant"), reopened(url_of(tmp_path), wanted) as engine:
        assert "encoded by" in caplog.text
        assert "before anything is served" in caplog.text
        assert engine.reencoder.status().encoder == wanted
        assert assert_unmixed(engine) == 22


def test_a_store_of_an_older_program_keeps_its_vectors(tmp_path):
    """Its digests hold the encoder's name, but not where it can be read; nothing is encoded again."""
    import hashlib

    with open_world(url_of(tmp_path)) as engine:
        records = list(engine._store.items([item.item_id for item in ITEMS]).values())
        older = [
            msgspec.structs.replace(
                record,
                digest=hashlib.blake2b(
                    ("hashing-1-256\n" + "\n".join(item_texts(record.item, 360))).encode(), digest_size=16
                ).hexdigest(),
            )
            for record in records
        ]
        engine._store.put_items(older)
        held = engine._store.get_blob("setting", "encoder")
        engine._store.swap_blob("setting", "encoder", held, None)
    with reopened(url_of(tmp_path), OLD) as engine:
        assert engine._state.stock.stale == set()
        assert assert_unmixed(engine) == 22
    with reopened(url_of(tmp_path), OLD) as engine:
        engine._store.swap_blob("setting", "encoder", engine._store.get_blob("setting", "encoder"), None)
    with reopened(
        url_of(tmp_path), NEW
    ) as engine:  # nobody knows by whom they are: none fits, so all are made anew first
        assert assert_unmixed(engine) == 22


# --- crashes, and more than one process


def counting(monkeypatch) -> list[str]:
    """The texts that the new encoder is asked for, in whichever engine."""
    asked: list[str] = []
    plain = building.encoder_of

    def encoder_of(name, **more):
        encoder = plain(name, **more)
        if name == NEW:
            inner = encoder.encode
            encoder.encode = lambda texts: (asked.extend(texts), inner(texts))[1]
        return encoder

    monkeypatch.setattr(building, "encoder_of", encoder_of)
    return asked


def test_after_a_crash_it_goes_on_where_it_was(tmp_path, by_hand, monkeypatch):
    asked = counting(monkeypatch)
    engine = open_world(url_of(tmp_path))
    engine.reencoder.want(NEW)
    for _ in range(3):
        engine.reencoder._step()
    texts_of = [text for item in ITEMS[:15] for text in item_texts(item, 360)]
    assert asked == texts_of
    engine._store.close()  # and never a word from it again
    asked.clear()
    with reopened(url_of(tmp_path)) as again:
        assert again.reencoder.status().done == 15
        steps(again)
        assert not set(asked) & (set(texts_of) - {t for item in ITEMS[15:] for t in item_texts(item, 360)})
        assert again.reencoder.status().encoder == NEW
        assert assert_unmixed(again) == 22


@pytest.mark.parametrize("stage", range(14))
def test_a_crash_at_any_moment_is_mended_by_the_next_start(tmp_path, by_hand, monkeypatch, stage):
    """The store's writes are cut off after so many, in the middle of whatever step they belong to."""
    engine = open_world(url_of(tmp_path))
    engine.observe(said("ann", "I love science fiction"))
    engine.reencoder.want(NEW)
    left = [stage]

    def cut(method):
        def call(*args, **more):
            left[0] -= 1
            if left[0] < 0:
                raise KeyboardInterrupt
            return method(*args, **more)

        return call

    for name in ("put_blobs", "swap_blob", "put_vectors", "put_readings", "trim_blobs"):
        monkeypatch.setattr(engine._store, name, cut(getattr(engine._store, name)))
    with pytest.raises(KeyboardInterrupt):
        engine.reencoder.finish()
    engine._store.close()
    with reopened(url_of(tmp_path)) as again:
        assert assert_unmixed(again) == 22
        steps(again)
        assert again.reencoder.status().encoder == NEW
        assert assert_unmixed(again) == 22
        assert not again.reencoder._ledger.is_prepared("hashing-1-100")


def test_two_engines_over_one_store_switch_one_after_the_other(tmp_path, by_hand):
    with open_world(url_of(tmp_path)) as first, reopened(url_of(tmp_path)) as second:
        first.reencoder.use(NEW)
        assert second._state.settings.encoder == OLD
        assert assert_unmixed(second) == 22
        second.put_items([Item(item_id="late", title="A late film on bees")])  # by the encoder before
        assert assert_unmixed(second) == 23
        first.catch_up()
        assert first._state.stock.stale == {"late"}
        assert assert_unmixed(first) == 22
        steps(second)
        assert second._state.settings.encoder == NEW
        steps(first)
        for engine in (first, second):
            engine.catch_up()
            assert assert_unmixed(engine) == 23
            assert engine.find_items("bees").items[0].item_id == "late"


def test_only_one_of_two_works_at_it_while_it_lives(tmp_path, by_hand, monkeypatch):
    monkeypatch.setattr(module, "ABANDONED", 15.0)
    asked = counting(monkeypatch)
    with open_world(url_of(tmp_path)) as first, reopened(url_of(tmp_path)) as second:
        first.reencoder.want(NEW)
        first.reencoder._step()
        done = len(asked)
        for _ in range(3):
            second.reencoder._step()
        assert len(asked) == done
        assert second.reencoder.status().done == 5
        ledger = Ledger(second._store)
        wanted = ledger.wanted()
        ledger.put_wanted(wanted, msgspec.structs.replace(wanted, seen_at=wanted.seen_at - 16_000))
        second.reencoder._step()
        assert second.reencoder.status().done == 10


def test_in_the_background_and_in_other_processes(tmp_path, monkeypatch):
    """A process of its own prepares and switches, while this one only makes lists."""
    monkeypatch.setattr(module, "LOOKED_AT", 0.05)
    url = url_of(tmp_path)
    with open_world(url) as engine:
        code = (
            "from penchant.reencoding import reencoder; reencoder.LINGER = 0.2\n"
            "from penchant.build import build, with_scenario; import msgspec\n"
            "s = msgspec.structs.replace(with_scenario('media'), durability='off')\n"
            f"with build({url!r}, settings=s) as engine: print(engine.reencoder.use({NEW!r}).encoder)"
        )
        other = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
        try:
            seen, until = set(), time.monotonic() + 20
            while engine._state.settings.encoder == OLD and time.monotonic() < until:
                engine.recommend("ann", text="space")
                seen.add(assert_unmixed(engine))
            assert engine._state.settings.encoder == NEW
            assert other.communicate(timeout=20)[0].strip() == NEW
        finally:
            other.kill()
            other.wait()
        assert seen == {22}
        assert assert_unmixed(engine) == 22


def test_the_thread_ends_with_its_work_and_with_the_engine(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "LINGER", 0.0)
    with open_world(url_of(tmp_path)) as engine:
        engine.reencoder.want(NEW)
        engine.reencoder._next = 0.0
        engine.recommend("ann")
        thread = engine.reencoder._thread
        thread.join(10)
        assert not thread.is_alive()
        assert engine.reencoder.status().encoder == NEW
    monkeypatch.setattr(module, "LINGER", 60.0)
    monkeypatch.setattr(module, "LOOKED_AT", 0.0)
    with reopened(url_of(tmp_path), OLD) as engine:
        until = time.monotonic() + 10
        while engine._state.settings.encoder == NEW and time.monotonic() < until:
            engine.catch_up()
            time.sleep(0.01)
    assert not engine.reencoder._thread.is_alive()


# --- anything, in any order

ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("step"), st.integers(0, 1)),
        st.tuples(st.just("put"), st.integers(0, 1), st.integers(0, 30)),
        st.tuples(st.just("delete"), st.integers(0, 1), st.integers(0, 30)),
        st.tuples(st.just("want"), st.integers(0, 1), st.sampled_from([OLD, "turned", "hashing:64"])),
        st.tuples(st.just("say"), st.integers(0, 1)),
    ),
    max_size=25,
)


class Turned(HashingEncoder):
    """Of the same dimensions as the old one, so that only names can tell whose a vector is."""

    def __init__(self) -> None:
        super().__init__()
        self.name = "turned"

    def encode(self, texts):
        return super().encode(texts)[:, ::-1].copy()


def turned_too(patch: pytest.MonkeyPatch) -> None:
    plain = building.encoder_of
    patch.setattr(
        building, "encoder_of", lambda name, **more: Turned() if name == "turned" else plain(name, **more)
    )


def test_what_is_put_while_the_vectors_are_laid_out_is_there_after_the_switch(tmp_path, by_hand, monkeypatch):
    turned_too(monkeypatch)
    with open_world(url_of(tmp_path)) as engine, reopened(url_of(tmp_path)) as other:
        lay = Stock.laid_out

        def laid_out(stock, encoder, *args):
            found = lay(stock, encoder, *args)
            if stock is engine._state.stock:
                changed = msgspec.structs.replace(other.item("alien"), title="Alien, another cut")
                other.put_items([changed, Item(item_id="late", title="A late film on bees")])
                other.delete_items(["hero"])
            return found

        monkeypatch.setattr(Stock, "laid_out", laid_out)
        engine.reencoder.want("turned")
        while engine._state.settings.encoder == OLD:
            engine.reencoder._step()
        assert engine._state.stock.stale == {"alien", "late"}
        assert assert_unmixed(engine) == items_there(engine) - 2 == 20
        monkeypatch.undo()
        turned_too(monkeypatch)
        steps(engine)
        assert assert_unmixed(engine) == 22


@settings(max_examples=25, deadline=None)
@given(acts=ACTS)
def test_vectors_never_mix(tmp_path_factory, acts):
    with pytest.MonkeyPatch.context() as patch:
        take_over(patch)
        turned_too(patch)
        url = url_of(tmp_path_factory.mktemp("acts"))
        with open_world(url) as first, reopened(url) as second:
            engines = (first, second)
            for number, (act, which, *rest) in enumerate(acts):
                engine = engines[which]
                if act == "step":
                    engine.reencoder._step()
                elif act == "put":
                    engine.put_items([Item(item_id=f"i{rest[0]}", title=f"film {number} of space {rest[0]}")])
                elif act == "delete":
                    engine.delete_items([f"i{rest[0]}"])
                elif act == "want":
                    engine.reencoder.want(rest[0])
                else:
                    engine.observe(said("ann", "I love space films but hate horror"))
                assert_unmixed(engine)
            for engine in (*engines, *engines):
                steps(engine)
            assert first._state.encoder.name == second._state.encoder.name
            for engine in engines:
                engine.catch_up()
                assert assert_unmixed(engine) == items_there(engine)
                assert engine.reencoder._due() is None


def test_what_serves_and_what_is_wanted_come_back_as_they_were(tmp_path):
    with open_world() as engine:
        ledger = engine.reencoder._ledger
        serves = Serves(spec="http:m", name="http-m-8", dim=8, readings=3)
        ledger.put_serves(serves)
        assert ledger.serves() == serves
        wanted = Wanted(spec="onnx:f", name="n", items=3, done=2, total=9, worker="w", seen_at=1, error="e")
        assert ledger.put_wanted(None, wanted)
        assert not ledger.put_wanted(None, wanted)
        assert ledger.wanted() == wanted
        assert ledger.put_wanted(wanted, None)
        assert ledger.wanted() is None
        ledger.put_serves(Serves(spec=OLD, name="hashing-1-256", dim=256))
        assert kind_of("a") != kind_of("b")
