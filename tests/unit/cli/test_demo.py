"""The demo keeps what it promises, on every scenario, with the real encoder: it is the first thing a newcomer sees."""

from __future__ import annotations

import json
import re
import shlex
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import typer
from rich.cells import cell_len
from typer.testing import CliRunner

from penchant import Engine, Item, build, scenarios
from penchant.cli import app
from penchant.cli.demo import demo
from penchant.cli.demo_page import WIDTH, WORDS
from penchant.ports import Cursor
from penchant.stores.sqlite import SqliteStore
from penchant.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from click.testing import Result

LINES_A_STEP = 25
COMMANDS = 3
DEED, CHANGED_MIND = 2, 3
REFUSAL = {"media": 5, "shop": 4, "education": 4, "social": 4}
alone = typer.Typer()
alone.command()(demo)
each = pytest.mark.parametrize("name", scenarios.NAMES)


def run(*words: str, code: int = 0) -> Result:
    result = CliRunner().invoke(alone, ["--terminal", *words], env={"COLUMNS": str(WIDTH), "LANG": "C.UTF-8"})
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == code, result.output
    return result


def tell(name: str, store: str) -> dict[str, Any]:
    (told,) = json.loads(run("--scenario", name, "--store", store, "--json").stdout)["stories"]
    return told


@pytest.fixture(autouse=True, scope="module")
def one_encoder() -> Iterator[None]:
    """The real encoder, loaded once for all runs: loading it is most of what opening a store costs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(build, "encoder_of", cache(build.encoder_of))
        yield


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory, one_encoder: None) -> Callable[[str], dict[str, Any]]:
    """The story of a scenario, from one run of all four, with the store it left."""
    store = f"sqlite:///{tmp_path_factory.mktemp('demo') / 'demo.db'}"
    stories = json.loads(run("--all", "--store", store, "--json").stdout)["stories"]
    return {told["scenario"]: told for told in stories}.__getitem__


def ids(step: dict[str, Any]) -> list[str]:
    return [item["item_id"] for item in step["slate"]["items"]]


def facets(name: str, item_id: str) -> set[str]:
    item = next(item for item in scenarios.items(name) if item.item_id == item_id)
    named = [("categories", value) for value in item.categories] + [("tags", value) for value in item.tags]
    return {f"{field}:{fold(value)}" for field, value in named}


# --- the promises


@each
def test_a_deed_changes_the_list(told, name):
    first, second = told(name)["steps"][DEED - 2 : DEED]
    item_id = second["observed"]["event"]["item_id"]
    assert item_id in ids(first)
    assert item_id not in ids(second)
    assert item_id in {gone["item_id"] for gone in second["gone"]}
    assert ids(second) != [other for other in ids(first) if other != item_id]


@each
def test_the_changed_mind_leads(told, name):
    step = told(name)["steps"][CHANGED_MIND - 1]
    aspect = next(a for a in reversed(step["observed"]["aspects"]) if a["polarity"] == "like")
    top = step["slate"]["items"][0]
    assert top["item_id"] not in ids(told(name)["steps"][DEED - 1])
    assert aspect["quote"] in top["reasons"][0]["text"]


@each
def test_nothing_refused_is_in_any_list_after_it(told, name):
    for step in told(name)["steps"]:
        refused = {
            fold(facet) for i in step["interests"] if i["hardness"] == "never" for facet in i["facets"]
        }
        for item_id in ids(step) if step["slate"] else ():
            assert not facets(name, item_id) & refused, (step["number"], item_id)


@each
def test_a_refusal_takes_something_out_and_says_so(told, name):
    step = told(name)["steps"][REFUSAL[name] - 1]
    assert "refused" in {gone["verdict"] for gone in step["gone"]}
    assert [b["rows"] for b in step["slate"]["trace"]["barred"] if b["kind"] == "refused"]


@each
def test_why_not_names_the_refusal(told, name):
    (step,) = [s for s in told(name)["steps"] if s["act"] == "why_not"]
    assert step["explanation"]["verdict"] == "refused"
    assert step["acted_on"] in step["explanation"]["text"]


@each
def test_what_the_catalogue_lacks_is_listed_as_a_gap(told, name):
    (step,) = [s for s in told(name)["steps"] if s["gaps"]]
    (aspect,) = step["observed"]["aspects"]
    assert aspect["about"] in [gap["text"] for gap in step["gaps"]]


@each
def test_forgetting_leaves_nothing_of_the_one_and_all_of_the_other(told, name):
    step = told(name)["steps"][-1]
    assert step["act"] == "forget"
    assert step["receipt"]["removed"]["events"] > 0
    assert set(step["held"].values()) == {0}
    kept = SqliteStore(Path(told(name)["store"].removeprefix("sqlite:///")))
    assert {record.event.user_id for record in kept.changes(Cursor()).records} == {"sam"}
    kept.close()


@each
def test_no_stage_failed_and_every_score_is_the_sum_of_its_reasons(told, name):
    for step in told(name)["steps"]:
        if step["slate"]:
            assert not step["slate"]["degraded"]
            for item in step["slate"]["items"]:
                total = sum(reason["contribution"] for reason in item["reasons"])
                assert item["score"] == pytest.approx(total, abs=1e-5)


# --- afterwards


@each
def test_the_commands_at_the_end_run(told, name):
    commands = told(name)["commands"]
    assert [words[1] for words in commands] == ["say", "recommend", "explain"]
    assert len(commands) == COMMANDS
    for words in commands:
        result = CliRunner().invoke(app, words[1:])
        assert result.exit_code == 0, result.output
        assert result.stdout.strip()


def test_a_second_run_on_the_same_store_tells_the_same_story(told, tmp_path):
    store = f"sqlite:///{tmp_path / 'again.db'}"
    tell("shop", store)
    again = tell("media", store)
    for first, second in zip(told("media")["steps"], again["steps"], strict=True):
        assert second["act"] == first["act"]
        if first["slate"]:
            assert ids(second) == ids(first)
            assert [i["score"] for i in second["slate"]["items"]] == pytest.approx(
                [i["score"] for i in first["slate"]["items"]], abs=0.01
            )


def test_a_store_that_is_not_a_demo_is_left_alone(tmp_path, monkeypatch):
    store = f"sqlite:///{tmp_path / 'mine.db'}"
    with Engine.open(store, scenario="media") as engine:
        engine.put_items([Item(item_id="mine", title="Mine")])
    result = run("--store", store, "--json", code=2)
    assert json.loads(result.stdout)["error"]["kind"] == "InvalidInput"
    monkeypatch.setenv("PENCHANT_STORE", store)
    monkeypatch.chdir(tmp_path)
    run("--fast")
    assert (tmp_path / "penchant-demo.db").exists()
    with Engine.open(store) as engine:
        assert [item.item_id for item in engine.all_items()] == ["mine"]
        assert not list(engine.all_events())


def test_all_scenarios_are_kept_beside_each_other(told):
    stores = {told(name)["store"].rpartition("/")[2] for name in scenarios.NAMES}
    assert stores == {f"demo-{name}.db" for name in scenarios.NAMES}


def test_in_memory_no_commands_are_offered():
    result = run("--store", "memory://", "--fast", "--language", "en", "--scenario", "shop")
    assert "penchant say" not in result.stdout
    assert WORDS["en"]["memory"] in " ".join(result.stdout.split())


# --- what is printed


@pytest.mark.parametrize("tongue", ["en", "zh"])
def test_every_step_is_short_and_fits_the_width(tmp_path, tongue):
    store = f"sqlite:///{tmp_path / 'd.db'}"
    text = run("--store", store, "--language", tongue, "--fast").stdout
    body, _, end = text.partition(WORDS[tongue]["try"])
    steps = re.split(r"\n(?=\d+\. )", body)[1:]
    assert len(steps) == len(scenarios.story("shop").step)
    for step in steps:
        assert len(step.strip().splitlines()) <= LINES_A_STEP, step
    assert all(cell_len(line.rstrip()) <= WIDTH for line in body.splitlines())
    commands = [shlex.split(line) for line in end.splitlines() if line.startswith("penchant ")]
    assert [words[1] for words in commands] == ["say", "recommend", "explain"]
    assert all(words[-2:] == ["--store", store] for words in commands)


def test_both_languages_have_the_same_words():
    assert set(WORDS["en"]) == set(WORDS["zh"])
    for key, phrase in WORDS["en"].items():
        assert sorted(re.findall(r"{(\w+)", phrase)) == sorted(re.findall(r"{(\w+)", WORDS["zh"][key])), key


@each
def test_a_story_has_both_languages_and_known_events(name):
    tale = scenarios.story(name)
    assert set(tale.invited) == {"en", "zh"}
    for step in tale.step:
        assert set(step.note) == {"en", "zh"}
        assert step.act
        assert step.did is None or step.did in scenarios.load(name).events
