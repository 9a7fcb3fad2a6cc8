"""The best candidates of each channel, found in one compiled pass: channels hold many equal values, which slow a partition down."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray


def tops(values: NDArray[np.float64], k: int) -> NDArray[np.int64]:
    """Places of the `k` greatest of each row of `values` `(c, n)`, shape `(c, k)`, best first; of equals the first places."""
    k = max(0, min(k, values.shape[1]))
    best = np.zeros((len(values), k), dtype=np.int64)
    if k:
        _compiled()(np.ascontiguousarray(values), best)
    return best


def fill(values: NDArray[np.float64], best: NDArray[np.int64]) -> None:
    """Write the places into `best`, each put among those before it: `k` is small, so that few are ever moved."""
    k = best.shape[1]
    for c in range(len(values)):
        size = 0
        for place in range(values.shape[1]):
            value = values[c, place]
            if size == k and value <= values[c, best[c, k - 1]]:
                continue
            at = size if size < k else k - 1
            while at > 0 and values[c, best[c, at - 1]] < value:
                best[c, at] = best[c, at - 1]
                at -= 1
            best[c, at] = place
            size = min(size + 1, k)


@functools.cache
def _compiled() -> Callable[..., Any]:
    """`fill`, compiled at its first call and kept on disk where a folder for it can be written."""
    import numba

    try:
        made = numba.njit(cache=True, nogil=True)(fill)
    except RuntimeError:  # numba finds no folder to write its cache in
        made = numba.njit(nogil=True)(fill)
    return made
