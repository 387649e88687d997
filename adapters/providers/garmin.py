"""Garmin Health API (documentation for partners only; facts from other projects, 2026-10): consent, and what is pushed.

Summaries carry no time of change: the one received last holds, as Garmin asks. `calendarDate` is the person's day and
`startTimeOffsetInSeconds` the offset of where they were.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

import msgspec
from msgspec import Struct

from adapters.providers.client import Kind, OAuthClient, sport_of, unix
from adapters.providers.http import Reply
from adapters.providers.oauth import OAuthFacts
from domain.activity.records import HeartRate, Measure, Reading, Sleep, Told, TrackerRecord, Workout
from domain.trackers.connection import Tokens
from domain.trackers.notification import InboxRow, Provider

_API = "https://apis.garmin.com/wellness-api/rest"


class _Person(Struct):
    userId: str  # noqa: N815 - theirs


class GarminClient(OAuthClient):
    """Consent only: the data are pushed, so there is nothing to fetch."""

    provider = Provider.GARMIN
    facts = OAuthFacts(
        authorize_url="https://connect.garmin.com/oauth2Confirm",
        token_url="https://diauth.garmin.com/di-oauth2-service/oauth/token",  # noqa: S106 - an address
        scope="",
    )

    async def _account(self, tokens: Tokens, said: Mapping[str, Any]) -> str:  # noqa: ARG002
        person: _Person = await self._get(f"{_API}/user/id", tokens.access, _Person)
        return person.userId

    def _kinds(self) -> Mapping[str, Kind]:
        return {}

    async def _revoke(self, tokens: Tokens, account: str) -> Reply:  # noqa: ARG002
        url, headers = f"{_API}/user/registration", {"Authorization": f"Bearer {tokens.access}"}
        return await self._http.send("DELETE", url, headers=headers)


class _Summary(Struct):
    summaryId: str  # noqa: N815
    startTimeInSeconds: int = 0  # noqa: N815
    startTimeOffsetInSeconds: int = 0  # noqa: N815
    durationInSeconds: float = 0  # noqa: N815
    calendarDate: date | None = None  # noqa: N815


class _Sleep(_Summary):
    deepSleepDurationInSeconds: float | None = None  # noqa: N815
    lightSleepDurationInSeconds: float | None = None  # noqa: N815
    remSleepInSeconds: float | None = None  # noqa: N815
    awakeDurationInSeconds: float = 0  # noqa: N815


class _Daily(_Summary):
    steps: float | None = None
    restingHeartRateInBeatsPerMinute: float | None = None  # noqa: N815
    minHeartRateInBeatsPerMinute: float | None = None  # noqa: N815
    maxHeartRateInBeatsPerMinute: float | None = None  # noqa: N815
    averageHeartRateInBeatsPerMinute: float | None = None  # noqa: N815


class _Hrv(_Summary):
    lastNightAvg: float | None = None  # noqa: N815


class _Body(_Summary):
    measurementTimeInSeconds: int = 0  # noqa: N815
    measurementTimeOffsetInSeconds: int = 0  # noqa: N815
    weightInGrams: float | None = None  # noqa: N815


class _Activity(_Summary):
    activityType: str = ""  # noqa: N815
    deviceName: str = ""  # noqa: N815
    distanceInMeters: float | None = None  # noqa: N815
    activeKilocalories: float | None = None  # noqa: N815
    averageHeartRateInBeatsPerMinute: float | None = None  # noqa: N815
    maxHeartRateInBeatsPerMinute: float | None = None  # noqa: N815
    totalElevationGainInMeters: float | None = None  # noqa: N815


def records(row: InboxRow, data: bytes) -> list[TrackerRecord]:
    """What one pushed summary tells; nothing for a type that is not read."""
    reader = _READERS.get(row.kind)
    return reader(row, data) if reader else []


def _record(row: InboxRow, kind: str, name: str, day: date, what: Told, device: str = "") -> TrackerRecord:
    return TrackerRecord(
        source=row.source, key=f"{kind}:{name}", day=day, updated_at=row.received_at, what=what, device=device
    )


def _day(summary: _Summary) -> date:
    return summary.calendarDate or unix(summary.startTimeInSeconds, summary.startTimeOffsetInSeconds).date()


def _sleep(row: InboxRow, data: bytes) -> list[TrackerRecord]:
    each = msgspec.json.decode(data, type=_Sleep)
    start = unix(each.startTimeInSeconds, each.startTimeOffsetInSeconds)
    # Their duration leaves the waking minutes out.
    end = start + timedelta(seconds=each.durationInSeconds + each.awakeDurationInSeconds)
    sleep = Sleep(
        start=start,
        end=end,
        asleep_s=each.durationInSeconds,
        deep_s=each.deepSleepDurationInSeconds,
        light_s=each.lightSleepDurationInSeconds,
        rem_s=each.remSleepInSeconds,
        awake_s=each.awakeDurationInSeconds,
    )
    return [_record(row, "sleep", each.summaryId, end.date(), sleep)]


def _daily(row: InboxRow, data: bytes) -> list[TrackerRecord]:
    each = msgspec.json.decode(data, type=_Daily)
    day, found = _day(each), []
    # Keyed by day: the summary of a day comes again and again until it is over, each time under an id of its own.
    for of, value in ((Measure.STEPS, each.steps), (Measure.RESTING_HR, each.restingHeartRateInBeatsPerMinute)):
        if value is not None:
            found.append(_record(row, "daily", f"{day}:{of.value}", day, Reading(of=of, value=value)))
    low, mean = each.minHeartRateInBeatsPerMinute, each.averageHeartRateInBeatsPerMinute
    high = each.maxHeartRateInBeatsPerMinute
    if low and mean and high:
        rate = HeartRate(mean=mean, low=low, high=high, samples=1)
        found.append(_record(row, "daily", f"{day}:heart_rate", day, rate))
    return found


def _hrv(row: InboxRow, data: bytes) -> list[TrackerRecord]:
    each = msgspec.json.decode(data, type=_Hrv)
    if each.lastNightAvg is None:
        return []
    day = _day(each)
    return [_record(row, "hrv", str(day), day, Reading(of=Measure.HRV_RMSSD, value=each.lastNightAvg))]


def _body(row: InboxRow, data: bytes) -> list[TrackerRecord]:
    each = msgspec.json.decode(data, type=_Body)
    if each.weightInGrams is None:
        return []
    day = unix(each.measurementTimeInSeconds, each.measurementTimeOffsetInSeconds).date()
    weight = Reading(of=Measure.WEIGHT, value=each.weightInGrams / 1000)
    return [_record(row, "weight", each.summaryId, day, weight)]


def _activity(row: InboxRow, data: bytes) -> list[TrackerRecord]:
    each = msgspec.json.decode(data, type=_Activity)
    start = unix(each.startTimeInSeconds, each.startTimeOffsetInSeconds)
    workout = Workout(
        start=start,
        end=start + timedelta(seconds=each.durationInSeconds),
        sport=sport_of(each.activityType),
        distance_m=each.distanceInMeters,
        ascent_m=each.totalElevationGainInMeters,
        energy_kcal=each.activeKilocalories,
        hr_mean=each.averageHeartRateInBeatsPerMinute,
        hr_high=each.maxHeartRateInBeatsPerMinute,
    )
    return [_record(row, "activity", each.summaryId, start.date(), workout, each.deviceName)]


_READERS: Mapping[str, Callable[[InboxRow, bytes], list[TrackerRecord]]] = {
    "sleeps": _sleep,
    "dailies": _daily,
    "hrv": _hrv,
    "bodyComps": _body,
    "activities": _activity,
}
