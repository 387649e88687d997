"""What a person asks of the coach: keep my profile, ask for a plan, read and compare plans.

The making of a plan is a job; `domain.coaching.service` does it.
"""

from contextlib import suppress
from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta, Raw, Struct

from domain.coaching.versions import PlanVersion, ProfileVersion
from domain.errors import NoProfile, NotFound
from domain.jobs.job import Job, JobKind, queued
from domain.plan import ExerciseDetail, PlanDocument
from domain.ports import Clock, Direct, KeyedReply, StoredReply, UnitOfWorkFactory
from domain.text.messages import say

PLAN_QUEUE = "plans"
"""The queue class that makes plans."""


class PlanReason(StrEnum):
    """Why a plan is asked for. CYCLE: the mesocycle is done."""

    INITIAL = "initial"
    DIFFERENT = "different"
    UPDATE = "update"
    CYCLE = "cycle"


class EngineChoice(StrEnum):
    """Who chooses the exercises: the embedded model, the model server, or the planner alone."""

    LOCAL = "local"
    REMOTE = "remote"
    NONE = "none"


class PlanArgs(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`args` of a `plan.create` job. No `seed`: one is drawn from the job's id. No `engine`: the worker's own."""

    reason: PlanReason
    profile_version: int
    seed: Annotated[int, Meta(ge=0, le=2**31 - 1)] | None = None
    engine: EngineChoice | None = None


class PlanOrder(Struct, frozen=True, kw_only=True):
    """A plan that is asked for; `profile` becomes a new version first, None takes the latest one."""

    job_id: UUID
    reason: PlanReason = PlanReason.INITIAL
    profile: Raw | None = None
    seed: int | None = None
    engine: EngineChoice | None = None


class PlanDesk(Struct, frozen=True, kw_only=True):
    """The ports that ordering plans needs; `max_attempts` of their jobs."""

    uow: UnitOfWorkFactory
    direct: Direct
    clock: Clock
    max_attempts: int


async def request_plan(desk: PlanDesk, owner: UUID, order: PlanOrder, once: KeyedReply | None) -> StoredReply | None:
    """Store the job that will make the plan, its message and the keyed reply, all or nothing. None: stored.

    Otherwise nothing was stored, for `once.key` is taken: what `Jobs.add` says of it. Raises `NoProfile`.
    """
    now = desk.clock.now()
    if order.profile is None:
        # Versions are never changed or taken away, so the latest one may be read before the transaction.
        number = await desk.direct.profile_number(owner)
        if number is None:
            raise NoProfile("There is no profile yet; send one in `profile`, or store one first.")
        return await desk.direct.jobs.add(_plan_job(desk, owner, order, number, now), once)
    earlier = None
    with suppress(_KeyTaken):
        async with desk.uow() as work:
            number = (await work.profiles.add(owner, order.profile, now)).version
            earlier = await work.jobs.add(_plan_job(desk, owner, order, number, now), once)
            if earlier is not None:
                raise _KeyTaken  # and the new profile version goes with it
    return earlier


class _KeyTaken(Exception):
    """Ends a transaction that has turned out to be a repetition."""


def _plan_job(desk: PlanDesk, owner: UUID, order: PlanOrder, profile_version: int, now: datetime) -> Job:
    args = PlanArgs(reason=order.reason, profile_version=profile_version, seed=order.seed, engine=order.engine)
    return queued(
        id=order.job_id,
        user_id=owner,
        kind=JobKind.PLAN_CREATE,
        queue=PLAN_QUEUE,
        args=args,
        max_attempts=desk.max_attempts,
        at=now,
    )


async def get_profile(direct: Direct, owner: UUID) -> ProfileVersion:
    """The latest profile. Raises `NotFound`."""
    latest = await direct.profiles.latest(owner)
    if latest is None:
        raise NotFound("There is no profile yet.")
    return latest


async def put_profile(uow: UnitOfWorkFactory, owner: UUID, raw: Raw, clock: Clock) -> ProfileVersion:
    """Store a profile that was read without an error as the next version."""
    async with uow() as work:
        return await work.profiles.add(owner, raw, clock.now())


async def get_plan(direct: Direct, owner: UUID, plan_id: UUID) -> PlanVersion:
    """One plan version. Raises `NotFound`."""
    plan = await direct.plans.get(owner, plan_id)
    if plan is None:
        raise NotFound("There is no such plan.")
    return plan


async def current_plan(direct: Direct, owner: UUID) -> PlanVersion:
    """The newest plan version. Raises `NotFound`."""
    latest = await direct.plans.latest(owner)
    if latest is None:
        raise NotFound("There is no plan yet.")
    return latest


async def list_plans(direct: Direct, owner: UUID, *, before: int | None, limit: int) -> list[PlanVersion]:
    """Plan versions below `before`, newest first."""
    return await direct.plans.page(owner, before, limit)


# --- comparing two versions ---


class ExerciseChange(Struct, frozen=True, kw_only=True):
    """A difference in one exercise of a day: `what` is added, removed, sets, reps, seconds, load_kg or rest_s.

    `before` and `after` are empty for what is added or removed, and "none" for a number that is not there.
    """

    day: str
    exercise: str
    what: str
    before: str = ""
    after: str = ""


_NONE = "none"


class PlanDifference(Struct, frozen=True, kw_only=True):
    """What changed from one plan version to another; `summary` has one line of text for each difference."""

    days_added: tuple[str, ...]
    days_removed: tuple[str, ...]
    exercises: tuple[ExerciseChange, ...]
    calories: tuple[int, int] | None
    summary: tuple[str, ...]


async def compare_plans(direct: Direct, owner: UUID, plan_id: UUID, other_id: UUID) -> PlanDifference:
    """What `other_id` changes compared with `plan_id`. Raises `NotFound` when either is not the owner's."""
    plan, other = await get_plan(direct, owner, plan_id), await get_plan(direct, owner, other_id)
    return difference(*(msgspec.json.decode(version.document, type=PlanDocument) for version in (plan, other)))


def difference(before: PlanDocument, after: PlanDocument) -> PlanDifference:
    """Days are matched by weekday, exercises by name within their day. The summary is in the later one's language."""
    old, new = _days(before), _days(after)
    added, removed = (tuple(day for day in these if day not in those) for these, those in ((new, old), (old, new)))
    changes = tuple(change for day in new if day in old for change in _day_changes(day, old[day], new[day]))
    energies = tuple(
        document.plan.nutrition_suggestions.calorie_target if document.plan else 0 for document in (before, after)
    )
    calories = (energies[0], energies[1]) if energies[0] != energies[1] else None
    locale = after.locale
    summary = [say(locale, "diff.day_added", day=_day_name(locale, day)) for day in added]
    summary += [say(locale, "diff.day_removed", day=_day_name(locale, day)) for day in removed]
    summary += [_line(locale, change) for change in changes]
    if calories:
        summary.append(say(locale, "diff.calories", before=calories[0], after=calories[1]))
    return PlanDifference(
        days_added=added, days_removed=removed, exercises=changes, calories=calories, summary=tuple(summary)
    )


_Exercises = dict[str, ExerciseDetail]


def _days(document: PlanDocument) -> dict[str, _Exercises]:
    """Weekday to exercises by name; the plan's names and the details run side by side."""
    if document.plan is None:
        return {}
    return {
        detail.weekday.value: {
            shown.name: numbers for shown, numbers in zip(day.exercises, detail.exercises, strict=True)
        }
        for day, detail in zip(document.plan.workout_plan.weekly_schedule, document.days, strict=True)
    }


def _day_changes(day: str, old: _Exercises, new: _Exercises) -> list[ExerciseChange]:
    changes = [ExerciseChange(day=day, exercise=name, what="removed") for name in old if name not in new]
    for name, now in new.items():
        if name not in old:
            changes.append(ExerciseChange(day=day, exercise=name, what="added"))
            continue
        was = old[name]
        for what, first, second in (
            ("sets", was.sets, now.sets),
            ("reps", _reps(was), _reps(now)),
            ("seconds", was.seconds, now.seconds),
            ("load_kg", was.load_kg, now.load_kg),
            ("rest_s", was.rest_s, now.rest_s),
        ):
            if first != second:
                changes.append(
                    ExerciseChange(day=day, exercise=name, what=what, before=_text(first), after=_text(second))
                )
    return changes


def _reps(exercise: ExerciseDetail) -> str | None:
    if exercise.reps_low is None or exercise.reps_high is None:
        return None
    low, high = exercise.reps_low, exercise.reps_high
    return str(low) if low == high else f"{low}-{high}"


def _text(value: object) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    return _NONE if value is None else str(value)


def _day_name(locale: str, day: str) -> str:
    return say(locale, f"common.weekday.{day}")


def _line(locale: str, change: ExerciseChange) -> str:
    before, after = (say(locale, "diff.none") if each == _NONE else each for each in (change.before, change.after))
    day = _day_name(locale, change.day)
    return say(locale, f"diff.{change.what}", day=day, exercise=change.exercise, before=before, after=after)
