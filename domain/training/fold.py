"""The fold that makes `Training` of a person's events, one day at a time."""

from datetime import date

from domain.catalogue.types import Catalogue
from domain.coaching.programming.loads import implement
from domain.events.projection import Day
from domain.training.calendar import begins, passed
from domain.training.daywork import DayWork
from domain.training.state import Training


class TrainingFold:
    """Folds days into `Training`. The catalogue says which muscles an exercise works and whether it takes a load."""

    name = "training"
    version = 2
    state = Training

    def __init__(self, catalogue: Catalogue) -> None:
        self._exercises = catalogue.exercises
        self._loaded = frozenset(each.id for each in catalogue.exercises.values() if implement(each))

    def empty(self) -> Training:
        """Before any event."""
        return Training()

    def advance(self, state: Training, day: date) -> Training:
        """Days without events up to and including `day`."""
        return passed(state, day)

    def step(self, state: Training, day: Day) -> Training:
        """One day's events, after days without any since the state's."""
        work = DayWork(passed(state, day.date) if state.day is not None else begins(day.date), day.date)
        for event in day.events:
            work.take(event)
        return work.finished(self._exercises, self._loaded)
