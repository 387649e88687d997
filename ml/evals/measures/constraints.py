"""What the person asked for, held against the plan itself and not against a reference."""

from domain.coaching.programming.timing import TOLERANCE, session_minutes
from domain.coaching.verifier.rendered import free_texts
from domain.coaching.verifier.rule import Context
from domain.coaching.verifier.text import forbidden_food
from domain.plan import Plan
from domain.safety.contraindications import advise
from ml.evals.scene import ReadBack


def constraints(plan: Plan, read: ReadBack, context: Context) -> dict[str, float]:
    """1 or 0 for days, minutes, equipment, injuries (conditions and pregnancy too) and diet, and for `all_kept`.

    Minutes are counted from sets, repetitions and rests: what a plan says of its own length is not believed. An
    exercise that the catalogue does not know fails equipment and injuries, because nobody can tell.
    """
    person = context.person
    items = [item for session in read.program.sessions for item in session.items]
    known = not read.unread and bool(items)
    kept = {
        "days_kept": len(plan.workout_plan.weekly_schedule) == person.days,
        "minutes_kept": all(
            session_minutes(session) <= person.minutes * TOLERANCE + 1 for session in read.program.sessions
        ),
        "equipment_kept": known and all(item.exercise.needs <= person.equipment for item in items),
        "injuries_kept": known and all(advise(item.exercise, person, context.catalogue).allowed for item in items),
        "diet_kept": all(forbidden_food(text, context.eating) is None for _, text in free_texts(plan)),
    }
    return {name: float(value) for name, value in kept.items()} | {"all_kept": float(all(kept.values()))}
