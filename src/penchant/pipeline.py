"""One request on its way through the stages: each step takes what the one before gave, and names itself if it fails."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypeVar

import msgspec
import numpy as np

from penchant.capture import reading
from penchant.capture.clauses import read
from penchant.capture.interests import Wants, derive
from penchant.capture.linking import Links
from penchant.domain import Gap, Idea, Interest, Reason, Request, Slate, SlateItem, Value
from penchant.generate.direct import direct
from penchant.generate.pattern import pattern
from penchant.learn.reward import ignored_rows
from penchant.person import Person, Said
from penchant.rank import blend, constraints, explain
from penchant.rank.diversity import arrange
from penchant.rank.explore import explore
from penchant.rank.words import NOTES
from penchant.retrieve.fresh import fresh, freshness
from penchant.retrieve.keyword import content_words, keyword
from penchant.retrieve.nearest import gaps, ground, nearest
from penchant.settings import DAY
from penchant.text import language

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from penchant.domain import Item, Vector
    from penchant.rank.blend import Addend
    from penchant.rank.constraints import Barred, Rule
    from penchant.state import State

T = TypeVar("T")
REQUEST = "request"
"""Stands for the event id of what was asked in the request itself."""
HISTORY = 32
"""The latest positive deeds that lead to what comes next."""
AGES_DECAY = 0.6
POOL = 60
FACET_INTERESTS = 6
"""Best candidates among which variety is sought."""
WORDS_SEARCHED = 2_000
TRACED = 50
STRATEGY = "sum"


class Candidates(Value, frozen=True, eq=False):
    """What was found: rows that may be shown, what found them, and what kept others out."""

    rows: NDArray[np.int64]
    barred: tuple[Barred, ...]
    ideas: tuple[Idea, ...]
    gaps: tuple[Gap, ...]
    words: dict[str, list[tuple[str, float]]]
    counts: dict[str, int]


class Scored(Value, frozen=True, eq=False):
    """Candidates with their accounts and totals `(n,)`."""

    rows: NDArray[np.int64]
    vectors: NDArray[np.float32]
    book: explain.Ledger
    totals: NDArray[np.float64]


class Run:
    """A request in progress. The state's lock is held by the caller from first step to last.

    Args:
        state: what the engine knows.
        request: what was asked.
        now: the moment of asking, ms.
        past: leave out events later than `now`, for asking about the past.
        leave_out: id of an interest to do without, for "what if".
    """

    def __init__(
        self, state: State, request: Request, now: int, *, past: bool = False, leave_out: str | None = None
    ) -> None:
        self.state, self.request, self.now, self.leave_out = state, request, now, leave_out
        self.settings, self.catalogue = state.settings, state.catalogue
        self.degraded: list[str] = []
        self.notes: list[str] = []
        person = state.person(request.user_id)
        self.person = _until(person, now) if past else person
        self.version = self.person.version
        tongue = request.text and language(request.text)
        self.language = request.language or tongue or self.person.language

    # --- capture

    def capture(self) -> Wants:
        """The interests in force, the words of the request among them, pointing where their words point."""
        person = self.person.with_said(*self._asked())
        wants = derive(
            person, self.catalogue, self.state.link, self.settings.scenario, self.settings.limits, self.now
        )
        spoken = [i for i in wants.interests if i.vector is not None]
        directions = self.state.phrase_direction(np.stack([i.vector for i in spoken])) if spoken else []
        pointed = {i.interest_id: v for i, v in zip(spoken, directions, strict=True)}
        interests = tuple(
            msgspec.structs.replace(i, vector=pointed.get(i.interest_id)) for i in wants.interests
        )
        return msgspec.structs.replace(wants, interests=interests)

    def active(self, wants: Wants) -> list[Interest]:
        """Those that count: neither paused nor left out."""
        return [i for i in wants.interests if not i.paused and i.interest_id != self.leave_out]

    def _asked(self) -> list[Said]:
        if not self.request.text:
            return []
        aspects = reading.wished(read(self.request.text)[: reading.ASPECTS])
        if not aspects:
            return []
        vectors = self.state.encoder.encode([a.about or a.quote for a in aspects])
        return [
            Said(event_id=REQUEST, event_type=REQUEST, timestamp=self.now, aspect=aspect, vector=vector)
            for aspect, vector in zip(aspects, vectors, strict=True)
        ]

    # --- generate

    def generate(self, wants: Wants) -> list[Idea]:
        """The ideal items of the wanted interests: the interests themselves, then those written by pattern."""
        wanted = [i for i in self.active(wants) if i.polarity > 0]
        ideas = self._try("generate.direct", lambda: direct(wanted, self._example_direction), [])
        ideas = ideas[: self.settings.limits.ideas_per_slate]
        return ideas + self._try(
            "generate.pattern", lambda: pattern(wanted, self._examples, self.state.item_direction), []
        )

    def _examples(self, interest: Interest) -> list[Item]:
        liked = sorted(
            (e for e in interest.evidence if e.item_id and e.weight > 0 and not e.superseded),
            key=lambda e: (-e.weight, -e.timestamp),
        )
        items = [self.catalogue.get(item_id) for item_id in dict.fromkeys(e.item_id or "" for e in liked)]
        return [item for item in items if item is not None]

    def _example_direction(self, interest: Interest) -> Vector | None:
        shown = [e for e in interest.evidence if e.item_id and e.weight > 0 and not e.superseded]
        if not shown:
            return None
        rows = np.array([self.catalogue.row_of[e.item_id or ""] for e in shown])
        total = np.array([e.weight for e in shown], dtype=np.float32) @ self.state.index.take(rows)
        length = float(np.linalg.norm(total))
        return total / length if length > 0 else None

    # --- retrieve

    def retrieve(self, wants: Wants, ideas: Sequence[Idea]) -> Candidates:
        """The union of all sources, less what may not be shown."""
        limit = self.settings.limits.candidates_per_source
        barred = self._barred(wants)
        allowed = ~np.logical_or.reduce([b.rows for b in barred])
        empty = (np.zeros((0, limit), dtype=np.int64), np.zeros((0, limit), dtype=np.float32))
        rows, similarity = self._try("retrieve.nearest", lambda: nearest(ideas, self.state.index, limit, allowed), empty)
        grounded = ground(ideas, rows, similarity, self.catalogue) if len(rows) else list(ideas)
        words = self._try("retrieve.keyword", lambda: keyword(self._wanted(wants), self.state.store.match, limit), {})
        sums = self.state.transitions
        sources: dict[str, Callable[[], NDArray[np.int64]]] = {
            "nearest": lambda: rows.ravel(),
            "keyword": lambda: self._rows_of(item for hits in words.values() for item, _ in hits),
            "facet": lambda: self._facet_rows(wants, allowed),
            "transitions": lambda: self._next_rows(allowed),
            "popular": lambda: np.concatenate(sums.top(limit, self.now)),
            "fresh": lambda: fresh(self.catalogue, self._fresh_half_life(), self.now, limit),
        }
        nothing = np.zeros(0, dtype=np.int64)
        found = {name: self._try(f"retrieve.{name}", source, nothing) for name, source in sources.items()}
        union = np.unique(np.concatenate([np.asarray(r, dtype=np.int64) for r in found.values()]))
        kept = self._not_alike(wants, self._filled(union[union >= 0], allowed))
        return Candidates(
            rows=kept,
            barred=tuple(barred),
            ideas=tuple(grounded),
            gaps=tuple(self._try("retrieve.gaps", lambda: self._gaps(wants, grounded), [])),
            words=words,
            counts={name: len(r) for name, r in found.items()},
        )

    def _filled(self, rows: NDArray[np.int64], allowed: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Those that are allowed; when that leaves too few, the first of all that are."""
        rows = rows[rows < len(allowed)]
        kept = rows[allowed[rows]]
        if len(kept) >= self.request.n:
            return kept
        return np.union1d(kept, np.flatnonzero(allowed)[: self.request.n + len(kept)])

    def _barred(self, wants: Wants) -> list[Barred]:
        where = self.state.where(self.request.where) if self.request.where else None
        rules = [self._rule(i, wants) for i in self.active(wants) if i.hardness != "soft"]
        policy = self.request.seen or self.settings.scenario.seen
        found = constraints.barred(self.catalogue, rules, where, self._seen(), hide_seen=policy == "hide")
        for rule, barred in zip(rules, found[1:], strict=False):
            if rule.hardness == "must" and not barred.rows.any():
                self.notes.append(NOTES[self.language]["unchecked"].format(label=rule.label))
        return found

    def _rule(self, interest: Interest, wants: Wants) -> Rule:
        links = wants.links.get(interest.interest_id)
        names = links.terms if links else ()
        hardness = "never" if interest.polarity < 0 else "must"
        words = None if names else self._rows_with_all(content_words(interest.label))
        return constraints.Rule(
            interest_id=interest.interest_id, label=interest.label, hardness=hardness, names=names, words=words
        )

    def _rows_with_all(self, words: Sequence[str]) -> NDArray[np.int64]:
        """Rows whose text holds every word."""
        held = [{item for item, _ in self.state.store.match([word], WORDS_SEARCHED)} for word in words]
        return self._rows_of(set.intersection(*held)) if held else np.zeros(0, dtype=np.int64)

    def _not_alike(self, wants: Wants, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Less what resembles a hard refusal that no name or word of the catalogue could check."""
        unnamed = [
            i.vector
            for i in self.active(wants)
            if i.hardness == "never" and i.vector is not None and not (wants.links.get(i.interest_id) or _NO_LINKS).terms
        ]
        if not unnamed or not len(rows):
            return rows
        alike = (self.state.index.take(rows) @ np.stack(unnamed).T).max(axis=1)
        return rows[alike < constraints.REFUSED_SIMILARITY]

    def _facet_rows(self, wants: Wants, allowed: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Items that carry most of what an interest names, the best supported first: nearness alone may pass them by."""
        limit, found = self.settings.limits.candidates_per_source, [np.zeros(0, dtype=np.int64)]
        for interest in self._wanted(wants)[:FACET_INTERESTS]:
            matched = self._matched(interest, wants)
            rows = np.flatnonzero((matched > 0) & allowed)
            order = np.lexsort((-self.state.transitions.support(rows), -matched[rows]))
            found.append(rows[order[:limit]])
        return np.concatenate(found)

    def _next_rows(self, allowed: NDArray[np.bool_]) -> NDArray[np.int64]:
        rows, weights = self._history()
        limit = self.settings.limits.candidates_per_source
        found = self.state.transitions.scores(
            rows, AGES_DECAY, now=self.now, limit=limit, weights=weights, allowed=allowed
        )
        return found.rows.astype(np.int64)

    def _gaps(self, wants: Wants, ideas: Sequence[Idea]) -> list[Gap]:
        covered = [i for i, links in wants.links.items() if links.terms and self.catalogue.holding(links.terms).any()]
        shown = [i.interest_id for i in self._wanted(wants) if i.source == "did"]
        return gaps(ideas, self.state.gap_threshold(), covered + shown)

    # --- rank

    def score(self, wants: Wants, candidates: Candidates) -> Scored:
        """Every candidate's addends and their sum."""
        rows = candidates.rows
        vectors = self.state.index.take(rows)
        addends = [
            *self._try("rank.said", lambda: self._said_addends(wants, candidates, vectors), []),
            *self._try("rank.done", lambda: self._done_addends(rows, vectors), []),
            *self._try("rank.crowd", lambda: self._crowd_addends(rows), []),
            *self._try("rank.against", lambda: self._against(wants, rows, vectors), []),
        ]
        book = explain.ledger(addends, len(rows))
        return Scored(rows=rows, vectors=vectors, book=book, totals=book.totals)

    def rank(self, wants: Wants, candidates: Candidates, slate_id: str) -> Slate:
        """The list: best first with variety, each item with its reasons."""
        scored = self.score(wants, candidates)
        pool = np.argsort(-scored.totals, kind="stable")[: max(POOL, 3 * self.request.n)]
        owners = explain.owners(scored.book, pool)
        cap = max(1, round(self.settings.cap_share * self.request.n))
        weight = self.settings.weights.diversity
        chosen = arrange(scored.totals[pool], scored.vectors[pool], owners, self.request.n, weight, cap)
        penalties = {int(pool[c.place]): c.penalty for c in chosen}
        share = self.settings.explore if self.request.explore is None else self.request.explore
        others = [int(p) for p in pool if int(p) not in penalties]
        seed = np.random.default_rng(list(slate_id.encode()))
        placed = explore(list(penalties), others, share, seed)
        told = self._told(wants)
        items = [
            self._place(scored, place, rank, penalties.get(place, 0.0), propensity, told)
            for rank, (place, propensity) in enumerate(placed, start=1)
        ]
        return Slate(
            slate_id=slate_id,
            user_id=self.request.user_id,
            interest_version=self.version,
            as_of=self.now,
            strategy=STRATEGY if share <= 0 else f"{STRATEGY}+explore",
            degraded=tuple(self.degraded),
            items=tuple(items),
            ideas=candidates.ideas,
            gaps=candidates.gaps,
            notes=(*self.notes, *explain.shortage(len(items), self.request.n, candidates.barred, self.language)),
            request=self.request,
            trace=self._trace(scored, candidates, pool, told),
        )

    def _place(
        self, scored: Scored, place: int, rank: int, penalty: float, propensity: float, told: explain.Told
    ) -> SlateItem:
        row = int(scored.rows[place])
        reasons = explain.reasons(scored.book, place, penalty, told)
        return SlateItem(
            item_id=self.catalogue.ids[row],
            title=self.catalogue.title(row),
            rank=rank,
            score=_sum(reasons),
            sources=explain.sources(scored.book, place, penalty),
            reasons=reasons,
            propensity=round(propensity, explain.DIGITS),
        )

    def _trace(
        self, scored: Scored, candidates: Candidates, pool: NDArray[np.int64], told: explain.Told
    ) -> dict[str, object]:
        runners = {self.catalogue.ids[scored.rows[p]]: round(float(scored.totals[p]), 4) for p in pool[:TRACED]}
        barred = [
            {"kind": b.kind, "rows": int(b.rows.sum()), "interest_id": b.interest_id} for b in candidates.barred
        ]
        return {
            "candidates": len(scored.rows),
            "retrieved": candidates.counts,
            "barred": [b for b in barred if b["rows"]],
            "scores": runners,
            "language": told.language,
        }

    def _said_addends(self, wants: Wants, candidates: Candidates, vectors: NDArray[np.float32]) -> list[Addend]:
        weights, found = self.settings.weights, []
        for interest in self._wanted(wants):
            if interest.vector is not None:
                found.append(blend.text(interest, interest.vector, vectors, weights.text))
            found.append(blend.facet(interest, self._matched(interest, wants)[candidates.rows], weights.facet))
            if interest.interest_id in candidates.words:
                bm25 = self._spread(candidates.words[interest.interest_id], candidates.rows)
                found.append(blend.keyword(interest, bm25, weights.keyword))
        by_id = {i.interest_id: i for i in wants.interests}
        for idea in candidates.ideas:
            if idea.author != "interest" and idea.vector is not None:
                interest = by_id[idea.interests[0]]
                found.append(blend.idea(idea.text, interest, idea.vector, vectors, weights.idea))
        return found

    def _done_addends(self, rows: NDArray[np.int64], vectors: NDArray[np.float32]) -> list[Addend]:
        done, weights = self.person.done, self.settings.weights
        places = np.flatnonzero(done.weights > 0)[-HISTORY:]
        if not len(places):
            return []
        ids = done.event_ids()
        names = [ids[p] for p in places]
        history, strength = self._history()
        slow, fast = self.state.transitions.addends(history, rows, AGES_DECAY, now=self.now, weights=strength)
        ages = AGES_DECAY ** np.arange(len(places) - 1, -1, -1, dtype=np.float32)
        liked = self.state.index.take(history.astype(np.int64))
        return [
            *blend.followed(slow, names, blend.TRANSITIONS_SCALE, weights.transitions, "transitions"),
            *blend.followed(fast, names, blend.FORWARD_SCALE, weights.forward, "forward"),
            *blend.profile(liked, ages * strength, names, vectors, weights.profile),
        ]

    def _crowd_addends(self, rows: NDArray[np.int64]) -> list[Addend]:
        weights, sums = self.settings.weights, self.state.transitions
        new = freshness(self.catalogue, rows, self._fresh_half_life(), self.now)
        return [
            blend.popular(sums.support(rows).astype(np.float64), weights.popular),
            blend.recent(sums.recent(rows, self.now).astype(np.float64), weights.recent),
            blend.fresh(new, weights.fresh),
        ]

    def _against(self, wants: Wants, rows: NDArray[np.int64], vectors: NDArray[np.float32]) -> list[Addend]:
        weights = self.settings.weights
        found = []
        for interest in self.active(wants):
            if interest.polarity < 0 and interest.hardness != "never":
                held = self._held(interest, wants)
                found.append(blend.disliked(interest, None if held is None else held[rows], vectors, weights.refused))
        passed = ignored_rows(self.person.done)
        counts = np.array([passed.get(int(row), 0.0) for row in rows]) if passed else np.zeros(len(rows))
        found.append(blend.ignored(counts, weights.ignored))
        if (self.request.seen or self.settings.scenario.seen) == "demote":
            found.append(blend.seen(np.isin(rows, self._seen()), weights.refused))
        return found

    # --- what the steps share

    def _wanted(self, wants: Wants) -> list[Interest]:
        return [i for i in self.active(wants) if i.polarity > 0]

    def _held(self, interest: Interest, wants: Wants) -> NDArray[np.bool_] | None:
        """Rows that carry what the interest names; None where it names nothing."""
        links = wants.links.get(interest.interest_id)
        if links and links.terms:
            return self.catalogue.holding(links.terms)
        facets = self.catalogue.facets_named(interest.facets)
        return self.catalogue.holding(facets) if facets else None

    def _matched(self, interest: Interest, wants: Wants) -> NDArray[np.float64]:
        """Sum over the names an interest holds of their idf, for the rows that carry each, `(n,)`."""
        links = wants.links.get(interest.interest_id)
        names = links.terms if links else self.catalogue.facets_named(interest.facets)
        matched = np.zeros(len(self.catalogue))
        for name in names:
            held = self.catalogue.holding([name])
            matched[held] += np.log(max(1, len(held)) / max(1, int(held.sum())))
        return matched

    def _history(self) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Rows and weights 0..1 of the latest positive deeds, newest last."""
        done = self.person.done
        places = np.flatnonzero(done.weights > 0)[-HISTORY:]
        return done.rows[places], np.minimum(done.weights[places], 1.0)

    def _seen(self) -> NDArray[np.int64]:
        done = self.person.done
        types = [name for name, rule in self.settings.scenario.events.items() if rule.seen]
        return np.unique(done.rows[done.of_types(types)]).astype(np.int64)

    def _fresh_half_life(self) -> float:
        return self.settings.scenario.fresh_half_life_days * DAY

    def _rows_of(self, item_ids: object) -> NDArray[np.int64]:
        rows = (self.catalogue.row_of.get(item_id, -1) for item_id in item_ids)  # type: ignore[attr-defined]
        return np.fromiter(rows, dtype=np.int64)

    def _spread(self, hits: Sequence[tuple[str, float]], rows: NDArray[np.int64]) -> NDArray[np.float64]:
        by_row = {self.catalogue.row_of.get(item_id, -1): score for item_id, score in hits}
        return np.array([by_row.get(int(row), 0.0) for row in rows])

    def _told(self, wants: Wants) -> explain.Told:
        done = self.person.done
        places = {event_id: place for place, event_id in enumerate(done.event_ids())}

        def deed(event_id: str) -> tuple[str, str]:
            place = places[event_id]
            return done.names[done.types[place]], self.catalogue.title(int(done.rows[place]))

        interests = {i.interest_id: i for i in wants.interests}
        return explain.Told(interests=interests, deed=deed, language=self.language)

    def _try(self, stage: str, work: Callable[[], T], otherwise: T) -> T:
        """A stage that fails is left out and named in `degraded`; it never fails the request."""
        try:
            return work()
        except Exception:  # noqa: BLE001 - the one place where a stage is run: whatever fails in it must not reach the user
            self.degraded.append(stage)
            return otherwise


_NO_LINKS = Links()


def now_ms() -> int:
    """The wall clock, UTC, in ms."""
    return time.time_ns() // 1_000_000


def _sum(reasons: Sequence[Reason]) -> float:
    return round(sum(reason.contribution for reason in reasons), explain.DIGITS)


def _until(person: Person, now: int) -> Person:
    """The person as known at `now`."""
    kept = np.flatnonzero(person.done.times <= now)
    return msgspec.structs.replace(
        person,
        done=person.done.take(kept),
        said=tuple(one for one in person.said if one.timestamp <= now),
        edits=tuple(edit for edit in person.edits if edit.timestamp <= now),
    )
