"""A person's recorded events. One function of the database records them; see its migration."""

from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime, timedelta, timezone
from uuid import UUID

from asyncpg import Record
from msgspec import Struct, json

from adapters.storage.connection import Connection
from domain.events.event import Event, KeyedEvent
from domain.events.kinds import Happened
from domain.events.ports import EventHead, Recorded, Wake

CHUNK = 2000
"""Events read at a time: a person's whole history must not lie in memory as rows."""

_RECORD = "SELECT last, recorded, job FROM fitai_record_events($1, $2, $3::jsonb, $4, $5, $6)"
_COLUMNS = "id, seq, occurred_at, offset_min, day, recorded_at, version, data"
_HEAD = """
SELECT seq, adapted_seq, revision, offset_min, adapted_at,
    (SELECT created_at FROM jobs WHERE jobs.id = event_heads.job_id) AS asked_at
FROM event_heads WHERE user_id = $1
"""
_DATA = json.Decoder(Happened)


class EventRepository:
    """`ports.Events`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def record(self, owner: UUID, events: Sequence[KeyedEvent], at: datetime, wake: Wake | None) -> Recorded:
        row = await self._connection.first(
            _RECORD,
            owner,
            at,
            json.encode([_given(event) for event in events]).decode(),
            wake and wake.job_id,
            wake and wake.due,
            wake and wake.max_attempts,
        )
        assert row is not None  # noqa: S101  # a function that returns no set always gives one row
        return Recorded(seq=row["last"], new=tuple(row["recorded"]), job=row["job"])

    async def head(self, owner: UUID) -> EventHead:
        row = await self._connection.first(_HEAD, owner)
        return EventHead() if row is None else EventHead(**row)

    async def hold(self, owner: UUID, revision: int | None) -> bool:
        self._connection.demand_transaction()
        row = await self._connection.first(
            """
            INSERT INTO event_heads VALUES ($1, 0, 0, 1, 0, NULL, NULL)
            ON CONFLICT (user_id) DO UPDATE SET revision = event_heads.revision + 1
            WHERE $2::bigint IS NULL OR event_heads.revision = $2
            RETURNING revision
            """,
            owner, revision,
        )  # fmt: skip
        return row is not None and revision in (None, row["revision"] - 1)

    async def adapted(self, owner: UUID, through: int, at: datetime) -> None:
        await self._connection.fetch(
            "UPDATE event_heads SET adapted_seq = greatest(adapted_seq, $2), adapted_at = $3 WHERE user_id = $1",
            owner, through, at,
        )  # fmt: skip

    async def since(self, owner: UUID, seq: int) -> AsyncIterator[list[Event]]:
        while True:
            rows = await self._connection.fetch(
                f"SELECT {_COLUMNS} FROM events WHERE user_id = $1 AND seq > $2 ORDER BY seq LIMIT {CHUNK}",  # noqa: S608
                owner,
                seq,
            )
            if rows:
                yield [_event(row) for row in rows]
                seq = rows[-1]["seq"]
            if len(rows) < CHUNK:
                return

    async def of_days(self, owner: UUID, start: date, end: date) -> AsyncIterator[list[Event]]:
        after: tuple[date, int] = (start, 0)
        while True:
            rows = await self._connection.fetch(
                f"""
                SELECT {_COLUMNS} FROM events WHERE user_id = $1 AND day <= $2 AND day >= $3 AND (day, seq) > ($3, $4)
                ORDER BY day, seq LIMIT {CHUNK}
                """,  # noqa: S608
                owner, end, *after,
            )  # fmt: skip
            if rows:
                yield [_event(row) for row in rows]
                after = (rows[-1]["day"], rows[-1]["seq"])
            if len(rows) < CHUNK:
                return

    async def recent(self, owner: UUID, cut: date) -> list[Event]:
        rows = await self._connection.fetch(
            f"""
            SELECT {_COLUMNS} FROM events WHERE user_id = $1 AND day >= $2
            UNION ALL
            SELECT {_COLUMNS} FROM events
            WHERE user_id = $1 AND day < $2 AND type IN ('event.corrected', 'event.deleted')
            """,  # noqa: S608
            owner, cut,
        )  # fmt: skip
        return [_event(row) for row in rows]

    async def late(self, owner: UUID, seq: int, cut: date) -> bool:
        row = await self._connection.first(
            "SELECT 1 FROM events WHERE user_id = $1 AND seq > $2 AND day < $3 LIMIT 1", owner, seq, cut
        )
        return row is not None

    async def by_key(self, owner: UUID, key: str) -> Event | None:
        row = await self._connection.first(
            f"SELECT {_COLUMNS} FROM events WHERE user_id = $1 AND key = $2",  # noqa: S608
            owner,
            key,
        )
        return None if row is None else _event(row)


class _Given(Struct, frozen=True):
    """An event as the function reads it."""

    id: UUID
    key: str
    type: str
    version: int
    at: datetime
    day: date
    zone: int
    what: Happened


def _given(event: KeyedEvent) -> _Given:
    what = event.what
    tag = str(what.__struct_config__.tag)
    return _Given(event.id, event.key, tag, event.version, event.at, event.day, _offset_min(event.at), what)


def _offset_min(at: datetime) -> int:
    offset = at.utcoffset()
    return 0 if offset is None else round(offset.total_seconds() / 60)


def _event(row: Record) -> Event:
    return Event(
        id=row["id"],
        seq=row["seq"],
        at=row["occurred_at"].astimezone(timezone(timedelta(minutes=row["offset_min"]))),
        day=row["day"],
        recorded_at=row["recorded_at"],
        what=_DATA.decode(row["data"]),
        version=row["version"],
    )
