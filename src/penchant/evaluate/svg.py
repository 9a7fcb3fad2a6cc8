"""Small plots as inline SVG: bars with intervals, and lines. Colours come from the page's style, for light and dark alike."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

WIDTH = 680
LABEL = 190
VALUE = 130
ROW = 26
BAR = 14
HEIGHT = 220
MARGIN = 44


class Bar(NamedTuple):
    """A labelled value, with its interval and a note where there are any."""

    label: str
    value: float
    interval: tuple[float, float] | None = None
    note: str = ""


def bars(rows: Sequence[Bar], title: str, *, signed: bool = False) -> str:
    """Horizontal bars from zero, one a row; a thin line spans the interval. `signed` writes + and -."""
    ends = [0.0, *(row.value for row in rows), *(end for row in rows for end in row.interval or ())]
    low, high = min(ends), max(ends)
    span = (high - low) or 1.0
    room = WIDTH - LABEL - VALUE

    def x(value: float) -> float:
        return LABEL + room * (value - low) / span

    drawn = [_bar(place, row, x, signed=signed) for place, row in enumerate(rows)]
    height = ROW * len(rows) + 8
    zero = f'<line class="axis" x1="{x(0):.1f}" x2="{x(0):.1f}" y1="0" y2="{height - 4}"/>'
    return _figure(title, height, zero + "".join(drawn))


def _bar(place: int, row: Bar, x: Callable[[float], float], *, signed: bool) -> str:
    top, middle = ROW * place + 6, ROW * place + 6 + BAR / 2
    left, right = sorted((x(0.0), x(row.value)))
    number = f"{row.value:+.4f}" if signed else f"{row.value:.4g}"
    note = f" {row.note}" if row.note else ""
    parts = [
        f'<text class="label" x="{LABEL - 8}" y="{middle + 4:.1f}" text-anchor="end">{escape(row.label)}</text>',
        f'<rect class="bar" x="{left:.1f}" y="{top}" width="{max(right - left, 0.5):.1f}" height="{BAR}" rx="2"/>',
        f'<text class="value" x="{WIDTH - VALUE + 8}" y="{middle + 4:.1f}">{number}{escape(note)}</text>',
    ]
    if row.interval:
        low, high = (x(end) for end in row.interval)
        parts.append(f'<line class="reach" x1="{low:.1f}" x2="{high:.1f}" y1="{middle}" y2="{middle}"/>')
        parts += [
            f'<line class="reach" x1="{end:.1f}" x2="{end:.1f}" y1="{middle - 4}" y2="{middle + 4}"/>'
            for end in (low, high)
        ]
    return "".join(parts)


def line(points: Mapping[float, float], title: str, across: str, up: str) -> str:
    """A line through points; `across` and `up` name the axes. The vertical axis begins at zero."""
    xs, top = list(points), max([*points.values(), 0.0]) or 1.0
    first, last = min(xs), max(xs)
    room, tall = WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN

    def at(x: float, y: float) -> tuple[float, float]:
        return MARGIN + room * (x - first) / ((last - first) or 1.0), HEIGHT - MARGIN - tall * y / top

    places = [at(x, y) for x, y in points.items()]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    dots = "".join(f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="3"/>' for x, y in places)
    base = HEIGHT - MARGIN
    drawn = [
        f'<line class="axis" x1="{MARGIN}" x2="{WIDTH - MARGIN}" y1="{base}" y2="{base}"/>',
        f'<text class="value" x="{MARGIN - 6}" y="{MARGIN + 4}" text-anchor="end">{top:.3g}</text>',
        f'<text class="value" x="{MARGIN - 6}" y="{base}" text-anchor="end">0</text>',
        f'<text class="value" x="{MARGIN}" y="{base + 16}">{first:g}</text>',
        f'<text class="value" x="{WIDTH - MARGIN}" y="{base + 16}" text-anchor="end">{last:g}</text>',
        f'<text class="label" x="{WIDTH / 2}" y="{base + 32}" text-anchor="middle">{escape(across)}</text>',
        f'<text class="label" x="{MARGIN}" y="{MARGIN - 12}">{escape(up)}</text>',
    ]
    return _figure(title, HEIGHT, "".join(drawn) + f'<polyline class="line" points="{path}"/>' + dots)


def _figure(title: str, height: float, drawn: str) -> str:
    name = escape(title)
    return f'<svg viewBox="0 0 {WIDTH} {height:.0f}" role="img" aria-label="{name}"><title>{name}</title>{drawn}</svg>'
