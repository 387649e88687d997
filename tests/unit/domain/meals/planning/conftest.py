"""What the tests of meal plans share: the tables, a solver, and requests of usual people."""

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from adapters.solver.highs import HighsSolver
from domain.catalogue.loader import load_catalogue
from domain.catalogue.types import Catalogue
from domain.meals.dishes import load_dishes
from domain.meals.planning.request import MealRequest
from domain.meals.planning.targets import MealLimits, week_targets
from domain.meals.types import DayTargets, Dish, Eater
from domain.nutrition.types import NutritionTargets
from domain.profile import Diet


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="session")
def dishes() -> dict[str, Dish]:
    return load_dishes()


@pytest.fixture(scope="session")
def solver() -> HighsSolver:
    return HighsSolver(seconds=60)


@pytest.fixture
def targets() -> NutritionTargets:
    """80 kg, moderately active, holding weight."""
    return NutritionTargets(
        bmr=1780, tdee=2400, target=2400, floor=1780, protein_g=112, carbs_g=308, fat_g=80, fibre_g=34, water_l=2.5,
        formula="mifflin_st_jeor", adjustment=0.0, rules=("NUT-mifflin", "NUT-maintain"),
    )  # fmt: skip


@pytest.fixture
def eater() -> Eater:
    return Eater(diet=Diet.OMNIVORE, allergens=frozenset())


@pytest.fixture
def day(targets: NutritionTargets) -> DayTargets:
    return week_targets(targets, MealLimits())[0]


@pytest.fixture
def request_of(eater: Eater, day: DayTargets) -> Callable[..., MealRequest]:
    """A request for `days` equal days; keywords change the eater (`eater_...`) or the request."""

    def build(days: int = 1, **changes: Any) -> MealRequest:
        who = {name.removeprefix("eater_"): value for name, value in changes.items() if name.startswith("eater_")}
        rest = {name: value for name, value in changes.items() if not name.startswith("eater_")}
        base = MealRequest(eater=replace(eater, **who), days=(day,) * days, training=(False,) * days)
        return replace(base, **rest)

    return build
