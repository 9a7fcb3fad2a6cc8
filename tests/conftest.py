"""Shared by all tests: a small media catalogue under an engine of the hashing encoder; Hypothesis repeatable, without deadlines."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

from small_world import open_world

settings.register_profile(
    "ci", derandomize=True, database=None, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "explore", database=None, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


@pytest.fixture
def world():
    """An engine in memory with the small catalogue."""
    with open_world() as engine:
        yield engine


@pytest.fixture
def file_url(tmp_path):
    """The address of a SQLite store that is not there yet."""
    return f"sqlite:///{tmp_path}/store.db"
