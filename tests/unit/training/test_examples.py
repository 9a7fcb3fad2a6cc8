"""What the interest model learns from: the words and deeds before each choice."""

from __future__ import annotations

import numpy as np

from penchant.talk import pointing
from penchant.training.adapter import _examples, _log, choices_of
from penchant.training.train import unwatched
from small_world import HOUR, NOW, did, open_world, said


def test_the_words_before_a_choice_are_those_a_request_would_have():
    with open_world() as engine:
        reply = "do you like the ocean?"
        engine.observe(
            said("ann", "I want a space film, but no horror", NOW - HOUR, context={"reply_to": reply}),
            did("ann", "like", "alien", NOW - HOUR + 1),
            did("ann", "like", "solaris", NOW - HOUR + 2),
        )
        state = engine._state
        state.catch_up()
        first, second = choices_of(state, _log(state)[0], 10)
        assert (first.row, second.row) == (state.catalogue.row_of["alien"], state.catalogue.row_of["solaris"])
        assert (first.before, second.before) == ([], [first.row])
        assert first.whole.startswith(reply)
        assert "space" in first.text
        assert "space" in first.whole
        assert "horror" not in first.text + first.whole
        found = _examples(state, [first], unwatched)
        assert np.array_equal(found.talks, pointing(state, [first.text], [first.whole]))


def test_an_item_that_either_party_has_named_is_no_choice():
    with open_world() as engine:
        engine.observe(
            said("ann", "what is that about", NOW - HOUR, context={"reply_to": "have you seen Solaris?"}),
            did("ann", "like", "solaris", NOW - HOUR + 1),
        )
        engine._state.catch_up()
        assert choices_of(engine._state, _log(engine._state)[0], 10) == []
