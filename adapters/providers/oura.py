"""Oura API v2 (cloud.ouraring.com/v2/docs, checked 2026-10): sleep, heart-rate variability, steps, workouts."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Generic, TypeVar

from msgspec import Struct

from adapters.providers.client import PAGES, Kind, OAuthClient, sport_of
from adapters.providers.http import Reply
from adapters.providers.oauth import OAuthFacts
from domain.activity.records import Measure, Reading, Sleep, TrackerRecord, Workout
from domain.trackers.connection import Tokens
from domain.trackers.notification import Provider

_API = "https://api.ouraring.com/v2/usercollection"
_MAIN_SLEEP = "long_sleep"
_NO_SLEEP = ("deleted", "rest")

T = TypeVar("T")


class _Person(Struct):
    id: str


class _Night(Struct):
    id: str
    day: date
    bedtime_start: datetime
    bedtime_end: datetime
    type: str = _MAIN_SLEEP
    total_sleep_duration: float | None = None
    deep_sleep_duration: float | None = None
    rem_sleep_duration: float | None = None
    light_sleep_duration: float | None = None
    awake_time: float | None = None
    average_hrv: float | None = None
    lowest_heart_rate: float | None = None


class _Activity(Struct):
    day: date
    steps: float | None = None


class _Session(Struct):
    id: str
    activity: str
    start_datetime: datetime
    end_datetime: datetime
    calories: float | None = None
    distance: float | None = None


class _Page(Struct, Generic[T]):
    data: list[T]
    next_token: str | None = None


class OuraClient(OAuthClient):
    """The lowest heart rate of the night is what Oura itself calls the resting heart rate."""

    provider = Provider.OURA
    facts = OAuthFacts(
        authorize_url="https://cloud.ouraring.com/oauth/authorize",
        token_url="https://api.ouraring.com/oauth/token",  # noqa: S106 - an address
        scope="personal daily heartrate workout",
    )

    async def _account(self, tokens: Tokens, said: Mapping[str, Any]) -> str:  # noqa: ARG002
        person: _Person = await self._get(f"{_API}/personal_info", tokens.access, _Person)
        return person.id

    def _kinds(self) -> Mapping[str, Kind]:
        return {"sleep": self._sleep, "daily": self._daily, "workout": self._workouts}

    async def _revoke(self, tokens: Tokens, account: str) -> Reply:  # noqa: ARG002
        return await self._http.send(
            "POST", "https://api.ouraring.com/oauth/revoke", params={"access_token": tokens.access}
        )

    async def _list(self, name: str, token: str, kind: type[Any], start: date, end: date) -> list[Any]:
        found: list[Any] = []
        params = {"start_date": str(start - timedelta(days=1)), "end_date": str(end + timedelta(days=1))}
        for _ in range(PAGES):
            page = await self._get(f"{_API}/{name}", token, _Page[kind], **params)  # type: ignore[valid-type]
            found += page.data
            if not page.next_token:
                break
            params["next_token"] = page.next_token
        else:
            raise self._too_many()
        return found

    async def _sleep(self, token: str, start: date, end: date) -> list[TrackerRecord]:
        found: list[TrackerRecord] = []
        for night in await self._list("sleep", token, _Night, start, end):
            if night.type in _NO_SLEEP or night.total_sleep_duration is None:
                continue
            sleep = Sleep(
                start=night.bedtime_start,
                end=night.bedtime_end,
                asleep_s=night.total_sleep_duration,
                deep_s=night.deep_sleep_duration,
                rem_s=night.rem_sleep_duration,
                light_s=night.light_sleep_duration,
                awake_s=night.awake_time,
            )
            found.append(self._record("sleep", night.id, night.day, sleep))
            if night.type == _MAIN_SLEEP:
                readings = ((Measure.HRV_RMSSD, night.average_hrv), (Measure.RESTING_HR, night.lowest_heart_rate))
                found += [
                    self._record("sleep", f"{night.id}:{of.value}", night.day, Reading(of=of, value=value))
                    for of, value in readings
                    if value
                ]
        return found

    async def _daily(self, token: str, start: date, end: date) -> list[TrackerRecord]:
        return [
            self._record("daily", each.day, each.day, Reading(of=Measure.STEPS, value=each.steps))
            for each in await self._list("daily_activity", token, _Activity, start, end)
            if each.steps is not None
        ]

    async def _workouts(self, token: str, start: date, end: date) -> list[TrackerRecord]:
        return [
            self._record(
                "workout",
                each.id,
                each.start_datetime.date(),
                Workout(
                    start=each.start_datetime,
                    end=each.end_datetime,
                    sport=sport_of(each.activity),
                    distance_m=each.distance,
                    energy_kcal=each.calories,
                ),
            )
            for each in await self._list("workout", token, _Session, start, end)
        ]
