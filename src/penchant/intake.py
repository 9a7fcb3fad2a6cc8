"""What comes in, made ready for the store: checked, filled in, read and encoded."""

from __future__ import annotations

import difflib
import secrets
from itertools import chain, islice
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from penchant.asking import now_ms
from penchant.capture import reading
from penchant.catalogue import item_texts, item_words
from penchant.domain import Event, InterestEdit, Item
from penchant.errors import EncoderUnavailable, InvalidEvent, InvalidExpression, UnknownInterest, UnknownItem
from penchant.people import INTEREST, READING, is_read
from penchant.ports import ItemRecord, Record
from penchant.privacy import consent
from penchant.retrieve.kept import digest_of, insisted, item_vectors
from penchant.retrieve.where import parse
from penchant.text import tokens
from penchant.validate import CONSENT, LONGEST_TITLE, checked_event, checked_item

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from penchant.domain import Aspect, Interest
    from penchant.ports import Encoder, Store, Vectors
    from penchant.state import State

LOOKED_THROUGH = 2_000
"""Ids compared with an unknown one at most, those with the same beginning first: each costs some 30 µs."""
_ENDING = 2


def item_records(items: Iterable[Item], store: Store, encoder: Encoder, characters: int) -> list[ItemRecord]:
    """Items as they are kept, the last of equal ids; encoded only where the text has changed.

    Raises InvalidItem, EncoderUnavailable.
    """
    checked = {item.item_id: item for item in map(checked_item, items)}
    known = store.items(list(checked))
    texts = {item_id: item_texts(item, characters) for item_id, item in checked.items()}
    digests = {item_id: digest_of(encoder.name, held) for item_id, held in texts.items()}
    stale = [i for i in checked if i not in known or known[i].digest != digests[i]]
    vectors = item_vectors(encoder, [texts[i] for i in stale]).astype("float16")
    encoded = {item_id: vector.tobytes() for item_id, vector in zip(stale, vectors, strict=True)}
    return [
        ItemRecord(
            item=item,
            tokens=" ".join(tokens(item_words(item))),
            vector=encoded[i] if i in encoded else known[i].vector,
            digest=digests[i],
        )
        for i, item in checked.items()
    ]


def filled(event: Event, state: State) -> Event:
    """An event with its id and time, checked against scenario and catalogue. Raises InvalidEvent, UnknownItem."""
    now = now_ms()
    if not event.event_id or event.timestamp is None:
        event = msgspec.structs.replace(
            event,
            event_id=event.event_id or new_id(now),
            timestamp=now if event.timestamp is None else event.timestamp,
        )
    if is_read(event):
        raise InvalidEvent(
            f"events of type {READING!r}, and ids that begin with '{READING}:', are kept for what a language model reads in others",
            hint="send the text itself, as an event of type 'say' or 'review'.",
        )
    checked_event(event, state.settings.scenario, now)
    if event.event_type == INTEREST:
        _check_edit(event)
    if event.event_type == CONSENT:
        _check_consent(event)
    if event.item_id is not None and state.catalogue.get(event.item_id) is None:
        state.catch_up()  # another process may have put it since
        if state.catalogue.get(event.item_id) is None:
            raise unknown_item(event.item_id, state.catalogue.row_of)
    return event


def event_records(
    events: Sequence[Event], aspects: Sequence[tuple[Aspect, ...]], encoder: Encoder
) -> list[Record]:
    """Events as they are kept, with their readings; all texts are encoded in one go.

    Where the encoder is out of reach the readings are kept without vectors, to be encoded later.
    """

    def encode(
        texts: Sequence[str],
    ) -> Vectors:  # most events hold none: what the encoder is, is not looked at
        return insisted(encoder)(texts)

    try:
        readings = reading.make(aspects, encoder.name, encode)
    except EncoderUnavailable:
        readings = reading.make(aspects, "", lambda texts: np.zeros((len(texts), 0), dtype=np.float32))
    return [Record(event=event, reading=data) for event, data in zip(events, readings, strict=True)]


def renamed(edit: InterestEdit) -> tuple[InterestEdit, ...]:
    """An edit of the label changes what is wanted: the old interest is dropped and the new one declared."""
    if edit.action != "edit" or edit.label is None:
        return (edit,)
    drop = InterestEdit(action="drop", interest_id=edit.interest_id)
    return drop, msgspec.structs.replace(edit, action="declare", interest_id="")


def check_known(edits: Iterable[InterestEdit], interests: Iterable[Interest], user_id: str) -> None:
    """Raise UnknownInterest where an edit is of an interest that is not among these."""
    known = {interest.interest_id for interest in interests}
    for edit in edits:
        if edit.action != "declare" and edit.interest_id not in known:
            raise UnknownInterest(
                f"user {user_id!r} has no interest {edit.interest_id!r}",
                hint=f"`penchant interests {user_id}` lists them with their ids.",
            )


def unknown_item(item_id: str, known: Mapping[str, int]) -> UnknownItem:
    """The error for an id that is not in the catalogue, naming ids that look like it."""
    alike = (other for other in known if other.startswith(item_id[: max(1, len(item_id) - _ENDING)]))
    near = difflib.get_close_matches(item_id, dict.fromkeys(islice(chain(alike, known), LOOKED_THROUGH)), n=3)
    hint = (
        f"did you mean {', '.join(map(repr, near))}?"
        if near
        else "import it first: `penchant import items FILE`."
    )
    return UnknownItem(f"no item {item_id!r} is in the catalogue of {len(known)}", hint=hint)


def new_id(now: int) -> str:
    """20 characters: 48 bits of time, so that ids of one millisecond after another sort by it, then 32 random bits."""
    return f"{now:012x}{secrets.token_hex(4)}"


def _check_consent(event: Event) -> None:
    if event.text is not None or event.item_id is not None:
        raise InvalidEvent(
            f"event {CONSENT!r} of user {event.user_id!r} has a text or an item",
            hint="it has only a context.",
        )
    consent.checked(event.context)


def _check_edit(event: Event) -> None:
    try:
        edit = msgspec.convert(event.context, InterestEdit)
    except msgspec.ValidationError as error:
        raise InvalidEvent(
            f"the context of an {INTEREST!r} event is not an edit: {error}",
            hint="see InterestEdit for its fields.",
        ) from error
    if edit.action == "declare" and not (edit.label or "").strip():
        raise InvalidEvent("an interest is declared without a label", hint="say in words what is wanted.")
    if len(edit.label or "") > LONGEST_TITLE:
        raise InvalidEvent(
            f"a label of {len(edit.label or ''):,} characters; at most {LONGEST_TITLE:,} are kept",
            hint="name it in a few words.",
        )
    if (edit.polarity, edit.hardness) in {(1, "never"), (-1, "must")}:
        raise InvalidEvent(
            f"an interest of polarity {edit.polarity!r} cannot be {edit.hardness!r}",
            hint="'must' is of what is wanted (1), 'never' of what is refused (-1).",
        )
    _check_steering(edit)
    if edit.strength is not None and not 0 < edit.strength < 1:
        raise InvalidEvent(
            f"strength {edit.strength!r} is not between 0 and 1",
            hint="0.8 is a strong interest, 0.3 a mild one.",
        )


def _check_steering(edit: InterestEdit) -> None:
    if edit.explore is not None and not 0 <= edit.explore <= 1:
        raise InvalidEvent(
            f"explore is {edit.explore!r}; a share of the places is between 0 and 1",
            hint="0.3 is three of ten.",
        )
    if not edit.where:
        return
    try:
        parse(edit.where)
    except InvalidExpression as error:
        raise InvalidEvent(
            f"the filter of an interest cannot be read: {error.message}", hint=error.hint
        ) from error
