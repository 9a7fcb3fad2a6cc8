from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from penchant.domain import Item
from penchant.errors import InvalidExpression
from penchant.retrieve.columns import Column, plain
from penchant.retrieve.where import MAX_CHARACTERS, MAX_DEPTH, ColumnIndex, parse

DAY_OF_LEAP = 1_709_164_800_000
"""2024-02-29T00:00Z."""
DAY = 86_400_000

ALIEN = Item(
    item_id="f1",
    title="Alien",
    description="In space no one can hear you scream.",
    categories=("Horror", "Science Fiction"),
    tags=("space", "Android"),
    attributes={
        "year": 1979,
        "rating": 8.5,
        "director": "Ridley Scott",
        "dubbed": True,
        "languages": ["en", "fr"],
    },
    published_at=DAY_OF_LEAP + DAY - 1,
)
EARTH = Item(
    item_id="f2",
    title="流浪地球",
    categories=("科幻",),
    attributes={
        "year": "2019",
        "released": "2019-02-05",
        "odd name": "x y",
        "title": "other",
        "empty": "",
        "none": None,
    },
    available=False,
)


@pytest.mark.parametrize(
    ("text", "alien", "earth"),
    [
        ("categories = horror", True, False),
        ("categories == 'science fiction'", True, False),
        ("categories != horror", False, True),
        ("tags != horror", True, False),
        ("not tags = horror", True, True),
        ("tags not in [horror]", True, False),
        ("categories in [comedy, HORROR]", True, False),
        ("year = 1979", True, False),
        ("year = '1979'", True, False),
        ("year >= 2019", False, True),
        ("year > 2019 or year < 1979", False, False),
        ("year <= 1979.0", True, False),
        ("year 1970..1979", True, False),
        ("year in 1979 .. 2019", True, True),
        ("year = 1970..2000", True, False),
        ("year != 1970..2000", False, True),
        ("year between 1980 and 2019", False, True),
        ("year not between 1980 and 2019", True, False),
        ("attributes.year = 2019", False, True),
        ("attributes.title = other", False, True),
        ("title = other", False, False),
        ("'odd name' = 'X  Y'", False, True),
        ("director contains scott", True, False),
        ("description contains 'HEAR you'", True, False),
        ("director not contains scott", False, False),
        ("tags contains roid", True, False),
        ("year contains 97", True, False),
        ("dubbed = true", True, False),
        ("dubbed = 1", False, False),
        ("available = true", True, False),
        ("languages = fr", True, False),
        ("exists rating", True, False),
        ("rating exists", True, False),
        ("rating not exists", False, True),
        ("exists empty or exists none or exists nothing", False, False),
        ("released > 2019-01-31", False, True),
        ("published_at = 2024-02-29", True, False),
        ("published_at > 2024-02-29", False, False),
        ("published_at <= 2024-02-29", True, False),
        ("published_at < 2024-02-29", False, False),
        ("published_at 2024..2024", True, False),
        ("published_at = 2024-02", True, False),
        ("published_at >= 2024-02-29T23:59", True, False),
        ("published_at > 2024-02-29T23:58", True, False),
        ("published_at >= 2024-03", False, False),
        ("categories = horror and year > 1980 or title = 流浪地球", False, True),
        ("categories = horror and (year > 1980 or title = Alien)", True, False),
        ("not (categories = horror)", False, True),
        ("! categories = horror", False, True),
        ("categories ＝ “科幻” 且 年 ≥ 1", False, False),
        ("year ＞＝ ２０１９ 并且 categories 包含 科", False, True),
        ("（categories 属于 【科幻，恐怖】） 或 year 介于 1970 和 1979", True, True),
        ("categories 不属于 [科幻、恐怖]", True, False),
        ("year 不等于 2019", True, False),
        ("非 title = 「流浪地球」", True, False),
        ("year 1970…1979", True, False),
        ("title <> alien", False, True),
        (r"title = 'a\'b' or director = \"x\"".replace('\\"', '"'), False, False),
    ],
)
def test_means(text, alien, earth):
    expression = parse(text)
    assert (expression.matches(ALIEN), expression.matches(EARTH)) == (alien, earth)
    assert expression.mask(ColumnIndex([ALIEN, EARTH])).tolist() == [alien, earth]


@pytest.mark.parametrize(
    ("text", "at", "says"),
    [
        ("", 0, "a field is expected"),
        ("year =", 6, "a value is expected"),
        ("year = 2 3", 9, "`and`, `or` or the end"),
        ("(year = 2", 9, "`)` is expected"),
        ("title = 'abc", 8, "not closed"),
        ("title = “abc", 8, "not closed"),
        ("published_at > soon", 15, "a date"),
        ("published_at = 2024-02-31", 15, "a date"),
        ("year 3..1", 8, "ends before it begins"),
        ("year 3..x", 8, "a number at one end"),
        ("year not 3", 9, "after `not`"),
        ("year in 3", 9, "a list in brackets"),
        ("year in [3 4]", 11, "`,` or `]`"),
        ("year in []", 9, "a value"),
        ("year between 1 or 2", 15, "the upper end"),
        ("available", 9, "an operator after 'available'"),
        ("year = and", 7, "a value"),
        ("year = 1 ) ", 9, "the end"),
    ],
)
def test_errors_draw_the_place(text, at, says):
    with pytest.raises(InvalidExpression, match="Hint: ") as caught:
        parse(text)
    lines = caught.value.message.splitlines()
    assert says in lines[0]
    assert lines[2] == " " * (4 + at) + "^"


def test_caret_stands_below_wide_characters():
    with pytest.raises(InvalidExpression) as caught:
        parse("类型 = 科幻 年份")
    assert caught.value.message.splitlines()[2] == "    " + " " * (len("类型 = 科幻 ") + 4) + "^"


def test_an_error_in_a_long_text_shows_its_neighbourhood_only():
    with pytest.raises(InvalidExpression) as caught:
        parse("year = 1 or " * 500 + "year year")
    assert all(len(line) < 140 for line in caught.value.message.splitlines()[1:])


@pytest.mark.parametrize("text", ["(" * 10_000, "not " * 4_900 + "a = 1", "(" * 60 + "a=1" + ")" * 60])
def test_depth_is_bounded(text):
    with pytest.raises(InvalidExpression, match=f"more than {MAX_DEPTH} deep"):
        parse(text)


def test_length_is_bounded():
    with pytest.raises(InvalidExpression, match=f"{MAX_CHARACTERS} are allowed"):
        parse("a" * 1_000_000)


def test_many_parts_are_no_depth():
    assert parse(" or ".join(["year = 1979"] * 1_000)).matches(ALIEN)


def test_check_names_near_fields():
    columns = ColumnIndex([ALIEN, EARTH])
    with pytest.raises(InvalidExpression, match="no item has a field 'Yaer'") as caught:
        parse("title = x and Yaer > 3").check(columns)
    assert "did you mean year" in caught.value.hint
    assert caught.value.message.splitlines()[2].index("^") == 4 + 14
    with pytest.raises(InvalidExpression, match="the fields are available, categories"):
        parse("zzzzzz = 1").check(columns)
    parse("year = 1 and tags = x and attributes.title = y").check(columns)
    parse("tags = x").check(ColumnIndex([]))


def test_fields():
    assert parse("year = 1 and (not tags = x or exists year)").fields() == ("attributes.year", "tags")


class Plain:
    """`Columns` that are no `ColumnIndex`."""

    n = 3

    def names(self):
        return {"tags", "attributes.year"}

    def values(self, field):
        return {"tags": [("a", "b"), None, ("c",)], "attributes.year": [1, None, "２"]}[field]


def test_any_columns_will_do():
    assert parse("tags = a or year = 2").mask(Plain()).tolist() == [True, False, True]


def test_no_rows():
    assert parse("tags = a or not year > 2").mask(ColumnIndex([])).shape == (0,)


WORDS = [
    "a",
    "B",
    "ab",
    "科幻",
    "1",
    "1.0",
    "01",
    "2",
    "-3",
    "1e1",
    "true",
    "Ａ",
    "a b",
    " a ",
    "x\0y",
    "",
    "2024-01-02",
    "nan",
    "inf",
    "\u0301",
]
SCALARS = st.one_of(
    st.sampled_from(WORDS),
    st.integers(-3, 3),
    st.sampled_from([1.0, 1.5, float("nan"), float("inf"), 1e22, -0.0]),
    st.booleans(),
    st.none(),
)
LISTS = st.lists(st.sampled_from(WORDS), max_size=3)
ITEMS = st.builds(
    Item,
    item_id=st.sampled_from(["a", "b"]),
    title=st.sampled_from(WORDS),
    description=st.text(alphabet="aB 科\0", max_size=6),
    categories=LISTS.map(tuple),
    attributes=st.dictionaries(st.sampled_from(["x", "y"]), SCALARS | LISTS, max_size=2),
    available=st.booleans(),
    published_at=st.none() | st.sampled_from([0, DAY_OF_LEAP, DAY_OF_LEAP + DAY]),
)
QUOTED = st.sampled_from(WORDS).map(lambda word: "'" + word.replace("'", "\\'") + "'")
VALUES = QUOTED | st.sampled_from(["1", "2", "1.5", "true", "a", "10"])
DATES = st.sampled_from(["1970", "2024-02", "2024-02-29", "1709164800000"])
FIELD = st.sampled_from(["title", "description", "categories", "available", "x", "y", "attributes.x"])
COMPARE = st.sampled_from(["=", "!=", "<", "<=", ">", ">=", "contains", "not contains"])
TESTS = st.one_of(
    st.builds("{} {} {}".format, FIELD, COMPARE, VALUES),
    st.builds("published_at {} {}".format, st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), DATES),
    st.builds("{} {} [{}, {}]".format, FIELD, st.sampled_from(["in", "not in"]), VALUES, VALUES),
    st.builds("{} {}..{}".format, FIELD, st.integers(-3, 0), st.integers(0, 3)),
    st.builds("{} not between {} and {}".format, FIELD, st.just("a"), st.just("科")),
    st.builds("exists {}".format, FIELD),
)
EXPRESSIONS = st.recursive(
    TESTS,
    lambda inner: st.one_of(
        st.builds("({} and {})".format, inner, inner),
        st.builds("({} or {})".format, inner, inner),
        st.builds("not {}".format, inner),
    ),
    max_leaves=5,
)


@settings(deadline=None, max_examples=200)
@given(st.lists(ITEMS, max_size=8), st.lists(EXPRESSIONS, min_size=1, max_size=3))
def test_mask_is_matches_of_each(items, texts):
    columns = ColumnIndex(items)
    for text in texts:
        expression = parse(text)
        assert expression.mask(columns).tolist() == [expression.matches(item) for item in items]


@settings(deadline=None, max_examples=200)
@given(
    st.lists(st.text(alphabet="aBß ſ\t\n\x1c\u3000\u2028\u0301Ａ科\0", min_size=1, max_size=8), max_size=5)
)
def test_texts_folded_together_are_those_folded_alone(texts):
    assert Column(texts).texts == [plain(text) for text in dict.fromkeys(texts)]


@settings(deadline=None, max_examples=200)
@given(st.text(alphabet="ab1.=<>!()[]'\"“ ,、and…\\\n且", max_size=20))
def test_any_text_is_read_or_refused(text):
    try:
        parse(text).matches(ALIEN)
    except InvalidExpression as error:
        assert error.hint  # noqa: PT017 - either outcome is right
