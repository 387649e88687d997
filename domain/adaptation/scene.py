"""What the adaptation rules read: the plan in force, the person as they are now, and the day it is."""

from collections.abc import Mapping
from datetime import date, timedelta

from msgspec import Struct
from msgspec.structs import replace

from domain.adaptation.pain import sore_regions
from domain.adaptation.restore import program_of
from domain.catalogue.types import Catalogue
from domain.coaching.person import Person
from domain.coaching.person_of import person_of
from domain.coaching.planning.eligibility import refusal
from domain.coaching.planning.menu import Menu, MenuEntry, build_menu
from domain.coaching.planning.proposal import Frame
from domain.coaching.programming.cycle import repeats, week_of_cycle
from domain.coaching.programming.loads import best_max
from domain.coaching.programming.program import Program
from domain.coaching.programming.schemes import light_only
from domain.coaching.verifier.rule import Context
from domain.plan import PlanDocument, Screening, WeekTarget
from domain.profile import Profile
from domain.readiness.types import Action, Readiness
from domain.safety.contraindications import advise
from domain.safety.screening import screen
from domain.training.state import ExerciseState, Training

FRESH_DAYS = 42
"""An estimated maximum older than this says too little of what a person can do now (our judgement)."""


class Week(Struct, frozen=True, kw_only=True):
    """The current week of the mesocycle; `repeated` when it is done again because the last one hardly took place.

    `ahead` when the cycle has yet to begin: the target is then that of its first building week.
    """

    index: int
    target: WeekTarget
    repeated: bool = False
    ahead: bool = False


class Scene(Struct, frozen=True, kw_only=True):
    """A plan, its person and their history on one day. Built by `scene_of`; every rule of the package reads it.

    `context` is what the verifier judges changes against: the profile's person, with the regions that hurt now, their
    estimated maxima and the plan's own days. `program` is the plan's programme (without sessions when there is no
    plan). `maxima` are one-repetition maxima in kg that were said or shown lately, by exercise id. `week` is None
    without weeks.
    """

    document: PlanDocument
    profile: Profile
    training: Training
    readiness: Readiness
    context: Context
    program: Program
    maxima: dict[str, float]
    week: Week | None
    day: date

    @property
    def person(self) -> Person:
        """The person of the context."""
        return self.context.person

    @property
    def locale(self) -> str:
        """The language that every text of the scene is in."""
        return self.context.person.locale

    def state(self, exercise: str) -> ExerciseState | None:
        """What is known of an exercise; None when it was never done."""
        return self.training.exercises.get(exercise)

    def name(self, exercise: str) -> str:
        """The exercise's name; the id where the catalogue does not know it."""
        known = self.context.catalogue.exercises.get(exercise)
        return exercise if known is None else known.name

    def age_days(self, then: date) -> int:
        """Days from `then` to the scene's day."""
        return (self.day - then).days


def scene_of(
    document: PlanDocument,
    profile: Profile,
    training: Training,
    catalogue: Catalogue,
    *,
    readiness: Readiness | None = None,
    day: date,
) -> Scene:
    """The scene of a stored document. `profile` is the stored one; without `readiness` nothing asks for less."""
    screening = screen(profile)
    said = person_of(profile, catalogue, screening)
    maxima = _maxima(said, fresh_maxima(training, day))
    context = _context(
        document, profile, screening, _person(said, document, training, maxima, catalogue, day), catalogue
    )
    return Scene(
        document=document,
        profile=profile,
        training=training,
        readiness=readiness or Readiness(day=day, score=100, confidence=0.0, action=Action.NONE),
        context=context,
        program=program_of(document, context),
        maxima=maxima,
        week=current_week(document, training, day),
        day=day,
    )


def monday_of(day: date) -> date:
    """The Monday of the day's week."""
    return day - timedelta(days=day.weekday())


def holds_back(person: Person) -> bool:
    """Whether age, health or an unclear injury asks for small steps."""
    return person.minor or person.older or person.cautious or not person.vigorous_ok or light_only(person)


def past_weeks(training: Training, since: date, day: date) -> list[tuple[int, int]]:
    """(planned, done) sessions of each calendar week from `since` to the one before `day`'s, oldest first."""
    known = {week.monday: (week.planned, week.done) for week in training.weeks}
    count = max(0, (monday_of(day) - monday_of(since)).days // 7)
    return [known.get(monday_of(since) + timedelta(weeks=number), (1, 0)) for number in range(count)]


def current_week(document: PlanDocument, training: Training, day: date) -> Week | None:
    """The week of the document's mesocycle that `day` is in, from `ActivePlan.cycle_started` on."""
    weeks = document.weeks
    if not weeks:
        return None
    since = training.plan.cycle_started if training.plan is not None else monday_of(day)
    if since > day:
        building = next((index for index, week in enumerate(weeks) if not week.deload), 0)
        return Week(index=building, target=weeks[building], ahead=True)
    past = past_weeks(training, since, day)
    index = week_of_cycle(weeks, past)
    return Week(index=index, target=weeks[index], repeated=repeats(weeks, past))


def fresh_maxima(training: Training, day: date) -> dict[str, float]:
    """Estimated one-repetition maxima in kg that are recent enough to go by."""
    return {
        id_: state.estimate.kg
        for id_, state in training.exercises.items()
        if state.estimate is not None and 0 <= (day - state.estimate.day).days <= FRESH_DAYS and state.estimate.kg > 0
    }


def _context(
    document: PlanDocument, profile: Profile, screening: Screening, person: Person, catalogue: Catalogue
) -> Context:
    menu = _menu(person, catalogue, document)
    return Context(
        person=person,
        menu=menu,
        catalogue=catalogue,
        screening=screening,
        frame=Frame(person=person, menu=menu, splits=()),
        eating=profile.nutrition,
    )


def _person(
    said: Person,
    document: PlanDocument,
    training: Training,
    maxima: Mapping[str, float],
    catalogue: Catalogue,
    day: date,
) -> Person:
    """The profile's person on the plan's own days, with what hurts now and what they have shown they can lift.

    A maximum that was shown to be lower than the plan took it for lowers today's loads, not the plan that is stored.
    """
    weekdays = tuple(detail.weekday for detail in document.days)
    known = {id_: max(kg, _best(said, catalogue, id_)) for id_, kg in maxima.items()}
    return replace(
        said,
        regions=said.regions | sore_regions(training, day),
        one_rep_max=known,
        weekdays=weekdays or said.weekdays,
        days=len(weekdays) or said.days,
    )


def _best(person: Person, catalogue: Catalogue, exercise: str) -> float:
    known = catalogue.exercises.get(exercise)
    return 0.0 if known is None else best_max(person, known) or 0.0


def _maxima(person: Person, shown: Mapping[str, float]) -> dict[str, float]:
    """What was shown stands before what was said."""
    return {**person.one_rep_max, **shown}


def _menu(person: Person, catalogue: Catalogue, document: PlanDocument) -> Menu:
    """The person's menu, and what the plan has already as far as the person may still do it."""
    menu = build_menu(person, catalogue)
    there = {entry.exercise.id for entry in menu.entries}
    planned = dict.fromkeys(detail.exercise_id for day in document.days for detail in day.exercises)
    return replace(menu, entries=(*menu.entries, *more_entries(person, catalogue, menu, [*planned.keys() - there])))


def more_entries(person: Person, catalogue: Catalogue, menu: Menu, ids: list[str]) -> list[MenuEntry]:
    """Entries beyond the menu's own for those of `ids` that the person may do; a dislike does not forbid."""
    found: list[MenuEntry] = []
    for id_ in sorted(ids):
        exercise = catalogue.exercises.get(id_)
        if exercise is None or refusal(exercise, person, catalogue) not in (None, "PRF-1"):
            continue
        verdict = advise(exercise, person, catalogue)
        number = len(menu.entries) + len(found) + 1
        limits = verdict.rules if verdict.limited else ()
        found.append(MenuEntry(id=f"E{number:02}", exercise=exercise, score=0.0, limits=limits))
    return found
