from __future__ import annotations

import math
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st

from penchant.cli.lines import BadRow
from penchant.cli.mapping import parse_map
from penchant.cli.rows import EVENT_FIELDS, ITEM_FIELDS, EventReader, ItemReader, content_id
from penchant.cli.times import given, iso, milliseconds, moment
from penchant.domain import Event, Item
from penchant.errors import InvalidFile, InvalidInput

NOW = 1_700_000_000_000
DAY = 86_400_000


def event(*maps: str, at: int | None = None, line: int = 2, **row: Any) -> Event:
    reader = EventReader(parse_map(maps, EVENT_FIELDS, "context"), now=NOW, at=at)
    return reader(line, {"user_id": "u1", "event_type": "rating", "timestamp": "1600000000", **row})


def item(*maps: str, **row: Any) -> Item:
    return ItemReader(parse_map(maps, ITEM_FIELDS, "attributes"))(2, {"item_id": "m1", **row})


def bad(make: Any, *maps: str, **row: Any) -> BadRow:
    with pytest.raises(BadRow) as caught:
        make(*maps, **row)
    assert caught.value.hint
    return caught.value


# Times


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1600000000", 1_600_000_000_000),
        (1600000000, 1_600_000_000_000),
        ("1396437466.940", 1_396_437_466_940),
        (1396437466.94, 1_396_437_466_940),
        ("1600000000123", 1_600_000_000_123),
        ("2020-09-13T12:26:40Z", 1_600_000_000_000),
        ("2020-09-13T12:26:40", 1_600_000_000_000),
        ("2020-09-13T14:26:40+02:00", 1_600_000_000_000),
        (" 2020-09-13 12:26:40.123 ", 1_600_000_000_123),
        ("2020-09-13", 1_599_955_200_000),
        (datetime(2020, 9, 13, 12, 26, 40), 1_600_000_000_000),  # noqa: DTZ001 - as Polars gives it
        (datetime(2020, 9, 13, 12, 26, 40, tzinfo=UTC), 1_600_000_000_000),
        (date(2020, 9, 13), 1_599_955_200_000),
        ("", None),
        ("  ", None),
        (None, None),
    ],
)
def test_times_in_every_form(value: object, expected: int | None) -> None:
    assert moment(value, "timestamp", now=NOW) == expected


@pytest.mark.parametrize(
    "value",
    [
        "nan",
        math.nan,
        "inf",
        math.inf,
        -1,
        "-5",
        "yesterday",
        "13/09/2020",
        True,
        [],
        "1600000000000000",
        10**400,
        "1e300",
        "1989-12-31",
        "0",
        "19991231",
        NOW + DAY + 1,
        str((NOW + 2 * DAY) / 1000),
        "0001-01-01",
        "9999-12-31T23:59:59-12:00",
    ],
)
def test_absurd_times_are_refused(value: object) -> None:
    with pytest.raises(BadRow) as caught:
        moment(value, "timestamp", now=NOW)
    assert caught.value.field == "timestamp"
    assert "ISO 8601" in caught.value.hint


def test_a_day_ahead_and_the_first_of_1990_are_still_times() -> None:
    assert moment(NOW + DAY, "timestamp", now=NOW) == NOW + DAY
    assert moment("1990-01-01", "timestamp", now=NOW) == 631_152_000_000


@examples(st.integers(631_152_000_000, 4_000_000_000_000))
@settings(deadline=None, max_examples=100)
def test_iso_is_read_back_as_it_was(when: int) -> None:
    assert milliseconds(iso(when), "timestamp") == when


def test_an_option_says_its_name() -> None:
    assert given("2020-09-13", "--at", now=NOW) == 1_599_955_200_000
    assert given(None, "--at", now=NOW) is None
    assert given("2100-01-01", "--until") == 4_102_444_800_000
    with pytest.raises(InvalidInput, match=r"--at: 'soon' is not a time"):
        given("soon", "--at", now=NOW)


# Events


def test_an_event_with_everything() -> None:
    assert event(
        event_id="e1",
        item_id="007",
        value="3.5",
        text="good",
        session_id=12,
        slate_id="s",
        position="3",
        media="a.png|b.png",
        context='{"page": 2}',
    ) == Event(
        user_id="u1",
        event_type="rating",
        event_id="e1",
        item_id="007",
        value=3.5,
        text="good",
        timestamp=1_600_000_000_000,
        session_id="12",
        slate_id="s",
        position=3,
        media=("a.png", "b.png"),
        context={"page": 2},
    )


def test_empty_text_means_missing() -> None:
    read = event(item_id="", value=" ", text="  ", session_id="", position="", context="", media="")
    assert (read.item_id, read.value, read.text, read.session_id, read.position, read.context) == (
        None,
    ) * 5 + ({},)


def test_context_keys_come_from_columns() -> None:
    read = event("context.page=Page", "context.place:=home", context={"a": 1}, Page="3")
    assert read.context == {"a": 1, "page": "3", "place": "home"}


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"user_id": ""}, "user_id"),
        ({"user_id": None}, "user_id"),
        ({"user_id": " u1"}, "user_id"),
        ({"user_id": True}, "user_id"),
        ({"user_id": 7.0}, "user_id"),
        ({"event_type": " "}, "event_type"),
        ({"item_id": ["m1"]}, "item_id"),
        ({"value": "much"}, "value"),
        ({"value": "nan"}, "value"),
        ({"value": math.inf}, "value"),
        ({"value": 10**400}, "value"),
        ({"value": True}, "value"),
        ({"text": {"a": 1}}, "text"),
        ({"timestamp": ""}, "timestamp"),
        ({"timestamp": "then"}, "timestamp"),
        ({"position": "1.5"}, "position"),
        ({"position": -1}, "position"),
        ({"position": 1e30}, "position"),
        ({"context": "[1]"}, "context"),
        ({"context": "{oops"}, "context"),
        ({"context": 3}, "context"),
        ({"media": '["a"'}, "media"),
        ({"media": 3}, "media"),
    ],
)
def test_a_bad_event_names_its_field(row: dict[str, Any], field: str) -> None:
    assert bad(event, **row).field == field


def test_a_message_does_not_quote_a_whole_book() -> None:
    assert len(bad(event, value="x" * 10_000).message) < 200


def test_a_row_without_time_gets_the_one_given() -> None:
    assert event(timestamp="", at=NOW).timestamp == NOW
    assert event(at=NOW).timestamp == 1_600_000_000_000


# Ids made of content: reading again changes nothing, and the order of the file is kept.


def test_the_id_of_a_row_is_its_line_and_its_content() -> None:
    made = event(item_id="m1", value="3").event_id
    assert made == content_id(2, "u1", "m1", "rating", 3.0, 1_600_000_000_000, None)
    assert made == "000000002-" + made[10:]
    assert len(made) == 26
    assert event(item_id="m1", value=3).event_id == made
    assert event(item_id="m1", value="3", line=3).event_id[10:] == made[10:]


@pytest.mark.parametrize(
    "changed",
    [
        {"user_id": "u2"},
        {"item_id": "m2"},
        {"event_type": "view"},
        {"value": 4},
        {"text": "x"},
        {"timestamp": "1600000001"},
    ],
)
def test_other_content_is_another_event(changed: dict[str, Any]) -> None:
    assert (
        event(item_id="m1", value="3").event_id
        != event(**{"item_id": "m1", "value": "3", **changed}).event_id
    )


def test_a_time_given_by_hand_is_not_content() -> None:
    assert event(timestamp=None, at=NOW).event_id == event(timestamp=None, at=NOW - 1).event_id


@examples(st.lists(st.integers(1, 999_999_999), min_size=2, max_size=5, unique=True))
@settings(deadline=None, max_examples=50)
def test_ids_sort_by_line(lines: list[int]) -> None:
    ids = [event(line=line).event_id for line in sorted(lines)]
    assert ids == sorted(ids)


# Items


def test_an_item_of_a_csv_row() -> None:
    assert item(
        title="Alien",
        description="",
        categories="Horror|Sci-Fi",
        tags='["a|b", "c"]',
        media="",
        available="no",
        published_at="1979-05-25",
        year="1979",
        price="3.50",
        code="007",
        colour="red",
        new="true",
        cast="A|B",
        sizes='["S","M"]',
        empty="",
    ) == Item(
        item_id="m1",
        title="Alien",
        categories=("Horror", "Sci-Fi"),
        tags=("a|b", "c"),
        available=False,
        published_at=milliseconds("1979-05-25", ""),
        attributes={
            "year": 1979,
            "price": 3.5,
            "code": "007",
            "colour": "red",
            "new": True,
            "cast": ["A", "B"],
            "sizes": ["S", "M"],
        },
    )


def test_an_item_of_a_json_line() -> None:
    read = item(
        item_id=7,
        title=1984,
        categories=["Novel"],
        attributes={"pages": 328, "isbn": "0012", "x": None},
        brand="B",
        n=2,
    )
    assert (read.item_id, read.title, read.categories) == ("7", "1984", ("Novel",))
    assert read.attributes == {"pages": 328, "isbn": "0012", "brand": "B", "n": 2}


def test_attributes_come_from_columns_and_a_mapped_column_is_no_attribute_itself() -> None:
    read = item("attributes.brand=Brand", "title=Name", "tags:=new|hot", Brand="B", Name="N", Extra="e")
    assert (read.title, read.tags, read.attributes) == ("N", ("new", "hot"), {"brand": "B", "Extra": "e"})


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"item_id": ""}, "item_id"),
        ({"item_id": 1.5}, "item_id"),
        ({"title": ["x"]}, "title"),
        ({"title": True}, "title"),
        ({"categories": [["x"]]}, "categories"),
        ({"categories": {"x": 1}}, "categories"),
        ({"categories": '["x"'}, "categories"),
        ({"available": "maybe"}, "available"),
        ({"published_at": "1979"}, "published_at"),
        ({"published_at": 1979}, "published_at"),
        ({"published_at": "May"}, "published_at"),
        ({"attributes": "red"}, "attributes"),
        ({"attributes": [1]}, "attributes"),
        ({"attributes": {"size": {"w": 1}}}, "attributes.size"),
        ({"size": {"w": 1}}, "attributes.size"),
        ({"weight": math.nan}, "attributes.weight"),
    ],
)
def test_a_bad_item_names_its_field(row: dict[str, Any], field: str) -> None:
    assert bad(item, **row).field == field


# --map


def test_constants_hold_any_text() -> None:
    mapping = parse_map(["event_type:=rating", "text:=a=b", "user_id=User"], EVENT_FIELDS, "context")
    assert event("event_type:=rating=x", event_type="ignored").event_type == "rating=x"
    assert mapping.named == {"User"}


@pytest.mark.parametrize(
    "spec", ["", "title", "=x", ":=x", "title=", "titel=x", "attributes.=x", "context.a=x", "a.b=c"]
)
def test_a_bad_map_is_refused(spec: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_map([spec], ITEM_FIELDS, "attributes")
    assert "--map" in str(caught.value)
    assert caught.value.hint


def test_a_field_is_filled_once() -> None:
    with pytest.raises(InvalidInput, match="fills 'title' twice"):
        parse_map(["title=a", "title:=b"], ITEM_FIELDS, "attributes")


def test_a_header_that_lacks_what_is_needed() -> None:
    reader = EventReader(parse_map([], EVENT_FIELDS, "context"), now=NOW)
    with pytest.raises(InvalidFile, match=r"no column 'event_type'.*it has 'user_id', 'x'"):
        reader.check_columns(Path("a.csv"), ["user_id", "x"])
    reader = EventReader(parse_map(["event_type:=view", "text=Words"], EVENT_FIELDS, "context"), now=NOW)
    with pytest.raises(InvalidFile, match="no column 'Words', which --map names"):
        reader.check_columns(Path("a.csv"), ["user_id", "x"])
    reader.check_columns(Path("a.csv"), ["user_id", "Words"])
    assert reader.ignored(["user_id", "Words", "x", "event_type"]) == ["x", "event_type"]
