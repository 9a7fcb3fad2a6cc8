"""Penchant: a real-time interest engine for recommenders.

What people say and do becomes what they want now, and a ranked list, each item with its true reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from penchant.domain import Event, Idea, Interest, InterestEdit, Item, Reason, Slate

if TYPE_CHECKING:
    from penchant.engine import Engine

__version__ = "0.1.0"
__all__ = ["Engine", "Event", "Idea", "Interest", "InterestEdit", "Item", "Reason", "Slate", "__version__"]


def __getattr__(name: str) -> object:
    """The engine is loaded on first use: the nouns alone cost milliseconds."""
    if name == "Engine":
        from penchant.engine import Engine

        return Engine
    raise AttributeError(f"module 'penchant' has no attribute {name!r}")
