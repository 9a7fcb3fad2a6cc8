"""Polarity: how labelled utterances are read, by class, language and phenomenon.

A folder with `utterances.jsonl`, one object a line: `text`, `scenario`, `kind`, `language`, `phenomena`, and `aspects`, each with
`about` (words that must all stand in the object's name), `polarity`, and where the text says so `hardness` and `horizon`.

The rule is that of tests/unit/capture/score_utterances.py: a label is answered by the aspects read whose object holds all its
words, and the last of them gives the verdict, because the later word counts. One that nothing answers is missed, and counts as
wrong. A label about nothing (the item at hand is judged) is answered by aspects without an object, else by those that answer no
other label.
An aspect with a verdict and an object that answers no label is invented. `sign` takes dislike and never as one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from penchant.build import encoder_of
from penchant.capture import reading
from penchant.capture.reading import wished
from penchant.domain import Event, Value
from penchant.evaluate import data, intervals, result
from penchant.evaluate.result import Clock, Result

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from penchant.domain import Aspect
    from penchant.evaluate.lab import Plan

    Reader = Callable[[str], Sequence[Aspect]]

FILE = "utterances.jsonl"
CLASSES = ("like", "dislike", "never", "neutral", "question")
OPINIONS = frozenset({"like", "dislike", "never"})
MISSED = "missed"


class Label(Value, frozen=True):
    """What a careful reader reads in an utterance about one thing."""

    about: tuple[str, ...]
    polarity: str
    hardness: str | None = None
    horizon: str | None = None


class Utterance(Value, frozen=True):
    """A labelled text."""

    text: str
    language: str
    scenario: str = ""
    kind: str = ""
    phenomena: tuple[str, ...] = ()
    aspects: tuple[Label, ...] = ()


class Verdict(NamedTuple):
    """One label and what was read: `what` is `label`, `hardness`, `horizon` or `invented`."""

    what: str
    wanted: str
    got: str

    @property
    def right(self) -> bool:
        """Whether it was read as labelled."""
        return self.wanted == self.got

    @property
    def same_sign(self) -> bool:
        """The same with dislike and never as one."""
        return self.wanted.replace("never", "dislike") == self.got.replace("never", "dislike")


def utterances(folder: Path) -> tuple[Utterance, ...]:
    """The labelled set of a folder. Raises InvalidFile."""
    return data.decoded(folder, FILE, Utterance)


def answers(aspect: Aspect, label: Label) -> bool:
    """Whether an aspect is of what a label is about: objects are kept without articles."""
    words = (word.casefold().removeprefix("the ") for word in label.about)
    return all(word in aspect.about.casefold() for word in words)


def judge(utterance: Utterance, reader: Reader) -> Iterator[Verdict]:
    """A verdict for each label, for its scope where it was found, and for each invented aspect."""
    found = reader(utterance.text)
    named = [label for label in utterance.aspects if label.about]
    for label in utterance.aspects:
        fitting = _fitting(found, label, named)
        got = fitting[-1] if fitting else None
        yield Verdict("label", label.polarity, got.polarity if got else MISSED)
        for key in ("hardness", "horizon"):
            wanted = getattr(label, key)
            if got is not None and wanted is not None:
                yield Verdict(key, wanted, getattr(got, key))
    for aspect in found:
        if (
            aspect.about
            and aspect.polarity in OPINIONS
            and not _answers_any(aspect, utterance.aspects, named)
        ):
            yield Verdict("invented", "", aspect.polarity)


def _fitting(found: Sequence[Aspect], label: Label, named: Sequence[Label]) -> list[Aspect]:
    if label.about:
        return [aspect for aspect in found if answers(aspect, label)]
    bare = [aspect for aspect in found if not aspect.about]
    return bare or [aspect for aspect in found if not any(answers(aspect, other) for other in named)]


def _answers_any(aspect: Aspect, labels: Sequence[Label], named: Sequence[Label]) -> bool:
    """A label about nothing takes any object: "way too long" may be kept as "way"."""
    return any(answers(aspect, label) for label in named) or len(named) < len(labels)


def run(plan: Plan) -> Result:
    """The reader, as the engine calls it for what a person says, on the labelled set of a folder. Raises InvalidFile."""
    clock = Clock()
    every = utterances(plan.folder)
    chosen = [every[place] for place in data.sample(every, plan.sample, plan.seed)]
    encoder = encoder_of(plan.settings.encoder)

    def read(text: str) -> Sequence[Aspect]:
        return reading.aspects_of(Event(user_id="anyone", event_type="say", text=text), encoder)

    judged = [(u, list(judge(u, read))) for u in plan.follow(chosen, "read", len(chosen))]
    languages = sorted({u.language for u in chosen})
    columns = {
        f"accuracy {language}": np.array(
            [v.right for u, found in judged if u.language == language for v in found if v.what == "label"],
            dtype=np.float64,
        )
        for language in languages
    }
    return Result(
        protocol="Polarity",
        data=plan.folder.name,
        blend="none",
        metrics={name: result.mean(column) for name, column in columns.items()},
        intervals=intervals.intervals(columns, seed=plan.seed),
        cpu_seconds=clock.total(),
        command="",
        cases=sum(len(u.aspects) for u in chosen),
        seed=plan.seed,
        sample=plan.sample,
        tables={**tables(judged), "confusion": confusion(judged), **requests(chosen)},
        notes=(
            f"reader {reading.reader_with(encoder.name)!r}, {len(chosen)} utterances",
            "the set is kept apart from the reader's rules",
        ),
    )


Judged = list[tuple[Utterance, list[Verdict]]]


def tables(judged: Judged) -> dict[str, dict[str, dict[str, float]]]:
    """Accuracy by language, class, scenario, kind and phenomenon, each for each language."""
    groups: dict[str, dict[str, list[Verdict]]] = defaultdict(lambda: defaultdict(list))
    for utterance, verdicts in judged:
        language = utterance.language
        for verdict in verdicts:
            groups["by language"][language].append(verdict)
            groups["by scenario"][f"{language} {utterance.scenario}"].append(verdict)
            groups["by kind"][f"{language} {utterance.kind}"].append(verdict)
            for phenomenon in utterance.phenomena or ("plain",):
                groups["by phenomenon"][f"{language} {phenomenon}"].append(verdict)
            if verdict.what == "label":
                groups["by class"][f"{language} {verdict.wanted}"].append(verdict)
    return {title: {name: figures(held[name]) for name in sorted(held)} for title, held in groups.items()}


def figures(verdicts: Sequence[Verdict]) -> dict[str, float]:
    """The figures of a group of verdicts: counts, and shares where there is anything to share."""
    by_what: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        by_what[verdict.what].append(verdict)
    labels = by_what["label"]
    found: dict[str, float] = {
        "labels": len(labels),
        "accuracy": result.mean([v.right for v in labels]),
        "sign": result.mean([v.same_sign for v in labels]),
        "missed": sum(v.got == MISSED for v in labels),
        "invented": len(by_what["invented"]),
    }
    for key in ("hardness", "horizon"):
        if by_what[key]:
            found[key] = result.mean([v.right for v in by_what[key]])
            found[f"{key} labels"] = len(by_what[key])
    return found


def confusion(judged: Judged) -> dict[str, dict[str, float]]:
    """How labels of each class were read: rows are labels."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for _, verdicts in judged:
        for verdict in verdicts:
            if verdict.what == "label":
                counts[verdict.wanted][verdict.got] += 1
    return {
        wanted: {got: float(counts[wanted][got]) for got in (*CLASSES, MISSED)}
        for wanted in CLASSES
        if counts[wanted]
    }


def requests(chosen: Sequence[Utterance]) -> dict[str, dict[str, dict[str, float]]]:
    """Requests as `recommend(text=...)` reads them: what has no verdict is asked for."""
    groups: dict[str, list[Verdict]] = defaultdict(list)
    for utterance in chosen:
        if utterance.kind == "request":
            groups[utterance.language] += judge(utterance, wished)
    return (
        {"requests, read as requests": {name: figures(groups[name]) for name in sorted(groups)}}
        if groups
        else {}
    )
