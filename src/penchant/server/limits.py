"""How much of a request is let in: how often, how large, how deep."""

from __future__ import annotations

import re
import time
from collections import OrderedDict

from penchant.server.problems import Problem

BUCKETS_KEPT = 50_000
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"?', re.DOTALL)
_BRACKET = re.compile(rb"[\[\]{}]")


class Rate:
    """A token bucket for each name: `rate` a second, twice as many at once. Not shared between workers. 0 is no limit."""

    def __init__(self, rate: float) -> None:
        self.rate, self.most = rate, max(1.0, 2 * rate)
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, name: str) -> tuple[bool, int, float]:
        """Whether one more may pass, how many more could at once, and seconds until the next may."""
        if not self.rate:
            return True, 0, 0.0
        now = time.monotonic()
        left, then = self._buckets.pop(name, (self.most, now))
        left = min(self.most, left + (now - then) * self.rate)
        passed = left >= 1
        left -= passed
        self._buckets[name] = (left, now)
        if len(self._buckets) > BUCKETS_KEPT:
            self._buckets.popitem(last=False)
        return passed, int(left), 0.0 if left >= 1 else (1 - left) / self.rate


def check_depth(body: bytes, depth: int) -> None:
    """Raises a problem where JSON is nested deeper than `depth`; looks closely only where there are so many brackets."""
    if body.count(b"[") + body.count(b"{") <= depth:
        return
    level = 0
    for bracket in _BRACKET.findall(_STRING.sub(b"", body)):
        level += 1 if bracket in b"[{" else -1
        if level > depth:
            raise Problem(
                400,
                "TooDeep",
                f"The JSON is nested deeper than {depth} levels.",
                hint="Nothing Penchant takes is nested so deep.",
            )
