"""The simulated people: archetypes with their lives, and a profile for each seed."""

from typing import Any

import msgspec
from msgspec import Struct

from domain.catalogue.types import Joint
from domain.events.kinds import AwayReason
from domain.profile import EquipmentAccess, FitnessLevel, Gender, Goal, Profile
from ml.evals.replay.chance import Chance
from ml.evals.replay.trainee import Habits


class Away(Struct, frozen=True):
    """No training for `days` from day `start` on; `told`: the person says so."""

    start: int
    days: int
    told: AwayReason | None = None


class Archetype(Struct, frozen=True, kw_only=True):
    """A kind of person and life.

    `attends` is the chance that a planned session is done when nothing else speaks against it, `blocked_attends` that
    on one weekday of the plan which never suits. Shares are of days: `short_days` with about half the minutes,
    `busy_days` on which a machine or rack is taken, `checks_in` with a check-in. `hurts` are pains that come whatever
    is trained: (day, joint, score). `ceiling_factor` shrinks what training can still add.
    """

    name: str
    says: str
    level: FitnessLevel
    ages: tuple[int, ...]
    days: int
    minutes: int
    access: EquipmentAccess
    goals: tuple[Goal, ...]
    attends: float = 0.9
    blocked_attends: float | None = None
    short_days: float = 0.03
    busy_days: float = 0.05
    checks_in: float = 0.4
    sleep_h: float = 7.4
    habits: Habits = Habits()
    aways: tuple[Away, ...] = ()
    injuries: tuple[str, ...] = ()
    hurts: tuple[tuple[int, Joint, float], ...] = ()
    ceiling_factor: float = 1.0


_MUSCLE = (Goal.MUSCLE_GAIN, Goal.STRENGTH_INCREASE)

ARCHETYPES: tuple[Archetype, ...] = (
    Archetype(
        name="consistent",
        says="trains as planned nearly always",
        level=FitnessLevel.INTERMEDIATE,
        ages=(22, 28, 35, 41),
        days=4,
        minutes=60,
        access=EquipmentAccess.FULL_GYM,
        goals=_MUSCLE,
        attends=0.96,
        checks_in=0.6,
    ),
    Archetype(
        name="overreaching",
        says="adds sets, takes each set to failure and sleeps little",
        level=FitnessLevel.INTERMEDIATE,
        ages=(20, 25, 31),
        days=5,
        minutes=75,
        access=EquipmentAccess.FULL_GYM,
        goals=(Goal.STRENGTH_INCREASE, Goal.MUSCLE_GAIN),
        attends=0.98,
        sleep_h=6.3,
        checks_in=0.6,
        habits=Habits(extra_sets=2, to_failure=True),
    ),
    Archetype(
        name="sporadic",
        says="misses many sessions, one weekday nearly always, is short of time, and goes away twice",
        level=FitnessLevel.BEGINNER,
        ages=(24, 33, 45),
        days=3,
        minutes=60,
        access=EquipmentAccess.FULL_GYM,
        goals=(Goal.GENERAL_FITNESS, Goal.MUSCLE_GAIN),
        attends=0.65,
        blocked_attends=0.12,
        short_days=0.3,
        checks_in=0.15,
        aways=(Away(50, 14, AwayReason.TRAVEL), Away(115, 24)),
    ),
    Archetype(
        name="injured",
        says="has a bad knee, and the shoulder begins to hurt in week 6",
        level=FitnessLevel.INTERMEDIATE,
        ages=(27, 38, 50),
        days=3,
        minutes=60,
        access=EquipmentAccess.FULL_GYM,
        goals=_MUSCLE,
        attends=0.9,
        injuries=("knee",),
        hurts=((38, Joint.SHOULDER, 4.5), (40, Joint.SHOULDER, 6.5)),
    ),
    Archetype(
        name="plateaued",
        says="trained for years, is near the ceiling",
        level=FitnessLevel.ADVANCED,
        ages=(26, 34, 44),
        days=4,
        minutes=75,
        access=EquipmentAccess.FULL_GYM,
        goals=(Goal.STRENGTH_INCREASE, Goal.MUSCLE_GAIN),
        attends=0.92,
        checks_in=0.5,
        ceiling_factor=0.5,
    ),
    Archetype(
        name="home_beginner",
        says="begins at home without equipment",
        level=FitnessLevel.BEGINNER,
        ages=(19, 29, 40, 52),
        days=3,
        minutes=30,
        access=EquipmentAccess.NO_EQUIPMENT,
        goals=(Goal.GENERAL_FITNESS, Goal.WEIGHT_LOSS),
        attends=0.8,
        busy_days=0.0,
    ),
    Archetype(
        name="older",
        says="70 and over, dumbbells at home",
        level=FitnessLevel.BEGINNER,
        ages=(70, 74, 79),
        days=3,
        minutes=45,
        access=EquipmentAccess.HOME_GYM,
        goals=(Goal.GENERAL_FITNESS, Goal.STRENGTH_INCREASE),
        attends=0.9,
        busy_days=0.0,
    ),
)


def profile_of(archetype: Archetype, chance: Chance) -> Profile:
    """The profile of one person of `archetype`: age, gender, height and weight by chance."""
    gender = chance.one_of((Gender.MALE, Gender.FEMALE), "gender")
    height = round((177 if gender is Gender.MALE else 164) + 7 * chance.normal("height"))
    weight = round((24.5 + 2.5 * chance.normal("bmi")) * (height / 100) ** 2)
    raw: dict[str, Any] = {
        "personal_info": {
            "age": chance.one_of(archetype.ages, "age"),
            "gender": gender,
            "height": min(max(height, 145), 205),
            "weight": min(max(weight, 45), 130),
            "fitness_level": archetype.level,
        },
        "goals": archetype.goals,
        "preferences": {
            "workout_duration": archetype.minutes,
            "days_per_week": archetype.days,
            "equipment_access": archetype.access,
        },
        "constraints": {"injuries": archetype.injuries},
        "health": {"medical_clearance": True},
    }
    return msgspec.convert(raw, Profile)
