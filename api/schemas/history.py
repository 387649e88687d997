"""Wire structs of the training history."""

from datetime import date, datetime
from uuid import UUID

from msgspec import Struct

from domain.catalogue.types import Catalogue, Joint
from domain.coaching.programming.volume import Band
from domain.events.kinds import SetKind
from domain.events.ports import Recorded
from domain.profile import Locale, Weekday
from domain.text.messages import say
from domain.training.exchange.importing import Import, Unmapped
from domain.training.exchange.table import RowProblem
from domain.training.log import LoggedSession, LoggedSet
from domain.training.series import Line, Point, Series, SeriesName, Unit
from domain.training.sessions import reserve
from domain.training.state import ExerciseState, Record, RecordKind, Training, WeekDone

SHOWN_RECORDS, SHOWN_EXERCISES = 10, 50


class SetView(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A set as logged; `rir` is told as such or follows from the RPE. `id` is its event's, for corrections."""

    id: UUID
    kind: SetKind
    load_kg: float | None = None
    reps: int | None = None
    rir: float | None = None
    seconds: float | None = None
    distance_m: float | None = None


class ExerciseDone(Struct, frozen=True, kw_only=True):
    """One exercise of a session with its sets in order."""

    exercise: str
    name: str
    sets: tuple[SetView, ...]


class SessionView(Struct, frozen=True, kw_only=True):
    """A session as logged. `weekday` is the plan's day that it did; null: free training. `rpe` and `enjoyment` 0-10."""

    session: UUID
    day: date
    at: datetime
    weekday: Weekday | None
    minutes: float | None
    rpe: float | None
    enjoyment: float | None
    exercises: tuple[ExerciseDone, ...]


class RecordView(Struct, frozen=True, kw_only=True):
    """A personal record: `value` beat `before` (kg, repetitions or seconds by `kind`)."""

    day: date
    exercise: str
    name: str
    kind: RecordKind
    value: float
    before: float


class ExerciseKnown(Struct, frozen=True, kw_only=True):
    """What is known of an exercise: the estimate of its maximum (kg) or, without load, of repetitions to failure."""

    exercise: str
    name: str
    outings: int
    last: date | None
    e1rm_kg: float | None
    e1rm_sd_kg: float | None
    reps_to_failure: float | None
    best_load_kg: float | None
    stalled: int


class PainView(Struct, frozen=True, kw_only=True):
    """The latest report of a region that is not gone."""

    region: Joint
    score: float
    day: date


class HistorySummary(Struct, frozen=True, kw_only=True):
    """Where the person stands on `day`. `week` is the running one; `adherence` the share of planned sessions done in
    the four weeks before it, null when none was planned. `form` is fitness less fatigue: 42- and 7-day means of the
    load.
    """

    day: date
    first: date | None
    last_session: date | None
    days_off: int | None
    week: WeekDone | None
    adherence: float | None
    fitness: float
    fatigue: float
    form: float
    weight_kg: float | None
    pains: tuple[PainView, ...]
    records: tuple[RecordView, ...]
    exercises: tuple[ExerciseKnown, ...]


class HistoryView(Struct, frozen=True, kw_only=True):
    """`summary` is on the first page only; sessions newest first; `next` is the cursor of the page after."""

    summary: HistorySummary | None
    sessions: tuple[SessionView, ...]
    next: str | None


class LineView(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of a series. `key` is an exercise id, a muscle group or the line's own name; `name` says it in the
    person's language. `band` is the useful range of hard sets a week.
    """

    key: str
    name: str
    unit: Unit
    points: tuple[Point, ...]
    band: Band | None = None


class SeriesView(Struct, frozen=True, kw_only=True):
    """A series over time. `weekly`: a point stands for a week by its Monday. Only the series `records` has records,
    newest first.
    """

    name: SeriesName
    title: str
    weekly: bool
    lines: tuple[LineView, ...]
    records: tuple[RecordView, ...]


class ImportView(Struct, frozen=True, kw_only=True):
    """What an export file holds, and what was recorded of it (nothing in a dry run).

    `left_out` counts sets that could not be read or whose exercise is unknown; `unmapped` and `problems` list the first
    hundred of each. `recorded` and `known` count events: new ones, and those that were there already.
    """

    dry_run: bool
    source: str
    sessions: int
    sets: int
    left_out: int
    first: date | None
    last: date | None
    unmapped: tuple[Unmapped, ...]
    problems: tuple[RowProblem, ...]
    problems_count: int
    recorded: int
    known: int


def summary_view(training: Training, day: date, catalogue: Catalogue) -> HistorySummary:
    """The summary of a state that was advanced to `day`."""
    month = training.weeks[-5:-1]
    planned = sum(week.planned for week in month)
    done = sum(min(week.done, week.planned) for week in month)
    trained = sorted(training.exercises.values(), key=lambda each: (-each.outings, each.exercise))
    return HistorySummary(
        day=day,
        first=training.first,
        last_session=training.last_session,
        days_off=training.days_off,
        week=training.weeks[-1] if training.weeks else None,
        adherence=round(done / planned, 3) if planned else None,
        fitness=round(training.fitness, 1),
        fatigue=round(training.fatigue, 1),
        form=round(training.form, 1),
        weight_kg=training.weights[-1][1] if training.weights else None,
        pains=tuple(
            PainView(region=each.region, score=each.score, day=each.day)
            for each in training.pains.values()
            if each.score
        ),
        records=tuple(_record(each, catalogue) for each in training.records[: -SHOWN_RECORDS - 1 : -1]),
        exercises=tuple(_known(each, catalogue) for each in trained[:SHOWN_EXERCISES] if each.outings),
    )


def _known(each: ExerciseState, catalogue: Catalogue) -> ExerciseKnown:
    return ExerciseKnown(
        exercise=each.exercise,
        name=name_of(catalogue, each.exercise),
        outings=each.outings,
        last=each.recent[-1].day if each.recent else None,
        e1rm_kg=round(each.estimate.kg, 1) if each.estimate else None,
        e1rm_sd_kg=round(each.estimate.sd_kg, 1) if each.estimate else None,
        reps_to_failure=round(each.capacity.reps, 1) if each.capacity else None,
        best_load_kg=each.best_load_kg,
        stalled=each.stalled,
    )


def _record(each: Record, catalogue: Catalogue) -> RecordView:
    return RecordView(
        day=each.day,
        exercise=each.exercise,
        name=name_of(catalogue, each.exercise),
        kind=each.kind,
        value=each.value,
        before=each.before,
    )


def series_view(series: Series, catalogue: Catalogue, locale: Locale) -> SeriesView:
    """The series with its names in a language."""
    return SeriesView(
        name=series.name,
        title=say(locale, f"history.title.{series.name}"),
        weekly=series.weekly,
        lines=tuple(
            LineView(
                key=line.key,
                name=_line_name(series, line, catalogue, locale),
                unit=line.unit,
                points=line.points,
                band=line.band,
            )
            for line in series.lines
        ),
        records=tuple(_record(each, catalogue) for each in series.records),
    )


def _line_name(series: Series, line: Line, catalogue: Catalogue, locale: Locale) -> str:
    if series.name is SeriesName.STRENGTH:
        return name_of(catalogue, line.key)
    if series.name is SeriesName.TONNAGE:
        return say(locale, "history.title.tonnage")
    return say(locale, f"{'rules.muscle' if series.name is SeriesName.SETS else 'history.line'}.{line.key}")


def session_view(session: LoggedSession, catalogue: Catalogue) -> SessionView:
    """A session with its sets by exercise, in the order in which the exercises were begun."""
    sets: dict[str, list[SetView]] = {}
    for each in session.sets:
        sets.setdefault(each.what.exercise, []).append(_set_view(each))
    return SessionView(
        session=session.session,
        day=session.day,
        at=session.at,
        weekday=session.weekday,
        minutes=session.minutes,
        rpe=session.rpe,
        enjoyment=session.enjoyment,
        exercises=tuple(
            ExerciseDone(exercise=id_, name=name_of(catalogue, id_), sets=tuple(done)) for id_, done in sets.items()
        ),
    )


def _set_view(each: LoggedSet) -> SetView:
    what = each.what
    return SetView(
        id=each.id,
        kind=what.kind,
        load_kg=what.load_kg,
        reps=what.reps,
        rir=reserve(what),
        seconds=what.seconds,
        distance_m=what.distance_m,
    )


def import_view(found: Import, done: Recorded | None) -> ImportView:
    """`done` is None in a dry run."""
    new = len(done.new) if done else 0
    return ImportView(
        dry_run=done is None,
        source=found.source,
        sessions=found.sessions,
        sets=found.sets,
        left_out=found.left_out,
        first=found.first,
        last=found.last,
        unmapped=found.unmapped,
        problems=found.problems,
        problems_count=found.problems_count,
        recorded=new,
        known=len(found.events) - new if done else 0,
    )


def name_of(catalogue: Catalogue, exercise: str) -> str:
    """The exercise's name; its id when the catalogue has it no more."""
    known = catalogue.exercises.get(exercise)
    return known.name if known else exercise
