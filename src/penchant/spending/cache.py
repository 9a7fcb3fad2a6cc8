"""Answers that were given before, so that the same question is not paid for twice."""

from __future__ import annotations

import hashlib
import threading
import time
import unicodedata
from collections import OrderedDict
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from penchant.ports import Prompt

KEPT = 2_000
"""Answers at most."""
LONGEST = 16_000
"""Characters of an answer that is kept: with `KEPT` of them the memory is bounded."""
DAY_SECONDS = 86_400.0
STALE_SECONDS = {"ideas": DAY_SECONDS}
"""By purpose: after a day new ideas are wanted. Anything else holds for `OLDEST_SECONDS`."""
OLDEST_SECONDS = 30 * DAY_SECONDS
_DECODER = msgspec.msgpack.Decoder(list[tuple[str, str, float]])


class Answers:
    """Answers by the digest of what was asked. Thread-safe, bounded, the least used go first.

    An answer is kept as the model gave it, with placeholders where identifiers were: another person's identifiers fill them for
    another person. An answer to a question that was asked before `clear` is not kept after it.
    """

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._lock = threading.Lock()
        self._held: OrderedDict[str, tuple[str, float]] = OrderedDict()
        self.epoch = 0
        """How often all was let go: `put` with an earlier one keeps nothing."""

    def get(self, key: str, purpose: str) -> str | None:
        """The answer, or None where there is none, or one too old for its purpose."""
        with self._lock:
            text, at = self._held.get(key, ("", 0.0))
            if not at or time.time() - at > STALE_SECONDS.get(purpose, OLDEST_SECONDS):
                self._held.pop(key, None)
                return None
            self._held.move_to_end(key)
            return text

    def put(self, key: str, text: str, epoch: int) -> None:
        """Keep an answer to what was asked in that epoch."""
        with self._lock:
            if epoch != self.epoch or len(text) > LONGEST:
                return
            self._held[key] = text, time.time()
            self._held.move_to_end(key)
            while len(self._held) > self._kept:
                self._held.popitem(last=False)

    def clear(self) -> None:
        """Drop all that is kept, and what is on its way."""
        with self._lock:
            self.epoch += 1
            self._held.clear()

    def dump(self) -> bytes:
        """All that is kept, as bytes; empty where that is nothing."""
        with self._lock:
            rows = [(key, text, at) for key, (text, at) in self._held.items()]
        return msgspec.msgpack.encode(rows) if rows else b""

    def load(self, data: bytes) -> None:
        """Take in what `dump` gave; bytes that cannot be read are as none."""
        try:
            rows = _DECODER.decode(data)
        except msgspec.MsgspecError:
            return
        with self._lock:
            for key, text, at in rows[-self._kept :]:
                self._held.setdefault(key, (text, at))

    def __len__(self) -> int:
        return len(self._held)


def is_kept(prompt: Prompt) -> bool:
    """Whether the same question has the same answer: ideas say in their data which try they are."""
    return prompt.temperature == 0 or prompt.purpose == "ideas"


def digest(model: str, prompt: Prompt, data: str) -> str:
    """The key of a question: the model, the purpose, our words, and `data` but for its spaces and the form of its characters."""
    asked = (
        model,
        prompt.purpose,
        prompt.tenant,
        prompt.max_tokens,
        hashlib.blake2b(prompt.instructions.encode(), digest_size=8).hexdigest(),
        msgspec.json.encode(prompt.schema, order="sorted").decode(),
        " ".join(unicodedata.normalize("NFC", data).split()),
    )
    return hashlib.blake2b(msgspec.json.encode(asked), digest_size=16).hexdigest()
