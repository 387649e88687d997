"""Each provider's client against replies of the documented shape: what is asked, and the records that come of it."""

import asyncio
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
from msgspec import structs

from adapters.providers.client import OAuthClient, sport_of
from adapters.providers.config import ProviderConfig
from adapters.providers.google_health import GoogleHealthClient
from adapters.providers.http import MAX_BYTES, ProviderHttp, TokenRefused
from adapters.providers.oura import OuraClient
from adapters.providers.polar import PolarClient
from adapters.providers.strava import StravaClient
from adapters.providers.whoop import WhoopClient
from adapters.providers.withings import WithingsClient
from domain.activity.limits import disbelieved
from domain.activity.records import Measure, Reading, Sleep, Sport, Workout
from domain.errors import RateLimited, Unavailable
from domain.trackers.connection import Grant, Tokens
from domain.trackers.errors import AccessRevoked, ConsentFailed
from tests.fake_provider import activity, night

DAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CONFIG = ProviderConfig(client_id="our-id", client_secret="our-secret")
Replies = dict[str, Any]


class Clock:
    def now(self) -> datetime:
        return NOW


class Asked:
    """A provider that answers by the end of the path, and remembers what it was asked."""

    def __init__(self, replies: Replies) -> None:
        self.replies = replies
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        form = {name: values[0] for name, values in parse_qs(request.content.decode(errors="replace")).items()}
        for name in (form.get("action", ""), *self.replies):
            if name and name in self.replies and (name == form.get("action") or request.url.path.endswith(name)):
                reply = self.replies[name]
                return reply(request) if callable(reply) else httpx.Response(200, json=reply)
        return httpx.Response(404, json={})

    def form(self, index: int = -1) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(self.requests[index].content.decode()).items()}


def client(kind: type[OAuthClient], replies: Replies, **changes: str) -> tuple[OAuthClient, Asked]:
    asked = Asked(replies)
    http = httpx.AsyncClient(transport=httpx.MockTransport(asked), trust_env=False)
    config = structs.replace(CONFIG, **changes)
    return kind(config, ProviderHttp(http, kind.provider.value, stand_in=config.url, pauses_s=(0.0,)), Clock()), asked


def fetch(kind: type[OAuthClient], replies: Replies) -> dict[str, Any]:
    """The records of DAY by key, after a look at what all of them have in common."""
    made, asked = client(kind, replies)
    fetched = asyncio.run(made.fetch(Tokens(access="the-token"), DAY, DAY))
    assert fetched.partial == ()
    for request in asked.requests:
        assert request.headers["authorization"] == "Bearer the-token"
        assert request.url.scheme == "https"
    for record in fetched.records:
        assert (record.source, record.day, record.updated_at) == (kind.provider.value, DAY, NOW)
        assert record.key.partition(":")[0] in made._kinds()
        assert disbelieved(record, NOW.date()) is None
    return {record.key: record.what for record in fetched.records}


def test_strava() -> None:
    found = fetch(StravaClient, {"/athlete/activities": [activity(7, "2026-11-20T06:00:00Z")]})
    assert found == {
        "activity:7": Workout(
            start=datetime.fromisoformat("2026-11-20T07:00:00+01:00"),
            end=datetime.fromisoformat("2026-11-20T08:00:00+01:00"),
            sport=Sport.RUNNING,
            moving_s=3500,
            distance_m=10_000,
            ascent_m=50,
            hr_mean=150.5,
            hr_high=178,
        )
    }


def test_strava_reads_every_page() -> None:
    def page(request: httpx.Request) -> httpx.Response:
        number = int(request.url.params["page"])
        size = 100 if number < 3 else 5
        first = number * 1000
        return httpx.Response(200, json=[activity(first + each, "2026-11-20T06:00:00Z") for each in range(size)])

    assert len(fetch(StravaClient, {"/athlete/activities": page})) == 205


def test_oura() -> None:
    replies = {
        "/sleep": {"data": [night("n1", "2026-11-20"), {**night("n2", "2026-11-20"), "type": "deleted"}]},
        "/daily_activity": {"data": [{"id": "d", "day": "2026-11-20", "steps": 9000}]},
        "/workout": {
            "data": [
                {
                    "id": "w1",
                    "activity": "cycling",
                    "day": "2026-11-20",
                    "start_datetime": "2026-11-20T17:00:00+01:00",
                    "end_datetime": "2026-11-20T18:00:00+01:00",
                    "calories": 400.5,
                    "distance": 20000,
                }
            ]
        },
    }
    found = fetch(OuraClient, replies)
    assert set(found) == {"sleep:n1", "sleep:n1:hrv_rmssd", "sleep:n1:resting_hr", "daily:2026-11-20", "workout:w1"}
    assert found["sleep:n1:resting_hr"] == Reading(of=Measure.RESTING_HR, value=49)
    assert found["workout:w1"].sport is Sport.CYCLING


def test_whoop() -> None:
    stages = {
        "total_light_sleep_time_milli": 14_400_000,
        "total_slow_wave_sleep_time_milli": 5_400_000,
        "total_rem_sleep_time_milli": 5_400_000,
        "total_awake_time_milli": 1_800_000,
    }
    replies = {
        "/activity/sleep": {
            "records": [
                {
                    "id": "s1",
                    "start": "2026-11-19T22:30:00.000Z",
                    "end": "2026-11-20T06:00:00.000Z",
                    "timezone_offset": "+01:00",
                    "nap": False,
                    "score_state": "SCORED",
                    "score": {"stage_summary": stages},
                },
                {"id": "s2", "start": "2026-11-20T12:00:00Z", "end": "2026-11-20T13:00:00Z", "score": None},
            ]
        },
        "/recovery": {
            "records": [
                {
                    "sleep_id": "s1",
                    "created_at": "2026-11-20T06:30:00Z",
                    "score": {"resting_heart_rate": 52, "hrv_rmssd_milli": 61.5},
                }
            ]
        },
        "/activity/workout": {
            "records": [
                {
                    "id": "w1",
                    "start": "2026-11-20T16:00:00Z",
                    "end": "2026-11-20T17:00:00Z",
                    "timezone_offset": "+01:00",
                    "sport_name": "weightlifting_msk",
                    "score": {"kilojoule": 1046.0, "average_heart_rate": 118, "max_heart_rate": 150},
                }
            ]
        },
    }
    found = fetch(WhoopClient, replies)
    assert set(found) == {"sleep:s1", "sleep:s1:hrv_rmssd", "sleep:s1:resting_hr", "workout:w1"}
    assert found["sleep:s1"].asleep_s == 7 * 3600
    assert found["workout:w1"].energy_kcal == pytest.approx(250)
    assert found["workout:w1"].sport is Sport.STRENGTH


def test_polar() -> None:
    replies = {
        "/exercises": [
            {
                "id": "e1",
                "start_time": "2026-11-20T07:00:00",
                "start_time_utc_offset": 60,
                "duration": "PT1H2M3.5S",
                "sport": "RUNNING",
                "device": "Polar Vantage",
                "distance": 9000,
                "calories": 500,
                "heart_rate": {"average": 140, "maximum": 170},
            },
            {"id": "e2", "start_time": "2026-11-20T07:00:00", "duration": "soon"},
        ],
        "/users/sleep": {
            "nights": [
                {
                    "date": "2026-11-20",
                    "sleep_start_time": "2026-11-19T23:00:00+01:00",
                    "sleep_end_time": "2026-11-20T07:00:00+01:00",
                    "light_sleep": 14400,
                    "deep_sleep": 5400,
                    "rem_sleep": 5400,
                    "total_interruption_duration": 900,
                }
            ]
        },
        "/users/nightly-recharge": {"recharges": [{"date": "2026-11-20", "heart_rate_variability_avg": 44}]},
    }
    found = fetch(PolarClient, replies)
    assert found["exercise:e1"].start == datetime.fromisoformat("2026-11-20T07:00:00+01:00")
    assert found["exercise:e1"].end - found["exercise:e1"].start == timedelta(hours=1, minutes=2, seconds=3.5)
    assert found["recharge:2026-11-20"] == Reading(of=Measure.HRV_RMSSD, value=44)
    assert found["sleep:2026-11-20"].asleep_s == 7 * 3600
    assert len(found) == 3


def test_polar_watch_without_nightly_recharge() -> None:
    assert fetch(PolarClient, {"/exercises": [], "/users/sleep": {"nights": []}}) == {}


def test_withings() -> None:
    wake = int(datetime(2026, 11, 20, 6, 0, tzinfo=UTC).timestamp())
    data = {"total_sleep_time": 25200, "deepsleepduration": 5400, "rmssd": 40, "hr_min": 51}
    replies = {
        "getsummary": {
            "status": 0,
            "body": {
                "series": [
                    {
                        "id": 5,
                        "startdate": wake - 28800,
                        "enddate": wake,
                        "date": "2026-11-20",
                        "timezone": "Europe/Paris",
                        "data": data,
                    }
                ]
            },
        },
        "getmeas": {
            "status": 0,
            "body": {
                "timezone": "Europe/Paris",
                "measuregrps": [
                    {"grpid": 9, "date": wake, "measures": [{"value": 80250, "type": 1, "unit": -3}]},
                ],
            },
        },
        "getactivity": {"status": 0, "body": {"activities": [{"date": "2026-11-20", "steps": 8000}]}},
        "getworkouts": {
            "status": 0,
            "body": {
                "series": [
                    {
                        "id": 6,
                        "category": 2,
                        "startdate": wake + 3600,
                        "enddate": wake + 7200,
                        "timezone": "Europe/Paris",
                        "data": {"distance": 10000, "hr_average": 150},
                    }
                ]
            },
        },
    }
    found = fetch(WithingsClient, replies)
    assert found["weight:9"] == Reading(of=Measure.WEIGHT, value=pytest.approx(80.25))
    assert isinstance(found["sleep:5"], Sleep)
    assert found["sleep:5"].end.isoformat() == "2026-11-20T07:00:00+01:00"
    assert found["workout:6"].sport is Sport.RUNNING
    assert set(found) == {
        "sleep:5", "sleep:5:hrv_rmssd", "sleep:5:resting_hr", "weight:9", "daily:2026-11-20", "workout:6",
    }  # fmt: skip


@pytest.mark.parametrize(("status", "error"), [(401, TokenRefused), (601, RateLimited), (2556, Unavailable)])
def test_withings_says_errors_in_a_good_reply(status: int, error: type[Exception]) -> None:
    made, _ = client(WithingsClient, {"getsummary": {"status": status, "body": {}}})
    with pytest.raises(error):
        asyncio.run(made.fetch(Tokens(access="t"), DAY, DAY))


def test_google_health() -> None:
    interval = {
        "startTime": "2026-11-19T22:00:00Z",
        "startUtcOffset": "3600s",
        "endTime": "2026-11-20T06:00:00Z",
        "endUtcOffset": "3600s",
    }
    summary = {
        "minutesAsleep": "420",
        "minutesAwake": "40",
        "stagesSummary": [{"type": "DEEP", "minutes": "90", "count": "4"}, {"type": "REM", "minutes": "90"}],
    }
    civil = {"year": 2026, "month": 11, "day": 20}
    run = {
        "interval": {**interval, "startTime": "2026-11-20T17:00:00Z", "endTime": "2026-11-20T18:00:00Z"},
        "exerciseType": "RUNNING",
        "metricsSummary": {"distanceMillimeters": 10_000_000, "caloriesKcal": 600},
    }
    weight = {"sampleTime": {"physicalTime": "2026-11-20T06:10:00Z", "utcOffset": "3600s"}, "weightGrams": 80_100}
    root = "users/me/dataTypes/x/dataPoints"
    replies = {
        "/sleep/dataPoints": {
            "dataPoints": [{"name": f"{root}/s1", "sleep": {"interval": interval, "summary": summary}}]
        },
        "/exercise/dataPoints": {"dataPoints": [{"name": f"{root}/x1", "exercise": run}]},
        "/weight/dataPoints": {"dataPoints": [{"name": f"{root}/k1", "weight": weight}]},
        "/daily-heart-rate-variability/dataPoints": {
            "dataPoints": [
                {"dailyHeartRateVariability": {"date": civil, "averageHeartRateVariabilityMilliseconds": 44.5}}
            ]
        },
        "/daily-resting-heart-rate/dataPoints": {
            "dataPoints": [{"dailyRestingHeartRate": {"date": civil, "beatsPerMinute": "58"}}]
        },
    }
    found = fetch(GoogleHealthClient, replies)
    assert found["sleep:s1"].asleep_s == 7 * 3600
    assert found["exercise:x1"].distance_m == 10_000
    assert found["weight:k1"] == Reading(of=Measure.WEIGHT, value=80.1)
    assert found["hrv:2026-11-20"] == Reading(of=Measure.HRV_RMSSD, value=44.5)
    assert found["resting_hr:2026-11-20"] == Reading(of=Measure.RESTING_HR, value=58)


# --- consent, and its end ---

TOKENS = {"access_token": "a1", "refresh_token": "r1", "expires_in": 3600, "scope": "what was given"}
EXCHANGES: list[tuple[type[OAuthClient], Replies]] = [
    (StravaClient, {"/oauth/token": TOKENS | {"athlete": {"id": 42}}}),
    (OuraClient, {"/oauth/token": TOKENS, "/personal_info": {"id": "42"}}),
    (WhoopClient, {"/oauth2/token": TOKENS, "/user/profile/basic": {"user_id": 42}}),
    (PolarClient, {"/oauth2/token": TOKENS | {"x_user_id": 42}, "/v3/users": {}}),
    (WithingsClient, {"requesttoken": {"status": 0, "body": TOKENS | {"userid": "42"}}}),
    (GoogleHealthClient, {"/token": TOKENS, "/identity": {"healthUserId": "42"}}),
]


@pytest.mark.parametrize(("kind", "replies"), EXCHANGES, ids=lambda value: getattr(value, "__name__", ""))
def test_code_is_exchanged_and_tokens_refreshed(kind: type[OAuthClient], replies: Replies) -> None:
    made, asked = client(kind, replies)
    grant = asyncio.run(made.exchange(code="c1", verifier="v1", redirect_uri="https://us/callback"))
    tokens = Tokens(access="a1", refresh="r1", expires_at=NOW + timedelta(hours=1))
    assert grant == Grant(account="42", tokens=tokens, scope="what was given")
    form = asked.form(0)
    assert (form["grant_type"], form["code"], form["redirect_uri"]) == (
        "authorization_code", "c1", "https://us/callback",
    )  # fmt: skip
    assert form.get("code_verifier") == ("v1" if kind.facts.pkce else None)
    basic = asked.requests[0].headers.get("authorization", "")
    assert basic.startswith("Basic ") if kind.facts.basic else form["client_secret"] == "our-secret"
    made, asked = client(kind, replies)
    assert asyncio.run(made.refresh(tokens)) == tokens
    assert (asked.form(0)["grant_type"], asked.form(0)["refresh_token"]) == ("refresh_token", "r1")


@pytest.mark.parametrize(("kind", "_"), EXCHANGES, ids=lambda value: getattr(value, "__name__", ""))
def test_refused_code_and_refused_refresh(kind: type[OAuthClient], _: Replies) -> None:
    refused: Any = lambda _: httpx.Response(400, json={"error": "invalid_grant"})  # noqa: E731
    replies = {"/token": refused, "/oauth2": refused, "requesttoken": refused}
    made, asked = client(kind, replies)
    with pytest.raises(ConsentFailed):
        asyncio.run(made.exchange(code="c", verifier="v", redirect_uri="u"))
    with pytest.raises(AccessRevoked):
        asyncio.run(made.refresh(Tokens(access="a", refresh="r")))
    assert len(asked.requests) == 2  # neither is tried again


@pytest.mark.parametrize("status", [500, 503])
def test_code_and_refresh_are_sent_once_even_when_the_server_stumbles(status: int) -> None:
    made, asked = client(OuraClient, {"/oauth/token": lambda _: httpx.Response(status)})
    with pytest.raises(Unavailable):
        asyncio.run(made.exchange(code="c", verifier="v", redirect_uri="u"))
    with pytest.raises(Unavailable):
        asyncio.run(made.refresh(Tokens(access="a", refresh="r")))
    assert len(asked.requests) == 2


def test_stand_in_replaces_every_address() -> None:
    made, asked = client(StravaClient, {"/athlete/activities": []}, url="http://127.0.0.1:9")
    asyncio.run(made.fetch(Tokens(access="t"), DAY, DAY))
    assert {request.url.host for request in asked.requests} == {"127.0.0.1"}
    assert made.authorize_url(redirect_uri="u", state="s", challenge="c").startswith("http://127.0.0.1:9/oauth/")


# --- one call ---


def call(answer: Callable[[httpx.Request], httpx.Response]) -> Any:
    http = httpx.AsyncClient(transport=httpx.MockTransport(answer), trust_env=False, follow_redirects=False)
    return asyncio.run(ProviderHttp(http, "x", pauses_s=(0.0, 0.0)).get("https://x.example/a", "t"))


def test_faults_that_pass_are_tried_again_and_those_that_last_are_told() -> None:
    replies = iter([500, 502, 200])
    assert call(lambda _: httpx.Response(next(replies), json={})).status == 200
    with pytest.raises(Unavailable, match="503"):
        call(lambda _: httpx.Response(503))

    def down(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no", request=request)

    with pytest.raises(Unavailable, match="does not answer"):
        call(down)


def test_patience_is_asked_for_and_limited() -> None:
    for given, wait in (("7", 7), ("999999", 900), ("Mon, 23 Nov 2026 09:00:00 GMT", 60), ("", 60)):
        with pytest.raises(RateLimited) as raised:
            call(lambda _, given=given: httpx.Response(429, headers={"retry-after": given}))
        assert raised.value.retry_after == wait


def test_redirect_is_not_followed_and_a_401_not_tried_again() -> None:
    seen: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.url.host)
        return httpx.Response(302, headers={"location": "http://169.254.169.254/"})

    assert call(answer).status == 302
    assert seen == ["x.example"]
    with pytest.raises(TokenRefused):
        call(lambda _: httpx.Response(401))


def test_reply_without_end_is_cut_off() -> None:
    async def endless() -> Any:
        while True:
            yield b"x" * 1024 * 1024

    with pytest.raises(Unavailable, match=str(MAX_BYTES)):
        call(lambda _: httpx.Response(200, content=endless()))


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"data": 3}', b"[" * 10_000])
def test_reply_of_another_shape_is_an_outage_of_theirs(body: bytes) -> None:
    made, _ = client(OuraClient, {"/sleep": lambda _: httpx.Response(200, content=body)})
    with pytest.raises(Unavailable, match="cannot be read"):
        asyncio.run(made.fetch(Tokens(access="t"), DAY, DAY))


@pytest.mark.parametrize(
    ("name", "sport"),
    [("TrailRun", Sport.RUNNING), ("Walk", Sport.WALKING), ("WeightTraining", Sport.STRENGTH), ("Chess", Sport.OTHER),
     ("nordic-skiing", Sport.SKIING), ("Rowing", Sport.ROWING), ("VirtualRide", Sport.CYCLING)],
)  # fmt: skip
def test_sports_by_the_words_in_their_names(name: str, sport: Sport) -> None:
    assert sport_of(name) is sport
