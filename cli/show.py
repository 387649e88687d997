"""Plans and errors as a person reads them in a terminal."""

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from domain.errors import InvalidInput
from domain.plan import DayDetail, ExerciseDetail, PlanDay, PlanDocument, PlanExercise

_REASONS_SHOWN = 2
"""Reasons in the table; the full document has them all."""


def document_view(document: PlanDocument) -> RenderableType:
    """The whole document: screening, each day as a table, the weeks, nutrition, and what the rules did."""
    parts: list[RenderableType] = [_screening(document)]
    if document.plan is not None:
        workout = document.plan.workout_plan
        parts += [Text(workout.name, style="bold"), Text(workout.overview)]
        days = zip(workout.weekly_schedule, document.days, strict=True)
        parts += [_day(day, detail) for day, detail in days]
        parts += [_weeks(document), _nutrition(document)]
    parts += [_findings(document), _provenance(document)]
    return Group(*parts)


def problems_view(error: InvalidInput, source: str) -> RenderableType:
    """Every problem of an input, one to a line: where, what, and what is allowed."""
    lines = [Text(f"{source}: {error.message}", style="bold red")]
    for problem in error.problems:
        line = Text("  ")
        line.append(problem.field or "(whole input)", style="bold")
        line.append(f": {problem.message}")
        line.append(f"; allowed: {problem.allowed}", style="green")
        lines.append(line)
    return Group(*lines)


def error_console() -> Console:
    """Standard error: progress and explanations go there, so that standard output holds the plan alone."""
    return Console(stderr=True)


def _screening(document: PlanDocument) -> RenderableType:
    screening = document.screening
    lines = [Text(f"Screening: {screening.outcome}", style="bold yellow" if screening.findings else "green")]
    lines += [Text(f"  {finding.rule}: {finding.reason}") for finding in screening.findings]
    if screening.referral:
        lines.append(Text(f"  {screening.referral}", style="bold"))
    return Group(*lines)


def _day(day: PlanDay, detail: DayDetail) -> RenderableType:
    table = Table(
        title=f"{day.day} · {day.focus} · {day.duration} min · {day.intensity_level}", title_justify="left", expand=True
    )
    for heading, ratio in (("exercise", 4), ("sets x reps", 2), ("load", 2), ("RIR", 1), ("rest", 1), ("why", 6)):
        table.add_column(heading, ratio=ratio, overflow="fold")
    for exercise, numbers in zip(day.exercises, detail.exercises, strict=True):
        table.add_row(*_row(exercise, numbers))
    return Padding(table, (1, 0, 0, 0))


def _row(exercise: PlanExercise, numbers: ExerciseDetail) -> tuple[str, ...]:
    dose = exercise.reps or _time(exercise.duration or 0)
    load = "" if numbers.load_kg is None else f"{numbers.load_kg:g} kg"
    why = " ".join(reason.text for reason in numbers.reasons[:_REASONS_SHOWN])
    rir = "" if numbers.rir is None else str(numbers.rir)
    rest = f"{exercise.rest} s" if exercise.rest else ""
    return exercise.name, f"{exercise.sets} x {dose}", load, rir, rest, why


def _time(seconds: int) -> str:
    return f"{seconds // 60} min" if seconds >= 120 else f"{seconds} s"


def _weeks(document: PlanDocument) -> RenderableType:
    table = Table(title="Mesocycle", title_justify="left")
    for heading in ("week", "sets", "load", "RIR"):
        table.add_column(heading)
    for week in document.weeks:
        name = f"{week.week} (deload)" if week.deload else str(week.week)
        table.add_row(name, f"{week.sets_factor:.0%}", f"{week.load_factor:.0%}", str(week.rir))
    return Padding(table, (1, 0, 0, 0))


def _nutrition(document: PlanDocument) -> RenderableType:
    numbers = document.nutrition
    if numbers is None:
        return Text("")
    return Text(
        f"Nutrition: {numbers.target} kcal a day (expenditure {numbers.tdee}, floor {numbers.floor}); "
        f"protein {numbers.protein_g} g, carbohydrate {numbers.carbs_g} g, fat {numbers.fat_g} g, "
        f"fibre {numbers.fibre_g} g, water {numbers.water_l:g} l"
    )


def _findings(document: PlanDocument) -> RenderableType:
    lines = [
        Text(
            f"  {each.severity} {each.rule} {each.where}: {each.reason}"
            + (f" -> {each.repaired}" if each.repaired else "")
        )
        for each in document.findings
    ]
    return Group(Text(f"What the rules found: {len(lines)}", style="bold"), *lines)


def _provenance(document: PlanDocument) -> RenderableType:
    made = document.provenance
    took = made.timings_ms.get("total")
    text = f"Made by {made.engine}" + (f" with {made.model}" if made.model else "")
    text += f"; {made.model_picks} of {made.total_picks} exercises are the model's own choice"
    text += f"; {took / 1000:.1f} s" if took else ""
    return Group(Text(text), *(Text(f"  {note}") for note in made.notes))
