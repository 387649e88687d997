"""What a person does about their plan: see what is proposed, accept or decline it, undo, swap, ask for today's session.

`aside` runs what takes more than a few milliseconds where it holds up nobody.
"""

from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.adaptation.activation import cycle_after, cycle_start
from domain.adaptation.apply import CannotApply, apply_change, changes_plan
from domain.adaptation.changes import Change, ChangeState, NextCycle, StoredChange, SwapExercise
from domain.adaptation.session import TodaySession
from domain.adaptation.standing import (
    ADAPTED,
    SWAP,
    UNDO,
    Edit,
    PlanMoved,
    PlanSource,
    Standing,
    Verdict,
    activated,
    decision,
    document_of,
    next_version,
    raw_of,
    standing_of,
    store_edit,
)
from domain.adaptation.swap import Alternative, alternatives_for_swap
from domain.adaptation.today import today_session
from domain.catalogue.types import Catalogue
from domain.coaching.use_cases import PLAN_QUEUE, PlanArgs, PlanReason
from domain.coaching.versions import PlanVersion
from domain.errors import Conflict, FieldProblem, InvalidInput, NotFound
from domain.events.kinds import PlanActivated
from domain.events.ports import EventHead
from domain.events.use_cases import Aside, load_state, person_day, wake_at
from domain.jobs.job import Job, JobKind, queued
from domain.ports import Clock, Direct, Ids, KeyedReply, StoredReply, UnitOfWorkFactory
from domain.profile import Weekday
from domain.readiness.use_cases import records_before
from domain.training.fold import TrainingFold

TRIES: Final = 3
"""How often an edit is worked out anew when the plan moved under it."""

FURTHEST: Final = timedelta(days=31)
"""How far from the person's day a session is announced."""


class CoachDesk(Struct, frozen=True, kw_only=True):
    """The ports and tables that these use cases need; `max_attempts` of the jobs that follow."""

    uow: UnitOfWorkFactory
    direct: Direct
    clock: Clock
    ids: Ids
    catalogue: Catalogue
    aside: Aside[Any]
    max_attempts: int


class AlreadyDecided(Conflict):
    """The change does not wait any more."""

    code = "already_decided"


class StaleChange(Conflict):
    """The change can no longer be made: the plan has moved on."""

    code = "stale_change"


class NotCurrent(Conflict):
    """The version is not the plan in force."""

    code = "not_current"


class NothingToUndo(Conflict):
    """The version has no earlier one that it could give way to."""

    code = "nothing_to_undo"


class Decided(Struct, frozen=True, kw_only=True):
    """A change that was decided on, with the plan version or the job that follows from it."""

    change: StoredChange
    plan: PlanVersion | None = None
    job_id: UUID | None = None


# --- where the person stands ---


async def load_standing(desk: CoachDesk, source: PlanSource, owner: UUID, day: date | None = None) -> Standing:
    """How the person stands on `day` (None: theirs now). Raises `NoProfile`, and `NotFound` without a plan."""
    head = await source.events.head(owner)
    on = day or person_day(head, desk.clock.now())
    training = await load_state(source, owner, TrainingFold(desk.catalogue), on, desk.aside)
    records = await records_before(source, owner, on)
    return await standing_of(source, owner, head, training, on, records)


async def session_on(
    desk: CoachDesk, owner: UUID, day: date | None, *, weekday: Weekday | None = None, minutes: int | None = None
) -> TodaySession:
    """The session of a day. Raises `NoProfile`, `NotFound` without a plan, `InvalidInput` for a day far away."""
    today = person_day(await desk.direct.events.head(owner), desk.clock.now())
    if day is not None and abs(day - today) > FURTHEST:
        problem = FieldProblem(
            field="date", message=f"{day} is too far away", allowed=f"{today - FURTHEST} to {today + FURTHEST}"
        )
        raise InvalidInput("The request cannot be used.", (problem,))
    standing = await load_standing(desk, desk.direct, owner, day)
    session: TodaySession = await desk.aside(
        lambda: today_session(standing.scene(desk.catalogue), weekday=weekday, minutes=minutes)
    )
    return session


# --- deciding on changes ---


async def get_change(direct: Direct, owner: UUID, change_id: UUID) -> StoredChange:
    """One change. Raises `NotFound`."""
    change = await direct.changes.get(owner, change_id)
    if change is None:
        raise NotFound("There is no such change.")
    return change


async def accept_change(desk: CoachDesk, owner: UUID, change_id: UUID) -> Decided:
    """Make a proposed change, on the plan as it is now; one that was accepted before stays as it is.

    Raises `NotFound`, `AlreadyDecided`, `StaleChange` (it is withdrawn then) and `PlanMoved`.
    """
    for _ in range(TRIES):
        change = await get_change(desk.direct, owner, change_id)
        if change.state is ChangeState.ACCEPTED:
            plan = None if change.plan is None else await desk.direct.plans.get(owner, change.plan)
            return Decided(change=change, plan=plan)
        _demand_waiting(change)
        standing = await load_standing(desk, desk.direct, owner)
        edit, stale = await _acceptance(desk, standing, change)
        with suppress(PlanMoved):
            await _store(desk, edit)
            if stale is not None:
                raise StaleChange(f"The change can no longer be made: {stale.message}") from stale
            decided = replace(
                change,
                state=ChangeState.ACCEPTED,
                decided_at=edit.at,
                plan=edit.plans[-1].id if edit.plans else None,
            )
            plan = edit.plans[-1] if edit.plans else None
            return Decided(change=decided, plan=plan, job_id=edit.job.id if edit.job else None)
    raise PlanMoved


async def decline_change(desk: CoachDesk, owner: UUID, change_id: UUID) -> StoredChange:
    """Turn a proposal down; one that was declined before stays as it is.

    Raises `NotFound`, `AlreadyDecided` and `PlanMoved`.
    """
    for _ in range(TRIES):
        head = await desk.direct.events.head(owner)
        change = await get_change(desk.direct, owner, change_id)
        if change.state is ChangeState.DECLINED:
            return change
        _demand_waiting(change)
        edit = _verdict(desk, owner, head, change, ChangeState.DECLINED, plan=change.base)
        with suppress(PlanMoved):
            await _store(desk, edit)
            return replace(change, state=ChangeState.DECLINED, decided_at=edit.at)
    raise PlanMoved


def _demand_waiting(change: StoredChange) -> None:
    if change.state is not ChangeState.PROPOSED:
        raise AlreadyDecided(f"The change does not wait any more: it is {change.state.value}.")


async def _acceptance(desk: CoachDesk, standing: Standing, change: StoredChange) -> tuple[Edit, CannotApply | None]:
    """The edit that makes the change, or that withdraws it, with what speaks against it."""
    owner, head, asked = standing.owner, standing.head, change.suggestion.change
    if not changes_plan(asked):
        edit = _verdict(desk, owner, head, change, ChangeState.ACCEPTED, plan=standing.plan.id)
        job = _next_cycle(desk, standing, edit.at) if isinstance(asked, NextCycle) else None
        return replace(edit, job=job), None
    rule, subject = change.suggestion.rule, change.suggestion.subject
    try:
        edit = await _changed(desk, standing, asked, reason=ADAPTED, rule=rule, subject=subject)
    except CannotApply as error:
        withdrawn = Verdict(change=change.id, was=ChangeState.PROPOSED, now=ChangeState.WITHDRAWN)
        at = desk.clock.now()
        return Edit(owner=owner, revision=head.revision, at=at, verdicts=(withdrawn,)), error
    made = edit.plans[-1].id
    accepted = _verdict(desk, owner, head, change, ChangeState.ACCEPTED, plan=made, at=edit.at)
    verdicts = tuple(replace(verdict, plan=made) for verdict in accepted.verdicts)
    return replace(edit, verdicts=verdicts, events=(*edit.events, *accepted.events)), None


async def _changed(
    desk: CoachDesk, standing: Standing, change: Change, *, reason: str, rule: str, subject: str
) -> Edit:
    """The plan in force with a change made. Raises `CannotApply`."""
    at = desk.clock.now()

    def work() -> Edit:
        scene = standing.scene(desk.catalogue)
        document = apply_change(change, scene, rule=rule, subject=subject)
        plan = next_version(
            standing.plan,
            raw_of(document),
            profile_version=standing.profile.version,
            reason=reason,
            at=at,
            ids=desk.ids,
        )
        event = activated(
            plan,
            document,
            head=standing.head,
            cycle_started=cycle_after(change, scene),
            ids=desk.ids,
            after=standing.since,
        )
        return Edit(owner=standing.owner, revision=standing.head.revision, at=at, plans=(plan,), events=(event,))

    edit: Edit = await desk.aside(work)
    return edit


def _verdict(
    desk: CoachDesk,
    owner: UUID,
    head: EventHead,
    change: StoredChange,
    now: ChangeState,
    *,
    plan: UUID,
    at: datetime | None = None,
) -> Edit:
    """A decision on a change, without its effect; `plan` is in force after it."""
    moment = at or desk.clock.now()
    event = decision(change.id, change.suggestion, now, plan=plan, head=head, at=moment, ids=desk.ids)
    verdict = Verdict(change=change.id, was=change.state, now=now)
    return Edit(owner=owner, revision=head.revision, at=moment, verdicts=(verdict,), events=(event,))


def _next_cycle(desk: CoachDesk, standing: Standing, at: datetime) -> Job:
    return queued(
        id=desk.ids.new(),
        user_id=standing.owner,
        kind=JobKind.PLAN_CREATE,
        queue=PLAN_QUEUE,
        args=PlanArgs(reason=PlanReason.CYCLE, profile_version=standing.profile.version),
        max_attempts=desk.max_attempts,
        at=at,
    )


# --- undo and swap: edits that are stored with a keyed reply ---


async def undoing(desk: CoachDesk, owner: UUID, plan_id: UUID) -> Edit:
    """The edit that puts the version before `plan_id` in force again, to the letter.

    Raises `NotFound`; `NotCurrent` when `plan_id` is not in force; `NothingToUndo` for a first version, and for one
    that was made for another profile than the version before it: what was planned for that profile may not be safe now.
    """
    head = await desk.direct.events.head(owner)
    current = await _current(desk, owner, plan_id)
    before = await desk.direct.plans.page(owner, current.version, 1)
    if not before:
        raise NothingToUndo("This is the first version of the plan.")
    earlier = before[0]
    if earlier.profile_version != current.profile_version:
        raise NothingToUndo("The version before this one was made for an earlier profile; ask for a new plan.")
    at = desk.clock.now()
    then, last = [await desk.direct.events.by_key(owner, f"plan:{plan.id}") for plan in (earlier, current)]
    if then is not None and isinstance(then.what, PlanActivated):
        started = then.what.cycle_started
    else:
        started = cycle_start(person_day(head, earlier.created_at))
    plan = next_version(
        current, earlier.document, profile_version=earlier.profile_version, reason=UNDO, at=at, ids=desk.ids
    )
    document = document_of(earlier)
    restored = activated(
        plan,
        document,
        head=head,
        cycle_started=started,
        ids=desk.ids,
        after=None if last is None else last.day,
        restores=earlier.version,
    )
    edits = [
        _verdict(desk, owner, head, change, ChangeState.UNDONE, plan=plan.id, at=at)
        for change in await desk.direct.changes.that_made(owner, current.id)
        if change.state in {ChangeState.APPLIED, ChangeState.ACCEPTED}
    ]
    return Edit(
        owner=owner,
        revision=head.revision,
        at=at,
        plans=(plan,),
        verdicts=tuple(verdict for edit in edits for verdict in edit.verdicts),
        events=(restored, *(event for edit in edits for event in edit.events)),
    )


async def swapping(desk: CoachDesk, owner: UUID, plan_id: UUID, change: SwapExercise) -> Edit:
    """The edit that swaps one exercise of the plan in force. Raises `NotFound`, `NotCurrent` and `CannotApply`."""
    standing = await _standing_on(desk, owner, plan_id)
    return await _changed(desk, standing, change, reason=SWAP, rule="SWAP-asked", subject=change.exercise)


async def swap_alternatives(
    desk: CoachDesk, owner: UUID, plan_id: UUID, exercise: str, weekday: Weekday | None
) -> tuple[Alternative, ...]:
    """What may take an exercise's place in the plan in force. Raises `NotFound` and `NotCurrent`."""
    standing = await _standing_on(desk, owner, plan_id)
    found: tuple[Alternative, ...] = await desk.aside(
        lambda: alternatives_for_swap(standing.scene(desk.catalogue), exercise, weekday)
    )
    return found


async def _standing_on(desk: CoachDesk, owner: UUID, plan_id: UUID) -> Standing:
    await _current(desk, owner, plan_id)
    return await load_standing(desk, desk.direct, owner)


async def _current(desk: CoachDesk, owner: UUID, plan_id: UUID) -> PlanVersion:
    plan, latest = await desk.direct.plans.get(owner, plan_id), await desk.direct.plans.latest(owner)
    if plan is None or latest is None:
        raise NotFound("There is no such plan.")
    if plan.id != latest.id:
        raise NotCurrent(f"This is version {plan.version} of the plan; in force is version {latest.version}.")
    return latest


async def store_keyed(desk: CoachDesk, edit: Edit, once: KeyedReply | None) -> StoredReply | None:
    """Store an edit and the keyed reply, all or nothing. None: stored; otherwise what holds the key (`Jobs.add`).

    Raises `PlanMoved`.
    """
    return await _store(desk, edit, once)


async def replayed(desk: CoachDesk, owner: UUID, once: KeyedReply, failure: Conflict) -> StoredReply:
    """The reply that a repeated request got the first time, when it could not be had again. Raises `failure`."""
    async with desk.uow() as work:
        earlier = await work.idempotency.claim(owner, once, desk.clock.now())
        if earlier is None:
            raise failure  # and the key is free again
        return earlier


async def _store(desk: CoachDesk, edit: Edit, once: KeyedReply | None = None) -> StoredReply | None:
    wake = wake_at(desk.ids, edit.at, max_attempts=desk.max_attempts)
    async with desk.uow() as work:
        earlier = None if once is None else await work.idempotency.claim(edit.owner, once, edit.at)
        if earlier is None:
            await store_edit(work, edit, wake)
        return earlier
