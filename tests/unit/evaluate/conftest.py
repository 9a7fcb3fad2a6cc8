"""Small data folders in the standard formats."""

from __future__ import annotations

import gzip
import json

import msgspec
import pytest
from small_data import FUNNY, HORROR, SECONDS

from small_world import ITEMS


@pytest.fixture
def items_file(tmp_path):
    with gzip.open(tmp_path / "items.jsonl.gz", "wt", encoding="utf-8") as out:
        for item in ITEMS:
            out.write(json.dumps(msgspec.to_builtins(item)) + "\n")
    return tmp_path


@pytest.fixture
def sequences(items_file):
    """Twelve people who go through the same films, from different ones on."""
    films = [item.item_id for item in ITEMS if item.available]
    lines = [" ".join([f"u{k}", *(films[(k + j) % len(films)] for j in range(5 + k % 3))]) for k in range(12)]
    (items_file / "sequences.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return items_file


@pytest.fixture
def rated(items_file):
    """Two tastes in ratings, an event every ten minutes; each tenth rating is low; the last two share a second."""
    rows = ["user_id,item_id,event_type,value,timestamp"]
    for k in range(60):
        user, taste = f"u{k % 6}", (HORROR if k % 2 else FUNNY)
        value = 2.0 if k % 10 == 9 else 4.5
        rows.append(
            f"{user},{taste[(k // 6 % 3 + k % 6) % len(taste)]},rating,{value},{SECONDS + min(k, 58) * 600}"
        )
    (items_file / "events.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return items_file
