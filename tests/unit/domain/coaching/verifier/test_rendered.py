import pytest
from msgspec.structs import replace

from domain.coaching.telling.overview import with_words
from domain.coaching.telling.render import render
from domain.coaching.verifier.rendered import check_rendered, free_texts
from domain.coaching.verifier.repair import settle
from domain.profile import NutritionPreferences


@pytest.fixture
def read(make_person, context_for, program_for):
    context = context_for(make_person())
    program = with_words(settle(program_for(context), context).program, context.person)
    return render(program, context).plan, program, context


def with_day(plan, **fields):
    first, *rest = plan.workout_plan.weekly_schedule
    work = replace(plan.workout_plan, weekly_schedule=(replace(first, **fields), *rest))
    return replace(plan, workout_plan=work)


def rules(plan, program, context):
    return {finding.rule for finding in check_rendered(plan, program, context)}


def test_a_rendered_plan_agrees_with_its_programme(read):
    assert check_rendered(*read) == ()


def test_stated_minutes_sets_and_energy_must_be_the_computed_ones(read):
    plan, program, context = read
    day = plan.workout_plan.weekly_schedule[0]
    assert rules(with_day(plan, duration=day.duration + 5), program, context) == {"SUM-1"}
    more = (replace(day.exercises[0], sets=9), *day.exercises[1:])
    assert rules(with_day(plan, exercises=more), program, context) == {"SUM-1"}
    food = replace(plan.nutrition_suggestions, calorie_target=9000)
    assert rules(replace(plan, nutrition_suggestions=food), program, context) == {"SUM-1"}
    work = replace(plan.workout_plan, weekly_schedule=plan.workout_plan.weekly_schedule[:1])
    assert "SUM-1" in rules(replace(plan, workout_plan=work), program, context)


def test_sentences_are_judged_wherever_they_stand(read):
    plan, program, context = read
    exercises = plan.workout_plan.weekly_schedule[0].exercises
    dosed = (replace(exercises[0], notes="Take 200 mg caffeine."), *exercises[1:])
    assert rules(with_day(plan, exercises=dosed), program, context) == {"MED-1"}
    linked = (replace(exercises[0], notes="See https://example.com"), *exercises[1:])
    assert rules(with_day(plan, exercises=linked), program, context) == {"TXT-1"}
    allergic = replace(context, eating=NutritionPreferences(allergies=("milk",)))
    timing = replace(plan.nutrition_suggestions.meal_timing, pre_workout="A glass of milk.")
    food = replace(plan.nutrition_suggestions, meal_timing=timing)
    assert "ALG-1" in rules(replace(plan, nutrition_suggestions=food), program, allergic)


def test_recommendations_name_exercises_of_the_plan_and_the_menu_only(read):
    plan, program, context = read
    advice = plan.adaptive_recommendations
    easy = replace(advice, if_too_easy=replace(advice.if_too_easy, add_exercises=("Bull Riding",)))
    assert rules(replace(plan, adaptive_recommendations=easy), program, context) == {"MEN-1"}


def test_a_step_above_ten_per_cent_is_seen(read):
    plan, program, context = read
    steep = replace(plan.workout_plan.progression_plan, intensity_increase=0.25)
    work = replace(plan.workout_plan, progression_plan=steep)
    assert rules(replace(plan, workout_plan=work), program, context) == {"PRO-1"}


def test_every_free_sentence_of_a_plan_is_listed(read):
    plan, _, _ = read
    parts = dict(free_texts(plan))
    notes = sum(len(day.exercises) for day in plan.workout_plan.weekly_schedule)
    assert len([part for part in parts if part.endswith(".notes")]) == notes
    assert {"name", "overview", "meal_timing.pre_workout", "adaptations.time"} <= set(parts)
