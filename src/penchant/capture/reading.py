"""What is kept of a text beside the text: its aspects and their vectors, so that it is read and encoded once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import numpy as np

from penchant.capture.clauses import READER, read
from penchant.domain import Aspect, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from penchant.domain import Event, InterestEdit, Polarity
    from penchant.ports import Vectors

    Encode = Callable[[Sequence[str]], Vectors]

ASPECTS = 16
"""At most so many aspects of one text are kept: a long review does not drown the rest of a person's words."""
REQUESTS = frozenset({"search"})
"""Event types whose bare words are a wish: nobody writes "I want" into a search box."""


class Reading(Value, frozen=True):
    """Aspects and their raw vectors, float16 rows one after another, and who made them."""

    reader: str
    encoder: str
    aspects: tuple[Aspect, ...] = ()
    vectors: bytes = b""

    def rows(self) -> Vectors:
        """The vectors, float32 `(len(aspects), d)`."""
        flat = np.frombuffer(self.vectors, dtype=np.float16).astype(np.float32)
        return flat.reshape(len(self.aspects), -1) if self.aspects else flat.reshape(0, 0)


_DECODER = msgspec.msgpack.Decoder(Reading)


def aspects_of(event: Event) -> tuple[Aspect, ...]:
    """How an event's text is read; a request's bare words count as wanted now."""
    found = read(event.text or "")[:ASPECTS]
    return wished(found) if event.event_type in REQUESTS else found


def wished(aspects: Sequence[Aspect]) -> tuple[Aspect, ...]:
    """Aspects of a request: what has no verdict of its own is asked for."""
    return tuple(
        msgspec.structs.replace(a, polarity="like", horizon="now")
        if a.polarity in {"neutral", "question"}
        else a
        for a in aspects
    )


def declared(edit: InterestEdit) -> tuple[Aspect, ...]:
    """A declaration as an aspect: it is then linked, weighed and overruled like any other word."""
    if edit.action != "declare" or not edit.label:
        return ()
    hardness = edit.hardness or "soft"
    refused = hardness == "never" if edit.polarity is None else edit.polarity < 0
    polarity: Polarity = "never" if refused and hardness == "never" else "dislike" if refused else "like"
    return (
        Aspect(
            quote=edit.label,
            about=edit.label,
            polarity=polarity,
            hardness=hardness,
            strength=3,
            end=len(edit.label),
        ),
    )


def make(found: Sequence[Sequence[Aspect]], encoder: str, encode: Encode) -> list[bytes]:
    """The readings of many texts as they are stored, encoded in one go; empty for a text without aspects."""
    phrases = [a.about or a.quote for aspects in found for a in aspects]
    vectors = encode(phrases).astype(np.float16) if phrases else np.zeros((0, 0), dtype=np.float16)
    made, start = [], 0
    for aspects in found:
        stop = start + len(aspects)
        one = Reading(
            reader=READER, encoder=encoder, aspects=tuple(aspects), vectors=vectors[start:stop].tobytes()
        )
        made.append(msgspec.msgpack.encode(one) if aspects else b"")
        start = stop
    return made


def load(data: bytes, encoder: str, encode: Encode) -> tuple[tuple[Aspect, ...], Vectors]:
    """Aspects and raw vectors of a stored reading; encoded anew if another encoder made it."""
    reading = _DECODER.decode(data)
    if reading.encoder != encoder:
        return reading.aspects, encode([a.about or a.quote for a in reading.aspects])
    return reading.aspects, reading.rows()


def aspects_in(data: bytes) -> tuple[Aspect, ...]:
    """The aspects alone of a stored reading."""
    return _DECODER.decode(data).aspects
