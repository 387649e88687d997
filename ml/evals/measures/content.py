"""How near a plan is to the reference in what it asks a person to do."""

from collections import Counter

from domain.plan import Plan
from ml.evals.measures.canonical import lines
from ml.evals.measures.rouge import f_score


def leaf_f1(reference: Plan, plan: Plan) -> float:
    """F-score of `path: value` leaves, as multisets."""
    first, second = Counter(lines(reference)), Counter(lines(plan))
    return f_score((first & second).total(), first.total(), second.total())


def exercises_of(plan: Plan) -> frozenset[str]:
    """Names of the week's exercises, in lower case."""
    return frozenset(each.name.lower() for day in plan.workout_plan.weekly_schedule for each in day.exercises)


def jaccard(first: frozenset[str], second: frozenset[str]) -> float:
    """Shared over all; two empty sets are the same."""
    return len(first & second) / len(first | second) if first | second else 1.0


def schedule_distance(reference: Plan, plan: Plan) -> float:
    """Least insertions, deletions and changes of (day, focus) that turn one week into the other, by the longer one."""
    first = [(day.day, day.focus) for day in reference.workout_plan.weekly_schedule]
    second = [(day.day, day.focus) for day in plan.workout_plan.weekly_schedule]
    row = list(range(len(second) + 1))
    for place, old in enumerate(first, 1):
        corner, row[0] = row[0], place
        for column, new in enumerate(second, 1):
            corner, row[column] = row[column], min(row[column] + 1, row[column - 1] + 1, corner + (old != new))
    return row[-1] / max(len(first), len(second), 1)


def energy_error(reference: Plan, plan: Plan) -> float:
    """Absolute difference of the energy target, as a share of the reference's."""
    wanted = reference.nutrition_suggestions.calorie_target
    return abs(plan.nutrition_suggestions.calorie_target - wanted) / max(1, wanted)


def macro_error(reference: Plan, plan: Plan) -> float:
    """Mean absolute difference of the three macro shares, in points of per cent."""
    first, second = reference.nutrition_suggestions.macros, plan.nutrition_suggestions.macros
    return (abs(first.protein - second.protein) + abs(first.carbs - second.carbs) + abs(first.fat - second.fat)) / 3
