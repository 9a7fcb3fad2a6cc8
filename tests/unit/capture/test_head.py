"""The head: what it may change of a reading, what it must leave, and what it does without its encoder."""

from __future__ import annotations

import numpy as np
import pytest

from penchant.capture import head, reading
from penchant.capture.clauses import READER, read, read_with_grounds
from penchant.domain import Event
from penchant.encode.cache import CachedEncoder
from penchant.encode.hashing import HashingEncoder
from penchant.encode.use import UseEncoder

STRANGER = HashingEncoder(dim=32)
ENCODER = CachedEncoder(UseEncoder(threads=1), texts=100)


@pytest.fixture(scope="module")
def trained() -> head.Head:
    found = head.head_for(ENCODER.name)
    assert found is not None
    return found


def said(text: str, **context: str) -> Event:
    return Event(user_id="anyone", event_type="say", text=text, context=dict(context))


def as_read(text: str) -> head.Read:
    return head.Read(text, *(found[: reading.ASPECTS] for found in read_with_grounds(text)))


def leaning(trained: head.Head, polarity: str) -> head.Head:
    """The head with a bias that makes one class all but certain."""
    bias = np.where(np.array(head.CLASSES) == polarity, 50.0, 0.0).astype(np.float32)
    return trained._replace(bias=bias)


def test_a_verdict_without_a_word_of_one_is_found():
    text = "绷带用了一天就松了,客服还不理人"
    assert {aspect.polarity for aspect in reading.aspects_of(said(text), ENCODER)} == {"dislike"}


def test_an_empty_cache_is_an_encoder_too():
    text = "I fell asleep twice, the film lasted two hours and I checked my watch ten times"
    fresh = CachedEncoder(UseEncoder(threads=1), texts=100)
    assert len(fresh) == 0
    assert reading.aspects_of(said(text), fresh) == head.reconsidered(as_read(text), fresh)


def test_with_another_encoder_the_rules_stand_alone():
    text = "the film lasted two hours and I checked my watch ten times"
    assert head.head_for(STRANGER.name) is None
    assert reading.aspects_of(said(text), STRANGER) == read(text) == reading.aspects_of(said(text))
    assert reading.reader_with(STRANGER.name) == READER
    assert reading.reader_with(ENCODER.name) == f"{READER}+{head.VERSION}"


@pytest.mark.parametrize("polarity", head.CLASSES)
@pytest.mark.parametrize(
    "text", ["no horror please", "stop showing me golf", "别给我推鬼畜", "it must be waterproof"]
)
def test_refusals_and_demands_stay_whatever_the_head_finds(monkeypatch, trained, text, polarity):
    monkeypatch.setattr(head, "head_for", lambda _: leaning(trained, polarity))
    hard = [aspect for aspect in read(text) if aspect.polarity == "never" or aspect.hardness == "must"]
    assert hard
    kept = head.reconsidered(as_read(text), ENCODER)
    assert [a for a in kept if a in hard] == hard


def test_a_sure_head_takes_the_place_of_the_rules(monkeypatch, trained):
    monkeypatch.setattr(head, "head_for", lambda _: leaning(trained, "dislike"))
    (aspect,) = head.reconsidered(as_read("I love the plot"), ENCODER)
    assert (aspect.about, aspect.polarity, aspect.strength) == ("plot", "dislike", 2)


@pytest.mark.parametrize(
    ("never", "expected"), [(0.5, ("dislike", "soft")), (0.9, ("never", "never"))], ids=["guess", "sure"]
)
def test_only_a_sure_head_refuses(never, expected):
    (aspect,) = read("I love the plot")
    rest = (1 - never) / 4
    odds = [never if one == "never" else rest for one in head.CLASSES]
    decided = head._decided(aspect, odds, margin=0.0)
    assert (decided.polarity, decided.hardness) == expected


def test_a_margin_keeps_the_rules_verdict():
    (aspect,) = read("I love the plot")
    odds = [0.4 if one == "like" else 0.45 if one == "dislike" else 0.05 for one in head.CLASSES]
    assert head._decided(aspect, odds, margin=0.1) == aspect
    assert head._decided(aspect, odds, margin=0.0).polarity == "dislike"


def test_answers_and_requests_are_left_to_the_rules(monkeypatch, trained):
    monkeypatch.setattr(head, "head_for", lambda _: leaning(trained, "dislike"))
    answer = said("Yes, I loved it", reply_to="Have you seen Heat (1995)?")
    assert [(a.about, a.polarity) for a in reading.aspects_of(answer, ENCODER)] == [("Heat (1995)", "like")]
    search = Event(user_id="anyone", event_type="search", text="sad films")
    assert [a.polarity for a in reading.aspects_of(search, ENCODER)] == ["like"]


def test_probabilities_sum_to_one_and_need_no_batch(trained):
    text = "Loved the labs, the essays were endless, and who grades them?"
    said = as_read(text)
    inputs = head.inputs(said, ENCODER)
    together = head.probabilities(trained, inputs)
    alone = [head.probabilities(trained, inputs[[n]])[0] for n in range(len(said.aspects))]
    assert together.sum(axis=1) == pytest.approx(1.0)
    assert np.stack(alone) == pytest.approx(together, abs=1e-5)


@pytest.mark.parametrize("text", ["", "!!!", "…", "no", "hm?", "a" * 5_000, "好" * 3_000])
def test_any_text_is_read(text):
    said = as_read(text)
    assert len(head.reconsidered(said, ENCODER)) == len(said.aspects)


class Distant:
    """An encoder of the right name whose network is in another process."""

    name, dim = ENCODER.name, ENCODER.dim
    encode = ENCODER.encode


def test_without_a_network_to_look_into_the_rules_stand_alone():
    text = "绷带用了一天就松了,客服还不理人"
    assert reading.aspects_of(said(text), Distant()) == read(text) != reading.aspects_of(said(text), ENCODER)


def test_the_weights_are_small():
    assert head.FILE.stat().st_size < 20_000
