"""The trained ranker in the lab: trained on what the engine was fed, then served whatever the comparison says, to be measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from penchant.asking import now_ms
from penchant.learn.ranker import Ranker
from penchant.models import Models
from penchant.training.ranker import train_ranker
from penchant.training.train import USERS, unwatched

if TYPE_CHECKING:
    from penchant.evaluate.lab import Lab


def train_and_serve(bench: Lab) -> None:
    """Train, and let the lab's engine serve it; its store keeps nothing of it.

    Raises InvalidInput where there is too little to learn from, MissingExtra.
    """
    made = train_ranker(bench.state, Models(bench.state.store), USERS, now_ms(), unwatched)
    bench.state.blend = Ranker.from_bytes(made.data)
