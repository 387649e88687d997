"""WHOOP API v2 (developer.whoop.com/api, checked 2026-10): sleep, recovery, workouts."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Generic, TypeVar

from msgspec import Struct

from adapters.providers.client import PAGES, Kind, OAuthClient, at_offset, sport_of
from adapters.providers.http import Reply
from adapters.providers.oauth import OAuthFacts
from domain.activity.records import Measure, Reading, Sleep, TrackerRecord, Workout
from domain.trackers.connection import Tokens
from domain.trackers.notification import Provider

_API = "https://api.prod.whoop.com/developer/v2"
_PER_PAGE = 25
_KCAL_PER_KJ = 1 / 4.184

T = TypeVar("T")


class _Page(Struct, Generic[T]):
    records: list[T]
    next_token: str | None = None


class _Person(Struct):
    user_id: int


class _Stages(Struct, frozen=True):
    total_light_sleep_time_milli: float = 0
    total_slow_wave_sleep_time_milli: float = 0
    total_rem_sleep_time_milli: float = 0
    total_awake_time_milli: float = 0


class _SleepScore(Struct):
    stage_summary: _Stages = _Stages()


class _Sleep(Struct):
    id: str
    start: datetime
    end: datetime
    timezone_offset: str = "+00:00"
    nap: bool = False
    score: _SleepScore | None = None


class _RecoveryScore(Struct):
    resting_heart_rate: float | None = None
    hrv_rmssd_milli: float | None = None


class _Recovery(Struct):
    sleep_id: str
    created_at: datetime
    score: _RecoveryScore | None = None


class _WorkoutScore(Struct):
    average_heart_rate: float | None = None
    max_heart_rate: float | None = None
    kilojoule: float | None = None
    distance_meter: float | None = None
    altitude_gain_meter: float | None = None


class _Workout(Struct):
    id: str
    start: datetime
    end: datetime
    timezone_offset: str = "+00:00"
    sport_name: str = ""
    score: _WorkoutScore | None = None


class WhoopClient(OAuthClient):
    """`offline` is the scope that a refresh token comes with."""

    provider = Provider.WHOOP
    facts = OAuthFacts(
        authorize_url="https://api.prod.whoop.com/oauth/oauth2/auth",
        token_url="https://api.prod.whoop.com/oauth/oauth2/token",  # noqa: S106 - an address
        scope="offline read:profile read:sleep read:recovery read:workout",
        form={"scope": "offline"},
    )

    async def _account(self, tokens: Tokens, said: Mapping[str, Any]) -> str:  # noqa: ARG002
        person: _Person = await self._get(f"{_API}/user/profile/basic", tokens.access, _Person)
        return str(person.user_id)

    def _kinds(self) -> Mapping[str, Kind]:
        return {"sleep": self._sleep, "workout": self._workouts}

    async def _revoke(self, tokens: Tokens, account: str) -> Reply:  # noqa: ARG002
        headers = {"Authorization": f"Bearer {tokens.access}"}
        return await self._http.send("DELETE", f"{_API}/user/access", headers=headers)

    async def _list(self, path: str, token: str, kind: type[Any], start: date, end: date) -> list[Any]:
        found: list[Any] = []
        params: dict[str, str | int] = {
            "start": datetime.combine(start - timedelta(days=1), time(), UTC).isoformat(),
            "end": datetime.combine(end + timedelta(days=2), time(), UTC).isoformat(),
            "limit": _PER_PAGE,
        }
        for _ in range(PAGES):
            page = await self._get(f"{_API}/{path}", token, _Page[kind], **params)  # type: ignore[valid-type]
            found += page.records
            if not page.next_token:
                break
            params["nextToken"] = page.next_token
        else:
            raise self._too_many()
        return found

    async def _sleep(self, token: str, start: date, end: date) -> list[TrackerRecord]:
        """Sleeps, and with each the recovery that is told of it: its id is the sleep's."""
        recoveries = {each.sleep_id: each for each in await self._list("recovery", token, _Recovery, start, end)}
        found: list[TrackerRecord] = []
        for each in await self._list("activity/sleep", token, _Sleep, start, end):
            if each.score is None:  # not worked out yet, or never will be
                continue
            stages, offset = each.score.stage_summary, _offset_s(each.timezone_offset)
            deep, rem = stages.total_slow_wave_sleep_time_milli / 1000, stages.total_rem_sleep_time_milli / 1000
            light, wake = stages.total_light_sleep_time_milli / 1000, at_offset(each.end, offset)
            sleep = Sleep(
                start=at_offset(each.start, offset),
                end=wake,
                asleep_s=deep + rem + light,
                deep_s=deep,
                rem_s=rem,
                light_s=light,
                awake_s=stages.total_awake_time_milli / 1000,
            )
            found.append(self._record("sleep", each.id, wake.date(), sleep))
            recovery = recoveries.get(each.id)
            if recovery is not None and recovery.score is not None:
                found += self._readings(each.id, wake.date(), recovery.score)
        return found

    def _readings(self, name: str, day: date, score: _RecoveryScore) -> list[TrackerRecord]:
        readings = ((Measure.HRV_RMSSD, score.hrv_rmssd_milli), (Measure.RESTING_HR, score.resting_heart_rate))
        return [
            self._record("sleep", f"{name}:{of.value}", day, Reading(of=of, value=value))
            for of, value in readings
            if value
        ]

    async def _workouts(self, token: str, start: date, end: date) -> list[TrackerRecord]:
        found: list[TrackerRecord] = []
        for each in await self._list("activity/workout", token, _Workout, start, end):
            offset, score = _offset_s(each.timezone_offset), each.score or _WorkoutScore()
            begun = at_offset(each.start, offset)
            workout = Workout(
                start=begun,
                end=at_offset(each.end, offset),
                sport=sport_of(each.sport_name),
                distance_m=score.distance_meter,
                ascent_m=score.altitude_gain_meter,
                energy_kcal=None if score.kilojoule is None else score.kilojoule * _KCAL_PER_KJ,
                hr_mean=score.average_heart_rate,
                hr_high=score.max_heart_rate,
            )
            found.append(self._record("workout", each.id, begun.date(), workout))
        return found


def _offset_s(text: str) -> float:
    """Seconds of "+01:00" or "Z"."""
    try:
        zone = datetime.fromisoformat(f"2000-01-01T00:00:00{text}").utcoffset()
    except ValueError:
        return 0.0
    return zone.total_seconds() if zone is not None else 0.0
