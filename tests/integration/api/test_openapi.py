"""The OpenAPI document is one that a generator of clients can use."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.integration.api.support import Person

_METHODS = ("get", "put", "post", "delete", "patch")

Document = dict[str, Any]
Operation = tuple[str, str, dict[str, Any]]


@pytest.fixture
async def document(visitor: Person) -> Document:
    reply = await visitor.http.get("/schema/openapi.json")
    assert reply.status_code == 200
    found: Document = reply.json()
    return found


def _operations(document: Document) -> list[Operation]:
    return [
        (method, path, item[method])
        for path, item in document["paths"].items()
        for method in _METHODS
        if method in item
    ]


def _references(tree: object) -> Iterator[str]:
    if isinstance(tree, dict):
        if isinstance(tree.get("$ref"), str):
            yield tree["$ref"]
        for inner in tree.values():
            yield from _references(inner)
    elif isinstance(tree, list):
        for inner in tree:
            yield from _references(inner)


async def test_document_has_what_openapi_3_1_asks_for(document: Document) -> None:
    assert document["openapi"].startswith("3.1")
    assert {"title", "version"} <= document["info"].keys()
    for _, path, operation in _operations(document):
        assert path.startswith("/")
        assert operation["summary"]
        assert operation["responses"], path
        for status, response in operation["responses"].items():
            assert re.fullmatch(r"[1-5]\d\d", status)
            assert response["description"], (path, status)


async def test_every_reference_leads_somewhere(document: Document) -> None:
    references = set(_references(document))
    assert references
    for reference in references:
        node: Any = document
        for part in reference.removeprefix("#/").split("/"):
            assert part in node, reference
            node = node[part]


async def test_operation_ids_are_unique_names(document: Document) -> None:
    names = [operation["operationId"] for _, _, operation in _operations(document)]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[a-z][A-Za-z]+", name) for name in names)


async def test_parameters_of_the_path_are_declared(document: Document) -> None:
    for method, path, operation in _operations(document):
        declared = {each["name"] for each in operation.get("parameters", ()) if each["in"] == "path"}
        assert declared == set(re.findall(r"{(\w+)}", path)), (method, path)


async def test_success_has_a_schema_and_errors_are_problems_with_examples(document: Document) -> None:
    for method, path, operation in _operations(document):
        for status, response in operation["responses"].items():
            content = response.get("content", {})
            if status.startswith("2"):
                assert status == "204" or any("schema" in each or "examples" in each for each in content.values()), path
            elif not status.startswith("3"):
                problem = content["application/problem+json"]
                assert problem["schema"] == {"$ref": "#/components/schemas/Problem"}, (method, path, status)
                assert problem["examples"], (method, path, status)
        if path.startswith("/api/"):
            assert {"400", "401", "403", "422", "429", "503"} <= operation["responses"].keys(), (method, path)


async def test_credentials_are_asked_for_unless_a_route_is_open(document: Document) -> None:
    assert document["security"] == [{"token": []}, {"session": []}]
    opened = {path for _, path, operation in _operations(document) if operation.get("security") == [{}]}
    assert opened == {
        "/api/auth/login",
        "/api/auth/register",
        "/api/events/schema",
        "/api/profile/schema",
        "/health/live",
        "/health/ready",
        "/metrics",
    }


async def test_only_the_plan_request_may_come_without_its_body(document: Document) -> None:
    bodies = {
        operation["operationId"]: operation["requestBody"]["required"]
        for _, _, operation in _operations(document)
        if "requestBody" in operation
    }
    assert [name for name, required in bodies.items() if not required] == ["requestPlan"]


async def test_key_that_makes_a_request_happen_once_is_documented(document: Document) -> None:
    parameters = document["paths"]["/api/plans"]["post"]["parameters"]
    assert [(each["name"], each["in"], each["required"]) for each in parameters] == [
        ("Idempotency-Key", "header", False)
    ]
