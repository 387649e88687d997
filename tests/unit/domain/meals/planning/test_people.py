"""Whoever asks: no allergen, no broken diet, no broken health rule, no broken medical limit, and honest sums."""

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from adapters.solver.highs import HighsSolver
from domain.catalogue.loader import load_catalogue
from domain.errors import NoMenu
from domain.meals.dishes import load_dishes
from domain.meals.eater import eater_of, food_allowed
from domain.meals.needs import needs_of
from domain.meals.planning.audit import audit, grams_of, recomputed
from domain.meals.planning.request import MealRequest
from domain.meals.planning.targets import NO_DEFICIT
from domain.meals.planning.week import plan_days
from domain.profile import Condition, Profile
from tests.people import profile_from

CATALOGUE, DISHES, SOLVER = load_catalogue(), load_dishes(), HighsSolver(seconds=60)


@st.composite
def people(draw: st.DrawFn) -> Profile:
    return profile_from(lambda values: draw(st.sampled_from(values)))


@settings(max_examples=20, deadline=None)
@given(profile=people(), meals=st.integers(1, 8), seed=st.integers(0, 1000))
def test_a_day_is_safe_for_whoever_eats_it(profile: Profile, meals: int, seed: int) -> None:
    needs = needs_of(profile, CATALOGUE)
    eater = eater_of(replace(profile.nutrition, meals_per_day=meals), CATALOGUE, needs.person)
    day = needs.week[seed % 7]
    request = MealRequest(eater=eater, days=(day,), training=(False,), limits=needs.limits, seed=seed)
    try:
        (menu,) = plan_days(request, DISHES, CATALOGUE, SOLVER)
    except NoMenu:
        return
    assert audit(menu, CATALOGUE, DISHES) == ()
    for portion in menu.portions:
        for food_id in grams_of(portion, CATALOGUE, DISHES):
            assert food_allowed(CATALOGUE.foods[food_id], eater).ok, food_id
    sums = recomputed(menu, CATALOGUE, DISHES)
    assert sums["kcal"] >= needs.targets.floor - 1
    if NO_DEFICIT.intersection(needs.targets.rules):
        assert sums["kcal"] >= day.kcal - (needs.targets.target - needs.targets.tdee) - 2
    if Condition.KIDNEY_DISEASE in needs.person.flags:
        assert sums["protein_g"] <= needs.targets.protein_g
    assert len(menu.gave_way) == len(menu.shortfalls)
