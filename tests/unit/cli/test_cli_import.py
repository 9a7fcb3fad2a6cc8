from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from penchant.cli import importing

HEADER = "user_id,item_id,event_type,value,timestamp\n"
ROWS = "u1,m1,rating,3.0,1600000000\nu1,m2,rating,4,1600000000\nu2,007,rating,5,1600000001\n"


@pytest.fixture
def put(shell: Any) -> Any:
    def write(name: str, text: str) -> Path:
        Path(name).write_text(text, encoding="utf-8")
        return Path(name)

    return write


def test_items_of_three_formats_are_put(shell: Any, put: Any) -> None:
    put("a.jsonl", '{"item_id":"m1","title":"Alien","categories":["Horror"]}\n')
    put("b.csv", "item_id,title,categories,brand\nm2,Solaris,Drama|Sci-Fi,B\n")
    pl.DataFrame({"item_id": [7], "title": ["Dr. No"]}).write_parquet("c.parquet")
    told = shell.json("import", "items", "a.jsonl", "b.csv", "c.parquet")
    assert (told["rows"], told["imported"], told["rejected"], told["dry_run"]) == (3, 3, 0, False)
    assert [file["file"] for file in told["files"]] == ["a.jsonl", "b.csv", "c.parquet"]
    assert {key: item.title for key, item in shell.engine.catalogue.items()} == {
        "m1": "Alien",
        "m2": "Solaris",
        "7": "Dr. No",
    }
    assert shell.engine.catalogue["m2"].attributes == {"brand": "B"}


def test_events_are_taken_in_once(stocked: Any, put: Any) -> None:
    put("e.csv", HEADER + ROWS)
    first = stocked.json("import", "events", "e.csv")
    again = stocked.json("import", "events", "e.csv")
    assert (first["imported"], first["new"]) == (3, 3)
    assert (again["imported"], again["new"]) == (3, 0)
    assert [event.item_id for event in stocked.engine.log.values()] == ["m1", "m2", "007"]
    assert [*stocked.engine.log] == sorted(stocked.engine.log)
    assert "3 of 3 rows imported" in stocked("import", "events", "e.csv").stdout


def test_batches_are_bounded(shell: Any, put: Any) -> None:
    put("i.csv", "item_id,title\n" + "".join(f"m{n},M\n" for n in range(2_001)))
    shell("import", "items", "i.csv")
    assert shell.engine.item_calls == [1_000, 1_000, 1]
    put("e.csv", HEADER + "".join(f"u,m{n % 2_000},view,,1600000000\n" for n in range(5_001)))
    shell("import", "events", "e.csv")
    assert shell.engine.event_calls == [5_000, 1]


def test_columns_are_mapped(stocked: Any, put: Any) -> None:
    put("e.csv", "who;x,what,stars,when\nu1,m1,4,2020-01-01\n".replace(";x", ""))
    maps = [
        "user_id=who",
        "item_id=what",
        "value=stars",
        "timestamp=when",
        "event_type:=rating",
        "context.from:=file",
    ]
    stocked("import", "events", "e.csv", *[word for spec in maps for word in ("--map", spec)])
    (event,) = stocked.engine.log.values()
    assert (event.user_id, event.item_id, event.event_type, event.value) == ("u1", "m1", "rating", 4.0)
    assert event.context == {"from": "file"}


def test_a_row_in_a_million_is_named_and_nothing_after_it_is_imported(stocked: Any, put: Any) -> None:
    rows = ["u1,m1,view,,1600000000\n"] * 6_000
    rows[5_500] = "u1,m1,view,much,1600000000\n"
    put("e.csv", HEADER + "".join(rows))
    result = stocked("import", "events", "e.csv", code=2)
    assert "Error: 'e.csv', line 5502, value: 'much' is not a number\nHint: " in result.stderr
    assert "5,000 of 5,501 rows imported" in result.stdout
    assert len(stocked.engine.log) == 5_000
    told = stocked.json("import", "events", "e.csv", code=2)
    assert told["error"]["kind"] == "InvalidFile"
    assert "line 5502" in told["error"]["message"]
    assert (told["done"]["imported"], told["done"]["new"]) == (5_000, 0)


def test_bad_rows_are_skipped_shown_counted_and_kept(stocked: Any, put: Any) -> None:
    bad = "".join(f"u1,m1,view,v{n},1600000000\n" for n in range(25))
    put("e.csv", HEADER + ROWS + bad + "u9,m1,view,,1600000000\nu1,m1\n")
    told = stocked.json("import", "events", "e.csv", "--on-error", "skip", "--rejects", "bad.jsonl")
    assert (told["rows"], told["imported"], told["rejected"]) == (30, 4, 26)
    shown = told["files"][0]["rejects"]
    assert len(shown) == 20
    assert shown[0] | {"hint": ""} == {
        "file": "e.csv",
        "line": 5,
        "field": "value",
        "message": "'v0' is not a number",
        "hint": "",
    }
    kept = [json.loads(line) for line in Path("bad.jsonl").read_text().splitlines()]
    assert len(kept) == 26
    assert kept[0]["row"] == {
        "user_id": "u1",
        "item_id": "m1",
        "event_type": "view",
        "value": "v0",
        "timestamp": "1600000000",
    }
    assert (kept[-1]["line"], kept[-1]["row"]) == (31, None)
    words = stocked("import", "events", "e.csv", "--on-error", "skip").stdout
    assert "26 rows could not be used" in words
    assert "The first 20 of them" in words
    assert "'v19' is not a number" in words
    assert "'v20'" not in words


def test_what_the_engine_refuses_is_named_by_line(stocked: Any, put: Any) -> None:
    put(
        "e.csv",
        HEADER + ROWS + "u1,ghost,rating,1,1600000000\nu1,m1,jump,1,1600000000\nu3,m1,view,,1600000000\n",
    )
    result = stocked("import", "events", "e.csv", code=2)
    assert (
        "Error: 'e.csv', line 5, item_id: There is no item 'ghost'\nHint: Import it first." in result.stderr
    )
    assert stocked.engine.log == {}
    told = stocked.json("import", "events", "e.csv", "--on-error", "skip")
    assert (told["imported"], [fault["line"] for fault in told["files"][0]["rejects"]]) == (4, [5, 6])
    assert len(stocked.engine.log) == 4


def test_an_item_the_engine_refuses_is_named_by_line(shell: Any, put: Any) -> None:
    put("i.csv", f"item_id,title\na,A\nb,{'B' * 2001}\nc,C\n")
    said = "'i.csv', line 3: item 'b' has a title of 2001"
    assert said in shell("import", "items", "i.csv", code=2).stderr
    shell("import", "items", "i.csv", "--on-error", "skip")
    assert set(shell.engine.catalogue) == {"a", "c"}
    told = shell("import", "items", "i.csv", "--dry-run", code=2).stdout
    assert "2 of 3 rows could be imported; nothing was written." in told
    assert "1 rows could not be used." in told


def test_a_dry_run_writes_nothing_and_finds_everything(stocked: Any, put: Any) -> None:
    put("e.csv", HEADER + ROWS + "u1,ghost,rating,1,1600000000\nu1,m1,view,x,1600000000\n")
    result = stocked("import", "events", "e.csv", "--dry-run", code=2)
    assert stocked.engine.log == {}
    assert stocked.engine.event_calls == []
    assert "3 of 5 rows could be imported; nothing was written" in result.stdout
    assert "There is no item 'ghost'" in result.stdout
    assert "'x' is not a number" in result.stdout
    assert "1600000000000 (2020-09-13T12:26:40Z)" in result.stdout
    told = stocked.json("import", "events", "e.csv", "--dry-run", "--on-error", "skip")
    assert [event["item_id"] for event in told["files"][0]["first"]] == ["m1", "m2", "007"]
    put("i.csv", "item_id,title,colour\nx,X,red\n")
    assert "{'colour': 'red'}" in stocked("import", "items", "i.csv", "--dry-run").stdout
    assert "x" not in stocked.engine.catalogue
    assert stocked.engine.item_calls == []


def test_a_dry_run_makes_no_store(shell: Any, put: Any, tmp_path: Path) -> None:
    put("i.csv", "item_id,title\nx,X\n")
    shell("import", "items", "i.csv", "--dry-run", "--store", "sqlite:///none.db")
    assert shell.opened[-1]["store"] == "memory://"
    shell("import", "items", "i.csv", "--store", "sqlite:///none.db")
    assert shell.opened[-1]["store"] == "sqlite:///none.db"


def test_rows_without_any_time_get_one_and_the_summary_says_so(stocked: Any, put: Any) -> None:
    put("e.csv", "user_id,item_id,event_type\nu1,m1,view\nu1,m1,view\n")
    put("e.jsonl", '{"user_id":"u1","item_id":"m1","event_type":"view"}\n')
    words = stocked("import", "events", "e.csv", "e.jsonl", "--at", "2020-09-13").stdout
    assert "e.csv gives no times: its rows got 2020-09-13T00:00:00Z." in words
    assert "e.jsonl gives no times" in words
    assert {event.timestamp for event in stocked.engine.log.values()} == {1_599_955_200_000}
    ids = [*stocked.engine.log]
    told = stocked.json("import", "events", "e.csv", "e.jsonl")
    assert (told["new"], [*stocked.engine.log]) == (0, ids)
    assert "gives no times" in told["files"][0]["notes"][0]


def test_a_missing_time_among_others_is_an_error(stocked: Any, put: Any) -> None:
    put("e.csv", HEADER + "u1,m1,view,,1600000000\nu1,m1,view,,\n")
    put(
        "e.jsonl",
        '{"user_id":"u","event_type":"say","text":"a","timestamp":1600000000}\n{"user_id":"u","event_type":"say"}\n',
    )
    assert "line 3, timestamp: is missing" in stocked("import", "events", "e.csv", code=2).stderr
    assert "line 2, timestamp: is missing" in stocked("import", "events", "e.jsonl", code=2).stderr
    stocked("import", "events", "e.csv", "--at", "2020-09-13")
    assert len(stocked.engine.log) == 2


def test_columns_that_are_left_out_are_named(stocked: Any, put: Any) -> None:
    put("e.csv", "user_id,item_id,event_type,timestamp,mood\nu1,m1,view,1600000000,good\n")
    put("e.jsonl", '{"user_id":"u1","event_type":"view","timestamp":1600000000}\n')
    words = stocked(
        "import", "events", "e.csv", "e.jsonl", "--map", "item_id=item_id", "--map", "text=txt", code=2
    ).stderr
    assert "has no column 'txt', which --map names" in words
    words = stocked("import", "events", "e.csv").stdout
    assert "e.csv: columns left out: mood." in words
    words = stocked("import", "events", "e.jsonl", "--map", "text=txt").stdout
    assert "e.jsonl: the first row has no txt, which --map names." in words


def test_files_are_looked_at_before_the_first_is_imported(stocked: Any, put: Any) -> None:
    put("e.csv", HEADER + ROWS)
    assert "There is no file 'f.csv'" in stocked("import", "events", "e.csv", "f.csv", code=2).stderr
    assert stocked.engine.log == {}


def test_ctrl_c_says_what_was_done(stocked: Any, put: Any) -> None:
    put("e.csv", HEADER + "u1,m1,view,,1600000000\n" * 5_001)
    stocked.engine.interrupt_after = 1
    words = stocked("import", "events", "e.csv", code=130).stdout
    assert "5,000 of 5,001 rows imported" in words
    assert "Stopped. Import again to go on" in words
    stocked.engine.interrupt_after = 0
    assert stocked.json("import", "events", "e.csv", code=130)["interrupted"] is True


def test_a_truncated_archive_says_what_was_done(stocked: Any, put: Any, pack: Any) -> None:
    import random

    noise = random.Random(0)
    rows = "".join(f"u{noise.random()},m1,view,,1600000000\n" for _ in range(12_000))
    Path("e.csv.gz").write_bytes(pack((HEADER + rows).encode(), ".gz")[:-4_000])
    told = stocked.json("import", "events", "e.csv.gz", "--on-error", "skip", code=2)
    assert "breaks off after line" in told["error"]["message"]
    assert told["done"]["imported"] == len(stocked.engine.log) == 10_000


def test_the_scenario_goes_to_the_engine(shell: Any, put: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    put("i.csv", "item_id,title\nx,X\n")
    shell("import", "items", "i.csv", "--scenario", "shop")
    assert shell.opened[-1]["scenario"] == "shop"
    monkeypatch.setenv("PENCHANT_SCENARIO", "social")
    shell("import", "items", "i.csv")
    assert shell.opened[-1]["scenario"] == "social"


def test_rejects_that_cannot_be_written(shell: Any, put: Any) -> None:
    put("i.csv", "item_id,title\nx,X\n")
    assert (
        "cannot be written" in shell("import", "items", "i.csv", "--rejects", "no/such.jsonl", code=2).stderr
    )
    assert shell.engine.catalogue == {}


def test_a_parquet_row_with_a_date_in_it_can_be_rejected(stocked: Any) -> None:
    from datetime import date

    pl.DataFrame({"user_id": ["u"], "event_type": ["view"], "timestamp": [date(1980, 1, 1)]}).write_parquet(
        "e.parquet"
    )
    stocked("import", "events", "e.parquet", "--on-error", "skip", "--rejects", "bad.jsonl")
    assert json.loads(Path("bad.jsonl").read_text())["row"]["timestamp"] == "1980-01-01"


def test_a_bar_on_a_terminal_lets_every_row_through(
    stocked: Any, put: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    class System:
        stderr = Terminal()

    put("e.csv", HEADER + "u1,m1,view,,1600000000\n" * 2_001)
    monkeypatch.setattr(importing, "sys", System)
    assert "2,001 of 2,001 rows imported" in stocked("import", "events", "e.csv").stdout
