from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from penchant.cli import config


@pytest.fixture
def toml(shell: Any) -> Any:
    def write(text: str) -> Any:
        Path("penchant.toml").write_text(text, encoding="utf-8")
        return shell

    return write


def test_without_a_file_nothing_is_set(shell: Any) -> None:
    shell("gaps")
    assert [call["settings"] for call in shell.opened] == [None]


def test_tables_are_laid_over_the_stores_settings(toml: Any) -> None:
    shell = toml(
        "explore = 0.1\n[weights]\ntext = 2\n[limits]\ncached_users = 5\n"
        "[scenario]\nseen = 'allow'\n[scenario.events.view]\nweight = 0.5\n[scenario.events.share]\nweight = 3.0\n"
    )
    before = shell.engine.settings
    shell("gaps")
    after = shell.opened[-1]["settings"]
    assert (after.explore, after.weights.text, after.limits.cached_users, after.scenario.seen) == (
        0.1,
        2.0,
        5,
        "allow",
    )
    assert after.scenario.events["view"].weight == 0.5
    assert after.scenario.events["share"].half_life_days == 90.0
    assert after.scenario.name == "media"
    assert after.weights.facet == before.weights.facet
    assert after.scenario.events["say"] == before.scenario.events["say"]
    assert len(shell.opened) == 2


def test_the_files_scenario_chooses_and_does_not_rename(toml: Any) -> None:
    shell = toml("explore = 0.1\n[scenario]\nname = 'social'")
    shell("gaps")
    assert [call["scenario"] for call in shell.opened] == ["social", "social"]
    assert shell.opened[-1]["settings"].scenario.name == "media"  # the one this store remembers


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[weights]\ntxt = 1", "[weights] has no setting 'txt'; it has attributes"),
        ("wieghts = 1", "the file has no setting 'wieghts'"),
        ("[weights]\ntext = 'much'", "Expected `float`, got `str` - at `$.weights.text`"),
        ("[scenario.events.view]\nwait = 1\nweight = 1.0", "[scenario.events.view] has no setting 'wait'"),
        ("[scenario.events.share]\nseen = true", "missing required field `weight`"),
        ("weights = 1", "Expected `object`, got `int`"),
        ("[weights\n", "is not TOML"),
    ],
)
def test_what_is_wrong_is_named(toml: Any, text: str, words: str) -> None:
    shell = toml(text)
    result = shell("gaps", code=2)
    assert words in result.stderr
    assert "penchant.toml" in result.stderr
    assert "Hint: " in result.stderr
    assert shell.engine.closed == len(shell.opened)


def test_the_scenario_is_the_option_then_the_variable_then_the_file() -> None:
    table = {"scenario": {"name": "social"}}
    assert config.scenario(None, {"scenario": "shop"}, {}) == "shop"
    assert config.scenario("shop", table, {"PENCHANT_SCENARIO": "media"}) == "shop"
    assert config.scenario(None, table, {"PENCHANT_SCENARIO": "media"}) == "media"
    assert config.scenario(None, table, {}) == "social"
    assert config.scenario(None, {}, {}) is None


def test_a_folder_in_place_of_the_file(shell: Any) -> None:
    Path("penchant.toml").mkdir()
    assert "'penchant.toml' cannot be read" in shell("gaps", code=2).stderr


def test_files_of_stores() -> None:
    assert config.store_file("sqlite:///a/b.db") == Path("a/b.db")
    assert config.store_file("sqlite:////a/b.db") == Path("/a/b.db")
    assert config.store_file("memory://") is None


def test_the_scenario_may_be_named_alone_and_its_fields_are_the_users_own(toml: Any) -> None:
    shell = toml("scenario = 'shop'\nexplore = 0.1\n")
    shell("gaps")
    assert shell.opened[-1]["settings"].explore == 0.1
    assert shell.opened[-1]["scenario"] == "shop"
    shell = toml(
        "[scenario.fields.brand]\nen = 'maker'\nzh = '厂家'\n[scenario.fields.tags]\nen = 'quality'\n"
    )
    shell("gaps")
    fields = shell.opened[-1]["settings"].scenario.fields
    assert fields["brand"] == {"en": "maker", "zh": "厂家"}
    assert fields["tags"]["en"] == "quality"
    assert "$.scenario" in toml("scenario = 3\n")("gaps", code=2).output
