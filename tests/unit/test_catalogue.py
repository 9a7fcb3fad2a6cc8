"""The items by row: facets, titles, availability, and what stays when items come and go."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from penchant.catalogue import Catalogue, item_texts, item_words, title_key
from penchant.domain import Item
from small_world import ITEMS


def filled(*items: Item) -> Catalogue:
    catalogue = Catalogue()
    for item in items or ITEMS:
        catalogue.put(item)
    return catalogue


def names(catalogue: Catalogue, item_id: str) -> set[str]:
    return {catalogue.facets[f].name for f in catalogue.facets_of(catalogue.row_of[item_id])}


def held(catalogue: Catalogue, *facets: str) -> set[str]:
    named = [name for facet in facets for name in catalogue.facets_named([facet])]
    return {catalogue.ids[row] for row in np.flatnonzero(catalogue.holding(named))}


def test_facets_are_categories_tags_and_attributes_that_are_words():
    item = Item(
        item_id="1",
        title="One",
        categories=("Horror",),
        tags=("slow burn",),
        attributes={
            "director": "Ang Lee",
            "cast": ["A B", "C D", ""],
            "year": 1999,
            "score": "7.5",
            "new": True,
            "gone": None,
        },
    )
    assert names(filled(item), "1") == {
        "categories:Horror",
        "tags:slow burn",
        "director:Ang Lee",
        "cast:A B",
        "cast:C D",
    }


def test_only_categories_and_tags_can_be_a_topic():
    catalogue = filled(Item(item_id="1", title="One", categories=("A",), tags=("B",), attributes={"x": "C"}))
    facets = catalogue.facets_of(0)
    topics = {
        catalogue.facets[f].name for f, topic in zip(facets, catalogue.is_topic(facets), strict=True) if topic
    }
    assert topics == {"categories:A", "tags:B"}


def test_a_facet_is_one_whatever_its_case_and_spelled_as_first_met():
    catalogue = filled(
        Item(item_id="1", title="1", tags=("Space",)), Item(item_id="2", title="2", tags=("SPACE", "space"))
    )
    assert names(catalogue, "2") == {"tags:Space"}
    assert held(catalogue, "tags:sPaCe") == {"1", "2"}


def test_a_row_is_an_items_for_good():
    catalogue = filled()
    row = catalogue.row_of["shining"]
    assert catalogue.delete("shining") == row
    assert catalogue.get("shining") is None
    assert catalogue.delete("shining") is None
    assert catalogue.delete("never") is None
    assert catalogue.title(row) == "shining"
    assert not catalogue.available[row]
    assert "shining" not in held(catalogue, "categories:Horror")
    assert catalogue.put(ITEMS[4]) == row
    assert "shining" in held(catalogue, "categories:Horror")
    assert len(catalogue) == len(ITEMS)


def test_replacing_an_item_replaces_all_that_was_known_of_it():
    catalogue = filled(Item(item_id="1", title="Old", categories=("A",), published_at=5))
    assert held(catalogue, "categories:A") == {"1"}
    catalogue.put(Item(item_id="1", title="New", categories=("B",), available=False))
    assert held(catalogue, "categories:A") == set()
    assert held(catalogue, "categories:B") == {"1"}
    assert not catalogue.rows_by_title["old"]
    assert catalogue.rows_by_title["new"] == [0]
    assert catalogue.available.tolist() == [False]
    assert catalogue.published.tolist() == [np.iinfo(np.int64).min]


def test_several_names_must_all_hold_and_none_hold_nothing():
    catalogue = filled()
    assert held(catalogue, "categories:Horror", "tags:space") == {"alien"}
    assert held(catalogue) == set()
    assert catalogue.facets_named(["categories:Nothing", "no colon"]) == ()


def test_a_rare_facet_says_more_and_a_common_one_still_a_little():
    catalogue = filled(
        *[Item(item_id=str(n), title="x", tags=("all",) + (("one",) if not n else ())) for n in range(10)]
    )
    rare, common = (catalogue.facet_id["tags", name] for name in ("one", "all"))
    assert catalogue.idf(rare) == pytest.approx(math.log(10))
    assert catalogue.idf(common) == 0.1


def test_an_id_without_an_item_has_a_row_and_shows_nothing():
    catalogue = Catalogue()
    assert catalogue.row("ghost") == catalogue.row("ghost") == 0
    assert catalogue.available.tolist() == [False]
    assert catalogue.title(0) == "ghost"
    assert catalogue.facets_of(0).tolist() == []


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("The Matrix (1999)", "matrix"),
        ("Matrix, The", "matrix"),
        ("THE MATRIX", "matrix"),
        ("The The", "the"),
        ("A", "a"),
        ("2001", "2001"),
        ("1984 (1984)", "1984"),
        ("三体（2023）", "三体"),
        ("Sci-Fi Tales", "sci fi tale"),
        ("🔥", ""),
    ],
)
def test_title_keys(title, key):
    assert title_key(title) == key


@given(title=st.text(max_size=40))
def test_a_title_is_found_whatever_its_case_and_spaces(title):
    assert title_key(f"  {title}\t") == title_key(title)
    if title.isascii():
        assert title_key(title.upper()) == title_key(title)


def test_what_an_item_is_and_what_is_told_of_it_are_encoded_apart():
    item = Item(
        item_id="1",
        title="Solaris (1972)",
        categories=("A", "B"),
        tags=("t",),
        description="d" * 900,
        attributes={
            "brand": "Mosfilm",
            "cast": ["Bondarchuk", "Banionis", "Järvet", "Grinko"],
            "year": "1972",
        },
    )
    head, whole = item_texts(item, 120)
    assert head == "Solaris. Mosfilm. A, B. t"
    assert whole.startswith(f"{head}. ddd")
    assert whole.endswith("d. Bondarchuk, Banionis, Järvet")
    assert len(whole) == 120
    assert [len(text) for text in item_texts(item, 20)] == [20]


@pytest.mark.parametrize(
    ("item", "texts"),
    [
        (Item(item_id="1", description="only"), ("only",)),
        (Item(item_id="1", title="It", attributes={"brand": 3}), ("It",)),
        (Item(item_id="1", title="It", categories=("A",), attributes={"brand": "B"}), ("It. B. A",)),
        (Item(item_id="1", categories=("a1", "b22")), ()),
        (Item(item_id="1"), ()),
    ],
)
def test_an_item_of_which_nothing_is_told_has_one_text(item, texts):
    assert item_texts(item, 60) == texts


def test_all_words_of_an_item_can_be_searched():
    item = Item(
        item_id="1",
        title="T",
        categories=("C",),
        tags=("G",),
        description="D",
        attributes={"a": "X Y", "b": ["Z"], "n": 3},
    )
    assert set(item_words(item).split()) == {"t", "c", "g", "d", "x", "y", "z"}


@given(
    st.lists(
        st.tuples(
            st.sampled_from("abcd"),
            st.sampled_from(["put", "hide", "delete"]),
            st.sampled_from(["A", "B", "C"]),
        ),
        max_size=30,
    )
)
def test_after_any_coming_and_going_it_equals_one_made_anew(steps):
    catalogue, plain = Catalogue(), {}
    for item_id, step, category in steps:
        if step == "delete":
            catalogue.delete(item_id)
            plain.pop(item_id, None)
        else:
            item = Item(
                item_id=item_id,
                title=f"{category} of {item_id}",
                categories=(category,),
                available=step == "put",
            )
            catalogue.put(item)
            plain[item_id] = item
    for category in "ABC":
        assert held(catalogue, f"categories:{category}") == {
            i for i, item in plain.items() if category in item.categories
        }
    shown = {catalogue.ids[row] for row in np.flatnonzero(catalogue.available)}
    assert shown == {i for i, item in plain.items() if item.available}
    for item_id, item in plain.items():
        assert catalogue.rows_by_title[title_key(item.title)] == [catalogue.row_of[item_id]]
    assert sum(map(len, catalogue.rows_by_title.values())) == len(plain)
