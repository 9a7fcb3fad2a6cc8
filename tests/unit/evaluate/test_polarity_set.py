"""The labelled utterances kept apart: their shape, so that a figure made from them means what it says.

Only the set itself is looked at here; no reader runs on it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import msgspec
import pytest

SET = Path(__file__).parents[3] / "benchmarks" / "polarity" / "utterances.jsonl"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
LANGUAGES = ("en", "zh")
SCENARIOS = ("social", "education", "shop", "media")
KINDS = ("comment", "request", "review", "question")
HARD = (
    "sarcasm",
    "comparison",
    "double_negation",
    "changed_mind",
    "mixed_language",
    "implicit_dislike",
    "exclusion",
    "several_objects",
    "neutral_mention",
    "question",
    "constraints",
)


class Aspect(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    about: list[str]
    polarity: Literal["like", "dislike", "never", "neutral", "question"]
    hardness: Literal["soft", "must", "never"] | None = None
    horizon: Literal["now", "lately", "always", "not_any_more"] | None = None


class Utterance(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    text: str
    scenario: Literal["social", "education", "shop", "media"]
    kind: Literal["comment", "request", "review", "question"]
    language: Literal["en", "zh"]
    phenomena: list[str]
    aspects: list[Aspect]


@pytest.fixture(scope="module")
def utterances() -> list[Utterance]:
    lines = SET.read_text(encoding="utf-8").splitlines()
    return [msgspec.json.decode(line, type=Utterance) for line in lines]


def aspects(utterances: list[Utterance]) -> Iterator[tuple[Utterance, Aspect]]:
    return ((one, aspect) for one in utterances for aspect in one.aspects)


def bare(text: str) -> str:
    """The letters and digits alone: two texts that differ by case or marks only are one."""
    kept = (letter for letter in text.casefold() if unicodedata.category(letter)[0] in "LN")
    return "".join(kept)


def test_there_are_enough_in_each_language_scenario_and_kind(utterances: list[Utterance]) -> None:
    languages: Counter[str] = Counter(one.language for one in utterances)
    assert min(languages[language] for language in LANGUAGES) >= 220
    scenarios: Counter[tuple[str, str]] = Counter((one.language, one.scenario) for one in utterances)
    assert min(scenarios[language, name] for language in LANGUAGES for name in SCENARIOS) >= 50
    kinds: Counter[tuple[str, str]] = Counter((one.language, one.kind) for one in utterances)
    assert min(kinds[language, name] for language in LANGUAGES for name in KINDS) >= 25


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("phenomenon", HARD)
def test_each_hard_phenomenon_is_there_twenty_times(
    utterances: list[Utterance], language: str, phenomenon: str
) -> None:
    assert sum(one.language == language and phenomenon in one.phenomena for one in utterances) >= 20


def test_phenomena_are_known_and_named_once(utterances: list[Utterance]) -> None:
    odd = [one.text for one in utterances if set(one.phenomena) - set(HARD)]
    twice = [one.text for one in utterances if len(set(one.phenomena)) < len(one.phenomena)]
    assert (odd, twice) == ([], [])


def test_plain_utterances_are_there_too(utterances: list[Utterance]) -> None:
    plain: Counter[str] = Counter(one.language for one in utterances if not one.phenomena)
    assert min(plain[language] for language in LANGUAGES) >= 20


def test_every_utterance_has_an_aspect_and_none_twice(utterances: list[Utterance]) -> None:
    bad = []
    for one in utterances:
        named = [tuple(sorted(aspect.about)) for aspect in one.aspects]
        if not named or len(set(named)) < len(named):
            bad.append(one.text)
    assert bad == []


def test_every_about_word_stands_in_the_text(utterances: list[Utterance]) -> None:
    bad = [
        (one.text, word)
        for one, aspect in aspects(utterances)
        for word in aspect.about
        if word != word.casefold() or word != word.strip() or not word or word not in one.text.casefold()
    ]
    assert bad == []


def test_never_is_a_hard_refusal_and_only_never_is(utterances: list[Utterance]) -> None:
    bad = [
        one.text
        for one, aspect in aspects(utterances)
        if (aspect.polarity == "never") != (aspect.hardness == "never")
        or (aspect.hardness == "must" and aspect.polarity != "like")
    ]
    assert bad == []


def test_phenomena_agree_with_the_labels(utterances: list[Utterance]) -> None:
    bad = []
    for one in utterances:
        sides = {aspect.polarity for aspect in one.aspects}
        agrees = (
            ("several_objects" in one.phenomena) == (len(sides) >= 2)
            and ("question" in one.phenomena) == ("question" in sides)
            and (one.kind == "question") == ("question" in sides)
            and ("exclusion" not in one.phenomena or "never" in sides)
            and ("neutral_mention" not in one.phenomena or sides == {"neutral"})
            and ("sarcasm" not in one.phenomena or "dislike" in sides)
            and ("implicit_dislike" not in one.phenomena or sides == {"dislike"})
        )
        if not agrees:
            bad.append(one.text)
    assert bad == []


def test_the_main_language_is_the_one_written(utterances: list[Utterance]) -> None:
    for one in utterances:
        chinese, latin = CHINESE.search(one.text), LATIN_WORD.search(one.text)
        assert chinese if one.language == "zh" else latin, one.text
        if "mixed_language" in one.phenomena:
            assert chinese, one.text
            assert latin, one.text
        elif one.language == "en":
            assert not chinese, one.text


def test_no_text_twice(utterances: list[Utterance]) -> None:
    counts = Counter(bare(one.text) for one in utterances)
    assert [text for text, count in counts.items() if count > 1] == []
