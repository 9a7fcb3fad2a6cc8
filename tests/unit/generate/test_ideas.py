"""Ideas: where interests point, and the ideal items written for them."""

from __future__ import annotations

import numpy as np

from penchant.domain import Interest, Item
from penchant.generate.direct import direct
from penchant.generate.pattern import MOST, pattern, write
from small_world import HOUR, NOW, did, open_world, said


def interest(label: str, vector=None, **more) -> Interest:
    fields = {
        "interest_id": f"i-{label}",
        "label": label,
        "polarity": 1,
        "strength": 0.8,
        "confidence": 0.5,
        "hardness": "soft",
        "horizon": "lasting",
        "source": "said",
        "vector": vector,
    }
    return Interest(**{**fields, **more})


UNIT = np.array([1.0, 0.0], dtype=np.float32)


def encode(texts):
    return np.array([[len(text), 1.0] for text in texts], dtype=np.float32)


def test_the_plainest_idea_points_where_the_words_point():
    (idea,) = direct([interest("space", UNIT)], lambda _: None)
    assert (idea.text, idea.author, idea.interests, idea.weight) == ("space", "interest", ("i-space",), 0.8)
    np.testing.assert_array_equal(idea.vector, UNIT)


def test_an_interest_without_words_points_to_its_examples_or_nowhere():
    ideas = direct([interest("done"), interest("nothing")], lambda i: UNIT if i.label == "done" else None)
    assert [idea.text for idea in ideas] == ["done"]


def test_words_come_before_examples():
    other = np.array([0.0, 1.0], dtype=np.float32)
    (idea,) = direct([interest("space", UNIT)], lambda _: other)
    np.testing.assert_array_equal(idea.vector, UNIT)


def test_nothing_is_written_for_a_bare_label():
    assert write(interest("space"), []) == ""
    assert write(interest("Horror", facets=("categories:horror",)), []) == ""
    assert pattern([interest("space")], lambda _: [], encode) == []


def test_an_ideal_item_holds_the_label_the_facets_and_the_examples():
    liked = [
        Item(item_id="1", title="Alien", categories=("Horror", "Space")),
        Item(item_id="2", title="Solaris", categories=("Space",), tags=("slow",)),
        Item(item_id="3", title="Third", tags=("slow",)),
    ]
    text = write(interest("scary films", facets=("categories:Horror",)), liked)
    assert text == "scary films. Horror, Space. In the spirit of Alien and Solaris."


def test_a_chinese_interest_is_written_in_chinese():
    assert (
        write(interest("科幻电影"), [Item(item_id="1", title="三体"), Item(item_id="2", title="流浪地球")])
        == "科幻电影. 类似三体、流浪地球。"
    )


def test_an_example_without_a_title_leaves_no_hole():
    text = write(interest("space", facets=("categories:Sea",)), [Item(item_id="1", description="no title")])
    assert "None" not in text
    assert "of ." not in text
    assert "  " not in text


def test_ideas_are_written_for_the_strongest_only():
    wanted = [interest(f"label {n}", facets=("categories:Horror",)) for n in range(MOST + 3)]
    ideas = pattern(wanted, lambda _: [], encode)
    assert [idea.interests[0] for idea in ideas] == [f"i-label {n}" for n in range(MOST)]
    assert all(idea.author == "pattern" and idea.vector is not None for idea in ideas)


def test_ideas_come_from_interests_and_are_grounded_in_the_catalogue(world):
    world.observe(said("ann", "I love space movies", NOW - HOUR), did("ann", "like", "alien", NOW - HOUR))
    slate = world.recommend("ann", now=NOW)
    held = {i.interest_id for i in world.interests("ann", now=NOW)}
    assert slate.ideas
    for idea in slate.ideas:
        assert set(idea.interests) <= held
        assert idea.nearest
        assert [n.similarity for n in idea.nearest] == sorted(
            (n.similarity for n in idea.nearest), reverse=True
        )
        assert world.item(idea.nearest[0].item_id).title == idea.nearest[0].title


def test_no_idea_is_made_of_what_is_refused(world):
    world.observe(said("ann", "I hate horror", NOW - HOUR), said("ann", "I like comedies", NOW - HOUR))
    refused = {i.interest_id for i in world.interests("ann", now=NOW) if i.polarity < 0}
    assert refused
    for idea in world.recommend("ann", now=NOW).ideas:
        assert not refused & set(idea.interests)


def test_the_ideas_are_bounded():
    with open_world() as engine:
        words = [
            "space",
            "robots",
            "paris",
            "london",
            "vampires",
            "ghosts",
            "nature",
            "mountains",
            "vietnam",
            "monsters",
        ]
        engine.observe(*[said("ann", f"I love {word}", NOW - n) for n, word in enumerate(words)])
        ideas = engine.recommend("ann", now=NOW).ideas
        limits = engine.settings.limits
        assert len([i for i in ideas if i.author == "interest"]) == limits.ideas_per_slate
        assert len(ideas) <= limits.ideas_per_slate + MOST
