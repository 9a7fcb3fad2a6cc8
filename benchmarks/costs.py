"""Calls that the gate and the caches save, as a ratio to calling every time: the demo's stories, and texts said twice.

    python benchmarks/costs.py [--write]

The model is scripted and reads nothing; what is counted is whether it is asked. A forecast asks nobody.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import msgspec

from penchant import scenarios
from penchant.build import build, with_scenario
from penchant.cli import story
from penchant.costs import Cost
from penchant.domain import Event
from penchant.testing.scripted import ScriptedModel

ROOT = Path(__file__).parents[1]
RESULT = ROOT / "benchmarks" / "results" / "costs.md"
TEXTS = ROOT / "benchmarks" / "polarity" / "utterances.jsonl"
HARMLESS = {
    "reading": '{"readings": []}',
    "ideas": '{"items": []}',
    "wording": '{"sentences": []}',
    "chat": '{"text": ""}',
}


class Believed:
    def trusts(self, _: str) -> bool:
        return True


def told(name: str) -> dict[str, Cost]:
    """One scenario's story in both languages, over one store with a model that is believed: costs by purpose."""
    settings = msgspec.structs.replace(with_scenario(name), encoder="hashing")
    model = ScriptedModel(lambda prompt: HARMLESS[prompt.purpose])
    with build("memory://", settings=settings, language_model=model) as engine:
        engine.put_items(scenarios.items(name))
        engine.refiner._second._licence = Believed()
        engine.refiner.wake = lambda: None
        engine.refiner._queue.begin()
        for language in ("en", "zh"):
            tale = scenarios.story(name)
            for _ in story.play(engine, tale, start=int(time.time() * 1000) - tale.lasts, language=language):
                pass
        engine.refiner.drain()
        time.sleep(0.5)
        return {c.purpose: c for c in (*engine.costs().by_purpose, engine.costs().total)}


def forecast(encoder: str) -> object:
    """What a model would be asked about the polarity set, each text said by two people."""
    texts = [json.loads(line)["text"] for line in TEXTS.read_text(encoding="utf-8").splitlines()]
    with build(
        "memory://", settings=msgspec.structs.replace(with_scenario("media"), encoder=encoder)
    ) as engine:
        for who in ("ann", "bob"):
            engine.observe(*(Event(user_id=who, event_type="say", text=text) for text in texts))
        return engine.costs().would_ask


def main() -> None:
    rows = [
        "| story | purpose | calls | from cache | saved | ratio |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for name in scenarios.NAMES:
        for purpose, held in told(name).items():
            saved = ", ".join(f"{why} {count}" for why, count in held.saved.items()) or "0"
            ratio = "" if held.ratio is None else f"{held.ratio:.2f}"
            rows.append(f"| {name} | {purpose or 'all'} | {held.calls} | {held.cached} | {saved} | {ratio} |")
    found = forecast("use")
    made = (
        "Made by `python benchmarks/costs.py --write`. The model of the first table is scripted: whether it is asked is counted, "
        "what it answers is nothing. One call reads up to eight texts, so calls are fewer than the texts that pass the gate."
    )
    told_of = (
        "The forecast that `penchant costs` shows where no model is configured, over the polarity set said by two people: of "
        f"{found.texts} texts the gate keeps {found.gate}, {found.cached} were said before word for word, {found.calls} are left: "
        f"a ratio of {found.ratio:.2f} to asking about every text."
    )
    text = "\n\n".join(["# Calls that are not made", made, "\n".join(rows), told_of])
    print(text)
    if "--write" in sys.argv:
        RESULT.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
