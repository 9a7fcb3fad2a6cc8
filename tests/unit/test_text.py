"""Words of a text: folded, stemmed, paired."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penchant.text import fold, language, pieces, stem, tokens


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Space operas, 科幻小说", ["space", "opera", "科幻", "幻小", "小说"]),
        ("ＦＵＬＬ　ＷＩＤＴＨ", ["full", "width"]),
        ("the dog's bones", ["the", "dog", "bone"]),
        ("the dog’s", ["the", "dog"]),
        ("爱", ["爱"]),
        ("sci-fi snake_case", ["sci", "fi", "snake", "case"]),
        ("Amélie Straße", ["amélie", "strasse"]),
        ("我love太空movies", ["我", "love", "太空", "movie"]),
        ("2001: A Space Odyssey", ["2001", "a", "space", "odyssey"]),
        ("🎬🔥!?", []),
        ("", []),
    ],
)
def test_tokens(text, found):
    assert tokens(text) == found


@pytest.mark.parametrize(
    ("word", "stemmed"),
    [
        ("films", "film"),
        ("movies", "movie"),
        ("comedies", "comedy"),
        ("boxes", "box"),
        ("witches", "witch"),
        ("classes", "class"),
        ("class", "class"),
        ("series", "series"),
        ("news", "news"),
        ("tennis", "tennis"),
        ("bus", "bus"),
        ("gas", "gas"),
        ("is", "is"),
        ("dishes", "dish"),
        ("horses", "horse"),
        ("buzzes", "buzz"),
        ("zombies", "zombie"),
    ],
)
def test_stems_are_singulars_and_others_stay(word, stemmed):
    assert stem(word) == stemmed


@pytest.mark.parametrize(
    ("text", "tongue"),
    [
        ("I love films", "en"),
        ("我喜欢电影", "zh"),
        ("我喜欢 Alien 和 Up", "zh"),
        ("The film 活着 was a great and moving one", "en"),
        ("", "en"),
        ("123 🎬", "en"),
    ],
)
def test_the_language_is_that_of_a_fifth_of_the_letters(text, tongue):
    assert language(text) == tongue


@given(text=st.text())
def test_folding_twice_changes_nothing_and_tokens_do_not_depend_on_it(text):
    once = fold(text)
    assert fold(once) == fold(fold(once))
    assert "  " not in once
    assert once == once.strip()


@given(text=st.text(max_size=80))
def test_tokens_are_plain_words(text):
    for token in tokens(text):
        assert token
        assert not any(c.isspace() for c in token)
    assert tokens(text) == [token for piece in pieces(text) for token in tokens(piece)]


@given(text=st.text(alphabet=st.characters(codec="ascii"), max_size=60))
def test_case_does_not_matter(text):
    assert tokens(text.upper()) == tokens(text.lower())


@given(word=st.from_regex(r"[a-z]{1,12}", fullmatch=True))
def test_a_stem_is_never_longer_and_never_empty(word):
    assert 0 < len(stem(word)) <= len(word)
