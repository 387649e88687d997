"""Regret of simulated people: a learned taste pays from the first choice, and nothing is learned without one."""

from domain.catalogue.loader import load_catalogue
from ml.evals.taste import MARKS, regrets
from ml.train.dataset.people import profile_of

PEOPLE = [profile_of(7, index) for index in range(8)]


def test_regret_falls_with_every_mark_and_stays_without_learning() -> None:
    found = regrets(PEOPLE, load_catalogue(), seed=1)
    assert [each.choices for each in found] == list(MARKS)
    assert found[0].learned == found[0].unlearned > 0
    assert len({each.unlearned for each in found}) == 1
    assert found[-1].learned < 0.5 * found[-1].unlearned
    assert found[-1].learned < found[2].learned < found[0].learned


def test_the_same_seed_gives_the_same_figures() -> None:
    assert regrets(PEOPLE[:2], load_catalogue(), seed=3) == regrets(PEOPLE[:2], load_catalogue(), seed=3)
