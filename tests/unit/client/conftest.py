"""Fixtures of the client's tests: the server's."""

from small_server import api, guarded

__all__ = ["api", "guarded"]
