"""From a stored document back to the programme that it was drawn from."""

from domain.catalogue.memo import PerCatalogue
from domain.catalogue.types import Catalogue
from domain.coaching.planning.menu import MenuEntry
from domain.coaching.planning.proposal import DayKind, Role, Scheme
from domain.coaching.programming.program import Program, Session, WorkItem
from domain.coaching.verifier.rule import Context
from domain.errors import CatalogueError
from domain.nutrition.types import NutritionTargets
from domain.plan import DayDetail, ExerciseDetail, NutritionDetail, PlanDocument

OFF_MENU = "E00"
"""The menu id of an exercise that the person may no longer do: the verifier puts another in its place."""

_NONE = NutritionTargets(
    bmr=0, tdee=0, target=0, floor=0, protein_g=0, carbs_g=0, fat_g=0, fibre_g=0, water_l=0.0,
    formula="", adjustment=0.0, rules=(),
)  # fmt: skip


def program_of(document: PlanDocument, context: Context) -> Program:
    """The programme of a document, without sessions when screening stopped the plan.

    What older documents do not say (scheme, rules) is read from their reasons. Raises `CatalogueError` for an exercise
    that the catalogue does not have.
    """
    entries = {entry.exercise.id: entry for entry in context.menu.entries}
    workout = None if document.plan is None else document.plan.workout_plan
    return Program(
        name="" if workout is None else workout.name,
        overview="" if workout is None else workout.overview,
        sessions=tuple(_session(day, entries, context.catalogue) for day in document.days),
        weeks=document.weeks,
        nutrition=_NONE if document.nutrition is None else _targets(document.nutrition),
    )


def _session(day: DayDetail, entries: dict[str, MenuEntry], catalogue: Catalogue) -> Session:
    ids = _ids(catalogue)
    items = tuple(_item(detail, entries, catalogue) for detail in day.exercises)
    return Session(
        weekday=day.weekday,
        kind=DayKind(day.kind),
        focus=day.focus,
        scheme=Scheme(day.scheme) if day.scheme else _scheme(items),
        items=items,
        warmup=tuple(ids[name] for name in day.warmup if name in ids),
        cooldown=tuple(ids[name] for name in day.cooldown if name in ids),
        warmup_min=day.warmup_min,
        cooldown_min=day.cooldown_min,
    )


def _item(detail: ExerciseDetail, entries: dict[str, MenuEntry], catalogue: Catalogue) -> WorkItem:
    exercise = catalogue.exercises.get(detail.exercise_id)
    if exercise is None:
        raise CatalogueError(f"the plan has an exercise {detail.exercise_id!r} that the catalogue does not know")
    entry = entries.get(exercise.id)
    low, high = detail.reps_low, detail.reps_high
    return WorkItem(
        menu_id=OFF_MENU if entry is None else entry.id,
        exercise=exercise,
        role=Role(detail.role),
        sets=detail.sets,
        reps=None if low is None or high is None else (low, high),
        seconds=detail.seconds,
        load_kg=detail.load_kg,
        percent_1rm=detail.percent_1rm,
        rir=detail.rir,
        rest_s=detail.rest_s,
        rules=detail.rules or tuple(reason.rule for reason in detail.reasons),
        limits=() if entry is None else entry.limits,
        chosen_by=detail.chosen_by,
        load_since=detail.load_since,
    )


def _scheme(items: tuple[WorkItem, ...]) -> Scheme:
    """The scheme that the items were dosed by; light work names none."""
    named = (rule.removeprefix("GOAL-") for item in items for rule in item.rules if rule.startswith("GOAL-"))
    return next((Scheme(name) for name in named if name in set(Scheme)), Scheme.LIGHT)


def _targets(detail: NutritionDetail) -> NutritionTargets:
    rules = tuple(reason.rule for reason in detail.reasons)
    return NutritionTargets(
        bmr=detail.bmr,
        tdee=detail.tdee,
        target=detail.target,
        floor=detail.floor,
        protein_g=detail.protein_g,
        carbs_g=detail.carbs_g,
        fat_g=detail.fat_g,
        fibre_g=detail.fibre_g,
        water_l=detail.water_l,
        formula="katch_mcardle" if "katch_mcardle" in rules else "mifflin_st_jeor",
        adjustment=round(detail.target / max(detail.tdee, 1) - 1, 3),
        rules=rules,
    )


def _names(catalogue: Catalogue) -> dict[str, str]:
    return {exercise.name: id_ for id_, exercise in catalogue.exercises.items()}


_ids = PerCatalogue(_names)
