"""Expenditure from a log: worked examples, guards, pace."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.catalogue.loader import load_catalogue
from domain.coaching.person_of import person_of
from domain.nutrition.expenditure import (
    HISTORY_DAYS,
    MOST_A_WEEK_KCAL,
    WEEKS_BACK,
    WINDOW_DAYS,
    Expenditure,
    Weighing,
    adaptive_expenditure,
    tracked_expenditure,
    weight_trend,
)
from domain.nutrition.targets import targets_of
from domain.safety.screening import screen
from tests.people import profile_of

TODAY = date(2026, 11, 23)


def _days(count: int, kcal: float) -> dict[date, float]:
    return {TODAY - timedelta(days=back): kcal for back in range(1, count + 1)}


def _weights(start_kg: float, kg_per_week: float, days: int = WINDOW_DAYS, every: int = 1) -> tuple[Weighing, ...]:
    return tuple(
        Weighing(TODAY - timedelta(days=days - day), start_kg + kg_per_week * day / 7)
        for day in range(0, days + 1, every)
    )


def test_losing_half_a_kilo_a_week_on_2000_kcal_means_2429_kcal() -> None:
    found = adaptive_expenditure(
        formula_kcal=2400, eaten_kcal=_days(28, 2000), weighings=_weights(80, -0.5), today=TODAY
    )
    assert found.source == "log"
    assert found.raw == pytest.approx(2000 + 0.5 * 6000 / 7)
    assert found.kcal == found.raw
    assert found.if_all_fat == pytest.approx(2000 + 0.5 * 7700 / 7)
    assert found.kg_per_week == pytest.approx(-0.5)


def test_steady_weight_means_that_what_is_eaten_is_used() -> None:
    found = adaptive_expenditure(
        formula_kcal=2250, eaten_kcal=_days(10, 2300), weighings=_weights(70, 0, every=14), today=TODAY
    )
    assert found.kcal == pytest.approx(2300)
    assert (found.logged_days, found.weighings) == (10, 3)


def test_two_weighings_a_week_apart_are_enough() -> None:
    weighings = (Weighing(TODAY - timedelta(days=8), 80.0), Weighing(TODAY - timedelta(days=1), 79.3))
    found = adaptive_expenditure(formula_kcal=2600, eaten_kcal=_days(7, 2000), weighings=weighings, today=TODAY)
    assert found.raw == pytest.approx(2000 + 0.7 * 6000 / 7)


@pytest.mark.parametrize(
    ("eaten", "weighings", "why"),
    [
        (_days(6, 2000), _weights(80, 0), "days"),
        (_days(28, 150), _weights(80, 0), "days"),
        (_days(28, 2000), (), "weighings"),
        (_days(28, 2000), _weights(80, 0, days=6), "weighings"),
        (_days(28, 700), _weights(80, 0), "implausible"),
        ({TODAY - timedelta(days=30 + back): 2000.0 for back in range(20)}, _weights(80, 0), "days"),
    ],
)
def test_without_enough_of_a_log_the_formula_stands(
    eaten: dict[date, float], weighings: tuple[Weighing, ...], why: str
) -> None:
    found = adaptive_expenditure(formula_kcal=2400, eaten_kcal=eaten, weighings=weighings, today=TODAY)
    assert (found.kcal, found.source, found.why) == (2400, "formula", why)


def test_it_moves_150_kcal_a_week_at_most() -> None:
    first = adaptive_expenditure(formula_kcal=2400, eaten_kcal=_days(28, 3000), weighings=_weights(80, 0), today=TODAY)
    assert first.kcal == 2400 + MOST_A_WEEK_KCAL
    for days, kcal in ((7, 2700), (0, 2550), (70, 3000)):
        later = adaptive_expenditure(
            formula_kcal=2400, eaten_kcal=_days(28, 3000), weighings=_weights(80, 0), today=TODAY,
            last=first, last_on=TODAY - timedelta(days=days),
        )  # fmt: skip
        assert later.kcal == pytest.approx(kcal)


def test_one_salty_day_hardly_turns_the_trend() -> None:
    weights = {weighing.day: weighing.kg for weighing in _weights(80, -0.5)}
    salty = weights | {max(weights): weights[max(weights)] + 1.5}
    calm = adaptive_expenditure(
        formula_kcal=2400,
        eaten_kcal=_days(28, 2000),
        weighings=tuple(map(Weighing, salty, salty.values())),
        today=TODAY,
    )
    assert calm.raw == pytest.approx(2429, abs=60)


def test_the_trend_of_a_straight_line_is_the_line() -> None:
    trend = weight_trend({TODAY: 80.0, TODAY + timedelta(days=14): 78.6})
    assert trend[TODAY + timedelta(days=7)] == pytest.approx(79.3)
    assert len(trend) == 9


@given(
    formula=st.floats(1000, 5000),
    kcal=st.lists(st.floats(0, 8000), max_size=28),
    kilos=st.lists(st.floats(30, 300), max_size=29),
    weeks=st.floats(0, 20),
)
def test_whatever_is_logged_the_pace_and_the_range_hold(
    formula: float, kcal: list[float], kilos: list[float], weeks: float
) -> None:
    eaten = {TODAY - timedelta(days=back + 1): amount for back, amount in enumerate(kcal)}
    weighings = tuple(Weighing(TODAY - timedelta(days=back), kg) for back, kg in enumerate(kilos))
    last = Expenditure(kcal=formula, source="log", why="", logged_days=20, weighings=9)
    days = int(weeks * 7)
    found = adaptive_expenditure(
        formula_kcal=formula, eaten_kcal=eaten, weighings=weighings, today=TODAY, last=last,
        last_on=TODAY - timedelta(days=days),
    )  # fmt: skip
    assert abs(found.kcal - formula) <= MOST_A_WEEK_KCAL * days / 7 + 1e-6
    assert (found.source == "formula") == bool(found.why)


@given(seed=st.integers(0, 3000), expenditure=st.floats(800, 6000))
def test_targets_made_of_it_keep_every_limit(seed: int, expenditure: float) -> None:
    profile = profile_of(seed)
    person = person_of(profile, load_catalogue(), screen(profile))
    targets = targets_of(person, profile, expenditure_kcal=expenditure)
    assert targets.target >= targets.floor
    assert targets.tdee == round(expenditure)
    assert "NUT-adaptive" in targets.rules
    if person.minor or person.pregnancy is not None:
        assert targets.target >= round(expenditure)


# --- from week to week ---


def test_weeks_of_a_log_are_followed_step_by_step() -> None:
    eaten = {TODAY - timedelta(days=back): 3000.0 for back in range(1, HISTORY_DAYS + 1)}
    weighings = tuple(Weighing(TODAY - timedelta(days=back), 80.0) for back in range(HISTORY_DAYS))
    tracked = tracked_expenditure(formula_kcal=2400, eaten_kcal=eaten, weighings=weighings, today=TODAY)
    assert tracked.kcal == pytest.approx(3000)
    young = {day: kcal for day, kcal in eaten.items() if day >= TODAY - timedelta(days=21)}
    tracked = tracked_expenditure(formula_kcal=2400, eaten_kcal=young, weighings=weighings, today=TODAY)
    assert tracked.kcal == pytest.approx(2400 + 3 * MOST_A_WEEK_KCAL)


def test_the_first_estimate_is_one_step_from_the_formula_and_no_log_is_the_formula() -> None:
    eaten, weighings = _days(8, 3000), _weights(80, 0)
    first = tracked_expenditure(formula_kcal=2400, eaten_kcal=eaten, weighings=weighings, today=TODAY)
    assert first == adaptive_expenditure(formula_kcal=2400, eaten_kcal=eaten, weighings=weighings, today=TODAY)
    none = tracked_expenditure(formula_kcal=2400, eaten_kcal={}, weighings=(), today=TODAY)
    assert (none.kcal, none.source, none.why) == (2400, "formula", "days")


@given(kcal=st.lists(st.floats(0, 6000), min_size=HISTORY_DAYS, max_size=HISTORY_DAYS), slope=st.floats(-1, 1))
def test_it_is_never_further_from_the_formula_than_its_weeks_allow(kcal: list[float], slope: float) -> None:
    eaten = {TODAY - timedelta(days=back): amount for back, amount in enumerate(kcal)}
    weighings = tuple(Weighing(TODAY - timedelta(days=back), 80 - slope * back / 7) for back in range(HISTORY_DAYS))
    today = tracked_expenditure(formula_kcal=2400, eaten_kcal=eaten, weighings=weighings, today=TODAY)
    assert abs(today.kcal - 2400) <= (WEEKS_BACK + 1) * MOST_A_WEEK_KCAL + 1e-6
