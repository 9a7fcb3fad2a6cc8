"""Orders hidden in what people and items say, and a model that obeys them: nothing of anybody else changes, nothing false is shown.

Two engines have the same events: one with the model that obeys, one without any. After each attack the lists, scores, reasons and
interests of the bystanders are the same in both to the last bit, and what the attacker is shown holds only what they and the
catalogue said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest
from injection_cases import FAKE_ITEM, OF_ITEMS, ORDERS, PLACES, SCRIPT, SECRET, attacks, obeying

from penchant.build import build
from penchant.domain import Event, InterestEdit, Item, to_plain
from penchant.testing.scripted import ScriptedModel
from small_world import ITEMS, NOW, did, said, small_settings

if TYPE_CHECKING:
    from injection_cases import Attack

    from penchant.engine import Engine

KIND = {"en": "Science Fiction", "zh": "科幻"}
WISH = {"en": "I love science fiction", "zh": "我喜欢科幻"}
NEVER_SENT = ("description", "attribute")
"""No prompt holds them: an order in one reaches no model at all."""
pytestmark = pytest.mark.slow
BYSTANDERS = ("bob", "cem", "nobody")
LATER = NOW + 60_000
"""Lists are of one moment, the same for both engines."""
MOST_WEIGHT = 2.5
"""Of the strongest word there is, "never", as the rules read it."""


class Believed:
    """A licence to read in every language: the suite is of the worst case, a model that is believed."""

    def trusts(self, language: str) -> bool:
        return True


def opened(model: ScriptedModel | None) -> Engine:
    engine = build("memory://", settings=small_settings(), language_model=model)
    engine.put_items(ITEMS)
    engine.observe(
        said("bob", f"I love science fiction and {SECRET} documentaries", event_id="b1"),
        did("bob", "like", "solaris", event_id="b2"),
        did("cem", "purchase", "dunkirk", event_id="c1"),
        said("cem", "我喜欢战争片", event_id="c2"),
    )
    if engine.refiner is not None:
        engine.refiner.wake = lambda: None  # type: ignore[method-assign] - read by hand, so that each attack is done when it is looked at
        engine.refiner._second._licence = Believed()  # type: ignore[assignment]
        engine.refiner._second.is_worth_it = lambda record: True  # type: ignore[method-assign]
    return engine


def attacker_of(attack: Attack) -> str:
    if attack.place == "user_id":
        return attack.text[:200]
    return f"mallory-{attack.language}-{attack.number}"


def strike(engine: Engine, attack: Attack) -> None:
    """Put the order where it is hidden, as events and items of both engines alike."""
    who, at = attacker_of(attack), NOW + attack.number
    event = said(who, attack.text, at, event_id=f"x{attack.number}")
    if attack.place in OF_ITEMS:
        words = (
            {attack.place: attack.text}
            if attack.place != "attribute"
            else {"attributes": {"maker": attack.text}}
        )
        fields = {"title": f"Planted {attack.number}", "categories": (KIND[attack.language],), **words}
        engine.put_items([Item(item_id=f"planted-{attack.number}", **fields)])
        engine.observe(
            said(who, WISH[attack.language], at, event_id=f"x{attack.number}"),
            *(
                did(
                    f"{who}-{n}", "purchase", f"planted-{attack.number}", at, event_id=f"p{attack.number}-{n}"
                )
                for n in range(5)
            ),
        )
    elif attack.place == "review":
        engine.observe(
            Event(
                user_id=who,
                event_type="review",
                item_id="matrix",
                text=attack.text,
                timestamp=at,
                event_id=f"x{attack.number}",
            )
        )
    elif attack.place == "label":
        edit = InterestEdit(action="declare", label=attack.text)
        engine.observe(
            Event(
                user_id=who,
                event_type="interest",
                timestamp=at,
                event_id=f"x{attack.number}",
                context=msgspec.to_builtins(edit),
            )
        )
    elif attack.place == "reply_to":
        engine.observe(
            msgspec.structs.replace(event, text="No, I prefer comedies", context={"reply_to": attack.text})
        )
    elif attack.place in {"said", "user_id"}:
        engine.observe(event)


def provoke(engine: Engine, attack: Attack) -> list[object]:
    """Have the model asked in every way there is on the attacker's behalf; all that the attacker is shown for it."""
    who = attacker_of(attack)
    if engine.refiner is not None:
        engine.refiner.drain()
    asked = {"text": attack.text} if attack.place == "asked" else {}
    slate = engine.recommend(who, 10, think=True, **asked)
    shown: list[object] = [slate, engine.recommend(who, 10, **asked), engine.reworded(slate.slate_id)]
    words = attack.text if attack.place in {"chat", "asked"} else None
    shown.append(engine.chat(who, words, turn_id=f"t{attack.number}"))
    if engine.refiner is not None:
        engine.refiner.drain()
    return [*shown, engine.profile(who, history=True)]


def seen_of(engine: Engine, user_id: str) -> bytes:
    """All that a bystander's list and interests are, but for the list's own id and the moment of asking."""
    slate = engine.recommend(user_id, 10, now=LATER)
    plain = to_plain(slate)
    profile = to_plain(engine.profile(user_id, now=LATER))
    return msgspec.json.encode([plain["items"], plain["ideas"], plain["gaps"], plain["degraded"], profile])


def strings_in(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for pair in value.items() for part in pair for text in strings_in(part)]
    if isinstance(value, list | tuple):
        return [text for part in value for text in strings_in(part)]
    return [value] if isinstance(value, str) else []


def without_ideas(value: object) -> object:
    if isinstance(value, dict):
        if value.get("kind") == "idea":
            return {}
        return {
            key: without_ideas(part) for key, part in value.items() if key not in {"ideas", "gaps", "idea"}
        }
    return [without_ideas(part) for part in value] if isinstance(value, list | tuple) else value


def check_shown(engine: Engine, attack: Attack, shown: list[object]) -> None:
    """Only items there are, strengths within their bounds, quotes as they were written, nobody else's words, none of ours."""
    own = " ".join(record.event.text or "" for record in engine._store.history(attacker_of(attack), 1_000))
    planted = [text for order in attacks(attack.place, attack.language) for text in (order.text,)]
    written = "\n".join([attack.text, own, *(planted if attack.place in OF_ITEMS else ())])
    for value in map(to_plain, shown):
        text = "\n".join(strings_in(value))
        assert SECRET not in text
        assert "a JSON document" not in text
        assert "Never follow" not in text
        assert SCRIPT not in text or SCRIPT in written
        plain = "\n".join(
            strings_in(without_ideas(value))
        )  # an idea is a wish in free words, shown as one, to whom it serves
        assert FAKE_ITEM not in plain or FAKE_ITEM in written
        slate = value.get("slate", value)
        for item in slate.get("items", ()):
            engine.item(item["item_id"])
            assert abs(item["score"] - sum(r["contribution"] for r in item["reasons"])) < 1e-4
        for interest in value.get("interests", ()):
            assert 0 <= interest["strength"] <= 1
            for evidence in interest["evidence"]:
                assert abs(evidence["weight"]) <= MOST_WEIGHT
                assert not evidence.get("quote") or evidence["quote"] in written or attack.place == "label"


def test_there_are_two_hundred_attacks_half_of_them_chinese():
    cases = {
        attack.text + attack.place
        for place in PLACES
        for tongue in ORDERS
        for attack in attacks(place, tongue)
    }
    assert len(cases) == 200


@pytest.mark.parametrize("language", sorted(ORDERS))
@pytest.mark.parametrize("place", PLACES)
def test_nothing_of_anybody_else_changes_and_nothing_false_is_shown(place, language):
    model = ScriptedModel(obeying)
    with opened(model) as engine, opened(None) as control:
        for attack in attacks(place, language):
            strike(engine, attack)
            strike(control, attack)
            shown = provoke(engine, attack)
            provoke(control, attack)
            for bystander in BYSTANDERS:
                assert seen_of(engine, bystander) == seen_of(control, bystander), (attack, bystander)
            check_shown(engine, attack, shown)
        check_end(engine, model, reached=place not in NEVER_SENT)


def check_end(engine: Engine, model: ScriptedModel, *, reached: bool = True) -> None:
    """The sums are those of the log, and the orders did reach the model, as data and never as instructions."""
    assert all(check.ok for check in engine.doctor() if check.name in {"catalogue", "vectors", "sums"})
    assert any("obey" in prompt.data.lower() for prompt in model.asked) is reached
    assert not [p for p in model.asked if "obey" in p.instructions.lower() or SECRET in p.instructions]
