"""The scanner finds what the alternation of all cues would; misspelt words are read."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penchant.capture.clauses import read
from penchant.capture.cues import Cue
from penchant.capture.scanner import Scanner, first_of
from penchant.capture.spelling import mended

PATTERNS = (
    r"(?:a|b)+c",
    r"(?<=x)y?z",
    r"[m-p]{1,2}\b",
    r"(?!q)\w{3}",
    r"(?:un)?do(?= it)",
    "太?好",
    r"\d\d|(?P<twin>r)(?P=twin)",
)
TABLE = tuple(Cue(pattern, "like") for pattern in PATTERNS)
WHOLE = re.compile("|".join(f"(?P<c{number}>{pattern})" for number, pattern in enumerate(PATTERNS)), re.ASCII)


@given(text=st.text(alphabet="abcxyzmnopqudoit 太好17r", max_size=40))
def test_it_finds_what_the_alternation_finds(text):
    expected = [
        m.span() for m in WHOLE.finditer(text) if m.end() > m.start() and not text[m.start()].isspace()
    ]
    found = [(start, end) for start, end, _ in Scanner(TABLE, r"\S").find(text, 0, len(text)) if end > start]
    assert found == expected


@pytest.mark.parametrize(
    ("pattern", "characters", "empty"),
    [
        ("(?:foo|bar)", "fb", False),
        ("(?:a )?b", "ab", False),
        (r"(?<!x)[c-e]", "cde", False),
        ("a?", "a", True),
        (r"\$", "$", False),
        ("(?:x{0,2})y", "xy", False),
        ("(?P<n>k)l", "k", False),
    ],
)
def test_what_a_pattern_can_begin_with(pattern, characters, empty):
    assert first_of(pattern) == (frozenset(characters), empty)


@pytest.mark.parametrize("pattern", [r"\w+", ".", "[^a]", "[一-龥]"])
def test_what_is_not_plain_can_begin_with_anything(pattern):
    assert first_of(pattern).characters is None


@pytest.mark.parametrize(
    "text", ["the borring film", "definately great", "i loooove it", "fine, nothing wrong", "没什么"]
)
def test_mending_keeps_every_character_in_its_place(text):
    assert len(mended(text)) == len(text)


@pytest.mark.parametrize("text", ["bring", "prefect", "harming", "moral", "a singing tour", "hundred"])
def test_other_words_stay_as_they_are(text):
    assert mended(text) == text


@pytest.mark.parametrize(
    ("text", "polarity"),
    [
        ("borring intro", "dislike"),
        ("awsome finale", "like"),
        ("i lovee these vids", "like"),
        ("sooo dissapointing", "dislike"),
    ],
)
def test_a_slip_in_a_word_of_judgement_is_read(text, polarity):
    assert read(text)[-1].polarity == polarity
