"""How a file of labelled utterances is read: accuracy by class, sign, what is missed and what is invented.

    python benchmarks/reading/score.py FILE... [--part train|dev|all] [--rules] [--show PART_OF_GROUP]

A file has the form of `benchmarks/polarity/README.md`. It is split by a hash of each text into train (seven tenths) and
dev (three); rules are mended and the head is trained on train alone. `--rules` reads without the head. `--show` prints
the misread labels of train.
"""

from __future__ import annotations

import hashlib
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from penchant.capture import reading
from penchant.capture.clauses import read
from penchant.domain import Event
from penchant.encode.use import UseEncoder
from penchant.evaluate.polarity import Utterance, figures, judge

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from penchant.domain import Aspect
    from penchant.evaluate.polarity import Verdict
    from penchant.ports import Encoder

    Reader = Callable[[str], Sequence[Aspect]]

Part = Literal["train", "dev", "all"]
DEV_TENTHS = 3


def part_of(text: str) -> Part:
    """The part of a corpus that a text belongs to, whatever the order of its lines."""
    return "dev" if hashlib.blake2b(text.encode(), digest_size=8).digest()[0] % 10 < DEV_TENTHS else "train"


def utterances(file: Path, part: Part = "all") -> list[Utterance]:
    """The labelled lines of one part of a file."""
    rows = [
        msgspec.json.decode(line, type=Utterance) for line in file.read_bytes().splitlines() if line.strip()
    ]
    return [row for row in rows if part in ("all", part_of(row.text))]


def reader_with(encoder: Encoder) -> Reader:
    """The reader as the engine calls it for what a person says."""
    return lambda text: reading.aspects_of(Event(user_id="anyone", event_type="say", text=text), encoder)


def groups_of(rows: Sequence[Utterance], reader: Reader) -> dict[str, list[Verdict]]:
    """Verdicts by language, by class and by phenomenon."""
    groups: dict[str, list[Verdict]] = defaultdict(list)
    for row in rows:
        for verdict in judge(row, reader):
            groups[row.language].append(verdict)
            if verdict.what == "label":
                groups[f"{row.language} {verdict.wanted}"].append(verdict)
                for phenomenon in row.phenomena:
                    groups[f"{row.language} ~{phenomenon}"].append(verdict)
    return groups


def misread(rows: Sequence[Utterance], reader: Reader) -> list[str]:
    """A line for each utterance with a label misread or an aspect invented."""
    lines = []
    for row in rows:
        wrong = [
            f"{v.wanted or '-'}>{v.got}"
            for v in judge(row, reader)
            if v.what in ("label", "invented") and not v.right
        ]
        if wrong:
            got = " | ".join(f"{a.polarity}:{a.about}" for a in reader(row.text))
            wanted = " | ".join(f"{a.polarity}:{'+'.join(a.about)}" for a in row.aspects)
            lines.append(f"{','.join(row.phenomena)} {wrong}\n  {row.text}\n  WANT {wanted}\n  GOT  {got}")
    return lines


def main(arguments: list[str]) -> None:
    part = arguments[arguments.index("--part") + 1] if "--part" in arguments else "all"
    files = [Path(one) for one in arguments if one.endswith(".jsonl")]
    rows = [row for file in files for row in utterances(file, part)]  # type: ignore[arg-type]
    reader: Reader = read if "--rules" in arguments else reader_with(UseEncoder(threads=1))
    if "--show" in arguments:
        print("\n".join(misread([row for row in rows if part_of(row.text) == "train"], reader)))
        return
    print(f"{part + ', ' + str(len(rows)) + ' lines':28} labels accuracy   sign missed invented")
    groups = groups_of(rows, reader)
    for name in sorted(groups):
        found = figures(groups[name])
        print(
            f"{name:28} {found['labels']:6} {found['accuracy']:8.3f} {found['sign']:6.3f} "
            f"{found['missed']:6} {found['invented']:8}"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
