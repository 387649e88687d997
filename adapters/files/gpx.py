"""GPX 1.0 and 1.1: each track is a workout, its length the way between its points."""

from collections.abc import Iterator
from pathlib import Path
from xml.sax.xmlreader import AttributesImpl

from adapters.files.kinds import FileKind
from adapters.files.numbers import instant, number, sport_of
from adapters.files.reading import FileContext
from adapters.files.track import Track
from adapters.files.xml import Handler, records_of
from domain.activity.records import TrackerRecord

_HEART = ("hr", "heartrate")


def read_gpx(path: Path, context: FileContext) -> Iterator[TrackerRecord]:
    """The tracks of a file that have times. Raises `FileRefused`."""
    with path.open("rb") as file:
        yield from records_of(file, _Gpx(context), context.progress, path.stat().st_size)


class _Gpx(Handler):
    root = "gpx"

    def __init__(self, context: FileContext) -> None:
        super().__init__()
        self._context = context
        self._creator = ""
        self._track = Track()
        self._sport = ""

    def opened(self, name: str, attrs: AttributesImpl) -> None:
        if name == "gpx":
            self._creator = attrs.get("creator", "")
        elif name == "trk":
            self._track, self._sport = Track(), ""
        elif name == "trkseg":
            self._track.gap()
        elif name == "trkpt":
            latitude, longitude = _degrees(attrs.get("lat"), 90), _degrees(attrs.get("lon"), 180)
            if latitude is not None and longitude is not None:
                self._track.place(latitude, longitude)

    def closed(self, name: str, text: str) -> None:
        if name == "time" and self.path[-1:] == ["trkpt"]:
            self._track.time(instant(text))
        elif name in _HEART and "trkpt" in self.path:
            self._track.rate(number(text))
        elif name == "type" and self.path[-1:] == ["trk"]:
            self._sport = text
        elif name == "trk":
            self._end()

    def _end(self) -> None:
        workout = self._track.workout(sport_of(self._sport))
        if workout is not None:
            day = workout.start.astimezone(self._context.zone).date()
            key = f"workout:{workout.start.isoformat()}"
            self.found.append(self._context.record(FileKind.GPX, key, day, workout, self._creator))


def _degrees(text: str | None, most: float) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if abs(value) <= most else None
