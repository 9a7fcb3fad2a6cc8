"""What `/metrics` publishes for Prometheus, and the latest figures for the console. No label names a person, an item or a text."""

from __future__ import annotations

import os
import time
from collections import OrderedDict, deque
from typing import Any

from penchant.domain import Value
from penchant.spending.tally import CALLED, Tally

DIRECTORY = "PROMETHEUS_MULTIPROC_DIR"
"""Where the workers of one server leave their counts for each other; its own variable of `prometheus_client`."""
_FINE = (0.0005, 0.001, 0.002, 0.003, 0.005, 0.0075, 0.01, 0.02, 0.03, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
_SLOW = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
RECENT = 2_000
"""Latest measurements that a quantile is of."""
WAITING = 20_000
"""Users whose latest event waits for its first list, at most."""


class Quantiles(Value, frozen=True):
    """Of the latest measurements, in milliseconds; None before the first."""

    p50: float | None = None
    p99: float | None = None


class Metrics:
    """Counters of one worker; `text` sums those of all."""

    def __init__(self) -> None:
        import prometheus_client as prometheus

        self._shared = bool(os.environ.get(DIRECTORY))
        self._registry = prometheus.CollectorRegistry()
        more: dict[str, Any] = {"registry": self._registry}
        self.requests = prometheus.Counter(
            "penchant_http_requests", "Requests answered.", ("route", "method", "status"), **more
        )
        self.seconds = prometheus.Histogram(
            "penchant_http_request_seconds", "Time to answer.", ("route",), buckets=_FINE, **more
        )
        self.events = prometheus.Counter("penchant_events", "Events taken in.", ("new",), **more)
        self.event_to_list = prometheus.Histogram(
            "penchant_event_to_list_seconds",
            "From an event's acknowledgement, or from the asking if that was later, to the user's first list that holds it.",
            buckets=_FINE,
            **more,
        )
        self.stages = prometheus.Histogram(
            "penchant_stage_seconds", "Time of each stage of a list.", ("stage",), buckets=_FINE, **more
        )
        self.degraded = prometheus.Counter(
            "penchant_degraded", "Lists that a source was missing from.", ("source",), **more
        )
        calls = ("purpose", "outcome")
        self.model_calls = prometheus.Counter(
            "penchant_model_calls", "What became of each wish to ask a language model.", calls, **more
        )
        self.model_saved = prometheus.Counter(
            "penchant_model_saved", "Calls that were not needed, by why.", ("purpose", "reason"), **more
        )
        self.model_tokens = prometheus.Counter(
            "penchant_model_tokens", "Tokens that models read and wrote.", ("purpose", "side"), **more
        )
        self.model_money = prometheus.Counter(
            "penchant_model_money", "What calls cost, at the prices of the settings.", ("purpose",), **more
        )
        self.model_seconds = prometheus.Histogram(
            "penchant_model_seconds", "Time of each call of a model.", ("purpose",), buckets=_SLOW, **more
        )
        self.recent: dict[str, deque[float]] = {}
        self.missing: dict[str, int] = {}
        self._acknowledged: OrderedDict[str, float] = OrderedDict()

    def stage(self, name: str, seconds: float) -> None:
        """A stage of a list took so long."""
        self.stages.labels(name).observe(seconds)
        self._note(name, seconds)

    def called(self, purpose: str, outcome: str, tally: Tally) -> None:
        """A model was asked, or was not and why; what it took."""
        for reason, count in tally.saved.items():
            self.model_saved.labels(purpose, reason).inc(count)
        for name, count in tally.outcomes.items():
            self.model_calls.labels(purpose, name).inc(count)
        if outcome in CALLED:
            self.model_tokens.labels(purpose, "read").inc(tally.input_tokens)
            self.model_tokens.labels(purpose, "written").inc(tally.output_tokens)
            self.model_money.labels(purpose).inc(tally.money)
            self.model_seconds.labels(purpose).observe(tally.seconds)

    def answered(self, route: str, method: str, status: int, seconds: float) -> None:
        """A request was answered."""
        self.requests.labels(route, method, str(status)).inc()
        self.seconds.labels(route).observe(seconds)

    def acknowledged(self, user_id: str, *, new: bool) -> None:
        """An event of a user was acknowledged; from now on their next list is waited for."""
        self.events.labels("true" if new else "false").inc()
        if new and user_id not in self._acknowledged:
            self._acknowledged[user_id] = time.perf_counter()
            if len(self._acknowledged) > WAITING:
                self._acknowledged.popitem(last=False)

    def listed(self, user_id: str, asked: float, missing: tuple[str, ...]) -> None:
        """A user was given a list that was asked for at `asked` (perf_counter)."""
        for source in missing:
            self.degraded.labels(source).inc()
            self.missing[source] = self.missing.get(source, 0) + 1
        then = self._acknowledged.pop(user_id, None)
        if then is not None:
            waited = time.perf_counter() - max(then, asked)
            self.event_to_list.observe(waited)
            self._note("freshness", waited)

    def forget(self, user_id: str) -> None:
        """Let go of a user's id."""
        self._acknowledged.pop(user_id, None)

    def quantiles(self, name: str) -> Quantiles:
        """Of the latest measurements of that name, in this worker."""
        held = sorted(self.recent.get(name, ()))
        if not held:
            return Quantiles()
        pick = [held[min(len(held) - 1, int(share * len(held)))] for share in (0.5, 0.99)]
        return Quantiles(p50=round(1000 * pick[0], 3), p99=round(1000 * pick[1], 3))

    def text(self) -> tuple[bytes, str]:
        """Everything in Prometheus' text form, and its media type; of all workers where there are several."""
        import prometheus_client as prometheus
        from prometheus_client.multiprocess import MultiProcessCollector

        registry = self._registry
        if self._shared:
            registry = prometheus.CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return prometheus.generate_latest(registry), prometheus.CONTENT_TYPE_LATEST

    def _note(self, name: str, seconds: float) -> None:
        self.recent.setdefault(name, deque(maxlen=RECENT)).append(seconds)
