"""Items that hold the very words that were said: BM25 over the store's own index."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from penchant.domain import Value
from penchant.text import tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from penchant.domain import Interest

    Match = Callable[[Sequence[str], int], "Hits"]

MOST = 4
"""So many interests are looked up, the strongest first."""
_CHAT_EN = """
a an the i me my we you your it its is are was be been am do does did have has had can could would should will of in on at to
for from with about and or but not no so very really some any good great nice best like love want watch read buy learn see find
get something anything one thing kind sort more most much many lot please thanks recommend recommendation suggestion movie
film book show series course class product post video item that this these those there what which who how when where just also
too
"""
_CHAT_ZH = (
    "电影 影片 片子 一部 一些 一点 推荐 喜欢 想看 想要 什么 有没 没有 比较 非常 特别 可以 课程 商品 东西 小说"
)
_CHAT = frozenset(tokens(_CHAT_EN)) | frozenset(tokens(_CHAT_ZH))


class Hits(Value, frozen=True, eq=False):
    """Rows `(k,)` of items that hold words, best first, and their BM25 `(k,)`, above 0."""

    rows: NDArray[np.int64]
    bm25: NDArray[np.float64]

    def among(self, rows: NDArray[np.int64]) -> NDArray[np.float64]:
        """BM25 of `rows`, which ascend, shape as `rows`; 0 for those that were not hit."""
        values = np.zeros(len(rows))
        if len(rows):
            place = np.minimum(np.searchsorted(rows, self.rows), len(rows) - 1)
            hit = rows[place] == self.rows
            values[place[hit]] = self.bm25[hit]
        return values


NO_HITS = Hits(rows=np.zeros(0, dtype=np.int64), bm25=np.zeros(0))


def keyword(wanted: Iterable[Interest], match: Match, limit: int) -> dict[str, Hits]:
    """For each spoken interest, by its id, the items that hold its words."""
    spoken = [i for i in wanted if i.source != "did"][:MOST]
    found = {i.interest_id: match(words, limit) for i in spoken if (words := content_words(i.label))}
    return {interest_id: hits for interest_id, hits in found.items() if len(hits.rows)}


def content_words(phrase: str) -> list[str]:
    """Tokens of a phrase without the small change of chat."""
    return [token for token in dict.fromkeys(tokens(phrase)) if token not in _CHAT]
