"""What is kept of a text: requests read as wishes, declarations as words, readings stored and loaded."""

from __future__ import annotations

import numpy as np
import pytest

from penchant.capture import reading
from penchant.domain import Event, InterestEdit
from penchant.encode.hashing import HashingEncoder

ENCODER = HashingEncoder(dim=32)


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("slow science fiction", "slow science fiction"),
        ("funny", "funny"),
        ("a short funny video", "short funny video"),
        ("好笑的", "好笑的"),
        ("wireless headphones for running", "wireless headphones for running"),
    ],
)
def test_bare_words_of_a_request_are_one_plain_wish(text, about):
    (wish,) = reading.wished(text)
    assert (wish.about, wish.polarity, wish.horizon, wish.strength) == (about, "like", "now", 2)


def test_a_refusal_in_a_request_stays_one():
    refused, wanted = reading.wished("no horror, something funny")
    assert (refused.about, refused.polarity, refused.hardness) == ("horror", "never", "never")
    assert (wanted.about, wanted.polarity) == ("funny", "like")


def test_only_a_search_is_read_as_a_request():
    search = Event(user_id="a", event_type="search", text="funny films")
    said = Event(user_id="a", event_type="say", text="funny films")
    assert reading.aspects_of(search)[0].about == "funny films"
    assert reading.aspects_of(said) != reading.aspects_of(search)


@pytest.mark.parametrize("text", ["", "   ", "…"])
def test_nothing_said_is_nothing_read(text):
    assert reading.wished(text) == ()


@pytest.mark.parametrize(
    ("polarity", "hardness", "expected"),
    [
        (1, None, ("like", "soft")),
        (-1, None, ("dislike", "soft")),
        (-1, "never", ("never", "never")),
        (1, "must", ("like", "must")),
    ],
)
def test_a_declaration_is_a_word_like_any_other(polarity, hardness, expected):
    edit = InterestEdit(action="declare", label="sea stories", polarity=polarity, hardness=hardness)
    (aspect,) = reading.declared(edit)
    assert (aspect.about, (aspect.polarity, aspect.hardness)) == ("sea stories", expected)


def test_other_edits_say_nothing():
    assert reading.declared(InterestEdit(action="pin", interest_id="i1")) == ()


def test_readings_come_back_as_they_were_kept():
    found = [reading.wished("slow films, no horror"), (), reading.wished("海边的故事")]
    stored = reading.make(found, ENCODER.name, ENCODER.encode)
    assert stored[1] == b""
    for aspects, data in ((found[0], stored[0]), (found[2], stored[2])):
        loaded, vectors = reading.load(data, ENCODER.name, ENCODER.encode)
        assert loaded == aspects
        np.testing.assert_allclose(vectors, ENCODER.encode([a.about for a in aspects]), atol=1e-3)


def test_a_reading_of_another_encoder_is_encoded_anew():
    (data,) = reading.make(
        [reading.wished("slow films")], "another", lambda texts: np.ones((len(texts), 4), np.float32)
    )
    _, vectors = reading.load(data, ENCODER.name, ENCODER.encode)
    assert vectors.shape == (1, ENCODER.dim)
