"""Items that hold the very words that were said: BM25 over the store's own index."""

from __future__ import annotations

from typing import TYPE_CHECKING

from penchant.text import tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from penchant.domain import Interest

    Match = Callable[[Sequence[str], int], list[tuple[str, float]]]

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


def keyword(wanted: Iterable[Interest], match: Match, limit: int) -> dict[str, list[tuple[str, float]]]:
    """For each spoken interest, by its id: `(item_id, BM25 > 0)`, best first, of the items that hold its words."""
    spoken = [i for i in wanted if i.source != "did"][:MOST]
    found = {i.interest_id: match(words, limit) for i in spoken if (words := content_words(i.label))}
    return {interest_id: hits for interest_id, hits in found.items() if hits}


def content_words(phrase: str) -> list[str]:
    """Tokens of a phrase without the small change of chat."""
    return [token for token in dict.fromkeys(tokens(phrase)) if token not in _CHAT]
