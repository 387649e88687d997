"""`plan.adapt`: what the new events ask of the plan, worked out in a thread and stored with the end of the job."""

import asyncio
import time
from datetime import date, datetime
from uuid import UUID

from msgspec import Struct

from domain.activity.records import TrackerRecord
from domain.adaptation.adaptation import ONCE_IN, adaptation, find
from domain.adaptation.changes import ChangeState, StoredChange
from domain.adaptation.standing import Edit, PlanMoved, Standing, store_edit
from domain.catalogue.types import Catalogue
from domain.coaching.taste.fold import TasteFold
from domain.coaching.versions import PlanVersion, ProfileVersion
from domain.errors import Unavailable
from domain.events.ports import EventHead, Wake
from domain.events.use_cases import Held, History, held_states, person_day, read_history
from domain.gamification.fold import GameFold
from domain.gamification.state import GameState
from domain.gamification.use_cases import update_standing
from domain.readiness.use_cases import records_before
from domain.training.fold import TrainingFold
from workers.runtime.task import TaskContext

TRIES = 5
"""How often it is worked out anew when the person decides on something meanwhile."""

_LATELY = 50
"""Changes applied last that a new one is compared with."""


class AdaptResult(Struct, frozen=True, kw_only=True):
    """The job's result: the version that it made (if any), and how many changes were made, proposed and withdrawn.

    The plan is adapted to the events up to `through`.
    """

    plan_id: UUID | None
    version: int | None
    applied: int
    proposed: int
    withdrawn: int
    through: int
    took_ms: float


class PlanAdapted(Struct, frozen=True, kw_only=True):
    """Told to the owner as `plan.adapted`: the version in force, and the changes that made it."""

    plan_id: UUID
    version: int
    changes: tuple[UUID, ...]


class ChangeTold(Struct, frozen=True, kw_only=True):
    """Told to the owner as `change.proposed`, `change.applied` or `change.withdrawn`."""

    change_id: UUID
    rule: str = ""
    text: str = ""


class GameChanged(Struct, frozen=True, kw_only=True):
    """Told to the owner as `game.changed`."""

    xp: int


class _Known(Struct, frozen=True, kw_only=True):
    """All that was read, in one look at the database."""

    head: EventHead
    day: date
    history: History
    records: list[TrackerRecord]
    profile: ProfileVersion | None
    plan: PlanVersion | None
    waiting: list[StoredChange]
    done: list[StoredChange]


class AdaptTask:
    """The task function."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._folds = (TrainingFold(catalogue), GameFold(catalogue), TasteFold(catalogue))

    async def __call__(self, ctx: TaskContext) -> None:
        """Raises `Unavailable` when the plan would not hold still."""
        for _ in range(TRIES):
            began, now = time.perf_counter(), ctx.clock.now()
            known = await self._read(ctx, now)
            held, edit = await asyncio.to_thread(self._work, ctx, known, now)
            try:
                await self._store(ctx, held, edit, took_ms=round((time.perf_counter() - began) * 1000, 1))
            except PlanMoved:
                continue
            await _tell(ctx, edit, held.states[1])
            return
        raise Unavailable("the plan changed each time that it was about to be adapted")

    async def _read(self, ctx: TaskContext, now: datetime) -> _Known:
        owner = ctx.job.user_id
        async with ctx.uow() as uow:
            head = await uow.events.head(owner)  # first: what comes later is not older than its revision
            day = person_day(head, now)
            return _Known(
                head=head,
                day=day,
                history=await read_history(uow, owner, self._folds),
                profile=await uow.profiles.latest(owner),
                plan=await uow.plans.latest(owner),
                waiting=await uow.changes.waiting(owner),
                records=await records_before(uow, owner, day),
                done=await uow.changes.page(owner, None, _LATELY, [ChangeState.APPLIED]),
            )

    def _work(self, ctx: TaskContext, known: _Known, now: datetime) -> tuple[Held, Edit]:
        owner = ctx.job.user_id
        held = held_states(self._folds, known.history, known.day)
        if known.profile is None or known.plan is None:
            return held, Edit(owner=owner, revision=known.head.revision, at=now, through=held.seq)
        standing = Standing(
            owner=owner,
            head=known.head,
            profile=known.profile,
            plan=known.plan,
            training=held.states[0],
            day=known.day,
            records=known.records,
        )
        lately = [change for change in known.done if now - change.created_at < ONCE_IN]
        found = find(standing, self._catalogue, lately)
        return held, adaptation(standing, found, known.waiting, through=held.seq, at=now, ids=ctx.ids)

    async def _store(self, ctx: TaskContext, held: Held, edit: Edit, *, took_ms: float) -> None:
        plan = edit.plans[-1] if edit.plans else None
        result = AdaptResult(
            plan_id=plan.id if plan else None,
            version=plan.version if plan else None,
            applied=sum(change.state is ChangeState.APPLIED for change in edit.added),
            proposed=sum(change.state is ChangeState.PROPOSED for change in edit.added),
            withdrawn=len(edit.verdicts),
            through=held.seq,
            took_ms=took_ms,
        )
        # What it applied is an event itself: proposals are looked at again on the new plan.
        wake = Wake(job_id=ctx.ids.new(), due=edit.at, max_attempts=ctx.job.max_attempts)
        async with ctx.uow() as uow:
            await store_edit(uow, edit, wake)
            await update_standing(uow, edit.owner, held.states[1], edit.at)
            for snapshot in held.snapshots:
                await uow.projections.put(edit.owner, snapshot)
            await ctx.complete(uow, result)


async def _tell(ctx: TaskContext, edit: Edit, game: GameState) -> None:
    if edit.plans:
        made = tuple(change.id for change in edit.added)
        plan = edit.plans[-1]
        await ctx.tell_owner("plan.adapted", PlanAdapted(plan_id=plan.id, version=plan.version, changes=made))
    for change in edit.added:
        told = ChangeTold(change_id=change.id, rule=change.suggestion.rule, text=change.suggestion.text)
        await ctx.tell_owner(f"change.{change.state.value}", told)
    for verdict in edit.verdicts:
        await ctx.tell_owner("change.withdrawn", ChangeTold(change_id=verdict.change))
    await ctx.tell_owner("game.changed", GameChanged(xp=game.xp))
