"""A person's taste: a Bayesian preference model over features of exercises, learned from their own choices only.

The utility of an exercise is the sum of the weights of its features. Of two exercises the better liked is chosen with
probability Phi((u - u') / NOISE). Each weight is a Gaussian of its own and is updated in closed form after every
choice, so the first choice already counts (Bayesian probit regression with factorised Gaussians: Graepel, Candela,
Borchert and Herbrich, ICML 2010).
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from domain.catalogue.types import Exercise
from domain.coaching.taste.features import OWN, features

NOISE: Final = 1.0
"""Standard deviation of what a choice says beside taste: the mood of the day, what was free, a slip."""

SHARED_VARIANCE: Final = 0.15
OWN_VARIANCE: Final = 0.4
"""Prior variances: of a shared feature, and of an exercise's own. Tuned with `ml.evals.taste`."""

_NOT_ALONE: Final = frozenset({"impact", "level"})

LEAST_VARIANCE: Final = 0.01
"""A weight is never quite settled: taste changes."""


SURE: Final = 1.0
"""Deviations from 0 at which a feature is told to the model as preferred or not."""


class Belief(Struct, frozen=True, array_like=True):
    """A weight as known: its mean and variance."""

    mean: float
    variance: float


class Taste(Struct, frozen=True, kw_only=True):
    """The weights that choices have moved, by feature; every other is as the prior has it. `choices` counts them."""

    weights: Mapping[str, Belief] = {}
    choices: int = 0

    def of(self, exercise: Exercise) -> Belief:
        """The utility of an exercise: 0 for one of which nothing is known."""
        known = [self._belief(name) for name in features(exercise)]
        return Belief(math.fsum(each.mean for each in known), math.fsum(each.variance for each in known))

    def _belief(self, name: str) -> Belief:
        return self.weights.get(name) or prior(name)


def prior(name: str) -> Belief:
    """What is believed of a feature before any choice."""
    return Belief(0.0, OWN_VARIANCE if name.startswith(OWN) else SHARED_VARIANCE)


def learned(taste: Taste, better: Exercise | None, worse: Exercise | None) -> Taste:
    """The taste after `better` was preferred to `worse`; None stands for neither liked nor disliked.

    What both have in common is not moved.
    """
    signs = Counter(features(better) if better else ())
    signs.subtract(features(worse) if worse else ())
    moved = {name: sign for name, sign in signs.items() if sign}
    if not moved:
        return taste
    beliefs = {name: taste.weights.get(name) or prior(name) for name in moved}
    spread = math.sqrt(NOISE**2 + math.fsum(beliefs[name].variance * sign**2 for name, sign in moved.items()))
    surprise, certainty = _corrections(math.fsum(beliefs[name].mean * sign for name, sign in moved.items()) / spread)
    after = {
        name: Belief(
            belief.mean + moved[name] * belief.variance / spread * surprise,
            max(LEAST_VARIANCE, belief.variance * (1 - moved[name] ** 2 * belief.variance / spread**2 * certainty)),
        )
        for name, belief in beliefs.items()
    }
    return replace(taste, weights={**taste.weights, **after}, choices=taste.choices + 1)


def bonuses(taste: Taste, exercises: Iterable[Exercise], *, most: float) -> dict[str, float]:
    """What taste adds to the fit of each exercise, by id: between -`most` and `most`, 0 where nothing is known.

    The mean utility over its own uncertainty: a guess counts for less than what many choices have shown.
    """
    found: dict[str, float] = {}
    for exercise in exercises:
        utility = taste.of(exercise)
        found[exercise.id] = round(most * math.tanh(utility.mean / math.sqrt(NOISE**2 + utility.variance)), 3)
    return found


def told(taste: Taste, most: int = 3) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is surely preferred and surely not, in catalogue words, the surest first; features of one exercise are not
    told: the menu shows them already."""
    shared = {name: each for name, each in taste.weights.items() if not name.startswith(OWN)}
    sure = {name: each.mean / math.sqrt(each.variance) for name, each in shared.items()}
    ranked = sorted(sure, key=lambda name: (-abs(sure[name]), name))
    words = {name: _word(name) for name in ranked}
    liked = tuple(words[name] for name in ranked if sure[name] >= SURE)[:most]
    return liked, tuple(words[name] for name in ranked if sure[name] <= -SURE)[:most]


def _word(name: str) -> str:
    """A feature as the model reads it; what says nothing alone keeps its kind (`low impact`, `beginner level`)."""
    kind, _, value = name.partition(":")
    value = value.replace("_", " ")
    return f"{value} {kind}" if kind in _NOT_ALONE else value or kind


def _corrections(lead: float) -> tuple[float, float]:
    """How far means and variances move when the one ahead by `lead` deviations was chosen (v and w of the paper)."""
    chance = 0.5 * math.erfc(-lead / math.sqrt(2))
    density = math.exp(-lead * lead / 2) / math.sqrt(2 * math.pi)
    surprise = density / chance if chance > 1e-12 else -lead  # what it tends to in the tail
    return surprise, min(1.0, max(0.0, surprise * (surprise + lead)))
