"""A prompt as messages of a chat, and what a model's talk around its answer hides: the same for every adapter."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from penchant.ports import Prompt

Message = dict[str, str]

_MARKS = re.compile(
    r"(<)(?=[|｜]|<SYS>|<?/?(?:s|SYS|bos|eos|pad|unk|think|tool_call|start_of_turn|end_of_turn|im_start|im_end)\b[^<]{0,9}>)"
    r"|(\[)(?=/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS)\])",
    re.IGNORECASE,
)
"""Where a chat template's own marks begin (ChatML, Llama, Mistral, Gemma, DeepSeek): a server would take them for a new turn."""
_THOUGHT = "<think>"
_THOUGHT_ENDS = "</think>"
_PLACES = 40
"""Braces at which a document is looked for in an answer."""


def messages(prompt: Prompt, *, schema_in_words: bool = False) -> list[Message]:
    """Our instructions as the system's, the words of people and items as the user's.

    A schema may hold words of the catalogue, so where it must be told in words it is the user's too.
    """
    said = disarmed(prompt.data)
    if schema_in_words and prompt.schema:
        schema = disarmed(json.dumps(prompt.schema, ensure_ascii=False))
        said = f"Answer with one JSON document that follows this JSON schema, and nothing else:\n{schema}\n\n{said}"
    return [
        {"role": "system", "content": encodable(prompt.instructions)},
        {"role": "user", "content": said},
    ]


def disarmed(text: str) -> str:
    """The text with a space after the bracket of every mark of a chat template, so that it stays words; UTF-8 can hold it."""
    return _MARKS.sub(lambda found: f"{found[0]} ", encodable(text))


def encodable(text: str) -> str:
    """The text with `?` for halves of characters, which no server can read."""
    return text.encode("utf-8", "replace").decode()


def document(text: str) -> str:
    """The JSON document in an answer, without thoughts, fences and talk around it; the answer as it is where there is none."""
    bare = without_thought(text).strip()
    if _parses(bare):
        return bare
    decoder = json.JSONDecoder()
    places = (found.start() for found, _ in zip(re.finditer(r"[{\[]", bare), range(_PLACES), strict=False))
    for place in places:
        try:
            value, end = decoder.raw_decode(bare, place)
        except (ValueError, RecursionError):
            continue
        if value:
            return bare[place:end]
    return bare


def _parses(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def without_thought(text: str) -> str:
    """An answer without what a thinking model wrote before it."""
    start = text.lstrip()
    if not start.startswith(_THOUGHT):
        return text
    return start.partition(_THOUGHT_ENDS)[2].lstrip()


class Spoken:
    """The parts of an answer as they come, without the thoughts before it."""

    def __init__(self) -> None:
        self._held: str | None = ""

    def feed(self, part: str) -> Iterator[str]:
        """What may be shown of what came so far."""
        if self._held is None:
            if part:
                yield part
            return
        self._held += part
        start = self._held.lstrip()
        thinking = start.startswith(_THOUGHT)
        if (thinking and _THOUGHT_ENDS not in start) or (not thinking and _THOUGHT.startswith(start)):
            return
        yield from self.rest()

    def rest(self) -> Iterator[str]:
        """What was held back in case it were a thought."""
        held, self._held = without_thought(self._held or ""), None
        if held:
            yield held
