"""An encoder elsewhere is never waited for under the state's lock: other people's lists go on meanwhile."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest

from penchant.encode.cache import CachedEncoder
from penchant.encode.steady import Breaker, SteadyEncoder
from penchant.errors import EncoderUnavailable
from small_world import ITEMS, NOW, build, ids_of, said, small_settings


class Elsewhere:
    """The local encoder, as one that answers elsewhere: it notes whether the lock is held while it is asked."""

    def __init__(self, state):
        self._inner, self._state = state.encoder, state
        self.name, self.dim = state.encoder.name, state.encoder.dim
        self.asked: list[tuple[str, bool]] = []
        self.away, self.seconds = False, 0.0

    def encode(self, texts):
        self.asked += [(text, self._state.lock._is_owned()) for text in texts]
        time.sleep(self.seconds)
        if self.away:
            raise EncoderUnavailable("away")
        return self._inner.encode(texts)


@pytest.fixture
def world():
    with build("memory://", settings=small_settings()) as engine:
        engine.put_items(ITEMS)
        engine.observe(said("ann", "I love quiet films about space", NOW - 1))
        engine.recommend("ann", 5, now=NOW)
        plain = engine.recommend("ann", 5, text="something funny from Paris", now=NOW)
        elsewhere = Elsewhere(engine._state)
        breaker = Breaker(elsewhere)
        engine._state.encoder = SteadyEncoder(CachedEncoder(breaker, 1_000), breaker)
        yield engine, elsewhere, plain


def test_a_list_asks_it_before_the_lock_is_taken_and_is_the_same(world):
    engine, elsewhere, plain = world
    slate = engine.recommend("ann", 5, text="something funny from Paris", now=NOW)
    assert elsewhere.asked
    assert not any(held for _, held in elsewhere.asked)
    assert ids_of(slate) == ids_of(plain)
    assert np.allclose([i.score for i in slate.items], [i.score for i in plain.items], atol=1e-4)
    asked = len(elsewhere.asked)
    engine.recommend("ann", 5, text="something funny from Paris", now=NOW)
    assert len(elsewhere.asked) == asked, "all is known by now"


def test_a_conversation_and_a_search_too(world):
    engine, elsewhere, _ = world
    engine.chat("bob", "Not that I mind war films, but something calm would be nice")
    engine.find_items("a film about lighthouses")
    assert elsewhere.asked
    assert not any(held for _, held in elsewhere.asked)


def test_others_do_not_wait_for_it(world):
    engine, elsewhere, _ = world
    engine.recommend("bob", 5, now=NOW)
    elsewhere.seconds = 0.6
    slow = threading.Thread(target=lambda: engine.recommend("ann", 5, text="opera on a boat", now=NOW))
    slow.start()
    while not elsewhere.asked:
        time.sleep(0.01)
    began = time.monotonic()
    assert engine.recommend("bob", 5, now=NOW).items
    assert time.monotonic() - began < 0.4
    slow.join()


def test_out_of_reach_it_costs_a_list_its_vectors_and_nothing_else(world):
    engine, elsewhere, _ = world
    elsewhere.away = True
    assert engine.recommend("ann", 5, text="opera on a boat", now=NOW).items
    assert not any(held for _, held in elsewhere.asked)
