"""The contracts of an item store and a blob store, as parts of a store's."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from penchant.domain import Item
from penchant.ports import Changes, Cursor, ItemRecord, Vectored
from penchant.testing.event_log_suite import follow, item, put_blob, record

if TYPE_CHECKING:
    from penchant.ports import Store

ODD_TOKENS = [
    '"',
    "*",
    "AND",
    "OR",
    "NOT",
    "NEAR",
    ":",
    "-",
    "^",
    "(",
    ")",
    "+",
    "'",
    "don't",
    "a:b",
    "a-b",
    "c++",
    "\\",
    'a"b',
    "tokens:",
    "{",
    "A",
    "É",
    "naïve",
    "😀",
    "3d",
    "1.5",
    "_",
    "tok*",
    "ﬁ",
    "e\u0301",
    "１",
]


class ItemStoreSuite:
    """The catalogue, and search in it by keyword."""

    def test_an_item_comes_back_whole(self, store: Store) -> None:
        whole = ItemRecord(
            item=Item(
                item_id="i1",
                title="三体",
                description='A "hard" one',
                categories=("科幻", "Sci-Fi"),
                tags=("t",),
                attributes={"year": 2008, "price": 9.5, "new": False, "people": ["Liu"], "kind": "book"},
                media=("m.png",),
                available=False,
                published_at=-5,
            ),
            tokens="三体  hard\tone ",
            vector=b"\x00\xff" * 8,
            digest="d",
        )
        store.put_items([whole])
        assert store.items(["i1", "none"]) == {"i1": whole}
        assert store.changes(Cursor()).items == (whole,)

    def test_items_come_in_the_order_asked(self, store: Store) -> None:
        store.put_items([item(f"i{i}") for i in range(5)])
        assert list(store.items(["i3", "i1", "gone", "i4", "i1"])) == ["i3", "i1", "i4"]
        assert store.items([]) == {}

    def test_many_items_in_one_call(self, store: Store) -> None:
        names = [f"i{i}" for i in range(3000)]
        store.put_items([item(name, f"word{name}") for name in names])
        assert list(store.items(names)) == names
        assert store.delete_items(names[:2500]) == 2500
        assert len(store.items(names)) == 500

    def test_the_last_of_two_equal_items_wins(self, store: Store) -> None:
        store.put_items([item("i", "old", title="1"), item("j"), item("i", "new", title="2")])
        assert store.items(["i"])["i"].item.title == "2"
        assert [one.item.item_id for one in store.changes(Cursor()).items].count("i") == 1
        assert store.match(["old"], 5) == []
        assert len(store.match(["new"], 5)) == 1

    def test_followers_see_puts_and_deletions(self, store: Store) -> None:
        store.put_items([item("a"), item("b"), item("c")])
        _, held, cursor = follow(store, Cursor(), 2)
        assert set(held) == {"a", "b", "c"}
        store.delete_items(["a", "b"])
        store.put_items([item("b", title="again"), item("c", title="changed")])
        page = store.changes(cursor)
        assert page.deleted == ("a",)
        assert [(one.item.item_id, one.item.title) for one in page.items] == [
            ("b", "again"),
            ("c", "changed"),
        ]
        assert set(follow(store, Cursor(), 1)[1]) == {"b", "c"}

    def test_a_vector_is_replaced_where_its_digest_is_still_known(self, store: Store) -> None:
        store.put_items(
            [ItemRecord(item=Item(item_id=i), vector=b"v", digest="d", tokens="w") for i in "abc"]
        )
        store.delete_items(["c"])
        known = store.changes(Cursor()).cursor
        anew = [Vectored(item_id=i, was=was, vector=b"w", digest="e") for i, was in ("ad", "bx", "cd", "zd")]
        assert store.put_vectors(anew) == 1
        assert {i: (r.vector, r.digest, r.tokens) for i, r in store.items("abc").items()} == {
            "a": (b"w", "e", "w"),
            "b": (b"v", "d", "w"),
        }
        assert [one.vector for one in store.changes(Cursor()).items] == [b"w", b"v"]
        assert store.changes(known) == Changes(cursor=known)
        assert store.put_vectors([]) == 0

    def test_deleting_counts_what_was_there(self, store: Store) -> None:
        store.put_items([item("a"), item("b")])
        assert store.delete_items(["a", "a", "none"]) == 1
        assert store.delete_items(["a"]) == 0
        assert store.items(["a", "b"]) == {"b": item("b")}
        cursor = store.changes(Cursor()).cursor
        assert store.delete_items(["a", "none"]) == 0
        assert store.changes(cursor).cursor == cursor

    def test_match_finds_any_token(self, store: Store) -> None:
        store.put_items([item("a", "red car"), item("b", "blue car"), item("c", "green tree")])
        assert {found for found, _ in store.match(["red", "tree"], 10)} == {"a", "c"}
        assert store.match(["purple"], 10) == []
        assert store.match([], 10) == []
        assert store.match(["red"], 0) == []

    def test_match_scores_are_bm25(self, store: Store) -> None:
        texts = ["red red car", "blue car long long long", "green tree", "old oak", "", "red", "sky"]
        store.put_items([item(str(i), text) for i, text in enumerate(texts)])
        split = [text.split() for text in texts]
        mean = sum(map(len, split)) / len(split)
        expected = {}
        for i, words in enumerate(split):
            score = 0.0
            for token in ("red", "car"):
                n = sum(token in other for other in split)
                idf = max(1e-6, math.log((len(split) - n + 0.5) / (n + 0.5)))
                often = words.count(token)
                score += idf * often * 2.2 / (often + 1.2 * (0.25 + 0.75 * len(words) / mean))
            if score:
                expected[str(i)] = score
        found = store.match(["red", "car", "red", "none"], 10)
        assert dict(found) == pytest.approx(expected, rel=1e-9)
        assert [name for name, _ in found] == sorted(expected, key=lambda name: -expected[name])
        assert store.match(["red", "car"], 2) == found[:2]

    def test_a_token_everywhere_scores_above_nothing(self, store: Store) -> None:
        store.put_items([item(str(i), "same") for i in range(4)])
        assert all(score > 0 for _, score in store.match(["same"], 10))
        assert len(store.match(["same"], 10)) == 4

    def test_common_tokens_are_left_out_beside_rare_ones(self, store: Store) -> None:
        store.put_items([item(str(i), "film rare" if i == 7 else "film") for i in range(60)])
        assert [found for found, _ in store.match(["film", "rare"], 100)] == ["7"]
        assert len(store.match(["film", "unknown"], 100)) == 60
        store.delete_items([str(i) for i in range(20, 60)])
        assert len(store.match(["film", "rare"], 100)) == 20

    def test_match_in_chinese_pairs(self, store: Store) -> None:
        store.put_items([item("a", "科幻 幻小 小说"), item("b", "恐怖 怖小 小说"), item("c", "爱情")])
        assert [found for found, _ in store.match(["科幻", "幻小"], 10)] == ["a"]
        assert {found for found, _ in store.match(["小说"], 10)} == {"a", "b"}
        assert store.match(["说"], 10) == []

    @pytest.mark.parametrize(
        "odd",
        ODD_TOKENS,
    )
    def test_tokens_match_verbatim(self, store: Store, odd: str) -> None:
        store.put_items(
            [item("odd", f"x {odd} y"), item("other", "and or not near a b don t tok toke e naive z")]
        )
        store.put_items([item("lower", odd.swapcase() if odd.swapcase() != odd else "z")])
        assert [found for found, _ in store.match([odd], 10)] == ["odd"]

    def test_match_follows_replaced_and_deleted_items(self, store: Store) -> None:
        store.put_items([item("a", "old word"), item("b", "word"), item("c", "third")])
        store.put_items([item("a", "new word")])
        assert store.match(["old"], 10) == []
        assert [found for found, _ in store.match(["new"], 10)] == ["a"]
        store.delete_items(["a"])
        assert store.match(["new"], 10) == []
        assert [found for found, _ in store.match(["word"], 10)] == ["b"]
        store.put_items([item("a", "back")])
        assert [found for found, _ in store.match(["back"], 10)] == ["a"]


class BlobStoreSuite:
    """Keyed bytes."""

    def test_a_blob_comes_back(self, store: Store) -> None:
        assert put_blob(store, "slate", "k", b"\x00\xff") is True
        assert store.get_blob("slate", "k") == b"\x00\xff"
        assert store.get_blob("slate", "none") is None
        assert store.get_blob("other", "k") is None
        put_blob(store, "slate", "k", b"new")
        assert list(store.blobs("slate")) == [("k", b"new")]

    def test_blobs_are_newest_first(self, store: Store) -> None:
        for key in ("a", "b", "c"):
            put_blob(store, "slate", key, key.encode(), user_id="ann" if key != "b" else "bob")
        put_blob(store, "slate", "a", b"again", user_id="ann")
        put_blob(store, "other", "z", b"")
        assert list(store.blobs("slate")) == [("a", b"again"), ("c", b"c"), ("b", b"b")]
        assert list(store.blobs("slate", user_id="ann")) == [("a", b"again"), ("c", b"c")]
        assert list(store.blobs("slate", limit=1)) == [("a", b"again")]
        assert list(store.blobs("slate", limit=0)) == []
        assert list(store.blobs("none")) == []

    def test_more_blobs_than_a_page(self, store: Store) -> None:
        for i in range(205):
            put_blob(store, "slate", str(i), b"")
        newest = [str(i) for i in reversed(range(205))]
        assert [key for key, _ in store.blobs("slate")] == newest
        assert [key for key, _ in store.blobs("slate", limit=150)] == newest[:150]

    def test_a_blob_is_swapped_only_where_it_is_still_the_old_one(self, store: Store) -> None:
        assert store.swap_blob("lease", "k", b"", b"mine") is False
        assert store.swap_blob("lease", "k", None, b"mine", user_id="ann") is True
        assert store.swap_blob("lease", "k", None, b"yours") is False
        assert store.swap_blob("lease", "k", b"mine", b"still mine", user_id="ann") is True
        assert list(store.blobs("lease", user_id="ann")) == [("k", b"still mine")]
        assert store.swap_blob("lease", "k", b"mine", None) is False
        assert store.swap_blob("lease", "k", b"still mine", None) is True
        assert store.get_blob("lease", "k") is None
        assert store.swap_blob("lease", "k", None, None) is True

    def test_of_many_who_swap_at_once_one_succeeds(self, store: Store) -> None:
        with ThreadPoolExecutor(8) as pool:
            won = list(pool.map(lambda n: store.swap_blob("lease", "k", None, b"%d" % n), range(8)))
        assert won.count(True) == 1
        assert store.get_blob("lease", "k") == b"%d" % won.index(True)

    def test_a_guarded_blob_is_kept_only_before_an_erasure(self, store: Store) -> None:
        assert put_blob(store, "state", "s", b"1", erasures=0) is True
        store.append([record("a")])
        store.forget("ann")
        assert put_blob(store, "state", "s", b"2", erasures=0) is False
        assert store.get_blob("state", "s") is None
        assert put_blob(store, "state", "s", b"3", erasures=store.changes(Cursor()).cursor.erasures) is True
        assert store.get_blob("state", "s") == b"3"

    def test_trim_keeps_the_newest(self, store: Store) -> None:
        for i in range(6):
            put_blob(store, "slate", str(i), b"")
        put_blob(store, "other", "o", b"")
        assert store.trim_blobs("slate", 10) == 0
        assert store.trim_blobs("slate", 2) == 4
        assert [key for key, _ in store.blobs("slate")] == ["5", "4"]
        assert store.trim_blobs("slate", 0) == 2
        assert store.trim_blobs("none", 0) == 0
        assert store.get_blob("other", "o") == b""
