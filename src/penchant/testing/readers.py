"""Scripted second readers: what a language model would answer about texts whose right reading is known, or what it should never."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec

from penchant.capture.licence import lines
from penchant.testing.scripted import ScriptedModel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from penchant.ports import Prompt

    Aspects = list[dict[str, Any]]
    """Aspects as a model writes them; what is left out is plain."""

_TEXT = re.compile(r"<text (\d+)>(.*?)</text \1>", re.DOTALL)
_PLAIN = {"for_whom": "me", "hardness": "soft", "strength": 2, "horizon": "always"}


def texts_in(prompt: Prompt) -> dict[int, str]:
    """The texts of a prompt by number."""
    return {int(number): text for number, text in _TEXT.findall(prompt.data)}


def answer(read: Mapping[int, Iterable[Mapping[str, Any]]], **more: Any) -> str:
    """An answer that holds these aspects for the texts of these numbers."""
    readings = [
        {"text": number, "aspects": [{**_PLAIN, **one} for one in aspects], "constraints": [], **more}
        for number, aspects in read.items()
    ]
    return msgspec.json.encode({"readings": readings}).decode()


def knowing(known: Mapping[str, Aspects], **options: Any) -> ScriptedModel:
    """A model that reads texts as `known` says, the lines of the licence as they should be, and nothing in any other."""
    right = {
        line.text: [labelled(line.text, (a.about,), a.polarity) for a in line.aspects] for line in lines()
    }
    right |= known
    return reading_as(lambda text: right.get(text, []), **options)


def reading_as(read: Callable[[str], Aspects], **options: Any) -> ScriptedModel:
    """A model that reads each text as `read` says."""
    return ScriptedModel(
        lambda prompt: answer({number: read(text) for number, text in texts_in(prompt).items()}), **options
    )


def labelled(text: str, about: Sequence[str], polarity: str, **more: Any) -> dict[str, Any]:
    """A label as an aspect: its object from the first to the last of its words, its quote the clause around that."""
    low = text.lower()
    places = [(low.find(word.lower()), len(word)) for word in about]
    if not places or any(start < 0 for start, _ in places):
        return {"quote": text, "about": "", "polarity": polarity, **more}
    start, end = min(s for s, _ in places), max(s + size for s, size in places)
    return {"quote": text, "about": text[start:end], "polarity": polarity, **more}
