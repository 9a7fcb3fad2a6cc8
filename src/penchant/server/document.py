"""The OpenAPI document: what Litestar reads from the routes, and what it cannot know; and a page made of it."""

from __future__ import annotations

import html
import json
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from litestar import Litestar

PROBLEMS = {
    "400": "The request cannot be read.",
    "401": "A key is needed, or this one is not valid.",
    "403": "The key or token does not reach this.",
    "404": "What was named is not there.",
    "413": "Too large.",
    "415": "Another type of body is needed.",
    "422": "A value is wrong; nothing was changed.",
    "429": "Too many requests.",
    "503": "The store does not answer for the moment.",
}
_EVENT = {"user_id": "ann", "event_type": "click", "item_id": "m17"}
_SAID = {"user_id": "ann", "event_type": "say", "text": "I love slow science fiction, but no horror"}
EXAMPLES: dict[tuple[str, str], Any] = {
    ("post", "/v1/events"): {"events": [_EVENT, _SAID]},
    ("put", "/v1/items"): [{"item_id": "m17", "title": "Solaris", "categories": ["Science Fiction"]}],
    ("put", "/v1/items/{item_id}"): {
        "title": "Solaris",
        "categories": ["Science Fiction"],
        "tags": ["slow burn"],
    },
    ("post", "/v1/users/{user_id}/recommendations"): {"n": 5, "text": "something funny tonight"},
    ("post", "/v1/users/{user_id}/interests"): {"label": "Science Fiction", "polarity": 1},
    ("patch", "/v1/users/{user_id}/interests/{interest_id}"): {"strength": 0.8},
    ("post", "/v1/users/{user_id}/interests/{interest_id}/{action}"): {},
    ("post", "/v1/chat"): {"user_id": "ann", "text": "only under 2 hours", "n": 5},
    ("patch", "/v1/users/{user_id}/consent"): {"reading": True, "ideas": False},
    ("post", "/v1/users/{user_id}/merge"): {"from": "visitor-8431"},
    ("post", "/v1/users/{user_id}/tokens"): {"seconds": 3600},
}
WAITING = {
    ("get", "/v1/users/{user_id}/interests"),
    ("get", "/v1/users/{user_id}/recommendations"),
    ("post", "/v1/users/{user_id}/recommendations"),
}
"""The routes that take `wait_for`."""
PARAMETERS = {
    "user_id": ("The user's id, percent-encoded; it may hold any printable character.", "ann"),
    "item_id": ("The item's id, percent-encoded.", "m17"),
    "interest_id": ("The interest's id, as `interests` gives it.", "ie265389550"),
    "slate_id": ("The slate's id.", "01a2f0c4b5d6e7f80912"),
    "cursor": ("`next_cursor` of the page before.", None),
    "limit": ("How many at most.", 20),
    "n": ("How many places.", 10),
    "q": ("Words to search the catalogue for.", "science fiction"),
    "text": ("What the user asks for in this moment; not kept as an event.", "something funny tonight"),
    "where": ("A filter over item fields, see docs/where.md.", 'categories has "Comedy"'),
    "wait_for": ("An event's id: the answer waits, for a bounded time, until it holds that event.", None),
    "exclude": ("Ids of items to leave out.", ["m17"]),
    "by": ("The measure of likeness.", "cosine"),
    "language": ("Of the sentences.", "en"),
}


def of(app: Litestar) -> dict[str, Any]:
    """The document, made once for each application."""
    held: dict[str, Any] | None = app.state.get("document")
    if held is None:
        held = app.state["document"] = _finished(app)
    return held


def _finished(app: Litestar) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(app.openapi_schema.to_schema()))
    schemas = found.setdefault("components", {}).setdefault("schemas", {})
    _exact(schemas)
    found["components"]["securitySchemes"] = {
        "bearer": {"type": "http", "scheme": "bearer", "description": "A key, or a user token."},
        "apiKey": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
    }
    scopes = _scopes(app)
    for path, operations in found["paths"].items():
        for method, operation in operations.items():
            _finish(operation, method, path, scopes.get((method, path)))
    _events(found["paths"]["/v1/events"]["post"])
    _stream(found["paths"]["/v1/users/{user_id}/stream"]["get"])
    _chat(found["paths"]["/v1/chat"]["post"])
    _without_vectors(schemas)
    return found


def _scopes(app: Litestar) -> dict[tuple[str, str], str | None]:
    """The scope of each route, by method and path as the document writes it."""
    return {
        (method.lower(), route.path_format): handler.opt["scope"]
        for route in app.routes
        for handler in getattr(route, "route_handlers", ())
        if "scope" in handler.opt
        for method in getattr(handler, "http_methods", ())
    }


def _finish(operation: dict[str, Any], method: str, path: str, scope: str | None) -> None:
    for parameter in operation.get("parameters", []):
        words, example = PARAMETERS.get(parameter["name"], ("", None))
        parameter.update({"description": words} if words else {})
        parameter.update({"example": example} if example is not None else {})
        parameter["schema"].update({"minLength": 1} if parameter["in"] == "path" else {})
    example = EXAMPLES.get((method, path))
    content = operation.get("requestBody", {}).get("content", {})
    if example is not None and "application/json" in content:
        content["application/json"]["example"] = example
    operation["responses"] = {
        status: answer for status, answer in operation["responses"].items() if status != "400"
    }
    for status, words in PROBLEMS.items():
        if scope is None and status in ("401", "403", "429", "413", "415"):
            continue
        operation["responses"].setdefault(status, _problem(words))
    if (method, path) in WAITING:
        operation["responses"]["409"] = _problem("The event of `wait_for` was not stored in time.")
    operation["security"] = [{"bearer": []}, {"apiKey": []}] if scope else []
    if scope:
        operation["description"] = f"Needs the scope `{scope}`."


def _problem(words: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/ProblemDetails"}
    return {"description": words, "content": {"application/problem+json": {"schema": schema}}}


def _exact(schemas: dict[str, Any]) -> None:
    """The schemas of our values as msgspec, which reads and writes them, gives them; Litestar's differ in what they allow."""
    import msgspec

    from penchant import domain
    from penchant.server import metrics, problems
    from penchant.server.routes import chat, events, items, lists, system, users

    rooms = (domain, problems, metrics, items, events, users, lists, chat, system)
    found = {kind.__name__: kind for room in rooms for kind in vars(room).values() if _is_value(kind)}
    _, made = msgspec.json.schema_components(
        tuple(found.values()), ref_template="#/components/schemas/{name}", schema_hook=_any
    )
    reached = set(schemas) | {
        "Event",
        "Observed",
        "Batch",
        "ObservedBatch",
        "LineAnswer",
        "ProblemDetails",
        "Reply",
    }
    while True:
        text = json.dumps([made[name] for name in reached if name in made])
        more = {name for name in made if f'schemas/{name}"' in text} - reached
        if not more:
            break
        reached |= more
    schemas.update({name: made[name] for name in reached if name in made})


def _is_value(kind: object) -> bool:
    from penchant.domain import Value

    return isinstance(kind, type) and issubclass(kind, Value) and kind is not Value


def _any(_: type) -> dict[str, Any]:
    return {}


def _events(operation: dict[str, Any]) -> None:
    single, batch = ({"$ref": f"#/components/schemas/{name}"} for name in ("Event", "Batch"))
    operation["parameters"] = [
        {
            "name": "Idempotency-Key",
            "in": "header",
            "schema": {"type": "string"},
            "description": "Names events that have no id, so that a repeated request counts once.",
        }
    ]
    operation["requestBody"] = {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"anyOf": [batch, single]},
                "example": EXAMPLES["post", "/v1/events"],
            },
        },
    }
    answers = [{"$ref": f"#/components/schemas/{name}"} for name in ("ObservedBatch", "Observed")]
    operation["description"] += (
        " One event, or `{events: […]}`: all or none. With `Content-Type: application/x-ndjson` one event a line, each line"
        " answered in order by a line `{line, event_id, new}` or `{line, problem}`."
    )
    line = {"$ref": "#/components/schemas/LineAnswer"}
    operation["responses"]["200"] = {
        "description": "Stored, and in the next list.",
        "content": {
            "application/json": {"schema": {"anyOf": answers}},
            "application/x-ndjson": {"schema": line},
        },
    }


def _stream(operation: dict[str, Any]) -> None:
    operation["description"] += (
        " Server-sent events: `observed` Observed, `interests` (a Profile with `changed_by`), `slate` Slate, `erased` {},"
        " `ping`. Send `Last-Event-ID` to go on. A browser may give its token as `access_token` in the query."
    )
    operation["responses"]["200"] = {
        "description": "The stream, without an end.",
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    }


def _chat(operation: dict[str, Any]) -> None:
    operation["description"] += (
        " A key needs `read` too. With `Accept: application/json` the whole Reply, else server-sent events: `observed` Observed,"
        " `slate` Slate, `text` {delta}, `question` Question, and last `reply` Reply; `problem` where it breaks off."
    )
    operation["responses"]["200"] = {
        "description": "The turn is taken in and answered.",
        "content": {
            "application/json": {"schema": {"$ref": "#/components/schemas/Reply"}},
            "text/event-stream": {
                "schema": _one_of("observed", "slate", "text", "question", "reply", "problem")
            },
        },
    }


def _one_of(*names: str) -> dict[str, Any]:
    """A server-sent event of one of these names; its data is JSON."""
    fields = {"event": {"type": "string", "enum": list(names)}, "data": {"type": "string"}}
    return {"type": "object", "properties": fields, "required": ["event", "data"]}


def _without_vectors(schemas: dict[str, Any]) -> None:
    for schema in schemas.values():
        schema.get("properties", {}).pop("vector", None)
        if "required" in schema:
            schema["required"] = [name for name in schema["required"] if name != "vector"]


STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h2 { margin: 2rem 0 0.5rem; font-size: 1rem; font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
b { display: inline-block; min-width: 4.5rem; }
p, table { margin: 0.25rem 0; }
td, th { text-align: left; vertical-align: top; padding: 0.1rem 1rem 0.1rem 0; }
pre { overflow-x: auto; padding: 0.5rem 1rem; border: 1px solid color-mix(in srgb, currentColor 25%, transparent); }
"""


def page(document: dict[str, Any]) -> str:
    """A plain page of every route, without scripts."""
    parts = [_route(p, m, o) for p, ops in document["paths"].items() for m, o in ops.items()]
    return _frame(document["info"]["version"], "".join(parts))


@cache
def _frame(version: str, body: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Penchant API</title>'
        '<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/docs/style.css"></head><body>'
        f"<h1>Penchant API {html.escape(version)}</h1>"
        '<p>The whole contract, for programs: <a href="/openapi.json">openapi.json</a>. '
        'To watch it: <a href="/console">the console</a>.</p>'
        f"{body}</body></html>"
    )


def _route(path: str, method: str, operation: dict[str, Any]) -> str:
    rows = "".join(
        f"<tr><td><code>{html.escape(one['name'])}</code></td><td>{one['in']}</td>"
        f"<td>{html.escape(one.get('description', ''))}</td></tr>"
        for one in operation.get("parameters", [])
    )
    example = EXAMPLES.get((method, path))
    shown = f"<pre>{html.escape(json.dumps(example, indent=1))}</pre>" if example is not None else ""
    words = f"{operation.get('summary', '')}. {operation.get('description', '')}"
    table = f"<table>{rows}</table>" if rows else ""
    return f"<h2><b>{method.upper()}</b> {html.escape(path)}</h2><p>{html.escape(words)}</p>{table}{shown}"
