"""Fakes and contract suites, shipped: subclass a suite, name your back end, and its tests run on it (needs pytest)."""
