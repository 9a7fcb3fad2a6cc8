"""Stores: the event log, the catalogue and the blobs beside them, in memory or in one SQLite file."""
