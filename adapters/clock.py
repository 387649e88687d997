"""The real clock and the real id source."""

import secrets
import time
from datetime import UTC, datetime
from uuid import UUID


class SystemClock:
    """`Clock` of the machine."""

    def now(self) -> datetime:
        """The time now, UTC."""
        return datetime.now(UTC)


class TimeOrderedIds:
    """`Ids` as UUID version 7 (RFC 9562): 48 bits of milliseconds, then 74 random bits."""

    def new(self) -> UUID:
        """A new id, greater than every id made in an earlier millisecond."""
        milliseconds = time.time_ns() // 1_000_000
        random = secrets.randbits(74)
        return UUID(int=milliseconds << 80 | 0x7 << 76 | (random >> 62) << 64 | 0b10 << 62 | random & (1 << 62) - 1)
