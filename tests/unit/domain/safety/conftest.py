"""A profile with what a test names, the rest of an ordinary healthy adult."""

from collections.abc import Callable
from typing import Any

import pytest

from domain.profile import Profile
from domain.profile_reader import read_profile


@pytest.fixture
def make_profile() -> Callable[..., Profile]:
    """`make_profile(age=70, injuries=["knee"], health={...}, preferences={...}, goals=[...])`."""

    def make(**given: Any) -> Profile:
        preferences = {"workout_duration": 60, "days_per_week": 3, "equipment_access": "full_gym"}
        preferences.update(given.pop("preferences", {}))
        raw = {
            "goals": given.pop("goals", ["general_fitness"]),
            "preferences": preferences,
            "constraints": {"injuries": given.pop("injuries", [])},
            "health": given.pop("health", {}),
            "locale": given.pop("locale", "en"),
            "personal_info": {
                "age": 30,
                "gender": "female",
                "height": 170,
                "weight": 65,
                "fitness_level": "intermediate",
                **given,
            },
        }
        return read_profile(raw).profile

    return make
