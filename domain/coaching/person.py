"""The person as the rules see them: facts drawn once from a profile."""

from msgspec import Struct

from domain.catalogue.types import Joint
from domain.coaching.taste.model import Taste
from domain.profile import (
    Activity,
    Condition,
    FitnessLevel,
    Gender,
    Goal,
    Locale,
    PregnancyStage,
    Weekday,
)


class Person(Struct, frozen=True, kw_only=True):
    """Facts in SI units. Built by `domain.coaching.person_of`; every rule reads this and not the profile.

    `regions` are injured joints; `unmapped` are injury texts no synonym matched (then `cautious` is True and loads,
    impact and volume are held down). `conditions` maps each condition to its stages ("any" always included;
    pregnancy appears here under "pregnancy" with its trimester). `equipment` holds equipment ids the person has.
    `weekdays` are the training days, as many as `days`, in week order. `one_rep_max` maps exercise id to kg.
    `disliked` and `liked` are exercise ids. `vigorous_ok` is False when screening asks for light or moderate work only;
    `gentle_only` is True when it allows nothing beyond the gentle plan. `taste` is learned from the
    person's own choices.
    """

    age: int
    gender: Gender
    height_cm: float
    weight_kg: float
    level: FitnessLevel
    goals: tuple[Goal, ...]
    minutes: int
    days: int
    weekdays: tuple[Weekday, ...]
    equipment: frozenset[str]
    activities: tuple[Activity, ...]
    regions: frozenset[Joint]
    unmapped: tuple[str, ...]
    conditions: dict[str, frozenset[str]]
    flags: frozenset[Condition]
    pregnancy: PregnancyStage | None
    medicine_classes: frozenset[str]
    one_rep_max: dict[str, float]
    disliked: frozenset[str]
    liked: frozenset[str]
    too_hard: frozenset[str]
    too_easy: frozenset[str]
    completion_rate: float | None
    body_fat: float | None
    locale: Locale
    vigorous_ok: bool = True
    cautious: bool = False
    gentle_only: bool = False
    taste: Taste = Taste()

    @property
    def minor(self) -> bool:
        """Under 18: rule AGE-1 applies."""
        return self.age < 18

    @property
    def older(self) -> bool:
        """65 and over: rule AGE-2 applies."""
        return self.age >= 65

    @property
    def bmi(self) -> float:
        """Body mass index, kg/m2."""
        return self.weight_kg / (self.height_cm / 100) ** 2
