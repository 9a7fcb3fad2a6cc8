"""What is kept of a text beside the text: its aspects and their vectors, so that it is read and encoded once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import numpy as np

from penchant.capture.clauses import READER, read, read_with_grounds
from penchant.capture.head import VERSION, knows, reconsidered
from penchant.capture.marks import Read
from penchant.domain import Aspect, Value
from penchant.text import language, tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from penchant.domain import Event, InterestEdit, Polarity
    from penchant.ports import Encoder, Vectors

    Encode = Callable[[Sequence[str]], Vectors]

ASPECTS = 16
"""At most so many aspects of one text are kept: a long review does not drown the rest of a person's words."""
PLAIN = 2
"""Strength of a plain wish."""
REPLY_TO = "reply_to"
"""Key of an event's `context` that holds the other party's turn which its text answers."""
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


def reader_with(encoder: str) -> str:
    """Who reads where texts are encoded by the encoder of that name: the rules, and the head if it knows the encoder."""
    return f"{READER}+{VERSION}" if knows(encoder) else READER


def aspects_of(event: Event, encoder: Encoder | None = None) -> tuple[Aspect, ...]:
    """How an event's text is read; a request's bare words count as wanted now.

    Where `event.context["reply_to"]` holds a text, it is what "it" or "no thanks" answers: see `read`. There, in a
    request, and without an encoder, the rules alone decide: the head reads both worse than they do (docs/reading.md).
    """
    text = event.text or ""
    if event.event_type in REQUESTS:
        return wished(text)
    before = replied_to(event)
    aspects, grounds = read_with_grounds(text, before=before)
    said = Read(text, aspects[:ASPECTS], grounds[:ASPECTS])
    return reconsidered(said, encoder) if encoder is not None and not before else said.aspects


def replied_to(event: Event) -> str:
    """The other party's turn that an event's text answers; "" where none was given."""
    before = event.context.get(REPLY_TO)
    return before if isinstance(before, str) else ""


def wished(text: str) -> tuple[Aspect, ...]:
    """How the words of a request are read: what has no verdict of its own is asked for, and words that name nothing are one."""
    found = tuple(_asked_for(aspect) for aspect in read(text, wish=True)[:ASPECTS])
    whole = text.strip()
    if any(aspect.about for aspect in found) or not tokens(whole):
        return found
    return (
        Aspect(
            quote=whole, about=whole, polarity="like", horizon="now", language=language(whole), end=len(whole)
        ),
    )


def _asked_for(aspect: Aspect) -> Aspect:
    if aspect.polarity not in {"neutral", "question"}:
        return aspect
    return msgspec.structs.replace(
        aspect, polarity="like", horizon="now", strength=max(aspect.strength, PLAIN)
    )


def declared(edit: InterestEdit) -> tuple[Aspect, ...]:
    """A declaration as an aspect: linked, weighed and overruled like any other word. One that steers is about no topic: none."""
    if edit.action != "declare" or not edit.label or edit.where is not None or edit.explore is not None:
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
            language=language(edit.label),
            end=len(edit.label),
        ),
    )


def make(found: Sequence[Sequence[Aspect]], encoder: str, encode: Encode, *, reader: str = "") -> list[bytes]:
    """The readings of many texts as they are stored, encoded in one go; empty for a text without aspects.

    `reader` is who read them, where it was not the rules.
    """
    phrases = [a.about or a.quote for aspects in found for a in aspects]
    vectors = encode(phrases).astype(np.float16) if phrases else np.zeros((0, 0), dtype=np.float16)
    made, start, reader = [], 0, reader or reader_with(encoder)
    for aspects in found:
        stop = start + len(aspects)
        one = Reading(
            reader=reader, encoder=encoder, aspects=tuple(aspects), vectors=vectors[start:stop].tobytes()
        )
        made.append(msgspec.msgpack.encode(one) if aspects else b"")
        start = stop
    return made


def is_by(data: bytes, encoder: str) -> bool:
    """Whether the vectors of a stored reading are by the encoder of that name."""
    return _DECODER.decode(data).encoder == encoder


def made_anew(readings: Sequence[bytes], encoder: str, encode: Encode) -> list[bytes]:
    """Stored readings with their vectors by another encoder, encoded in one go; who read them, and what, stays."""
    held = [_DECODER.decode(data) for data in readings]
    phrases = [a.about or a.quote for one in held for a in one.aspects]
    vectors = iter(encode(phrases).astype(np.float16) if phrases else ())
    return [
        msgspec.msgpack.encode(
            msgspec.structs.replace(
                one, encoder=encoder, vectors=b"".join(next(vectors).tobytes() for _ in one.aspects)
            )
        )
        for one in held
    ]


def load(data: bytes, encoder: str, encode: Encode) -> tuple[tuple[Aspect, ...], Vectors]:
    """Aspects and raw vectors of a stored reading; encoded anew if another encoder made it."""
    reading = _DECODER.decode(data)
    if reading.encoder != encoder:
        return reading.aspects, encode([a.about or a.quote for a in reading.aspects])
    return reading.aspects, reading.rows()


def aspects_in(data: bytes) -> tuple[Aspect, ...]:
    """The aspects alone of a stored reading."""
    return _DECODER.decode(data).aspects
