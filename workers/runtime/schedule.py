"""Notes what is done again and again, for operators: when it last ran, when it will, how long it took."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from domain.operations.fleet import ScheduleRun
from domain.ports import Clock, UnitOfWorkFactory


class Schedule:
    """Gathers the runs of one pass, then stores them in one transaction."""

    def __init__(self, uow: UnitOfWorkFactory, clock: Clock, worker: str) -> None:
        self._uow = uow
        self._clock = clock
        self._worker = worker
        self._runs: dict[str, ScheduleRun] = {}

    @asynccontextmanager
    async def run(self, name: str, every_s: float) -> AsyncIterator[None]:
        """Note a run around its block, and what it raised, by name: the text of an error may hold anything."""
        at, began, error = self._clock.now(), time.perf_counter(), ""
        try:
            yield
        except Exception as raised:
            error = type(raised).__name__
            raise
        finally:
            self._runs[name] = ScheduleRun(
                name=name,
                every_s=every_s,
                last_at=at,
                next_at=at + timedelta(seconds=every_s),
                took_ms=1000 * (time.perf_counter() - began),
                worker=self._worker,
                error=error,
            )

    async def store(self) -> None:
        """Store what has gathered. Raises `Unavailable`; the runs are kept then."""
        if self._runs:
            async with self._uow() as uow:
                await uow.operations.ran(tuple(self._runs.values()))
            self._runs.clear()
