"""Additive regression trees as flat arrays: their sum, and what each feature adds to it against a reference.

What a feature adds is its Shapley value against one reference point (the interventional form of Lundberg et al. 2020, exact for
trees): the shares sum to `f(x) - f(reference)`, and a feature that equals its reference adds nothing.
"""

from __future__ import annotations

import functools
from math import factorial
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np

from penchant.domain import Value

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Column = NDArray[np.float64]
    Ints = NDArray[np.int32]

MOST_FEATURES = 62
"""Features that were told apart on a path are bits of an int64."""
DEEPEST = 256


class Trees(Value, frozen=True, eq=False):
    """The nodes of all trees, `(m,)` each: a row whose `feature` is at most `threshold` goes on at `left`, others at `right`.

    A leaf has feature -1 and its `value`. `roots` `(t,)` are where the trees begin.
    """

    roots: Ints
    feature: Ints
    threshold: Column
    left: Ints
    right: Ints
    value: Column

    def check(self, features: int) -> None:
        """Raise ValueError unless every path ends in a leaf and every split is on one of `features`: the loops check nothing."""
        n, splits = len(self.feature), self.feature >= 0
        same = all(len(column) == n for column in (self.threshold, self.left, self.right, self.value))
        if not same or features > MOST_FEATURES or (self.feature >= features).any():
            raise ValueError(f"trees of {n} nodes do not fit {features} features")
        # A child stands behind its parent, so that no path can turn in a circle.
        places = np.flatnonzero(splits)
        for child in (self.left[places], self.right[places]):
            if (child <= places).any() or (child >= n).any():
                raise ValueError("a tree's branches lead nowhere")
        if len(self.roots) and not (self.roots.min() >= 0 and self.roots.max() < n):
            raise ValueError("a tree has no root")

    def sums(self, x: Column) -> Column:
        """The trees' sum for each row of `x` `(n, f)`: `(n,)`."""
        made = np.zeros(len(x))
        _compiled().total(self._nodes(), np.ascontiguousarray(x, np.float64), made)
        return made

    def shares(self, x: Column, reference: Column) -> Column:
        """What each feature of each row adds against the row's `reference`, both `(n, f)`: `(n, f)`, rows sum to the difference."""
        made = np.zeros(x.shape)
        stack = np.zeros((DEEPEST, 3), np.int64)
        rows, others = np.ascontiguousarray(x, np.float64), np.ascontiguousarray(reference, np.float64)
        _compiled().shares(self._nodes(), rows, others, _orders(), stack, made)
        return made

    def _nodes(self) -> tuple[NDArray[Any], ...]:
        return self.roots, self.feature, self.threshold, self.left, self.right, self.value


def total(nodes: tuple[NDArray[Any], ...], x: Column, made: Column) -> None:
    """Add each row's leaves to `made`, which holds 0."""
    roots, feature, threshold, left, right, value = nodes
    for root in roots:
        for row in range(len(x)):
            at = root
            while feature[at] >= 0:
                at = left[at] if x[row, feature[at]] <= threshold[at] else right[at]
            made[row] += value[at]


def shares(
    nodes: tuple[NDArray[Any], ...],
    x: Column,
    reference: Column,
    orders: Column,
    stack: NDArray[np.int64],
    made: Column,
) -> None:
    """Add each feature's share to `made`, which holds 0.

    Every leaf is visited that some mixture of row and reference falls into. On the way there `own` are the features that must come
    from the row, `other` those that must come from the reference; the share of the leaf's value follows from how many each are.
    """
    roots, feature, threshold, left, right, value = nodes
    for root in roots:
        for row in range(len(x)):
            stack[0, 0], stack[0, 1], stack[0, 2] = root, 0, 0
            size = 1
            while size:
                size -= 1
                at, own, other = stack[size, 0], stack[size, 1], stack[size, 2]
                f = feature[at]
                if f < 0:
                    if own | other:
                        deal(value[at], own, other, orders, made[row])
                    continue
                bit = 1 << f
                mine, theirs = x[row, f] <= threshold[at], reference[row, f] <= threshold[at]
                is_open = not (own | other) & bit and mine != theirs
                if is_open or other & bit:
                    stack[size, 0] = left[at] if theirs else right[at]
                    stack[size, 1], stack[size, 2] = own, other | bit
                    size += 1
                if not other & bit:
                    stack[size, 0] = left[at] if mine else right[at]
                    stack[size, 1], stack[size, 2] = own | bit if is_open else own, other
                    size += 1


def deal(value: float, own: int, other: int, orders: Column, made: Column) -> None:
    """Give the features of `own` their share of a leaf's value, and take theirs from those of `other`."""
    a, b = 0, 0
    for f in range(len(made)):
        a += (own >> f) & 1
        b += (other >> f) & 1
    for f in range(len(made)):
        if (own >> f) & 1:
            made[f] += value * orders[a - 1, b]
        elif (other >> f) & 1:
            made[f] -= value * orders[a, b - 1]


@functools.cache
def _orders() -> Column:
    """`a! b! / (a + b + 1)!`: the share of orders in which one more feature decides after `a` and before `b` others."""
    n = MOST_FEATURES
    return np.array(
        [[factorial(a) * factorial(b) / factorial(a + b + 1) for b in range(n)] for a in range(n)]
    )


@functools.cache
def _compiled() -> SimpleNamespace:
    """The two loops, compiled at their first call and kept on disk where a folder for it can be written."""
    import numba
    from numba.extending import register_jitable

    register_jitable(deal)
    options: dict[str, Any] = {"nogil": True, "error_model": "numpy"}
    try:
        made = {
            function.__name__: numba.njit(cache=True, **options)(function) for function in (total, shares)
        }
    except RuntimeError:  # numba finds no folder to write its cache in
        made = {function.__name__: numba.njit(**options)(function) for function in (total, shares)}
    return SimpleNamespace(**made)
