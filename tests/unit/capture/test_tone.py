"""How texts sound: the net's arithmetic against a plain one, batches, and what it has learned."""

from __future__ import annotations

import numpy as np
import pytest

from penchant.capture import tone
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
LIKE, DISLIKE, QUESTION = (tone.SIDES.index(one) for one in ("like", "dislike", "question"))


def test_odds_are_odds_and_goodness_is_bounded():
    heard = tone.sounds_of(TEXTS, ENCODER)
    assert np.exp(heard[:, : len(tone.SIDES)]).sum(axis=1) == pytest.approx(1.0, abs=1e-5)
    assert (np.abs(heard[:, len(tone.SIDES)]) <= 1).all()


def test_a_text_sounds_the_same_in_any_company():
    together = tone.sounds_of(TEXTS, ENCODER)
    alone = np.vstack([tone.sounds_of([text], ENCODER) for text in TEXTS])
    assert together == pytest.approx(alone, abs=1e-4)


def test_a_cache_hears_as_the_encoder_it_asks():
    assert tone.sounds_of(TEXTS, ENCODER) == pytest.approx(tone.sounds_of(TEXTS, USE), abs=1e-6)


def test_without_a_bend_the_tokens_are_the_encoders_own():
    """With matrices of zeros in the bend's place, the tokens lead to the encoder's own vector."""
    known = tone.held()
    assert known is not None
    still = {name: np.zeros_like(one) if name.startswith("low_") else one for name, one in known[1].items()}
    with USE.network() as network:
        cut = [tone.tokens(network, text) for text in TEXTS]
        lengths = np.array([len(one) for one in cut])
        starts = np.cumsum(lengths) - lengths
        base = tone.base_weights(network)
        bends = tuple((base[f"w1_{order}"], base[f"w2_{order}"]) for order in range(len(tone.ORDERS)))
        net = tone.Tone(bends, base, still, float(network.eps))
        features = tone._features(net, cut, tone._near(starts, lengths))
        summed = np.add.reduceat(features, starts) @ network.cnn_W + lengths[:, None] * network.cnn_b
        first = summed / np.sqrt(lengths)[:, None]
        inner = np.maximum(first @ network.p1 + np.maximum(first @ network.d0, 0) @ network.d1, 0)
        out = np.tanh(inner @ network.p3 + np.maximum(inner @ network.d2, 0) @ network.d3)
    assert out / np.linalg.norm(out, axis=1, keepdims=True) == pytest.approx(USE.encode(TEXTS), abs=1e-4)


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("the handle snapped off on the second day", DISLIKE),
        ("用了三天就坏了", DISLIKE),
        ("I have bought a second one for my sister", LIKE),
        ("全家人都抢着用", LIKE),
        ("does it come with a charger", QUESTION),
    ],
)
def test_what_is_told_sounds_as_it_is_meant(text, side):
    assert tone.sounds_of([text], ENCODER)[0, : len(tone.SIDES)].argmax() == side


def test_only_an_encoder_with_a_network_is_heard():
    assert tone.can_hear(ENCODER)
    assert not tone.can_hear(HashingEncoder(dim=8))


def test_a_long_text_is_cut():
    with USE.network() as network:
        assert len(tone.tokens(network, "slow " * 3_000)) == tone.MOST_TOKENS


def test_the_weights_are_small():
    assert tone.FILE.stat().st_size < 1_000_000
