"""Contradictions in a profile: resolved the cautious way with a note, or refused where nothing sensible is left."""

from datetime import date

from msgspec import structs

from domain.profile import Profile, WeightEntry
from domain.reading.availability import availability_of
from domain.reading.shapes import NAMELESS
from domain.reading.walk import Walk
from domain.text.messages import say

LOWEST_BMI, HIGHEST_BMI = 9.0, 100.0
"""Beyond these no adult or adolescent walks into a gym: height or weight is mistyped."""

YOUNGEST_TRAINING = 5
"""Years of age before which nobody counts training."""


def consistent(profile: Profile, walk: Walk) -> Profile:
    """The profile with contradictions resolved; what was done is noted on `walk`, what makes no sense is a problem."""
    _check_body(profile, walk)
    profile = _with_possible_training_years(profile, walk)
    profile = _with_dated_weights(profile, walk)
    profile = _with_named_feedback(profile, walk)
    _check_time(profile, walk)
    return profile


def _check_body(profile: Profile, walk: Walk) -> None:
    person = profile.personal_info
    bmi = person.weight / (person.height / 100) ** 2
    if not LOWEST_BMI <= bmi <= HIGHEST_BMI:
        low, high = (limit * (person.height / 100) ** 2 for limit in (LOWEST_BMI, HIGHEST_BMI))
        allowed = say(walk.locale, "profile.allowed.number", low=f"{low:.0f}", high=f"{high:.0f}", unit="kg")
        walk.problem("personal_info.weight", "body", allowed, weight=f"{person.weight:g}", height=f"{person.height:g}")
    pressure = profile.health.blood_pressure
    if pressure is not None and pressure.diastolic >= pressure.systolic:
        allowed = say(walk.locale, "profile.allowed.pressure")
        walk.problem("health.blood_pressure", "pressure", allowed, given=f"{pressure.systolic}/{pressure.diastolic}")


def _with_possible_training_years(profile: Profile, walk: Walk) -> Profile:
    person = profile.personal_info
    most = person.age - YOUNGEST_TRAINING
    if person.training_years is None or person.training_years <= most:
        return profile
    walk.note("training_years", "personal_info.training_years", given=f"{person.training_years:g}", age=person.age)
    return structs.replace(profile, personal_info=structs.replace(person, training_years=None))


def _with_dated_weights(profile: Profile, walk: Walk) -> Profile:
    history = tuple(_dated(entry, walk) for entry in profile.metrics.weight_history)
    return structs.replace(profile, metrics=structs.replace(profile.metrics, weight_history=history))


def _dated(entry: WeightEntry, walk: Walk) -> WeightEntry:
    try:
        return (
            entry
            if entry.date is None
            else structs.replace(entry, date=date.fromisoformat(entry.date[:10]).isoformat())
        )
    except ValueError:
        walk.note("date", "metrics.weight_history", given=entry.date[:40] if entry.date else "")
        return structs.replace(entry, date=None)


def _with_named_feedback(profile: Profile, walk: Walk) -> Profile:
    given = profile.feedback.previous_workouts
    named = tuple(entry for entry in given if entry.exercise not in {NAMELESS, ""})
    if len(named) < len(given):
        walk.note("nameless", "feedback.previous_workouts", count=len(given) - len(named))
    return structs.replace(profile, feedback=structs.replace(profile.feedback, previous_workouts=named))


def _check_time(profile: Profile, walk: Walk) -> None:
    """`person_of` applies the same availability; here the person is told."""
    preferences, found = profile.preferences, availability_of(profile)
    if not found.weekdays:
        walk.problem("constraints.time_restrictions", "no_weekday", say(walk.locale, "profile.allowed.weekday"))
        return
    if found.days < preferences.days_per_week:
        walk.note("days", "preferences.days_per_week", given=preferences.days_per_week, days=found.days)
    if found.minutes < preferences.workout_duration:
        walk.note("minutes", "preferences.workout_duration", given=preferences.workout_duration, minutes=found.minutes)
    for text in found.unread:
        walk.note("time", "constraints.time_restrictions", given=text)
