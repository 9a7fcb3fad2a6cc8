"""What was said lately, as one thing: what counts in it, and what it does to a list."""

from __future__ import annotations

import numpy as np
import pytest

from penchant.domain import Idea, Item, Request
from penchant.generate.model import model
from penchant.models import Fixed
from penchant.pipeline import Run
from penchant.rank.blend import OUT_OF_FOCUS
from penchant.scoring.said import NAMED
from penchant.talk import LATELY, lately, pointing
from small_world import DAY, HOUR, NOW, did, edited, ids_of, open_world, said

UNIT = np.array([1.0, 0.0], dtype=np.float32)


@pytest.fixture
def world():
    with open_world() as engine:
        yield engine


def talk_of(engine, text: str | None = None, now: int = NOW):
    engine._state.catch_up()
    run = Run(engine._state, Request(user_id="ann", text=text), now)
    return lately(run, run.capture())


def test_what_is_refused_is_no_part_of_it(world):
    world.observe(said("ann", "I want a space film, but no horror", NOW - HOUR))
    talk = talk_of(world)
    assert "space" in talk.text
    assert "horror" not in talk.text
    assert not any("horror" in word for word in talk.words)
    assert np.linalg.norm(talk.vector) == pytest.approx(1.0, abs=1e-5)


def test_it_ends_after_a_day_and_the_interests_go_on(world):
    world.observe(said("ann", "I love space films", NOW - LATELY - 1))
    assert talk_of(world) is None
    sources = world.recommend("ann", now=NOW).items[0].sources
    assert "text" in sources
    assert "talk" not in sources


def test_an_interest_is_not_counted_beside_the_talk_that_holds_it(world):
    world.observe(said("ann", "I love space films", NOW - HOUR))
    item = world.recommend("ann", now=NOW).items[0]
    assert "talk" in item.sources
    assert "text" not in item.sources
    assert any("I love space films" in reason.text for reason in item.reasons if reason.kind == "said")
    assert sum(reason.contribution for reason in item.reasons) == pytest.approx(item.score, abs=1e-6)


def test_the_words_of_the_request_come_last(world):
    world.observe(said("ann", "I love space films", NOW - HOUR))
    assert talk_of(world, "something slow").text.endswith("something slow")


def test_the_other_partys_words_are_context_and_not_a_wish(world):
    world.observe(
        said("ann", "more like that please", NOW - HOUR, context={"reply_to": "Solaris has a sentient ocean"})
    )
    talk = talk_of(world)
    assert "ocean" in talk.words
    assert "ocean" not in talk.text


def test_it_points_to_the_words_of_both_parties_half_each(world):
    reply, text = "Solaris has a sentient ocean", "I love space films"
    world.observe(said("ann", text, NOW - HOUR, context={"reply_to": reply}))
    state, talk = world._state, talk_of(world)
    own, whole = (pointing(state, [words], [words])[0] for words in (text, f"{reply} {text}"))
    assert own @ whole < 0.99
    assert talk.vector == pytest.approx((own + whole) / np.linalg.norm(own + whole), abs=1e-5)
    assert not pointing(state, [""], [reply]).any()


@pytest.mark.parametrize(
    ("text", "share"), [("I love space films", NAMED), ("I want a space film tonight", OUT_OF_FOCUS * NAMED)]
)
def test_a_talk_goes_on_from_what_was_done_and_less_so_beside_a_newer_wish(world, text, share):
    world.observe(did("ann", "like", "solaris", NOW - HOUR))
    assert "talk" not in world.recommend("ann", now=NOW).items[0].sources
    world.observe(said("ann", text, NOW - HOUR + 1))
    slate, talk, index = world.recommend("ann", now=NOW), talk_of(world), world._state.index
    row_of = world._state.catalogue.row_of
    (liked,) = index.take(np.array([row_of["solaris"]]))
    for item in slate.items:
        (vector,) = index.take(np.array([row_of[item.item_id]]))
        near = max(0.0, float(vector @ talk.vector)) + share * max(0.0, float(vector @ liked))
        assert item.sources.get("talk", 0.0) == pytest.approx(world.settings.weights.talk * near, abs=1e-4)
        assert sum(reason.contribution for reason in item.reasons) == pytest.approx(item.score, abs=1e-6)


def test_tags_that_come_up_are_interests_and_not_names(world):
    made = Item(
        item_id="mirror", title="Mirror", tags=("slow burn",), attributes={"director": "Andrei Tarkovsky"}
    )
    world.put_items([made])
    world.observe(said("ann", "I love slow burn films by Andrei Tarkovsky", NOW - HOUR))
    facets = world._state.catalogue.facets
    assert {facets[facet].name for name in talk_of(world).names for facet in name.facets} == {
        "director:Andrei Tarkovsky"
    }


def test_a_paused_interest_takes_its_words_with_it(world):
    world.observe(said("ann", "I love space films", NOW - HOUR))
    (interest,) = world.interests("ann", now=NOW)
    world.observe(edited("ann", "pause", NOW - HOUR + 1, interest_id=interest.interest_id))
    talk = talk_of(world)
    assert talk is None or (talk.text, talk.words) == ("", ())


def test_the_very_words_are_forgotten_with_the_person(world):
    world.observe(said("ann", "zebrafinch films", NOW - HOUR))
    assert world._state.person("ann").heard
    world.forget("ann")
    assert not world._state.person("ann").heard
    assert talk_of(world) is None


def test_without_words_there_is_neither_talk_nor_renown(world):
    world.observe(did("bob", "like", "solaris", NOW - DAY), did("ann", "like", "alien", NOW - HOUR))
    sources = {name for item in world.recommend("ann", now=NOW).items for name in item.sources}
    assert not sources & {"talk", "words", "names", "renown", "model"}


class Always:
    """A model that always imagines the same."""

    def __init__(self, vector):
        self.vector = vector

    def ideal(self, t, h):
        return self.vector


def test_a_model_writes_one_idea_and_only_where_something_was_said():
    (idea,) = model(Always(UNIT), UNIT, None, ["i-b", "i-a"], "en")
    assert (idea.author, idea.interests) == ("model", ("i-a", "i-b"))
    assert model(None, UNIT, None, [], "en") == []
    assert model(Always(UNIT), None, UNIT, [], "en") == []
    assert model(Always(None), UNIT, None, [], "zh") == []


def test_a_models_idea_leads_to_items_and_says_so(world):
    state = world._state
    wanted = "amelie"
    state.adapter = Fixed(Always(state.index.take(np.array([state.catalogue.row_of[wanted]]))[0]))
    world.observe(said("ann", "I love space films", NOW - HOUR))
    slate = world.recommend("ann", 30, now=NOW)
    assert wanted in ids_of(slate)[:3]
    item = next(item for item in slate.items if item.item_id == wanted)
    assert item.sources["model"] == pytest.approx(state.settings.weights.model, abs=1e-4)
    assert any(reason.kind == "model" for reason in item.reasons)
    assert any(isinstance(idea, Idea) and idea.author == "model" for idea in slate.ideas)
    assert not slate.degraded
