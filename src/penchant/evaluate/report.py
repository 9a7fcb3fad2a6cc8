"""Results as pages: Markdown for a repository, and one self-contained HTML file with plots that a person can read."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

from penchant.evaluate import svg
from penchant.evaluate.svg import Bar

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from penchant.evaluate.result import Result

    Table = Mapping[str, Mapping[str, float]]

HEADLINES = ("recall@10", "recall@20", "wanted@10", "accuracy", "share", "median")
"""What a plot of a table shows: the first of these that the table has."""
STYLE = """
:root{color-scheme:light dark;--ink:#1d2329;--soft:#5b6672;--page:#fff;--card:#f5f7f9;--line:#d5dbe1;
--bar:#3569a8;--reach:#b3541e}
@media (prefers-color-scheme:dark){:root{--ink:#e6eaee;--soft:#9aa6b2;--page:#14181c;--card:#1c2227;--line:#39424b;
--bar:#6ea2dd;--reach:#f0a46c}}
body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--page);max-width:46rem;margin:2rem auto;padding:0 1rem}
section{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:.5rem 1rem 1rem;margin:1.5rem 0}
h1{font-size:1.6rem}h2{font-size:1.2rem;margin:.5rem 0}h3{font-size:1rem;margin:1.2rem 0 .2rem}
p.say{color:var(--soft);margin:.2rem 0 .6rem}.sample{color:var(--reach);font-weight:600}
table{border-collapse:collapse;font-size:.85rem;width:100%}
th,td{padding:.15rem .5rem;text-align:right;border-bottom:1px solid var(--line)}
th:first-child,td:first-child{text-align:left}code{font-size:.85em;overflow-wrap:anywhere}details{margin:.4rem 0}
.wide{overflow-x:auto}svg{width:100%;height:auto;font-size:12px}
svg .bar{fill:var(--bar)}svg .reach{stroke:var(--reach);stroke-width:1.5}svg .axis{stroke:var(--line)}
svg .label{fill:var(--ink)}svg .value{fill:var(--soft)}
svg .line{fill:none;stroke:var(--bar);stroke-width:2}svg .dot{fill:var(--bar)}
"""


class Words(NamedTuple):
    """A heading and a sentence that says what a table or plot shows."""

    heading: str
    say: str


SAID = {
    "by events of the user": Words(
        "How much the person has done", "Accuracy for people with few and with many deeds behind them."
    ),
    "by events of the wanted item": Words(
        "How well known the wanted item is",
        "Accuracy by how often the item to be found had been chosen before: low on top means that rare items are hard.",
    ),
    "by past events": Words(
        "How long the person has been here",
        "Accuracy by how many events the person had before the one to be found.",
    ),
    "freshness": Words(
        "Freshness",
        "The same stream, with the engine told of each event at once, by the hour, by the day, never; `user` knows the person "
        "at once and the crowd a day late. Popularity stands beside it.",
    ),
    "breadth": Words(
        "Breadth, variety and mirroring",
        "coverage: share of the catalogue that any list shows. gini: 0 all items alike, 1 one takes all. long tail: share of "
        "places for items outside the most chosen fifth. cosine: likeness inside a list, lower is more varied. calibration: how "
        "far a list's categories are from the person's own, 0 mirrors them.",
    ),
    "channels": Words(
        "What the channels add",
        "In which share of lists a channel takes part, and what it adds to an item on average.",
    ),
    "deeds needed": Words(
        "Drift",
        "Share of people who turned to a new category and whose list was half of it after so many deeds.",
    ),
    "until half the list": Words(
        "Drift: until half the list follows",
        "Deeds, or sentences, after a turn of taste: the median and the ninth of ten.",
    ),
    "by phrase": Words(
        "Ways of refusing",
        "violation: places that show what was refused. wanted: places with what was asked for and nothing refused.",
    ),
}
PLOTTED = (
    "by events of the user",
    "by events of the wanted item",
    "by past events",
    "freshness",
    "by class",
    "by language",
    "by phrase",
)


def html(results: Sequence[Result], title: str = "Penchant in the lab") -> str:
    """One page with everything in it: nothing is fetched."""
    head = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body><h1>{escape(title)}</h1>"
    )
    intro = (
        '<p class="say">Each part is one protocol on one set of data, run on the engine that serves. A thin line through a bar is '
        "the 95 % interval: how far the figure could be off by the luck of who was asked.</p>"
    )
    return head + intro + "".join(_section(result) for result in results) + "</body></html>\n"


def _section(result: Result) -> str:
    parts = [f"<section><h2>{escape(_title(result))}</h2>"]
    if result.sample is not None:
        parts.append(f'<p class="sample">A sample of {result.sample:,}: a quick look, no result.</p>')
    parts.append(_headline(result))
    if "cold" in result.protocol.lower():
        parts.append(_pair(result))
    parts += [_table(name, table) for name, table in result.tables.items()]
    parts.append(_differences(result))
    parts.append(_footing(result))
    return "".join(parts) + "</section>"


def _title(result: Result) -> str:
    return f"{result.protocol} on {result.data}, blend {result.blend}"


def _headline(result: Result) -> str:
    rows = [Bar(name, value, result.intervals.get(name)) for name, value in result.metrics.items()]
    shares = [row for row in rows if 0 <= row.value <= 1]
    others = [row for row in rows if row not in shares]
    drawn = svg.bars(shares, f"Metrics of {_title(result)}") if shares else ""
    listed = "".join(f"<li>{escape(row.label)}: {row.value:g}</li>" for row in others)
    return f'<p class="say">{result.cases:,} cases.</p>{drawn}' + (f"<ul>{listed}</ul>" if listed else "")


def _pair(result: Result) -> str:
    names = ("recall@10", "warm recall@10")
    rows = [
        Bar(label, result.metrics[name], result.intervals.get(name))
        for label, name in zip(("items nobody has chosen", "all other items"), names, strict=True)
        if name in result.metrics
    ]
    say = "Recall@10 where the wanted item is in no statistic, and everywhere else: to be read together."
    return _part(Words("New items and known ones", say), svg.bars(rows, "Cold and warm") if rows else "")


def _table(name: str, table: Table) -> str:
    if not table:
        return ""
    words = SAID.get(name, Words(name.capitalize(), ""))
    return _part(words, _plot(name, table) + _details(table))


def _plot(name: str, table: Table) -> str:
    first = next(iter(table.values()))
    if name == "deeds needed":
        return svg.line({float(k): row["share"] for k, row in table.items()}, name, "deeds", "share followed")
    headline = next((key for key in HEADLINES if key in first), None)
    if name not in PLOTTED or headline is None:
        return ""
    rows = [Bar(label, row.get(headline, 0.0), None, _cases(row)) for label, row in table.items()]
    return f'<p class="say">{escape(headline)}</p>' + svg.bars(rows, f"{name}: {headline}")


def _cases(row: Mapping[str, float]) -> str:
    count = row.get("cases", row.get("labels"))
    return "" if count is None else f"of {count:,.0f}"


def _differences(result: Result) -> str:
    if not result.differences:
        return ""
    held = {name: _first(one) for name, one in result.differences.items()}
    rows = [Bar(name, one["difference"], tuple(one["interval"])) for name, (_, one) in held.items() if one]
    metric = next((metric for metric, one in held.values() if one), "")
    say = f"Difference in {metric}, over the same cases. A line that crosses zero is no difference that can be told from luck."
    return _part(Words("Differences", say), svg.bars(rows, "Differences", signed=True))


def _first(held: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """The headline among a comparison's metrics."""
    found = {name: one for name, one in held.items() if isinstance(one, dict) and one}
    name = next((key for key in HEADLINES if key in found), next(iter(found), ""))
    return name, found.get(name, {})


def _part(words: Words, body: str) -> str:
    say = f'<p class="say">{escape(words.say)}</p>' if words.say else ""
    return f"<h3>{escape(words.heading)}</h3>{say}{body}" if body else ""


def _details(table: Table) -> str:
    columns = list(dict.fromkeys(name for row in table.values() for name in row))
    head = "".join(f"<th>{escape(name)}</th>" for name in ("", *columns))
    rows = "".join(
        f"<tr><td>{escape(name)}</td>" + "".join(f"<td>{number(row.get(c))}</td>" for c in columns) + "</tr>"
        for name, row in table.items()
    )
    inner = f'<div class="wide"><table><tr>{head}</tr>{rows}</table></div>'
    return f"<details><summary>The figures</summary>{inner}</details>"


def _footing(result: Result) -> str:
    facts = {
        "command": result.command,
        "commit": result.commit or "none",
        "seed": result.seed,
        "CPU seconds": f"{result.cpu_seconds:,.1f}",
        **{name.replace("_", " "): f"{value:,.4g}" for name, value in result.costs.items()},
        **result.versions,
        **result.settings,
    }
    rows = "".join(
        f"<tr><td>{escape(k)}</td><td><code>{escape(str(v))}</code></td></tr>" for k, v in facts.items()
    )
    failed = "".join(f"<li>{escape(s)} failed in {c:,} lists</li>" for s, c in result.degraded.items())
    notes = failed + "".join(f"<li>{escape(note)}</li>" for note in result.notes)
    return f"<ul>{notes}</ul><details><summary>How it was made</summary><table>{rows}</table></details>"


def markdown(result: Result) -> str:
    """The result for a repository's page."""
    lines = [f"# {_title(result)}", "", f"`{result.command}`", ""]
    if result.sample is not None:
        lines += [f"**A sample of {result.sample:,}: a quick look, no result.**", ""]
    lines += [
        f"{result.cases:,} cases, seed {result.seed}, commit {result.commit or 'none'}, {result.cpu_seconds:,.1f} CPU seconds.",
        "",
        "| metric | value | 95 % interval |",
        "| --- | --- | --- |",
    ]
    lines += [f"| {n} | {number(v)} | {_reach(result.intervals.get(n))} |" for n, v in result.metrics.items()]
    for name, table in result.tables.items():
        lines += ["", f"## {name.capitalize()}", "", *_grid(table)]
    for name, held in result.differences.items():
        lines += ["", f"## {name}", "", "| metric | difference | 95 % interval |", "| --- | --- | --- |"]
        lines += [
            f"| {metric} | {one['difference']:+.4f} | {_reach(one['interval'])} |"
            for metric, one in held.items()
            if isinstance(one, dict) and one
        ]
    lines += ["", "## How it was made", "", "| | |", "| --- | --- |"]
    facts = {**result.costs, **result.versions, **result.settings}
    lines += [f"| {name} | {value} |" for name, value in facts.items()]
    lines += ["", *(f"- {note}" for note in result.notes)]
    lines += [f"- {stage} failed in {count:,} lists" for stage, count in result.degraded.items()]
    return "\n".join(lines).rstrip() + "\n"


def _grid(table: Table) -> list[str]:
    columns = list(dict.fromkeys(name for row in table.values() for name in row))
    head = [f"| | {' | '.join(columns)} |", "| --- |" + " --- |" * len(columns)]
    return head + [
        f"| {name} | {' | '.join(number(row.get(column)) for column in columns)} |"
        for name, row in table.items()
    ]


def number(value: float | None) -> str:
    """A figure as it is read: counts whole, shares with four digits."""
    if value is None:
        return ""
    return f"{value:,.0f}" if float(value).is_integer() and abs(value) > 1 else f"{value:.4f}"


def _reach(interval: tuple[float, float] | None) -> str:
    return "{:.4f} - {:.4f}".format(*interval) if interval else ""
