"""A part of a text that identifies somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from penchant.domain import Value

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator

Kind = Literal[
    "NAME", "PHONE", "EMAIL", "ID", "CARD", "ACCOUNT", "PASSPORT", "PLATE", "HANDLE", "URL", "ADDRESS"
]
_OVERLAP = (
    "EMAIL",
    "URL",
    "ID",
    "CARD",
    "ACCOUNT",
    "PASSPORT",
    "PLATE",
    "HANDLE",
    "PHONE",
    "ADDRESS",
    "NAME",
)
"""Where two meet, the one that stands earlier here gives its name to both."""


class Span(Value, frozen=True):
    """`text[start:end]` identifies somebody, as that kind of thing."""

    start: int
    end: int
    kind: Kind


def found(kind: Kind, patterns: Iterable[re.Pattern[str]], text: str) -> Iterator[Span]:
    """What patterns match: their group `it`, else all of the match."""
    for pattern in patterns:
        group = "it" if "it" in pattern.groupindex else 0
        for match in pattern.finditer(text):
            if match[group]:
                yield Span(start=match.start(group), end=match.end(group), kind=kind)


def joined(spans: Iterable[Span]) -> list[Span]:
    """In order, those that overlap as one."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if kept and span.start < kept[-1].end:
            last = kept.pop()
            kind = min(last.kind, span.kind, key=_OVERLAP.index)
            span = Span(start=last.start, end=max(last.end, span.end), kind=kind)  # noqa: PLW2901 - both are one now
        kept.append(span)
    return kept
