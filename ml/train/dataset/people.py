"""Seeded people for training pairs: every field of a profile, from one stated joint distribution.

Person `index` of `seed` is the same on every machine and does not depend on how many others are made. Strata (age band,
gender, level) are dealt out in turn, so that also a small set holds every kind of person in the stated shares; the rest
is drawn given what is already known of the person. The shares are our judgement of who uses a coach, kept broad on
purpose; they are no survey. `DISTRIBUTION` is what the data card prints.
"""

import random
from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeVar

import msgspec

from domain.profile import (
    Activity,
    ActivityLevel,
    EquipmentAccess,
    FitnessLevel,
    Gender,
    Goal,
    Locale,
    Profile,
    Weekday,
)
from ml.train.dataset.people_health import eating_of, health_of
from ml.train.dataset.people_words import COMMENTS, INJURIES, LOCATIONS, TIMES

T = TypeVar("T")
Shares = Mapping[T, float]

BANDS: Final[Mapping[tuple[int, int], float]] = {
    (13, 17): 0.04,
    (18, 29): 0.30,
    (30, 44): 0.32,
    (45, 64): 0.24,
    (65, 82): 0.10,
}
"""Years of age, both ends included."""
GENDERS: Final[Shares[Gender]] = {Gender.FEMALE: 0.48, Gender.MALE: 0.48, Gender.OTHER: 0.04}
LEVELS: Final[Mapping[tuple[int, int], Shares[FitnessLevel]]] = {
    (13, 17): {FitnessLevel.BEGINNER: 0.60, FitnessLevel.INTERMEDIATE: 0.35, FitnessLevel.ADVANCED: 0.05},
    (18, 29): {FitnessLevel.BEGINNER: 0.40, FitnessLevel.INTERMEDIATE: 0.40, FitnessLevel.ADVANCED: 0.20},
    (30, 44): {FitnessLevel.BEGINNER: 0.43, FitnessLevel.INTERMEDIATE: 0.40, FitnessLevel.ADVANCED: 0.17},
    (45, 64): {FitnessLevel.BEGINNER: 0.52, FitnessLevel.INTERMEDIATE: 0.37, FitnessLevel.ADVANCED: 0.11},
    (65, 82): {FitnessLevel.BEGINNER: 0.66, FitnessLevel.INTERMEDIATE: 0.30, FitnessLevel.ADVANCED: 0.04},
}
GOALS: Final[Shares[Goal]] = {
    Goal.MUSCLE_GAIN: 0.20,
    Goal.WEIGHT_LOSS: 0.22,
    Goal.STRENGTH_INCREASE: 0.14,
    Goal.GENERAL_FITNESS: 0.14,
    Goal.ENDURANCE_IMPROVEMENT: 0.10,
    Goal.BODY_RECOMPOSITION: 0.07,
    Goal.FLEXIBILITY: 0.04,
    Goal.ATHLETIC_PERFORMANCE: 0.04,
    Goal.STRESS_REDUCTION: 0.03,
    Goal.REHABILITATION: 0.02,
}
GOALS_MORE: Final = (0.45, 0.35, 0.20)
"""Shares of people with one, two and three goals; further ones by the same shares as the first."""
ACCESS: Final[Shares[EquipmentAccess]] = {
    EquipmentAccess.FULL_GYM: 0.45,
    EquipmentAccess.HOME_GYM: 0.33,
    EquipmentAccess.NO_EQUIPMENT: 0.22,
}
HOME_SETS: Final[tuple[tuple[str, ...], ...]] = (
    ("dumbbell",),
    ("dumbbell", "band", "mat"),
    ("dumbbell", "bench"),
    ("kettlebell",),
    ("band", "pull_up_bar"),
    ("barbell", "bench", "rack"),
    ("barbell", "bench", "rack", "dumbbell", "pull_up_bar"),
)
"""What 40 % of the people with a home gym list by name; the others have the access group."""
MINUTES: Final[Mapping[int, float]] = {20: 0.07, 30: 0.22, 45: 0.28, 60: 0.29, 75: 0.08, 90: 0.06}
DAYS: Final[Mapping[FitnessLevel, Mapping[int, float]]] = {
    FitnessLevel.BEGINNER: {1: 0.03, 2: 0.25, 3: 0.45, 4: 0.19, 5: 0.07, 6: 0.01},
    FitnessLevel.INTERMEDIATE: {2: 0.10, 3: 0.32, 4: 0.35, 5: 0.18, 6: 0.05},
    FitnessLevel.ADVANCED: {2: 0.03, 3: 0.18, 4: 0.34, 5: 0.30, 6: 0.13, 7: 0.02},
}
LOCALES: Final[Shares[Locale]] = {Locale.EN: 0.60, Locale.FR: 0.25, Locale.AR: 0.15}
HEIGHT: Final = {Gender.MALE: (176.0, 7.0), Gender.FEMALE: (163.0, 6.5), Gender.OTHER: (169.5, 8.5)}
"""Mean and standard deviation in cm; two thirds of the shrinking with age are taken off from 60 (0.1 cm a year)."""
BMI_MEDIAN: Final = {(13, 17): 21.5, (18, 29): 23.8, (30, 44): 25.6, (45, 64): 27.2, (65, 82): 26.8}
BMI_SPREAD: Final = 0.16
"""Standard deviation of ln BMI; cut to 16-45."""
ACTIVITIES: Final[Shares[Activity]] = {
    Activity.STRENGTH_TRAINING: 0.45,
    Activity.CARDIO: 0.22,
    Activity.RUNNING: 0.18,
    Activity.WALKING: 0.20,
    Activity.YOGA: 0.16,
    Activity.CYCLING: 0.12,
    Activity.BODYWEIGHT: 0.14,
    Activity.HIIT: 0.10,
    Activity.SWIMMING: 0.06,
    Activity.ROWING: 0.04,
    Activity.PILATES: 0.06,
    Activity.STRETCHING: 0.10,
}
"""Chance of each; at most four are kept."""
INJURED: Final = {(13, 17): 0.08, (18, 29): 0.16, (30, 44): 0.22, (45, 64): 0.30, (65, 82): 0.38}
"""Share with an injury in words of the person's language; one in seven of them has two."""

DISTRIBUTION: Final[Mapping[str, object]] = {
    "age band": BANDS,
    "gender": GENDERS,
    "level, by age band": LEVELS,
    "first goal": GOALS,
    "number of goals": dict(enumerate(GOALS_MORE, 1)),
    "equipment": ACCESS,
    "minutes": MINUTES,
    "days a week, by level": DAYS,
    "language": LOCALES,
    "injured, by age band": INJURED,
    "activities liked": ACTIVITIES,
}

_DEAL: Final = 1000
"""Strata repeat after so many people; their shares are exact to a thousandth over each round."""


def profile_of(seed: int, index: int) -> Profile:
    """Person `index` (from 0) of the set `seed`: a valid profile, not screened."""
    rng = random.Random(f"fitai-people:{seed}:{index}")  # noqa: S311 - reproducible, not secret
    band, gender, level = _strata(seed, index)
    return msgspec.convert(_raw(rng, band, gender, level), Profile, strict=False)


_DECKS: dict[tuple[int, int], list[tuple[tuple[int, int], Gender, FitnessLevel]]] = {}


def _strata(seed: int, index: int) -> tuple[tuple[int, int], Gender, FitnessLevel]:
    """The stratum that is dealt to `index`: each round of `_DEAL` holds each stratum in its share, shuffled."""
    turn, place = divmod(index, _DEAL)
    if (seed, turn) not in _DECKS:
        _DECKS.clear()  # one round at a time is asked for
        shares = {
            (band, gender, level): BANDS[band] * GENDERS[gender] * LEVELS[band][level]
            for band in BANDS
            for gender in GENDERS
            for level in LEVELS[band]
        }
        deck = _largest_remainder(shares, _DEAL)
        random.Random(f"fitai-strata:{seed}:{turn}").shuffle(deck)  # noqa: S311
        _DECKS[seed, turn] = deck
    return _DECKS[seed, turn][place]


def _largest_remainder(shares: Mapping[T, float], places: int) -> list[T]:
    whole = {key: int(share * places) for key, share in shares.items()}
    left = sorted(shares, key=lambda key: shares[key] * places - whole[key], reverse=True)
    for key in left[: places - sum(whole.values())]:
        whole[key] += 1
    return [key for key, count in whole.items() for _ in range(count)]


def pick(rng: random.Random, shares: Mapping[T, float]) -> T:
    """One key of `shares`, by its share."""
    return rng.choices(list(shares), weights=list(shares.values()))[0]


def _raw(rng: random.Random, band: tuple[int, int], gender: Gender, level: FitnessLevel) -> dict[str, Any]:
    age = rng.randint(*band)
    locale = pick(rng, LOCALES)
    access = pick(rng, ACCESS)
    body = _body(rng, band, age, gender)
    goals = _goals(rng, age)
    activities = [activity for activity, chance in ACTIVITIES.items() if rng.random() < chance][:4]
    days = pick(rng, DAYS[level])
    health = health_of(rng, age, gender, body["bmi"])
    return {
        "personal_info": {
            "age": age,
            "gender": gender,
            "height": body["height"],
            "weight": body["weight"],
            "fitness_level": level,
            "body_fat": _body_fat(rng, gender, body["bmi"]) if age >= 18 and rng.random() < 0.15 else None,
            "activity_outside_training": rng.choice(tuple(ActivityLevel)) if rng.random() < 0.6 else None,
        },
        "goals": goals,
        "preferences": {
            "workout_duration": pick(rng, MINUTES),
            "days_per_week": days,
            "equipment_access": access,
            "preferred_activities": activities,
            "equipment": rng.choice(HOME_SETS) if access is EquipmentAccess.HOME_GYM and rng.random() < 0.4 else None,
            "available_weekdays": _weekdays(rng, days) if rng.random() < 0.3 else None,
        },
        "constraints": {
            "injuries": _some_of(rng, INJURIES[locale], INJURED[band]),
            "time_restrictions": _some_of(rng, TIMES[locale], 0.15)[:1],
            "location": rng.choice(LOCATIONS[locale]) if rng.random() < 0.2 else None,
        },
        "metrics": _metrics(rng, body["weight"], level, access),
        "feedback": {"previous_workouts": _feedback(rng, locale, level)},
        "gamified_stats": _game(rng, level),
        "health": health,
        "nutrition": eating_of(rng, locale),
        "locale": locale,
    }


def _body(rng: random.Random, band: tuple[int, int], age: int, gender: Gender) -> dict[str, float]:
    mean, spread = HEIGHT[gender]
    height = min(205.0, max(145.0, rng.gauss(mean, spread) - 0.1 * max(0, age - 60)))
    bmi = min(45.0, max(16.0, BMI_MEDIAN[band] * rng.lognormvariate(0, BMI_SPREAD)))
    return {"height": round(height), "weight": round(bmi * (height / 100) ** 2, 1), "bmi": bmi}


def _body_fat(rng: random.Random, gender: Gender, bmi: float) -> float:
    """Per cent, by the rough line that doubles with BMI (about 11 points lower for men), with scatter."""
    middle = 1.4 * bmi - (16 if gender is Gender.MALE else 5 if gender is Gender.FEMALE else 10)
    return round(min(55.0, max(6.0, rng.gauss(middle, 3))), 1)


def _goals(rng: random.Random, age: int) -> list[Goal]:
    shares = dict(GOALS)
    if age >= 65:
        shares |= {Goal.GENERAL_FITNESS: 0.35, Goal.REHABILITATION: 0.08, Goal.MUSCLE_GAIN: 0.08}
    wanted = rng.choices((1, 2, 3), weights=GOALS_MORE)[0]
    goals: list[Goal] = []
    while len(goals) < wanted:
        goal = pick(rng, shares)
        if goal not in goals:
            goals.append(goal)
    return goals


def _weekdays(rng: random.Random, days: int) -> list[Weekday]:
    count = min(7, days + rng.choice((0, 0, 1, 2)))
    chosen = set(rng.sample(tuple(Weekday), count))
    return [day for day in Weekday if day in chosen]


def _some_of(rng: random.Random, texts: Sequence[str], chance: float) -> list[str]:
    if rng.random() >= chance:
        return []
    return rng.sample(texts, 2 if rng.random() < 1 / 7 else 1)


_LIFTS: Final = {"Barbell Squat": 1.1, "Bench press": 0.8, "Deadlift": 1.35}
_STRENGTH: Final = {FitnessLevel.INTERMEDIATE: 1.0, FitnessLevel.ADVANCED: 1.35}


def _metrics(rng: random.Random, weight: float, level: FitnessLevel, access: EquipmentAccess) -> dict[str, Any]:
    """A short weight history, a completion rate, and maxima of trained people in a gym."""
    metrics: dict[str, Any] = {}
    if rng.random() < 0.3:
        drift = rng.gauss(0, 0.4)
        metrics["weight_history"] = [{"weight": round(weight - drift * week, 1)} for week in (3, 2, 1, 0)]
    if rng.random() < 0.4:
        metrics["workout_completion_rate"] = round(min(1.0, max(0.2, rng.betavariate(6, 2))), 2)
        metrics["average_intensity_rating"] = round(min(10.0, max(2.0, rng.gauss(6.5, 1.3))), 1)
    if level in _STRENGTH and access is EquipmentAccess.FULL_GYM and rng.random() < 0.5:
        factor = _STRENGTH[level] * min(weight, 95)
        metrics["one_rep_max"] = {
            lift: round(factor * ratio * rng.uniform(0.75, 1.2) / 2.5) * 2.5 for lift, ratio in _LIFTS.items()
        }
    return metrics


_RATED: Final = ("Push-Ups", "Barbell Squat", "Plank", "Lunge", "Deadlift", "Pull-up", "Running", "Burpee")


def _feedback(rng: random.Random, locale: Locale, level: FitnessLevel) -> list[dict[str, Any]]:
    if level is FitnessLevel.BEGINNER and rng.random() < 0.6:
        return []
    rated = rng.sample(_RATED, rng.choice((0, 0, 1, 2)))
    return [
        {
            "exercise": name,
            "difficulty": rng.randint(2, 10),
            "enjoyment": rng.randint(1, 10),
            "comment": rng.choice(COMMENTS[locale]) if rng.random() < 0.4 else None,
        }
        for name in rated
    ]


def _game(rng: random.Random, level: FitnessLevel) -> dict[str, float]:
    if rng.random() < 0.5:
        return {}
    base = {FitnessLevel.BEGINNER: 15, FitnessLevel.INTERMEDIATE: 45, FitnessLevel.ADVANCED: 75}[level]
    stats = {name: max(0, round(rng.gauss(base, 12))) for name in ("health", "strength", "agility", "endurance")}
    return {**stats, "xp": base * rng.randint(20, 90), "level": max(1, round(base / 5 + rng.gauss(0, 2)))}
