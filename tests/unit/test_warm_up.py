"""Warming up leaves no trace."""

from __future__ import annotations

from penchant.domain import to_plain
from small_world import NOW, did, open_world, said


def test_warming_up_changes_nothing_that_can_be_seen(world):
    world.observe(said("ann", "I love horror", NOW), did("ann", "like", "ring", NOW))
    before = seen(world)
    world.warm_up()
    assert seen(world) == before


def seen(world):
    held = world.export_user("ann")
    listed = [(i.item_id, i.score) for i in world.recommend("bob", now=NOW).items]
    world._shelf.flush()
    return held["events"], held["slates"], to_plain(world.profile("ann", now=NOW)), listed


def test_an_empty_engine_warms_up():
    with open_world(items=()) as engine:
        engine.warm_up()
        assert engine.counts().events == 0


def test_closing_twice_is_harmless(file_url):
    engine = open_world(file_url)
    engine.recommend("ann")
    engine.close()
    engine.close()
