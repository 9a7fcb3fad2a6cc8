"""One reader of a user's stream: what it was told at the beginning is not told again."""

from __future__ import annotations

from types import SimpleNamespace

import msgspec

from penchant.capture import reading
from penchant.capture.refine import Found
from penchant.domain import Aspect
from penchant.ports import Record
from penchant.refining.second import reading_event
from penchant.server.live import _Reader
from small_world import NOW, open_world, said


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


def test_a_reader_is_told_of_a_text_that_a_model_read_anew():
    """The known event once more, with who read it, and the interests it moved; where the reader is stays where it was."""
    with open_world() as engine:
        (first,) = engine.observe(said("ann", "Wonderful, horror again", event_id="e1"))
        engine.observe(said("ann", "I love space", event_id="e2"))
        reader = _Reader(SimpleNamespace(engine=engine), "ann", None)
        list(reader._beginning())
        encoder = engine._state.encoder
        dislike = Aspect(quote="horror again", about="horror", polarity="dislike", start=11, end=23)
        data = reading.make([[dislike]], encoder.name, encoder.encode, reader="m/1")[0]
        made = Record(event=reading_event(first.event, Found(), "m/1", NOW), reading=data)
        engine._store.append([made])
        engine.catch_up()
        observed, interests = reader._of([made])
        told = msgspec.json.decode(observed.split(b"data: ")[1])
        assert b"event: observed" in observed
        assert (told["event"]["event_id"], told["new"], told["read_by"]) == ("e1", False, "m/1")
        assert [aspect["polarity"] for aspect in told["aspects"]] == ["dislike"]
        assert b'"changed_by":"e1"' in interests
        assert reader._seen.event_id == "e2"
        engine.forget("ann")
        assert reader._record(made) == []
