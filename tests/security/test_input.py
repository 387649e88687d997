"""Hostile bodies and headers."""

import json
from collections.abc import AsyncIterator

import msgspec
import pytest
from litestar import Litestar

from api.app import create_app
from api.wiring import Wiring
from tests.integration.api.support import PROFILE, Person

MALFORMED = {
    "cut": b'{"reason": "init',
    "deep list": b"[" * 100_000,
    "deep object": b'{"a":' * 100_000,
    "deep profile": b'{"profile": ' + b'{"a":' * 20_000 + b"1" + b"}" * 20_000 + b"}",
    "NaN": b'{"seed": NaN}',
    "Infinity": b'{"seed": -Infinity}',
    "not UTF-8": b'{"reason": "\xff\xfe"}',
    "UTF-16": '{"reason": "initial"}'.encode("utf-16"),
    "raw NUL": b'{"reason": "a\x00"}',
    "lone surrogate": b'{"reason": "\\ud800"}',
    "two documents": b"{}{}",
    "byte order mark": b"\xef\xbb\xbf{}",
}
UNFIT = {
    "escaped NUL": b'{"profile": {"locale": "a\\u0000b"}}',
    "huge integer": b'{"seed": ' + b"9" * 5000 + b"}",
    "huge exponent": b'{"seed": 1e999999}',
    "huge exponent in profile": b'{"profile": {"x": 1e999999}}',
    "twice": b'{"profile": {"goals": ["strength_increase"], "goals": ["flexibility"]}}',
    "text": b'"plan"',
    "number": b"7",
}


@pytest.mark.parametrize("name", MALFORMED)
async def test_malformed_json(person: Person, name: str) -> None:
    reply = await person.http.post("/api/plans", content=MALFORMED[name], headers={"Content-Type": "application/json"})
    assert reply.status_code in (400, 422), reply.text
    assert reply.headers["content-type"] == "application/problem+json"
    assert (await person.http.get("/api/jobs")).json()["items"] == []


@pytest.mark.parametrize("name", UNFIT)
async def test_json_that_does_not_fit(person: Person, name: str) -> None:
    reply = await person.http.post("/api/plans", content=UNFIT[name], headers={"Content-Type": "application/json"})
    assert (reply.status_code, reply.json()["code"]) == (422, "invalid_input")


async def test_escaped_backslash_before_u0000_is_plain_text(person: Person) -> None:
    reply = await person.http.put(
        "/api/profile",
        content=json.dumps(PROFILE | {"note": "\\u0000"}),
        headers={"Content-Type": "application/json"},
    )
    assert reply.status_code == 200


async def test_every_number_in_an_unknown_field_can_be_stored(person: Person) -> None:
    body = json.dumps(PROFILE)[:-1] + ', "x": ' + "9" * 400 + ', "y": 1.5e308, "z": -0.0}'
    reply = await person.http.put("/api/profile", content=body, headers={"Content-Type": "application/json"})
    assert reply.status_code in (200, 422)
    assert reply.status_code != 200 or set(reply.json()["unknown_fields"]) == {"x", "y", "z"}


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
async def test_only_json_is_taken(person: Person, kind: str) -> None:
    reply = await person.http.post("/api/plans", content=b"{}", headers={"Content-Type": kind})
    assert (reply.status_code, reply.json()["code"]) == (415, "unsupported_media_type")


# --- size ---


async def _pieces(total: int) -> AsyncIterator[bytes]:
    for _ in range(total // 65536):
        yield b" " * 65536


@pytest.mark.parametrize("path", ["/api/plans", "/api/tokens", "/api/auth/login"])
@pytest.mark.parametrize("chunked", [False, True])
async def test_ten_megabytes_are_refused(person: Person, path: str, *, chunked: bool) -> None:
    content = _pieces(10 << 20) if chunked else b" " * (10 << 20)
    reply = await person.http.post(path, content=content, headers={"Content-Type": "application/json"})
    assert (reply.status_code, reply.json()["code"]) == (413, "body_too_large")


async def test_limit_is_the_setting(wiring: Wiring) -> None:
    settings = msgspec.structs.replace(wiring.settings, body_limit_bytes=1024)
    person = Person(create_app(msgspec.structs.replace(wiring, settings=settings)))
    async with person.http:
        await person.register("small@example.org")
        assert (await person.http.put("/api/profile", json=PROFILE)).status_code == 200
        big = await person.http.put("/api/profile", json=PROFILE | {"note": "x" * 1024})
    assert big.status_code == 413


# --- accounts ---


@pytest.mark.parametrize(
    ("email", "password", "field"),
    [
        ("not-an-address", "a fine long password", "email"),
        ("a@b@c", "a fine long password", "email"),
        ("x" * 400 + "@example.org", "a fine long password", "email"),
        ("kim@example.org", "short", "password"),
        ("kim@example.org", "x" * 129, "password"),
        ("kim@example.org", "password123", "password"),
        ("kim@example.org", "Password123", "password"),
        ("kim@example.org", "kim@example.org", "password"),
        ("kim@example.org", "aaaaaaaaaaaa", "password"),
    ],
)
async def test_bad_registrations_name_the_field_and_no_secret(
    visitor: Person, email: str, password: str, field: str
) -> None:
    reply = await visitor.http.post("/api/auth/register", json={"email": email, "password": password})
    assert reply.status_code == 422
    assert [each["field"] for each in reply.json()["errors"]] == [field]
    assert password not in reply.text or field == "email"


async def test_headers_are_on_every_reply(app: Litestar, person: Person) -> None:
    for path in ("/api/me", "/api/nowhere", "/health/live", "/schema", "/metrics"):
        headers = (await person.http.get(path)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["referrer-policy"] == "no-referrer"
        assert "server" not in headers
        assert path[:4] != "/api" or headers["cache-control"] == "no-store"
        assert "strict-transport-security" not in headers  # plain HTTP on loopback
