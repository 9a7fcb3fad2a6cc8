"""What was trained, kept in the store: versions, which of them serves, and why one does not.

An artefact is a blob of kind `model`, its account another of kind `model-card`, and which one serves is a third, of kind
`model-champion`. They are derived from the log, and can be dropped and made again; `forget` leaves them, so an account says how far
into the log its training reached, and `holding` which of them a person's events went into.
"""

from __future__ import annotations

import hashlib
import math
import time
from typing import TYPE_CHECKING, Generic, TypeVar

import msgspec
from msgspec import field

from penchant.domain import Value
from penchant.errors import UnknownModel
from penchant.ports import Blob, Cursor

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from penchant.ports import Store
    from penchant.settings import Settings

T = TypeVar("T")
RANKER = "ranker"
"""The kind of model that makes a score of the channels."""
ADAPTER = "adapter"
"""The kind of model that imagines the ideal item."""
CHANNELS_FORMAT = 2
"""To be raised when a channel's formula changes: trees grown on the old values do not fit the new ones."""
EVERYTHING = 2**31 - 1
ARTEFACT, CARD, CHAMPION = "model", "model-card", "model-champion"
KEPT = 10
"""Versions of one kind that are kept, beside the champion and the one before it."""
LOOKED_AT = 2.0
"""Seconds between two looks at which model serves: so soon does an engine notice what another process promoted."""
DAY_MS = 86_400_000


class Card(Value, frozen=True):
    """What a version is: made of which part of the log, how good, and what it depends on.

    `metrics` and `champion_metrics` are those of the held-out users, `difference` and `interval` those of the first metric, paired;
    `against` is what it was compared with. `events` is the last event it has seen, `erasures` how many people had been erased then.
    """

    what: str
    version: str
    made_at: int
    fingerprint: str
    events: int
    erasures: int
    event_count: int = 0
    users: int = 0
    first_event_at: int = 0
    last_event_at: int = 0
    lists: int = 0
    against: str = ""
    metrics: dict[str, float] = field(default_factory=dict)
    champion_metrics: dict[str, float] = field(default_factory=dict)
    difference: float = 0.0
    interval: tuple[float, float] = (0.0, 0.0)
    cases: int = 0
    features: tuple[str, ...] = ()
    made_with: dict[str, str] = field(default_factory=dict)
    cpu_seconds: float = 0.0
    digest: str = ""


class Throne(Value, frozen=True):
    """Which versions serve and have served, the newest last; the last one serves, where there is one."""

    versions: tuple[str, ...] = ()


class Listed(Value, frozen=True):
    """A version in a list: its card, whether it serves, and how many people were erased since it was made."""

    card: Card
    serves: bool
    erased_since: int


class Models:
    """The models kept in a store. Not locked: every change is one put of a small blob, and the last one counts.

    Args:
        store: where they are kept.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def cards(self, what: str | None = None) -> list[Card]:
        """The accounts of all versions, or of those of one kind, newest first. One that cannot be read is left out."""
        found = (_card(data) for _, data in self._store.blobs(CARD))
        return [card for card in found if card is not None and what in (None, card.what)]

    def listed(self) -> list[Listed]:
        """All versions with what becomes of them."""
        erasures = self.erasures()
        serving = {what: self.champion(what) for what in {card.what for card in self.cards()}}
        return [
            Listed(
                card=card,
                serves=serving[card.what] == card.version,
                erased_since=max(0, erasures - card.erasures),
            )
            for card in self.cards()
        ]

    def card(self, version: str) -> Card:
        """The account of a version. Raises UnknownModel."""
        found = _card(self._store.get_blob(CARD, version) or b"")
        if found is None:
            raise UnknownModel(
                f"there is no model {version!r}; there are {', '.join(c.version for c in self.cards()) or 'none'}",
                hint="`penchant models list` shows them, `penchant train` makes one.",
            )
        return found

    def keep(self, card: Card, data: bytes) -> Card | None:
        """Keep an artefact under a new version, which is then no champion yet: its card with the version and digest filled in.

        None, and nothing is kept, where someone was erased since the log was read: the artefact would hold their share.
        """
        digest = _digest(data)
        made = time.strftime("%Y%m%dT%H%M%S", time.gmtime(card.made_at / 1000))
        filled = msgspec.structs.replace(card, version=f"{card.what}-{made}-{digest[:6]}", digest=digest)
        blob = Blob(key=filled.version, data=data)
        if not self._store.put_blobs(ARTEFACT, [blob], erasures=card.erasures):
            return None
        self._store.put_blobs(CARD, [Blob(key=filled.version, data=msgspec.json.encode(filled))])
        self._trim(card.what)
        return filled

    def artefact(self, version: str) -> bytes | None:
        """Its bytes; None where they are missing or not those that were kept."""
        data = self._store.get_blob(ARTEFACT, version)
        card = _card(self._store.get_blob(CARD, version) or b"")
        return data if data and card is not None and _digest(data) == card.digest else None

    def champion(self, what: str) -> str | None:
        """The version that serves, None for none."""
        held = self._throne(what).versions
        return held[-1] if held else None

    def promote(self, version: str) -> Card:
        """Let a version serve from now on. Raises UnknownModel."""
        card = self.card(version)
        before = [held for held in self._throne(card.what).versions if held != version]
        self._enthrone(card.what, [*before, version])
        return card

    def rollback(self, what: str) -> str | None:
        """Let the version before serve again; which one that is, None for the plain way without a model."""
        held = list(self._throne(what).versions[:-1])
        while held and not self._there(held[-1]):
            held.pop()
        self._enthrone(what, held)
        return held[-1] if held else None

    def drop(self, version: str) -> Card:
        """Delete a version; one that serves gives way to the one before it. Raises UnknownModel."""
        card = self.card(version)
        if self.champion(card.what) == version:
            self.rollback(card.what)
        self._enthrone(card.what, [held for held in self._throne(card.what).versions if held != version])
        self._clear([version])
        return card

    def erasures(self) -> int:
        """How many people have been erased from the store."""
        return self._store.changes(Cursor(events=EVERYTHING, items=EVERYTHING), limit=1).cursor.erasures

    def holding(self, user_id: str) -> tuple[str, ...]:
        """The versions that the user's events have gone into, newest first: to be asked before the user is erased.

        An artefact holds no event and no id, only what many people's choices taught it; it holds a person's share while its
        part of the log begins to overlap with theirs.
        """
        sequence = [record.seq for record in self._store.history(user_id, EVERYTHING)]
        if not sequence:
            return ()
        return tuple(card.version for card in self.cards() if card.events >= min(sequence))

    def _there(self, version: str) -> bool:
        return self._store.get_blob(CARD, version) is not None

    def _throne(self, what: str) -> Throne:
        data = self._store.get_blob(CHAMPION, what)
        try:
            return msgspec.json.decode(data, type=Throne) if data else Throne()
        except msgspec.MsgspecError:
            return Throne()

    def _enthrone(self, what: str, versions: Sequence[str]) -> None:
        throne = Throne(versions=tuple(versions[-KEPT:]))
        self._store.put_blobs(CHAMPION, [Blob(key=what, data=msgspec.json.encode(throne))])

    def _trim(self, what: str) -> None:
        """Let go of old versions, but not of those that serve or would serve after a rollback."""
        held = self._throne(what).versions[-2:]
        old = [card.version for card in self.cards(what)[KEPT:]]
        self._clear([version for version in old if version not in held])

    def _clear(self, versions: Sequence[str]) -> None:
        """Delete versions. A store only drops what is oldest, so all others are put again first, in their order."""
        for kind in (CARD, ARTEFACT) if versions else ():
            kept = [Blob(key=key, data=data) for key, data in self._store.blobs(kind) if key not in versions]
            self._store.put_blobs(kind, kept[::-1])
            self._store.trim_blobs(kind, len(kept))


class Serving(Generic[T]):
    """The model of one kind that serves, or why none does. Looks at the store at most every `LOOKED_AT` seconds.

    Args:
        models: where they are kept.
        what: the kind.
        load: bytes to model; whatever it raises means that the artefact is broken.
        fingerprint: what a model must have been made for, see `fingerprint`.
        max_age_days: older ones do not serve; None for no bound.
        clock: seconds, for tests.
    """

    def __init__(
        self,
        models: Models,
        what: str,
        load: Callable[[bytes], T],
        fingerprint: str,
        *,
        max_age_days: float | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._models, self._what, self._load, self._fingerprint = models, what, load, fingerprint
        self._max_age, self._clock = max_age_days, clock
        self._next = -math.inf
        self._version: str | None = None
        self._made_at = 0
        self._held: Current[T] = Current()

    def current(self, now: int) -> Current[T]:
        """The model as of `now` (ms), or the reason for none."""
        moment = self._clock()
        if moment >= self._next:
            self._next = moment + LOOKED_AT
            self._look()
        held = self._held
        if held.model is not None and self._max_age is not None:
            age = (now - self._made_at) / DAY_MS
            if age > self._max_age:
                return Current(version=held.version, reason=f"it is {age:.0f} days old")
        return held

    def _look(self) -> None:
        version = self._models.champion(self._what)
        if version != self._version:
            self._version, self._held = version, Current() if version is None else self._taken(version)

    def _taken(self, version: str) -> Current[T]:
        try:
            card, data = self._models.card(version), self._models.artefact(version)
        except UnknownModel:
            return Current(version=version, reason="it is missing")
        if data is None:
            return Current(version=version, reason="it is missing or damaged")
        if card.fingerprint != self._fingerprint:
            return Current(version=version, reason="it was made for other settings or channels")
        try:
            model = self._load(data)
        except Exception:  # noqa: BLE001 - whatever is wrong with an artefact, the plain sum answers in its place
            return Current(version=version, reason="it cannot be read")
        self._made_at = card.made_at
        return Current(model=model, version=version)


class Fixed(Generic[T]):
    """A model that serves whatever is promoted, or None for none: for the lab, and for looking back."""

    def __init__(self, model: T | None = None) -> None:
        self._held = Current(model=model)

    def current(self, now: int) -> Current[T]:  # noqa: ARG002 - the shape of `Serving`
        """The model."""
        return self._held


class Current(Value, Generic[T], frozen=True, eq=False):
    """A model that serves; or none, and the `reason` where one of that `version` should."""

    model: T | None = None
    version: str | None = None
    reason: str = ""


def fingerprint(settings: Settings) -> str:
    """What a trained blend depends on beside the events: what they mean, how channels are made, the prior they are weighted by."""
    held = (
        CHANNELS_FORMAT,
        settings.scenario.events,
        settings.weights,
        settings.without,
        settings.transitions_fast_half_life_days,
        settings.encoder,
    )
    return hashlib.blake2b(msgspec.json.encode(held, order="sorted"), digest_size=8).hexdigest()


def _card(data: bytes) -> Card | None:
    try:
        return msgspec.json.decode(data, type=Card)
    except msgspec.MsgspecError:
        return None


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=16).hexdigest()
