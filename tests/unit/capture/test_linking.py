"""What a phrase names in a catalogue: facets in either language, and items by title."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from penchant.capture.linking import Vocabulary, facets_to_encode
from penchant.catalogue import Catalogue
from penchant.domain import Item
from penchant.encode.hashing import HashingEncoder
from penchant.text import fold
from small_world import ITEMS

GROUPS = (
    ("science fiction", "sci-fi", "科幻"),
    ("horror", "scary", "恐怖", "恐怖片"),
    ("comedy", "funny", "喜剧", "搞笑"),
    ("romance", "romantic", "爱情"),
    ("romantic comedy", "romcom", "爱情喜剧"),
    ("war", "wartime", "战争"),
)
NOUNS = ("film", "movie", "电影", "片子")


def catalogue_of(*items: Item) -> Catalogue:
    catalogue = Catalogue()
    for item in items or ITEMS:
        catalogue.put(item)
    return catalogue


@pytest.fixture(scope="module")
def vocabulary():
    return Vocabulary(catalogue_of(), GROUPS, NOUNS)


def named(vocabulary: Vocabulary, phrase: str) -> set[str]:
    catalogue = vocabulary._catalogue
    return {catalogue.facets[f].name for term in vocabulary.link(phrase).terms for f in term.facets}


def titled(vocabulary: Vocabulary, phrase: str) -> list[str]:
    return [vocabulary._catalogue.ids[row] for row in vocabulary.titles(phrase)]


@pytest.mark.parametrize(
    "phrase", ["science fiction", "sci-fi", "Sci-Fi movies", "科幻", "科幻电影", "好看的科幻片子"]
)
def test_one_thing_in_two_languages_and_any_spelling_names_the_same_facets(vocabulary, phrase):
    assert named(vocabulary, phrase) == {"categories:Science Fiction", "categories:科幻"}


@pytest.mark.parametrize(
    "phrase", ["horror", "scary films", "HORROR", "恐怖片", "ｈｏｒｒｏｒ", "a horror movie's"]
)
def test_synonyms_plurals_case_and_width_do_not_matter(vocabulary, phrase):
    assert named(vocabulary, phrase) == {"categories:Horror"}


def test_the_other_words_of_a_phrase_are_kept_and_nouns_are_not(vocabulary):
    links = vocabulary.link("slow burn horror film with Daisy")
    assert named(vocabulary, "slow burn horror film with Daisy") == {"tags:slow burn", "categories:Horror"}
    assert set(links.rest) == {"with", "daisy"}
    assert vocabulary.link("电影").terms == ()


def test_two_names_in_one_phrase_must_both_hold():
    catalogue = catalogue_of()
    links = Vocabulary(catalogue, GROUPS, NOUNS).link("romantic war films")
    assert [term.word for term in links.terms] == ["romantic", "war"]
    held = catalogue.holding(links.terms)
    assert [catalogue.ids[row] for row in np.flatnonzero(held)] == ["casablanca"]


def test_a_name_of_two_words_is_also_fulfilled_by_its_parts_together():
    catalogue = catalogue_of(*ITEMS, Item(item_id="tagged", title="One", tags=("romantic comedy",)))
    links = Vocabulary(catalogue, GROUPS, NOUNS).link("romantic comedies")
    assert [term.word for term in links.terms] == ["romantic comedy"]
    held = {catalogue.ids[row] for row in np.flatnonzero(catalogue.holding(links.terms))}
    assert held == {"tagged", "amelie", "notting", "wukong"}


@pytest.mark.parametrize(
    ("phrase", "items"),
    [
        ("Solaris", ["solaris"]),
        ("solaris (1972)", ["solaris"]),
        ("The Matrix", ["matrix"]),
        ("matrix", ["matrix"]),
        ("Matrix, The", ["matrix"]),
        ("films like Notting Hill", ["notting"]),
        ("Notting Hill with my wife", ["notting"]),
        ("《三体》", ["santi"]),
        ("小说《活着》很感人", ["huozhe"]),
        ("《Solaris》", ["solaris"]),
        ("Amélie", ["amelie"]),
        ("blue planets", ["planet"]),
        ("the", []),
        ("planet", []),
        ("something blue", []),
        ("《》", []),
        ("", []),
    ],
)
def test_titles_are_found_with_or_without_articles_years_and_marks(vocabulary, phrase, items):
    assert titled(vocabulary, phrase) == items


def test_a_title_takes_its_own_words_out_of_the_facets():
    catalogue = catalogue_of(*ITEMS, Item(item_id="star", title="War and Peace", categories=("Drama",)))
    links = Vocabulary(catalogue, GROUPS, NOUNS).link("War and Peace")
    assert [catalogue.ids[row] for row in links.rows] == ["star"]
    assert links.terms == ()


def test_a_title_that_is_a_name_of_a_facet_is_taken_for_the_facet():
    catalogue = catalogue_of(*ITEMS, Item(item_id="horror-film", title="Horror", categories=("Drama",)))
    vocabulary = Vocabulary(catalogue, GROUPS, NOUNS)
    assert titled(vocabulary, "horror") == []
    assert titled(vocabulary, "《horror》") == ["horror-film"]


@pytest.mark.parametrize("title", ["🔥🔥", "!!!", "()"])
def test_a_title_without_a_word_is_never_named(title):
    catalogue = catalogue_of(Item(item_id="odd", title=title, description="x"))
    vocabulary = Vocabulary(catalogue, GROUPS)
    assert titled(vocabulary, f"《{title}》") == []
    assert titled(vocabulary, "《???》") == []


@pytest.mark.parametrize("word", ["the", "new", "best", "and", "of"])
def test_stop_words_name_nothing_even_where_a_tag_is_so_called(word):
    vocabulary = Vocabulary(catalogue_of(Item(item_id="1", title="One", tags=(word,))), GROUPS)
    assert vocabulary.link(f"{word} films").terms == ()


def test_a_one_word_value_of_a_free_attribute_names_nothing_but_a_whole_name_does():
    item = Item(
        item_id="1",
        title="One",
        attributes={"mood": "light", "director": "Ang Lee", "actor": ["周迅"], "year": "1999"},
    )
    vocabulary = Vocabulary(catalogue_of(item), GROUPS)
    assert named(vocabulary, "light films by Ang Lee with 周迅 of 1999") == {"director:Ang Lee", "actor:周迅"}


def test_what_is_added_later_is_named_after_a_refresh():
    catalogue = catalogue_of(ITEMS[0])
    vocabulary = Vocabulary(catalogue, GROUPS)
    assert vocabulary.link("scary").terms == ()
    catalogue.put(Item(item_id="h", title="H", categories=("Horror",)))
    vocabulary.refresh()
    assert named(vocabulary, "scary") == {"categories:Horror"}


def test_an_unnamed_phrase_is_linked_by_the_encoder_only_where_it_is_near():
    catalogue, encoder = catalogue_of(), HashingEncoder()

    def encode():
        facets = facets_to_encode(catalogue, 100)
        return facets, encoder.encode([catalogue.facets[f].value for f in facets])

    vocabulary = Vocabulary(catalogue, (), (), encode)
    near, far = encoder.encode(["documentaryish documentary", "quantum cooking"])
    assert [
        catalogue.facets[f].name for t in vocabulary.link("documentarys", near).terms for f in t.facets
    ] == ["categories:Documentary"]
    assert vocabulary.link("quantum cooking", far).terms == ()
    assert vocabulary.link("quantum cooking").terms == ()


def test_only_categories_that_an_item_carries_are_worth_a_vector():
    catalogue = catalogue_of(*ITEMS)
    gone = Item(item_id="w", title="W", categories=("Western",))
    catalogue.put(gone)
    catalogue.delete("w")
    names = [catalogue.facets[f].name for f in facets_to_encode(catalogue, 2)]
    assert names == ["categories:Horror", "categories:Science Fiction"]
    assert "categories:Western" not in [catalogue.facets[f].name for f in facets_to_encode(catalogue, 100)]


@given(phrase=st.text(max_size=60))
def test_any_phrase_can_be_linked_and_twice_the_same(phrase):
    vocabulary = VOCABULARY
    first = vocabulary.link(phrase)
    assert first == vocabulary.link(phrase)
    assert all(0 <= row < len(ITEMS) for row in first.rows)
    assert all(word == fold(word) for word in first.rest)


VOCABULARY = Vocabulary(catalogue_of(), GROUPS, NOUNS)
