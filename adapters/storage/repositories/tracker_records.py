"""What trackers told of people's days."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

import msgspec

from adapters.storage.connection import Connection
from domain.activity.merging import merged
from domain.activity.records import Gone, TrackerRecord

_ROWS_AT_ONCE = 2000
_DELETED_AT_ONCE = 1000
_READ_AT_MOST = 20_000
"""Of the newest days: far above what trackers tell of a year, and still read in a tenth of a second."""

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(TrackerRecord).decode

# The same order as `merged` has: later, then taken back, then by the bytes.
_PUT = """
INSERT INTO tracker_records AS held (user_id, source, key, day, updated_at, gone, data, fetched_at)
SELECT $1, * , $8::timestamptz
FROM unnest($2::text[], $3::text[], $4::date[], $5::timestamptz[], $6::boolean[], $7::bytea[])
ON CONFLICT (user_id, source, key) DO UPDATE
SET day = excluded.day, updated_at = excluded.updated_at, gone = excluded.gone, data = excluded.data,
    fetched_at = excluded.fetched_at
WHERE (excluded.updated_at, excluded.gone, excluded.data) > (held.updated_at, held.gone, held.data)
RETURNING 1 AS stored
"""


class TrackerRecordRepository:
    """`ports.TrackerRecords`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def put(self, owner: UUID, records: Sequence[TrackerRecord], at: datetime) -> int:
        news, told = 0, merged(records)  # each key once, and always in one order, so that two writers cannot lock up
        for begin in range(0, len(told), _ROWS_AT_ONCE):
            part = told[begin : begin + _ROWS_AT_ONCE]
            rows = await self._connection.fetch(
                _PUT,
                owner,
                [str(record.source) for record in part],
                [record.key for record in part],
                [record.day for record in part],
                [record.updated_at for record in part],
                [isinstance(record.what, Gone) for record in part],
                [_encode(record) for record in part],
                at,
            )
            news += len(rows)
        return news

    async def between(self, owner: UUID, start: date, end: date) -> list[TrackerRecord]:
        rows = await self._connection.fetch(
            """
            SELECT data FROM tracker_records WHERE user_id = $1 AND day BETWEEN $2 AND $3
            ORDER BY day DESC, source DESC, key DESC LIMIT $4
            """,
            owner, start, end, _READ_AT_MOST,
        )  # fmt: skip
        return [_decode(row["data"]) for row in reversed(rows)]

    async def of_source(self, owner: UUID, source: str, start: date, end: date) -> list[TrackerRecord]:
        rows = await self._connection.fetch(
            """
            SELECT data FROM tracker_records WHERE user_id = $1 AND source = $2 AND day BETWEEN $3 AND $4
            ORDER BY day, key
            """,
            owner, source, start, end,
        )  # fmt: skip
        return [_decode(row["data"]) for row in rows]

    async def delete_source(self, owner: UUID, source: str) -> int:
        rows = await self._connection.fetch(
            "DELETE FROM tracker_records WHERE user_id = $1 AND source = $2 RETURNING 1 AS deleted", owner, source
        )
        return len(rows)

    async def delete_fetched_before(self, source: str, before: datetime) -> int:
        rows = await self._connection.fetch(
            """
            DELETE FROM tracker_records WHERE (user_id, source, key) IN (
                SELECT user_id, source, key FROM tracker_records
                WHERE fetched_at < $2 AND (source = $1 OR source LIKE '%/' || $1)
                ORDER BY fetched_at LIMIT $3 FOR UPDATE SKIP LOCKED
            ) RETURNING 1 AS deleted
            """,
            source, before, _DELETED_AT_ONCE,
        )  # fmt: skip
        return len(rows)
