"""Fixtures of the server's tests."""

from small_server import api, guarded

__all__ = ["api", "guarded"]
