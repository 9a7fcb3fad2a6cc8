"""The merged reading against the rules alone, on the labelled set: the floor that a language model must not sink below.

    python benchmarks/reading/merged.py [--labels benchmarks/polarity/utterances.jsonl] [--model NAME] [--texts N] [--lines N]

Without `--model` all answers are scripted, and say nothing of any real model's quality:

perfect     answers with the set's own labels: what merging costs a model that is always right
half        the same for every second text, and nothing for the rest
nonsense    copies clauses of the text with sides, objects and strengths drawn at random
lying       turns every side of the labels round
empty       answers with no aspects

Each is first judged on the calibration set, as in the engine, and refines only where it was found better. `forced` shows what would
come of it without the licence. Every text is read again here, whether the gate would let it through or not; `gated` is with the
gate. A real model on a slow machine may be judged on `--lines N` of the calibration set's 80, chosen at random; the result says so.
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from penchant.capture import gate, reading
from penchant.capture.licence import Licence, licence_of, lines
from penchant.capture.merging import merged
from penchant.capture.refine import VERSION, Asked, Found, Readings, found_in, prompt_of
from penchant.domain import Event
from penchant.encode.use import UseEncoder
from penchant.errors import LanguageModelError
from penchant.evaluate.polarity import Utterance, figures, judge
from penchant.testing.readers import labelled, reading_as

if TYPE_CHECKING:
    from penchant.domain import Aspect
    from penchant.ports import LanguageModel

BATCH = 8
TURNED = {"like": "dislike", "dislike": "like", "never": "like", "neutral": "dislike", "question": "like"}
SIDES = tuple(TURNED)


def scripts(rows: list[Utterance]) -> dict[str, LanguageModel]:
    """The scripted models by name."""
    right = {
        row.text: [labelled(row.text, a.about, a.polarity, **_scope(a)) for a in row.aspects] for row in rows
    }
    right |= {
        line.text: [labelled(line.text, (a.about,), a.polarity) for a in line.aspects] for line in lines()
    }
    half = {text: said for place, (text, said) in enumerate(right.items()) if place % 2}
    turned = {text: [{**a, "polarity": TURNED[a["polarity"]]} for a in said] for text, said in right.items()}
    return {
        "perfect": reading_as(lambda text: right[text]),
        "half": reading_as(lambda text: half.get(text, [])),
        "nonsense": reading_as(nonsense),
        "lying": reading_as(lambda text: turned[text]),
        "empty": reading_as(lambda _: []),
    }


def _scope(label: object) -> dict[str, str]:
    return {key: value for key in ("hardness", "horizon") if (value := getattr(label, key)) is not None}


def nonsense(text: str) -> list[dict[str, object]]:
    draw = random.Random(text)
    found = []
    for _ in range(draw.randint(0, 4)):
        start = draw.randrange(max(1, len(text)))
        quote = text[start : start + draw.randint(1, 40)]
        about = quote[: draw.randint(0, 12)] if draw.random() < 0.7 else "not in the text"
        found.append(
            {"quote": quote, "about": about, "polarity": draw.choice(SIDES), "strength": draw.randint(-9, 99)}
        )
    return found


class Asker:
    """Reads texts by a model in batches, as the refiner does; failures are no answer."""

    def __init__(self, model: LanguageModel, encoder: UseEncoder) -> None:
        self.model, self.encoder = model, encoder
        self.outcomes: Counter[str] = Counter()
        self.seconds = 0.0

    def asked(self, text: str) -> Asked:
        event = Event(user_id="anyone", event_type="say", text=text)
        return Asked(text=text, rules=reading.aspects_of(event, self.encoder))

    def read(self, texts: list[str]) -> list[tuple[Asked, tuple[Aspect, ...]]]:
        asked = [self.asked(text) for text in texts]
        out = []
        for start in range(0, len(asked), BATCH):
            part = asked[start : start + BATCH]
            out += [
                (one, merged(one.text, one.rules, f)) for one, f in zip(part, self._found(part), strict=True)
            ]
        return out

    def _found(self, part: list[Asked]) -> tuple[Found, ...]:
        start = time.perf_counter()
        try:
            completion = self.model.complete(prompt_of(part), 600.0)
            found = found_in(msgspec.json.decode(completion.text, type=Readings), part)
        except (LanguageModelError, msgspec.MsgspecError) as error:
            self.outcomes[type(error).__name__] += len(part)
            found = tuple(Found() for _ in part)
        self.seconds += time.perf_counter() - start
        self.outcomes["aspects"] += sum(len(f.aspects) for f in found)
        self.outcomes["dropped"] += sum(f.dropped for f in found)
        return found

    def licence(self, most: int) -> Licence:
        judged = random.Random(1).sample(lines(), most or len(lines()))
        both = self.read([line.text for line in judged])
        rules, made = [one.rules for one, _ in both], [m for _, m in both]
        return licence_of(f"{self.model.name}/{VERSION}", rules, made, among=judged)


def score(rows: list[Utterance], read: dict[str, tuple[Aspect, ...]]) -> dict[str, dict[str, float]]:
    """Accuracy by language."""
    told = {}
    for language in ("en", "zh"):
        own = [row for row in rows if row.language == language]
        found = figures([v for row in own for v in judge(row, lambda text: read[text])])
        told[language] = {key: found[key] for key in ("labels", "accuracy", "sign", "missed", "invented")}
    return told


def main() -> None:
    labels = Path(_option("--labels", "benchmarks/polarity/utterances.jsonl"))
    rows = [msgspec.json.decode(line, type=Utterance) for line in labels.read_bytes().splitlines()]
    most, named = int(_option("--texts", "0")), _option("--model", "")
    rows = random.Random(0).sample(rows, most) if most else rows
    encoder = UseEncoder()
    asker = Asker(reading_as(lambda _: []), encoder)
    rules = {row.text: asker.asked(row.text).rules for row in rows}
    result: dict[str, object] = {
        "command": " ".join(["python", *sys.argv]), "scripted": not named, "texts": len(rows), "rules": score(rows, rules)
    }  # fmt: skip
    for name, model in (_real(named) if named else scripts(rows)).items():
        result[name] = _told(Asker(model, encoder), rows, rules)
        print(name, file=sys.stderr)
    print(msgspec.json.format(msgspec.json.encode(result)).decode())


def _told(asker: Asker, rows: list[Utterance], rules: dict[str, tuple[Aspect, ...]]) -> dict[str, object]:
    licence = asker.licence(int(_option("--lines", "0")))
    forced = {one.text: both for one, both in asker.read([row.text for row in rows])}
    kept = {row.text: forced[row.text] if licence.trusts(row.language) else rules[row.text] for row in rows}
    through = {
        text: gate.is_worth_it(Event(user_id="", event_type="say", text=text), rules[text], asker.encoder)
        for text in kept
    }
    gated = {text: kept[text] if through[text] else rules[text] for text in kept}
    return {
        "licence": {k: {**msgspec.to_builtins(t), "trusted": t.is_passed} for k, t in licence.trials.items()},
        "merged": score(rows, kept),
        "gated": {
            **score(rows, gated),
            "share of texts asked": round(sum(through.values()) / len(through), 3),
        },
        "forced": score(rows, forced),
        "answers": dict(asker.outcomes),
        "seconds": round(asker.seconds, 1),
    }


def _real(name: str) -> dict[str, LanguageModel]:
    from penchant.build import language_model_of
    from penchant.settings import LanguageModelSettings

    model = language_model_of(LanguageModelSettings(model=name, timeout_seconds=600.0))
    return {model.name: model} if model is not None else {}


def _option(name: str, otherwise: str) -> str:
    return sys.argv[sys.argv.index(name) + 1] if name in sys.argv else otherwise


if __name__ == "__main__":
    main()
