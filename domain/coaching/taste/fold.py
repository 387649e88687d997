"""The fold that learns a person's taste from what they did: swaps, skips for dislike, ratings, answers to proposals.

Choices for another reason than taste (pain, time, a busy machine) say nothing here.
"""

from datetime import date
from typing import Final

from domain.catalogue.types import Catalogue
from domain.coaching.taste.model import Taste, learned
from domain.events.kinds import ExerciseRated, ExerciseSkipped, ExerciseSwapped, SkipReason
from domain.events.projection import Day

LIKED: Final = 7.0
NOT_LIKED: Final = 3.0
"""Enjoyment (0-10) that speaks for an exercise, and against it; between them it says nothing (our judgement)."""

_OF_TASTE: Final = frozenset({SkipReason.DISLIKE, SkipReason.OTHER})
"""Reasons for doing another exercise that tell of taste."""


class TasteFold:
    """`domain.events.projection.Fold` of taste."""

    name = "taste"
    version = 1
    state = Taste

    def __init__(self, catalogue: Catalogue) -> None:
        self._exercises = catalogue.exercises

    def empty(self) -> Taste:
        """Nothing is known."""
        return Taste()

    def advance(self, state: Taste, day: date) -> Taste:  # noqa: ARG002 - the protocol's
        """Taste stays as it is while days pass."""
        return state

    def step(self, state: Taste, day: Day) -> Taste:
        """The day's choices, in their order."""
        for event in day.events:
            match event.what:
                case ExerciseSwapped(exercise=before, to=after, reason=reason) if reason in _OF_TASTE:
                    state = self._chosen(state, after, before)
                case ExerciseSkipped(exercise=left, reason=SkipReason.DISLIKE):
                    state = self._chosen(state, None, left)
                case ExerciseRated(exercise=rated, enjoyment=points) if points is not None:
                    if points >= LIKED:
                        state = self._chosen(state, rated, None)
                    elif points <= NOT_LIKED:
                        state = self._chosen(state, None, rated)
                case _:
                    pass
        return state

    def _chosen(self, state: Taste, better: str | None, worse: str | None) -> Taste:
        """Exercises that the catalogue no longer has are left out."""
        found = [self._exercises.get(each) if each else None for each in (better, worse)]
        return learned(state, found[0], found[1])
