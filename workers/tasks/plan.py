"""`plan.create`: read the stored profile, make the plan, store the next version and end the job, together."""

import asyncio
import time
from collections.abc import Mapping
from datetime import date, timedelta

import msgspec
from msgspec import Raw, Struct
from msgspec.structs import replace

from adapters.telemetry.metrics import FINDINGS, PLAN_PICKS, PLANS
from domain.adaptation.activation import cycle_start
from domain.adaptation.enrich import enriched
from domain.adaptation.fresh import spared
from domain.adaptation.standing import activated
from domain.catalogue.types import Catalogue
from domain.coaching.service import make_plan
from domain.coaching.taste.fold import TasteFold
from domain.coaching.taste.model import Taste
from domain.coaching.use_cases import PlanArgs
from domain.coaching.versions import PlanVersion, ProfileVersion
from domain.errors import Conflict, NotFound
from domain.events.use_cases import History, held_states, person_day, read_history, wake_at
from domain.gamification.attributes import game_stats
from domain.gamification.fold import GameFold
from domain.plan import PlanDocument
from domain.ports import PlanEngine
from domain.profile import Profile
from domain.profile_reader import read_profile
from domain.training.fold import TrainingFold
from domain.training.state import Training
from workers.runtime.task import TaskContext


class PlanResult(Struct, frozen=True, kw_only=True):
    """The job's result: where the plan is, and what a person wants to know first."""

    plan_id: str
    version: int
    screening: str
    engine: str
    warnings: int


class _Person(Struct, frozen=True, kw_only=True):
    """The stored profile, and enriched with what training has shown; `training` None: nothing has happened yet."""

    profile: Profile
    enriched: Profile
    training: Training | None
    taste: Taste
    day: date


class PlanTask:
    """The task function. `engines` maps the choices a request may make to engines; `auto` is the worker's own."""

    def __init__(self, catalogue: Catalogue, engines: Mapping[str, PlanEngine]) -> None:
        self._catalogue = catalogue
        self._engines = engines
        self._folds = (TrainingFold(catalogue), GameFold(catalogue), TasteFold(catalogue))

    async def __call__(self, ctx: TaskContext) -> None:
        """Raises `NotFound` when the profile is gone, `Conflict` when the engine asked for is not here."""
        args = msgspec.json.decode(ctx.job.args, type=PlanArgs)
        engine = self._engine(args)
        async with ctx.uow() as uow:
            stored = await uow.profiles.version(ctx.job.user_id, args.profile_version)
            head = await uow.events.head(ctx.job.user_id)
            history = await read_history(uow, ctx.job.user_id, self._folds)
        if stored is None:
            raise NotFound("the profile this plan is for no longer exists")
        person = await asyncio.to_thread(self._person, stored, history, person_day(head, ctx.clock.now()))
        document = await make_plan(
            person.enriched,
            catalogue=self._catalogue,
            engine=engine,
            seed=args.seed if args.seed is not None else ctx.job.id.int % 2**31,
            progress=ctx.progress,
            ticks=time.perf_counter,
            taste=person.taste,
        )
        if person.training is not None:
            document = await asyncio.to_thread(
                spared, document, person.profile, person.training, self._catalogue, person.day
            )
        await _store(ctx, args, document)
        _count(document)

    def _person(self, stored: ProfileVersion, history: History, day: date) -> _Person:
        profile = read_profile(bytes(stored.raw)).profile
        if not history.seq:
            return _Person(profile=profile, enriched=profile, training=None, taste=Taste(), day=day)
        training, game, taste = held_states(self._folds, history, day).states
        known = replace(enriched(profile, training, self._catalogue, day), gamified_stats=game_stats(game, day))
        return _Person(profile=profile, enriched=known, training=training, taste=taste, day=day)

    def _engine(self, args: PlanArgs) -> PlanEngine:
        name = args.engine.value if args.engine else "auto"
        if name not in self._engines:
            raise Conflict(f"this server has no engine {name!r}; it has {', '.join(sorted(self._engines))}")
        return self._engines[name]


async def _store(ctx: TaskContext, args: PlanArgs, document: PlanDocument) -> None:
    owner, now = ctx.job.user_id, ctx.clock.now()
    async with ctx.uow() as uow:
        await uow.events.hold(owner, None)
        head, before = await uow.events.head(owner), await uow.plans.latest(owner)
        last = None if before is None else await uow.events.by_key(owner, f"plan:{before.id}")
        plan = PlanVersion(
            id=ctx.ids.new(),
            user_id=owner,
            job_id=ctx.job.id,
            version=await uow.plans.next_version(owner),
            profile_version=args.profile_version,
            reason=args.reason.value,
            document=Raw(msgspec.json.encode(document)),
            created_at=now if before is None else max(now, before.created_at + timedelta(microseconds=1)),
        )
        await uow.plans.add(plan)
        event = activated(
            plan,
            document,
            head=head,
            cycle_started=cycle_start(person_day(head, now)),
            ids=ctx.ids,
            after=None if last is None else last.day,
        )
        # Somebody who has done something may be waiting for decisions on the plan before this one.
        wake = wake_at(ctx.ids, now, max_attempts=ctx.job.max_attempts) if head.seq else None
        await uow.events.record(owner, [event], now, wake)
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
