"""Sentences with what identifies somebody marked in them, `⟦KIND|words⟧`, and how much of that a redaction finds.

Everything in them is made up. `seen` were looked at while the rules were written; `apart` were written before the rules, by another
pattern, and not tuned on.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import NamedTuple

from penchant.privacy.redact import identifiers
from penchant.privacy.spans import joined

FILE = Path(__file__).with_name("redaction.jsonl")
_MARK = re.compile(r"⟦(\w+)\|([^⟧]*)⟧")


class Case(NamedTuple):
    """A sentence, and `(start, end, kind)` of what identifies somebody in it."""

    text: str
    marks: tuple[tuple[int, int, str], ...]
    part: str
    language: str


def cases(part: str = "", language: str = "") -> list[Case]:
    rows = map(json.loads, FILE.read_text(encoding="utf-8").splitlines())
    return [
        parsed(row["marked"], row["part"], row["language"])
        for row in rows
        if part in ("", row["part"]) and language in ("", row["language"])
    ]


def parsed(marked: str, part: str, language: str) -> Case:
    text, marks, at = "", [], 0
    for found in _MARK.finditer(marked):
        text += marked[at : found.start()]
        marks.append((len(text), len(text) + len(found[2]), found[1]))
        text += found[2]
        at = found.end()
    return Case(text + marked[at:], tuple(marks), part, language)


def missed(case: Case) -> list[str]:
    """What is marked and not wholly redacted: one letter or digit that stays is a miss."""
    spans = joined(identifiers(case.text))
    hidden = {place for span in spans for place in range(span.start, span.end)}
    return [
        case.text[start:end]
        for start, end, _ in case.marks
        if any(case.text[place].isalnum() and place not in hidden for place in range(start, end))
    ]


def recall(of: list[Case]) -> tuple[int, int]:
    """Identifiers found, and all."""
    whole = sum(len(case.marks) for case in of)
    return whole - sum(len(missed(case)) for case in of), whole


def redacted_in_vain(texts: list[str]) -> list[str]:
    """Of sentences in which nobody is named, those from which something is taken out."""
    return [text for text in texts if identifiers(text)]
