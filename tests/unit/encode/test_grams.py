"""What several texts share is worked out once, and each row is the one the package makes."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from penchant.encode import grams
from penchant.encode.use import _BULK, UseEncoder

if TYPE_CHECKING:
    from collections.abc import Iterator

ODD = [
    "a",
    " two  spaces , and\u00a0one that\u3000does not\tbreak ",
    "zero\u200bwidth \u200b alone",
    "Ｆｕｌｌ－ｗｉｄｔｈ ①②③ ﬁne",
    "accents: naïve, e\u0301, \u00a8, \u00b4x",
    "aaaaaaaaa baaab \u2581 _x_",
    "科幻小说和电影，不要恐怖片。",
    "日本語の文章 と 한국어 문장",
    "🙂 👩\u200d👩\u200d👧 tab\nline\r\nend",
    "Ünlü, İstanbul'da; straße",
    "10,000 items @ $4.99 — 50% off!!!",
    "\x07bell \x7f",
]
WORDS = [
    "cream",
    "face",
    "Skin Care",
    "oil",
    "小说",
    "for",
    "the",
    "soft",
    "brush",
    "Peach",
    "tea",
    "5 oz",
    ".",
]


@pytest.fixture(scope="module")
def network() -> Iterator[Any]:
    with UseEncoder(threads=1).network() as held:
        yield held


def catalogue(size: int) -> list[str]:
    """Texts that share words and turns, as items do."""
    chance = random.Random(0)
    return [" ".join(chance.choices(WORDS, k=chance.randint(1, 30))) for _ in range(size)]


def test_words_are_cut_as_the_package_cuts_whole_texts(network: Any) -> None:
    texts = ODD + catalogue(100) + [one + " " + other for one in ODD for other in ODD]
    tokens = grams.tokenized(network.sp, texts)
    wanted = [network.sp.encode(text) for text in texts]
    assert tokens.lengths.tolist() == [len(ids) for ids in wanted]
    assert tokens.flat.tolist() == [piece for ids in wanted for piece in ids]


@pytest.mark.parametrize("at_once", [1, 200, 10**6])
def test_rows_are_those_of_the_package_whatever_is_gone_through_together(
    network: Any, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grams, "CHUNK_TOKENS", at_once)
    texts = [*ODD, *catalogue(60), "word " * 300]
    parts = grams.chunks(grams.tokenized(network.sp, texts))
    made = np.concatenate([grams.encoded(network, part) for part in parts])
    assert np.abs(made - network.encode(texts)).max() < 2e-6


def test_a_text_at_the_edge_of_another_is_not_read_with_it(network: Any) -> None:
    pairs = [("red", "wine"), ("red wine", ""), ("", "red wine")]
    alone = [network.encode([text])[0] for pair in pairs for text in pair if text]
    together = grams.encoded(network, grams.tokenized(network.sp, [t for pair in pairs for t in pair if t]))
    assert np.abs(together - alone).max() < 2e-6
    assert np.abs(together[2] - together[0]).max() > 1e-3


def test_a_long_list_comes_back_in_its_own_order() -> None:
    encoder = UseEncoder(threads=2)
    texts = [*catalogue(_BULK + 10), "", " ", *ODD]
    rows = encoder.encode(texts)
    one_by_one = np.concatenate([encoder.encode([text]) for text in texts])
    assert np.abs(rows - one_by_one).max() < 2e-6
    assert not rows[_BULK + 10].any()
