"""Hand-set weights of the blend against each other on the validation items of Beauty: how the defaults were chosen.

    python benchmarks/validate_weights.py [--data ../shared/data] [--users 4000] [--out benchmarks/results/beauty-validation.md]

Protocol LOO-strict, validation only: the engine is given each user's sequence without the last two items; the one before the last
is to be found among the first ten of the list that `recommend` serves; the last is not looked at. The figures are of a random
sample of the users (seed 0), and of validation: they are no result to compare with others.
"""

from __future__ import annotations

import argparse
import gzip
import math
import random
import tempfile
import time
from pathlib import Path

import msgspec

from penchant import Engine, Event, Item
from penchant.build import with_scenario
from penchant.rank import blend

DAY = 86_400_000
CHOICES = {
    "as chosen": (blend.DID_SHARE, {}),
    "before: did .4, diversity .3, profile .6, transitions 1": (
        0.4,
        {"diversity": 0.3, "profile": 0.6, "transitions": 1.0},
    ),
    "did .1": (0.1, {}),
    "did 0": (0.0, {}),
    "diversity 0": (blend.DID_SHARE, {"diversity": 0.0}),
    "profile .6": (blend.DID_SHARE, {"profile": 0.6}),
    "transitions 1": (blend.DID_SHARE, {"transitions": 1.0}),
    "transitions 2, forward 1.5": (blend.DID_SHARE, {"transitions": 2.0, "forward": 1.5}),
}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=Path(__file__).parents[2] / "shared" / "data")
    parser.add_argument("--users", type=int, default=4000)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    with gzip.open(arguments.data / "beauty" / "sequences.txt.gz", "rt") as lines:
        sequences = [line.split() for line in lines]
    sample = random.Random(0).sample(sequences, arguments.users)
    with tempfile.TemporaryDirectory() as folder, opened(folder) as engine:
        load(engine, arguments.data / "beauty" / "items.jsonl.gz", sequences)
        default, share = engine.settings, blend.DID_SHARE
        rows = []
        for name, (did, weights) in CHOICES.items():
            blend.DID_SHARE = did
            engine._state.settings = msgspec.structs.replace(
                default, weights=msgspec.structs.replace(default.weights, **weights)
            )
            rows.append((name, *score(engine, sample)))
            print(
                f"{name:60}R@10 {rows[-1][1]:.4f}  N@10 {rows[-1][2]:.4f}  {rows[-1][3]:.1f} ms a list",
                flush=True,
            )
        blend.DID_SHARE = share
    if arguments.out:
        table = "\n".join(f"| {name} | {r:.4f} | {n:.4f} |" for name, r, n, _ in rows)
        arguments.out.write_text(
            f"# Weights on the validation items of Beauty\n\n`python benchmarks/validate_weights.py --users {arguments.users}`\n\n"
            f"LOO-strict, validation only, {arguments.users} users (seed 0). Standard error of R@10 about "
            f"{math.sqrt(0.1 * 0.9 / arguments.users):.4f}; the rows share their users.\n\n"
            f"| weights | R@10 | N@10 |\n| --- | --- | --- |\n{table}\n",
            encoding="utf-8",
        )


def opened(folder: str) -> Engine:
    settings = msgspec.structs.replace(with_scenario("shop"), durability="off")
    return Engine.open(f"sqlite:///{folder}/validate.db", settings=settings)


def load(engine: Engine, items: Path, sequences: list[list[str]]) -> None:
    with gzip.open(items) as lines:
        engine.put_items(msgspec.json.decode(line, type=Item) for line in lines)
    events = [
        Event(
            event_id=f"{int(user):06d}-{place:05d}",
            user_id=user,
            item_id=item,
            event_type="purchase",
            timestamp=1_700_000_000_000 + place * DAY,
        )
        for user, *sequence in sequences
        for place, item in enumerate(sequence[:-2])
    ]
    for start in range(0, len(events), 5_000):
        engine.observe(*events[start : start + 5_000])


def score(engine: Engine, sample: list[list[str]]) -> tuple[float, float, float]:
    hits, gain, start = 0, 0.0, time.perf_counter()
    for user, *sequence in sample:
        ids = [item.item_id for item in engine.recommend(user, 10).items]
        if sequence[-2] in ids:
            hits += 1
            gain += 1 / math.log2(ids.index(sequence[-2]) + 2)
    spent = 1e3 * (time.perf_counter() - start) / len(sample)
    return hits / len(sample), gain / len(sample), spent


if __name__ == "__main__":
    main()
