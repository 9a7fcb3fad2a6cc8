"""Neural peers: SASRec and eSASRec as RecTools has them, trained on the CPU until validation stops getting better.

The networks, the data preparation, the initial values and the optimiser (Adam, 0.001, batches of 128) are RecTools'. What is ours
makes the peers cheaper on a CPU without changing what is computed:

- The loss is taken at the places that hold an item, not at the padding too (RecTools computes those and multiplies them by 0).
- The 256 sampled logits of a place are picked out of one matrix product with all items.
- With a key-padding mask, a batch is cut to its longest sequence; the positions count from the end, so they stay the same.
"""

from __future__ import annotations

import copy
import logging
import time
import warnings
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    from loo import Rows, Scores, Split

LONGEST = 50
EPOCHS, PATIENCE = 200, 5
BUDGET = 1200.0
"""CPU seconds of training after which no further epoch is begun."""
WATCHED = 8000
"""Users whose validation NDCG@10 is looked at after each epoch (seed 0); the choice between settings looks at all."""
KINDS = {
    "sasrec": {"loss": "softmax"},
    "esasrec": {"loss": "sampled_softmax", "n_negatives": 256, "use_key_padding_mask": True},
}


class Attention:
    """`kind` sasrec: full softmax, SASRec's layers. esasrec: sampled softmax over 256 negatives, LiGR layers."""

    def __init__(
        self,
        *,
        kind: str,
        factors: int,
        dropout: float,
        widening: int | None = None,
        blocks: int = 1,
        budget: float = BUDGET,
        seed: int = 0,
    ) -> None:
        self.kind, self.seed, self.budget = kind, seed, budget
        self.settings: dict[str, Any] = {
            "n_factors": factors,
            "dropout_rate": dropout,
            "n_blocks": blocks,
            "n_heads": 1,
        }
        if widening:
            self.settings["transformer_layers_kwargs"] = {"ff_factors_multiplier": widening}

    def fit(self, split: Split) -> None:
        import torch
        from pytorch_lightning import seed_everything

        _quiet()
        torch.set_num_threads(1)
        seed_everything(self.seed, verbose=False)
        watch = _Watch(self, split, self.budget)
        self.model = _rectools_model(self.kind, self.settings, watch)
        watch.started = time.process_time()
        self.model.fit(_dataset(split))
        self.model.torch_model.load_state_dict(watch.best_state)
        self.watch = watch
        self._prepare(split.items)

    def _prepare(self, items: int) -> None:
        """Keep what a request needs: the network, the item vectors, and which row is which of RecTools' own ids."""
        import torch

        self.items = items
        ids = self.model.data_preparator.item_id_map.to_internal
        self.row_to_id = np.zeros(items, np.int64)
        self.row_to_id[np.array([row for row in ids.index if row != "PAD"], np.int64)] = [
            number for row, number in ids.items() if row != "PAD"
        ]
        self.known = np.flatnonzero(self.row_to_id)
        self.network = self.model.torch_model.eval()
        with torch.inference_mode():
            self.vectors = self.network.item_model.get_all_embeddings().clone()

    def scores(self, queries: list[Rows]) -> Scores:
        import torch

        length = LONGEST if self.kind == "sasrec" else min(LONGEST, max(len(query) for query in queries))
        batch = np.zeros((len(queries), length), np.int64)
        for place, query in enumerate(queries):
            ids = self.row_to_id[query]
            # what training never saw has no vector, so it is left out of the query
            ids = ids[ids > 0][-length:]
            batch[place, length - len(ids) :] = ids
        with torch.inference_mode():
            ends = self.network.encode_sessions({"x": torch.from_numpy(batch)}, self.vectors)[:, -1]
            found = (ends @ self.vectors.T).numpy()
        scores = np.full((len(queries), self.items), -np.inf, np.float32)
        scores[:, self.known] = found[:, self.row_to_id[self.known]]
        return scores

    def notes(self) -> dict[str, object]:
        watch = self.watch
        return {
            "epochs": watch.best_epoch,
            "epochs_run": len(watch.seen),
            "stopped": watch.stopped,
            "cpu_seconds_to_best_epoch": round(watch.training[watch.best_epoch - 1], 1),
            "cpu_seconds_training": round(watch.training[-1], 1),
            "watched_ndcg@10": [round(value, 5) for value in watch.seen],
        }

    def save(self, path: Path) -> None:
        import torch

        torch.save({"model": self.network, "row_to_id": self.row_to_id, "kind": self.kind}, path)

    @classmethod
    def saved(cls, path: Path) -> Attention:
        """A fitted model from `save`, for requests only."""
        import torch

        torch.set_num_threads(1)
        held = torch.load(path, weights_only=False)
        model = cls.__new__(cls)
        model.kind, model.network, model.row_to_id = held["kind"], held["model"].eval(), held["row_to_id"]
        model.items, model.known = len(model.row_to_id), np.flatnonzero(model.row_to_id)
        with torch.inference_mode():
            model.vectors = model.network.item_model.get_all_embeddings().clone()
        return model


class _Watch:
    """After each epoch: validation of the watched users, the best state so far, and whether to stop."""

    def __init__(self, peer: Attention, split: Split, budget: float) -> None:
        self.peer, self.split, self.budget = peer, split, budget
        count = len(split.sequences)
        self.users = np.sort(np.random.default_rng(0).choice(count, min(WATCHED, count), replace=False))
        self.seen: list[float] = []
        self.training: list[float] = []
        self.watching = 0.0
        self.started = 0.0
        self.best_epoch, self.stopped = 0, f"{EPOCHS} epochs"
        self.best_state: dict[str, Any] = {}

    def after_epoch(self, trainer: Any) -> None:
        from loo import per_user, ranks

        now = time.process_time()
        self.training.append(now - self.started - self.watching)
        network = self.peer.model.torch_model
        network.eval()
        self.peer._prepare(self.split.items)
        value = float(per_user(ranks(self.peer, self.split, "validation", self.users))["ndcg@10"].mean())
        network.train()
        if value > max(self.seen, default=-1.0):
            self.best_epoch, self.best_state = len(self.seen) + 1, copy.deepcopy(network.state_dict())
        self.seen.append(value)
        self.watching += time.process_time() - now
        print(
            f"  epoch {len(self.seen)}: validation NDCG@10 {value:.4f}, {self.training[-1]:.0f} CPU s",
            flush=True,
        )
        if len(self.seen) - self.best_epoch >= PATIENCE:
            self.stopped, trainer.should_stop = f"no gain in {PATIENCE} epochs", True
        elif self.training[-1] > self.budget:
            self.stopped, trainer.should_stop = f"budget of {self.budget:.0f} CPU s", True


def _rectools_model(kind: str, settings: dict[str, Any], watch: _Watch) -> Any:
    from pytorch_lightning import Callback, Trainer
    from rectools.models import SASRecModel
    from rectools.models.nn.item_net import IdEmbeddingsItemNet
    from rectools.models.nn.transformers.ligr import LiGRLayers

    class AfterEpoch(Callback):
        # RecTools copies the trainer, but the watch must stay this one
        def __deepcopy__(self, memo: object) -> AfterEpoch:
            return self

        def on_train_epoch_end(self, trainer: Any, pl_module: Any) -> None:  # noqa: ARG002 - Lightning's names
            watch.after_epoch(trainer)

    def trainer() -> Any:
        return Trainer(
            max_epochs=EPOCHS,
            accelerator="cpu",
            devices=1,
            callbacks=[AfterEpoch()],
            logger=False,
            enable_checkpointing=False,
            enable_progress_bar=False,
            enable_model_summary=False,
        )

    layers = {"transformer_layers_type": LiGRLayers} if kind == "esasrec" else {}
    return SASRecModel(
        session_max_len=LONGEST,
        item_net_block_types=(IdEmbeddingsItemNet,),
        lightning_module_type=_packed_module(),
        get_trainer_func=trainer,
        **layers,
        **KINDS[kind],
        **settings,
    )


def _packed_module() -> Any:
    import torch
    from rectools.models.nn.transformers.lightning import TransformerLightningModule
    from torch.nn.functional import cross_entropy

    class Packed(TransformerLightningModule):
        """RecTools' training step with the loss at real places only."""

        def training_step(self, batch: Any, batch_idx: int) -> Any:  # noqa: ARG002 - Lightning's names
            network = self.torch_model
            if network.use_key_padding_mask:
                longest = int((batch["x"] != 0).sum(1).max())
                batch = {name: value[:, -longest:] for name, value in batch.items()}
            real = batch["y"] != 0
            vectors = network.item_model.get_all_embeddings()
            ends = network.encode_sessions(batch, vectors)[real]
            wanted, logits = batch["y"][real], ends @ vectors.T
            if self.loss == "sampled_softmax":
                logits = logits.gather(1, torch.cat([wanted[:, None], batch["negatives"][real]], 1))
                wanted = torch.zeros_like(wanted)
            return cross_entropy(logits, wanted)

    return Packed


def _dataset(split: Split) -> Any:
    import pandas as pd
    from rectools.dataset import Dataset

    sequences = split.fitted
    lengths = [len(sequence) for sequence in sequences]
    table = pd.DataFrame(
        {
            "user_id": np.repeat(np.arange(len(sequences)), lengths),
            "item_id": np.concatenate(sequences),
            "weight": 1.0,
            "datetime": pd.to_datetime(np.concatenate([np.arange(length) for length in lengths]), unit="D"),
        }
    )
    return Dataset.construct(table)


def _quiet() -> None:
    warnings.filterwarnings("ignore")
    for name in ("pytorch_lightning", "lightning.pytorch", "rectools"):
        logging.getLogger(name).setLevel(logging.ERROR)
