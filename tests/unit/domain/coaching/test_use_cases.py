"""Comparing plan versions."""

from typing import Any

import msgspec
import pytest

from domain.coaching.use_cases import difference
from domain.plan import (
    AdaptiveRecommendations,
    DayDetail,
    ExerciseDetail,
    ExerciseStats,
    IfTimeConstrained,
    IfTooDifficult,
    IfTooEasy,
    Macros,
    MealTiming,
    NutritionSuggestions,
    Plan,
    PlanDay,
    PlanDocument,
    PlanExercise,
    ProgressionPlan,
    Provenance,
    Screening,
    ScreeningOutcome,
    ShortenedVersion,
    WorkoutPlan,
)
from domain.profile import Weekday


def _exercise(**changes: Any) -> ExerciseDetail:
    usual = ExerciseDetail(
        exercise_id="x",
        role="main",
        sets=3,
        reps_low=8,
        reps_high=10,
        seconds=None,
        load_kg=40.0,
        percent_1rm=None,
        rir=2,
        rest_s=120,
        met=5.0,
        muscles=(),
        alternatives=(),
        reasons=(),
    )
    return msgspec.structs.replace(usual, **changes)


def _document(days: dict[Weekday, dict[str, ExerciseDetail]], kcal: int = 2400) -> PlanDocument:
    shown = tuple(
        PlanDay(
            day=weekday.value,
            focus="",
            duration=45,
            intensity_level="",
            exercises=tuple(
                PlanExercise(
                    name=name, sets=1, intensity="", rest=1, notes="", gamified_stats=ExerciseStats(), reps="1"
                )
                for name in exercises
            ),
        )
        for weekday, exercises in days.items()
    )
    details = tuple(
        DayDetail(
            weekday=weekday,
            kind="strength",
            focus="",
            warmup=(),
            cooldown=(),
            warmup_min=5,
            work_min=35,
            cooldown_min=5,
            energy_kcal=200,
            exercises=tuple(exercises.values()),
        )
        for weekday, exercises in days.items()
    )
    plan = Plan(
        workout_plan=WorkoutPlan(
            name="",
            overview="",
            adaptations={},
            weekly_schedule=shown,
            progression_plan=ProgressionPlan(intensity_increase=0.05, exercise_progressions={}),
        ),
        nutrition_suggestions=NutritionSuggestions(
            calorie_target=kcal,
            macros=Macros(protein=30, carbs=40, fat=30),
            meal_timing=MealTiming(pre_workout="", post_workout=""),
        ),
        adaptive_recommendations=AdaptiveRecommendations(
            if_too_difficult=IfTooDifficult(reduce_weight=0.1, modify_exercises={}),
            if_too_easy=IfTooEasy(increase_weight=0.05, add_exercises=()),
            if_time_constrained=IfTimeConstrained(
                shortened_version=ShortenedVersion(exercises_to_keep=(), circuit_format=True)
            ),
        ),
    )
    return PlanDocument(
        screening=Screening(outcome=ScreeningOutcome.CLEAR),
        provenance=Provenance(engine="planner"),
        plan=plan,
        days=details,
    )


def test_same_plan_has_no_difference() -> None:
    plan = _document({Weekday.MONDAY: {"Squat": _exercise()}})
    assert difference(plan, plan).summary == ()


def test_every_kind_of_difference_is_one_line() -> None:
    before = _document({Weekday.MONDAY: {"Squat": _exercise(), "Row": _exercise()}, Weekday.FRIDAY: {}})
    heavier = _exercise(load_kg=42.5, sets=4, reps_low=5, reps_high=5, rest_s=180)
    after = _document({Weekday.MONDAY: {"Squat": heavier, "Plank": _exercise()}, Weekday.TUESDAY: {}}, kcal=2500)
    found = difference(before, after)
    assert (found.days_added, found.days_removed, found.calories) == (("tuesday",), ("friday",), (2400, 2500))
    assert found.summary == (
        "Tuesday: now a training day",
        "Friday: no longer a training day",
        "Monday: Row removed",
        "Monday: Squat, sets from 3 to 4",
        "Monday: Squat, repetitions from 8-10 to 5",
        "Monday: Squat, load from 40 to 42.5 kg",
        "Monday: Squat, rest from 120 to 180 s",
        "Monday: Plank added",
        "Energy: from 2400 to 2500 kcal a day",
    )


@pytest.mark.parametrize(
    ("locale", "line"),
    [
        ("en", "Monday: Squat, load from none to 40 kg"),
        ("fr", "lundi : Squat, charge de aucun à 40 kg"),
        ("ar", "الاثنين: Squat، الحمل من لا شيء إلى 40 كغ"),
    ],
)
def test_summary_is_in_the_language_of_the_later_plan(locale: str, line: str) -> None:
    before = _document({Weekday.MONDAY: {"Squat": _exercise(load_kg=None)}})
    after = msgspec.structs.replace(_document({Weekday.MONDAY: {"Squat": _exercise()}}), locale=locale)
    assert difference(before, after).summary == (line,)


def test_plan_that_screening_stopped_has_no_days() -> None:
    plan = _document({Weekday.MONDAY: {"Squat": _exercise()}})
    stopped = msgspec.structs.replace(plan, plan=None, days=())
    assert difference(stopped, plan).days_added == ("monday",)
