"""Nobody gets in without a key, further than its scope, or to another's data; and nothing that is sent does harm."""

from __future__ import annotations

import base64
import json
import logging
import socket
import time

import httpx
import msgspec
import pytest

from penchant.errors import InvalidInput, InvalidSetting, NotFound
from penchant.server import keys, run
from penchant.server.limits import Rate, check_depth
from penchant.server.options import Options
from penchant.server.problems import Problem
from small_server import bearer, serving
from small_world import open_world, said

PUBLIC = {
    "/",
    "/console",
    "/console/{path}",
    "/openapi.json",
    "/penchant.js",
    "/docs",
    "/docs/style.css",
    "/health/live",
    "/health/ready",
}
BY_BODY = {"/v1/events", "/v1/chat"}
"""Whom they are about stands in the body."""
OWN = {
    *BY_BODY,
    "/v1/users/{user_id}/consent",
    "/v1/users/{user_id}/events",
    "/v1/users/{user_id}/interests",
    "/v1/users/{user_id}/interests/{interest_id}",
    "/v1/users/{user_id}/interests/{interest_id}/{action}",
    "/v1/users/{user_id}/recommendations",
    "/v1/users/{user_id}/stream",
    "/v1/slates/{slate_id}",
    "/v1/slates/{slate_id}/explanation",
}
"""All that a user token may open."""
BODY = {"label": "x", "from": "y", "user_id": "eve", "event_type": "click", "item_id": "alien"}


def routes(client):
    """Every method and path there is, from the program itself."""
    app = client.service_app
    for route in app.routes:
        for handler in getattr(route, "route_handlers", ()):
            for method in handler.http_methods:
                if (
                    method != "OPTIONS"
                    and "unused" not in route.path
                    and not route.path.startswith("/internal")
                ):
                    yield method, route.path_format


def call(client, method, path, key=None, user="ann", slate="s"):
    values = {"user_id": user, "item_id": "alien", "interest_id": "i", "slate_id": slate, "action": "pin"}
    address = path.format(**values, name="shop", path="x.js")
    headers = bearer(key) if key else {}
    body = {"json": BODY} if method in ("POST", "PUT", "PATCH") else {}
    with client.stream(method, address, headers=headers, **body) as answer:
        if answer.status_code != 200 or not path.endswith("/stream"):
            answer.read()
        return answer


def test_without_a_key_only_what_is_public_answers(guarded):
    seen = set()
    for method, path in routes(guarded):
        seen.add(path)
        answer = call(guarded, method, path)
        if path in PUBLIC:
            assert answer.status_code not in (401, 403), path
        else:
            assert answer.status_code == 401, (method, path)
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.headers["www-authenticate"].startswith("Bearer")
    assert seen >= PUBLIC | OWN


@pytest.mark.parametrize(
    "wrong", ["x", "pk_", "pk_0_0", "pu_", "pu_a.b", "pu_é.é".encode().decode("latin-1"), "pu_e30.e30"]
)
def test_a_wrong_key_opens_nothing(guarded, wrong):
    for headers in (bearer(wrong), {"X-API-Key": wrong}):
        raw = {name: value.encode("latin-1") for name, value in headers.items()}
        assert guarded.get("/v1/items", headers=raw).status_code == 401


def test_a_key_opens_what_its_scope_says(guarded):
    allowed = {
        ("ingest", "read"): 403,
        ("ingest", "ingest"): 200,
        ("read", "read"): 200,
        ("read", "ingest"): 403,
    }
    event = {"user_id": "ann", "event_type": "click", "item_id": "alien"}
    for (scope, wanted), status in allowed.items():
        headers = bearer(guarded.keys[scope])
        if wanted == "read":
            answer = guarded.get("/v1/users/ann/interests", headers=headers)
        else:
            answer = guarded.post("/v1/events", json=event, headers=headers)
        assert answer.status_code == status, (scope, wanted)
    for scope in ("ingest", "read", "tokens"):
        headers = bearer(guarded.keys[scope])
        assert guarded.delete("/v1/users/nobody", headers=headers).status_code == 403
        assert guarded.get("/v1/users/nobody/export", headers=headers).status_code == 403
        assert guarded.get("/v1/users", headers=headers).status_code == 403
        assert guarded.post("/v1/users/a/merge", json={"from": "b"}, headers=headers).status_code == 403
    assert guarded.get("/v1/items", headers={"X-API-Key": guarded.keys["admin"]}).status_code == 200


def token_for(guarded, user, **wish):
    answer = guarded.post(f"/v1/users/{user}/tokens", json=wish, headers=bearer(guarded.keys["tokens"]))
    assert answer.status_code == 200, answer.text
    return answer.json()["token"]


def test_a_users_token_opens_that_users_own_and_nothing_else(guarded):
    guarded.engine.observe(said("ann", "I love horror"), said("bob", "I love zebrafinch"))
    slates = {user: guarded.engine.recommend(user).slate_id for user in ("ann", "bob")}
    token = token_for(guarded, "ann")
    for method, path in routes(guarded):
        if path in PUBLIC:
            continue
        own = call(guarded, method, path, token, "ann", slates["ann"]).status_code
        other = call(guarded, method, path, token, "bob", slates["bob"])
        assert (own not in (401, 403)) == (path in OWN - BY_BODY), (method, path, own)
        assert other.status_code in (403, 404), (method, path, other.status_code)
        assert b"zebrafinch" not in (other.content if other.is_closed and other.status_code != 200 else b"")
    for user, status in (("ann", 200), ("bob", 403)):
        event = {"user_id": user, "event_type": "click", "item_id": "ring"}
        for body in (event, {"events": [event]}):
            assert guarded.post("/v1/events", json=body, headers=bearer(token)).status_code == status
    lines = b'{"user_id": "bob", "event_type": "click", "item_id": "ring"}\n'
    headers = {**bearer(token), "Content-Type": "application/x-ndjson"}
    assert (
        json.loads(guarded.post("/v1/events", content=lines, headers=headers).text)["problem"]["status"]
        == 403
    )


def test_a_token_cannot_be_turned_to_another_user_nor_outlive_its_end(guarded):
    token = token_for(guarded, "ann")
    payload, signature = token.removeprefix("pu_").split(".")
    forged = base64.urlsafe_b64encode(b'{"u":"bob","e":9999999999}').rstrip(b"=").decode()
    assert (
        guarded.get("/v1/users/bob/interests", headers=bearer(f"pu_{forged}.{signature}")).status_code == 401
    )
    assert (
        guarded.get("/v1/users/ann/interests", headers=bearer(f"pu_{payload}.{signature[:-2]}")).status_code
        == 401
    )
    assert guarded.get("/v1/users/ann/interests", headers=bearer(token)).status_code == 200
    over, _ = guarded.service.keyring.token("ann", -1)
    assert guarded.get("/v1/users/ann/interests", headers=bearer(over)).status_code == 401
    for seconds in (0, 31 * 86_400):
        headers = bearer(guarded.keys["tokens"])
        assert (
            guarded.post("/v1/users/a/tokens", json={"seconds": seconds}, headers=headers).status_code == 422
        )


def test_only_a_token_and_only_where_headers_cannot_be_sent_may_stand_in_the_query(guarded):
    token, key = token_for(guarded, "ann"), guarded.keys["admin"]
    event = {"user_id": "ann", "event_type": "click", "item_id": "ring"}
    post = lambda text: guarded.post("/v1/events", params={"access_token": text}, json=event).status_code  # noqa: E731 - said once
    assert (post(token), post(key)) == (200, 401)
    assert guarded.get("/v1/users/ann/interests", params={"access_token": token}).status_code == 401
    with guarded.stream("GET", "/v1/users/ann/stream", params={"access_token": token}) as answer:
        assert answer.status_code == 200


def test_a_key_is_kept_as_its_hash_and_goes_when_it_is_revoked():
    with open_world() as engine:
        key, text = keys.add(engine.blobs, "web", ["read"], 1)
        kept = b"".join(data for _, data in engine.blobs.blobs(keys.KIND))
        assert text.split("_")[2].encode() not in kept
        assert keys.Keyring(engine.blobs).key(text) == key
        with pytest.raises(InvalidInput, match="already"):
            keys.add(engine.blobs, "web", ["read"], 1)
        for name, scopes in (("a b", ["read"]), ("ok", ["fly"]), ("ok", [])):
            with pytest.raises(InvalidInput):
                keys.add(engine.blobs, name, scopes, 1)
        engine.forget("anyone")
        assert keys.Keyring(engine.blobs).key(text) == key
        keys.revoke(engine.blobs, "web", 2)
        assert keys.Keyring(engine.blobs).key(text) is None
        with pytest.raises(NotFound):
            keys.revoke(engine.blobs, "web", 3)


def test_too_many_requests_are_refused_with_when_to_come_again():
    engine = open_world()
    with serving(engine, open=True, user_rate=2.0, key_rate=0) as client:
        answers = [client.get("/v1/users/ann/interests") for _ in range(6)]
        assert [a.status_code for a in answers] == [200] * 4 + [429] * 2
        assert int(answers[-1].headers["retry-after"]) >= 1
        assert answers[0].headers["ratelimit-remaining"] == "3"
        assert client.get("/v1/users/bob/interests").status_code == 200


def test_rates_fill_again():
    rate = Rate(50.0)
    assert sum(rate.take("k")[0] for _ in range(200)) in range(100, 105)
    time.sleep(0.05)
    assert rate.take("k")[0]


def test_large_bodies_are_refused_before_they_are_read():
    with serving(open_world(), open=True, body_bytes=10_000) as client:
        answer = client.put(
            "/v1/items", content=b"[" + b" " * 20_000, headers={"Content-Type": "application/json"}
        )
        assert (answer.status_code, answer.json()["kind"]) == (413, "TooLarge")

        def parts():
            for _ in range(50):
                yield b" " * 1000

        answer = client.put("/v1/items", content=parts(), headers={"Content-Type": "application/json"})
        assert answer.status_code == 413


@pytest.mark.parametrize("path", ["/v1/events", "/v1/items/x", "/v1/users/ann/recommendations"])
def test_deep_json_is_refused(api, path):
    method = "PUT" if "items" in path else "POST"
    deep = b'{"context": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    answer = api.request(method, path, content=deep, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["kind"]) == (400, "TooDeep")


def test_depth_counts_no_brackets_in_texts():
    check_depth(msgspec.json.encode({"text": '[[[[\\"{{{{' * 20, "more": ["\\", "[" * 99]}), 3)
    for deep in (b"[" * 4 + b"]" * 4, b'{"a":' * 4 + b"1" + b"}" * 4, b'["\\"", [[[1]]]]'):
        with pytest.raises(Problem):
            check_depth(deep, 3)
    check_depth(b"[1],[2],[3],[4],[5]", 3)


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", None]
)
def test_a_body_must_say_that_it_is_json(api, kind):
    headers = {"Content-Type": kind} if kind else {}
    answer = api.post("/v1/events", content=b'{"user_id":"a","event_type":"say","text":"x"}', headers=headers)
    assert answer.status_code == 415, answer.text


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b"\xff", b'{"user_id": 1}', b'{"events": {}}', b'"\\ud800"']
)
def test_bodies_that_are_no_events(api, body):
    answer = api.post("/v1/events", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422), answer.text
    assert set(answer.json()) >= {"type", "title", "status", "detail", "kind", "instance"}


def raw(api, request):
    """An answer to bytes that no client would send."""
    with socket.create_connection((api.base_url.host, api.base_url.port), timeout=5) as connection:
        connection.sendall(request)
        parts = []
        while part := connection.recv(65_536):
            parts.append(part)
    return b"".join(parts)


@pytest.mark.parametrize(
    "path",
    ["/console/../keys.py", "/console/..%2fkeys.py", "/console/%2e%2e/keys.py", "/console/assets/..%5c..%5ckeys.py",
     "/console//etc/passwd", "/console/%00.js", "/../../etc/passwd", "/v1/items/%ff", "/v1/items/%00", "//v1//items"],
)  # fmt: skip
def test_paths_lead_nowhere_else(api, path):
    answer = raw(api, f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
    status = int(answer.split()[1])
    assert status in (200, 400, 404, 422), answer[:200]
    assert b"Keyring" not in answer
    assert b"root:" not in answer


def test_nothing_sent_becomes_a_header(api):
    event = {"user_id": "x\r\nX-Evil: 1", "event_type": "click", "item_id": "alien"}
    assert api.post("/v1/events", json=event).status_code == 422
    answer = raw(
        api,
        b"GET /v1/users/a%0d%0aX-Evil:%201/interests HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    )
    head = answer.partition(b"\r\n\r\n")[0]
    assert b"X-Evil" not in head
    assert int(answer.split()[1]) == 422


def test_an_open_server_answers_only_to_its_own_names(api):
    assert api.get("/v1/items", headers={"Host": "evil.example"}).status_code == 403
    assert api.get("/v1/items", headers={"Host": "localhost:8000"}).status_code == 200


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.4", "example.org"])
def test_open_is_for_this_machine_only(host):
    with pytest.raises(InvalidSetting, match="open server"):
        run.check(Options(open=True, host=host))


def test_pages_allow_no_foreign_script_and_answers_nothing_at_all(api):
    for path in ("/console", "/docs", "/console/anything"):
        answer = api.get(path)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "script-src 'self'" in policy
        assert answer.headers["content-type"].startswith("text/html")
    assert "<script" not in api.get("/docs").text
    answer = api.get("/v1/items")
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"


def test_script_in_an_item_stays_text(api):
    api.put("/v1/items/evil", json={"title": "<script>alert(1)</script>"})
    answer = api.get("/v1/items/evil")
    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["title"] == "<script>alert(1)</script>"
    api.delete("/v1/items/evil")


def test_other_origins_are_not_let_in_unless_named(api):
    ask = {"Origin": "https://shop.example", "Access-Control-Request-Method": "POST"}
    assert "access-control-allow-origin" not in api.options("/v1/events", headers=ask).headers
    assert "access-control-allow-origin" not in api.get("/v1/items", headers=ask).headers
    with serving(open_world(), open=True, cors=("https://shop.example",)) as client:
        assert (
            client.options("/v1/events", headers=ask).headers["access-control-allow-origin"]
            == "https://shop.example"
        )
        other = {**ask, "Origin": "https://evil.example"}
        assert "access-control-allow-origin" not in client.options("/v1/events", headers=other).headers


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nope", 404), ("PATCH", "/v1/items", 405), ("GET", "/v1/items?limit=x", 422), ("GET", "/v1/items?limit=0", 422),
     ("GET", "/v1/items?cursor=!", 422), ("GET", "/v1/items/nope", 404), ("GET", "/v1/users/%20/interests", 422)],
)  # fmt: skip
def test_every_error_is_a_problem(api, method, path, status):
    answer = api.request(method, path)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert told["status"] == status
    assert told["instance"].endswith(answer.headers["x-request-id"])
    if status == 405:
        assert "GET" in answer.headers["allow"]


def test_a_defect_tells_nothing_of_itself_and_is_logged_without_its_words(api, monkeypatch, caplog):
    monkeypatch.setattr(logging.getLogger("penchant.server"), "propagate", True)

    def broken(*_, **__):
        raise RuntimeError("zebrafinch")

    monkeypatch.setattr(type(api.service.engine), "find_items", broken)
    answer = api.get("/v1/items", params={"q": "zebrafinch"})
    assert (answer.status_code, answer.json()["kind"]) == (500, "InternalError")
    assert "zebrafinch" not in answer.text
    (line,) = [r.getMessage() for r in caplog.records if "failure" in r.getMessage()]
    assert json.loads(line)["kind"] == "RuntimeError"
    assert "zebrafinch" not in line
    assert answer.headers["x-request-id"] in line


def test_the_log_names_no_one(api, monkeypatch, caplog):
    logger = logging.getLogger("penchant.server")
    monkeypatch.setattr(logger, "propagate", True)
    monkeypatch.setattr(logger, "level", logging.INFO)
    logger.setLevel(logging.INFO)
    event = {"user_id": "zebrafinch", "event_type": "say", "text": "I love zebrafinch"}
    api.post("/v1/events", json=event)
    api.get("/v1/users/zebrafinch/recommendations", params={"text": "zebrafinch"})
    lines = [json.loads(r.getMessage()) for r in caplog.records if r.name == "penchant.server"]
    assert {line["route"] for line in lines} >= {"/v1/events", "/v1/users/{user_id}/recommendations"}
    assert "zebrafinch" not in json.dumps(lines)
    logger.setLevel(logging.WARNING)


def test_streams_end_when_the_server_stops():
    from penchant.server import stopping

    with (
        serving(open_world(), open=True) as client,
        httpx.Client(base_url=client.base_url, timeout=5) as other,
        other.stream("GET", "/v1/users/ann/stream") as answer,
    ):
        parts = answer.iter_bytes()
        next(parts)
        stopping._told.set()
        try:
            for _ in parts:
                pass
            assert client.get("/health/ready").status_code == 503
        finally:
            stopping._told.clear()


def test_more_lists_than_can_be_made_soon_are_told_to_come_again(monkeypatch):
    from penchant.server import service

    monkeypatch.setattr(service, "MOST_ASKED", 0)
    with serving(open_world(), open=True) as client:
        answer = client.get("/v1/users/ann/recommendations")
        assert (answer.status_code, answer.json()["kind"]) == (503, "Overloaded")
        assert answer.headers["retry-after"] == "1"
