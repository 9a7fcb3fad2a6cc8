"""Protocol Ideas: lists with a writer's ideas against lists without, and answers that are recorded and played."""

from __future__ import annotations

import gzip
import json

import msgspec
import pytest
from test_requests import FILMS, all_dialogues

from penchant.errors import InvalidFile, ModelUnavailable
from penchant.evaluate import ideas, lab, protocols
from penchant.evaluate.writers import ITEMS, Writer
from penchant.generate.language import Wish, asked
from penchant.ports import Completion
from penchant.settings import Weights

PROMPT = asked(
    [Wish(wanted=True, facets=("Horror",)), Wish(wanted=False, facets=("Comedy",))],
    ["Alien"],
    ["Horror", "Comedy"],
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    held = tmp_path_factory.mktemp("asked")
    for name, rows in (("items", FILMS), ("requests", all_dialogues())):
        with gzip.open(held / f"{name}.jsonl.gz", "wb") as lines:
            lines.write(b"\n".join(msgspec.json.encode(row) for row in rows))
    return held


def plan(folder, weight=0.8, **changes):
    settings = lab.lab_settings("media", encoder="hashing", weights=Weights(idea=weight))
    return lab.Plan(folder=folder, settings=settings, **changes)


@pytest.fixture(scope="module")
def scripted(folder):
    return ideas.run(plan(folder))


def test_every_case_is_asked_twice_and_compared(scripted):
    (compared,) = scripted.differences.values()
    assert scripted.cases == compared["cases"] == len(all_dialogues())
    assert set(ideas.COMPARED) < set(compared)
    assert scripted.costs["with_ideas"] == len(all_dialogues())
    assert scripted.costs["refusals_violated"] == scripted.costs["briefs_failed"] == 0
    assert 0 <= scripted.costs["grounded_share"] <= 1
    assert scripted.tables["drafts"]["kept"]["count"] > 0
    assert not scripted.degraded


def test_those_who_want_the_same_share_a_brief(scripted):
    assert scripted.costs["shared_a_brief"] >= 0.5 * len(all_dialogues())


def test_the_result_says_that_a_script_wrote(scripted):
    assert scripted.notes == ("ideas written by: scripted; a script, not a model",)


def test_one_who_knows_what_comes_next_adds_recall_at_the_top(folder):
    found = ideas.run(plan(folder, weight=8.0), answers="oracle")
    assert found.differences["with - without ideas"]["mrr@50"]["difference"] > 0
    assert "a bound, not a result" in found.notes[0]


def test_noise_is_seen_as_noise(folder):
    settings = lab.lab_settings("media", encoder="hashing")
    held = protocols.run(
        "ideas", lab.Plan(folder=folder, settings=settings, sample=6), protocols.Choices(answers="noise")
    )
    assert held.sample == 6
    assert held.command == ""
    assert held.costs["refusals_violated"] == 0


def test_a_script_writes_the_same_for_the_same():
    first, second = (json.loads(Writer("scripted").complete(PROMPT, 1.0).text) for _ in range(2))
    assert first == second
    assert len(first["items"]) == ITEMS
    assert all(item["serves"] == [1] and item["facets"] == ["Horror"] for item in first["items"])


class Once:
    """A model that counts its calls."""

    name, local, input_price, output_price = "once", True, 0.0, 0.0

    def __init__(self, text='{"items": []}', *, finished=True):
        self.calls, self.text, self.finished, self.closed = 0, text, finished, False

    def complete(self, prompt, timeout):
        self.calls += 1
        return Completion(text=self.text, finished=self.finished)

    def close(self):
        self.closed = True


def test_what_a_model_answered_is_recorded_and_played_without_it(tmp_path):
    path, model = tmp_path / "answers.jsonl", Once()
    writer = Writer(str(path), model)
    assert [writer.complete(PROMPT, 1.0).text for _ in range(2)] == [model.text] * 2
    writer.close()
    assert (model.calls, model.closed) == (1, True)
    played = Writer(str(path))
    assert played.complete(PROMPT, 1.0).text == model.text
    with pytest.raises(ModelUnavailable, match="no answer"):
        played.complete(msgspec.structs.replace(PROMPT, data="{}"), 1.0)


def test_an_answer_cut_short_is_not_recorded(tmp_path):
    path = tmp_path / "answers.jsonl"
    assert not Writer(str(path), Once(finished=False)).complete(PROMPT, 1.0).finished
    assert not path.exists()


@pytest.mark.parametrize("content", [None, b"no JSON\n"])
def test_a_file_that_holds_no_answers_is_said_so(tmp_path, content):
    path = tmp_path / "answers.jsonl"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InvalidFile, match="recorded answers"):
        Writer(str(path))
