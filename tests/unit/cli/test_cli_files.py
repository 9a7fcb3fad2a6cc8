from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from penchant.cli import files, lines
from penchant.cli.files import open_source
from penchant.cli.lines import BadRow
from penchant.errors import InvalidFile

LINED = ["", ".gz", ".zst"]


def read(path: Path, written: tuple[str, ...] = ()) -> list[tuple[int, Any]]:
    with open_source(path, written=written) as source:
        return [(line, row.message if isinstance(row, BadRow) else row) for line, row in source]


def refused(path: Path) -> InvalidFile:
    with pytest.raises(InvalidFile) as caught:
        read(path)
    assert repr(str(path)) in caught.value.message
    assert caught.value.hint
    return caught.value


@pytest.fixture
def make(tmp_path: Path, pack: Any) -> Any:
    def write(name: str, data: bytes | str) -> Path:
        path = tmp_path / name
        ending = path.suffix if path.suffix in {".gz", ".zst"} else ""
        path.write_bytes(pack(data.encode() if isinstance(data, str) else data, ending))
        return path

    return write


@pytest.mark.parametrize("ending", LINED)
def test_csv_gives_rows_with_the_line_they_begin_on(make: Any, ending: str) -> None:
    path = make(f"a.csv{ending}", 'id,text\n1,"two\nlines, and ""quotes"""\n\n007,plain\n')
    assert read(path) == [
        (2, {"id": "1", "text": 'two\nlines, and "quotes"'}),
        (5, {"id": "007", "text": "plain"}),
    ]


@pytest.mark.parametrize("ending", LINED)
def test_jsonl_gives_rows_with_their_line(make: Any, ending: str) -> None:
    path = make(f"a.jsonl{ending}", '{"id":"1"}\n\n  \n{"id":2,"tags":["x"]}')
    assert read(path) == [(1, {"id": "1"}), (4, {"id": 2, "tags": ["x"]})]


@pytest.mark.parametrize("ending", LINED)
@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_bom_and_crlf_are_read_away(make: Any, kind: str, ending: str) -> None:
    text = {
        "csv": "\ufeffid,b\r\n1,x\r\n\r\n2,y\r\n",
        "jsonl": '\ufeff{"id":"1","b":"x"}\r\n\r\n{"id":"2","b":"y"}\r\n',
    }
    rows = [row for _, row in read(make(f"a.{kind}{ending}", text[kind]))]
    assert rows == [{"id": "1", "b": "x"}, {"id": "2", "b": "y"}]


def test_ndjson_is_jsonl(make: Any) -> None:
    assert read(make("a.ndjson", '{"id":"1"}\n')) == [(1, {"id": "1"})]


def test_parquet_gives_rows_with_their_number(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pl.DataFrame({"id": ["1", "007"], "tags": [["x"], []]}).write_parquet(path)
    assert read(path) == [(1, {"id": "1", "tags": ["x"]}), (2, {"id": "007", "tags": []})]


def test_a_parquet_file_of_several_blocks_keeps_its_order(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    count = files.BLOCK_ROWS * 2 + 7
    pl.DataFrame({"id": range(count)}).write_parquet(path, row_group_size=1_000)
    assert [(line, row["id"]) for line, row in read(path)] == [(n + 1, n) for n in range(count)]


def test_zst_of_many_blocks_keeps_lines_whole(make: Any) -> None:
    count = files.BLOCK_ROWS * 2 + 7
    path = make("a.csv.zst", "id\n" + "".join(f"{n}\n" for n in range(count)))
    assert [(line, row["id"]) for line, row in read(path)] == [(n + 2, str(n)) for n in range(count)]


def test_json_numbers_in_id_columns_keep_their_spelling(make: Any) -> None:
    path = make("a.jsonl", '{"id": 7.10, "value": 7.10}\n{"id": 1e400}\n{"id": 12345678901234567890123}\n')
    rows = read(path, written=("id",))
    assert rows[0] == (1, {"id": "7.10", "value": 7.1})
    assert rows[2] == (3, {"id": 12345678901234567890123})


# What is wrong with a row is given in its place, and reading goes on.


@pytest.mark.parametrize(
    ("body", "line", "words"),
    [
        ("1,x\n2\n3,y\n", 3, "1 values where the header names 2"),
        ("1,x\n2,a,b\n3,y\n", 3, "3 values where the header names 2"),
        ('1,x\n2,"a"b\n3,y\n', 3, "not well-formed CSV"),
        ("1,x\n2,a\rb\n3,y\n", 3, "bare carriage return"),
        ("1,x\n2,\x00\n3,y\n", 3, "zero byte"),
        (b"1,x\n2,\xff\n3,y\n", 3, "not UTF-8 text: byte 3 is 0xff"),
        ("1,x\n2," + "z" * 140_000 + "\n3,y\n", 3, "longer than 131,072 characters"),
    ],
)
def test_a_bad_csv_row_is_named_and_the_rest_is_read(
    make: Any, body: str | bytes, line: int, words: str
) -> None:
    data = body if isinstance(body, bytes) else body.encode()
    first, bad, last = read(make("a.csv", b"id,b\n" + data))
    assert (first, last) == ((2, {"id": "1", "b": "x"}), (4, {"id": "3", "b": "y"}))
    assert bad[0] == line
    assert words in bad[1]


def test_an_open_quote_is_named_where_it_opens(make: Any) -> None:
    rows = read(make("a.csv", 'id,b\n1,x\n2,"open\n3,y\n'))
    assert rows[0] == (2, {"id": "1", "b": "x"})
    assert rows[1] == (3, "opens a quote that is never closed")


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (b'{"id":"2"', "not JSON"),
        (b"[1]", "JSON list, not an object"),
        (b"7", "JSON int, not an object"),
        (b'{"id":"\xff"}', "not UTF-8"),
        (b'{"id":"\0"}', "zero byte"),
        (b'{"id":NaN}', "not JSON"),
        (b'{"id":1e999}', "not JSON"),
        (b"[" * 100_000, "not JSON"),
    ],
)
def test_a_bad_json_line_is_named_and_the_rest_is_read(make: Any, bad: bytes, words: str) -> None:
    first, wrong, last = read(make("a.jsonl", b'{"id":"1"}\n' + bad + b'\n{"id":"3"}\n'))
    assert (first[0], last) == (1, (3, {"id": "3"}))
    assert wrong[0] == 2
    assert words in wrong[1]


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_a_line_without_end_does_not_fill_the_memory(
    make: Any, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(lines, "LINE_BYTES", 64)
    text = {"csv": f"id\n1\n{'x' * 1000}\n2\n", "jsonl": f'{{"id":"1"}}\n{"x" * 1000}\n{{"id":"2"}}\n'}
    rows = read(make(f"a.{kind}", text[kind]))
    assert [row if isinstance(row, str) else row["id"] for _, row in rows] == [
        "1",
        "is longer than 64 bytes",
        "2",
    ]


# What is wrong with a file ends it.


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.csv.gz", "a.jsonl.zst", "a.parquet"])
def test_missing_folder_and_empty_files(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    assert "There is no file" in refused(path).message
    path.mkdir()
    assert "is a folder" in refused(path).message
    path.rmdir()
    path.touch()
    assert "is empty" in refused(path).message


@pytest.mark.parametrize("ending", LINED)
def test_files_that_hold_nothing_inside(make: Any, ending: str) -> None:
    if ending:
        assert "no header line" in refused(make(f"a.csv{ending}", "")).message
        assert "holds no lines" in refused(make(f"a.jsonl{ending}", "")).message
    assert "no header line" in refused(make(f"b.csv{ending}", "\n\r\n\n")).message
    assert "holds no lines" in refused(make(f"b.jsonl{ending}", "\n\n")).message


def test_a_header_alone_is_a_file_of_no_rows(make: Any, tmp_path: Path) -> None:
    assert read(make("a.csv", "id,b\n")) == []
    pl.DataFrame({"id": pl.Series([], dtype=pl.String)}).write_parquet(tmp_path / "a.parquet")
    assert read(tmp_path / "a.parquet") == []


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("id,b,id\n1,2,3\n", "line 1: two columns are named 'id'"),
        ("id,,b\n1,2,3\n", "line 1: column 2 has no name"),
        ("\n\nid,b,\n1,2,3\n", "line 3: column 3 has no name"),
        ("id;b\n1;2\n", "not parted by commas"),
        ("id\tb\n1\t2\n", "not parted by commas"),
        ('{"id":"1"}\n', "JSON object stands where the header should"),
        ('"id,b\n1,2\n', "header cannot be read"),
        (b"\xffid,b\n1,2\n", "line 1: the header cannot be read: it is not UTF-8"),
    ],
)
def test_a_bad_header(make: Any, header: str | bytes, words: str) -> None:
    assert words in refused(make("a.csv", header)).message


@pytest.mark.parametrize("name", ["a.txt", "a", "a.json", "a.csv.bz2", "a.parquet.gz", "csv", ".gz", "a.gz"])
def test_an_unknown_ending_names_the_known_ones(make: Any, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("id\n1\n")
    error = refused(tmp_path / name)
    assert files.ALLOWED in error.message


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.csv", gzip.compress(b"id\n1\n", mtime=0), "holds gz data"),
        ("a.jsonl", b"\x28\xb5\x2f\xfd....", "holds zst data"),
        ("a.csv", b"PAR1....PAR1", "holds parquet data"),
        ("a.parquet", b"id,b\n1,2\n", "does not hold parquet data"),
        ("a.csv.gz", b"id,b\n1,2\n", "does not hold gz data"),
        ("a.jsonl.zst", b'{"id":"1"}\n', "does not hold zst data"),
        ("a.csv", b"PK\x03\x04....", "zip archive or an Excel workbook"),
        ("a.csv", "id,b\n1,2\n".encode("utf-16"), "UTF-16"),
    ],
)
def test_a_wrong_ending_says_what_the_file_holds(tmp_path: Path, name: str, data: bytes, words: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert words in refused(path).message


@pytest.mark.parametrize("ending", [".gz", ".zst"])
@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_a_cut_off_archive(make: Any, kind: str, ending: str) -> None:
    import random

    noise = random.Random(0)
    lines = [
        f'{{"id":"{noise.random()}"}}\n' if kind == "jsonl" else f"{noise.random()}\n" for _ in range(20_000)
    ]
    path = make(f"a.{kind}{ending}", ("id\n" if kind == "csv" else "") + "".join(lines))
    path.write_bytes(path.read_bytes()[:-5_000])
    message = refused(path).message
    assert "breaks off" in message
    if ending == ".gz":
        assert "after line" in message


@pytest.mark.parametrize("name", ["a.csv.gz", "a.csv.zst", "a.jsonl.gz", "a.parquet"])
def test_garbage_behind_the_right_first_bytes(tmp_path: Path, name: str) -> None:
    magic = {".gz": b"\x1f\x8b\x08\x00", ".zst": b"\x28\xb5\x2f\xfd", ".parquet": b"PAR1"}[Path(name).suffix]
    path = tmp_path / name
    path.write_bytes(magic + bytes(range(256)) * 40)
    assert "cannot be read" in refused(path).message or "breaks off" in refused(path).message


def test_a_cut_off_parquet_file(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pl.DataFrame({"id": range(1000)}).write_parquet(path)
    path.write_bytes(path.read_bytes()[:-100])
    assert "cannot be read" in refused(path).message


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_binary_garbage_is_no_text(make: Any, kind: str) -> None:
    path = make(f"a.{kind}", bytes(range(1, 256)) * 3)
    if kind == "csv":
        assert "is no column's name" in refused(path).message
    else:
        assert all(isinstance(row, str) for _, row in read(path))


def test_a_zst_file_that_is_not_text(make: Any) -> None:
    assert "utf8" in refused(make("a.jsonl.zst", b"\xff\xfe\xfd")).message


def test_the_share_read_grows_to_one(make: Any, tmp_path: Path) -> None:
    pl.DataFrame({"id": range(10)}).write_parquet(tmp_path / "a.parquet")
    for path in (make("a.csv", "id\n" + "1\n" * 9), make("a.jsonl.gz", '{"id":1}\n'), tmp_path / "a.parquet"):
        with open_source(path) as source:
            assert [*source]
            assert source.share() == 1.0
