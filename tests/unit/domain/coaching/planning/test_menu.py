"""The menu holds what a person may do and what serves them, and nothing else, whoever they are."""

from collections import Counter
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.catalogue.demands import gentle, maximal, vigorous
from domain.catalogue.equipment import ACCESS, equipment_of
from domain.catalogue.loader import load_catalogue
from domain.catalogue.types import Catalogue, Impact, Joint
from domain.catalogue.vocabulary import PATTERN_FAMILY
from domain.coaching.person import Person
from domain.coaching.planning.eligibility import LEVELS, refusal
from domain.coaching.planning.menu import MENU_SIZE, Menu, build_menu
from domain.profile import Activity, EquipmentAccess, FitnessLevel, Gender, Goal, Locale
from domain.safety.contraindications import advise

HEALTHY = Person(
    age=32,
    gender=Gender.FEMALE,
    height_cm=168,
    weight_kg=64,
    level=FitnessLevel.INTERMEDIATE,
    goals=(Goal.MUSCLE_GAIN,),
    minutes=45,
    days=3,
    weekdays=(),
    equipment=ACCESS[EquipmentAccess.FULL_GYM],
    activities=(),
    regions=frozenset(),
    unmapped=(),
    conditions={},
    flags=frozenset(),
    pregnancy=None,
    medicine_classes=frozenset(),
    one_rep_max={},
    disliked=frozenset(),
    liked=frozenset(),
    too_hard=frozenset(),
    too_easy=frozenset(),
    completion_rate=None,
    body_fat=None,
    locale=Locale.EN,
)
NOTHING = ACCESS[EquipmentAccess.NO_EQUIPMENT]


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


def menu_of(**facts: object) -> Menu:
    return build_menu(replace(HEALTHY, **facts), load_catalogue())


def ids(menu: Menu) -> set[str]:
    return {entry.exercise.id for entry in menu.entries}


def families(menu: Menu) -> Counter[str]:
    return Counter(PATTERN_FAMILY[entry.exercise.pattern] for entry in menu.entries)


def doing(menu: Menu, activity: Activity) -> int:
    return sum(activity in entry.exercise.activities for entry in menu.entries)


# --- any person at all ---


@cache
def stages() -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for row in load_catalogue().contraindications:
        if row.condition not in set(Joint):
            found.setdefault(row.condition, set()).add(row.stage)
    return {condition: tuple(sorted(all_)) for condition, all_ in found.items()}


@st.composite
def people(draw: st.DrawFn) -> Person:
    activities = tuple(draw(st.lists(st.sampled_from(Activity), max_size=4, unique=True)))
    conditions = {
        condition: frozenset({"any", draw(st.sampled_from(stages()[condition]))})
        for condition in draw(st.lists(st.sampled_from(sorted(stages())), max_size=3, unique=True))
    }
    exercise_ids = st.frozensets(st.sampled_from(sorted(load_catalogue().exercises)), max_size=20)
    return replace(
        HEALTHY,
        age=draw(st.integers(13, 100)),
        level=draw(st.sampled_from(FitnessLevel)),
        goals=tuple(draw(st.lists(st.sampled_from(Goal), min_size=1, max_size=3, unique=True))),
        equipment=equipment_of(draw(st.sampled_from(EquipmentAccess)), activities),
        activities=activities,
        weight_kg=draw(st.floats(40, 160)),
        regions=draw(st.frozensets(st.sampled_from(Joint), max_size=8)),
        conditions=conditions,
        disliked=draw(exercise_ids),
        liked=draw(exercise_ids),
        vigorous_ok=draw(st.booleans()),
        cautious=draw(st.booleans()),
        gentle_only=draw(st.booleans()),
    )


@given(people())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_menu_breaks_a_rule(person: Person) -> None:
    catalogue = load_catalogue()
    menu = build_menu(person, catalogue)
    assert 0 < len(menu.entries) <= MENU_SIZE
    assert [entry.id for entry in menu.entries] == [f"E{n:02}" for n in range(1, len(menu.entries) + 1)]
    assert len(ids(menu)) == len(menu.entries)
    scores = [entry.score for entry in menu.entries]
    assert scores == sorted(scores, reverse=True)
    for entry in menu.entries:
        exercise = entry.exercise
        verdict = advise(exercise, person, catalogue)
        assert refusal(exercise, person, catalogue) is None
        assert verdict.allowed
        assert entry.limits == (verdict.rules if verdict.limited else ())
        assert exercise.needs <= person.equipment
        assert LEVELS[exercise.level] <= LEVELS[person.level]
        assert exercise.id not in person.disliked
        assert not (person.minor and maximal(exercise))
        assert not (person.older and exercise.impact is Impact.HIGH)
        assert not (exercise.impact is Impact.HIGH and person.cautious)
        assert person.vigorous_ok or not vigorous(exercise)
        assert not person.gentle_only or gentle(exercise)
    assert sum(menu.removed.values()) + len(menu.entries) <= len(catalogue.exercises)


@given(people())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_same_person_has_the_same_menu(person: Person) -> None:
    again = replace(person, regions=frozenset(sorted(person.regions, reverse=True)), conditions=dict(person.conditions))
    assert build_menu(person, load_catalogue()) == build_menu(again, load_catalogue())


@given(people())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_what_may_be_trained_is_on_the_menu(person: Person) -> None:
    """Every main family that has an allowed exercise has an entry."""
    catalogue = load_catalogue()
    covered = families(build_menu(person, catalogue))
    for exercise in catalogue.exercises.values():
        family = PATTERN_FAMILY[exercise.pattern]
        if family in {"squat", "hinge", "lunge", "bridge", "horizontal_push", "horizontal_pull", "core_bracing"}:
            assert covered[family] or refusal(exercise, person, catalogue), family


def test_the_worst_case_still_has_gentle_work() -> None:
    menu = menu_of(
        age=92,
        level=FitnessLevel.BEGINNER,
        equipment=frozenset(),
        regions=frozenset(Joint),
        conditions={condition: frozenset({"any", *all_}) for condition, all_ in stages().items()},
        cautious=True,
        vigorous_ok=False,
        gentle_only=True,
    )
    assert len(menu.entries) >= 24
    assert all(gentle(entry.exercise) and entry.limits for entry in menu.entries)


def test_dislikes_give_way_when_nothing_else_is_left(catalogue: Catalogue) -> None:
    menu = menu_of(disliked=frozenset(catalogue.exercises), equipment=NOTHING)
    assert menu.entries
    assert menu.removed["PRF-1"] > 100


# --- people ---


def test_a_lifter_gets_the_main_lifts() -> None:
    menu = menu_of(goals=(Goal.STRENGTH_INCREASE,), activities=(Activity.STRENGTH_TRAINING,))
    assert {
        "barbell-squat",
        "barbell-deadlift",
        "barbell-bench-press-medium-grip",
        "standing-military-press",
        "bent-over-barbell-row",
        "pullups",
        "barbell-hip-thrust",
    } <= ids(menu)
    assert len(menu.entries) == MENU_SIZE
    counts = families(menu)
    assert counts["horizontal_push"] >= 4
    assert counts["horizontal_pull"] >= 4
    assert counts["squat"] >= 3
    assert counts["conditioning"] >= 1
    assert counts["mobility"] >= 2


def test_a_beginner_without_equipment_gets_a_whole_body() -> None:
    menu = menu_of(level=FitnessLevel.BEGINNER, equipment=NOTHING, goals=(Goal.WEIGHT_LOSS,))
    counts = families(menu)
    for family in ("squat", "hinge", "lunge", "horizontal_push", "horizontal_pull", "vertical_pull", "core_bracing"):
        assert counts[family] >= 1, family
    assert counts["conditioning"] >= 4
    assert set(menu.removed) == {"EQP-1", "LVL-1"}


@pytest.mark.parametrize(
    ("activity", "least"),
    [
        (Activity.YOGA, 15),
        (Activity.PILATES, 8),
        (Activity.STRETCHING, 12),
        (Activity.RUNNING, 5),
        (Activity.WALKING, 5),
        (Activity.CYCLING, 3),
        (Activity.SWIMMING, 4),
        (Activity.ROWING, 3),
        (Activity.HIIT, 4),
        (Activity.CARDIO, 10),
    ],
)
def test_a_preferred_activity_has_its_sessions(activity: Activity, least: int) -> None:
    menu = menu_of(
        goals=(Goal.GENERAL_FITNESS,),
        activities=(activity,),
        equipment=equipment_of(EquipmentAccess.NO_EQUIPMENT, (activity,)),
    )
    assert doing(menu, activity) >= least


def test_yoga_and_pilates_are_for_those_who_ask() -> None:
    menu = menu_of(activities=(Activity.STRENGTH_TRAINING,))
    assert doing(menu, Activity.YOGA) <= 3
    assert sum(entry.exercise.category == "pilates" for entry in menu.entries) == 0


def test_age_takes_out_and_puts_in() -> None:
    older = menu_of(age=72, goals=(Goal.GENERAL_FITNESS,))
    assert older.removed["AGE-2"] > 0
    assert families(older)["balance"] >= 2
    minor = menu_of(age=15, level=FitnessLevel.ADVANCED, goals=(Goal.STRENGTH_INCREASE,))
    assert minor.removed["AGE-1"] > 0
    assert "barbell-squat" in ids(minor)
    assert not any(entry.exercise.category in {"olympic", "powerlifting"} for entry in minor.entries)


def test_a_hurt_knee_keeps_the_rest_of_the_body(catalogue: Catalogue) -> None:
    menu = menu_of(regions=frozenset({Joint.KNEE}))
    assert menu.removed["INJ-knee"] > 10
    squats = [entry for entry in menu.entries if entry.exercise.pattern == "squat"]
    assert squats
    assert all(entry.limits == ("INJ-knee",) for entry in squats)
    assert families(menu)["bridge"] >= 1
    assert not any(entry.exercise.pattern == "jump" for entry in menu.entries)
    best = {entry.exercise.id: entry.score for entry in menu_of().entries}
    assert all(entry.score < best[entry.exercise.id] for entry in squats if entry.exercise.id in best)


def test_pregnancy_leaves_nothing_on_the_back() -> None:
    menu = menu_of(goals=(Goal.GENERAL_FITNESS,), conditions={"pregnancy": frozenset({"any", "trimester_3"})})
    assert {entry.exercise.position for entry in menu.entries}.isdisjoint({"supine", "prone", "inverted", "hanging"})
    assert menu.removed["PRG-1"] > 50
    assert families(menu)["horizontal_push"] >= 2


def test_likes_and_past_sessions_move_the_order() -> None:
    plain = {entry.exercise.id: entry.score for entry in menu_of().entries}
    moved = menu_of(
        liked=frozenset({"kettlebell-windmill"}),
        too_hard=frozenset({"barbell-squat"}),
        one_rep_max={"sumo-deadlift": 140.0},
        disliked=frozenset({"leg-press"}),
    )
    scores = {entry.exercise.id: entry.score for entry in moved.entries}
    assert {"kettlebell-windmill", "sumo-deadlift"} <= set(scores)
    assert scores.get("barbell-squat", 0.0) < plain["barbell-squat"]
    assert "leg-press" not in scores
    assert moved.removed["PRF-1"] == 1


def test_entries_are_found_by_their_menu_id() -> None:
    menu = menu_of()
    assert menu.by_id()["E01"] is menu.entries[0]
    assert len(menu.by_id()) == len(menu.entries)
