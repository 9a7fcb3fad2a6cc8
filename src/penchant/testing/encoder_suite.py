"""The contract of an `Encoder`, as tests: subclass `EncoderSuite`, say how one is made, and run pytest.

class TestMine(EncoderSuite):
    def make(self):
        return MyEncoder()
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from penchant.ports import Encoder, Vectors

TEXTS = (
    "A quiet film about two brothers who keep bees.",
    "I can't stand loud horror films any more",
    "space opera",
    "想看一部安静的科幻电影",
    "不要恐怖片，谢谢。",
    "《三体》 by Liu Cixin，2008 年出版",
    "ＦＵＬＬ ｗｉｄｔｈ and é accents, 42% off",
    "x",
)
"""English, Chinese and mixed; none of them blank."""

BLANK = ("", "   ", "\n\t ", "\u3000", "\u200b")
"""Nothing that can be seen: no text, white space, a zero-width space."""

TOLERANCE = 1e-5
"""Between a text's rows in two batches: products are summed in another order."""


class EncoderSuite:
    """Every encoder keeps these. Override `make`."""

    def make(self) -> Encoder:
        """The encoder under test; called once a test, so share a slow one."""
        raise NotImplementedError

    def test_says_its_name_and_dimensions(self) -> None:
        encoder = self.make()
        assert encoder.name
        assert encoder.encode(TEXTS).shape == (len(TEXTS), encoder.dim)

    def test_rows_are_float32_of_unit_length(self) -> None:
        vectors = self.make().encode(TEXTS)
        assert vectors.dtype == np.float32
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=TOLERANCE)

    def test_no_texts_give_no_rows(self) -> None:
        encoder = self.make()
        assert encoder.encode([]).shape == (0, encoder.dim)

    def test_blank_texts_give_rows_of_zeros(self) -> None:
        assert not self.make().encode(BLANK).any()

    def test_blank_texts_do_not_move_the_rows_beside_them(self) -> None:
        encoder = self.make()
        vectors = encoder.encode([BLANK[0], TEXTS[0], BLANK[1], TEXTS[3]])
        assert not vectors[[0, 2]].any()
        _assert_same(vectors[[1, 3]], encoder.encode([TEXTS[0], TEXTS[3]]))

    def test_odd_characters_give_a_unit_row_or_zeros(self) -> None:
        odd = ["half a pair \ud83d", "nul \x00 within", "👍🏽", "\ufeffmark", "e\u0301", "word " * 2_000]
        norms = np.linalg.norm(self.make().encode(odd), axis=1)
        assert (np.isclose(norms, 1.0, atol=TOLERANCE) | (norms == 0.0)).all()

    def test_a_row_is_the_same_alone_and_in_any_batch(self) -> None:
        encoder = self.make()
        alone = np.concatenate([encoder.encode([text]) for text in TEXTS])
        _assert_same(encoder.encode(TEXTS), alone)
        _assert_same(encoder.encode(TEXTS[::-1]), alone[::-1])
        _assert_same(encoder.encode([*TEXTS, *TEXTS]), np.concatenate([alone, alone]))

    def test_a_second_encoder_gives_the_same(self) -> None:
        first, second = self.make(), self.make()
        assert (first.name, first.dim) == (second.name, second.dim)
        _assert_same(first.encode(TEXTS), second.encode(TEXTS))

    def test_different_texts_are_told_apart(self) -> None:
        vectors = self.make().encode(TEXTS)
        likeness = vectors @ vectors.T - np.eye(len(TEXTS))
        assert likeness.max() < 0.99

    def test_a_text_is_nearer_to_its_like_than_to_another(self) -> None:
        encoder = self.make()
        for said, like, other in (
            ("a funny comedy about cooking", "a comedy about cooking", "hydraulic press maintenance"),
            ("科幻电影推荐", "推荐科幻电影", "家常菜做法"),
        ):
            vectors = encoder.encode([said, like, other])
            assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.1

    def test_threads_get_what_one_gets(self) -> None:
        encoder = self.make()
        batches = [[text, f"{text} {number}"] for number in range(4) for text in TEXTS]
        expected = [encoder.encode(batch) for batch in batches]
        with ThreadPoolExecutor(4) as pool:
            for got, wanted in zip(pool.map(encoder.encode, batches), expected, strict=True):
                _assert_same(got, wanted)

    def test_the_answer_is_the_callers_own(self) -> None:
        encoder = self.make()
        vectors = encoder.encode(TEXTS)
        kept = vectors.copy()
        vectors[:] = 0.0
        _assert_same(encoder.encode(TEXTS), kept)


def _assert_same(got: Vectors, wanted: Vectors) -> None:
    np.testing.assert_allclose(got, wanted, atol=TOLERANCE, rtol=0.0)
