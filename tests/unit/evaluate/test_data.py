"""Files as nouns: order, times, and what is said when something is missing."""

from __future__ import annotations

import pytest
from small_data import SECONDS

from penchant.errors import InvalidFile
from penchant.evaluate import data, lab


def test_events_come_by_time_and_keep_file_order_within_a_second(tmp_path):
    lines = ["user_id,item_id,event_type,value,timestamp"]
    lines += [
        f"u,{name},click,,{SECONDS + second}" for name, second in zip("abcd", (5, 1, 1, 1), strict=True)
    ]
    (tmp_path / "events_train.csv").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "events_test.csv").write_text(f"{lines[0]}\nu,e,click,,{SECONDS + 1}.5\n", encoding="utf-8")
    events = data.events(tmp_path)
    assert [e.item_id for e in events] == ["b", "c", "d", "e", "a"]
    assert sorted(e.event_id for e in events) == [e.event_id for e in events]
    assert events[3].timestamp == SECONDS * 1000 + 1500
    assert [i.item_id for i in data.items(tmp_path)] == ["b", "c", "d", "e", "a"]


def test_shuffled_seconds_change_the_order_inside_them_alone(tmp_path):
    lines = ["user_id,item_id,event_type,value,timestamp"]
    lines += [f"u,{k},click,,{SECONDS + k // 20}" for k in range(60)]
    (tmp_path / "events.csv").write_text("\n".join(lines), encoding="utf-8")
    plain, mixed = data.events(tmp_path), data.events(tmp_path, shuffle_seconds=0)
    assert [e.item_id for e in plain] != [e.item_id for e in mixed]
    for start in range(0, 60, 20):
        a, b = ({e.item_id for e in held[start : start + 20]} for held in (plain, mixed))
        assert a == b
    assert [e.timestamp for e in mixed] == sorted(e.timestamp for e in mixed)
    assert [e.event_id for e in mixed] == sorted(e.event_id for e in mixed)
    assert mixed == data.events(tmp_path, shuffle_seconds=0)


def test_what_is_missing_is_said(tmp_path):
    with pytest.raises(InvalidFile, match=r"holds no 'sequences.txt'"):
        data.sequences(tmp_path)
    (tmp_path / "events.csv").write_text("user_id,item_id,event_type,value\nu,a,rating,4\n", encoding="utf-8")
    with pytest.raises(InvalidFile, match="no times"):
        data.events(tmp_path)
    (tmp_path / "items.jsonl").write_text('{"item_id": "a"}\n{"title": "b"}\n', encoding="utf-8")
    with pytest.raises(InvalidFile, match="line 2"):
        data.items(tmp_path)


def test_samples_are_repeatable_and_in_order():
    cases = list(range(100))
    assert data.sample(cases, 10, 0) == data.sample(cases, 10, 0)
    assert data.sample(cases, 10, 0) == sorted(data.sample(cases, 10, 0))
    assert data.sample(cases, 10, 0) != data.sample(cases, 10, 1)
    assert data.sample(cases, None, 0) == data.sample(cases, 200, 0) == cases


def test_the_scenario_follows_the_data(sequences, tmp_path):
    assert lab.scenario_of(sequences) == "shop"
    (tmp_path / "rated").mkdir()
    (tmp_path / "rated" / "events.csv").write_text(
        "user_id,item_id,event_type\nu,a,rating\n", encoding="utf-8"
    )
    assert lab.scenario_of(tmp_path / "rated") == "media"
