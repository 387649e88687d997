"""The web app as it is sent: which address gets which file, how long browsers keep it, and what they may run."""

import gzip
from pathlib import Path

import httpx
import pytest
from litestar.types import Receive, Scope, Send

from api.pages import Pages, load_site

PAGE = b"<!doctype html><title>FitAI</title>"
SCRIPT = b"console.log('a');" * 50


async def behind(scope: Scope, receive: Receive, send: Send) -> None:
    """The application behind the pages: a 404 for everything."""
    await send({"type": "http.response.start", "status": 404, "headers": []})
    await send({"type": "http.response.body", "body": b"the application", "more_body": False})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_bytes(PAGE)
    (tmp_path / "sw.js").write_bytes(b"// worker")
    (tmp_path / "manifest.webmanifest").write_bytes(b"{}")
    (tmp_path / "assets" / "index-abc.js").write_bytes(SCRIPT)
    (tmp_path / "assets" / "index-abc.js.gz").write_bytes(gzip.compress(SCRIPT))
    (tmp_path / "assets" / "index-abc.js.br").write_bytes(b"brotli")
    return tmp_path


@pytest.fixture
def client(folder: Path) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(Pages(behind, load_site(folder)))
    return httpx.AsyncClient(transport=transport, base_url="http://app", headers={"Accept-Encoding": "identity"})


@pytest.mark.parametrize("path", ["/", "/index.html", "/login", "/making/018f-7", "/apiary", "/health-tips"])
async def test_pages_get_the_one_page(client: httpx.AsyncClient, path: str) -> None:
    reply = await client.get(path)
    assert (reply.status_code, reply.content) == (200, PAGE)
    assert reply.headers["cache-control"] == "no-cache"
    assert reply.headers["content-type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize(
    "path",
    ["/api", "/api/me", "/health/live", "/metrics", "/schema", "/schema/openapi.json",
     "/assets/gone-123.js", "/assets/gone", "/favicon.ico", "/../pages.py", "/assets/../../secret.txt", "/sw.js.gz"],
)  # fmt: skip
async def test_what_is_no_page_and_no_file_is_passed_on(client: httpx.AsyncClient, path: str) -> None:
    reply = await client.get(path)
    assert (reply.status_code, reply.content) == (404, b"the application")


async def test_only_reading_is_answered(client: httpx.AsyncClient) -> None:
    assert (await client.post("/login")).content == b"the application"
    head = await client.head("/login")
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", str(len(PAGE)))


async def test_hashed_files_are_kept_for_a_year_and_the_rest_is_asked_for_again(client: httpx.AsyncClient) -> None:
    assert (await client.get("/assets/index-abc.js")).headers["cache-control"] == "public, max-age=31536000, immutable"
    for path, media_type in (
        ("/sw.js", "text/javascript; charset=utf-8"),
        ("/manifest.webmanifest", "application/manifest+json"),
    ):
        reply = await client.get(path)
        assert (reply.headers["cache-control"], reply.headers["content-type"]) == ("no-cache", media_type)


@pytest.mark.parametrize(
    ("accepted", "coding", "length"),
    [
        ("gzip, deflate, br", "br", len(b"brotli")),
        ("gzip, br;q=0", "gzip", len(gzip.compress(SCRIPT))),
        ("GZIP;q=0.5", "gzip", len(gzip.compress(SCRIPT))),
        ("identity", None, len(SCRIPT)),
        ("", None, len(SCRIPT)),
    ],
)
async def test_the_build_compressed_already(
    client: httpx.AsyncClient, accepted: str, coding: str | None, length: int
) -> None:
    reply = await client.head("/assets/index-abc.js", headers={"Accept-Encoding": accepted})
    assert reply.headers.get("content-encoding") == coding
    assert int(reply.headers["content-length"]) == length
    assert reply.headers["vary"] == "accept-encoding"


async def test_a_file_that_the_browser_has_is_not_sent_again(client: httpx.AsyncClient) -> None:
    first = await client.get("/login")
    for known in (first.headers["etag"], f'"other", W/{first.headers["etag"]}'):
        again = await client.get("/login", headers={"If-None-Match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert (await client.get("/login", headers={"If-None-Match": '"other"'})).status_code == 200
    script, coded = [
        (await client.head("/assets/index-abc.js", headers={"Accept-Encoding": each})).headers["etag"]
        for each in ("identity", "br")
    ]
    assert script != coded


async def test_nothing_but_our_own_scripts_may_run(client: httpx.AsyncClient) -> None:
    policy = dict(rule.split(" ", 1) for rule in (await client.get("/")).headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert not any("unsafe" in allowed for name, allowed in policy.items() if name != "style-src")


async def test_without_a_build_the_first_page_says_how_to_make_one(tmp_path: Path) -> None:
    transport = httpx.ASGITransport(Pages(behind, load_site(tmp_path / "nothing")))
    async with httpx.AsyncClient(transport=transport, base_url="http://app") as client:
        reply = await client.get("/")
        assert (reply.status_code, "make web" in reply.text) == (503, True)
        assert (await client.get("/login")).content == b"the application"
