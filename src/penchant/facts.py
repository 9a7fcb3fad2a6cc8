"""What the attributes of a catalogue measure, as limits in words are held against it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from penchant.converse.measures import Facts, measures
from penchant.retrieve.columns import PREFIX, ColumnIndex

if TYPE_CHECKING:
    from penchant.catalogue import Catalogue
    from penchant.state import State

WORDS_KEPT = 300
"""Attributes of more different words than this are no language, and are not listed."""
MOSTLY = 0.5


class KnownFacts:
    """The facts of a state's catalogue, looked up anew when it has changed."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._held: tuple[int, Facts] | None = None

    def __call__(self) -> Facts:
        """What it measures now; the state's lock is taken for it."""
        with self._state.lock:
            version = self._state.catalogue.version
            if self._held is None or self._held[0] != version:
                self._held = (version, facts_of(self._state.catalogue))
            return self._held[1]


def facts_of(catalogue: Catalogue) -> Facts:
    """What the attributes that measure something hold. It looks at every item: to be kept while the catalogue stays."""
    items = [item for item in catalogue.items if item is not None]
    columns = ColumnIndex(items)
    numbers: dict[str, float] = {}
    words: dict[str, tuple[str, ...]] = {}
    for name in sorted(columns.names()):
        if not name.startswith(PREFIX) or not measures(name.removeprefix(PREFIX)):
            continue
        column = columns.column(name)
        known = column.numbers[~np.isnan(column.numbers)]
        if len(known) > MOSTLY * len(column):
            numbers[name.removeprefix(PREFIX)] = float(np.median(known))
        elif len(column) <= WORDS_KEPT:
            words[name.removeprefix(PREFIX)] = tuple(column.texts)
    return Facts(numbers=numbers, words=words)
