"""Tokens in context: where each stands in its text, the bent arithmetic against the encoder's own, and who can be looked into."""

from __future__ import annotations

import numpy as np
import pytest

from penchant.capture import contexts
from penchant.encode.cache import CachedEncoder
from penchant.encode.hashing import HashingEncoder
from penchant.encode.use import UseEncoder

USE = UseEncoder(threads=1)
ENCODER = CachedEncoder(USE, texts=10)
TEXTS = (
    "the hem came apart after one wash",
    "洗了二十多次没起球",
    "ok",
    "I rewatched the finale the same night!",
)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("the strap broke in a week", "strap"),
        ("画质不行，但续航吊打手机😂", "续航"),
        ("ｆｕｌｌ  width … the Café’s menu", "menu"),
        ("😂😂🧦 wool socks", "socks"),
        ("① ok, the ⅓ cup lid leaks", "lid"),
    ],
)
def test_a_tokens_characters_are_its_own(text, word):
    start = text.index(word)
    with USE.network() as network:
        cut = contexts.cut(network, text)
    found = cut.within(start, start + len(word))
    shown = "".join(text[slice(*cut.places[one])] for one in found)
    assert word in shown
    assert len(shown) <= len(word) + 2
    assert len(cut.places) == len(cut.ids)
    assert cut.places == sorted(cut.places)


def test_without_a_bend_the_tokens_are_the_encoders_own():
    """With matrices of zeros in the bend's place, the tokens lead to the encoder's own vector."""
    with USE.network() as network:
        base = contexts.base_weights(network)
        plain = tuple((base[f"w1_{order}"], base[f"w2_{order}"]) for order in range(len(contexts.ORDERS)))
        net = contexts.Bent(plain, base, {}, float(network.eps))
        summed = []
        for text in TEXTS:
            ids = contexts.cut(network, text).ids
            features = contexts.features(net, ids)
            whole = features.sum(axis=0) @ network.cnn_W + len(ids) * network.cnn_b
            summed.append(whole / np.sqrt(len(ids)))
        first = np.stack(summed)
        inner = np.maximum(first @ network.p1 + np.maximum(first @ network.d0, 0) @ network.d1, 0)
        out = np.tanh(inner @ network.p3 + np.maximum(inner @ network.d2, 0) @ network.d3)
    assert out / np.linalg.norm(out, axis=1, keepdims=True) == pytest.approx(USE.encode(TEXTS), abs=1e-4)


def test_only_an_encoder_with_a_network_is_heard():
    assert contexts.can_hear(ENCODER)
    assert not contexts.can_hear(HashingEncoder(dim=8))


def test_a_long_text_is_cut():
    with USE.network() as network:
        cut = contexts.cut(network, "slow " * 3_000)
    assert len(cut.ids) == len(cut.places) == contexts.MOST_TOKENS


@pytest.mark.parametrize("text", ["a", "!!!", "…", "😂", "好" * 500])
def test_any_text_is_cut(text):
    with USE.network() as network:
        cut = contexts.cut(network, text)
    assert len(cut.ids) == len(cut.places)
    assert all(0 <= start <= end <= len(text) for start, end in cut.places)
