"""What a job does with what providers told: which days to read again, and what the reading says is gone."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from domain.activity.records import Gone, Measure, TrackerRecord
from domain.identity.data_use import policy_of
from domain.trackers.connection import Connection
from domain.trackers.notification import InboxRow, What
from domain.trackers.ports import Fetched

FIRST_DAYS: Final = 60
"""Days that are read when a connection is new: what the baselines of readiness look back on."""

AGAIN_DAYS: Final = 3
"""Days before the last reading that the daily one reads again: devices bring their data late."""

MARGIN: Final = timedelta(days=1)
"""A provider's days and the person's are not the same days."""

MOST_DAYS: Final = 90
"""Longest stretch of one reading."""

_READINGS = (Measure.HRV_RMSSD, Measure.RESTING_HR)


def days_to_read(rows: Sequence[InboxRow], held: Connection, now: datetime) -> tuple[date, date]:
    """The days, both included, that the notifications are about; without any, those since the last reading.

    A notification is a hint: what it says of the data is not used, only when they are of.
    """
    end = now.date() + MARGIN
    earliest = now - timedelta(days=_kept(held.provider, MOST_DAYS))
    if held.synced_at is None:
        start = now - timedelta(days=_kept(held.provider, FIRST_DAYS))
    elif rows:
        # Times are the provider's word: far off, they must not break the reading of what else there is.
        start = min(now, *(_first(row) for row in rows))
    else:
        start = held.synced_at - timedelta(days=AGAIN_DAYS)
    start = max(start, earliest)
    return (start - MARGIN if rows else start).date(), end


def _first(row: InboxRow) -> datetime:
    return row.starts_at or row.ends_at or row.happened_at or row.received_at


def _kept(source: str, days: int) -> int:
    """No more days than the source's data may be kept."""
    most = policy_of(source).retention_days
    return days if most is None else min(days, most)


def deletions(rows: Iterable[InboxRow], now: datetime) -> tuple[TrackerRecord, ...]:
    """What the provider named as deleted, and the readings that were made of it."""
    return tuple(
        TrackerRecord(source=row.source, key=key, day=now.date(), updated_at=_when(row), what=Gone())
        for row in rows
        if row.what is What.DELETED and row.object_id
        for key in _keys(row)
    )


def _when(row: InboxRow) -> datetime:
    """When it was deleted; not after we heard of it, or nothing told later could ever hold."""
    return min(row.happened_at or row.received_at, row.received_at)


def _keys(row: InboxRow) -> tuple[str, ...]:
    name = f"{row.kind}:{row.object_id}"
    return (name, *(f"{name}:{measure.value}" for measure in _READINGS))


def vanished(
    existing: Iterable[TrackerRecord], fetched: Fetched, source: str, now: datetime
) -> tuple[TrackerRecord, ...]:
    """What was stored of the days that were read and is no longer there: it has been deleted.

    Of a kind that could not be read nothing is concluded.
    """
    there = {record.key for record in fetched.records}
    return tuple(
        TrackerRecord(source=source, key=record.key, day=record.day, updated_at=now, what=Gone())
        for record in existing
        if record.source == source
        and record.key not in there
        and record.key.partition(":")[0] not in fetched.partial
        and fetched.start <= record.day <= fetched.end
        and not isinstance(record.what, Gone)
    )


def news(existing: Iterable[TrackerRecord], told: Iterable[TrackerRecord]) -> tuple[TrackerRecord, ...]:
    """Those that say something else than what is stored: a day that is read again is mostly as it was.

    All of them for a source whose data may be kept for a time only, which begins anew with each reading.
    """
    held = {(record.source, record.key): _said(record) for record in existing}
    return tuple(
        record
        for record in told
        if policy_of(record.source).retention_days is not None or held.get((record.source, record.key)) != _said(record)
    )


def _said(record: TrackerRecord) -> tuple[date, str, object]:
    return record.day, record.device, record.what
