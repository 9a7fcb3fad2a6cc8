"""From `observe` returning to a list that reflects it: the list is asked for, and checked to have changed.

    python benchmarks/freshness.py [--rounds 200] [--out benchmarks/results/freshness.json]

For each event: `observe` is timed alone, then the time from its return until `recommend` has returned a list that differs from
the one before it. Three ways: the same engine, a second engine over the same file (as another process would have), and a
sentence, which is read and encoded on the way.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from pathlib import Path

from penchant import Engine, Event, scenarios
from penchant.domain import Slate


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/freshness.db"
        with Engine.open(url, scenario="media") as engine, Engine.open(url) as other:
            engine.put_items(scenarios.items("media"))
            results = {
                "deed, same engine": measure(engine, engine, arguments.rounds, said=False),
                "deed, second engine on the file": measure(engine, other, arguments.rounds, said=False),
                "sentence, same engine": measure(engine, engine, arguments.rounds, said=True),
            }
    print(f"{'':34}{'observe ms':>22}{'return to changed list ms':>28}{'changed':>10}")
    for name, r in results.items():
        print(
            f"{name:34}{r['observe_p50']:>14.2f} / {r['observe_p95']:5.2f}"
            f"{r['list_p50']:>20.2f} / {r['list_p95']:5.2f}{r['changed']:>10.0%}"
        )
    print("p50 / p95; commits wait for the disk (synchronous=FULL)")
    if arguments.out:
        held = {"command": f"python benchmarks/freshness.py --rounds {arguments.rounds}", "rows": results}
        arguments.out.write_text(json.dumps(held, indent=1) + "\n", encoding="utf-8")


def measure(writer: Engine, reader: Engine, rounds: int, *, said: bool) -> dict[str, float]:
    """Milliseconds, and the share of rounds in which the list changed."""
    items = scenarios.items("media")
    sentences = (
        "I love science fiction",
        "今天想看喜剧",
        "I want a romance",
        "lately I prefer documentaries",
        "我喜欢悬疑小说",
    )
    observe, answer, changed = [], [], 0
    for place in range(rounds):
        user = f"{'said' if said else 'did'}-{id(reader)}-{place % 20}"
        before = shape(reader.recommend(user))
        event = (
            Event(user_id=user, event_type="say", text=sentences[(place // 20 + place) % len(sentences)])
            if said
            else Event(user_id=user, event_type="like", item_id=items[(7 * place) % len(items)].item_id)
        )
        start = time.perf_counter()
        writer.observe(event)
        returned = time.perf_counter()
        after = shape(reader.recommend(user))
        answer.append(1e3 * (time.perf_counter() - returned))
        observe.append(1e3 * (returned - start))
        changed += before != after
    return {
        "observe_p50": statistics.median(observe),
        "observe_p95": statistics.quantiles(observe, n=20)[-1],
        "list_p50": statistics.median(answer),
        "list_p95": statistics.quantiles(answer, n=20)[-1],
        "changed": changed / rounds,
    }


def shape(slate: Slate) -> list[tuple[str, float]]:
    return [(item.item_id, item.score) for item in slate.items]


if __name__ == "__main__":
    main()
