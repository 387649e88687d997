"""What holds for every route: problems, headers, request ids, health, metrics, the OpenAPI document."""

import pytest
from litestar import Litestar

from api.app import create_app
from api.wiring import Wiring
from domain.errors import Unavailable
from tests.integration.api.support import Person


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nowhere", 404, "not_found"),
        ("GET", "/api/nowhere", 404, "not_found"),
        ("GET", "/schema/nowhere", 404, "not_found"),
        ("PATCH", "/api/me", 405, "method_not_allowed"),
        ("GET", "/api/me", 401, "not_authenticated"),
        ("GET", "/api/jobs/not-a-uuid", 404, "not_found"),
    ],
)
async def test_errors_are_problem_documents(visitor: Person, method: str, path: str, status: int, code: str) -> None:
    reply = await visitor.http.request(method, path)
    problem = reply.json()
    assert reply.headers["content-type"] == "application/problem+json"
    assert (reply.status_code, problem["status"], problem["code"]) == (status, status, code)
    assert problem["type"] == f"urn:fitai:problem:{code}"
    assert problem["request_id"] == reply.headers["x-request-id"]


async def test_a_missing_body_is_named(person: Person) -> None:
    reply = await person.http.post("/api/trackers/oura/connect")
    assert reply.status_code == 422
    assert reply.json()["errors"] == [{"field": "body", "message": "missing", "allowed": "a JSON object"}]


async def test_faults_reveal_nothing(wiring: Wiring) -> None:
    import msgspec

    def broken() -> None:
        raise RuntimeError("secret table users_v2")

    app = create_app(msgspec.structs.replace(wiring, uow=broken))
    async with Person(app).http as client:
        reply = await client.post("/api/auth/login", json={"email": "a@b.org", "password": "x"})
    assert (reply.status_code, reply.json()["code"]) == (500, "internal")
    assert "users_v2" not in reply.text
    assert "Traceback" not in reply.text


async def test_request_id_is_taken_over_when_valid(visitor: Person) -> None:
    given = await visitor.http.get("/health/live", headers={"X-Request-ID": "deploy-check.42"})
    assert given.headers["x-request-id"] == "deploy-check.42"
    for bad in ("short", "x" * 65, "new line", 'in"jection{}'):
        reply = await visitor.http.get("/health/live", headers={"X-Request-ID": bad})
        assert reply.headers["x-request-id"] != bad


async def test_live_and_ready(visitor: Person, wiring: Wiring) -> None:
    assert (await visitor.http.get("/health/live")).json() == {"status": "ok"}
    ready = await visitor.http.get("/health/ready")
    assert (ready.status_code, ready.json()) == (
        200,
        {"status": "ready", "services": {"postgresql": "ok", "redis": "ok"}},
    )


async def test_not_ready_without_a_service(wiring: Wiring) -> None:
    import msgspec

    async def down() -> None:
        raise Unavailable("refused")

    app = create_app(msgspec.structs.replace(wiring, checks={**wiring.checks, "redis": down}))
    async with Person(app).http as client:
        reply = await client.get("/health/ready")
    assert reply.status_code == 503
    assert reply.json()["services"] == {"postgresql": "ok", "redis": "down"}


async def test_metrics_count_by_route(person: Person) -> None:
    await person.http.get("/api/jobs/00000000-0000-0000-0000-000000000000")
    text = (await person.http.get("/metrics")).text
    assert 'fitai_http_requests_total{method="GET",route="/api/jobs/{job_id}",status="404"}' in text


async def test_openapi_describes_every_route(visitor: Person, app: Litestar) -> None:
    reply = await visitor.http.get("/schema")
    assert reply.status_code == 200
    document = reply.json()
    operations = {
        (method, path): operation
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method in ("get", "post", "put", "delete")
    }
    assert ("post", "/api/plans") in operations
    ids = [operation["operationId"] for operation in operations.values()]
    assert len(ids) == len(set(ids))
    assert all(each.isidentifier() and "_" not in each for each in ids)
    for (_, path), operation in operations.items():
        if path.startswith("/api/"):
            for status in ("400", "401", "422", "429"):
                assert list(operation["responses"][status]["content"]) == ["application/problem+json"], path
    accepted = document["components"]["schemas"]["PlanAccepted"]
    assert "examples" not in accepted  # none made up at random
    assert set(document["components"]["securitySchemes"]) == {"token", "session"}
