"""Short ways to say what trackers told."""

from datetime import UTC, date, datetime, timedelta

from domain.activity.records import Measure, Reading, Sleep, Sport, Told, TrackerRecord, Workout

DAY = date(2026, 11, 20)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def told(what: Told, *, source: str = "garmin", key: str = "", device: str = "", at: datetime = NOON) -> TrackerRecord:
    """A record of the day that `what` belongs to (DAY where it has none of its own)."""
    moment = what.start if isinstance(what, Workout) else what.end if isinstance(what, Sleep) else NOON
    place = key or f"{type(what).__name__} {moment} {device}"
    return TrackerRecord(source=source, key=place, day=moment.date(), updated_at=at, what=what, device=device)


def run(
    start: datetime = NOON, minutes: float = 50, km: float | None = 10, sport: Sport = Sport.RUNNING, **more: float
) -> Workout:
    distance = None if km is None else km * 1000
    return Workout(start=start, end=start + timedelta(minutes=minutes), sport=sport, distance_m=distance, **more)


def night(hours: float = 8, wake: datetime = datetime(2026, 11, 20, 7, tzinfo=UTC)) -> Sleep:
    return Sleep(start=wake - timedelta(hours=hours), end=wake, asleep_s=hours * 3600)


def reading(measure: Measure, value: float) -> Reading:
    return Reading(of=measure, value=value)
