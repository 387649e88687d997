"""A person and a profile with what a test names, the rest ordinary."""

from collections.abc import Callable
from typing import Any

import pytest

from domain.catalogue.types import Catalogue
from domain.coaching.person import Person
from domain.coaching.person_of import person_of
from domain.profile import Profile
from domain.profile_reader import read_profile
from domain.safety.screening import screen

NOTHING = Catalogue(exercises={}, foods={}, contraindications=(), mets={}, sha256="")


@pytest.fixture
def made() -> Callable[..., tuple[Person, Profile]]:
    """`made(age=70, goals=["weight_loss"], health={...})`: fields of personal_info by name, sections as mappings."""

    def make(**given: Any) -> tuple[Person, Profile]:
        goals = given.pop("goals", ["general_fitness"])
        sections = {name: given.pop(name) for name in ("health", "nutrition", "constraints") if name in given}
        info = {"age": 30, "gender": "male", "height": 180, "weight": 80, "fitness_level": "intermediate", **given}
        training = {"workout_duration": 60, "days_per_week": 3, "equipment_access": "full_gym"}
        profile = read_profile({"personal_info": info, "goals": goals, "preferences": training, **sections}).profile
        return person_of(profile, NOTHING, screen(profile)), profile

    return make
