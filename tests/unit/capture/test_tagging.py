"""Words that the head finds and the rules passed over: their run of tokens, their words, and what they are not."""

from __future__ import annotations

import numpy as np
import pytest

from penchant.capture import contexts, tagging
from penchant.capture.clauses import read_with_grounds
from penchant.capture.marks import Read
from penchant.encode.use import UseEncoder

USE = UseEncoder(threads=1)


def tagged(text: str, word: str, said: Read | None = None) -> list[str]:
    """The objects found where a net is sure of one word's tokens."""
    with USE.network() as network:
        cut = contexts.cut(network, text)
    tags = np.zeros((len(cut.ids), 3), dtype=np.float32)
    tags[:, 0] = 1
    at = text.index(word)
    tokens = cut.within(at, at + len(word))
    tags[tokens] = (0, 0.1, 0.9)
    tags[tokens[0]] = (0, 0.9, 0.1)
    return [aspect.about for aspect, _ in tagging.tagged(said or Read(text, (), ()), cut, tags)]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("I never opened the unputdownable workbook.", "workbook"),
        ("卫衣洗了一次,我妹穿刚好", "卫衣"),
        ("mine was the page-turner, hers was not", "page-turner"),
    ],
)
def test_a_run_of_tokens_becomes_whole_words(text, word):
    assert tagged(text, word) == [word]


def test_a_name_ends_at_a_point():
    assert tagged("推点纪录片，只要不是讲鲨鱼的，我怕", "鲨鱼的，我") == ["鲨鱼的"]


def test_what_the_rules_hold_is_not_added():
    text = "I love the plot"
    said = Read(text, *read_with_grounds(text))
    assert tagged(text, "plot", said) == []


def test_two_words_that_begin_are_two_things():
    with USE.network() as network:
        cut = contexts.cut(network, "cup lid")
    tags = np.array([(1, 0, 0), *[(0.0, 0.9, 0.1)] * (len(cut.ids) - 2), (1, 0, 0)], dtype=np.float32)
    found = tagging.tagged(Read("cup lid", (), ()), cut, tags)
    assert [aspect.about for aspect, _ in found] == ["cup", "lid"]


def test_an_added_aspect_lends_the_time_and_place_of_its_clause():
    text = "please show me more jazz with vibraphones"
    said = Read(text, *read_with_grounds(text))
    with USE.network() as network:
        cut = contexts.cut(network, text)
    tags = np.zeros((len(cut.ids), 3), dtype=np.float32)
    tags[:, 0] = 1
    tags[cut.within(text.index("me"), text.index("me") + 2)] = (0, 1, 0)
    ((aspect, place),) = tagging.tagged(said, cut, tags)
    assert (aspect.about, aspect.polarity, aspect.horizon) == ("me", "neutral", "now")
    assert text[aspect.start : aspect.end] == aspect.quote
    assert place.side == -1


def test_nothing_tagged_is_nothing_added():
    with USE.network() as network:
        cut = contexts.cut(network, "the strap broke")
    tags = np.tile(np.array([1, 0, 0], dtype=np.float32), (len(cut.ids), 1))
    assert tagging.tagged(Read("the strap broke", (), ()), cut, tags) == []
