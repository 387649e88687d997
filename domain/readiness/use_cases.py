"""Readiness of a person as stored: the events' training state and the trackers' days."""

from datetime import date
from typing import Protocol
from uuid import UUID

from domain.activity.days import TrackerDays
from domain.activity.merging import days_of
from domain.activity.ports import TrackerRecords
from domain.activity.records import TrackerRecord
from domain.identity.data_use import for_prompt
from domain.readiness.assess import LOOK_BACK


class Tracked(Protocol):
    """Where records are read: `ports.Direct` or an open `ports.UnitOfWork`."""

    @property
    def tracker_records(self) -> TrackerRecords: ...


async def days_before(source: Tracked, owner: UUID, day: date, *, span: int = 1) -> TrackerDays:
    """The tracker days that readiness on `day`, and on the `span` - 1 days before it, looks at."""
    return days_of_records(await records_before(source, owner, day, span=span), day)


async def records_before(source: Tracked, owner: UUID, day: date, *, span: int = 1) -> list[TrackerRecord]:
    """The records behind `days_before`, still to be put together (a thousand take some milliseconds)."""
    start = date.fromordinal(day.toordinal() - LOOK_BACK.days - span)
    return await source.tracker_records.between(owner, start, date.fromordinal(day.toordinal() + 1))


def days_of_records(records: list[TrackerRecord], day: date, *, prompt: bool = False) -> TrackerDays:
    """The days up to `day`. `prompt`: what is made of them goes before a model, so only what may go there."""
    shown = for_prompt(records) if prompt else tuple(records)
    if not shown:
        return ()
    return days_of(shown, min(record.day for record in shown), day)
