"""What a person needs to eat on each weekday: the profile, the sessions of the plan, and what they really use."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Final

import msgspec
from msgspec import Raw, Struct

from domain.catalogue.types import Catalogue
from domain.coaching.person import Person
from domain.coaching.person_of import person_of
from domain.meals.health import RULES, health_rules_of, hides_energy
from domain.meals.planning.targets import MealLimits, meal_limits, week_targets
from domain.meals.types import DayTargets
from domain.nutrition.expenditure import Expenditure, Weighing, tracked_expenditure
from domain.nutrition.targets import targets_of
from domain.nutrition.types import NutritionTargets
from domain.plan import Screening
from domain.profile import Profile, Weekday
from domain.safety.screening import screen
from domain.text.messages import say

SESSION_MET: Final = 5.0
"""Of a session when no plan says more: general conditioning, Compendium of Physical Activities 2011."""

WEEKDAYS: Final = tuple(Weekday)
"""From Monday, as `date.weekday` counts."""


class Needs(Struct, frozen=True, kw_only=True):
    """`week` holds the targets of Monday to Sunday, `sessions` the kcal that training adds on its weekdays.

    `expenditure` is what the food log shows, None when it was not asked.
    """

    person: Person
    screening: Screening
    targets: NutritionTargets
    limits: MealLimits
    week: tuple[DayTargets, ...]
    sessions: Mapping[Weekday, float]
    expenditure: Expenditure | None = None

    def on(self, day: date) -> DayTargets:
        """The targets of a date."""
        return self.week[day.weekday()]

    @property
    def hide_numbers(self) -> bool:
        """Whether energy and weight are not to be shown unless the person asks."""
        return hides_energy(health_rules_of(self.person))

    @property
    def advice(self) -> tuple[str, ...]:
        """What a person with these states of health is to ask or agree with a professional about meals."""
        rules = health_rules_of(self.person)
        return tuple(
            say(self.person.locale, f"meals_food.question.health_{rule}", food="", text="")
            for rule in rules
            if RULES[rule].asks
        )

    def trains(self, day: date) -> bool:
        """Whether the person trains on a date."""
        return WEEKDAYS[day.weekday()] in self.sessions


class Diary(Struct, frozen=True, kw_only=True):
    """What the food log and the scales say, as of `today`: kcal of each logged day, and body weights (day, kg)."""

    today: date
    eaten_kcal: Mapping[date, float]
    weights: Sequence[tuple[date, float]] = ()


def needs_of(profile: Profile, catalogue: Catalogue, plan: Raw | None = None, diary: Diary | None = None) -> Needs:
    """The needs behind a profile; `plan` is the document of the training plan in force.

    A plan's sessions are counted in the targets with their own energy; without one, training is part of the activity
    factor, and an estimate only says how much more of the week's energy belongs to training days.
    """
    screening = screen(profile)
    person = person_of(profile, catalogue, screening)
    planned = sessions_in(plan, person.weight_kg) if plan is not None else {}
    weekly = sum(planned.values())
    targets = targets_of(person, profile, training_kcal_per_week=weekly)
    expenditure = None if diary is None else _expenditure(profile, targets.tdee, diary)
    if expenditure is not None and expenditure.source == "log":
        targets = targets_of(person, profile, training_kcal_per_week=weekly, expenditure_kcal=expenditure.kcal)
    sessions = planned or _usual_sessions(person)
    limits = meal_limits(age=person.age, conditions=person.flags, medicine_classes=person.medicine_classes)
    return Needs(
        person=person,
        screening=screening,
        targets=targets,
        limits=limits,
        week=week_targets(targets, limits, [sessions.get(day, 0.0) for day in WEEKDAYS]),
        sessions=sessions,
        expenditure=expenditure,
    )


def _expenditure(profile: Profile, formula_kcal: float, diary: Diary) -> Expenditure:
    """Expenditure by the log and the weighings whose dates are known."""
    return tracked_expenditure(
        formula_kcal=formula_kcal,
        eaten_kcal=diary.eaten_kcal,
        weighings=tuple(
            Weighing(day, entry.weight) for entry in profile.metrics.weight_history if (day := _date(entry.date))
        ),
        today=diary.today,
    )


def _date(text: str | None) -> date | None:
    """The day of an ISO date or time; None for anything else."""
    with suppress(ValueError):
        return date.fromisoformat((text or "")[:10])
    return None


def sessions_in(plan: Raw, weight_kg: float) -> dict[Weekday, float]:
    """Kcal that each session of a plan document adds to resting needs, which the targets count already."""
    days = msgspec.json.decode(plan, type=_Plan).days
    return {
        day.weekday: max(0.0, day.energy_kcal - weight_kg * (day.warmup_min + day.work_min + day.cooldown_min) / 60)
        for day in days
    }


class _Session(Struct, frozen=True, kw_only=True):
    weekday: Weekday
    warmup_min: float
    work_min: float
    cooldown_min: float
    energy_kcal: float


class _Plan(Struct, frozen=True, kw_only=True):
    """Of a `domain.plan.PlanDocument` only what matters here."""

    days: tuple[_Session, ...] = ()


def _usual_sessions(person: Person) -> dict[Weekday, float]:
    return dict.fromkeys(person.weekdays, (SESSION_MET - 1) * person.weight_kg * person.minutes / 60)
