"""Intensity: the chart of repetitions and load, the person's caps, limits by age, bounds (evidence 4.2, 4.6, 4.9)."""

from collections.abc import Iterator

from msgspec.structs import replace

from domain.coaching.person import Person
from domain.coaching.planning.proposal import Role
from domain.coaching.programming.loads import best_max, percent_of_max, reps_to_failure
from domain.coaching.programming.program import Program, WorkItem
from domain.coaching.programming.schemes import highest_percent, light_only, lowest_reps
from domain.coaching.verifier.edit import at_load, at_percent, change_item, item_at, items_of
from domain.coaching.verifier.rule import Context, Hit, Repaired, Rule
from domain.plan import Severity

CHART_TOLERANCE = 0.10
RIR_MOST = 5
SETS, REPS, REST, SECONDS, RIR = (1, 10), (1, 50), (0, 600), (5, 5400), (0, 5)
MINOR_SETS = 3
OLDER_SETS = 4
ROUNDING_KG = 0.01


def least_rir(person: Person) -> int:
    """Fewest repetitions in reserve: 3 on light work or under caution, 2 under 18 and from 65, else none is asked."""
    if light_only(person) or person.cautious or not person.vigorous_ok:
        return 3
    return 2 if person.minor or person.older else 0


def load_cap(person: Person, item: WorkItem, percent: float) -> float | None:
    """`percent` of the known or estimated maximum in kg; None: no maximum is known or can be estimated."""
    best = best_max(person, item.exercise)
    return None if best is None else best * percent / 100


def _at(day: int, place: int, item: WorkItem, **numbers: float) -> Hit:
    return Hit(session=day, item=place, numbers=numbers, words={"exercise": item.exercise.name})


def _bounds(program: Program, _: Context) -> Iterator[Hit]:
    """Sets, repetitions, seconds, rest and RIR inside what a session can hold, and exactly one of reps and seconds."""
    for day, place, item in items_of(program):
        one_dose = (item.reps is None) != (item.seconds is None)
        inside = (
            SETS[0] <= item.sets <= SETS[1]
            and REST[0] <= item.rest_s <= REST[1]
            and (item.reps is None or REPS[0] <= item.reps[0] <= item.reps[1] <= REPS[1])
            and (item.seconds is None or SECONDS[0] <= item.seconds <= SECONDS[1])
            and (item.rir is None or RIR[0] <= item.rir <= RIR[1])
            and (item.load_kg is None or item.load_kg > 0)
            and (item.percent_1rm is None or 0 < item.percent_1rm <= 100)
        )
        if not one_dose or not inside:
            yield _at(day, place, item, sets=item.sets)


def _into_bounds(program: Program, _: Context, hit: Hit) -> Repaired:
    def fixed(item: WorkItem) -> WorkItem:
        timed = item.reps is None or (item.seconds is not None and item.exercise.timed)
        low, high = sorted(_clamp(count, REPS) for count in item.reps or (8, 12))
        percent = item.percent_1rm if item.percent_1rm is not None and 0 < item.percent_1rm <= 100 else None
        return replace(
            item,
            sets=_clamp(item.sets, SETS),
            rest_s=_clamp(item.rest_s, REST),
            reps=None if timed else (low, high),
            seconds=_clamp(item.seconds or 30, SECONDS) if timed else None,
            rir=None if item.rir is None else _clamp(item.rir, RIR),
            load_kg=item.load_kg if item.load_kg is not None and item.load_kg > 0 else None,
            percent_1rm=percent,
        )

    return _changed(program, hit, fixed(item_at(program, hit)))


def _clamp(value: int, bounds: tuple[int, int]) -> int:
    return min(max(value, bounds[0]), bounds[1])


def _changed(program: Program, hit: Hit, item: WorkItem) -> Repaired:
    return Repaired(program=change_item(program, hit, lambda _: item), how="dose", words={"dose": dose_text(item)})


def dose_text(item: WorkItem) -> str:
    """A dose in figures that read the same in every language: `3 x 8-12, 40 kg, RIR 2`."""
    if item.reps is not None:
        low, high = item.reps
        amount = str(low) if low == high else f"{low}-{high}"
    else:
        amount = f"{item.seconds} s"
    load = "" if item.load_kg is None else f", {item.load_kg:g} kg"
    reserve = "" if item.rir is None else f", RIR {item.rir}"
    return f"{item.sets} x {amount}{load}{reserve}"


def _chart(program: Program, _: Context) -> Iterator[Hit]:
    """Repetitions, load and RIR agree with the chart within 10 %; too light counts only while the RIR hides it."""
    for day, place, item in items_of(program):
        if item.reps is None or item.percent_1rm is None or item.rir is None:
            continue
        most = percent_of_max(item.reps[0] + item.rir) * (1 + CHART_TOLERANCE)
        least = percent_of_max(item.reps[1] + item.rir) * (1 - CHART_TOLERANCE)
        hidden = item.role is not Role.POWER and item.rir < RIR_MOST and item.percent_1rm < least
        if item.percent_1rm > most or hidden:
            yield _at(day, place, item, percent=item.percent_1rm, low=round(least), high=round(most), rir=item.rir)


def _by_chart(program: Program, _: Context, hit: Hit) -> Repaired | None:
    """Too heavy: the load of the range's top. Too light: the reserve that the load really leaves, five at most."""
    item = item_at(program, hit)
    if item.reps is None or item.percent_1rm is None or item.rir is None:
        return None
    if item.percent_1rm > percent_of_max(item.reps[0] + item.rir):
        return _changed(program, hit, at_percent(item, round(percent_of_max(item.reps[1] + item.rir), 1)))
    spare = int(reps_to_failure(item.percent_1rm / (1 - CHART_TOLERANCE))) - item.reps[1] + 1
    return _changed(program, hit, replace(item, rir=min(max(spare, item.rir + 1), RIR_MOST)))


def _cap(program: Program, context: Context) -> Iterator[Hit]:
    """No load above the person's cap, in per cent or in kg, and no set closer to failure than is right for them."""
    most, least = highest_percent(context.person), least_rir(context.person)
    for day, place, item in items_of(program):
        kg = load_cap(context.person, item, most)
        heavy = item.percent_1rm is not None and item.percent_1rm > most + 0.5
        heavy = heavy or (kg is not None and item.load_kg is not None and item.load_kg > kg + ROUNDING_KG)
        if heavy or (item.rir is not None and item.rir < least):
            yield _at(day, place, item, cap=most, rir=least)


def _under_cap(program: Program, context: Context, hit: Hit) -> Repaired:
    item = item_at(program, hit)
    most = highest_percent(context.person)
    if item.percent_1rm is not None and item.percent_1rm > most:
        item = at_percent(item, most)
    kg = load_cap(context.person, item, most)
    if kg is not None and item.load_kg is not None and item.load_kg > kg:
        item = at_load(item, kg)
    if item.rir is not None:
        item = replace(item, rir=max(item.rir, least_rir(context.person)))
    return _changed(program, hit, item)


def _reps_floor(person: Person, item: WorkItem) -> int:
    """Explosive work is low in repetitions by nature; it is kept from the young and the old by the menu and the cap."""
    return lowest_reps(person) if person.minor or item.role is not Role.POWER else 1


def _age(program: Program, person: Person, most_sets: int) -> Iterator[Hit]:
    for day, place, item in items_of(program):
        few = item.reps is not None and item.reps[0] < _reps_floor(person, item)
        if few or item.sets > most_sets:
            yield _at(day, place, item, age=person.age, reps=lowest_reps(person), sets=most_sets)


def _minor(program: Program, context: Context) -> Iterator[Hit]:
    return _age(program, context.person, MINOR_SETS) if context.person.minor else iter(())


def _older(program: Program, context: Context) -> Iterator[Hit]:
    return _age(program, context.person, OLDER_SETS) if context.person.older else iter(())


def _for_age(program: Program, context: Context, hit: Hit) -> Repaired:
    item, person = item_at(program, hit), context.person
    most_sets = MINOR_SETS if person.minor else OLDER_SETS
    reps = item.reps
    if reps is not None:
        shift = max(0, _reps_floor(person, item) - reps[0])
        reps = (reps[0] + shift, reps[1] + shift)
    return _changed(program, hit, replace(item, sets=min(item.sets, most_sets), reps=reps))


FIX = Severity.FIX

INTENSITY_RULES: tuple[Rule, ...] = (
    Rule(
        id="DOS-1",
        severity=FIX,
        title="doses in bounds",
        source="GymCoach plan bounds; definition of the plan",
        check=_bounds,
        repair=_into_bounds,
        numbers={"sets": SETS[1], "reps": REPS[1], "rest_s": REST[1]},
    ),
    Rule(
        id="AGE-1",
        severity=FIX,
        title="under 18: at least 8 repetitions, at most 3 sets",
        source="youth resistance-training statements",
        check=_minor,
        repair=_for_age,
        numbers={"reps": 8, "sets": MINOR_SETS, "percent": 70},
    ),
    Rule(
        id="AGE-2",
        severity=FIX,
        title="65 and over: at least 8 repetitions, at most 4 sets",
        source="NSCA 2019 position statement on older adults",
        check=_older,
        repair=_for_age,
        numbers={"reps": 8, "sets": OLDER_SETS},
    ),
    Rule(
        id="INT-2",
        severity=FIX,
        title="no load above the person's cap",
        source="ACSM 2009 and 2026; youth statements; NSCA 2019; clinical guidance for hypertension",
        check=_cap,
        repair=_under_cap,
    ),
    Rule(
        id="INT-1",
        severity=FIX,
        title="repetitions, load and reserve agree",
        source="RTS chart; competition data (evidence 4.6)",
        check=_chart,
        repair=_by_chart,
        numbers={"tolerance": CHART_TOLERANCE},
    ),
)
