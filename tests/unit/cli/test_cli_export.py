from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from penchant.cli.files import open_source
from penchant.cli.lines import BadRow
from penchant.cli.mapping import parse_map
from penchant.cli.rows import EVENT_FIELDS, ITEM_FIELDS, EventReader, ItemReader
from penchant.cli.writing import plain_event, plain_item, write_rows
from penchant.domain import Event, Item

FORMS = ["a.csv", "a.jsonl", "a.ndjson", "a.csv.gz", "a.jsonl.gz", "a.parquet"]
NOW = 4_000_000_000_000

words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8).filter(
    lambda s: s.strip() == s
)
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=12).filter(
    lambda s: not s or not s.isspace()
)
lists = st.lists(words, max_size=3)
values = st.one_of(
    st.integers(-(2**53), 2**53),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    words,
    lists,
)
items = st.builds(
    Item,
    item_id=words,
    title=texts,
    description=texts,
    categories=lists.map(tuple),
    tags=lists.map(tuple),
    attributes=st.dictionaries(words, values, max_size=3),
    media=lists.map(tuple),
    available=st.booleans(),
    published_at=st.none() | st.integers(-1_000_000_000_000, NOW),
)
events = st.builds(
    Event,
    user_id=words,
    event_type=words,
    event_id=words,
    item_id=st.none() | words,
    text=st.none() | texts.filter(bool),
    value=st.none() | st.floats(allow_nan=False, allow_infinity=False),
    timestamp=st.integers(631_152_000_000, NOW),
    session_id=st.none() | words,
    media=lists.map(tuple),
    slate_id=st.none() | words,
    position=st.none() | st.integers(0, 999),
    context=st.dictionaries(words, st.one_of(values, st.none()), max_size=2),
)
often = settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


def back(path: Path, reader: Any) -> list[Any]:
    with open_source(path) as source:
        return [row if isinstance(row, BadRow) else reader(line, row) for line, row in source]


@pytest.mark.parametrize("name", FORMS)
@given(rows=st.lists(items, min_size=1, max_size=4))
@often
def test_items_come_back_as_they_were(tmp_path: Path, name: str, rows: list[Item]) -> None:
    path = tmp_path / name
    assert write_rows(path, map(plain_item, rows), "items") == len(rows)
    assert back(path, ItemReader(parse_map([], ITEM_FIELDS, "attributes"))) == rows


@pytest.mark.parametrize("name", FORMS)
@given(rows=st.lists(events, min_size=1, max_size=4))
@often
def test_events_come_back_as_they_were(tmp_path: Path, name: str, rows: list[Event]) -> None:
    path = tmp_path / name
    assert write_rows(path, map(plain_event, rows), "events") == len(rows)
    assert back(path, EventReader(parse_map([], EVENT_FIELDS, "context"), now=NOW)) == rows


@pytest.mark.parametrize("name", ["i.csv", "i.parquet"])
def test_nothing_is_a_file_with_a_header(shell: Any, name: str) -> None:
    shell("export", "items", "--output", name)
    assert back(Path(name), ItemReader(parse_map([], ITEM_FIELDS, "attributes"))) == []


def test_many_rows_go_through_the_parquet_writer_in_order(tmp_path: Path) -> None:
    rows = [Item(item_id=str(n)) for n in range(12_345)]
    assert write_rows(tmp_path / "a.parquet", map(plain_item, rows), "items") == len(rows)
    assert back(tmp_path / "a.parquet", ItemReader(parse_map([], ITEM_FIELDS, "attributes"))) == rows


def test_standard_output_gets_json_lines(stocked: Any) -> None:
    lines = [json.loads(line) for line in stocked("export", "items").stdout.splitlines()]
    assert [line["item_id"] for line in lines] == ["m1", "m2", "007"]
    stocked.engine.observe(Event(user_id="u", event_type="say", event_id="e", text="太好看了"))
    assert '"太好看了"' in stocked("export", "events").stdout
    assert json.loads(stocked("export", "user", "u").stdout)["events"][0]["text"] == "太好看了"


def test_files_are_written_by_their_ending(stocked: Any) -> None:
    assert "3 rows written to out.csv." in stocked("export", "items", "-o", "out.csv").stdout
    assert Path("out.csv").read_text().startswith("item_id,title,description")
    assert stocked.json("export", "items", "--output", "out.jsonl.gz") == {"file": "out.jsonl.gz", "rows": 3}
    assert gzip.decompress(Path("out.jsonl.gz").read_bytes()).count(b"\n") == 3
    stocked("export", "user", "u", "-o", "u.json")
    assert json.loads(Path("u.json").read_text())["user_id"] == "u"


@pytest.mark.parametrize("name", ["out.txt", "out.csv.zst", "none/out.csv", "none/out.parquet"])
def test_what_cannot_be_written(stocked: Any, name: str) -> None:
    assert "Error: " in stocked("export", "items", "-o", name, code=2).stderr
    assert [*Path().iterdir()] == []


def test_a_users_data_are_no_table(stocked: Any) -> None:
    assert "ends in .json" in stocked("export", "user", "u", "-o", "u.csv", code=2).stderr


def test_an_older_file_stays_until_the_new_one_is_whole(stocked: Any) -> None:
    Path("out.jsonl").write_text("old")

    def broken() -> Any:
        yield next(iter(stocked.engine.catalogue.values()))
        raise KeyboardInterrupt

    stocked.engine.all_items = broken
    stocked("export", "items", "-o", "out.jsonl", code=130)
    assert [path.name for path in Path().iterdir()] == ["out.jsonl"]
    assert Path("out.jsonl").read_text() == "old"
