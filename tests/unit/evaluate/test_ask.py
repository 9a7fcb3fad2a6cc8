"""Protocol Ask: what simulated people answer, when it is asked, and that asking finds what it must find."""

from __future__ import annotations

import random

import msgspec
import pytest
from small_data import plan

from penchant.domain import Item
from penchant.evaluate import ask, lab, requests
from penchant.evaluate.ask import Case, Rules
from penchant.evaluate.data import Asked, Turn
from penchant.evaluate.protocols import PROTOCOLS

KINDS = ("Horror", "Comedy", "War", "Western")
"""Sixty films of four kinds, told apart by nothing that the request says."""
FILMS = tuple(
    Item(
        item_id=f"f{n:02d}",
        title=f"Number {n}",
        categories=(KINDS[n % 4],),
        description="A film of the harbour.",
    )
    for n in range(60)
)


@pytest.fixture(scope="module")
def bench():
    with lab.opened(FILMS, lab.lab_settings("media", encoder="hashing")) as made:
        yield made


def case(target: str) -> Case:
    turn = Turn(role="user", text="a film of the harbour please")
    return Case(asked=Asked(request_id="r", dialog_id="d", turns=(turn,), targets=(target,)), target=target)


def talked(bench, target: str, policy: str = "helps", rate: float = 1.0, least: float = 0.05) -> ask.Told:
    one = case(target)
    person, first = ask._begun(bench, one)
    rules = Rules(policy=policy, least=least, temperature=0.75, rate=rate)
    return ask.talked(bench, one, first, person, rules, 0)


def last_shown(bench) -> list[str]:
    """All films in the order in which they are shown to who says nothing new."""
    one = case("f00")
    person, looked = ask._begun(bench, one)
    shown = list(looked.shown)
    while looked.shown:
        looked = ask.look(bench, person, looked.run.now + requests.MINUTE, shown)
        shown += looked.shown
    return shown


def test_every_list_shows_something_new(bench):
    shown = last_shown(bench)
    assert sorted(shown) == sorted(item.item_id for item in FILMS)


def test_without_a_question_the_turn_is_the_place_in_the_pages(bench):
    shown = last_shown(bench)
    for place in (0, 9, 10, 25, 59):
        found = talked(bench, shown[place], "never")
        assert (found.turns, found.questions) == (1 + place // 10, 0)


def test_a_question_finds_what_lies_deep(bench):
    shown = last_shown(bench)
    deep = shown[-8:]
    asked = [talked(bench, target) for target in deep]
    never = [talked(bench, target, "never") for target in deep]
    assert all(one.questions >= 1 for one in asked)
    assert sum(one.turns for one in asked) < sum(one.turns for one in never) - 2 * len(deep)


def test_where_no_gain_is_enough_nothing_is_asked(bench):
    target = last_shown(bench)[-1]
    assert talked(bench, target, least=1.01) == talked(bench, target, "never")


def test_what_is_not_reached_counts_as_one_turn_more(bench):
    assert talked(bench, "no-such-film", "never").turns == ask.TURNS + 1


@pytest.mark.parametrize("target", ["f00", "f01", "f02", "f03"])
def test_answers_are_true(bench, target):
    one = case(target)
    _, first = ask._begun(bench, one)
    question = ask._question(first, Rules(policy="helps", least=0.0, temperature=0.75), random.Random(0))
    assert question is not None
    edit = ask._answer(bench, question, target, 1, random.Random(0))
    kind = KINDS[int(target[1:]) % 4]
    assert (edit.label == kind) if kind in question.values else (edit.where or "").startswith("not ")


def test_at_random_it_is_asked_as_often_as_where_it_helps(bench):
    cases = [case(target) for target in last_shown(bench)[::6]]
    found = ask.heard(bench, cases, plan(folder=None), Rules(policy="helps", least=0.05, temperature=0.75))
    helps = [one.told["helps"] for one in found]
    assert 0 < ask._rate(helps) <= 1
    assert ask._rate([]) == 0.0
    assert any(one.told["random"].questions for one in found)
    assert not any(one.told["never"].questions for one in found)


def dialogues() -> list[Asked]:
    turn = Turn(role="user", text="a film of the harbour please")
    return [
        Asked(request_id=f"r{n}", dialog_id=f"d{n}", turns=(turn,), targets=(FILMS[7 * n % 60].item_id,))
        for n in range(10)
    ]


def test_the_protocol_on_a_folder(tmp_path):
    (tmp_path / "items.jsonl").write_bytes(b"\n".join(msgspec.json.encode(item) for item in FILMS))
    (tmp_path / "requests.jsonl").write_bytes(b"\n".join(msgspec.json.encode(one) for one in dialogues()))
    assert "ask" in PROTOCOLS
    found = ask.run(plan(tmp_path))
    assert (found.protocol, found.cases) == ("Ask", 10)
    assert set(found.tables["by policy"]) == set(ask.POLICIES)
    assert set(found.differences) == {"helps - never", "helps - random"}
    assert found.metrics["turns"] <= found.tables["by policy"]["never"]["turns"]
    assert found.differences["helps - never"]["turns"]["difference"] == pytest.approx(
        found.metrics["turns"] - found.tables["by policy"]["never"]["turns"], abs=1e-6
    )
