"""Meal orders, the log's arithmetic and the week's needs."""

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from msgspec import Raw

from domain.catalogue.loader import load_catalogue
from domain.errors import InvalidInput
from domain.meals.diary import Larder, like, nutrients_in
from domain.meals.dishes import load_dishes
from domain.meals.document import MOST_INGREDIENTS
from domain.meals.log import DishEaten, FoodEaten, QuickAdd
from domain.meals.needs import needs_of
from domain.meals.use_cases import check_start, foods_at_hand
from domain.profile import Profile, Weekday

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def larder() -> Larder:
    return Larder(catalogue=load_catalogue(), dishes=load_dishes())


def _profile(**changes: Any) -> Profile:
    raw = {
        "personal_info": {"age": 30, "gender": "male", "height": 180, "weight": 80, "fitness_level": "beginner"},
        "goals": ["muscle_gain"],
        "preferences": {"workout_duration": 60, "days_per_week": 3, "equipment_access": "full_gym"},
    }
    return msgspec.convert(raw | changes, Profile)


def test_ingredients_are_foods_or_a_question(larder: Larder) -> None:
    assert "banana" in foods_at_hand(["Banana", "bananas"], larder)
    assert foods_at_hand([], larder) == ()
    with pytest.raises(InvalidInput) as refused:
        foods_at_hand(["banana", "bananna", "Rumpelstiltskin", ""], larder)
    assert [each.field for each in refused.value.problems] == [f"available_ingredients[{n}]" for n in (1, 2, 3)]
    assert "anana" in refused.value.problems[0].allowed


def test_too_many_ingredients_are_counted(larder: Larder) -> None:
    assert foods_at_hand(["banana"] * MOST_INGREDIENTS, larder)
    with pytest.raises(InvalidInput) as refused:
        foods_at_hand(["banana"] * 200, larder)
    assert "200" in refused.value.problems[0].message


@pytest.mark.parametrize(("days", "fine"), [(0, True), (-366, True), (366, True), (367, False), (-367, False)])
def test_plans_begin_within_a_year(days: int, fine: bool) -> None:
    start = TODAY + timedelta(days=days)
    if fine:
        check_start(start, TODAY)
    else:
        with pytest.raises(InvalidInput):
            check_start(start, TODAY)


def test_nutrients_follow_the_amount(larder: Larder) -> None:
    dish_id = next(iter(larder.dishes))
    one, two = (nutrients_in(DishEaten(dish_id=dish_id, portions=portions), larder) for portions in (1, 2))
    assert two.kcal == pytest.approx(2 * one.kcal)
    banana = nutrients_in(FoodEaten(food_id="banana", grams=100), larder)
    assert banana.kcal == larder.catalogue.foods["banana"].kcal
    assert nutrients_in(QuickAdd(kcal=300, fat_g=10), larder).fat_g == 10


@pytest.mark.parametrize(
    "eaten", [DishEaten(dish_id="no-such"), FoodEaten(food_id="no-such", grams=1), QuickAdd(kcal=50, carbs_g=40)]
)
def test_what_cannot_be_counted_is_refused(larder: Larder, eaten: Any) -> None:
    with pytest.raises(InvalidInput) as refused:
        nutrients_in(eaten, larder)
    assert refused.value.problems[0].field.startswith("eaten.")


def test_a_label_may_be_off_by_a_third(larder: Larder) -> None:
    assert nutrients_in(QuickAdd(kcal=120, carbs_g=40), larder).kcal == 120


def test_close_ids_are_offered() -> None:
    assert like("Lentil Soup", ["lentil-soup", "rice"]) == ["lentil-soup"]


def test_training_days_hold_more_and_the_week_sums_to_its_mean() -> None:
    needs = needs_of(_profile(), load_catalogue())
    training, rest = needs.on(TODAY), needs.on(TODAY + timedelta(days=1))
    assert needs.trains(TODAY)
    assert not needs.trains(TODAY + timedelta(days=1))
    assert training.kcal > rest.kcal
    assert sum(day.kcal for day in needs.week) == pytest.approx(7 * needs.targets.target)


def test_a_stored_plan_says_when_and_how_hard_the_person_trains() -> None:
    session = {"weekday": "tuesday", "warmup_min": 5, "work_min": 50, "cooldown_min": 5, "energy_kcal": 580}
    needs = needs_of(_profile(), load_catalogue(), Raw(msgspec.json.encode({"days": [session]})))
    assert needs.sessions == {Weekday.TUESDAY: 500.0}
    assert "NUT-training" in needs.targets.rules
    assert (
        needs_of(_profile(), load_catalogue(), Raw(b"{}")).sessions.keys()
        == needs_of(_profile(), load_catalogue()).sessions.keys()
    )


@pytest.mark.parametrize(
    ("changes", "hidden"),
    [({}, False), ({"health": {"conditions": ["eating_disorder_history"]}, "goals": ["weight_loss"]}, True)],
)
def test_numbers_are_hidden_where_they_do_harm(changes: dict[str, Any], hidden: bool) -> None:
    needs = needs_of(_profile(**changes), load_catalogue())
    assert needs.hide_numbers is hidden
    if hidden:
        assert needs.targets.target >= needs.targets.tdee
        assert needs.screening.referral
