"""What a person said of each purpose: the latest word holds, whatever the order, and nothing of it is left once they are forgotten."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from penchant.domain import Event
from penchant.errors import InvalidEvent
from penchant.privacy.consent import PURPOSES, allowed, latest, words_of
from penchant.settings import LanguageModelSettings
from small_world import NOW, open_world, small_settings

ASKED, ASSUMED = LanguageModelSettings(consent="asked"), LanguageModelSettings(consent="assumed")


def agreed(at: int, event_id: str = "", **context: bool) -> Event:
    return Event(user_id="ann", event_type="consent", timestamp=at, event_id=event_id, context=context)


def test_the_default_and_what_was_said():
    assert allowed({}, ASKED, local=False) == dict.fromkeys(PURPOSES, False)
    assert allowed({}, ASSUMED, local=False) == dict.fromkeys(PURPOSES, True)
    assert allowed({}, ASKED, local=True) == dict.fromkeys(PURPOSES, True)
    assert allowed({"ideas": False}, ASSUMED, local=True)["ideas"] is False
    assert allowed({"ideas": True}, ASKED, local=False) == {**dict.fromkeys(PURPOSES, False), "ideas": True}


WORDS = st.lists(
    st.tuples(st.dictionaries(st.sampled_from(PURPOSES), st.booleans(), min_size=1), st.integers(0, 3)),
    max_size=8,
)


@given(WORDS, st.randoms())
def test_what_holds_is_a_function_of_the_set_of_words(said, chance):
    words = [word for place, (context, at) in enumerate(said) for word in words_of(context, at, f"e{place}")]
    mixed = list(words)
    chance.shuffle(mixed)
    half = len(mixed) // 2
    assert latest(mixed) == latest(words) == latest([*latest(mixed[:half]), *mixed[half:]])


def test_an_engine_keeps_the_latest_word(world):
    world.observe(agreed(NOW + 2, "b", reading=False), agreed(NOW + 1, "a", reading=True, chat=True))
    found = world.consent("ann")
    assert found.said == {"chat": True, "reading": False}
    assert found.allowed == {"reading": False, "ideas": False, "wording": False, "chat": True}
    assert world.consent("ann", reading=True).said["reading"] is True
    assert world.export_user("ann")["consent"]["said"]["reading"] is True
    world.forget("ann")
    assert world.consent("ann").said == {}


def test_it_is_no_interest_and_moves_no_list(world):
    before = [item.item_id for item in world.recommend("ann").items]
    version = world.profile("ann").interest_version
    world.consent("ann", reading=True)
    assert world.interests("ann") == ()
    assert world.profile("ann").interest_version == version
    assert [item.item_id for item in world.recommend("ann").items] == before
    assert all(check.ok for check in world.doctor())


def test_every_scenario_knows_it_and_it_survives_a_restart(file_url):
    with open_world(file_url) as engine:
        engine.consent("ann", ideas=True)
    with open_world(file_url) as engine:
        assert engine.consent("ann").said == {"ideas": True}
        assert "consent" not in small_settings().scenario.events


@pytest.mark.parametrize(
    "context", [{}, {"reading": "yes"}, {"selling": True}, {"reading": True, "x": False}]
)
def test_nonsense_is_told(world, context):
    event = msgspec.structs.replace(agreed(NOW), context=context)
    with pytest.raises(InvalidEvent, match="reading"):
        world.observe(event)
    with pytest.raises(InvalidEvent, match="only a context"):
        world.observe(msgspec.structs.replace(agreed(NOW, reading=True), text="yes"))
