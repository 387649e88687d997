"""Changes by worked examples, and what they leave alone."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from domain.adaptation.apply import CannotApply, apply_change, changes_plan
from domain.adaptation.changes import (
    Change,
    Deload,
    DropExercise,
    Halt,
    MoveDay,
    NextCycle,
    Restart,
    ScaleLoad,
    ScaleVolume,
    Shorten,
    SwapExercise,
)
from domain.adaptation.scene import Scene, scene_of
from domain.catalogue.loader import load_catalogue
from domain.catalogue.types import Joint
from domain.coaching.verifier.repair import verify
from domain.plan import ExerciseDetail, PlanDocument, Severity
from domain.profile import Weekday
from domain.training.state import Estimate, Pain
from tests.unit.domain.adaptation.lives import DAY, ago, did, lifter, lifting, outing

BENCH, SQUAT, ROW, CURL = (
    "barbell-bench-press-medium-grip", "barbell-squat", "bent-over-barbell-row", "dumbbell-bicep-curl",
)  # fmt: skip
DOCUMENT = lifter()[1]


def details(document: PlanDocument) -> dict[tuple[Weekday, str], ExerciseDetail]:
    return {(day.weekday, each.exercise_id): each for day in document.days for each in day.exercises}


def changed(before: PlanDocument, after: PlanDocument) -> set[str]:
    """Exercises whose detail is not what it was, on any day."""
    old, new = details(before), details(after)
    return {key[1] for key in old.keys() | new.keys() if old.get(key) != new.get(key)}


def clean(document: PlanDocument, scene: Scene) -> bool:
    again = scene_of(document, scene.profile, scene.training, load_catalogue(), day=scene.day)
    return not [each for each in verify(again.program, again.context) if each.severity is not Severity.WARN]


def test_a_swap_carries_the_load_by_the_ratio_of_the_lifts():
    scene = lifting()
    made = apply_change(SwapExercise(exercise=BENCH, to="close-grip-barbell-bench-press"), scene, rule="ADP-stall")
    new = details(made)[Weekday.MONDAY, "close-grip-barbell-bench-press"]
    # 90 kg x 0.80 x 73.3 % (8 repetitions, 2 in reserve) x 0.9 = 47.5
    assert (new.load_kg, new.rir, new.sets) == (47.5, 2, 3)
    assert changed(DOCUMENT, made) == {BENCH, "close-grip-barbell-bench-press"}
    assert made.adapted[-1].to == "close-grip-barbell-bench-press"
    assert "ADP-stall" in made.provenance.notes[-1]
    assert clean(made, scene)


def test_a_swap_prefers_the_new_exercises_own_history():
    known = did("dumbbell-bench-press", outing(ago(20), (30, 8, 2)), estimate=Estimate(kg=40, sd_kg=2, day=ago(20)))
    scene = lifting(exercises=known)
    made = apply_change(SwapExercise(exercise=BENCH, to="dumbbell-bench-press", weekday=Weekday.WEDNESDAY), scene)
    assert details(made)[Weekday.WEDNESDAY, "dumbbell-bench-press"].load_kg == 26  # 38 x 73.3 %


def test_a_swap_on_one_day_leaves_the_other_days_to_the_byte():
    made = apply_change(SwapExercise(exercise=SQUAT, to="leg-press", weekday=Weekday.FRIDAY), lifting())
    assert msgspec.json.encode(made.days[:2]) == msgspec.json.encode(DOCUMENT.days[:2])
    assert made.plan is not None
    assert DOCUMENT.plan is not None
    shown, old = made.plan.workout_plan.weekly_schedule, DOCUMENT.plan.workout_plan.weekly_schedule
    assert msgspec.json.encode(shown[:2]) == msgspec.json.encode(old[:2])
    assert made.nutrition == DOCUMENT.nutrition


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (SwapExercise(exercise="plank", to=SQUAT), "exercise"),
        (SwapExercise(exercise=BENCH, to=SQUAT), "to"),
        (SwapExercise(exercise=BENCH, to="no-such-thing"), "to"),
        (DropExercise(exercise="plank"), "exercise"),
        (ScaleLoad(factor=1.2), "factor"),
        (ScaleLoad(factor=0.0), "factor"),
        (ScaleLoad(factor=0.9, exercise="pullups"), "factor"),
        (ScaleVolume(sets=0), "sets"),
        (ScaleVolume(sets=4, group="chest"), "sets"),
        (Deload(monday=DAY + timedelta(days=1)), "monday"),
        (MoveDay(weekday=Weekday.SUNDAY, to=Weekday.SATURDAY), "weekday"),
        (MoveDay(weekday=Weekday.MONDAY, to=Weekday.FRIDAY), "to"),
        (Shorten(minutes=5), "minutes"),
        (Shorten(minutes=90), "minutes"),
        (Shorten(minutes=30, circuit=True), "circuit"),
        (Restart(days_off=20, load_factor=1.5, sets_factor=1), "load_factor"),
        (NextCycle(), "kind"),
        (Halt(symptom="fever"), "kind"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_what_cannot_be_done_names_the_field(change: Change, field: str):
    with pytest.raises(CannotApply, match=field):
        apply_change(change, lifting())


def test_a_disallowed_exercise_cannot_be_swapped_in():
    profile = msgspec.structs.replace(
        lifter()[0], constraints=msgspec.structs.replace(lifter()[0].constraints, injuries=("lower back",))
    )
    with pytest.raises(CannotApply, match="not among"):
        apply_change(SwapExercise(exercise=CURL, to="barbell-deadlift"), lifting(profile=profile))


def test_dropping_leaves_the_rest_alone():
    made = apply_change(DropExercise(exercise=CURL), lifting())
    assert changed(DOCUMENT, made) == {CURL}
    assert made.weekly_sets["biceps"] < DOCUMENT.weekly_sets["biceps"]


def test_scaling_goes_from_the_working_load_to_real_loads():
    scene = lifting(exercises=did(BENCH, outing(ago(3), *[(80, 8, 2)] * 3)))
    made = apply_change(ScaleLoad(factor=0.9, exercise=BENCH), scene)
    bench = details(made)[Weekday.MONDAY, BENCH]
    assert (bench.load_kg, bench.load_since) == (70, DAY)  # 72 down to plates
    assert changed(DOCUMENT, made) == {BENCH}


def test_scaling_all_moves_every_load_by_at_most_a_tenth():
    made = apply_change(ScaleLoad(factor=1.05), lifting())
    for key, old in details(DOCUMENT).items():
        new = details(made)[key]
        if old.load_kg is not None and new.load_kg is not None:
            assert old.load_kg <= new.load_kg <= old.load_kg * 1.1


def test_a_set_more_stays_in_a_fifth_and_in_time():
    monday = DOCUMENT.days[0]
    fewer = tuple(replace(each, sets=2) if each.exercise_id == BENCH else each for each in monday.exercises)
    scene = lifting(document=replace(DOCUMENT, days=(replace(monday, exercises=fewer), *DOCUMENT.days[1:])))
    made = apply_change(ScaleVolume(sets=1, group="chest"), scene)
    before = sum(each.sets for each in scene.document.days[0].exercises)
    assert sum(each.sets for each in made.days[0].exercises) == before + 1
    with pytest.raises(CannotApply):
        apply_change(ScaleVolume(sets=1, group="chest"), lifting())


def test_a_set_less_comes_off_the_least_important():
    made = apply_change(ScaleVolume(sets=-1, group="biceps"), lifting())
    assert changed(DOCUMENT, made) == {CURL}


def test_a_deload_comes_first_and_the_cycle_follows():
    made = apply_change(Deload(monday=DAY), lifting())
    assert [week.deload for week in made.weeks] == [True, *(week.deload for week in DOCUMENT.weeks)]
    assert [week.week for week in made.weeks] == list(range(1, len(made.weeks) + 1))
    assert made.weeks[1].load_factor == 1
    assert changed(DOCUMENT, made) == set()
    again = apply_change(Deload(monday=DAY), lifting(document=made))
    assert again.weeks == made.weeks


def test_moving_a_day_keeps_its_session():
    made = apply_change(MoveDay(weekday=Weekday.FRIDAY, to=Weekday.SATURDAY), lifting())
    assert [day.weekday for day in made.days] == [Weekday.MONDAY, Weekday.WEDNESDAY, Weekday.SATURDAY]
    assert [each.exercise_id for each in made.days[2].exercises] == [
        each.exercise_id for each in DOCUMENT.days[2].exercises
    ]
    assert made.days[:2] == DOCUMENT.days[:2]


def test_shorter_sessions_fit_and_say_so():
    made = apply_change(Shorten(minutes=40), lifting())
    assert made.plan is not None
    assert all(day.duration <= 40 for day in made.plan.workout_plan.weekly_schedule)
    assert "60" not in made.plan.workout_plan.overview
    one = apply_change(Shorten(minutes=40, weekday=Weekday.MONDAY), lifting())
    assert one.days[1:] == DOCUMENT.days[1:]


def test_a_restart_lowers_loads_and_sets_and_begins_the_cycle():
    made = apply_change(Restart(days_off=21, load_factor=0.9, sets_factor=0.75), lifting())
    old, new = details(DOCUMENT)[Weekday.MONDAY, SQUAT], details(made)[Weekday.MONDAY, SQUAT]
    assert (old.load_kg, new.load_kg) == (87.5, 77.5)
    assert (old.sets, new.sets) == (3, 2)
    assert made.weeks == DOCUMENT.weeks


def test_pain_narrows_the_menu_so_that_everything_barred_goes():
    back = Joint.LOWER_BACK
    scene = lifting(pains={back: Pain(region=back, score=7, day=DAY)})
    assert not clean(DOCUMENT, scene)
    made = apply_change(DropExercise(exercise=ROW), scene, rule="ADP-pain-stop", subject=f"lower_back:{ROW}")
    assert clean(made, scene)
    there = {each.exercise_id for day in made.days for each in day.exercises}
    assert not {ROW, "barbell-deadlift"} & there
    assert {each.exercise for each in made.adapted} >= {ROW, "barbell-deadlift"}


def test_what_changes_no_plan():
    assert not changes_plan(Halt(symptom="fever"))
    assert not changes_plan(NextCycle())
    assert changes_plan(Deload(monday=DAY))


def test_no_change_without_a_plan():
    stopped: Any = replace(DOCUMENT, plan=None, days=(), weeks=())
    with pytest.raises(CannotApply, match="plan"):
        apply_change(Deload(monday=DAY), lifting(document=stopped))


def test_documents_of_before_still_read():
    """Stored before `scheme`, `rules` and `adapted` were there."""
    raw = msgspec.to_builtins(DOCUMENT)
    raw.pop("adapted")
    for day in raw["days"]:
        day.pop("scheme")
        for each in day["exercises"]:
            each.pop("rules")
            each.pop("load_since")
    old = msgspec.convert(raw, PlanDocument)
    made = apply_change(DropExercise(exercise=CURL), lifting(document=old))
    assert changed(old, made) == {CURL}
