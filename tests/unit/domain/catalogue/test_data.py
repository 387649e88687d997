"""What the curated rows must offer to each kind of person."""

import csv
import io
import re
from collections import Counter

import pytest

from domain.catalogue.equipment import ACCESS
from domain.catalogue.types import Catalogue, Impact
from domain.catalogue.vocabulary import PATTERNS
from domain.catalogue.wording import key_of
from domain.profile import Activity, EquipmentAccess, FitnessLevel

SITUATIONS = {
    "bodyweight": ACCESS[EquipmentAccess.NO_EQUIPMENT],
    "bands": ACCESS[EquipmentAccess.NO_EQUIPMENT] | {"band"},
    "dumbbells": ACCESS[EquipmentAccess.NO_EQUIPMENT] | {"dumbbell"},
    "home gym": ACCESS[EquipmentAccess.HOME_GYM],
    "full gym": ACCESS[EquipmentAccess.FULL_GYM],
}
MAIN = {
    "squat": 3,
    "hinge": 3,
    "lunge": 3,
    "bridge": 3,
    "horizontal_push": 3,
    "horizontal_pull": 3,
    "vertical_push": 2,
    "vertical_pull": 2,
    "core_anti_extension": 5,
    "core_rotation": 3,
    "core_lateral": 2,
    "core_flexion": 3,
    "core_extension": 3,
    "locomotion": 5,
    "mobility": 20,
    "balance": 3,
    "isolation_elbow_flexion": 1,
    "isolation_elbow_extension": 1,
    "isolation_shoulder_raise": 1,
    "isolation_rear_delt": 2,
    "isolation_knee_flexion": 2,
    "isolation_knee_extension": 2,
    "isolation_calf": 3,
    "isolation_hip_abduction": 3,
}
"""Fewest entries a beginner finds, whatever the equipment."""


@pytest.mark.parametrize("situation", SITUATIONS)
def test_a_beginner_finds_every_main_pattern_with_any_equipment(catalogue: Catalogue, situation: str) -> None:
    counts = Counter(
        row.pattern
        for row in catalogue.exercises.values()
        if row.needs <= SITUATIONS[situation] and row.level is FitnessLevel.BEGINNER
    )
    assert {pattern: counts[pattern] for pattern, least in MAIN.items() if counts[pattern] < least} == {}


def test_every_pattern_is_trained_in_a_full_gym(catalogue: Catalogue) -> None:
    gym = ACCESS[EquipmentAccess.FULL_GYM]
    assert {row.pattern for row in catalogue.exercises.values() if row.needs <= gym} == PATTERNS


@pytest.mark.parametrize(
    ("activity", "least"), [(a, 8) for a in Activity if a is not Activity.ROWING] + [("rowing", 4)]
)
def test_every_activity_has_entries(catalogue: Catalogue, activity: str, least: int) -> None:
    assert sum(activity in row.activities for row in catalogue.exercises.values()) >= least


@pytest.mark.parametrize(
    "activity", [Activity.WALKING, Activity.RUNNING, Activity.HIIT, Activity.YOGA, Activity.PILATES]
)
def test_activities_without_equipment_suit_beginners(catalogue: Catalogue, activity: Activity) -> None:
    found = [
        row
        for row in catalogue.exercises.values()
        if activity in row.activities and not row.needs and row.level is FitnessLevel.BEGINNER
    ]
    assert len(found) >= 2


def test_no_work_behind_the_neck_and_nothing_for_two(catalogue: Catalogue) -> None:
    names = [row.name.lower() for row in catalogue.exercises.values()]
    assert [name for name in names if re.search(r"behind.the.neck|behind neck|guillotine|partner|bradford", name)] == []


def test_cardio_is_timed_and_squats_are_counted(catalogue: Catalogue) -> None:
    for row in catalogue.exercises.values():
        if row.category == "cardio":
            assert row.timed, row.id
    for id_ in ("plank", "side-bridge", "wall-sit", "dead-hang", "child-s-pose", "brisk-walking", "farmer-s-walk"):
        assert catalogue.exercises[id_].timed, id_
    for id_ in ("barbell-squat", "pushups", "burpee", "cat-camel", "crunches"):
        assert not catalogue.exercises[id_].timed, id_


def test_running_lands_hard_and_cycling_does_not(catalogue: Catalogue) -> None:
    def impacts(activity: Activity) -> set[Impact]:
        return {
            row.impact
            for row in catalogue.exercises.values()
            if activity in row.activities and row.pattern == "locomotion" and row.category == "cardio"
        }

    assert impacts(Activity.RUNNING) == {Impact.HIGH}
    assert impacts(Activity.CYCLING) == impacts(Activity.SWIMMING) == impacts(Activity.ROWING) == {Impact.NONE}
    assert impacts(Activity.WALKING) <= {Impact.LOW, Impact.NONE}


def test_every_row_says_where_it_comes_from(files: dict[str, bytes]) -> None:
    for row in csv.DictReader(io.StringIO(files["exercises.csv"].decode())):
        assert row["source"] in {"fedb", "oedb", "own"}, row["id"]
        assert bool(row["source_id"]) or row["source"] == "own", row["id"]


def test_names_are_unique(catalogue: Catalogue) -> None:
    repeated = {
        name: n for name, n in Counter(key_of(row.name) for row in catalogue.exercises.values()).items() if n > 1
    }
    assert repeated == {}
