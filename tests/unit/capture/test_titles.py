"""Titles with slips, parts and years; people by surname and with a slip."""

from __future__ import annotations

import pytest

from penchant.capture.linking import Vocabulary
from penchant.capture.persons import is_slip
from penchant.catalogue import Catalogue
from penchant.domain import Item

COMMON = "dark driving taken frozen " + " ".join(
    f"word{chr(97 + i % 26)}{chr(97 + i // 26)}" for i in range(600)
)
FILMS = (
    "The Shawshank Redemption (1994)", "The Godfather (1972)", "The Godfather Part II (1974)", "The Lord of the Rings (1978)",
    "Halloween (1978)", "Halloween (2018)", "Dumb and Dumber (1994)", "The Mummy (1999)", "The Dark (2005)", "Interstellar (2014)",
    "泰坦尼克号", "泰坦尼克号", "霸王别姬", "Star Wars: Episode IV – A New Hope (1977)", "Star Wars: Episode VI – Return of the Jedi (1983)",
    "Beauty and the Beast (2017)", "Driving Miss Daisy (1989)", "Mission (1986)", "Jaws (1975)",
)  # fmt: skip


@pytest.fixture(scope="module")
def vocabulary():
    catalogue = Catalogue()
    for place, title in enumerate(FILMS):
        catalogue.put(Item(item_id=str(place), title=title, description=COMMON))
    for place in range(9):
        cast = ["Quentin Tarantino"] if place < 6 else ["Owen Wilson", "Luke Wilson"]
        item = Item(
            item_id=f"c{place}",
            title=f"Number {place}{place}",
            attributes={"cast": [*cast, "Denzel Washington"]},
        )
        catalogue.put(item)
    return Vocabulary(catalogue, (("comedy", "funny"),), ("film", "movie"))


def titles(vocabulary: Vocabulary, phrase: str) -> list[str]:
    return [vocabulary._catalogue.title(row) for row in vocabulary.titles(phrase)]


@pytest.mark.parametrize(
    ("phrase", "title"),
    [
        ("shawshank", "The Shawshank Redemption (1994)"),
        ("Shawshank", "The Shawshank Redemption (1994)"),
        ("the shawshank redemtion", "The Shawshank Redemption (1994)"),
        ("godfather 2", "The Godfather Part II (1974)"),
        ("The Godfather II", "The Godfather Part II (1974)"),
        ("godfather", "The Godfather (1972)"),
        ("lord of the ring", "The Lord of the Rings (1978)"),
        ("interstelar", "Interstellar (2014)"),
        ("The Mummmy", "The Mummy (1999)"),
        ("Halloween (2018)", "Halloween (2018)"),
        ("the new halloween", "Halloween (2018)"),
        ("the original Halloween", "Halloween (1978)"),
        ("霸王别姬", "霸王别姬"),
        ("movies like Jaws", "Jaws (1975)"),
        ("Sure Jaws", "Jaws (1975)"),
        ("A New Hope", "Star Wars: Episode IV – A New Hope (1977)"),
        ("Beauty & the Beast", "Beauty and the Beast (2017)"),
    ],
)
def test_titles_by_what_people_call_them(vocabulary, phrase, title):
    assert titles(vocabulary, phrase)[:1] == [title]


def test_a_part_of_a_chinese_title_names_all_that_are_so_called(vocabulary):
    assert titles(vocabulary, "泰坦尼克") == ["泰坦尼克号", "泰坦尼克号"]


@pytest.mark.parametrize(
    "phrase",
    [
        "Star Wars",
        "dark",
        "driving",
        "redemption",
        "a new",
        "泰坦",
        "Halloween (1999)",
        "mision",
        "hope",
        "beast",
        "part",
    ],
)
def test_what_may_mean_several_or_none_names_none(vocabulary, phrase):
    assert titles(vocabulary, phrase) == []


def test_all_titles_of_a_longer_text_are_found_in_order(vocabulary):
    rows = vocabulary.mentions("I saw Halloween (2018), then Jaws and the remake of 《霸王别姬》")
    assert [vocabulary._catalogue.title(row) for row in rows] == [
        "Halloween (2018)",
        "Jaws (1975)",
        "霸王别姬",
    ]


@pytest.mark.parametrize(
    ("phrase", "people"),
    [
        ("films by tarantino", ["quentin tarantino"]),
        ("Tarantino", ["quentin tarantino"]),
        ("Denzel Washigton", ["denzel washington"]),
        ("something with Wilson", []),
        ("my washington on the table today", []),
        ("Stefania Tarantino", []),
    ],
)
def test_people_by_surname_and_with_a_slip(vocabulary, phrase, people):
    assert [term.word for term in vocabulary.link(phrase).terms] == people


@pytest.mark.parametrize(
    ("word", "right", "slip"),
    [
        ("washigton", "washington", True), ("hnaks", "hanks", True), ("carrell", "carell", True), ("jonez", "jones", True),
        ("jones", "jones", False), ("lee", "see", False), ("martin", "marvel", False), ("abcde", "edcba", False),
    ],
)  # fmt: skip
def test_one_slip_and_no_more(word, right, slip):
    assert is_slip(word, right) is slip
