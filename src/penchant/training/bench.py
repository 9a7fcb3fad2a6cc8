"""Trained models in the lab: trained on what the engine was fed, then served, to be measured. Its store keeps nothing of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from penchant.asking import now_ms
from penchant.learn.adapter import Adapter
from penchant.learn.ranker import Ranker
from penchant.models import Fixed
from penchant.training.adapter import train_adapter
from penchant.training.ranker import train_ranker
from penchant.training.train import USERS, unwatched

if TYPE_CHECKING:
    from penchant.evaluate.lab import Lab


def serve_ranker(bench: Lab) -> None:
    """A ranker, whatever the comparison says. Raises InvalidInput where there is too little to learn from, MissingExtra."""
    made = train_ranker(bench.state, bench.state.models, USERS, now_ms(), unwatched)
    bench.state.blend = Ranker.from_bytes(made.data)


def serve_adapter(bench: Lab) -> None:
    """An interest model where it proved better, as it would be promoted. Raises InvalidInput for too small a log."""
    made = train_adapter(bench.state, bench.state.models, USERS, now_ms(), unwatched)
    bench.state.adapter = Fixed(Adapter.from_bytes(made.data) if made.is_better else None)
