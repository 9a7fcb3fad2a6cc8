"""The addends of every candidate: what was said, what was done, what the crowd does, and what speaks against."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from penchant.domain import Value
from penchant.rank.blend import Scene, Sum, scene
from penchant.rank.explain import ledger
from penchant.scoring.crowd import against, crowd
from penchant.scoring.done import done
from penchant.scoring.said import said

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from penchant.asking import Asking
    from penchant.capture.interests import Wants
    from penchant.rank.blend import Addend, Blend
    from penchant.rank.explain import Ledger
    from penchant.recall import Candidates


class Scored(Value, frozen=True, eq=False):
    """Candidates with their vectors `(n, d)`, their addends, and their totals `(n,)` by the blend."""

    rows: NDArray[np.int64]
    vectors: NDArray[np.float32]
    addends: tuple[Addend, ...]
    scene: Scene
    blend: Blend
    totals: NDArray[np.float64]

    def book(self, places: NDArray[np.int64]) -> Ledger:
        """The accounts of the candidates at `places`, in that order."""
        return ledger(self.addends, places, self.scene, self.blend)


def score(asking: Asking, wants: Wants, candidates: Candidates) -> Scored:
    """Every candidate's addends and what the blend makes of them."""
    rows = candidates.rows
    nothing = np.zeros((0, asking.state.encoder.dim), dtype=np.float32)
    vectors = asking.state.index.take(rows) if len(rows) else nothing
    support = asking.state.transitions.support(rows).astype(np.float64)
    parts = (
        asking.attempt("rank.said", lambda: said(asking, wants, candidates, vectors, support)),
        asking.attempt("rank.done", lambda: done(asking, rows, support)),
        asking.attempt("rank.crowd", lambda: crowd(asking, rows, support)),
        asking.attempt("rank.against", lambda: against(asking, wants, rows, vectors)),
    )
    left_out = asking.settings.without
    addends = tuple(a for part in parts for a in part or () if a.channel not in left_out)
    here = scene(addends, support, int(np.count_nonzero(asking.person.done.weights > 0)))
    blend: Blend = asking.blend
    totals = asking.attempt("rank.blend", lambda: blend.totals(here))
    if totals is None:
        blend = Sum()
        totals = blend.totals(here)
    return Scored(rows=rows, vectors=vectors, addends=addends, scene=here, blend=blend, totals=totals)
