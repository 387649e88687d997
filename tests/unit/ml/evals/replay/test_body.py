"""The response model: more work helps less and less, rest loses little, too much costs."""

from math import exp

import pytest

from domain.catalogue.loader import load_catalogue
from domain.catalogue.types import Exercise, Joint
from domain.coaching.person import Person
from domain.coaching.person_of import person_of
from domain.safety.screening import screen
from ml.evals.replay.body import Body, Effort, as_growth, as_percent
from ml.evals.replay.chance import Chance
from ml.evals.replay.model import DEFAULT, SOURCES, Model
from ml.evals.replay.people import ARCHETYPES, profile_of

CATALOGUE = load_catalogue()
BENCH = CATALOGUE.exercises["barbell-bench-press-medium-grip"]
PUSH_UP = CATALOGUE.exercises["pushups"]


def person() -> Person:
    profile = profile_of(ARCHETYPES[0], Chance(1))
    return person_of(profile, CATALOGUE, screen(profile))


def body(seed: int = 1) -> Body:
    return Body(person(), Chance(seed), DEFAULT)


def train(body: Body, *, sets: int, days: int, every: int = 2, left: float = 2, exercise: Exercise = BENCH) -> None:
    for day in range(days):
        body.slept(day)
        if day % every == 0:
            body.trained([Effort(exercise=exercise, percent=80, left=left)] * sets, day)


def test_every_number_of_the_model_has_a_source() -> None:
    assert set(SOURCES) == set(Model.__struct_fields__)
    assert all(SOURCES.values())


@pytest.mark.parametrize("seed", range(5))
def test_more_sets_help_less_and_less(seed: int) -> None:
    gains = []
    for sets in (1, 2, 4):
        trained = body(seed)
        train(trained, sets=sets, days=84, every=4)
        gains.append(trained.gain["chest"])
    assert 0 < gains[0] < gains[1] < gains[2]
    assert gains[2] / gains[1] < gains[1] / gains[0] < 2


def test_beyond_what_is_recovered_from_nothing_is_gained_and_fatigue_stays() -> None:
    usual, too_much = body(), body()
    train(usual, sets=5, days=84, every=4)
    train(too_much, sets=20, days=84)
    assert too_much.gain["chest"] < usual.gain["chest"]
    assert too_much.fatigue["chest"] > 4 * usual.fatigue["chest"]
    assert too_much.over_recoverable(84)
    assert not usual.over_recoverable(84)


def test_far_from_failure_and_light_counts_less() -> None:
    near, far, light = body(), body(), body()
    for day in range(0, 60, 3):
        near.trained([Effort(exercise=BENCH, percent=80, left=1)] * 3, day)
        far.trained([Effort(exercise=BENCH, percent=80, left=8)] * 3, day)
        light.trained([Effort(exercise=BENCH, percent=30, left=1)] * 3, day)
    assert near.gain["chest"] > light.gain["chest"] > 0
    assert near.gain["chest"] > far.gain["chest"] > 0


def test_three_weeks_off_lose_nothing_three_months_do() -> None:
    rested = body()
    train(rested, sets=5, days=84, every=4)
    gained = rested.gain["chest"]
    for day in range(84, 101):
        rested.slept(day)
    assert rested.gain["chest"] == pytest.approx(gained)
    for day in range(101, 174):
        rested.slept(day)
    assert 0.02 < gained - rested.gain["chest"] < 0.08


def test_fatigue_halves_in_five_days() -> None:
    tired = body()
    tired.trained([Effort(exercise=BENCH, percent=80, left=1)] * 5, 0)
    at_once = tired.fatigue["chest"]
    for day in range(1, 6):
        tired.slept(day)
    assert tired.fatigue["chest"] == pytest.approx(at_once * exp(-5 / 7))


def test_heavier_is_fewer_and_above_the_maximum_is_none() -> None:
    fresh = body()
    best = fresh.maximum(BENCH) * fresh.form(BENCH, 0)
    repetitions = [fresh.repetitions(BENCH, share * best, 0) for share in (0.5, 0.7, 0.9, 1.0)]
    assert repetitions == sorted(repetitions, reverse=True)
    assert repetitions[-1] == pytest.approx(1)
    assert fresh.repetitions(BENCH, 1.01 * best, 0) == 0


def test_own_body_gets_lighter_with_strength() -> None:
    trained = body()
    before = trained.repetitions(PUSH_UP, None, 0)
    train(trained, sets=4, days=84, exercise=PUSH_UP)
    for day in range(84, 98):
        trained.slept(day)
    assert trained.repetitions(PUSH_UP, None, 0) > before


def test_pain_and_short_sleep_take_from_the_day() -> None:
    fresh, hurt, sleepy = body(), body(), body()
    hurt.pains[Joint.SHOULDER] = 6.0
    sleepy.sleep = 5.5
    assert hurt.form(BENCH, 3) == pytest.approx(fresh.form(BENCH, 3) * exp(-3 * DEFAULT.pain_loss))
    assert sleepy.form(BENCH, 3) == pytest.approx(fresh.form(BENCH, 3) * exp(-DEFAULT.short_sleep_loss))


def test_growth_and_per_cent_are_inverse() -> None:
    assert as_growth(as_percent(0.2)) == pytest.approx(0.2)


def test_chance_depends_on_seed_and_name_alone() -> None:
    chance = Chance(7)
    first = chance.uniform("a", 1)
    chance.uniform("b", 2)
    assert chance.uniform("a", 1) == first != Chance(8).uniform("a", 1)
    draws = [chance.normal("n", number) for number in range(2000)]
    assert abs(sum(draws) / len(draws)) < 0.1
    assert 0.9 < sum(draw * draw for draw in draws) / len(draws) < 1.1
