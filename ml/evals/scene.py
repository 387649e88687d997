"""A person as the rules see them, and a plan's JSON read back into the programme that the rules judge."""

from msgspec import Struct
from msgspec.structs import replace

from domain.catalogue.names import find_exercise
from domain.catalogue.types import Catalogue, Exercise
from domain.coaching.person_of import person_of
from domain.coaching.planning.layout import frame_of
from domain.coaching.planning.menu import build_menu
from domain.coaching.planning.planner import plan_outline, plan_week
from domain.coaching.planning.proposal import DayKind, Role, Scheme
from domain.coaching.programming.compiler import compile_program
from domain.coaching.programming.effort import session_energy
from domain.coaching.programming.program import Program, Session, WorkItem
from domain.coaching.programming.progression import mesocycle
from domain.coaching.programming.timing import frame_minutes
from domain.coaching.programming.warmup import cool_down, warm_up
from domain.coaching.telling.overview import with_words
from domain.coaching.telling.render import render
from domain.coaching.verifier.repair import settle, verify
from domain.coaching.verifier.rule import Context
from domain.nutrition.targets import targets_of
from domain.plan import Plan, PlanDay, PlanDocument, PlanExercise, Provenance
from domain.profile import Profile, Weekday
from domain.safety.screening import screen
from ml.evals.record import Seen

OFF_MENU = "E00"
NOT_IN_JSON = frozenset({"ORD-1"})
"""Rules that a plan's JSON cannot be held to: the order of work goes by roles, and it names none."""
_MOBILE = frozenset({"stretching", "yoga", "pilates"})


class ReadBack(Struct, frozen=True, kw_only=True):
    """A plan as a programme; `unread` are the names of exercises that the catalogue does not know."""

    program: Program
    unread: tuple[str, ...]


def context_of(profile: Profile, catalogue: Catalogue) -> Context:
    """What this person's plans are judged against."""
    screening = screen(profile)
    person = person_of(profile, catalogue, screening)
    menu = build_menu(person, catalogue)
    return Context(
        person=person,
        menu=menu,
        catalogue=catalogue,
        screening=screening,
        frame=frame_of(person, menu),
        eating=profile.nutrition,
    )


def findings_in(program: Program, context: Context) -> tuple[Seen, ...]:
    """What the rules see, nothing repaired."""
    return tuple(Seen(each.rule, str(each.severity), each.where) for each in verify(program, context))


def read_back(plan: Plan, profile: Profile, context: Context) -> ReadBack:
    """The programme in a plan's JSON, which names no roles, schemes or loads: these are read from what is there.

    Exercises are found by name or alias. A plan's own energy and macros stand; the rest is computed.
    """
    unread: list[str] = []
    sessions = tuple(
        _session(day, place, context, unread) for place, day in enumerate(plan.workout_plan.weekly_schedule)
    )
    weekly = sum(session_energy(session, context.person.weight_kg) for session in sessions)
    targets = targets_of(context.person, profile, training_kcal_per_week=weekly)
    food = plan.nutrition_suggestions
    kcal = food.calorie_target
    nutrition = replace(
        targets,
        target=kcal,
        protein_g=round(kcal * food.macros.protein / 400),
        carbs_g=round(kcal * food.macros.carbs / 400),
        fat_g=round(kcal * food.macros.fat / 900),
        adjustment=round(kcal / max(1, targets.tdee) - 1, 3),
    )
    program = Program(
        name=plan.workout_plan.name,
        overview=plan.workout_plan.overview,
        sessions=sessions,
        weeks=mesocycle(context.person),
        nutrition=nutrition,
    )
    return ReadBack(program=program, unread=tuple(unread))


def faults_read(read: ReadBack, context: Context) -> tuple[Seen, ...]:
    """What the rules see in a plan that was read back."""
    return tuple(seen for seen in findings_in(read.program, context) if seen.rule not in NOT_IN_JSON)


def _session(day: PlanDay, place: int, context: Context, unread: list[str]) -> Session:
    week = tuple(Weekday)
    weekday = next((each for each in week if day.day.strip().lower() == each), week[place % 7])
    found = []
    for shown in day.exercises:
        id_ = find_exercise(context.catalogue, shown.name)
        if id_ is None:
            unread.append(shown.name)
        else:
            found.append((shown, context.catalogue.exercises[id_]))
    items = tuple(_item(shown, exercise, context) for shown, exercise in found)
    roles = {item.role for item in items}
    kind = DayKind.STRENGTH
    if roles and roles <= {Role.MOBILITY}:
        kind = DayKind.YOGA
    elif roles and roles <= {Role.CONDITIONING, Role.MOBILITY}:
        kind = DayKind.CARDIO
    warmup, cooldown = frame_minutes(context.person.minutes)
    return Session(
        weekday=weekday,
        kind=kind,
        focus=day.focus,
        scheme=Scheme.LIGHT if day.intensity_level == "low" else Scheme.GENERAL,
        items=items,
        warmup=warm_up(context.person, kind, items, context.catalogue),
        cooldown=cool_down(context.person, kind, items, context.catalogue),
        warmup_min=warmup,
        cooldown_min=cooldown,
    )


def _item(shown: PlanExercise, exercise: Exercise, context: Context) -> WorkItem:
    entry = next((entry for entry in context.menu.entries if entry.exercise.id == exercise.id), None)
    reps = _reps(shown.reps)
    return WorkItem(
        menu_id=entry.id if entry else OFF_MENU,
        exercise=exercise,
        role=_role(exercise),
        sets=max(0, shown.sets),
        reps=reps,
        seconds=None if reps else max(0, shown.duration or 0),
        load_kg=None,
        percent_1rm=None,
        rir=None,
        rest_s=max(0, shown.rest),
        rules=(),
        limits=entry.limits if entry else (),
        chosen_by="model",
    )


def _role(exercise: Exercise) -> Role:
    if exercise.category in _MOBILE or exercise.pattern == "mobility":
        return Role.MOBILITY
    if exercise.category == "cardio":
        return Role.CONDITIONING
    if exercise.pattern.startswith("core"):
        return Role.CORE
    return Role.ACCESSORY if exercise.compound else Role.ISOLATION


def _reps(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    numbers = [int(part) for part in text.replace("–", "-").split("-") if part.strip().isdigit()]
    return (min(numbers), max(numbers)) if numbers else None


def verified(program: Program, profile: Profile, context: Context) -> tuple[PlanDocument, int]:
    """A programme put right by the rules, as a document, and how many repairs it took. Raises `NotSettled`."""
    spare = compile_program(
        context.frame,
        plan_week(context.frame, plan_outline(context.frame, 0), 0),
        targets_of(context.person, profile),
        context.catalogue,
    )
    context = replace(context, spare=spare)
    settled = settle(program, context)
    worded = with_words(settled.program, context.person)
    rendered = render(worded, context)
    document = PlanDocument(
        screening=context.screening,
        provenance=Provenance(engine="direct", catalogue_sha256=context.catalogue.sha256),
        plan=rendered.plan,
        days=rendered.days,
        weeks=worded.weeks,
        weekly_sets=rendered.weekly_sets,
        nutrition=rendered.nutrition,
        findings=settled.findings,
        reasons=rendered.reasons,
        locale=str(context.person.locale),
    )
    return document, sum(bool(each.repaired) for each in settled.findings)
