"""Intervals between heartbeats, when they were measured at rest."""

from datetime import timedelta
from math import sqrt
from typing import Final

from domain.activity.records import Workout

_LONGEST: Final = timedelta(minutes=15)
_FEWEST: Final = 60
_RR_MS: Final = (300.0, 2000.0)
_JUMP: Final = 0.2
"""An interval over a fifth off the one before is an artefact or an ectopic beat (Malik's filter)."""

_SLOWEST_TRAINING: Final = 100.0


class Heartbeats:
    """The intervals of a recording. Sums are kept, not intervals."""

    def __init__(self) -> None:
        self._count = 0
        self._total_ms = 0.0
        self._pairs = 0
        self._squares = 0.0
        self._last: float | None = None

    def add(self, seconds: object) -> None:
        """One or several intervals, seconds; None marks an empty place."""
        for value in seconds if isinstance(seconds, tuple | list) else (seconds,):
            if isinstance(value, int | float):
                self._one(1000.0 * value)

    def _one(self, ms: float) -> None:
        if not _RR_MS[0] <= ms <= _RR_MS[1]:
            self._last = None
            return
        self._count += 1
        self._total_ms += ms
        if self._last is not None and abs(ms - self._last) <= _JUMP * self._last:
            self._pairs += 1
            self._squares += (ms - self._last) ** 2
        self._last = ms

    @property
    def rmssd(self) -> float | None:
        """Root mean square of successive differences, ms; None of fewer than a minute's beats."""
        return sqrt(self._squares / self._pairs) if self._pairs >= _FEWEST else None

    def at_rest(self, recording: Workout) -> bool:
        """Whether the recording was a measurement at rest: short, on the spot, slow. Beats of training say nothing."""
        if self.rmssd is None or not self._total_ms:
            return False
        bpm = 60_000 * self._count / self._total_ms
        return recording.end - recording.start <= _LONGEST and not recording.distance_m and bpm < _SLOWEST_TRAINING
