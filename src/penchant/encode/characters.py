"""What every model here asks of a text before it reads it, and of the machine before it begins."""

from __future__ import annotations

import os


def is_readable(text: str) -> bool:
    """Whether anything can be seen: white space, control and zero-width characters cannot."""
    return any(character.isprintable() and not character.isspace() for character in text)


def valid(text: str) -> str:
    """The text with "?" for half a surrogate pair, which no tokenizer takes."""
    return text.encode("utf-8", "replace").decode("utf-8")


def cores() -> int:
    """Cores this process may run on: fewer than the machine's in a container with a set of its own."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
