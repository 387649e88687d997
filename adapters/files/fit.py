"""FIT (Garmin's Flexible and Interoperable Data Transfer): workouts, resting heart rate, nightly HRV, weight.

The checksum of every part is checked. Times in FIT are UTC; an activity's own local time gives the offset.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from pathlib import Path
from typing import Final

import fitdecode
from fitdecode import CrcCheck, ErrorHandling, FitDataMessage, FitReader
from fitdecode.processors import FIT_DATETIME_MIN, FIT_UTC_REFERENCE
from msgspec.structs import replace

from adapters.files.heartbeats import Heartbeats
from adapters.files.kinds import FileKind
from adapters.files.limits import MOST_RECORDS
from adapters.files.numbers import sport_of
from adapters.files.reading import FileContext
from adapters.files.refused import FileRefused, Reason
from adapters.files.track import Track
from domain.activity.records import Measure, Reading, Told, TrackerRecord, Workout

_FURTHEST_OFFSET: Final = timedelta(hours=14)
_TELL_EVERY: Final = 2000
_RESTING: Final = "current_day_resting_heart_rate"


def read_fit(path: Path, context: FileContext) -> Iterator[TrackerRecord]:
    """The parts of a file, in order. Raises `FileRefused` for what is cut short, damaged or no FIT file."""
    whole = path.stat().st_size
    try:
        with path.open("rb") as file, _reader(file) as reader:
            part = _Part(context)
            for index, frame in enumerate(reader):
                if frame.frame_type == fitdecode.FIT_FRAME_DATA:
                    part.take(frame)
                elif frame.frame_type == fitdecode.FIT_FRAME_CRC:
                    yield from part.records()
                    part = _Part(context)
                if index % _TELL_EVERY == 0:
                    context.progress(file.tell(), whole)
    except fitdecode.FitCRCError as error:
        raise FileRefused(Reason.CHECKSUM, "The file is damaged: its checksum is wrong.") from error
    except fitdecode.FitEOFError as error:
        raise FileRefused(Reason.TRUNCATED, "The file is cut short: there is less of it than it says.") from error
    except fitdecode.FitHeaderError as error:
        raise FileRefused(Reason.MALFORMED, f"The file is no FIT file: {str(error)[:120]}.") from error
    except (fitdecode.FitError, ValueError, TypeError, KeyError, IndexError, AssertionError) as error:
        # What fitdecode lets through on definitions that contradict themselves.
        raise FileRefused(Reason.MALFORMED, f"The file contradicts itself ({type(error).__name__}).") from error


def _reader(file: object) -> FitReader:
    """Without a processor, so that times stay the numbers that they are: most are of points and never looked at."""
    return FitReader(file, processor=None, check_crc=CrcCheck.RAISE, error_handling=ErrorHandling.IGNORE)


class _Part:
    """One FIT file; a chain of them may be in one file."""

    def __init__(self, context: FileContext) -> None:
        self._context = context
        self._device = ""
        self._workouts: list[Workout] = []
        self._readings: list[tuple[datetime, Reading]] = []
        self._points = Track()
        self._beats = Heartbeats()
        self._zone: tzinfo | None = None

    def take(self, frame: FitDataMessage) -> None:
        """One message."""
        match frame.name:
            case "record":
                self._point(frame)
            case "session":
                self._session(frame)
            case "hrv":
                self._beats.add(_value(frame, "time"))
            case "activity":
                self._activity(frame)
            case "file_id":
                names = (_value(frame, name) for name in ("manufacturer", "product_name", "garmin_product", "product"))
                self._device = " ".join(dict.fromkeys(str(name) for name in names if name is not None))
            case "monitoring_hr_data":
                self._reading(frame, Measure.RESTING_HR, _value(frame, _RESTING) or _value(frame, "resting_heart_rate"))
            case "hrv_status_summary":
                self._reading(frame, Measure.HRV_RMSSD, _value(frame, "last_night_average"))
            case "weight_scale":
                self._reading(frame, Measure.WEIGHT, _value(frame, "weight"))

    def _point(self, frame: FitDataMessage) -> None:
        at = rate = None
        for each in frame.fields:
            if each.name == "timestamp":
                at = each.value
            elif each.name == "heart_rate":
                rate = each.value
        self._points.time(_moment(at))
        self._points.rate(rate)

    def _session(self, frame: FitDataMessage) -> None:
        start, elapsed = _moment(_value(frame, "start_time")), _value(frame, "total_elapsed_time")
        points, self._points = self._points, Track()
        if (
            start is None
            or not isinstance(elapsed, int | float)
            or not 0 < elapsed < timedelta(days=30).total_seconds()
        ):
            return
        track = Track()
        track.time(start)
        track.time(start + timedelta(seconds=float(elapsed)))
        seen = points.workout(sport_of(""))
        found = track.workout(
            sport_of(str(_value(frame, "sub_sport") or ""), str(_value(frame, "sport") or "")),
            moving_s=_number(frame, "total_timer_time"),
            distance_m=_number(frame, "total_distance"),
            ascent_m=_number(frame, "total_ascent"),
            energy_kcal=_number(frame, "total_calories"),
            hr_mean=_number(frame, "avg_heart_rate") or (seen.hr_mean if seen else None),
            hr_high=_number(frame, "max_heart_rate") or (seen.hr_high if seen else None),
        )
        if found is not None:
            self._workouts.append(found)
            _bounded(len(self._workouts))

    def _activity(self, frame: FitDataMessage) -> None:
        local, utc = _value(frame, "local_timestamp"), _value(frame, "timestamp")
        if isinstance(local, int) and isinstance(utc, int):
            offset = timedelta(minutes=round((local - utc) / 60))
            if abs(offset) <= _FURTHEST_OFFSET:
                self._zone = timezone(offset)

    def _reading(self, frame: FitDataMessage, measure: Measure, value: object) -> None:
        at = _moment(_value(frame, "timestamp"))
        if at is not None and isinstance(value, int | float):
            self._readings.append((at, Reading(of=measure, value=round(float(value), 2))))
            _bounded(len(self._readings))

    def records(self) -> Iterator[TrackerRecord]:
        """What the part tells. A reading that comes several times a day holds as it was last."""
        zone = self._zone or self._context.zone
        for workout in self._workouts:
            local = replace(workout, start=workout.start.astimezone(zone), end=workout.end.astimezone(zone))
            yield self._record(f"workout:{workout.start.isoformat()}", local.start, local)
        if len(self._workouts) == 1 and self._beats.at_rest(self._workouts[0]):
            rmssd = Reading(of=Measure.HRV_RMSSD, value=round(self._beats.rmssd or 0.0, 1))
            self._readings.append((self._workouts[0].end, rmssd))
        last = {
            (at.astimezone(zone).date(), reading.of): (at, reading) for at, reading in sorted(self._readings, key=_when)
        }
        for (day, measure), (at, reading) in last.items():
            yield self._record(f"{measure}:{day}", at.astimezone(zone), reading)

    def _record(self, name: str, local: datetime, what: Told) -> TrackerRecord:
        return self._context.record(FileKind.FIT, name, local.date(), what, self._device)


def _when(each: tuple[datetime, Reading]) -> datetime:
    return each[0]


def _bounded(count: int) -> None:
    if count > MOST_RECORDS:
        raise FileRefused(Reason.TOO_LARGE, f"The file tells of more than {MOST_RECORDS} things.")


def _value(frame: FitDataMessage, name: str) -> object:
    return frame.get_value(name, fallback=None)


def _number(frame: FitDataMessage, name: str) -> float | None:
    value = _value(frame, name)
    return float(value) if isinstance(value, int | float) and value > 0 else None


def _moment(value: object) -> datetime | None:
    """Seconds since the zero of FIT as an instant; None for those since the device was switched on."""
    if not isinstance(value, int) or value < FIT_DATETIME_MIN:
        return None
    return datetime.fromtimestamp(value + FIT_UTC_REFERENCE, UTC)
