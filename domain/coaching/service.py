"""The making of a plan: screen, narrow, propose, compile, verify, explain. No step can be left out.

Time is only measured through `ticks` (seconds, any origin): the same profile, seed and answers give the same plan.
"""

from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace

from domain.catalogue.types import Catalogue
from domain.coaching.person_of import person_of
from domain.coaching.planning.admission import admitted
from domain.coaching.planning.layout import frame_of
from domain.coaching.planning.menu import build_menu
from domain.coaching.planning.planner import plan_outline, plan_week
from domain.coaching.planning.proposal import Frame, Proposal
from domain.coaching.programming.compiler import compile_program
from domain.coaching.programming.effort import weekly_training_energy
from domain.coaching.programming.program import Program
from domain.coaching.taste.model import Taste
from domain.coaching.telling.overview import with_words
from domain.coaching.telling.render import Rendered, render
from domain.coaching.verifier.rendered import check_rendered
from domain.coaching.verifier.repair import NotSettled, Settled, settle
from domain.coaching.verifier.rule import Context
from domain.nutrition.targets import targets_of
from domain.nutrition.types import NutritionTargets
from domain.plan import PlanDocument, Provenance, Screening, ScreeningOutcome
from domain.ports import PlanEngine, ProgressSink
from domain.profile import Profile
from domain.safety.screening import screen

PLANNER = "planner"


class _Laps:
    """Milliseconds per stage, and of all stages as `total`; a stage that runs again adds to its own."""

    def __init__(self, ticks: Callable[[], float]) -> None:
        self._ticks = ticks
        self._begin = self._last = ticks()
        self.ms: dict[str, float] = {}

    def lap(self, stage: str) -> None:
        now = self._ticks()
        self.ms[stage] = round(self.ms.get(stage, 0.0) + (now - self._last) * 1000, 3)
        self.ms["total"] = round((now - self._begin) * 1000, 3)
        self._last = now


async def make_plan(
    profile: Profile,
    *,
    catalogue: Catalogue,
    engine: PlanEngine,
    seed: int,
    progress: ProgressSink,
    ticks: Callable[[], float],
    taste: Taste = Taste(),  # noqa: B008 - a frozen value
) -> PlanDocument:
    """The stored document for `profile`, with the menu ordered by the person's `taste` where it is known.

    Where screening says STOP it holds the referral and no plan. Otherwise the plan has no BLOCK and no FIX finding
    left; `findings` tell what was repaired. A proposal that the rules cannot be met with gives way to the planner's own
    week, and `provenance.notes` says so. Raises `NotSettled` when the planner's own fails, and what `engine` raises.
    """
    laps = _Laps(ticks)
    await progress("screen")
    screening = screen(profile)
    laps.lap("screen")
    if screening.outcome is ScreeningOutcome.STOP:
        await progress("done", plan=False)
        return PlanDocument(
            screening=screening,
            provenance=Provenance(engine=engine.name, catalogue_sha256=catalogue.sha256, seed=seed, timings_ms=laps.ms),
            plan=None,
            locale=str(profile.locale),
        )
    return await _planned(
        profile=profile,
        screening=screening,
        catalogue=catalogue,
        engine=engine,
        seed=seed,
        progress=progress,
        laps=laps,
        taste=taste,
    )


async def _planned(
    *,
    profile: Profile,
    screening: Screening,
    catalogue: Catalogue,
    engine: PlanEngine,
    seed: int,
    progress: ProgressSink,
    laps: _Laps,
    taste: Taste,
) -> PlanDocument:
    """The document of a person whom screening lets train."""
    person = replace(person_of(profile, catalogue, screening), taste=taste)
    menu = build_menu(person, catalogue)
    laps.lap("menu")
    await progress("menu", exercises=len(menu.entries))
    frame = frame_of(person, menu)
    proposal = admitted(await engine.propose(frame, seed=seed, progress=progress), frame)
    laps.lap("propose")
    context = Context(
        person=person, menu=menu, catalogue=catalogue, screening=screening, frame=frame, eating=profile.nutrition
    )
    try:
        built = await _built(profile, proposal, context, progress=progress, laps=laps)
    except NotSettled as fault:
        if _is_planners(proposal):
            raise
        proposal = _instead(proposal, frame, fault)
        built = await _built(profile, proposal, context, progress=progress, laps=laps)
    await progress("done", plan=True, findings=len(built.settled.findings))
    program, rendered = built.settled.program, built.rendered
    return PlanDocument(
        screening=screening,
        provenance=_provenance(engine, proposal, program, catalogue=catalogue, seed=seed, laps=laps),
        plan=rendered.plan,
        days=rendered.days,
        weeks=program.weeks,
        weekly_sets=rendered.weekly_sets,
        nutrition=rendered.nutrition,
        findings=built.settled.findings,
        reasons=rendered.reasons,
        locale=str(person.locale),
    )


class _Built(Struct, frozen=True):
    """A settled programme with its wording, and the plan drawn from it."""

    settled: Settled
    rendered: Rendered


async def _built(
    profile: Profile, proposal: Proposal, context: Context, *, progress: ProgressSink, laps: _Laps
) -> _Built:
    """The proposal compiled, settled, worded and rendered. Raises `NotSettled` when a rule is still broken."""
    person, catalogue = context.person, context.catalogue
    await progress("compile")
    program = compile_program(context.frame, proposal, targets_of(person, profile), catalogue)
    training = weekly_training_energy(program, person.weight_kg)
    targets = targets_of(person, profile, training_kcal_per_week=training)
    program = replace(program, nutrition=targets)
    laps.lap("compile")
    await progress("verify")
    context = replace(context, spare=_spare(context.frame, proposal, targets, catalogue))
    settled = settle(program, context)
    settled = replace(settled, program=with_words(settled.program, person))
    rendered = render(settled.program, context)
    left = check_rendered(rendered.plan, settled.program, context)
    laps.lap("verify")
    if left:
        raise NotSettled("the rendered plan breaks " + ", ".join(sorted({finding.rule for finding in left})))
    return _Built(settled, rendered)


def _is_planners(proposal: Proposal) -> bool:
    """True when nothing in the proposal, wording included, came from anyone but the planner."""
    worded = proposal.outline.name or proposal.outline.overview
    return not worded and all(by == PLANNER for choice in proposal.choices for by in choice.chosen_by)


def _instead(proposal: Proposal, frame: Frame, fault: NotSettled) -> Proposal:
    """The planner's own week in place of `proposal`, which keeps what is known of the model that made it."""
    own = plan_week(frame, plan_outline(frame, 0), 0)
    return replace(
        proposal,
        outline=own.outline,
        briefs=own.briefs,
        choices=own.choices,
        planner_days=own.planner_days,
        notes=(*proposal.notes, f"plan: {fault.code}: {fault}; planned by the planner instead"),
    )


def _spare(frame: Frame, proposal: Proposal, targets: NutritionTargets, catalogue: Catalogue) -> Program | None:
    """The planner's programme, for days of another proposer that cannot be repaired; None when it proposed itself."""
    if all(by == PLANNER for choice in proposal.choices for by in choice.chosen_by):
        return None
    own = plan_week(frame, plan_outline(frame, 0), 0)
    return compile_program(frame, own, targets, catalogue)


def _provenance(
    engine: PlanEngine, proposal: Proposal, program: Program, *, catalogue: Catalogue, seed: int, laps: _Laps
) -> Provenance:
    """Who chose what; the counts are of the delivered plan, repairs included."""
    chosen_by = [item.chosen_by for session in program.sessions for item in session.items]
    return Provenance(
        engine=engine.name,
        model=proposal.model,
        adapter=proposal.adapter,
        prompt_sha256=proposal.prompt_sha256,
        catalogue_sha256=catalogue.sha256,
        seed=seed,
        total_picks=len(chosen_by),
        model_picks=sum(by != PLANNER for by in chosen_by),
        regenerated_days=proposal.regenerated_days,
        planner_days=proposal.planner_days,
        notes=proposal.notes,
        timings_ms={**proposal.timings_ms, **laps.ms},
    )
