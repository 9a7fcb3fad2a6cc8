"""What an encoder costs: milliseconds a sentence, alone and in bulk, and megabytes; and whether it finds what a text goes on with.

    python benchmarks/encoders.py use hashing onnx:models/e5 http:bge-m3 [--url http://localhost:11434/v1] [--cloze FOLDER]

Each is measured in a process of its own, BLAS at one thread, over English and Chinese sentences that differ. The CPU's time is
this process's alone: of a server it says nothing.

With a folder of items (`douban`: Chinese summaries) the rest of a summary is looked for by its first sentence, among 500, for 200
of them, by the cosine of centred vectors (an inverse cloze task; Lee et al., "Latent Retrieval", 2019).
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

SENTENCES = (
    "A quiet film about two brothers who keep bees, number {n}",
    "I want something slow and funny for tonight, number {n}",
    "想看一部安静的科幻电影，第 {n} 部",
    "不要恐怖片，最近喜欢轻松的喜剧 {n}",
)
WARM, ALONE, BULK = 8, 100, 400
AMONG, ASKED = 500, 200
SECONDS = 30.0


def measured(name: str, url: str) -> dict[str, object]:
    from threadpoolctl import threadpool_limits

    threadpool_limits(1, user_api="blas")
    texts = [SENTENCES[n % len(SENTENCES)].format(n=n) for n in range(WARM + ALONE + BULK)]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    encoder = made(name, url)
    encoder.encode(texts[:1])
    for text in texts[:WARM]:
        encoder.encode([text])
    times, cpu = [], []
    for text in texts[WARM : WARM + ALONE]:
        begun, spent = time.perf_counter(), time.process_time()
        encoder.encode([text])
        times.append(1000 * (time.perf_counter() - begun))
        cpu.append(1000 * (time.process_time() - spent))
    begun, spent = time.perf_counter(), time.process_time()
    encoder.encode(texts[-BULK:])
    bulk = 1000 * (time.perf_counter() - begun) / BULK
    bulk_cpu = 1000 * (time.process_time() - spent) / BULK
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "encoder": name,
        "name": encoder.name,
        "dim": encoder.dim,
        "alone ms p50": round(statistics.median(times), 2),
        "alone ms p95": round(sorted(times)[int(0.95 * ALONE)], 2),
        "alone CPU ms p50": round(statistics.median(cpu), 2),
        "bulk ms": round(bulk, 2),
        "bulk CPU ms": round(bulk_cpu, 2),
        "MB": round((after - before) / 1024),
    }


def made(name: str, url: str):
    from penchant.build import encoder_of

    return encoder_of(name, url=url, seconds=SECONDS) if name.startswith("http:") else encoder_of(name)


def cloze(name: str, url: str, folder: str) -> dict[str, object]:
    import numpy as np

    from penchant.evaluate.data import items
    from penchant.space import centred

    halves = [re.split(r"(?<=[。！？])", item.description, maxsplit=1) for item in items(Path(folder))]
    pairs = [
        (a[:120], b[:200]) for a, b in (h for h in halves if len(h) == 2) if len(a) >= 10 and len(b) >= 30
    ]
    encoder, pairs = made(name, url), pairs[:AMONG]
    rests, firsts = (
        encoder.encode(texts) for texts in ([b for _, b in pairs], [a for a, _ in pairs[:ASKED]])
    )
    likeness = centred(firsts, firsts.mean(0)) @ centred(rests, rests.mean(0)).T
    better = (likeness > np.diagonal(likeness)[:, None]).sum(1)
    return {"encoder": name, "recall@1": float((better < 1).mean()), "recall@10": float((better < 10).mean())}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("encoders", nargs="+")
    parser.add_argument("--url", default="")
    parser.add_argument("--cloze", metavar="FOLDER", help="the recall, and not the cost")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.here:
        print(json.dumps(measured(asked.encoders[0], asked.url)))
        return
    for name in asked.encoders if not asked.cloze else ():
        command = [sys.executable, __file__, name, "--url", asked.url, "--here"]
        print(subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip())
    for name in asked.encoders if asked.cloze else ():
        print(json.dumps(cloze(name, asked.url, asked.cloze)), flush=True)


if __name__ == "__main__":
    main()
