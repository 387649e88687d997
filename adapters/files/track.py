"""One recorded activity on its way from points to a workout."""

from datetime import datetime
from math import asin, cos, radians, sin, sqrt

from domain.activity.records import Sport, Workout

_EARTH_M = 6_371_009.0


class Track:
    """Adds up points. Means are over points, which recorders write at about even times."""

    def __init__(self) -> None:
        self.start: datetime | None = None
        self.end: datetime | None = None
        self.distance_m = 0.0
        self._rates = 0
        self._rate_sum = 0.0
        self._rate_high = 0.0
        self._last: tuple[float, float] | None = None

    def time(self, at: datetime | None) -> None:
        """A point's time; points need not be in order."""
        if at is not None:
            self.start = at if self.start is None else min(self.start, at)
            self.end = at if self.end is None else max(self.end, at)

    def rate(self, bpm: float | None) -> None:
        """A point's heart rate."""
        if bpm:
            self._rates += 1
            self._rate_sum += bpm
            self._rate_high = max(self._rate_high, bpm)

    def place(self, latitude: float, longitude: float) -> None:
        """A point's place, degrees: adds the way from the one before."""
        here = (radians(latitude), radians(longitude))
        if self._last is not None:
            self.distance_m += _metres(self._last, here)
        self._last = here

    def gap(self) -> None:
        """What comes next does not join on."""
        self._last = None

    def workout(self, sport: Sport, **known: float | None) -> Workout | None:
        """The workout; `known` (fields of `Workout`) stand above what the points add up to. None without times."""
        if self.start is None or self.end is None:
            return None
        points = {
            "distance_m": round(self.distance_m, 1) or None,
            "hr_mean": round(self._rate_sum / self._rates, 1) if self._rates else None,
            "hr_high": self._rate_high or None,
        }
        said = {name: value for name, value in known.items() if value}
        return Workout(start=self.start, end=self.end, sport=sport, **(points | said))


def _metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Great-circle distance of two places in radians (haversine)."""
    half = sin((other[0] - one[0]) / 2) ** 2 + cos(one[0]) * cos(other[0]) * sin((other[1] - one[1]) / 2) ** 2
    return 2 * _EARTH_M * asin(min(1.0, sqrt(half)))
