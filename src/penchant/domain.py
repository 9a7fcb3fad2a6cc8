"""The nouns: frozen, keyword-only values that serve memory, disk and JSON alike.

Scores: higher is better, everywhere. Times: UTC, integer milliseconds since 1970.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import msgspec

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float32]
else:
    Vector = Any  # the nouns are decoded without NumPy; a vector is never part of what is decoded

Attribute = str | int | float | bool | list[str] | None
Polarity = Literal["like", "dislike", "never", "neutral", "question"]
Hardness = Literal["soft", "must", "never"]
SaidHorizon = Literal["now", "lately", "always", "not_any_more"]
Horizon = Literal["session", "recent", "lasting"]
Source = Literal["said", "did", "declared"]
Author = Literal["interest", "pattern", "model", "language"]


class Value(msgspec.Struct, frozen=True, kw_only=True):
    """What every noun is: equal by its fields, never changed in place.

    Those that there are by the hundred thousand are `gc=False`: nothing they hold leads back to them, so Python's search for cycles
    need not go through them, which took a third of an import.
    """


class Item(Value, frozen=True, gc=False):
    """A catalogue row. `available=False` hides it; `published_at` in ms makes it "fresh"."""

    item_id: str
    title: str = ""
    description: str = ""
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    attributes: dict[str, Attribute] = {}
    media: tuple[str, ...] = ()
    available: bool = True
    published_at: int | None = None


class Event(Value, frozen=True, gc=False):
    """One thing a user did, said or was shown. The same `event_id` twice counts once."""

    user_id: str
    event_type: str
    event_id: str = ""
    item_id: str | None = None
    text: str | None = None
    value: float | None = None
    timestamp: int | None = None
    session_id: str | None = None
    media: tuple[str, ...] = ()
    slate_id: str | None = None
    position: int | None = None
    context: dict[str, Any] = {}


class Aspect(Value, frozen=True, gc=False):
    """One thing a sentence says something about, as the reader understood it.

    `quote` is the clause as written, `text[start:end]`; `about` the words of its object; `strength` 1 (mild) to 3 (strong);
    `item_id` the catalogue item that `about` names, if it names one.
    """

    quote: str
    about: str
    polarity: Polarity
    hardness: Hardness = "soft"
    strength: int = 2
    horizon: SaidHorizon = "always"
    language: Literal["en", "zh"] = "en"
    start: int = 0
    end: int = 0
    item_id: str | None = None


class InterestEdit(Value, frozen=True, omit_defaults=True):
    """A person's own hand on an interest; travels as the `context` of an event of type `interest`.

    `declare` and `edit` take the fields; the other actions take only `interest_id` (`expire` also `expires_at`). With `where` (a
    filter, see docs/where.md) or `explore` (a share of places, 0..1) what is declared steers lists while it holds, and its label
    only names it: an empty `where` asks for nothing, and says that something is of no matter.
    """

    action: Literal["declare", "edit", "pin", "unpin", "pause", "resume", "expire", "drop"]
    interest_id: str = ""
    label: str | None = None
    polarity: Literal[1, -1] | None = None
    strength: float | None = None
    hardness: Hardness | None = None
    expires_at: int | None = None
    where: str | None = None
    explore: float | None = None


class Evidence(Value, frozen=True):
    """What one event contributes to an interest: `weight` is signed and already decayed; `half_life` in ms.

    Words fade as time goes by, deeds against the person's latest deed.
    """

    event_id: str
    event_type: str
    weight: float
    timestamp: int
    half_life: int
    quote: str | None = None
    item_id: str | None = None
    superseded: bool = False
    vector: Vector | None = None


class Interest(Value, frozen=True):
    """One thing the user wants (`polarity` +1) or refuses (-1), now; `strength` and `confidence` are 0..1.

    `facets` are `field:value` names of the catalogue, such as `categories:Horror`. `evidence` is newest first; what a newer
    explicit word has overruled stays, marked `superseded`, with no share in the strength. One with `where` or `explore` steers:
    it filters lists, or gives a share of their places to exploration, and its label draws nothing.
    """

    interest_id: str
    label: str
    polarity: Literal[1, -1]
    strength: float
    confidence: float
    hardness: Hardness
    horizon: Horizon
    source: Source
    facets: tuple[str, ...] = ()
    expires_at: int | None = None
    where: str | None = None
    explore: float | None = None
    pinned: bool = False
    paused: bool = False
    evidence: tuple[Evidence, ...] = ()
    vector: Vector | None = None

    @property
    def steers(self) -> bool:
        return self.where is not None or self.explore is not None


class Nearest(Value, frozen=True):
    """A real item beside an idea, with their cosine similarity after centring."""

    item_id: str
    title: str
    similarity: float


class Idea(Value, frozen=True):
    """An ideal item the user would want, which may not exist; `interests` are the ids it serves."""

    idea_id: str
    text: str
    author: Author
    interests: tuple[str, ...]
    weight: float = 1.0
    nearest: tuple[Nearest, ...] = ()
    vector: Vector | None = None


class Gap(Value, frozen=True):
    """An idea that nothing in the catalogue comes near: the best `similarity` is below `threshold`."""

    idea_id: str
    text: str
    interests: tuple[str, ...]
    similarity: float
    threshold: float
    nearest: tuple[Nearest, ...] = ()


class Reason(Value, frozen=True, omit_defaults=True):
    """One addend of an item's score and the sentence that says it; an item's contributions sum to its score."""

    kind: str
    contribution: float
    text: str
    interest_id: str | None = None
    event_id: str | None = None
    idea: str | None = None


class SlateItem(Value, frozen=True):
    """One place of the list. `propensity` is the chance this item had of standing here under exploration (1 without)."""

    item_id: str
    title: str
    rank: int
    score: float
    sources: dict[str, float]
    reasons: tuple[Reason, ...]
    propensity: float = 1.0


class Request(Value, frozen=True):
    """What was asked of `recommend`; kept in the slate so that it can be explained.

    `exclude` are item ids to leave out this time. `context` is the caller's own (device, page): kept, and read by no stage.
    """

    user_id: str
    n: int = 10
    text: str | None = None
    where: str | None = None
    language: Literal["en", "zh"] | None = None
    seen: Literal["hide", "demote", "allow"] | None = None
    explore: float | None = None
    exclude: tuple[str, ...] = ()
    context: dict[str, Any] = {}


class Slate(Value, frozen=True):
    """The answer. `degraded` names the stages that failed and were left out; `notes` says in words why a list is short."""

    slate_id: str
    user_id: str
    interest_version: str
    as_of: int
    strategy: str
    degraded: tuple[str, ...] = ()
    items: tuple[SlateItem, ...] = ()
    ideas: tuple[Idea, ...] = ()
    gaps: tuple[Gap, ...] = ()
    notes: tuple[str, ...] = ()
    request: Request | None = None
    trace: dict[str, Any] = {}


class Receipt(Value, frozen=True):
    """What `forget` removed: counts by kind. It holds nothing of the person but the id that was asked for.

    `models` are the versions of trained models that still hold their share, until trained anew; `weights` says the same of the
    weights learned online, which are few numbers from many people.
    """

    user_id: str
    forgotten_at: int
    removed: dict[str, int]
    models: tuple[str, ...] = ()
    weights: bool = False


class Merged(Value, frozen=True):
    """What `merge` did: how many `events` of `merged_from` are now those of `user_id`."""

    user_id: str
    merged_from: str
    merged_at: int
    events: int


class Profile(Value, frozen=True):
    """A user's interests, `as_of` a moment; `interest_version` changes with every event of theirs."""

    user_id: str
    interests: tuple[Interest, ...]
    interest_version: str
    as_of: int
    degraded: tuple[str, ...] = ()


class Observed(Value, frozen=True, gc=False):
    """What became of an observed event: `new` is False where its id was known; `aspects` is how its text was read.

    `read_by` names the language model that refined the reading, where one did.
    """

    event: Event
    new: bool
    aspects: tuple[Aspect, ...] = ()
    read_by: str = ""


class Choice(Value, frozen=True):
    """One answer to a question: its words, and what choosing it declares."""

    label: str
    edit: InterestEdit


class Question(Value, frozen=True):
    """What is asked back, about a `field` of the items; `gain` is how much likelier the next list holds what is sought, 0..1."""

    text: str
    field: str
    choices: tuple[Choice, ...]
    gain: float


class Reply(Value, frozen=True):
    """One turn of a conversation: what was taken in, what it steered, the list, and what is said and asked.

    `worded_by` says who wrote `text`; the list is the same whoever did.
    """

    user_id: str
    text: str
    slate: Slate
    question: Question | None = None
    observed: tuple[Observed, ...] = ()
    steered: tuple[Interest, ...] = ()
    worded_by: Literal["template", "language"] = "template"


class Consent(Value, frozen=True):
    """Whether language models may use a person's words, by purpose: as they `said`, else as it is assumed."""

    user_id: str
    allowed: dict[str, bool]
    said: dict[str, bool]
    as_of: int


class Explanation(Value, frozen=True):
    """Why a slate is as it is, or why an item is or is not in it.

    `verdict` is one of `slate`, `listed`, `refused`, `required`, `steered`, `filtered`, `seen`, `hidden`, `unknown`, `outranked`,
    `not_retrieved`, `without`; `before` and `after` are the lists with and without the interest that was left out.
    """

    slate_id: str
    user_id: str
    verdict: str
    text: str
    item_id: str | None = None
    item: SlateItem | None = None
    interests: tuple[Interest, ...] = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


class UnmetWant(Value, frozen=True):
    """A gap as the catalogue's owner sees it: how many `users` want what nothing comes near."""

    text: str
    users: int
    similarity: float
    threshold: float
    nearest: tuple[Nearest, ...] = ()


class Check(Value, frozen=True):
    """One finding of `doctor`."""

    name: str
    ok: bool
    detail: str


def to_plain(value: object) -> Any:
    """A noun, or a container of nouns, as dicts, lists, strings and numbers; vectors are left out.

    This is the form that JSON output, files and the store share; its keys are the nouns' field names.
    """
    return _without_vectors(msgspec.to_builtins(value, enc_hook=lambda _: None))


def _without_vectors(value: Any) -> Any:
    """A vector has become None by now; a user's own attribute named "vector" has not, and stays."""
    if isinstance(value, dict):
        kept = value.items()
        return {
            key: _without_vectors(inner) for key, inner in kept if not (key == "vector" and inner is None)
        }
    if isinstance(value, list | tuple):
        return [_without_vectors(inner) for inner in value]
    return value
