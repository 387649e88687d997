"""Terra (docs.tryterra.co, checked 2026-10): the page to choose a device on, and what is pushed.

`user.provider` names the service behind, whose terms come along as "terra/SERVICE". The one received last holds.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import msgspec
from msgspec import Struct

from adapters.providers.client import sport_of
from adapters.providers.config import ProviderConfig
from adapters.providers.http import ProviderHttp
from domain.activity.records import Measure, Reading, Sleep, Told, TrackerRecord, Workout
from domain.errors import Unavailable
from domain.trackers.notification import InboxRow

_WIDGET = "https://api.tryterra.co/v2/auth/generateWidgetSession"
_SERVICES = {"GOOGLE": "google_health", "APPLE": "apple_health", "HEALTH_CONNECT": "health_connect"}


class _Widget(Struct):
    url: str


class TerraClient:
    """`ports.ReferenceClient`: `client_id` is the developer id, `client_secret` the API key."""

    def __init__(self, config: ProviderConfig, http: ProviderHttp) -> None:
        self._config = config
        self._http = http

    async def page_for(self, reference: str) -> str:
        """The widget's address for one person."""
        reply = await self._http.send(
            "POST",
            _WIDGET,
            json={"reference_id": reference, "language": "en"},
            headers={"dev-id": self._config.client_id, "x-api-key": self._config.client_secret},
            bearer=False,
        )
        if reply.status >= 400:
            raise Unavailable(f"terra answers a widget session with {reply.status}")
        return reply.read(_Widget).url


class _Pushed(Struct):
    provider: str
    data: list[dict[str, Any]]


def records(row: InboxRow, data: bytes) -> list[TrackerRecord]:
    """What one delivery tells; nothing for a type that is not read."""
    reader = _READERS.get(row.kind)
    pushed = msgspec.json.decode(data, type=_Pushed)
    service = _SERVICES.get(pushed.provider, pushed.provider.lower())
    found: list[TrackerRecord] = []
    for item in pushed.data if reader else []:
        try:
            found += reader(_Told(row=row, source=f"{row.source}/{service}"), item) if reader else []
        except (
            KeyError,
            TypeError,
            ValueError,
            AttributeError,
        ):  # one that is not as documented does not hold up the others
            continue
    return found


class _Told(Struct):
    row: InboxRow
    source: str

    def record(self, kind: str, name: str, when: datetime, what: Told) -> TrackerRecord:
        """A record of the day of `when`."""
        return TrackerRecord(
            source=self.source, key=f"{kind}:{name}", day=when.date(), updated_at=self.row.received_at, what=what
        )


def _span(item: dict[str, Any]) -> tuple[datetime, datetime, str]:
    about = item["metadata"]
    start, end = datetime.fromisoformat(about["start_time"]), datetime.fromisoformat(about["end_time"])
    if start.tzinfo is None or end.tzinfo is None or end - start > timedelta(days=2):
        raise ValueError
    return start, end, str(about.get("summary_id") or about["start_time"])


def _sleep(told: _Told, item: dict[str, Any]) -> list[TrackerRecord]:
    start, end, name = _span(item)
    asleep = item["sleep_durations_data"]["asleep"]
    sleep = Sleep(
        start=start,
        end=end,
        asleep_s=float(asleep["duration_asleep_state_seconds"]),
        deep_s=asleep.get("duration_deep_sleep_state_seconds"),
        rem_s=asleep.get("duration_REM_sleep_state_seconds"),
        light_s=asleep.get("duration_light_sleep_state_seconds"),
    )
    found = [told.record("sleep", name, end, sleep)]
    summary = (item.get("heart_rate_data") or {}).get("summary") or {}
    for of, value in (
        (Measure.HRV_RMSSD, summary.get("avg_hrv_rmssd")),
        (Measure.RESTING_HR, summary.get("resting_hr_bpm")),
    ):
        if isinstance(value, int | float):
            found.append(told.record("sleep", f"{name}:{of.value}", end, Reading(of=of, value=value)))
    return found


def _activity(told: _Told, item: dict[str, Any]) -> list[TrackerRecord]:
    start, end, name = _span(item)
    distance = ((item.get("distance_data") or {}).get("summary") or {}).get("distance_meters")
    heart = (item.get("heart_rate_data") or {}).get("summary") or {}
    workout = Workout(
        start=start,
        end=end,
        sport=sport_of(str(item["metadata"].get("name") or "")),
        distance_m=distance,
        energy_kcal=(item.get("calories_data") or {}).get("net_activity_calories"),
        hr_mean=heart.get("avg_hr_bpm"),
        hr_high=heart.get("max_hr_bpm"),
    )
    return [told.record("activity", name, start, workout)]


def _daily(told: _Told, item: dict[str, Any]) -> list[TrackerRecord]:
    start, _, _ = _span(item)
    steps = (item.get("distance_data") or {}).get("steps")
    resting = ((item.get("heart_rate_data") or {}).get("summary") or {}).get("resting_hr_bpm")
    return [
        told.record("daily", f"{start.date()}:{of.value}", start, Reading(of=of, value=value))
        for of, value in ((Measure.STEPS, steps), (Measure.RESTING_HR, resting))
        if isinstance(value, int | float)
    ]


def _body(told: _Told, item: dict[str, Any]) -> list[TrackerRecord]:
    found: list[TrackerRecord] = []
    for each in (item.get("measurements_data") or {}).get("measurements") or []:
        when, kilos = datetime.fromisoformat(each["measurement_time"]), each.get("weight_kg")
        if isinstance(kilos, int | float):
            found.append(told.record("weight", when.isoformat(), when, Reading(of=Measure.WEIGHT, value=kilos)))
    return found


_READERS: Mapping[str, Callable[[_Told, dict[str, Any]], list[TrackerRecord]]] = {
    "sleep": _sleep,
    "activity": _activity,
    "daily": _daily,
    "body": _body,
}
