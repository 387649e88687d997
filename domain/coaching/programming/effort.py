"""Energy of planned sessions: MET x kg x hours. Compendium values are of whole workouts, rests included."""

from domain.coaching.programming.program import Program, Session
from domain.coaching.programming.timing import item_minutes

EASY_MET = 2.5
"""Warm-up and cool-down: mobility and easy walking."""

REST_MET = 1.0
"""What the body uses in that time anyway; resting needs count it already."""


def session_energy(session: Session, weight_kg: float) -> int:
    """Energy of one session in kcal, what rest would have used included."""
    return round(_met_minutes(session, 0.0) * weight_kg / 60)


def weekly_training_energy(program: Program, weight_kg: float) -> float:
    """Energy that the week's sessions add to resting needs, in kcal."""
    return sum(_met_minutes(session, REST_MET) for session in program.sessions) * weight_kg / 60


def _met_minutes(session: Session, without: float) -> float:
    easy = (EASY_MET - without) * (session.warmup_min + session.cooldown_min)
    return easy + sum((item.exercise.met - without) * item_minutes(item) for item in session.items)
