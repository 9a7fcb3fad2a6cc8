"""An encoder out of reach: zeros at once, known texts as ever, and no call within the pause."""

from __future__ import annotations

import numpy as np
import pytest

from penchant.encode.cache import CachedEncoder
from penchant.encode.hashing import HashingEncoder
from penchant.encode.steady import LONGEST_PAUSE, PAUSE, Breaker, SteadyEncoder
from penchant.errors import EncoderUnavailable, PenchantError
from penchant.ports import Remote


class Flaky(HashingEncoder):
    def __init__(self) -> None:
        super().__init__(8)
        self.error: Exception | None = None
        self.asked = 0

    def encode(self, texts):
        self.asked += 1
        if self.error:
            raise self.error
        return super().encode(texts)


class World:
    def __init__(self) -> None:
        self.now = 0.0
        self.inner = Flaky()
        breaker = Breaker(self.inner, clock=lambda: self.now)
        self.steady = SteadyEncoder(CachedEncoder(breaker, texts=10), breaker)


@pytest.fixture
def world():
    return World()


def test_it_is_remote_and_otherwise_as_what_it_wraps(world):
    assert isinstance(world.steady, Remote)
    assert not isinstance(HashingEncoder(8), Remote)
    assert (world.steady.name, world.steady.dim) == ("hashing-1-8", 8)
    assert np.array_equal(world.steady.encode(["space"]), HashingEncoder(8).encode(["space"]))


def test_out_of_reach_it_gives_zeros_but_what_is_known(world):
    known = world.steady.encode(["space"])
    world.inner.error = EncoderUnavailable("away")
    assert not world.steady.encode(["opera", "space"]).any()
    assert np.array_equal(world.steady.encode(["space"]), known)
    assert (world.steady.failing, world.steady.missed) == ("away", 2)
    with pytest.raises(EncoderUnavailable, match="away"):
        world.steady.insist(["opera"])
    assert world.steady.missed == 3


def test_zeros_are_not_kept(world):
    world.inner.error = EncoderUnavailable("away")
    world.steady.encode(["opera"])
    world.inner.error, world.now = None, PAUSE
    assert world.steady.encode(["opera"]).any()
    assert world.steady.failing == ""


def test_it_is_left_alone_for_longer_and_longer(world):
    world.inner.error = EncoderUnavailable("away")
    asked_at = []
    for now in range(200):
        world.now, before = float(now), world.inner.asked
        world.steady.encode(["opera"])
        if world.inner.asked > before:
            asked_at.append(now)
    pauses = np.diff(asked_at)
    assert pauses[:4].tolist() == [2, 4, 8, 16]
    assert set(pauses[4:].tolist()) == {LONGEST_PAUSE}


def test_a_success_begins_the_pauses_anew(world):
    for _ in range(2):
        world.inner.error = EncoderUnavailable("away")
        world.steady.encode([f"a {world.now}"])
        world.now += PAUSE
        world.inner.error = None
        assert world.steady.encode([f"b {world.now}"]).any()


def test_other_errors_go_through(world):
    world.inner.error = PenchantError("a defect")
    with pytest.raises(PenchantError, match="a defect"):
        world.steady.encode(["opera"])


def test_forgetting_clears_what_is_known(world):
    world.steady.encode(["space"])
    world.steady.clear()
    world.inner.error = EncoderUnavailable("away")
    assert not world.steady.encode(["space"]).any()
