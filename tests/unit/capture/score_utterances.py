"""Score the reader on `utterances.jsonl`, the working set: `python tests/unit/capture/score_utterances.py [FILE]`.

The rules were written with every line of it in sight, so its score says only that nothing was unlearnt. The set that judges them
lives elsewhere and has the same form; FILE names it.

A labelled aspect is found when some aspect read has all its words in `about`; the last such aspect gives the
polarity, because the later word counts. A missed aspect counts as wrong. An aspect read as like, dislike or never
that names something and answers to no label is invented (one that names nothing speaks of the item at hand). "sign" is
the same accuracy with dislike and never taken as one.
"""

# ruff: noqa: T201 - the printed table is what the script is for
from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from penchant.capture.clauses import read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from penchant.domain import Aspect

SET = Path(__file__).with_name("utterances.jsonl")
CLASSES = ("like", "dislike", "never", "neutral", "question")
OPINIONS = {"like", "dislike", "never"}
Row = dict[str, Any]


def rows(file: Path = SET) -> list[Row]:
    """The labelled lines of a file."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def answers(aspect: Aspect, label: Row) -> bool:
    words = (
        word.casefold().removeprefix("the ") for word in label["about"]
    )  # objects are kept without articles
    return all(word in aspect.about.casefold() for word in words)


def judge(row: Row) -> Iterator[tuple[str, str, str]]:
    """One `(what, wanted, got)` for each label, `what` being "label", and for each invented aspect."""
    read_aspects = read(row["text"])
    for label in row["aspects"]:
        found = [aspect for aspect in read_aspects if answers(aspect, label)]
        whole = [
            aspect for aspect in found if not aspect.about
        ]  # a label without words is of the item at hand
        found = found if label["about"] else whole or found
        yield "label", label["polarity"], found[-1].polarity if found else "missed"
        for key in ("horizon", "hardness"):
            if found and key in label:
                yield key, label[key], getattr(found[-1], key)
    for aspect in read_aspects:
        if (
            aspect.about
            and aspect.polarity in OPINIONS
            and not any(answers(aspect, label) for label in row["aspects"])
        ):
            yield "invented", "", f"{aspect.polarity}: {aspect.about}"


def report(file: Path) -> dict[str, float]:
    """Print the table; the accuracies by language."""
    tally: Counter[tuple[str, ...]] = Counter()
    for row in rows(file):
        for what, wanted, got in judge(row):
            for group in (
                row["language"],
                f"{row['language']} {row['domain']}",
                f"{row['language']} {wanted}",
            ):
                tally[group, what] += 1
                tally[group, what, "right"] += got == wanted
                tally[group, what, "sign"] += got.replace("never", "dislike") == wanted.replace(
                    "never", "dislike"
                )
                tally[group, what, "missed"] += got == "missed"
    print(f"{file.stem:18} aspects  polarity  sign  missed  invented  horizon  hardness")
    for group in sorted({key[0] for key in tally if key[1] == "label"}):
        print(line(group, tally))
    return {lang: tally[lang, "label", "right"] / tally[lang, "label"] for lang in ("en", "zh")}


def line(group: str, tally: Counter[tuple[str, ...]]) -> str:
    labels = tally[group, "label"]
    right, sign = (tally[group, "label", key] / labels for key in ("right", "sign"))
    both = [f"{tally[group, key, 'right']}/{tally[group, key]}" for key in ("horizon", "hardness")]
    missed, invented = tally[group, "label", "missed"], tally[group, "invented"]
    return f"{group:18} {labels:7} {right:9.2f} {sign:5.2f} {missed:7} {invented:9} {both[0]:>8} {both[1]:>9}"


if __name__ == "__main__":
    report(Path(sys.argv[1]) if len(sys.argv) > 1 else SET)
