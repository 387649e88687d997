"""Meal plans of many people: accuracy, safety, time. `python -m tests.perf.meals_bench [people of days] [of weeks]`.

Accuracy is recomputed from the foods table (`audit`), never taken from the planner. Yardstick: NutriGen reports 1.55 %
mean energy error for a language model grounded in a food database; ours is to be below 1 %. A week is to take less than
2 s on one core. The people are those of `tests.people`, contradictory and extreme ones included: 350 kg, 100 cm, an
unknown allergy. Those whom screening stops get no plan. About one in seven could not store such a profile (a weight
that does not go with the height): the figures are given with and without them.
"""

import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from adapters.solver.highs import HighsSolver
from domain.catalogue.loader import load_catalogue
from domain.catalogue.types import Catalogue
from domain.errors import InvalidInput, NoMenu
from domain.meals.dishes import load_dishes
from domain.meals.eater import eater_of, food_allowed
from domain.meals.needs import Needs, needs_of
from domain.meals.planning.audit import audit, grams_of, recomputed
from domain.meals.planning.integer import IntegerProgramme
from domain.meals.planning.request import MealRequest
from domain.meals.planning.week import plan_days
from domain.meals.types import DayMenu, Dish
from domain.plan import ScreeningOutcome
from domain.profile import Condition, Profile
from domain.profile_reader import read_profile
from tests.people import profile_of
from tests.perf.machine import machine

DAY_PEOPLE, WEEK_PEOPLE = 1000, 60
YARDSTICK = 1.55
MACROS = ("protein_g", "carbs_g", "fat_g")
BANDS = {"MEAL-energy", "MEAL-protein", "MEAL-carbs", "MEAL-fat"}


class Tables(Struct, frozen=True):
    catalogue: Catalogue
    dishes: dict[str, Dish]
    solver: HighsSolver


class Outcome(Struct):
    """What came of one person: their menus, CPU and wall seconds, and everything wrong with the menus."""

    seed: int
    profile: Profile
    menus: tuple[DayMenu, ...] = ()
    cpu: float = 0.0
    wall: float = 0.0
    problems: tuple[str, ...] = ()


def main(day_people: int, week_people: int) -> None:
    """Measure and print."""
    print(machine())
    tables = Tables(load_catalogue(), load_dishes(), HighsSolver())
    tables.solver.solve(IntegerProgramme(costs=(1.0,), upper=(1.0,), whole=(True,), rows=()))  # imports scipy
    days = [each for seed in range(day_people) if (each := _planned(seed, 1, tables)) is not None]
    _accuracy(days, day_people)
    weeks = [each for seed in range(week_people) if (each := _planned(seed, 7, tables)) is not None]
    print(f"\n{len(weeks)} weeks of 7 days, s (target: p95 below 2)")
    _times("CPU ", [week.cpu for week in weeks])
    _times("wall", [week.wall for week in weeks])
    usual = [week for week in weeks if not _missed(week.menus)]
    _times(f"CPU, the {len(usual)} weeks within every band", [week.cpu for week in usual])
    wrong = [problem for each in (*days, *weeks) for problem in each.problems]
    print(f"\nallergens, diet, health or medical limits broken, or sums wrong: {len(wrong)} (target: 0)")
    print("\n".join(wrong[:10]))


def _planned(seed: int, count: int, tables: Tables) -> Outcome | None:
    profile = profile_of(seed)
    needs = needs_of(profile, tables.catalogue)
    if needs.screening.outcome is ScreeningOutcome.STOP:
        return None
    eating = replace(profile.nutrition, meals_per_day=2 + seed % 5)
    eater = eater_of(eating, tables.catalogue, needs.person)
    days = [(seed + day) % 7 for day in range(count)]
    request = MealRequest(
        eater=eater,
        days=tuple(needs.week[day] for day in days),
        training=(False,) * count,
        limits=needs.limits,
        seed=seed,
    )
    outcome = Outcome(seed, profile)
    cpu, wall = time.process_time(), time.perf_counter()
    try:
        outcome.menus = plan_days(request, tables.dishes, tables.catalogue, tables.solver)
    except NoMenu:
        return outcome
    outcome.cpu, outcome.wall = time.process_time() - cpu, time.perf_counter() - wall
    outcome.problems = tuple(_problems(outcome, request, needs, tables))
    return outcome


def _problems(outcome: Outcome, request: MealRequest, needs: Needs, tables: Tables) -> Iterable[str]:
    """Sums, medical limits, and every food on the plate asked about by itself."""
    for menu in outcome.menus:
        yield from (f"seed {outcome.seed}: {each}" for each in audit(menu, tables.catalogue, tables.dishes))
        for portion in menu.portions:
            for food_id in grams_of(portion, tables.catalogue, tables.dishes):
                verdict = food_allowed(tables.catalogue.foods[food_id], request.eater)
                if not verdict.ok:
                    yield f"seed {outcome.seed}: {food_id} on the plate against {', '.join(verdict.rules)}"
        kidney = Condition.KIDNEY_DISEASE in needs.person.flags
        if kidney and menu.totals.protein_g > needs.targets.protein_g + 0.01:
            yield f"seed {outcome.seed}: {menu.totals.protein_g:.1f} g of protein with kidney disease"
        if menu.totals.kcal < needs.targets.floor - 1:
            yield f"seed {outcome.seed}: {menu.totals.kcal:.0f} kcal below the floor"


def _accuracy(outcomes: Sequence[Outcome], people: int) -> None:
    tables = load_catalogue(), load_dishes()
    planned = [each for each in outcomes if each.menus]
    if not planned:
        return
    errors: dict[str, list[float]] = {name: [] for name in ("kcal", *MACROS)}
    inside: list[float] = []
    gave_way: Counter[str] = Counter()
    for each in planned:
        (menu,) = each.menus
        sums = recomputed(menu, *tables)
        for name, found in errors.items():
            wanted = getattr(menu.targets, name)
            found.append(100 * abs(sums[name] - wanted) / wanted)
        if not _missed(each.menus):
            inside.append(errors["kcal"][-1])
        gave_way.update(miss.rule for miss in menu.shortfalls)
    print(f"{people} people, {people - len(outcomes)} stopped by screening, {len(planned)} days planned")
    print(f"no menu within the medical limits: {len(outcomes) - len(planned)}")
    for each in outcomes:
        if not each.menus:
            targets = needs_of(each.profile, tables[0]).targets
            print(f"  {targets.protein_g} g protein at most, {targets.floor} kcal at least: {', '.join(targets.rules)}")
    print(f"\nerror of the delivered day in %, recomputed (yardstick of energy: {YARDSTICK}, target: below 1)")
    for name, found in errors.items():
        print(f"  {name:10} mean {statistics.mean(found):.2f}, {_spread(found)}")
    real = [error for each, error in zip(planned, errors["kcal"], strict=True) if _storable(each.profile)]
    if real:
        print(f"  kcal, the {len(real)} whose profile can be stored: mean {statistics.mean(real):.2f}, {_spread(real)}")
    print(f"  kcal, the {len(inside)} days within every band: mean {statistics.mean(inside):.2f}, {_spread(inside)}")
    print("\nwishes that gave way (days):")
    for rule, count in gave_way.most_common():
        print(f"  {rule:20} {count} ({100 * count / len(planned):.1f} %)")
    missed = [each for each in planned if _missed(each.menus)]
    _explained(missed)
    print(f"  of these {sum(_storable(each.profile) for each in missed)} have a profile that can be stored")


def _explained(outcomes: Sequence[Outcome]) -> None:
    """What the people have in common whose energy or macronutrients miss their bands."""
    causes: Counter[str] = Counter()
    for each in outcomes:
        targets = each.menus[0].targets
        protein = 4 * targets.protein_g / targets.kcal
        if targets.kcal > 4500:
            causes["more than 4,500 kcal a day"] += 1
        elif protein < 0.09:
            causes["protein below 9 % of energy (kidney disease, or large energy needs of a small person)"] += 1
        elif protein > 0.28:
            causes["protein above 28 % of energy"] += 1
        elif each.profile.nutrition.allergies:
            causes["allergies: " + ", ".join(each.profile.nutrition.allergies)] += 1
        else:
            causes["other"] += 1
    print(f"\n{len(outcomes)} days miss the 5 % band of energy or a macronutrient:")
    for cause, count in causes.most_common():
        print(f"  {cause}: {count}")


def _storable(profile: Profile) -> bool:
    """Whether the profile reader takes the profile."""
    try:
        read_profile(msgspec.json.encode(profile))
    except InvalidInput:
        return False
    return True


def _missed(menus: Iterable[DayMenu]) -> bool:
    return any(miss.rule in BANDS for menu in menus for miss in menu.shortfalls)


def _spread(values: Sequence[float]) -> str:
    ordered = sorted(values)
    middle, high = ordered[len(ordered) // 2], ordered[int(0.95 * len(ordered))]
    return f"p50 {middle:.2f}, p95 {high:.2f}, max {ordered[-1]:.2f}"


def _times(what: str, seconds: Sequence[float]) -> None:
    if seconds:
        print(f"  {what}: mean {statistics.mean(seconds):.2f}, {_spread(seconds)}")


if __name__ == "__main__":
    given = [int(argument) for argument in sys.argv[1:3]]
    main(*(given + [DAY_PEOPLE, WEEK_PEOPLE][len(given) :]))
