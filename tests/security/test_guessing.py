"""Passwords, and how often they may be tried."""

from uuid import uuid4

import msgspec
import pytest
from litestar import Litestar

from adapters.queue.connection import connect
from api.app import create_app
from api.auth.limits import ZONES, Zone, address_of
from api.auth.passwords import Argon2Passwords
from api.wiring import Wiring
from tests.integration.api.support import PASSWORD, ROOMY, Person


class Counted(Argon2Passwords):
    """Counts the work that is done."""

    def __init__(self) -> None:
        super().__init__()
        self.checked: list[str | None] = []

    async def verify(self, password_hash: str | None, password: str) -> bool:
        self.checked.append(password_hash)
        return await super().verify(password_hash, password)

    def _matches(self, password_hash: str, password: str) -> bool:
        self.checked.append("argon2")
        return super()._matches(password_hash, password)


async def _log_in(person: Person, email: str, password: str = "wrong wrong wrong") -> tuple[int, str]:
    reply = await person.http.post("/api/auth/login", json={"email": email, "password": password})
    return reply.status_code, reply.json().get("code", "")


async def test_unknown_email_costs_and_says_the_same(wiring: Wiring, person: Person) -> None:
    passwords = Counted()
    stranger = Person(create_app(msgspec.structs.replace(wiring, passwords=passwords)))
    async with stranger.http:
        known = await stranger.http.post("/api/auth/login", json={"email": person.email, "password": "x"})
        unknown = await stranger.http.post("/api/auth/login", json={"email": "nobody@example.org", "password": "x"})
    assert [each == "argon2" for each in passwords.checked] == [False, True, False, True]
    assert passwords.checked[2] is None
    assert (known.status_code, known.json()["detail"]) == (unknown.status_code, unknown.json()["detail"])


async def test_hash_is_argon2id_with_the_parameters_of_asvs() -> None:
    passwords = Argon2Passwords()
    encoded = await passwords.hash(PASSWORD)
    assert encoded.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert await passwords.verify(encoded, PASSWORD)
    assert not await passwords.verify(encoded, PASSWORD + " ")
    assert not await passwords.verify("not a hash", PASSWORD)
    assert not passwords.is_outdated(encoded)


async def test_weaker_hash_is_replaced_at_log_in(wiring: Wiring) -> None:
    from argon2 import PasswordHasher

    from domain.identity.account import Role, User

    email = f"{uuid4().hex}@example.org"
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    user = User(
        id=wiring.ids.new(),
        email=email,
        display_name="old",
        password_hash=weak,
        role=Role.USER,
        created_at=wiring.clock.now(),
    )
    async with wiring.uow() as uow:
        await uow.users.add(user)
    person = Person(create_app(wiring))
    async with person.http:
        await person.log_in(email)
    async with wiring.uow() as uow:
        stored = await uow.users.get(user.id)
    assert stored is not None
    assert stored.password_hash.startswith("$argon2id$v=19$m=19456")


# --- zones ---


@pytest.fixture
async def fresh(redis_url: str) -> None:
    client = connect(redis_url)
    await client.flushall()
    await client.aclose(close_connection_pool=True)


def _limited(wiring: Wiring, **limits: int) -> Litestar:
    zones = ROOMY | {name: Zone(limit=limit, window_s=60) for name, limit in limits.items()}
    return create_app(msgspec.structs.replace(wiring, zones=zones))


@pytest.mark.usefixtures("fresh")
async def test_log_ins_are_limited_by_address(wiring: Wiring) -> None:
    app = _limited(wiring, login=3)
    guesser, neighbour = Person(app, address="203.0.113.5"), Person(app, address="203.0.113.6")
    async with guesser.http, neighbour.http:
        for _ in range(3):
            assert (await _log_in(guesser, f"{uuid4().hex}@example.org"))[0] == 401
        reply = await guesser.http.post("/api/auth/login", json={"email": "a@b.org", "password": "x"})
        assert (reply.status_code, reply.json()["code"]) == (429, "rate_limited")
        assert 1 <= int(reply.headers["Retry-After"]) <= 120  # a sliding window: what is left of this one, and the next
        assert (await _log_in(neighbour, "a@b.org"))[0] == 401


@pytest.mark.usefixtures("fresh")
async def test_log_ins_are_limited_by_account_from_many_addresses(wiring: Wiring, person: Person) -> None:
    app = _limited(wiring, account=3)
    codes = []
    for number in range(5):
        guesser = Person(app, address=f"203.0.113.{number}")
        async with guesser.http:
            codes.append((await _log_in(guesser, person.email.upper()))[0])
    assert codes == [401, 401, 401, 429, 429]


@pytest.mark.usefixtures("fresh")
async def test_forwarded_addresses_are_not_believed(wiring: Wiring) -> None:
    guesser = Person(_limited(wiring, login=2), address="203.0.113.7")
    codes = []
    async with guesser.http:
        for number in range(4):
            headers = {"X-Forwarded-For": f"198.51.100.{number}", "Forwarded": f"for=198.51.100.{number}"}
            reply = await guesser.http.post(
                "/api/auth/login", json={"email": "a@b.org", "password": "x"}, headers=headers
            )
            codes.append(reply.status_code)
    assert codes == [401, 401, 429, 429]


@pytest.mark.usefixtures("fresh")
async def test_zones_are_counted_apart(wiring: Wiring) -> None:
    person = Person(_limited(wiring, plans=2))
    async with person.http:
        await person.register(f"{uuid4().hex}@example.org")
        for _ in range(2):
            await person.ask_for_plan()
        assert (await person.http.post("/api/plans", json={})).status_code == 429
        assert (await person.http.get("/api/jobs")).status_code == 200


@pytest.mark.usefixtures("fresh")
async def test_people_are_counted_apart(wiring: Wiring) -> None:
    app = _limited(wiring, api=2)
    for _ in range(2):
        person = Person(app)
        async with person.http:
            await person.register(f"{uuid4().hex}@example.org")
            codes = [(await person.http.get("/api/jobs")).status_code for _ in range(3)]
        assert codes == [200, 200, 429]


@pytest.mark.usefixtures("fresh")
async def test_credentials_that_are_none_are_limited_by_address(wiring: Wiring, person: Person) -> None:
    app = _limited(wiring, refused=2)
    guesser, neighbour = Person(app, address="203.0.113.8"), Person(app, address="203.0.113.9")
    token = await person.token()
    async with guesser.http, neighbour.http:
        codes = [
            (await guesser.http.get("/api/jobs", headers={"Authorization": f"Bearer fitai_pat_{guess}"})).status_code
            for guess in range(4)
        ]
        assert codes == [401, 401, 429, 429]
        right = {"Authorization": f"Bearer {token}"}
        assert (await guesser.http.get("/api/jobs", headers=right)).status_code == 200
        assert (await neighbour.http.get("/api/jobs", headers={"Authorization": "Bearer x"})).status_code == 401


@pytest.mark.usefixtures("fresh")
async def test_wrong_passwords_for_erasing_are_limited(wiring: Wiring) -> None:
    person = Person(_limited(wiring, password=2))
    async with person.http:
        await person.register(f"{uuid4().hex}@example.org")
        codes = [
            (await person.http.request("DELETE", "/api/me", json={"password": "wrong one"})).status_code
            for _ in range(3)
        ]
    assert codes == [401, 401, 429]


def test_every_zone_that_a_route_names_exists(app: Litestar) -> None:
    named = {
        handler.opt.get("zone", "api")
        for route in app.routes
        for handler in getattr(route, "route_handlers", [getattr(route, "route_handler", None)])
        if handler is not None
    }
    assert named - {""} <= set(ZONES)


@pytest.mark.parametrize(
    ("client", "principal"),
    [
        (("203.0.113.9", 1), "203.0.113.9"),
        (("2001:db8:1:2:3:4:5:6", 1), "2001:db8:1:2::"),
        (("2001:db8:1:2:ffff::1", 1), "2001:db8:1:2::"),
        (("testclient", 1), "testclient"),
        (None, "unknown"),
    ],
)
def test_address_as_a_principal(client: tuple[str, int] | None, principal: str) -> None:
    assert address_of(client) == principal
