"""`penchant costs`: what language models cost, and what was saved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from penchant.cli import options, show
from penchant.cli.session import opened, print_json

if TYPE_CHECKING:
    from penchant.costs import Cost, Costs, Forecast


def costs(
    days: Annotated[
        int, typer.Option("--days", metavar="N", min=1, max=366, help="So many days with today, UTC.")
    ] = 1,
    store: options.Store = options.DEFAULT_STORE,
    as_json: options.Json = False,
    language: options.Language = None,
) -> None:
    """Show what language models cost: calls, tokens, money, time, and the calls that were not needed."""
    with opened(store, as_json=as_json) as engine:
        found = engine.costs(days)
        if as_json:
            print_json(found)
            return
        page = show.Page(show.language(language))
        page.line(_heading(page, found), style="bold")
        if found.by_purpose:
            _tables(page, found)
        else:
            page.line(page.t("No model was asked anything."))
        if found.would_ask is not None:
            _would_ask(page, found.would_ask)


def _heading(page: show.Page, found: Costs) -> str:
    if not found.model:
        return page.t("No language model is configured.")
    where = "in this process" if found.local else "outside this process"
    return page.t("Language model {name}, {where}", name=found.model, where=page.t(where))


def _tables(page: show.Page, found: Costs) -> None:
    heads = ("Purpose", "Calls", "Tokens", "Money", "Seconds", "Failed", "Refused", "From cache", "Saved")
    rows = [*found.by_purpose, found.total]
    page.table(heads, [_row(page, cost) for cost in rows])
    if len({cost.day for cost in found.by_day}) > 1:
        page.line(page.t("By day"), style="bold")
        page.table(("Day", *heads), [(cost.day, *_row(page, cost)) for cost in found.by_day])
    total = found.total
    if total.ratio is not None:
        asked = total.calls + total.cached + sum(total.saved.values())
        page.line(
            page.t(
                "{calls} calls instead of {asked}: {share} of what asking every time would have been.",
                calls=total.calls,
                asked=asked,
                share=_percent(total.ratio),
            )
        )
    for budget in found.budgets:
        page.line(
            page.t(
                "Today {used} of {limit} are used ({name}).",
                used=_amount(budget.used),
                limit=_amount(budget.limit),
                name=budget.name,
            )
        )


def _row(page: show.Page, cost: Cost) -> tuple[object, ...]:
    return (
        page.t(cost.purpose or "all"),
        cost.calls,
        cost.input_tokens + cost.output_tokens,
        cost.money,
        round(cost.seconds, 2),
        _named(page, cost.failures),
        _named(page, cost.refused),
        cost.cached,
        _named(page, cost.saved),
    )


def _named(page: show.Page, counts: dict[str, int]) -> str:
    return ", ".join(f"{page.t(name)} {count}" for name, count in counts.items()) or "0"


def _would_ask(page: show.Page, found: Forecast) -> None:
    if not found.texts:
        page.line(page.t("Nobody has said anything yet."))
        return
    page.line(page.t("A forecast, nothing was asked. Of the {texts} texts kept here:", texts=found.texts))
    counts = (
        ("read well enough by the rules (gate)", found.gate),
        ("said before, word for word (cache)", found.cached),
        ("left to ask a model about (calls)", found.calls),
    )
    rows = [(page.t(name), count, _percent(count / found.texts)) for name, count in counts]
    page.table(("Texts", "Count", "Share"), rows)
    page.line(
        page.t(
            "{calls} calls instead of {asked}: {share} of asking about every text.",
            calls=found.calls,
            asked=found.texts,
            share=_percent(found.ratio or 0.0),
        )
    )


def _amount(value: float) -> str:
    """Tokens whole, money to its cents and a little further."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.4f}"


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
