"""The console's files, as its builder leaves them, and the page of the API."""

from __future__ import annotations

from penchant.server.routes import pages


def test_the_built_console_is_served_and_its_hashed_files_are_kept(api, tmp_path, monkeypatch):
    home = tmp_path / "console"
    (home / "assets").mkdir(parents=True)
    (home / "index.html").write_text("<!doctype html>the console", encoding="utf-8")
    (home / "assets" / "app-abc.js").write_text("let a;", encoding="utf-8")
    (tmp_path / "secret.js").write_text("zebrafinch", encoding="utf-8")
    monkeypatch.setattr(pages, "files", lambda _: tmp_path)
    for path in ("/console", "/console/", "/console/live", "/console/person/ann%2Fb"):
        answer = api.get(path)
        assert answer.text == "<!doctype html>the console", path
        assert answer.headers["cache-control"] == "no-cache"
    script = api.get("/console/assets/app-abc.js")
    assert "immutable" in script.headers["cache-control"]
    assert "javascript" in script.headers["content-type"]
    for path in (
        "/console/assets/none.js",
        "/console/none.png",
        "/console/..%2Fsecret.js",
        "/console/%2E%2E/secret.js",
    ):
        answer = api.get(path)
        assert "zebrafinch" not in answer.text
        assert answer.status_code == 404, path


def test_without_a_console_a_plain_page_says_so(api, tmp_path, monkeypatch):
    monkeypatch.setattr(pages, "files", lambda _: tmp_path)
    answer = api.get("/console")
    assert answer.status_code == 200
    assert "not built" in answer.text


def test_the_page_of_the_api_names_every_route(api):
    page = api.get("/docs").text
    for path in api.get("/openapi.json").json()["paths"]:
        assert path in page
    assert api.get("/docs/style.css").headers["content-type"].startswith("text/css")


def test_the_first_address_leads_to_the_console(api):
    assert api.get("/").headers["location"] == "/console"


def test_history_may_be_asked_for_by_a_number(api):
    assert api.get("/v1/users/p1/interests", params={"history": "1"}).status_code == 200
