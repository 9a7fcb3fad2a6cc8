"""A language model whose answers are written beforehand: for tests, and for playing recorded answers again."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from penchant.errors import ModelUnavailable
from penchant.ports import Completion

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from penchant.ports import Prompt


class ScriptedModel:
    """Answers with what `answer` returns for a prompt; a raised error is raised, and None is a server that cannot be reached.

    Args:
        answer: from a prompt to the text of the answer.
        seconds: how long each answer takes; longer than the time-out, it is not given.
        local: whether it counts as a model in this process.
    """

    def __init__(
        self, answer: Callable[[Prompt], str | None], *, seconds: float = 0.0, local: bool = True
    ) -> None:
        self.name, self.local = "scripted", local
        self.input_price = self.output_price = 0.0
        self._answer, self._seconds = answer, seconds
        self._lock = threading.Lock()
        self.asked: list[Prompt] = []
        """Every prompt that came, in order."""

    def complete(self, prompt: Prompt, timeout: float) -> Completion:
        """What the script says. Raises ModelUnavailable where it says nothing, or not in time."""
        with self._lock:
            self.asked.append(prompt)
        time.sleep(min(self._seconds, timeout))
        text = self._answer(prompt) if self._seconds <= timeout else None
        if text is None:
            raise ModelUnavailable("the scripted model gives no answer", hint="this is part of a test.")
        return Completion(
            text=text,
            input_tokens=_tokens(prompt.instructions + prompt.data),
            output_tokens=_tokens(text),
        )

    def stream(self, prompt: Prompt, timeout: float) -> Iterator[str]:
        """The same, line by line."""
        yield from self.complete(prompt, timeout).text.splitlines(keepends=True)

    def close(self) -> None:
        """Nothing to let go."""


def _tokens(text: str) -> int:
    return len(text) // 4 + 1
