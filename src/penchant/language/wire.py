"""The OpenAI protocol, as far as it is spoken here: bodies of requests, what came back, and how servers differ.

https://platform.openai.com/docs/api-reference/chat; what each server makes of it is in docs/howto/models.md.
"""

from __future__ import annotations

import email.utils
import hashlib
import json
import re
import time
from typing import TYPE_CHECKING, Any, Literal

from penchant.domain import Value
from penchant.language.messages import document, messages, without_thought
from penchant.ports import Completion
from penchant.spending.tally import tokens_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from penchant.ports import Prompt

Form = Literal["schema", "unbounded", "object", "text"]
"""How an answer is held to a schema: by the server token by token; so, but without the bounds of strings and lists, which some
servers do not take; to some JSON by the server; by words alone."""
_NEXT: dict[Form, Form] = {"schema": "unbounded", "unbounded": "object", "object": "text"}
_BOUNDS = frozenset(("maxLength", "minItems", "maxItems", "minimum", "maximum"))
_HELD = ("schema", "unbounded")
_CODE = re.compile(r"[A-Za-z][\w.-]{0,59}")
_ADAPTABLE = (400, 404, 415, 422, 501)
"""Statuses with which servers turn down a field they do not know: 400 mostly, 422 where pydantic checks requests."""
_AGAIN = (408, 409, 425, 429)
_WELL = (400, 404, 405, 413, 415, 422)
"""The server is well, this request is not."""


class Dialect(Value, frozen=True):
    """What a server understands: the form of answers, the name of the bound on them, whether it takes a temperature."""

    form: Form = "schema"
    bound: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    temperature: bool = True


class Fault(Value, frozen=True):
    """Why there is no answer: in words, whether to try `again`, whether the server is `ill`, and the seconds it asked to `wait`."""

    message: str
    hint: str
    again: bool = False
    ill: bool = True
    wait: float = 0.0


class Faulty(Exception):
    """A fault on its way up."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


def body(
    name: str, prompt: Prompt, dialect: Dialect, *, stream: bool, extra: Mapping[str, Any]
) -> dict[str, Any]:
    """The request for an answer. `extra` is laid over all but the messages."""
    asked: dict[str, Any] = {"model": name, dialect.bound: prompt.max_tokens, "stream": stream}
    if dialect.temperature:
        asked["temperature"] = prompt.temperature
    if prompt.schema and dialect.form in _HELD:
        schema = prompt.schema if dialect.form == "schema" else unbounded(prompt.schema)
        form = {"name": prompt.purpose, "strict": True, "schema": schema}
        asked["response_format"] = {"type": "json_schema", "json_schema": form}
    elif prompt.schema and dialect.form == "object":
        asked["response_format"] = {"type": "json_object"}
    return asked | dict(extra) | {"messages": messages(prompt, schema_in_words=dialect.form not in _HELD)}


def unbounded(schema: Any) -> Any:
    """A schema without the bounds of its strings, numbers and lists; the names of fields stay, whatever they are."""
    if isinstance(schema, list):
        return [unbounded(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    fields = schema.get("properties")
    plain = {k: unbounded(v) for k, v in schema.items() if k not in _BOUNDS and k != "properties"}
    return plain | ({"properties": {k: unbounded(v) for k, v in fields.items()}} if fields else {})


def adapted(dialect: Dialect, status: int, complaint: str, prompt: Prompt) -> Dialect | None:
    """The dialect to try after a request was turned down with `complaint`; None where another would not help."""
    said = complaint.lower()
    if status not in _ADAPTABLE or "context" in said:
        return None
    if "max_completion_tokens" in said and dialect.bound == "max_tokens":
        return Dialect(form=dialect.form, bound="max_completion_tokens", temperature=dialect.temperature)
    if "temperature" in said and dialect.temperature:
        return Dialect(form=dialect.form, bound=dialect.bound, temperature=False)
    if prompt.schema and dialect.form != "text" and status != 404:
        same = dialect.form == "schema" and unbounded(prompt.schema) == prompt.schema
        form = _NEXT["unbounded" if same else dialect.form]
        return Dialect(form=form, bound=dialect.bound, temperature=dialect.temperature)
    return None


def completion(raw: bytes, prompt: Prompt) -> Completion:
    """The answer in a response's body, its tokens estimated where the server does not count them. Raises Faulty."""
    plain = _object(raw)
    choice = _choice(plain)
    message = choice.get("message")
    text = said_in(message) if isinstance(message, dict) else ""
    usage = plain.get("usage")
    usage = usage if isinstance(usage, dict) else {}
    return Completion(
        text=document(text) if prompt.schema else without_thought(text),
        input_tokens=_count(usage.get("prompt_tokens"), prompt.instructions + prompt.data),
        output_tokens=_count(usage.get("completion_tokens"), text),
        finished=choice.get("finish_reason") not in {"length", "content_filter"},
    )


def identity(raw: bytes, name: str) -> str:
    """A digest of what a list of models tells of the weights behind a name; "" where it tells nothing.

    Most servers give the time of the question as `created`; Ollama gives that of the file.
    """
    try:
        listed = _object(raw).get("data")
    except Faulty:
        return ""
    rows = [row for row in listed if isinstance(row, dict)] if isinstance(listed, list) else []
    row = next((row for row in rows if row.get("id") == name), None)
    if row is None:
        return ""
    meta = row.get("meta")
    told: dict[str, Any] = {key: row.get(key) for key in ("root", "parent", "digest") if row.get(key)}
    told |= {k: v for k, v in meta.items() if k != "n_ctx"} if isinstance(meta, dict) else {}
    if row.get("owned_by") == "library":
        told["created"] = row.get("created")
    held = json.dumps(told, sort_keys=True, default=str)
    return hashlib.blake2b(held.encode(), digest_size=8).hexdigest() if told else ""


def delta(line: bytes) -> tuple[str, bool]:
    """What a line of a stream adds to the answer, and whether the answer ends with it. Raises Faulty."""
    if not line.startswith(b"data:"):
        return "", False  # a comment that keeps the line open, an event's name, the gap between two
    data = line[5:].strip()
    if data == b"[DONE]":
        return "", True
    plain = _object(data)
    if not plain.get("choices"):
        return "", False
    choice = _choice(plain)
    added = choice.get("delta")
    return said_in(added) if isinstance(added, dict) else "", choice.get("finish_reason") is not None


def said_in(message: Mapping[str, Any]) -> str:
    """The text of a message, whether it is one string or a list of parts."""
    content = message.get("content")
    if isinstance(content, list):
        return "".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return content if isinstance(content, str) else ""


def turned_down(status: int, headers: Mapping[str, str], raw: bytes, name: str) -> Fault:
    """The fault behind a status. Of the body only a code is told: servers repeat keys and people's words in their messages."""
    code = code_in(raw)
    what = f"the server of {name!r} answered {status}" + (f" ({code})" if code else "")
    again = status in _AGAIN or status >= 500
    wait = _asked_to_wait(headers) if again else 0.0
    return Fault(
        message=what, hint=_HINTS.get(status, _hint(status)), again=again, ill=status not in _WELL, wait=wait
    )


_HINTS = {
    401: "is the key right? It is `language_model.key`, or PENCHANT_MODEL_KEY.",
    403: "the key may not use this model.",
    404: "is `language_model.base_url` complete, often with /v1, and does the server have this model?",
    429: "it asks for fewer calls; those that come now wait or fail.",
}


def _hint(status: int) -> str:
    if 300 <= status < 400:
        return "redirects are not followed, lest words go elsewhere: give the final address as `base_url`."
    return "the server's own log says more." if status >= 500 else "the server does not take this request."


def code_in(raw: bytes) -> str:
    """The code or type of an error, where it is one word; "" where none is told."""
    try:
        plain = json.loads(raw)
    except (ValueError, RecursionError):
        return ""
    error = plain.get("error", plain) if isinstance(plain, dict) else {}
    found = (error.get("code"), error.get("type")) if isinstance(error, dict) else ()
    return next((word for word in found if isinstance(word, str) and _CODE.fullmatch(word)), "")


def _asked_to_wait(headers: Mapping[str, str]) -> float:
    """Seconds in `Retry-After`, a number or a date (RFC 9110, 10.2.3); 0 where there is none."""
    told = headers.get("retry-after", "")
    try:
        return max(0.0, float(told))
    except ValueError:
        pass
    try:
        return max(0.0, email.utils.parsedate_to_datetime(told).timestamp() - time.time())
    except ValueError:
        return 0.0


def _object(raw: bytes) -> dict[str, Any]:
    try:
        plain = json.loads(raw)
    except (ValueError, RecursionError):
        plain = None
    if not isinstance(plain, dict):
        raise Faulty(_not_spoken("what came is no JSON object"))
    if plain.get("error"):
        raise Faulty(_not_spoken(f"it reports an error: {code_in(raw) or 'without a code'}"))
    return plain


def _choice(plain: Mapping[str, Any]) -> dict[str, Any]:
    choices = plain.get("choices")
    if not isinstance(choices, list) or not choices or not isinstance(choices[0], dict):
        raise Faulty(_not_spoken("the answer holds no choice"))
    return choices[0]


def _not_spoken(why: str) -> Fault:
    return Fault(
        message=f"the server does not answer as the OpenAI protocol says: {why}",
        hint="is `language_model.base_url` complete, often with /v1?",
        again=True,
    )


def _count(told: object, text: str) -> int:
    return told if isinstance(told, int) and told >= 0 else tokens_in(text)
