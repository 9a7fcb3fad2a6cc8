"""Chat: who is counted where, and what counts as found."""

from __future__ import annotations

import json

from small_data import plan

from penchant.evaluate import chat, protocols
from penchant.evaluate.chat import Found, Said
from penchant.evaluate.data import Turn


def test_a_turn_is_read_with_what_it_answers():
    turns = (Turn(role="system", text="Heat?"), Turn(role="user", text="no"), Turn(role="user", text="never"))
    assert list(chat.own(turns)) == [Said("no", "Heat?"), Said("never", "")]


def test_counts_by_how_an_item_comes_up():
    assert chat.counted([Said("I saw Heat.", "")], "heat") == chat.COUNTS
    assert chat.counted([Said("I hated it", "Have you seen Heat?")], "heat") == chat.COUNTS[1:]
    assert chat.counted([Said("no", "Have you seen Heat?")], "heat") == chat.COUNTS[2:]
    assert chat.counted([Said("no", "Have you seen Heatwave?")], "heat") == chat.COUNTS[3:]


def test_recall_and_precision_by_hand():
    found = [
        Found("dislike", "never", chat.COUNTS, "odd"),
        Found("dislike", "unjudged", chat.COUNTS, "odd"),
        Found("like", "dislike", chat.COUNTS, "even"),
        Found("like", "like", chat.COUNTS, "even"),
    ]
    assert chat.shares(found) == {"recall": [1.0, 0.0], "precision": [1.0, 0.0]}
    assert chat.halves(found)["named, odd"]["recall"] == 0.5
    assert chat.reading_of(found)["like"] == {"dislike": 1.0, "like": 1.0}


def test_a_folder_with_feedback_is_chat(tmp_path):
    (tmp_path / "items.jsonl").write_text(
        '{"item_id": "1", "title": "Heat (1995)"}\n{"item_id": "2", "title": "Titanic (1997)"}\n',
        encoding="utf-8",
    )
    turns = [{"role": "system", "text": "Hi!"}, {"role": "user", "text": "I love Heat but I hated Titanic."}]
    row = {"request_id": "7-2", "dialog_id": "7", "turns": turns, "targets": []}
    (tmp_path / "requests.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    (tmp_path / "feedback.csv").write_text(
        "dialog_id,item_id,liked,seen,suggested_by_recommender\n7,1,like,seen,0\n7,2,dislike,seen,0\n",
        encoding="utf-8",
    )
    found = protocols.run("polarity", plan(tmp_path))
    assert (found.protocol, found.cases) == ("Chat", 2)
    assert found.metrics["recall of dislikes, named"] == 1.0
    assert found.metrics["precision of dislikes, named"] == 1.0
