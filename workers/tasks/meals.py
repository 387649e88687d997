"""`meals.week`: read the stored profile, plan the days, store the next version and end the job, together."""

import asyncio
import time
from datetime import timedelta
from functools import partial

import msgspec
from msgspec import Raw, Struct

from domain.errors import NotFound
from domain.meals.diary import Larder
from domain.meals.document import MealArgs, MealDocument
from domain.meals.needs import Diary
from domain.meals.service import make_meals
from domain.meals.use_cases import eating_of
from domain.meals.versions import MealPlanVersion
from domain.meals.weights import weights_known
from domain.nutrition.expenditure import HISTORY_DAYS
from domain.ports import MealSolver
from workers.runtime.task import TaskContext


class MealResult(Struct, frozen=True, kw_only=True):
    """The job's result: where the meal plan is, and what a person wants to know first."""

    meal_plan_id: str
    version: int
    screening: str
    days: int
    gave_way: int
    questions: int
    took_ms: float


class MealTask:
    """The task function."""

    def __init__(self, larder: Larder, solver: MealSolver) -> None:
        self._larder = larder
        self._solver = solver

    async def __call__(self, ctx: TaskContext) -> None:
        """Raises `NotFound` when the profile is gone, and `NoMenu` when no plate meets the medical limits."""
        args = msgspec.json.decode(ctx.job.args, type=MealArgs)
        async with ctx.uow() as uow:
            stored = await uow.profiles.version(ctx.job.user_id, args.profile_version)
            plan = await uow.plans.latest(ctx.job.user_id)
            today = ctx.clock.now().date()
            eaten = await uow.food_log.energy_by_day(ctx.job.user_id, today - timedelta(days=HISTORY_DAYS), today)
            weights = await weights_known(uow, ctx.job.user_id, self._larder.catalogue, today, asyncio.to_thread)
        if stored is None:
            raise NotFound("the profile this meal plan is for no longer exists")
        await ctx.progress("needs")
        diary = Diary(today=today, eaten_kcal=eaten, weights=weights)
        who = eating_of(stored, None if plan is None else plan.document, self._larder, diary)
        await ctx.progress("meals", days=args.days)
        began = time.perf_counter()
        seed = args.seed if args.seed is not None else ctx.job.id.int % 2**31
        # The solver holds a core for a second: in a thread, the lease is kept and a wish to cancel is heard meanwhile.
        make = partial(make_meals, who.profile, who.needs, args, self._larder, self._solver, seed=seed)
        document = await asyncio.to_thread(make)
        await _store(ctx, args, document, took_ms=round((time.perf_counter() - began) * 1000, 1))


async def _store(ctx: TaskContext, args: MealArgs, document: MealDocument, *, took_ms: float) -> None:
    async with ctx.uow() as uow:
        plan = MealPlanVersion(
            id=ctx.ids.new(),
            user_id=ctx.job.user_id,
            job_id=ctx.job.id,
            version=await uow.meal_plans.next_version(ctx.job.user_id),
            profile_version=args.profile_version,
            starts_on=args.starts_on,
            ends_on=args.starts_on + timedelta(days=args.days - 1),
            reason=args.reason,
            document=Raw(msgspec.json.encode(document)),
            created_at=ctx.clock.now(),
        )
        await uow.meal_plans.add(plan)
        result = MealResult(
            meal_plan_id=str(plan.id),
            version=plan.version,
            screening=document.screening.outcome.value,
            days=len(document.days),
            gave_way=sum(len(day.gave_way) for day in document.days),
            questions=len(document.questions),
            took_ms=took_ms,
        )
        await ctx.complete(uow, result)
