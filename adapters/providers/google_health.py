"""Google Health API v4 (developers.google.com/health, checked 2026-11): what follows the Fitbit Web API.

Data points of a type are listed with an AIP-160 filter, whose field paths are in snake case. Whole numbers come as
text. The API is new and its documentation is still changing: `users/me/identity` and the page sizes are as other
projects use them and not certain.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from msgspec import Struct

from adapters.providers.client import PAGES, Kind, OAuthClient, at_offset, sport_of
from adapters.providers.http import Reply
from adapters.providers.oauth import OAuthFacts
from domain.activity.records import Measure, Reading, Sleep, TrackerRecord, Workout
from domain.trackers.connection import Tokens
from domain.trackers.notification import Provider

_API = "https://health.googleapis.com/v4/users/me"
_SCOPE = "https://www.googleapis.com/auth/googlehealth."
_SESSIONS_PER_PAGE = 25
_DAYS_PER_PAGE = 100


class _Identity(Struct):
    healthUserId: str  # noqa: N815 - theirs


class _Interval(Struct):
    startTime: datetime  # noqa: N815
    endTime: datetime  # noqa: N815
    startUtcOffset: str = "0s"  # noqa: N815
    endUtcOffset: str = "0s"  # noqa: N815


class _Stage(Struct):
    type: str
    minutes: float = 0


class _SleepSummary(Struct, frozen=True):
    minutesAsleep: float | None = None  # noqa: N815
    minutesAwake: float | None = None  # noqa: N815
    stagesSummary: tuple[_Stage, ...] = ()  # noqa: N815


class _Sleep(Struct):
    interval: _Interval
    summary: _SleepSummary = _SleepSummary()


class _Metrics(Struct, frozen=True):
    caloriesKcal: float | None = None  # noqa: N815
    distanceMillimeters: float | None = None  # noqa: N815
    averageHeartRateBeatsPerMinute: float | None = None  # noqa: N815


class _Exercise(Struct):
    interval: _Interval
    exerciseType: str = ""  # noqa: N815
    metricsSummary: _Metrics = _Metrics()  # noqa: N815


class _Civil(Struct):
    year: int
    month: int
    day: int

    def day_of(self) -> date:
        """As a date."""
        return date(self.year, self.month, self.day)


class _Hrv(Struct):
    date: _Civil
    averageHeartRateVariabilityMilliseconds: float | None = None  # noqa: N815


class _Resting(Struct):
    date: _Civil
    beatsPerMinute: float | None = None  # noqa: N815


class _SampleTime(Struct):
    physicalTime: datetime  # noqa: N815
    utcOffset: str = "0s"  # noqa: N815


class _Weight(Struct):
    sampleTime: _SampleTime  # noqa: N815
    weightGrams: float  # noqa: N815


class _Point(Struct):
    name: str = ""
    sleep: _Sleep | None = None
    exercise: _Exercise | None = None
    weight: _Weight | None = None
    dailyHeartRateVariability: _Hrv | None = None  # noqa: N815
    dailyRestingHeartRate: _Resting | None = None  # noqa: N815


class _Page(Struct):
    dataPoints: list[_Point] = []  # noqa: N815
    nextPageToken: str = ""  # noqa: N815


class GoogleHealthClient(OAuthClient):
    """`access_type` and `prompt` make Google give a refresh token each time."""

    provider = Provider.GOOGLE_HEALTH
    facts = OAuthFacts(
        authorize_url="https://accounts.google.com/o/oauth2/v2/auth",
        token_url="https://oauth2.googleapis.com/token",  # noqa: S106 - an address
        scope=" ".join(
            f"{_SCOPE}{name}.readonly" for name in ("activity_and_fitness", "health_metrics_and_measurements", "sleep")
        ),
        extra={"access_type": "offline", "prompt": "consent"},
    )

    async def _account(self, tokens: Tokens, said: Mapping[str, Any]) -> str:  # noqa: ARG002
        identity: _Identity = await self._get(f"{_API}/identity", tokens.access, _Identity)
        return identity.healthUserId

    def _kinds(self) -> Mapping[str, Kind]:
        return {
            "sleep": self._sleep,
            "exercise": self._exercises,
            "weight": self._weight,
            "hrv": self._hrv,
            "resting_hr": self._resting,
        }

    async def _revoke(self, tokens: Tokens, account: str) -> Reply:  # noqa: ARG002
        form = {"token": tokens.refresh or tokens.access}
        return await self._http.send("POST", "https://oauth2.googleapis.com/revoke", data=form)

    async def _list(self, name: str, token: str, field: str, start: date, end: date, size: int) -> list[_Point]:
        found: list[_Point] = []
        after = end + timedelta(days=1)
        params: dict[str, str | int] = {"filter": f'{field} >= "{start}" AND {field} < "{after}"', "pageSize": size}
        for _ in range(PAGES):
            page = await self._get(f"{_API}/dataTypes/{name}/dataPoints", token, _Page, **params)
            found += page.dataPoints
            if not page.nextPageToken:
                break
            params["pageToken"] = page.nextPageToken
        else:
            raise self._too_many()
        return found

    async def _sleep(self, token: str, start: date, end: date) -> list[TrackerRecord]:
        field, found = "sleep.interval.civil_end_time", []
        for point in await self._list("sleep", token, field, start, end, _SESSIONS_PER_PAGE):
            told = point.sleep
            if told is None or told.summary.minutesAsleep is None:
                continue
            stages = {stage.type: stage.minutes * 60 for stage in told.summary.stagesSummary}
            awake = told.summary.minutesAwake
            begun, wake = _ends(told.interval)
            sleep = Sleep(
                start=begun,
                end=wake,
                asleep_s=told.summary.minutesAsleep * 60,
                deep_s=stages.get("DEEP"),
                rem_s=stages.get("REM"),
                light_s=stages.get("LIGHT"),
                awake_s=None if awake is None else awake * 60,
            )
            found.append(self._record("sleep", _name(point, begun), wake.date(), sleep))
        return found

    async def _exercises(self, token: str, start: date, end: date) -> list[TrackerRecord]:
        field, found = "exercise.interval.civil_start_time", []
        for point in await self._list("exercise", token, field, start, end, _SESSIONS_PER_PAGE):
            if point.exercise is None:
                continue
            metrics = point.exercise.metricsSummary
            begun, ended = _ends(point.exercise.interval)
            workout = Workout(
                start=begun,
                end=ended,
                sport=sport_of(point.exercise.exerciseType),
                distance_m=None if metrics.distanceMillimeters is None else metrics.distanceMillimeters / 1000,
                energy_kcal=metrics.caloriesKcal,
                hr_mean=metrics.averageHeartRateBeatsPerMinute,
            )
            found.append(self._record("exercise", _name(point, begun), begun.date(), workout))
        return found

    async def _weight(self, token: str, start: date, end: date) -> list[TrackerRecord]:
        field, found = "weight.sample_time.civil_time", []
        for point in await self._list("weight", token, field, start, end, _DAYS_PER_PAGE):
            if point.weight is not None:
                when = at_offset(point.weight.sampleTime.physicalTime, _seconds(point.weight.sampleTime.utcOffset))
                weight = Reading(of=Measure.WEIGHT, value=point.weight.weightGrams / 1000)
                found.append(self._record("weight", _name(point, when), when.date(), weight))
        return found

    async def _hrv(self, token: str, start: date, end: date) -> list[TrackerRecord]:
        name, field = "daily-heart-rate-variability", "daily_heart_rate_variability.date"
        points = await self._list(name, token, field, start, end, _DAYS_PER_PAGE)
        told = [point.dailyHeartRateVariability for point in points]
        return [
            self._reading("hrv", Measure.HRV_RMSSD, each.date, each.averageHeartRateVariabilityMilliseconds)
            for each in told
            if each is not None and each.averageHeartRateVariabilityMilliseconds
        ]

    async def _resting(self, token: str, start: date, end: date) -> list[TrackerRecord]:
        name, field = "daily-resting-heart-rate", "daily_resting_heart_rate.date"
        points = await self._list(name, token, field, start, end, _DAYS_PER_PAGE)
        told = [point.dailyRestingHeartRate for point in points]
        return [
            self._reading("resting_hr", Measure.RESTING_HR, each.date, each.beatsPerMinute)
            for each in told
            if each is not None and each.beatsPerMinute
        ]

    def _reading(self, kind: str, of: Measure, civil: _Civil, value: float | None) -> TrackerRecord:
        day = civil.day_of()
        return self._record(kind, day, day, Reading(of=of, value=value or 0.0))


def _ends(interval: _Interval) -> tuple[datetime, datetime]:
    start = at_offset(interval.startTime, _seconds(interval.startUtcOffset))
    return start, at_offset(interval.endTime, _seconds(interval.endUtcOffset))


def _seconds(text: str) -> float:
    """Seconds of "3600s"."""
    try:
        return float(text.removesuffix("s"))
    except ValueError:
        return 0.0


def _name(point: _Point, begun: datetime) -> str:
    return point.name.rpartition("/")[2] or begun.isoformat()
