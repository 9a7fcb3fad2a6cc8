"""Does the reader find the films a seeker says they dislike?

    python benchmarks/reading_redial.py [folder] [--half odd|even] [--show]

The folder (or `PENCHANT_DATA`, in which `redial` is looked for) holds ReDial: `requests.jsonl.gz` (turns),
`items.jsonl.gz` (titles) and `feedback.csv.gz` (what each seeker declared of each film after the talk). Counted are the
films that a seeker's own turn names by title and of which they declared like or dislike. Recall: disliked films named
by an aspect read as dislike or never. Precision: of the films named by such an aspect, those declared disliked. The
declaration, not the sentence, is the truth: many a disliked film is only named, and never judged, so recall has a
ceiling below 1; "judged" counts films with any like, dislike or never.
"""

from __future__ import annotations

import csv
import gzip
import json
import os
import re
import sys
import time
from collections import Counter
from pathlib import Path

from penchant.capture.clauses import read

REFUSING = ("dislike", "never")
YEAR = re.compile(r"\s*\(\d{4}\)\s*$")
ARTICLE = re.compile(r"^(?:the|an?) ")  # objects are kept without articles
SHORTEST_TITLE = 4


def plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w ]+", " ", text.casefold().replace("'", "")).split())


def names(text: str, title: str) -> bool:
    return f" {title} " in f" {plain(text)} "


def opened(path: Path) -> gzip.GzipFile:
    return gzip.open(path, "rt", encoding="utf-8")  # type: ignore[return-value]


def titles(folder: Path) -> dict[str, str]:
    rows = (json.loads(line) for line in opened(folder / "items.jsonl.gz"))
    return {row["item_id"]: plain(YEAR.sub("", row["title"])) for row in rows}


def dialogues(folder: Path) -> dict[str, list[str]]:
    """The seeker's turns by dialogue, from its longest request."""
    turns: dict[str, list[str]] = {}
    for line in opened(folder / "requests.jsonl.gz"):
        row = json.loads(line)
        said = [turn["text"] for turn in row["turns"] if turn["role"] == "user"]
        if len(said) > len(turns.get(row["dialog_id"], [])):
            turns[row["dialog_id"]] = said
    return turns


def polarity(turns: list[str], title: str) -> str:
    """The last opinion of the title in the turns; else whether it is named at all."""
    named, found = "absent", ""
    for turn in turns:
        if not names(turn, title):
            continue
        named = "unjudged"
        for aspect in read(turn):
            if names(aspect.about, ARTICLE.sub("", title)) and aspect.polarity not in ("neutral", "question"):
                found = aspect.polarity
    return found or named


def measure(folder: Path, half: str, *, show: bool) -> Counter[tuple[str, str]]:
    title_of, turns_of = titles(folder), dialogues(folder)
    tally: Counter[tuple[str, str]] = Counter()
    for row in csv.DictReader(opened(folder / "feedback.csv.gz")):
        title, turns = title_of.get(row["item_id"], ""), turns_of.get(row["dialog_id"], [])
        if row["liked"] not in ("like", "dislike") or len(title) < SHORTEST_TITLE:
            continue
        got = polarity(turns, title)
        if got != "absent" and half in ("", ("even", "odd")[int(row["dialog_id"]) % 2]):
            tally[row["liked"], got] += 1
            wrong = (row["liked"] == "dislike") != (got in REFUSING)
            if show and wrong:
                said = " / ".join(turn for turn in turns if names(turn, title))
                print(f"{row['liked']:8} {got:8} {title!r}: {said}")
    return tally


def main(arguments: list[str]) -> None:
    half = arguments[arguments.index("--half") + 1] if "--half" in arguments else ""
    given = [one for one in arguments if not one.startswith("--") and one != half]
    folder = Path(given[0]) if given else Path(os.environ["PENCHANT_DATA"]) / "redial"
    started = time.perf_counter()
    tally = measure(folder, half, show="--show" in arguments)
    disliked = {got: n for (liked, got), n in tally.items() if liked == "dislike"}
    found = sum(disliked.get(one, 0) for one in REFUSING)
    wrongly = sum(n for (liked, got), n in tally.items() if liked == "like" and got in REFUSING)
    judged = sum(n for (_, got), n in tally.items() if got != "unjudged")
    total = sum(disliked.values())
    print(f"named and declared {sum(tally.values())}, judged {judged}, disliked {total}: {disliked}")
    print(f"liked, by reading: { {got: n for (liked, got), n in tally.items() if liked == 'like'} }")
    print(f"dislikes: recall {found / max(1, total):.2f} ({found}/{total}), precision", end=" ")
    print(f"{found / max(1, found + wrongly):.2f} ({found}/{found + wrongly})")
    print(f"{time.perf_counter() - started:.1f} s")


if __name__ == "__main__":
    main(sys.argv[1:])
