"""Prints the middle of how-it-works.md: one event followed to the end, in the numbers of a real run.

    python docs/trace_one_event.py            print the block
    python docs/trace_one_event.py --write    put it into docs/how-it-works.md, between its markers

A house test runs it again and compares, so that the page says what the program does.
"""
# ruff: noqa: INP001 - a script beside the page it makes, not a package

from __future__ import annotations

import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from penchant import Event, scenarios
from penchant.build import with_scenario
from penchant.catalogue import item_texts
from penchant.domain import Request
from penchant.encode.use import UseEncoder
from penchant.engine import Engine
from penchant.index.exact import ExactIndex
from penchant.pipeline import Run
from penchant.rank.blend import BM25_SCALE, FORWARD_SCALE, TRANSITIONS_SCALE
from penchant.retrieve.kept import item_vectors
from penchant.scoring.said import SPOKEN_FACET
from penchant.state import State
from penchant.stores.memory import MemoryStore

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from penchant.domain import Interest, Observed, Slate, SlateItem

PAGE = Path(__file__).with_name("how-it-works.md")
BEGIN, END = "<!-- trace: begin -->", "<!-- trace: end -->"
MINUTE = 60_000
HOUR = 60 * MINUTE
EVENING = 1_768_075_200_000
"""10 January 2026, 20:00 UTC: when ann speaks."""
LATER = EVENING + 2 * HOUR + 10 * MINUTE
"""22:10, after the film."""
WORDS = "I want a slow, thoughtful science fiction film, no horror"
BEFORE = "media-ceres-keeper"
AFTER = "media-saltwater-machines"
"""What ben finished the evening before, and what he went on to."""
PLACES = 5


class World:
    """An engine in memory over the media scenario's example catalogue, with its parts at hand."""

    def __init__(self) -> None:
        self.settings = with_scenario("media")
        self.encoder = UseEncoder(threads=1)
        store = MemoryStore()
        self.state = State(store, self.encoder, ExactIndex, self.settings)
        self.engine = Engine(store, self.state, self.settings)
        self.engine.put_items(scenarios.items("media"))

    def done(self, user: str, event_type: str, item: str, when: int) -> None:
        """One deed on an item."""
        self.engine.observe(
            Event(
                user_id=user,
                event_type=event_type,
                item_id=item,
                timestamp=when,
                event_id=f"{user}-{event_type}-{item}",
            )
        )

    def run(self, now: int) -> Run:
        """Ann's request at that moment, before its first step."""
        return Run(self.state, Request(user_id="ann", n=PLACES), now, past=True)

    def row(self, item_id: str) -> int:
        """The row of an item."""
        return self.state.catalogue.row_of[item_id]


def trace() -> str:
    """The whole block, markers included."""
    world = World()
    world.done("ben", "complete", BEFORE, EVENING - 23 * HOUR)
    world.done("ben", "complete", AFTER, EVENING - 21 * HOUR)
    said = world.engine.observe(
        Event(user_id="ann", event_type="say", text=WORDS, timestamp=EVENING, event_id="ann-1")
    )[0]
    first = world.engine.recommend("ann", PLACES, now=EVENING)
    parts = [read(said), *interests(world), *ideas(first), *candidates(first), *account(world, first)]
    liked = next(item for item in first.items if item.item_id == BEFORE)
    world.done("ann", "like", liked.item_id, LATER)
    second = world.engine.recommend("ann", PLACES, now=LATER)
    parts += after_like(world, first, second, liked)
    parts.append(erased(world, liked))
    return "\n\n".join([BEGIN, *parts, END]) + "\n"


def read(said: Observed) -> str:
    """How the sentence was read."""
    head = f"**Said.** At 20:00 ann says: *{WORDS}*. The reader finds {len(said.aspects)} aspects:"
    rows = [(f"“{a.quote}”", a.about, a.polarity, a.hardness, a.strength, a.horizon) for a in said.aspects]
    return head + "\n\n" + table(("clause", "about", "polarity", "hardness", "strength", "holds"), rows)


def interests(world: World) -> Iterable[str]:
    """The aspects as interests, and what centring does to their vectors."""
    wants = world.run(EVENING).capture()
    rows = [
        (f"`{i.interest_id}`", i.label, f"{i.polarity:+d}", i.hardness, number(i.strength), facets(i))
        for i in wants.interests
    ]
    yield (
        "**Captured.** An aspect of strength 2 weighs 1.3; nothing has decayed yet, so its interest has the strength "
        f"1 - 2^-1.3 = {number(1 - 2**-1.3)}. Both are asked for now: their words halve every "
        f"{world.settings.scenario.now_half_life_hours:g} hours and end after a day.\n\n"
        + table(("interest", "label", "sign", "hardness", "strength", "names in the catalogue"), rows)
    )
    yield centring(world, wants.interests[0].label)


def centring(world: World, words: str) -> str:
    """The cosines of a phrase with all items, before and after centring."""
    raw = world.encoder.encode([words])
    limit = world.settings.limits.item_text_characters
    texts = [item_texts(item, limit) for item in scenarios.items("media")]
    before = item_vectors(world.encoder, texts) @ raw[0]
    after = world.state.index.take(np.arange(len(before))) @ world.state.stock.space.phrase(raw)[0]
    return (
        f"The words are a vector of {raw.shape[1]} numbers, length {number(float(np.linalg.norm(raw[0])))}. Its cosine with the "
        f"{len(before)} items is {number(float(before.mean()))} on average, {number(float(before.max()))} at best; after centring "
        f"{number(float(after.mean()))} and {number(float(after.max()))}: most of what all texts share is gone, and the best "
        f"stands out from the rest by {number(stands_out(after))} standard deviations where it was {number(stands_out(before))}."
    )


def stands_out(values: np.ndarray) -> float:
    """How many standard deviations the largest lies above the mean."""
    return float((values.max() - values.mean()) / values.std())


def ideas(slate: Slate) -> Iterable[str]:
    """The ideal items and what is nearest to each."""
    rows = [
        (
            f"“{i.text}”",
            i.author,
            number(i.weight),
            f"{i.nearest[0].title} ({number(i.nearest[0].similarity)})",
        )
        for i in slate.ideas
    ]
    yield (
        "**Generated.** The wanted interest becomes ideas, the ideal items written down; the refused one becomes none.\n\n"
        + table(("idea", "author", "weight", "nearest item (cosine)"), rows)
    )


def candidates(slate: Slate) -> Iterable[str]:
    """What each source found, and what was barred."""
    found = ", ".join(f"{name} {count}" for name, count in slate.trace["retrieved"].items())
    barred = ", ".join(f"{b['rows']} {b['kind']}" for b in slate.trace["barred"])
    yield (
        f"**Retrieved.** Rows by source, the same item often found by several: {found}. Barred before anything is scored: "
        f"{barred}. Left to rank: {slate.trace['candidates']} items."
    )


def account(world: World, slate: Slate) -> Iterable[str]:
    """The first item's addends, each with the arithmetic that made it."""
    item = slate.items[0]
    run = world.run(EVENING)
    wants = run.capture()
    how = sums_of_words(world, run, wants.interests[0], item) | sums_of_crowd(world, item)
    rows = [(name, how.get(name, ""), number(value)) for name, value in item.sources.items()]
    rows.append(("**score**", "the sum of these", f"**{number(item.score)}**"))
    pull = 2 * wants.interests[0].strength
    yield (
        f"**Ranked.** First comes *{item.title}* (`{item.item_id}`). An interest of this moment pulls with twice its strength, "
        f"{number(pull)}.\n\n" + table(("channel", "arithmetic", "adds"), rows)
    )
    yield "The same sum told as reasons, which are what the person sees:\n\n" + table(
        ("reason", "adds"), told(item)
    )
    yield "The list: " + listing(slate)


def sums_of_words(world: World, run: Run, interest: Interest, item: SlateItem) -> dict[str, str]:
    """The arithmetic of the channels that words feed."""
    weights, pull = world.settings.weights, 2 * interest.strength
    row = world.row(item.item_id)
    wants = run.capture()
    ideas_ = {idea.author: idea for idea in run.generate(wants)}
    vector = world.state.index.take(np.array([row]))[0]
    cosine = {
        author: float(vector @ idea.vector) for author, idea in ideas_.items() if idea.vector is not None
    }
    catalogue = world.state.catalogue
    held = [int(catalogue.holding([name]).sum()) for name in wants.links[interest.interest_id].terms]
    logs = " + ".join(f"ln({len(catalogue)}/{n})" for n in held)
    talk, words = (
        item.sources["talk"] / weights.talk,
        item.sources.get("words", 0.0) / weights.words * BM25_SCALE,
    )
    mass = world.state.people.mass()
    return {
        "facet": f"{weights.facet:g} × {SPOKEN_FACET:g}, being named today, × {number(pull)} × ({logs}) / 4",
        "talk": f"{weights.talk:g} × cosine {number(talk)} with all that was said today",
        "words": f"{weights.words:g} × BM25 {number(words)} / {BM25_SCALE:g}",
        "renown": f"{weights.renown:g} × {number(mass)} / ({number(mass)} + 1,000) × (ln(1 + support) - its mean)",
        "idea": f"{weights.idea:g} × {number(pull)} × cosine {number(cosine['pattern'])}",
    }


def sums_of_crowd(world: World, item: SlateItem) -> dict[str, str]:
    """The arithmetic of the channels that everybody's deeds feed."""
    weights, rows = world.settings.weights, np.array([world.row(item.item_id)])
    support = float(world.state.transitions.support(rows)[0])
    recent = float(world.state.transitions.recent(rows, EVENING)[0])
    return {
        "popular": f"{weights.popular:g} × ln(1 + {number(support)}) / 8: one deed, ben's",
        "recent": f"{weights.recent:g} × ln(1 + {number(recent)}) / 8: the same deed, 23 hours old",
    }


def after_like(world: World, first: Slate, second: Slate, liked: SlateItem) -> Iterable[str]:
    """What one more event changed, with no training run between."""
    row = np.array([world.row(liked.item_id)])
    sums, weight = world.state.transitions, 1.3 * 2 ** -((LATER - EVENING) / (6 * HOUR))
    was, now = (world.engine.interests("ann", now=moment)[0].strength for moment in (EVENING, LATER))
    rows = [
        (
            "support of the film",
            number(1.0),
            number(float(sums.support(row)[0])),
            "its count of deeds, ben's and now hers",
        ),
        (
            "strength of her wish",
            number(was),
            number(now),
            f"1 - 2^-{number(weight)}, since 1.3 × 2^-(130/360) = {number(weight)}",
        ),
        (
            "candidates",
            str(first.trace["candidates"]),
            str(second.trace["candidates"]),
            "the film itself is seen, and barred",
        ),
        (
            "interest version",
            f"`{first.interest_version}`",
            f"`{second.interest_version}`",
            "a digest of her events' ids",
        ),
    ]
    yield (
        "**Learnt.** At 22:10 she likes it. That is an event like the first: stored, then added to the sums.\n\n"
        + table(("number", "at 20:00", "at 22:10", "why"), rows)
    )
    wants = world.engine.interests("ann", now=LATER)
    new = [(i.label, i.source, f"{i.polarity:+d}", number(i.strength), facets(i)) for i in wants]
    yield "Her interests now, those her deed shows among them:\n\n" + table(
        ("label", "source", "sign", "strength", "names"), new
    )
    followed = next(item for item in second.items if item.item_id == AFTER)
    before = next(
        (f"at {item.rank}" for item in first.items if item.item_id == AFTER), f"outside the first {PLACES}"
    )
    yield (
        f"*{followed.title}* stood {before}; now it stands at {followed.rank}, because ben went on to it from the film she "
        "liked:\n\n" + table(("reason", "adds"), told(followed))
    )
    yield chance(followed)
    yield "The list: " + listing(second)


def chance(item: SlateItem) -> str:
    """The arithmetic of what others did next, for one pair that was gone once."""
    slow, fast = item.sources["transitions"], item.sources["forward"]
    once = 3**-0.5 * 2**-0.2
    return (
        "What others did next is two sums over pairs of deeds. Slow: the pair was gone once, its first film has support 2, its "
        f"second 1, so A = 1 × (2 + 1)^-0.5 × (1 + 1)^-0.2 = {number(once)} and ln(1 + A / {TRANSITIONS_SCALE}) = "
        f"{number(math.log1p(once / TRANSITIONS_SCALE))}. Fast: the same with the exponent 0.7 and faded by 23 hours of a month, "
        f"over {FORWARD_SCALE}: {number(fast)}. Together {number(slow + fast)}."
    )


def erased(world: World, liked: SlateItem) -> str:
    """What is left after she is forgotten."""
    receipt = world.engine.forget("ann")
    support = float(world.state.transitions.support(np.array([world.row(liked.item_id)]))[0])
    check = next(check for check in world.engine.doctor() if check.name == "sums")
    removed = ", ".join(f"{kind} {count}" for kind, count in sorted(receipt.removed.items()) if count)
    return (
        f"**Forgotten.** `forget('ann')` erases what was hers ({removed}). The film's support is {number(support)} again, and "
        f"`doctor` finds: {check.detail}."
    )


def told(item: SlateItem) -> list[tuple[str, str]]:
    """An item's reasons and their sum."""
    rows = [(reason.text, number(reason.contribution)) for reason in item.reasons]
    return [*rows, ("**sum**", f"**{number(item.score)}**")]


def listing(slate: Slate) -> str:
    """Titles and scores on one line."""
    return "; ".join(f"{item.rank} *{item.title}* {number(item.score)}" for item in slate.items) + "."


def facets(interest: Interest) -> str:
    """The catalogue's names, as code."""
    return ", ".join(f"`{name}`" for name in interest.facets)


def number(value: float) -> str:
    """Three decimals, as everywhere in the block."""
    return f"{value + 0.0:.3f}"


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def written(page: str, block: str) -> str:
    """The page with the block between its markers."""
    before, _, rest = page.partition(BEGIN)
    return before + block.rstrip("\n") + rest.partition(END)[2]


if __name__ == "__main__":
    if "--write" in sys.argv:
        PAGE.write_text(written(PAGE.read_text(encoding="utf-8"), trace()), encoding="utf-8")
    else:
        sys.stdout.write(trace())
