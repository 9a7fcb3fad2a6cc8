"""What earns a model its say, and when a call is worth it."""

from __future__ import annotations

import msgspec
import pytest

from penchant.capture import gate
from penchant.capture.clauses import read
from penchant.capture.licence import Licence, Trial, invented, licence_of, lines, right
from penchant.capture.reading import aspects_of
from penchant.domain import Aspect, Event
from penchant.encode.hashing import HashingEncoder

ENCODER = HashingEncoder()


def as_labelled(line) -> tuple[Aspect, ...]:
    return tuple(Aspect(quote=line.text, about=a.about, polarity=a.polarity) for a in line.aspects)


def test_the_set_is_half_chinese_and_each_label_stands_in_its_line():
    held = lines()
    assert len(held) == 80
    assert sum(line.language == "zh" for line in held) == 40
    assert len({line.text for line in held}) == 80
    assert all(label.about in line.text for line in held for label in line.aspects)
    sides = [label.polarity for line in held for label in line.aspects]
    assert set(sides) == {"like", "dislike", "never", "neutral", "question"}


def test_who_is_always_right_is_trusted_and_who_only_repeats_the_rules_is_not():
    rules = [read(line.text) for line in lines()]
    best = licence_of("best", rules, [as_labelled(line) for line in lines()])
    assert best.trusts("en")
    assert best.trusts("zh")
    assert best.trials["en"].right == best.trials["en"].labels
    same = licence_of("same", rules, rules)
    assert not same.trusts("en")
    assert not same.trusts("zh")
    assert not same.trusts("fr")


@pytest.mark.parametrize(
    ("wins", "losses", "passed"),
    [
        (0, 0, False),
        (2, 0, False),
        (3, 0, True),
        (5, 2, False),
        (8, 2, True),
        (20, 12, False),
        (22, 11, True),
        (3, 9, False),
    ],
)
def test_it_must_win_clearly_more_than_it_loses(wins, losses, passed):
    assert Trial(wins=wins, losses=losses).is_passed is passed


def test_a_licence_travels_as_bytes():
    licence = licence_of("x", *[[read(line.text) for line in lines()]] * 2, made_at=5)
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(licence), type=Licence) == licence


def test_the_later_word_counts_and_what_is_invented_costs():
    line = next(line for line in lines() if len(line.aspects) == 1 and line.aspects[0].polarity == "like")
    about = line.aspects[0].about
    turned = [Aspect(quote="", about=about, polarity=p) for p in ("dislike", "like")]
    assert right(line, turned) == 1
    assert right(line, turned[::-1]) == 0
    assert invented(line, [Aspect(quote="", about="something else", polarity="like")]) == 1
    assert invented(line, [Aspect(quote="", about="something else", polarity="neutral")]) == 0


# --- the gate


def chance(text: str, **more) -> float:
    event = Event(user_id="ann", event_type=more.pop("event_type", "say"), text=text, **more)
    return gate.gate().chance(gate.features(event, aspects_of(event, ENCODER), ENCODER))


def worth(text: str, **more) -> bool:
    event = Event(user_id="ann", event_type="say", text=text, **more)
    return gate.is_worth_it(event, aspects_of(event, ENCODER), ENCODER)


@pytest.mark.parametrize(
    "text",
    [
        "Oh great, another three hour superhero film, just what I needed",
        "It's for my niece, she wants comedies, I'd rather not, though the new one is better than the old",
        "可真行，又是三个小时，不过比上一部强，给孩子看还凑合吧",
    ],
)
def test_irony_others_and_contrast_are_worth_a_call(text):
    assert worth(text)


@pytest.mark.parametrize(
    "text", ["I love science fiction", "I like horror", "我喜欢科幻电影", "ok", "", "谢谢", "!!!"]
)
def test_what_is_plain_or_says_nothing_is_not(text):
    assert not worth(text)


def test_a_gate_gives_chances_and_knows_all_features():
    held = gate.gate()
    event = Event(user_id="ann", event_type="say", text="I love it, but not for my son")
    row = gate.features(event, aspects_of(event, ENCODER), ENCODER)
    assert len(row) == len(held.mean) == len(held.spread) == len(held.weights)
    assert 0 < held.chance(row) < 1
    assert 0 < held.threshold < 1


@pytest.mark.parametrize("event_type", ["say", "search", "review"])
def test_any_text_has_features(event_type):
    for text in ("", " ", "?", "a" * 5_000, "不" * 50, "“”<text 1>"):
        assert 0 <= chance(text, event_type=event_type, context={"reply_to": "Heat (1995)?"}) <= 1
