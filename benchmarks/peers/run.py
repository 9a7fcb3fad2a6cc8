"""Penchant beside other recommenders: one split, one metric code, one table with accuracy, CPU seconds, milliseconds and memory.

    python benchmarks/peers/run.py --data ../shared/data --sets beauty,toys,sports [--models ease,esasrec] [--again ease]

Protocol LOO-strict. Each fit is a process of its own on one core. What is done stays in the result file and is not done again;
`--again NAME` does. Settings are chosen by validation NDCG@10 from the grids in models.py.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shlex
import subprocess
import sys
import tempfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import loo
import numpy as np
import table
from attention import BUDGET
from models import PEERS

HERE = Path(__file__).parent
PENCHANT = {"penchant": "sum", "penchant-online": "online", "penchant-ranker": "ranker"}
"""Penchant's own rows, and the blend each asks the lab for."""
TITLES = {
    "penchant": "Penchant, untrained",
    "penchant-online": "Penchant, online weights",
    "penchant-ranker": "Penchant, trained",
}
PACKAGES = ("penchant", "implicit", "rectools", "torch", "pytorch-lightning", "scipy", "numpy", "lightgbm")
ONE_CORE = dict.fromkeys(
    ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"), "1"
)


def main() -> None:
    arguments = read_arguments()
    held = json.loads(arguments.out.read_text("utf-8")) if arguments.out.exists() else {"rows": []}
    for name in arguments.sets:
        for model in arguments.models:
            old = next((row for row in held["rows"] if (row["set"], row["model"]) == (name, model)), None)
            if old and model not in arguments.again and is_current(old):
                continue
            try:
                row = measured(arguments, name, model)
            except Unavailable as reason:
                print(f"{name} {model}: left out: {reason}", flush=True)
                continue
            held["rows"] = [other for other in held["rows"] if other is not old] + [row]
            save(arguments, held)
            shown = row["metrics"]
            print(f"{name} {model}: R@10 {shown['recall@10']:.4f}, N@10 {shown['ndcg@10']:.4f}", flush=True)
    save(arguments, held)


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    names = [*PEERS, *PENCHANT]
    results = HERE.parent / "results"
    parser.add_argument("--data", type=Path, default=HERE.parents[2] / "shared" / "data")
    parser.add_argument("--sets", type=lambda text: text.split(","), default=["beauty", "toys", "sports"])
    parser.add_argument("--models", type=lambda text: text.split(","), default=names, help=", ".join(names))
    parser.add_argument("--again", action="append", default=[], metavar="NAME", help="do this model again")
    parser.add_argument("--out", type=Path, default=results / "peers.json")
    parser.add_argument(
        "--work", type=Path, default=Path(tempfile.gettempdir()) / "penchant-peers", help="half-done work"
    )
    parser.add_argument(
        "--penchant", default=str(Path(sys.executable).parent / "penchant"), help="the program"
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--budget", type=float, default=BUDGET, help="CPU seconds of a neural peer's training"
    )
    arguments = parser.parse_args()
    if unknown := {*arguments.models, *arguments.again} - set(names):
        parser.error(f"no such model: {', '.join(sorted(unknown))}; there are {', '.join(names)}")
    return arguments


class Unavailable(Exception):
    """A model that cannot be measured here and now, and why."""


def measured(arguments: argparse.Namespace, name: str, model: str) -> dict[str, Any]:
    """One row of the table, with what is needed to make it again."""
    if not (arguments.data / name / "sequences.txt.gz").exists():
        raise Unavailable(f"no {arguments.data / name / 'sequences.txt.gz'}")
    row = penchant(arguments, name, model) if model in PENCHANT else peer(arguments, name, model)
    return {
        "set": name,
        "model": model,
        "protocol": "LOO-strict",
        **row,
        "seed": arguments.seed,
        "commit": commit(),
        "versions": versions(),
    }


def peer(arguments: argparse.Namespace, name: str, model: str) -> dict[str, Any]:
    """Choose by validation, then test."""
    tried = [stage(arguments, name, model, choice, "validation") for choice in PEERS[model].choices(name)]
    best = max(tried, key=lambda found: found["validation"]["ndcg@10"])
    found = stage(arguments, name, model, best["choice"], "test")
    return {
        "title": PEERS[model].title,
        "command": f"python benchmarks/peers/run.py --sets {name} --models {model}",
        "params": best["choice"],
        "validation": best["validation"],
        "fit": found["fit"] or best["fit"],
        "choosing_cpu_seconds": round(sum(one["cpu_seconds"] for one in tried), 1),
        "grid": [
            {"params": one["choice"], **one["validation"], "fit_cpu_seconds": one["fit"]["cpu_seconds"]}
            for one in tried
        ],
        **{key: found[key] for key in ("request", "metrics", "intervals", "cases")},
    }


def is_current(row: dict[str, Any]) -> bool:
    """Whether a row was chosen from the grid that models.py has now."""
    model = row["model"]
    return model in PENCHANT or [one["params"] for one in row["grid"]] == PEERS[model].choices(row["set"])


def stage(
    arguments: argparse.Namespace, name: str, model: str, choice: dict[str, Any], which: str
) -> dict[str, Any]:
    """What child.py finds in a fresh process, kept in a file of the work folder."""
    folder = arguments.work / name
    folder.mkdir(parents=True, exist_ok=True)
    base = folder / "-".join([model, *(f"{key}={value}" for key, value in choice.items())])
    out = base.with_name(f"{base.name}-{which}.json")
    if out.exists() and model not in arguments.again:
        return json.loads(out.read_text("utf-8"))
    command = [
        sys.executable,
        str(HERE / "child.py"),
        "--folder",
        str(arguments.data / name),
        "--model",
        model,
    ]
    command += [
        "--choice",
        json.dumps(choice),
        "--stage",
        which,
        "--out",
        str(out),
        "--seed",
        str(arguments.seed),
    ]
    command += ["--budget", str(arguments.budget)]
    saved = base.with_name(f"{base.name}-validation.pt")
    if which == "test" and saved.exists():
        command += ["--saved", str(saved)]
    with out.with_suffix(".log").open("w") as log:
        done = subprocess.run(command, env={**os.environ, **ONE_CORE}, stdout=log, stderr=log, check=False)
    if done.returncode:
        raise Unavailable(f"{shlex.join(command)} failed; see {out.with_suffix('.log')}")
    return json.loads(out.read_text("utf-8"))


def penchant(arguments: argparse.Namespace, name: str, model: str) -> dict[str, Any]:
    """Penchant by its own lab, `penchant evaluate loo`: the same split, the same metrics."""
    command = ["evaluate", "loo", "--data", str(arguments.data / name), "--blend", PENCHANT[model], "--json"]
    ranks = arguments.work / name / f"{model}-ranks.json"
    ranks.parent.mkdir(parents=True, exist_ok=True)
    if not Path(arguments.penchant).exists():
        raise Unavailable(f"no program {arguments.penchant}; name it with --penchant")
    done = subprocess.run(
        [arguments.penchant, *command, "--seed", str(arguments.seed), "--ranks", str(ranks)],
        env={**os.environ, **ONE_CORE},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Unavailable(" ".join((done.stderr or done.stdout).split())[-300:])
    found = json.loads(done.stdout)
    keep_ranks(arguments.data / name, ranks)
    costs = found["costs"]
    parts = {part: costs.get(f"{part}_cpu_seconds", 0.0) for part in ("items", "observe", "fit")}
    return {
        "title": TITLES[model],
        "command": f"penchant {shlex.join(command)}".replace(str(arguments.data), "../shared/data"),
        "params": found.get("settings", {}),
        "fit": {
            "cpu_seconds": round(sum(parts.values()), 2),
            "peak_mb": costs.get("peak_mb"),
            "notes": parts,
        },
        "choosing_cpu_seconds": 0.0,
        "grid": [],
        "request": {"ms_p50": costs.get("answer_ms_p50"), "peak_mb": costs.get("peak_mb")},
        "degraded": found.get("degraded", {}),
        **{key: found[key] for key in ("metrics", "intervals", "cases")},
    }


def keep_ranks(folder: Path, written: Path) -> None:
    """The lab's ranks as the other models' are kept: in the order of the users, inf for not found."""
    held = json.loads(written.read_text("utf-8"))
    found = [np.inf if (rank := held[user]) is None else rank for user in loo.load(folder).users]
    np.save(written.with_name(written.name.replace("-ranks.json", "-test.npy")), np.array(found))


def save(arguments: argparse.Namespace, held: dict[str, Any]) -> None:
    """The result file and the table beside it."""
    order = [*PEERS, *PENCHANT]
    sets = list(dict.fromkeys([*(row["set"] for row in held["rows"]), *arguments.sets]))
    rows = sorted(held["rows"], key=lambda row: (sets.index(row["set"]), order.index(row["model"])))
    held = {
        "protocol": "LOO-strict",
        "machine": {
            "processor": processor(),
            "threads": 1,
            "system": f"{platform.system()} {platform.machine()}",
        },
        "differences": table.differences(rows, arguments.work, arguments.seed),
        "rows": rows,
    }
    half = arguments.out.with_suffix(".half")
    half.write_text(json.dumps(held, indent=1) + "\n", encoding="utf-8")
    half.replace(arguments.out)
    arguments.out.with_suffix(".md").write_text(table.page(held), encoding="utf-8")


def commit() -> str:
    def git(*words: str) -> str:
        return subprocess.run(
            ["git", *words], cwd=HERE, capture_output=True, text=True, check=False
        ).stdout.strip()

    changed = git("status", "--porcelain", "--", str(HERE), str(HERE.parents[1] / "src"))
    return git("rev-parse", "--short=12", "HEAD") + ("+" if changed else "")


def versions() -> dict[str, str]:
    found = {"python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
        return next(line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor()


if __name__ == "__main__":
    main()
