"""The baselines: a plan that repeats its weeks, and a load that rises every session until it fails three times."""

from datetime import date, time, timedelta

from domain.catalogue.loader import load_catalogue
from domain.coaching.programming.volume import HARD_ROLES
from domain.events.kinds import SetLogged
from domain.plan import PlanDocument
from ml.evals.replay.chance import Chance
from ml.evals.replay.engine_coach import plan_for
from ml.evals.replay.lifts import is_loaded
from ml.evals.replay.orders import Order, Orders
from ml.evals.replay.people import ARCHETYPES, profile_of
from ml.evals.replay.plain_coaches import FixedCoach, LinearCoach
from ml.evals.replay.record import Log

CATALOGUE = load_catalogue()
START = date(2026, 1, 5)
DOCUMENT: PlanDocument = plan_for(profile_of(ARCHETYPES[0], Chance(2)), CATALOGUE, 2)
RECORD = Log(2)


def sessions(coach: FixedCoach | LinearCoach, week: int) -> list[Orders]:
    days = (START + timedelta(days=7 * week + number) for number in range(7))
    return [orders for day in days if (orders := coach.morning(day, ())) is not None]


def loaded(orders: Orders) -> Order:
    return next(
        order for order in orders.orders if is_loaded(order.exercise) and order.load_kg and order.role in HARD_ROLES
    )


def test_the_fixed_plan_is_the_plan_and_its_weeks_come_again() -> None:
    coach = FixedCoach(DOCUMENT, CATALOGUE, START, RECORD.id("plan"))
    cycle = len(DOCUMENT.weeks)
    first = sessions(coach, 0)
    assert [orders.weekday for orders in first] == [day.weekday for day in DOCUMENT.days]
    assert [order.load_kg for order in first[0].orders] == [each.load_kg for each in DOCUMENT.days[0].exercises]
    assert sessions(coach, cycle) == first
    assert all(orders.deload for orders in sessions(coach, cycle - 1))
    assert coach.week(START + timedelta(weeks=cycle - 1)).deload


def test_linear_progression_adds_until_three_failures_take_a_tenth() -> None:
    coach = LinearCoach(DOCUMENT, CATALOGUE, START, RECORD.id("plan"))
    day = START
    while coach.morning(day, ()) is None:
        day += timedelta(days=1)
    seen = []
    for week, done in enumerate((True, True, False, False, False, True)):
        today = day + timedelta(weeks=week)
        orders = coach.morning(today, ())
        assert orders is not None
        order = loaded(orders)
        seen.append(order.load_kg)
        assert order.reps is not None
        reps = order.reps[0] if done else order.reps[0] - 1
        what = SetLogged(session=RECORD.id(week), exercise=order.exercise.id, load_kg=order.load_kg, reps=reps, rir=0)
        coach.evening(today, RECORD.add(today, time(18), *[what] * order.sets))
    first, second, third, again, last, backed_off = [kg or 0 for kg in seen]
    assert first < second < third == again == last
    assert 0.8 * last < backed_off < last
