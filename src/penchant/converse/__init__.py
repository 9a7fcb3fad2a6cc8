"""Conversation: how a turn steers, which question is worth asking, and the words of a reply."""
