"""The result as a page of Markdown, and the paired differences to the best neural peer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from loo import per_user

from penchant.evaluate.intervals import paired

if TYPE_CHECKING:
    from pathlib import Path

NEURAL = ("sasrec", "esasrec")
COMPARED = ("recall@10", "ndcg@10")
HEAD = """# Peers, side by side

`python benchmarks/peers/run.py --data ../shared/data --sets beauty,toys,sports`

LOO-strict: fitted on `items[:-2]`, settings chosen by validation NDCG@10 (query `items[:-2]`, wanted `items[-2]`), tested with the
query `items[:-1]` on `items[-1]`; the whole catalogue without the user's own items is ranked, every user counts, ties take their
middle rank. In brackets: bootstrap 95 % intervals. One thread each, on {processor}.

- **fit CPU s**: user and system seconds of the fit with the chosen settings alone, without imports and reading. For neural peers
  the training up to the epoch that validation liked best; what came after it and the validation itself count as choosing. For
  Penchant: encoding the items, observing the events, and fitting.
- **choosing CPU s**: of all settings tried together. Neural peers have one setting, the one their authors' search chose on these
  sets; validation chooses the epoch (looked at after each; five without a gain end the training, or the budget of CPU seconds:
  the last column says which).
- **ms**: from one user's query to the ten best items, p50 of single requests. Peers answer from an array in memory and nothing
  else; Penchant's time is a whole `recommend` with reasons, filters and diversity.
- **MB**: the process's peak, interpreter and libraries with it: of the fit / of serving.
"""
COLUMNS = "| model | R@5 | R@10 | R@20 | N@5 | N@10 | N@20 | fit CPU s | choosing CPU s | ms | MB fit / serve | chosen |"


def page(held: dict[str, Any]) -> str:
    """The whole page."""
    parts = [HEAD.format(processor=held["machine"]["processor"])]
    for name in dict.fromkeys(row["set"] for row in held["rows"]):
        rows = [row for row in held["rows"] if row["set"] == name]
        parts += [f"## {name}, {rows[0]['cases']:,} users\n", "\n".join(_table(rows)) + "\n"]
        parts += _differences(held["differences"].get(name))
    parts.append("## What was tried\n\n" + "\n".join(_tried(held["rows"])) + "\n")
    return "\n".join(parts)


def _table(rows: list[dict[str, Any]]) -> list[str]:
    lines = [COLUMNS, "| --- |" + " ---: |" * 10 + " --- |"]
    for row in rows:
        m, fit, request = row["metrics"], row["fit"], row["request"]
        cells = [
            row["title"],
            _short(m["recall@5"]),
            _with_interval(row, "recall@10"),
            _short(m["recall@20"]),
            _short(m["ndcg@5"]),
            _with_interval(row, "ndcg@10"),
            _short(m["ndcg@20"]),
            f"{_training(row):,.1f}",
            f"{_choosing(row):,.0f}",
            f"{request['ms_p50']:.2f}" if request["ms_p50"] is not None else "",
            f"{fit['peak_mb']:,.0f} / {request['peak_mb']:,.0f}",
            _chosen(row),
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def _training(row: dict[str, Any]) -> float:
    """Neural peers stop late: the training up to the epoch that was kept is what the model costs."""
    return float(row["fit"].get("notes", {}).get("cpu_seconds_to_best_epoch", row["fit"]["cpu_seconds"]))


def _choosing(row: dict[str, Any]) -> float:
    spent = float(row["choosing_cpu_seconds"])
    return spent - _training(row) if row["model"] in NEURAL else spent


def _short(value: float) -> str:
    return f"{value:.4f}".removeprefix("0")


def _with_interval(row: dict[str, Any], metric: str) -> str:
    low, high = row["intervals"][metric]
    return f"**{_short(row['metrics'][metric])}** [{_short(low)}, {_short(high)}]"


def _chosen(row: dict[str, Any]) -> str:
    notes = row["fit"].get("notes", {})
    found = [f"{key} {value}" for key, value in row["params"].items() if not isinstance(value, dict)]
    if "epochs" in notes:
        found.append(f"{notes['epochs']} epochs ({notes['stopped']})")
    return ", ".join(found)


def _tried(rows: list[dict[str, Any]]) -> list[str]:
    """Each grid with its validation NDCG@10, so that a reader can see how wide the choice was."""
    lines = ["| set | model | settings: validation NDCG@10 |", "| --- | --- | --- |"]
    for row in rows:
        tried = "; ".join(
            f"{' '.join(f'{key} {value}' for key, value in one['params'].items()) or 'none'}: {_short(one['ndcg@10'])}"
            for one in row["grid"]
        )
        if tried:
            lines.append(f"| {row['set']} | {row['title']} | {tried} |")
    return lines


def differences(rows: list[dict[str, Any]], work: Path, seed: int) -> dict[str, Any]:
    """Each model minus the neural peer with the best validation, user by user, where the ranks are still in the work folder."""
    found: dict[str, Any] = {}
    for name in dict.fromkeys(row["set"] for row in rows):
        held = {
            row["model"]: ranks
            for row in rows
            if row["set"] == name
            if (ranks := _ranks(row, work)) is not None
        }
        neural = [
            row for row in rows if row["set"] == name and row["model"] in NEURAL and row["model"] in held
        ]
        if not neural:
            continue
        best = max(neural, key=lambda row: row["validation"]["ndcg@10"])["model"]
        base = per_user(held[best])
        found[name] = {
            "reference": best,
            "models": {m: _minus(per_user(ranks), base, seed) for m, ranks in held.items() if m != best},
        }
    return found


def _ranks(row: dict[str, Any], work: Path) -> Any:
    base = "-".join(
        [row["model"], *(f"{key}={value}" for key, value in row["params"].items() if row["grid"])]
    )
    path = work / row["set"] / f"{base}-test.npy"
    return np.load(path) if path.exists() else None


def _minus(after: dict[str, Any], before: dict[str, Any], seed: int) -> dict[str, Any]:
    return {
        metric: {
            "difference": round(float((after[metric] - before[metric]).mean()), 5),
            "interval": [round(bound, 5) for bound in paired(after[metric], before[metric], seed=seed)],
        }
        for metric in COMPARED
    }


def _differences(found: dict[str, Any] | None) -> list[str]:
    if not found:
        return []
    lines = [f"Paired differences to `{found['reference']}`, the neural peer with the best validation:\n"]
    lines += ["| model | R@10 | N@10 |", "| --- | ---: | ---: |"]
    for model, by_metric in found["models"].items():
        cells = [
            f"{v['difference']:+.4f} [{v['interval'][0]:+.4f}, {v['interval'][1]:+.4f}]"
            for v in by_metric.values()
        ]
        lines.append(f"| {model} | {' | '.join(cells)} |")
    return ["\n".join(lines) + "\n"]
