"""What a coach would look for first in the plans of particular people."""

import pytest

from domain.catalogue.equipment import ACCESS
from domain.catalogue.types import Joint
from domain.coaching.planning.proposal import DayKind, Role, Scheme, Split
from domain.coaching.planning.slots import is_intervals
from domain.coaching.programming.timing import session_minutes
from domain.coaching.programming.volume import bands, weekly_sets
from domain.coaching.telling.render import notes
from domain.profile import Activity, EquipmentAccess, FitnessLevel, Gender, Goal, Weekday

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


@pytest.mark.parametrize("sport", [Activity.RUNNING, Activity.CYCLING])
def test_a_runners_strength_day_is_short_and_heavy(sport, week):
    program = week(**{**RUNNER, "activities": (sport,)})
    (gym,) = [session for session in program.sessions if session.kind is DayKind.STRENGTH]
    assert 40 <= session_minutes(gym) <= 50
    mains = [item for item in gym.items if item.role is Role.MAIN]
    assert mains
    for item in mains:
        assert 3 <= item.reps[0] <= item.reps[1] <= 8
        assert item.rir in (2, 3)
    assert max(session_minutes(session) for session in program.sessions) > 75  # the runs keep their time


def test_who_wants_endurance_without_a_sport_for_it_gets_long_sets(week):
    program = week(goals=(Goal.ENDURANCE_IMPROVEMENT,), activities=(Activity.STRENGTH_TRAINING,), days=4, minutes=75)
    schemes = {session.scheme for session in program.sessions if session.kind is DayKind.STRENGTH}
    assert schemes == {Scheme.MUSCULAR_ENDURANCE}


@pytest.mark.parametrize("access", EquipmentAccess)
def test_closing_minutes_vary_over_the_week(access, week):
    program = week(days=6, minutes=90, level=FitnessLevel.ADVANCED, equipment=ACCESS[access])
    closing = [item.exercise for item in items(program) if item.role is Role.CONDITIONING]
    walks = [exercise for exercise in closing if Activity.WALKING in exercise.activities]
    assert len({exercise.id for exercise in closing}) >= 2
    assert len(walks) <= len(closing) / 2


def test_who_likes_walking_closes_with_a_walk(week):
    program = week(days=3, minutes=90, activities=(Activity.WALKING, Activity.STRENGTH_TRAINING))
    assert any(Activity.WALKING in item.exercise.activities for item in items(program))


@pytest.mark.parametrize("days", range(1, 8))
@pytest.mark.parametrize("minutes", [20, 30, 60])
@pytest.mark.parametrize("facts", [{}, {"gentle_only": True}, {"goals": (Goal.STRENGTH_INCREASE,)}])
def test_from_65_on_who_likes_walking_never_loses_the_walk(days, minutes, facts, week):
    usual = {"goals": (Goal.GENERAL_FITNESS,), "level": FitnessLevel.BEGINNER}
    program = week(age=70, days=days, minutes=minutes, activities=(Activity.WALKING,), **{**usual, **facts})
    assert any(Activity.WALKING in item.exercise.activities for item in items(program))


def test_six_days_of_pressing_and_rowing_bring_direct_shoulder_work_down(make_person, week):
    program = week(days=6, minutes=90, level=FitnessLevel.ADVANCED)
    sets, band = weekly_sets(program.sessions), bands(make_person(level=FitnessLevel.ADVANCED))
    assert sets["shoulders"] <= band["shoulders"].high
    patterns = {item.exercise.pattern for item in items(program)}
    assert {"isolation_shoulder_raise", "isolation_rear_delt"} <= patterns  # less of each, not none
    assert all(sets[group] >= band[group].low for group in ("chest", "back", "quads", "hamstrings", "glutes"))


def test_two_days_in_a_row_do_not_train_the_same_muscles(make_person, context_for):
    person = make_person(days=2, weekdays=(Weekday.MONDAY, Weekday.TUESDAY))
    assert context_for(person).frame.splits == (Split.UPPER_LOWER,)


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


@pytest.mark.parametrize(
    "facts",
    [
        {"days": 6, "minutes": 90, "level": FitnessLevel.ADVANCED},
        {"days": 3, "minutes": 60, "level": FitnessLevel.BEGINNER, "gender": Gender.FEMALE},
        {"days": 4, "minutes": 60, "goals": (Goal.WEIGHT_LOSS,)},
        {"days": 4, "minutes": 75, "goals": (Goal.STRENGTH_INCREASE,)},
        {"days": 4, "minutes": 60, "goals": (Goal.GENERAL_FITNESS,), "age": 50},
    ],
)
def test_who_has_a_full_gym_trains_with_classic_lifts_and_machines(facts, make_person, context_for, program_for):
    context = context_for(make_person(**facts))
    menu = {entry.exercise.id for entry in context.menu.entries}
    assert {"barbell-squat", "barbell-bench-press-medium-grip", "leg-press", "leg-extensions"} <= menu
    assert "lying-leg-curls" in menu
    assert not any("band" in item.exercise.needs for item in items(program_for(context)))
