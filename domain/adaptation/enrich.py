"""What training has shown, written into the profile that the next plan is made from.

Nothing here loosens safety: pains and symptoms are only added, maxima are taken at the careful end of their estimates.
"""

from collections.abc import Sequence
from datetime import date
from statistics import mean

from msgspec.structs import replace

from domain.adaptation.pain import sore_regions
from domain.adaptation.scene import FRESH_DAYS, monday_of
from domain.adaptation.swap import SKIPPED
from domain.catalogue.names import find_exercise
from domain.catalogue.types import Catalogue
from domain.coaching.person_of import DISLIKED
from domain.profile import (
    Constraints,
    Feedback,
    Health,
    Metrics,
    Profile,
    Symptom,
    WeightEntry,
    WorkoutFeedback,
)
from domain.safety.regions import read_injuries
from domain.training.state import ExerciseState, Training

SURE_SHARE = 0.15
"""An estimate whose standard deviation is above this share of it is not used (our judgement)."""

LEAST_OUTINGS = 2
RATE_WEEKS, LEAST_WEEKS = 4, 2
EFFORT_DAYS, WEIGHT_DAYS = 28, 60
MOST_FEEDBACK, MOST_WEIGHTS, MOST_INJURIES = 500, 1000, 50


def enriched(profile: Profile, training: Training, catalogue: Catalogue, day: date) -> Profile:
    """The profile with what is known of the person's training on `day`; without history, the profile itself.

    Shown maxima (estimate less its standard deviation, at most six weeks old) take the place of stated ones; ratings
    follow the profile's own and count as the latest; what hurts now is added to the injuries, open symptoms to the
    symptoms.
    """
    profile = weighed(profile, training.weights, day)
    return replace(
        profile,
        metrics=_metrics(profile.metrics, training, catalogue, day),
        feedback=_feedback(profile.feedback, training, catalogue),
        constraints=_constraints(profile.constraints, training, day),
        health=_health(profile.health, training),
    )


def weighed(
    profile: Profile, weights: Sequence[tuple[date, float]], day: date, *, since: date | None = None
) -> Profile:
    """The profile with body weights (days and kg, oldest first): the latest becomes the weight, all the history.

    A weight older than `WEIGHT_DAYS`, or than `since` (when the profile was told), does not change the profile's own.
    """
    known = {entry.date for entry in profile.metrics.weight_history}
    entries = [WeightEntry(weight=kg, date=on.isoformat()) for on, kg in weights if on.isoformat() not in known]
    history = (*profile.metrics.weight_history, *entries)[-MOST_WEIGHTS:]
    info = profile.personal_info
    if weights and 0 <= (day - weights[-1][0]).days <= WEIGHT_DAYS and (since is None or weights[-1][0] >= since):
        info = replace(info, weight=weights[-1][1])
    return replace(profile, personal_info=info, metrics=replace(profile.metrics, weight_history=history))


def _metrics(metrics: Metrics, training: Training, catalogue: Catalogue, day: date) -> Metrics:
    rate, effort = _completion(training, day), _effort(training, day)
    return replace(
        metrics,
        workout_completion_rate=metrics.workout_completion_rate if rate is None else rate,
        average_intensity_rating=metrics.average_intensity_rating if effort is None else effort,
        one_rep_max=_maxima(metrics.one_rep_max, training, catalogue, day),
    )


def _completion(training: Training, day: date) -> float | None:
    """Done over planned sessions of the last four whole weeks; None before two of them had a plan."""
    monday = monday_of(day)
    weeks = [week for week in training.weeks if week.monday < monday and week.planned][-RATE_WEEKS:]
    if len(weeks) < LEAST_WEEKS:
        return None
    done = sum(min(week.done, week.planned) for week in weeks)
    return round(done / sum(week.planned for week in weeks), 3)


def _effort(training: Training, day: date) -> float | None:
    recent = [
        session.rpe
        for session in training.sessions
        if session.rpe is not None and 0 <= (day - session.day).days <= EFFORT_DAYS
    ]
    return round(mean(recent), 1) if recent else None


def _maxima(stated: dict[str, float], training: Training, catalogue: Catalogue, day: date) -> dict[str, float]:
    shown = {
        id_: round(state.estimate.kg - state.estimate.sd_kg, 1)
        for id_, state in sorted(training.exercises.items())
        if id_ in catalogue.exercises and state.estimate is not None and _sure(state, day)
    }
    kept = {name: kg for name, kg in stated.items() if find_exercise(catalogue, name) not in shown}
    return {**kept, **{catalogue.exercises[id_].name: kg for id_, kg in shown.items()}}


def _sure(state: ExerciseState, day: date) -> bool:
    estimate = state.estimate
    return (
        estimate is not None
        and state.outings >= LEAST_OUTINGS
        and 0 <= (day - estimate.day).days <= FRESH_DAYS
        and 0 < estimate.sd_kg <= SURE_SHARE * estimate.kg
    )


def _feedback(feedback: Feedback, training: Training, catalogue: Catalogue) -> Feedback:
    """The latest ratings; what is skipped for dislike counts as not enjoyed."""
    rated = tuple(
        WorkoutFeedback(
            exercise=catalogue.exercises[id_].name, difficulty=state.difficulty, enjoyment=_enjoyment(state)
        )
        for id_, state in sorted(training.exercises.items())
        if id_ in catalogue.exercises and (state.difficulty is not None or _enjoyment(state) is not None)
    )
    return replace(feedback, previous_workouts=(*feedback.previous_workouts, *rated)[-MOST_FEEDBACK:])


def _enjoyment(state: ExerciseState) -> float | None:
    if state.skipped_disliked >= SKIPPED:
        return min(DISLIKED, DISLIKED if state.enjoyment is None else state.enjoyment)
    return state.enjoyment


def _constraints(constraints: Constraints, training: Training, day: date) -> Constraints:
    """Regions that hurt now, beside the injuries that the profile names."""
    new = sore_regions(training, day) - read_injuries(constraints.injuries).regions
    if not new:
        return constraints
    texts = [str(region) for region in sorted(new)]
    if len(constraints.injuries) + len(texts) > MOST_INJURIES:
        *others, last = constraints.injuries
        return replace(constraints, injuries=(*others, "; ".join((last, *texts))))
    return replace(constraints, injuries=(*constraints.injuries, *texts))


def _health(health: Health, training: Training) -> Health:
    known = {str(symptom) for symptom in health.symptoms}
    new = tuple(Symptom(name) for name in sorted(training.open_symptoms) if name not in known)
    return replace(health, symptoms=(*health.symptoms, *new)) if new else health
