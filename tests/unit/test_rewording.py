"""A list's reasons in a model's words: engine, command line, HTTP and client."""

from __future__ import annotations

import json
from contextlib import contextmanager

import msgspec
import pytest
from typer.testing import CliRunner

from penchant.asking import now_ms
from penchant.build import build
from penchant.cli import app, session
from penchant.errors import UnknownSlate
from penchant.testing.scripted import ScriptedModel
from small_world import ITEMS, did, said, small_settings


def friendly(prompt):
    """Words what it can, truthfully; of everything else it lies."""
    if prompt.purpose != "wording":
        return json.dumps({"items": []})
    sentences = []
    for one in json.loads(prompt.data)["sentences"]:
        text = one["sentence"]
        for old, new in (("You said ", "Because you told us "), ("你说过", "因为你提到过")):
            if text.startswith(old):
                sentences.append({"number": one["number"], "text": new + text.removeprefix(old)})
                break
        else:
            sentences.append({"number": one["number"], "text": text + " and 7 friends of yours love it"})
    return json.dumps({"sentences": sentences})


def made(script=friendly, url="memory://"):
    settings = small_settings()
    language = msgspec.structs.replace(
        settings.language_model, consent="assumed", purposes=("ideas", "wording")
    )
    model = ScriptedModel(script)
    engine = build(
        url, settings=msgspec.structs.replace(settings, language_model=language), language_model=model
    )
    engine.put_items(ITEMS)
    now = now_ms()
    engine.observe(
        said("ann", "I love science fiction", now - 2_000), did("ann", "like", "solaris", now - 1_000)
    )
    return engine, model


@contextmanager
def opened(script=friendly, url="memory://"):
    engine, model = made(script, url)
    with engine:
        yield engine, model


def texts(slate):
    return [reason.text for item in slate.items for reason in item.reasons]


def sums(slate):
    return [[(r.kind, r.contribution, r.interest_id) for r in item.reasons] for item in slate.items]


def test_what_claims_no_more_is_told_in_the_models_words_and_the_arithmetic_stays():
    with opened() as (engine, _):
        slate = engine.recommend("ann")
        told = engine.reworded(slate.slate_id)
        assert any(text.startswith("Because you told us “I love science fiction”") for text in texts(told))
        assert not any("7 friends" in text for text in texts(told))
        assert sums(told) == sums(slate)
        assert [item.score for item in told.items] == [item.score for item in slate.items]
        counts = told.trace["worded"]
        assert counts["accepted"] >= 1
        assert counts["accepted"] + counts["fallback"] == len(set(texts(slate)))
        assert engine.slate(slate.slate_id).items == slate.items, "the kept list stays as it was given out"


def test_in_the_other_language_the_plain_sentences_are_told_anew():
    with opened() as (engine, model):
        slate = engine.recommend("ann", language="en")
        told = engine.reworded(slate.slate_id, "zh")
        assert any(text.startswith("因为你提到过“I love science fiction”") for text in texts(told))
        assert sums(told) == sums(slate)
        assert any("改写" in prompt.instructions for prompt in model.asked)
        assert not any(text.startswith(("You ", "Popular", "New")) for text in texts(told))


@pytest.mark.parametrize(
    "script", [lambda _: None, lambda _: "nonsense", lambda _: '{"sentences": [{"number": "x"}]}']
)
def test_a_failing_model_leaves_the_plain_sentences_and_says_so(script):
    with opened(script) as (engine, _):
        slate = engine.recommend("ann")
        told = engine.reworded(slate.slate_id)
        assert texts(told) == texts(slate)
        assert "rank.wording" in told.degraded
        assert told.trace["worded"]["accepted"] == 0


def test_without_a_model_the_plain_sentences_stay(world):
    world.observe(said("ann", "I love science fiction", now_ms()))
    slate = world.recommend("ann")
    told = world.reworded(slate.slate_id)
    assert texts(told) == texts(slate)
    assert told.degraded == slate.degraded
    assert texts(world.reworded(slate.slate_id, "zh")) != texts(slate)


def test_an_unknown_list_is_said_so(world):
    with pytest.raises(UnknownSlate):
        world.reworded("none")


def test_the_command_line_shows_the_words_and_counts_them(tmp_path, monkeypatch):
    url = f"sqlite:///{tmp_path}/store.db"
    with opened(url=url) as (engine, _):
        slate = engine.recommend("ann", 3)
    model = ScriptedModel(friendly)
    language = msgspec.structs.replace(small_settings().language_model, consent="assumed")
    settings = msgspec.structs.replace(small_settings(), language_model=language)
    monkeypatch.setattr(
        session, "open_engine", lambda store, **_: build(store, settings=settings, language_model=model)
    )
    run = lambda *words: CliRunner().invoke(app, ["explain", slate.slate_id, *words, "--store", url])  # noqa: E731 - short
    shown = run("--worded", "--language", "en")
    assert shown.exit_code == 0, shown.output
    assert "Because you told us “I love science fiction”" in shown.output
    assert "In a language model's words: " in shown.output
    assert "由语言模型改写" in run("--worded", "--language", "zh").output
    first = slate.items[0].item_id
    one = json.loads(run(first, "--worded", "--json").stdout)
    assert [item["item_id"] for item in one["items"]] == [first]
    missing = run("no-such-item", "--worded")
    assert missing.exit_code != 0
    assert "not in slate" in missing.output


def test_over_http_and_by_the_client():
    from penchant.client import Client
    from small_server import serving

    engine, model = made()
    with serving(engine, open=True, key_rate=0, user_rate=0) as http:
        with Client(str(http.base_url)) as client:
            slate = client.recommend("ann", 5, think=True)
            assert model.asked[0].purpose == "ideas"
            told = texts(client.reworded(slate.slate_id))
            assert any(text.startswith("Because you told us") for text in told)
            assert any(
                text.startswith("因为你提到过") for text in texts(client.reworded(slate.slate_id, "zh"))
            )
            assert texts(client.slate(slate.slate_id)) == texts(slate)
        assert http.get(f"/v1/slates/{slate.slate_id}", params={"worded": "true"}).json()["trace"]["worded"]
        assert http.get("/v1/users/ann/recommendations", params={"think": "true"}).status_code == 200
        assert http.get("/v1/slates/none", params={"worded": "true"}).status_code == 404
