"""TCX (Training Center XML, version 2): each activity is a workout made of its laps."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from xml.sax.xmlreader import AttributesImpl

from adapters.files.kinds import FileKind
from adapters.files.numbers import instant, number, sport_of
from adapters.files.reading import FileContext
from adapters.files.track import Track
from adapters.files.xml import Handler, records_of
from domain.activity.records import TrackerRecord

_LAP_SUMS = {"TotalTimeSeconds": "moving_s", "DistanceMeters": "distance_m", "Calories": "energy_kcal"}


def read_tcx(path: Path, context: FileContext) -> Iterator[TrackerRecord]:
    """The activities of a file. Raises `FileRefused`."""
    with path.open("rb") as file:
        yield from records_of(file, _Tcx(context), context.progress, path.stat().st_size)


class _Tcx(Handler):
    root = "TrainingCenterDatabase"

    def __init__(self, context: FileContext) -> None:
        super().__init__()
        self._context = context
        self._begin("")

    def _begin(self, sport: str) -> None:
        self._sport = sport
        self._device = ""
        self._track = Track()
        self._sums: dict[str, float | None] = {}
        self._high = 0.0
        self._lap_start: datetime | None = None

    def opened(self, name: str, attrs: AttributesImpl) -> None:
        if name == "Activity":
            self._begin(attrs.get("Sport", ""))
        elif name == "Lap":
            self._lap_start = instant(attrs.get("StartTime"))
            self._track.time(self._lap_start)

    def closed(self, name: str, text: str) -> None:
        parent = self.path[-1] if self.path else ""
        if parent == "Lap" and name in _LAP_SUMS:
            self._add(_LAP_SUMS[name], number(text))
        elif name == "Value" and parent == "MaximumHeartRateBpm":
            self._high = max(self._high, number(text) or 0.0)
        elif name == "Value" and parent == "HeartRateBpm":
            self._track.rate(number(text))
        elif name == "Time" and parent == "Trackpoint":
            self._track.time(instant(text))
        elif name == "Name" and parent == "Creator":
            self._device = text
        elif name == "Activity":
            self._end()

    def _add(self, field: str, value: float | None) -> None:
        if value is None:
            return
        self._sums[field] = (self._sums.get(field) or 0.0) + value
        if field == "moving_s" and self._lap_start is not None and value < timedelta(days=3).total_seconds():
            self._track.time(self._lap_start + timedelta(seconds=value))

    def _end(self) -> None:
        workout = self._track.workout(sport_of(self._sport), hr_high=self._high, **self._sums)
        if workout is not None:
            day = workout.start.astimezone(self._context.zone).date()
            key = f"workout:{workout.start.isoformat()}"
            self.found.append(self._context.record(FileKind.TCX, key, day, workout, self._device))
