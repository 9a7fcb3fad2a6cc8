"""The `/embeddings` of a server that speaks the OpenAI protocol: vLLM, Ollama, llama.cpp, text-embeddings-inference and others."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING, Any

import numpy as np

from penchant.encode.characters import is_readable, valid
from penchant.errors import EncoderUnavailable, InvalidSetting, MissingExtra

if TYPE_CHECKING:
    from collections.abc import Sequence

    from penchant.ports import Vectors

BATCH = 64
"""Texts in one call."""
FEW = 8
"""Texts that the time for a call is meant for; for more of them the server may take longer to answer, in proportion."""
LONGEST = 8_000
"""Characters of a text that are sent: most servers turn a text away that is longer than their model reads."""
FIRST_PAUSE = 0.1
_AGAIN = frozenset({408, 409, 425, 429, 500, 502, 503, 504})
"""Answers after which the same call may succeed."""


class HttpEncoder:
    """A server's vectors, brought to unit length. Safe to call from threads.

    Every call is bounded: it is made again until its time is up, and raises EncoderUnavailable then. `name` holds the model's
    name, its dimensions and the prefix, for a server does not say which weights stand behind a name.

    Args:
        model: the model's name at the server.
        base_url: the address before `/embeddings`, such as `http://localhost:11434/v1`.
        key: sent as the bearer token, where the server asks for one.
        prefix: put before every text, such as "query: ".
        seconds: for a call of a few texts, tries and pauses together.
        dim: how many dimensions it has, where that is known; else the server is asked.
        transport: for tests, in place of the network.

    Raises:
        InvalidSetting: no address is given.
        EncoderUnavailable: the dimensions are not known, and the server does not answer.
        MissingExtra: httpx is not installed.
    """

    def __init__(
        self,
        model: str,
        base_url: str,
        *,
        key: str = "",
        prefix: str = "",
        seconds: float = 2.0,
        dim: int = 0,
        transport: Any = None,
    ) -> None:
        if not base_url.startswith(("http://", "https://")):
            raise InvalidSetting(
                f"the address {base_url!r} of the encoder {model!r} is none of a server",
                hint='set encoder_url, such as "http://localhost:11434/v1".',
            )
        self._httpx = _library()
        self._model, self._url, self._prefix = model, base_url.rstrip("/") + "/embeddings", prefix
        self._seconds, self.dim = seconds, dim
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._client = self._httpx.Client(headers=headers, transport=transport, follow_redirects=False)
        if not dim:
            self.dim = self._asked(["dimensions"]).shape[1]
        self.name = f"http-{model}-{self.dim}" + (f"-{prefix.strip()}" if prefix else "")

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit rows, float32 `(len(texts), dim)`; a row of zeros where nothing in a text can be seen.

        Raises EncoderUnavailable: the server is away, or gave no answer that can be used, until the time was up.
        """
        places = [place for place, text in enumerate(texts) if is_readable(text)]
        wanted = [self._prefix + valid(texts[place])[:LONGEST] for place in places]
        parts = [self._asked(wanted[at : at + BATCH]) for at in range(0, len(wanted), BATCH)]
        out = np.zeros((len(texts), self.dim), dtype=np.float32)
        if parts:
            out[places] = np.concatenate(parts)
        return out

    def close(self) -> None:
        """Let the connections go."""
        self._client.close()

    def _asked(self, texts: list[str]) -> Vectors:
        """One call's rows. It is made again within `seconds`; an answer that is under way may take longer, where texts are many."""
        until, pause = time.monotonic() + self._seconds, FIRST_PAUSE
        more = self._seconds * max(0, len(texts) - FEW) / FEW
        while True:
            try:
                return self._once(texts, until + more - time.monotonic())
            except _Again as failure:
                if until - time.monotonic() <= pause:
                    raise self._unavailable(f"within {self._seconds:g} s: {failure}") from failure
            time.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311 - so that many do not come again at once
            pause *= 2

    def _once(self, texts: list[str], seconds: float) -> Vectors:
        body = {"model": self._model, "input": texts, "encoding_format": "float"}
        try:
            answer = self._client.post(self._url, json=body, timeout=max(0.01, seconds))
        except self._httpx.HTTPError as error:
            raise _Again(f"{type(error).__name__} {error}".strip()) from error
        if answer.status_code in _AGAIN:
            raise _Again(f"it answered {answer.status_code}")
        if answer.status_code != 200:
            raise self._unavailable(f": it answered {answer.status_code}, {answer.text[:200]!r}")
        return self._rows(answer, len(texts))

    def _rows(self, answer: Any, count: int) -> Vectors:
        """The vectors of an answer in the order asked, each of unit length."""
        try:
            held = sorted(answer.json()["data"], key=lambda one: one["index"])
            rows = np.array([one["embedding"] for one in held], dtype=np.float32)
        except (ValueError, KeyError, TypeError) as error:
            raise self._unavailable(
                f": its answer is not one of embeddings, {answer.text[:100]!r}"
            ) from error
        wanted = (count, self.dim or rows.shape[-1])
        if rows.ndim != 2 or rows.shape != wanted or not rows.shape[-1]:
            raise self._unavailable(f": it gave vectors of shape {rows.shape}, not {wanted}")
        if not np.isfinite(rows).all():
            raise self._unavailable(": it gave what is not a number")
        length = np.linalg.norm(rows, axis=1, keepdims=True)
        unit: Vectors = np.divide(rows, length, out=np.zeros_like(rows), where=length > 0)
        return unit

    def _unavailable(self, why: str) -> EncoderUnavailable:
        joint = "" if why.startswith(":") else " "
        return EncoderUnavailable(
            f"the encoder {self._model!r} at {self._url!r} gave no vectors{joint}{why}",
            hint="see whether the server runs, and holds a model of that name.",
        )


class _Again(Exception):
    """A call that may succeed when it is made again."""


def _library() -> Any:
    try:
        import httpx
    except ImportError as error:
        raise MissingExtra(
            "an encoder at a server needs httpx", hint="pip install 'penchant[client]'."
        ) from error
    return httpx
