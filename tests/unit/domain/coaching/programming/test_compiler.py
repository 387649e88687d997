"""From choices to a programme: every number computed, every proposal of menu ids accepted, every limit kept."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.catalogue.equipment import ACCESS
from domain.catalogue.loader import load_catalogue
from domain.catalogue.types import Catalogue, Joint
from domain.coaching.person import Person
from domain.coaching.person_of import person_of
from domain.coaching.planning.eligibility import refusal
from domain.coaching.planning.layout import frame_of
from domain.coaching.planning.menu import build_menu
from domain.coaching.planning.planner import plan_outline, plan_week
from domain.coaching.planning.proposal import EMPTY, DayKind, Proposal, Role, Scheme
from domain.coaching.programming.compiler import PLANNING_RULES, compile_program
from domain.coaching.programming.loads import percent_of_max
from domain.coaching.programming.program import Program
from domain.coaching.programming.schemes import highest_percent
from domain.coaching.programming.timing import session_minutes
from domain.coaching.programming.volume import bands, push_pull_ratio, weekly_sets
from domain.coaching.verifier.rule import Context
from domain.nutrition.types import NutritionTargets
from domain.profile import Activity, EquipmentAccess, FitnessLevel, Goal
from domain.safety.screening import screen
from tests.people import profile_from

MakePerson = Callable[..., Person]
ContextFor = Callable[..., Context]
ProgramFor = Callable[..., Program]
ROLES = list(Role)
TARGETS = NutritionTargets(
    bmr=1600,
    tdee=2400,
    target=2400,
    floor=1600,
    protein_g=110,
    carbs_g=300,
    fat_g=75,
    fibre_g=34,
    water_l=2.5,
    formula="mifflin_st_jeor",
    adjustment=0.0,
    rules=(),
)

NONE = ACCESS[EquipmentAccess.NO_EQUIPMENT]
HOME = ACCESS[EquipmentAccess.HOME_GYM]
PEOPLE: dict[str, dict[str, object]] = {
    "full body twice": {"days": 2, "goals": (Goal.STRENGTH_INCREASE,)},
    "full body three times": {"days": 3, "level": FitnessLevel.BEGINNER, "minutes": 45},
    "upper and lower": {"days": 4, "goals": (Goal.MUSCLE_GAIN, Goal.STRENGTH_INCREASE)},
    "push, pull, legs": {"days": 6, "level": FitnessLevel.ADVANCED, "minutes": 75},
    "at home": {"equipment": HOME, "minutes": 40},
    "nothing": {"equipment": NONE, "level": FitnessLevel.BEGINNER, "days": 4, "minutes": 30},
    "yoga": {"equipment": NONE, "goals": (Goal.FLEXIBILITY,), "activities": (Activity.YOGA,), "minutes": 40},
    "runner": {"equipment": NONE, "goals": (Goal.ENDURANCE_IMPROVEMENT,), "activities": (Activity.RUNNING,), "days": 4},
    "twenty minutes": {"minutes": 20, "goals": (Goal.GENERAL_FITNESS,)},
    "every day": {"days": 7, "activities": (Activity.STRENGTH_TRAINING, Activity.CARDIO)},
    "once": {"days": 1},
    "seventy": {"age": 70, "level": FitnessLevel.BEGINNER, "goals": (Goal.GENERAL_FITNESS,), "minutes": 45},
    "fifteen": {"age": 15, "weight_kg": 55, "level": FitnessLevel.BEGINNER, "minutes": 45},
    "sore knee": {"regions": frozenset({Joint.KNEE}), "level": FitnessLevel.BEGINNER, "equipment": HOME},
}


@pytest.fixture(params=sorted(PEOPLE))
def planned(
    request: pytest.FixtureRequest, make_person: MakePerson, context_for: ContextFor, program_for: ProgramFor
) -> tuple[Person, Program]:
    """A worked example: the person and the planner's programme."""
    person = make_person(**PEOPLE[request.param])
    return person, program_for(context_for(person))


def test_the_time_is_used_and_kept(planned: tuple[Person, Program]) -> None:
    person, program = planned
    for session in program.sessions:
        least = 0.6 if session.kind in (DayKind.RECOVERY, DayKind.CARDIO) else 0.75
        assert least * person.minutes <= session_minutes(session) <= person.minutes + 1e-6


def test_the_week_stays_inside_the_bands(planned: tuple[Person, Program]) -> None:
    person, program = planned
    for group, sets in weekly_sets(program.sessions).items():
        assert sets <= bands(person)[group].most, group


def test_push_and_pull_are_balanced(planned: tuple[Person, Program]) -> None:
    ratio = push_pull_ratio(planned[1].sessions)
    assert ratio is None or 0.66 <= ratio <= 1.5


def test_every_item_says_why_it_is_there(planned: tuple[Person, Program]) -> None:
    for session in planned[1].sessions:
        for item in session.items:
            assert set(item.rules) <= set(PLANNING_RULES)
            assert f"SLOT-{item.role}" in item.rules
            assert len(item.rules) == len(set(item.rules))


def test_warm_up_and_cool_down_are_allowed_and_nobody_starts_cold(
    planned: tuple[Person, Program], catalogue: Catalogue
) -> None:
    person, program = planned
    for session in program.sessions:
        assert session.warmup
        done = {item.exercise.id for item in session.items}
        for exercise_id in (*session.warmup, *session.cooldown):
            assert refusal(catalogue.exercises[exercise_id], person, catalogue) is None
        assert not done & set(session.warmup)


def test_a_trained_week_reaches_the_useful_range(
    make_person: MakePerson, context_for: ContextFor, program_for: ProgramFor
) -> None:
    person = make_person(days=4)
    sets = weekly_sets(program_for(context_for(person)).sessions)
    for group in ("chest", "back", "quads", "hamstrings", "shoulders"):
        assert sets[group] >= bands(person)[group].low


def test_heavy_work_for_strength_and_long_sets_for_endurance(
    make_person: MakePerson, context_for: ContextFor, program_for: ProgramFor
) -> None:
    heavy = program_for(context_for(make_person(goals=(Goal.STRENGTH_INCREASE,), days=2)))
    squat = next(item for item in heavy.sessions[0].items if item.exercise.pattern == "squat")
    assert squat.reps == (3, 5)
    assert squat.rest_s >= 180
    person = make_person(goals=(Goal.ENDURANCE_IMPROVEMENT,), activities=(Activity.STRENGTH_TRAINING,), days=2)
    for session in program_for(context_for(person)).sessions:
        if session.kind is DayKind.STRENGTH:
            assert session.scheme is Scheme.MUSCULAR_ENDURANCE
            assert all(item.reps[0] >= 15 for item in session.items if item.reps and item.role is Role.MAIN)


def test_known_maxima_set_loads_that_agree_with_the_chart(
    make_person: MakePerson, context_for: ContextFor, program_for: ProgramFor
) -> None:
    person = make_person(one_rep_max={"barbell-squat": 150.0}, goals=(Goal.STRENGTH_INCREASE,))
    items = [item for day in program_for(context_for(person)).sessions for item in day.items]
    squat = next(item for item in items if item.exercise.id == "barbell-squat")
    assert "LOAD-e1rm" in squat.rules
    assert squat.reps is not None
    assert squat.rir is not None
    assert squat.percent_1rm == pytest.approx(percent_of_max(sum(squat.reps) / 2 + squat.rir), abs=0.1)
    assert squat.load_kg == pytest.approx(150 * squat.percent_1rm / 100, abs=2.5)


def test_minors_lift_no_more_than_seventy_per_cent(
    make_person: MakePerson, context_for: ContextFor, program_for: ProgramFor
) -> None:
    person = make_person(age=16, one_rep_max={"barbell-squat": 100.0, "barbell-bench-press-medium-grip": 60.0})
    for session in program_for(context_for(person)).sessions:
        for item in session.items:
            assert item.percent_1rm is None or item.percent_1rm <= 70
            if item.rir is not None and item.reps is not None:
                assert item.reps[0] >= 8
                assert item.sets <= 3


def test_what_was_too_hard_comes_back_easier(
    make_person: MakePerson, context_for: ContextFor, program_for: ProgramFor
) -> None:
    usual = program_for(context_for(make_person()))
    first = usual.sessions[0].items[0]
    context = context_for(make_person())
    easier = replace(context.person, too_hard=frozenset({first.exercise.id}))
    frame = replace(context.frame, person=easier)
    again = compile_program(frame, plan_week(context.frame, plan_outline(frame, 0), 0), TARGETS, context.catalogue)
    item = again.sessions[0].items[0]
    assert item.exercise.id == first.exercise.id
    assert "FBK-hard" in item.rules
    assert (item.rir or 0) > (first.rir or 0)


def test_off_menu_and_off_slot_picks_are_dropped_and_counted(make_person: MakePerson, context_for: ContextFor) -> None:
    context = context_for(make_person())
    proposal = plan_week(context.frame, plan_outline(context.frame, 0), 0)
    first, *rest = proposal.choices
    strange = ("E99", first.picks[0], EMPTY, *first.picks[3:])
    spoiled = replace(proposal, choices=(replace(first, picks=strange), *rest))
    program = compile_program(context.frame, spoiled, TARGETS, context.catalogue)
    assert program.dropped == 2
    assert len(program.sessions[0].items) <= len(first.picks) - 3


def test_a_day_left_empty_takes_the_first_candidates(make_person: MakePerson, context_for: ContextFor) -> None:
    context = context_for(make_person())
    proposal = plan_week(context.frame, plan_outline(context.frame, 0), 0)
    first, *rest = proposal.choices
    blank = replace(proposal, choices=(replace(first, picks=(EMPTY,) * len(first.picks)), *rest))
    program = compile_program(context.frame, blank, TARGETS, context.catalogue)
    assert program.sessions[0].items
    assert program.dropped == 0


def test_a_scheme_that_is_not_allowed_is_replaced(make_person: MakePerson, context_for: ContextFor) -> None:
    context = context_for(make_person(age=15))
    proposal = plan_week(context.frame, plan_outline(context.frame, 0), 0)
    wild = replace(proposal, choices=tuple(replace(choice, scheme=Scheme.POWER) for choice in proposal.choices))
    program = compile_program(context.frame, wild, TARGETS, context.catalogue)
    assert Scheme.POWER not in {session.scheme for session in program.sessions}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_any_choice_of_candidates_compiles_within_the_limits(data: st.DataObject) -> None:
    profile = profile_from(lambda values: data.draw(st.sampled_from(values)))
    catalogue = load_catalogue()
    person = person_of(profile, catalogue, screen(profile))
    frame = frame_of(person, build_menu(person, catalogue))
    proposal = plan_week(frame, plan_outline(frame, 0), 0)
    wild = _picked_at_random(proposal, data)
    program = compile_program(frame, wild, TARGETS, catalogue)
    assert program == compile_program(frame, wild, TARGETS, catalogue)
    ids = set(frame.menu.by_id())
    limits = bands(person)
    assert all(sets <= limits[group].most for group, sets in weekly_sets(program.sessions).items())
    for session in program.sessions:
        order = [ROLES.index(item.role) for item in session.items]
        done = [item.exercise.id for item in session.items]
        assert session.items
        assert order == sorted(order)
        assert len(done) == len(set(done)) <= 8
        assert {item.menu_id for item in session.items} <= ids
        assert session_minutes(session) <= person.minutes * 1.1
        for item in session.items:
            assert item.sets >= 1
            assert (item.reps is None) != (item.seconds is None)
            assert item.percent_1rm is None or item.percent_1rm <= highest_percent(person) + 0.1


def _picked_at_random(proposal: Proposal, data: st.DataObject) -> Proposal:
    choices = []
    for brief, choice in zip(proposal.briefs, proposal.choices, strict=True):
        picks = tuple(data.draw(st.sampled_from((*slot.candidates, EMPTY))) for slot in brief.slots)
        scheme = data.draw(st.sampled_from(brief.schemes))
        choices.append(replace(choice, picks=picks, scheme=scheme))
    return replace(proposal, choices=tuple(choices))
