"""Connecting a tracker over HTTP, with a provider that is played in this process."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid4

import httpx
import msgspec
import pytest
from litestar import Litestar
from msgspec import structs

from adapters.providers.clients import clients_of, references_of
from api.app import create_app
from api.wiring import Wiring
from domain.activity.records import Gone, Measure, Reading, TrackerRecord, Workout
from domain.errors import Unavailable
from domain.readiness.use_cases import days_of_records
from domain.trackers.connection import Tokens
from domain.trackers.notification import Provider
from domain.trackers.use_cases import tokens_of
from tests.fake_provider import FakeProvider
from tests.integration.api.support import PASSWORD, PROFILE, Person
from tests.integration.trackers_support import connected, tracker_wiring
from tests.trackers import CONFIGS


@pytest.fixture(scope="module")
def provider() -> FakeProvider:
    return FakeProvider()


@pytest.fixture(scope="module")
async def wiring(postgres_url: str, redis_url: str, provider: FakeProvider) -> AsyncIterator[Wiring]:
    async with tracker_wiring(postgres_url, redis_url) as opened, provider.http() as http:
        clients = clients_of(CONFIGS, http, opened.clock)
        yield structs.replace(opened, trackers=structs.replace(opened.trackers, clients=clients))


@pytest.fixture(scope="module")
def app(wiring: Wiring) -> Litestar:
    return create_app(wiring)


@pytest.fixture(autouse=True)
def new_account(provider: FakeProvider) -> None:
    provider.account = str(uuid4().int % 10**9)


async def begin(person: Person, name: str = "strava", **body: str) -> str:
    reply = await person.http.post(f"/api/trackers/{name}/connect", json=body)
    assert reply.status_code == 201, reply.text
    return str(reply.json()["url"])


async def come_back(person: Person, said: dict[str, str], name: str = "strava"):
    return await person.http.get(f"/api/trackers/{name}/callback", params=said)


async def view(person: Person, name: str = "strava") -> dict[str, object]:
    items = (await person.http.get("/api/trackers")).json()["items"]
    return next(item for item in items if item["provider"] == name)


@pytest.mark.parametrize("name", ["strava", "oura"])
async def test_whole_way(person: Person, wiring: Wiring, provider: FakeProvider, name: str) -> None:
    assert (await view(person, name))["connection"] is None
    url = await begin(person, name)
    reply = await come_back(person, provider.consent(url), name)
    assert reply.status_code == 200, reply.text
    assert reply.json()["connection"]["state"] == "connected"
    held = await wiring.direct.connections.get(UUID(person.user_id), name)
    assert held is not None
    assert held.account == provider.account
    tokens = tokens_of(wiring.trackers.vault, held)
    assert provider.access[tokens.access] == provider.account
    assert tokens.access.encode() not in held.sealed
    (job,) = await wiring.direct.jobs.page(UUID(person.user_id), None, 10)
    assert (job.kind.value, job.queue, msgspec.json.decode(job.args)) == (
        "trackers.ingest", "ingest", {"provider": name},
    )  # fmt: skip


async def test_consent_page_is_asked_with_pkce_state_and_our_address(person: Person) -> None:
    url = await begin(person)
    assert url.startswith("https://www.strava.com/oauth/authorize?")
    assert "code_challenge_method=S256" in url
    assert "redirect_uri=http%3A%2F%2F127.0.0.1%3A8000%2Fapi%2Ftrackers%2Fstrava%2Fcallback" in url
    assert url != await begin(person)


async def test_state_is_used_up(person: Person, provider: FakeProvider) -> None:
    said = provider.consent(await begin(person))
    assert (await come_back(person, said)).status_code == 200
    again = await come_back(person, said)
    assert (again.status_code, again.json()["code"]) == (409, "consent_failed")


async def test_state_of_another_session_or_provider_is_refused(
    person: Person, app: Litestar, provider: FakeProvider
) -> None:
    thief = Person(app)
    async with thief.http:
        await thief.log_in(person.email)  # the same person's other browser is another session too
        for other, name in ((thief, "strava"), (person, "oura")):
            said = provider.consent(await begin(person))
            reply = await come_back(other, said, name)
            assert (reply.status_code, reply.json()["code"]) == (409, "consent_failed")
    for made_up in ("", "x" * 43):
        assert (await come_back(person, {"state": made_up, "code": "c"})).status_code == 409
    assert (await view(person))["connection"] is None


async def test_state_ends_after_ten_minutes(person: Person, wiring: Wiring, provider: FakeProvider) -> None:
    class Later:
        def now(self) -> datetime:
            return datetime.now(UTC) + timedelta(minutes=10, seconds=1)

    said = provider.consent(await begin(person))
    later = Person(create_app(structs.replace(wiring, clock=Later())))
    later.http.cookies = person.http.cookies
    async with later.http:
        assert (await come_back(later, said)).status_code == 409
    assert (await come_back(person, said)).status_code == 409  # and is used up


async def test_code_without_our_verifier_is_refused(person: Person, provider: FakeProvider) -> None:
    said = provider.consent(await begin(person))
    other = provider.consent(await begin(person))
    reply = await come_back(person, {"state": said["state"], "code": other["code"]})
    assert (reply.status_code, reply.json()["code"]) == (409, "consent_failed")


async def test_no_is_taken_for_an_answer(person: Person, provider: FakeProvider) -> None:
    reply = await come_back(person, provider.consent(await begin(person), deny=True))
    assert (reply.status_code, reply.json()["code"]) == (409, "consent_failed")
    denied = provider.consent(await begin(person, return_to="/settings"), deny=True)
    sent = await come_back(person, denied)
    assert (sent.status_code, sent.headers["location"]) == (303, "/settings?tracker=strava&outcome=refused")


async def test_browser_goes_on_to_our_own_page_only(person: Person, provider: FakeProvider) -> None:
    sent = await come_back(person, provider.consent(await begin(person, return_to="/me/trackers")))
    assert (sent.status_code, sent.headers["location"]) == (303, "/me/trackers?tracker=strava&outcome=connected")
    for elsewhere in ("https://evil.example", "//evil.example", "/\\evil.example", "settings", "/a\r\nSet-Cookie: x"):
        reply = await person.http.post("/api/trackers/strava/connect", json={"return_to": elsewhere})
        assert reply.status_code == 422, elsewhere
        assert reply.json()["errors"][0]["field"] == "return_to"


async def test_tokens_for_scripts_cannot_connect(person: Person, app: Litestar, provider: FakeProvider) -> None:
    said = provider.consent(await begin(person))
    script = Person(app)
    async with script.http:
        script.http.headers["Authorization"] = f"Bearer {await person.token()}"
        assert (await script.http.post("/api/trackers/strava/connect", json={})).status_code == 403
        assert (await come_back(script, said)).status_code == 403


async def test_connecting_again_renews_and_another_person_is_refused(
    person: Person, visitor: Person, wiring: Wiring, provider: FakeProvider
) -> None:
    for _ in range(2):
        assert (await come_back(person, provider.consent(await begin(person)))).status_code == 200
    held = await wiring.direct.connections.get(UUID(person.user_id), "strava")
    assert held is not None
    assert held.version == 2
    await visitor.register(f"{uuid4().hex}@example.org")
    reply = await come_back(visitor, provider.consent(await begin(visitor)))
    assert (reply.status_code, reply.json()["code"]) == (409, "conflict")
    assert (await view(visitor))["connection"] is None


async def test_disconnecting_forgets_and_tells(person: Person, wiring: Wiring, provider: FakeProvider) -> None:
    await come_back(person, provider.consent(await begin(person)))
    held = await wiring.direct.connections.get(UUID(person.user_id), "strava")
    assert held is not None
    reply = await person.http.delete("/api/trackers/strava")
    assert (reply.status_code, reply.json()) == (200, {"provider_told": True})
    assert provider.revoked[-1] == tokens_of(wiring.trackers.vault, held).access
    assert await wiring.direct.connections.get(UUID(person.user_id), "strava") is None
    again = await person.http.delete("/api/trackers/strava")
    assert (again.status_code, again.json()["code"]) == (404, "tracker_not_connected")


async def test_disconnecting_works_without_the_provider(person: Person, wiring: Wiring) -> None:
    await connected(wiring, Provider.FITBIT, UUID(person.user_id))
    reply = await person.http.delete("/api/trackers/fitbit")
    assert reply.json() == {"provider_told": False}
    assert (await view(person, "fitbit"))["connection"] is None


async def test_bridge_is_connected_by_a_name_that_is_given(person: Person, wiring: Wiring) -> None:
    references = references_of(CONFIGS, httpx.AsyncClient())
    bridged = structs.replace(wiring, trackers=structs.replace(wiring.trackers, references=references))
    other = Person(create_app(bridged))
    other.http.cookies, other.http.headers = person.http.cookies, person.http.headers
    async with other.http:
        reply = await other.http.post("/api/trackers/standard/connect", json={})
    assert (reply.status_code, reply.json()["url"], reply.json()["expires_at"]) == (201, "", None)
    held = await wiring.direct.connections.get(UUID(person.user_id), "standard")
    assert held is not None
    assert held.account == reply.json()["reference"]
    assert await wiring.direct.jobs.page(UUID(person.user_id), None, 10) == []


async def test_provider_that_is_not_set_up_is_not_available(person: Person, wiring: Wiring) -> None:
    bare = create_app(structs.replace(wiring, trackers=structs.replace(wiring.trackers, clients={}, configs={})))
    other = Person(bare)
    other.http.cookies, other.http.headers = person.http.cookies, person.http.headers
    async with other.http:
        reply = await other.http.post("/api/trackers/strava/connect", json={})
        assert (reply.status_code, reply.json()["code"]) == (404, "tracker_not_available")
        assert not any(item["available"] for item in (await other.http.get("/api/trackers")).json()["items"])
    assert (await person.http.post("/api/trackers/fax/connect", json={})).status_code in (404, 422)


@pytest.mark.parametrize("locale", ["en", "fr", "ar"])
async def test_what_the_data_may_be_used_for_is_said(person: Person, locale: str) -> None:
    items = (await person.http.get(f"/api/trackers?locale={locale}")).json()["items"]
    strava = next(item for item in items if item["provider"] == "strava")["use"]
    garmin = next(item for item in items if item["provider"] == "garmin")["use"]
    assert (strava["coach"], strava["plan"], strava["training"], strava["retention_days"]) == (False, False, False, 7)
    assert (garmin["coach"], garmin["plan"], garmin["training"], garmin["retention_days"]) == (True, True, False, None)
    assert len(strava["text"]) == 5
    assert "7" in strava["text"][-1]
    assert not set(strava["text"]) & set(garmin["text"]) - {strava["text"][2], strava["text"][3]}


async def test_tokens_sealed_with_a_key_that_is_gone_are_no_secret_of_ours(person: Person, wiring: Wiring) -> None:
    from adapters.providers.vault import FernetVault

    await connected(wiring, Provider.OURA, UUID(person.user_id))
    held = await wiring.direct.connections.get(UUID(person.user_id), "oura")
    assert held is not None
    with pytest.raises(Unavailable, match="FITAI_TOKEN_KEYS"):
        tokens_of(FernetVault(("MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA=",)), held)
    assert isinstance(tokens_of(wiring.trackers.vault, held), Tokens)


async def test_logging_out_ends_a_way_that_was_begun(person: Person, provider: FakeProvider) -> None:
    said = provider.consent(await begin(person))
    await person.http.post("/api/auth/logout")
    assert (await come_back(person, said)).status_code == 401
    await person.log_in(person.email)
    assert (await come_back(person, said)).status_code == 409


async def test_records_of_a_provider_are_shown_to_their_owner_alone(
    person: Person, visitor: Person, wiring: Wiring
) -> None:
    day = date(2026, 11, 20)
    told = [
        TrackerRecord(source=source, key=f"k{number}", day=day, updated_at=datetime.now(UTC), what=what)
        for number, (source, what) in enumerate(
            [("strava", Reading(of=Measure.STEPS, value=1)), ("strava", Gone()), ("terra/strava", Gone()),
             ("oura", Reading(of=Measure.STEPS, value=2))]
        )
    ]  # fmt: skip
    await wiring.direct.tracker_records.put(UUID(person.user_id), told, datetime.now(UTC))
    await visitor.register(f"{uuid4().hex}@example.org")
    days = {"start": "2026-11-01", "end": "2026-11-30"}
    shown = (await person.http.get("/api/trackers/strava/records", params=days)).json()["items"]
    assert [(each["key"], each["what"]["kind"], each["what"]["value"]) for each in shown] == [("k0", "reading", 1)]
    assert (await visitor.http.get("/api/trackers/strava/records", params=days)).json()["items"] == []
    for wrong in ({"start": "2026-11-30", "end": "2026-11-01"}, {"start": "0001-01-01", "end": "9999-12-31"}, {}):
        assert (await person.http.get("/api/trackers/strava/records", params=wrong)).status_code == 422


async def test_planted_strava_values_show_up_nowhere_but_in_their_own_place(person: Person, wiring: Wiring) -> None:
    today = datetime.now(UTC).date()
    planted, allowed = 13_579.0, 86_420.0
    start = datetime.combine(today, time(7), UTC)
    told = [
        TrackerRecord(
            source=source,
            key=f"activity:{number}",
            day=today - timedelta(days=number % 3),
            updated_at=datetime.now(UTC),
            what=Workout(
                start=start - timedelta(days=number % 3, hours=number),
                end=start - timedelta(days=number % 3, hours=number - 1),
                distance_m=distance,
            ),
        )
        for number, (source, distance) in enumerate(
            [("strava", planted), ("terra/strava", planted), ("standard/strava", planted), ("garmin", allowed)]
        )
    ]
    await wiring.direct.tracker_records.put(UUID(person.user_id), told, datetime.now(UTC))
    await person.http.put("/api/profile", json=PROFILE)
    days = {"start": str(today - timedelta(days=7)), "end": str(today)}
    days |= {"from": days["start"], "to": days["end"]}
    places = [
        "/api/trackers/days",
        "/api/readiness",
        "/api/readiness/series",
        "/api/today",
        "/api/history",
        "/api/game",
    ]
    shown = {place: (await person.http.get(place, params=days)).text for place in places}
    assert [place for place, text in shown.items() if "13579" in text] == []
    assert "86420" in shown["/api/trackers/days"]
    own = await person.http.get("/api/trackers/strava/records", params=days)
    assert "13579" in own.text
    for before_the_model in (True, False):
        made = days_of_records(told, today, prompt=before_the_model)
        assert "13579" not in msgspec.json.encode(made).decode()
        assert "86420" in msgspec.json.encode(made).decode()


async def test_erasing_the_account_ends_the_connection_at_the_provider_too(
    person: Person, wiring: Wiring, provider: FakeProvider
) -> None:
    await come_back(person, provider.consent(await begin(person)))
    held = await wiring.direct.connections.get(UUID(person.user_id), "strava")
    assert held is not None
    before = list(provider.revoked)
    wrong = await person.http.request("DELETE", "/api/me", json={"password": "not this one at all"})
    assert (wrong.status_code, provider.revoked) == (401, before)
    done = await person.http.request("DELETE", "/api/me", json={"password": PASSWORD})
    assert done.status_code == 204
    assert provider.revoked == [*before, tokens_of(wiring.trackers.vault, held).access]
    assert await wiring.direct.connections.get(UUID(person.user_id), "strava") is None
