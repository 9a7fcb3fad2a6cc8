"""The head: what it may change of a reading, what it must leave, and what it does without its encoder."""

from __future__ import annotations

import numpy as np
import pytest

from penchant.capture import contexts, head, reading
from penchant.capture.clauses import READER, read, read_with_grounds
from penchant.capture.marks import CLASSES, Read
from penchant.domain import Event
from penchant.encode.cache import CachedEncoder
from penchant.encode.hashing import HashingEncoder
from penchant.encode.use import UseEncoder

STRANGER = HashingEncoder(dim=32)
ENCODER = CachedEncoder(UseEncoder(threads=1), texts=100)


def said(text: str, **context: str) -> Event:
    return Event(user_id="anyone", event_type="say", text=text, context=dict(context))


def as_read(text: str) -> Read:
    return Read(text, *(found[: reading.ASPECTS] for found in read_with_grounds(text)))


def leaning(monkeypatch: pytest.MonkeyPatch, polarity: str) -> None:
    """A net that is all but certain of one class."""
    sure = np.where(np.array([*CLASSES, "nothing"]) == polarity, 1.0, 0.0).astype(np.float32)
    monkeypatch.setattr(
        head.verdicts, "sides", lambda net, tokens, marks, flags: np.tile(sure, (len(marks), 1))
    )


def odds_of(**shares: float) -> list[float]:
    return [shares.get(one, 0.0) for one in CLASSES]


def test_a_verdict_without_a_word_of_one_is_found():
    text = "绷带用了一天就松了,客服还不理人"
    assert {aspect.polarity for aspect in reading.aspects_of(said(text), ENCODER)} == {"dislike"}


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("the handle snapped off on the second day", "dislike"),
        ("用了三天就坏了", "dislike"),
        ("I have bought a second one for my sister", "like"),
        ("does it come with a charger", "question"),
    ],
)
def test_what_is_told_is_heard_as_it_is_meant(text, side):
    assert side in {aspect.polarity for aspect in reading.aspects_of(said(text), ENCODER)}


def test_an_empty_cache_is_an_encoder_too():
    text = "I fell asleep twice, the film lasted two hours and I checked my watch ten times"
    fresh = CachedEncoder(UseEncoder(threads=1), texts=100)
    assert len(fresh) == 0
    assert reading.aspects_of(said(text), fresh) == head.reconsidered(as_read(text), fresh)


def test_with_another_encoder_the_rules_stand_alone():
    text = "the film lasted two hours and I checked my watch ten times"
    assert not head.knows(STRANGER.name)
    assert reading.aspects_of(said(text), STRANGER) == read(text) == reading.aspects_of(said(text))
    assert reading.reader_with(STRANGER.name) == READER
    assert reading.reader_with(ENCODER.name) == f"{READER}+{head.VERSION}"


@pytest.mark.parametrize("polarity", CLASSES)
@pytest.mark.parametrize(
    "text", ["no horror please", "stop showing me golf", "别给我推鬼畜", "it must be waterproof"]
)
def test_refusals_and_demands_stay_whatever_the_head_finds(monkeypatch, text, polarity):
    leaning(monkeypatch, polarity)
    hard = [aspect for aspect in read(text) if aspect.polarity == "never" or aspect.hardness == "must"]
    assert hard
    kept = head.reconsidered(as_read(text), ENCODER)
    assert [a for a in kept if a in hard] == hard


def test_a_sure_head_takes_the_place_of_the_rules(monkeypatch):
    leaning(monkeypatch, "dislike")
    first, *_ = head.reconsidered(as_read("I love the plot"), ENCODER)
    assert (first.about, first.polarity, first.strength) == ("plot", "dislike", 2)


@pytest.mark.parametrize(
    ("never", "expected"), [(0.5, ("dislike", "soft")), (0.9, ("never", "never"))], ids=["guess", "sure"]
)
def test_only_a_sure_head_refuses(never, expected):
    (aspect,) = read("I love the plot")
    decided = head._decided(aspect, odds_of(never=never, like=(1 - never) / 2, dislike=(1 - never) / 2))
    assert (decided.polarity, decided.hardness) == expected


def test_it_blames_what_the_rules_saw_liked_only_where_blame_is_likely():
    (aspect,) = read("I love the plot")
    assert head._decided(aspect, odds_of(like=0.3, dislike=0.4, neutral=0.3)) == aspect
    assert head._decided(aspect, odds_of(like=0.3, dislike=0.4, never=0.2)).polarity == "dislike"


@pytest.mark.parametrize("text", ["I watched Heat (1995) on Sunday", "we saw Blade Runner"])
def test_titles_stay_as_the_rules_read_them(monkeypatch, text):
    leaning(monkeypatch, "dislike")
    assert head.reconsidered(as_read(text), ENCODER)[: len(read(text))] == read(text)


def test_requests_are_left_to_the_rules(monkeypatch):
    leaning(monkeypatch, "dislike")
    search = Event(user_id="anyone", event_type="search", text="sad films")
    assert [a.polarity for a in reading.aspects_of(search, ENCODER)] == ["like"]


def test_answers_are_left_to_the_rules(monkeypatch):
    leaning(monkeypatch, "dislike")
    answer = said("Yes, I loved it", reply_to="Have you seen Heat (1995)?")
    assert [(a.about, a.polarity) for a in reading.aspects_of(answer, ENCODER)] == [("Heat (1995)", "like")]


def test_what_the_rules_pass_over_is_found_and_stands_in_the_text(monkeypatch):
    text = "The screen protector cracked so the screen needn't"
    size = 3
    monkeypatch.setattr(head.verdicts, "tags", lambda net, tokens, marks: _tags(len(tokens), 2, size - 1))
    found = head.heard(as_read(text), ENCODER)
    assert found is not None
    added = [
        a for a, ground in zip(found.said.aspects, found.said.grounds, strict=True) if ground == "tagged"
    ]
    assert [aspect.about for aspect in added] == ["screen protector"]
    assert text[added[0].start : added[0].end] == added[0].quote
    assert len(found.odds) == len(found.said.aspects)


def _tags(size: int, first: int, many: int) -> np.ndarray:
    tags = np.tile(np.array([1, 0, 0], dtype=np.float32), (size, 1))
    tags[first : first + many] = (0, 0, 1)
    tags[first] = (0, 1, 0)
    return tags


def test_an_aspect_is_heard_the_same_in_any_company():
    """What the net says of one aspect does not hang on how many are asked of at once."""
    text = "Loved the labs, the essays were endless, and who grades them?"
    with contexts.network_of(ENCODER) as backend:
        net = contexts.bent_on(backend)
        tokens = head.verdicts.narrowed(net, contexts.cut(backend, text).ids)
    rng = np.random.default_rng(0)
    marks = (rng.random((3, len(tokens), 20)) < 0.2).astype(np.float32)
    flags = rng.random((3, 94)).astype(np.float32)
    together = head.verdicts.sides(net, tokens, marks, flags)
    alone = np.vstack([head.verdicts.sides(net, tokens, marks[[n]], flags[[n]]) for n in range(3)])
    assert together.sum(axis=1) == pytest.approx(1.0, abs=1e-5)
    assert alone == pytest.approx(together, abs=1e-4)


@pytest.mark.parametrize("text", ["", " ", "!!!", "…", "no", "hm?", "😂", "a" * 5_000, "好" * 3_000])
def test_any_text_is_read(text):
    found = head.reconsidered(as_read(text), ENCODER)
    assert len(as_read(text).aspects) <= len(found) <= head.MOST


class Distant:
    """An encoder of the right name whose network is in another process."""

    name, dim = ENCODER.name, ENCODER.dim
    encode = ENCODER.encode


def test_without_a_network_to_look_into_the_rules_stand_alone():
    text = "绷带用了一天就松了,客服还不理人"
    assert reading.aspects_of(said(text), Distant()) == read(text) != reading.aspects_of(said(text), ENCODER)


def test_the_weights_are_small():
    assert contexts.FILE.stat().st_size < 1_100_000
