"""Loads: one-repetition maxima, the repetitions-to-failure chart, conservative starts, and real plates.

Epley: w(1 + r/30). Brzycki: 36w/(37 - r). Both hold to about ten repetitions. The chart is the RTS table up to four
repetitions to failure, then the line through competition data (slope -2.642 points a repetition).
"""

from msgspec.structs import replace

from domain.catalogue.types import Exercise
from domain.coaching.person import Person
from domain.profile import FitnessLevel, Gender

_CHART = (100.0, 95.5, 92.2, 89.2)
_SLOPE = 2.642
_INTERCEPT = 97.10

BAR_KG = {"barbell": 20.0, "ez_bar": 10.0, "trap_bar": 25.0, "safety_squat_bar": 25.0, "smith_machine": 15.0}
"""The least each bar weighs, empty."""

_PLATE_STEP = 2.5
_KETTLEBELLS = (4.0, 6.0, 8.0, 10.0, 12.0, 16.0, 20.0, 24.0, 28.0, 32.0, 36.0, 40.0, 48.0)
_MACHINE_STEP = 5.0
_FREE_WEIGHTS = ("barbell", "trap_bar", "safety_squat_bar", "ez_bar", "smith_machine", "dumbbell", "kettlebell")

START_SHARE = {FitnessLevel.BEGINNER: 0.65, FitnessLevel.INTERMEDIATE: 0.70, FitnessLevel.ADVANCED: 0.70}
"""A load that rests on an estimate starts at this share of the estimated maximum at most (guides say 60-70 %)."""

# The maximum of a healthy adult man of intermediate level, as a share of body weight, by pattern and implement.
# Dumbbell and kettlebell figures are for one of them. Our judgement after common strength standards, kept low.
_BARBELL_RATIO = {
    "squat": 1.2,
    "hinge": 1.4,
    "lunge": 0.7,
    "bridge": 1.3,
    "horizontal_push": 0.9,
    "vertical_push": 0.55,
    "horizontal_pull": 0.8,
    "upright_row": 0.45,
    "isolation_shrug": 1.0,
    "isolation_elbow_flexion": 0.38,
    "isolation_elbow_extension": 0.33,
}
_DUMBBELL_RATIO = {
    "squat": 0.40,
    "hinge": 0.42,
    "lunge": 0.28,
    "bridge": 0.45,
    "horizontal_push": 0.36,
    "vertical_push": 0.24,
    "horizontal_pull": 0.38,
    "isolation_chest_fly": 0.18,
    "isolation_shoulder_raise": 0.12,
    "isolation_rear_delt": 0.10,
    "isolation_elbow_flexion": 0.19,
    "isolation_elbow_extension": 0.15,
    "isolation_shrug": 0.45,
}
_BARBELL_LIFTS = {
    "squat": ("barbell-squat",),
    "hinge": ("barbell-deadlift",),
    "horizontal_push": ("barbell-bench-press-medium-grip",),
    "vertical_push": ("standing-military-press", "barbell-shoulder-press"),
    "horizontal_pull": ("bent-over-barbell-row",),
}
_RELATED: dict[str, dict[str, float]] = {
    "standing-military-press": {"barbell-bench-press-medium-grip": 0.60},
    "barbell-shoulder-press": {"barbell-bench-press-medium-grip": 0.60},
    "barbell-incline-bench-press-medium-grip": {"barbell-bench-press-medium-grip": 0.75},
    "close-grip-barbell-bench-press": {"barbell-bench-press-medium-grip": 0.80},
    "bent-over-barbell-row": {"barbell-bench-press-medium-grip": 0.85},
    "barbell-bench-press-medium-grip": {"standing-military-press": 1.35},
    "barbell-deadlift": {"barbell-squat": 1.10},
    "barbell-squat": {"barbell-deadlift": 0.75},
    "front-barbell-squat": {"barbell-squat": 0.75},
    "romanian-deadlift": {"barbell-deadlift": 0.70, "barbell-squat": 0.75},
}
"""What share of a known maximum (inner key) the maximum of another lift is at least for most people: our judgement
after common strength standards (overhead press 60-65 % of the bench press, row about as much as it, deadlift 115-120 %
of the squat, front squat 80-85 %), taken at or below the low end. A leg press has none: machines differ."""

_LEVEL = {FitnessLevel.BEGINNER: 0.70, FitnessLevel.INTERMEDIATE: 1.0, FitnessLevel.ADVANCED: 1.25}
_LOWER = frozenset({"squat", "hinge", "lunge", "bridge"})
_WOMAN_UPPER, _WOMAN_LOWER = 0.60, 0.75
"""Women's mean strength relative to men's of the same weight and training (upper, lower body)."""


def epley(weight: float, reps: int) -> float:
    """One-repetition maximum from a set taken to failure, same unit as `weight`; one repetition is the maximum."""
    return weight if reps == 1 else weight * (1 + reps / 30)


def brzycki(weight: float, reps: int) -> float:
    """One-repetition maximum from a set taken to failure; `reps` below 37."""
    return weight * 36 / (37 - reps)


def percent_of_max(to_failure: float) -> float:
    """Per cent of the maximum at which `to_failure` repetitions (done plus in reserve) are the most; at least 30."""
    if to_failure <= 1:
        return _CHART[0]
    if to_failure < len(_CHART):
        whole = int(to_failure)
        left, right = _CHART[whole - 1], _CHART[whole]
        return left + (right - left) * (to_failure - whole)
    return max(30.0, _INTERCEPT - _SLOPE * (to_failure - 1))


def reps_to_failure(percent: float) -> float:
    """The inverse of `percent_of_max`: repetitions to failure at `percent` of the maximum."""
    if percent >= _CHART[0]:
        return 1.0
    for done in range(1, len(_CHART)):
        left, right = _CHART[done - 1], _CHART[done]
        if percent >= right:
            return done + (left - percent) / (left - right)
    return 1 + (_INTERCEPT - percent) / _SLOPE


def one_rep_max(weight: float, reps: int, rir: float = 0) -> float:
    """Estimated maximum from a set stopped `rir` repetitions short of failure, by the chart."""
    return weight * 100 / percent_of_max(reps + rir)


def implement(exercise: Exercise) -> str:
    """The thing that is loaded: a free weight, `machine`, or empty for bodyweight, bands and the rest."""
    for name in _FREE_WEIGHTS:
        if name in exercise.needs:
            return name
    if exercise.needs & {"cable", "machine"} or any(need.endswith("_machine") for need in exercise.needs):
        return "machine"
    return ""


def estimated_max(person: Person, exercise: Exercise) -> float | None:
    """A low estimate of the maximum in kg from body weight, pattern, gender, level and age; None where none is honest.

    A known maximum of the pattern's barbell lift moves it. Body weight counts up to a BMI of 27, so that surplus fat
    does not raise a load. Women and men meet in the middle for `other`. Machines and cables differ too much between
    makers; those loads are found in the first session.
    """
    tool = implement(exercise)
    table = _DUMBBELL_RATIO if tool in ("dumbbell", "kettlebell") else _BARBELL_RATIO
    ratio = table.get(exercise.pattern)
    if tool in ("", "machine") or ratio is None:
        return None
    if exercise.unilateral and table is _BARBELL_RATIO:
        ratio *= 0.5
    woman = _WOMAN_LOWER if exercise.pattern in _LOWER else _WOMAN_UPPER
    gender = {Gender.MALE: 1.0, Gender.FEMALE: woman, Gender.OTHER: (1 + woman) / 2}[person.gender]
    age = 0.75 if person.minor else max(0.5, 1 - 0.01 * max(0, person.age - 40))
    weight = min(person.weight_kg, 27 * (person.height_cm / 100) ** 2)
    return (
        weight
        * ratio
        * gender
        * _LEVEL[person.level]
        * age
        * _personal(person, exercise.pattern, weight * gender * age)
    )


_MOST_PERSONAL = 2.5


def _personal(person: Person, pattern: str, base: float) -> float:
    """How far a known maximum of the pattern's barbell lift is from the estimate (0.4 to 2.5); 1 when none is known."""
    known = max((person.one_rep_max.get(lift, 0.0) for lift in _BARBELL_LIFTS.get(pattern, ())), default=0.0)
    if not known:
        return 1.0
    return min(_MOST_PERSONAL, max(0.4, known / (base * _BARBELL_RATIO[pattern] * _LEVEL[person.level])))


def related_max(person: Person, exercise: Exercise) -> float | None:
    """The maximum in kg that the person's maxima of related lifts speak for, the lowest of them; None without any.

    Never above 2.5 times the estimate from body weight, so that a mistyped maximum does not spread.
    """
    shares = _RELATED.get(exercise.id, {})
    found = [share * person.one_rep_max[lift] for lift, share in shares.items() if lift in person.one_rep_max]
    plain = estimated_max(replace(person, one_rep_max={}), exercise) if found else None
    return min(*found, _MOST_PERSONAL * plain) if plain is not None else None


def max_ratio(person: Person, exercise: Exercise, known: Exercise) -> float | None:
    """The maximum of `exercise` as a share of that of `known`: of related lifts, else by the estimates (or None)."""
    share = _RELATED.get(exercise.id, {}).get(known.id)
    if share is not None:
        return share
    plain = replace(person, one_rep_max={})
    ours, theirs = estimated_max(plain, exercise), estimated_max(plain, known)
    return ours / theirs if ours and theirs else None


def known_max(person: Person, exercise: Exercise) -> float | None:
    """The person's own one-repetition maximum of exactly this exercise in kg, if they gave it."""
    return person.one_rep_max.get(exercise.id)


def best_max(person: Person, exercise: Exercise) -> float | None:
    """What is known best of the maximum in kg: the person's own, else by a related lift, else the estimate."""
    return known_max(person, exercise) or related_max(person, exercise) or estimated_max(person, exercise)


def round_down(exercise: Exercise, kg: float) -> float | None:
    """The nearest load at or below `kg` that exists: bar and plates, dumbbells, kettlebells, a stack; None below it."""
    tool = implement(exercise)
    if tool in BAR_KG:
        bar = BAR_KG[tool]
        return None if kg < bar else bar + (kg - bar) // _PLATE_STEP * _PLATE_STEP
    if tool == "kettlebell":
        return max((bell for bell in _KETTLEBELLS if bell <= kg), default=None)
    if tool == "dumbbell":
        step = 1.0 if kg < 10 else 2.0
        return kg // step * step or None
    step = _MACHINE_STEP
    return kg // step * step or None


def bar_too_heavy(person: Person, exercise: Exercise) -> bool:
    """True when the empty bar alone is above `START_SHARE` of the estimated or 75 % of the known maximum."""
    bar = BAR_KG.get(implement(exercise))
    if bar is None:
        return False
    best = best_max(person, exercise)
    share = START_SHARE[person.level] if known_max(person, exercise) is None else 0.75
    return best is not None and bar > share * best


def start_load(person: Person, exercise: Exercise, percent: float) -> tuple[float | None, str]:
    """The load in kg for work at `percent` of the maximum, and the rule that set it.

    LOAD-e1rm: from the person's own maximum. LOAD-related: from their maximum of a related lift; LOAD-start: from a low
    estimate; both never above `START_SHARE` of it. LOAD-find: found in the first session (machines, or no honest
    estimate). Empty rule: nothing to load.
    """
    tool = implement(exercise)
    known = known_max(person, exercise)
    if known is not None and tool:
        return round_down(exercise, known * percent / 100), "LOAD-e1rm"
    if not tool:
        return None, ""
    estimate = best_max(person, exercise)
    if estimate is None:
        return None, "LOAD-find"
    load = round_down(exercise, estimate * min(percent / 100, START_SHARE[person.level]))
    rule = "LOAD-related" if related_max(person, exercise) is not None else "LOAD-start"
    return load, rule if load is not None else "LOAD-find"
