"""What language models cost, as it is shown: by `penchant costs`, `Engine.costs` and `GET /v1/costs` alike."""

from __future__ import annotations

from penchant.domain import Value


class Cost(Value, frozen=True):
    """What models cost for one purpose on one day (UTC, `2026-05-01`); an empty `day` or `purpose` is the sum over all.

    `calls` were made, `failures` are those of them that gave nothing, `refused` were not made though wanted, `cached` and `saved`
    were not needed. `ratio` is calls to all that a model could have been asked (calls + cached + saved); None of nothing.
    """

    day: str
    purpose: str
    calls: int
    input_tokens: int
    output_tokens: int
    money: float
    seconds: float
    cached: int
    failures: dict[str, int]
    refused: dict[str, int]
    saved: dict[str, int]
    ratio: float | None


class Budget(Value, frozen=True):
    """One bound of today: what it is of, how much of it is used, in tokens or money."""

    name: str
    used: float
    limit: float


class Costs(Value, frozen=True):
    """What `penchant costs` prints: by day and purpose, by purpose, and all together; `model` is empty where none is configured.

    `would_ask` says, without a model, what one would have been asked about the texts in the log; see `Forecast`.
    """

    model: str
    local: bool
    days: int
    total: Cost
    by_purpose: tuple[Cost, ...] = ()
    by_day: tuple[Cost, ...] = ()
    budgets: tuple[Budget, ...] = ()
    would_ask: Forecast | None = None


class Forecast(Value, frozen=True):
    """What a model would have been asked to read of the log's texts: nothing was asked, and nothing was measured of a model.

    Of `texts`, `gate` are read well enough by the rules, `cached` were said before in the very same words; `calls` are left.
    """

    texts: int
    gate: int
    cached: int
    calls: int
    ratio: float | None
