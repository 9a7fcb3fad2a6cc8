"""One reader of a user's stream: what it was told at the beginning is not told again."""

from __future__ import annotations

from types import SimpleNamespace

from penchant.server.live import _Reader
from small_world import open_world, said


def test_a_list_that_the_beginning_told_is_not_told_again():
    with open_world() as engine:
        engine.observe(said("ann", "I love horror"))
        first = engine.recommend("ann")
        engine._shelf.flush()
        reader = _Reader(SimpleNamespace(engine=engine), "ann", None)
        assert sum(first.slate_id.encode() in part for part in reader._beginning()) == 1
        assert reader._of([first]) == []
        later = engine.recommend("ann")
        assert any(later.slate_id.encode() in part for part in reader._of([first, later]))
