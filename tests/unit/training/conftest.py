from __future__ import annotations

import pytest


@pytest.fixture(scope="module", autouse=True)
def few_lists_are_enough():
    """A small log may be learned from: tests have no time for a large one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("penchant.training.ranker.FEWEST", 8)
        yield
