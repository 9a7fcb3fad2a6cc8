"""Protocol Request: dialogues as events, folds that keep a dialogue whole, named items barred."""

from __future__ import annotations

import gzip

import msgspec
import pytest

from penchant.domain import Item
from penchant.errors import InvalidInput
from penchant.evaluate import lab, requests
from penchant.evaluate.data import Asked, Turn

FILMS = tuple(
    Item(
        item_id=f"f{n}", title=f"{word.title()} Number {n}", categories=(kind,), description=f"A {word} tale."
    )
    for n, (word, kind) in enumerate(
        (word, kind)
        for kind in ("Horror", "Comedy")
        for word in ("harbour", "garden", "winter", "desert", "tower", "river")
    )
)


def dialogue(number: int, *, kind: str = "horror", base: int = 0) -> list[Asked]:
    first = Turn(role="user", text=f"I like {kind} films")
    other = Turn(role="system", text="Have you seen that one?")
    second = Turn(role="user", text=f"yes, another {kind} film please")
    own = f"d{number}"
    return [
        Asked(request_id=f"{own}-1", dialog_id=own, turns=(first,), targets=(f"f{base}",)),
        Asked(
            request_id=f"{own}-3",
            dialog_id=own,
            turns=(first, other, second),
            mentioned=(f"f{base}", f"f{base + 1}"),
            targets=(f"f{base + 2}",),
        ),
    ]


def all_dialogues() -> list[Asked]:
    held = [dialogue(n, kind=("horror", "comedy")[n % 2], base=6 * (n % 2) + n // 2 % 3) for n in range(20)]
    return [one for part in held for one in part]


def test_a_dialogue_is_never_in_what_it_is_asked_of():
    parts = requests.folds(all_dialogues(), seed=0)
    asked = [one.request_id for part in parts for one in part.asked]
    assert sorted(asked) == sorted(one.request_id for one in all_dialogues())
    for part in parts:
        assert not {one.dialog_id for one in part.asked} & {one.dialog_id for one in part.learned}
        assert len(part.asked) + len(part.learned) == len(all_dialogues())


def test_a_request_is_told_up_to_its_own_last_words():
    events = requests.told("q", dialogue(0)[1])
    assert [e.event_type for e in events] == ["say", "search", "like", "like"]
    assert events[1].context == {"reply_to": "Have you seen that one?"}
    assert [e.item_id for e in events[2:]] == ["f0", "f1"], "named items, and never the target"
    assert all(e.timestamp < events[1].timestamp for e in events[2:])


def test_a_learned_dialogue_holds_each_item_once_after_the_words_that_led_to_it():
    events = sorted(requests.learned_events(dialogue(0)), key=lambda e: e.timestamp)
    assert [e.item_id or e.text.split()[0] for e in events] == ["I", "f0", "f1", "yes,", "f2"]
    assert len({e.event_id for e in events}) == len(events)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    held = tmp_path_factory.mktemp("dialogues")
    for name, rows in (("items", FILMS), ("requests", all_dialogues())):
        with gzip.open(held / f"{name}.jsonl.gz", "wb") as lines:
            lines.write(b"\n".join(msgspec.json.encode(row) for row in rows))
    return held


@pytest.fixture(scope="module")
def found(folder):
    return requests.run(lab.Plan(folder=folder, settings=lab.lab_settings("media", encoder="hashing")))


def test_every_pair_counts_once(found):
    assert found.cases == len(all_dialogues())
    assert found.protocol == "Request"
    assert found.notes == ("5-fold cross-validation by dialogue",)
    assert not found.degraded


def test_words_and_earlier_dialogues_lead_to_the_right_half(found):
    assert found.metrics["recall@10"] > 0.95
    assert found.metrics["recall@1"] > 1 / 6


def test_a_folder_without_a_train_file_offers_no_choice(folder):
    with pytest.raises(InvalidInput, match="no train file"):
        requests.parts(folder, on="validation")


def test_train_and_valid_are_kept_apart(folder, tmp_path):
    rows = all_dialogues()
    for name, part in (("train", rows[:30]), ("valid", rows[30:])):
        with gzip.open(tmp_path / f"requests_{name}.jsonl.gz", "wb") as lines:
            lines.write(b"\n".join(msgspec.json.encode(row) for row in part))
    (test,) = requests.parts(tmp_path)
    assert [one.request_id for one in test.asked] == [one.request_id for one in rows[30:]]
    chosen = requests.parts(tmp_path, on="validation")
    assert {one.request_id for part in chosen for one in part.asked} == {one.request_id for one in rows[:30]}
