"""What a coach would look for first in the plans of particular people."""

import pytest

from domain.catalogue.equipment import ACCESS
from domain.catalogue.types import Joint
from domain.coaching.proposal import DayKind, Role
from domain.coaching.render import notes
from domain.coaching.slots import is_intervals
from domain.coaching.timing import session_minutes
from domain.profile import Activity, EquipmentAccess, FitnessLevel, Gender, Goal

RUNNER = {
    "days": 5,
    "minutes": 90,
    "level": FitnessLevel.ADVANCED,
    "goals": (Goal.ENDURANCE_IMPROVEMENT,),
    "activities": (Activity.RUNNING,),
}
ATHLETE = {"goals": (Goal.ATHLETIC_PERFORMANCE,), "level": FitnessLevel.ADVANCED}


@pytest.fixture
def week(make_person, context_for, program_for):
    def build(**facts):
        return program_for(context_for(make_person(**facts)))

    return build


def items(program):
    return [item for session in program.sessions for item in session.items]


@pytest.mark.parametrize(
    ("days", "minutes", "level"),
    [(3, 75, FitnessLevel.INTERMEDIATE), (4, 90, FitnessLevel.INTERMEDIATE), (6, 90, FitnessLevel.ADVANCED)],
)
def test_who_gives_long_sessions_gets_them(days, minutes, level, week):
    program = week(days=days, minutes=minutes, level=level)
    assert all(session_minutes(session) >= 0.75 * minutes for session in program.sessions)
    assert all(session_minutes(session) <= minutes for session in program.sessions)


def test_an_athlete_starts_every_strength_day_with_fast_work(week):
    program = week(days=4, minutes=75, **ATHLETE)
    assert all(session.items[0].role is Role.POWER for session in program.sessions if session.kind is DayKind.STRENGTH)


def test_a_runner_has_an_interval_day_and_a_long_run(week):
    program = week(
        days=5,
        minutes=90,
        level=FitnessLevel.ADVANCED,
        goals=(Goal.ENDURANCE_IMPROVEMENT,),
        activities=(Activity.RUNNING,),
    )
    first = {session.focus: session.items[0].exercise for session in program.sessions}
    assert is_intervals(first["cardio_intervals"])
    assert Activity.RUNNING in first["cardio_intervals"].activities
    assert first["cardio_long"].id == "long-run"


def test_pull_ups_and_deadlifts_are_not_done_for_long_sets(week):
    program = week(
        days=5,
        minutes=90,
        level=FitnessLevel.ADVANCED,
        goals=(Goal.ENDURANCE_IMPROVEMENT,),
        activities=(Activity.RUNNING,),
    )
    most = {item.exercise.id: item.reps[1] for item in items(program) if item.reps and item.role is not Role.MOBILITY}
    assert most.get("pullups", 0) <= 10
    assert most.get("barbell-deadlift", 0) <= 12


def test_a_full_gym_week_has_calf_work_on_machines_or_the_floor_and_no_windmills(week):
    ids = {item.exercise.id for item in items(week(days=4, minutes=90))}
    assert not ids & {"band-seated-calf-press", "calf-raises-with-bands", "kettlebell-windmill"}
    assert {"barbell-squat", "barbell-bench-press-medium-grip", "bent-over-barbell-row", "barbell-deadlift"} <= ids


def test_an_advanced_person_without_equipment_gets_hard_body_weight_work(week):
    facts = {"level": FitnessLevel.ADVANCED, "equipment": ACCESS[EquipmentAccess.NO_EQUIPMENT]}
    program = week(days=4, activities=(Activity.BODYWEIGHT,), **facts)
    assert all(session.items[0].exercise.id != "bodyweight-squat" for session in program.sessions)


def test_a_beginner_does_not_start_with_full_push_ups(week):
    program = week(level=FitnessLevel.BEGINNER, gender=Gender.FEMALE, equipment=ACCESS[EquipmentAccess.NO_EQUIPMENT])
    assert all(session.items[0].exercise.id != "pushups" for session in program.sessions)


def test_a_person_who_cannot_stand_trains_off_the_feet(week):
    program = week(conditions={"cannot_stand": frozenset({"any"})}, level=FitnessLevel.BEGINNER)
    for item in items(program):
        assert item.exercise.position in {"seated", "supine", "prone", "side_lying"}
        assert not item.exercise.joints & {Joint.KNEE, Joint.ANKLE} or item.role is Role.MOBILITY
    assert len(items(program)) >= 12


def test_with_every_joint_hurt_no_bar_is_put_on_the_back(week):
    ids = {item.exercise.id for item in items(week(regions=frozenset(Joint)))}
    assert not ids & {"barbell-squat", "pullups", "romanian-deadlift"}


def test_a_goblet_squat_has_one_dumbbell_and_a_bench_press_two(make_person, week):
    program = week(level=FitnessLevel.BEGINNER)
    told = {item.exercise.id: notes(item, make_person()) for item in items(program) if item.load_kg}
    assert "in each hand" not in told["dumbbell-goblet-squat"]
    assert "in each hand" in told["dumbbell-bench-press"]
