"""Does the reader find the films a seeker says they dislike?

    python benchmarks/reading_redial.py [folder] [--half odd|even] [--show] [--alone] [--rules]

The folder (or `PENCHANT_DATA`, in which `redial` is looked for) holds ReDial: `requests.jsonl.gz` (turns),
`items.jsonl.gz` (titles) and `feedback.csv.gz` (what each seeker declared of each film after the talk). Each of the
seeker's turns is read as the engine reads it, with the other party's turn before it (`--alone`: without; `--rules`:
without the head, which is asked where no turn stands before). Recall: disliked films spoken of by an aspect read as
dislike or never. Precision: of the films spoken of by such an aspect, those declared disliked. The
declaration, not the sentence, is the truth: many a disliked film is only named, and never judged, so recall has a
ceiling below 1; "judged" counts films with any like, dislike or never. Five counts, each of the films declared:

title     the seeker's own turns hold the title's words, be it in another's ("Taken" in "Taken 2 (2012)"); as counted up to rules-2
named     the seeker's own turns hold the title, with its own year where they give one
referred  named; or the turn before one of the seeker's holds the title, and the seeker's has a word that refers (it, that, one ...)
answered  named; or the turn before one of the seeker's holds the title, whatever the seeker's says
all       every form, also of films that come up after the last turn that is there
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
from typing import TYPE_CHECKING, NamedTuple, TextIO

from penchant.capture import reading
from penchant.capture.clauses import read
from penchant.domain import Event
from penchant.encode.cache import CachedEncoder
from penchant.encode.use import UseEncoder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from penchant.domain import Aspect

    Reader = Callable[[str, str], tuple[Aspect, ...]]

COUNTS = ("title", "named", "referred", "answered", "all")
REFUSING = ("dislike", "never")
YEAR = re.compile(r"\s*\(\d{4}\)\s*$")
ARTICLE = re.compile(r"^(?:the|an?) ")  # objects are kept without articles
REFERS = re.compile(r"\b(?:it|its|that|thats|this|those|these|them|they|both|neither|either|ones?)\b")
SHORTEST_TITLE = 4
KEPT = 20_000
"""Texts whose vectors are kept: a turn is read once for each film it names."""
GOES_ON = re.compile(r"((?: (?:[A-Z][\w'’]*|of|the|and|in|for|to|a|[\d&:–-]+)){0,8}) ?\((\d{4})\)")
"""After a title: the rest of a longer one, and the year that the data puts after each."""


class Film(NamedTuple):
    """A title in plain words, and its year where it has one."""

    title: str
    year: str


class Turn(NamedTuple):
    """What the seeker said, and what the other party had said before."""

    text: str
    before: str


def plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w ]+", " ", text.casefold().replace("'", "").replace("’", "")).split())


def names(text: str, title: str) -> bool:
    return f" {title} " in f" {plain(text)} "


def means(text: str, film: Film) -> bool:
    """Whether a text names the film, and no longer title nor one of another year."""
    if not names(text, film.title):
        return False
    spaced = " ".join(re.sub(r"(?=[(])|(?<=[)])", " ", text.replace("’", "'")).split())
    pattern = re.compile(r"[^\w(]*".join(map(re.escape, re.findall(r"\w", film.title))), re.IGNORECASE)
    for found in pattern.finditer(spaced):
        after = GOES_ON.match(spaced, found.end())
        if after is None or (not after.group(1).strip() and after.group(2) == (film.year or after.group(2))):
            return True
    return False


def opened(path: Path) -> TextIO:
    return gzip.open(path, "rt", encoding="utf-8")


def films(folder: Path) -> dict[str, Film]:
    found = {}
    for line in opened(folder / "items.jsonl.gz"):
        row = json.loads(line)
        year = YEAR.search(row["title"])
        found[row["item_id"]] = Film(
            plain(YEAR.sub("", row["title"])), year.group().strip(" ()") if year else ""
        )
    return found


def dialogues(folder: Path) -> dict[str, list[Turn]]:
    """The seeker's turns by dialogue, from its longest request."""
    longest: dict[str, list[dict[str, str]]] = {}
    for line in opened(folder / "requests.jsonl.gz"):
        row = json.loads(line)
        if len(row["turns"]) > len(longest.get(row["dialog_id"], [])):
            longest[row["dialog_id"]] = row["turns"]
    return {dialog: list(own(turns)) for dialog, turns in longest.items()}


def own(turns: list[dict[str, str]]) -> Iterator[Turn]:
    """The seeker's turns, each with the turn before it where that is the other party's."""
    before = ""
    for turn in turns:
        if turn["role"] == "user":
            yield Turn(turn["text"], before)
        before = turn["text"] if turn["role"] == "system" else ""


def by_rules(text: str, before: str) -> tuple[Aspect, ...]:
    return read(text, before=before)


def with_head() -> Reader:
    encoder = CachedEncoder(UseEncoder(threads=1), KEPT)

    def reader(text: str, before: str) -> tuple[Aspect, ...]:
        context = {reading.REPLY_TO: before} if before else {}
        return reading.aspects_of(
            Event(user_id="seeker", event_type="say", text=text, context=context), encoder
        )

    return reader


def polarity(turns: list[Turn], film: Film, reader: Reader, *, alone: bool, loose: bool = False) -> str:
    """The last opinion of the film in the turns; else "unjudged"."""
    found = "unjudged"
    short = Film(ARTICLE.sub("", film.title), film.year)
    for turn in turns:
        if not (names(turn.text, film.title) or names(turn.before, film.title)):
            continue
        for aspect in reader(turn.text, "" if alone else turn.before):
            spoken = names(aspect.about, short.title) if loose else means(aspect.about, short)
            if spoken and aspect.polarity not in ("neutral", "question"):
                found = aspect.polarity
    return found


def counted(turns: list[Turn], film: Film) -> int:
    """How many of the last four counts the film is in, from the end."""
    if any(means(turn.text, film) for turn in turns):
        return 4
    answers = [turn for turn in turns if means(turn.before, film)]
    return 1 + bool(answers) + any(REFERS.search(plain(turn.text)) for turn in answers)


def measure(
    folder: Path, half: str, reader: Reader, *, show: bool, alone: bool
) -> Counter[tuple[str, str, str]]:
    film_of, turns_of = films(folder), dialogues(folder)
    tally: Counter[tuple[str, str, str]] = Counter()
    for row in csv.DictReader(opened(folder / "feedback.csv.gz")):
        film, turns = film_of.get(row["item_id"], Film("", "")), turns_of.get(row["dialog_id"], [])
        if row["liked"] not in ("like", "dislike") or len(film.title) < SHORTEST_TITLE:
            continue
        if half not in ("", ("even", "odd")[int(row["dialog_id"]) % 2]):
            continue
        if any(names(turn.text, film.title) for turn in turns):
            tally["title", row["liked"], polarity(turns, film, reader, alone=alone, loose=True)] += 1
        got, depth = polarity(turns, film, reader, alone=alone), counted(turns, film)
        for name in COUNTS[5 - depth :]:
            tally[name, row["liked"], got] += 1
        if show and depth > 1 and (row["liked"] == "dislike") != (got in REFUSING):
            print(f"{row['liked']:8} {got:8} {film.title!r} ({COUNTS[5 - depth]})")
            for turn in turns:
                if names(turn.text, film.title) or names(turn.before, film.title):
                    print(f"    < {turn.before}\n    > {turn.text}")
    return tally


def line(name: str, tally: Counter[tuple[str, str, str]]) -> str:
    """One count's recall and precision, with what they are made of."""
    got = {(liked, read_as): n for (count, liked, read_as), n in tally.items() if count == name}
    disliked = sum(n for (liked, _), n in got.items() if liked == "dislike")
    found, wrongly = (sum(got.get((liked, one), 0) for one in REFUSING) for liked in ("dislike", "like"))
    judged = sum(n for (_, read_as), n in got.items() if read_as != "unjudged")
    recall, precision = found / max(1, disliked), found / max(1, found + wrongly)
    return (
        f"{name:9} {sum(got.values()):6} {judged:6} {recall:8.2f} ({found}/{disliked}) "
        f"{precision:7.2f} ({found}/{found + wrongly})"
    )


def main(arguments: list[str]) -> None:
    half = arguments[arguments.index("--half") + 1] if "--half" in arguments else ""
    given = [one for one in arguments if not one.startswith("--") and one != half]
    folder = Path(given[0]) if given else Path(os.environ["PENCHANT_DATA"]) / "redial"
    started = time.perf_counter()
    reader = by_rules if "--rules" in arguments else with_head()
    tally = measure(folder, half, reader, show="--show" in arguments, alone="--alone" in arguments)
    print("count      films judged  recall of dislikes   precision")
    for name in COUNTS:
        print(line(name, tally))
    print(f"{time.perf_counter() - started:.1f} s")


if __name__ == "__main__":
    main(sys.argv[1:])
