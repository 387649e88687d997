"""How a simulated person carries out orders, and how pain begins, grows and fades."""

import pytest

from domain.catalogue.loader import load_catalogue
from domain.catalogue.types import Joint
from domain.coaching.person_of import person_of
from domain.coaching.planning.proposal import Role
from domain.profile import Weekday
from domain.safety.screening import screen
from ml.evals.replay.body import Body, Effort
from ml.evals.replay.chance import Chance
from ml.evals.replay.model import DEFAULT
from ml.evals.replay.orders import Order, Orders, SetDone, orders_minutes
from ml.evals.replay.pain import Pains, strain
from ml.evals.replay.people import ARCHETYPES, profile_of
from ml.evals.replay.trainee import UNBEARABLE, Habits, Outcome, Trainee

CATALOGUE = load_catalogue()
BENCH = CATALOGUE.exercises["barbell-bench-press-medium-grip"]
ROW = CATALOGUE.exercises["bent-over-barbell-row"]
PLAIN = Habits()


class SameLoad:
    """A coach that lets every set be as the one before."""

    name = "same"

    def next_load(self, order: Order, done: list[SetDone]) -> float | None:
        return done[-1].load_kg


def trainee(habits: Habits = PLAIN, seed: int = 3) -> Trainee:
    profile = profile_of(ARCHETYPES[0], Chance(seed))
    person = person_of(profile, CATALOGUE, screen(profile))
    return Trainee(Body(person, Chance(seed), DEFAULT), habits, Chance(seed), DEFAULT)


def order(**changes: object) -> Order:
    plain: dict = {"exercise": BENCH, "role": Role.MAIN, "sets": 3, "rest_s": 120, "reps": (6, 10), "rir": 2}
    return Order(**{**plain, **changes})


def session(*orders: Order) -> Orders:
    return Orders(
        weekday=Weekday.MONDAY,
        kind="strength",
        orders=orders,
        planned_minutes=orders_minutes(orders, 10),
        frame_minutes=10,
    )


def test_a_load_that_nobody_knows_is_found_near_the_target() -> None:
    outcome = trainee().carry_out(session(order()), SameLoad(), 0, 60)[0]  # type: ignore[arg-type]
    loads = {done.load_kg for done in outcome.sets}
    assert len(loads) == 1
    assert None not in loads
    assert 0 <= outcome.efforts[0].left <= 6


def test_too_heavy_ends_at_failure_and_too_light_at_the_top() -> None:
    person = trainee()
    best = person.body.maximum(BENCH)
    heavy = person.carry_out(session(order(load_kg=0.97 * best)), SameLoad(), 0, 60)[0]  # type: ignore[arg-type]
    light = person.carry_out(session(order(load_kg=0.4 * best)), SameLoad(), 0, 60)[0]  # type: ignore[arg-type]
    assert all((done.reps or 0) < 6 for done in heavy.sets)
    assert all(effort.left < 1 for effort in heavy.efforts)
    assert all(done.reps == 10 for done in light.sets)


def test_told_reserves_miss_the_truth_by_about_one() -> None:
    errors = []
    for seed in range(40):
        person = trainee(Habits(tells_rir=1.0), seed)
        kg = 0.72 * person.body.maximum(BENCH)
        for day in range(5):
            done = person.carry_out(session(order(load_kg=kg, sets=1)), SameLoad(), day, 60)[0]  # type: ignore[arg-type]
            errors.append(abs((done.sets[0].rir or 0) - done.efforts[0].left))
    assert 0.4 < sum(errors) / len(errors) < 1.5


def test_habits_add_sets_and_go_to_failure() -> None:
    person = trainee(Habits(extra_sets=2, to_failure=True))
    kg = 0.75 * person.body.maximum(BENCH)
    outcome = person.carry_out(session(order(load_kg=kg)), SameLoad(), 0, 60)[0]  # type: ignore[arg-type]
    assert len(outcome.sets) == 5
    assert all(effort.left < 1 for effort in outcome.efforts)


def test_what_no_longer_fits_hurts_or_is_taken_is_left_out() -> None:
    person = trainee()
    both = session(order(), order(exercise=ROW))
    assert [each.skipped for each in person.carry_out(both, SameLoad(), 0, 15)] == ["", "time"]  # type: ignore[arg-type]
    taken = person.carry_out(both, SameLoad(), 1, 60, busy="barbell")  # type: ignore[arg-type]
    assert [each.skipped for each in taken] == ["equipment", "equipment"]
    person.body.pains[Joint.SHOULDER] = UNBEARABLE
    assert person.carry_out(session(order()), SameLoad(), 2, 60)[0].skipped == "pain"  # type: ignore[arg-type]


def test_a_plank_lasts_as_asked_or_as_long_as_it_can() -> None:
    plank = next(each for each in CATALOGUE.exercises.values() if each.timed and each.pattern == "core_anti_extension")
    held = order(exercise=plank, role=Role.CORE, reps=None, seconds=10, rir=None, sets=1)
    too_long = order(exercise=plank, role=Role.CORE, reps=None, seconds=900, rir=None, sets=1)
    short, long = trainee().carry_out(session(held, too_long), SameLoad(), 0, 900)  # type: ignore[arg-type]
    assert short.sets[0].seconds == 10
    assert 10 < (long.sets[0].seconds or 0) < 900


def hard_sets(count: int, percent: float = 75.0, left: float = 1.0) -> list[Outcome]:
    efforts = tuple(Effort(exercise=BENCH, percent=percent, left=left) for _ in range(count))
    return [Outcome(order=order(), sets=(SetDone(load_kg=50.0, reps=8, rir=1),) * count, efforts=efforts)]


def test_strain_counts_hard_sets_and_light_ones_less() -> None:
    assert strain(hard_sets(6), Joint.SHOULDER) == pytest.approx(1.0)
    assert strain(hard_sets(6, percent=37.5, left=6), Joint.SHOULDER) == pytest.approx(0.3)
    assert strain(hard_sets(60), Joint.SHOULDER) == 1.5
    assert strain(hard_sets(6), Joint.KNEE) == 0


def test_training_on_keeps_pain_up_and_rest_lets_it_fade() -> None:
    trained, rested = trainee(), trainee()
    watching = Pains(trained.body, Chance(3), DEFAULT)
    for person in (trained, rested):
        person.body.pains[Joint.SHOULDER] = 5.0
    for day in range(12):
        if day % 2 == 0:
            watching.after(hard_sets(6), day)
        trained.body.slept(day)
        rested.body.slept(day)
    assert trained.body.pains[Joint.SHOULDER] > 4
    assert rested.body.pains.get(Joint.SHOULDER, 0) < 2


def test_jumps_of_load_hurt_more_often() -> None:
    hurt = {}
    for name, factor in (("steady", 1.0), ("jumping", 1.3)):
        count = 0
        for seed in range(60):
            person = trainee(seed=seed)
            watching = Pains(person.body, Chance(seed), DEFAULT)
            kg = 40.0
            for day in range(0, 60, 3):
                kg *= factor
                efforts = (Effort(exercise=BENCH, percent=75, left=2),)
                done = SetDone(load_kg=kg, reps=8, rir=2)
                watching.after([Outcome(order=order(), sets=(done,), efforts=efforts)], day)
                count += bool(person.body.pains)
                person.body.pains.clear()
        hurt[name] = count
    assert hurt["jumping"] > 1.8 * hurt["steady"] > 0
