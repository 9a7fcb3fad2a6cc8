"""Conversation over the engine's parts: turns, what was said before them, and the words of a reply."""
