"""`penchant chat`: eight turns in each language, over a real engine and the small catalogue of the media scenario."""

from __future__ import annotations

import json
import re

import pytest
from typer.testing import CliRunner

from penchant import scenarios
from penchant.build import build
from penchant.cli import app
from small_world import small_settings

EN = """\
# a comment, and an empty line

something thoughtful
1
only under 2 hours
more like the second one
less of this for a week
surprise me
show me more
something newer
"""
ZH = """\
想看科幻片
1
只看两小时以内的
多来点第二个那样的
这周少来点这种
给我惊喜
换一批
新一点的
"""


@pytest.fixture
def store(tmp_path, monkeypatch):
    """A store on disk with the media scenario's own catalogue, the hashing encoder."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "PENCHANT_STORE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "penchant.toml").write_text('encoder = "hashing"\n', encoding="utf-8")
    url = f"sqlite:///{tmp_path}/chat.db"
    with build(url, settings=small_settings()) as engine:
        engine.put_items(scenarios.items("media"))
    return url


def run(*words, text=None):
    done = CliRunner().invoke(app, [str(word) for word in words], input=text)
    assert done.exit_code == 0, done.output
    return done.output


def replies(store, tmp_path, script, *more):
    path = tmp_path / "turns.txt"
    path.write_text(script, encoding="utf-8")
    return json.loads(run("chat", "ann", "--script", path, "--store", store, "--json", *more))


@pytest.mark.parametrize(("script", "noted"), [(EN, "Noted: "), (ZH, "记下了：")])
def test_eight_turns(store, tmp_path, script, noted):
    found = replies(store, tmp_path, script)
    assert len(found) == 8
    first, answered, short, alike, less, surprised, more, newer = found
    assert all(one["slate"]["items"] for one in found)
    assert first["question"]["gain"] >= 0.1
    assert answered["steered"][0]["label"] == first["question"]["choices"][0]["label"]
    assert [i["where"] for i in short["steered"]] == ["minutes <= 120"]
    assert all(i["polarity"] == 1 for i in alike["steered"])
    assert [i["polarity"] for i in less["steered"]] == [-1]
    assert newer["steered"][0]["where"].startswith("year > ")
    assert surprised["steered"][0]["explore"] == 0.3
    assert more["steered"] == []
    for one in (answered, short, alike, less, newer, surprised):
        assert one["text"].startswith(noted)
        assert all(interest["expires_at"] for interest in one["steered"])
    shown = {item["item_id"] for one in found[:-2] for item in one["slate"]["items"]}
    assert not shown & {item["item_id"] for item in more["slate"]["items"]}


def test_filters_hold_from_turn_to_turn(store, tmp_path):
    found = replies(store, tmp_path, EN)
    minutes = {
        item.item_id: item.attributes["minutes"]
        for item in scenarios.items("media")
        if "minutes" in item.attributes
    }
    for one in found[2:]:
        assert all(minutes[item["item_id"]] <= 120 for item in one["slate"]["items"])


def test_what_was_steered_is_listed_with_its_end_and_can_be_dropped(store, tmp_path):
    replies(store, tmp_path, EN)
    page = " ".join(run("interests", "ann", "--store", store).split())
    assert "only where minutes <= 120" in page
    assert "30 % explored" in page
    found = json.loads(run("interests", "ann", "--store", store, "--json"))
    steering = [i for i in found if i["where"] or i["explore"]]
    assert len(steering) >= 3
    for one in steering:
        run("interests", "edit", "ann", "drop", one["interest_id"], "--store", store)
    left = json.loads(run("interests", "ann", "--store", store, "--json"))
    assert not [i for i in left if i["where"] or i["explore"]]


def test_the_page_shows_turns_lists_and_numbered_answers(store, tmp_path):
    path = tmp_path / "turns.txt"
    path.write_text(EN, encoding="utf-8")
    page = run("chat", "ann", "--script", path, "--store", store)
    assert "> only under 2 hours" in page
    assert re.search(r"^\s+1 \S+", page, re.MULTILINE)
    assert "None of these" in page


def test_turns_are_read_until_they_end(store):
    page = run("chat", "ann", "--store", store, text="I love comedies\n\nonly under 2 hours\n")
    assert page.count("what fits now") == 2
    assert "Ctrl-D" in page


def test_the_answers_language_can_be_chosen(store):
    page = run("chat", "ann", "--store", store, "--language", "zh", text="I love comedies\n")
    assert "现在合适的有" in page


def test_a_script_that_is_not_there_is_said(store, tmp_path):
    done = CliRunner().invoke(app, ["chat", "ann", "--script", str(tmp_path / "none"), "--store", store])
    assert done.exit_code == 2
    assert "cannot be read" in done.output
