"""Polar AccessLink v3 (polar.com/accesslink-api, checked 2026-10): exercises, sleep, nightly recharge.

Access tokens do not end until they are revoked, and there is nothing to refresh. A person must be registered once after
consent. Lists cover the last 28 to 30 days, whatever is asked for.
"""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from msgspec import Struct

from adapters.providers.client import Kind, NotGiven, OAuthClient, at_offset, sport_of
from adapters.providers.http import Reply
from adapters.providers.oauth import OAuthFacts
from domain.activity.records import Measure, Reading, Sleep, TrackerRecord, Workout
from domain.errors import Unavailable
from domain.trackers.connection import Tokens
from domain.trackers.errors import ConsentFailed
from domain.trackers.notification import Provider

_API = "https://www.polaraccesslink.com/v3"
_REGISTERED = (200, 201, 409)  # 409: the person is registered already
_LASTS = re.compile(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?")


class _Heart(Struct, frozen=True):
    average: float | None = None
    maximum: float | None = None


class _Exercise(Struct):
    id: str
    start_time: str
    duration: str
    start_time_utc_offset: float = 0
    sport: str = ""
    detailed_sport_info: str = ""
    device: str = ""
    distance: float | None = None
    calories: float | None = None
    heart_rate: _Heart = _Heart()


class _Night(Struct):
    date: date
    sleep_start_time: datetime
    sleep_end_time: datetime
    light_sleep: float = 0
    deep_sleep: float = 0
    rem_sleep: float = 0
    unrecognized_sleep_stage: float = 0
    total_interruption_duration: float | None = None
    device_id: str = ""


class _Nights(Struct):
    nights: list[_Night] = []


class _Recharge(Struct):
    date: date
    heart_rate_variability_avg: float | None = None


class _Recharges(Struct):
    recharges: list[_Recharge] = []


class PolarClient(OAuthClient):
    """What it calls heart-rate variability is RMSSD in ms."""

    provider = Provider.POLAR
    reach_days = 27
    facts = OAuthFacts(
        authorize_url="https://flow.polar.com/oauth2/authorization",
        token_url="https://polarremote.com/v2/oauth2/token",  # noqa: S106 - an address
        scope="accesslink.read_all",
        basic=True,
        pkce=False,
    )

    async def _account(self, tokens: Tokens, said: Mapping[str, Any]) -> str:
        if "x_user_id" not in said:
            raise ConsentFailed("Polar did not say whose account it is; connect again.")
        account = str(said["x_user_id"])
        reply = await self._http.send(
            "POST",
            f"{_API}/users",
            json={"member-id": f"fitai-{account}"},
            headers={"Authorization": f"Bearer {tokens.access}"},
        )
        if reply.status not in _REGISTERED:
            raise Unavailable(f"polar answers a registration with {reply.status}")
        return account

    def _kinds(self) -> Mapping[str, Kind]:
        return {"exercise": self._exercises, "sleep": self._sleep, "recharge": self._recharge}

    async def _revoke(self, tokens: Tokens, account: str) -> Reply:
        headers = {"Authorization": f"Bearer {tokens.access}"}
        return await self._http.send("DELETE", f"{_API}/users/{int(account)}", headers=headers)

    async def _exercises(self, token: str, start: date, end: date) -> list[TrackerRecord]:  # noqa: ARG002
        found: list[TrackerRecord] = []
        for each in await self._get(f"{_API}/exercises", token, list[_Exercise]):
            lasts = _LASTS.fullmatch(each.duration)
            if lasts is None:
                continue
            hours, minutes, seconds = (float(part or 0) for part in lasts.groups())
            offset = timedelta(minutes=each.start_time_utc_offset)
            local = datetime.fromisoformat(each.start_time).replace(tzinfo=None)  # theirs has no zone
            begun = at_offset((local - offset).replace(tzinfo=UTC), offset.total_seconds())
            workout = Workout(
                start=begun,
                end=begun + timedelta(hours=hours, minutes=minutes, seconds=seconds),
                sport=sport_of(each.detailed_sport_info or each.sport),
                distance_m=each.distance,
                energy_kcal=each.calories,
                hr_mean=each.heart_rate.average,
                hr_high=each.heart_rate.maximum,
            )
            found.append(self._record("exercise", each.id, begun.date(), workout, each.device))
        return found

    async def _sleep(self, token: str, start: date, end: date) -> list[TrackerRecord]:  # noqa: ARG002
        nights: _Nights = await self._get(f"{_API}/users/sleep", token, _Nights)
        return [
            self._record(
                "sleep",
                each.date,
                each.date,
                Sleep(
                    start=each.sleep_start_time,
                    end=each.sleep_end_time,
                    asleep_s=each.light_sleep + each.deep_sleep + each.rem_sleep + each.unrecognized_sleep_stage,
                    deep_s=each.deep_sleep,
                    rem_s=each.rem_sleep,
                    light_s=each.light_sleep,
                    awake_s=each.total_interruption_duration,
                ),
                each.device_id,
            )
            for each in nights.nights
        ]

    async def _recharge(self, token: str, start: date, end: date) -> list[TrackerRecord]:  # noqa: ARG002
        try:
            recharges: _Recharges = await self._get(f"{_API}/users/nightly-recharge", token, _Recharges)
        except NotGiven:  # many of their watches have none
            return []
        return [
            self._record(
                "recharge", each.date, each.date, Reading(of=Measure.HRV_RMSSD, value=each.heart_rate_variability_avg)
            )
            for each in recharges.recharges
            if each.heart_rate_variability_avg
        ]
