"""What a worker tells operators of itself, and whether they have paused its queue."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from importlib.metadata import version

import structlog

from adapters.telemetry.model_totals import model_totals
from domain.errors import Unavailable
from domain.operations.fleet import BEAT_S, WorkerBeat
from domain.ports import Clock, UnitOfWorkFactory

_log = structlog.get_logger(__name__)

LOOK_S = 1.0
"""Between two looks at the pauses: with a queue read of at most a second, a pause holds within two."""


class Presence:
    """Stores the worker's sign of life every `BEAT_S`, and looks every second whether its queue is paused.

    While the database does not answer, what was seen last holds.
    """

    def __init__(
        self, uow: UnitOfWorkFactory, clock: Clock, *, name: str, queue: str, slots: int, running: Callable[[], int]
    ) -> None:
        self._uow = uow
        self._clock = clock
        self._name = name
        self._queue = queue
        self._slots = slots
        self._running = running
        self._started_at = clock.now()
        self._beaten_at: datetime | None = None
        self.open = asyncio.Event()
        self.open.set()

    @property
    def paused(self) -> bool:
        """Whether the queue was paused when it was last looked at."""
        return not self.open.is_set()

    async def run(self) -> None:
        """Look and tell until cancelled."""
        while True:
            try:
                await self.look()
            except Unavailable as error:
                _log.warning("presence_unavailable", error=str(error))
            except Exception:  # noqa: BLE001 - logged; this loop must outlive whatever it meets
                _log.exception("presence_failed")
            await asyncio.sleep(LOOK_S)

    async def look(self) -> None:
        """One look, and a sign of life when it is time for one. Raises `Unavailable`."""
        now = self._clock.now()
        async with self._uow() as uow:
            paused = await uow.operations.paused(self._queue)
            if self._beaten_at is None or (now - self._beaten_at).total_seconds() >= BEAT_S:
                await uow.operations.beat(self._beat(now))
                self._beaten_at = now
        if paused == self.open.is_set():
            _log.info("queue_paused" if paused else "queue_resumed", queue=self._queue)
        if paused:
            self.open.clear()
        else:
            self.open.set()

    async def leave(self) -> None:
        """Say goodbye; without the database the row is forgotten in a day."""
        try:
            async with self._uow() as uow:
                await uow.operations.gone(self._name)
        except Unavailable as error:
            _log.warning("presence_unavailable", error=str(error))

    def _beat(self, now: datetime) -> WorkerBeat:
        return WorkerBeat(
            id=self._name,
            queue=self._queue,
            version=version("fitai"),
            slots=self._slots,
            running=self._running(),
            started_at=self._started_at,
            seen_at=now,
            model=model_totals(),
        )
