"""The catalogue as it is searched: items, names, vectors, words. Derived from the store's item records."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import msgspec
import numpy as np

from penchant.capture.linking import Vocabulary, facets_to_encode
from penchant.catalogue import Catalogue
from penchant.domain import Item, Nearest
from penchant.retrieve.kept import vector_by
from penchant.retrieve.keyword import Hits
from penchant.retrieve.likeness import Likeness
from penchant.retrieve.nearest import nearest
from penchant.retrieve.similarity import similarity
from penchant.retrieve.where import ColumnIndex, parse
from penchant.space import Space, mean_of
from penchant.text import language

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from penchant.capture.linking import Links
    from penchant.catalogue import Named
    from penchant.domain import Aspect, Idea
    from penchant.person import Said
    from penchant.ports import Encoder, ItemRecord, Rows, Store, VectorIndex, Vectors
    from penchant.settings import Settings

T = TypeVar("T")
K = TypeVar("K")
RECENTRE = 2.0
"""The item mean is taken anew when the catalogue has grown by this factor."""
AT_ONCE = 5_000
FACETS_ENCODED = 1_000
CACHED_AT_ONCE = 128
GAP_SIMILARITY = 0.3
"""The cosine from which a want counts as met, where the catalogue has too few categories to tell."""
GAP_QUANTILE = 0.1
FEWEST_CATEGORIES = 10
MOST_CATEGORIES = 200
SPARE = 4
MATCHES_KEPT = 2_000
SEARCHES_KEPT = 5_000
NEIGHBOURS_KEPT = 20_000
GROUPS_OF_PHRASES = 60
NOUNS_OF_TALK = 2
SENTENCES = {
    "en": (
        "hi, I am looking for a good {noun}",
        "can you recommend a {noun} like that?",
        "do you know any good {noun}s?",
        "I really liked that {noun}, what else is like it?",
        "I love {noun}s like that one",
        "what kind of {noun} do you like?",
        "I have not seen that {noun} yet, but I will",
        "what {noun} would you suggest?",
    ),
    "zh": (
        "你好，我想找一个好的{noun}",
        "能推荐一个类似的{noun}吗？",
        "有什么好的{noun}？",
        "我很喜欢那个{noun}，还有类似的吗？",
        "我喜欢这样的{noun}",
        "你喜欢什么样的{noun}？",
        "那个{noun}我还没看过，会去看的",
        "你觉得哪个{noun}好？",
    ),
}
"""What talks on any catalogue have in common, with the scenario's first nouns for its items."""


class Laid(NamedTuple):
    """A catalogue's vectors by one encoder, laid out to be searched; `stale` are items that have none by it yet."""

    encoder: Encoder
    space: Space
    vectors: VectorIndex
    likeness: Likeness
    stale: set[str]


class Stock:
    """Items with all that is needed to find them. Not locked: the state that owns it is.

    Args:
        store: for stored vectors and keyword search.
        encoder: texts to raw vectors.
        make_index: an empty index.
        settings: words of the scenario, and limits.
    """

    def __init__(
        self, store: Store, encoder: Encoder, make_index: Callable[[], VectorIndex], settings: Settings
    ) -> None:
        self._store, self._encoder, self._make_index, self._settings = store, encoder, make_index, settings
        phrases = self._phrase_mean(encoder)
        self.catalogue = Catalogue()
        self.space = Space(phrases, phrases, 0)
        self.index: VectorIndex = make_index()
        self.likeness = self._no_likeness()
        scenario = settings.scenario
        self.vocabulary = Vocabulary(self.catalogue, scenario.words, scenario.nouns, self._encoded_facets)
        self.links: OrderedDict[tuple[str, int], Links] = OrderedDict()
        self.matches: OrderedDict[tuple[object, ...], Hits] = OrderedDict()
        self.searches: OrderedDict[tuple[int, int, bytes], tuple[Rows, Vectors]] = OrderedDict()
        self.neighbours: OrderedDict[tuple[int, int, int], NDArray[np.int32]] = OrderedDict()
        self._columns: ColumnIndex | None = None
        self._threshold: float | None = None
        self._talk_means: dict[str, Vectors] = {}
        self.stale: set[str] = set()
        """Items whose vector is by another encoder than the one that serves: they have none here."""

    def take(self, items: Sequence[ItemRecord], deleted: Iterable[str]) -> None:
        """Put and delete items; found, or gone, from now on."""
        rows = [self.catalogue.put(record.item) for record in items]
        gone = [row for item_id in deleted if (row := self.catalogue.delete(item_id)) is not None]
        self.vocabulary.refresh()
        self._columns = None
        if len(self.catalogue) > max(RECENTRE * self.space.count, 1):
            self._set(
                self.laid_out(self._encoder, self.catalogue.ids, self.catalogue.items, self.space.phrases)
            )
        elif rows or gone:
            self._put([*rows, *gone], [*(self._raw(r) for r in items), *(self._blank() for _ in gone)])

    def retake(self, items: Sequence[ItemRecord]) -> None:
        """Look again at the vectors of items that are there."""
        there = [record for record in items if self.catalogue.get(record.item.item_id) is not None]
        if there:
            rows = [self.catalogue.row_of[record.item.item_id] for record in there]
            self._put(rows, [self._raw(record) for record in there])

    def _put(self, rows: list[int], vectors: list[Vectors]) -> None:
        centred = self.space.item(np.stack(vectors))
        self.index.put(np.array(rows), centred)
        self.likeness.put(np.array(rows), centred * _worded([self.catalogue.items[row] for row in rows]))

    def forget_words(self) -> None:
        """Let go of what was cached by people's words."""
        self.links.clear()
        self.matches.clear()
        self.searches.clear()

    def link(self, said: Said) -> Links:
        """What an aspect's words name in this catalogue."""
        key = (said.aspect.about, self.catalogue.version)
        found = self.links.get(key)
        if found is None:
            found = self.vocabulary.link(said.aspect.about, said.vector)
            _keep(self.links, key, found, self._settings.limits.cached_texts)
        return found

    def named(self, text: str) -> tuple[Named, ...]:
        """What a text names, kept while the catalogue stays as it is: a talk goes on with most of its words unchanged."""
        key = (text, -1 - self.catalogue.version)
        found = self.links.get(key)
        if found is None:
            found = self.vocabulary.link(text)
            _keep(self.links, key, found, self._settings.limits.cached_texts)
        return found.terms

    def naming(self, aspect: Aspect) -> Aspect:
        """The aspect with the item that it names by title, if it names one."""
        marked = f"《{aspect.about}》"  # the object of a clause has lost its marks, and without them a short title is a word
        rows = (
            self.vocabulary.titles(marked if marked in aspect.quote else aspect.about) if aspect.about else ()
        )
        present = [row for row in rows if self.catalogue.items[row] is not None]
        return msgspec.structs.replace(aspect, item_id=self.catalogue.ids[present[0]]) if present else aspect

    def match(self, words: Sequence[str], limit: int) -> Hits:
        """The store's keyword search, its answers kept while the catalogue stays as it is."""
        key = (self.catalogue.version, limit, *words)
        found = self.matches.get(key)
        if found is None:
            # The store may know of items that this side has not taken in yet.
            held = [(self.catalogue.row_of.get(i, -1), bm25) for i, bm25 in self._store.match(words, limit)]
            held = [one for one in held if one[0] >= 0]
            found = Hits(
                rows=np.array([row for row, _ in held], dtype=np.int64),
                bm25=np.array([bm25 for _, bm25 in held], dtype=np.float64),
            )
            _keep(self.matches, key, found, MATCHES_KEPT)
        return found

    def where(self, text: str) -> NDArray[np.bool_]:
        """Which rows an expression holds for, `(n,)`. Raises InvalidExpression."""
        if self._columns is None:
            self._columns = ColumnIndex([item or Item(item_id="") for item in self.catalogue.items])
        expression = parse(text)
        expression.check(self._columns)
        return expression.mask(self._columns)

    def nearest(self, ideas: Sequence[Idea], k: int, allowed: NDArray[np.bool_]) -> tuple[Rows, Vectors]:
        """Rows `(m, k)` and cosines of the allowed items nearest to each idea, best first; -1 and -inf where there are fewer.

        Each idea is searched for twice as many available items, whoever asks, and the answer kept while the catalogue stays; only
        where too many of those are barred is it searched again among the allowed.
        """
        held = self._searched(ideas, 2 * k)
        rows, scores = (
            np.full((len(ideas), k), -1, dtype=np.int64),
            np.full((len(ideas), k), -np.inf, dtype=np.float32),
        )
        short = []
        for place, (found, cosine) in enumerate(held):
            kept = np.flatnonzero(found >= 0)
            kept = kept[allowed[found[kept]]][:k]
            rows[place, : len(kept)], scores[place, : len(kept)] = found[kept], cosine[kept]
            if len(kept) < k and found[-1] >= 0:
                short.append(place)
        if short:
            rows[short], scores[short] = nearest([ideas[place] for place in short], self.index, k, allowed)
        return rows, scores

    def _searched(self, ideas: Sequence[Idea], k: int) -> list[tuple[Rows, Vectors]]:
        keys = [(self.catalogue.version, k, b"" if i.vector is None else i.vector.tobytes()) for i in ideas]
        held = {key: self.searches[key] for key in keys if key in self.searches}
        new = [place for place, key in enumerate(keys) if key not in held]
        found, similarity = nearest([ideas[place] for place in new], self.index, k, self.catalogue.available)
        for place, rows, scores in zip(new, found, similarity, strict=True):
            held[keys[place]] = rows, scores
            _keep(self.searches, keys[place], held[keys[place]], SEARCHES_KEPT)
        return [held[key] for key in keys]

    def alike(self, rows: Rows, k: int) -> Rows:
        """The `k` available items of the nearest meaning to each of `rows`, `(m, k)`, -1 where there are fewer; kept while the
        catalogue stays.
        """
        key = self.catalogue.version, k
        held = {row: self.neighbours[*key, row] for row in rows.tolist() if (*key, row) in self.neighbours}
        new = [row for row in dict.fromkeys(rows.tolist()) if row not in held]
        if new:
            found, _ = self.index.search(self.index.take(np.array(new)), k, self.catalogue.available)
            for row, near in zip(new, found, strict=True):
                held[row] = near.astype(np.int32)
                _keep(self.neighbours, (*key, row), held[row], NEIGHBOURS_KEPT)
        return np.stack([held[row] for row in rows.tolist()]).astype(np.int64)

    def nearest_items(self, item_id: str, n: int, by: str) -> tuple[Nearest, ...]:
        """Available items of the nearest meaning to an item, itself left out, best first by the named similarity.

        Candidates are the nearest by cosine; for unit vectors the other two differ from it only a little in order.
        """
        compare = similarity(by)
        row = self.catalogue.row_of[item_id]
        mask = self.catalogue.available.copy()
        mask[row] = False
        query = self.index.take(np.array([row]))
        found, _ = self.index.search(query, SPARE * n, mask)
        rows = found[0][found[0] >= 0]
        scores = compare(query[0], self.index.take(rows))
        best = np.argsort(-scores, kind="stable")[:n]
        return tuple(
            Nearest(
                item_id=self.catalogue.ids[r],
                title=self.catalogue.title(int(r)),
                similarity=round(float(s), 4),
            )
            for r, s in zip(rows[best], scores[best], strict=True)
        )

    def gap_threshold(self) -> float:
        """The cosine below which a want counts as unmet: what nine of ten of the catalogue's own category names reach."""
        if self._threshold is None:
            _, raw = self.vocabulary.encoded()
            self._threshold = GAP_SIMILARITY
            if len(raw) >= FEWEST_CATEGORIES:
                _, best = self.index.search(self.space.phrase(raw[:MOST_CATEGORIES]), 1)
                self._threshold = float(np.quantile(best[:, 0], GAP_QUANTILE))
        return self._threshold

    def laid_out(
        self,
        encoder: Encoder,
        ids: Sequence[str],
        items: Sequence[Item | None],
        phrases: Vectors | None = None,
    ) -> Laid:
        """Mean and index anew from the vectors that the store has by an encoder, for the items of these rows.

        It reads the store alone, so it needs no lock where `ids` and `items` are the caller's own. Raises EncoderUnavailable.
        """
        phrases = self._phrase_mean(encoder) if phrases is None else phrases
        raw, stale = np.zeros((len(ids), encoder.dim), dtype=np.float32), set()
        for start in range(0, len(raw), AT_ONCE):
            held = self._store.items(ids[start : start + AT_ONCE])
            for row, item_id in enumerate(ids[start : start + AT_ONCE], start):
                vector = self._vector(held[item_id], encoder) if item_id in held else None
                if vector is not None:
                    raw[row] = vector
                elif item_id in held:
                    stale.add(item_id)
        mean, count = mean_of([raw], phrases)
        space = Space(phrases, mean, max(count, len(ids)))
        index, likeness = self._make_index(), self._no_likeness()
        if len(raw):
            for start in range(0, len(raw), AT_ONCE):
                raw[start : start + AT_ONCE] = space.item(raw[start : start + AT_ONCE])
            index.build(raw)
            for start in range(0, len(raw), AT_ONCE):
                raw[start : start + AT_ONCE] *= _worded(items[start : start + AT_ONCE])
            likeness.build(raw)
        return Laid(encoder, space, index, likeness, stale)

    def take_over(self, laid: Laid) -> None:
        """Serve with another encoder's vectors from now on; nothing that the one before made is kept."""
        self._encoder = laid.encoder
        self._set(laid)
        self.vocabulary.forget_encoded()
        self.links.clear()
        self.searches.clear()
        self.neighbours.clear()
        self._talk_means.clear()

    def _set(self, laid: Laid) -> None:
        self.space, self.index, self.likeness, self.stale = (
            laid.space,
            laid.vectors,
            laid.likeness,
            laid.stale,
        )
        self._threshold = None

    def _no_likeness(self) -> Likeness:
        return Likeness(self._plain)

    def _plain(self, rows: Rows) -> Vectors:
        """The vectors of whatever index there is now."""
        return self.index.take(rows)

    def _encoded_facets(self) -> tuple[list[int], Vectors]:
        facets = facets_to_encode(self.catalogue, FACETS_ENCODED)
        return facets, self._encoder.encode([self.catalogue.facets[f].value for f in facets])

    def names_encoded(self) -> list[str]:
        """The facets' names that the encoder is asked for."""
        return [self.catalogue.facets[f].value for f in facets_to_encode(self.catalogue, FACETS_ENCODED)]

    def _raw(self, record: ItemRecord) -> Vectors:
        """A stored vector; zeros where another encoder made it, and the item is then stale."""
        vector = self._vector(record, self._encoder)
        if vector is None:
            self.stale.add(record.item.item_id)
            return self._blank()
        self.stale.discard(record.item.item_id)
        return vector

    def _vector(self, record: ItemRecord, encoder: Encoder) -> Vectors | None:
        """The item's raw vector by an encoder, `(d,)`; None where there is none by it."""
        data = vector_by(record, encoder.name, self._settings.limits.item_text_characters, self._store)
        if data is None:
            return None
        vector = np.frombuffer(data, dtype=np.float16).astype(np.float32)
        return vector if len(vector) == encoder.dim else np.zeros(encoder.dim, dtype=np.float32)

    def _blank(self) -> Vectors:
        return np.zeros(self._encoder.dim, dtype=np.float32)

    def talk_mean(self, tongue: str) -> Vectors:
        """The mean of what is said in talks on such a catalogue `(d,)`: of plain sentences, no user's text has a share in it."""
        if tongue not in self._talk_means:
            nouns = [n for n in self._settings.scenario.nouns if language(n) == tongue][:NOUNS_OF_TALK]
            sentences = [s.format(noun=noun) for noun in nouns for s in SENTENCES[tongue]]
            self._talk_means[tongue] = (
                self._encoder.encode(sentences).mean(axis=0) if nouns else self.space.phrases
            )
        return self._talk_means[tongue]

    def _phrase_mean(self, encoder: Encoder) -> Vectors:
        """The mean of the scenario's own words in both languages, by an encoder."""
        words = [
            w for group in self._settings.scenario.words[:GROUPS_OF_PHRASES] for w in (group[0], group[-1])
        ]
        return encoder.encode(words).mean(axis=0) if words else np.zeros(encoder.dim, dtype=np.float32)


def _worded(items: Sequence[Item | None]) -> Vectors:
    """1 for items that have words of their own, 0 for those that are only filed under names, `(len(items), 1)`."""
    return np.array([[bool(i and (i.title or i.description))] for i in items], dtype=np.float32)


def _keep(cache: OrderedDict[K, T], key: K, value: T, limit: int) -> None:
    cache[key] = value
    while len(cache) > limit:
        cache.popitem(last=False)
