"""What pushing providers send, as records; and what a server knows of providers."""

from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import msgspec
import pytest

from adapters.clock import SystemClock
from adapters.providers.config import load_providers
from adapters.providers.pushed import PUSHED, pushed_records
from adapters.providers.services import trackers_from
from adapters.providers.vault import FernetVault
from adapters.settings import load
from domain.activity.records import HeartRate, Measure, Reading, Sleep, TrackerRecord, Workout
from domain.errors import ConfigError, Unavailable
from domain.identity.data_use import for_prompt
from domain.trackers.notification import InboxRow, Provider, What
from tests.trackers import CONFIGS, TOKEN_KEY, event, write_configs

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
DAY = date(2026, 11, 20)
START = int(datetime(2026, 11, 19, 22, 0, tzinfo=UTC).timestamp())


def row(provider: Provider, kind: str) -> InboxRow:
    return InboxRow(
        id=UUID(int=1), user_id=UUID(int=2), source=provider.value, external_id="x", what=What.CHANGED, kind=kind,
        object_id="", happened_at=None, starts_at=None, ends_at=None, payload=b"", received_at=AT,
    )  # fmt: skip


def told(provider: Provider, kind: str, data: object) -> dict[str, TrackerRecord]:
    found = pushed_records(provider, row(provider, kind), msgspec.json.encode(data))
    return {record.key: record for record in found}


def test_garmin_summaries() -> None:
    day = {"summaryId": "x1", "calendarDate": "2026-11-20", "startTimeInSeconds": START, "durationInSeconds": 86400}
    sleep = msgspec.json.decode(event(Provider.GARMIN, "1"))["sleeps"][0]
    (record,) = told(Provider.GARMIN, "sleeps", sleep).values()
    assert isinstance(record.what, Sleep)
    assert (record.day, record.what.asleep_s, record.what.awake_s) == (DAY, 27000, 600)
    assert (record.what.end - record.what.start).total_seconds() == 27600
    rates = {"minHeartRateInBeatsPerMinute": 45, "averageHeartRateInBeatsPerMinute": 70}
    dailies = told(
        Provider.GARMIN,
        "dailies",
        day | rates | {"steps": 9000, "restingHeartRateInBeatsPerMinute": 50, "maxHeartRateInBeatsPerMinute": 160},
    )
    assert {key: type(each.what) for key, each in dailies.items()} == {
        "daily:2026-11-20:steps": Reading,
        "daily:2026-11-20:resting_hr": Reading,
        "daily:2026-11-20:heart_rate": HeartRate,
    }
    (hrv,) = told(Provider.GARMIN, "hrv", day | {"lastNightAvg": 48}).values()
    assert hrv.what == Reading(of=Measure.HRV_RMSSD, value=48)
    body = day | {"weightInGrams": 80200, "measurementTimeInSeconds": START, "measurementTimeOffsetInSeconds": 7200}
    (weight,) = told(Provider.GARMIN, "bodyComps", body).values()
    assert (weight.day, weight.what) == (DAY, Reading(of=Measure.WEIGHT, value=80.2))
    run = day | {
        "activityType": "TRAIL_RUNNING",
        "durationInSeconds": 3600,
        "distanceInMeters": 9000,
        "deviceName": "F",
    }
    (workout,) = told(Provider.GARMIN, "activities", run).values()
    assert isinstance(workout.what, Workout)
    assert (workout.device, workout.what.distance_m) == ("F", 9000)


def test_terra_carries_the_service_behind_it() -> None:
    span = {"start_time": "2026-11-19T23:00:00+01:00", "end_time": "2026-11-20T07:00:00+01:00", "summary_id": "s"}
    sleep = {
        "metadata": span,
        "sleep_durations_data": {"asleep": {"duration_asleep_state_seconds": 25200}},
        "heart_rate_data": {"summary": {"avg_hrv_rmssd": 50.5, "resting_hr_bpm": 52}},
    }
    found = told(Provider.TERRA, "sleep", {"provider": "GARMIN", "data": [sleep, {"metadata": {}}, {}]})
    assert set(found) == {"sleep:s", "sleep:s:hrv_rmssd", "sleep:s:resting_hr"}
    assert {each.source for each in found.values()} == {"terra/garmin"}
    run = {"metadata": span | {"name": "Run"}, "distance_data": {"summary": {"distance_meters": 9000}}}
    strava = told(Provider.TERRA, "activity", {"provider": "STRAVA", "data": [run]})
    assert [each.source for each in strava.values()] == ["terra/strava"]
    assert for_prompt(strava.values()) == ()
    daily = {"metadata": span, "distance_data": {"steps": 8000}, "heart_rate_data": None}
    assert set(told(Provider.TERRA, "daily", {"provider": "FITBIT", "data": [daily]})) == {"daily:2026-11-19:steps"}
    weight = {
        "measurements_data": {"measurements": [{"measurement_time": "2026-11-20T07:10:00+01:00", "weight_kg": 80}]}
    }
    (kilos,) = told(Provider.TERRA, "body", {"provider": "WITHINGS", "data": [weight]}).values()
    assert kilos.what == Reading(of=Measure.WEIGHT, value=80)


def test_bridge_sends_our_own_records_and_none_from_the_future() -> None:
    future = AT.replace(year=2030)
    sent = TrackerRecord(
        source="strava", key="k", day=DAY, updated_at=future, what=Reading(of=Measure.STEPS, value=9000)
    )
    (record,) = told(Provider.STANDARD, "records.updated", {"user_id": "1", "records": [sent]}).values()
    assert (record.source, record.updated_at, record.what) == ("standard/strava", AT, sent.what)
    assert for_prompt([record]) == ()


@pytest.mark.parametrize("provider", list(PUSHED))
@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b"\xff", b'{"data": [[]]}', b'{"records": [{}]}'])
def test_what_is_not_understood_gives_nothing(provider: Provider, data: bytes) -> None:
    for kind in ("sleeps", "sleep", "records.updated", "nobody knows"):
        assert pushed_records(provider, row(provider, kind), data) == []


def test_one_row_out_of_every_calendar_holds_up_none_behind_it() -> None:
    sleep = msgspec.json.decode(event(Provider.GARMIN, "1"))["sleeps"][0]
    for field in ("startTimeInSeconds", "durationInSeconds", "startTimeOffsetInSeconds"):
        for value in (10**18, -(10**18)):
            found = told(Provider.GARMIN, "sleeps", {**sleep, field: value})
            assert not found or field == "startTimeOffsetInSeconds"


# --- configuration ---


def test_file_of_providers_is_read(tmp_path: Path) -> None:
    write_configs(tmp_path / "trackers.toml")
    assert load_providers(tmp_path / "trackers.toml") == CONFIGS
    assert load_providers(None) == {}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[fax]\n", "fax"),
        ('[strava]\nclient_idd = "1"\n', "client_idd"),
        ('[strava]\nclient_id = "1"\n', "client_secret"),
        ('[strava]\npath_secret = "short"\n', "path_secret"),
        ('[strava]\npath_secret = "with/slash/0123456789"\n', "path_secret"),
        ('[oura]\nwebhook_secrets = ["tiny"]\n', "webhook_secrets"),
        ('[oura]\nurl = "http://elsewhere.example"\n', "oura.url"),
        ('[standard]\nwebhook_secrets = ["whsec_$$$$$$$$$$$$$$$"]\n', "standard.webhook_secrets[0]"),
        ('[google_health]\nwebhook_secrets = ["not a PEM key"]\n', "google_health.webhook_secrets[0]"),
        ("no toml", "trackers.toml"),
    ],
)
def test_wrong_file_stops_the_start_and_says_where(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "trackers.toml"
    path.write_text(text)
    with pytest.raises(ConfigError) as raised:
        load_providers(path)
    assert says in str(raised.value)
    assert "FITAI_TRACKERS" in str(raised.value)


def test_missing_file_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load_providers(tmp_path / "nowhere.toml")


def test_keys_are_rotated_by_putting_a_new_one_in_front() -> None:
    other = "MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA="
    old, both, new = FernetVault((TOKEN_KEY,)), FernetVault((other, TOKEN_KEY)), FernetVault((other,))
    assert both.open(old.seal(b"secret")) == b"secret"
    assert new.open(both.seal(b"secret")) == b"secret"
    with pytest.raises(Unavailable):
        new.open(old.seal(b"secret"))
    with pytest.raises(ConfigError, match="FITAI_TOKEN_KEYS"):
        FernetVault(()).seal(b"")


@pytest.mark.parametrize("text", ["short", "x" * 44, "MDAwMDAw"])
def test_wrong_key_stops_the_start_and_is_not_shown(text: str) -> None:
    with pytest.raises(ConfigError) as raised:
        load({"FITAI_TOKEN_KEYS": text})
    assert "FITAI_TOKEN_KEYS is (hidden)" in str(raised.value)
    assert text not in str(raised.value)


async def test_providers_without_a_key_stop_the_start(tmp_path: Path) -> None:
    path = tmp_path / "trackers.toml"
    write_configs(path)
    with pytest.raises(ConfigError, match="FITAI_TOKEN_KEYS is empty"):
        async with trackers_from(load({"FITAI_TRACKERS": str(path)}), SystemClock()):
            pass
    async with trackers_from(load({"FITAI_TRACKERS": str(path), "FITAI_TOKEN_KEYS": TOKEN_KEY}), SystemClock()) as made:
        assert set(made.configs) == set(Provider)
        assert set(made.clients) | set(made.references) == set(Provider) - {Provider.FITBIT}
    async with trackers_from(load({}), SystemClock()) as none:
        assert (none.configs, none.clients, none.references) == ({}, {}, {})
