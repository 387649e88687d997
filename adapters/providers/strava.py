"""Strava API v3 (developers.strava.com, checked 2026-10): activities. See the data-use policy before using them."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from msgspec import Struct

from adapters.providers.client import PAGES, Kind, OAuthClient, at_offset, sport_of
from adapters.providers.http import Reply
from adapters.providers.oauth import OAuthFacts
from domain.activity.records import TrackerRecord, Workout
from domain.trackers.connection import Tokens
from domain.trackers.errors import ConsentFailed
from domain.trackers.notification import Provider

_API = "https://www.strava.com/api/v3"
_PER_PAGE = 100


class _Activity(Struct):
    id: int
    start_date: datetime
    elapsed_time: float
    sport_type: str = ""
    utc_offset: float = 0
    moving_time: float | None = None
    distance: float | None = None
    total_elevation_gain: float | None = None
    average_heartrate: float | None = None
    max_heartrate: float | None = None


class StravaClient(OAuthClient):
    """PKCE is not documented; the challenge is sent all the same."""

    provider = Provider.STRAVA
    facts = OAuthFacts(
        authorize_url="https://www.strava.com/oauth/authorize",
        token_url="https://www.strava.com/oauth/token",  # noqa: S106 - an address
        scope="read,activity:read_all",
        extra={"approval_prompt": "auto"},
    )

    async def _account(self, tokens: Tokens, said: Mapping[str, Any]) -> str:  # noqa: ARG002
        athlete = said.get("athlete")
        if not isinstance(athlete, dict) or "id" not in athlete:
            raise ConsentFailed("Strava did not say whose account it is; connect again.")
        return str(athlete["id"])

    def _kinds(self) -> Mapping[str, Kind]:
        return {"activity": self._activities}

    async def _revoke(self, tokens: Tokens, account: str) -> Reply:  # noqa: ARG002
        return await self._http.send(
            "POST", "https://www.strava.com/oauth/deauthorize", data={"access_token": tokens.access}
        )

    async def _activities(self, token: str, start: date, end: date) -> list[TrackerRecord]:
        # A day more on either side: the bounds are UTC, the days the person's.
        after = int(datetime.combine(start - timedelta(days=1), time(), UTC).timestamp())
        before = int(datetime.combine(end + timedelta(days=2), time(), UTC).timestamp())
        found: list[TrackerRecord] = []
        for page in range(1, PAGES + 1):
            activities = await self._get(
                f"{_API}/athlete/activities",
                token,
                list[_Activity],
                after=after,
                before=before,
                page=page,
                per_page=_PER_PAGE,
            )
            found += [self._workout(activity) for activity in activities]
            if len(activities) < _PER_PAGE:
                break
        else:
            raise self._too_many()
        return found

    def _workout(self, activity: _Activity) -> TrackerRecord:
        start = at_offset(activity.start_date, activity.utc_offset)
        workout = Workout(
            start=start,
            end=start + timedelta(seconds=activity.elapsed_time),
            sport=sport_of(activity.sport_type),
            moving_s=activity.moving_time,
            distance_m=activity.distance,
            ascent_m=activity.total_elevation_gain,
            hr_mean=activity.average_heartrate,
            hr_high=activity.max_heartrate,
        )
        return self._record("activity", activity.id, start.date(), workout)
