"""The last check: the plan as it will be read, held against the programme it was drawn from.

What a person reads is judged once more by the same rules: figures (SUM-1), names (MEN-1), steps (PRO-1) and every free
sentence (MED-1, ALG-1, DIE-1, TXT-1).
"""

from collections.abc import Iterator

from domain.coaching.programming.program import Program, Session
from domain.coaching.programming.timing import session_minutes
from domain.coaching.verifier.rule import Context, Hit
from domain.coaching.verifier.rules import BY_ID
from domain.coaching.verifier.text import forbidden_food
from domain.coaching.verifier.weeks import LOAD_STEP
from domain.coaching.verifier.wording import TEXT_LIMIT, faults, names_a_drug
from domain.plan import Finding, Plan, PlanDay
from domain.text.messages import say

_MIXED = frozenset({"script", "language"})
"""Exercise names are English in every language, so sentences that hold one are not judged by alphabet."""


def check_rendered(plan: Plan, program: Program, context: Context) -> tuple[Finding, ...]:
    """BLOCK and FIX findings of the rendered plan; there are none unless rendering itself is at fault."""
    locale = context.person.locale
    hits = [*_figures(plan, program), *_names(plan, program, context), *_sentences(plan, context)]
    return tuple(BY_ID[rule].finding(hit, locale) for rule, hit in hits)


def _figures(plan: Plan, program: Program) -> Iterator[tuple[str, Hit]]:
    shown = plan.workout_plan.weekly_schedule
    if len(shown) != len(program.sessions):
        yield "SUM-1", Hit(part="weekly_schedule", numbers={"stated": len(shown)})
    for index, (day, session) in enumerate(zip(shown, program.sessions, strict=False)):
        if not _same(day, session):
            yield "SUM-1", Hit(session=index, numbers={"stated": day.duration})
    food, macros = plan.nutrition_suggestions, plan.nutrition_suggestions.macros
    if macros.protein + macros.carbs + macros.fat != 100 or food.calorie_target != program.nutrition.target:
        yield "SUM-1", Hit(part="nutrition", numbers={"stated": food.calorie_target})
    step = plan.workout_plan.progression_plan.intensity_increase
    if step > LOAD_STEP:
        yield "PRO-1", Hit(part="progression_plan", numbers={"week": 2, "load": round(step * 100), "sets": 0})


def _same(day: PlanDay, session: Session) -> bool:
    """Whether a day shows its session: weekday, minutes, exercises in order, sets, rests, repetitions or seconds."""
    pairs = list(zip(day.exercises, session.items, strict=False))
    return (
        day.day.lower() == session.weekday
        and day.duration == round(session_minutes(session))
        and len(day.exercises) == len(session.items)
        and all(
            (shown.name, shown.sets, shown.rest, shown.duration)
            == (item.exercise.name, item.sets, item.rest_s, item.seconds)
            and (shown.reps is None) == (item.reps is None)
            for shown, item in pairs
        )
    )


def _names(plan: Plan, program: Program, context: Context) -> Iterator[tuple[str, Hit]]:
    """Recommendations name exercises of the plan or of the menu only."""
    planned = {item.exercise.name for session in program.sessions for item in session.items}
    menu = {entry.exercise.name for entry in context.menu.entries}
    advice = plan.adaptive_recommendations
    named = (
        *advice.if_too_difficult.modify_exercises.values(),
        *advice.if_too_easy.add_exercises,
    )
    own = (
        *advice.if_too_difficult.modify_exercises,
        *advice.if_time_constrained.shortened_version.exercises_to_keep,
        *plan.workout_plan.progression_plan.exercise_progressions,
    )
    for name in (*(name for name in named if name not in menu), *(name for name in own if name not in planned)):
        yield "MEN-1", Hit(part="recommendations", words={"exercise": name})


def _sentences(plan: Plan, context: Context) -> Iterator[tuple[str, Hit]]:
    locale = context.person.locale
    for part, text in free_texts(plan):
        if word := names_a_drug(text):
            yield "MED-1", Hit(part=part, words={"word": word})
        if food := forbidden_food(text, context.eating):
            yield food[0], Hit(part=part, words={"word": food[1]})
        for fault in faults(text, locale, TEXT_LIMIT):
            if fault not in _MIXED:
                yield "TXT-1", Hit(part=part, words={"fault": say(locale, f"rules.fault.{fault}")})


def free_texts(plan: Plan) -> Iterator[tuple[str, str]]:
    """Every sentence of a plan with its path."""
    work = plan.workout_plan
    yield "name", work.name
    yield "overview", work.overview
    for key, text in work.adaptations.items():
        yield f"adaptations.{key}", text
    for index, day in enumerate(work.weekly_schedule):
        for place, exercise in enumerate(day.exercises):
            yield f"day[{index}].exercise[{place}].notes", exercise.notes
    for name, text in work.progression_plan.exercise_progressions.items():
        yield f"exercise_progressions.{name}", text
    timing = plan.nutrition_suggestions.meal_timing
    yield "meal_timing.pre_workout", timing.pre_workout
    yield "meal_timing.post_workout", timing.post_workout
