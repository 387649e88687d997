"""Tracker records on PostgreSQL hold what `merged` holds, and handed-in files come back in order."""

import asyncio
import random
from datetime import timedelta

import pytest

from domain.activity.generator import Character, tracker_life
from domain.activity.merging import merged
from domain.activity.records import Gone, Measure, Reading, TrackerRecord
from domain.errors import NotFound

PIECES = [b"one", b"\x00two", b"three" * 1000]


def told(now, key="w", value=80.0, source="garmin", **changes) -> TrackerRecord:
    what = Reading(of=Measure.WEIGHT, value=value)
    return TrackerRecord(
        **{"source": source, "key": key, "day": now.date(), "updated_at": now, "what": what, **changes}
    )


async def held(unit, user, now) -> tuple[TrackerRecord, ...]:
    return merged(await unit.tracker_records.between(user.id, now.date() - timedelta(days=999), now.date()))


async def test_whatever_the_order_the_database_holds_what_merging_holds(uow, user, now):
    life = list(tracker_life(random.Random(3), Character(), now.date() - timedelta(days=30), 30))
    gone = [TrackerRecord(**{**_fields(each), "what": Gone()}) for each in life[::9]]
    earlier = [TrackerRecord(**{**_fields(each), "updated_at": now - timedelta(days=400)}) for each in life[::5]]
    records = [*life, *gone, *earlier, *life[::3]]
    random.Random(4).shuffle(records)
    async with uow() as unit:
        for begin in range(0, len(records), 70):
            await unit.tracker_records.put(user.id, records[begin : begin + 70], now)
        assert await held(unit, user, now) == merged(records)
        assert await unit.tracker_records.put(user.id, records, now) == 0


def _fields(record: TrackerRecord) -> dict:
    return {name: getattr(record, name) for name in record.__struct_fields__}


async def test_writers_at_once_end_with_the_latest(uow, user, now):
    async def put(hours: int) -> None:
        async with uow() as unit:
            records = [told(now, key=key, value=80 + hours, updated_at=now + timedelta(hours=hours)) for key in "cab"]
            await unit.tracker_records.put(user.id, records, now)

    await asyncio.gather(*(put(hours) for hours in (3, 1, 5, 2, 4)))
    async with uow() as unit:
        assert [record.what.value for record in await held(unit, user, now)] == [85, 85, 85]


async def test_records_are_found_by_day_and_source_and_by_nobody_else(uow, user, stranger, now):
    day = now.date()
    records = [told(now, key="a"), told(now, key="b", day=day - timedelta(days=1)), told(now, key="c", source="oura")]
    async with uow() as unit:
        assert await unit.tracker_records.put(user.id, records, now) == 3
        assert await unit.tracker_records.between(user.id, day, day) == [records[0], records[2]]
        assert await unit.tracker_records.of_source(user.id, "garmin", day - timedelta(days=9), day) == [
            records[1],
            records[0],
        ]
        assert await held(unit, stranger, now) == ()
        assert await unit.tracker_records.delete_source(user.id, "garmin") == 2
        assert await held(unit, user, now) == (records[2],)


async def test_what_may_be_kept_for_days_only_goes_by_the_day_of_fetching(uow, user, now):
    records = [told(now, source="strava"), told(now, source="terra/strava"), told(now)]
    async with uow() as unit:
        await unit.tracker_records.put(user.id, records, now - timedelta(days=8))
        await unit.tracker_records.put(user.id, [told(now, key="new", source="strava")], now)
        assert await unit.tracker_records.delete_fetched_before("strava", now - timedelta(days=7)) == 2
        assert [(record.source, record.key) for record in await held(unit, user, now)] == [
            ("garmin", "w"),
            ("strava", "new"),
        ]


async def test_nobody_has_no_records_and_no_uploads(uow, new_id, now):
    with pytest.raises(NotFound):
        async with uow() as unit:
            await unit.tracker_records.put(new_id(), [told(now)], now)
    with pytest.raises(NotFound):
        async with uow() as unit:
            await unit.tracker_uploads.begin(new_id(), new_id(), now, 3)


async def test_a_file_comes_back_in_order_for_its_owner(uow, user, stranger, new_id, now):
    upload = new_id()
    async with uow() as unit:
        assert await unit.tracker_uploads.begin(user.id, upload, now, 1)
        assert not await unit.tracker_uploads.begin(user.id, new_id(), now, 1)
        for index, piece in enumerate(PIECES):
            await unit.tracker_uploads.append(upload, index, piece)
        assert [piece async for piece in unit.tracker_uploads.pieces(user.id, upload)] == PIECES
        assert [piece async for piece in unit.tracker_uploads.pieces(stranger.id, upload)] == []
        await unit.tracker_uploads.delete(stranger.id, upload)
        assert [piece async for piece in unit.tracker_uploads.pieces(user.id, upload)] == PIECES
        await unit.tracker_uploads.delete(user.id, upload)
        assert [piece async for piece in unit.tracker_uploads.pieces(user.id, upload)] == []
    with pytest.raises(NotFound):
        async with uow() as unit:
            await unit.tracker_uploads.append(upload, 0, b"late")


async def test_a_forgotten_file_goes_after_a_day(uow, user, new_id, now):
    async with uow() as unit:
        await unit.tracker_uploads.begin(user.id, new_id(), now - timedelta(hours=25), 9)
        await unit.tracker_uploads.begin(user.id, new_id(), now - timedelta(hours=23), 9)
        assert await unit.tracker_uploads.delete_expired(now) == 1
        assert await unit.tracker_uploads.delete_expired(now) == 0
