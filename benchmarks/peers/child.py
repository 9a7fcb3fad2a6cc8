"""One peer with one choice of its settings on one set, in a process of its own; run.py starts it. Writes one JSON file.

Stage `validation`: fit and validate over all users. Stage `test`: fit (or load what validation saved), time single requests, rank
the test items. CPU seconds are user and system time of this process around the fit alone, so imports and reading are not in
them; memory is the kernel's high-water mark of the whole process, set back before the requests.
"""

from __future__ import annotations

import argparse
import json
import resource
from pathlib import Path
from typing import Any

import loo
import numpy as np
from attention import BUDGET, Attention
from models import PEERS

from penchant.evaluate.intervals import interval

REQUESTS = 500


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--model", choices=list(PEERS), required=True)
    parser.add_argument("--choice", type=json.loads, default={})
    parser.add_argument("--stage", choices=["validation", "test"], required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--saved", type=Path, help="a fitted model of stage validation")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--budget", type=float, default=BUDGET, help="CPU seconds of training, neural peers")
    arguments = parser.parse_args()
    run = {"validation": validated, "test": tested}[arguments.stage]
    found = run(arguments, loo.load(arguments.folder))
    arguments.out.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def validated(arguments: argparse.Namespace, split: loo.Split) -> dict[str, Any]:
    """Validation NDCG@10 and Recall@10 of all users, what the fit took, and what the whole stage took."""
    model, fit = fitted(arguments, split)
    per_user = loo.per_user(loo.ranks(model, split, "validation"))
    if isinstance(model, Attention):
        model.save(arguments.out.with_suffix(".pt"))
    shown = {name: round(float(per_user[name].mean()), 5) for name in ("ndcg@10", "recall@10")}
    return {
        "choice": arguments.choice,
        "validation": shown,
        "fit": fit,
        "cpu_seconds": round(cpu_seconds(), 2),
    }


def tested(arguments: argparse.Namespace, split: loo.Split) -> dict[str, Any]:
    """Metrics of the test items with their intervals, and the time and memory of single requests."""
    if arguments.saved:
        model, fit = Attention.saved(arguments.saved), None
    else:
        model, fit = fitted(arguments, split)
    forget_peak()
    request = loo.request_milliseconds(model, split, REQUESTS, arguments.seed)
    request["peak_mb"] = peak_mb()
    found = loo.ranks(model, split, "test")
    np.save(arguments.out.with_suffix(".npy"), found)
    return {"choice": arguments.choice, "fit": fit, "request": request, **judged(found, arguments.seed)}


def judged(found: np.ndarray, seed: int) -> dict[str, Any]:
    """The means of all metrics and their bootstrap intervals."""
    per_user = loo.per_user(found)
    return {
        "metrics": {name: round(float(values.mean()), 5) for name, values in per_user.items()},
        "intervals": {name: [round(b, 5) for b in interval(v, seed=seed)] for name, v in per_user.items()},
        "cases": len(found),
    }


def fitted(arguments: argparse.Namespace, split: loo.Split) -> tuple[loo.Model, dict[str, Any]]:
    """The model, and the CPU seconds and peak memory of its fit."""
    model = PEERS[arguments.model].build(**arguments.choice)
    if isinstance(model, Attention):
        model.budget = arguments.budget
    before, empty = cpu_seconds(), peak_mb()
    model.fit(split)
    took = round(cpu_seconds() - before, 2)
    return model, {"cpu_seconds": took, "peak_mb": peak_mb(), "before_mb": empty, "notes": model.notes()}


def cpu_seconds() -> float:
    spent = resource.getrusage(resource.RUSAGE_SELF)
    return spent.ru_utime + spent.ru_stime


def peak_mb() -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return round(int(status.split("VmHWM:")[1].split()[0]) / 1024, 1)


def forget_peak() -> None:
    """Set the high-water mark back to what is held now (Linux)."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


if __name__ == "__main__":
    main()
