"""The menu: what this person may do, under short ids. A choice that is not on the menu cannot be written."""

from collections import Counter, defaultdict
from itertools import chain
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from domain.catalogue.demands import EASY_MET
from domain.catalogue.types import Catalogue, Exercise, Impact
from domain.catalogue.vocabulary import PATTERN_FAMILY
from domain.coaching.person import Person
from domain.coaching.planning.eligibility import Eligible, eligible
from domain.coaching.planning.menu_weights import ESSENTIAL, Fit, family_weights
from domain.profile import Activity
from domain.safety.contraindications import intensity_limits

MENU_SIZE = 48
"""Ids run E01..E48 for everyone, so the grammar is the same for everyone and a server compiles it once."""

_LEAST: Final = {Activity.YOGA: 8, Activity.PILATES: 8, Activity.STRETCHING: 8, Activity.RUNNING: 6}
_LEAST_OTHERS: Final = 3
"""Places each preferred activity gets first. Yoga, pilates and stretching sessions are put together from several
entries; a walk is one entry; runners need easy, long and fast runs."""

_EASY_PIECES: Final = 4
_FIT_ENOUGH: Final = 0.25
"""Easy cardio on so many different machines or without, as far as each fits hardly worse than the best: the minutes
that close a session should vary."""

_MOST_KNOWN: Final = 10
_POOR: Final = 0.1
_ENOUGH: Final = 24

_LIKENESS: Final = (0.3, 0.12, 0.06, 0.03)
_MOST_COUNTED: Final = 3
"""What each earlier pick of the family with the same pattern, muscle, equipment or position, up to three, takes off the
fit of the next, for variety."""


class MenuEntry(Struct, frozen=True, kw_only=True):
    """One allowed exercise. `limits` are the rule ids that allow it only with care (lower load, range or speed)."""

    id: str
    exercise: Exercise
    score: float
    limits: tuple[str, ...] = ()


class Menu(Struct, frozen=True, kw_only=True):
    """At most `MENU_SIZE` entries, best first; `removed` counts exercises taken out by rule id (for explanations)."""

    entries: tuple[MenuEntry, ...]
    removed: dict[str, int]

    def by_id(self) -> dict[str, MenuEntry]:
        """Entries keyed by their menu id."""
        return {entry.id: entry for entry in self.entries}


def build_menu(person: Person, catalogue: Catalogue) -> Menu:
    """The menu of this person: never empty, the same for the same person and catalogue.

    Everything the person may not do is out (`eligibility`). Places then go to what the person likes or has a known
    maximum for, to each preferred activity, to one of every essential family of movements, and by weight to all
    families; within a family, to what fits best and is least like what is already there.
    """
    allowed, removed = eligible(person, catalogue)
    if not allowed:  # nothing is left but what the person dislikes
        allowed, _ = eligible(replace(person, disliked=frozenset()), catalogue)
    fit = Fit(person, intensity_limits(person, catalogue))
    candidates = [_Candidate(fit.score(item), item, _traits(item.exercise)) for item in allowed]
    chosen = _Selection(sorted(candidates, key=_best_first))
    chosen.take_known(person.liked | person.one_rep_max.keys())
    for activity in person.activities:
        chosen.take_activity(activity)
    for family in ESSENTIAL:
        chosen.take_from(family)
    chosen.take_easy_pieces()
    chosen.fill(family_weights(person))
    entries = (
        MenuEntry(id=f"E{number:02}", exercise=pick.item.exercise, score=pick.score, limits=pick.item.limits)
        for number, pick in enumerate(sorted(chosen.picks, key=_best_first), start=1)
    )
    return Menu(entries=tuple(entries), removed=removed)


def easy_piece(exercise: Exercise) -> bool:
    """True for minutes of cardio that cost no recovery: easy or moderate pace, no jumps; gentle circuits too."""
    paced = exercise.category == "cardio" and exercise.timed
    return paced and exercise.met <= EASY_MET and exercise.impact is not Impact.HIGH


def _plainness(exercise: Exercise) -> int:
    """Walks and machines first, then a circuit without equipment, then the rest."""
    if Activity.WALKING in exercise.activities or (exercise.needs and exercise.pattern == "locomotion"):
        return 0
    return 1 if not exercise.needs and exercise.id.endswith("-circuit") else 2


class _Candidate(Struct, frozen=True, eq=False):
    """An allowed exercise, how well it fits, and the traits by which it resembles others."""

    score: float
    item: Eligible
    traits: tuple[object, ...]

    @property
    def family(self) -> str:
        return PATTERN_FAMILY[self.item.exercise.pattern]


def _best_first(candidate: _Candidate) -> tuple[float, str]:
    return -candidate.score, candidate.item.exercise.id


def _traits(exercise: Exercise) -> tuple[object, ...]:
    """Pattern, muscle, equipment, position; the one muscle of walks and runs says nothing."""
    muscle = None if exercise.pattern == "locomotion" else exercise.primary[0]
    return exercise.pattern, muscle, exercise.needs, ("at", exercise.position)


class _Selection:
    """The picks so far, and what is left by family, best first."""

    def __init__(self, candidates: list[_Candidate]) -> None:
        self.picks: list[_Candidate] = []
        self._left: dict[str, list[_Candidate]] = defaultdict(list)
        self._taken: Counter[str] = Counter()
        self._discounts: dict[str, dict[object, float]] = defaultdict(dict)
        for candidate in candidates:
            self._left[candidate.family].append(candidate)

    def take_known(self, ids: frozenset[str]) -> None:
        """What the person likes or has a known maximum for."""
        left = (candidate for family in self._left.values() for candidate in family)
        known = [candidate for candidate in left if candidate.item.exercise.id in ids]
        for candidate in sorted(known, key=_best_first)[:_MOST_KNOWN]:
            self._take(candidate)

    def take_activity(self, activity: Activity) -> None:
        """The entries that a session of this activity is made of."""
        left = (candidate for family in self._left.values() for candidate in family)
        fitting = [candidate for candidate in left if activity in candidate.item.exercise.activities]
        for candidate in sorted(fitting, key=_best_first)[: _LEAST.get(activity, _LEAST_OTHERS)]:
            self._take(candidate)

    def take_from(self, family: str) -> None:
        """The best of a family that has no pick yet."""
        if self._left[family] and not self._taken[family]:
            self._take(self._left[family][0])

    def take_easy_pieces(self) -> None:
        """Easy cardio of different kinds: a walk, and one for each piece of equipment."""
        left = (self._left[PATTERN_FAMILY[pattern]] for pattern in ("locomotion", "full_body"))
        found = [candidate for candidate in chain(self.picks, *left) if easy_piece(candidate.item.exercise)]
        best = max((candidate.score for candidate in found), default=0.0)
        kinds: set[object] = set()
        for candidate in sorted(found, key=lambda candidate: (_plainness(candidate.item.exercise), -candidate.score)):
            exercise = candidate.item.exercise
            kind = Activity.WALKING if Activity.WALKING in exercise.activities else exercise.needs
            if kind not in kinds and len(kinds) < _EASY_PIECES and candidate.score >= best - _FIT_ENOUGH:
                kinds.add(kind)
                if candidate not in self.picks:
                    self._take(candidate)

    def fill(self, weights: dict[str, float]) -> None:
        """The remaining places, each to the family furthest below its weight (highest averages).

        What fits poorly, for instance because it loads several hurt joints, only fills a short menu.
        """
        families = sorted(self._left)
        while len(self.picks) < MENU_SIZE:
            least = _POOR if len(self.picks) >= _ENOUGH else float("-inf")
            waiting = [name for name in families if self._left[name] and self._left[name][0].score >= least]
            if not waiting:
                return
            family = max(waiting, key=lambda name: weights.get(name, 0.0) / (self._taken[name] + 1))
            discounts = self._discounts[family]
            self._take(max(self._left[family], key=lambda candidate: _worth(candidate, discounts)))

    def _take(self, candidate: _Candidate) -> None:
        if len(self.picks) >= MENU_SIZE:
            return
        family = candidate.family
        self._left[family].remove(candidate)
        self._taken[family] += 1
        discounts = self._discounts[family]
        for trait, weight in zip(candidate.traits, _LIKENESS, strict=True):
            discounts[trait] = min(discounts.get(trait, 0.0) + weight, weight * _MOST_COUNTED)
        self.picks.append(candidate)


def _worth(candidate: _Candidate, discounts: dict[object, float]) -> float:
    pattern, muscle, needs, position = candidate.traits
    seen = discounts.get
    return candidate.score - seen(pattern, 0.0) - seen(muscle, 0.0) - seen(needs, 0.0) - seen(position, 0.0)
