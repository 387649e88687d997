"""What a menu should hold for a person: how many places each family of movements earns, and how well an exercise fits.

All figures here are judgements, tuned so that each kind of person gets the staples of their training; none is a rule of
safety. Safety is settled before (`domain.coaching.planning.eligibility`).
"""

from typing import Final

from domain.catalogue.demands import LIGHT_MET, vigorous
from domain.catalogue.names import ALIASES
from domain.catalogue.types import Exercise, Impact
from domain.coaching.person import Person
from domain.coaching.planning.eligibility import LEVELS, Eligible
from domain.coaching.taste.model import bonuses
from domain.profile import Activity, Goal
from domain.safety.contraindications import IntensityLimits

Weights = dict[str, float]

ESSENTIAL: Final = (
    "squat",
    "hinge",
    "horizontal_push",
    "horizontal_pull",
    "lunge",
    "bridge",
    "vertical_push",
    "vertical_pull",
    "core_bracing",
    "core_trunk",
    "conditioning",
    "mobility",
    "balance",
    "shoulders",
    "rear_shoulders",
    "biceps",
    "triceps",
    "knee_extension",
    "knee_flexion",
    "hip",
    "calves",
)
"""Families that get a place before any gets a second."""

_STRENGTH: Final[Weights] = {
    "squat": 4,
    "hinge": 3.8,
    "lunge": 3,
    "bridge": 2,
    "horizontal_push": 5,
    "horizontal_pull": 4.5,
    "vertical_push": 3,
    "vertical_pull": 3.5,
    "chest": 1.2,
    "shoulders": 2,
    "rear_shoulders": 1.5,
    "biceps": 2,
    "triceps": 2.2,
    "grip_neck": 0.4,
    "knee_extension": 1.2,
    "knee_flexion": 1.2,
    "hip": 1,
    "calves": 1.2,
    "core_bracing": 3,
    "core_trunk": 2,
    "carry": 0.8,
    "power": 0.8,
    "conditioning": 2.2,
    "full_body": 0.5,
    "balance": 0.4,
    "mobility": 3.5,
}
_ATHLETIC: Final[Weights] = {**_STRENGTH, "power": 6, "carry": 1.5, "conditioning": 4, "full_body": 1}
_CARDIO: Final[Weights] = {
    "squat": 2,
    "hinge": 1.5,
    "lunge": 2,
    "bridge": 1.5,
    "horizontal_push": 2,
    "horizontal_pull": 2,
    "vertical_push": 1,
    "vertical_pull": 1,
    "knee_extension": 0.5,
    "knee_flexion": 0.5,
    "calves": 1.2,
    "hip": 1,
    "core_bracing": 2.5,
    "core_trunk": 1.2,
    "carry": 0.5,
    "power": 1.5,
    "conditioning": 11,
    "full_body": 3,
    "balance": 1,
    "mobility": 5,
}
_MIND_BODY: Final[Weights] = {
    "squat": 1.5,
    "hinge": 0.8,
    "lunge": 2,
    "bridge": 1.5,
    "horizontal_push": 0.8,
    "horizontal_pull": 0.8,
    "hip": 1.2,
    "core_bracing": 4,
    "core_trunk": 3.5,
    "conditioning": 2,
    "full_body": 1,
    "balance": 4.5,
    "mobility": 20,
}
_GENTLE: Final[Weights] = {
    "squat": 3,
    "hinge": 1.5,
    "lunge": 1.5,
    "bridge": 2.2,
    "horizontal_push": 2,
    "horizontal_pull": 2.5,
    "vertical_push": 1,
    "vertical_pull": 1,
    "rear_shoulders": 1.5,
    "knee_extension": 1.2,
    "knee_flexion": 0.8,
    "hip": 2,
    "calves": 1.5,
    "core_bracing": 4,
    "core_trunk": 1,
    "conditioning": 6,
    "full_body": 1,
    "balance": 4,
    "mobility": 9,
}

_BY_GOAL: Final[dict[Goal, tuple[Weights, ...]]] = {
    Goal.MUSCLE_GAIN: (_STRENGTH,),
    Goal.STRENGTH_INCREASE: (_STRENGTH,),
    Goal.BODY_RECOMPOSITION: (_STRENGTH,),
    Goal.WEIGHT_LOSS: (_STRENGTH, _CARDIO),
    Goal.ENDURANCE_IMPROVEMENT: (_CARDIO,),
    Goal.FLEXIBILITY: (_MIND_BODY,),
    Goal.STRESS_REDUCTION: (_MIND_BODY,),
    Goal.GENERAL_FITNESS: (_STRENGTH, _CARDIO),
    Goal.ATHLETIC_PERFORMANCE: (_ATHLETIC,),
    Goal.REHABILITATION: (_GENTLE,),
}
_MIND_BODY_ACTIVITIES: Final = frozenset({Activity.YOGA, Activity.PILATES, Activity.STRETCHING})
_STRENGTH_ACTIVITIES: Final = frozenset({Activity.STRENGTH_TRAINING, Activity.BODYWEIGHT})

_GOAL_ACTIVITIES: Final[dict[Goal, frozenset[Activity]]] = {
    Goal.MUSCLE_GAIN: frozenset({Activity.STRENGTH_TRAINING}),
    Goal.STRENGTH_INCREASE: frozenset({Activity.STRENGTH_TRAINING}),
    Goal.BODY_RECOMPOSITION: frozenset({Activity.STRENGTH_TRAINING}),
    Goal.WEIGHT_LOSS: frozenset({Activity.CARDIO, Activity.HIIT}),
    Goal.ENDURANCE_IMPROVEMENT: frozenset({Activity.CARDIO}),
    Goal.FLEXIBILITY: frozenset({Activity.STRETCHING, Activity.YOGA}),
    Goal.STRESS_REDUCTION: frozenset({Activity.YOGA, Activity.WALKING}),
}
_BY_CHOICE = {"yoga": Activity.YOGA, "pilates": Activity.PILATES}
"""Categories that are for people who ask for them."""

_CLASSICS: Final = frozenset(
    {
        "barbell-squat",
        "barbell-deadlift",
        "romanian-deadlift",
        "barbell-bench-press-medium-grip",
        "standing-military-press",
        "bent-over-barbell-row",
        "pullups",
        "pushups",
        "dumbbell-goblet-squat",
        "plank",
    }
)
"""First among the staples: the lifts that programmes are built on."""

_FOR_PREGNANCY: Final = frozenset({"pelvic-floor-contraction", "prenatal-yoga"})
_BODY_SKILL: Final = frozenset({"strength", "plyometrics"})
"""Without added load these have a level of their own; a loaded exercise is as hard as its load."""

_ODD: Final = frozenset(
    {
        "kettlebell-windmill",
        "dumbbell-renegade-row",
        "floor-glute-ham-raise",
        "curtsy-lunge",
        "bench-dips",
        "decline-push-up",
        "copenhagen-plank",
        "bear-hold",
        "reverse-plank",
        "hollow-body-hold",
        "long-lever-plank",
    }
)
"""Sound but unusual or demanding: after the plain exercise for the same thing."""

_FIRST_STEPS: Final = frozenset({"bird-dog", "dead-bug", "crunches", "dumbbell-side-bend"})
"""Too little for trained people without complaints."""

_FULL_BODYWEIGHT: Final = frozenset({"pushups", "pullups", "chin-up", "parallel-bar-dip", "dips-chest-version"})
"""All of the body's weight on the arms: few beginners do a useful set of them."""

MOST_FOR_TASTE: Final = 0.6
"""A sure taste weighs as much as two preferred activities: staples give way to what is loved, rules never do."""

_LOADS: Final = frozenset({"barbell", "dumbbell", "kettlebell", "cable", "machine", "band"})
_BETTER_THAN_BANDS: Final = frozenset({"cable", "machine"})
_HEAVY: Final = frozenset({"barbell", "trap_bar"})


def family_weights(person: Person) -> Weights:
    """Relative places per family: what the goals ask for, twice what the activities ask for, age and injury."""
    asked: list[tuple[Weights, float]] = []
    for goal in person.goals:
        asked += [(weights, 1.0 / len(_BY_GOAL[goal])) for weights in _BY_GOAL[goal]]
    for activity in person.activities:
        if activity in _MIND_BODY_ACTIVITIES:
            asked.append((_MIND_BODY, 2.0))
        else:
            asked.append((_STRENGTH if activity in _STRENGTH_ACTIVITIES else _CARDIO, 2.0))
    if person.older or person.gentle_only:
        asked.append((_GENTLE, 2.0))
    if person.regions or person.cautious:
        asked.append((_GENTLE, 0.5))
    total: Weights = {}
    for weights, times in asked:
        scale = times / sum(weights.values())
        for family, weight in weights.items():
            total[family] = total.get(family, 0.0) + weight * scale
    return total


class Fit:
    """How well exercises suit one person; `score` is near 1 for a staple of what they want, and falls from there."""

    def __init__(self, person: Person, limits: IntensityLimits) -> None:
        self._person = person
        self._wanted = frozenset().union(*(_GOAL_ACTIVITIES.get(goal, frozenset()) for goal in person.goals))
        self._preferred = frozenset(person.activities)
        self._asked = self._wanted | self._preferred
        self._rank = LEVELS[person.level]
        self._frail = person.older or person.gentle_only or Goal.REHABILITATION in person.goals
        self._careful = self._frail or person.cautious or bool(person.regions or person.conditions)
        self._hurt = self._frail or person.cautious or bool(person.regions)
        self._no_heavy_load = limits.forbids("heavy_load")
        self._bearing = "pregnancy" in person.conditions

    def score(self, item: Eligible) -> float:
        """The fit, to three decimals."""
        return round(self._kind(item.exercise) + self._effort(item.exercise) + self._personal(item), 3)

    def _kind(self, exercise: Exercise) -> float:
        """Whether it is the kind of exercise that goals and preferences ask for."""
        score = 0.5
        if exercise.id in ALIASES:  # a staple: people have a name for it
            score += 0.2
        if exercise.id in _CLASSICS:
            score += 0.05
        if exercise.compound:
            score += 0.05
        if exercise.activities & self._preferred:
            score += 0.3
        elif exercise.activities & self._wanted:
            score += 0.15
        if exercise.category in _BY_CHOICE and _BY_CHOICE[exercise.category] not in self._asked:
            score -= 0.35
        if exercise.category == "rehab":
            score += 0.15 if self._frail else (-0.1 if self._careful else -0.3)
        if exercise.id in _FOR_PREGNANCY:
            score += 0.2 if self._bearing else -0.5
        return score

    def _effort(self, exercise: Exercise) -> float:
        """Whether it is hard enough, and not too hard."""
        score = 0.0
        if exercise.category in _BODY_SKILL and not exercise.needs:
            score -= 0.1 * (self._rank - LEVELS[exercise.level])
            core = exercise.pattern.startswith("core_")
            if not core and Activity.STRENGTH_TRAINING in self._asked and self._person.equipment & _LOADS:
                score -= 0.15
        if exercise.category == "cardio" and exercise.met < LIGHT_MET and not self._careful:
            score -= 0.3
        if exercise.id in _ODD or (exercise.id in _FIRST_STEPS and self._rank > 0 and not self._hurt):
            score -= 0.25
        if exercise.id in _FULL_BODYWEIGHT and (self._rank == 0 or self._frail):
            score -= 0.3
        if "band" in exercise.needs and self._person.equipment & _BETTER_THAN_BANDS:
            score -= 0.12
        if self._careful and (exercise.category == "plyometrics" or vigorous(exercise)):
            score -= 0.3
        if exercise.impact is Impact.HIGH and (self._careful or self._person.bmi >= 30):
            score -= 0.2
        if self._no_heavy_load and exercise.needs & _HEAVY:
            score -= 0.25
        return score

    def _personal(self, item: Eligible) -> float:
        """What is known of this person and this exercise."""
        exercise, person = item.exercise, self._person
        score = -0.25 if item.limits else 0.0
        score -= 0.15 * len(exercise.joints & person.regions)
        for ids, weight in (
            (person.liked, 0.3),
            (person.one_rep_max, 0.2),
            (person.too_easy, -0.2),
            (person.too_hard, -0.4),
        ):
            if exercise.id in ids:
                score += weight
        if person.taste.choices:
            score += bonuses(person.taste, (exercise,), most=MOST_FOR_TASTE)[exercise.id]
        return score
