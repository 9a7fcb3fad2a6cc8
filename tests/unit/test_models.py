"""The registry of trained models: versions, the one that serves and the one before it, and what is let go."""

from __future__ import annotations

import pytest

from penchant.errors import UnknownModel
from penchant.models import CHAMPION, KEPT, Card, Models
from penchant.ports import Blob
from penchant.stores.memory import MemoryStore
from penchant.stores.sqlite import SqliteStore
from small_world import DAY, NOW


@pytest.fixture(params=["memory", "sqlite"])
def models(request, tmp_path):
    store = MemoryStore() if request.param == "memory" else SqliteStore(tmp_path / "s.db", durability="off")
    yield Models(store)
    store.close()


def kept(models: Models, number: int, what: str = "ranker") -> Card:
    card = Card(what=what, version="", made_at=NOW + number * DAY, fingerprint="f", events=10, erasures=0)
    found = models.keep(card, f"data {number}".encode())
    assert found is not None
    return found


def test_a_kept_model_serves_only_once_promoted(models):
    card = kept(models, 1)
    assert models.champion("ranker") is None
    assert models.artefact(card.version) == b"data 1"
    models.promote(card.version)
    assert models.champion("ranker") == card.version
    assert models.champion("adapter") is None
    assert [(one.card.version, one.serves) for one in models.listed()] == [(card.version, True)]


def test_rollback_leads_to_the_one_before_and_then_to_none(models):
    first, second = kept(models, 1), kept(models, 2)
    models.promote(first.version)
    models.promote(second.version)
    assert models.rollback("ranker") == first.version == models.champion("ranker")
    assert models.rollback("ranker") is None
    assert models.champion("ranker") is None
    assert models.rollback("ranker") is None


def test_promoting_again_does_not_make_a_version_its_own_forerunner(models):
    first, second = kept(models, 1), kept(models, 2)
    for card in (first, second, second, first, second):
        models.promote(card.version)
    assert models.rollback("ranker") == first.version


def test_what_is_dropped_is_gone_and_gives_way(models):
    first, second = kept(models, 1), kept(models, 2)
    other = kept(models, 3, "adapter")
    models.promote(first.version)
    models.promote(second.version)
    models.drop(second.version)
    assert models.champion("ranker") == first.version
    assert models.artefact(second.version) is None
    assert [card.version for card in models.cards()] == [other.version, first.version]
    with pytest.raises(UnknownModel, match="adapter"):
        models.drop(second.version)
    models.drop(first.version)
    assert models.champion("ranker") is None


def test_a_rollback_passes_over_what_was_dropped(models):
    first, second, third = (kept(models, number) for number in (1, 2, 3))
    for card in (first, second, third):
        models.promote(card.version)
    models.drop(second.version)
    assert models.rollback("ranker") == first.version


def test_old_versions_go_but_not_the_one_that_serves(models):
    first = kept(models, 0)
    models.promote(first.version)
    cards = [kept(models, number) for number in range(1, KEPT + 5)]
    left = [card.version for card in models.cards("ranker")]
    assert len(left) == KEPT + 1
    assert first.version in left
    assert models.artefact(first.version) == b"data 0"
    assert cards[-1].version in left
    assert models.artefact(cards[0].version) is None


def test_nothing_is_kept_where_someone_was_erased_meanwhile(models):
    models._store.forget("ann")
    card = Card(what="ranker", version="", made_at=NOW, fingerprint="f", events=10, erasures=0)
    assert models.keep(card, b"data") is None
    assert models.cards() == []


def test_damaged_accounts_do_no_harm(models):
    card = kept(models, 1)
    models.promote(card.version)
    models._store.put_blobs("model-card", [Blob(key="odd", data=b"\xff")])
    assert [one.version for one in models.cards()] == [card.version]
    models._store.put_blobs(CHAMPION, [Blob(key="ranker", data=b"\xff")])
    assert models.champion("ranker") is None


def test_models_outlive_an_erasure(models):
    card = kept(models, 1)
    models.promote(card.version)
    models._store.forget("ann")
    assert models.champion("ranker") == card.version
    assert models.listed()[0].erased_since == 1
