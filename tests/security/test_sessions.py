"""Sessions, cookies, CSRF and Origin."""

from datetime import datetime, timedelta
from uuid import uuid4

import msgspec
import pytest
from litestar import Litestar
from litestar.datastructures import Cookie

from api.app import create_app
from api.auth.origins import Origins, SessionCookie
from api.wiring import Wiring
from tests.integration.api.support import ORIGIN, PASSWORD, PROFILE, Person


def _email() -> str:
    return f"{uuid4().hex}@example.org"


class Later:
    """The clock, `ahead` of the real one."""

    def __init__(self, wiring: Wiring) -> None:
        self._clock = wiring.clock
        self.ahead = timedelta()

    def now(self) -> datetime:
        return self._clock.now() + self.ahead


# --- fixation and life of a session ---


async def test_planted_session_id_is_worth_nothing(visitor: Person) -> None:
    visitor.http.cookies.set("fitai", "attacker-chosen", domain="testserver")
    await visitor.register(_email())
    assert visitor.http.cookies.get("fitai", domain="testserver.local") != "attacker-chosen"
    intruder = {"Cookie": "fitai=attacker-chosen"}
    visitor.http.cookies.clear()
    assert (await visitor.http.get("/api/me", headers=intruder)).status_code == 401


async def test_log_in_makes_a_new_token_and_ends_the_one_before(person: Person) -> None:
    before = person.http.cookies["fitai"]
    await person.log_in(person.email)
    assert person.http.cookies["fitai"] != before
    assert (await person.http.get("/api/me")).status_code == 200
    person.http.cookies.clear()
    assert (await person.http.get("/api/me", headers={"Cookie": f"fitai={before}"})).status_code == 401


async def test_only_hashes_are_stored(person: Person, wiring: Wiring) -> None:
    secret = person.http.cookies["fitai"]
    async with wiring.uow() as uow:
        assert await uow.sessions.by_token_hash(secret.encode()) is None
    assert len(secret) >= 43  # 256 bits in base64


@pytest.mark.parametrize(
    ("rests", "status"),
    [
        ([timedelta(hours=71)], 200),
        ([timedelta(hours=73)], 401),  # idle
        ([timedelta(hours=71), timedelta(hours=71)], 200),  # use prolongs it
        ([timedelta(hours=71)] * 11, 401),  # but not beyond 30 days
    ],
)
async def test_sessions_end(wiring: Wiring, rests: list[timedelta], status: int) -> None:
    clock = Later(wiring)
    person = Person(create_app(msgspec.structs.replace(wiring, clock=clock)))
    async with person.http:
        await person.register(_email())
        for rest in rests:
            clock.ahead += rest
            reply = await person.http.get("/api/me")
    assert reply.status_code == status


async def test_use_is_written_down_once_a_minute(person: Person, wiring: Wiring) -> None:
    from domain.identity.policies import secret_hash

    async def seen() -> datetime:
        async with wiring.uow() as uow:
            session = await uow.sessions.by_token_hash(secret_hash(person.http.cookies["fitai"]))
        assert session is not None
        return session.last_seen_at

    before = await seen()
    await person.http.get("/api/me")
    assert await seen() == before


# --- cookie flags ---


def test_cookie_over_tls_is_a_host_cookie() -> None:
    origins = Origins(public="https://coach.example.org", allowed=())
    header = SessionCookie(secure=origins.secure).holding("x", 60).to_header(header="")
    assert header.startswith("__Host-fitai=x; ")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=lax"} <= set(header.split("; "))
    assert "Domain" not in header


@pytest.mark.parametrize("public", ["", "http://localhost:8000", "http://127.0.0.1:8000", "http://[::1]:8000"])
def test_cookie_on_loopback_has_a_plain_name(public: str) -> None:
    cookie = SessionCookie(secure=Origins(public=public, allowed=()).secure)
    assert isinstance(cookie.cleared(), Cookie)
    assert (cookie.name, cookie.secure) == ("fitai", False)


async def test_cookie_of_log_in_is_flagged(visitor: Person) -> None:
    header = (await visitor.register(_email())).headers["set-cookie"]
    assert {"HttpOnly", "Path=/", "SameSite=lax"} <= set(header.split("; "))


async def test_hsts_and_secure_cookie_when_public_origin_is_tls(wiring: Wiring) -> None:
    settings = msgspec.structs.replace(wiring.settings, public_origin="https://coach.example.org")
    person = Person(create_app(msgspec.structs.replace(wiring, settings=settings)), origin="https://coach.example.org")
    async with person.http:
        reply = await person.register(_email())
        assert "__Host-fitai" in person.http.cookies
    assert reply.headers["strict-transport-security"].startswith("max-age=31536000")


# --- CSRF and Origin ---

UNSAFE = [("POST", "/api/plans"), ("PUT", "/api/profile"), ("POST", "/api/tokens"), ("POST", "/api/auth/logout")]
UNSAFE += [("POST", "/api/ws/ticket"), ("DELETE", "/api/me")]
UNSAFE += [("DELETE", "/api/jobs/00000000-0000-7000-8000-000000000000")]


@pytest.mark.parametrize(("method", "path"), UNSAFE)
@pytest.mark.parametrize("token", [None, "", "wrong"])
async def test_unsafe_methods_need_the_csrf_token(person: Person, method: str, path: str, token: str | None) -> None:
    del person.http.headers["X-CSRF-Token"]
    headers = {} if token is None else {"X-CSRF-Token": token}
    reply = await person.http.request(method, path, json={}, headers=headers)
    assert (reply.status_code, reply.json()["code"]) == (403, "csrf_failed")


async def test_another_sessions_csrf_token_is_refused(person: Person, visitor: Person) -> None:
    await visitor.register(_email())
    headers = {"X-CSRF-Token": visitor.http.headers["X-CSRF-Token"]}
    assert (await person.http.post("/api/ws/ticket", headers=headers)).json()["code"] == "csrf_failed"


async def test_access_tokens_need_no_csrf_token(person: Person, app: Litestar) -> None:
    script = Person(app)
    async with script.http:
        script.http.headers["Authorization"] = f"Bearer {await person.token()}"
        assert (await script.http.put("/api/profile", json=PROFILE)).status_code == 200


@pytest.mark.parametrize("origin", ["https://evil.example", "null", f"{ORIGIN}.evil.example", "http://testserver:81"])
async def test_foreign_origins_are_refused(person: Person, visitor: Person, origin: str) -> None:
    inside = await person.http.post("/api/ws/ticket", headers={"Origin": origin})
    assert (inside.status_code, inside.json()["code"]) == (403, "origin_refused")
    at_the_door = await visitor.http.post(
        "/api/auth/login", json={"email": person.email, "password": PASSWORD}, headers={"Origin": origin}
    )
    assert at_the_door.json()["code"] == "origin_refused"


async def test_own_and_listed_origins_are_accepted(wiring: Wiring) -> None:
    settings = msgspec.structs.replace(
        wiring.settings, public_origin="http://127.0.0.1:8000", allowed_origins=("https://app.example.org",)
    )
    person = Person(create_app(msgspec.structs.replace(wiring, settings=settings)))
    async with person.http:
        await person.register(_email())
        for origin, status in (("http://127.0.0.1:8000", 201), ("https://app.example.org", 201), (ORIGIN, 403)):
            assert (await person.http.post("/api/ws/ticket", headers={"Origin": origin})).status_code == status


# --- access tokens ---


async def test_token_is_shown_once_and_can_be_ended(person: Person, app: Litestar) -> None:
    secret = await person.token()
    assert secret.startswith("fitai_pat_")
    listed = (await person.http.get("/api/tokens")).json()["items"]
    assert secret not in str(listed)
    script = Person(app)
    async with script.http:
        script.http.headers["Authorization"] = f"Bearer {secret}"
        assert (await script.http.get("/api/me")).json()["csrf_token"] is None
        assert (await script.http.post("/api/tokens", json={"name": "another"})).status_code == 403
        assert (await person.http.delete(f"/api/tokens/{listed[0]['id']}")).status_code == 204
        assert (await script.http.get("/api/me")).status_code == 401


async def test_token_expires(wiring: Wiring) -> None:
    clock = Later(wiring)
    person = Person(create_app(msgspec.structs.replace(wiring, clock=clock)))
    async with person.http:
        await person.register(_email())
        past = await person.http.post("/api/tokens", json={"name": "x", "expires_at": "2020-01-01T00:00:00Z"})
        assert past.status_code == 422
        end = clock.now() + timedelta(hours=1)
        made = await person.http.post("/api/tokens", json={"name": "x", "expires_at": end.isoformat()})
        bearer = {"Authorization": f"Bearer {made.json()['token']}"}
        person.http.cookies.clear()
        assert (await person.http.get("/api/me", headers=bearer)).status_code == 200
        clock.ahead = timedelta(hours=2)
        assert (await person.http.get("/api/me", headers=bearer)).status_code == 401


@pytest.mark.parametrize("header", ["Bearer ", "Bearer fitai_pat_x", "bearer x", "Bearer " + "x" * 5000])
async def test_wrong_bearers_are_refused_even_with_a_good_cookie(person: Person, header: str) -> None:
    assert (await person.http.get("/api/me", headers={"Authorization": header})).status_code == 401
