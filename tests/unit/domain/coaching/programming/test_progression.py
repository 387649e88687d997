"""The mesocycle, an item in each of its weeks, and what comes next."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from msgspec.structs import replace

from domain.catalogue.types import Catalogue
from domain.coaching.person import Person
from domain.coaching.planning.proposal import Role
from domain.coaching.programming.program import Program, WorkItem
from domain.coaching.programming.progression import item_in_week, mesocycle, next_step
from domain.coaching.verifier.rule import Context
from domain.profile import FitnessLevel

MakePerson = Callable[..., Person]


@pytest.fixture
def items(
    make_person: MakePerson, context_for: Callable[..., Context], program_for: Callable[..., Program]
) -> list[WorkItem]:
    """Everything an intermediate with known maxima does in a week."""
    maxima = {"barbell-squat": 120.0, "barbell-bench-press-medium-grip": 90.0, "barbell-deadlift": 150.0}
    program = program_for(context_for(make_person(days=4, one_rep_max=maxima)))
    return [item for session in program.sessions for item in session.items]


@pytest.mark.parametrize("facts", [{}, {"age": 15}, {"age": 70}, {"cautious": True}, {"gentle_only": True}])
@pytest.mark.parametrize("level", list(FitnessLevel))
@pytest.mark.parametrize("seed", [0, 1])
def test_the_cycle_climbs_gently_and_ends_in_a_deload(
    make_person: MakePerson, facts: dict[str, object], level: FitnessLevel, seed: int
) -> None:
    weeks = mesocycle(make_person(level=level, **facts), seed)
    hard, last = weeks[:-1], weeks[-1]
    assert 4 <= len(weeks) <= 8
    assert [week.week for week in weeks] == list(range(1, len(weeks) + 1))
    assert (hard[0].load_factor, hard[0].sets_factor) == (1.0, 1.0)
    for before, after in pairwise(hard):
        assert 1.0 <= after.load_factor / before.load_factor <= 1.10
        assert 1.0 <= after.sets_factor / before.sets_factor <= 1.20
        assert before.rir >= after.rir
    assert last.deload
    assert 0.6 <= last.load_factor <= 0.8
    assert last.sets_factor == 0.5


def test_those_who_hold_back_never_come_near_failure(make_person: MakePerson) -> None:
    for facts in ({"age": 15}, {"age": 70}, {"cautious": True}, {"vigorous_ok": False}):
        assert min(week.rir for week in mesocycle(make_person(**facts))) >= 3
    assert min(week.rir for week in mesocycle(make_person())) == 1


def test_loads_rise_by_steps_that_exist_and_never_past_their_factor(
    make_person: MakePerson, items: list[WorkItem]
) -> None:
    for item in items:
        for week in mesocycle(make_person()):
            later = item_in_week(item, week)
            if item.load_kg is not None and later.load_kg is not None:
                assert later.load_kg <= max(item.load_kg, item.load_kg * week.load_factor) + 1e-9
            assert later.sets <= item.sets * max(1.0, week.sets_factor) + 1e-9
            assert later.sets >= 1


@pytest.mark.parametrize("facts", [{}, {"age": 15}, {"age": 70}, {"cautious": True}, {"level": FitnessLevel.BEGINNER}])
def test_week_one_is_what_the_sessions_say(
    make_person: MakePerson,
    context_for: Callable[..., Context],
    program_for: Callable[..., Program],
    facts: dict[str, object],
) -> None:
    program = program_for(context_for(make_person(**facts)))
    for session in program.sessions:
        for item in session.items:
            assert item_in_week(item, program.weeks[0]) == item


def test_the_deload_halves_the_sets(make_person: MakePerson, items: list[WorkItem]) -> None:
    deload = mesocycle(make_person())[-1]
    main = next(item for item in items if item.role is Role.MAIN)
    four = replace(main, sets=4)
    assert item_in_week(four, deload).sets == 2
    assert (item_in_week(four, deload).rir or 0) >= 4


def test_an_item_held_for_health_keeps_its_reserve(make_person: MakePerson, items: list[WorkItem]) -> None:
    last_hard = mesocycle(make_person())[-2]
    item = replace(next(item for item in items if item.rir is not None), rir=4)
    assert item_in_week(item, last_hard).rir == 2
    assert item_in_week(replace(item, rules=("LIM-1",)), last_hard).rir == 4


def test_conditioning_keeps_its_dose_until_the_deload(make_person: MakePerson, catalogue: Catalogue) -> None:
    run = WorkItem(
        menu_id="E01",
        exercise=catalogue.exercises["running-outdoor"],
        role=Role.CONDITIONING,
        sets=1,
        reps=None,
        seconds=1800,
        load_kg=None,
        percent_1rm=None,
        rir=None,
        rest_s=0,
        rules=(),
    )
    assert item_in_week(run, mesocycle(make_person())[2]) == run
    assert next_step(run) == ("progress.minutes", {"minutes": "3"})


@pytest.mark.parametrize(
    ("exercise", "load", "key"),
    [
        ("barbell-squat", 100.0, "progress.load"),
        ("dumbbell-bicep-curl", 6.0, "progress.reps"),
        ("leg-press", None, "progress.load"),
        ("pushups", None, "progress.variation"),
    ],
)
def test_what_comes_next(
    items: list[WorkItem], catalogue: Catalogue, exercise: str, load: float | None, key: str
) -> None:
    main = next(item for item in items if item.role is Role.MAIN)
    item = replace(main, exercise=catalogue.exercises[exercise], load_kg=load)
    found, data = next_step(item, catalogue.exercises)
    assert found == key
    if key == "progress.load":
        assert data["kg"] == "2.5"
    if key == "progress.variation":
        assert catalogue.exercises[data["id"]].pattern == "horizontal_push"
        assert data["id"] not in ("knee-push-up", "incline-push-up", "wall-push-up")
        assert next_step(item) == ("progress.tempo", {})


@pytest.mark.parametrize(
    ("exercise", "harder"),
    [("knee-push-up", "band-push-up"), ("bodyweight-squat", "band-front-squat"), ("pullups", "weighted-pull-ups")],
)
def test_the_harder_variation_is_the_nearest(
    items: list[WorkItem], catalogue: Catalogue, exercise: str, harder: str
) -> None:
    item = replace(items[0], role=Role.MAIN, exercise=catalogue.exercises[exercise], load_kg=None, seconds=None)
    assert next_step(item, catalogue.exercises) == ("progress.variation", {"id": harder})


def test_two_levels_up_is_no_next_step(items: list[WorkItem], catalogue: Catalogue) -> None:
    item = replace(items[0], role=Role.MAIN, exercise=catalogue.exercises["knee-push-up"], load_kg=None, seconds=None)
    only = {"single-arm-push-up": catalogue.exercises["single-arm-push-up"]}
    assert next_step(item, only) == ("progress.tempo", {})
