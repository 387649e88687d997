"""What a simulated person can do in an exercise before any training with us: kilograms, repetitions or seconds."""

from msgspec.structs import replace

from domain.catalogue.types import Exercise
from domain.coaching.person import Person
from domain.coaching.programming.loads import estimated_max, implement, round_down
from domain.profile import FitnessLevel, Gender
from ml.evals.replay.chance import Chance
from ml.evals.replay.model import Model

_MACHINE_SHARE = 0.55
"""A machine's maximum as a share of body weight for a trained man, where no table says better; isolation a third."""

_REPS = {FitnessLevel.BEGINNER: 12.0, FitnessLevel.INTERMEDIATE: 18.0, FitnessLevel.ADVANCED: 25.0}
_SECONDS = {FitnessLevel.BEGINNER: 35.0, FitnessLevel.INTERMEDIATE: 60.0, FitnessLevel.ADVANCED: 90.0}
_HARD_PATTERNS = {"vertical_pull": 0.45, "dip": 0.6, "horizontal_push": 0.9, "vertical_push": 0.6, "hinge": 0.8}
"""Bodyweight repetitions by pattern, as shares of those of a squat; all of this is our judgement."""

_WOMAN = 0.75
_FINEST, _WIDEST = 0.5, 40.0
_LEVEL = {FitnessLevel.BEGINNER: 0.7, FitnessLevel.INTERMEDIATE: 1.0, FitnessLevel.ADVANCED: 1.25}


def first_max(person: Person, exercise: Exercise, chance: Chance, model: Model) -> float:
    """The true maximum in kg of a loaded exercise on day one: what the tables say of such a person, missed by chance.

    The tables are low on purpose, for safety; a person is a tenth above them in the middle.
    """
    strong = 1.10 * chance.around_one(model.estimate_sd, "strong")
    own = chance.around_one(model.estimate_sd / 2, "lift", exercise.id)
    plain = estimated_max(replace(person, one_rep_max={}), exercise)
    if plain is None:
        share = _MACHINE_SHARE if exercise.compound else _MACHINE_SHARE / 3
        share *= 0.5 if exercise.unilateral else 1.0
        plain = person.weight_kg * share * _LEVEL[person.level] * _gender(person) * _age(person)
    return plain * strong * own


def first_reps(person: Person, exercise: Exercise, chance: Chance, model: Model) -> float:
    """The most repetitions of a bodyweight or band exercise on day one, at least two."""
    own = chance.around_one(model.estimate_sd, "strong") * chance.around_one(model.estimate_sd, "lift", exercise.id)
    share = _HARD_PATTERNS.get(exercise.pattern, 1.0)
    return max(2.0, _REPS[person.level] * share * _gender(person) * _age(person) * own)


def first_seconds(person: Person, exercise: Exercise, chance: Chance, model: Model) -> float:
    """The longest hold of a timed exercise on day one, in seconds."""
    own = chance.around_one(model.estimate_sd, "lift", exercise.id)
    return _SECONDS[person.level] * _age(person) * own


def is_strength(exercise: Exercise) -> bool:
    """True for work that ends in muscular failure; not for cardio, mobility and balance."""
    return exercise.pattern not in ("locomotion", "mobility", "balance", "full_body")


def is_loaded(exercise: Exercise) -> bool:
    """True when the exercise has a load in kg."""
    return bool(implement(exercise)) and not exercise.timed


def next_load(exercise: Exercise, kg: float) -> float:
    """The smallest load that exists above `kg`; `kg` itself when nothing above is known."""
    above = kg + _FINEST
    while above <= kg + _WIDEST:
        load = round_down(exercise, above)
        if load is not None and load > kg + 1e-6:
            return load
        above += _FINEST
    return kg


def _gender(person: Person) -> float:
    return {Gender.MALE: 1.0, Gender.FEMALE: _WOMAN, Gender.OTHER: (1 + _WOMAN) / 2}[person.gender]


def _age(person: Person) -> float:
    return max(0.5, 1 - 0.01 * max(0, person.age - 40))
