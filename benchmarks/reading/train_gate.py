"""The gate of second readings: what share of the reader's mistakes stands in the share of texts that it lets through.

    python benchmarks/reading/train_gate.py [--held benchmarks/polarity/utterances.jsonl] [--head FILE] [--write]

A text counts as misread where one of its labels is, or where a side was invented. The weights come from the writers named below.
The head must not have seen two of them: `--head FILE`, made by `train_head.py ARCHIVES --held en_a zh_b --out FILE`. The threshold
comes from five folds: the chance of an error that lets `CAUGHT` of the mistakes through. `--write` keeps them as `gate.npz`.
`--held` also counts them on a set that had no part in it, and prints shares only, no line.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import numpy as np
from score import utterances

from penchant.capture import contexts, reading
from penchant.capture.gate import FILE, Gate, features
from penchant.domain import Event
from penchant.encode.hashing import HashingEncoder
from penchant.encode.use import UseEncoder
from penchant.evaluate.polarity import Utterance, judge

if TYPE_CHECKING:
    from penchant.ports import Encoder

HERE = Path(__file__).parent
UNSEEN = ("corpus_en_a.jsonl", "corpus_zh_b.jsonl")
"""The two writers that the head was chosen without: of what it has learned by heart, it makes too few mistakes."""
PLAINER = ("corpus_en.jsonl", "corpus_zh.jsonl", "corpus_chat.jsonl")
"""Writers of plainer lines, which the head has seen: without them plain talk would look as hard as theirs."""
FOLDS, PENALTY, STEPS = 5, 3.0, 40
CAUGHT = 0.88
SHARES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)


def table(rows: list[Utterance], encoder: Encoder) -> tuple[np.ndarray, np.ndarray]:
    """Features `(n, f)` and mistakes `(n,)` of each text."""
    held, mistakes = [], []
    for row in rows:
        event = Event(user_id="anyone", event_type="say", text=row.text)
        aspects = reading.aspects_of(event, encoder)
        held.append(features(event, aspects, encoder))
        verdicts = judge(row, lambda _, found=aspects: found)
        mistakes.append(sum(v.what == "invented" or (v.what == "label" and not v.right) for v in verdicts))
    return np.array(held, dtype=np.float32), np.array(mistakes)


def fit(x: np.ndarray, wrong: np.ndarray, threshold: float = 0.5) -> Gate:
    """Ridge-penalised logistic regression by Newton's steps."""
    mean, spread = np.nanmean(x, axis=0), np.nanstd(x, axis=0) + 1e-6
    z = np.c_[np.nan_to_num((x - mean) / spread), np.ones(len(x))]
    weights, ridge = np.zeros(z.shape[1]), np.eye(z.shape[1]) * PENALTY
    ridge[-1, -1] = 0
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-z @ weights))
        weights -= np.linalg.solve(
            (z * (p * (1 - p))[:, None]).T @ z + ridge, z.T @ (p - wrong) + ridge @ weights
        )
    return Gate(mean, spread, weights[:-1].astype(np.float32), float(weights[-1]), threshold)


def chances(gate: Gate, x: np.ndarray) -> np.ndarray:
    return np.array([gate.chance(row) for row in x])


def caught(chance: np.ndarray, mistakes: np.ndarray, share: float) -> float:
    """The share of all mistakes in the `share` of texts of the greatest chance."""
    best = np.argsort(-chance, kind="stable")[: round(share * len(chance))]
    return float(mistakes[best].sum() / mistakes.sum())


def tell(name: str, chance: np.ndarray, mistakes: np.ndarray, threshold: float) -> dict[str, object]:
    through = chance >= threshold
    return {
        "set": name,
        "texts": len(chance),
        "texts with a mistake": round(float((mistakes > 0).mean()), 3),
        "let through": round(float(through.mean()), 3),
        "mistakes caught": round(float(mistakes[through].sum() / mistakes.sum()), 3),
        "mistakes caught by share of texts": {str(s): round(caught(chance, mistakes, s), 3) for s in SHARES},
    }


def main() -> None:
    encoder = UseEncoder()
    if "--head" in sys.argv:
        contexts.FILE = Path(sys.argv[sys.argv.index("--head") + 1])
    rows = [row for name in (*UNSEEN, *PLAINER) for row in utterances(HERE / name)]
    parts = [
        table(rows, encoder),
        table(rows, HashingEncoder()),
    ]  # with another encoder the rules stand alone
    x, mistakes = (np.concatenate(part) for part in zip(*parts, strict=True))
    wrong = (mistakes > 0).astype(float)
    fold = np.random.default_rng(0).integers(0, FOLDS, len(x))
    out = np.zeros(len(x))
    for n in range(FOLDS):
        out[fold == n] = chances(fit(x[fold != n], wrong[fold != n]), x[fold == n])
    order = np.sort(out)[::-1]
    threshold = round(float(next(t for t in order if mistakes[out >= t].sum() >= CAUGHT * mistakes.sum())), 3)
    gate = fit(x, wrong, threshold)
    told = [tell(f"five writers, {FOLDS} folds", out, mistakes, threshold)]
    if "--held" in sys.argv:
        file = Path(sys.argv[sys.argv.index("--held") + 1])
        held = utterances(file)
        hx, hm = table(held, encoder)
        chance = chances(gate, hx)
        told.append(tell("held apart", chance, hm, threshold))
        for language in ("en", "zh"):
            own = np.array([row.language == language for row in held])
            told.append(tell(f"held apart, {language}", chance[own], hm[own], threshold))
    if "--write" in sys.argv:
        np.savez(
            FILE, **{name: np.asarray(value, dtype=np.float32) for name, value in gate._asdict().items()}
        )
    result = {"command": " ".join(["python", *sys.argv]), "threshold": threshold, "sets": told}
    print(msgspec.json.format(msgspec.json.encode(result)).decode())


if __name__ == "__main__":
    main()
