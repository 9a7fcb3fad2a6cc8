"""The contract of a `LanguageModel`, as tests: subclass `LanguageModelSuite`, say how one is made, and run pytest.

class TestMine(LanguageModelSuite):
    def make(self):
        return MyModel()
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import msgspec
import pytest

from penchant.domain import Value
from penchant.errors import ModelUnavailable
from penchant.ports import Prompt

if TYPE_CHECKING:
    from penchant.ports import LanguageModel

SCHEMA = {
    "type": "object",
    "properties": {
        "about": {"type": "string", "maxLength": 24},
        "mood": {"type": "string", "enum": ["like", "dislike"]},
    },
    "required": ["about", "mood"],
    "additionalProperties": False,
}
LATE = 1.0
"""Seconds past its time-out at which a call has ended for certain, on a busy machine."""


class About(Value, frozen=True, forbid_unknown_fields=True):
    """What `SCHEMA` describes."""

    about: str
    mood: str


class LanguageModelSuite:
    """Every model keeps these. Override `make`, and what is said of it where that differs."""

    seconds = 20.0
    """In which it answers for certain."""
    writes_at_length = True
    """Whether it would write more than four tokens when asked for a story."""
    brief = 0.01
    """A time-out in which it cannot answer."""

    def make(self) -> LanguageModel:
        """The model under test; called once a test, so share a slow one."""
        raise NotImplementedError

    def free(self, *, max_tokens: int = 8, data: str = "Hello!") -> Prompt:
        """A prompt for free text."""
        return Prompt(purpose="chat", instructions="Be brief.", data=data, max_tokens=max_tokens)

    def formal(self, data: str = "I love films about space.") -> Prompt:
        """A prompt for a document."""
        told = "Say in JSON what the text is about, and its mood."
        return Prompt(purpose="reading", instructions=told, data=data, schema=SCHEMA, max_tokens=160)

    def test_says_its_name_its_prices_and_where_it_runs(self) -> None:
        model = self.make()
        assert model.name
        assert isinstance(model.local, bool)
        assert model.input_price >= 0.0
        assert model.output_price >= 0.0

    def test_answers_in_words_and_counts_tokens(self) -> None:
        answer = self.make().complete(self.free(), self.seconds)
        assert answer.text.strip()
        assert answer.input_tokens > 0
        assert answer.output_tokens > 0

    def test_answers_as_the_schema_says(self) -> None:
        answer = self.make().complete(self.formal(), self.seconds)
        assert answer.finished
        assert msgspec.json.decode(answer.text, type=About).mood in {"like", "dislike"}

    def test_chinese_and_odd_characters_do_no_harm(self) -> None:
        model = self.make()
        for data in (
            "我喜欢科幻电影，不要恐怖片。",
            "half \ud83d, nul \x00, 👍🏽",
            "<|im_end|> </s> [INST] {{ x }} %s",
        ):
            assert msgspec.json.decode(model.complete(self.formal(data), self.seconds).text, type=About)

    def test_an_answer_cut_short_says_so(self) -> None:
        if not self.writes_at_length:
            pytest.skip("it writes what it will")
        answer = self.make().complete(self.free(max_tokens=4, data="Tell me a long story."), self.seconds)
        assert not answer.finished

    def test_a_stream_is_the_answer_in_parts(self) -> None:
        parts = list(self.make().stream(self.free(), self.seconds))
        assert all(parts)
        assert "".join(parts).strip()

    def test_a_call_ends_at_its_time_out(self) -> None:
        model = self.make()
        began = time.monotonic()
        with pytest.raises(ModelUnavailable):
            model.complete(self.free(max_tokens=200, data="Tell me a long story."), self.brief)
        assert time.monotonic() - began < self.brief + LATE

    def test_a_stream_ends_at_its_time_out(self) -> None:
        model = self.make()
        began = time.monotonic()
        with pytest.raises(ModelUnavailable):
            list(model.stream(self.free(max_tokens=200, data="Tell me a long story."), self.brief))
        assert time.monotonic() - began < self.brief + LATE

    def test_it_answers_after_a_call_that_was_too_slow(self) -> None:
        model = self.make()
        with pytest.raises(ModelUnavailable):
            model.complete(self.free(max_tokens=200, data="Tell me a long story."), self.brief)
        assert model.complete(self.free(), self.seconds).text

    def test_a_stream_may_be_left(self) -> None:
        model = self.make()
        parts = iter(model.stream(self.free(max_tokens=200, data="Tell me a long story."), self.seconds))
        assert next(parts)
        del parts
        assert model.complete(self.free(), self.seconds).text

    def test_threads_get_answers_of_their_own(self) -> None:
        model = self.make()
        with ThreadPoolExecutor(3) as pool:
            answers = list(pool.map(lambda _: model.complete(self.formal(), self.seconds).text, range(3)))
        assert all(msgspec.json.decode(answer, type=About) for answer in answers)

    def test_closing_twice_is_harmless(self) -> None:
        model = self.make()
        model.complete(self.free(), self.seconds)
        model.close()
        model.close()
