"""What operators do, each with its entry in the audit log in the same transaction."""

from contextlib import suppress
from datetime import datetime
from uuid import UUID

from msgspec import Raw, Struct, json

from domain.errors import Conflict, InvalidInput, NotFound, Unavailable
from domain.jobs.events import Cancelled, topic
from domain.jobs.job import JobState
from domain.operations.feed import CHANGED, TOPIC, JobMoved, changes_of
from domain.operations.selection import MOST, JobAction, JobFilter, confirmation
from domain.ports import Clock, Direct, StreamLog, UnitOfWork, UnitOfWorkFactory


class OperatorDesk(Struct, frozen=True, kw_only=True):
    """The ports of operating, and who operates."""

    uow: UnitOfWorkFactory
    direct: Direct
    streams: StreamLog
    clock: Clock
    actor: UUID


class Preview(Struct, frozen=True, kw_only=True):
    """How many jobs an action would change, and the word that lets it."""

    count: int
    token: str


async def preview(desk: OperatorDesk, action: JobAction, chosen: JobFilter) -> Preview:
    """What `action` on all jobs of `chosen` would do. Raises `InvalidInput` when that is too many."""
    ids = _few(await desk.direct.monitor.ids(chosen, action, MOST + 1))
    return Preview(count=len(ids), token=confirmation(action, desk.actor, chosen, ids))


async def act_on_all(desk: OperatorDesk, action: JobAction, chosen: JobFilter, token: str) -> int:
    """Do it to the jobs that the preview with `token` counted; returns how many changed.

    Raises `Conflict`, and does nothing, when the jobs of `chosen` are others by now.
    """
    now = desk.clock.now()
    async with desk.uow() as uow:
        ids = _few(await uow.monitor.ids(chosen, action, MOST + 1))
        if confirmation(action, desk.actor, chosen, ids) != token:
            raise Conflict("The jobs of this filter have changed since the preview; look at the preview again.")
        moved = await _act(uow, action, ids, now)
        detail = {"action": action.value, "filter": chosen, "count": len(moved)}
        await uow.audit.add(now, desk.actor, f"jobs.{action.value}", "jobs", Raw(json.encode(detail)))
    await _tell(desk.streams, moved)
    return len(moved)


async def act_on_one(desk: OperatorDesk, action: JobAction, job_id: UUID) -> None:
    """Do it to one job. Raises `NotFound`, and `Conflict` where its state does not allow it."""
    now = desk.clock.now()
    async with desk.uow() as uow:
        record = await uow.monitor.job(job_id)
        if record is None:
            raise NotFound("There is no such job.")
        moved = await _act(uow, action, [job_id], now)
        if not moved:
            allowed = " or ".join(action.applies_to)
            raise Conflict(f"The job is {record.job.state.value}; {action.value} needs one that is {allowed}.")
        await uow.audit.add(now, desk.actor, f"jobs.{action.value}", str(job_id), Raw(b"{}"))
    await _tell(desk.streams, moved)


async def pause(desk: OperatorDesk, queue: str) -> None:
    """Workers take no more jobs of `queue` (those that run go on). Raises `NotFound` for a queue nobody knows."""
    now = desk.clock.now()
    async with desk.uow() as uow:
        if queue not in {each.name for each in await uow.monitor.queues(now)}:
            raise NotFound("There is no such queue.")
        if await uow.operations.pause(queue, desk.actor, now):
            await uow.audit.add(now, desk.actor, "queues.pause", queue, Raw(b"{}"))


async def resume(desk: OperatorDesk, queue: str) -> None:
    """Workers take jobs of `queue` again. Raises `NotFound` when it is not paused."""
    now = desk.clock.now()
    async with desk.uow() as uow:
        if not await uow.operations.resume(queue):
            raise NotFound("There is no such paused queue.")
        await uow.audit.add(now, desk.actor, "queues.resume", queue, Raw(b"{}"))


def _few(ids: list[UUID]) -> list[UUID]:
    if len(ids) > MOST:
        raise InvalidInput(f"The filter finds more than {MOST} jobs; narrow it, for example by time.")
    return ids


async def _act(uow: UnitOfWork, action: JobAction, ids: list[UUID], now: datetime) -> dict[UUID, str]:
    """Change the jobs; what each did, in the words of the feed."""
    if action is JobAction.RETRY:
        return dict.fromkeys(await uow.operations.retry(ids, now), "queued")
    states = await uow.operations.cancel(ids, now)
    return {
        job_id: "cancelled" if state is JobState.CANCELLED else "cancelling"
        for job_id, state in states.items()
    }  # fmt: skip


async def _tell(streams: StreamLog, moved: dict[UUID, str]) -> None:
    """Tell who follows the jobs that ended here, and the operators. Without Redis the rows still say so."""
    with suppress(Unavailable):
        for job_id, what in moved.items():
            if what == Cancelled.type:
                await streams.append(topic(job_id), Cancelled.type, json.encode(Cancelled()))
        if moved:
            told = changes_of({job_id: JobMoved(id=job_id, what=what) for job_id, what in moved.items()})
            await streams.append(TOPIC, CHANGED, json.encode(told))
