"""A settled programme as the plan a person reads: the dissertation's object, and the numbers and reasons behind it.

Keys, weekdays, focus and intensity levels are stable English words; every sentence is in the person's language.
"""

from itertools import pairwise

from msgspec import Struct

from domain.catalogue.demands import LIGHT_MET, VIGOROUS_MET
from domain.catalogue.types import Exercise
from domain.coaching.person import Person
from domain.coaching.planning.menu import MenuEntry
from domain.coaching.planning.proposal import DayKind, Role, Scheme
from domain.coaching.planning.slots import is_intervals
from domain.coaching.programming.effort import session_energy
from domain.coaching.programming.loads import implement
from domain.coaching.programming.program import Program, Session, WorkItem
from domain.coaching.programming.progression import next_step
from domain.coaching.programming.timing import session_minutes, work_minutes
from domain.coaching.programming.volume import weekly_sets
from domain.coaching.telling.explain import adaptations, day_reasons, nutrition_detail
from domain.coaching.telling.meals import meal_timing
from domain.coaching.telling.recommend import recommendations
from domain.coaching.telling.worth import day_worth
from domain.coaching.verifier.rule import Context
from domain.nutrition.targets import shares
from domain.plan import (
    DayDetail,
    ExerciseDetail,
    ExerciseStats,
    NutritionDetail,
    NutritionSuggestions,
    Plan,
    PlanDay,
    PlanExercise,
    ProgressionPlan,
    Reason,
    WorkoutPlan,
)
from domain.text.messages import say

ALTERNATIVES = 3
_ONE_DUMBBELL = ("goblet", "one-arm", "single-arm", "pullover", "side-bend", "concentration", "plie")
PROGRESSIONS = 12
QUICK_REPS = 8
"""Up to so many repetitions a set far from failure is fast or heavy, and so not light work."""


class Rendered(Struct, frozen=True, kw_only=True):
    """Everything of a `PlanDocument` that is drawn from the programme."""

    plan: Plan
    days: tuple[DayDetail, ...]
    weekly_sets: dict[str, float]
    nutrition: NutritionDetail
    reasons: tuple[Reason, ...]


def render(program: Program, context: Context) -> Rendered:
    """The plan of a settled programme."""
    person = context.person
    adapted = adaptations(program, context)
    plan = Plan(
        workout_plan=WorkoutPlan(
            name=program.name,
            overview=program.overview,
            adaptations={key: reason.text for key, reason in adapted},
            weekly_schedule=tuple(_day(session, person) for session in program.sessions),
            progression_plan=_progression(program, context),
        ),
        nutrition_suggestions=NutritionSuggestions(
            calorie_target=program.nutrition.target,
            macros=shares(program.nutrition),
            meal_timing=meal_timing(program.nutrition, context.eating, person.locale),
        ),
        adaptive_recommendations=recommendations(program, context),
    )
    return Rendered(
        plan=plan,
        days=tuple(_day_detail(session, context) for session in program.sessions),
        weekly_sets={group: round(sets, 1) for group, sets in sorted(weekly_sets(program.sessions).items())},
        nutrition=nutrition_detail(program, person),
        reasons=tuple(reason for _, reason in adapted),
    )


def _day(session: Session, person: Person) -> PlanDay:
    worth = day_worth(session)
    return PlanDay(
        day=session.weekday.capitalize(),
        focus=session.focus,
        duration=round(session_minutes(session)),
        intensity_level=day_intensity(session),
        exercises=tuple(_exercise(item, stats, person) for item, stats in zip(session.items, worth, strict=True)),
    )


def _exercise(item: WorkItem, stats: ExerciseStats, person: Person) -> PlanExercise:
    reps = None
    if item.reps is not None:
        low, high = item.reps
        reps = str(low) if low == high else f"{low}-{high}"
    return PlanExercise(
        name=item.exercise.name,
        sets=item.sets,
        intensity=item_intensity(item),
        rest=item.rest_s,
        notes=notes(item, person),
        gamified_stats=stats,
        reps=reps,
        duration=item.seconds,
    )


def item_intensity(item: WorkItem) -> str:
    """low, moderate or high: by MET for conditioning, else by share of the maximum and repetitions in reserve."""
    if item.role is Role.MOBILITY:
        return "low"
    if item.role is Role.CONDITIONING or item.reps is None:
        return "high" if item.exercise.met >= VIGOROUS_MET else "low" if item.exercise.met < LIGHT_MET else "moderate"
    if item.rir is not None and item.rir >= 4:
        quick = item.reps[1] <= QUICK_REPS or (item.percent_1rm is not None and item.percent_1rm > 60)
        return "moderate" if quick else "low"
    heavy = item.percent_1rm is not None and item.percent_1rm >= 75
    return "high" if heavy or (item.rir is not None and item.rir <= 1) else "moderate"


def day_intensity(session: Session) -> str:
    """low, moderate or high: the scheme's effort on strength days, else the highest of the day's items."""
    if session.kind is DayKind.STRENGTH and session.scheme in (Scheme.STRENGTH, Scheme.POWER):
        return "high"
    levels = [item_intensity(item) for item in session.items]
    if session.kind is DayKind.STRENGTH:
        return max(set(levels), key=lambda level: (levels.count(level), level)) if levels else "low"
    return next((level for level in ("high", "moderate") if level in levels), "low")


def notes(item: WorkItem, person: Person) -> str:
    """How to do it, in at most four short sentences."""
    locale = person.locale
    said = [say(locale, "plan.note.care")] if item.limits else []
    if item.role is Role.MOBILITY:
        said.append(say(locale, "plan.note.mobility"))
    elif item.seconds is not None:
        paced = "plan.note.intervals" if is_intervals(item.exercise) else "plan.note.easy"
        key = paced if item.role is Role.CONDITIONING else "plan.note.timed"
        said.append(say(locale, key, seconds=say(locale, "common.count.seconds", count=item.seconds)))
    else:
        said += _effort_notes(item, locale)
    if item.exercise.unilateral and item.role is not Role.CONDITIONING:
        said.append(say(locale, "plan.note.side"))
    return " ".join(said)


def _effort_notes(item: WorkItem, locale: str) -> list[str]:
    """The load to start with and the reserve to stop at, or how to find the load."""
    said = []
    if item.load_kg is not None:
        key = "plan.note.load_each" if _in_both_hands(item.exercise) else "plan.note.load"
        said.append(say(locale, key, load=say(locale, "plan.kg", kg=f"{item.load_kg:g}")))
    if item.rir is not None:
        left = say(locale, "common.count.repetitions", count=item.rir)
        key = "plan.note.find" if "LOAD-find" in item.rules else "plan.note.rir"
        said.append(say(locale, key, repetitions=left))
    return said


def _in_both_hands(exercise: Exercise) -> bool:
    """Whether a load is one of two: dumbbells, unless one is held in both hands or worked with one arm."""
    return implement(exercise) == "dumbbell" and not any(part in exercise.id for part in _ONE_DUMBBELL)


def _progression(program: Program, context: Context) -> ProgressionPlan:
    """The usual step of load, and what comes next for each exercise of the week."""
    factors = [week.load_factor for week in program.weeks if not week.deload]
    steps = [after / before - 1 for before, after in pairwise(factors)]
    following: dict[str, str] = {}
    for session in program.sessions:
        for item in session.items:
            if len(following) < PROGRESSIONS and item.role is not Role.MOBILITY:
                following.setdefault(item.exercise.name, next_text(item, context))
    return ProgressionPlan(intensity_increase=round(max(steps, default=0.0), 3), exercise_progressions=following)


def next_text(item: WorkItem, context: Context) -> str:
    """What comes next for an exercise; a harder variation is named only when it is on the person's menu."""
    allowed = {entry.exercise.id: entry.exercise for entry in context.menu.entries if not entry.limits}
    key, data = next_step(item, allowed)
    if key == "progress.variation":
        data = {"exercise": allowed[data["id"]].name}
    return say(context.person.locale, f"plan.{key}", **{"exercise": item.exercise.name, **data})


def _day_detail(session: Session, context: Context) -> DayDetail:
    names = context.catalogue.exercises
    return DayDetail(
        weekday=session.weekday,
        kind=session.kind,
        focus=session.focus,
        warmup=tuple(names[exercise].name for exercise in session.warmup),
        cooldown=tuple(names[exercise].name for exercise in session.cooldown),
        warmup_min=round(session.warmup_min, 1),
        work_min=round(work_minutes(session.items), 1),
        cooldown_min=round(session.cooldown_min, 1),
        energy_kcal=session_energy(session, context.person.weight_kg),
        exercises=tuple(
            _detail(item, session, context, reasons)
            for item, reasons in zip(session.items, day_reasons(session, context.person), strict=True)
        ),
        scheme=session.scheme,
    )


def _detail(item: WorkItem, session: Session, context: Context, reasons: tuple[Reason, ...]) -> ExerciseDetail:
    low, high = item.reps or (None, None)
    return ExerciseDetail(
        exercise_id=item.exercise.id,
        role=item.role,
        sets=item.sets,
        reps_low=low,
        reps_high=high,
        seconds=item.seconds,
        load_kg=item.load_kg,
        percent_1rm=item.percent_1rm,
        rir=item.rir,
        rest_s=item.rest_s,
        met=item.exercise.met,
        muscles=tuple(item.exercise.primary),
        alternatives=tuple(entry.exercise.id for entry in alternatives(item, session, context)),
        reasons=reasons,
        chosen_by=item.chosen_by,
        rules=item.rules,
        load_since=item.load_since,
    )


def alternatives(item: WorkItem, session: Session, context: Context) -> list[MenuEntry]:
    """Menu entries of the same pattern that the day does not have yet, the same first muscle before others."""
    there = {other.exercise.id for other in session.items}
    muscles = set(item.exercise.primary)
    same = [
        entry
        for entry in context.menu.entries
        if entry.exercise.pattern == item.exercise.pattern and entry.exercise.id not in there
    ]
    return sorted(same, key=lambda entry: muscles.isdisjoint(entry.exercise.primary))[:ALTERNATIVES]
