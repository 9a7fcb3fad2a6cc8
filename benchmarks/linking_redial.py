"""Are the films that seekers name found in the catalogue?

    python benchmarks/linking_redial.py [folder] [--half odd|even]

The folder (or `PENCHANT_DATA`, in which `redial` is looked for) holds ReDial, whose data writes films named as "Title (year)" and
lists them under `mentioned`. Each of the seeker's turns is read and each aspect linked, as the engine does it: as written, and
with its titles changed as people write them. A gold film is found by id, or by title (any film of that title). Precision counts
linked films whose title is none of the turn's gold: the data marks no film that was written without its year, so it is too low.
"""

from __future__ import annotations

import gzip
import json
import os
import random
import re
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from penchant.capture.clauses import read
from penchant.capture.linking import Vocabulary
from penchant.catalogue import Catalogue, title_key
from penchant.domain import Item
from penchant.scenarios import load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

YEAR = re.compile(r"\s*\((?:19|20)\d\d\)")
SHORTEST_SLIP = 5


def without_year(title: str) -> str:
    return YEAR.sub("", title)


def with_slip(title: str) -> str:
    """The longest word with a letter dropped, doubled or swapped; the same slip each time."""
    words = without_year(title).split()
    longest = max(words, key=len, default="")
    if len(longest) < SHORTEST_SLIP:
        return " ".join(words)
    drawn = random.Random(title)
    at, kind = drawn.randrange(1, len(longest) - 1), drawn.randrange(3)
    wrong = (
        longest[:at] + longest[at + 1 :],
        longest[:at] + longest[at + 1] + longest[at] + longest[at + 2 :],
        longest[:at] + longest[at] + longest[at:],
    )[kind]
    return " ".join(wrong if word == longest else word for word in words)


def in_part(title: str) -> str:
    """What stands before the colon, else all but the last of three words or more."""
    bare = without_year(title)
    half = re.split(r"[:–]", bare)[0].strip()
    words = bare.split()
    return half if half != bare else " ".join(words[:-1]) if len(words) > 2 else bare


WAYS: dict[str, Callable[[str], str]] = {
    "as written": str,
    "no year": without_year,
    "lower case": lambda title: without_year(title).lower(),
    "slip": with_slip,
    "slip, lower case": lambda title: with_slip(title).lower(),
    "part": in_part,
}


def opened(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def turns(folder: Path, half: str, title_of: dict[str, str]) -> list[tuple[str, dict[str, str]]]:
    """The seeker's turns with the titles, by id, of the films named in them."""
    longest: dict[str, dict[str, Any]] = {}
    for row in opened(folder / "requests.jsonl.gz"):
        kept = longest.get(str(row["dialog_id"]))
        if kept is None or len(row["turns"]) > len(kept["turns"]):
            longest[str(row["dialog_id"])] = row
    found = []
    for dialog, row in longest.items():
        if half not in ("", ("even", "odd")[int(dialog) % 2]):
            continue
        for turn in row["turns"]:
            named = {
                i: title_of[i]
                for i in row["mentioned"]
                if title_of[i] in turn["text"] and YEAR.search(title_of[i])
            }
            if turn["role"] == "user" and named:
                found.append((turn["text"], named))
    return found


def linked(text: str, vocabulary: Vocabulary, catalogue: Catalogue) -> set[str]:
    """Ids of the films that the aspects of a text name, as `Stock.naming` finds them."""
    found = set()
    for aspect in read(text):
        marked = f"《{aspect.about}》"
        rows = vocabulary.titles(marked if marked in aspect.quote else aspect.about) if aspect.about else ()
        found |= {catalogue.ids[row] for row in rows[:1]}
    return found


def main(arguments: list[str]) -> None:
    half = arguments[arguments.index("--half") + 1] if "--half" in arguments else ""
    given = [one for one in arguments if not one.startswith("--") and one != half]
    folder = Path(given[0]) if given else Path(os.environ["PENCHANT_DATA"]) / "redial"
    catalogue = Catalogue()
    for row in opened(folder / "items.jsonl.gz"):
        catalogue.put(Item(**{**row, "categories": tuple(row["categories"]), "tags": ()}))
    scenario = load("media")
    vocabulary = Vocabulary(catalogue, scenario.words, scenario.nouns)
    title_of = {item_id: catalogue.title(row) for item_id, row in catalogue.row_of.items()}
    spoken = turns(folder, half, title_of)
    print("titles written      gold  found by id  by title  precision  ms a turn")
    for name, way in WAYS.items():
        gold = by_id = by_title = wrong = 0
        started = time.process_time()
        for text, named in spoken:
            changed = text
            for title in sorted(named.values(), key=len, reverse=True):
                changed = changed.replace(title, way(title))
            found = linked(changed, vocabulary, catalogue)
            keys, gold_keys = {title_key(title_of[i]) for i in found}, {title_key(t) for t in named.values()}
            gold, by_id = gold + len(named), by_id + len(found & named.keys())
            by_title += sum(title_key(title) in keys for title in named.values())
            wrong += len(keys - gold_keys)
        spent = (time.process_time() - started) / max(1, len(spoken)) * 1_000
        row_of_figures = (
            f"{gold:6} {by_id / gold:12.3f} {by_title / gold:9.3f} {by_title / (by_title + wrong):10.3f}"
        )
        print(f"{name:18} {row_of_figures} {spent:10.3f}")


if __name__ == "__main__":
    main(sys.argv[1:])
