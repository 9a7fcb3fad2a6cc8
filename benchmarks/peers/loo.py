"""Protocol LOO-strict for any model that scores the whole catalogue: the split, the ranks, the time of one request.

Of each user's sequence the last item is the test item and the one before it the validation item. Models are fitted on
`items[:-2]`; validation asks for `items[-2]` with `items[:-2]` as the query, the test for `items[-1]` with `items[:-1]`. The whole
catalogue is ranked without the query's own items, and ties take their middle place.
"""

from __future__ import annotations

import gzip
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import msgspec
import numpy as np

from penchant.evaluate.metrics import middle_ranks, ndcg, recall

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    Rows = NDArray[np.int64]
    Scores = NDArray[np.float32]

DEPTHS = (5, 10, 20)
AT_ONCE = 256
WARM_UP = 20


class Model(Protocol):
    """What is compared. Scores count from any zero; higher is better; -inf for what the model cannot score."""

    def fit(self, split: Split) -> None: ...

    def scores(self, queries: list[Rows]) -> Scores:
        """The scores of all items, `(len(queries), items)`, for users with these items, oldest first."""
        ...

    def notes(self) -> dict[str, object]:
        """What the fit found out, such as the epochs it took."""
        ...


@dataclass(frozen=True, kw_only=True)
class Split:
    """The sequences of `users` as rows of the catalogue, `items` rows in all."""

    users: list[str]
    sequences: list[Rows]
    items: int

    @property
    def fitted(self) -> list[Rows]:
        """What models may be fitted on; also the queries of validation."""
        return [sequence[:-2] for sequence in self.sequences]

    def asked(self, stage: str) -> tuple[list[Rows], list[int]]:
        """The queries and their wanted rows at stage `validation` or `test`."""
        end = {"validation": -2, "test": -1}[stage]
        return [s[:end] for s in self.sequences], [int(s[end]) for s in self.sequences]


def load(folder: Path) -> Split:
    """The split of a folder that holds `items.jsonl.gz` and `sequences.txt.gz`."""
    with gzip.open(folder / "items.jsonl.gz", "rb") as lines:
        rows = {msgspec.json.decode(line)["item_id"]: row for row, line in enumerate(lines)}
    with gzip.open(folder / "sequences.txt.gz", "rt", encoding="utf-8") as lines:
        users, histories = zip(*((user, held) for user, *held in map(str.split, lines)), strict=True)
    sequences = [np.array([rows[name] for name in held], np.int64) for held in histories]
    return Split(users=list(users), sequences=sequences, items=len(rows))


def ranks(model: Model, split: Split, stage: str, users: Rows | None = None) -> NDArray[np.float64]:
    """The rank of each user's wanted item, in the order of the users (all of them, or the given ones)."""
    queries, targets = split.asked(stage)
    chosen = np.arange(len(queries)) if users is None else users
    found = np.empty(len(chosen))
    for part in _batches(len(chosen)):
        at_once = [queries[user] for user in chosen[part]]
        for place, (row, query) in enumerate(zip(model.scores(at_once), at_once, strict=True)):
            user = chosen[part.start + place]
            found[part.start + place] = middle_ranks(row, targets[user], query)
    return found


def _batches(count: int) -> Iterator[slice]:
    for start in range(0, count, AT_ONCE):
        yield slice(start, min(start + AT_ONCE, count))


def per_user(found: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
    """Each metric of the protocol, user by user."""
    measures: dict[str, Callable[..., NDArray[np.float64]]] = {"recall": recall, "ndcg": ndcg}
    return {f"{name}@{k}": measure(found, k) for name, measure in measures.items() for k in DEPTHS}


def request_milliseconds(model: Model, split: Split, requests: int, seed: int) -> dict[str, float]:
    """Wall milliseconds from one user's query to its ten best items, one request after another."""
    queries, _ = split.asked("test")
    users = np.random.default_rng(seed).choice(len(queries), WARM_UP + requests, replace=False)
    took = []
    for user in users:
        start = time.perf_counter()
        best_ten(model, queries[user])
        took.append(1e3 * (time.perf_counter() - start))
    p50, p95 = np.percentile(took[WARM_UP:], [50, 95])
    return {"ms_p50": round(float(p50), 3), "ms_p95": round(float(p95), 3), "requests": requests}


def best_ten(model: Model, query: Rows) -> Rows:
    """The rows of the ten best items that the query does not hold, best first."""
    row = model.scores([query])[0].copy()
    row[query] = -np.inf
    best = np.argpartition(-row, 10)[:10]
    return best[np.argsort(-row[best], kind="stable")]
