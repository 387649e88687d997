"""What every parser is given and how it makes records."""

from collections.abc import Callable
from datetime import UTC, date, datetime, tzinfo
from typing import Final

from msgspec import Struct, field

from domain.activity.records import Told, TrackerRecord
from domain.text.normal import cleaned

Progress = Callable[[int, int], None]
"""Bytes read so far, of how many."""

_DEVICE_CHARS: Final = 60


def ignore(_done: int, _whole: int) -> None:
    """Progress that nobody asks for."""


class FileContext(Struct, frozen=True, kw_only=True):
    """`zone`: where the person lived, for files that have times in UTC only. `told_at`: when the file was handed in."""

    told_at: datetime
    zone: tzinfo = UTC
    progress: Progress = field(default=ignore)

    def record(
        self, source: str, name: str, day: date, what: Told, device: str = "", told_at: datetime | None = None
    ) -> TrackerRecord:
        """A record under the key `name` (with its device: two may tell of one thing). The device is cut to size."""
        shown = cleaned(device)[:_DEVICE_CHARS]
        return TrackerRecord(
            source=source,
            device=shown,
            key=f"{name}:{shown}" if shown else name,
            day=day,
            updated_at=told_at or self.told_at,
            what=what,
        )
