"""`plan.create`: read the stored profile, make the plan, store the next version and end the job, together."""

import time
from collections.abc import Mapping

import msgspec
from msgspec import Raw, Struct

from adapters.telemetry.metrics import FINDINGS, PLAN_PICKS, PLANS
from domain.catalogue.types import Catalogue
from domain.coaching.service import make_plan
from domain.coaching.use_cases import PlanArgs
from domain.coaching.versions import PlanVersion
from domain.errors import Conflict, NotFound
from domain.plan import PlanDocument
from domain.ports import PlanEngine
from domain.profile_reader import read_profile
from workers.runtime.task import TaskContext


class PlanResult(Struct, frozen=True, kw_only=True):
    """The job's result: where the plan is, and what a person wants to know first."""

    plan_id: str
    version: int
    screening: str
    engine: str
    warnings: int


class PlanTask:
    """The task function. `engines` maps the choices a request may make to engines; `auto` is the worker's own."""

    def __init__(self, catalogue: Catalogue, engines: Mapping[str, PlanEngine]) -> None:
        self._catalogue = catalogue
        self._engines = engines

    async def __call__(self, ctx: TaskContext) -> None:
        """Raises `NotFound` when the profile is gone, `Conflict` when the engine asked for is not here."""
        args = msgspec.json.decode(ctx.job.args, type=PlanArgs)
        engine = self._engine(args)
        async with ctx.uow() as uow:
            stored = await uow.profiles.version(ctx.job.user_id, args.profile_version)
        if stored is None:
            raise NotFound("the profile this plan is for no longer exists")
        document = await make_plan(
            read_profile(bytes(stored.raw)).profile,
            catalogue=self._catalogue,
            engine=engine,
            seed=args.seed if args.seed is not None else ctx.job.id.int % 2**31,
            progress=ctx.progress,
            ticks=time.perf_counter,
        )
        await _store(ctx, args, document)
        _count(document)

    def _engine(self, args: PlanArgs) -> PlanEngine:
        name = args.engine.value if args.engine else "auto"
        if name not in self._engines:
            raise Conflict(f"this server has no engine {name!r}; it has {', '.join(sorted(self._engines))}")
        return self._engines[name]


async def _store(ctx: TaskContext, args: PlanArgs, document: PlanDocument) -> None:
    async with ctx.uow() as uow:
        plan = PlanVersion(
            id=ctx.ids.new(),
            user_id=ctx.job.user_id,
            job_id=ctx.job.id,
            version=await uow.plans.next_version(ctx.job.user_id),
            profile_version=args.profile_version,
            reason=args.reason.value,
            document=Raw(msgspec.json.encode(document)),
            created_at=ctx.clock.now(),
        )
        await uow.plans.add(plan)
        result = PlanResult(
            plan_id=str(plan.id),
            version=plan.version,
            screening=document.screening.outcome.value,
            engine=document.provenance.engine,
            warnings=len(document.findings),
        )
        await ctx.complete(uow, result)


def _count(document: PlanDocument) -> None:
    made = document.provenance
    PLANS.labels(made.engine, document.screening.outcome.value).inc()
    PLAN_PICKS.labels("model").inc(made.model_picks)
    PLAN_PICKS.labels("planner").inc(made.total_picks - made.model_picks)
    for finding in document.findings:
        FINDINGS.labels(finding.rule, finding.severity.value).inc()
