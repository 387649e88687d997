"""Every provider's webhook over HTTP: what is right is stored with its job, what is not leaves nothing."""

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx
import msgspec
import pytest
from litestar import Litestar
from msgspec import structs

from adapters.telemetry import metrics
from api.app import create_app
from api.webhooks.source import MAX_BYTES
from api.wiring import Wiring
from cli.signed_traffic import Post, signed
from domain.trackers.notification import Provider, What
from tests.integration.trackers_support import connected, delivery, send, stored, tracker_wiring, without
from tests.trackers import CONFIGS, KEYS, event

ALL = list(Provider)
SIGNED = [each for each in ALL if each not in (Provider.STRAVA, Provider.WITHINGS, Provider.GARMIN)]
TIMED = [Provider.STANDARD, Provider.OURA, Provider.WHOOP, Provider.TERRA]
ONCE_FOR_EVER = [each for each in ALL if each not in (Provider.FITBIT, Provider.WITHINGS, Provider.GOOGLE_HEALTH)]
ACCEPTED = {Provider.STANDARD: 204, Provider.WHOOP: 204, Provider.FITBIT: 204, Provider.GOOGLE_HEALTH: 204}
REFUSED = {Provider.FITBIT: 404}
THE_SECRET = {
    Provider.STRAVA: ("path_secret",),
    Provider.WITHINGS: ("path_secret",),
    Provider.GARMIN: ("path_secret",),
    Provider.OURA: ("client_secret", "webhook_secrets"),
    Provider.WHOOP: ("client_secret", "webhook_secrets"),
    Provider.FITBIT: ("client_secret", "webhook_secrets"),
    Provider.POLAR: ("webhook_secrets",),
    Provider.GOOGLE_HEALTH: ("webhook_secrets",),
    Provider.TERRA: ("webhook_secrets",),
    Provider.STANDARD: ("webhook_secrets",),
}
"""What each provider's deliveries are checked by."""


@pytest.fixture(scope="module")
async def wiring(postgres_url: str, redis_url: str) -> AsyncIterator[Wiring]:
    async with tracker_wiring(postgres_url, redis_url) as opened:
        yield opened


@pytest.fixture(scope="module")
def app(wiring: Wiring) -> Litestar:
    return create_app(wiring)


def client_of(app: Litestar) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False, client=("203.0.113.9", 443))
    return httpx.AsyncClient(transport=transport, base_url="http://testserver")


@pytest.fixture
async def http(app: Litestar) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(app) as client:
        yield client


@asynccontextmanager
async def configured(wiring: Wiring, configs: object) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the application with other configurations of the providers."""
    changed = structs.replace(wiring, trackers=structs.replace(wiring.trackers, configs=configs))
    async with client_of(create_app(changed)) as client:
        yield client


@pytest.mark.parametrize("provider", ALL)
async def test_right_delivery_is_stored_with_one_job_and_one_message(
    wiring: Wiring, http: httpx.AsyncClient, provider: Provider
) -> None:
    owner, account = await connected(wiring, provider)
    reply = await send(http, delivery(provider, account))
    assert (reply.status_code, reply.content) == (ACCEPTED.get(provider, 200), b"")
    assert await stored(wiring, owner) == (1, 1, 1)
    job = (await wiring.direct.jobs.page(owner, None, 1))[0]
    assert (job.queue, msgspec.json.decode(job.args)) == ("ingest", {"provider": provider.value})
    (row,) = await wiring.direct.inbox.waiting(owner, provider.value, 10)
    assert (row.what, row.source) == (What.CHANGED, provider.value)
    assert b"deepSleep" not in row.payload  # what is pushed lies sealed
    if provider is Provider.GARMIN:
        assert b"deepSleepDurationInSeconds" in wiring.trackers.vault.open(row.payload)


@pytest.mark.parametrize("provider", ALL)
async def test_the_same_again_is_known(wiring: Wiring, http: httpx.AsyncClient, provider: Provider) -> None:
    owner, account = await connected(wiring, provider)
    post = delivery(provider, account)
    replies = await asyncio.gather(*(send(http, post) for _ in range(20)))
    assert {reply.status_code for reply in replies} == {ACCEPTED.get(provider, 200)}
    assert await stored(wiring, owner) == (1, 1, 1)
    assert (await send(http, delivery(provider, account, 2))).is_success
    assert await stored(wiring, owner) == (2, 2, 2)


@pytest.mark.parametrize("provider", ALL)
async def test_forged_delivery_is_refused(wiring: Wiring, http: httpx.AsyncClient, provider: Provider) -> None:
    owner, account = await connected(wiring, provider)
    wrong = structs.replace(KEYS[provider], secret="whsec_" + base64.b64encode(b"x" * 32).decode())
    if provider not in SIGNED:
        wrong = structs.replace(KEYS[provider], path="guessed-guessed-guessed")
    post = signed(provider, event(provider, account), wrong, datetime.now(UTC))
    if provider is Provider.GOOGLE_HEALTH:
        post = structs.replace(post, headers=delivery(provider, account, 9).headers)
    reply = await send(http, post)
    assert reply.status_code == REFUSED.get(provider, 401)
    assert await stored(wiring, owner) == (0, 0, 0)


@pytest.mark.parametrize("provider", SIGNED)
async def test_changed_or_truncated_body_is_refused(
    wiring: Wiring, http: httpx.AsyncClient, provider: Provider
) -> None:
    owner, account = await connected(wiring, provider)
    post = delivery(provider, account)
    for body in (post.body[:-5], post.body + b" ", b""):
        reply = await send(http, structs.replace(post, body=body))
        assert reply.status_code in (REFUSED.get(provider, 401), 400)
    assert await stored(wiring, owner) == (0, 0, 0)


@pytest.mark.parametrize("provider", [each for each in ALL if each not in SIGNED])
async def test_truncated_body_of_an_unsigned_provider_is_refused(
    wiring: Wiring, http: httpx.AsyncClient, provider: Provider
) -> None:
    owner, account = await connected(wiring, provider)
    post = delivery(provider, account)
    cut = b"userid=" if provider is Provider.WITHINGS else post.body[:-5]
    for body in (cut, b"", b"[" * 100_000, b"\xff\xfe", b'"\\ud800"'):
        assert (await send(http, structs.replace(post, body=body))).status_code == 400
    assert await stored(wiring, owner) == (0, 0, 0)


@pytest.mark.parametrize("provider", SIGNED)
async def test_missing_and_senseless_signatures_are_refused(
    wiring: Wiring, http: httpx.AsyncClient, provider: Provider
) -> None:
    owner, account = await connected(wiring, provider)
    post = delivery(provider, account)
    proof = [name for name in post.headers if name != "content-type"]
    for name in proof:
        if name == "polar-webhook-event":
            continue
        rest = {key: value for key, value in post.headers.items() if key != name}
        for headers in (rest, rest | {name: ""}, rest | {name: "v1,$$$"}, rest | {name: "t=1,v1=zz"}):
            reply = await send(http, structs.replace(post, headers=headers))
            assert reply.status_code == REFUSED.get(provider, 401), name
    assert await stored(wiring, owner) == (0, 0, 0)


@pytest.mark.parametrize("provider", TIMED)
@pytest.mark.parametrize("hours", [-2, 2])
async def test_stale_delivery_is_refused(
    wiring: Wiring, http: httpx.AsyncClient, provider: Provider, hours: int
) -> None:
    owner, account = await connected(wiring, provider)
    reply = await send(http, delivery(provider, account, at=datetime.now(UTC) + timedelta(hours=hours)))
    assert reply.status_code == 401
    assert await stored(wiring, owner) == (0, 0, 0)


@pytest.mark.parametrize("provider", ALL)
async def test_oversized_delivery_is_refused(wiring: Wiring, http: httpx.AsyncClient, provider: Provider) -> None:
    owner, account = await connected(wiring, provider)
    body = event(provider, account) + b" " * MAX_BYTES
    reply = await send(http, signed(provider, body, KEYS[provider], datetime.now(UTC)))
    assert reply.status_code == 413
    assert await stored(wiring, owner) == (0, 0, 0)


@pytest.mark.parametrize("provider", ALL)
async def test_nothing_is_accepted_without_the_secret_that_checks_it(wiring: Wiring, provider: Provider) -> None:
    owner, account = await connected(wiring, provider)
    async with configured(wiring, without(provider, *THE_SECRET[provider])) as client:
        replies = [await send(client, delivery(provider, account))]
        if provider not in SIGNED:
            unaddressed = structs.replace(delivery(provider, account), path=f"/api/webhooks/{provider.value}")
            replies.append(await send(client, unaddressed))
    assert {reply.status_code for reply in replies} == {404}
    assert await stored(wiring, owner) == (0, 0, 0)


@pytest.mark.parametrize("provider", ALL)
async def test_provider_without_a_table_does_not_exist(wiring: Wiring, provider: Provider) -> None:
    owner, account = await connected(wiring, provider)
    async with configured(wiring, {each: CONFIGS[each] for each in ALL if each is not provider}) as client:
        reply = await send(client, delivery(provider, account))
        assert (reply.status_code, reply.json()["code"]) == (404, "not_found")
        assert (await client.get(delivery(provider, account).path)).status_code == 404
    assert await stored(wiring, owner) == (0, 0, 0)


@pytest.mark.parametrize("provider", [Provider.OURA, Provider.WHOOP, Provider.FITBIT, Provider.POLAR, Provider.TERRA])
async def test_secrets_are_replaced_without_a_gap(wiring: Wiring, provider: Provider) -> None:
    owner, account = await connected(wiring, provider)
    both = structs.replace(CONFIGS[provider], webhook_secrets=("the new secret", KEYS[provider].secret))
    new = structs.replace(KEYS[provider], secret="the new secret")
    async with configured(wiring, {**CONFIGS, provider: both}) as client:
        assert (await send(client, delivery(provider, account, 1))).is_success
        later = signed(provider, event(provider, account, 2), new, datetime.now(UTC))
        assert (await send(client, later)).is_success
    assert (await stored(wiring, owner))[0] == 2


@pytest.mark.parametrize("provider", ALL)
async def test_account_of_nobody_here_is_acknowledged_and_not_stored(
    wiring: Wiring, http: httpx.AsyncClient, provider: Provider
) -> None:
    before = await wiring.direct.inbox.receive(provider.value, [], wiring.clock.now(), 1)
    reply = await send(http, delivery(provider, "123456789"))
    assert (reply.is_success, before) == (True, 0)
    owner, account = await connected(wiring, provider)
    assert (await send(http, delivery(provider, account))).is_success
    assert (await stored(wiring, owner))[0] == 1


async def test_one_delivery_with_events_of_many_makes_one_job_each(wiring: Wiring, http: httpx.AsyncClient) -> None:
    people = [await connected(wiring, Provider.FITBIT) for _ in range(3)]
    changes = [
        {"collectionType": kind, "date": "2026-11-20", "ownerId": account}
        for _, account in people
        for kind in ("sleep", "activities", "sleep")
    ]
    body = msgspec.json.encode(changes)
    assert (await send(http, signed(Provider.FITBIT, body, KEYS[Provider.FITBIT], datetime.now(UTC)))).is_success
    assert [await stored(wiring, owner) for owner, _ in people] == [(2, 1, 1)] * 3


@pytest.mark.parametrize(
    ("provider", "body", "what"),
    [
        (Provider.STRAVA, (b'{"object_type":"athlete","object_id":%b,"aspect_type":"update","owner_id":%b,'
         b'"subscription_id":4242,"event_time":1,"updates":{"authorized":"false"}}'), What.GONE),
        (Provider.STRAVA, (b'{"object_type":"activity","object_id":%b,"aspect_type":"delete","owner_id":%b,'
         b'"subscription_id":4242,"event_time":2}'), What.DELETED),
        (Provider.OURA, b'{"event_type":"delete","data_type":"sleep","object_id":"%b","user_id":"%b"}', What.DELETED),
        (Provider.WHOOP, b'{"id":"%b","user_id":%b,"type":"sleep.deleted","trace_id":"t9"}', What.DELETED),
        (Provider.FITBIT, b'[{"subscriptionId":"%b","ownerId":"%b","collectionType":"userRevokedAccess"}]', What.GONE),
        (Provider.GARMIN, b'{"deregistrations":[{"summaryId":"%b","userId":"%b"}]}', What.GONE),
        (Provider.GARMIN, b'{"userPermissionsChange":[{"summaryId":"%b","userId":"%b","permissions":[]}]}', What.GONE),
        (Provider.WITHINGS, b"date=%b&userid=%b&appli=46&action=unlink", What.GONE),
        (Provider.TERRA, b'{"type":"deauth","user":{"user_id":"%b","reference_id":"%b"}}', What.GONE),
        (Provider.STANDARD, b'{"type":"user.disconnected","data":{"x":"%b","user_id":"%b"}}', What.GONE),
        (Provider.GOOGLE_HEALTH, b'[{"data":{"dataType":"d%b","healthUserId":"%b","operation":"DELETE"}}]',
         What.DELETED),
    ],
    ids=lambda value: value.value if hasattr(value, "value") else "",
)  # fmt: skip
async def test_deletion_and_withdrawal_are_told_apart(
    wiring: Wiring, http: httpx.AsyncClient, provider: Provider, body: bytes, what: What
) -> None:
    owner, account = await connected(wiring, provider)
    full = body % (account.encode(), account.encode())
    assert (await send(http, signed(provider, full, KEYS[provider], datetime.now(UTC)))).is_success
    (row,) = await wiring.direct.inbox.waiting(owner, provider.value, 10)
    assert (row.what, row.payload) == (what, b"")


async def test_garmin_sends_a_summary_again_with_later_data(wiring: Wiring, http: httpx.AsyncClient) -> None:
    owner, account = await connected(wiring, Provider.GARMIN)
    first = delivery(Provider.GARMIN, account)
    later = structs.replace(first, body=first.body.replace(b"27000", b"27060"))
    for post in (first, later, first):
        assert (await send(http, post)).is_success
    assert (await stored(wiring, owner))[0] == 2


async def test_addresses_in_a_body_are_not_called_and_pings_tell_nothing(
    wiring: Wiring, http: httpx.AsyncClient
) -> None:
    owner, account = await connected(wiring, Provider.GARMIN)
    ping = msgspec.json.encode({"dailies": [{"userId": account, "callbackURL": "http://169.254.169.254/latest"}]})
    assert (await send(http, Post(path=delivery(Provider.GARMIN, account).path, headers={}, body=ping))).is_success
    assert await stored(wiring, owner) == (0, 0, 0)


# --- handshakes ---


@pytest.mark.parametrize(
    ("path", "status", "body"),
    [
        ("strava/strava-path-secret-1?hub.mode=subscribe&hub.challenge=c9&hub.verify_token=strava-verify", 200,
         {"hub.challenge": "c9"}),
        ("strava/strava-path-secret-1?hub.mode=subscribe&hub.challenge=c9&hub.verify_token=wrong", 401, None),
        ("strava/wrong-path-secret?hub.mode=subscribe&hub.challenge=c9&hub.verify_token=strava-verify", 401, None),
        ("strava?hub.mode=subscribe&hub.challenge=c9&hub.verify_token=strava-verify", 401, None),
        ("oura?verification_token=oura-verify&challenge=c8", 200, {"challenge": "c8"}),
        ("oura?verification_token=wrong&challenge=c8", 401, None),
        ("fitbit?verify=fitbit-verify", 204, None),
        ("fitbit?verify=wrong", 404, None),
        ("withings/withings-path-secret", 200, None),
        ("withings", 401, None),
        ("polar", 401, None),
        ("whoop", 401, None),
        ("unknown", 404, None),
    ],
)  # fmt: skip
async def test_get_handshakes(http: httpx.AsyncClient, path: str, status: int, body: object) -> None:
    reply = await http.get(f"/api/webhooks/{path}")
    assert reply.status_code == status
    assert body is None or reply.json() == body


async def test_withings_tries_the_address_with_head(http: httpx.AsyncClient) -> None:
    assert (await http.head("/api/webhooks/withings/withings-path-secret")).status_code == 200
    assert (await http.head("/api/webhooks/withings/wrong-path-secret-00")).status_code == 401


async def test_polar_ping_is_answered_before_there_is_a_secret(wiring: Wiring) -> None:
    ping = Post(path="/api/webhooks/polar", headers={"polar-webhook-event": "PING"}, body=b'{"event":"PING"}')
    async with configured(wiring, without(Provider.POLAR, "webhook_secrets")) as client:
        assert (await send(client, ping)).status_code == 200
        forged = structs.replace(ping, body=event(Provider.POLAR, "1"))
        assert (await send(client, forged)).status_code == 404


async def test_google_health_looks_twice(http: httpx.AsyncClient) -> None:
    asked = Post(path="/api/webhooks/google_health", headers={}, body=b'{"type": "verification"}')
    assert (await send(http, asked)).status_code == 401
    shown = structs.replace(asked, headers={"authorization": "Bearer google"})
    assert (await send(http, shown)).status_code == 201


@pytest.mark.parametrize("provider", [Provider.STRAVA, Provider.OURA, Provider.FITBIT])
async def test_handshake_needs_a_configured_token(wiring: Wiring, provider: Provider) -> None:
    path = (
        "/api/webhooks/"
        + {
            Provider.STRAVA: "strava/strava-path-secret-1?hub.mode=subscribe&hub.challenge=c&hub.verify_token=",
            Provider.OURA: "oura?challenge=c&verification_token=",
            Provider.FITBIT: "fitbit?verify=",
        }[provider]
    )
    async with configured(wiring, without(provider, "verify_token")) as client:
        assert (await client.get(path)).status_code == 404


# --- at the edge ---


async def test_standard_webhooks_own_example_is_accepted(wiring: Wiring) -> None:
    """The example of the specification's reference implementation, at its own time."""
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    configs = {Provider.STANDARD: structs.replace(CONFIGS[Provider.STANDARD], webhook_secrets=(secret,))}
    headers = {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,AAAA v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }

    class Then:
        def now(self) -> datetime:
            return datetime.fromtimestamp(1614265330, UTC)

    changed = structs.replace(wiring, clock=Then(), trackers=structs.replace(wiring.trackers, configs=configs))
    async with client_of(create_app(changed)) as client:
        reply = await client.post("/api/webhooks/standard", content=b'{"test": 2432232314}', headers=headers)
        # Its proof holds, so what is complained of is the body, which is about nobody.
        assert (reply.status_code, reply.json()["code"]) == (400, "malformed_body")


async def test_refusals_are_counted_by_address_and_end(wiring: Wiring) -> None:
    from api.auth.limits import Zone

    zones = {**wiring.zones, "refused": Zone(limit=3, window_s=60)}
    changed = structs.replace(wiring, zones=zones)
    transport = httpx.ASGITransport(app=create_app(changed), client=(f"198.51.100.{uuid4().int % 250 + 1}", 443))
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        bad = structs.replace(delivery(Provider.OURA, "1"), body=b"{}")
        assert [(await send(client, bad)).status_code for _ in range(5)] == [401, 401, 401, 429, 429]
        owner, account = await connected(wiring, Provider.OURA)
        assert (await send(client, delivery(Provider.OURA, account))).status_code == 200
    assert await stored(wiring, owner) == (1, 1, 1)


async def test_deliveries_are_counted_by_outcome(wiring: Wiring, http: httpx.AsyncClient) -> None:
    def seen(outcome: str) -> float:
        return metrics.WEBHOOKS.labels("polar", outcome)._value.get()

    before = {each: seen(each) for each in ("stored", "known", "refused")}
    _, account = await connected(wiring, Provider.POLAR)
    post = delivery(Provider.POLAR, account)
    for each in (post, post, structs.replace(post, body=b"{}")):
        await send(http, each)
    assert {each: seen(each) - before[each] for each in before} == {"stored": 1, "known": 1, "refused": 1}


@pytest.mark.parametrize("provider", ONCE_FOR_EVER)
async def test_handled_row_still_knows_its_event_days_later(
    wiring: Wiring, http: httpx.AsyncClient, provider: Provider
) -> None:
    owner, account = await connected(wiring, provider)
    assert (await send(http, delivery(provider, account))).is_success
    rows = await wiring.direct.inbox.waiting(owner, provider.value, 10)
    await wiring.direct.inbox.handled([row.id for row in rows], wiring.clock.now())

    class Later:
        def now(self) -> datetime:
            return datetime.now(UTC) + timedelta(days=5)

    changed = structs.replace(wiring, clock=Later())
    async with client_of(create_app(changed)) as client:
        assert (await send(client, delivery(provider, account, at=Later().now()))).is_success
    assert await stored(wiring, owner) == (0, 1, 1)
