"""Expenditure as a person's own log shows it: what was eaten, less what the body put on. Evidence 4.8 and 1.3.

Over a window, energy eaten equals energy used plus energy stored. Weight changes tell what was stored, once days of
salt and water are smoothed out. Without enough of a log, the formula's estimate stands.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import pairwise
from statistics import fmean
from typing import Final

from msgspec import Struct

WINDOW_DAYS: Final = 28
SMOOTHED_DAYS: Final = 7
LEAST_LOGGED_DAYS: Final = 7
LEAST_WEIGHINGS: Final = 2
LEAST_APART_DAYS: Final = 7
COUNTS_FROM_KCAL: Final = 200.0
"""A day counts from 200 kcal logged; 7 such days and 2 weighings 7 days apart make an estimate (SparkyFitness)."""

TISSUE_KCAL_PER_KG: Final = 6000.0
FAT_KCAL_PER_KG: Final = 7700.0
"""Energy of a kilogram of weight change: of mixed tissue (55 % fat, 45 % lean), and of body fat alone. The first is
used; the second says how much the choice matters (`Expenditure.if_all_fat`)."""

MOST_A_WEEK_KCAL: Final = 150.0
"""The estimate moves by no more in a week: logs have gaps and weight has water (judgement; evidence 4.8: 150-200)."""

WEEKS_BACK: Final = 8
HISTORY_DAYS: Final = WINDOW_DAYS + 7 * WEEKS_BACK
"""How far back the estimates of earlier weeks are made again, and the days of the log that this takes."""

PLAUSIBLE: Final = (0.6, 1.5)
"""Shares of the formula's estimate outside which the log is taken for incomplete (judgement: doubly labelled water
studies rarely find a person further off a prediction)."""


class Weighing(Struct, frozen=True):
    """Body weight in kg on a day."""

    day: date
    kg: float


class Expenditure(Struct, frozen=True, kw_only=True):
    """Energy used in kcal a day. `source` is `log` or `formula`; `why` says what the log lacks: `days`, `weighings`,
    sense (`implausible`), or nothing (empty).

    `raw` is the log's figure before it was held to the pace of change, `if_all_fat` the same with 7,700 kcal/kg.
    `logged_days` and `weighings` are those that counted; `kg_per_week` is the trend of body weight.
    """

    kcal: float
    source: str
    why: str
    logged_days: int
    weighings: int
    raw: float | None = None
    if_all_fat: float | None = None
    kg_per_week: float | None = None


def adaptive_expenditure(
    *,
    formula_kcal: float,
    eaten_kcal: Mapping[date, float],
    weighings: tuple[Weighing, ...],
    today: date,
    last: Expenditure | None = None,
    last_on: date | None = None,
) -> Expenditure:
    """Expenditure from the 28 days before `today`, moving from `last` (of `last_on`; the formula when there is none).

    `eaten_kcal` holds the logged energy of each day. Floors and forbidden deficits are not decided here: a target made
    of this figure goes through the same limits as any (`domain.nutrition.targets`).
    """
    first = today - timedelta(days=WINDOW_DAYS)
    logged = {day: kcal for day, kcal in eaten_kcal.items() if first <= day < today and kcal >= COUNTS_FROM_KCAL}
    weighed = _by_day(weighing for weighing in weighings if first <= weighing.day <= today)
    why = _missing(logged, weighed)
    slope = 0.0 if why else _kg_per_day(weighed)
    raw = fmean(logged.values()) - slope * TISSUE_KCAL_PER_KG if not why else None
    if raw is not None and not PLAUSIBLE[0] * formula_kcal <= raw <= PLAUSIBLE[1] * formula_kcal:
        why = "implausible"
    if raw is None or why:
        return Expenditure(
            kcal=formula_kcal, source="formula", why=why, logged_days=len(logged), weighings=len(weighed), raw=raw
        )
    return Expenditure(
        kcal=_paced(raw, formula_kcal, today, last, last_on),
        source="log",
        why="",
        logged_days=len(logged),
        weighings=len(weighed),
        raw=raw,
        if_all_fat=fmean(logged.values()) - slope * FAT_KCAL_PER_KG,
        kg_per_week=slope * 7,
    )


def tracked_expenditure(
    *, formula_kcal: float, eaten_kcal: Mapping[date, float], weighings: tuple[Weighing, ...], today: date
) -> Expenditure:
    """`adaptive_expenditure` as it would stand had it been made each week for `WEEKS_BACK` weeks, each from the last.

    Nothing is stored between the weeks: the log of `HISTORY_DAYS` days says it all, and a correction of an old entry
    counts at once. A week whose log makes no estimate leaves the one before it standing.
    """
    last: Expenditure | None = None
    last_on: date | None = None
    for weeks in range(WEEKS_BACK, 0, -1):
        day = today - timedelta(days=7 * weeks)
        found = adaptive_expenditure(
            formula_kcal=formula_kcal, eaten_kcal=eaten_kcal, weighings=weighings, today=day, last=last, last_on=last_on
        )
        if found.source == "log":
            last, last_on = found, day
    return adaptive_expenditure(
        formula_kcal=formula_kcal, eaten_kcal=eaten_kcal, weighings=weighings, today=today, last=last, last_on=last_on
    )


def weight_trend(weighings: Mapping[date, float]) -> dict[date, float]:
    """Weight in kg on each day as the mean of the 7 days around it, where all are known or lie between weighings."""
    days = sorted(weighings)
    daily = {
        start + timedelta(days=step): weighings[start] + (weighings[end] - weighings[start]) * step / (end - start).days
        for start, end in pairwise(days)
        for step in range((end - start).days)
    }
    daily[days[-1]] = weighings[days[-1]]
    in_order = sorted(daily)
    half = SMOOTHED_DAYS // 2
    return {
        in_order[middle]: fmean(daily[day] for day in in_order[middle - half : middle + half + 1])
        for middle in range(half, len(in_order) - half)
    }


def _by_day(weighings: Iterable[Weighing]) -> dict[date, float]:
    """The mean weight of each day that has one."""
    found: dict[date, list[float]] = {}
    for weighing in weighings:
        found.setdefault(weighing.day, []).append(weighing.kg)
    return {day: fmean(found[day]) for day in sorted(found)}


def _missing(logged: Mapping[date, float], weighed: Mapping[date, float]) -> str:
    """What the log lacks: `days`, `weighings`, or nothing."""
    if len(logged) < LEAST_LOGGED_DAYS:
        return "days"
    if len(weighed) < LEAST_WEIGHINGS or (max(weighed) - min(weighed)).days < LEAST_APART_DAYS:
        return "weighings"
    return ""


def _kg_per_day(weighed: Mapping[date, float]) -> float:
    """The slope of the smoothed weight, by least squares: one odd day at an end does not turn it."""
    trend = weight_trend(weighed)
    first = min(trend)
    days = [(day - first).days for day in trend]
    middle, weight = fmean(days), fmean(trend.values())
    spread = sum((day - middle) ** 2 for day in days)
    return sum((day - middle) * (kg - weight) for day, kg in zip(days, trend.values(), strict=True)) / spread


def _paced(raw: float, formula_kcal: float, today: date, last: Expenditure | None, last_on: date | None) -> float:
    """The figure held to 150 kcal a week from the one before; the first estimate moves from the formula's."""
    if last is None or last_on is None:
        start, weeks = formula_kcal, 1.0
    else:
        start, weeks = last.kcal, max(0, (today - last_on).days) / 7
    most = MOST_A_WEEK_KCAL * weeks
    return start + min(max(raw - start, -most), most)
