"""One request on its way through the stages: capture, generate, retrieve, rank. Each step takes what the one before gave."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from penchant.asking import Asking
from penchant.capture import reading
from penchant.capture.interests import Wants, derive
from penchant.domain import Idea, Interest, Slate, SlateItem
from penchant.generate.direct import direct
from penchant.generate.language import brief_of, wish
from penchant.generate.language import ideas as imagined_ideas
from penchant.generate.model import model
from penchant.generate.pattern import pattern
from penchant.person import Said
from penchant.ports import Remote
from penchant.rank import explain
from penchant.rank.diversity import arrange
from penchant.rank.explore import explore
from penchant.recall import Candidates, recall
from penchant.retrieve.keyword import content_words
from penchant.scoring import Scored, score
from penchant.scoring.said import grounded
from penchant.talk import Talk, lately, went_before

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from penchant.domain import Item, Request, Vector
    from penchant.generate.language import Brief, Wish
    from penchant.ports import Vectors
    from penchant.state import State

POOL = 60
"""Best candidates among which variety is sought."""
TRACED = 50
FORESIGHT = 3
"""So often it is looked ahead: what is worded may depend on what was encoded before."""
IMAGINED_FOR = 5
"""Wanted interests that a language model is told of, those that draw most."""
FAINTLY = 0.2
"""What is wanted less than this is no wish that a language model is told of: much that people only mention is read as one."""
_UNASKED = Talk(text="", vector=np.zeros(0, np.float32), words=(), names=(), spoken=frozenset())


class Run(Asking):
    """The steps of one request, in order; see `Asking` for what they start from."""

    _talk: Talk | None = _UNASKED
    asked_for: Brief | None = None
    """What a language model could imagine for this list, where one may be asked."""

    def capture(self) -> Wants:
        """The interests in force, the words of the request among them, pointing where their words point."""
        person = self.person.with_said(*self._asked())
        settings = self.settings
        wants = derive(
            person, self.catalogue, self.state.stock.link, settings.scenario, settings.limits, self.now
        )
        spoken = {i.interest_id: i.vector for i in wants.interests if i.vector is not None}
        if spoken:
            centred = self.state.stock.space.phrase(np.stack(list(spoken.values())))
            spoken = dict(zip(spoken, centred, strict=True))
        interests = tuple(
            msgspec.structs.replace(i, vector=spoken.get(i.interest_id)) for i in wants.interests
        )
        return msgspec.structs.replace(wants, interests=interests)

    def generate(self, wants: Wants) -> list[Idea]:
        """The ideal items of the wanted interests: the interests themselves, then one written by pattern where words were said."""
        wanted = self.wanted(wants)[: self.settings.limits.ideas_per_slate]
        spoken = self.attempt("generate.direct", lambda: direct(wanted, self._example_direction)) or []
        worded = [interest for interest in wanted if interest.source != "did"]
        written = (
            self.attempt("generate.pattern", lambda: pattern(worded, self._examples, self._item_direction))
            or []
        )
        modelled = self.attempt("generate.model", lambda: self._modelled(wants)) or []
        imagined = self.attempt("generate.language", lambda: self._imagined(wants)) or []
        return spoken + written + modelled + imagined

    def brief(self, wants: Wants) -> tuple[Brief, tuple[str, ...]]:
        """What a language model would imagine for, and the ids of the interests in that order: the strongest and all refusals.

        An interest that is left out stays in it: "what if" asks for nothing new.
        """
        plain = [interest for interest in wants.interests if not interest.paused and not interest.steers]
        held = [interest for interest in plain if interest.polarity < 0 or interest.strength >= FAINTLY]
        drawn = self.pulls(wants)
        wanted = sorted((i for i in held if i.polarity > 0), key=lambda i: -drawn[i.interest_id])
        refused = [interest for interest in held if interest.polarity < 0]
        both = wanted[:IMAGINED_FOR] + refused
        return brief_of({interest.interest_id: self._wish(interest, wants) for interest in both})

    def _wish(self, interest: Interest, wants: Wants) -> Wish:
        links = wants.links.get(interest.interest_id)
        if links is None:
            facets, whole = [name.partition(":")[2] for name in interest.facets], True
        else:
            facets = [self.catalogue.facets[term.facets[0]].value for term in links.terms if term.facets]
            whole = not links.rows and not content_words(" ".join(links.rest))
        return wish(
            interest.label,
            facets,
            named_whole=whole,
            polarity=interest.polarity,
            strength=interest.strength,
            hardness=interest.hardness,
            horizon=interest.horizon,
        )

    def _imagined(self, wants: Wants) -> list[Idea]:
        """What a language model has imagined for these interests by now."""
        if self.state.imagination is None:
            return []
        self.asked_for, owners = self.brief(wants)
        found = self.state.imagination.find(self.asked_for.signature, self.request.user_id)
        if found is None or found.encoder != self.state.encoder.name or found.vectors is None:
            if found is not None and found.failed:
                self.degraded.append("generate.language")
            return []
        drawn = {i.interest_id: self.pulls(wants)[i.interest_id] for i in self.wanted(wants)}
        return imagined_ideas(found.sketches, self.state.stock.space.item(found.vectors), owners, drawn)

    def retrieve(self, wants: Wants, ideas: Sequence[Idea]) -> Candidates:
        """The union of all sources, less what may not be shown."""
        return recall(self, wants, ideas, self.talk(wants))

    def talk(self, wants: Wants) -> Talk | None:
        """All that was said lately, worked out once."""
        if self._talk is _UNASKED:
            self._talk = self.attempt("capture.talk", lambda: lately(self, wants))
        return self._talk

    def score(self, wants: Wants, candidates: Candidates) -> Scored:
        """Every candidate's addends and their sum."""
        return score(self, wants, candidates)

    def rank(self, wants: Wants, candidates: Candidates, slate_id: str) -> Slate:
        """The list: best first with variety, each item with its reasons."""
        n, scored = self.request.n, self.score(wants, candidates)
        pool = np.argsort(-scored.totals, kind="stable")[: max(POOL, 3 * n)]
        cap = max(1, round(self.settings.cap_share * n))
        book = scored.book(pool)
        owners, weight = explain.owners(book), self.settings.weights.diversity
        chosen = arrange(scored.totals[pool], scored.vectors[pool], owners, n, weight, cap)
        penalties = {c.place: c.penalty for c in chosen}
        share = self._share(wants)
        others = [place for place in range(len(pool)) if place not in penalties]
        placed = explore(list(penalties), others, share, slate_id.encode())
        told = self.told(wants)
        self._remember(scored, {int(scored.rows[pool[place]]): chance for place, chance in placed}, slate_id)
        items = tuple(
            self._placed(
                int(scored.rows[pool[place]]), book, place, rank, penalties.get(place, 0.0), propensity, told
            )
            for rank, (place, propensity) in enumerate(placed, start=1)
        )
        return Slate(
            slate_id=slate_id,
            user_id=self.request.user_id,
            interest_version=self.version,
            as_of=self.now,
            strategy=self.blend.name if share <= 0 else f"{self.blend.name}+explore",
            degraded=self.missing(),
            items=items,
            ideas=candidates.ideas,
            gaps=candidates.gaps,
            notes=(*self.notes, *explain.shortage(len(items), n, candidates.barred, self.language)),
            request=self.request,
            trace=self._trace(scored, candidates, pool),
        )

    def _share(self, wants: Wants) -> float:
        """The share of places for exploration: the request's own, else what the person asked for, else as it is set."""
        if self.request.explore is not None:
            return self.request.explore
        asked = [i.explore for i in self.steering(wants) if i.explore is not None]
        return max(asked, default=self.settings.explore)

    def _remember(self, scored: Scored, shown: dict[int, float], slate_id: str) -> None:
        """Let the blend learn from what is chosen now. A list as it would be without an interest was shown to nobody."""
        if self.leave_out is None:
            self.attempt(
                "learn.remember",
                lambda: self.state.online.remember(
                    self.request.user_id, slate_id, self.now, scored.rows, scored.scene, shown
                ),
            )

    def _asked(self) -> list[Said]:
        """The words of the request, as if they had just been said."""
        aspects = reading.wished(self.request.text) if self.request.text else ()
        if not aspects:
            return []
        vectors = self.state.encode([a.about or a.quote for a in aspects])
        return [
            Said(
                event_id=explain.REQUEST,
                event_type=explain.REQUEST,
                timestamp=self.now,
                aspect=aspect,
                vector=vector,
            )
            for aspect, vector in zip(aspects, vectors, strict=True)
        ]

    def _modelled(self, wants: Wants) -> list[Idea]:
        """The ideal item of the interest model, where one serves and something was said."""
        current, talk = self.state.adapter.current(self.now), self.talk(wants)
        if current.reason:
            self.degraded.append("generate.model")
        if talk is None or not talk.vector.any():
            return []
        return model(current.model, talk.vector, went_before(self), talk.spoken, self.language)

    def _examples(self, interest: Interest) -> list[Item]:
        """Items behind an interest, the best liked first."""
        liked = [e for e in interest.evidence if e.item_id and e.weight > 0 and not e.superseded]
        liked.sort(key=lambda e: (-e.weight, -e.timestamp))
        items = [self.catalogue.get(item_id) for item_id in dict.fromkeys(e.item_id or "" for e in liked)]
        return [item for item in items if item is not None]

    def _example_direction(self, interest: Interest) -> Vector | None:
        """Where the items behind an interest point, unit `(d,)`."""
        liked = [e for e in interest.evidence if e.item_id and e.weight > 0 and not e.superseded]
        if not liked:
            return None
        rows = self.rows_of(e.item_id or "" for e in liked)
        total = np.array([e.weight for e in liked], dtype=np.float32) @ self.state.index.take(rows)
        length = np.float32(np.linalg.norm(total))
        return total / length if length > 0 else None

    def _item_direction(self, texts: Sequence[str]) -> Vectors:
        """Item-like texts as centred unit rows `(n, d)`."""
        return self.state.stock.space.item(self.state.encode(texts))

    def _placed(
        self,
        row: int,
        book: explain.Ledger,
        place: int,
        rank: int,
        penalty: float,
        propensity: float,
        told: explain.Told,
    ) -> SlateItem:
        reasons = explain.reasons(book, place, penalty, told)
        return SlateItem(
            item_id=self.catalogue.ids[row],
            title=self.catalogue.title(row),
            rank=rank,
            score=round(sum(reason.contribution for reason in reasons), explain.DIGITS),
            sources=explain.sources(book, place, penalty),
            reasons=reasons,
            propensity=round(propensity, explain.DIGITS),
        )

    def told(self, wants: Wants) -> explain.Told:
        """What the sentences of this request's reasons may speak of."""
        done = self.person.done
        places = {
            self.event_ids[place]: place for place in self.latest
        }  # of an event that names several items, the one that counts

        def deed(event_id: str) -> tuple[str, str]:
            place = places[event_id]
            return done.names[done.types[place]], self.catalogue.title(int(done.rows[place]))

        return explain.told(wants.interests, deed, self.language)

    def _trace(self, scored: Scored, candidates: Candidates, pool: NDArray[np.int64]) -> dict[str, Any]:
        """What a "why not" may want to know later, in little space."""
        barred = [(b.kind, int(np.count_nonzero(b.rows)), b.interest_id) for b in candidates.barred]
        of_model = [idea for idea in candidates.ideas if idea.author == "language"]
        more = {"imagined": self._grounding(of_model)} if of_model else {}
        return more | {
            "candidates": len(scored.rows),
            "retrieved": candidates.counts,
            "barred": [{"kind": k, "rows": rows, "interest_id": i} for k, rows, i in barred if rows],
            "scores": {
                self.catalogue.ids[row]: total
                for row, total in zip(
                    scored.rows[pool[:TRACED]].tolist(),
                    np.round(scored.totals[pool[:TRACED]], 4).tolist(),
                    strict=True,
                )
            },
            "language": self.language,
        }

    def _grounding(self, ideas: Sequence[Idea]) -> dict[str, int]:
        """How many ideas a language model gave, and near how many of them a real item lies."""
        near = grounded(ideas, self.state.stock.gap_threshold())
        return {"ideas": len(ideas), "grounded": len(near)}


def made(run: Run, slate_id: str, watch: Callable[[str, float], None] | None = None) -> Slate:
    """The list at the end of all stages; `watch` is told of each by name, and the seconds it took."""
    clock = [time.perf_counter()]

    def passed(stage: str) -> None:
        clock.append(time.perf_counter())
        if watch is not None:
            watch(stage, clock[-1] - clock[-2])

    wants = run.capture()
    passed("capture")
    ideas = run.generate(wants)
    passed("generate")
    candidates = run.retrieve(wants, ideas)
    passed("retrieve")
    slate = run.rank(wants, candidates, slate_id)
    passed("rank")
    return slate


def foresee(state: State, request: Request, now: int) -> None:
    """Have encoded what a list will ask a remote encoder for, before the lock is taken for it: nobody else waits for a server."""
    if not isinstance(state.encoder, Remote):
        return
    for _ in range(FORESIGHT):
        with state.lock, state.looking_ahead() as texts:
            run = Run(state, request, now)
            wants = run.capture()
            run.generate(wants)
            run.talk(wants)
        if not texts:
            return
        state.encoder.encode(sorted(texts))
        if state.encoder.failing:
            return
