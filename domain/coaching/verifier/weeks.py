"""The mesocycle: steps from week to week and the deload (evidence 4.4 and 4.5)."""

from collections.abc import Iterator
from itertools import pairwise

from msgspec.structs import replace

from domain.coaching.programming.program import Program
from domain.coaching.verifier.rule import Context, Hit, Repaired, Rule
from domain.plan import Severity, WeekTarget

LOAD_STEP, SETS_STEP = 0.10, 0.20
DELOAD_EVERY = 8
DELOAD_LOAD, DELOAD_SETS = (0.60, 0.80), 0.50
CYCLE = (4, 8)
TOLERANCE = 0.005
RIR = (0, 5)


def _steps(program: Program, _: Context) -> Iterator[Hit]:
    """Each building week against the building week before it: the week after a deload returns to what was there."""
    building = [week for week in program.weeks if not week.deload]
    for before, after in pairwise(building):
        load = after.load_factor / max(before.load_factor, 0.01) - 1
        sets = after.sets_factor / max(before.sets_factor, 0.01) - 1
        if load > LOAD_STEP + TOLERANCE or abs(sets) > SETS_STEP + TOLERANCE:
            yield Hit(
                part=f"week[{after.week}]",
                numbers={"week": after.week, "load": round(load * 100), "sets": round(sets * 100)},
            )


def _first(program: Program, _: Context) -> Iterator[Hit]:
    """The first building week is what the sessions say, and no factor or RIR leaves its bounds.

    A deload may come before it: one that could not wait for the end of the cycle.
    """
    first = next((index for index, week in enumerate(program.weeks) if not week.deload), 0)
    for index, week in enumerate(program.weeks):
        start = index != first or (abs(week.load_factor - 1) <= TOLERANCE and abs(week.sets_factor - 1) <= TOLERANCE)
        if not start or week.week != index + 1 or not RIR[0] <= week.rir <= RIR[1] or week.load_factor > 2:
            yield Hit(part=f"week[{week.week}]", numbers={"week": index + 1})


def _deload(program: Program, _: Context) -> Iterator[Hit]:
    """At least one deload in any eight weeks, and a mesocycle of four to eight weeks."""
    since = 0
    for week in program.weeks:
        since = 0 if week.deload else since + 1
        if since >= DELOAD_EVERY:
            break
    if since >= DELOAD_EVERY or not any(week.deload for week in program.weeks) or not _in_cycle(len(program.weeks)):
        yield Hit(part="weeks", numbers={"weeks": len(program.weeks)})


def _in_cycle(weeks: int) -> bool:
    return CYCLE[0] <= weeks <= CYCLE[1]


def _deload_depth(program: Program, _: Context) -> Iterator[Hit]:
    for week in program.weeks:
        if week.deload and not (
            DELOAD_LOAD[0] - TOLERANCE <= week.load_factor <= DELOAD_LOAD[1] + TOLERANCE
            and week.sets_factor <= DELOAD_SETS + 0.1 + TOLERANCE
        ):
            yield Hit(
                part=f"week[{week.week}]",
                numbers={"week": week.week, "load": week.load_factor * 100, "sets": week.sets_factor * 100},
            )


def _again(program: Program, _: Context, __: Hit) -> Repaired:
    """The weeks made anew inside every limit: building weeks step by step, the last one a deload.

    A deload that came first stays first.
    """
    count = min(max(len(program.weeks), CYCLE[0]), CYCLE[1])
    rest = bool(program.weeks) and program.weeks[0].deload
    rir = min(max(program.weeks[0].rir if program.weeks and not rest else 3, 1), RIR[1])
    weeks, load, sets = [_light_week(1)] if rest else [], 1.0, 1.0
    for number in range(1 + rest, count):
        asked = program.weeks[number - 1] if number <= len(program.weeks) else None
        if asked and number > 1 + rest and not asked.deload:
            load = round(min(max(asked.load_factor, load), load * (1 + LOAD_STEP)), 3)
            sets = round(min(max(asked.sets_factor, sets * (1 - SETS_STEP)), sets * (1 + SETS_STEP)), 3)
        stop = min(max(asked.rir if asked else rir, RIR[0]), RIR[1])
        weeks.append(WeekTarget(week=number, sets_factor=sets, load_factor=load, rir=stop, deload=False))
    weeks.append(_light_week(count))
    return Repaired(program=replace(program, weeks=tuple(weeks)), how="weeks", words={"weeks": count})


def _light_week(number: int) -> WeekTarget:
    return WeekTarget(week=number, sets_factor=DELOAD_SETS, load_factor=0.7, rir=RIR[1] - 1, deload=True)


_STEP_NUMBERS = {"load_step": LOAD_STEP, "sets_step": SETS_STEP}
_DELOAD_NUMBERS = {
    "every_weeks": DELOAD_EVERY,
    "load_low": DELOAD_LOAD[0],
    "load_high": DELOAD_LOAD[1],
    "sets": DELOAD_SETS,
}

WEEK_RULES: tuple[Rule, ...] = (
    Rule(
        id="PRO-1",
        severity=Severity.FIX,
        title="steps of load and sets",
        source="ACSM 2009: 2-10 % a step; Liftosaur guide: sets by at most 20 %",
        check=_steps,
        repair=_again,
        numbers=_STEP_NUMBERS,
    ),
    Rule(
        id="PRO-2",
        severity=Severity.FIX,
        title="weeks are numbered, building starts at the sessions' own numbers and stays in bounds",
        source="definition of the plan",
        check=_first,
        repair=_again,
    ),
    Rule(
        id="DEL-1",
        severity=Severity.FIX,
        title="a deload in every eight weeks",
        source="Rogerson 2024: every 5.6 weeks (SD 2.3); Bell 2023",
        check=_deload,
        repair=_again,
        numbers=_DELOAD_NUMBERS,
    ),
    Rule(
        id="DEL-2",
        severity=Severity.FIX,
        title="a deload is a deload",
        source="Rogerson 2024; Liftosaur guide: 60-80 % of the load, half the sets",
        check=_deload_depth,
        repair=_again,
        numbers=_DELOAD_NUMBERS,
    ),
)
