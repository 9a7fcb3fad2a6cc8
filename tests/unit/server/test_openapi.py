"""The OpenAPI document is sound, complete and true."""

from __future__ import annotations

import json
import os

import msgspec
import pytest

from penchant.domain import Event, InterestEdit, Item
from penchant.server.document import EXAMPLES
from penchant.server.routes import chat, items, lists, users
from penchant.server.routes.events import Batch

EXAMPLE_OF = {
    ("post", "/v1/events"): Batch,
    ("put", "/v1/items"): list[Item],
    ("put", "/v1/items/{item_id}"): items.ItemBody,
    ("post", "/v1/users/{user_id}/recommendations"): lists.Wanted,
    ("post", "/v1/users/{user_id}/interests"): users.Declared,
    ("patch", "/v1/users/{user_id}/interests/{interest_id}"): users.InterestFields,
    ("post", "/v1/users/{user_id}/interests/{interest_id}/{action}"): users.Ends,
    ("post", "/v1/chat"): chat.Spoken,
    ("patch", "/v1/users/{user_id}/consent"): users.Uses,
    ("post", "/v1/users/{user_id}/merge"): users.MergeFrom,
    ("post", "/v1/users/{user_id}/tokens"): users.TokenWanted,
}


@pytest.fixture
def document(api):
    return api.get("/openapi.json").json()


def test_the_document_is_valid(document):
    validator = pytest.importorskip("openapi_spec_validator")
    validator.validate(document)


def test_every_route_says_its_scope_problems_and_answer(document):
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            assert operation["summary"], (method, path)
            assert "200" in operation["responses"], (method, path)
            assert "422" in operation["responses"], (method, path)
            public = path.startswith("/health")
            assert bool(operation["security"]) is not public, (method, path)
            if "requestBody" in operation:
                assert (method, path) in EXAMPLES


def test_examples_are_what_they_are_examples_of():
    assert set(EXAMPLE_OF) == set(EXAMPLES)
    for key, kind in EXAMPLE_OF.items():
        msgspec.json.decode(json.dumps(EXAMPLES[key]), type=kind, strict=True)


def test_vectors_are_not_promised(document):
    for name, schema in document["components"]["schemas"].items():
        assert "vector" not in schema.get("properties", {}), name


def test_the_nouns_are_those_of_the_domain(document):
    schemas = document["components"]["schemas"]
    for noun in (Event, Item):
        assert set(schemas[noun.__name__]["properties"]) == set(noun.__struct_fields__)
    assert InterestEdit.__struct_fields__


def test_the_routes_are_those_of_the_page(document):
    from pathlib import Path

    page = (Path(__file__).parents[3] / "docs" / "http.md").read_text(encoding="utf-8")
    for path, operations in document["paths"].items():
        for method in operations:
            assert f"`{method.upper()} {path}`" in page, f"docs/http.md lacks {method.upper()} {path}"


def test_the_metrics_are_those_of_the_page(api):
    from pathlib import Path

    page = (Path(__file__).parents[3] / "docs" / "http.md").read_text(encoding="utf-8")
    lines = [line.split()[2] for line in api.get("/metrics").text.splitlines() if line.startswith("# TYPE")]
    names = {name for name in lines if name.startswith("penchant_") and not name.endswith("_created")}
    assert len(names) == 11
    for name in names:
        assert f"`{name}" in page, f"docs/http.md lacks {name}"


CALLS = int(os.environ.get("SCHEMATHESIS_CALLS", "3"))
"""Of each kind, for each route: few, so that it takes seconds. Set it to some hundreds for a long look."""


def test_schemathesis_finds_nothing(api):
    """Requests made from the document, right ones and wrong ones: no 5xx, and every answer is as the document says."""
    schemathesis = pytest.importorskip("schemathesis")
    from hypothesis import HealthCheck, Phase, given, settings

    checks = [
        getattr(schemathesis.checks, name)
        for name in (
            "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
            "response_schema_conformance",
        )
    ]  # fmt: skip
    api.service.options = msgspec.structs.replace(api.service.options, wait_seconds=0.01)
    document = api.get("/openapi.json").json()
    del document["paths"]["/v1/users/{user_id}/stream"]  # it has no end
    schema = schemathesis.openapi.from_dict(document)
    wrong = []
    for result in schema.get_all_operations():
        operation = result.ok()
        for mode in schemathesis.GenerationMode:

            @settings(
                max_examples=CALLS, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )  # fmt: skip
            @given(case=operation.as_strategy(generation_mode=mode))
            def calls(case):
                try:
                    case.call_and_validate(base_url=str(api.base_url).rstrip("/"), checks=checks)
                except schemathesis.errors.SchemathesisError:
                    raise
                except BaseException as error:  # noqa: BLE001 - what was found comes as groups of many kinds
                    wrong.append(f"{case.method} {case.path}: {error!s:.600}")

            try:
                calls()
            except Exception as error:  # an operation may have nothing that can be wrong
                if "Unsatisfiable" not in type(error).__name__ and "empty" not in str(error):
                    raise
    assert not wrong, "\n\n".join(dict.fromkeys(wrong[:8]))
