"""Withings API (developer.withings.com, checked 2026-10): sleep, weight, activity, workouts.

Everything is POSTed as a form with an `action`; errors come as `status` of a reply with 200 (0: well, 401: token, 601:
too often). Their `revoke` needs a signature over a nonce that has to be fetched first and is not done: the person is
told to withdraw the leave there.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Raw, Struct

from adapters.providers.client import Kind, NotGiven, OAuthClient
from adapters.providers.http import TokenRefused
from adapters.providers.oauth import OAuthFacts
from domain.activity.records import Measure, Reading, Sleep, Sport, TrackerRecord, Workout
from domain.errors import RateLimited, Unavailable
from domain.trackers.connection import Tokens
from domain.trackers.errors import ConsentFailed
from domain.trackers.notification import Provider

_API = "https://wbsapi.withings.net"
_TOKEN, _TOO_OFTEN, _NO_SCOPE = (100, 101, 102, 401), 601, (214, 277, 2553, 2554, 2555)
_WAIT_S = 60
_WEIGHT = 1
_SLEEP_FIELDS = "total_sleep_time,deepsleepduration,lightsleepduration,remsleepduration,wakeupduration,hr_min,rmssd"
_WORKOUT_FIELDS = "calories,distance,elevation,hr_average,hr_max"
_SPORTS = {
    1: Sport.WALKING,
    2: Sport.RUNNING,
    3: Sport.HIKING,
    6: Sport.CYCLING,
    7: Sport.SWIMMING,
    16: Sport.STRENGTH,
    28: Sport.MOBILITY,
    36: Sport.CYCLING,
    187: Sport.ROWING,
    272: Sport.INTERVALS,
    307: Sport.RUNNING,
}
"""Their categories that are certain; every other one is OTHER."""


class _Reply(Struct):
    status: int
    body: Raw = Raw(b"{}")


class _Night(Struct):
    id: int
    startdate: int
    enddate: int
    date: date
    timezone: str = "UTC"
    data: dict[str, Any] = {}


class _Nights(Struct):
    series: list[_Night] = []


class _Measure(Struct):
    value: float
    type: int
    unit: int


class _Group(Struct):
    grpid: int
    date: int
    measures: list[_Measure]
    timezone: str = ""


class _Groups(Struct):
    measuregrps: list[_Group] = []
    timezone: str = "UTC"


class _Day(Struct):
    date: date
    steps: float | None = None


class _Days(Struct):
    activities: list[_Day] = []


class _Session(Struct):
    id: int
    category: int
    startdate: int
    enddate: int
    timezone: str = "UTC"
    data: dict[str, Any] = {}


class _Sessions(Struct):
    series: list[_Session] = []


class WithingsClient(OAuthClient):
    """Tokens lie in `body`; times are Unix seconds with the name of the zone beside them."""

    provider = Provider.WITHINGS
    facts = OAuthFacts(
        authorize_url="https://account.withings.com/oauth2_user/authorize2",
        token_url=f"{_API}/v2/oauth2",
        scope="user.metrics,user.activity",
        pkce=False,
        form={"action": "requesttoken"},
        wrapped=True,
    )

    async def _account(self, tokens: Tokens, said: Mapping[str, Any]) -> str:  # noqa: ARG002
        if "userid" not in said:
            raise ConsentFailed("Withings did not say whose account it is; connect again.")
        return str(said["userid"])

    def _kinds(self) -> Mapping[str, Kind]:
        return {"sleep": self._sleep, "weight": self._weight, "daily": self._daily, "workout": self._workouts}

    async def _ask(self, path: str, token: str, kind: type[Any], **form: str) -> Any:
        reply = await self._http.send("POST", f"{_API}/{path}", data=form, headers={"Authorization": f"Bearer {token}"})
        said = reply.read(_Reply)
        if said.status in _TOKEN:
            raise TokenRefused
        if said.status == _TOO_OFTEN:
            raise RateLimited("withings asks for patience", _WAIT_S)
        if said.status in _NO_SCOPE:
            raise NotGiven
        if said.status != 0:
            raise Unavailable(f"withings answers {form['action']} with status {said.status}")
        try:
            return msgspec.json.decode(said.body, type=kind, strict=False)
        except msgspec.DecodeError as error:
            raise Unavailable(f"the provider's reply cannot be read: {error}") from error

    async def _sleep(self, token: str, start: date, end: date) -> list[TrackerRecord]:
        nights: _Nights = await self._ask(
            "v2/sleep",
            token,
            _Nights,
            action="getsummary",
            startdateymd=str(start - timedelta(days=1)),
            enddateymd=str(end + timedelta(days=1)),
            data_fields=_SLEEP_FIELDS,
        )
        found: list[TrackerRecord] = []
        for each in nights.series:
            data, wake = each.data, _local(each.enddate, each.timezone)
            asleep = data.get("total_sleep_time")
            if asleep is None:
                continue
            sleep = Sleep(
                start=_local(each.startdate, each.timezone),
                end=wake,
                asleep_s=float(asleep),
                deep_s=data.get("deepsleepduration"),
                rem_s=data.get("remsleepduration"),
                light_s=data.get("lightsleepduration"),
                awake_s=data.get("wakeupduration"),
            )
            found.append(self._record("sleep", each.id, wake.date(), sleep))
            readings = ((Measure.HRV_RMSSD, data.get("rmssd")), (Measure.RESTING_HR, data.get("hr_min")))
            found += [
                self._record("sleep", f"{each.id}:{of.value}", wake.date(), Reading(of=of, value=float(value)))
                for of, value in readings
                if value
            ]
        return found

    async def _weight(self, token: str, start: date, end: date) -> list[TrackerRecord]:
        groups: _Groups = await self._ask(
            "measure",
            token,
            _Groups,
            action="getmeas",
            meastypes=str(_WEIGHT),
            category="1",  # measured, and not an aim
            startdate=_unix(start - timedelta(days=1)),
            enddate=_unix(end + timedelta(days=2)),
        )
        return [
            self._record(
                "weight",
                group.grpid,
                _local(group.date, group.timezone or groups.timezone).date(),
                Reading(of=Measure.WEIGHT, value=measure.value * 10.0**measure.unit),
            )
            for group in groups.measuregrps
            for measure in group.measures
            if measure.type == _WEIGHT
        ]

    async def _daily(self, token: str, start: date, end: date) -> list[TrackerRecord]:
        days: _Days = await self._ask(
            "v2/measure",
            token,
            _Days,
            action="getactivity",
            startdateymd=str(start),
            enddateymd=str(end),
            data_fields="steps",
        )
        return [
            self._record("daily", each.date, each.date, Reading(of=Measure.STEPS, value=each.steps))
            for each in days.activities
            if each.steps is not None
        ]

    async def _workouts(self, token: str, start: date, end: date) -> list[TrackerRecord]:
        sessions: _Sessions = await self._ask(
            "v2/measure",
            token,
            _Sessions,
            action="getworkouts",
            startdateymd=str(start - timedelta(days=1)),
            enddateymd=str(end + timedelta(days=1)),
            data_fields=_WORKOUT_FIELDS,
        )
        found: list[TrackerRecord] = []
        for each in sessions.series:
            begun, data = _local(each.startdate, each.timezone), each.data
            workout = Workout(
                start=begun,
                end=_local(each.enddate, each.timezone),
                sport=_SPORTS.get(each.category, Sport.OTHER),
                distance_m=data.get("distance"),
                ascent_m=data.get("elevation"),
                energy_kcal=data.get("calories"),
                hr_mean=data.get("hr_average"),
                hr_high=data.get("hr_max"),
            )
            found.append(self._record("workout", each.id, begun.date(), workout))
        return found


def _local(seconds: int, zone: str) -> datetime:
    try:
        return datetime.fromtimestamp(seconds, ZoneInfo(zone))
    except (ValueError, OSError):  # no such zone
        return datetime.fromtimestamp(seconds, UTC)


def _unix(day: date) -> str:
    return str(int(datetime.combine(day, time(), UTC).timestamp()))
