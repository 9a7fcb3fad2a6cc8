"""How fast and how faithful the vector indexes are, against plain numpy doing the same work in the same run.

    python benchmarks/index.py --sizes 10000,100000 --out index.json

Vectors are synthetic: 2,000 centres and noise, with variances falling by dimension as those of sentence embeddings do
(fitted to 30,000 texts: recall and similarities of the two agree). Queries are an item plus half of another: near items,
on none. One BLAS thread. A million rows of 512 need 4 GB.
"""

from __future__ import annotations

import argparse
import gc
import json
import platform
import time
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from penchant.index.exact import ExactIndex
from penchant.index.pq import PqIndex

DIM = 512
CENTRES = 2_000
CHUNK = 65_536
K = 100
QUERIES_A_CALL = (1, 4, 8)
MASK_SHARES = (0.9, 0.3, 0.02)
TIMED_SECONDS = 3.0
MOST_CALLS = 200


def vectors(n, seed=0):
    """Unit rows `(n, 512)`, made in chunks."""
    rng = np.random.default_rng(seed)
    place = np.arange(1, DIM + 1)
    spread = np.sqrt(place**-0.8 * np.exp(-place / 130))
    basis = np.linalg.qr(rng.standard_normal((DIM, DIM)))[0]
    basis = (spread[:, None] * basis).astype(np.float32)
    centres = rng.standard_normal((CENTRES, DIM), dtype=np.float32)
    out = np.empty((n, DIM), dtype=np.float32)
    for start in range(0, n, CHUNK):
        size = min(CHUNK, n - start)
        mixed = 0.8 * centres[rng.integers(0, CENTRES, size)]
        mixed += 0.6 * rng.standard_normal((size, DIM), dtype=np.float32)
        out[start : start + size] = unit(mixed @ basis)
    return out


def unit(rows):
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def queries_near(items, m):
    rng = np.random.default_rng(1)
    return unit(items[rng.integers(0, len(items), m)] + 0.5 * items[rng.integers(0, len(items), m)])


def plain_numpy(items, queries, k, mask=None):
    """What anyone would write: one product, argpartition, sort."""
    scores = queries @ items.T
    if mask is not None:
        scores[:, ~mask] = -np.inf
    best = np.argpartition(-scores, k, axis=1)[:, :k]
    values = np.take_along_axis(scores, best, axis=1)
    order = np.argsort(-values, axis=1)
    return np.take_along_axis(best, order, axis=1), np.take_along_axis(values, order, axis=1)


def timed(call, queries, m):
    """p50 and p99 in ms of `call` on `m` queries at a time."""
    call(queries[:m])
    taken, until = [], time.perf_counter() + TIMED_SECONDS
    for turn in range(MOST_CALLS):
        part = queries[(turn * m) % (len(queries) - m + 1) :][:m]
        start = time.perf_counter()
        call(part)
        taken.append(time.perf_counter() - start)
        if time.perf_counter() > until:
            break
    p50, p99 = np.percentile(taken, [50, 99]) * 1e3
    return {"p50_ms": round(float(p50), 3), "p99_ms": round(float(p99), 3), "calls": len(taken)}


def recall(found, wanted):
    hits = [len(np.intersect1d(a[a >= 0], b[b >= 0])) for a, b in zip(found, wanted, strict=True)]
    return round(sum(hits) / max(1, int((wanted >= 0).sum())), 4)


def measure(name, search, queries, masks):
    """All timings of one way to search: by queries a call, and under masks."""
    rows = {f"queries_{m}": timed(lambda q: search(q, K), queries, m) for m in QUERIES_A_CALL}
    for share, mask in masks.items():
        rows[f"mask_{share}"] = timed(lambda q, mask=mask: search(q, K, mask), queries, 1)
    print(f"  {name:8}", "  ".join(f"{key} {row['p50_ms']}/{row['p99_ms']}" for key, row in rows.items()))
    return rows


def build(index, items):
    start = time.perf_counter()
    index.build(items)
    return round(time.perf_counter() - start, 2)


def put_ms(index, items):
    """One replaced row, p50 in ms."""
    taken = []
    for row in range(50):
        start = time.perf_counter()
        index.put(np.array([row]), items[row : row + 1])
        taken.append(time.perf_counter() - start)
    return round(float(np.median(taken)) * 1e3, 3)


def run(n):
    """Everything at one size; the indexes one after the other, to hold two tables at most."""
    print(f"{n:,} rows of {DIM}, k = {K}: p50/p99 ms")
    items = vectors(n)
    queries = queries_near(items, 64)
    masks = {share: np.random.default_rng(2).random(n) < share for share in MASK_SHARES}
    results = {
        "numpy": measure("numpy", lambda q, k, mask=None: plain_numpy(items, q, k, mask), queries, masks)
    }
    wanted = {}
    for name, index in (("exact", ExactIndex()), ("pq", PqIndex())):
        seconds = build(index, items)
        results[name] = measure(name, index.search, queries, masks)
        for key, mask in {"all": None, **masks}.items():
            found, _ = index.search(queries, K, mask)
            wanted.setdefault(key, found)
            results[name][f"recall_{key}"] = recall(found, wanted[key])
        results[name] |= {"build_seconds": seconds, "bytes": index.nbytes, "put_ms": put_ms(index, items)}
        del index
        gc.collect()
    compare(results)
    return results


def compare(results):
    """Ratios to plain numpy, above 1 where the index is faster; printed, and kept in `results`."""
    for name in ("exact", "pq"):
        of = results[name]
        for key, row in of.items():
            if isinstance(row, dict):
                row["numpy_over_this"] = round(results["numpy"][key]["p50_ms"] / row["p50_ms"], 2)
        ratios = {key: row["numpy_over_this"] for key, row in of.items() if isinstance(row, dict)}
        rest = {key: row for key, row in of.items() if not isinstance(row, dict)}
        print(f"  {name:8} faster than numpy by {ratios}\n           {rest}")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", default="10000,100000", help="rows, separated by commas")
    parser.add_argument("--out", type=Path, help="a JSON file for the figures")
    options = parser.parse_args()
    with threadpool_limits(1):
        sizes = {size: run(int(size)) for size in options.sizes.split(",")}
    report = {"dim": DIM, "k": K, "numpy": np.__version__, "machine": platform.machine(), "sizes": sizes}
    if options.out:
        options.out.write_text(json.dumps(report, indent=2) + "\n")


if __name__ == "__main__":
    main()
